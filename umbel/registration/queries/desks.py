"""What waits on each desk: queues of rows that say since when they wait (`since`) and by when they are due (`due`).

A queue holds only what the viewer may read, and, where somebody has to act, only what the viewer may act on: what they
are kept from by an interest or an earlier part is `aside`, with the reason in `kept`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Case, CharField, Count, DateField, Exists, F, OuterRef, Q, Subquery, Value, When, Window
from django.db.models.functions import Cast, Coalesce, TruncDate

from umbel.accounts.permissions import Permission, Viewer
from umbel.audit.subjects import SubjectKind
from umbel.commitments.models import Proposal
from umbel.commitments.states import ProposalState, Side
from umbel.notices.models import Clock
from umbel.notices.states import ClockState
from umbel.registration.models import Opinion, Recusal
from umbel.registration.queries.applications import readable_applications
from umbel.registration.queries.changes import readable_changes
from umbel.registration.states import OPEN, ApplicationState, ChangeKind, ChangeState
from umbel.structure.models import Particulars, Placement, RoleHolding
from umbel.structure.queries import Annotated, in_force

A, P = ApplicationState, Permission
NEW_FOR_DAYS = 60
UNPLACED = Q(state=A.REGISTERED, placed_on=None, organization__ended_on=None)
SILENCES_FOR_DAYS = 180
NO_DAY = Value(None, output_field=DateField())


class Rows(StrEnum):
    """What a queue holds."""

    APPLICATIONS = "applications"
    CHANGES = "changes"
    PROPOSALS = "proposals"
    PLACEMENTS = "placements"


class Kept(StrEnum):
    """Why an officer takes no part, as the checks say it, in their order."""

    APPLICANT = "applicant"
    RECUSED = "recused"
    PREPARED = "prepared"
    DECIDED = "decided"
    INSIDER = "insider"


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Something that waits, for whom, and its rows."""

    code: str
    of: Rows
    permissions: tuple[Permission, ...]
    rows: Callable[[Viewer, date], Annotated]
    waits_for_viewer: bool = True
    """Otherwise others have to act, and the viewer only sees that they have not."""

    def is_for(self, viewer: Viewer) -> bool:
        """Whether it stands on this viewer's desk."""
        return any(viewer.has(permission) for permission in self.permissions)


def queues_of(viewer: Viewer) -> list[Queue]:
    """The queues of a viewer's desk, those that wait for the viewer first."""
    return [queue for queue in QUEUES if queue.is_for(viewer)]


def find_queue(code: str) -> Queue | None:
    """The queue of that code, on whoever's desk."""
    return next((queue for queue in QUEUES if queue.code == code), None)


def annotated(rows: Annotated, **said: Any) -> Annotated:
    """The rows, each with more said of it."""
    found: Annotated = rows.annotate(**said)
    return found


def with_total(rows: Annotated) -> Annotated:
    """The rows, each with `total`: how many there are. One question instead of two for the head of a list."""
    return annotated(rows, total=Window(Count("*")))


def _completeness(viewer: Viewer, _on: date) -> Annotated:
    since = Coalesce("request__answered_on", "submitted_on")
    return _to_do(viewer, Q(state=A.SUBMITTED), _clock("completeness"), since)


def _passed(viewer: Viewer, on: date) -> Annotated:
    asked = Q(state=A.MORE_ASKED, request__due_on__lt=on)
    return _to_do(viewer, asked, F("request__due_on"), F("request__asked_on"))


def _examination(viewer: Viewer, _on: date) -> Annotated:
    unexamined = Q(state=A.EXAMINATION, examination__examined_on=None)
    return _to_do(viewer, unexamined, F("examination__due_on"), F("submitted_on"))


def _with_others(viewer: Viewer, on: date) -> Annotated:
    """Waiting for the applicant, who still has time, or for the committee that was asked."""
    unheard = Opinion.objects.filter(application=OuterRef("pk"), position="")
    asked = Q(state=A.MORE_ASKED, request__due_on__gte=on)
    waiting = asked | Q(Exists(unheard), state=A.EXAMINATION, examination__examined_on__isnull=False)
    by_state = {"due": ("request__due_on", "due_on"), "since": ("request__asked_on", "asked_on")}
    days = {
        name: Case(When(state=A.MORE_ASKED, then=F(of_request)), default=_first(unheard, of_opinion))
        for name, (of_request, of_opinion) in by_state.items()
    }
    return _applications(viewer, waiting, days["due"], days["since"])


