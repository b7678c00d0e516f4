"""What allauth does not catch in an answer that came from no passkey."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import AddWebAuthnForm


class AddPasskey(AddWebAuthnForm):  # type: ignore[misc]
    """Says that a malformed answer is none, where the library lets its decoder's `ValueError` through."""

    def clean(self) -> Any:
        """As the library does, and raises `ValidationError` for everything that cannot be read."""
        try:
            return super().clean()
        except ValueError:
            raise get_adapter().validation_error("incorrect_code") from None
