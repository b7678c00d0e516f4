"""Questions about cases: who reads which, what proves service, by when something is in time."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import CharField, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast

from umbel.accounts.permissions import Permission, Viewer
from umbel.audit.actors import Subject
from umbel.audit.subjects import SubjectKind
from umbel.casework.models import Case, CaseStep, Label, RemedyStep, Service
from umbel.casework.states import AGAINST, OPEN, UNDECIDED, CaseState, Effect, Paper, ServiceChannel, ServiceOutcome
from umbel.deadlines import add_months
from umbel.documents.models import Document
from umbel.documents.queries import documents_of
from umbel.notices.models import Clock
from umbel.notices.states import ClockState
from umbel.policy import find_pack
from umbel.policy.obligations import calendar_of
from umbel.policy.pack import Pack, Rung
from umbel.structure.models import Organization, Particulars
from umbel.structure.permissions import readable_files
from umbel.structure.queries import Annotated, federation, in_force

TRIES_BEFORE_PUBLICATION = 2
"""By different ways, before a paper may be served by publication."""


def rules_of(case: Case) -> Pack:
    """The pack the case was opened under: nothing later applies to it."""
    return _pack(case.pack_id, case.pack_version)


def rung_of(case: Case) -> Rung:
    """The measure that is proposed, as the pack of its day says it."""
    return rules_of(case).rung(case.rung)


def rules_in_force() -> Pack | None:
    """The federation's pack; None before it is founded."""
    here = federation()
    return find_pack(here.pack_id, here.pack_version) if here else None


@lru_cache(maxsize=16)
def _pack(pack_id: str, version: str) -> Pack:
    return find_pack(pack_id, version)


def not_ended() -> Q:
    """Cases that end with the entry of their organization: undecided ones, and final ones but for a removal."""
    return Q(state__in=UNDECIDED) | (Q(state=CaseState.FINAL, adverse=True) & ~Q(effect=Effect.REMOVAL))


def subject_of(case: Case) -> Subject:
    """How notices, deadlines and the ledger name a case."""
    standing = case.organization.particulars.order_by("-from_on").first()
    return Subject(SubjectKind.CASE, str(case.pk), f"{case.reference} {standing or case.organization_id}")


def cases() -> QuerySet[Case]:
    """Every case with what its line on a list needs."""
    return Case.objects.select_related("organization", "body", "round")


def readable_cases(viewer: Viewer, on: date) -> QuerySet[Case]:
    """Those about organizations whose file the viewer may read, and those of the viewer's own committee."""
    if not viewer.is_signed_in:
        return cases().none()
    own = Q(organization__in=Organization.objects.filter(readable_files(viewer, on)))
    if viewer.has(Permission.READ_PLACED_FILES) and viewer.body_id:
        own |= Q(body_id=viewer.body_id)
    return cases().filter(own)


def readable_case(viewer: Viewer, reference: str, on: date) -> Case | None:
    """The case of that reference, if the viewer may read it."""
    whole = readable_cases(viewer, on).select_related("round__stated_by", "round__decided_by", "interim")
    return whole.filter(reference=reference).first()


ENDS = (
    Q(state=CaseState.FINAL, adverse=True, ended_on=None)
    & Q(pk__in=RemedyStep.objects.values("case"))
    & ~Q(pk__in=RemedyStep.objects.filter(is_met=False).values("case"))
)
"""Cases (over Case) in which every step of remedy is met, so that a decider ends the measure."""


