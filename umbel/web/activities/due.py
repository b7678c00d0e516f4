"""What is due from an organization: a year ahead by month, and what became of what was; handing a document in."""

from collections.abc import Callable, Iterable
from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from umbel.activities import acts
from umbel.activities.acts import File
from umbel.activities.models import Obligation
from umbel.activities.permissions import check_may_hand_in, may_extend
from umbel.activities.queries import obligations, pack_in_force
from umbel.activities.states import Fate
from umbel.deadlines import add_months
from umbel.errors import NotFound
from umbel.policy.pack import RequirementKind
from umbel.structure.models import Organization
from umbel.web.answers import Answer, answer_of
from umbel.web.fields import Files, contents
from umbel.web.forms import ActForm
from umbel.web.number_fields import Amount
from umbel.web.shortcuts import own_organization, say, show, signed_in, today_of, viewer_of
from umbel.web.structure.file_listings import FATES, OBLIGATIONS
from umbel.web.structure.files import readable_file, requirement_titles
from umbel.web.viewing import UmbelRequest

MONTHS_AHEAD = 12
MOST_AHEAD = 200


@require_safe
def due(request: UmbelRequest, number: int) -> HttpResponseBase:
    """What is asked of the organization: what comes in the next year, and what became of what was asked."""
    day, file = readable_file(request, number)
    viewer = viewer_of(request)
    rows = obligations(day.day).filter(organization=number)
    coming = rows.filter(fate=Fate.OPEN, due_by__gte=day.day, due_by__lt=add_months(day.day, MONTHS_AHEAD))
    acting, titles = not day.chosen and not file.ended_on, requirement_titles(request)

    def answer(row: Any) -> Answer | None:
        return answer_of(row, viewer, day.day) if acting else None

    extends = acting and may_extend(viewer, {number}, day.day)
    found = OBLIGATIONS.asked(request, number=number, titles=titles, fates=FATES, answer=answer, may_extend=extends)
    context = {
        "as_of": day,
        "file": file,
        "here": "obligations",
        "months": _by_month(coming.order_by("due_by", "requirement", "pk")[:MOST_AHEAD], answer),
        "list": found,
        "titles": titles,
    }
    return found.file() or show(request, "structure/obligations.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: UmbelRequest, number: int, obligation: int) -> HttpResponse:
    """Hand in the document that an obligation asks for, such as the report on a year."""
    check_may_hand_in(viewer_of(request), Organization(pk=number))
    row = Obligation.objects.filter(organization_id=number, pk=obligation, kind=RequirementKind.FILING).first()
    if row is None:
        raise NotFound(_("There is no such obligation of this organization."))
    if hasattr(row, "filing"):
        say(request, _("This was handed in already."))
        return redirect("organization-obligations", number)
    pack = pack_in_force()
    title = next((item.title for item in pack.requirements if item.code == row.requirement), None) if pack else None
    form = HandInForm(request)
    if form.runs(lambda said: _hand_in(request, row, said), field="file"):
        say(request, _("It is handed in. The ledger holds its hash and the time."))
        return redirect("organization-obligations", number)
    context = {"file": own_organization(request), "obligation": row, "title": title, "form": form}
    return show(request, "activities/hand_in.html", context, form.problems)


class HandInForm(ActForm):
    """A document that is asked for, and what it says of the year's money."""

    file = Files(gettext_lazy("Document"), multiple=False, missing=gettext_lazy("Choose the document."))
    income = Amount(gettext_lazy("Income of the year (optional)"), width=10)
    expenditure = Amount(gettext_lazy("Expenditure of the year (optional)"), width=10)


def _hand_in(request: UmbelRequest, row: Obligation, said: dict[str, Any]) -> None:
    name, content = contents(said["file"])[0]
    acts.hand_in(
        obligation=row,
        file=File("report", name, content),
        income=said["income"],
        expenditure=said["expenditure"],
        on=today_of(request),
        by=viewer_of(request),
    )


def _by_month(rows: Iterable[Any], answer: Callable[[Any], Answer | None]) -> list[tuple[date, list[Any]]]:
    """The rows by the month in which they fall due, each with where it is answered."""
    told = [(row, answer(row)) for row in rows]
    return [(month, list(found)) for month, found in groupby(told, key=lambda pair: pair[0].due_by.replace(day=1))]
