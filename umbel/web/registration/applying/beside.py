"""What the page of each question shows beside the answers."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from umbel.commitments.queries import given_with, missing_pledges
from umbel.policy.pack import Pack
from umbel.registration import queries
from umbel.registration.models import Application
from umbel.registration.queries import Duplicate, SuggestedField
from umbel.structure.models import Concept
from umbel.structure.queries import classification_in_use
from umbel.web.commitments.pledging import pledge_rows
from umbel.web.forms import ActForm
from umbel.web.registration.applying.progress import handed_in, kinds_for

LIKELY, POSSIBLE = 0.6, 0.35


def shown(question: str, application: Application, pack: Pack, on: date, form: ActForm | None) -> dict[str, Any]:
    """What the page needs beside its form."""
    return SHOWN[question](application, pack, on, form) if question in SHOWN else {}


def kept(application: Application) -> dict[str, Any]:
    """The answers as the form of a question shows them."""
    concept = application.concept.code if application.concept else ""
    return {
        "name": dict(application.names),
        "identifier": application.identifier,
        "language": application.language,
        "organization_class": application.organization_class,
        "concept": concept,
        "other": concept,
        "district": application.district.code if application.district else "",
        "purposes": application.purposes,
        "size": "" if application.size is None else str(application.size),
        "office_holders": application.office_holders,
    }


def alike(application: Application, pack: Pack, on: date) -> list[Duplicate]:
    """Organizations and applications that may be the same."""
    assert pack.registration is not None
    return queries.duplicates(
        names=application.names,
        identifier=application.identifier,
        scheme=pack.registration.identifier_scheme,
        as_of=on,
        without=application,
    )


def grouped_concepts() -> list[tuple[str, list[tuple[str, str]]]]:
    """The whole classification by top concept: what can be chosen below each, with the way to it."""
    rows = list(Concept.objects.filter(classification=classification_in_use()).order_by("path"))
    parents = {row.parent_id for row in rows}
    by_key = {row.pk: row for row in rows}
    groups: dict[int, tuple[str, list[tuple[str, str]]]] = {
        row.pk: (row.name, []) for row in rows if row.parent_id is None
    }
    for row in rows:
        if row.pk in parents:
            continue
        way, top = [row.name], row
        while top.parent_id is not None:
            top = by_key[top.parent_id]
            if top.parent_id is not None:
                way.insert(0, top.name)
        groups[top.pk][1].append((row.code, " › ".join(way)))
    return [group for group in groups.values() if group[1]]


def confidence_words(suggestion: SuggestedField) -> str:
    """How sure a suggestion is, in a word."""
    if suggestion.confidence >= LIKELY:
        return _("likely")
    return _("possible") if suggestion.confidence >= POSSIBLE else _("a guess")


def _name(application: Application, pack: Pack, on: date, _form: ActForm | None) -> dict[str, Any]:
    return {"alike": alike(application, pack, on)}


def _field(application: Application, _pack: Pack, on: date, form: ActForm | None) -> dict[str, Any]:
    suggestions = queries.suggested_fields(application.purposes, on)
    codes = {suggestion.concept.code for suggestion in suggestions}
    chosen = str(form["concept"].value() or "") if form else ""
    if form and not form.is_bound and chosen in codes:
        form.initial["other"] = ""  # it is chosen above already
    return {
        "suggestions": [
            {"field": row, "sure": confidence_words(row), "percent": round(100 * row.confidence)} for row in suggestions
        ],
        "chosen": chosen,
        "is_suggested": chosen in codes,
    }


def _documents(application: Application, pack: Pack, _on: date, _form: ActForm | None) -> dict[str, Any]:
    enclosed = handed_in(application)
    kinds = kinds_for(pack, application.organization_class)
    classes = {item.code: item.title for item in pack.organization_classes}
    return {
        "kinds": [
            {
                "kind": kind,
                "classes": [classes[code] for code in kind.classes if code in classes],
                "documents": [document for document in enclosed if document.kind == kind.code],
            }
            for kind in kinds
        ],
        "others": [document for document in enclosed if document.kind not in {kind.code for kind in kinds}],
    }


def _commitments(application: Application, pack: Pack, _on: date, form: ActForm | None) -> dict[str, Any]:
    about = queries.subject_of(application)
    missing = missing_pledges(pack, about)
    return {
        "made": list(given_with(about)),
        "pledges": pledge_rows(pack, missing, application.office_holders, form),
        "offices": {office.code: office.title for office in pack.offices},
    }


SHOWN: dict[str, Callable[[Application, Pack, date, ActForm | None], dict[str, Any]]] = {
    "name": _name,
    "field": _field,
    "documents": _documents,
    "commitments": _commitments,
}
