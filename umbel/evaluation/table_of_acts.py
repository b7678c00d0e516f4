"""The acts of a cycle of evaluation: their titles, who may do them, and what they can do to an organization."""

from umbel.accounts.permissions import Permission
from umbel.audit.table_of_acts import OUTSIDE, ActCode, Hand, Route, Told, adverse, burdening, neutral
from umbel.words import Message

P = Permission


class EvaluationAct(ActCode):
    """Acts of `evaluation`."""

    ASSESS = neutral(
        "evaluation:assess",
        Message("Assess oneself", "act"),
        Message("Assessed itself in {subject}."),
        P.SUBMIT_FOR_ORGANIZATION,
    )
    BEGIN_REVIEW = neutral(
        "evaluation:begin-review",
        Message("Begin the review of a cycle", "act"),
        Message("Began the review of {subject}."),
        P.RUN_CYCLES,
        public=True,
    )
    CLOSE = neutral(
        "evaluation:close",
        Message("Close a cycle", "act"),
        Message("Closed the cycle {subject}."),
        P.RUN_CYCLES,
        public=True,
    )
    CONFIRM = adverse(
        "evaluation:confirm",
        Message("Confirm the findings of a cycle", "act"),
        Message("Confirmed the findings of {subject}; objections can be made."),
        P.DECIDE_FOR_APEX,
        public=True,
        route=Route(
            told=Told.AT_ONCE,
            reply=Message("It reads every figure with the records behind it."),
            review=Message("It objects, and a reviewer decides."),
            reasons=False,
        ),
    )
    CORRECT_FACT = adverse(
        "evaluation:correct-fact",
        Message("Correct a frozen fact", "act"),
        Message("Corrected a frozen fact of {subject}."),
        P.RUN_CYCLES,
        route=Route(
            told=Told.AT_ONCE,
            reply=Message("It is told what was put right, and why."),
            review=Message(
                "It objects, and a reviewer decides; nothing is lowered once it was asked whether it objects."
            ),
        ),
    )
    DECIDE_OBJECTION = adverse(
        "evaluation:decide-objection",
        Message("Decide an objection", "act"),
        Message("Decided an objection in {subject}."),
        P.HEAR_REVIEWS,
        route=Route(
            told=Told.AT_ONCE,
            reply=Message("Its grounds were read before."),
            review=OUTSIDE,
            decided_by=Message("A reviewer who had no part in the finding."),
        ),
    )
    END_REVIEW = neutral(
        "evaluation:end-review",
        Message("End the review of a cycle", "act"),
        Message("Ended the review of {subject}."),
        P.RUN_CYCLES,
        public=True,
    )
    FREEZE_FACTS = neutral(
        "evaluation:freeze-facts",
        Message("Freeze the facts of a cycle", "act"),
        Message("Froze the facts of {subject}."),
        P.RUN_CYCLES,
        Hand.PROGRAM,
        Hand.OPERATOR,
        public=True,
    )
    JUDGE = adverse(
        "evaluation:judge",
        Message("Find points for an indicator", "act"),
        Message("Found points in {subject}."),
        P.VERIFY_ACTIVITIES,
        route=Route(
            told=Told.BEFORE,
            reply=Message("It assessed itself before, and reads the reasons beside its own words."),
            review=Message("It objects once the findings are confirmed, and a reviewer decides."),
            decided_by=Message("An officer of its committee who holds no role there."),
        ),
    )
    OBJECT = neutral(
        "evaluation:object",
        Message("Object to a grade", "act"),
        Message("Objected in {subject}."),
        P.SUBMIT_FOR_ORGANIZATION,
    )
    OPEN_SELF_ASSESSMENT = burdening(
        "evaluation:open-self-assessment",
        Message("Open the self-assessment of a cycle", "act"),
        Message("Opened the self-assessment of {subject}."),
        P.RUN_CYCLES,
        public=True,
        route=Route(
            told=Told.AT_ONCE,
            reply=Message("It assesses itself, or says nothing."),
            review=Message("Nothing is held against an organization that says nothing."),
            reasons=False,
        ),
    )
    PLAN = neutral(
        "evaluation:plan",
        Message("Plan a cycle", "act"),
        Message("Planned the cycle {subject}."),
        P.RUN_CYCLES,
        Hand.PROGRAM,
        Hand.OPERATOR,
        public=True,
    )
    PROPOSE_GRADES = neutral(
        "evaluation:propose-grades",
        Message("Compute proposed grades", "act"),
        Message("Computed the proposed grades of {subject}."),
        P.RUN_CYCLES,
        Hand.PROGRAM,
        Hand.OPERATOR,
        public=True,
    )
    PUBLISH = adverse(
        "evaluation:publish",
        Message("Publish grades", "act"),
        Message("Published the grades of {subject}."),
        P.DECIDE_FOR_APEX,
        public=True,
    )
    READ_AGAIN = neutral(
        "evaluation:read-again",
        Message("Read a file as the second committee", "act"),
        Message("Read a file of {subject} as the second committee."),
        P.VERIFY_ACTIVITIES,
    )
    SEND_BACK = neutral(
        "evaluation:send-back",
        Message("Send a committee's findings back", "act"),
        Message("Sent a committee's findings in {subject} back."),
        P.DECIDE_FOR_APEX,
        public=True,
    )
    SUBMIT_REVIEW = neutral(
        "evaluation:submit-review",
        Message("Submit a committee's review", "act"),
        Message("Submitted the review of {subject}."),
        P.DECIDE_FOR_JOINT,
        public=True,
    )
