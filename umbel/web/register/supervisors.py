"""How the supervisors keep their own duties, in public; what the apex sees at a glance; whom a committee calls."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from umbel.accounts.permissions import Permission, Viewer
from umbel.activities.models import Activity
from umbel.activities.queries import obligations, pack_in_force
from umbel.activities.states import ActivityState, Fate
from umbel.bulletins.models import Copy, Return
from umbel.bulletins.states import Asks, ReturnState
from umbel.errors import NotAllowed
from umbel.notices.states import PartyKind
from umbel.register.queries import keeping
from umbel.register.queries.glance import stalls
from umbel.register.queries.supervising import ENOUGH, burden, consistency, signs
from umbel.structure.models import Body, Particulars, Placement
from umbel.structure.queries import in_force
from umbel.structure.states import TierCode
from umbel.web.dates import as_of
from umbel.web.register.listings import CALLS, DECIDING, SUPERVISORS
from umbel.web.shortcuts import show, signed_in, today_of, viewer_of
from umbel.web.sign_words import SIGNS
from umbel.web.tables import as_file
from umbel.web.viewing import UmbelRequest

SOON = timedelta(days=7)


def _in_short() -> dict[str, str]:
    """What each body is called in a table, by its code: figures that are kept know its full name only."""
    return {body.code: body.short_name for body in Body.objects.exclude(tier=TierCode.ORGANIZATION)}


@require_safe
def figures(request: UmbelRequest) -> HttpResponseBase:
    """Committee by committee: findings, times, silences, findings overturned, and the burden of the rules."""
    day, pack = as_of(request), pack_in_force()
    counted = keeping.figures("supervisors", day.day)
    if counted is None:
        return show(request, "register/supervisors.html", {"as_of": day, "counted": None})
    found, rows = SUPERVISORS.asked(request, counted=counted, short=_in_short()), counted.value
    if file := found.file():
        return file
    viewer = viewer_of(request)
    own = [viewer.body_id] if viewer.has(Permission.DECIDE_FOR_JOINT) and viewer.body_id else []
    readable = [row.id for row in rows] if viewer.has(Permission.READ_EVERY_FILE) else own
    context = {
        "as_of": day,
        "counted": counted,
        "list": found,
        "enough": ENOUGH,
        "burden": burden(pack, day.day) if pack else [],
        "bands": {band.code: band.name for band in pack.size_bands} if pack else {},
        "signs": [(SIGNS[kind][0], many, ruled, wrong) for kind, many, ruled, wrong in signs(day.day)],
        "officers": consistency(day.day, readable) if readable else [],
    }
    return show(request, "register/supervisors.html", context)


@require_safe
def decided(request: UmbelRequest) -> HttpResponseBase:
    """Body by body: cases and appeals, their times, silences on appeals, and decisions overturned."""
    day = as_of(request)
    counted = keeping.figures("deciding", day.day)
    if counted is None:
        return show(request, "register/deciding.html", {"as_of": day, "counted": None})
    found = DECIDING.asked(request, counted=counted, short=_in_short())
    context = {"as_of": day, "counted": counted, "list": found, "enough": ENOUGH}
    return found.file() or show(request, "register/deciding.html", context)


@require_safe
@signed_in
def glance(request: UmbelRequest) -> HttpResponseBase:
    """The federation at a glance, for the apex: each figure with its definition and the rows behind it."""
    check_may_read_all(viewer_of(request))
    day = as_of(request)
    counted = keeping.figures("glance", day.day)
    if counted is None:
        return show(request, "register/glance.html", {"as_of": day, "counted": None})
    found = counted.value
    lines = [
        (
            _("Organizations on the register"),
            found.organizations,
            _("Registered and not ended on this day."),
            "register",
        ),
        (_("Placed under a joint committee"), found.placed, _("Those of them under a committee today."), "federation"),
        (_("Due this month"), found.due_this_month, _("Obligations whose last day lies in this month."), ""),
        (_("Fulfilled of these"), found.met_this_month, _("In time or late, by accepted reports or filings."), ""),
        (_("Still open of these"), found.open_this_month, _("Not fulfilled, and the last day has not passed."), ""),
        (_("Missed in twelve months"), found.missed, _("The last day passed without what was due."), "federation"),
        (_("Fell due in twelve months"), found.due, _("All obligations whose last day passed."), ""),
        (
            _("Reports waiting for a finding"),
            found.waiting,
            _("Reported, and no committee has found on them."),
            "supervisors",
        ),
    ]
    trend = [(name, met, due) for name, met, due in found.trend]
    waiters = _waiters()
    waiting = [(str(row.title), waiters[row.of], row.waiting, row.overdue, row.due_on) for row in stalls(day.day)]
    headings = [_("Figure"), _("Value"), _("What it means")]
    table = [
        *(line[:3] for line in lines),
        *((f"{_('Met in time')} {name}", met, due) for name, met, due in trend),
        *(
            (f"{_('Waiting')}: {step} ({who})", many, f"{_('Overdue')}: {late}")
            for step, who, many, late, _due in waiting
        ),
    ]
    if file := as_file(request, "glance", headings, table):
        return file
    context = {"as_of": day, "counted": counted, "lines": lines, "trend": trend, "waiting": waiting}
    return show(request, "register/glance.html", context)


def _waiters() -> dict[PartyKind, str]:
    """Of whom something waits, in words."""
    return {
        PartyKind.ACCOUNT: _("applicants"),
        PartyKind.ORGANIZATION: _("organizations"),
        PartyKind.BODY: _("joint committees"),
        PartyKind.ROLE: _("registrar, apex and reviewers"),
    }


@require_safe
@signed_in
def calling(request: UmbelRequest) -> HttpResponseBase:
    """Whom the committee should call this week, and why: the most reasons first."""
    viewer, on = viewer_of(request), today_of(request)
    found = CALLS.asked(request, rows=lambda: _calls(viewer, on))
    if file := found.file():
        return file
    return show(request, "register/calling.html", {"list": found, "body": Body.objects.get(pk=viewer.body_id or 0)})


def _calls(viewer: Viewer, on: date) -> list[tuple[Particulars, list[str]]]:
    """Each organization with its reasons, those with the most first."""
    reasons = _reasons(viewer.body_id or 0, on)
    standing = Particulars.objects.filter(in_force(on), organization_id__in=reasons)
    return sorted(((row, reasons[row.organization_id]) for row in standing), key=lambda row: (-len(row[1]), row[0].pk))


def check_may_read_all(viewer: Viewer) -> None:
    """The apex, its reviewers and its auditors."""
    if not viewer.has(Permission.READ_EVERY_FILE):
        raise NotAllowed(_("The federation at a glance is for the apex body. The register and the figures are public."))


def _reasons(body_id: int, on: date) -> dict[int, list[str]]:
    """Organization -> why it needs a call: what it missed, what is due soon, what it has not answered."""
    placed = Placement.objects.filter(in_force(on), body_id=body_id, organization__ended_on=None)
    under = placed.values("organization_id")
    found: dict[int, list[str]] = defaultdict(list)
    rows = obligations(on).filter(organization_id__in=under, due_by__gte=on - timedelta(days=92), due_by__lte=on + SOON)
    missed: dict[int, int] = defaultdict(int)
    soon: dict[int, list[Any]] = defaultdict(list)
    for row in rows.filter(from_on__lte=on):
        if row.fate == Fate.MISSED:
            missed[row.organization_id] += 1
        elif row.fate == Fate.OPEN and row.due_by >= on and row.standing_reports < row.minimum:
            soon[row.organization_id].append(row.period)
    for key, many in missed.items():
        said = ngettext("%(many)d obligation missed lately", "%(many)d obligations missed lately", many)
        found[key].append(said % {"many": many})
    for key, periods in soon.items():
        found[key].append(_("due within a week: %(what)s") % {"what": ", ".join(sorted(periods))})
    back = Activity.objects.filter(state=ActivityState.RETURNED, organization_id__in=under)
    for key in back.values_list("organization_id", flat=True).distinct():
        found[key].append(_("a report that was sent back waits"))
    unread = Copy.objects.filter(
        organization_id__in=under, acknowledged_on=None, reached_on__isnull=False, bulletin__due_on__lt=on,
        bulletin__asks=Asks.ACKNOWLEDGEMENT, bulletin__withdrawn_on=None,
    )  # fmt: skip
    for key in unread.values_list("organization_id", flat=True).distinct():
        found[key].append(_("a bulletin is not acknowledged"))
    late = Return.objects.filter(
        organization_id__in=under, call__due_on__lt=on, state__in=[ReturnState.DRAFT, ReturnState.RETURNED]
    )
    for key in late.values_list("organization_id", flat=True).distinct():
        found[key].append(_("a return is overdue"))
    return dict(found)
