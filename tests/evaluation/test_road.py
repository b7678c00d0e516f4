"""From proposed grades to published ones: who answers for each step, and what it changes."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.extent import examples
from umbel import ledger
from umbel.audit.models import Entry
from umbel.errors import NotAllowed, NotFound, NotNow, UmbelError
from umbel.evaluation import acts
from umbel.evaluation.agreement import kappa, leniency
from umbel.evaluation.models import Grade, Judgement, ProposedGrade, SecondReading
from umbel.evaluation.queries.packs import pinned_rubric
from umbel.evaluation.queries.reviewing import agreement, committee_figures, content_of, proof_of
from umbel.evaluation.queries.runs import facts_of
from umbel.evaluation.queries.standing import standing, standings, two_readings
from umbel.evaluation.states import CycleState
from umbel.notices.models import Clock, Notice
from umbel.rubric import regrade

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def in_review(road):
    cycle = acts.open_self_assessment(cycle=road.cycle, on=road.today, by=road.apex_officer)
    return acts.begin_review(cycle=cycle, on=cycle.assess_until + DAY, by=road.apex_officer)


def in_objections(road):
    cycle = in_review(road)
    on = cycle.assess_until + DAY
    acts.submit_review(cycle=cycle, body=road.world.one, on=on, by=road.chair)
    acts.submit_review(cycle=cycle, body=road.world.two, on=on, by=road.other_chair)
    cycle = acts.end_review(cycle=cycle, on=on, by=road.apex_officer)
    return acts.confirm(cycle=cycle, on=on, by=road.apex)


def published(road):
    cycle = in_objections(road)
    return acts.publish(cycle=cycle, on=cycle.object_until + DAY, by=road.apex)


def judged(road, cycle, points="3", **more):
    said = {"indicator": "evidence", "points": points, "reasons": "The photographs show another hall."}
    return acts.judge(cycle=cycle, organization=road.own, **{"by": road.officer, "on": road.today} | said | more)


def test_an_organization_assesses_itself_beside_the_records_and_changes_no_grade(road):
    cycle = acts.open_self_assessment(cycle=road.cycle, on=road.today, by=road.apex_officer)
    before = standing(cycle, road.own.pk)
    said = {"indicator": "evidence", "points": "15", "remark": "The minutes were on paper.", "on": road.today}
    made = acts.assess(cycle=cycle, organization=road.own, by=road.approver, **said)
    assert made.points == 15
    assert standing(cycle, road.own.pk) == before
    assert Clock.objects.filter(code="evaluation:assess").count() == 3
    for points in ("16", "-1", "x", "1.234", "NaN"):
        with pytest.raises(NotNow, match="from 0 to 15"):
            acts.assess(cycle=cycle, organization=road.own, by=road.approver, **said | {"points": points})
    with pytest.raises(NotAllowed):
        acts.assess(cycle=cycle, organization=road.own, by=road.outsider, **said)
    with pytest.raises(NotNow, match="over"):
        acts.assess(cycle=cycle, organization=road.own, by=road.approver, **said | {"on": cycle.assess_until + DAY})


def test_the_organizations_have_their_time_before_the_review(road):
    cycle = acts.open_self_assessment(cycle=road.cycle, on=road.today, by=road.apex_officer)
    with pytest.raises(NotNow, match="assess themselves"):
        acts.begin_review(cycle=cycle, on=cycle.assess_until, by=road.apex_officer)


def test_a_committee_judges_only_what_the_rules_give_to_judgement(road):
    cycle = in_review(road)
    with pytest.raises(NotNow, match="nobody judges it"):
        judged(road, cycle, indicator="regularity")
    with pytest.raises(NotFound):
        judged(road, cycle, indicator="beauty")
    with pytest.raises(NotNow, match="reasons"):
        judged(road, cycle, reasons=" ")
    SecondReading.objects.filter(cycle=cycle).delete()  # or the lot may have given the file to the sibling too
    for who in (road.sibling, road.approver, road.apex_officer):
        with pytest.raises(NotAllowed):
            judged(road, cycle, by=who)


def test_a_finding_changes_the_points_it_names_and_the_earlier_one_stays_on_the_file(road):
    cycle = in_review(road)
    before = standing(cycle, road.own.pk)
    assert before["p_evidence"] == 15
    tried = standing(cycle, road.own.pk, {"evidence": Decimal(4)})
    assert standing(cycle, road.own.pk) == before, "trying changes nothing"
    judged(road, cycle, "4")
    after = standing(cycle, road.own.pk)
    assert after == tried
    assert after["total"] == before["total"] - 11
    judged(road, cycle, "5")
    assert list(Judgement.objects.order_by("pk").values_list("points", "superseded_on")) == [
        (Decimal(4), road.today),
        (Decimal(5), None),
    ]
    assert [figures.judged for figures in committee_figures(cycle)] == [1, 0]
    assert committee_figures(cycle)[0].leniency == -10


def test_what_was_submitted_stands_until_it_is_sent_back(road):
    cycle = in_review(road)
    acts.submit_review(cycle=cycle, body=road.world.one, on=road.today, by=road.chair)
    with pytest.raises(NotNow, match="submitted"):
        judged(road, cycle)
    with pytest.raises(NotNow, match="1 committees have until"):
        acts.end_review(cycle=cycle, on=cycle.review_until, by=road.apex_officer)
    cycle = acts.end_review(cycle=cycle, on=cycle.review_until + DAY, by=road.apex_officer)
    assert cycle.reviews.get(body=road.world.two).is_silent, "one late committee holds nothing up"
    with pytest.raises(NotNow, match="reasons"):
        acts.send_back(cycle=cycle, body=road.world.one, reasons="", on=road.today, by=road.apex)
    cycle = acts.send_back(cycle=cycle, body=road.world.one, reasons="All alike?", on=road.today, by=road.apex)
    assert cycle.state == CycleState.REVIEW
    assert judged(road, cycle).points == 3


def test_an_organization_objects_and_wins(road):
    cycle = in_review(road)
    judged(road, cycle, "0")
    acts.submit_review(cycle=cycle, body=road.world.one, on=road.today, by=road.chair)
    cycle = acts.end_review(cycle=cycle, on=cycle.review_until + DAY, by=road.apex_officer)
    cycle = acts.confirm(cycle=cycle, on=cycle.review_until + DAY, by=road.apex)
    on = cycle.object_until
    said = {"organization": road.own, "indicator": "evidence", "on": on, "by": road.approver}
    objection = acts.object_to(cycle=cycle, grounds="The hall was renamed.", **said)
    with pytest.raises(NotNow, match="already"):
        acts.object_to(cycle=cycle, grounds="Again.", **said)
    with pytest.raises(NotNow, match="not been decided"):
        acts.publish(cycle=cycle, on=on + DAY, by=road.apex)
    with pytest.raises(NotAllowed):
        acts.decide_objection(objection=objection, upheld=True, points="15", reasons="So.", on=on, by=road.apex)
    acts.decide_objection(
        objection=objection, upheld=True, points="15", reasons="Renamed in May.", on=on, by=road.reviewer
    )
    assert standing(cycle, road.own.pk)["p_evidence"] == 15
    assert Notice.objects.filter(code="evaluation:objection", party_id=str(road.own.pk)).exists()
    with pytest.raises(NotNow, match="in time"):
        acts.object_to(cycle=cycle, grounds="Late.", **said | {"on": on + DAY})


def test_a_corrected_fact_touches_one_organization_and_no_frozen_file(road):
    cycle = in_review(road)
    before = {grade.organization_id: row for grade, row in standings(cycle)}
    sha = cycle.snapshot.sha256
    record = pinned_rubric(cycle).records(facts_of(cycle, check=True), road.own.pk, "activities_accepted")[0]["id"]
    said = {"organization": road.own, "reasons": "Counted twice.", "on": road.today, "by": road.apex_officer}
    made = acts.correct_fact(cycle=cycle, where=("activity", record, "evidence"), after="0", **said)
    assert made.before == "1"
    after = {grade.organization_id: row for grade, row in standings(cycle)}
    assert after[road.own.pk]["p_evidence"] == 0
    assert {key: row for key, row in after.items() if key != road.own.pk} == {
        key: row for key, row in before.items() if key != road.own.pk
    }
    cycle.snapshot.refresh_from_db()
    assert cycle.snapshot.sha256 == sha
    for where, value in ((("activity", record, "evidence"), "many"), (("activity", 10**9, "evidence"), "1")):
        with pytest.raises(UmbelError):
            acts.correct_fact(cycle=cycle, where=where, after=value, **said)
    with pytest.raises(NotFound, match="no such column"):
        acts.correct_fact(cycle=cycle, where=("activity", record, "colour"), after="red", **said)


def test_publication_is_one_entry_whose_leaves_are_the_grades(road):
    cycle = published(road)
    entry = Entry.objects.get(act="evaluation:publish")
    assert (entry.data["root"], entry.data["size"], cycle.entry) == (cycle.root, 3, entry.number)
    for grade in Grade.objects.select_related("cycle__snapshot"):
        receipt = proof_of(grade)
        leaf = ledger.leaf_hash(ledger.encode(content_of(grade)))
        assert leaf.hex() == receipt["leaf"]
        assert ledger.verify_inclusion(
            leaf=leaf,
            index=receipt["position"],
            size=receipt["size"],
            proof=[bytes.fromhex(step) for step in receipt["proof"]],
            root=bytes.fromhex(cycle.root),
        )
    assert cycle.valid_until.year == cycle.published_on.year + 2
    cycle = acts.close(cycle=cycle, on=road.today, by=road.apex_officer)
    assert cycle.state == CycleState.CLOSED


def test_nothing_is_published_while_objections_can_be_made(road):
    cycle = in_objections(road)
    with pytest.raises(NotNow, match="can be made until"):
        acts.publish(cycle=cycle, on=cycle.object_until, by=road.apex)
    with pytest.raises(NotAllowed):
        acts.publish(cycle=cycle, on=cycle.object_until + DAY, by=road.apex_officer)


def test_a_second_reading_shows_agreement_and_changes_no_grade(road):
    cycle = in_review(road)
    SecondReading.objects.filter(cycle=cycle).delete()
    SecondReading.objects.create(cycle=cycle, organization=road.own, body=road.world.two)
    before = standing(cycle, road.own.pk)
    made = judged(road, cycle, "0", by=road.sibling)
    assert made.is_second
    assert standing(cycle, road.own.pk) == before
    assert agreement(cycle) == (1, None), "of one file nothing is said"


def test_a_reader_who_finds_what_the_records_say_counts_for_the_agreement(road):
    cycle = in_review(road)
    SecondReading.objects.filter(cycle=cycle).delete()
    SecondReading.objects.create(cycle=cycle, organization=road.own, body=road.world.two)
    assert agreement(cycle) == (0, None)
    with pytest.raises(NotNow, match="judges this file itself"):
        acts.read_again(cycle=cycle, organization=road.own, on=road.today, by=road.officer)
    acts.read_again(cycle=cycle, organization=road.own, on=road.today, by=road.sibling)
    assert agreement(cycle) == (1, None)

    judged(road, cycle, "0", by=road.officer)
    ((first, second),) = two_readings(cycle, [road.own.pk])
    assert (first["p_evidence"], second["p_evidence"]) == (0, 15), "the second reads the records, not the first"


def test_kappa_and_leniency_are_those_of_the_books():
    # Cohen's own layout: 20 of 25 alike on one side, 15 of 25 on the other.
    pairs = [("a", "a")] * 20 + [("a", "b")] * 5 + [("b", "a")] * 10 + [("b", "b")] * 15
    assert kappa(pairs) == pytest.approx(0.4)
    assert kappa([("a", "a")] * 5) is None
    assert kappa([("a", "b")] * 4) is None
    assert leniency([(Decimal(5), Decimal(7)), (Decimal(5), Decimal(4))]) == Decimal("0.5")
    assert leniency([]) is None


def test_recomputation_from_the_snapshot_is_identical(road):
    rubric, facts = pinned_rubric(road.cycle), facts_of(road.cycle, check=True)
    for grade in ProposedGrade.objects.filter(cycle=road.cycle):
        assert regrade(rubric, facts, grade.organization_id) == standing(road.cycle, grade.organization_id)
        assert str(regrade(rubric, facts, grade.organization_id)["total"]) == str(grade.total)


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_more_points_never_lower_a_grade(road, data):
    pack = pinned_rubric(road.cycle).pack
    ranks = {grade.code: rank for rank, grade in enumerate(pack.grades)}
    code = data.draw(st.sampled_from([item.code for item in pack.indicators if item.judged]))
    most = next(item.points for item in pack.indicators if item.code == code)
    fewer, more = sorted(data.draw(st.lists(st.decimals(0, most, places=2), min_size=2, max_size=2)))
    rubric, facts = pinned_rubric(road.cycle), facts_of(road.cycle, check=False)
    low = regrade(rubric, facts, road.own.pk, points={code: fewer})
    high = regrade(rubric, facts, road.own.pk, points={code: more})
    assert low["total"] <= high["total"]
    assert ranks[low["grade"]] >= ranks[high["grade"]]
    assert sum(value for name, value in high.items() if name.startswith("p_")) >= high["total"]
