"""A pack as chapters of readable provisions, and its worked examples as stories."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from umbel.policy.pack import (
    Commitment,
    DocumentKind,
    Form,
    Indicator,
    Pack,
    Requirement,
    RequirementKind,
    SizeBand,
    Tier,
    Undertaking,
)
from umbel.policy.registration import REGISTRATION_TIMES
from umbel.web.policy.judging import consequences, road
from umbel.web.policy.rules import Chapter, Rule, due_time, months, working_days
from umbel.web.templatetags.umbel import number, words

EXAMPLE_TABLES = ("obligation", "activity", "filing", "grade", "decision")


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
    told = [*arrangement(pack), *registration(pack), *duties(pack), *scoring(pack), *consequences(pack)]
    told.append(Chapter("law", _("Reviews, and the way outside"), "", law(pack)))
    return [chapter for chapter in told if chapter.rules]


def arrangement(pack: Pack) -> list[Chapter]:
    return [
        Chapter("about", _("About this pack"), "", [Rule(row.code, words(row.title), row) for row in pack.parts]),
        Chapter("tiers", _("The tiers"), "", [tier(row) for row in pack.tiers.values()]),
        Chapter("classification", _("The classification"), "", classification(pack)),
        Chapter("sizes", _("Sizes"), "", [size_band(row, pack) for row in pack.size_bands]),
    ]


def registration(pack: Pack) -> list[Chapter]:
    """How to come onto the register; nothing, when the pack takes no applications."""
    item = pack.registration
    if item is None:
        return []
    said = [
        _("A decision within %(days)s of submission; every step below has a time of its own.")
        % {"days": working_days(item.target_days)},
        _("Each organization is registered under a number of the scheme %(scheme)s.")
        % {"scheme": item.identifier_scheme},
        _("Whoever applies has at most %(many)d applications open at once.") % {"many": item.most_open},
    ]
    classes = [Rule(row.code, words(row.title), row) for row in pack.organization_classes]
    grounds = [Rule(row.code, words(row.title), row) for row in pack.refusal_grounds]
    offices = [Rule(row.code, words(row.title), row, [required(needed=row.required)]) for row in pack.offices]
    questions = [Rule(row.code, words(row.title), row, [words(row.why)]) for row in pack.questions]
    documents = [document_kind(row, pack) for row in pack.document_kinds]
    times = [due_time(row) for row in pack.times_that_hold if row.code in REGISTRATION_TIMES]
    apply = _("How to apply, and who can. An applicant answers the questions below and sends the documents.")
    only = _(
        "A registration is refused on one of these grounds or on none; the decision names it, and can be reviewed."
    )
    return [
        Chapter("registration", _("Registration"), apply, [Rule(item.code, words(item.title), item, said), *classes]),
        Chapter("questions", _("Questions of the application"), _("Each says why it is asked."), questions),
        Chapter("offices", _("Offices"), _("Who acts for an organization. Name and office are recorded."), offices),
        Chapter("documents", _("Documents"), "", documents),
        Chapter("registration-times", _("How long registration takes"), "", times),
        Chapter("refusal", _("Grounds for refusal"), only, grounds),
    ]


def duties(pack: Pack) -> list[Chapter]:
    pledges = [commitment(row, pack) for row in pack.commitments]
    promised = [undertaking(row, pack) for row in pack.undertakings]
    entry = _("What a commitment promises by a day, counted from the day of entry in the register.")
    kinds = [Rule(row.code, words(row.title), row) for row in pack.activity_kinds]
    asked = [requirement(row, pack) for row in pack.requirements]
    forms = [form(row) for row in pack.forms]
    return [
        Chapter("commitments", _("Commitments"), _("What an organization pledges, in this wording."), pledges),
        Chapter("undertakings", _("Undertakings"), entry, promised),
        Chapter("kinds", _("Kinds of activity"), "", kinds),
        Chapter("requirements", _("Requirements"), _("What is asked, how often, and by when."), asked),
        Chapter("forms", _("Returns"), _("Filled in by organizations, reviewed by committees, rolled up."), forms),
        Chapter("visits", _("Visits drawn by lot"), _("The highest chance that applies is the one."), visits(pack)),
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
        Chapter("evaluation", _("The road of a cycle"), "", road(pack)),
    ]


def tier(item: Tier) -> Rule:
    said = []
    if item.count:
        said.append(_("How many: %(count)s.") % {"count": number(item.count)})
    if item.target_size:
        said.append(_("Target size: %(size)s organizations.") % {"size": number(item.target_size)})
    if item.size_range:
        said.append(_("From %(least)s to %(most)s.") % {"least": item.size_range[0], "most": item.size_range[1]})
    if item.reads == "every":
        said.append(_("Officers of one committee read the files of the organizations of every other."))
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
    size = (
        _("below %(size)s %(unit)s") % {"size": number(item.below), "unit": unit} if item.below else _("no upper end")
    )
    budget = [_("At most %(hours)s hours of work a year may be asked.") % {"hours": number(item.hours)}]
    return Rule(item.code, words(item.name), item, [size, *(budget if item.hours is not None else [])])


def commitment(item: Commitment, pack: Pack) -> Rule:
    names = _(", ").join(words(office.title) for office in pack.offices if office.code in item.offices)
    said = [words(item.wording)]
    said.append(_("Who may make it: %(offices)s.") % {"offices": names or words(item.made_by)})
    said.append(_("Version %(version)s of the wording.") % {"version": item.version})
    if item.renew_months:
        said.append(_("It is made anew after %(time)s.") % {"time": months(item.renew_months)})
    return Rule(item.code, words(item.title), item, said)


def undertaking(item: Undertaking, pack: Pack) -> Rule:
    due = working_days(item.due_days) if item.due_days is not None else months(item.due_months or 0)
    said = _("Due %(due)s after entry in the register, under: %(commitment)s.") % {
        "due": due,
        "commitment": words(pack.commitment(item.commitment).title),
    }
    return Rule(item.code, words(item.title), item, [said])


def document_kind(item: DocumentKind, pack: Pack) -> Rule:
    said = [required(needed=item.required)]
    if item.classes:
        names = _(", ").join(words(row.title) for row in pack.organization_classes if row.code in item.classes)
        said.append(_("Asked only of: %(classes)s.") % {"classes": names})
    return Rule(item.code, words(item.title), item, [" ".join(said)])


def required(*, needed: bool) -> str:
    return _("Required.") if needed else _("Optional.")


def requirement(item: Requirement, pack: Pack) -> Rule:
    periods = {
        "month": _("each month"),
        "quarter": _("each quarter"),
        "half": _("each half-year"),
        "year": _("each year"),
        "financial-year": _("each financial year of its own"),
    }
    match item.kind:
        case RequirementKind.ACTIVITY:
            several = ngettext("at least %(n)s accepted activity", "at least %(n)s accepted activities", item.minimum)
            asked = several % {"n": item.minimum}
        case RequirementKind.FILING:
            asked = _("a document handed in")
    due = working_days(item.due_days) if item.due_days is not None else months(item.due_months or 0)
    said = _("%(period)s: %(asked)s, due %(due)s after the period ends.") % {
        "period": periods.get(item.period, item.period),
        "asked": asked,
        "due": due,
    }
    return Rule(item.code, words(item.title), item, [said, *scaled(item, pack)])


def scaled(item: Requirement, pack: Pack) -> list[str]:
    """How a requirement depends on size and field, and what work it is."""
    said = []
    names = {band.code: words(band.name) for band in pack.size_bands}
    for band, minimum in item.minimum_by_size.items():
        said.append(_("%(band)s organizations: %(many)s.") % {"band": names.get(band, band), "many": minimum})
    if item.fields:
        fields = pack.classification.concepts if pack.classification else ()
        asked = _(", ").join(words(concept.title) for concept in fields if concept.code in item.fields)
        said.append(_("Asked only in: %(fields)s.") % {"fields": asked or ", ".join(item.fields)})
    if item.hours is not None:
        said.append(_("About %(hours)s hours of an organization’s work each time.") % {"hours": number(item.hours)})
    return [" ".join(said)] if said else []


def form(item: Form) -> Rule:
    said = _("Due %(due)s after the call; the joint committee has %(review)s more.") % {
        "due": working_days(item.due_days),
        "review": working_days(item.review_days),
    }
    asked = _(", ").join(words(row.title) for row in item.fields)
    return Rule(item.code, words(item.title), item, [said, _("Asked: %(fields)s.") % {"fields": asked}])


def visits(pack: Pack) -> list[Rule]:
    item = pack.sampling
    if item is None:
        return []
    said = [_("Nobody’s chance in a draw is below %(floor)s%%.") % {"floor": item.floor}]
    names = {row.code: words(row.title) for row in pack.grades}
    said += [f"{names.get(grade, grade)}: {rate}%" for grade, rate in item.by_grade.items()]
    if item.never_visited:
        said.append(_("Never visited: %(rate)s%%.") % {"rate": item.never_visited})
    if item.after_months:
        said.append(
            _("Last visited more than %(time)s ago: %(rate)s%%.")
            % {"time": months(item.after_months), "rate": item.after_rate}
        )
    return [Rule(item.code, words(item.title), item, [" · ".join(said)])]


def law(pack: Pack) -> list[Rule]:
    """What the law beside the pack says of its decisions."""
    found = []
    if item := pack.reviews:
        said = (
            [_("Registrations are decided by: %(office)s.") % {"office": words(item.registrar)}]
            if item.registrar
            else []
        )
        said += [_("A review or an appeal here is free of charge.")] if item.free_of_charge else []
        found.append(Rule(item.code, words(item.title), item, said))
    if appeal := pack.outside_appeal:
        named = {"body": words(appeal.body), "days": appeal.days, "starts": words(appeal.starts)}
        waits = _("Its time stands still while a review here is being decided.")
        runs = _("Its time also runs while a review here is being decided.")
        said = [_("%(body)s, within %(days)s days of %(starts)s.") % named, waits if appeal.waits_for_review else runs]
        found.append(Rule(appeal.code, words(appeal.title), appeal, said))
    return found


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


def examples(pack: Pack) -> list[Example]:
    """The worked examples, facts first."""
    titles = {item.code: words(item.title) for item in pack.indicators}
    return [example(found, titles) for found in pack.examples]


def example(found: dict[str, Any], titles: dict[str, str]) -> Example:
    expected = found.get("expect", {})
    return Example(
        title=found.get("title", ""),
        organization=[(name, str(value)) for name, value in found.get("organization", {}).items()],
        records=[rows_of(table, found[table]) for table in EXAMPLE_TABLES if found.get(table)],
        points=[(titles.get(code, code), str(points)) for code, points in expected.get("points", {}).items()],
        total=str(expected.get("total", "")),
        grade=str(expected.get("grade", "")),
    )


def rows_of(table: str, rows: list[dict[str, Any]]) -> tuple[str, list[str], list[list[str]]]:
    """A table of an example's records: its name, its columns, and its rows as text."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return table, columns, [[str(row.get(name, "—")) for name in columns] for row in rows]
