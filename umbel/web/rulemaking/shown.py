"""What a trial says, as a page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from umbel.evaluation.flow import flow_picture
from umbel.evaluation.lab import outcomes, prepared
from umbel.evaluation.models import Cycle
from umbel.policy.pack import Pack
from umbel.rubric import Both, Fairness, Prepared, Trial
from umbel.structure.models import Particulars
from umbel.web.bands import band
from umbel.web.rulemaking.words import attributes, value_names
from umbel.web.shortcuts import language
from umbel.web.templatetags.umbel import number, words

MOST_GROUPS = 60


@dataclass(frozen=True)
class Tried:
    """Two packs over the frozen facts of a cycle, and what came of it."""

    cycle: Cycle
    before: Pack
    after: Pack
    trial: Trial

    @property
    def register(self) -> Prepared:
        """The prepared facts; kept by the process, so that asking again costs nothing."""
        return prepared(self.cycle, self.before)


def tried(cycle: Cycle, before: Pack, after: Pack) -> Tried:
    return Tried(cycle, before, after, prepared(cycle, before).trial(after))


def result_of(found: Tried, *, names: bool, more: bool) -> dict[str, Any]:
    """Everything the result part of a page names; with `names`, the organizations by name; with `more`, what takes
    longer.
    """
    trial = found.trial
    called = value_names(found.after)
    return {
        "trial": trial,
        "cycle": found.cycle,
        "flow": flow_of(trial),
        "matrix": matrix_of(trial),
        "grades": [
            (code, band(rank, len(trial.grades_after))) for rank, code in enumerate(trial.grades_after, start=1)
        ],
        "grounds": _grounds(trial, found.after),
        "moves": _groups(trial, called),
        "burden": _burden(trial, called, found),
        "boundaries": _boundaries(trial, names=names),
        "names": names,
        "more": more,
        "sensitivity": _sensitivity(found) if more else None,
        "fairness": _fairness(found, called) if more else None,
    }


def flow_of(trial: Trial) -> str:
    """The flow from grades before to grades after, as a picture."""
    return flow_picture(
        trial.matrix,
        trial.grades_before,
        trial.grades_after,
        title=_("From grades before to grades after"),
        description=_("%(moved)s of %(all)s organizations would get another grade; the table has every figure.")
        % {"moved": number(trial.moved), "all": number(trial.organizations)},
        left=_("before"),
        right=_("after"),
    )


def matrix_of(trial: Trial) -> list[dict[str, Any]]:
    """One row a grade before, with a cell for each grade after."""
    return [
        {
            "grade": before,
            "rank": band(rank, len(trial.grades_before)),
            "cells": [
                {"after": after, "count": trial.matrix.get((before, after), 0), "stays": before == after}
                for after in trial.grades_after
            ],
            "sum": sum(trial.matrix.get((before, after), 0) for after in trial.grades_after),
        }
        for rank, before in enumerate(trial.grades_before, start=1)
    ]


def _grounds(trial: Trial, pack: Pack) -> list[dict[str, Any]]:
    titles = {item.code: words(item.title) for item in (*pack.standing_conditions, *pack.labels)}
    return [{"row": row, "title": titles.get(row.label, row.label)} for row in trial.grounds]


def _groups(trial: Trial, called: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    titles = attributes()
    return [
        {
            "title": titles.get(attribute, attribute),
            "rows": [
                (called.get(attribute, {}).get(row.value or "", row.value or _("not known")), row)
                for row in sorted(rows, key=lambda row: (-(row.better + row.worse), row.value or ""))
                if row.better or row.worse
            ][:MOST_GROUPS],
        }
        for attribute, rows in trial.groups.items()
    ]


def _burden(trial: Trial, called: Mapping[str, Mapping[str, str]], found: Tried) -> dict[str, Any]:
    titles = {item.code: words(item.title) for pack in (found.before, found.after) for item in pack.requirements}
    return {
        "before": trial.burden.before,
        "after": trial.burden.after,
        "more": trial.burden.after - trial.burden.before,
        "bands": [(called["size_band"].get(row.band or "", _("not known")), row) for row in trial.burden.bands],
        "duties": [(titles.get(row.requirement, row.requirement), row) for row in trial.burden.duties],
    }


def _boundaries(trial: Trial, *, names: bool) -> list[dict[str, Any]]:
    rows = [row for edge in trial.boundaries for row in (*edge.above, *edge.below)]
    called = names_of({row.organization for row in rows}) if names else {}

    def side(number_: int, code: str, found: tuple[Any, ...]) -> list[dict[str, Any]]:
        return [
            {
                "row": row,
                "key": f"{number_}-{code}-{place}",
                "name": called.get(row.organization, "") or _("organization %(place)s") % {"place": place + 1},
            }
            for place, row in enumerate(found)
        ]

    return [
        {"edge": edge, "above": side(at, "above", edge.above), "below": side(at, "below", edge.below)}
        for at, edge in enumerate(trial.boundaries)
    ]


def _sensitivity(found: Tried) -> list[tuple[str, Any]]:
    titles = {item.code: words(item.title) for item in found.after.indicators}
    rows = found.register.sensitivity(found.after).indicators
    return [(titles.get(row.indicator, row.indicator), row) for row in sorted(rows, key=lambda row: -row.without)]


def _fairness(found: Tried, called: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    by_rules = found.register.fairness(found.after)
    by_people = found.register.fairness(found.before, outcomes=outcomes(found.cycle))
    people = {row.attribute: row for row in by_people.attributes}
    titles = attributes()
    return [
        {
            "title": titles.get(row.attribute, row.attribute),
            "rules": _unequal(row, called),
            "people": _unequal(people.get(row.attribute), called),
        }
        for row in _in_order(by_rules)
    ]


def _in_order(found: Fairness) -> list[Any]:
    order = list(attributes())
    return sorted(found.attributes, key=lambda row: order.index(row.attribute) if row.attribute in order else 99)


def _unequal(row: Any, called: Mapping[str, Mapping[str, str]]) -> dict[str, Any] | None:
    if row is None:
        return None
    names = called.get(row.attribute, {})

    def named(value: str | None) -> str:
        return names.get(value or "", value or _("not known"))

    examples = [[(named(side.value), side.grade, side.organizations) for side in alike.sides] for alike in row.examples]
    return {"groups": row.groups, "organizations": row.organizations, "examples": examples[:3]}


def near(found: Tried, key: str) -> Any | None:
    """The row of a boundary that `0-above-3` names; None where there is none."""
    at, _dash, rest = key.partition("-")
    side, _dash, place = rest.partition("-")
    if not (at.isdecimal() and place.isdecimal() and side in {"above", "below"}):
        return None
    edges = found.trial.boundaries
    if len(at) > 3 or len(place) > 3 or int(at) >= len(edges):
        return None
    rows = getattr(edges[int(at)], side)
    return rows[int(place)] if int(place) < len(rows) else None


def explained(found: Tried, organization: int) -> Both:
    """Why this organization has the grade it has, under both."""
    return found.register.explain_both(found.after, organization, language())


def names_of(keys: set[int]) -> dict[int, str]:
    """Organizations by number, as they are called now."""
    rows = Particulars.objects.filter(organization__in=keys).order_by("organization_id", "from_on")
    return {row.organization_id: str(row) for row in rows}
