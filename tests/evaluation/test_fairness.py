"""What a cycle may not do to an organization behind its back."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.evaluation.test_road import DAY, in_objections, in_review, judged, published
from tests.registration.conftest import an_account
from umbel.errors import NotAllowed, NotNow
from umbel.evaluation import acts
from umbel.evaluation.models import Cycle, Grade, Judgement, SecondReading
from umbel.evaluation.queries import grade_counts, grades_by_body, grades_by_field
from umbel.evaluation.queries.grades import published_grades
from umbel.evaluation.queries.packs import pinned_rubric
from umbel.evaluation.queries.runs import facts_of
from umbel.evaluation.queries.standing import second_reading, standing
from umbel.notices.models import Notice

pytestmark = pytest.mark.django_db


def test_findings_that_were_never_submitted_change_no_grade(road):
    cycle = in_review(road)
    before = standing(cycle, road.own.pk)
    judged(road, cycle, "0")
    assert standing(cycle, road.own.pk)["total"] < before["total"]

    cycle = acts.end_review(cycle=cycle, on=cycle.review_until + DAY, by=road.apex_officer)

    assert standing(cycle, road.own.pk) == before, "silence leaves the records standing"
    assert Judgement.objects.get().superseded_on == cycle.review_until + DAY, "and the finding stays on the file"


def test_a_committee_that_let_its_time_pass_does_not_come_back_when_another_is_sent_back(road):
    cycle = in_review(road)
    acts.submit_review(cycle=cycle, body=road.world.one, on=road.today, by=road.chair)
    on = cycle.review_until + DAY
    cycle = acts.end_review(cycle=cycle, on=on, by=road.apex_officer)
    cycle = acts.send_back(cycle=cycle, body=road.world.one, reasons="All alike?", on=on, by=road.apex)
    said = {"indicator": "evidence", "points": "0", "reasons": "Late.", "on": on}
    with pytest.raises(NotNow, match="time of the review is over"):
        acts.judge(cycle=cycle, organization=road.far, by=road.sibling, **said)
    with pytest.raises(NotNow, match="time of the review is over"):
        acts.submit_review(cycle=cycle, body=road.world.two, on=on, by=road.other_chair)
    assert judged(road, cycle).points == 3


def test_a_finding_comes_in_time(road):
    cycle = in_review(road)
    assert judged(road, cycle, "4", on=cycle.review_until).points == 4
    with pytest.raises(NotNow, match="time of the review is over"):
        judged(road, cycle, "3", on=cycle.review_until + DAY)


def objected(road, points="4"):
    cycle = in_review(road)
    judged(road, cycle, points)
    acts.submit_review(cycle=cycle, body=road.world.one, on=road.today, by=road.chair)
    cycle = acts.end_review(cycle=cycle, on=cycle.review_until + DAY, by=road.apex_officer)
    cycle = acts.confirm(cycle=cycle, on=cycle.review_until + DAY, by=road.apex)
    said = {"organization": road.own, "indicator": "evidence", "on": cycle.object_until, "by": road.approver}
    return cycle, acts.object_to(cycle=cycle, grounds="The hall was renamed.", **said)


@pytest.mark.parametrize("points", ["0", "3.99", "4"])
def test_an_objection_that_is_upheld_never_leaves_fewer_points_nor_the_same(road, points):
    cycle, objection = objected(road)
    said = {"upheld": True, "reasons": "So.", "on": cycle.object_until, "by": road.reviewer}
    with pytest.raises(NotNow, match=r"more than the 4\.00 points"):
        acts.decide_objection(objection=objection, points=points, **said)
    acts.decide_objection(objection=objection, points="4.01", **said)
    assert standing(cycle, road.own.pk)["p_evidence"] == Decimal("4.01")


def corrected(road, cycle, after, by=None):
    behind = pinned_rubric(cycle).records(facts_of(cycle, check=False), road.own.pk, "activities_accepted")
    said = {"reasons": "Counted wrongly.", "on": road.today, "by": by or road.apex_officer}
    where = ("activity", behind[0]["id"], "evidence")
    return acts.correct_fact(cycle=cycle, organization=road.own, where=where, after=after, **said)


def test_the_organization_is_told_of_each_fact_that_is_put_right(road):
    corrected(road, in_review(road), "0")
    notice = Notice.objects.get(party_id=str(road.own.pk), title__en__icontains="put right")
    assert "activity.evidence: 1 → 0" in str(notice.text)
    assert "Counted wrongly." in str(notice.text)


def test_a_fact_longer_than_can_be_kept_is_refused(road):
    with pytest.raises(NotNow, match="at most 200 characters"):
        corrected(road, in_review(road), "0" * 201)


def test_no_fact_is_turned_against_an_organization_after_it_was_asked_whether_it_objects(road):
    cycle = in_objections(road)
    before = standing(cycle, road.own.pk)
    with pytest.raises(NotNow, match="later cycle"):
        corrected(road, cycle, "0")
    assert standing(cycle, road.own.pk) == before
    assert not cycle.corrections.exists()
    assert corrected(road, cycle, "5").after == "5", "what does not lower anything is put right"


def test_who_put_a_fact_right_does_not_decide_on_the_objection(road):
    cycle, objection = objected(road)
    reviewer = an_account("reviewer")
    corrected(road, cycle, "5")
    cycle.corrections.update(made_by=reviewer.user_id)
    said = {"upheld": False, "reasons": "So.", "on": cycle.object_until}
    with pytest.raises(NotAllowed, match="put a fact"):
        acts.decide_objection(objection=objection, by=reviewer, **said)
    assert acts.decide_objection(objection=objection, by=road.reviewer, **said).outcome == "dismissed"


def test_a_second_reader_comes_to_its_own_row_without_a_word_of_the_first(road):
    cycle = in_review(road)
    SecondReading.objects.filter(cycle=cycle).delete()
    SecondReading.objects.create(cycle=cycle, organization=road.own, body=road.world.two)
    records = standing(cycle, road.own.pk)
    judged(road, cycle, "0")
    assert second_reading(cycle, road.own.pk, road.world.two.pk) == records
    tried = second_reading(cycle, road.own.pk, road.world.two.pk, {"evidence": Decimal(7)})
    assert tried["p_evidence"] == 7
    judged(road, cycle, "7", by=road.sibling)
    assert second_reading(cycle, road.own.pk, road.world.two.pk) == tried
    assert standing(cycle, road.own.pk)["p_evidence"] == 0


def test_what_is_shown_of_a_published_cycle_is_what_was_published(road):
    cycle = published(road)
    Grade.objects.filter(organization=road.own).update(grade="A")
    Grade.objects.exclude(organization=road.own).update(grade="B")
    assert grade_counts(cycle) == {"A": 1, "B": 2}
    assert grades_by_body(cycle) == {road.world.one.pk: {"A": 1, "B": 1}, road.world.two.pk: {"B": 1}}
    assert sum(sum(counts.values()) for counts in grades_by_field(cycle).values()) == 3


def test_the_grades_that_count_are_the_last_of_each_pack_until_they_run_out(road):
    cycle = published(road)
    own = Grade.objects.get(organization=road.own)
    assert published_grades(road.own.pk, cycle.published_on - DAY) == []
    assert [item.grade for item in published_grades(road.own.pk, cycle.valid_until - DAY)] == [own]
    assert published_grades(road.own.pk, cycle.valid_until) == []
    for code, pack in (("other", "annual-return"), ("later", "beijing-2016")):
        later = {"code": code, "pack_id": pack, "published_on": cycle.published_on + timedelta(days=30)}
        made = Cycle.objects.get(pk=cycle.pk)
        made.pk, made.valid_until = None, cycle.published_on + timedelta(days=60)
        for name, value in later.items():
            setattr(made, name, value)
        made.save(force_insert=True)
        leaf = {"position": 0, "leaf": "0" * 64, "figures": {}, "total": 61, "grade": "C"}
        Grade.objects.create(cycle=made, organization=road.own, **leaf)

    def codes(day):
        return sorted(item.grade.cycle.code for item in published_grades(road.own.pk, cycle.published_on + day * DAY))

    assert [codes(day) for day in (29, 30, 59, 60)] == [["2025"], ["later", "other"], ["later", "other"], []]
