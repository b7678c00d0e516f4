"""The laboratory: every draft of rules, and beginning one."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from umbel.errors import Problem, Problems, UmbelError
from umbel.policy import version_key
from umbel.policy.pack import Pack
from umbel.rulemaking import acts
from umbel.rulemaking.permissions import check_may_draft, check_may_read_lab, may_draft
from umbel.rulemaking.queries import cycles_with_facts, drafts, newest_rules
from umbel.web.asking import problems_in, say, show, signed_in, today_of, typed, viewer_of
from umbel.web.paging import page_of
from umbel.web.rulemaking.words import states
from umbel.web.viewing import UmbelRequest


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def lab(request: UmbelRequest) -> HttpResponse:
    """Every draft, and a form to begin another from the rules adopted last."""
    viewer, on = viewer_of(request), today_of(request)
    check_may_read_lab(viewer)
    pack, problems = newest_rules(on), []
    if request.method == "POST":
        check_may_draft(viewer)
        try:
            begun = acts.begin_draft(
                version=typed(request, "version"),
                from_on=day_typed(request, "from_on"),
                purpose=typed(request, "purpose"),
                on=on,
                by=viewer,
            )
        except UmbelError as refused:
            problems = problems_in(refused, field="version")
        else:
            say(request, _("The draft is a copy of the rules in force. Change numbers, and see what they would do."))
            return redirect("lab-draft", begun.pk)
    pages = page_of(request, drafts())
    context = {
        "pages": pages,
        "pack": pack,
        "states": states(),
        "may_draft": may_draft(viewer),
        "has_facts": cycles_with_facts().exists(),
        "typed": {name: typed(request, name) for name in ("version", "from_on", "purpose")}
        if request.method == "POST"
        else {"version": _next_version(pack) if pack else "", "from_on": date(on.year + 1, 1, 1).isoformat()},
    }
    return show(request, "rulemaking/lab.html", context, problems)


def day_typed(request: UmbelRequest, name: str) -> date:
    """A day from a form. Raises Problems where it is none."""
    try:
        return date.fromisoformat(typed(request, name))
    except ValueError:
        message = _("Write the day as year-month-day, such as 2026-03-31.")
        raise Problems("", [Problem(message, field=name)]) from None


def _next_version(pack: Pack) -> str:
    taken = [draft.version for draft in drafts().filter(pack_id=pack.id)]
    first, second, *_rest = version_key(max([pack.version, *taken], key=version_key))
    return f"{first}.{second + 1}.0"
