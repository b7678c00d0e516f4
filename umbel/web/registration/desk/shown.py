"""What the desk shows of an application: everything that was said, by whom, when, and what may be done now."""

from datetime import date
from typing import Any

from django.db.models import CharField, OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils.translation import get_language

from umbel.audit.models import Entry
from umbel.audit.queries import entries_about
from umbel.audit.sentences import sentence_for
from umbel.audit.subjects import SubjectKind
from umbel.commitments.queries import given_with
from umbel.documents.queries import documents_of
from umbel.errors import NotFound
from umbel.notices.models import Clock
from umbel.notices.states import ClockState
from umbel.policy import find_pack
from umbel.policy.pack import Pack, Tier
from umbel.registration import queries
from umbel.registration.models import Application, ChangeRequest, Opinion
from umbel.registration.queries.fitting import FittingCommittee, every_committee
from umbel.registration.states import FOR_OFFICER, OPEN, ApplicationState
from umbel.registration.table_of_acts import RegistrationAct
from umbel.web.desk.rows import name_in
from umbel.web.shortcuts import language

WITH = (
    "organization",
    "request__asked_by",
    "examination__completeness_by",
    "examination__examined_by",
    "decision__decided_by",
    "decision__review__decided_by",
    "decision__review__asked_by",
)
NOT_ACTS = ("documents:", "notices:", "commitments:")


def with_all(rows: Any) -> Any:
    """Applications with all that the page shows of one, and `next_due`, by when its running deadline is due."""
    running = Clock.objects.filter(
        subject_kind=SubjectKind.APPLICATION, subject_id=Cast(OuterRef("pk"), CharField()), state=ClockState.RUNNING
    )
    return rows.select_related(*WITH).annotate(next_due=Subquery(running.order_by("due_on").values("due_on")[:1]))


def rules_if_any(about: Application | ChangeRequest) -> Pack | None:
    """The pack it was submitted under, to read by; the acts insist on the very version."""
    try:
        return find_pack(about.pack_id, about.pack_version)
    except NotFound:
        return None


def file_of(application: Application, opinions: list[Opinion], on: date) -> dict[str, Any]:
    """The file: answers, documents, commitments, and what each side did."""
    pack = rules_if_any(application)
    about = queries.subject_of(application)
    documents = list(documents_of(about.kind, about.id))
    due = application.next_due  # type: ignore[attr-defined]
    return {
        "application": application,
        "name": name_in(application),
        "pack": pack,
        "state": FOR_OFFICER[ApplicationState(application.state)],
        "is_open": application.state in OPEN,
        "is_late": bool(due and due < on),
        "organization_class": _title(pack.organization_classes if pack else (), application.organization_class),
        "office_holders": _office_holders(application, pack),
        "documents": [(document, _title(pack.document_kinds if pack else (), document.kind)) for document in documents],
        "commitments": list(given_with(about)),
        "opinions": opinions,
        "request_": getattr(application, "request", None),
        "examination": getattr(application, "examination", None),
        "decision": (decision := getattr(application, "decision", None)),
        "ground": _title(pack.refusal_grounds if pack else (), decision.ground if decision else ""),
        "review": getattr(decision, "review", None),
        "grounds": ground_options(pack),
        "conditions": _conditions(application),
    }


def ground_options(pack: Pack | None) -> list[tuple[str, str, str]]:
    """The rules on which something can be refused, to choose one."""
    spoken, grounds = language(), pack.refusal_grounds if pack else ()
    return [(row.code, row.title.in_language(spoken), str(row.reference)) for row in grounds]


def checks_of(application: Application, on: date) -> dict[str, Any]:
    """What the program found beside it: others that may be the same, and the committees whose remit fits."""
    pack = rules_if_any(application)
    scheme = pack.registration.identifier_scheme if pack and pack.registration else ""
    alike = queries.duplicates(
        names=application.names,
        identifier=application.identifier,
        scheme=scheme,
        as_of=on,
        without=application,
    )
    itself = ("organization", str(application.organization_id))
    return {
        "application": application,
        "name": name_in(application),
        "alike": [other for other in alike if (other.kind, other.key) != itself],
        "fitting": fitting_rows(application, pack, on),
    }


def fitting_rows(
    application: Application, pack: Pack | None, on: date, among: list[FittingCommittee] | None = None
) -> list[dict[str, Any]]:
    """The committees whose remit fits, each with the reason and how full it is."""
    tier = pack.tiers.get("joint") if pack else None
    return [
        {"body": row.body, "count": row.organization_count, "why": row.why(language())}
        | _room(row.organization_count, tier)
        for row in queries.fitting_committees(application.concept, application.district, on, among)
    ]


def choices_of(application: Application, pack: Pack | None, on: date) -> dict[str, Any]:
    """The committees it can be placed under: those that fit, and every one, to choose against the proposal."""
    every = every_committee(on)
    options = [(row.body.code, f"{row.body.name} ({row.organization_count})") for row in every]
    return {"fitting": fitting_rows(application, pack, on, every), "committees": options}


def record_of(application: Application) -> list[tuple[Entry, str]]:
    """The acts so far as sentences, the latest first."""
    spoken = (get_language() or "en").lower()
    return [
        (entry, sentence_for(entry, spoken)) for entry in entries_about(SubjectKind.APPLICATION, str(application.pk))
    ]


def last_act(application: Application) -> tuple[Entry, str] | None:
    """The act that brought it where it stands."""
    entries = entries_about(SubjectKind.APPLICATION, str(application.pk)).exclude(act=RegistrationAct.RECUSE)
    for prefix in NOT_ACTS:
        entries = entries.exclude(act__startswith=prefix)
    entry = entries.first()
    return (entry, sentence_for(entry, (get_language() or "en").lower())) if entry else None


def _room(count: int, tier: Tier | None) -> dict[str, Any]:
    if tier is None or tier.size_range is None:
        return {"low": None, "high": None, "is_full": False}
    low, high = tier.size_range
    return {"low": low, "high": high, "is_full": count >= high}


def _title(entries: Any, code: str) -> Any:
    return next((item.title for item in entries if item.code == code), None)


def _office_holders(application: Application, pack: Pack | None) -> list[tuple[Any, str]]:
    return [
        (
            _title(pack.offices if pack else (), holder.get("office", "")) or holder.get("office", ""),
            holder.get("name", ""),
        )
        for holder in application.office_holders
    ]


def _conditions(application: Application) -> list[tuple[str, date]]:
    decision = getattr(application, "decision", None)
    rows = decision.conditions if decision else []
    return [(row["text"], date.fromisoformat(row["due_on"])) for row in rows]
