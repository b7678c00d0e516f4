"""Cases: those one may read, opening one, and the file of one, the same for both sides."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from umbel.accounts.permissions import Viewer
from umbel.casework.casefile import case_file
from umbel.casework.models import Case, CaseStep
from umbel.casework.permissions import check_may_work, may_speak
from umbel.casework.queries import (
    begins_again,
    earlier_rounds,
    in_public,
    last_day,
    paper_awaited,
    papers_of,
    readable_case,
    rules_of,
    rung_of,
    services_of,
    steps_of,
    waiting_cases,
)
from umbel.casework.states import Paper
from umbel.errors import NotFound, UmbelError
from umbel.structure.permissions import may_read_file
from umbel.web.casework import words
from umbel.web.casework.forms import FORMS, RULINGS, Check, StepForm, form_of, remedy_form
from umbel.web.casework.listings import CASES
from umbel.web.casework.step_handlers import take_step
from umbel.web.context import offered
from umbel.web.fields import Options
from umbel.web.forms import ActForm
from umbel.web.shortcuts import language, say, show, signed_in, titled, today_of, viewer_of
from umbel.web.viewing import UmbelRequest

SAID = ("reply", "hear")
"""Lines of a file that hold what was said to a notice."""


@signed_in
@require_safe
def cases(request: UmbelRequest) -> HttpResponseBase:
    """Every case the viewer may read: those in which it is their turn, the open ones, or all."""
    found = CASES.asked(request)
    turns = waiting_cases(viewer_of(request), today_of(request)).order_by().count
    return found.file() or show(request, "casework/cases.html", {"list": found, "turns": turns()})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: UmbelRequest, reference: str) -> HttpResponse:
    """The file of a case, in time order, the same for both sides; and what the reader can do next."""
    found = _found(request, reference)
    if request.method != "POST":
        return _page(request, found)
    form = _sent(request, found)
    if form.runs(lambda said: take_step(request, found, form.done_by, said), field=form.first_to_fill):
        say(request, form.made)
        return redirect("case", reference)
    return _page(request, _found(request, reference), form)


def _sent(request: UmbelRequest, found: Case) -> ActForm:
    """The form that was sent. Raises NotFound where nothing is done under its name."""
    act = request.POST.get("act", "")
    if act in {"show", *RULINGS}:
        return remedy_form(request, found, "show" if act == "show" else "rule", request.POST.get("step", ""))
    step = form_of(act)
    if step is None:
        raise NotFound(_("Nothing by that name can be done with a case."))
    return step.form(request, _choices(found))


@signed_in
@require_safe
def printed(request: UmbelRequest, reference: str) -> HttpResponse:
    """The whole file as one PDF with an index."""
    found = _found(request, reference)
    content = case_file(found, language(), today_of(request))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{found.reference}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _found(request: UmbelRequest, reference: str) -> Case:
    found = readable_case(viewer_of(request), reference, today_of(request))
    if found is None:
        raise NotFound(_("There is no case here that your role may read."))
    return found


def _page(request: UmbelRequest, found: Case, sent: ActForm | None = None) -> HttpResponse:
    viewer, on = viewer_of(request), today_of(request)
    why_not: dict[Check, str] = {}
    offered, refused = _offered(request, found, why_not)
    awaited, choices = paper_awaited(found), _choices(found)
    context = {
        "case": found,
        "rung": rung_of(found),
        "pack": rules_of(found),
        "file": titled(found.organization_id, on),
        "state": words.state_of(found),
        "lines": (lines := _lines(found)),
        "rounds": _earlier_rounds(found, lines),
        "services": list(services_of(found, awaited)) if awaited else [],
        "channels": words.channels(),
        "awaited": {Paper.NOTICE: _("the notice"), Paper.DECISION: _("the decision")}.get(awaited) if awaited else "",
        "reply_until": last_day(found, found.round.reply_until) if found.round.reply_until else None,
        "appeal_until": last_day(found, found.round.appeal_until) if found.round.appeal_until else None,
        "remedy": _remedy(found, sent) if found.round.decision_served_on else [],
        "interim": getattr(found, "interim", None),
        "main": [(step, _form(step, choices, sent)) for step in offered if step.main],
        "more": [(step, _form(step, choices, sent)) for step in offered if not step.main],
        "why_not": refused,
        "may_show": may_speak(viewer, found),
        "may_rule": not _why_not(why_not, check_may_work, viewer, found, on),
        "today": on,
        "readable": may_read_file(viewer, found.organization, on),
        "published": found.effective_on is not None and Case.objects.filter(in_public(on, on), pk=found.pk).exists(),
    }
    return show(request, "casework/case.html", context, sent.problems if sent else None)


def _form(step: StepForm, choices: dict[str, Options], sent: ActForm | None) -> ActForm:
    return sent if sent and sent.act == step.act else step.form(None, choices)


def _remedy(found: Case, sent: ActForm | None) -> list[dict[str, Any]]:
    """Each step of the remedy, with what it is shown with and ruled on."""
    rows = found.remedy.order_by("due_on", "pk")
    asked = sent.data.get("step") if sent else None
    return [
        {"row": row}
        | {
            act: sent if sent and sent.act == act and asked == str(row.pk) else remedy_form(None, found, act, row.pk)
            for act in ("show", "rule")
        }
        for row in rows
    ]


def _offered(request: UmbelRequest, found: Case, why_not: dict[Check, str]) -> tuple[list[StepForm], list[str]]:
    """What this reader can do now; and where it is an officer's turn but not theirs, why."""
    viewer, on = viewer_of(request), today_of(request)
    offered, refused = [], []
    for form in FORMS:
        if not form.is_offered(found):
            continue
        why = _why_not(why_not, form.check, viewer, found, on)
        if not why:
            offered.append(form)
        elif form.main and viewer.is_officer and not form.is_of_organization:
            refused.append(why)
    return offered, [] if any(form.main for form in offered) else list(dict.fromkeys(refused))


