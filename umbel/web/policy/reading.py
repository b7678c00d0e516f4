"""A pack as chapters of readable provisions, and its worked examples as stories."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from umbel.policy.pack import Indicator, Pack, Provision, Requirement, SizeBand, Tier
from umbel.web.templatetags.umbel import number, words


@dataclass(frozen=True, slots=True)
class Rule:
    """One provision as a page shows it."""

    code: str
    title: str
    provision: Provision
    sentences: list[str] = field(default_factory=list)
    formulas: list[tuple[str, str]] = field(default_factory=list)
    """What each expression is for, and the expression."""
    points: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A group of provisions."""

    anchor: str
    title: str
    about: str
    rules: list[Rule]


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: its title says the rule, its facts and what comes of them."""

    title: str
    organization: list[tuple[str, str]]
    records: list[tuple[str, list[str], list[list[str]]]]
    points: list[tuple[str, str]]
    total: str
    grade: str


def chapters(pack: Pack) -> list[Chapter]:
    """The pack from its tiers to its deadlines; chapters without a rule are left out."""
    told = [*arrangement(pack), *duties(pack), *scoring(pack), *consequences(pack)]
    return [chapter for chapter in told if chapter.rules]


def arrangement(pack: Pack) -> list[Chapter]:
    return [
        Chapter("about", _("About this pack"), "", [Rule(row.code, words(row.title), row) for row in pack.parts]),
        Chapter("tiers", _("The tiers"), "", [tier(row) for row in pack.tiers.values()]),
        Chapter("classification", _("The classification"), "", classification(pack)),
        Chapter("sizes", _("Sizes"), "", [size_band(row, pack) for row in pack.size_bands]),
    ]


def duties(pack: Pack) -> list[Chapter]:
    pledges = [
        Rule(row.code, words(row.title), row, [words(row.wording), words(row.made_by)]) for row in pack.commitments
    ]
    kinds = [Rule(row.code, words(row.title), row) for row in pack.activity_kinds]
    asked = [requirement(row) for row in pack.requirements]
    return [
        Chapter("commitments", _("Commitments"), _("What an organization pledges, in this wording."), pledges),
        Chapter("kinds", _("Kinds of activity"), "", kinds),
        Chapter("requirements", _("Requirements"), _("What is asked, how often, and by when."), asked),
    ]


def scoring(pack: Pack) -> list[Chapter]:
    counted = _("Figures counted from frozen records, one an organization.")
    held = _("What keeps a total or a grade down while it holds.")
    first = _("The first whose condition holds is proposed. A score proposes; a named officer decides.")
    bands = [Rule(row.code, words(row.title), row, [], [(_("when"), row.when)]) for row in pack.grades]
    return [
        Chapter("indicators", _("Indicators"), scored(pack), [indicator(row) for row in pack.indicators]),
        Chapter("measures", _("Measures"), counted, measures(pack)),
        Chapter("limits", _("Caps and vetoes"), held, limits(pack)),
        Chapter("grades", _("Grades"), first, bands),
    ]


def consequences(pack: Pack) -> list[Chapter]:
    never = _("A label is never set by computation: what stands here is only a ground for opening a case.")
    jointly = _("What an organization and its committee decide together.")
    silence = _("Past these, its silence counts as assent, never against the organization.")
    labels = [
        Rule(row.code, words(row.title), row, [words(row.because)], [(_("ground"), row.ground)]) for row in pack.labels
    ]
    matters = [Rule(row.code, words(row.title), row) for row in pack.matters]
    times = [Rule(row.code, words(row.title), row, [working_days(row.working_days)]) for row in pack.due_times]
    return [
        Chapter("labels", _("Labels"), never, labels),
        Chapter("matters", _("Matters decided jointly"), jointly, matters),
        Chapter("times", _("The supervisor’s own deadlines"), silence, times),
    ]


def tier(item: Tier) -> Rule:
    said = []
    if item.count:
        said.append(_("How many: %(count)s.") % {"count": number(item.count)})
    if item.target_size:
        said.append(_("Target size: %(size)s organizations.") % {"size": number(item.target_size)})
    if item.size_range:
        said.append(_("From %(least)s to %(most)s.") % {"least": item.size_range[0], "most": item.size_range[1]})
    return Rule(item.code, words(item.name), item, [" ".join(said)] if said else [])


def classification(pack: Pack) -> list[Rule]:
    item = pack.classification
    if item is None:
        return []
    tops = [concept for concept in item.concepts if concept.parent is None]
    said = _("%(concepts)s concepts under %(tops)s at the top: %(names)s.") % {
        "concepts": number(len(item.concepts)),
        "tops": len(tops),
        "names": _(", ").join(words(concept.title) for concept in tops),
    }
    return [Rule(item.code, words(item.title), item, [said])]


def size_band(item: SizeBand, pack: Pack) -> Rule:
    unit = words(pack.size_unit)
    if item.below is None:
        return Rule(item.code, words(item.name), item, [_("no upper end")])
    return Rule(
        item.code, words(item.name), item, [_("below %(size)s %(unit)s") % {"size": number(item.below), "unit": unit}]
    )


def requirement(item: Requirement) -> Rule:
    periods = {
        "month": _("each month"),
        "quarter": _("each quarter"),
        "half-year": _("each half-year"),
        "year": _("each year"),
        "financial-year": _("each financial year of its own"),
    }
    asked = (
        ngettext("at least %(n)s accepted activity", "at least %(n)s accepted activities", item.minimum)
        if item.kind == "activity"
        else _("a document handed in")
    ) % {"n": item.minimum}
    due = working_days(item.due_days) if item.due_days is not None else _("%(n)s months") % {"n": item.due_months}
    said = _("%(period)s: %(asked)s, due %(due)s after the period ends.") % {
        "period": periods.get(item.period, item.period),
        "asked": asked,
        "due": due,
    }
    return Rule(item.code, words(item.title), item, [said])


def indicator(item: Indicator) -> Rule:
    points = _("bonus, up to %(points)s") if item.role == "bonus" else _("up to %(points)s points")
    return Rule(
        item.code,
        words(item.title),
        item,
        [words(item.because)],
        [(_("points"), item.score)],
        points % {"points": number(item.points)},
    )


def measures(pack: Pack) -> list[Rule]:
    return [
        Rule(
            item.code,
            words(item.title),
            item,
            [_("Without any record: %(value)s.") % {"value": item.if_none}],
            [(_("from %(table)s") % {"table": item.table}, item.expression)]
            + ([(_("where"), item.where)] if item.where else []),
        )
        for item in pack.measures
    ]


def limits(pack: Pack) -> list[Rule]:
    caps = [
        Rule(row.code, words(row.title), row, [words(row.because)], [(_("when"), row.when)], f"≤ {number(row.total)}")
        for row in pack.caps
    ]
    vetoes = [
        Rule(row.code, words(row.title), row, [words(row.because)], [(_("when"), row.when)], f"≤ {row.grade}")
        for row in pack.vetoes
    ]
    return caps + vetoes


def scored(pack: Pack) -> str:
    return _("Scored rules over measures; together %(points)s points. Each score is rounded once, to two decimals.") % {
        "points": number(pack.total_points)
    }


def working_days(count: int) -> str:
    return ngettext("%(n)s working day", "%(n)s working days", count) % {"n": count}


def examples(pack: Pack) -> list[Example]:
    """The worked examples, facts first."""
    titles = {item.code: words(item.title) for item in pack.indicators}
    return [example(found, titles) for found in pack.examples]


def example(found: dict[str, Any], titles: dict[str, str]) -> Example:
    expected = found.get("expect", {})
    return Example(
        title=found.get("title", ""),
        organization=[(name, str(value)) for name, value in found.get("organization", {}).items()],
        records=[rows_of(table, found[table]) for table in ("obligation", "activity", "filing") if found.get(table)],
        points=[(titles.get(code, code), str(points)) for code, points in expected.get("points", {}).items()],
        total=str(expected.get("total", "")),
        grade=str(expected.get("grade", "")),
    )


def rows_of(table: str, rows: list[dict[str, Any]]) -> tuple[str, list[str], list[list[str]]]:
    """A table of an example's records: its name, its columns, and its rows as text."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return table, columns, [[str(row.get(name, "—")) for name in columns] for row in rows]
