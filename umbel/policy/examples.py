"""Worked examples: facts in, points and grade out. What an example leaves out is derived here.

An example gives what people know: when an activity was held, when a duty was met. The other columns of the
data dictionary follow from those (its quarter, its fate, its days late), by the same functions that a
snapshot of real records can use.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from umbel.errors import UmbelError
from umbel.periods import NotAPeriod, Period, financial_year, period_containing, period_labelled
from umbel.policy.consistency import as_date, is_whole, known
from umbel.policy.draft import Draft
from umbel.policy.earlier import PublishedGrade, ServedDecision, decision_fact, grade_facts
from umbel.policy.facts import ORGANIZATION, RECORDS, size_band, whole_years
from umbel.policy.obligations import calendar_of, due_on
from umbel.policy.pack import Concept, Pack
from umbel.policy.tables import Tables

KEY = 1
"""The organization of an example: there is only one."""


def check_example(example: Draft, rules: Draft, tables: Tables) -> None:
    """Note whatever an example names that its pack does not know, or that cannot be."""
    expect = example.table("expect")
    grades = rules.ids("grade")
    known(example, ("expect", "grade"), expect.get("grade"), grades, what="grade")
    _known_keys(example, "points", rules.ids("indicator"), "indicator")
    _known_keys(example, "measures", rules.ids("measure"), "measure")
    for kind in ("cap", "veto"):
        known(example, ("expect", kind), expect.get(kind), ["", *rules.ids(kind)], what=kind)
    for key, kind in (("grounds", "label"), ("conditions", "standing_condition")):
        codes = expect.get(key)
        for index, code in enumerate(codes if isinstance(codes, list) else ()):
            known(example, ("expect", key, index), code, rules.ids(kind), what=kind.replace("_", " "))
    organization = example.table("organization")
    if codes := [district.code for district in tables.districts]:
        known(example, ("organization", "district"), organization.get("district"), codes, what="district")
    if codes := [concept.code for concept in tables.concepts]:
        known(example, ("organization", "concept"), organization.get("concept"), codes, what="concept")
    kinds = rules.ids("activity_kind")
    for path, activity in example.entries("activity"):
        if kinds:
            known(example, (*path, "kind"), activity.get("kind"), kinds, what="kind of activity")
    for kind in ("activity", "obligation", "filing"):
        for path, record in example.entries(kind):
            known(
                example, (*path, "requirement"), record.get("requirement"), rules.ids("requirement"), what="requirement"
            )
            _period_exists(example, (*path, "period"), record.get("period"))
    _earlier_exist(example, rules)
    _cycle_has_days(example)


def example_facts(pack: Pack, example: dict[str, Any]) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    """An example as facts: the organization's row, and the rows of each table of records."""
    until, as_of = _date(example["cycle"]["until"]), _date(example["cycle"]["as_of"])
    records: dict[str, list[dict[str, Any]]] = {table: [] for table in RECORDS}
    for number, given in enumerate(example.get("activity", ()), start=1):
        records["activity"].append(_activity(pack, number, given))
    for number, given in enumerate(example.get("obligation", ()), start=1):
        records["obligation"].append(_obligation(pack, number, given, as_of))
    for number, given in enumerate(example.get("filing", ()), start=1):
        records["filing"].append(_filing(pack, number, given))
    grades = [_grade(pack, number, given) for number, given in enumerate(example.get("grade", ()), start=1)]
    records["grade"] = grade_facts(KEY, grades, as_of=as_of, until_on=until)
    for number, given in enumerate(example.get("decision", ()), start=1):
        row = None if given.get("reversed") else decision_fact(KEY, _decision(pack, number, given), as_of=as_of)
        records["decision"] += [row] if row else []
    return _organization(pack, example["organization"], until), records


def field_of(concepts: Iterable[Concept], code: str | None) -> str | None:
    """The top concept above `code` (itself, when it stands at the top); missing for an unknown code."""
    parents = {concept.code: concept.parent for concept in concepts}
    if code not in parents:
        return None
    while above := parents[code]:
        code = above
    return code


def fate_of(due: date, met: date | None, as_of: date) -> tuple[str, int | None, int | None]:
    """(fate, days late, days overdue) of an obligation as of a date. The due date itself is still in time."""
    if met is not None and met <= as_of:
        late = max(0, (met - due).days)
        return ("late" if late else "met"), late, None
    if as_of > due:
        return "missed", None, (as_of - due).days
    return "open", None, None


def _organization(pack: Pack, given: dict[str, Any], until: date) -> dict[str, Any]:
    registered, founded = as_date(given.get("registered_on")), as_date(given.get("founded_on"))
    concepts = pack.classification.concepts if pack.classification else ()
    row = {
        **dict.fromkeys(ORGANIZATION),
        **given,
        "organization": KEY,
        "registered_on": registered,
        "founded_on": founded,
        "field": field_of(concepts, given.get("concept")),
        "size_band": size_band(pack, given.get("size")),
        "age_years": whole_years(founded or registered, until),
    }
    return {column: row[column] for column in ORGANIZATION}


