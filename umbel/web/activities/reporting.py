"""Reporting an activity, and handing a report in again or correcting it."""

from secrets import token_hex
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from umbel.activities import acts
from umbel.activities.models import Activity
from umbel.activities.permissions import check_may_report
from umbel.activities.queries import pack_in_force
from umbel.activities.states import ActivityState
from umbel.commitments.queries import open_undertakings
from umbel.errors import NotFound, Problem, UmbelError
from umbel.structure.models import Organization
from umbel.web.activities.report_form import answer_options, may_answer, typed_of, written_report
from umbel.web.asking import (
    Written,
    language,
    own_organization,
    problems_in,
    say,
    show,
    signed_in,
    today_of,
    viewer_of,
)
from umbel.web.viewing import UmbelRequest


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: UmbelRequest, number: int) -> HttpResponse:
    """Report one activity: on a telephone in under two minutes."""
    organization = _organization(request, number)
    if request.method != "POST":
        return _page(request, organization, {"held_on": today_of(request).isoformat()})
    found = written_report(request, number)
    made: Activity | None = None
    try:
        if not found.problems:
            made = acts.report(
                organization=organization,
                language=language(),
                on=today_of(request),
                by=viewer_of(request),
                **found.answers,
            )
    except UmbelError as refused:
        found.problems += [_at_form(problem) for problem in problems_in(refused, field="summary")]
    if made is None:
        return _page(request, organization, found.typed, found)
    say(request, _("The report is filed. Its receipt is on this page."))
    return redirect("activity", made.pk)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: UmbelRequest, number: int) -> HttpResponse:
    """Hand a returned report in again, or correct one."""
    activity = Activity.objects.select_related("organization").filter(pk=number).first()
    organization = _organization(request, activity.organization_id if activity else 0)
    assert activity is not None
    again = activity.state == ActivityState.RETURNED
    if request.method != "POST":
        return _page(request, organization, typed_of(activity), activity=activity)
    found = written_report(request, organization.pk)
    act = acts.hand_in_again if again else acts.correct
    done = False
    try:
        if not found.problems:
            act(
                activity=activity,
                reasons=found.typed["reasons"],
                language=language(),
                on=today_of(request),
                by=viewer_of(request),
                **found.answers,
            )
            done = True
    except UmbelError as refused:
        found.problems += [_at_form(problem) for problem in problems_in(refused, field="reasons")]
    if not done:
        return _page(request, organization, found.typed, found, activity=activity)
    corrected = _("The correction is on the file, beside what stood before.")
    say(request, _("It is handed in again.") if again else corrected)
    return redirect("activity", activity.pk)


def _at_form(problem: Problem) -> Problem:
    """A problem of the act, at the field of the form that asks for it."""
    field = {"obligation": "answers", "undertaking": "answers"}.get(problem.field, problem.field)
    text = f"{problem.message} {problem.way_out}".strip()
    return Problem(text, field=field)


def _organization(request: UmbelRequest, number: int) -> Organization:
    check_may_report(viewer_of(request), Organization(pk=number))
    return Organization.objects.get(pk=number)


def _page(
    request: UmbelRequest,
    organization: Organization,
    typed: dict[str, Any],
    found: Written | None = None,
    activity: Activity | None = None,
) -> HttpResponse:
    pack, on = pack_in_force(), today_of(request)
    if pack is None:
        raise NotFound(_("No rules are in force here yet, so nothing can be reported."))
    titles = {item.code: item.title for item in pack.requirements}
    kept = activity.obligation_id if activity else None
    may_be_answered = may_answer(organization.pk, on, kept)
    if "answers" not in typed:
        wanted = request.GET.get("obligation", "") or str(may_be_answered[0].pk if may_be_answered else "")
        typed |= {"answers": f"obligation-{wanted}" if wanted.isdecimal() else ""}
    context = {
        "file": own_organization(request),
        "activity": activity,
        "again": activity is not None and activity.state == ActivityState.RETURNED,
        "said_of_it": activity.verifications.filter(superseded_on=None).first() if activity else None,
        "typed": typed,
        "kinds": pack.activity_kinds,
        "answerable": answer_options(may_be_answered, open_undertakings(organization.pk), titles),
        "token": request.POST.get("token") or token_hex(16),
        "today": on,
        "files_again": bool(found and found.problems and request.FILES),
    }
    return show(request, "activities/report.html", context, found.problems if found else None)
