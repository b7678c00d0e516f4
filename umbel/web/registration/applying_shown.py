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
from umbel.structure.models import Concept, District
from umbel.structure.queries import classification_in_use
from umbel.web.asking import language
from umbel.web.commitments.pledging import pledge_rows
from umbel.web.context import offered
from umbel.web.registration.applying_progress import handed_in, kinds_for

LIKELY, POSSIBLE = 0.6, 0.35


def shown(question: str, application: Application, pack: Pack, on: date, typed: dict[str, Any]) -> dict[str, Any]:
    """What the page needs; `typed` takes the place of what was kept."""
    answers = kept(application) | typed
    return {"answers": answers} | SHOWN[question](application, pack, on, answers)


def kept(application: Application) -> dict[str, Any]:
    """The answers as a form shows them."""
    return {
        "names": dict(application.names),
        "identifier": application.identifier,
        "language": application.language,
        "organization_class": application.organization_class,
        "concept": application.concept.code if application.concept else "",
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


def office_rows(pack: Pack, holders: list[dict[str, str]], more: int = 0) -> list[dict[str, str]]:
    """The rows of the office-holders' form: those there are, the offices still without a name, and empty ones."""
    held = {holder.get("office") for holder in holders}
    empty = [{"office": office.code, "name": ""} for office in pack.offices if office.code not in held]
    return [*holders, *empty, *({"office": "", "name": ""} for _number in range(more))]


def office_options(pack: Pack) -> list[tuple[str, str]]:
    """The offices one may hold, those that may stay empty marked so."""
    return [
        (office.code, office.title.in_language(language()) + ("" if office.required else " " + _("(optional)")))
        for office in pack.offices
    ]


def confidence_words(suggestion: SuggestedField) -> str:
    """How sure a suggestion is, in a word."""
    if suggestion.confidence >= LIKELY:
        return _("likely")
    return _("possible") if suggestion.confidence >= POSSIBLE else _("a guess")


def _name(application: Application, pack: Pack, on: date, _answers: dict[str, Any]) -> dict[str, Any]:
    assert pack.registration is not None
    return {
        "alike": alike(application, pack, on),
        "scheme": pack.registration.identifier_scheme,
        "letters_in": [(code, title, "", tag) for code, tag, title in offered()],
    }


def _class(_application: Application, pack: Pack, _on: date, _answers: dict[str, Any]) -> dict[str, Any]:
    spoken = language()
    return {"classes": [(row.code, row.title.in_language(spoken), row.reference) for row in pack.organization_classes]}


def _field(application: Application, _pack: Pack, on: date, answers: dict[str, Any]) -> dict[str, Any]:
    suggestions = queries.suggested_fields(application.purposes, on)
    codes = {suggestion.concept.code for suggestion in suggestions}
    return {
        "suggestions": [
            {"field": row, "sure": confidence_words(row), "percent": round(100 * row.confidence)} for row in suggestions
        ],
        "groups": grouped_concepts(),
        "is_suggested": answers["concept"] in codes,
        "other": answers.get("other", "" if answers["concept"] in codes else answers["concept"]),
    }


def _district(_application: Application, _pack: Pack, _on: date, _answers: dict[str, Any]) -> dict[str, Any]:
    return {"districts": District.objects.order_by("code")}


def _office_holders(_application: Application, pack: Pack, _on: date, answers: dict[str, Any]) -> dict[str, Any]:
    rows = office_rows(pack, answers["office_holders"], answers.get("more", 0))
    return {"rows": rows, "offices": office_options(pack)}


def _documents(application: Application, pack: Pack, _on: date, _answers: dict[str, Any]) -> dict[str, Any]:
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


def _commitments(application: Application, pack: Pack, _on: date, answers: dict[str, Any]) -> dict[str, Any]:
    about = queries.subject_of(application)
    missing = missing_pledges(pack, about)
    return {
        "made": list(given_with(about)),
        "pledges": pledge_rows(pack, missing, answers["office_holders"], answers.get("sent")),
        "offices": {office.code: office.title for office in pack.offices},
    }


def _nothing(_application: Application, _pack: Pack, _on: date, _answers: dict[str, Any]) -> dict[str, Any]:
    return {}


SHOWN: dict[str, Callable[[Application, Pack, date, dict[str, Any]], dict[str, Any]]] = {
    "name": _name,
    "class": _class,
    "field": _field,
    "district": _district,
    "purposes": _nothing,
    "office-holders": _office_holders,
    "documents": _documents,
    "commitments": _commitments,
}
