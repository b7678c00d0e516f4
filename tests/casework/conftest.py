"""An organization with a ladder before it, and everyone who takes a step in a case about it."""

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from tests import factories
from tests.registration.conftest import a_world, an_account
from umbel import outcomes
from umbel.casework import acts
from umbel.casework.acts import Attempt, Ground, Weighed
from umbel.casework.models import Case, Round
from umbel.casework.queries import rung_of
from umbel.casework.states import CaseState, ServiceChannel
from umbel.deadlines import Calendar
from umbel.policy.obligations import calendar_of

TODAY = date(2026, 4, 8)
"""A Wednesday."""
BEIJING = ZoneInfo("Asia/Shanghai")
GROUND = Ground(ground="No accepted activity for three quarters.", rule="regular-activity", facts="Q2 to Q4.")
WEIGHED = Weighed(relied_on="Q2 to Q4 stand empty.", set_aside="None.", of_the_reply="The flood explains Q2 only.")


def noon(on: date, zone=BEIJING) -> datetime:
    return datetime.combine(on, time(12), tzinfo=zone)


def before_noon_utc(on: date) -> datetime:
    return datetime.combine(on, time(3), tzinfo=UTC)


@pytest.fixture
def scene(db, settings, tmp_path):
    settings.UMBEL_DOCUMENTS = tmp_path / "documents"
    return a_case_scene()


def a_case_scene():
    """One organization under J01, a colleague for every step, and a case that goes step by step."""
    world = a_world()
    own = factories.an_organization(world.one, world.concept, world.district, name="Own Choir")
    other = factories.an_organization(world.two, world.concept, world.district, name="Other Choir")
    made = SimpleNamespace(
        world=world,
        own=own,
        other=other,
        officer=world.joint,
        colleague=an_account("joint-officer", body=world.one),
        sibling=world.sibling,
        chair=world.chair,
        apex_officer=world.placer,
        apex=world.apex_decider,
        second_apex=an_account("apex-decider"),
        reviewer=world.reviewer,
        approver=an_account("organization-approver", organization=own),
        editor=an_account("organization-editor", organization=own),
        outsider=an_account("organization-approver", organization=other),
    )
    made.calendar = calendar_of(world.pack)
    made.walk = Walk(made)
    return made


class Walk:
    """Takes a case along the usual road, a step at a time."""

    def __init__(self, scene):
        self.scene, self.withheld = scene, ""

    def given(self, rung="reminder", on=TODAY - timedelta(days=60), by=None):
        by = by or self.scene.officer
        case = acts.open_case(organization=self.scene.own, rung=rung, ground=GROUND, language="en", on=on, by=by)
        return acts.give(case=case, on=on, by=by)

    def opened(self, rung="warning", by=None):
        if not Case.objects.filter(organization=self.scene.own, adverse=False).exists():
            self.given()
        if rung == "removal":
            raise AssertionError("take the label first")
        by = by or self.scene.officer
        return acts.open_case(organization=self.scene.own, rung=rung, ground=GROUND, language="en", on=TODAY, by=by)

    def served(self, rung="warning", by=None):
        case = acts.send_notice(case=self.opened(rung, by), on=TODAY, by=by or self.scene.officer)
        return acts.acknowledge(case=case, on=TODAY, by=self.scene.approver)

    def replied(self, rung="warning", by=None, **more):
        case = self.served(rung, by)
        acts.reply(case=case, text="There was a flood.", at=noon(TODAY), by=self.scene.approver, **more)
        case.refresh_from_db()
        return case

    def considered(self, rung="warning", by=None):
        case = self.replied(rung, by, nothing_more=True)
        return acts.consider(case=case, weighed=WEIGHED, at=noon(TODAY), by=by or self.scene.colleague)

    def decided(self, rung="warning", by=None):
        case = self.considered(rung, by)
        decider = self.scene.apex if rung_of(case).decided_by == "apex" or by else self.scene.chair
        reasons = "Three quarters are too many."
        return acts.decide(case=case, reasons=reasons, withheld=self.withheld, on=TODAY, by=decider)

    def appealable(self, rung="warning", by=None):
        return acts.acknowledge(case=self.decided(rung, by), on=TODAY, by=self.scene.approver)

    def appealed(self, rung="warning", by=None):
        case = self.appealable(rung, by)
        return acts.appeal(case=case, grounds="The flood took both halls.", at=noon(TODAY), by=self.scene.approver)

    def final(self, rung="warning", by=None):
        case = self.appealed(rung, by)
        return outcomes.uphold_case(case=case, reasons="The flood was in Q2 only.", on=TODAY, by=self.scene.reviewer)


def another_like(case, organization, reference, **more):
    """As a case stands, about another organization."""
    row, its = Case.objects.get(pk=case.pk), Round.objects.get(pk=case.round_id)
    row.pk, row.reference, row.organization, row.round_id = None, reference, organization, 0
    row.state, row.effective_on = CaseState.OPENED, None
    row.save()
    its.pk, its.case, its.organization = None, row, organization
    its.save()
    Case.objects.filter(pk=row.pk).update(round=its, state=case.state, effective_on=case.effective_on, **more)


def in_person(on=TODAY, *, delivered=True):
    return Attempt(channel=ServiceChannel.IN_PERSON, delivered=delivered, detail="At the office door.", on=on)


def after_working_days(calendar: Calendar, on: date, days: int) -> date:
    return calendar.add_working_days(on, days)
