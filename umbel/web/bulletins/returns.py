"""Returns: called for, filled in, reviewed and forwarded, and rolled up with what is missing."""

from decimal import Decimal
from typing import Any

from django.forms import Field
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from umbel.accounts.permissions import Permission
from umbel.activities.queries import pack_in_force
from umbel.bulletins import acts
from umbel.bulletins.models import Call, Return
from umbel.bulletins.permissions import may_accept, may_call, may_fill, may_review, may_submit
from umbel.bulletins.queries import all_of, readable_calls, returns_of, rolled_up
from umbel.bulletins.return_form import Question, questions, read
from umbel.bulletins.states import WITH_APEX, WITH_COMMITTEE, ReturnState
from umbel.errors import NotFound, UmbelError
from umbel.structure.models import Body
from umbel.structure.permissions import may_read_file
from umbel.web.bulletins.listings import CALLED, RETURNS, STATE_WORDS
from umbel.web.fields import Choice, Line, Text
from umbel.web.forms import ActForm
from umbel.web.shortcuts import language, problems_in, say, show, signed_in, titled, today_of, viewer_of
from umbel.web.viewing import UmbelRequest

MOST = 500
FILLS = ("save", "submit")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def calls(request: UmbelRequest) -> HttpResponseBase:
    """Every call for a return; the apex makes another."""
    viewer, pack = viewer_of(request), pack_in_force()
    forms = pack.forms if pack and may_call(viewer) else ()
    form = CallForm(request)
    form.offer("form", [(row.code, row.title.in_language(language())) for row in (pack.forms if pack else ())])
    if form.runs(lambda said: acts.call(**said, on=today_of(request), by=viewer), field="form"):
        say(request, _("The return is called for. Every organization and every committee was told."))
        return redirect("call", form.made.pk)
    listed = CALLED.asked(request)
    if file := listed.file():
        return file
    return show(request, "bulletins/calls.html", {"list": listed, "form": form if forms else None}, form.problems)


