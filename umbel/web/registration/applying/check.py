"""Looking over an application, and handing it in."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from umbel.errors import NotNow, Problem, Problems
from umbel.policy.pack import Pack
from umbel.registration import acts
from umbel.registration.models import Application
from umbel.registration.permissions import EDITABLE, check_is_applicant
from umbel.registration.queries import Duplicate
from umbel.registration.states import ApplicationState
from umbel.web.registration.applying.applications import answered
from umbel.web.registration.applying.beside import alike
from umbel.web.registration.applying.progress import problems_of
from umbel.web.registration.lookup import find, rules_for
from umbel.web.shortcuts import say, show, signed_in, today_of, viewer_of
from umbel.web.viewing import UmbelRequest


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: UmbelRequest, reference: str) -> HttpResponse:
    """All answers with a way back to each, what is still missing, and the button that submits."""
    application = find(request, reference)
    check_is_applicant(viewer_of(request), application)
    if application.state not in EDITABLE:
        say(request, _("This application was submitted already. Here is where it stands."))
        return redirect("application", reference)
    pack = rules_for(request, application)
    if request.method != "POST":
        near = alike(application, pack, today_of(request))
        problems = problems_of(application, pack, today_of(request), near)
        return _page(request, application, pack, problems, near)
    return _hand_in(request, application, pack)


def _hand_in(request: UmbelRequest, application: Application, pack: Pack) -> HttpResponse:
    act = acts.send_more if application.state == ApplicationState.MORE_ASKED else acts.submit
    try:
        handed = act(application=application, on=today_of(request), by=viewer_of(request))
    except Problems as refused:
        return _page(request, application, pack, refused.problems)
    except NotNow:
        application.refresh_from_db()
        if application.state in EDITABLE:
            raise
        # The same button twice: what was wanted has happened.
        say(request, _("This application was submitted already. Here is where it stands."))
        return redirect("application", application.reference)
    sentence = _("Your application %(reference)s was submitted. Keep this number; a notice about it is in your inbox.")
    say(request, sentence % {"reference": handed.reference})
    return redirect("application", application.reference)


def _page(
    request: UmbelRequest,
    application: Application,
    pack: Pack,
    problems: list[Problem],
    near: list[Duplicate] | None = None,
) -> HttpResponse:
    """The answers once more; without `near`, as someone who tried to submit them sees them."""
    wrong: dict[str, list[str]] = {}
    for problem in problems:
        wrong.setdefault(problem.field, []).append(problem.message)
    context: dict[str, Any] = {
        "application": application,
        "pack": pack,
        "missing": wrong,
        "incomplete": problems,
        "questions": pack.questions,
        "alike": alike(application, pack, today_of(request)) if near is None else near,
        "sends_more": application.state == ApplicationState.MORE_ASKED,
    }
    context |= answered(application, pack)
    return show(request, "registration/check.html", context, problems if near is None else None)
