"""What allauth does not ask by itself, and the forms of roles and invitations."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from umbel.accounts.acts import name_account
from umbel.structure.names import clean_name
from umbel.web.fields import Choice, Email, Line, Name, Password
from umbel.web.forms import ActForm
from umbel.words import SOURCE


class NamedSignup(forms.Form):
    """Sign-up asks how the record is to name whoever acts."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        help_text=_("As the record will name you when you apply or submit something."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def clean_name(self) -> str:
        """A name without characters that cannot be seen."""
        return clean_name(self.cleaned_data["name"])

    def signup(self, _request: HttpRequest, user: Any) -> None:
        """Called by allauth before the account is saved for good."""
        language = get_language() or SOURCE
        name_account(account=user, name=self.cleaned_data["name"], language=language)


class InviteForm(ActForm):
    """Whom to invite by e-mail, to which role, and where."""

    email = Email(_("E-mail address"), width=20, missing=_("Write an e-mail address."))
    role = Choice(_("Role"), missing=_("Choose a role."))
    place = Line(
        _("Where"),
        _("The code of a joint committee or the number of an organization; empty for the federation."),
        width=10,
    )


class TakeUpForm(ActForm):
    """The name and the password of whoever takes a role up without an account."""

    name = Name(
        _("Your name, as the record is to name you"),
        width=20,
        longest=120,
        autocomplete="name",
        missing=_("Write your name, as the record is to name you."),
    )
    password = Password(_("A password"), _("At least 12 characters."), width=20, autocomplete="new-password")
