"""Earlier grades and decided cases in the facts of a cycle: from the record, as it was known on the cycle's day."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.casework.conftest import TODAY as DECIDED_ON
from tests.casework.conftest import a_case_scene, another_like
from umbel.activities.models import Activity, Filing
from umbel.audit.actors import Actor
from umbel.casework import acts as casework
from umbel.casework.models import Case
from umbel.evaluation import acts, snapshots
from umbel.evaluation.models import Cycle, Grade, ProposedGrade
from umbel.evaluation.queries.facts import rows
from umbel.policy import find_pack
from umbel.policy.catalogue import VARIABLE
from umbel.structure.models import Federation

pytestmark = pytest.mark.django_db
BY, DAY = Actor.program("tests"), timedelta(days=1)
EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


@pytest.fixture
def later(db):
    """Days on which later cycles can be judged have come."""
    return lambda: Federation.objects.update(stands_on=date(2028, 12, 31))


@pytest.fixture
def scene(db, settings, tmp_path):
    settings.UMBEL_DOCUMENTS, settings.UMBEL_SNAPSHOTS = tmp_path / "documents", tmp_path / "snapshots"
    return a_case_scene()


def a_cycle(year, as_of, pack="beijing-2016"):
    named = {"code": f"{pack}-{year}", "from_on": date(year, 1, 1), "until_on": date(year + 1, 1, 1), "as_of": as_of}
    return acts.plan(pack=find_pack(pack), by=BY, **named)


def facts(table, cycle):
    return list(rows(table, cycle, find_pack(cycle.pack_id)))


def frozen_and_proposed(cycle):
    acts.freeze_facts(cycle=cycle, by=BY)
    cycle.refresh_from_db()
    acts.propose_grades(cycle=cycle, by=BY)
    cycle.refresh_from_db()
    return cycle


def to_publication(cycle, who, on):
    """The whole road, where nobody says anything."""
    cycle = acts.open_self_assessment(cycle=cycle, on=on, by=who.apex_officer)
    cycle = acts.begin_review(cycle=cycle, on=cycle.assess_until + DAY, by=who.apex_officer)
    cycle = acts.end_review(cycle=cycle, on=cycle.review_until + DAY, by=who.apex_officer)
    cycle = acts.confirm(cycle=cycle, on=cycle.review_until + DAY, by=who.apex)
    return acts.publish(cycle=cycle, on=cycle.object_until + DAY, by=who.apex)


def test_a_published_grade_is_a_fact_from_the_day_of_its_publication(road, later):
    first = to_publication(road.cycle, road, road.today)
    later()
    assert facts("grade", a_cycle(2026, first.published_on - DAY)) == []
    Cycle.objects.filter(code="beijing-2016-2026").delete()

    found = {row["organization"]: row for row in facts("grade", a_cycle(2026, first.published_on))}

    assert set(found) == {road.own.pk, road.near.pk, road.far.pk}
    own = Grade.objects.get(organization=road.own)
    codes = [grade.code for grade in find_pack("beijing-2016").grades]
    assert found[road.own.pk] == {
        "id": own.pk,
        "organization": road.own.pk,
        "pack": "beijing-2016",
        "cycle": "2025",
        "grade": own.grade,
        "rank": codes.index(own.grade) + 1,
        "ranks": 5,
        "published_on": first.published_on,
        "valid_until": first.valid_until,
        "years_ago": 1,
        "previous_grade": None,
        "is_valid": True,
    }


def test_a_proposed_grade_is_nobody_s_grade(road, later):
    later()
    assert ProposedGrade.objects.count() == 3
    assert facts("grade", a_cycle(2026, date(2027, 4, 30))) == []


def test_an_organization_that_left_has_no_facts(road, later):
    first = to_publication(road.cycle, road, road.today)
    later()
    type(road.own).objects.filter(pk=road.own.pk).update(ended_on=first.published_on + DAY)

    found = facts("grade", a_cycle(2026, first.published_on + DAY))

    assert [row["organization"] for row in found] == sorted([road.near.pk, road.far.pk])


@pytest.mark.parametrize(
    ("walked", "known"),
    [
        ("considered", None),
        ("decided", None),
        ("appealable", {"stands": False, "appeal_pending": False, "final_on": None}),
        ("appealed", {"stands": False, "appeal_pending": True, "final_on": None}),
        ("final", {"stands": True, "appeal_pending": False, "final_on": DECIDED_ON, "final_days_ago": 0}),
    ],
)
def test_a_decision_is_a_fact_once_it_is_served(scene, walked, known):
    case = getattr(scene.walk, walked)()

    found = facts("decision", a_cycle(2025, DECIDED_ON))

    if known is None:
        assert found == []
        return
    (row,) = found
    assert (row["id"], row["organization"], row["rung"], row["label"]) == (case.pk, scene.own.pk, "warning", None)
    assert (row["decided_on"], row["days_ago"]) == (DECIDED_ON, 0)
    assert {name: row[name] for name in known} == known


def test_nothing_decided_after_the_cycle_s_day_leaks_in(scene):
    scene.walk.final()
    assert facts("decision", a_cycle(2025, DECIDED_ON - DAY)) == []


def test_a_decision_that_was_reversed_is_no_fact_even_of_the_time_before(scene):
    case = scene.walk.appealed()
    on = DECIDED_ON + 7 * DAY
    cycle = a_cycle(2025, DECIDED_ON)
    assert len(facts("decision", cycle)) == 1

    casework.reverse(case=case, reasons="The halls were flooded.", on=on, by=scene.reviewer)

    assert facts("decision", cycle) == []


def test_a_label_is_a_fact_with_the_day_it_ends(scene):
    case = scene.walk.final(rung="badly-run", by=scene.apex_officer)

    (row,) = facts("decision", a_cycle(2025, DECIDED_ON))

    assert (row["rung"], row["label"], row["ends_on"], row["stands"]) == ("badly-run", "badly-run", case.ends_on, True)


def test_what_is_not_adverse_is_no_decision(scene):
    scene.walk.given()
    assert Case.objects.count() == 1
    assert facts("decision", a_cycle(2025, DECIDED_ON)) == []


def test_a_cycle_frozen_before_these_facts_were_kept_still_evaluates(road):
    snapshot = road.cycle.snapshot
    before = {grade.organization_id: grade.figures for grade in ProposedGrade.objects.all()}
    for table in ("grade", "decision"):
        snapshot.files.pop(table)
        (snapshots.root() / snapshot.folder / f"{table}.parquet").unlink()
    snapshot.save()
    ProposedGrade.objects.all().delete()
    Cycle.objects.update(state="frozen")
    road.cycle.refresh_from_db()

    acts.propose_grades(cycle=road.cycle, by=BY)

    assert {grade.organization_id: grade.figures for grade in ProposedGrade.objects.all()} == before
    assert before[road.own.pk]["m_grades_published"] == 0


def published_before(year, organizations, who):
    """A cycle that ended with a grade for each, written as it stands on the record afterwards."""
    ends = {"until_on": date(year + 1, 1, 1), "as_of": date(year + 1, 3, 31), "valid_until": date(year + 3, 7, 1)}
    pack = find_pack("beijing-2016")
    named = {"pack_id": pack.id, "pack_version": pack.version, "pack_hash": pack.content_hash, "code": f"past-{year}"}
    published = {"published_on": date(year + 1, 7, 1), "published_by_id": who, "root": "0" * 64, "entry": 1}
    cycle = Cycle.objects.create(from_on=date(year, 1, 1), state="closed", **ends, **named, **published)
    for number, organization in enumerate(organizations):
        leaf = {"position": number, "leaf": f"{number:064}", "figures": {}, "total": 61}
        Grade.objects.create(cycle=cycle, organization=organization, grade="C", **leaf)


@pytest.mark.parametrize("many", [1, 3])
def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(scene, many):
    everyone = [scene.own, scene.other, factories.an_organization(scene.world.one, name="Third Choir")][:many]
    for year in (2023, 2024):
        published_before(year, everyone, scene.apex.user_id)
    case = scene.walk.final()
    for number, organization in enumerate(everyone[1:], start=1):
        another_like(case, organization, f"copy-{number}")
    cycle, pack = a_cycle(2025, DECIDED_ON), find_pack("beijing-2016")

    with CaptureQueriesContext(connection) as queries:
        grades, decisions = list(rows("grade", cycle, pack)), list(rows("decision", cycle, pack))

    assert [row["previous_grade"] for row in grades] == [None, "C"] * many
    assert len(decisions) == many
    assert len(queries) == 3, "cycles, grades, decisions"


def test_the_published_rule_lowers_a_grade_by_one_on_real_records(road, later, monkeypatch):
    """Two years' inspections basically qualified, published, and the grade that stood goes one down."""
    monkeypatch.setenv(VARIABLE, str(EXAMPLES))
    later()
    type(road.own).objects.update(registered_on=date(2015, 1, 1))
    for year in (2023, 2024, 2025):
        span = {"from_on": date(year, 1, 1), "until_on": date(year + 1, 1, 1), "due_on": date(year + 1, 1, 15)}
        named = {"requirement": "work-report", "kind": "filing", "period": str(year), "pack_id": ""}
        owed = factories.an_obligation(road.own, **named, **span)
        Filing.objects.create(obligation=owed, received_on=date(year + 1, 1, 16))
    for month in (2, 5, 8, 11):
        held = date(2024, month, 10)
        of = {"organization": road.own, "kind": "project", "held_on": held, "reported_on": held, "head_count": 60}
        Activity.objects.create(**of, verify_by=held)
    to_publication(frozen_and_proposed(a_cycle(2023, date(2024, 6, 10), "annual-inspection")), road, date(2024, 6, 11))
    first = to_publication(
        frozen_and_proposed(a_cycle(2024, date(2025, 1, 31), "social-organization-grades")), road, date(2025, 2, 3)
    )
    to_publication(frozen_and_proposed(a_cycle(2024, date(2025, 6, 10), "annual-inspection")), road, date(2025, 6, 11))

    cycle = frozen_and_proposed(a_cycle(2025, date(2026, 1, 31), "social-organization-grades"))

    inspected = Grade.objects.filter(organization=road.own, cycle__pack_id="annual-inspection")
    assert list(inspected.values_list("grade", flat=True)) == ["basically-qualified"] * 2
    assert Grade.objects.get(organization=road.own, cycle=first).grade == "3A"
    assert first.valid_until.year == first.published_on.year + 5
    proposed = ProposedGrade.objects.get(organization=road.own, cycle=cycle)
    assert (proposed.grade, proposed.figures["veto"]) == ("2A", "down_from_3a")