def _why_not(known: dict[Check, str], check: Check, viewer: Viewer, found: Case, on: date) -> str:
    """Why a check refuses, asked once however many steps share it; empty when it does not."""
    if check not in known:
        try:
            check(viewer, found, on)
        except UmbelError as why:
            known[check] = str(why)
        else:
            known[check] = ""
    return known[check]


def _lines(found: Case) -> list[dict[str, Any]]:
    names, papers = words.steps(), papers_of(found)
    return [
        {
            "row": row,
            "title": names.get(row.code, row.code),
            "details": _details(found, row),
            "late": row.data.get("late"),
            "documents": [papers[key] for key in row.documents if key in papers],
        }
        for row in steps_of(found)
    ]


def _earlier_rounds(found: Case, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each round before the one that runs: what was said in it, and why the case began again."""
    if found.round.number == 1:
        return []
    said: list[list[dict[str, Any]]] = [[]]
    for line in lines:
        said[-1].append(line)
        if begins_again(line["row"]):
            said.append([])
    return [
        {
            "row": row,
            "why": words.again()[row.why_closed],
            "said": [line for line in part if line["row"].code in SAID],
        }
        for row, part in zip(earlier_rounds(found), said, strict=False)
    ]


def _details(found: Case, row: CaseStep) -> list[tuple[str, str]]:
    known = [(key, title) for key, title in words.details().items() if key in row.data]
    told = ((title, words.told(found, key, row.data[key])) for key, title in known)
    return [(title, said) for title, said in told if said]


def _choices(found: Case) -> dict[str, Options]:
    grounds = rules_of(found).withholding_grounds
    withheld = [
        (row.code, _("Withheld: %(ground)s") % {"ground": row.title.in_language(language())}) for row in grounds
    ]
    channels = words.channels()
    return {
        "language": [(code, title, code) for code, _tag, title in offered() if code != found.language],
        "withheld": [("", _("Published, with the organization’s answer")), *withheld],
        "channel": [(code, channels[code]) for code in ("in-person", "post")],
    }
