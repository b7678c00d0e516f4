"""What no schema can say: that names are unique, that what is named exists, that sums add up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import TypeGuard
from zoneinfo import available_timezones

from umbel.policy.draft import Draft, nearest
from umbel.policy.facts import ORGANIZATION
from umbel.policy.ladder import check_ladder, check_standing_conditions
from umbel.policy.locate import Path
from umbel.policy.phrases import check_phrases
from umbel.policy.validity import FUNCTIONS

LISTS = (
    "size_band",
    "organization_class",
    "question",
    "office",
    "document_kind",
    "refusal_ground",
    "commitment",
    "undertaking",
    "activity_kind",
    "requirement",
    "due_time",
    "form",
    "measure",
    "indicator",
    "cap",
    "veto",
    "grade",
    "label",
    "rung",
    "standing_condition",
    "withholding_ground",
    "matter",
)
EXPRESSION_NAMES = ("measure", "indicator", "cap", "veto")
"""Lists whose ids share one space of names: an expression or a page calls them by id alone."""

RESERVED = {"total", "grade", "true", "false", "null", "and", "or", "not", "case", "when", "then", "else", "end"}


def check_consistency(draft: Draft) -> None:
    """Note everything that does not fit together. Entries a schema has refused are passed over, not judged."""
    for kind in LISTS:
        _unique(draft, kind)
    _names_of_expressions(draft)
    check_phrases(draft)
    _head(draft)
    _tiers(draft)
    _size_bands(draft)
    _grades(draft)
    _points(draft)
    _requirements(draft)
    _forms(draft)
    _sampling(draft)
    _validity(draft)
    check_ladder(draft)
    check_standing_conditions(draft)


def _unique(draft: Draft, kind: str) -> None:
    first: dict[str, Path] = {}
    for path, entry in draft.entries(kind):
        code = entry.get("id")
        if not isinstance(code, str):
            continue
        if code in first:
            place = draft.place((*first[code], "id"), at_value=False)
            way_out = f"The first stands at {place.file}:{place.line}. Give this one an id of its own."
            draft.refuse((*path, "id"), "This id is given twice.", found=code, way_out=way_out)
        first.setdefault(code, path)


def _names_of_expressions(draft: Draft) -> None:
    taken: dict[str, str] = dict.fromkeys(ORGANIZATION, "an attribute of organizations")
    taken |= dict.fromkeys(RESERVED, "a word of the expression language")
    for kind in EXPRESSION_NAMES:
        for path, entry in draft.entries(kind):
            code = entry.get("id")
            if isinstance(code, str) and code in taken:
                message = f"This name is taken: it is {taken[code]}."
                draft.refuse((*path, "id"), message, found=code, way_out="Choose another name.")
        taken |= dict.fromkeys(draft.ids(kind), f"the id of a {kind}")


def _head(draft: Draft) -> None:
    head = draft.table("pack")
    zone = head.get("time_zone")
    if isinstance(zone, str) and zone not in available_timezones():
        way_out = nearest(zone, sorted(available_timezones()), what="Such as")
        draft.refuse(("pack", "time_zone"), "There is no such time zone.", found=zone, way_out=way_out)
    begins, ends = as_date(head.get("effective_from")), as_date(head.get("effective_until"))
    if begins and ends and ends <= begins:
        way_out = "effective_until is the first day on which the pack no longer holds."
        draft.refuse(("pack", "effective_until"), "The pack ends before it begins.", found=ends, way_out=way_out)


def _tiers(draft: Draft) -> None:
    for code, tier in draft.table("tiers").items():
        if code != "joint" and isinstance(tier, dict) and "reads" in tier:
            way_out = "Only tiers.joint has it: the apex answers for every file, an organization reads its own."
            draft.refuse(("tiers", code, "reads"), "This tier has no choice of what it reads.", way_out=way_out)
        limits = tier.get("size_range") if isinstance(tier, dict) else None
        if not (isinstance(limits, list) and len(limits) == 2 and all(is_whole(limit) for limit in limits)):
            continue
        low, high = limits
        target = tier.get("target_size")
        if low > high:
            way_out = "Write the smaller number first."
            draft.refuse(("tiers", code, "size_range"), "The range is upside down.", found=limits, way_out=way_out)
        elif is_whole(target) and not low <= target <= high:
            way_out = f"It must lie from {low} to {high}."
            path = ("tiers", code, "target_size")
            draft.refuse(path, "The target lies outside size_range.", found=target, way_out=way_out)


def _size_bands(draft: Draft) -> None:
    entries = list(draft.entries("size_band"))
    reached: int | None = 0
    for number, (path, band) in enumerate(entries, start=1):
        below = band.get("below")
        if reached is None:
            way_out = "Only the last band has no upper end; put this one before it."
            draft.refuse(path, "No organization can be in this band.", way_out=way_out)
        elif is_whole(below) and below <= reached:
            way_out = f"It must be more than {reached}, the end of the band before."
            draft.refuse((*path, "below"), "No organization can be in this band.", found=below, way_out=way_out)
        if below is None:
            reached = None
        elif is_whole(below) and reached is not None:
            reached = max(reached, below)
        if number == len(entries) and below is not None:
            way_out = "Leave out `below` in the last band."
            draft.refuse((*path, "below"), "The largest organizations are in no band.", found=below, way_out=way_out)


def _grades(draft: Draft) -> None:
    entries = list(draft.entries("grade"))
    for number, (path, grade) in enumerate(entries, start=1):
        when = grade.get("when")
        always = isinstance(when, str) and when.strip().lower() == "true"
        if number == len(entries) and isinstance(when, str) and not always:
            way_out = 'Write when = "true" in the last grade.'
            message = "An organization could be left without a grade."
            draft.refuse((*path, "when"), message, found=when, way_out=way_out, at_value=True)
        if number < len(entries) and always:
            message = "The grades after this one can never be given."
            draft.refuse((*path, "when"), message, found=when, way_out="Put this grade last.", at_value=True)
    codes = draft.ids("grade")
    for path, veto in draft.entries("veto"):
        code = veto.get("grade")
        if isinstance(code, str) and code not in codes:
            way_out = nearest(code, codes, what="Grades")
            draft.refuse((*path, "grade"), "There is no such grade.", found=code, way_out=way_out)


def _points(draft: Draft) -> None:
    """Points are decimals with at most two places, and those of the indicators add up to what the pack says."""
    for kind, key in (("indicator", "points"), ("cap", "total")):
        for path, entry in draft.entries(kind):
            _two_places(draft, (*path, key), entry.get(key))
    total = draft.table("pack").get("total_points")
    _two_places(draft, ("pack", "total_points"), total)
    counted = [
        entry.get("points") for _, entry in draft.entries("indicator") if entry.get("role", "indicator") == "indicator"
    ]
    numbers = [Decimal(points) for points in counted if is_number(points)]
    if not is_number(total) or len(numbers) < len(counted):
        return
    if (added := sum(numbers)) != total:
        way_out = f"Write total_points = {added}, or change the points. Bonuses do not count."
        draft.refuse(("pack", "total_points"), f"The indicators add up to {added}.", found=total, way_out=way_out)


def _two_places(draft: Draft, path: Path, value: object) -> None:
    if is_number(value) and Decimal(value) != round(Decimal(value), 2):
        draft.refuse(path, "Points have at most two decimal places.", found=value, way_out="Round it.")


def is_whole(value: object) -> TypeGuard[int]:
    """Whether it is a whole number (and not `true`)."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: object) -> TypeGuard[int | Decimal]:
    """Whether it is a finite number."""
    return is_whole(value) or (isinstance(value, Decimal) and value.is_finite())


