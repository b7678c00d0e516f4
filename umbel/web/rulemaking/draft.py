"""One draft of rules: its numbers in a form, and what they would change over the whole register."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.forms import Field
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
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
from umbel.web.fields import Day, Text, plain
from umbel.web.forms import ActForm
from umbel.web.rulemaking.shown import Tried, explained, names_of, near, result_of, tried
from umbel.web.rulemaking.words import groups_of, states
from umbel.web.shortcuts import language, problems_in, say, show, signed_in, today_of, viewer_of
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
    act = request.POST.get("act", "") or TRY
    form = _form(request, act)
    if act == TRY or not form.runs(lambda said: _do(request, found, act, said)):
        return _page(request, found, act, form)
    say(request, form.made)
    return redirect("lab-draft", number)


TRY = "try"
"""What is done with the numbers of the form unless a button says otherwise; nothing is saved."""

FORMS: dict[str, tuple[tuple[str, ...], dict[str, Field]]] = {
    "saving": (
        ("save", TRY),
        {"why": Text(gettext_lazy("Why?"), gettext_lazy("It becomes the reason of each number you moved."), rows=2)},
    ),
    "running": (("keep-run",), {}),
    "consulting": (("open-consultation",), {"until": Day(gettext_lazy("Comments until the end of"))}),
    "adopting": (
        ("adopt",),
        {
            "from_on": Day(gettext_lazy("In force from")),
            "answer": Text(gettext_lazy("What was made of the comments"), rows=4),
        },
    ),
    "taking_back": (("reopen", "withdraw"), {"reasons": Text(gettext_lazy("Reasons"), rows=2)}),
}
"""The forms of the page: the acts of their buttons, and what each asks."""


def _form(request: UmbelRequest, act: str) -> ActForm:
    """The form that an act is done with. Raises NotFound where nothing is done under that name."""
    found = next((row for row in FORMS.values() if act in row[0]), None)
    if found is None:
        raise NotFound(_("Nothing by that name can be done here."))
    return ActForm(request, acts=(*found[0], ""), fields=found[1])


def _forms(sent: ActForm | None, pack: Pack, ends: date | None) -> dict[str, ActForm]:
    """The forms of the page by name, filled with the days that are likely; the one that was sent as it was sent."""
    known = {"from_on": pack.effective_from, "until": ends}
    return {
        name: sent if sent and (sent.done_by or TRY) in acts_of else ActForm(fields=fields, initial=known)
        for name, (acts_of, fields) in FORMS.items()
    }


def _do(request: UmbelRequest, found: RuleDraft, act: str, said: dict[str, Any]) -> str:
    by: dict[str, Any] = {"on": today_of(request), "by": viewer_of(request)}
    if act == "save":
        check_may_draft(by["by"])
        revision = _based_on(request, found)
        texts = adjust(revision.texts, _numbers(request), why=said["why"] or TRYING)
        acts.revise(draft=found, texts=texts, after=revision.number, why=said["why"], **by)
        return _("Saved as a new revision. Nothing real was changed.")
    if act == "keep-run":
        return _keep_run(request, found, **by)
    if act == "open-consultation":
        try:
            acts.open_consultation(draft=found, until=said["until"], **by)
        except Problems as refused:
            raise _leading_to_files(refused) from refused
        return _("Everyone can read the draft now, and every organization was told.")
    if act == "reopen":
        acts.reopen(draft=found, reasons=said["reasons"], **by)
        return _("The draft can be changed again.")
    if act == "adopt":
        acts.adopt(draft=found, from_on=said["from_on"], answer=said["answer"], **by)
        return _("The rules are adopted. Everyone was told, and nothing applies backwards.")
    acts.withdraw(draft=found, reasons=said["reasons"], **by)
    return _("The draft is withdrawn.")


def _leading_to_files(refused: Problems) -> Problems:
    """Worked examples that come out otherwise are put right in the files: the problems lead there."""
    if not any(wrong.file for wrong in refused.problems):
        return refused
    told = [replace(wrong, message=f"{wrong.file}: {wrong.message}", field="files") for wrong in refused.problems]
    return Problems(refused.summary, [Problem(refused.summary, field="files"), *told])


def _keep_run(request: UmbelRequest, found: RuleDraft, **by: Any) -> str:
    revision = latest_revision(found)
    _run, same = acts.keep_run(revision=revision, cycle=_cycle(request, list(cycles_with_facts())), **by)
    if not same:
        return _("Repeated, the run came out otherwise than it is kept: somebody must look into this.")
    said = _("The run is kept, with everything needed to repeat it; repeated, it comes out the same.")
    if wrong_examples(drafted_pack(revision)):
        said += " " + _("Before a consultation, look at its files: a worked example does not come out as it says.")
    return said


def _numbers(request: UmbelRequest) -> dict[str, str]:
    return {name.removeprefix(NUMBER): plain(value) for name, value in request.POST.items() if name.startswith(NUMBER)}


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


def _page(request: UmbelRequest, found: RuleDraft, act: str = "", sent: ActForm | None = None) -> HttpResponse:
    revision, numbers = _based_on(request, found), _numbers(request)
    problems = list(sent.problems) if sent else []
    standing, pack, base = drafted_pack(revision), drafted_pack(revision), base_pack(found)
    if act in {TRY, "save"}:
        try:
            pack = pack_of(adjust(revision.texts, numbers, why=TRYING))
            compile_rubric(pack)
        except UmbelError as wrong:
            pack = standing
            problems += [] if problems else problems_in(wrong)
    problems = [
        replace(wrong, field=f"{NUMBER}{wrong.field}") if wrong.field in numbers else wrong for wrong in problems
    ]
    cycles = list(cycles_with_facts())
    context = _result(request, cycles, base, pack) | {"draft": found, "revision": revision, "cycles": cycles}
    latest = drafted_pack(latest_revision(found)) if act else standing
    context["is_saved"] = pack.content_hash == latest.content_hash
    if request.headers.get("HX-Request") and act == TRY and not problems:
        return render(request, "rulemaking/parts/result.html", context)
    context |= _around(request, found, revision, base, pack)
    context |= {"tried": act, "numbers": numbers, "forms": _forms(sent, pack, context["first_end"])}
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
