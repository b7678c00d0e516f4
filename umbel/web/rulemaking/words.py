"""How the numbers of a pack are called in a form, and the states of a draft."""

from typing import Any

from django.utils.translation import gettext as _

from umbel.policy.adjusting import Adjustable, Line
from umbel.policy.pack import Pack
from umbel.rulemaking.queries import commentable
from umbel.rulemaking.states import DraftState
from umbel.structure.models import Body, Concept, District
from umbel.web.templatetags.umbel import words as in_words
from umbel.words import Words

OPEN_AT_FIRST = ("indicator", "grade")


def states() -> dict[str, str]:
    return {
        DraftState.DRAFTING: _("being drafted"),
        DraftState.CONSULTATION: _("open for comments"),
        DraftState.ADOPTED: _("adopted"),
        DraftState.WITHDRAWN: _("withdrawn"),
    }


def kinds() -> dict[str, str]:
    """Kind of entry -> what a group of them is called."""
    return {
        "indicator": _("Weights of the indicators"),
        "grade": _("Thresholds of the grades"),
        "cap": _("Caps"),
        "veto": _("Vetoes"),
        "label": _("Grounds of labels"),
        "standing_condition": _("Standing conditions"),
        "measure": _("What is counted"),
        "requirement": _("What is asked, and by when"),
        "due_time": _("The supervisor’s own deadlines"),
        "form": _("Returns"),
        "size_band": _("Hours that may be asked"),
        "rung": _("Times of the ladder"),
        "evaluation": _("Times of the yearly evaluation"),
    }


def fields() -> dict[str, str]:
    """Field of an entry -> what its number is."""
    return {
        "points": _("points"),
        "total": _("total not above"),
        "when": _("when"),
        "score": _("formula"),
        "ground": _("ground"),
        "where": _("counted where"),
        "minimum": _("how many a period"),
        "minimum_by_size": _("how many a period, if it is"),
        "hours": _("hours"),
        "due_days": _("working days after the period"),
        "due_months": _("months after the period"),
        "working_days": _("working days"),
        "review_days": _("working days to review"),
        "self_assessment_days": _("working days for the self-assessment"),
        "objection_days": _("working days to object"),
        "objection_decision_days": _("working days to decide an objection"),
        "second_reading_share": _("of a hundred files read twice"),
        "valid_until": _("validity of grades:"),
        "within_months": _("months in which it may follow"),
        "reply_days": _("working days to reply"),
        "substituted_days": _("working days until a publication counts"),
        "appeal_days": _("working days to appeal"),
        "appeal_decision_days": _("working days to decide an appeal"),
        "lasts_months": _("months until it ends by itself"),
    }


def groups_of(found: tuple[Adjustable, ...], pack: Pack) -> list[dict[str, Any]]:
    """The entries by kind, each with its lines as a form shows them."""
    named, called = kinds(), fields()
    bands = {band.code: in_words(band.name) for band in pack.size_bands}
    groups: dict[str, dict[str, Any]] = {}
    for entry in found:
        group = groups.setdefault(
            entry.kind,
            {
                "kind": entry.kind,
                "title": named.get(entry.kind, entry.kind),
                "open": entry.kind in OPEN_AT_FIRST,
                "entries": [],
            },
        )
        group["entries"].append(
            {
                "code": entry.code,
                "title": in_words(Words(entry.title)) if entry.title else bands.get(entry.code, entry.code),
                "lines": [_line(entry, line, called, bands) for line in entry.lines],
            }
        )
    return list(groups.values())


def _line(entry: Adjustable, line: Line, called: dict[str, str], bands: dict[str, str]) -> dict[str, Any]:
    of = bands.get(line.of, line.of)
    return {
        "label": f"{called.get(line.field, line.field)} {of}".strip(),
        "parts": [{"text": part} if isinstance(part, str) else {"number": part} for part in line.parts],
        "is_formula": any(isinstance(part, str) for part in line.parts),
        "tucked": entry.kind == "indicator" and line.field == "score",
    }


def provision_words(pack: Pack) -> dict[str, str]:
    """The rules that a comment can speak of, as the record calls them -> as a reader calls them."""
    called = {
        "indicator": _("Indicator"),
        "grade": _("Grade"),
        "cap": _("Cap"),
        "veto": _("Veto"),
        "label": _("Label"),
        "requirement": _("Duty"),
        "commitment": _("Commitment"),
        "rung": _("Measure of the ladder"),
        "due_time": _("Deadline of the supervisor"),
        "matter": _("Joint matter"),
    }
    return {
        code: f"{called[code.split()[0]]}: {in_words(entry.title) or entry.code}"
        for code, entry in commentable(pack).items()
    }


def value_names(pack: Pack) -> dict[str, dict[str, str]]:
    """Attribute by which organizations are grouped -> value -> its name in the reader's language."""
    concepts = {row.code: row.name for row in Concept.objects.all()}
    return {
        "field": concepts,
        "concept": concepts,
        "district": {row.code: row.name for row in District.objects.all()},
        "size_band": {band.code: in_words(band.name) for band in pack.size_bands},
        "committee": {row.code: row.name for row in Body.objects.filter(tier="joint")},
    }


def attributes() -> dict[str, str]:
    return {
        "field": _("field"),
        "concept": _("narrower field"),
        "size_band": _("size"),
        "district": _("district"),
        "committee": _("joint committee"),
    }
