"""The papers of a case: notice, decision, and what became of an appeal; in the language of the case."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import reduce
from typing import Any

from umbel.casework.models import Case
from umbel.casework.queries import rules_of, rung_of
from umbel.documents import typesetting
from umbel.policy.legal_words import review_words
from umbel.policy.pack import Rung
from umbel.structure.models import Organization
from umbel.structure.queries import federation
from umbel.words import Message, Worded, one_after_another, said

WORDS = {
    "ground": Message("What is said to have happened"),
    "rule": Message("The rule", "case"),
    "facts": Message("The facts"),
    "proposed": Message("What is proposed"),
    "relied": Message("Facts relied on"),
    "aside": Message("Facts set aside, and why"),
    "reply": Message("What was made of your reply"),
    "reasons": Message("Reasons"),
    "effect": Message("Effect, and what an appeal does to it"),
    "appeal": Message("What you said", "case"),
}
LISTED = Message("{before}, {after}", "list")
HEARING = {
    "on-request": [Message("You can ask to be heard in person.")],
    "always": [Message("You will be heard in person before anything is decided.")],
    "none": [],
}


def notice(case: Case, on: date, by: str) -> bytes:
    """What is proposed and why; how to reply, whose time begins with the day on which this arrives."""
    rung = rung_of(case)
    return _letter(
        case,
        on,
        title=Message("Notice: a measure is proposed"),
        paragraph=Message("{office} has opened the case {reference}. Nothing has been decided.").filled(office=by),
        facts=["ground", "rule", "facts", "proposed"],
        told={"ground": case.round.ground, "rule": case.round.rule, "facts": case.round.facts, "proposed": rung.title},
        review=reply_words(case),
    )


def reply_words(case: Case) -> Worded:
    """How to reply, by when, and how to get the paper in another language."""
    rung, zone = rung_of(case), rules_of(case).time_zone
    how = Message(
        "You have {days} working days to reply, from the day on which this notice reaches you; the last day then "
        "stands on the page of the case, with its time zone ({zone}). Sign in, open the case {reference} and choose "
        "“Reply”: with files if you like, as often as you like."
    )
    until = Message(
        "Nothing is decided before that time is over. If you would rather have this in another language, say so there: "
        "your time then begins again with the paper in that language."
    )
    filled = how.filled(days=rung.reply_days, zone=zone, reference=case.reference)
    return one_after_another([filled, *HEARING[rung.hearing], until])


def decision(case: Case) -> bytes:
    """What was decided, on which facts and why, what it does, and how to appeal."""
    assert case.round.decided_on is not None
    return _letter(
        case,
        case.round.decided_on,
        title=Message("Decision: {measure}").filled(measure=rung_of(case).title),
        paragraph=Message(
            "In the case {reference}, {decider}, who neither opened nor prepared it, has decided."
        ).filled(decider=case.round.decided_by),
        facts=["relied", "aside", "reply", "reasons", "effect"],
        told={
            "relied": case.round.facts_relied_on,
            "aside": case.round.facts_set_aside,
            "reply": case.round.of_the_reply,
            "reasons": case.round.reasons,
            "effect": effect_words(case),
        },
        review=appeal_words(case),
    )


def appeal_words(case: Case) -> Worded:
    """How to appeal, by when, who decides in what time, and what that does to any other clock."""
    rung, rules = rung_of(case), rules_of(case)
    inside = Message(
        "You can appeal within {days} working days from the day on which this decision reaches you; "
        "the last day then stands on the page of the case, with its time zone ({zone}). Sign in, open the case "
        "{reference} and choose “Appeal”. Someone who had no part in it decides within {decision_days} working days. "
        "If they do not, the decision has no effect until they do."
    ).filled(
        days=rung.appeal_days,
        decision_days=rung.appeal_decision_days,
        zone=rules.time_zone,
        reference=case.reference,
    )
    return one_after_another([inside, *review_words(rules)])


def appeal(case: Case, *, reversed_: bool) -> bytes:
    """What became of the appeal."""
    assert case.round.appeal_decided_on is not None
    became = (
        Message(
            "{reviewer}, who had no part in the case {reference}, upholds the appeal: the decision and everything that "
            "followed from it are undone."
        )
        if reversed_
        else Message(
            "{reviewer}, who had no part in the case {reference}, does not uphold the appeal: the decision stands."
        )
    )
    return _letter(
        case,
        case.round.appeal_decided_on,
        title=Message("Decision on the appeal"),
        paragraph=became.filled(reviewer=case.round.heard_by),
        facts=["appeal", "reasons"],
        told={"appeal": case.round.appeal_grounds, "reasons": case.round.appeal_reasons},
    )


def effect_words(case: Case) -> Worded:
    """When the decision has effect, when it ends, and what an appeal does: printed in the decision itself."""
    rung = rung_of(case)
    begins = (
        Message("It has no effect while it can be appealed, nor while an appeal is being decided.")
        if case.round.appeal_suspends
        else Message(
            "It has effect from the day on which it reaches you, also during an appeal. If the appeal is upheld, "
            "it counts as never made, and everyone who was told of it is told so."
        )
    )
    ends = Message("It ends by itself {months} months later, and earlier when what is agreed as remedy is done.")
    lasts = [ends.filled(months=rung.lasts_months)] if rung.lasts_months else []
    return one_after_another([*lowering_words(rung), begins, *lasts, published_words(case)])


def lowering_words(rung: Rung) -> list[Message]:
    """Of a downgrade: what a published grade counts as while the decision has effect."""
    if not rung.lowers:
        return []
    pair = Message("{better} as {worse}")
    pairs = [pair.filled(better=better, worse=worse) for better, worse in rung.lowers.items()]
    counts = Message("While it has effect, a published grade counts otherwise: {grades}.")
    return [counts.filled(grades=joined(LISTED, pairs))]


def published_words(case: Case) -> Message:
    """Whether, beside what and for how long the decision is published, or on which ground it is not."""
    rung = rung_of(case)
    if case.round.withheld_ground:
        grounds = {row.code: row.title for row in rules_of(case).withholding_grounds}
        return Message("It is not published: {ground}.").filled(ground=grounds[case.round.withheld_ground])
    return Message(
        "It is published with these reasons and your own answer beside them, for {months} months at most, and not "
        "before it has effect. You can write your answer on the page of the case at any time."
    ).filled(months=rung.published_months or rung.lasts_months)


def standing_words(case: Case) -> Worded:
    """From when to when a final decision has effect."""
    begins = Message("It has effect from {day} on.").filled(day=case.effective_on)
    ends = [Message("It ends by itself on {day}.").filled(day=case.ends_on)] if case.ends_on else []
    return one_after_another([begins, *ends])


def joined(between: Message, parts: Sequence[Message]) -> Message:
    """Several, one after the other, with what the reader's language puts between two."""
    return reduce(lambda before, after: between.filled(before=before, after=after), parts)


def _letter(
    case: Case,
    on: date,
    *,
    title: Message,
    paragraph: Message,
    facts: Sequence[str],
    told: Mapping[str, Any],
    review: Worded | None = None,
) -> bytes:
    language, here = case.language, federation()
    return typesetting.letter(
        language=language,
        federation=named(here, language),
        sender=named(case.body, language) if case.body else named(here, language),
        reference=case.reference,
        on=on,
        to=name_of(case.organization, on, language),
        title=title.in_language(language),
        paragraphs=[paragraph.filled(reference=case.reference).in_language(language)],
        facts=[(WORDS[code].in_language(language), said(told[code], language)) for code in facts],
        review=review.in_language(language) if review else "",
    )


def name_of(organization: Organization, on: date, language: str) -> str:
    """The organization as it was called on a day."""
    rows = organization.particulars.filter(from_on__lte=on).order_by("-from_on")
    standing = rows.first() or organization.particulars.order_by("from_on").first()
    return named(standing, language)


def named(row: Any, language: str) -> str:
    """The name of a body, an organization or the federation in a language, or in the other."""
    if row is None:
        return "—"
    return str(row.in_language(language))
