"""One draft of rules: its numbers in a form, and what they would change over the whole register."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from umbel.errors import NotFound, Problem, Problems, UmbelError
from umbel.evaluation.models import Cycle
from umbel.policy.adjusting import adjust, adjustables
from umbel.policy.changes import pack_changes
from umbel.policy.pack import Pack
from umbel.policy.storing import pack_of
from umbel.rubric import compile_rubric
from umbel.rulemaking import acts
from umbel.rulemaking.models import Revision, RuleDraft, Run
from umbel.rulemaking.permissions import (
    check_may_draft,
    check_may_read_lab,
    may_adopt,
    may_draft,
    may_name,
    may_open,
    may_withdraw,
)
from umbel.rulemaking.queries import (
    base_pack,
    cycles_with_facts,
    drafted_pack,
    find_draft,
    first_end,
    latest_revision,
    revision_named,
    wrong_examples,
)
from umbel.rulemaking.states import DraftState
from umbel.web.asking import language, problems_in, say, show, signed_in, today_of, typed, viewer_of
from umbel.web.rulemaking.lab import day_typed
from umbel.web.rulemaking.shown import Tried, explained, names_of, near, result_of, tried
from umbel.web.rulemaking.words import groups_of, states
from umbel.web.viewing import UmbelRequest

NUMBER = "n:"
"""Before the key of a number, so that no other field of the form is taken for one."""
TRYING = "…"


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: UmbelRequest, number: int) -> HttpResponse:
    """The draft; trying saves nothing, saving changes nothing real."""
    viewer = viewer_of(request)
    check_may_read_lab(viewer)
    found = find_draft(number)
    if request.method != "POST":
        return _page(request, found)
    act = request.POST.get("act", "")
    if act in {"", "try"}:
        return _page(request, found, act="try")
    try:
        sentence = _do(request, found, act)
    except UmbelError as refused:
        return _page(request, found, act=act, refused=_refused(refused, act))
    say(request, sentence)
    return redirect("lab-draft", number)


def _do(request: UmbelRequest, found: RuleDraft, act: str) -> str:
    by: dict[str, Any] = {"on": today_of(request), "by": viewer_of(request)}
    if act == "save":
        check_may_draft(by["by"])
        revision = _based_on(request, found)
        why = typed(request, "why")
        texts = adjust(revision.texts, _numbers(request), why=why or TRYING)
        acts.revise(draft=found, texts=texts, after=revision.number, why=why, **by)
        return _("Saved as a new revision. Nothing real was changed.")
    if act == "keep-run":
        return _keep_run(request, found, **by)
    if act == "open-consultation":
        acts.open_consultation(draft=found, until=day_typed(request, "until"), **by)
        return _("Everyone can read the draft now, and every organization was told.")
    if act == "reopen":
        acts.reopen(draft=found, reasons=typed(request, "reasons"), **by)
        return _("The draft can be changed again.")
    if act == "adopt":
        acts.adopt(draft=found, from_on=day_typed(request, "from_on"), answer=typed(request, "answer"), **by)
        return _("The rules are adopted. Everyone was told, and nothing applies backwards.")
    if act == "withdraw":
        acts.withdraw(draft=found, reasons=typed(request, "reasons"), **by)
        return _("The draft is withdrawn.")
    raise NotFound(_("Nothing by that name can be done here."))


def _keep_run(request: UmbelRequest, found: RuleDraft, **by: Any) -> str:
    revision = latest_revision(found)
    _run, same = acts.keep_run(revision=revision, cycle=_cycle(request, list(cycles_with_facts())), **by)
    if not same:
        return _("Repeated, the run came out otherwise than it is kept: somebody must look into this.")
    said = _("The run is kept, with everything needed to repeat it; repeated, it comes out the same.")
    if wrong_examples(drafted_pack(revision)):
        said += " " + _("Before a consultation, look at its files: a worked example does not come out as it says.")
    return said


def _refused(refused: UmbelError, act: str) -> list[Problem]:
    """What is wrong, leading to the field, or to the files where worked examples come out otherwise."""
    problems = problems_in(refused, field=_first_field(act))
    if act != "open-consultation" or not isinstance(refused, Problems) or not any(wrong.file for wrong in problems):
        return problems
    told = [replace(wrong, message=f"{wrong.file}: {wrong.message}", field="files") for wrong in problems]
    return [Problem(refused.summary, field="files"), *told]


def _first_field(act: str) -> str:
    fields = {"save": "why", "open-consultation": "until", "adopt": "answer", "keep-run": "cycle"}
    return fields.get(act, "reasons")


def _numbers(request: UmbelRequest) -> dict[str, str]:
    return {name.removeprefix(NUMBER): typed(request, name) for name in request.POST if name.startswith(NUMBER)}


def _based_on(request: UmbelRequest, found: RuleDraft) -> Revision:
    """The revision whose numbers the form showed: those moved since are not moved back."""
    return revision_named(found, request.POST.get("after", ""))


def _cycle(request: UmbelRequest, known: list[Cycle]) -> Cycle:
    """The cycle that was chosen, or the latest that has facts."""
    if not known:
        message = _("No facts are frozen yet: a draft is tried on those of a cycle.")
        raise Problems("", [Problem(message, field="cycle")])
    asked = request.POST.get("cycle") or request.GET.get("cycle", "")
    return next((cycle for cycle in known if cycle.code == asked), known[0])


def _page(request: UmbelRequest, found: RuleDraft, act: str = "", refused: list[Problem] | None = None) -> HttpResponse:
    revision, numbers, problems = _based_on(request, found), _numbers(request), list(refused or [])
    standing, pack, base = drafted_pack(revision), drafted_pack(revision), base_pack(found)
    if act in {"try", "save"}:
        try:
            pack = pack_of(adjust(revision.texts, numbers, why=typed(request, "why") or TRYING))
            compile_rubric(pack)
        except UmbelError as wrong:
            pack = standing
            problems += [] if refused else problems_in(wrong)
    problems = [
        replace(wrong, field=f"{NUMBER}{wrong.field}") if wrong.field in numbers else wrong for wrong in problems
    ]
    cycles = list(cycles_with_facts())
    context = _result(request, cycles, base, pack) | {"draft": found, "revision": revision, "cycles": cycles}
    latest = drafted_pack(latest_revision(found)) if act else standing
    context["is_saved"] = pack.content_hash == latest.content_hash
    if request.headers.get("HX-Request") and act == "try" and not problems:
        return render(request, "rulemaking/parts/result.html", context)
    context |= _around(request, found, revision, base, pack)
    context |= {"tried": act, "numbers": numbers}
    context |= {"typed": {name: typed(request, name) for name in ("why", "until", "from_on", "answer", "reasons")}}
    return show(request, "rulemaking/draft.html", context, problems)


def _result(request: UmbelRequest, cycles: list[Cycle], base: Pack, pack: Pack) -> dict[str, Any]:
    """What the draft would do; nothing where no facts are frozen."""
    viewer = viewer_of(request)
    try:
        found = tried(_cycle(request, cycles), base, pack)
    except Problems:
        return {"trial": None}
    key = request.POST.get("near", "")
    row = near(found, key) if key else None
    names = may_name(viewer)
    context = result_of(found, names=names, more="more" in request.POST)
    if row is not None:
        named = names_of({row.organization}).get(row.organization, "") if names else ""
        context |= {"near": row, "near_name": named, "both": explained(found, row.organization)}
    return context | {"input": _inputs(found)}


def _inputs(found: Tried) -> dict[str, str]:
    return {
        "facts": found.cycle.snapshot.sha256,
        "before": found.before.content_hash,
        "after": found.after.content_hash,
        "digest": found.trial.digest,
    }


def _around(request: UmbelRequest, found: RuleDraft, revision: Revision, base: Pack, pack: Pack) -> dict[str, Any]:
    """The form, the file of the draft, and what the reader may do with it next."""
    viewer, on, standing = viewer_of(request), today_of(request), drafted_pack(revision)
    writing = found.state == DraftState.DRAFTING
    runs = Run.objects.filter(revision__draft=found).select_related("revision", "cycle", "run_by")
    return {
        "state": states()[found.state],
        "base": base,
        "pack": pack,
        "groups": groups_of(adjustables(revision.texts), standing),
        "lines": pack_changes(base, pack, language()),
        "revisions": Revision.objects.filter(draft=found).defer("texts").select_related("made_by").order_by("-number"),
        "runs": runs.defer("result").order_by("-pk"),
        "may_save": writing and may_draft(viewer),
        "may_consult": writing and may_open(viewer),
        "may_reopen": found.state == DraftState.CONSULTATION and may_open(viewer),
        "may_withdraw": found.state in {DraftState.DRAFTING, DraftState.CONSULTATION} and may_withdraw(viewer, found),
        "may_adopt": _may_adopt(request, found),
        "has_ended": _has_ended(found, on),
        "first_end": first_end(standing, on) if writing else None,
        "number": NUMBER,
    }


def _may_adopt(request: UmbelRequest, found: RuleDraft) -> bool:
    ended = _has_ended(found, today_of(request))
    return found.state == DraftState.CONSULTATION and ended and may_adopt(viewer_of(request), found)


def _has_ended(found: RuleDraft, on: date) -> bool:
    """Whether the day is over until which organizations could comment."""
    return found.consulted_until is not None and on > found.consulted_until
