"""The lists of the register and of those who answer for it: what each shows, and by what it is narrowed and sorted."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from umbel.accounts.permissions import Permission, check_has
from umbel.register import queries as public
from umbel.register.queries import DecisionTerms, SearchTerms, Status
from umbel.register.queries.deciding import Deciding
from umbel.register.queries.supervising import Supervisor
from umbel.register.rows import Entry, Term
from umbel.web.lists import OWN, Asked, Choice, Column, Day, Listing, Text, for_everyone

ROWS = 100
APEX = _("the apex body")
NO_COMMITTEE = ("none", _("not placed"))
STATUSES = ((Status.REGISTERED, _("on the register")), (Status.ENDED, _("ended")), (Status.ALL, _("all")))


def terms(found: Iterable[Term]) -> list[tuple[str, str]]:
    return [(term.code, str(term.name)) for term in found]


def fields(asked: Asked) -> list[tuple[str, str]]:
    return terms(asked.of["choices"].fields)


def districts(asked: Asked) -> list[tuple[str, str]]:
    return terms(asked.of["choices"].districts)


def committees(asked: Asked) -> list[Any] | None:
    """The committees that a list can be narrowed to, and those that are under none."""
    found = asked.of["choices"].committees
    return None if found is None else [NO_COMMITTEE, *((row.code, str(row.name)) for row in found)]


FIELD = Choice("field", _("Field"), fields, first=_("all fields"), open=True, most=80)
DISTRICT = Choice("district", _("District"), districts, first=_("all districts"), most=80)
COMMITTEE = Choice(
    "committee", _("Joint committee"), committees, first=_("all committees"), example="JC-0001", open=True, most=40
)
AS_OF = Day(title=_("As of"))


def searched(asked: Asked) -> Any:
    """What someone looks for in the register."""
    said = asked.said
    found = SearchTerms(
        text=said["q"],
        field=said["field"],
        district=said["district"],
        committee=said["committee"],
        status=Status(said["status"]),
        sort=asked.sort,
        descending=asked.descending,
    )
    return public.search(found, asked.day.day)


def numbers(entry: Entry) -> str:
    """The identifiers of an organization, each with its scheme."""
    return "; ".join(f"{scheme} {value}" for scheme, value in entry.identifiers)


ENTRY = (
    Column("number", _("Number"), "id", page=False),
    Column("name", _("Name"), "name", sort=OWN, cell=True),
    Column("identifiers", _("Identifiers"), numbers, page=False),
    Column("field", _("Field"), lambda row: row.concept and row.concept.name, sort=OWN),
    Column("district", _("District"), lambda row: row.district and row.district.name, sort=OWN),
    Column(
        "committee",
        _("Joint committee"),
        lambda row: row.committee.name if row.committee else NO_COMMITTEE[1],
        cell=True,
    ),
    Column("registered", _("Registered"), "registered_on", sort=OWN, nowrap=True),
    Column("ended", _("Ended"), "ended_on", page=False),
)

REGISTER = Listing(
    code="register",
    title=_("Organizations found"),
    columns=ENTRY,
    rows=searched,
    allowed=for_everyone,
    filters=(
        Text("q", _("Name, in either language, or identifier"), wide=True),
        FIELD,
        DISTRICT,
        COMMITTEE,
        Choice("status", _("Status"), STATUSES, default=Status.REGISTERED),
        AS_OF,
    ),
    sort="name",
    empty=_("No organization fits. Try fewer words, another field or district, or another day."),
    cells="register/cells/entry.html",
    counted=True,
)

PLACED = Listing(
    code="organizations",
    name=lambda asked: f"{asked.of['body'].code}-organizations",
    title=_("Organizations found"),
    columns=ENTRY,
    rows=lambda asked: public.search(
        SearchTerms(committee=asked.of["body"].code, sort=asked.sort, descending=asked.descending), asked.day.day
    ),
    allowed=for_everyone,
    sort="name",
    empty=REGISTER.empty,
    cells="register/cells/entry.html",
    counted=True,
)


def accepted(row: Supervisor) -> float | None:
    """The rate that is shown, and sorted by; None with too few cases."""
    return row.accepted / row.findings if row.interval else None


def overturned(row: Deciding) -> float | None:
    return row.overturned / row.appeals if row.appeals else None


SUPERVISORS = Listing(
    code="supervisors",
    title=_("By committee"),
    columns=(
        Column("name", _("Committee"), "name", sort=OWN, cell=True),
        Column("organizations", _("Organizations"), "organizations", page=False),
        Column("findings", _("Findings"), "findings", sort=OWN, number=True),
        Column("rate", _("Accepted"), accepted, sort=OWN, number=True, cell=True, file=False),
        Column("accepted", _("Accepted"), "accepted", page=False),
        Column("time", _("Median time"), "median_days", sort=OWN, number=True, cell=True, file=False),
        Column("days", _("Median days"), "median_days", page=False),
        Column("waiting", _("Waiting"), "waiting", sort=OWN, number=True, cell=True),
        Column("met", _("Deadlines kept"), "met", sort=OWN, number=True),
        Column("silent", _("Silences"), "silent", sort=OWN, number=True),
        Column("overdue", _("Overdue now"), "overdue", sort=OWN, number=True),
        Column("looks", _("Looked at again"), "looks", page=False),
        Column("overturned", _("Overturned"), "overturned", sort=OWN, number=True, cell=True),
    ),
    rows=lambda asked: asked.of["counted"].value,
    allowed=for_everyone,
    empty=_("There are no joint committees yet."),
    cells="register/cells/supervisor.html",
    scroll=True,
    size=ROWS,
)

DECIDING = Listing(
    code="cases-and-appeals",
    title=_("Cases and appeals"),
    columns=(
        Column("name", _("Body"), lambda row: row.name if row.code else APEX, sort=OWN, cell=True),
        Column("opened", _("Cases opened"), "opened", sort=OWN, number=True, cell=True),
        Column("dropped", _("Dropped"), "dropped", page=False),
        Column("decided", _("Cases decided"), "decided", sort=OWN, number=True, cell=True),
        Column("days", _("Median days from notice to decision"), "median_days", page=False),
        Column("high", _("95 of 100 within days"), "high_days", page=False),
        Column("appeals", _("Appeals decided"), "appeals", sort=OWN, number=True, cell=True),
        Column("appeal_days", _("Median days from appeal to its decision"), "median_appeal_days", page=False),
        Column("appeal_high", _("95 of 100 appeals within days"), "high_appeal_days", page=False),
        Column(
            "late",
            _("Past their deadline"),
            lambda row: row.late if row.owed else None,
            sort=OWN,
            number=True,
            cell=True,
            file=False,
        ),
        Column("rate", _("Overturned"), overturned, sort=OWN, number=True, cell=True, file=False),
        Column("overturned", _("Decisions overturned"), "overturned", page=False),
        Column("least", _("Overturned, at least (95%)"), lambda row: (row.interval or (None,))[0], page=False),
        Column("most", _("Overturned, at most (95%)"), lambda row: (row.interval or (None,))[-1], page=False),
        Column("owed", _("Appeals owed an answer"), "owed", page=False),
        Column("past", _("Appeals past their deadline"), "late", page=False),
        Column(
            "arrived",
            _("Arrived at once"),
            lambda row: row.proved if row.tried else None,
            sort=OWN,
            number=True,
            cell=True,
            file=False,
        ),
        Column("tried", _("Notices tried"), "tried", page=False),
        Column("proved", _("Brought by the first attempt"), "proved", page=False),
        Column("unknown", _("Notices not known yet"), "unknown", page=False),
    ),
    rows=lambda asked: asked.of["counted"].value,
    allowed=for_everyone,
    empty=_("No case was brought in these twelve months."),
    cells="register/cells/deciding.html",
    size=ROWS,
)


def published(asked: Asked) -> Any:
    """Decisions in effect, narrowed."""
    said = asked.said
    found = DecisionTerms(field=said["field"], committee=said["committee"], measure=said["measure"])
    return public.decisions(found, asked.day.day)


DECISIONS = Listing(
    code="decisions",
    title=_("Decisions in effect"),
    columns=(
        Column("reference", _("Case"), "reference", page=False),
        Column("organization", _("Number"), "organization", page=False),
        Column("name", _("Organization"), "name", cell=True),
        Column("measure", _("Measure"), "measure", cell=True),
        Column("body", _("Decided by"), lambda row: row.body or APEX, page=False),
        Column("decided_on", _("Decided on"), "decided_on", page=False),
        Column("since", _("In effect"), "since", cell=True, file=False),
        Column("effective_on", _("In effect since"), "since", page=False),
        Column("ends_on", _("Ends by itself on"), "ends_on", page=False),
        Column("vanishes_on", _("Vanishes on"), "vanishes_on", page=False),
        Column("appealed_on", _("Appeal running since"), "appealed_on", page=False),
        Column("appeal_until", _("Can be appealed until"), "appeal_until", page=False),
        Column("rule", _("Rule"), "rule", page=False),
        Column("short", _("The reasons, in short"), "reasons", cell=True, file=False),
        Column("reasons", _("Reasons"), "reasons", page=False),
        Column("answer", _("What the organization says"), "answer", cell=True),
    ),
    rows=published,
    allowed=for_everyone,
    filters=(
        Choice("measure", _("Measure"), lambda asked: terms(asked.of["measures"]), first=_("all measures")),
        FIELD,
        COMMITTEE,
        AS_OF,
    ),
    empty=lambda asked: (
        _("No published decision fits. Choose another field, committee or measure.")
        if any(asked.said.values())
        else _("No decision against an organization is in effect and published.")
    ),
    cells="register/cells/decision.html",
    counted=True,
)

PAPERS = Listing(
    code="papers",
    title=_("Papers that wait to be collected"),
    columns=(
        Column("number", _("Number"), "organization", page=False),
        Column("name", _("For"), "name", cell=True),
        Column("body", pgettext_lazy("sender", "From"), lambda row: row.body or APEX),
        Column("since", _("Waits since"), "since", nowrap=True),
        Column("served_on", _("Counts as served on"), "served_on", nowrap=True),
    ),
    rows=lambda asked: public.papers(asked.day.day),
    allowed=for_everyone,
    empty=_("No paper waits for anyone."),
    cells="register/cells/paper.html",
)

CALLS = Listing(
    code="calls",
    title=_("Whom to call this week"),
    columns=(
        Column("name", _("Organization"), lambda row: row[0].name, cell=True),
        Column("why", _("Why"), lambda row: "; ".join(row[1]), cell=True),
    ),
    rows=lambda asked: asked.of["rows"](),
    allowed=lambda asked: check_has(asked.viewer, Permission.VERIFY_ACTIVITIES),
    empty=_("Nobody needs a call this week."),
    cells="register/cells/call.html",
    counted=True,
)
