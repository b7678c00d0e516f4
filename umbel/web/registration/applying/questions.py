"""One question of an application on one page, and saving as one goes."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from umbel.documents.checking import LARGEST, too_large
from umbel.errors import NotFound, Problem, UmbelError
from umbel.policy.pack import Pack, Question
from umbel.registration import acts
from umbel.registration.models import Application
from umbel.registration.permissions import EDITABLE, check_is_applicant
from umbel.web.commitments.pledging import pledge_form, pledged
from umbel.web.forms import ActForm
from umbel.web.registration.applying.beside import alike, shown
from umbel.web.registration.applying.question_forms import FIELDS, QuestionForm, question_form
from umbel.web.registration.lookup import find, rules_for
from umbel.web.registration.office_holders import without_row
from umbel.web.shortcuts import problems_in, say, show, signed_in, today_of, viewer_of
from umbel.web.viewing import UmbelRequest


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: UmbelRequest, reference: str, question: str) -> HttpResponse:
    """Ask one thing, say why, and keep the answer."""
    application = find(request, reference)
    check_is_applicant(viewer_of(request), application)
    if application.state not in EDITABLE:
        say(request, _("This application was submitted, so its answers cannot be changed now."))
        return redirect("application", reference)
    pack = rules_for(request, application)
    asked = _asked(pack, question)
    if request.method != "POST":
        return _page(request, application, pack, asked)
    if question == "documents":
        return _documents(request, application, pack, asked)
    if question == "commitments":
        return _commitments(request, application, pack, asked)
    return _answers(request, application, pack, asked)


@require_POST
def save(request: UmbelRequest, reference: str, question: str) -> HttpResponse:
    """Keep what was typed so far: asked for by the page itself, answered in a line."""
    if not viewer_of(request).is_signed_in:
        return render(request, "registration/saved.html", {"signed_out": True}, status=401)
    application = find(request, reference)
    check_is_applicant(viewer_of(request), application)
    pack = rules_for(request, application)
    asked = _asked(pack, question)
    if asked.code not in FIELDS:
        raise NotFound(_("The application asks no such question."))
    form = question_form(request, asked, application, pack)
    application = _kept(request, application, form)
    if not request.htmx:
        return redirect("application-question", reference, question)
    context: dict[str, Any] = {"problems": form.problems, "at": timezone.localtime()}
    if question == "name" and not form.problems:
        context |= {"alike": alike(application, pack, today_of(request)), "with_alike": True}
    return render(request, "registration/saved.html", context)


def _asked(pack: Pack, code: str) -> Question:
    asked = next((item for item in pack.questions if item.code == code), None)
    if asked is None:
        raise NotFound(_("The application asks no such question."))
    return asked


def _kept(request: UmbelRequest, application: Application, form: QuestionForm) -> Application:
    """The application with everything kept that can be kept; what cannot be is a problem of the form."""
    try:
        return acts.save_answers(application=application, by=viewer_of(request), **form.answers())
    except UmbelError as refused:
        form.refuse(refused)
        return application


def _page(
    request: UmbelRequest,
    application: Application,
    pack: Pack,
    asked: Question,
    *,
    sent: ActForm | None = None,
    problems: list[Problem] | None = None,
    **more: Any,
) -> HttpResponse:
    form = sent
    if form is None and asked.code in FIELDS:
        form = question_form(None, asked, application, pack)
        form.more = "more" in request.GET
    context = {
        "application": application,
        "pack": pack,
        "question": asked,
        "template": f"registration/questions/{asked.code}.html",
        "saves": asked.code in FIELDS,
        "form": form,
        "number": pack.questions.index(asked) + 1,
        "next": _next(pack, asked, application),
    }
    context |= shown(asked.code, application, pack, today_of(request), form) | more
    return show(request, "registration/question.html", context, problems or (sent.problems if sent else None))


def _next(pack: Pack, asked: Question, application: Application) -> str:
    """Where one goes on: the question after this one, and after the last the check."""
    after = pack.questions[pack.questions.index(asked) + 1 :]
    if after:
        return reverse("application-question", args=[application.reference, after[0].code])
    return reverse("application-check", args=[application.reference])


def _answers(request: UmbelRequest, application: Application, pack: Pack, asked: Question) -> HttpResponse:
    form = question_form(request, asked, application, pack)
    if "remove" in request.POST:
        without_row(form, request.POST["remove"])
    application = _kept(request, application, form)
    if form.problems:
        form.more = "add" in request.POST
        return _page(request, application, pack, asked, sent=form)
    here = reverse("application-question", args=[application.reference, asked.code])
    if "add" in request.POST:
        return HttpResponseRedirect(f"{here}?more=1#more")
    if "remove" in request.POST or "suggest" in request.POST:
        return HttpResponseRedirect(f"{here}#answers")
    if asked.code == "name" and "seen" not in request.POST and alike(application, pack, today_of(request)):
        say(request, _("Saved. Others have a similar name: look at them below, then go on."))
        return HttpResponseRedirect(f"{here}#alike")
    if "back" in request.POST:
        return redirect("application", application.reference)
    return HttpResponseRedirect(_next(pack, asked, application))


def _documents(request: UmbelRequest, application: Application, pack: Pack, asked: Question) -> HttpResponse:
    """Take every file that can be taken; those that cannot are named, each with the reason."""
    by = viewer_of(request)
    problems: list[Problem] = []
    if "remove" in request.POST:
        number = request.POST["remove"]
        acts.take_out(application=application, document=int(number) if number[:18].isdecimal() else 0, by=by)
        say(request, _("The document was removed."))
        return redirect("application-question", application.reference, asked.code)
    taken = 0
    for kind in pack.document_kinds:
        for file in request.FILES.getlist(f"file-{kind.code}"):
            problem = _enclose(request, application, pack, kind.code, file)
            problems += problem
            taken += not problem
    if problems:
        return _page(request, application, pack, asked, problems=problems, taken=taken)
    if taken:
        say(request, _("Uploaded. You find it below; add more, or go on."))
        return redirect("application-question", application.reference, asked.code)
    return HttpResponseRedirect(_next(pack, asked, application))


def _enclose(request: UmbelRequest, application: Application, pack: Pack, kind: str, file: Any) -> list[Problem]:
    name = file.name or ""
    if file.size > LARGEST:
        return [Problem(too_large(name), field=f"file-{kind}")]
    try:
        acts.enclose(
            application=application, pack=pack, kind=kind, name=name, content=file.read(), by=viewer_of(request)
        )
    except UmbelError as refused:
        found = problems_in(refused)
        sentences = [
            problem.message if name[:20] in problem.message else f"{name[:80]}: {problem.message}" for problem in found
        ]
        return [Problem(sentence, field=f"file-{kind}") for sentence in sentences]
    return []


def _commitments(request: UmbelRequest, application: Application, pack: Pack, asked: Question) -> HttpResponse:
    """Make one commitment; without one named, go on."""
    code = request.POST.get("code", "")
    if not code:
        return HttpResponseRedirect(_next(pack, asked, application))
    pledge = next((item for item in pack.commitments if item.code == code), None)
    if pledge is None:
        raise NotFound(_("The rules ask for no such commitment."))
    form = pledge_form(request, pack, pledge)
    if form.runs(
        lambda said: acts.pledge(
            application=application,
            pack=pack,
            on=today_of(request),
            by=viewer_of(request),
            **pledged(request, code, pack, said),
        ),
        field="made_by",
    ):
        say(request, _("The commitment was made and is on the record with its date and hash."))
        return redirect("application-question", application.reference, asked.code)
    return _page(request, application, pack, asked, sent=form)
