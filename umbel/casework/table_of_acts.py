"""The acts of cases: their titles, who may do them, and what they can do to an organization."""

from umbel.accounts.permissions import Permission
from umbel.audit.table_of_acts import OUTSIDE, ActCode, Hand, Route, Told, adverse, burdening, favourable, neutral
from umbel.words import Message

P = Permission


class CaseAct(ActCode):
    """Acts of `casework`."""

    ACCEPT_REMEDY = adverse(
        "casework:accept-remedy",
        Message("Rule on a step of remedy", "act"),
        Message("Ruled on a step of remedy in {subject}."),
        P.BRING_CASES,
    )
    ACKNOWLEDGE = neutral(
        "casework:acknowledge",
        Message("Confirm receipt of a paper", "act"),
        Message("Confirmed receipt of a paper of the case {subject}."),
        P.SUBMIT_FOR_ORGANIZATION,
    )
    ANSWER = neutral(
        "casework:answer",
        Message("Put an answer beside a publication", "act"),
        Message("Put its own answer beside the publication of {subject}."),
        P.SUBMIT_FOR_ORGANIZATION,
    )
    APPEAL = neutral(
        "casework:appeal",
        Message("Appeal", "act"),
        Message("Appealed against the decision in the case {subject}."),
        P.SUBMIT_FOR_ORGANIZATION,
    )
    ASK_FOR_LANGUAGE = neutral(
        "casework:ask-for-language",
        Message("Ask for a paper in another language", "act"),
        Message("Asked for the paper of the case {subject} in another language."),
        P.SUBMIT_FOR_ORGANIZATION,
    )
    BECOME_FINAL = adverse(
        "casework:become-final",
        Message("Let a decision become final", "act"),
        Message("The decision in the case {subject} became final."),
        Hand.PROGRAM,
        route=Route(
            told=Told.BEFORE, reply=Message("Its answer stands beside the decision."), review=OUTSIDE, reasons=False
        ),
    )
    BEGIN_AGAIN = burdening(
        "casework:begin-again",
        Message("Begin a case again", "act"),
        Message("Began the case {subject} again, with a fresh notice."),
        P.DECIDE_FOR_APEX,
        P.DECIDE_APPLICATIONS,
        P.DECIDE_FOR_JOINT,
        Hand.PROGRAM,
        route=Route(
            told=Told.BEFORE,
            reply=Message("It replies anew: what was said before binds nobody."),
            review=Message("Nothing is decided yet: what it says is weighed in the decision."),
            reasons=False,
        ),
    )
    CONSIDER = neutral(
        "casework:consider", Message("Weigh a case", "act"), Message("Considered the case {subject}."), P.BRING_CASES
    )
    DECIDE = adverse(
        "casework:decide",
        Message("Decide a case", "act"),
        Message("Decided the case {subject}."),
        P.DECIDE_FOR_JOINT,
        P.DECIDE_FOR_APEX,
        route=Route(
            told=Told.BEFORE,
            reply=Message("It replied in the case, or let its time pass; its answer stands beside the decision."),
            review=Message("It appeals, and a reviewer who had no part in the case decides."),
            decided_by=Message("A decider who did not prepare the case."),
        ),
    )
    DECIDE_NOTHING = favourable(
        "casework:decide-nothing",
        Message("Decide to take no measure", "act"),
        Message("Decided to take no measure in the case {subject}."),
        P.DECIDE_FOR_JOINT,
        P.DECIDE_FOR_APEX,
    )
    DROP = favourable(
        "casework:drop",
        Message("Drop a case", "act"),
        Message("Dropped the case {subject}."),
        P.BRING_CASES,
        P.DECIDE_APPLICATIONS,
        Hand.PROGRAM,
    )
    END = favourable(
        "casework:end",
        Message("End what was decided", "act"),
        Message("What was decided in the case {subject} ended."),
        P.DECIDE_FOR_JOINT,
        P.DECIDE_FOR_APEX,
        P.DECIDE_APPLICATIONS,
        Hand.PROGRAM,
    )
    END_INTERIM = favourable(
        "casework:end-interim",
        Message("End an interim measure", "act"),
        Message("The interim measure in the case {subject} ended."),
        Hand.PROGRAM,
    )
    FALL = favourable(
        "casework:fall",
        Message("Let a decision fall with the one it rested on", "act"),
        Message("The decision in the case {subject} fell with the one it rested on."),
        P.HEAR_REVIEWS,
    )
    GIVE = burdening(
        "casework:give", Message("Give a measure that is not adverse", "act"), Message("Gave {subject}."), P.BRING_CASES
    )
    HAND_OVER = neutral(
        "casework:hand-over",
        Message("Hand a case over to another body", "act"),
        Message("Handed the case {subject} over to another body."),
        P.CONFIRM_PLACEMENTS,
        P.DECIDE_FOR_APEX,
        P.DECIDE_FOR_JOINT,
        P.DECIDE_APPLICATIONS,
        Hand.PROGRAM,
    )
    HEAR = neutral(
        "casework:hear",
        Message("Record a hearing", "act"),
        Message("Recorded a hearing in the case {subject}."),
        P.BRING_CASES,
    )
    OBJECT_TO_INTERIM = neutral(
        "casework:object-to-interim",
        Message("Object to an interim measure", "act"),
        Message("Objected to the interim measure in the case {subject}."),
        P.SUBMIT_FOR_ORGANIZATION,
    )
    OPEN = neutral("casework:open", Message("Open a case", "act"), Message("Opened the case {subject}."), P.BRING_CASES)
    ORDER_INTERIM = adverse(
        "casework:order-interim",
        Message("Order an interim measure", "act"),
        Message("Ordered an interim measure in the case {subject}."),
        P.DECIDE_FOR_APEX,
        route=Route(
            told=Told.AT_ONCE,
            reply=Message("It objects, in its own words."),
            review=Message("A reviewer rules on its objection, or the measure ends by itself."),
            decided_by=Message("A decider of the apex body; a reviewer where it objects."),
            within=("interim-objection",),
        ),
    )
    PLAN_REMEDY = burdening(
        "casework:plan-remedy",
        Message("Set a step of remedy", "act"),
        Message("Set a step of remedy in the case {subject}."),
        P.BRING_CASES,
    )
    PROVE_SERVICE = neutral(
        "casework:prove-service",
        Message("Record that a paper was served", "act"),
        Message("Recorded that a paper of the case {subject} was served."),
        P.BRING_CASES,
        P.SUBMIT_FOR_ORGANIZATION,
        Hand.PROGRAM,
    )
    RECUSE = neutral(
        "casework:recuse",
        Message("Declare a conflict in a case", "act"),
        Message("Declared a conflict in the case {subject}."),
        P.BRING_CASES,
        P.DECIDE_FOR_JOINT,
        P.DECIDE_FOR_APEX,
        P.HEAR_REVIEWS,
    )
    REPLY = neutral(
        "casework:reply",
        Message("Reply in a case", "act"),
        Message("Replied in the case {subject}."),
        P.SUBMIT_FOR_ORGANIZATION,
    )
    REVERSE = favourable(
        "casework:reverse",
        Message("Reverse a decision on appeal", "act"),
        Message("Reversed the decision in the case {subject}, and everything that followed from it."),
        P.HEAR_REVIEWS,
    )
    RULE_ON_INTERIM = adverse(
        "casework:rule-on-interim",
        Message("Rule on the objection to an interim measure", "act"),
        Message("Ruled on the objection to the interim measure in the case {subject}."),
        P.HEAR_REVIEWS,
        route=Route(
            told=Told.AT_ONCE,
            reply=Message("Its objection was read before."),
            review=OUTSIDE,
            decided_by=Message("A reviewer who had no part in the case."),
        ),
    )
    SEND_NOTICE = burdening(
        "casework:send-notice",
        Message("Send the notice of a case", "act"),
        Message("Sent the notice of the case {subject}."),
        P.BRING_CASES,
        route=Route(
            told=Told.BEFORE,
            reply=Message("It replies in the case, and may ask to be heard."),
            review=Message("Nothing is decided yet: what it says is weighed in the decision."),
            reasons=False,
        ),
    )
    SET_HEARING = favourable(
        "casework:set-hearing",
        Message("Set the day of a hearing", "act"),
        Message("Set the day of a hearing in the case {subject}."),
        P.BRING_CASES,
    )
    SHOW_REMEDY = neutral(
        "casework:show-remedy",
        Message("Show a step of remedy", "act"),
        Message("Showed what was done towards a step of remedy in {subject}."),
        P.SUBMIT_FOR_ORGANIZATION,
    )
    SUSPEND = favourable(
        "casework:suspend",
        Message("Suspend a decision whose appeal was not decided in time", "act"),
        Message("Suspended the effect of {subject}: the appeal was not decided in its time."),
        Hand.PROGRAM,
    )
    TRY_SERVICE = neutral(
        "casework:try-service",
        Message("Try to hand over a paper", "act"),
        Message("Tried to hand over a paper of the case {subject}."),
        P.BRING_CASES,
    )
    UPHOLD = adverse(
        "casework:uphold",
        Message("Uphold a decision on appeal", "act"),
        Message("Upheld the decision in the case {subject}."),
        P.HEAR_REVIEWS,
        route=Route(
            told=Told.AT_ONCE,
            reply=Message("Its answer stands beside the decision."),
            review=OUTSIDE,
            decided_by=Message("A reviewer who had no part in the case."),
        ),
    )
