"""What can be done to an organization, and how each can be contested: drawn from the table by which the record runs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from umbel.accounts.permissions import ROLES
from umbel.activities.queries import pack_in_force
from umbel.audit.table_of_acts import ActCode, Bearing, Hand, Told, table_of_acts
from umbel.policy.legal_words import outside_words
from umbel.policy.pack import Pack
from umbel.web.policy.rules import working_days
from umbel.web.shortcuts import language, show
from umbel.web.viewing import UmbelRequest
from umbel.words import Message

HANDS = {
    Hand.ACCOUNT: gettext_lazy("everyone signed in"),
    Hand.PROGRAM: gettext_lazy("the program by itself"),
    Hand.OPERATOR: gettext_lazy("whoever runs the server"),
}
TOLD = {
    Told.BEFORE: gettext_lazy("Before it has any effect, with time to reply"),
    Told.AT_ONCE: gettext_lazy("At once, by a notice; without it, it is not done"),
    Told.IN_PUBLIC: gettext_lazy("In public, to all alike"),
}
PIECES = {
    "registration": gettext_lazy("The register: applications and changes"),
    "activities": gettext_lazy("What is due, and reports of it"),
    "evaluation": gettext_lazy("The evaluation"),
    "casework": gettext_lazy("Cases"),
    "bulletins": gettext_lazy("Returns"),
    "commitments": gettext_lazy("Commitments"),
    "structure": gettext_lazy("Committees, roles and files of others"),
    "rulemaking": gettext_lazy("Rules"),
}
"""The pieces whose acts can bear on an organization, in the order in which it meets them."""


@dataclass(slots=True)
class Shown:
    """One act on the page."""

    act: ActCode
    title: str
    who: list[str]
    told: str = ""
    reply: str = ""
    decided_by: str = ""
    review: str = ""
    reasons: bool = False
    times: list[tuple[str, str]] = field(default_factory=list)


@require_safe
def what_can_be_done(request: UmbelRequest) -> HttpResponse:
    """Every act that can burden an organization or be held against it, and the route of each."""
    pack = pack_in_force()
    order = list(PIECES)
    acts = [act for act in table_of_acts().values() if act.row.bearing in {Bearing.BURDENING, Bearing.ADVERSE}]
    acts.sort(key=lambda act: (order.index(act.piece), act.row.bearing != Bearing.ADVERSE))
    groups = [
        (PIECES[piece], [_shown(act, pack) for act in found]) for piece, found in groupby(acts, lambda act: act.piece)
    ]
    outside = [_said(sentence) for sentence in outside_words(pack)] if pack else []
    return show(request, "audit/what_can_be_done.html", {"groups": groups, "many": len(acts), "outside": outside})


def _shown(act: ActCode, pack: Pack | None) -> Shown:
    roles = [str(row.title) for row in ROLES.values() if row.permissions & act.row.by]
    shown = Shown(act, _said(act.row.title), roles + [str(said) for hand, said in HANDS.items() if hand in act.row.by])
    if route := act.row.route:
        shown.told, shown.reasons = str(TOLD[route.told]), route.reasons
        shown.reply, shown.review = _said(route.reply), _said(route.review)
        shown.decided_by = _said(route.decided_by) if route.decided_by else ""
        shown.times = list(_times(route.within, pack))
    else:
        shown.review = _("There is no review of its own.")
    return shown


def _said(message: Message) -> str:
    return message.in_language(language())


def _times(codes: tuple[str, ...], pack: Pack | None) -> Iterator[tuple[str, str]]:
    stated = {time.code: time for time in pack.times_that_hold} if pack else {}
    for code in codes:
        if time := stated.get(code):
            yield str(time.title), working_days(time.working_days)