def waiting_cases(viewer: Viewer, on: date) -> Annotated:
    """The cases in which it is the viewer's turn, each with `due`, `since`, `names`."""
    turn = Q(pk__in=[])
    late = Q(state=CaseState.REPLY) & (Q(round__nothing_more=True) | Q(round__reply_until__lt=on))
    if viewer.has(Permission.BRING_CASES):
        own = Q(body_id=viewer.body_id) if viewer.body_id else Q(body__isnull=True)
        shown = Q(pk__in=RemedyStep.objects.filter(shown_on__isnull=False, ruled_on=None).values("case"))
        shown &= Q(state__in=(CaseState.APPEALABLE, CaseState.FINAL))
        turn |= own & (Q(state__in=[CaseState.OPENED, CaseState.NOTICED, CaseState.DECIDED]) | late | shown)
    if viewer.has(Permission.DECIDE_FOR_APEX):
        turn |= Q(state=CaseState.CONSIDERED, decider="apex") | (ENDS & Q(decider="apex"))
    if viewer.has(Permission.DECIDE_FOR_JOINT):
        own = Q(decider="joint", body_id=viewer.body_id or 0)
        turn |= own & (Q(state=CaseState.CONSIDERED) | ENDS)
    if viewer.has(Permission.HEAR_REVIEWS):
        objected = Q(interim__objected_on__isnull=False, interim__ruled_on=None, interim__ended_on=None)
        turn |= Q(state=CaseState.APPEALED) | objected
    if viewer.has(Permission.READ_OWN_FILE):
        answers = [CaseState.NOTICED, CaseState.REPLY, CaseState.DECIDED, CaseState.APPEALABLE]
        turn |= Q(organization_id=viewer.organization_id or 0, state__in=answers)
    return with_deadline(cases().filter(turn))


def with_deadline(rows: QuerySet[Case]) -> Annotated:
    """Each case with `due` (its next deadline on either side), `since`, and its organization's `names`."""
    known = Particulars.objects.filter(organization_id=OuterRef("organization_id")).order_by("-from_on")
    clocks = Clock.objects.filter(
        subject_kind=SubjectKind.CASE, subject_id=Cast(OuterRef("pk"), CharField()), state=ClockState.RUNNING
    )
    found: Annotated = rows.annotate(
        due=Subquery(clocks.order_by("due_on").values("due_on")[:1]),
        since=F("opened_on"),
        names=Subquery(known.values("names")[:1]),
    )
    return found


def open_cases(organization: Organization) -> QuerySet[Case]:
    """Cases in which somebody still has to do something."""
    return Case.objects.filter(organization=organization, state__in=OPEN)


def steps_of(case: Case) -> QuerySet[CaseStep]:
    """The lines of the case file, in time order."""
    return case.steps.select_related("account").order_by("number")


def earlier_rounds(case: Case) -> Annotated:
    """The rounds before the one that runs, the first one first, each with the `names` of whom it was about."""
    known = Particulars.objects.filter(organization_id=OuterRef("organization_id")).order_by("-from_on")
    rows = case.rounds.exclude(pk=case.round_id).select_related("considered_by").order_by("number")
    found: Annotated = rows.annotate(names=Subquery(known.values("names")[:1]))
    return found


def begins_again(step: CaseStep) -> bool:
    """Whether another round begins with this line of the file."""
    asks = step.code == "ask-for-language" and step.data.get("state") == CaseState.REPLY
    return asks or step.code == "begin-again"


def papers_of(case: Case) -> dict[int, Document]:
    """The documents of a case by number."""
    return {document.pk: document for document in documents_of(SubjectKind.CASE, str(case.pk))}


def taken_part(case: Case) -> set[int]:
    """The accounts on the supervisors' side that took a step of this case, or declared a conflict in it."""
    rows = case.steps.filter(side="supervisor", account__isnull=False)
    return {key for key in rows.values_list("account_id", flat=True) if key}


def has_recused(case: Case, account_id: int | None) -> bool:
    """Whether this account declared a conflict."""
    return case.steps.filter(code="recuse", account_id=account_id or 0).exists()


def sending_of(case: Case, paper: Paper) -> int:
    """Which sending of a paper counts now; 0 when it has never been sent."""
    return case.services.filter(paper=paper).aggregate(last=Max("sending"))["last"] or 0


def paper_awaited(case: Case) -> Paper | None:
    """The paper whose service has to be proven now."""
    return {CaseState.NOTICED: Paper.NOTICE, CaseState.DECIDED: Paper.DECISION}.get(CaseState(case.state))


def services_of(case: Case, paper: Paper) -> QuerySet[Service]:
    """The attempts to bring the paper that counts now."""
    rows = case.services.filter(paper=paper, sending=sending_of(case, paper))
    return rows.select_related("notice").order_by("pk")