class CallForm(ActForm):
    """Which return is called for, and about what time."""

    form = Choice(gettext_lazy("Which form?"))
    period = Line(gettext_lazy("For which period?"), gettext_lazy("Such as 2025."), width=10)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: UmbelRequest, number: int) -> HttpResponse:
    """What has come up so far, of how many; an organization comes to its own return."""
    found, viewer, on = _call(request, number), viewer_of(request), today_of(request)
    if viewer.organization_id is not None and request.method != "POST":
        return redirect("return", found.returns.get(organization_id=viewer.organization_id).pk)
    if request.method == "POST":
        acts.close(call=found, on=on, by=viewer)
        say(request, _("The return is closed. What is missing stays named as missing."))
        return redirect("call", number)
    at_joint = viewer.body_id is not None
    parts = rolled_up(found, on, WITH_COMMITTEE if at_joint else WITH_APEX)
    if at_joint:
        parts = {viewer.body_id: parts[viewer.body_id]} if viewer.body_id in parts else {}
    names = {body.pk: body for body in Body.objects.filter(pk__in=[key for key in parts if key])}
    whole = all_of(parts.values())
    context = {
        "call": found,
        "at_joint": at_joint,
        "whole": whole,
        "figures": _figures(found, whole.sums),
        "states": _states(whole.states),
        "parts": sorted(
            ((names.get(key or 0), part, _figures(found, part.sums)) for key, part in parts.items()),
            key=lambda row: row[0].code if row[0] else "~",
        ),
        "may_close": not found.closed_on and may_accept(viewer),
    }
    return show(request, "bulletins/call.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def rows(request: UmbelRequest, number: int) -> HttpResponseBase:
    """The returns behind the figures; a committee forwards them, the apex accepts them, many at once."""
    found, viewer, on = _call(request, number), viewer_of(request), today_of(request)
    listed = RETURNS.asked(request, call=found, hidden=_("The rows of a return are shown to those who review it."))
    problem = ""
    if request.method == "POST":
        keys = [int(key) for key in request.POST.getlist("chosen")[:MOST] if key.isdecimal() and len(key) < 19]
        chosen = list(returns_of(found, viewer, on).filter(pk__in=keys))
        act = acts.forward if viewer.body_id is not None else acts.accept
        try:
            many = act(rows=chosen, on=on, by=viewer)
        except UmbelError as refused:
            problem = problems_in(refused)[0].message
        else:
            say(request, _("%(many)d done.") % {"many": many})
            return redirect(request.get_full_path())
    if file := listed.file():
        return file
    wanted = ReturnState.SUBMITTED if viewer.body_id is not None else ReturnState.FORWARDED
    context = {
        "call": found,
        "list": listed,
        "wanted": wanted.value,
        "may": not found.closed_on and viewer.has(Permission.SEND_BULLETINS),
        "is_joint": viewer.body_id is not None,
        "problem": problem,
    }
    return show(request, "bulletins/rows.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: UmbelRequest, number: int) -> HttpResponse:
    """One return: a form for the organization, and for its committee what it says."""
    row, viewer = _return(request, number), viewer_of(request)
    asked = questions(row.call.fields)
    if request.method != "POST":
        return _page(request, row, asked)
    form = _form(request, asked, request.POST.get("act", ""))
    if not form.runs(lambda said: _do(request, row, form.done_by, said), "reasons"):
        return _page(request, row, asked, form)
    say(request, form.made)
    return redirect("return", number) if viewer.organization_id is not None else redirect("call-rows", row.call_id)


class DayAsWritten(Line):
    """A day that a return asks for: kept as it was written until it is submitted."""

    shown_by = "fields/day.html"
    bounded = False


def _form(
    request: UmbelRequest | None, asked: list[Question], act: str, values: dict[str, str] | None = None
) -> ActForm:
    """What is asked before something is done with a return; `values` are what was saved of its answers."""
    if act in FILLS:
        return ActForm(request, acts=FILLS, fields={row.code: _field(row) for row in asked}, initial=values)
    fields = {"reasons": Text(_("What is wrong with it"), rows=3)} if act == "return" else {}
    return ActForm(request, acts={act}, fields=fields)


def _field(question: Question) -> Field:
    """A question of a return as a field. What is wrong with an answer is said once it is submitted."""
    if question.type == "text":
        return Text(question.title, rows=3, longest=0)
    if question.type == "yes-no":
        return Choice(question.title, options=[("yes", _("yes")), ("no", _("no"))], first=_("Choose"))
    if question.choices:
        return Choice(question.title, options=question.choices, first=_("Choose"))
    if question.type == "day":
        return DayAsWritten(question.title)
    return Line(question.title, width=10)


def _do(request: UmbelRequest, row: Return, act: str, said: dict[str, str]) -> str:
    on, viewer = today_of(request), viewer_of(request)
    if act == "save":
        acts.save(row=row, typed=said, by=viewer)
        return _("Saved. It counts for nothing until it is submitted.")
    if act == "submit":
        acts.submit(row=row, typed=said, on=on, by=viewer)
        return _("It is submitted to your committee.")
    if act == "return":
        acts.send_return_back(row=row, reasons=said["reasons"], on=on, by=viewer)
        return _("It went back, with what is wrong.")
    if act == "forward":
        acts.forward(rows=[row], on=on, by=viewer)
        return _("It is forwarded, and frozen below.")
    if act == "accept":
        acts.accept(rows=[row], on=on, by=viewer)
        return _("It is accepted into the figures.")
    raise NotFound(_("Nothing by that name can be done with a return."))


def _page(request: UmbelRequest, row: Return, asked: list[Question], sent: ActForm | None = None) -> HttpResponse:
    viewer, on = viewer_of(request), today_of(request)
    state = ReturnState(row.state)
    writable = state in {ReturnState.DRAFT, ReturnState.RETURNED}
    reviews = state == ReturnState.SUBMITTED and may_review(viewer, [row.organization_id], on)
    context = {
        "return": row,
        "call": row.call,
        "file": titled(row.organization_id, on),
        "words": STATE_WORDS[state],
        "questions": [(question, row.values.get(question.code, "")) for question in asked],
        "form": sent if sent and sent.done_by in FILLS else _form(None, asked, "save", row.values),
        "back": sent if sent and sent.done_by == "return" else _form(None, asked, "return"),
        "may_fill": writable and may_fill(viewer, row),
        "may_submit": writable and may_submit(viewer, row),
        "may_review": reviews,
        "may_accept": state == ReturnState.FORWARDED and may_accept(viewer),
        "may_send_back": reviews or (state in WITH_APEX and may_accept(viewer)),
        "lacking": read(row.call.fields, row.values)[1] if writable and not sent and row.values else [],
    }
    return show(request, "bulletins/return.html", context, sent.problems if sent else None)


def _call(request: UmbelRequest, number: int) -> Call:
    found = readable_calls(viewer_of(request)).filter(pk=number).first()
    if found is None:
        raise NotFound(_("There is no return here that your role may read."))
    return found


def _return(request: UmbelRequest, number: int) -> Return:
    found = Return.objects.select_related("call", "organization", "through").filter(pk=number).first()
    if found is None or not may_read_file(viewer_of(request), found.organization, today_of(request)):
        raise NotFound(_("There is no return here that your role may read."))
    return found


def _figures(call: Call, sums: dict[str, tuple[Decimal, int]]) -> list[tuple[str, Decimal, int]]:
    titles = {question.code: question.title for question in questions(call.fields)}
    return [(titles[code], amount, many) for code, (amount, many) in sums.items()]


def _states(counts: dict[str, int]) -> list[tuple[str, Any, int]]:
    return [(state.value, STATE_WORDS[state][0], counts[state]) for state in ReturnState if counts.get(state)]
