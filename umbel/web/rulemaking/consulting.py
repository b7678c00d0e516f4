"""The consultation on a draft, for everyone: what would change, for whom, and what organizations say of it."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from umbel.errors import NotAllowed, NotFound
from umbel.policy.changes import pack_changes
from umbel.policy.pack import Pack
from umbel.rubric import Trial
from umbel.rulemaking import acts
from umbel.rulemaking.models import Comment, RuleDraft, Run
from umbel.rulemaking.permissions import may_comment
from umbel.rulemaking.queries import base_pack, comments_on, consultations, consulted_revision, drafted_pack
from umbel.rulemaking.states import DraftState
from umbel.structure.models import Organization
from umbel.web.dates import as_of
from umbel.web.fields import Choice, Text
from umbel.web.forms import ActForm
from umbel.web.paging import page_of
from umbel.web.policy.reading import chapters
from umbel.web.rulemaking.listings import CONSULTATIONS
from umbel.web.rulemaking.shown import flow_of, matrix_of, names_of
from umbel.web.rulemaking.words import provision_words, states
from umbel.web.shortcuts import language, say, show, today_of, viewer_of
from umbel.web.viewing import UmbelRequest


@require_safe
def consulted(request: UmbelRequest) -> HttpResponseBase:
    """Every draft that was put to consultation, the latest first."""
    found = CONSULTATIONS.asked(request)
    context = {"list": found, "as_of": as_of(request)}
    return found.file() or show(request, "rulemaking/consultations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def consultation(request: UmbelRequest, number: int) -> HttpResponse:
    """One consultation; an organization comments here."""
    found = _found(number)
    viewer = viewer_of(request)
    if request.method == "POST" and not viewer.is_signed_in:
        raise NotAllowed(_("Sign in first."))
    form = CommentForm(request)
    form.offer("provision", provision_words(drafted_pack(consulted_revision(found))).items())
    organization = Organization.objects.filter(pk=viewer.organization_id or 0).first() or Organization()
    if form.runs(
        lambda said: acts.comment(draft=found, organization=organization, **said, on=today_of(request), by=viewer),
        field="text",
    ):
        say(request, _("Your organization’s comment stands on this page, for everyone to read."))
        return redirect("consultation", number)
    return _page(request, found, form)


class CommentForm(ActForm):
    """What an organization says of a draft, and of which of its rules."""

    provision = Choice(gettext_lazy("Which rule is it about?"), first=gettext_lazy("the whole"))
    text = Text(
        gettext_lazy("What does your organization think of it?"),
        gettext_lazy("It is published at once, with your organization’s name."),
        rows=6,
    )


@require_safe
def rules(request: UmbelRequest, number: int) -> HttpResponse:
    """The whole draft as readable rules."""
    found = _found(number)
    pack = drafted_pack(consulted_revision(found))
    context = {"draft": found, "pack": pack, "chapters": chapters(pack), "as_of": as_of(request)}
    return show(request, "rulemaking/rules.html", context)


def _found(number: int) -> RuleDraft:
    found = consultations().filter(pk=number).first()
    if found is None:
        raise NotFound(_("There is no such consultation."))
    draft: RuleDraft = found
    return draft


def _page(request: UmbelRequest, found: RuleDraft, form: CommentForm) -> HttpResponse:
    on, viewer, revision = today_of(request), viewer_of(request), consulted_revision(found)
    pack, base = drafted_pack(revision), _base_at_hand(found)
    pages = page_of(request, comments_on(found))
    is_open = found.state == DraftState.CONSULTATION and bool(found.consulted_until and on <= found.consulted_until)
    run = Run.objects.filter(revision=revision).select_related("cycle").order_by("-pk").first()
    trial = Trial.from_json(run.result) if run else None
    provisions = provision_words(pack)
    context: dict[str, Any] = {
        "draft": found,
        "base": base,
        "pack": pack,
        "state": states()[found.state],
        "is_open": is_open,
        "lines": pack_changes(base, pack, language()) if base else [],
        "pages": pages,
        "comments": _comments(list(pages.object_list)),
        "provisions": provisions,
        "may_comment": is_open and may_comment(viewer, viewer.organization_id),
        "run": run,
        "trial": trial,
        "form": form,
    }
    if trial:
        grades = list(enumerate(trial.grades_after, start=1))
        context |= {"flow": flow_of(trial), "matrix": matrix_of(trial), "columns": [code for _rank, code in grades]}
    return show(request, "rulemaking/consultation.html", context, form.problems)


def _base_at_hand(found: RuleDraft) -> Pack | None:
    """The version it was drafted from; None where its files are gone, since what was said stays readable."""
    try:
        return base_pack(found)
    except NotFound:
        return None


def _comments(rows: list[Comment]) -> list[tuple[Comment, str]]:
    names = names_of({row.organization_id for row in rows})
    return [(row, names.get(row.organization_id, "")) for row in rows]
