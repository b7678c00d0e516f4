"""What is due from an organization: a year ahead by month, and what became of what was; handing a document in."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from umbel.activities import acts
from umbel.activities.acts import File
from umbel.activities.models import Obligation
from umbel.activities.permissions import check_may_hand_in, may_extend, may_hand_in, may_report
from umbel.activities.queries import obligations, pack_in_force
from umbel.activities.states import Fate
from umbel.deadlines import add_months
from umbel.errors import NotFound, UmbelError
from umbel.structure.models import Organization
from umbel.web.asking import (
    LARGEST_FILE,
    Written,
    own_organization,
    problems_in,
    say,
    show,
    signed_in,
    today_of,
    typed,
    viewer_of,
)
from umbel.web.paging import page_of
from umbel.web.structure.files import fate_words, readable_file, requirement_titles
from umbel.web.viewing import UmbelRequest

MONTHS_AHEAD = 12
MOST_AHEAD = 200
LONGEST_AMOUNT = 24
LARGEST_AMOUNT = Decimal(10) ** 18


@require_safe
def due(request: UmbelRequest, number: int) -> HttpResponse:
    """What is asked of the organization: what comes in the next year, and what became of what was asked."""
    day, file = readable_file(request, number)
    viewer, organization = viewer_of(request), Organization(pk=number)
    rows = obligations(day.day).filter(organization=number)
    coming = rows.filter(fate=Fate.OPEN, due_by__gte=day.day, due_by__lt=add_months(day.day, MONTHS_AHEAD))
    acting = not day.chosen and not file.ended_on
    context = {
        "as_of": day,
        "file": file,
        "here": "obligations",
        "months": _by_month(coming.order_by("due_by", "requirement", "pk")[:MOST_AHEAD]),
        "pages": page_of(request, rows.filter(from_on__lte=day.day).order_by("-due_on", "requirement", "pk")),
        "titles": requirement_titles(request),
        "fates": fate_words(),
        "may_report": acting and may_report(viewer, organization),
        "may_extend": acting and may_extend(viewer, {number}, day.day),
        "may_hand_in": acting and may_hand_in(viewer, organization),
    }
    return show(request, "structure/obligations.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: UmbelRequest, number: int, obligation: int) -> HttpResponse:
    """Hand in the document that an obligation asks for, such as the report on a year."""
    check_may_hand_in(viewer_of(request), Organization(pk=number))
    row = Obligation.objects.filter(organization_id=number, pk=obligation, kind="filing").first()
    if row is None:
        raise NotFound(_("There is no such obligation of this organization."))
    if hasattr(row, "filing"):
        say(request, _("This was handed in already."))
        return redirect("organization-obligations", number)
    pack = pack_in_force()
    title = next((item.title for item in pack.requirements if item.code == row.requirement), None) if pack else None
    found = Written(typed={name: typed(request, name) for name in ("income", "expenditure")})
    context = {"file": own_organization(request), "obligation": row, "title": title, "typed": found.typed}
    if request.method != "POST":
        return show(request, "activities/hand_in.html", context)
    _hand_in(request, row, found)
    if found.problems:
        return show(request, "activities/hand_in.html", context, found.problems)
    say(request, _("It is handed in. The ledger holds its hash and the time."))
    return redirect("organization-obligations", number)


def _hand_in(request: UmbelRequest, row: Obligation, found: Written) -> None:
    amounts = {name: _amount(found, name) for name in ("income", "expenditure")}
    file = request.FILES.get("file")
    if file is None:
        found.refuse("file", _("Choose the document."))
    elif (file.size or 0) > LARGEST_FILE:
        found.refuse("file", _("%(name)s is larger than 20 MB.") % {"name": file.name})
    if found.problems or file is None:
        return
    sent = File("report", file.name or "file", file.read())
    try:
        acts.hand_in(obligation=row, file=sent, on=today_of(request), by=viewer_of(request), **amounts)
    except UmbelError as refused:
        found.problems += problems_in(refused, field="file")


def _amount(found: Written, name: str) -> Decimal | None:
    plain = found.typed[name].replace(",", "").replace("\uff0c", "").replace(" ", "")
    if not plain:
        return None
    try:
        amount = Decimal(plain) if len(plain) <= LONGEST_AMOUNT else Decimal("NaN")
    except InvalidOperation:
        amount = Decimal("NaN")
    if amount.is_finite() and abs(amount) < LARGEST_AMOUNT and amount == round(amount, 2):
        return amount
    found.refuse(name, _("Write an amount with at most two decimals, such as 125000.50."))
    return None


def _by_month(rows: Iterable[Any]) -> list[tuple[date, list[Any]]]:
    return [(month, list(found)) for month, found in groupby(rows, key=lambda row: row.due_by.replace(day=1))]
