"""What an account keeps for itself. Nothing here is official, so nothing of it goes into the ledger."""

from django.db import transaction
from django.utils.translation import gettext as _

from umbel.accounts.models import SavedView, User
from umbel.accounts.permissions import Viewer
from umbel.errors import NotNow

MOST_VIEWS = 30


@transaction.atomic
def open_account(
    *, email: str, name: str, password: str | None = None, language: str = "en", is_sample: bool = False
) -> User:
    """Open an account; without a password it is entered only by a link or a passkey."""
    return User.objects.create_user(email, password, name=name, language=language, is_sample=is_sample)


@transaction.atomic
def name_account(*, account: User, name: str, language: str) -> None:
    """Say how the record is to name an account, and in which language it reads."""
    account.name, account.language = name, language
    account.save(update_fields=["name", "language"])


@transaction.atomic
def keep_view(*, by: Viewer, page: str, name: str, query: str) -> SavedView:
    """Keep a narrowed list under a name; one kept by that name already is replaced."""
    name = " ".join(name.replace("\0", "").split())[:80]
    if not name:
        raise NotNow(_("Give the view a name, so that you find it again."))
    kept = SavedView.objects.filter(account_id=by.account_id)
    if kept.exclude(page=page, name=name).count() >= MOST_VIEWS:
        raise NotNow(_("You keep %(most)d views already. Forget one first.") % {"most": MOST_VIEWS})
    view, _made = SavedView.objects.update_or_create(
        account_id=by.account_id, page=page, name=name, defaults={"query": query[:600]}
    )
    return view


@transaction.atomic
def forget_view(*, by: Viewer, page: str, name: str) -> None:
    """Keep it no longer."""
    SavedView.objects.filter(account_id=by.account_id, page=page, name=name).delete()
