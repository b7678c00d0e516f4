"""What allauth does not ask by itself."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from umbel.accounts.acts import name_account
from umbel.structure.names import clean_name
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
