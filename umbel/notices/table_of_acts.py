"""The acts of notices: their titles, who may do them, and what they can do to an organization."""

from umbel.audit.table_of_acts import ActCode, Hand, neutral
from umbel.words import Message


class NoticeAct(ActCode):
    """Acts of `notices`."""

    RECEIPT = neutral(
        "notices:receipt",
        Message("Open a notice", "act"),
        Message("The notice about {subject} was opened by {actor}."),
        Hand.ACCOUNT,
    )
    RENEW_FEED = neutral(
        "notices:renew-feed",
        Message("Renew the address of a calendar", "act"),
        Message("Renewed the address of the calendar of deadlines of {subject}."),
        Hand.ACCOUNT,
    )
    SEND = neutral(
        "notices:send",
        Message("Send a notice", "act"),
        Message("Sent a notice about {subject}: {title}."),
        Hand.ACCOUNT,
        Hand.PROGRAM,
        Hand.OPERATOR,
        tells=True,
    )
    SEND_MANY = neutral(
        "notices:send-many",
        Message("Send many notices", "act"),
        Message("Sent {count} notices about {subject}: {title}."),
        Hand.ACCOUNT,
        Hand.PROGRAM,
        Hand.OPERATOR,
        tells=True,
    )
