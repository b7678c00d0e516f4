"""Who is behind a session."""

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef

from umbel.accounts.models import User
from umbel.structure.queries import holdings_of, today

BACKEND = "umbel.web.accounts.backend.Backend"


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Signs in by address and password, and reads an account together with the roles it holds today, because every
    page needs both: one question to the database instead of two.
    """

    def get_user(self, user_id: int) -> User | None:
        second = Authenticator.objects.filter(user_id=OuterRef("account_id"))
        held = list(
            holdings_of(user_id, today())
            .select_related("account", "body", "organization")
            .annotate(has_second_factor=Exists(second))
        )
        account: User | None = held[0].account if held else super().get_user(user_id)
        if account is None or not self.user_can_authenticate(account):
            return None
        account.holdings = held
        return account
