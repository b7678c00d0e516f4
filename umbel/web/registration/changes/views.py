"""Changes to an entry, asked for by the organization: the list, the forms, and one request with its decision."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from umbel.audit.queries import entries_about
from umbel.audit.subjects import SubjectKind
from umbel.documents.queries import documents_of
from umbel.documents.states import Origin
from umbel.errors import NotFound
from umbel.register import queries as public
from umbel.registration import acts, queries
from umbel.registration.models import ChangeRequest
from umbel.registration.permissions import check_may_request_change, may_request_change
from umbel.registration.queries.changes import left_outside, standing_of, takes_effect_on
from umbel.registration.states import CHANGE, CHANGE_STATES, CHANGE_TITLES, ChangeKind, ChangeState
from umbel.structure.models import Organization
from umbel.structure.permissions import may_read_file
from umbel.web.dates import as_of
from umbel.web.registration.changes.forms import ChangeForm, asked_for, beside, change_form, compared
from umbel.web.registration.changes.listings import CHANGES, tag_of
from umbel.web.registration.lookup import ReviewForm, find_change, rules_in_force, told
from umbel.web.registration.office_holders import without_row
from umbel.web.shortcuts import own_organization, say, show, signed_in, titled, today_of, viewer_of
from umbel.web.viewing import UmbelRequest


@require_safe
def changes(request: UmbelRequest, number: int) -> HttpResponseBase:
    """What was asked to be changed in an organization's entry, and the ways to ask."""
    viewer, day = viewer_of(request), as_of(request)
    organization = Organization(pk=number)
    found = CHANGES.asked(request, number=number)
    file = public.public_file(number, day.day)
    may_ask = may_request_change(viewer, organization) and not file.ended_on
    context = {
        "as_of": day,
        "file": file,
        "here": "changes",
        "readable": may_read_file(viewer, organization, day.day),
        "list": found,
        "kinds": _kinds(list(found.pages.object_list)) if may_ask else [],
    }
    return found.file() or show(request, "registration/changes.html", context)


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
    form = _form(request, organization, asked)
    if request.POST.keys() & {"add", "find", "remove"}:
        return _page(request, organization, asked, _once_more(request, organization, asked, form))
    today = today_of(request)
    if form.runs(
        lambda said: acts.request_change(
            organization=organization,
            kind=asked,
            after=form.after(asked),
            reasons=said["reasons"],
            effective_on=said["effective_on"] or today,
            on=today,
            by=viewer_of(request),
        )
    ):
        say(request, _("You asked for the change. Its number is %(reference)s.") % {"reference": form.made.reference})
        return redirect("change", form.made.reference)
    open_ones = ChangeRequest.objects.filter(organization=organization, kind=asked, state=ChangeState.REQUESTED)
    if form.is_bound and not form.errors and (is_open := open_ones.first()):
        say(request, _("This was asked for already. Here is where it stands."))
        return redirect("change", is_open.reference)
    return _page(request, organization, asked, form)


@signed_in
@require_safe
def change(request: UmbelRequest, reference: str) -> HttpResponse:
    """One request: before and after, where it stands, what was decided and why."""
    found = find_change(request, reference)
    viewer, today = viewer_of(request), today_of(request)
    pack = queries.rules_of(found)
    mine, decision = may_request_change(viewer, found.organization), getattr(found, "decision", None)
    acts_of = entries_about(SubjectKind.ORGANIZATION, str(found.organization_id)).filter(
        data__reference=found.reference
    )
    context = {
        "change": found,
        "file": titled(found.organization_id, today),
        "title": CHANGE_TITLES[ChangeKind(found.kind)],
        "state": CHANGE_STATES[ChangeState(found.state)],
        "tag": tag_of(found.state),
        "compared": compared(found, pack, today),
        "outside": left_outside(found, today),
        "since": takes_effect_on(found),
        "may_ask": mine,
        "decision": decision,
        "ground": next((item for item in pack.refusal_grounds if decision and item.code == decision.ground), None),
        "steps": {step.name for step in CHANGE.steps_from(found.state)} if mine else set(),
        "in_time": decision is None or decision.review_until is None or decision.review_until >= today,
        "letters": documents_of(SubjectKind.CHANGE_REQUEST, str(found.pk)).filter(origin=Origin.WRITTEN),
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
    form = ReviewForm(request)
    on, by = today_of(request), viewer_of(request)
    if form.runs(
        lambda said: acts.ask_for_change_review(change=found, grounds=said["grounds"], on=on, by=by), field="grounds"
    ):
        say(request, _("You asked for a review. Someone who had no part in the decision looks at it again."))
        return redirect("change", reference)
    context = {"change": found, "pack": queries.rules_of(found), "form": form}
    return show(request, "registration/change_review.html", context, form.problems)


def _kinds(asked: list[ChangeRequest]) -> list[tuple[str, Any, ChangeRequest | None]]:
    """Each kind with its title, and the request of that kind that is open already."""
    is_open = {row.kind: row for row in asked if row.state == ChangeState.REQUESTED}
    return [(kind.value, CHANGE_TITLES[kind], is_open.get(kind.value)) for kind in ChangeKind]


def _form(request: UmbelRequest, organization: Organization, kind: ChangeKind) -> ChangeForm:
    """The form of a kind of change, filled with what stands now."""
    today, pack = today_of(request), rules_in_force(request)
    before = standing_of(organization, kind, today)
    known: dict[str, Any] = {"effective_on": today} | before
    if kind == ChangeKind.NAME:
        known["name"] = before.get("names")
    form = change_form(request, asked_for(kind, organization, pack, today), known)
    form.before = before
    return form


def _once_more(request: UmbelRequest, organization: Organization, kind: ChangeKind, form: ChangeForm) -> ChangeForm:
    """The form as it was typed, with a row more or less, and nothing said of what is wrong yet."""
    if "remove" in request.POST and "office_holders" in form.fields:
        without_row(form, request.POST["remove"])
    typed = {field.name: field.value() for field in form}
    asked = asked_for(kind, organization, rules_in_force(request), today_of(request))
    again = change_form(None, asked, typed)
    again.more, again.before = "add" in request.POST, form.before
    return again


def _page(request: UmbelRequest, organization: Organization, kind: ChangeKind, form: ChangeForm) -> HttpResponse:
    today, pack = today_of(request), rules_in_force(request)
    before = form.before
    context: dict[str, Any] = {
        "file": own_organization(request),
        "kind": kind.value,
        "title": CHANGE_TITLES[kind],
        "template": f"registration/changes/{kind.value}.html",
        "pack": pack,
        "now": compared(ChangeRequest(organization=organization, kind=kind, before=before, after={}), pack, today),
        "days": pack.due_time("change").working_days,
        "form": form,
    }
    context |= beside(kind, organization, form, today)
    return show(request, "registration/change_request.html", context, form.problems)
