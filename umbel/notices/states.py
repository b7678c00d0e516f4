"""Whom a notice or a clock is for, how a delivery went, how a clock stopped, and this piece's act sentences."""

from dataclasses import dataclass
from enum import StrEnum

from umbel.accounts.permissions import Role


class PartyKind(StrEnum):
    """Whom something is for."""

    ACCOUNT = "account"
    ORGANIZATION = "organization"
    BODY = "body"
    ROLE = "role"
    """Everyone who holds a federation-wide role, such as `registrar-officer`."""


@dataclass(frozen=True, slots=True)
class Party:
    """Whom something is for."""

    kind: PartyKind
    id: str

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @classmethod
    def account(cls, key: int) -> "Party":
        return cls(PartyKind.ACCOUNT, str(key))

    @classmethod
    def organization(cls, key: int) -> "Party":
        return cls(PartyKind.ORGANIZATION, str(key))

    @classmethod
    def body(cls, key: int) -> "Party":
        return cls(PartyKind.BODY, str(key))

    @classmethod
    def role(cls, role: Role) -> "Party":
        return cls(PartyKind.ROLE, role.value)


class Channel(StrEnum):
    """How a notice travels."""

    INBOX = "inbox"
    EMAIL = "email"


class AttemptOutcome(StrEnum):
    """How a delivery went."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class ClockState(StrEnum):
    """How a deadline stands. Silence never counts against an organization that waits for its supervisor."""

    RUNNING = "running"
    MET = "met"
    SILENT = "silent"
    """It passed and nothing came: recorded as silence by a named act."""
    LIFTED = "lifted"
    """It no longer matters: the thing ended, or the deadline was moved."""


NOBODY = "nobody to write to"
"""Why an e-mail failed before it was tried."""

OWN = ""
"""The language of what every reader reads in their own."""
