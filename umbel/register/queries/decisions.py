"""Adverse decisions in effect, for everyone, each beside the organization's own answer; and papers that wait.

A publication ends with what it tells of: reversed, ended, suspended, withheld or out of its time, it is shown nowhere,
on whatever day one looks back from. Those withheld are counted by ground over the whole federation only: counted by
committee or field, one could guess whom it is about.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext

from umbel.casework.models import Case, Service
from umbel.casework.queries import in_public, rules_in_force, rules_of, rung_of
from umbel.casework.states import CaseState, Paper, ServiceChannel
from umbel.errors import NotFound
from umbel.register.queries.reading import Cut
from umbel.register.queries.search import under
from umbel.register.rows import Decision, Term, Waiting
from umbel.structure.models import Particulars
from umbel.structure.queries import today
from umbel.words import Words, as_written


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTerms:
    """What the list is narrowed to: a field, a joint committee (a code, or `none`), a measure."""

    field: str = ""
    committee: str = ""
    measure: str = ""


def decisions(terms: DecisionTerms, as_of: date) -> Cut:
    """The adverse decisions in effect on a day, the latest first."""
    known = Particulars.objects.filter(organization=OuterRef("organization_id"), from_on__lte=as_of)
    rows = _published(as_of).annotate(path=Subquery(known.order_by("-from_on").values("concept__path")[:1]))
    if terms.field:
        rows = rows.filter(path__contains=f"/{terms.field}/")
    if terms.committee:
        rows = rows.filter(under(terms.committee, as_of))
    if terms.measure:
        rows = rows.filter(rung=terms.measure)
    return Cut(rows.order_by("-effective_on", "-pk"), lambda rows: [_told(row, as_of) for row in rows])


def decision(reference: str, as_of: date) -> Decision:
    """One of them. Raises NotFound when nothing is published under that reference."""
    row = _published(as_of).filter(reference=reference).first()
    if row is None:
        raise NotFound(
            gettext("Nothing is published under %(reference)s: there is no such decision, or it has ended.")
            % {"reference": reference[:40]}
        )
    return _told(row, as_of)


def against(organization: int, as_of: date) -> tuple[list[Decision], list[Waiting]]:
    """What is published about one organization, and the papers that wait for it; in one query, for its own page."""
    shown = in_public(as_of, today()) & Q(round__withheld_ground="")
    served = Service.objects.filter(
        Q(paper=Paper.NOTICE, case__state=CaseState.NOTICED) | Q(paper=Paper.DECISION, case__state=CaseState.DECIDED),
        case=OuterRef("pk"),
    ).order_by("-sending", "-pk")
    waiting = served.filter(channel=ServiceChannel.PUBLICATION, tried_on__lte=as_of, served_on__gt=today())
    rows = Case.objects.annotate(
        latest=Subquery(served.values("sending")[:1]),
        tried_on=Subquery(waiting.values("tried_on")[:1]),
        waits_until=Subquery(waiting.values("served_on")[:1]),
        waits_sending=Subquery(waiting.values("sending")[:1]),
        is_shown=Exists(Case.objects.filter(shown, pk=OuterRef("pk"))),
    ).filter(Q(is_shown=True) | Q(waits_sending=F("latest")), organization=organization)
    found = list(
        _with_names(rows.select_related("body", "round"), "organization_id", as_of).order_by("-effective_on", "-pk")
    )
    return (
        [_told(row, as_of) for row in found if row.is_shown],
        [_waits(row, row, row.waits_until) for row in found if not row.is_shown],
    )


def withheld(as_of: date) -> list[tuple[Words, int]]:
    """How many adverse decisions in effect are not published, by ground."""
    rows = Case.objects.filter(in_public(as_of, today())).exclude(round__withheld_ground="").order_by()
    counted: dict[str, int] = dict(rows.values_list("round__withheld_ground").annotate(many=Count("pk")))
    pack = rules_in_force()
    titles = {ground.code: ground.title for ground in pack.withholding_grounds} if pack else {}
    return [(titles.get(code, as_written(code)), many) for code, many in sorted(counted.items())]


def measures(as_of: date) -> list[Term]:
    """The measures among what is published: what the list can be narrowed to."""
    kinds = _published(as_of).order_by().values("rung", "pack_id", "pack_version").annotate(case=Max("pk"))
    rows = Case.objects.filter(pk__in=[row["case"] for row in kinds])
    found = {row.rung: Term(row.rung, rung_of(row).title) for row in rows.order_by("pk")}
    return sorted(found.values(), key=lambda term: term.code)


def papers(as_of: date) -> Cut:
    """The papers that wait for an organization and count as served on a day to come: substituted service."""
    rows = _papers(as_of).order_by("-tried_on", "-pk")
    return Cut(rows, lambda rows: [_waits(row, row.case, row.served_on) for row in rows])


def _papers(as_of: date) -> QuerySet[Any]:
    latest = Service.objects.filter(case=OuterRef("case"), paper=OuterRef("paper")).order_by("-sending")
    on_its_way = Q(paper=Paper.NOTICE, case__state=CaseState.NOTICED) | Q(
        paper=Paper.DECISION, case__state=CaseState.DECIDED
    )
    rows = Service.objects.filter(
        on_its_way, channel=ServiceChannel.PUBLICATION, tried_on__lte=as_of, served_on__gt=today()
    )
    last_sending = rows.annotate(last=Subquery(latest.values("sending")[:1])).filter(sending=F("last"))
    return _with_names(last_sending.select_related("case__body"), "case__organization_id", as_of)


def _published(as_of: date) -> QuerySet[Any]:
    rows = Case.objects.filter(in_public(as_of, today()), round__withheld_ground="").select_related("body", "round")
    return _with_names(rows, "organization_id", as_of)


def _with_names(rows: QuerySet[Any], key: str, as_of: date) -> QuerySet[Any]:
    """As it was called on the day, or last: an organization that was removed has a name as well."""
    known = Particulars.objects.filter(organization=OuterRef(key), from_on__lte=as_of).order_by("-from_on")
    named: QuerySet[Any] = rows.annotate(names=Subquery(known.values("names")[:1]))
    return named


def _told(row: Any, as_of: date) -> Decision:
    pack, decided = rules_of(row), row.round
    appealed = row.state == CaseState.APPEALED and decided.appealed_on <= as_of
    by_apex = row.decider == "apex" or row.body is None
    return Decision(
        reference=row.reference,
        organization=row.organization_id,
        name=row.names,
        measure=rung_of(row).title,
        pack=(pack.id, pack.version),
        body=None if by_apex else row.body.names,
        decided_on=decided.decided_on,
        since=row.effective_on,
        ends_on=row.ends_on,
        vanishes_on=row.published_until,
        appealed_on=decided.appealed_on if appealed else None,
        appeal_until=decided.appeal_until if row.state == CaseState.APPEALABLE else None,
        rule=decided.rule,
        reasons=decided.reasons,
        answer=row.answer,
    )


def _waits(row: Any, case: Case, served_on: date) -> Waiting:
    return Waiting(
        organization=case.organization_id,
        name=row.names,
        body=case.body.names if case.body else None,
        since=row.tried_on,
        served_on=served_on,
    )
