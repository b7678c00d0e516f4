"""Opening a case about an organization: which measure, and what it rests on."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from umbel.casework import acts
from umbel.casework.acts import Ground
from umbel.casework.models import Case
from umbel.casework.permissions import check_may_open
from umbel.casework.queries import earlier_rungs, rules_in_force
from umbel.errors import NotFound
from umbel.policy.pack import Rung
from umbel.structure.models import Organization
from umbel.structure.queries import letter_languages
from umbel.web.context import offered
from umbel.web.fields import Choice, Radios, Text
from umbel.web.forms import ActForm
from umbel.web.shortcuts import language, say, show, signed_in, titled, today_of, viewer_of
from umbel.web.viewing import UmbelRequest


class OpenCase(ActForm):
    """Which measure is meant, and what it rests on."""

    rung = Radios(
        gettext_lazy("Which measure?"),
        gettext_lazy("The ladder of the rules, from the mildest to the gravest."),
        missing=gettext_lazy("Choose the measure."),
    )
    ground = Text(
        gettext_lazy("What is said to have happened?"),
        gettext_lazy("In plain words. The organization reads them."),
        rows=4,
    )
    rule = Text(gettext_lazy("The rule it rests on"), gettext_lazy("Which provision, of which text."), rows=2)
    facts = Text(
        gettext_lazy("The facts"),
        gettext_lazy("Dates, reports, figures: what the organization can answer one by one. Nobody is named."),
        rows=6,
    )
    language = Choice(
        gettext_lazy("Language of the papers"),
        gettext_lazy("The organization can ask for the other one; its time then begins again."),
        first=gettext_lazy("the language of its approver"),
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def open_new(request: UmbelRequest, number: int) -> HttpResponse:
    """Open a case about an organization: which measure, and what it rests on."""
    viewer, on = viewer_of(request), today_of(request)
    organization = Organization.objects.filter(pk=number).first()
    if organization is None:
        raise NotFound(_("There is no such organization."))
    check_may_open(viewer, organization, on)
    pack = rules_in_force()
    ways = [(rung, _way_to(organization, rung, on)) for rung in (pack.rungs if pack else ())]
    form = OpenCase(request, initial=request.GET.dict())
    form.offer("rung", [_option(rung) for rung, why_not in ways if not why_not])
    form.offer("language", [(code, title, code) for code, _tag, title in reversed(offered())])
    if form.runs(lambda said: _opened(request, organization, said), field="rung"):
        say(request, _("The case is open. The organization has not been told yet: read it through, then send it."))
        return redirect("case", form.made.reference)
    context = {"form": form, "file": titled(number, on), "locked": [row for row in ways if row[1]]}
    return show(request, "casework/open.html", context, form.problems)


def _opened(request: UmbelRequest, organization: Organization, said: dict[str, Any]) -> Case:
    return acts.open_case(
        organization=organization,
        rung=said["rung"],
        ground=Ground(ground=said["ground"], rule=said["rule"], facts=said["facts"]),
        language=said["language"] if said["language"] in letter_languages() else "",
        on=today_of(request),
        by=viewer_of(request),
    )


def _option(rung: Rung) -> tuple[str, str, str]:
    """A measure that can be chosen, with what it gives the organization time for."""
    days = {"reply": rung.reply_days, "appeal": rung.appeal_days}
    hint = _("takes nothing from the organization")
    if rung.adverse:
        hint = _("%(reply)s working days to reply, %(appeal)s to appeal") % days
    return rung.code, rung.title.in_language(language()), hint


def _way_to(organization: Organization, rung: Rung, on: Any) -> str:
    """Why this rung is not open yet; empty when it is."""
    if not rung.after or earlier_rungs([organization.pk], rung, on).exists():
        return ""
    pack = rules_in_force()
    names = {item.code: item.title.in_language(language()) for item in pack.rungs} if pack else {}
    return _("Only after: %(rungs)s.") % {"rungs": ", ".join(names.get(code, code) for code in rung.after)}
