"""Writing a bulletin: its words, for whom, and what it asks; shown once more, with how many it reaches."""

from datetime import date
from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from umbel.activities.queries import pack_in_force
from umbel.bulletins import acts
from umbel.bulletins.acts import Draft
from umbel.bulletins.acts.sending import LONGEST
from umbel.bulletins.permissions import body_of, check_may_send
from umbel.bulletins.queries import audience
from umbel.bulletins.states import Asks, Audience
from umbel.structure.models import Body, Concept, District
from umbel.structure.states import TierCode
from umbel.web.fields import Choice, Day, InEachLanguage, Line
from umbel.web.forms import ActForm
from umbel.web.shortcuts import language, say, show, signed_in, today_of, viewer_of
from umbel.web.viewing import UmbelRequest

DEEPEST = 2


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: UmbelRequest) -> HttpResponse:
    """Write a bulletin, see whom it reaches, and send it."""
    viewer, on = viewer_of(request), today_of(request)
    check_may_send(viewer)
    body = body_of(viewer)
    form = _form(request, body)
    step = request.POST.get("step", "")
    reaches = None
    if step == "edit":
        form = _form(None, body, {field.name: field.value() for field in form})
    elif step == "send":
        if form.runs(lambda said: acts.send(draft=_draft(said), on=on, by=viewer), field="title"):
            say(request, _("The bulletin is sent. This page shows how far it has come."))
            return redirect("bulletin", form.made.pk)
    elif form.runs(lambda said: _checked(_draft(said), body, on), field="title"):
        reaches = form.made
    pack = pack_in_force()
    context: dict[str, Any] = {
        "body": body,
        "form": form,
        "reaches": reaches,
        "draft": form.said if reaches else {},
        "asked_form": next((row for row in pack.forms if row.code == form.said.get("form")), None) if pack else None,
    }
    return show(request, "bulletins/write.html", context, form.problems)


class WriteForm(ActForm):
    """What a bulletin says, for whom, and what it asks."""

    title = InEachLanguage(gettext_lazy("Title"))
    text = InEachLanguage(gettext_lazy("What it says"), rows=6, longest=LONGEST)
    audience = Choice(gettext_lazy("Tier"))
    concept = Choice(
        gettext_lazy("Field"),
        first=gettext_lazy("every field"),
        unknown=gettext_lazy("There is no such field."),
        wide=True,
    )
    district = Choice(
        gettext_lazy("District"),
        first=gettext_lazy("every district"),
        unknown=gettext_lazy("There is no such district."),
    )
    grade = Choice(
        gettext_lazy("Grade in the last cycle"),
        first=gettext_lazy("every grade"),
        unknown=gettext_lazy("Nobody is in this audience. Widen it."),
    )
    asks = Choice(gettext_lazy("Answer"))
    due_on = Day(
        gettext_lazy("Last day to answer"),
        gettext_lazy("For an acknowledgement. A return has the time its form gives."),
        required=False,
    )
    form = Choice(
        gettext_lazy("Which form, if it asks for a return?"), unknown=gettext_lazy("Choose the form of the return.")
    )
    period = Line(gettext_lazy("For which period?"), gettext_lazy("Such as 2025."), width=10)


def _form(request: UmbelRequest | None, body: Body, initial: dict[str, Any] | None = None) -> WriteForm:
    """The form; only the apex writes to committees and asks for returns."""
    form, pack, spoken = WriteForm(request, initial=initial), pack_in_force(), language()
    asks = [("nothing", _("nothing")), ("acknowledgement", _("an acknowledgement"))]
    forms = pack.forms if pack and body.tier == TierCode.APEX else ()
    if forms:
        asks.append(("return", _("a return")))
        form.offer("form", [(row.code, row.title.in_language(spoken)) for row in forms])
    else:
        del form.fields["form"], form.fields["period"]
    if body.tier == TierCode.APEX:
        through, themselves = _("organizations, through their committees"), _("the joint committees themselves")
        form.offer("audience", [("organizations", through), ("committees", themselves)])
    else:
        del form.fields["audience"]
    form.offer("asks", asks)
    concepts = Concept.objects.filter(depth__lte=DEEPEST).order_by("path")
    form.offer("concept", [(row.path, str(row.name) if row.depth == 1 else f"– {row.name}") for row in concepts])
    form.offer("district", [(row.code, str(row.name)) for row in District.objects.order_by("code")])
    form.offer("grade", [(row.code, row.title.in_language(spoken)) for row in (pack.grades if pack else ())])
    return form


def _draft(said: dict[str, Any]) -> Draft:
    return Draft(
        title=said["title"],
        text=said["text"],
        **{name: said.get(name, "") for name in ("grade", "form", "period")},
        asks=Asks(said["asks"] or Asks.NOTHING),
        audience=Audience(said.get("audience") or Audience.ORGANIZATIONS),
        concept=Concept.objects.filter(path=said["concept"]).first() if said["concept"] else None,
        district=District.objects.filter(code=said["district"]).first() if said["district"] else None,
        due_on=said["due_on"],
    )


def _checked(draft: Draft, body: Body, on: date) -> dict[str, int]:
    """How many it would reach. Raises Problems with everything that is wrong with it."""
    acts.check(draft=draft, body=body, on=on)
    return _reaches(draft, body, on)


def _reaches(draft: Draft, body: Body, on: date) -> dict[str, int]:
    rows = audience(body, on, concept=draft.concept, district=draft.district, grade=draft.grade)
    counts: dict[str, int] = rows.order_by().aggregate(
        organizations=Count("organization_id", distinct=True), committees=Count("body_id", distinct=True)
    )
    return counts
