"""The laboratory: every draft of rules, and beginning one."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from umbel.policy import version_key
from umbel.policy.pack import Pack
from umbel.rulemaking import acts
from umbel.rulemaking.permissions import check_may_draft, check_may_read_lab, may_draft
from umbel.rulemaking.queries import cycles_with_facts, drafts, newest_rules
from umbel.web.fields import Day, Line, Text
from umbel.web.forms import ActForm
from umbel.web.paging import page_of
from umbel.web.rulemaking.words import states
from umbel.web.shortcuts import say, show, signed_in, today_of, viewer_of
from umbel.web.viewing import UmbelRequest


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def lab(request: UmbelRequest) -> HttpResponse:
    """Every draft, and a form to begin another from the rules adopted last."""
    viewer, on = viewer_of(request), today_of(request)
    check_may_read_lab(viewer)
    pack = newest_rules(on)
    if request.method == "POST":
        check_may_draft(viewer)
    known = {"version": _next_version(pack) if pack else "", "from_on": date(on.year + 1, 1, 1)}
    form = BeginForm(request, initial=known)
    if form.runs(lambda said: acts.begin_draft(**said, on=on, by=viewer), field="version"):
        say(request, _("The draft is a copy of the rules in force. Change numbers, and see what they would do."))
        return redirect("lab-draft", form.made.pk)
    context = {
        "pages": page_of(request, drafts()),
        "pack": pack,
        "states": states(),
        "may_draft": may_draft(viewer),
        "has_facts": cycles_with_facts().exists(),
        "form": form,
    }
    return show(request, "rulemaking/lab.html", context, form.problems)


class BeginForm(ActForm):
    """What a draft is to be, from when, and what for."""

    version = Line(gettext_lazy("Its version"), width=10)
    from_on = Day(gettext_lazy("In force from, at the earliest"))
    purpose = Text(
        gettext_lazy("Why are other rules wanted?"), gettext_lazy("Everyone reads it in the consultation."), rows=3
    )


def _next_version(pack: Pack) -> str:
    taken = [draft.version for draft in drafts().filter(pack_id=pack.id)]
    first, second, *_rest = version_key(max([pack.version, *taken], key=version_key))
    return f"{first}.{second + 1}.0"
