"""A bulletin on its way down and a return on its way up, as a federation has them in the middle of a year."""

import random
from datetime import date, timedelta

from umbel.accounts.permissions import Role, Viewer
from umbel.bulletins import acts
from umbel.bulletins.acts import Draft
from umbel.bulletins.acts.sending import deliver_bulletin
from umbel.bulletins.models import Bulletin, Return
from umbel.bulletins.states import Asks, ReturnState
from umbel.cli.demo.origin import STANDS_ON
from umbel.cli.demo.staff import Staff
from umbel.cli.demo.words import said, words
from umbel.cli.screen import Steps
from umbel.structure.acts.roles import sample_account
from umbel.structure.models import Organization

SENT_ON, CALLED_ON = date(2026, 6, 8), date(2026, 6, 1)
ANSWER = 48
"""Organizations whose people answer in the demo."""


def cascade(staff: Staff, chance: random.Random, bars: Steps) -> None:
    """Send a bulletin and call for a return; some committees are silent, some organizations have not answered."""
    with bars.step("Sending a bulletin, calling for a return", 3) as step:
        bulletin = _bulletin(staff)
        step(1)
        call = acts.call(form="yearly-figures", period="2025", on=CALLED_ON, by=staff.of(Role.APEX_OFFICER))
        step(1)
        _answer(bulletin, list(call.returns.order_by("pk")), staff, chance)
        step(1)


def _bulletin(staff: Staff) -> Bulletin:
    title, text = words(said("bulletin")["title"]), words(said("bulletin")["text"])
    draft = Draft(title=title, text=text, asks=Asks.ACKNOWLEDGEMENT, due_on=STANDS_ON + timedelta(days=10))
    sent = acts.send(draft=draft, on=SENT_ON, by=staff.of(Role.APEX_OFFICER))
    for number, relay in enumerate(sent.relays.select_related("body").order_by("pk")):
        if number % 4:
            note, on = "" if number % 2 else said("relay")["note"], SENT_ON + timedelta(days=number % 3)
            acts.relay(relay=relay, note=note, on=on, by=staff.joint(relay.body))
    acts.pass_on(on=SENT_ON + timedelta(days=14))
    deliver_bulletin.call(sent.pk)
    return sent


def _answer(bulletin: Bulletin, returns: list[Return], staff: Staff, chance: random.Random) -> None:
    """Every so many organizations answer; their committees forward most of it."""
    every = max(1, len(returns) // ANSWER)
    for number, row in enumerate(returns[::every]):
        by = _approver(row.organization)
        copy = bulletin.copies.filter(organization=row.organization).first()
        if copy and number % 3:
            acts.acknowledge(copy=copy, on=STANDS_ON, by=by)
        if number % 8:
            sent = acts.submit(row=row, typed=_figures(chance), on=STANDS_ON - timedelta(days=5), by=by)
            placed = sent.organization.placements.filter(until_on=None).select_related("body").first()
            if placed and number % 5:
                acts.forward(rows=[sent], on=STANDS_ON - timedelta(days=2), by=staff.joint(placed.body))
    sent_up = Return.objects.filter(state=ReturnState.FORWARDED).order_by("pk")
    acts.accept(rows=list(sent_up[: ANSWER // 4]), on=STANDS_ON, by=staff.of(Role.APEX_OFFICER))


def _approver(organization: Organization) -> Viewer:
    user = sample_account(role=Role.ORGANIZATION_APPROVER, organization=organization)
    return Viewer(Role.ORGANIZATION_APPROVER, organization_id=organization.pk, user_id=user.pk, label=str(user))


def _figures(chance: random.Random) -> dict[str, str]:
    staff = chance.randint(1, 30)
    income = chance.randint(20_000, 3_000_000)
    return {
        "individual-members": str(chance.randint(30, 900)),
        "institutional-members": str(chance.randint(0, 60)),
        "staff": str(staff),
        "full-time-staff": str(chance.randint(0, staff)),
        "income": str(income),
        "expenditure": str(int(income * chance.uniform(0.6, 1.1))),
        "premises": chance.choice(["own", "rented", "lent"]),
    }
