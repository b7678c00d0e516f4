"""Bulletins: the list, one of them with how far it has come, and who has it."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from umbel.bulletins import acts
from umbel.bulletins.models import Bulletin, Copy, Relay
from umbel.bulletins.permissions import may_acknowledge, may_relay, may_send, may_withdraw
from umbel.bulletins.queries import Coverage, coverage_by_committee, readable_bulletins, total
from umbel.bulletins.states import Asks
from umbel.errors import NotFound
from umbel.web.bulletins.listings import BULLETINS, COPIES, chosen_relay
from umbel.web.fields import Text
from umbel.web.forms import ActForm, Asked, forms_of
from umbel.web.shortcuts import say, show, signed_in, today_of, viewer_of
from umbel.web.viewing import UmbelRequest

FORMS: Asked = {
    "acknowledge": {},
    "relay": {"reasons": Text(gettext_lazy("Your committee’s own note (optional)"), rows=4)},
    "withdraw": {"reasons": Text(gettext_lazy("Why?"), rows=2)},
}


@signed_in
@require_safe
def bulletins(request: UmbelRequest) -> HttpResponseBase:
    """Every bulletin the viewer sent, passes on or received."""
    found = BULLETINS.asked(request)
    context = {"list": found, "may_send": may_send(viewer_of(request))}
    return found.file() or show(request, "bulletins/bulletins.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def bulletin(request: UmbelRequest, number: int) -> HttpResponse:
    """One bulletin: what it says, what the viewer can do with it, and how far it has come."""
    found = _found(request, number)
    if request.method != "POST":
        copy = _own_copy(request, found)
        if copy:
            acts.open_copy(copy=copy, on=today_of(request), by=viewer_of(request))
        return _page(request, found, copy)
    act = request.POST.get("act", "")
    if act not in FORMS:
        raise NotFound(_("Nothing by that name can be done with a bulletin."))
    form = ActForm(request, act=act, fields=FORMS[act])
    if not form.runs(lambda said: _do(request, found, act, said.get("reasons", "")), field="reasons"):
        return _page(request, found, _own_copy(request, found), form)
    say(request, form.made)
    return redirect("bulletin", number)


@signed_in
@require_safe
def copies(request: UmbelRequest, number: int) -> HttpResponseBase:
    """Who has it: those who have not answered first."""
    bulletin = _found(request, number)
    found = COPIES.asked(
        request,
        bulletin=bulletin,
        is_over=bulletin.due_on is not None and bulletin.due_on < today_of(request),
        hidden=_("Who has a bulletin is shown to those who send it and pass it on."),
    )
    context = {"bulletin": bulletin, "list": found, "chosen": chosen_relay(found.asked)}
    return found.file() or show(request, "bulletins/copies.html", context)


def _found(request: UmbelRequest, number: int) -> Bulletin:
    found = readable_bulletins(viewer_of(request)).filter(pk=number).first()
    if found is None:
        raise NotFound(_("There is no bulletin here that your role may read."))
    return found


def _own_copy(request: UmbelRequest, found: Bulletin) -> Copy | None:
    organization = viewer_of(request).organization_id
    return found.copies.select_related("relay__body").filter(organization_id=organization or 0).first()


def _do(request: UmbelRequest, found: Bulletin, act: str, reasons: str) -> str:
    on, viewer = today_of(request), viewer_of(request)
    if act == "acknowledge" and (copy := _own_copy(request, found)):
        acts.acknowledge(copy=copy, on=on, by=viewer)
        return _("Thank you. It is acknowledged.")
    if act == "relay" and (relay := found.relays.filter(body_id=viewer.body_id or 0).first()):
        acts.relay(relay=relay, note=reasons, on=on, by=viewer)
        return _("It is on its way to the organizations placed under your committee.")
    if act == "withdraw":
        acts.withdraw(bulletin=found, reasons=reasons, on=on, by=viewer)
        return _("The bulletin is withdrawn: nothing is asked any more.")
    raise NotFound(_("Nothing by that name can be done with a bulletin."))


def _page(request: UmbelRequest, found: Bulletin, copy: Copy | None, sent: ActForm | None = None) -> HttpResponse:
    viewer, on = viewer_of(request), today_of(request)
    relays = list(found.relays.select_related("body", "passed_by").order_by("body__code"))
    own = next((row for row in relays if row.body_id == viewer.body_id), None)
    context: dict[str, Any] = {
        "bulletin": found,
        "copy": copy,
        "own_relay": own,
        "ends_at_committees": found.audience == "committees",
        "may_relay": own is not None and own.passed_on is None and not found.withdrawn_on and may_relay(viewer, own),
        "may_withdraw": not found.withdrawn_on and may_withdraw(viewer, found),
        "may_acknowledge": copy is not None
        and copy.acknowledged_on is None
        and not found.withdrawn_on
        and found.asks == Asks.ACKNOWLEDGEMENT
        and may_acknowledge(viewer, copy),
        "forms": forms_of(FORMS, sent),
    }
    if copy is None:
        context |= _coverage(found, relays, own if viewer.body_id and viewer.body_id != found.body_id else None, on)
    return show(request, "bulletins/bulletin.html", context, sent.problems if sent else None)


def _coverage(found: Bulletin, relays: list[Relay], only: Relay | None, on: Any) -> dict[str, Any]:
    counts = coverage_by_committee(found, on)
    shown = [only] if only else relays
    rows = [(relay, counts.get(relay.pk, Coverage())) for relay in shown]
    nobody = counts.get(None, Coverage())
    passed = sum(1 for relay in shown if relay.passed_on)
    return {
        "rows": rows,
        "nobody": nobody if not only and nobody.whole else None,
        "all": total([count for _relay, count in rows] + ([] if only else [nobody])),
        "passed": passed,
        "silent": sum(1 for relay in shown if relay.by_silence),
        "is_sender": only is None,
        "is_working": found.spread_after is not None,
    }