def _decision(viewer: Viewer, _on: date) -> Annotated:
    return _to_do(viewer, Q(state=A.READY), _clock("decision"), F("submitted_on"), prepared=True)


def _review(viewer: Viewer, _on: date) -> Annotated:
    due, since = F("decision__review__due_on"), F("decision__review__asked_on")
    return _to_do(viewer, Q(state=A.REVIEW), due, since, prepared=True, decided=True)


def _opinion(viewer: Viewer, _on: date) -> Annotated:
    ours = Opinion.objects.filter(application=OuterRef("pk"), body_id=viewer.body_id or 0, given_on=None)
    waiting = Q(Exists(ours), state__in=[A.EXAMINATION, A.READY])
    rows = _to_do(viewer, waiting, _first(ours, "due_on"), _first(ours, "asked_on"))
    return annotated(rows, silent_on=_first(ours, "silent_on"))


def _placement(viewer: Viewer, _on: date) -> Annotated:
    return _to_do(viewer, UNPLACED, _clock("placement"), F("decided_on"))


def _silences(viewer: Viewer, on: date) -> Annotated:
    silent = Opinion.objects.filter(application=OuterRef("pk"), silent_on__gt=on - timedelta(days=SILENCES_FOR_DAYS))
    rows = _applications(viewer, Q(Exists(silent)), _first(silent, "due_on"), _first(silent, "asked_on"))
    return annotated(rows, silent_on=_first(silent, "silent_on"))


def _aside(viewer: Viewer, _on: date) -> Annotated:
    """What would wait for the viewer, if the viewer were not kept from it."""
    there = {
        P.EXAMINE_APPLICATIONS: Q(state__in=[A.SUBMITTED, A.MORE_ASKED, A.EXAMINATION]),
        P.DECIDE_APPLICATIONS: Q(state=A.READY),
        P.HEAR_REVIEWS: Q(state=A.REVIEW),
        P.CONFIRM_PLACEMENTS: UNPLACED,
        P.GIVE_OPINIONS: Q(state__in=[A.EXAMINATION, A.READY]),
    }
    waiting = Q(pk__in=[])
    for permission, states in there.items():
        if viewer.has(permission):
            waiting |= states
    rows = _applications(viewer, waiting, F("target_on"), F("submitted_on"))
    decides, hears = viewer.has(P.DECIDE_APPLICATIONS), viewer.has(P.HEAR_REVIEWS)
    return _with_kept(rows, viewer, prepared=decides or hears, decided=hears).exclude(kept="")


def _readable(viewer: Viewer, _on: date) -> Annotated:
    due = Case(When(state__in=OPEN, then=F("target_on")), default=NO_DAY)
    return _applications(viewer, Q(submitted_on__isnull=False), due, F("submitted_on"))


def _my_applications(viewer: Viewer, on: date) -> Annotated:
    """The viewer's own that wait for the viewer: drafts, what more was asked for, refusals that can be reviewed."""
    mine = Q(state__in=[A.DRAFT, A.MORE_ASKED]) | Q(state=A.REFUSED, decision__review_until__gte=on)
    rows = readable_applications(viewer).filter(mine, applicant_id=viewer.user_id)
    return annotated(
        rows,
        due=Case(
            When(state=A.MORE_ASKED, then=F("request__due_on")),
            When(state=A.REFUSED, then=F("decision__review_until")),
            default=NO_DAY,
        ),
        since=Coalesce("decided_on", "request__asked_on", TruncDate("started_at")),
    )


def _my_waiting(viewer: Viewer, _on: date) -> Annotated:
    """The viewer's own that wait for an office."""
    waiting = Q(state__in=[A.SUBMITTED, A.EXAMINATION, A.READY, A.REVIEW], applicant_id=viewer.user_id)
    return _applications(viewer, waiting, F("target_on"), F("submitted_on"))


def _changes(viewer: Viewer, on: date) -> Annotated:
    return _changes_to_decide(viewer, on).filter(state=ChangeState.REQUESTED).exclude(kind=ChangeKind.TRANSFER)


def _transfers(viewer: Viewer, on: date) -> Annotated:
    return _changes_to_decide(viewer, on).filter(state=ChangeState.REQUESTED, kind=ChangeKind.TRANSFER)


