"""The files of a draft: read one, write it anew, and see what a revision changed."""

import difflib
from collections.abc import Iterator
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from umbel.errors import Problem, Problems
from umbel.policy.adjusting import HEAD
from umbel.policy.catalogue import pack_texts
from umbel.policy.reading import BOM, LARGEST_FILE
from umbel.policy.storing import pack_of
from umbel.rubric import compile_rubric
from umbel.rulemaking import acts
from umbel.rulemaking.models import Revision, RuleDraft
from umbel.rulemaking.permissions import check_may_draft, check_may_read_lab, may_draft
from umbel.rulemaking.queries import (
    find_draft,
    latest_revision,
    revision_named,
    wrong_examples,
)
from umbel.rulemaking.states import DraftState
from umbel.web.fields import Text
from umbel.web.forms import ActForm
from umbel.web.shortcuts import say, show, signed_in, today_of, viewer_of
from umbel.web.viewing import UmbelRequest

AROUND = 2


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: UmbelRequest, number: int) -> HttpResponse:
    """One file of the draft as text, with everything that is wrong with it named by line and column."""
    viewer = viewer_of(request)
    check_may_read_lab(viewer)
    found = find_draft(number)
    revision = _revision(request, found)
    if request.method == "POST":
        check_may_draft(viewer)
    form = FileForm(request)
    if form.is_bound:
        form.text = request.POST.get("text")
    if not form.runs(lambda said: _do(request, found, revision, form, said["why"])):
        return _page(request, found, revision, form)
    say(request, form.made)
    return _page(request, found, revision, form) if form.done_by == "check" else redirect("lab-draft", number)


class FileForm(ActForm):
    """Why a file is written anew. The file itself is text to the last space, so the page has an editor of its own."""

    text: str | None = None
    """The file as it was sent; None until it was."""
    why = Text(gettext_lazy("Why?"), rows=2)


def _do(request: UmbelRequest, found: RuleDraft, revision: Revision, form: FileForm, why: str) -> str:
    form.text = _text(request)
    texts = {**revision.texts, _name(request, revision): form.text}
    if form.done_by == "check":
        compile_rubric(pack_of(texts))
        return _("The rules are in order; nothing was saved yet.")
    acts.revise(draft=found, texts=texts, after=revision.number, why=why, on=today_of(request), by=viewer_of(request))
    return _("Saved as a new revision. Nothing real was changed.")


def _revision(request: UmbelRequest, found: RuleDraft) -> Revision:
    return revision_named(found, request.POST.get("after") or request.GET.get("revision", ""))


def _name(request: UmbelRequest, revision: Revision) -> str:
    asked = request.POST.get("file") or request.GET.get("file", "")
    return asked if asked in revision.texts else HEAD


def _text(request: UmbelRequest) -> str:
    """The file as it was typed, or as it was handed in, whole; without what no text holds. Raises Problems where it is
    too large or no UTF-8: half a file, or one with other letters, might be in order and yet not what was meant.
    """
    given = request.FILES.get("upload")
    text = _handed_in(given) if given else request.POST.get("text", "")
    text = text.replace("\0", "").replace("\r\n", "\n")
    return text if text.endswith("\n") else f"{text}\n"


def _handed_in(given: "UploadedFile[Any]") -> str:
    if (given.size or 0) > LARGEST_FILE:
        message = _("The file is too large: at most %(most)d bytes are read.") % {"most": LARGEST_FILE}
        raise Problems("", [Problem(message, str(given.name), field="text")])
    try:
        text: str = given.read().decode()
    except UnicodeDecodeError:
        message = _("The file is not UTF-8 text: save it as UTF-8, and hand it in again.")
        raise Problems("", [Problem(message, str(given.name), field="text")]) from None
    return text.removeprefix(BOM)


def _page(request: UmbelRequest, found: RuleDraft, revision: Revision, form: FileForm) -> HttpResponse:
    name = _name(request, revision)
    last = latest_revision(found)
    context = {
        "draft": found,
        "revision": revision,
        "is_last": revision.number == last.number,
        "names": sorted(revision.texts),
        "name": name,
        "text": revision.texts[name] if form.text is None else form.text,
        "may_save": may_draft(viewer_of(request)) and found.state == DraftState.DRAFTING,
        "differences": list(_differences(found, revision)),
        "examples": _examples(revision),
        "form": form,
    }
    return show(request, "rulemaking/files.html", context, form.problems)


def _differences(found: RuleDraft, revision: Revision) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """File by file: the lines that this revision took out and put in, beside the one before it."""
    earlier = Revision.objects.filter(draft=found, number=revision.number - 1).first()
    before = earlier.texts if earlier else pack_texts(found.pack_id, found.base_version)
    for name in sorted({*before, *revision.texts}):
        old, new = before.get(name, "").split("\n"), revision.texts.get(name, "").split("\n")
        lines = [
            line for line in difflib.unified_diff(old, new, n=AROUND, lineterm="") if line[:3] not in {"---", "+++"}
        ]
        if lines:
            yield name, [(line[:1], line) for line in lines]


def _examples(revision: Revision) -> list[tuple[str, list[Any]]]:
    """Each worked example with what does not come out as it says."""
    pack = pack_of(revision.texts)
    wrong = wrong_examples(pack)
    return [
        (str(example.get("title", example["file"])), [problem for problem in wrong if problem.file == example["file"]])
        for example in pack.examples
    ]
