"""The road of a cycle: where it stands, who takes the next step, and how alike the committees judge."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from umbel.accounts.permissions import Permission
from umbel.errors import NotFound, NotNow
from umbel.evaluation import acts
from umbel.evaluation import queries as evaluation
from umbel.evaluation.models import Cycle, Objection
from umbel.evaluation.permissions import check_may_confirm, check_may_run, may_submit
from umbel.evaluation.queries.reviewing import agreement, committee_figures, others_have_until
from umbel.evaluation.states import WITH_GRADES, WORKFLOW, CycleState, ReviewState
from umbel.structure.models import Body
from umbel.web.fields import Text
from umbel.web.forms import ActForm
from umbel.web.shortcuts import say, signed_in, today_of, viewer_of, why_not
from umbel.web.viewing import UmbelRequest

S = CycleState


@dataclass(frozen=True, slots=True)
class Stop:
    """One state of the road, as a page shows it."""

    code: str
    title: str
    until: date | None
    is_done: bool
    is_here: bool


def titles() -> dict[str, str]:
    """Where a cycle stands, in words."""
    return {
        S.PLANNED: _("planned"),
        S.FROZEN: _("facts frozen"),
        S.PROPOSED: _("grades proposed"),
        S.SELF_ASSESSMENT: _("self-assessment"),
        S.REVIEW: _("review by the joint committees"),
        S.CONFIRMATION: _("confirmation by the apex"),
        S.OBJECTIONS: _("objections"),
        S.PUBLISHED: _("published"),
        S.CLOSED: _("closed"),
    }


def next_steps() -> dict[str, tuple[str, str]]:
    """The steps that the apex takes: the words of the button, and what it does."""
    return {
        "open-self-assessment": (
            _("Open the self-assessment"),
            _("Every organization is asked what it says of itself, beside what the records say."),
        ),
        "begin-review": (_("Begin the review"), _("The joint committees judge what the rules give to judgement.")),
        "end-review": (_("End the review"), _("Where a committee is silent past its time, the records stand.")),
        "confirm": (_("Confirm, and let the organizations object"), _("Each sees the grade that would be published.")),
        "publish": (
            _("Publish the grades"),
            _("One act over all of them, with one entry in the ledger; each organization gets its proof."),
        ),
        "close": (_("Close the cycle"), _("Nothing of it is open any more.")),
    }


DECIDED = {"confirm", "publish", "send-back"}
"""Steps that a decider takes; the others are taken by officers of the apex."""
DO: dict[str, Callable[..., Any]] = {
    "open-self-assessment": acts.open_self_assessment,
    "begin-review": acts.begin_review,
    "end-review": acts.end_review,
    "confirm": acts.confirm,
    "publish": acts.publish,
    "close": acts.close,
}


def road_of(request: UmbelRequest, cycle: Cycle) -> dict[str, Any]:
    """What the page of a cycle says of its road."""
    viewer = viewer_of(request)
    names, words = titles(), next_steps()
    until = {S.SELF_ASSESSMENT: cycle.assess_until, S.REVIEW: cycle.review_until, S.OBJECTIONS: cycle.object_until}
    order = list(CycleState)
    here = order.index(CycleState(cycle.state))
    coming = next((row.name for row in WORKFLOW.steps_from(cycle.state) if row.name in words), "")
    check = check_may_confirm if coming in DECIDED else check_may_run
    reviews = committee_figures(cycle) if here >= order.index(S.REVIEW) else []
    return {
        "stops": [
            Stop(state, names[state], until.get(state), number < here, number == here)
            for number, state in enumerate(order)
        ],
        "next_step": (coming, *words[coming]) if coming and viewer.is_signed_in else None,
        "next_why_not": (why_not(check, viewer) or _too_early(request, cycle, coming)) if viewer.is_signed_in else "",
        "reviews": [(row, may_submit(viewer, row.review.body_id), _back(None, row.review.pk)) for row in reviews],
        "may_bring": viewer.has(Permission.BRING_CASES) and cycle.state in WITH_GRADES,
        "in_review": cycle.state == S.REVIEW,
        "may_send_back": cycle.state == S.CONFIRMATION and not why_not(check_may_confirm, viewer),
        "agreement": agreement(cycle) if reviews else None,
        "open_objections": Objection.objects.filter(cycle=cycle, outcome="").count() if here >= 6 else 0,
        "submitted": ReviewState.SUBMITTED,
    }


def _back(request: UmbelRequest | None, key: Any = "") -> ActForm:
    """What is asked before a committee's part is sent back to it."""
    return ActForm(request, act="send-back", fields={"reasons": Text(_("Reasons"), rows=2)}, row=key)


def _too_early(request: UmbelRequest, cycle: Cycle, coming: str) -> str:
    """Why the next step waits for the time of others; empty where it does not."""
    until = others_have_until(cycle, coming)
    if until is None or today_of(request) > until:
        return ""
    return _("The organizations have their time until the end of %(day)s. It can be done after that.") % {
        "day": date_format(until, "DATE_FORMAT")
    }


@signed_in
@require_POST
def step(request: UmbelRequest, code: str) -> HttpResponse:
    """Take the cycle a step on, or hand in or send back one committee's part of it."""
    cycle = evaluation.cycles().filter(code=code).first()
    if cycle is None:
        raise NotFound(_("There is no cycle %(code)s.") % {"code": code})
    act, on, by = request.POST.get("act", ""), today_of(request), viewer_of(request)
    if act in DO:
        DO[act](cycle=cycle, on=on, by=by)
        say(request, _("It is done, and everyone it concerns was told."))
    elif act in {"submit-review", "send-back"}:
        body = Body.objects.filter(code=request.POST.get("body", "")).first()
        if body is None:
            raise NotFound(_("There is no such committee."))
        if act == "submit-review":
            acts.submit_review(cycle=cycle, body=body, on=on, by=by)
            say(request, _("The review of your committee is with the apex."))
        else:
            form = _back(request)
            if not form.is_valid():
                raise NotNow(form.problems[0].message)
            acts.send_back(cycle=cycle, body=body, reasons=form.cleaned_data["reasons"], on=on, by=by)
            say(request, _("It went back to the committee, with your reasons."))
    else:
        raise NotFound(_("Nothing by that name can be done with a cycle."))
    return redirect("cycle", code)
