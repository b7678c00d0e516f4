"""A downgrade is decided in a case: what was published stays as it was, and counts as a worse grade for a time."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.casework.conftest import noon
from tests.evaluation.conftest import a_road
from tests.registration.conftest import an_account
from umbel import outcomes
from umbel.activities import lots
from umbel.activities.acts import commit_draw
from umbel.audit.actors import Actor
from umbel.casework import acts
from umbel.casework.acts import Ground, Weighed
from umbel.casework.letters import effect_words
from umbel.errors import Problems
from umbel.evaluation.acts import freeze_facts, plan, propose_grades
from umbel.evaluation.models import Cycle, Grade, ProposedGrade
from umbel.evaluation.queries.grades import grades_that_count, published_grades
from umbel.policy import find_pack
from umbel.policy.adjusting import with_head
from umbel.policy.catalogue import pack_texts
from umbel.policy.storing import pack_of, write_pack
from umbel.structure.models import Federation

RUNG = """
[[rung]]
id = "one-down"
title = { en = "One grade down", zh-hans = "降低一个等次" }
adverse = true
effect = "downgrade"
lowers = { A = "B", B = "C", C = "D" }
decided_by = "joint"
after = ["reminder"]
within_months = 24
reply_days = 15
substituted_days = 20
appeal_days = 45
appeal_decision_days = 30
appeal_suspends = false
lasts_months = 12
status = "assumed"
reason = "It is a test."
"""
GROUND = Ground(ground="A penalty.", rule="one-down", facts="Penalty of 2 March.")
WEIGHED = Weighed(relied_on="The penalty.", set_aside="None.", of_the_reply="It came late.")
LATER = date(2026, 9, 1)


def with_rung(rung=RUNG):
    texts = pack_texts("beijing-2016", "1.0.0")
    ladder = texts["ladder.toml"].replace('[[rung]]\nid = "badly-run"', rung + '\n[[rung]]\nid = "badly-run"')
    assert ladder != texts["ladder.toml"]
    return with_head(texts | {"ladder.toml": ladder}, version="1.1.0")


@pytest.fixture
def road(db, settings, tmp_path, monkeypatch):
    settings.UMBEL_DOCUMENTS, settings.UMBEL_SNAPSHOTS = tmp_path / "documents", tmp_path / "snapshots"
    write_pack(with_rung(), tmp_path / "packs" / "beijing-2016-1.1.0")
    monkeypatch.setenv("UMBEL_PACKS", str(tmp_path / "packs"))
    made = a_road()
    Federation.objects.update(pack_version="1.1.0")
    made.grade = a_published_grade(made)
    made.colleague = an_account("joint-officer", body=made.world.one)
    return made


def a_published_grade(road):
    """An A, published under the rules with the rung."""
    by = Actor.program("tests")
    spans = {"from_on": date(2025, 1, 1), "until_on": date(2026, 1, 1), "as_of": date(2026, 4, 30)}
    cycle = plan(code="2025-b", pack=find_pack("beijing-2016", "1.1.0"), by=by, **spans)
    freeze_facts(cycle=cycle, by=by)
    cycle.refresh_from_db()
    propose_grades(cycle=cycle, by=by)
    Cycle.objects.filter(pk=cycle.pk).update(
        state="published", published_on=road.today, published_by=road.apex.account_id, root="0" * 64, entry=1,
        valid_until=date(2028, 6, 30),
    )  # fmt: skip
    return Grade.objects.create(
        cycle=cycle,
        organization=road.own,
        body=road.world.one,
        grade="A",
        total=95,
        figures={},
        position=0,
        leaf="0" * 64,
    )


def decided(road):
    """Along the whole road to the day on which the decision reaches the organization."""
    own, on = road.own, road.today
    reminder = acts.open_case(organization=own, rung="reminder", ground=GROUND, language="en", on=on, by=road.officer)
    acts.give(case=reminder, on=on, by=road.officer)
    case = acts.open_case(organization=own, rung="one-down", ground=GROUND, language="en", on=on, by=road.officer)
    case = acts.send_notice(case=case, on=on, by=road.officer)
    case = acts.acknowledge(case=case, on=on, by=road.approver)
    acts.reply(case=case, text="We paid.", at=noon(on), by=road.approver, nothing_more=True)
    case = acts.consider(case=case, weighed=WEIGHED, at=noon(on), by=road.colleague)
    case = acts.decide(case=case, reasons="A penalty is one grade.", on=on, by=road.chair)
    return acts.acknowledge(case=case, on=on, by=road.approver)


def counts(road, on):
    assert grades_that_count(on).get(road.own.pk) == next(
        (item.counts_as for item in published_grades(road.own.pk, on)), None
    )
    return [(item.grade.grade, item.counts_as, item.lowered_by) for item in published_grades(road.own.pk, on)]


def test_a_decided_downgrade_counts_one_lower_while_it_lasts_and_changes_nothing_published(road):
    assert counts(road, road.today) == [("A", "A", None)]
    case = decided(road)
    assert counts(road, road.today) == [("A", "B", case)]
    assert counts(road, case.ends_on - timedelta(days=1)) == [("A", "B", case)]
    assert counts(road, case.ends_on) == [("A", "A", None)]

    road.grade.refresh_from_db()
    assert (road.grade.grade, road.grade.total) == ("A", 95)


def test_a_grade_counts_from_its_publication_until_it_runs_out(road):
    assert counts(road, road.today - timedelta(days=1)) == []
    assert counts(road, date(2028, 6, 29)) == [("A", "A", None)]
    assert counts(road, date(2028, 6, 30)) == []


def test_what_is_only_proposed_makes_nobody_likelier_to_be_visited(road):
    proposed = ProposedGrade.objects.filter(organization=road.own)
    assert proposed.exists()
    Cycle.objects.filter(pk=road.grade.cycle_id).update(state="proposed", published_on=None)
    draw = outcomes.draw_visits(
        draw=commit_draw(body=road.world.one, on=road.today, by=road.chair), on=road.today, by=road.chair
    )
    sampling = find_pack("beijing-2016", "1.1.0").sampling
    chances = {key: chance for key, chance, _lot, _drawn in draw.lots}
    assert chances[road.own.pk] == lots.chance(sampling, None, None, road.today)


def test_an_appeal_that_is_upheld_gives_the_grade_back(road):
    case = decided(road)
    case = acts.appeal(case=case, grounds="It was paid.", at=noon(road.today), by=road.approver)
    acts.reverse(case=case, reasons="It was.", on=road.today + timedelta(days=5), by=road.reviewer)

    assert counts(road, road.today) == [("A", "A", None)]


def test_a_grade_of_other_rules_is_not_touched(road):
    decided(road)
    Cycle.objects.filter(code="2025-b").update(pack_id="annual-return")

    assert [item.counts_as for item in published_grades(road.own.pk, road.today)] == ["A"]


def test_the_decision_itself_says_what_counts_as_what(road):
    case = decided(road)

    said = effect_words(case)
    assert said.in_language("en").startswith("While it has effect, a published grade counts otherwise: A as B,")
    assert said.in_language("zh-hans").startswith("本决定有效期间，已公布的等次改计：A按B、")


def test_the_public_page_says_both(road, client):
    decided(road)
    page = client.get(f"/organizations/{road.own.pk}/").content.decode()

    assert "Grade A in the evaluation 2025-b" in page
    assert "It counts as B, by a decision in a case." in page


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('A = "B"', 'A = "E"', "There is no such grade."),
        ('A = "B"', 'B = "A"', "A downgrade leads to a worse grade."),
        ('lowers = { A = "B", B = "C", C = "D" }\n', "", "says what it lowers"),
        ("lasts_months = 12\n", "", "A downgrade ends by itself."),
        ("appeal_days = 45", "appeal_days = 5", "No pack can shorten this below the floor."),
    ],
)
def test_a_pack_cannot_lower_grades_as_it_likes(before, after, message):
    assert before in RUNG
    with pytest.raises(Problems, match=message):
        pack_of(with_rung(RUNG.replace(before, after).replace('B = "A", B = "C"', 'B = "A"')))


def test_a_ground_of_its_own_is_another_case(road):
    decided(road)
    other = replace(GROUND, subject_kind="grade", subject_id="2025-b")
    again = acts.open_case(
        organization=road.own, rung="one-down", ground=other, language="en", on=LATER, by=road.officer
    )

    assert again.effect == "downgrade"