def _change_reviews(viewer: Viewer, on: date) -> Annotated:
    rows = (
        _changes_to_decide(viewer, on).filter(state=ChangeState.REVIEW).exclude(decision__decided_by_id=viewer.user_id)
    )
    clock = Clock.objects.filter(
        subject_kind=SubjectKind.CHANGE_REQUEST,
        subject_id=Cast(OuterRef("pk"), CharField()),
        code="registration:review",
        state=ClockState.RUNNING,
    )
    return annotated(rows, since=F("decision__review__asked_on"), due=_first(clock, "due_on"))


def _readable_changes(viewer: Viewer, on: date) -> Annotated:
    due = Case(
        When(state=ChangeState.REQUESTED, then=F("due_on")),
        When(state=ChangeState.REFUSED, decision__review_until__gte=on, then=F("decision__review_until")),
        default=NO_DAY,
    )
    rows = readable_changes(viewer, on).annotate(since=F("requested_on"), due=due)
    return _with_name(rows, on, "organization_id")


def _own_changes(viewer: Viewer, on: date) -> Annotated:
    open_ = Q(state__in=[ChangeState.REQUESTED, ChangeState.REVIEW])
    refused = Q(state=ChangeState.REFUSED, decision__review_until__gte=on)
    return _readable_changes(viewer, on).filter(open_ | refused, organization_id=viewer.organization_id)


def _changes_to_decide(viewer: Viewer, on: date) -> Annotated:
    involved = list(
        RoleHolding.objects.filter(in_force(on), account_id=viewer.user_id, organization__isnull=False).values_list(
            "organization_id", flat=True
        )
    )
    insider = Q(requested_by_id=viewer.user_id) | Q(organization_id__in=involved) | Q(after__into_id__in=involved)
    recused = _recused(viewer, "change-request")
    kept = Case(
        When(insider, then=Value(Kept.INSIDER.value)),
        When(Exists(recused), then=Value(Kept.RECUSED.value)),
        default=Value(""),
    )
    return annotated(_readable_changes(viewer, on), kept=kept).filter(kept="")


def _proposals_to_joint(viewer: Viewer, on: date) -> Annotated:
    placed = Placement.objects.filter(
        in_force(on), organization=OuterRef("commitment__organization"), body_id=viewer.body_id or 0
    )
    return _proposals(on, Side.ORGANIZATION).filter(Exists(placed))


def _proposals_to_organization(viewer: Viewer, on: date) -> Annotated:
    return _proposals(on, Side.SUPERVISOR).filter(commitment__organization_id=viewer.organization_id or 0)


def _proposals(on: date, side: Side) -> Annotated:
    rows = Proposal.objects.filter(state=ProposalState.PROPOSED, side=side).select_related("commitment")
    return _with_name(rows.annotate(due=NO_DAY, since=F("proposed_on")), on, "commitment__organization_id")


def _newly_placed(viewer: Viewer, on: date) -> Annotated:
    new = Placement.objects.filter(
        in_force(on), body_id=viewer.body_id or 0, from_on__gt=on - timedelta(days=NEW_FOR_DAYS)
    )
    return _with_name(new.annotate(due=NO_DAY, since=F("from_on")), on, "organization_id")


def _applications(viewer: Viewer, which: Q, due: object, since: object) -> Annotated:
    return readable_applications(viewer).filter(which).annotate(due=due, since=since)


def _to_do(
    viewer: Viewer, which: Q, due: object, since: object, *, prepared: bool = False, decided: bool = False
) -> Annotated:
    rows = _applications(viewer, which, due, since)
    return _with_kept(rows, viewer, prepared=prepared, decided=decided).filter(kept="")


def _with_kept(rows: Annotated, viewer: Viewer, *, prepared: bool, decided: bool) -> Annotated:
    """Each with `kept`: why the viewer takes no part in it, or nothing."""
    whens = [
        When(applicant_id=viewer.user_id, then=Value(Kept.APPLICANT.value)),
        When(Exists(_recused(viewer, "application")), then=Value(Kept.RECUSED.value)),
    ]
    if prepared:
        gave = Opinion.objects.filter(application=OuterRef("pk"), given_by_id=viewer.user_id)
        parts = ("examination__completeness_by_id", "examination__examined_by_id", "request__asked_by_id")
        had_part = Q(Exists(gave))
        for part in parts:
            had_part |= Q(**{part: viewer.user_id})
        whens.append(When(had_part, then=Value(Kept.PREPARED.value)))
    if decided:
        whens.append(When(decision__decided_by_id=viewer.user_id, then=Value(Kept.DECIDED.value)))
    return annotated(rows, kept=Case(*whens, default=Value(""), output_field=CharField()))


