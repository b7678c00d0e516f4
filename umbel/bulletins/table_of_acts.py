"""The acts of bulletins and returns: their titles, who may do them, and what they can do to an organization."""

from umbel.accounts.permissions import Permission
from umbel.audit.table_of_acts import ActCode, Hand, burdening, favourable, neutral
from umbel.words import Message

P = Permission


class BulletinAct(ActCode):
    """Acts of `bulletins`."""

    ACCEPT = favourable(
        "bulletins:accept",
        Message("Accept returns", "act"),
        Message("Accepted {count} returns of {subject}."),
        P.SEND_BULLETINS,
    )
    ACKNOWLEDGE = neutral(
        "bulletins:acknowledge",
        Message("Acknowledge a bulletin", "act"),
        Message("Acknowledged the bulletin {subject}."),
        P.REPORT_ACTIVITIES,
    )
    CALL = burdening(
        "bulletins:call",
        Message("Call for a return", "act"),
        Message("Called for the return {subject}."),
        P.SEND_BULLETINS,
    )
    CLOSE = neutral(
        "bulletins:close", Message("Close a return", "act"), Message("Closed the return {subject}."), P.SEND_BULLETINS
    )
    DELIVER = neutral(
        "bulletins:deliver",
        Message("Deliver a bulletin", "act"),
        Message("Delivered the bulletin {subject} to {count} organizations."),
        Hand.PROGRAM,
    )
    ESCALATE = neutral(
        "bulletins:escalate",
        Message("Tell who has not acknowledged a bulletin", "act"),
        Message("Told {body} who has not acknowledged the bulletin {subject}."),
        Hand.PROGRAM,
    )
    FORWARD = neutral(
        "bulletins:forward",
        Message("Forward returns", "act"),
        Message("Forwarded {count} returns of {subject}, for {body}."),
        P.SEND_BULLETINS,
    )
    PASS_ON = neutral(
        "bulletins:pass-on",
        Message("Let a bulletin pass on by itself", "act"),
        Message("Let the bulletin {subject} pass on, as the time of {body} was over."),
        Hand.PROGRAM,
    )
    RELAY = neutral(
        "bulletins:relay",
        Message("Pass a bulletin on", "act"),
        Message("Passed the bulletin {subject} on, for {body}."),
        P.SEND_BULLETINS,
    )
    RETURN = burdening(
        "bulletins:return",
        Message("Send a return back", "act"),
        Message("Sent the return {subject} back, with what is wrong."),
        P.SEND_BULLETINS,
    )
    SEND = neutral(
        "bulletins:send",
        Message("Send a bulletin", "act"),
        Message("Sent the bulletin {subject}, from {body}."),
        P.SEND_BULLETINS,
    )
    SEND_BACK = neutral(
        "bulletins:send-back",
        Message("Send a forwarded return back", "act"),
        Message("Sent the forwarded return {subject} back, with what is wrong."),
        P.SEND_BULLETINS,
    )
    SUBMIT = neutral(
        "bulletins:submit",
        Message("Submit a return", "act"),
        Message("Submitted the return {subject}."),
        P.SUBMIT_FOR_ORGANIZATION,
    )
    WITHDRAW = neutral(
        "bulletins:withdraw",
        Message("Withdraw a bulletin", "act"),
        Message("Withdrew the bulletin {subject}."),
        P.SEND_BULLETINS,
    )
