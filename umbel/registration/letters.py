"""Certificates and letters: what is printed of a decision, in the words of the pack and the record."""

from datetime import date

from django.conf import settings

from umbel.deadlines import Deadline
from umbel.documents import typesetting
from umbel.policy.pack import Pack, Text
from umbel.registration.models import Application, ChangeRequest, Decision, Review
from umbel.registration.queries import rules_of
from umbel.structure.models import Named, Organization
from umbel.structure.queries import federation
from umbel.words import Message

REGISTRAR = Message("Registration authority")
REVIEWER = Message("Review office")
WORDS = {
    "ground": Message("Rule"),
    "relied": Message("Facts relied on"),
    "aside": Message("Facts set aside, and why"),
    "reasons": Message("Reasons"),
    "asked": Message("What the applicant said"),
}


def certificate(application: Application, organization: Organization) -> bytes:
    """The certificate of registration, in both languages, with the address of the public entry as a QR code."""
    pack = rules_of(application)
    kind = next((item.title for item in pack.organization_classes if item.code == application.organization_class), None)
    identifier = organization.identifiers.order_by("pk").first()
    assert organization.registered_on is not None
    return typesetting.certificate(
        name_en=application.name_en,
        name_zh=application.name_zh,
        number=identifier.value if identifier else application.reference,
        organization_class=_both(kind),
        field=_named(application.concept),
        district=_named(application.district),
        registered_on=organization.registered_on,
        registrar=REGISTRAR,
        address=f"{settings.UMBEL_ADDRESS}/organizations/{organization.pk}/",
        entry=None,
        federation=_named(federation()),
    )


def refusal(decision: Decision, deadline: Deadline) -> bytes:
    """The letter of a refusal: rule, facts, reasons, and how to have it reviewed, by when."""
    application = decision.application
    language = application.language
    said = _ground(rules_of(application), decision.ground, language)
    english = language != "zh-hans"
    return typesetting.letter(
        language=language,
        federation=str(_in(federation(), language)),
        sender=REGISTRAR[language],
        reference=application.reference,
        on=decision.decided_on,
        to=application.name,
        title="Registration refused" if english else "不予登记决定书",
        paragraphs=[
            f"Your application to register {application.name} was submitted on {_day(application.submitted_on)}. "
            f"After examination the registration is refused. The decision was made by {decision.decided_by}."
            if english
            else f"贵方于{_day(application.submitted_on)}提交的“{application.name}”登记申请，经审查，决定不予登记。"
            f"决定人：{decision.decided_by}。"
        ],
        facts=[
            (WORDS["ground"][language], said),
            (WORDS["relied"][language], decision.facts_relied_on),
            (WORDS["aside"][language], decision.facts_set_aside),
            (WORDS["reasons"][language], decision.reasons),
        ],
        review=_review_words(deadline, language),
    )


def review(decided: Review) -> bytes:
    """The letter of a review that upheld a refusal."""
    application = decided.decision.application
    language = application.language
    english = language != "zh-hans"
    assert decided.decided_on is not None
    return typesetting.letter(
        language=language,
        federation=str(_in(federation(), language)),
        sender=REVIEWER[language],
        reference=application.reference,
        on=decided.decided_on,
        to=application.name,
        title="Decision on review" if english else "复核决定书",
        paragraphs=[
            f"{decided.decided_by}, who had no part in the decision, reviewed the refusal of "
            f"{_day(decided.decision.decided_on)} and upholds it."
            if english
            else f"未参与原决定的{decided.decided_by}对{_day(decided.decision.decided_on)}的不予登记决定进行了复核，"
            "决定予以维持。"
        ],
        facts=[(WORDS["asked"][language], decided.grounds), (WORDS["reasons"][language], decided.reasons)],
        closing="You may apply again at any time. Outside appeals are open as the law provides."
        if english
        else "贵方可随时重新申请，并可依法寻求其他救济。",
    )


def refused_change(change: ChangeRequest, name: str, deadline: Deadline, language: str) -> bytes:
    """The letter of a refused change."""
    english = language != "zh-hans"
    assert change.decided_on is not None
    return typesetting.letter(
        language=language,
        federation=str(_in(federation(), language)),
        sender=REGISTRAR[language],
        reference=change.reference,
        on=change.decided_on,
        to=name,
        title="Change refused" if english else "不予变更决定书",
        paragraphs=[
            f"The change requested on {_day(change.requested_on)} is refused. "
            f"The decision was made by {change.decided_by}."
            if english
            else f"贵组织于{_day(change.requested_on)}提出的变更申请，决定不予办理。决定人：{change.decided_by}。"
        ],
        facts=[
            (WORDS["ground"][language], _ground(rules_of(change), change.ground, language)),
            (WORDS["relied"][language], change.facts_relied_on),
            (WORDS["aside"][language], change.facts_set_aside),
            (WORDS["reasons"][language], change.decision_reasons),
        ],
        review=_review_words(deadline, language),
    )


def reviewed_change(change: ChangeRequest, name: str, language: str) -> bytes:
    """The letter of a review that upheld the refusal of a change."""
    english = language != "zh-hans"
    assert change.reviewed_on is not None
    return typesetting.letter(
        language=language,
        federation=str(_in(federation(), language)),
        sender=REVIEWER[language],
        reference=change.reference,
        on=change.reviewed_on,
        to=name,
        title="Decision on review" if english else "复核决定书",
        paragraphs=[
            f"{change.reviewed_by}, who had no part in the decision, reviewed the refusal of "
            f"{_day(change.decided_on)} and upholds it."
            if english
            else f"未参与原决定的{change.reviewed_by}对{_day(change.decided_on)}的不予变更决定进行了复核，"
            "决定予以维持。"
        ],
        facts=[
            (WORDS["asked"][language], change.review_grounds),
            (WORDS["reasons"][language], change.review_reasons),
        ],
        closing="You may ask for the change again at any time. Outside appeals are open as the law provides."
        if english
        else "贵组织可随时重新申请变更，并可依法寻求其他救济。",
    )


def _ground(pack: Pack, code: str, language: str) -> str:
    """The rule a refusal rests on, in words, with where it stands."""
    rule = next((item for item in pack.refusal_grounds if item.code == code), None)
    if rule is None:
        return code
    said = rule.title.in_language(language)
    return f"{said} ({rule.reference})" if rule.reference else said


def _review_words(deadline: Deadline, language: str) -> str:
    if language == "zh-hans":
        return (
            "如不服本决定，可登录本网站打开该申请，选择“申请复核”，由未参与本决定的人员复核，无需费用。"
            "复核期间，其他救济途径的期限不计算在内。" + deadline.sentence("zh-hans")
        )
    return (
        "You can have this decision reviewed by someone who had no part in it, free of charge: sign in, open the "
        "application and choose “Ask for a review”. Time for any outside appeal does not run meanwhile. "
        + deadline.sentence("en")
    )


def _both(text: Text | None) -> dict[str, str]:
    return {language: text.in_language(language) if text else "—" for language in ("en", "zh-hans")}


def _named(row: Named | None) -> dict[str, str]:
    if row is None:
        return Message("—")
    return {"en": row.name_en or row.name_zh, "zh-hans": row.name_zh or row.name_en}


def _in(row: Named | None, language: str) -> str:
    return _named(row)[language if language in {"en", "zh-hans"} else "en"]


def _day(on: date | None) -> str:
    return on.isoformat() if on else "—"
