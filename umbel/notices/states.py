"""Whom a notice or a clock is for, how a delivery went, how a clock stopped, and this piece's act sentences."""

from enum import StrEnum


class PartyKind(StrEnum):
    """Whom something is for."""

    ACCOUNT = "account"
    ORGANIZATION = "organization"
    BODY = "body"
    ROLE = "role"
    """Everyone who holds a federation-wide role, such as `registrar-officer`."""


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


ACT_SENTENCES = {
    "notices:send": {
        "en": "Sent a notice about {subject}: {title}.",
        "zh-hans": "就“{subject}”发出了通知：{title}。",
    },
    "notices:receipt": {
        "en": "The notice about {subject} was opened by {actor}.",
        "zh-hans": "{actor}打开了关于“{subject}”的通知。",
    },
}