def as_date(value: object) -> date | None:
    """The date that a TOML value (a date, or text in its form) says; None when it says none."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def known(draft: Draft, path: Path, value: object, names: Iterable[str], *, what: str) -> None:
    """Note it when `value` is text that is none of `names`."""
    allowed = list(names)
    if isinstance(value, str) and value not in allowed:
        message = f"There is no such {what}."
        draft.refuse(path, message, found=value, way_out=nearest(value, allowed))


def _requirements(draft: Draft) -> None:
    bands = draft.ids("size_band")
    for path, entry in draft.entries("requirement"):
        scaled = entry.get("minimum_by_size")
        for band in scaled if isinstance(scaled, dict) else ():
            if band not in bands:
                place = (*path, "minimum_by_size", band)
                draft.refuse(place, "There is no such size band.", found=band, way_out=nearest(band, bands))


def _forms(draft: Draft) -> None:
    for path, entry in draft.entries("form"):
        fields = [row for row in entry.get("field") or () if isinstance(row, dict)]
        seen: set[object] = set()
        for index, row in enumerate(fields):
            if row.get("id") in seen:
                place = (*path, "field", index, "id")
                draft.refuse(place, "This id is given twice.", found=row.get("id"), way_out="Choose another one.")
            seen.add(row.get("id"))
            _form_field(draft, (*path, "field", index), row)
        numbers = sorted(str(row.get("id")) for row in fields if row.get("type") in {"whole", "amount"})
        for index, row in enumerate(entry.get("check") or ()):
            for name in (row.get("total"), *(row.get("of") or ())) if isinstance(row, dict) else ():
                if name not in numbers:
                    way_out = nearest(str(name), numbers, what="Fields with numbers")
                    draft.refuse((*path, "check", index), "No such field with a number.", found=name, way_out=way_out)


def _form_field(draft: Draft, path: Path, row: dict[str, object]) -> None:
    if (row.get("type") == "choice") != ("choices" in row):
        way_out = "A field of type choice has choices, and no other has."
        draft.refuse(path, "The type and the choices do not fit together.", way_out=way_out)
    low, high = row.get("at_least"), row.get("at_most")
    if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
        draft.refuse((*path, "at_least"), "No answer can be in this range.", way_out="Swap the two ends.")


def _validity(draft: Draft) -> None:
    """A date function is told what it needs, and nothing else."""
    rule = draft.table("evaluation").get("valid_until")
    name = rule.get("function") if isinstance(rule, dict) else None
    if not isinstance(rule, dict) or not isinstance(name, str) or name not in FUNCTIONS:
        return
    needed = FUNCTIONS[name]
    for key in needed:
        if key not in rule:
            example = {"months": "months = 24", "years": "years = 2", "day": 'day = "06-30"'}[key]
            path = ("evaluation", "valid_until", key)
            draft.refuse(path, f"{name} needs {key}.", way_out=f"Write {example}.")
    for key in rule:
        if key in {"months", "years", "day"} and key not in needed:
            message, way_out = f"{name} is not told {key}.", nearest("", needed, what="It is told")
            draft.refuse(("evaluation", "valid_until", key), message, found=rule[key], way_out=way_out)


def _sampling(draft: Draft) -> None:
    table = draft.table("sampling")
    grades = draft.ids("grade")
    rates = table.get("by_grade")
    for grade in rates if isinstance(rates, dict) else ():
        if grade not in grades:
            place = ("sampling", "by_grade", grade)
            draft.refuse(place, "There is no such grade.", found=grade, way_out=nearest(grade, grades))
    if ("after_months" in table) != ("after_rate" in table):
        way_out = "Give both after_months and after_rate, or neither."
        draft.refuse(("sampling",), "How old a visit must be and the rate then belong together.", way_out=way_out)
