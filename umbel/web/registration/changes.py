"""Changes to an entry, asked for by the organization: the list, the forms, and one request with its decision."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from umbel.accounts.permissions import Permission
from umbel.audit.queries import entries_about
from umbel.documents.queries import documents_of
from umbel.documents.states import Origin
from umbel.errors import NotFound, Problem, UmbelError
from umbel.register import queries as public
from umbel.registration import acts, queries
from umbel.registration.models import ChangeRequest
from umbel.registration.permissions import check_may_request_change, may_request_change
from umbel.registration.queries.changes import left_outside, readable_changes, standing_of, takes_effect_on
from umbel.registration.states import CHANGE, CHANGE_STATES, CHANGE_TITLES, ChangeKind, ChangeState
from umbel.structure.models import Organization
from umbel.structure.permissions import check_may_read_file, may_read_file
from umbel.web.asking import (
    Written,
    own_organization,
    problems_in,
    say,
    show,
    signed_in,
    titled,
    today_of,
    typed,
    viewer_of,
)
from umbel.web.dates import as_of
from umbel.web.paging import page_of
from umbel.web.registration.applying_common import find_change, rules_in_force, told
from umbel.web.registration.change_forms import asked_for, choices, compared
from umbel.web.viewing import UmbelRequest

TAGS = {ChangeState.CARRIED_OUT: "good", ChangeState.REFUSED: "bad", ChangeState.UPHELD: "bad", ChangeState.REVIEW: ""}


@require_safe
def changes(request: UmbelRequest, number: int) -> HttpResponse:
    """What was asked to be changed in an organization's entry, and the ways to ask."""
    viewer, day = viewer_of(request), as_of(request)
    organization = Organization(pk=number)
    if not viewer.has(Permission.READ_EVERY_APPLICATION):
        check_may_read_file(viewer, organization, day.day)
    file = public.public_file(number, day.day)
    rows = readable_changes(viewer, today_of(request)).filter(organization=number, requested_on__lte=day.day)
    may_ask = may_request_change(viewer, organization) and not file.ended_on
    pages = page_of(request, rows.order_by("-requested_on", "-pk"))
    context = {
        "as_of": day,
        "file": file,
        "here": "changes",
        "readable": may_read_file(viewer, organization, day.day),
        "pages": pages,
        "titles": CHANGE_TITLES,
        "states": CHANGE_STATES,
        "tags": TAGS,
        "kinds": _kinds(list(pages.object_list)) if may_ask else [],
    }
    return show(request, "registration/changes.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def change_request(request: UmbelRequest, number: int, kind: str) -> HttpResponse:
    """Ask for one kind of change, with what stands now beside it."""
    if kind not in set(ChangeKind):
        raise NotFound(_("An entry knows no change of that kind."))
    check_may_request_change(viewer_of(request), Organization(pk=number))
    organization = request.viewing.organization
    assert organization is not None, "whoever may ask acts for it"
    if organization.ended_on:
        ended = _("Its entry ends on %(day)s, so nothing of it changes any more.")
        say(request, ended % {"day": organization.ended_on})
        return redirect("organization-changes", number)
    asked = ChangeKind(kind)
    if request.method != "POST":
        return _form(request, organization, asked, Written())
    return _ask(request, organization, asked)


@signed_in
@require_safe
def change(request: UmbelRequest, reference: str) -> HttpResponse:
    """One request: before and after, where it stands, what was decided and why."""
    found = find_change(request, reference)
    viewer, today = viewer_of(request), today_of(request)
    pack = queries.rules_of(found)
    mine = may_request_change(viewer, found.organization)
    acts_of = entries_about("organization", str(found.organization_id)).filter(data__reference=found.reference)
    context = {
        "change": found,
        "file": titled(found.organization_id, today),
        "title": CHANGE_TITLES[ChangeKind(found.kind)],
        "state": CHANGE_STATES[ChangeState(found.state)],
        "tag": TAGS.get(ChangeState(found.state), "warn"),
        "compared": compared(found, pack, today),
        "outside": left_outside(found, today),
        "since": takes_effect_on(found),
        "may_ask": mine,
        "ground": next((item for item in pack.refusal_grounds if item.code == found.ground), None),
        "steps": {step.name for step in CHANGE.steps_from(found.state)} if mine else set(),
        "in_time": found.review_until is None or found.review_until >= today,
        "letters": documents_of("change-request", str(found.pk)).filter(origin=Origin.WRITTEN),
        "history": told(acts_of),
        "today": today,
    }
    return show(request, "registration/change.html", context)


@signed_in
@require_POST
def withdraw_change(request: UmbelRequest, reference: str) -> HttpResponse:
    """Take a request back; twice is once."""
    found = find_change(request, reference)
    check_may_request_change(viewer_of(request), found.organization)
    if found.state == ChangeState.WITHDRAWN:
        say(request, _("This request was withdrawn already."))
        return redirect("change", reference)
    acts.withdraw_change(change=found, on=today_of(request), by=viewer_of(request))
    say(request, _("The request was withdrawn. The entry stays as it is."))
    return redirect("change", reference)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def review_change(request: UmbelRequest, reference: str) -> HttpResponse:
    """Ask for someone else to look at a refused change again."""
    found = find_change(request, reference)
    check_may_request_change(viewer_of(request), found.organization)
    if found.state != ChangeState.REFUSED:
        say(request, _("There is no refusal here that a review could be asked for, or it was asked for already."))
        return redirect("change", reference)
    grounds = typed(request, "grounds")
    context = {"change": found, "pack": queries.rules_of(found), "grounds": grounds}
    if request.method != "POST":
        return show(request, "registration/change_review.html", context)
    try:
        acts.ask_for_change_review(change=found, grounds=grounds, on=today_of(request), by=viewer_of(request))
    except UmbelError as refused:
        return show(request, "registration/change_review.html", context, problems_in(refused, field="grounds"))
    say(request, _("You asked for a review. Someone who had no part in the decision looks at it again."))
    return redirect("change", reference)


def _kinds(asked: list[ChangeRequest]) -> list[tuple[str, Any, ChangeRequest | None]]:
    """Each kind with its title, and the request of that kind that is open already."""
    is_open = {row.kind: row for row in asked if row.state == ChangeState.REQUESTED}
    return [(kind.value, CHANGE_TITLES[kind], is_open.get(kind.value)) for kind in ChangeKind]


def _form(request: UmbelRequest, organization: Organization, kind: ChangeKind, found: Written) -> HttpResponse:
    today, pack = today_of(request), rules_in_force(request)
    before = standing_of(organization, kind, today)
    context: dict[str, Any] = {
        "file": own_organization(request),
        "kind": kind.value,
        "title": CHANGE_TITLES[kind],
        "template": f"registration/changes/{kind.value}.html",
        "pack": pack,
        "now": compared(ChangeRequest(organization=organization, kind=kind, before=before, after={}), pack, today),
        "days": pack.due_time("change").working_days,
        "today": today,
    }
    new = {f"new_{name}": value for name, value in before.items()} if kind == ChangeKind.NAME else {}
    answers = {"effective_on": today.isoformat()} | before | new | found.typed
    context |= {"answers": answers} | choices(kind, organization, pack, answers, today)
    return show(request, "registration/change_request.html", context, found.problems)


def _ask(request: UmbelRequest, organization: Organization, kind: ChangeKind) -> HttpResponse:
    today, pack = today_of(request), rules_in_force(request)
    found = Written()
    after = asked_for(request, kind, pack, found)
    effective_on = _day(request, found)
    found.typed["reasons"] = typed(request, "reasons")
    if request.POST.keys() & {"add", "find", "remove"}:
        found.problems = []
        found.typed["more"] = int("add" in request.POST)
        return _form(request, organization, kind, found)
    if found.problems:
        return _form(request, organization, kind, found)
    try:
        made = acts.request_change(
            organization=organization,
            kind=kind,
            after=after,
            reasons=found.typed["reasons"],
            effective_on=effective_on or today,
            on=today,
            by=viewer_of(request),
        )
    except UmbelError as refused:
        is_open = ChangeRequest.objects.filter(
            organization=organization, kind=kind, state=ChangeState.REQUESTED
        ).first()
        if is_open:
            say(request, _("This was asked for already. Here is where it stands."))
            return redirect("change", is_open.reference)
        found.problems = problems_in(refused)
        return _form(request, organization, kind, found)
    say(request, _("You asked for the change. Its number is %(reference)s.") % {"reference": made.reference})
    return redirect("change", made.reference)


def _day(request: UmbelRequest, found: Written) -> date | None:
    written = found.typed["effective_on"] = typed(request, "effective_on")
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        sentence = _("“%(written)s” is not a date. Write it as year-month-day, such as %(example)s.")
        said = sentence % {"written": written[:40], "example": today_of(request).isoformat()}
        found.problems.append(Problem(said, field="effective_on"))
        return None
