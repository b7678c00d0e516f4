"""Applying to be registered: what it takes, one's own applications, and where one of them stands."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from umbel.audit.queries import entries_about
from umbel.audit.subjects import SubjectKind
from umbel.commitments.queries import given_with
from umbel.documents.models import Document
from umbel.documents.queries import documents_of
from umbel.documents.states import Origin
from umbel.policy.pack import Pack
from umbel.registration import acts, queries
from umbel.registration.models import Application
from umbel.registration.permissions import EDITABLE, check_is_applicant, check_may_apply, is_applicant
from umbel.registration.queries import subject_of
from umbel.registration.states import APPLICATION, FOR_APPLICANT, FOR_OFFICER, ApplicationState
from umbel.web.fields import Text
from umbel.web.forms import ActForm
from umbel.web.paging import page_of
from umbel.web.registration.applying.progress import handed_in, problems_of, stages, tasks
from umbel.web.registration.lookup import ReviewForm, Told, find, rules_for, rules_in_force, told
from umbel.web.shortcuts import language, say, show, signed_in, today_of, viewer_of, why_not
from umbel.web.viewing import UmbelRequest

A = ApplicationState
TAGS = {A.REGISTERED: "good", A.REFUSED: "bad", A.UPHELD: "bad", A.MORE_ASKED: "warn", A.DRAFT: ""}
WAITS_FOR_APPLICANT = (A.DRAFT, A.MORE_ASKED)


@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: UmbelRequest) -> HttpResponse:
    """What registration is, what it takes and how long; and the button that begins it."""
    if request.method == "POST":
        return _start(request)
    pack, viewer = rules_in_force(request), viewer_of(request)
    assert pack.registration is not None
    context: dict[str, Any] = {
        "pack": pack,
        "weeks": -(-pack.registration.target_days // 5),
        "pace": queries.pace(today_of(request)),
        "why_not": why_not(check_may_apply, viewer) if viewer.is_signed_in else "",
        "classes": {item.code: item.title for item in pack.organization_classes},
        "times": {item.code: item.working_days for item in pack.times_that_hold},
        "mine": queries.applications_of(viewer)[:3] if viewer.is_signed_in else [],
        "states": FOR_APPLICANT,
    }
    return show(request, "registration/apply.html", context)


def _start(request: UmbelRequest) -> HttpResponse:
    """Begin an application; nothing was typed yet, so whoever has to sign in first comes back to this page."""
    if not viewer_of(request).is_signed_in:
        return redirect(f"{reverse('account_login')}?{urlencode({'next': reverse('apply')})}")
    begun = acts.start_application(language=language(), on=today_of(request), by=viewer_of(request))
    say(request, _("Your application was started. You can leave it and come back at any time."))
    return redirect("application", begun.reference)


@signed_in
@require_safe
def applications(request: UmbelRequest) -> HttpResponse:
    """One's own applications: where each stands, and what waits for the applicant."""
    context = {
        "pages": page_of(request, queries.applications_of(viewer_of(request)).select_related("request", "decision")),
        "states": FOR_APPLICANT,
        "tags": TAGS,
        "waits": WAITS_FOR_APPLICANT,
        "why_not": why_not(check_may_apply, viewer_of(request)),
    }
    return show(request, "registration/applications.html", context)


@signed_in
@require_safe
def application(request: UmbelRequest, reference: str) -> HttpResponse:
    """A draft is a list of tasks; what was submitted shows where it stands."""
    found, viewer, today = find(request, reference), viewer_of(request), today_of(request)
    pack = rules_for(request, found)
    mine = is_applicant(viewer, found)
    context: dict[str, Any] = {
        "application": found,
        "pack": pack,
        "mine": mine,
        "state": (FOR_APPLICANT if mine else FOR_OFFICER)[A(found.state)],
        "tag": TAGS.get(A(found.state), ""),
        "editable": mine and found.state in EDITABLE,
        "steps": {step.name for step in APPLICATION.steps_from(found.state)} if mine else set(),
        "stages": stages(found, today, mine=mine),
        "today": today,
    }
    if context["editable"]:
        problems = problems_of(found, pack, today)
        context |= {"tasks": tasks(found, pack, problems), "complete": not problems}
    if found.state != A.DRAFT and not context["editable"]:
        context |= answered(found, pack) | {"history": history(found), "letters": letters(found)}
        context["decision"] = decision(found, pack)
    return show(request, "registration/application.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: UmbelRequest, reference: str) -> HttpResponse:
    """Take the application back, after asking once."""
    found = find(request, reference)
    check_is_applicant(viewer_of(request), found)
    if "withdraw" not in {step.name for step in APPLICATION.steps_from(found.state)}:
        say(request, _("There is nothing left to withdraw: the application was decided or withdrawn already."))
        return redirect("application", reference)
    form = ActForm(request, fields={"reasons": Text(_("Why you withdraw it (optional)"), rows=3)})
    on, by = today_of(request), viewer_of(request)
    if form.runs(lambda said: acts.withdraw(application=found, on=on, by=by, reasons=said["reasons"]), "reasons"):
        say(request, _("The application was withdrawn. You can apply again at any time."))
        return redirect("application", reference)
    return show(request, "registration/withdraw.html", {"application": found, "form": form}, form.problems)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: UmbelRequest, reference: str) -> HttpResponse:
    """Ask for someone else to look at a refusal again."""
    found = find(request, reference)
    check_is_applicant(viewer_of(request), found)
    pack = rules_for(request, found)
    form = ReviewForm(request)
    on, by = today_of(request), viewer_of(request)
    if form.runs(lambda said: acts.ask_for_review(application=found, grounds=said["grounds"], on=on, by=by), "grounds"):
        say(request, _("You asked for a review. Someone who had no part in the decision looks at it again."))
        return redirect("application", reference)
    if found.state != A.REFUSED:
        if form.is_bound:
            say(request, _("A review of this decision was asked for already."))
        return redirect("application", reference)
    context = {"application": found, "pack": pack, "decision": decision(found, pack), "form": form}
    return show(request, "registration/review.html", context, form.problems)


def answered(application: Application, pack: Pack) -> dict[str, Any]:
    """Everything that was answered, as it is shown back."""
    kinds = {item.code: item.title for item in pack.document_kinds}
    return {
        "answered": {
            "class": next(
                (row.title for row in pack.organization_classes if row.code == application.organization_class), None
            ),
            "documents": [(kinds.get(document.kind), document) for document in handed_in(application)],
            "commitments": list(given_with(subject_of(application))),
        },
        "offices": {office.code: office.title for office in pack.offices},
    }


def history(application: Application) -> list[Told]:
    """What was done about it, the latest first, in sentences."""
    about = subject_of(application)
    return told(entries_about(about.kind, about.id))


def letters(application: Application) -> list[Document]:
    """What was written to the applicant, and the certificate."""
    about = subject_of(application)
    found = list(documents_of(about.kind, about.id).filter(origin=Origin.WRITTEN))
    if application.organization_id:
        key = str(application.organization_id)
        found += documents_of(SubjectKind.ORGANIZATION, key).filter(origin=Origin.WRITTEN, kind="certificate")
    return found


def decision(application: Application, pack: Pack) -> dict[str, Any] | None:
    """The decision with its ground in words, and until when a review can be asked for."""
    made = getattr(application, "decision", None)
    if made is None:
        return None
    ground = next((item for item in pack.refusal_grounds if item.code == made.ground), None)
    return {"row": made, "ground": ground, "review": getattr(made, "review", None)}