def _recused(viewer: Viewer, kind: str) -> Annotated:
    return Recusal.objects.filter(
        subject_kind=kind, subject_id=Cast(OuterRef("pk"), CharField()), account_id=viewer.user_id
    )


def _clock(code: str) -> Subquery:
    """By when the running deadline of an application is due."""
    running = Clock.objects.filter(
        subject_kind=SubjectKind.APPLICATION,
        subject_id=Cast(OuterRef("pk"), CharField()),
        code=f"registration:{code}",
        state=ClockState.RUNNING,
    )
    return _first(running, "due_on")


def _first(rows: Annotated, field: str) -> Subquery:
    return Subquery(rows.order_by("pk").values(field)[:1])


def _with_name(rows: Annotated, on: date, organization: str) -> Annotated:
    """Each with the organization's `names` as they stand, or as they last stood."""
    standing = Particulars.objects.filter(organization_id=OuterRef(organization), from_on__lte=on).order_by("-from_on")
    return annotated(rows, names=Subquery(standing.values("names")[:1]))


def _queue(
    code: str, of: Rows, rows: Callable[[Viewer, date], Annotated], *permissions: Permission, waits: bool = True
) -> Queue:
    return Queue(code=code, of=of, permissions=permissions, rows=rows, waits_for_viewer=waits)


QUEUES = (
    _queue("completeness", Rows.APPLICATIONS, _completeness, P.EXAMINE_APPLICATIONS),
    _queue("time-passed", Rows.APPLICATIONS, _passed, P.EXAMINE_APPLICATIONS),
    _queue("examination", Rows.APPLICATIONS, _examination, P.EXAMINE_APPLICATIONS),
    _queue("opinion", Rows.APPLICATIONS, _opinion, P.GIVE_OPINIONS),
    _queue("decision", Rows.APPLICATIONS, _decision, P.DECIDE_APPLICATIONS),
    _queue("placement", Rows.APPLICATIONS, _placement, P.CONFIRM_PLACEMENTS),
    _queue("review", Rows.APPLICATIONS, _review, P.HEAR_REVIEWS),
    _queue("changes", Rows.CHANGES, _changes, P.DECIDE_APPLICATIONS),
    _queue("transfers", Rows.CHANGES, _transfers, P.DECIDE_FOR_APEX),
    _queue("change-reviews", Rows.CHANGES, _change_reviews, P.HEAR_REVIEWS),
    _queue("proposals", Rows.PROPOSALS, _proposals_to_joint, P.GIVE_OPINIONS),
    _queue("own-proposals", Rows.PROPOSALS, _proposals_to_organization, P.READ_OWN_FILE),
    _queue("own-changes", Rows.CHANGES, _own_changes, P.READ_OWN_FILE, waits=False),
    _queue("my-applications", Rows.APPLICATIONS, _my_applications, P.APPLY),
    _queue("my-waiting", Rows.APPLICATIONS, _my_waiting, P.APPLY, waits=False),
    _queue("with-others", Rows.APPLICATIONS, _with_others, P.EXAMINE_APPLICATIONS, waits=False),
    _queue("newly-placed", Rows.PLACEMENTS, _newly_placed, P.GIVE_OPINIONS, waits=False),
    _queue("silences", Rows.APPLICATIONS, _silences, P.CONFIRM_PLACEMENTS, waits=False),
    _queue(
        "aside",
        Rows.APPLICATIONS,
        _aside,
        P.EXAMINE_APPLICATIONS,
        P.DECIDE_APPLICATIONS,
        P.HEAR_REVIEWS,
        P.CONFIRM_PLACEMENTS,
        P.GIVE_OPINIONS,
        waits=False,
    ),
    _queue(
        "applications",
        Rows.APPLICATIONS,
        _readable,
        P.READ_EVERY_APPLICATION,
        P.READ_REFERRED_APPLICATIONS,
        waits=False,
    ),
    _queue("all-changes", Rows.CHANGES, _readable_changes, P.READ_EVERY_APPLICATION, P.READ_PLACED_FILES, waits=False),
)
