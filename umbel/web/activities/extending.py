"""More time: given by an authority to one or to many at once, with its reason, and counted in public."""

from datetime import date
from typing import Any

from django.db.models import Count, Min
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from umbel.accounts.permissions import Permission, check_has
from umbel.activities import acts
from umbel.activities.models import Obligation
from umbel.activities.queries import extendable, obligations
from umbel.activities.states import Fate
from umbel.structure.models import District, Particulars
from umbel.structure.queries import in_force
from umbel.web.activities.listings import EXTENSIONS
from umbel.web.activities.report_form import said_due
from umbel.web.dates import as_of
from umbel.web.fields import Choice, Day, Hidden, Text, is_key
from umbel.web.forms import ActForm
from umbel.web.shortcuts import say, show, signed_in, titled, today_of, viewer_of
from umbel.web.structure.files import requirement_titles
from umbel.web.viewing import UmbelRequest

SHOWN = 20
NOBODY = gettext_lazy("Nothing of this is open there any more: nobody needs more time.")


@require_safe
def extensions(request: UmbelRequest) -> HttpResponseBase:
    """Every decision to give more time, for everyone to read."""
    day, viewer = as_of(request), viewer_of(request)
    may = viewer.has(Permission.DECIDE_FOR_APEX) or viewer.has(Permission.DECIDE_FOR_JOINT)
    found = EXTENSIONS.asked(request, titles=requirement_titles(request))
    context = {"as_of": day, "list": found, "may_extend": may and not day.chosen}
    return found.file() or show(request, "activities/extensions.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: UmbelRequest) -> HttpResponse:
    """Give more time: for what, for whom, until when and why; shown once more before it is given."""
    viewer, on = viewer_of(request), today_of(request)
    check_has(viewer, Permission.DECIDE_FOR_APEX, Permission.DECIDE_FOR_JOINT)
    form = ExtendForm(request, initial={"obligation": request.GET.get("obligation", "")})
    reach, titles = extendable(viewer, on), requirement_titles(request)
    form.offer("what", _groups(reach, titles))
    form.offer("district", [(district.code, str(district.name)) for district in District.objects.order_by("code")])
    chosen = _chosen(reach, form, on) if form.is_bound and form.is_valid() else []
    is_given = request.POST.get("step") == "give"
    if (
        chosen
        and is_given
        and form.runs(
            lambda said: acts.extend(
                obligations=chosen, due_on=said["due_on"], reasons=said["reasons"], on=on, by=viewer
            ),
            field="due_on",
        )
    ):
        say(request, _("More time is given, and everyone it is for was told."))
        return redirect("extensions")
    one = _one(reach, form)
    context: dict[str, Any] = {
        "form": form,
        "one": one,
        "one_file": titled(one.organization_id, on) if one else None,
        "titles": titles,
        "chosen": chosen if not form.problems else [],
        "organizations": len({row.organization_id for row in chosen}),
        "some": [titled(row.organization_id, on) for row in chosen[:SHOWN]],
    }
    return show(request, "activities/extend.html", context, form.problems)


class ExtendForm(ActForm):
    """For what and for whom there is more time, until when and why."""

    obligation = Hidden()
    what = Choice(gettext_lazy("For what?"), first=gettext_lazy("Choose"), unknown=NOBODY, wide=True)
    district = Choice(
        gettext_lazy("For whom?"),
        gettext_lazy("Only those who have not fulfilled it yet."),
        first=gettext_lazy("Everyone"),
    )
    due_on = Day(gettext_lazy("New last day"))
    reasons = Text(
        gettext_lazy("Reason"),
        gettext_lazy("It is public. Such as: the site was down for two days."),
        rows=3,
        missing=gettext_lazy("Give the reason: it is public."),
    )

    def clean(self) -> None:
        """One obligation was named, or everyone of a group."""
        if not self.cleaned_data.get("obligation") and not self.cleaned_data.get("what") and "what" not in self.errors:
            self.add_error("what", _("Choose for what more time is given."))


def _chosen(reach: Any, form: ExtendForm, on: date) -> list[Obligation]:
    """The obligations meant: of one requirement and period that are not fulfilled, everywhere or in one district; or
    the one that was named. Where there are none, the form says so.
    """
    said = form.cleaned_data
    rows = obligations(on).filter(pk__in=reach.values("pk"), fate__in=[Fate.OPEN, Fate.MISSED])
    if said["obligation"]:
        one = _one(reach, form)
        rows = rows.filter(pk=one.pk if one else 0)
    else:
        requirement, _dash, period = said["what"].partition("|")
        rows = rows.filter(requirement=requirement, period=period)
        if said["district"]:
            there = Particulars.objects.filter(in_force(on), district__code=said["district"])
            rows = rows.filter(organization_id__in=there.values("organization_id"))
    found = list(rows.order_by("organization_id"))
    if not found:
        form.add_error("what", NOBODY)
    return found


def _one(reach: Any, form: ExtendForm) -> Obligation | None:
    key = str(form["obligation"].value() or "")
    found: Obligation | None = reach.filter(pk=int(key)).first() if is_key(key) else None
    return found


def _groups(reach: Any, titles: dict[str, Any]) -> list[tuple[str, str]]:
    groups = reach.order_by().values("requirement", "period").annotate(many=Count("pk"), due=Min("due_on"))
    return [_option(group, titles) for group in groups.order_by("-due")]


def _option(group: Any, titles: dict[str, Any]) -> tuple[str, str]:
    """What everyone of a group is asked for: as it is sent, and as it is read."""
    requirement, period = group["requirement"], group["period"]
    return f"{requirement}|{period}", said_due(titles, requirement, period, group["due"])
