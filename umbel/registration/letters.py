"""Certificates and letters: what is printed of a decision, in the words of the pack and the record."""

from datetime import date

from django.conf import settings

from umbel.deadlines import Day, Deadline
from umbel.documents import typesetting
from umbel.policy.legal_words import outside_words, review_words
from umbel.policy.pack import Pack
from umbel.policy.provisions import source_in
from umbel.registration.models import Application, Decision, Review
from umbel.registration.queries import rules_of
from umbel.structure.models import Organization
from umbel.structure.queries import federation, languages
from umbel.words import Message, Worded, as_written, one_after_another, path_in

REGISTRAR = Message("Registration authority")
REVIEWER = Message("Review office")
RULE = Message("Rule")
RELIED_ON = Message("Facts relied on")
SET_ASIDE = Message("Facts set aside, and why")
REASONS = Message("Reasons")
ASKED = Message("What the applicant said")

REFUSED = Message("Registration refused")
WAS_REFUSED = Message(
    "Your application to register {name} was submitted on {day}. After examination the registration is refused. "
    "The decision was made by {decided_by}."
)
CHANGE_REFUSED = Message("Change refused")
CHANGE_WAS_REFUSED = Message("The change requested on {day} is refused. The decision was made by {decided_by}.")
REVIEWED = Message("Decision on review")
UPHELD = Message(
    "{decided_by}, who had no part in the decision, reviewed the refusal of {day} and upholds it.", "registration"
)
CHANGE_UPHELD = Message(
    "{decided_by}, who had no part in the decision, reviewed the refusal of {day} and upholds it.", "change"
)
AFTER_REVIEW = Message("You may apply again at any time.")
AFTER_CHANGE_REVIEW = Message("You may ask for the change again at any time.")
NOTHING = as_written("—")
HAVE_REVIEWED = Message(
    "You can have this decision reviewed by someone who had no part in it: sign in, open the application and choose "
    "“Ask for a review”. {deadline}"
)


def certificate(application: Application, organization: Organization) -> bytes:
    """The certificate of registration, in every language of the federation, the applicant's first, with the address of
    the public entry as a QR code.
    """
    pack = rules_of(application)
    kind = next((item.title for item in pack.organization_classes if item.code == application.organization_class), None)
    identifier = organization.identifiers.order_by("pk").first()
    assert organization.registered_on is not None
    return typesetting.certificate(
        names=application.names,
        number=identifier.value if identifier else application.reference,
        organization_class=kind or NOTHING,
        field=application.concept or NOTHING,
        district=application.district or NOTHING,
        registered_on=organization.registered_on,
        registrar=_registrar(pack),
        address=settings.UMBEL_ADDRESS + path_in(f"/organizations/{organization.pk}/", application.language),
        entry=None,
        federation=federation() or NOTHING,
        languages=sorted(languages(), key=lambda tag: tag != application.language),
    )


def refusal(decision: Decision, deadline: Deadline) -> bytes:
    """The letter of a refusal: rule, facts, reasons, and how to have it reviewed, by when."""
    application = decision.application
    assert application is not None
    language, rules = application.language, rules_of(application)
    return typesetting.letter(
        language=language,
        federation=_in(federation(), language),
        sender=_registrar(rules).in_language(language),
        reference=application.reference,
        on=decision.decided_on,
        to=application.name,
        title=REFUSED.in_language(language),
        paragraphs=[
            WAS_REFUSED.filled(
                name=application.name, day=_day(application.submitted_on), decided_by=decision.decided_by
            ).in_language(language)
        ],
        facts=[
            (RULE.in_language(language), _ground(rules, decision.ground, language)),
            (RELIED_ON.in_language(language), decision.facts_relied_on),
            (SET_ASIDE.in_language(language), decision.facts_set_aside),
            (REASONS.in_language(language), decision.reasons),
        ],
        review=_review(rules, deadline, language),
    )


def review(decided: Review) -> bytes:
    """The letter of a review that upheld a refusal."""
    application = decided.decision.application
    assert application is not None
    language, rules = application.language, rules_of(application)
    assert decided.decided_on is not None
    return typesetting.letter(
        language=language,
        federation=_in(federation(), language),
        sender=REVIEWER.in_language(language),
        reference=application.reference,
        on=decided.decided_on,
        to=application.name,
        title=REVIEWED.in_language(language),
        paragraphs=[
            UPHELD.filled(decided_by=decided.decided_by, day=_day(decided.decision.decided_on)).in_language(language)
        ],
        facts=[(ASKED.in_language(language), decided.grounds), (REASONS.in_language(language), decided.reasons)],
        closing=one_after_another([AFTER_REVIEW, *outside_words(rules)]).in_language(language),
    )


def refused_change(decision: Decision, name: str, deadline: Deadline, language: str) -> bytes:
    """The letter of a refused change."""
    change = decision.change
    assert change is not None
    rules = rules_of(change)
    return typesetting.letter(
        language=language,
        federation=_in(federation(), language),
        sender=_registrar(rules).in_language(language),
        reference=change.reference,
        on=decision.decided_on,
        to=name,
        title=CHANGE_REFUSED.in_language(language),
        paragraphs=[
            CHANGE_WAS_REFUSED.filled(day=_day(change.requested_on), decided_by=decision.decided_by).in_language(
                language
            )
        ],
        facts=[
            (RULE.in_language(language), _ground(rules, decision.ground, language)),
            (RELIED_ON.in_language(language), decision.facts_relied_on),
            (SET_ASIDE.in_language(language), decision.facts_set_aside),
            (REASONS.in_language(language), decision.reasons),
        ],
        review=_review(rules, deadline, language),
    )


def reviewed_change(decided: Review, name: str, language: str) -> bytes:
    """The letter of a review that upheld the refusal of a change."""
    change = decided.decision.change
    assert change is not None
    assert decided.decided_on is not None
    rules = rules_of(change)
    return typesetting.letter(
        language=language,
        federation=_in(federation(), language),
        sender=REVIEWER.in_language(language),
        reference=change.reference,
        on=decided.decided_on,
        to=name,
        title=REVIEWED.in_language(language),
        paragraphs=[
            CHANGE_UPHELD.filled(decided_by=decided.decided_by, day=_day(decided.decision.decided_on)).in_language(
                language
            )
        ],
        facts=[
            (ASKED.in_language(language), decided.grounds),
            (REASONS.in_language(language), decided.reasons),
        ],
        closing=one_after_another([AFTER_CHANGE_REVIEW, *outside_words(rules)]).in_language(language),
    )


def _registrar(pack: Pack) -> Worded:
    """What its letters call the office that decides on registrations."""
    return (pack.reviews.registrar if pack.reviews else None) or REGISTRAR


def _review(pack: Pack, deadline: Deadline, language: str) -> str:
    """How to have a decision reviewed, by when, and what the law says beside."""
    how = HAVE_REVIEWED.filled(deadline=deadline.sentence(language))
    return one_after_another([how, *review_words(pack)]).in_language(language)


def _ground(pack: Pack, code: str, language: str) -> str:
    """The rule a refusal rests on, in words, with where it stands."""
    rule = next((item for item in pack.refusal_grounds if item.code == code), None)
    if rule is None:
        return code
    said = rule.title.in_language(language)
    return f"{said} ({source_in(rule.reference, language)})" if rule.reference else said


def _in(words: Worded | None, language: str) -> str:
    return words.in_language(language) if words else "—"


def _day(on: date | None) -> Worded:
    return Day(on) if on else NOTHING
