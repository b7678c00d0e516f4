"""The acts of what is due and what was done: their titles, who may do them, and what they can do to an organization."""

from umbel.accounts.permissions import Permission
from umbel.audit.table_of_acts import (
    OUTSIDE,
    ActCode,
    Hand,
    Route,
    Told,
    adverse,
    burdening,
    favourable,
    neutral,
    retired,
)
from umbel.words import Message

P = Permission


class ActivityAct(ActCode):
    """Acts of `activities`."""

    ANSWER_VISIT = neutral(
        "activities:answer-visit",
        Message("Answer the report on a visit", "act"),
        Message("Answered the report on the visit to {subject}."),
        P.REPORT_ACTIVITIES,
    )
    ASK_TO_LOOK_AGAIN = neutral(
        "activities:ask-to-look-again",
        Message("Ask for another look at a report", "act"),
        Message("Asked for another look at the report {subject}."),
        P.REPORT_ACTIVITIES,
    )
    COMMIT_DRAW = neutral(
        "activities:commit-draw",
        Message("Bind the seed of a draw of visits", "act"),
        Message("Bound the seed of a draw of visits, for {subject}."),
        P.DECIDE_FOR_JOINT,
        public=True,
    )
    CORRECT = neutral(
        "activities:correct",
        Message("Correct a report", "act"),
        Message("Corrected the report {subject}."),
        P.REPORT_ACTIVITIES,
    )
    DRAW = burdening(
        "activities:draw",
        Message("Draw visits by lot", "act"),
        Message("Drew {count} visits by lot, for {subject}."),
        P.DECIDE_FOR_JOINT,
        public=True,
        route=Route(
            told=Told.IN_PUBLIC,
            reply=Message("It reads how likely it was to be drawn, and why."),
            review=Message(
                "Anyone can repeat the draw from its seed, which was bound before it; only rules change a chance."
            ),
            reasons=False,
        ),
    )
    DROP_VISIT = favourable(
        "activities:drop-visit",
        Message("Drop a visit", "act"),
        Message("Dropped the visit to {subject}."),
        P.VERIFY_ACTIVITIES,
        public=True,
    )
    ENTER_RECORDS = burdening(
        "activities:enter-records",
        Message("Enter records of others in bulk", "act"),
        Message("Entered activities, findings and filings of {subject}."),
        Hand.PROGRAM,
        Hand.OPERATOR,
        public=True,
    )
    EXTEND = favourable(
        "activities:extend",
        Message("Give more time", "act"),
        Message("Gave more time, for {subject}."),
        P.DECIDE_FOR_APEX,
        P.DECIDE_FOR_JOINT,
        public=True,
    )
    FIND = retired(
        "activities:find",
        Message("Find on a report", "act"),
        Message("Found on the report {subject}, for {body}."),
    )
    ACCEPT = favourable(
        "activities:accept",
        Message("Accept a report", "act"),
        Message("Accepted the report {subject}, for {body}."),
        P.VERIFY_ACTIVITIES,
    )
    RETURN = burdening(
        "activities:return",
        Message("Send a report back", "act"),
        Message("Sent the report {subject} back to be completed, for {body}."),
        P.VERIFY_ACTIVITIES,
        route=Route(
            told=Told.AT_ONCE,
            reply=Message(
                "It completes the report and hands it in again, or says why it is complete; the report counts "
                "from its first day."
            ),
            review=Message(
                "A report is sent back once: handed in again, it is accepted or not, and then another look can be "
                "asked for."
            ),
            within=("resubmission", "look-request", "look"),
        ),
    )
    NOT_ACCEPT = adverse(
        "activities:not-accept",
        Message("Not accept a report", "act"),
        Message("Did not accept the report {subject}, for {body}."),
        P.VERIFY_ACTIVITIES,
        route=Route(
            told=Told.AT_ONCE,
            reply=Message("What it says in asking for another look stands beside the finding."),
            review=Message("It asks for another look, by a reviewer who did not make the finding."),
            within=("look-request", "look"),
        ),
    )
    GENERATE_OBLIGATIONS = burdening(
        "activities:generate-obligations",
        Message("Generate what is due", "act"),
        Message("Generated what is due to {subject}."),
        Hand.PROGRAM,
        Hand.OPERATOR,
        P.DECIDE_APPLICATIONS,
        P.HEAR_REVIEWS,
        P.DECIDE_FOR_APEX,
        public=True,
    )
    HAND_IN = neutral(
        "activities:hand-in",
        Message("Hand in what is due", "act"),
        Message("Handed in what was due: {subject}."),
        P.SUBMIT_FOR_ORGANIZATION,
    )
    HAND_IN_AGAIN = neutral(
        "activities:hand-in-again",
        Message("Hand a returned report in again", "act"),
        Message("Completed the returned report {subject} and handed it in again."),
        P.REPORT_ACTIVITIES,
    )
    LOOK_AGAIN = adverse(
        "activities:look-again",
        Message("Look again at a report", "act"),
        Message("Looked again at the report {subject}."),
        P.HEAR_REVIEWS,
        route=Route(
            told=Told.AT_ONCE,
            reply=Message("Its grounds were read before."),
            review=OUTSIDE,
            decided_by=Message("A reviewer who did not make the finding."),
        ),
    )
    RECORD_SILENCES = favourable(
        "activities:record-silences",
        Message("Count reports as accepted because the committee was silent", "act"),
        Message("Recorded that {subject} let its time pass for reports, which count as accepted."),
        Hand.PROGRAM,
        public=True,
    )
    REPLACE_OBLIGATIONS = burdening(
        "activities:replace-obligations",
        Message("Replace duties ahead by those of other rules", "act"),
        Message("Other rules for {subject} from {from}: {taken_back} duties ahead taken back, {added} added."),
        P.DECIDE_FOR_APEX,
        Hand.PROGRAM,
        public=True,
    )
    REPORT = neutral(
        "activities:report",
        Message("Report an activity", "act"),
        Message("Reported an activity: {subject}."),
        P.REPORT_ACTIVITIES,
    )
    RULE_ON_SIGN = adverse(
        "activities:rule-on-sign",
        Message("Rule on a sign in a report", "act"),
        Message("Ruled on a sign pointed out in the report {subject}."),
        P.VERIFY_ACTIVITIES,
        route=Route(
            told=Told.AT_ONCE,
            reply=Message("It corrects the report, or says in its own words why nothing is wrong with it."),
            review=Message(
                "It counts for nothing by itself: only a finding on the report does, and that can be looked at again."
            ),
        ),
    )
    VISIT = burdening(
        "activities:visit",
        Message("Report on a visit", "act"),
        Message("Reported on a visit to {subject}, for {body}."),
        P.VERIFY_ACTIVITIES,
        route=Route(
            told=Told.AT_ONCE,
            reply=Message("It answers; the answer stays beside the report for good."),
            review=Message(
                "It counts for nothing by itself: what follows from it is a finding or a case, which goes its own way."
            ),
            within=("visit-answer",),
            reasons=False,
        ),
    )
    WITHDRAW = neutral(
        "activities:withdraw",
        Message("Take a report back", "act"),
        Message("Took back the report {subject}."),
        P.REPORT_ACTIVITIES,
    )
