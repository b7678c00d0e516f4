"""One question of an application on one page, and saving as one goes."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from umbel.errors import NotFound, Problem, UmbelError
from umbel.policy.pack import Pack, Question
from umbel.registration import acts
from umbel.registration.models import Application
from umbel.registration.permissions import EDITABLE, check_is_applicant
from umbel.web.asking import LARGEST_FILE, Written, problems_in, say, show, signed_in, today_of, viewer_of
from umbel.web.commitments.pledging import pledge_form, pledged
from umbel.web.registration.applying_answers import READERS, written
from umbel.web.registration.applying_common import find, rules_for
from umbel.web.registration.applying_shown import alike, shown
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
        extra = {"more": 1} if "more" in request.GET else {}
        return _page(request, application, pack, asked, Written(typed=extra))
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
    if question not in READERS:
        raise NotFound(_("The application asks no such question."))
    found = written(request, question, application, pack)
    try:
        application = acts.save_answers(application=application, by=viewer_of(request), **found.answers)
    except UmbelError as refused:
        found.problems += problems_in(refused)
    if not request.htmx:
        return redirect("application-question", reference, question)
    context: dict[str, Any] = {"problems": found.problems, "at": timezone.localtime()}
    if question == "name" and not found.problems:
        context |= {"alike": alike(application, pack, today_of(request)), "with_alike": True}
    return render(request, "registration/saved.html", context)


def _asked(pack: Pack, code: str) -> Question:
    asked = next((item for item in pack.questions if item.code == code), None)
    if asked is None:
        raise NotFound(_("The application asks no such question."))
    return asked


def _page(
    request: UmbelRequest, application: Application, pack: Pack, asked: Question, found: Written, **more: Any
) -> HttpResponse:
    context = {
        "application": application,
        "pack": pack,
        "question": asked,
        "template": f"registration/questions/{asked.code}.html",
        "saves": asked.code in READERS,
        "number": pack.questions.index(asked) + 1,
        "next": _next(pack, asked, application),
    }
    context |= shown(asked.code, application, pack, today_of(request), found.typed) | more
    return show(request, "registration/question.html", context, found.problems)


def _next(pack: Pack, asked: Question, application: Application) -> str:
    """Where one goes on: the question after this one, and after the last the check."""
    after = pack.questions[pack.questions.index(asked) + 1 :]
    if after:
        return reverse("application-question", args=[application.reference, after[0].code])
    return reverse("application-check", args=[application.reference])


def _answers(request: UmbelRequest, application: Application, pack: Pack, asked: Question) -> HttpResponse:
    found = written(request, asked.code, application, pack)
    if "remove" in request.POST:
        _without_row(found, request.POST["remove"])
    try:
        application = acts.save_answers(application=application, by=viewer_of(request), **found.answers)
    except UmbelError as refused:
        found.problems += problems_in(refused)
    if found.problems:
        found.typed["more"] = int("add" in request.POST)
        return _page(request, application, pack, asked, found)
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


def _without_row(found: Written, number: str) -> None:
    """Leave out one row of the office-holders, whatever is wrong with it."""
    shown_rows = found.typed.get("office_holders", [])
    if not number.isdecimal() or int(number[:4]) >= len(shown_rows):
        return
    removed = shown_rows.pop(int(number))
    found.problems = [problem for problem in found.problems if not problem.field.endswith(f"-{number}")]
    if removed in found.answers.get("office_holders", []):
        found.answers["office_holders"].remove(removed)


def _documents(request: UmbelRequest, application: Application, pack: Pack, asked: Question) -> HttpResponse:
    """Take every file that can be taken; those that cannot are named, each with the reason."""
    by = viewer_of(request)
    found = Written()
    if "remove" in request.POST:
        number = request.POST["remove"]
        acts.take_out(application=application, document=int(number) if number[:18].isdecimal() else 0, by=by)
        say(request, _("The document was removed."))
        return redirect("application-question", application.reference, asked.code)
    taken = 0
    for kind in pack.document_kinds:
        for file in request.FILES.getlist(f"file-{kind.code}"):
            problem = _enclose(request, application, pack, kind.code, file)
            found.problems += problem
            taken += not problem
    if found.problems:
        return _page(request, application, pack, asked, found, taken=taken)
    if taken:
        say(request, _("Uploaded. You find it below; add more, or go on."))
        return redirect("application-question", application.reference, asked.code)
    return HttpResponseRedirect(_next(pack, asked, application))


def _enclose(request: UmbelRequest, application: Application, pack: Pack, kind: str, file: Any) -> list[Problem]:
    name = file.name or ""
    if file.size > LARGEST_FILE:
        sentence = _("%(name)s is larger than %(most)d MB. Scan it at a lower resolution, or split it.")
        said = sentence % {"name": name[:80], "most": LARGEST_FILE // 1024 // 1024}
        return [Problem(said, field=f"file-{kind}")]
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
    return _page(request, application, pack, asked, Written(problems=form.problems, typed={"sent": form}))
