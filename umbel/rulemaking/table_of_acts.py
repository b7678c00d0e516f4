"""The acts of drafts of rules: their titles, who may do them, and what they can do to an organization."""

from umbel.accounts.permissions import Permission
from umbel.audit.table_of_acts import OUTSIDE, ActCode, Route, Told, burdening, neutral
from umbel.words import Message

P = Permission


class RuleAct(ActCode):
    """Acts of `rulemaking`."""

    ADOPT = burdening(
        "rulemaking:adopt",
        Message("Adopt rules", "act"),
        Message("Adopted the rules {subject}, in force from {from}."),
        P.DECIDE_FOR_APEX,
        public=True,
        route=Route(
            told=Told.BEFORE,
            reply=Message("It comments on the draft while the consultation is open."),
            review=OUTSIDE,
            decided_by=Message("A decider of the apex body who did not draft them."),
            within=("consultation",),
        ),
    )
    BEGIN_DRAFT = neutral(
        "rulemaking:begin-draft",
        Message("Begin a draft of rules", "act"),
        Message("Began the draft of rules {subject}."),
        P.EDIT_PACKS,
    )
    COMMENT = neutral(
        "rulemaking:comment",
        Message("Comment on a draft of rules", "act"),
        Message("Commented on the draft of rules {subject}."),
        P.SUBMIT_FOR_ORGANIZATION,
        public=True,
    )
    OPEN_CONSULTATION = neutral(
        "rulemaking:open-consultation",
        Message("Open a consultation", "act"),
        Message("Opened the consultation on {subject} until {until}."),
        P.DECIDE_FOR_APEX,
        public=True,
    )
    REOPEN = neutral(
        "rulemaking:reopen",
        Message("Take a draft back to be drafted anew", "act"),
        Message("Took {subject} back to be drafted anew."),
        P.DECIDE_FOR_APEX,
        public=True,
    )
    REVISE = neutral(
        "rulemaking:revise",
        Message("Change a draft of rules", "act"),
        Message("Changed the draft of rules {subject}."),
        P.EDIT_PACKS,
    )
    RUN = neutral(
        "rulemaking:run",
        Message("Try a draft of rules on frozen facts", "act"),
        Message("Tried the draft of rules {subject} on frozen facts."),
        P.EDIT_PACKS,
    )
    WITHDRAW = neutral(
        "rulemaking:withdraw",
        Message("Withdraw a draft of rules", "act"),
        Message("Withdrew the draft of rules {subject}."),
        P.EDIT_PACKS,
        P.DECIDE_FOR_APEX,
        public=True,
    )
