"""The demo at a small size: everything goes through the acts, and the figures hold together."""

import re
from collections import Counter
from datetime import date
from io import StringIO

import pytest
from django.apps import apps
from django.db import transaction
from django.test.utils import override_settings
from rich.console import Console
from rich.progress import Progress

from umbel.activities.acts.obligations import MONTHS_AHEAD
from umbel.activities.models import Activity, Filing, Obligation, Verification
from umbel.activities.queries import obligations
from umbel.activities.states import Fate
from umbel.audit.models import Checkpoint, Entry
from umbel.audit.verify import verify_ledger
from umbel.cli.demo.building import build
from umbel.cli.demo.origin import MOVES_ON, STANDS_ON, Wanted
from umbel.cli.screen import Steps
from umbel.deadlines import add_months
from umbel.evaluation.models import Cycle, ProposedGrade
from umbel.policy import find_pack, obligations_due
from umbel.registration.models import Application, Opinion
from umbel.registration.states import ApplicationState
from umbel.structure.models import Body, Federation, Organization, Particulars, Placement
from umbel.structure.queries import joint_committees
from umbel.structure.states import TierCode

SIZE, COMMITTEES = 180, 3
REGISTERED, PLACED = 12, 4
"""Of the sixty that apply."""


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """A small demo, built once for this module and taken back at its end."""
    folder = tmp_path_factory.mktemp("snapshots")
    places = override_settings(UMBEL_SNAPSHOTS=folder, UMBEL_DOCUMENTS=folder / "documents")
    with django_db_blocker.unblock(), places, transaction.atomic():
        quiet = Progress(console=Console(file=StringIO()), disable=True)
        build(Wanted(organizations=SIZE, committees=COMMITTEES), Steps(quiet))
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def the_demo(demo, db):
    """Every test reads the demo, inside its own transaction."""


def test_it_says_that_it_is_a_demonstration_and_stands_still():
    federation = Federation.objects.get()
    assert federation.is_demo
    assert federation.stands_on == date(2026, 6, 30)
    assert "demonstration" in federation.names.get("en", "")
    assert "演示" in federation.names.get("zh-hans", "")


def test_every_organization_has_a_committee_of_its_own_and_is_under_a_joint_one():
    assert Organization.objects.count() == SIZE + REGISTERED
    assert Body.objects.filter(tier=TierCode.ORGANIZATION).count() == SIZE + REGISTERED
    sizes = [body.organization_count for body in joint_committees(STANDS_ON)]
    assert len(sizes) == COMMITTEES
    assert sum(sizes) == SIZE + PLACED


def test_nobody_is_placed_before_being_registered():
    for placement in Placement.objects.select_related("organization"):
        assert placement.from_on >= min(placement.organization.registered_on, date(2025, 1, 1))
    late = Organization.objects.filter(registered_on__gt=date(2025, 1, 1), registered_on__lt=date(2026, 1, 1))
    assert late.exists()
    for organization in late:
        assert organization.placements.earliest("from_on").from_on == organization.registered_on


def test_some_moved_between_committees_and_their_history_shows_it():
    moved = Placement.objects.filter(from_on=MOVES_ON)
    assert moved.count() >= 1
    for placement in moved:
        assert placement.why.get("en", "")
        assert placement.why.get("zh-hans", "")
        before = Placement.objects.get(organization=placement.organization, until_on=MOVES_ON)
        assert before.body_id != placement.body_id


def a_year_ahead(organization):
    """To the middle of 2027 for those that were there; for those who registered since, from the month of entry."""
    entered = organization.registered_on
    return date(2027, 7, 1) if entered < date(2026, 1, 1) else add_months(entered.replace(day=1), MONTHS_AHEAD)


def test_every_obligation_is_generated_and_no_other():
    pack = find_pack("beijing-2016")
    wanted = {
        (organization.pk, row.requirement.code, row.period)
        for organization in Organization.objects.all()
        for row in obligations_due(
            pack,
            registered_on=organization.registered_on,
            ended_on=organization.ended_on,
            from_on=date(2025, 1, 1),
            until_on=a_year_ahead(organization),
        )
    }
    assert set(Obligation.objects.values_list("organization", "requirement", "period")) == wanted


def test_rates_are_fulfilled_rows_over_generated_rows():
    rows = list(obligations(STANDS_ON))
    fates = Counter(row.fate for row in rows)
    assert sum(fates.values()) == Obligation.objects.count()
    assert set(fates) == {fate.value for fate in Fate}
    due = len(rows) - fates[Fate.OPEN]
    assert 0.5 < (fates[Fate.MET] + fates[Fate.LATE]) / due <= 1


def test_nothing_comes_from_after_the_last_day():
    assert not Activity.objects.filter(reported_on__gt=STANDS_ON).exists()
    assert not Verification.objects.filter(found_on__gt=STANDS_ON).exists()
    assert not Filing.objects.filter(received_on__gt=STANDS_ON).exists()


def test_findings_are_by_the_joint_committee_of_that_day_and_some_are_pending():
    findings = Verification.objects.select_related("activity", "body")
    assert {finding.finding for finding in findings} == {"accepted", "returned", "not-accepted"}
    for finding in findings:
        placed = Placement.objects.filter(organization=finding.activity.organization_id, body=finding.body)
        since = finding.found_on if finding.by_silence else finding.activity.reported_on
        assert placed.filter(from_on__lte=since).exists()
        assert finding.found_on > finding.activity.reported_on
    assert Activity.objects.filter(verifications=None).exists()


def test_there_is_every_kind_of_organization():
    reported = Counter(Activity.objects.values_list("organization", flat=True))
    silent = [pk for pk in Organization.objects.values_list("pk", flat=True) if reported[pk] <= 1]
    assert 1 <= len(silent) < SIZE / 5
    assert max(reported.values()) > 10


def test_the_cycle_is_evaluated_and_most_are_good():
    cycle = Cycle.objects.get()
    grades = Counter(ProposedGrade.objects.filter(cycle=cycle).values_list("grade", flat=True))
    assert sum(grades.values()) == SIZE
    assert {"A", "B", "D"} <= set(grades)
    assert grades["A"] + grades["B"] > SIZE / 2


def test_there_are_sixty_applications_in_every_state():
    states = Counter(Application.objects.values_list("state", flat=True))
    assert sum(states.values()) == 60
    assert set(states) == {state.value for state in ApplicationState}
    assert Opinion.objects.filter(position="", due_on__lt=STANDS_ON).exists(), "a committee's time has just passed"
    assert any(opinion.is_late for opinion in Opinion.objects.all())
    assert Application.objects.filter(state="registered", placed_on=None).exists()


def test_the_record_is_sound_and_sealed():
    report = verify_ledger()
    assert report.is_sound
    assert Checkpoint.objects.get().size == Entry.objects.count()


def test_no_column_holds_anything_about_a_person():
    personal = re.compile(r"person|member_name|first_name|surname|birth|gender|ethnic|belief|religion|attendee|phone")
    pieces = {"structure", "activities", "evaluation", "registration", "commitments", "notices", "documents"}
    columns = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in pieces
        for field in model._meta.get_fields()
    ]
    assert len(columns) > 50
    assert [column for column in columns if personal.search(column)] == []


def test_names_in_force_are_as_many_as_organizations():
    current = Particulars.objects.filter(until_on=None)
    assert current.count() == SIZE + REGISTERED
    assert Particulars.objects.exclude(until_on=None).exists()