def _activity(pack: Pack, number: int, given: dict[str, Any]) -> dict[str, Any]:
    held = _date(given["held_on"])
    starts = pack.supervision_year_starts
    return {
        **dict.fromkeys(RECORDS["activity"]),
        **given,
        "id": number,
        "organization": KEY,
        "held_on": held,
        "reported_on": as_date(given.get("reported_on")) or held,
        "quarter": period_containing("quarter", held, year_starts=starts).label,
        "month": period_containing("month", held, year_starts=starts).label,
        "evidence": given.get("evidence", 0),
    }


def _obligation(pack: Pack, number: int, given: dict[str, Any], as_of: date) -> dict[str, Any]:
    period, due, met = _period(pack, given), _due(pack, given), as_date(given.get("met_on"))
    fate, late, overdue = fate_of(due, met, as_of)
    return {
        "id": number,
        "organization": KEY,
        "requirement": given["requirement"],
        "period": period.label,
        "from_on": period.from_on,
        "until_on": period.until_on,
        "due_on": due,
        "met_on": met if fate in {"met", "late"} else None,
        "fate": fate,
        "days_late": late,
        "days_overdue": overdue,
    }


def _filing(pack: Pack, number: int, given: dict[str, Any]) -> dict[str, Any]:
    return {
        **dict.fromkeys(RECORDS["filing"]),
        **given,
        "id": number,
        "organization": KEY,
        "due_on": _due(pack, given),
        "received_on": as_date(given["received_on"]),
        "accounts_received_on": as_date(given.get("accounts_received_on")),
        "income": _decimal(given.get("income")),
        "expenditure": _decimal(given.get("expenditure")),
    }


def _grade(pack: Pack, number: int, given: dict[str, Any]) -> PublishedGrade:
    own = [grade.code for grade in pack.grades] if given["pack"] == pack.id else []
    return PublishedGrade(
        id=number,
        pack=given["pack"],
        cycle=given.get("cycle"),
        grade=given["grade"],
        rank=given.get("rank", own.index(given["grade"]) + 1 if own else None),
        ranks=given.get("ranks", len(own) or None),
        until_on=_date(given["until"]),
        published_on=_date(given["published_on"]),
        valid_until=_date(given["valid_until"]),
    )


def _decision(pack: Pack, number: int, given: dict[str, Any]) -> ServedDecision:
    rung = next((found for found in pack.rungs if found.code == given["rung"]), None)
    decided, final = _date(given["decided_on"]), as_date(given.get("final_on"))
    return ServedDecision(
        id=number,
        rung=given["rung"],
        label=given.get("label", rung.label if rung else None) or None,
        decided_on=decided,
        served_on=as_date(given.get("served_on")) or decided,
        final_on=final,
        effective_on=as_date(given.get("effective_on")) or final,
        ends_on=as_date(given.get("ends_on")),
        ended_on=as_date(given.get("ended_on")),
        appealed_on=as_date(given.get("appealed_on")),
        appeal_decided_on=as_date(given.get("appeal_decided_on")),
    )


def _period(pack: Pack, given: dict[str, Any]) -> Period:
    period = period_labelled(given["period"], year_starts=pack.supervision_year_starts)
    if begins := as_date(given.get("from_on")):
        return financial_year(period.last_on, begins) if period.kind == "financial-year" else period
    return period


def _due(pack: Pack, given: dict[str, Any]) -> date:
    if stated := as_date(given.get("due_on")):
        return stated
    requirement = next(found for found in pack.requirements if found.code == given["requirement"])
    return due_on(requirement, _period(pack, given), calendar_of(pack))


def _cycle_has_days(example: Draft) -> None:
    cycle = example.table("cycle")
    begins, ends = as_date(cycle.get("from")), as_date(cycle.get("until"))
    if begins and ends and ends <= begins:
        example.refuse(("cycle", "until"), "The cycle ends before it begins.", found=ends, way_out="Swap the dates.")


def _earlier_exist(example: Draft, rules: Draft) -> None:
    """Grades of this pack are its grades; rungs are its rungs, where it has a ladder."""
    for path, grade in example.entries("grade"):
        if grade.get("pack") == rules.table("pack").get("id"):
            known(example, (*path, "grade"), grade.get("grade"), rules.ids("grade"), what="grade")
    for path, decision in example.entries("decision"):
        if rungs := rules.ids("rung"):
            known(example, (*path, "rung"), decision.get("rung"), rungs, what="rung")


def _known_keys(example: Draft, table: str, names: list[str], what: str) -> None:
    given = example.table("expect").get(table)
    for key in given if isinstance(given, dict) else ():
        known(example, ("expect", table, key), key, names, what=what)


def _period_exists(example: Draft, path: tuple[str | int, ...], label: object) -> None:
    try:
        if isinstance(label, str):
            period_labelled(label)
    except NotAPeriod as error:
        example.refuse(path, "No period is called so.", found=label, way_out=str(error).partition(". ")[2])


def _decimal(value: Any) -> Decimal | None:
    if value is None:
        return None
    return Decimal(value) if is_whole(value) or isinstance(value, str | Decimal) else None


def _date(value: object) -> date:
    found = as_date(value)
    if found is None:
        raise UmbelError(f"{value!r} is not a date; write it as 2025-01-31.")
    return found
