"""The acts of applications and changes: their titles, who may do them, and what they can do to an organization."""

from umbel.accounts.permissions import Permission
from umbel.audit.table_of_acts import OUTSIDE, ActCode, Hand, Route, Told, adverse, burdening, favourable, neutral
from umbel.words import Message

P = Permission


class RegistrationAct(ActCode):
    """Acts of `registration`."""

    ACCEPT_AS_COMPLETE = favourable(
        "registration:accept-as-complete",
        Message("Find an application complete", "act"),
        Message("Found the application of {subject} complete and asked {body} for its opinion."),
        P.EXAMINE_APPLICATIONS,
    )
    ASK_FOR_CHANGE_REVIEW = neutral(
        "registration:ask-for-change-review",
        Message("Ask for a review of a refused change", "act"),
        Message("Asked for a review of the refused change to the entry of {subject}."),
        P.SUBMIT_FOR_ORGANIZATION,
    )
    ASK_FOR_MORE = burdening(
        "registration:ask-for-more",
        Message("Ask applicants for what is missing", "act"),
        Message("Asked the applicants of {subject} for what was missing."),
        P.EXAMINE_APPLICATIONS,
        route=Route(
            told=Told.AT_ONCE,
            reply=Message("The applicants send what is missing."),
            review=Message("The examination goes on with what there is, once their time is over."),
            within=("more-information",),
            reasons=False,
        ),
    )
    ASK_FOR_REVIEW = neutral(
        "registration:ask-for-review",
        Message("Ask for a review of a refused application", "act"),
        Message("Asked for a review of the refusal of {subject}."),
        P.APPLY,
    )
    CARRY_OUT_CHANGE = adverse(
        "registration:carry-out-change",
        Message("Grant and carry out a change", "act"),
        Message("Granted and carried out the requested change to the entry of {subject}."),
        P.DECIDE_APPLICATIONS,
        P.DECIDE_FOR_APEX,
        P.HEAR_REVIEWS,
    )
    CONFIRM_PLACEMENT = burdening(
        "registration:confirm-placement",
        Message("Confirm under which committee an organization is placed", "act"),
        Message("Confirmed under which joint committee {subject} is placed."),
        P.CONFIRM_PLACEMENTS,
        route=Route(
            told=Told.AT_ONCE,
            reply=Message("It asks for a transfer to another committee, with its reasons, at any time."),
            review=Message("A transfer that is refused is reviewed by someone who had no part in it."),
            within=("review-request", "review"),
        ),
    )
    EXAMINE = neutral(
        "registration:examine",
        Message("Examine an application", "act"),
        Message("Examined the application of {subject}."),
        P.EXAMINE_APPLICATIONS,
    )
    GIVE_OPINION = neutral(
        "registration:give-opinion",
        Message("Give an opinion on an application", "act"),
        Message("{body} gave its opinion on the application of {subject}."),
        P.GIVE_OPINIONS,
    )
    GO_ON = neutral(
        "registration:go-on",
        Message("Go on without what was asked for", "act"),
        Message("Went on with the application of {subject} without what had been asked for."),
        P.EXAMINE_APPLICATIONS,
    )
    HAND_OVER_OPINION = neutral(
        "registration:hand-over-opinion",
        Message("Hand on what a dissolved committee was asked", "act"),
        Message("Handed on what a dissolved committee was asked about application {subject}."),
        P.CONFIRM_PLACEMENTS,
        P.DECIDE_FOR_APEX,
        Hand.PROGRAM,
        Hand.OPERATOR,
    )
    LAPSE_CHANGE = burdening(
        "registration:lapse-change",
        Message("Let a requested change end with the entry", "act"),
        Message("The requested change {reference} ends with the entry of {subject}, on {on}."),
        P.DECIDE_APPLICATIONS,
        P.HEAR_REVIEWS,
        P.DECIDE_FOR_APEX,
        Hand.PROGRAM,
        Hand.OPERATOR,
        route=Route(
            told=Told.AT_ONCE,
            reply=Message("It can be asked for anew by whoever the organization goes on as."),
            review=Message("Nothing was decided: the entry itself has ended."),
            reasons=False,
        ),
    )
    PLACE_WITHIN_REMIT = burdening(
        "registration:place-within-remit",
        Message("Place under the committee whose remit fits", "act"),
        Message(
            "Placed {subject} under the joint committee whose remit covers it since the change {reference}, "
            "from {from}."
        ),
        P.CONFIRM_PLACEMENTS,
        route=Route(
            told=Told.AT_ONCE,
            reply=Message("It asks for a transfer to another committee, with its reasons, at any time."),
            review=Message("A transfer that is refused is reviewed by someone who had no part in it."),
            within=("review-request", "review"),
        ),
    )
    RECORD_SILENCE = favourable(
        "registration:record-silence",
        Message("Count silence on an application as no objection", "act"),
        Message("{body} let its time for an opinion on {subject} pass: recorded as silence, counted as no objection."),
        Hand.PROGRAM,
    )
    RECUSE = neutral(
        "registration:recuse",
        Message("Declare a conflict in an application or a change", "act"),
        Message("{actor} declared a conflict of interest in {subject} and takes no part."),
        Hand.ACCOUNT,
    )
    REFUSE = adverse(
        "registration:refuse",
        Message("Refuse an application", "act"),
        Message("Refused to register {subject}."),
        P.DECIDE_APPLICATIONS,
        route=Route(
            told=Told.AT_ONCE,
            reply=Message("The applicants were asked for what was missing; a new application can be made at any time."),
            review=Message("A review is asked for, and a reviewer who had no part in it decides."),
            decided_by=Message("A decider who did not examine the application."),
            within=("review-request", "review"),
        ),
    )
    REFUSE_CHANGE = adverse(
        "registration:refuse-change",
        Message("Refuse a change", "act"),
        Message("Refused the requested change to the entry of {subject}."),
        P.DECIDE_APPLICATIONS,
        P.DECIDE_FOR_APEX,
        route=Route(
            told=Told.AT_ONCE,
            reply=Message("Another change can be asked for at any time."),
            review=Message("A review is asked for, and a reviewer who had no part in it decides."),
            within=("review-request", "review"),
        ),
    )
    REGISTER = burdening(
        "registration:register",
        Message("Register an organization", "act"),
        Message("Decided to register {subject}."),
        P.DECIDE_APPLICATIONS,
    )
    REQUEST_CHANGE = neutral(
        "registration:request-change",
        Message("Ask for a change to an entry", "act"),
        Message("Requested a change to the entry of {subject}."),
        P.SUBMIT_FOR_ORGANIZATION,
    )
    REVERSE = favourable(
        "registration:reverse",
        Message("Reverse a refusal on review", "act"),
        Message("Reversed the refusal of {subject} on review."),
        P.HEAR_REVIEWS,
    )
    SEND_MORE = neutral(
        "registration:send-more",
        Message("Send what was missing", "act"),
        Message("Sent what was missing in the application of {subject}."),
        P.APPLY,
    )
    SUBMIT = neutral(
        "registration:submit",
        Message("Submit an application", "act"),
        Message("Submitted the application of {subject}."),
        P.APPLY,
    )
    UPHOLD = adverse(
        "registration:uphold",
        Message("Uphold a refusal on review", "act"),
        Message("Upheld the refusal of {subject} on review."),
        P.HEAR_REVIEWS,
        route=Route(
            told=Told.AT_ONCE,
            reply=Message("A new application can be made at any time."),
            review=OUTSIDE,
            decided_by=Message("A reviewer who had no part in the refusal."),
        ),
    )
    UPHOLD_CHANGE_REFUSAL = adverse(
        "registration:uphold-change-refusal",
        Message("Uphold the refusal of a change on review", "act"),
        Message("Upheld the refusal of the change to the entry of {subject} on review."),
        P.HEAR_REVIEWS,
        route=Route(
            told=Told.AT_ONCE,
            reply=Message("Another change can be asked for at any time."),
            review=OUTSIDE,
            decided_by=Message("A reviewer who had no part in the refusal."),
        ),
    )
    WITHDRAW = neutral(
        "registration:withdraw",
        Message("Withdraw an application", "act"),
        Message("Withdrew the application of {subject}."),
        P.APPLY,
    )
    WITHDRAW_CHANGE = neutral(
        "registration:withdraw-change",
        Message("Withdraw a requested change", "act"),
        Message("Withdrew the requested change to the entry of {subject}."),
        P.SUBMIT_FOR_ORGANIZATION,
    )