def service_day(case: Case, paper: Paper, on: date) -> date | None:
    """The first day on which the paper counts as served, as far as it is proven on `on`; None while nothing proves it.
    What was opened on this site is proven by its receipt; a publication by the end of its time.
    """
    days = []
    for attempt in services_of(case, paper):
        if attempt.channel == ServiceChannel.SITE and attempt.notice and attempt.notice.received_at:
            zone = ZoneInfo(rules_of(case).time_zone)
            # A demo's days stand still while its receipts carry the true moment.
            days.append(max(attempt.tried_on, min(attempt.notice.received_at.astimezone(zone).date(), on)))
        elif (attempt.outcome == ServiceOutcome.DELIVERED and attempt.served_on) or (
            attempt.channel == ServiceChannel.PUBLICATION and attempt.served_on and attempt.served_on <= on
        ):
            days.append(attempt.served_on)
    return min(days, default=None)


def failed_ways(case: Case, paper: Paper) -> set[str]:
    """The ways by which the paper could not be brought, the site among them while nobody has opened it there."""
    return {
        attempt.channel
        for attempt in services_of(case, paper)
        if attempt.outcome == ServiceOutcome.FAILED
        or (attempt.channel == ServiceChannel.SITE and attempt.notice and not attempt.notice.received_at)
    }


def last_day(case: Case, due_on: date) -> date:
    """The last day in time: a deadline that ends on a day which the calendar in force has since made a holiday moves
    to the next working day. It never moves back.
    """
    pack = rules_in_force() or rules_of(case)
    calendar = calendar_of(pack)
    while not calendar.is_worked(due_on):
        due_on += timedelta(days=1)
    return due_on


def is_in_time(case: Case, due_on: date, at: datetime) -> bool:
    """Whether a moment is not after the end of the last day, in the time zone that the paper named."""
    return at.astimezone(ZoneInfo(rules_of(case).time_zone)).date() <= last_day(case, due_on)


def earlier_rungs(organizations: Iterable[int], rung: Rung, on: date) -> QuerySet[Case]:
    """The cases that let this rung follow: on one of the rungs it may follow, with effect (what an appeal holds up
    has none), not reversed, not too long ago. A label or a warning that has ended still counts.
    """
    found = Case.objects.filter(
        organization__in=list(organizations),
        rung__in=rung.after,
        state__in=AGAINST,
        opened_on__lte=on,
        effective_on__isnull=False,
    )
    if rung.within_months:
        found = found.filter(opened_on__gt=add_months(on, -rung.within_months))
    return found


def rests_on_nothing(case: Case) -> bool:
    """Whether no earlier rung stands any more that this measure may follow. A case that began again about a successor
    rests on what was decided about the organization before it.
    """
    rung, about = rung_of(case), case.rounds.values_list("organization_id", flat=True)
    return bool(rung.after) and not earlier_rungs(about, rung, case.opened_on).exists()


def labels_on(organizations: Q, on: date) -> QuerySet[Label]:
    """The labels carried on a day by the organizations that `organizations` (over Label) names."""
    return Label.objects.filter(organizations, in_force(on), reversed_on=None).select_related("case")


def decisions_served(by: date) -> Annotated:
    """The adverse decisions that were served by a day and have not been reversed since, each with `became_final_on`."""
    last = CaseStep.objects.filter(case=OuterRef("pk"), code__in=("become-final", "uphold")).order_by("-number")
    found: Annotated = Case.objects.filter(adverse=True, state__in=AGAINST, round__decision_served_on__lte=by).annotate(
        became_final_on=Subquery(last.values("on")[:1])
    )
    return found


def downgrades(organization_id: int, on: date) -> list[Case]:
    """The decisions by which a published grade of an organization counts as another one on a day, in order."""
    return list(_downgrades(on).filter(organization=organization_id).order_by("effective_on", "pk"))


def downgraded(on: date) -> set[int]:
    """The organizations of which a grade counts as another one on a day."""
    return set(_downgrades(on).values_list("organization_id", flat=True))


def _downgrades(on: date) -> QuerySet[Case]:
    return Case.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=on),
        Q(ended_on__isnull=True) | Q(ended_on__gt=on),
        effect=Effect.DOWNGRADE,
        effective_on__lte=on,
        state__in=AGAINST,
    )


def in_public(as_of: date, until: date) -> Q:
    """Adverse decisions (over Case) that had effect on `as_of` and still have it on `until`, the present day: what was
    reversed, has ended or has been published for long enough is shown nowhere, not even as of a day before.
    """
    return Q(
        adverse=True,
        effective_on__lte=as_of,
        published_until__gt=until,
        ended_on=None,
        state__in=(CaseState.APPEALABLE, CaseState.APPEALED, CaseState.FINAL),
    )
