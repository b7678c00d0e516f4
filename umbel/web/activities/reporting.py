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
from umbel.errors import NotFound
from umbel.policy.pack import Pack
from umbel.structure.models import Organization
from umbel.web.activities.report_form import ReportForm, answer_options, may_answer, number_of_form, report_in, typed_of
from umbel.web.shortcuts import language, own_organization, say, show, signed_in, today_of, viewer_of
from umbel.web.viewing import UmbelRequest


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: UmbelRequest, number: int) -> HttpResponse:
    """Report one activity: on a telephone in under two minutes."""
    organization = _organization(request, number)
    form = _form(request, organization, {"held_on": today_of(request)})
    if form.runs(
        lambda said: acts.report(
            organization=organization,
            language=language(),
            on=today_of(request),
            by=viewer_of(request),
            **report_in(said, number, number_of_form(request)),
        ),
        field="summary",
    ):
        say(request, _("The report is filed. Its receipt is on this page."))
        return redirect("activity", form.made.pk)
    return _page(request, form)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: UmbelRequest, number: int) -> HttpResponse:
    """Hand a returned report in again, or correct one."""
    activity = Activity.objects.select_related("organization").filter(pk=number).first()
    organization = _organization(request, activity.organization_id if activity else 0)
    assert activity is not None
    again = activity.state == ActivityState.RETURNED
    form = _form(request, organization, typed_of(activity), activity)
    act = acts.hand_in_again if again else acts.correct
    if form.runs(
        lambda said: act(
            activity=activity,
            reasons=said["reasons"],
            language=language(),
            on=today_of(request),
            by=viewer_of(request),
            **report_in(said, organization.pk, number_of_form(request)),
        ),
        field="reasons",
    ):
        corrected = _("The correction is on the file, beside what stood before.")
        say(request, _("It is handed in again.") if again else corrected)
        return redirect("activity", activity.pk)
    return _page(request, form, activity)


def _organization(request: UmbelRequest, number: int) -> Organization:
    check_may_report(viewer_of(request), Organization(pk=number))
    return Organization.objects.get(pk=number)


def _form(
    request: UmbelRequest, organization: Organization, known: dict[str, Any], activity: Activity | None = None
) -> ReportForm:
    """The form, filled with what is known of the activity; a new report answers what is due next."""
    pack, on = _pack(), today_of(request)
    owed = may_answer(organization.pk, on, activity.obligation_id if activity else None)
    wanted = request.GET.get("obligation", "") or str(owed[0].pk if owed else "")
    answers = {"answers": f"obligation-{wanted}" if wanted.isdecimal() else ""}
    form = ReportForm(request, initial=answers | known)
    titles = {item.code: item.title for item in pack.requirements}
    form.offer("kind", [(kind.code, kind.title.in_language(language())) for kind in pack.activity_kinds])
    undertaken = list(open_undertakings(organization.pk))
    if activity and activity.undertaking and activity.undertaking not in undertaken:
        undertaken.append(activity.undertaking)
    form.offer("answers", answer_options(owed, undertaken, titles))
    if activity is None:
        del form.fields["reasons"]
    return form


def _pack() -> Pack:
    pack = pack_in_force()
    if pack is None:
        raise NotFound(_("No rules are in force here yet, so nothing can be reported."))
    return pack


def _page(request: UmbelRequest, form: ReportForm, activity: Activity | None = None) -> HttpResponse:
    context = {
        "file": own_organization(request),
        "activity": activity,
        "again": activity is not None and activity.state == ActivityState.RETURNED,
        "said_of_it": activity.verifications.filter(superseded_on=None).first() if activity else None,
        "form": form,
        "token": request.POST.get("token") or token_hex(16),
        "files_again": bool(form.problems and request.FILES),
    }
    return show(request, "activities/report.html", context, form.problems)
