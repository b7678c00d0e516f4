"""The lab: other rules over the same frozen facts, agreeing with a real run, and changing nothing."""

import csv
import json
import re
import shutil

import pytest
from click.testing import CliRunner

from umbel.audit.models import Entry
from umbel.cli.commands import loaded
from umbel.evaluation import acts
from umbel.evaluation.lab import fairness_of_people, forget, outcomes, prepared, try_packs
from umbel.evaluation.letters import grade_letter
from umbel.evaluation.models import Grade, Judgement, ProposedGrade
from umbel.evaluation.queries.packs import pinned_pack
from umbel.evaluation.queries.runs import facts_of
from umbel.evaluation.queries.standing import standings
from umbel.policy import find_pack
from umbel.policy.catalogue import SHIPPED
from umbel.policy.load import load_pack
from umbel.rubric import Trial, compile_rubric

pytestmark = pytest.mark.django_db


@pytest.fixture
def stricter(tmp_path):
    """The same rules, in which no points are enough."""
    copy = tmp_path / "stricter"
    shutil.copytree(SHIPPED / "beijing-2016", copy)
    shutil.rmtree(copy / "examples")
    head = (copy / "pack.toml").read_text(encoding="utf-8")
    (copy / "pack.toml").write_text(head.replace('version = "1.0.0"', 'version = "9.0.0"', 1), encoding="utf-8")
    scoring = (copy / "scoring.toml").read_text(encoding="utf-8")
    harder = re.sub(r"total >= \d+", "total >= 106", scoring)
    assert harder != scoring
    (copy / "scoring.toml").write_text(harder, encoding="utf-8")
    return copy


def test_the_same_rules_move_nobody_and_agree_with_the_real_run(road):
    pack = pinned_pack(road.cycle)
    trial = try_packs(road.cycle, pack, pack)
    assert trial.moved == 0
    assert all(one == two for one, two in trial.matrix)
    real = dict.fromkeys(ProposedGrade.objects.values_list("grade", flat=True), 0)
    for grade in ProposedGrade.objects.values_list("grade", flat=True):
        real[grade] += 1
    assert {one: many for (one, _two), many in trial.matrix.items()} == real
    assert trial.organizations == 3
    assert {row.value for row in trial.groups["committee"]} == {"J01", "J02"}
    assert trial.facts == road.cycle.snapshot.sha256


def test_other_rules_say_who_moves_and_change_nothing(road, stricter):
    before, after = pinned_pack(road.cycle), load_pack(stricter)
    entries = Entry.objects.count()
    trial, moved = try_packs(road.cycle, before, after), prepared(road.cycle).moved(after)
    rows = compile_rubric(after).evaluate(facts_of(road.cycle, check=True)).to_pylist()
    assert {row["organization"]: row["grade"] for row in rows} == {
        **dict(ProposedGrade.objects.values_list("organization_id", "grade")),
        **{move.organization: move.after for move in moved},
    }
    assert trial.moved == len(moved) == 3
    assert sum(trial.matrix.values()) == 3
    for groups in trial.groups.values():
        assert sum(row.better + row.worse + row.same for row in groups) == 3
    weights = prepared(road.cycle).sensitivity(after)
    assert [row.indicator for row in weights.indicators] == [item.code for item in after.indicators]
    assert Entry.objects.count() == entries, "the lab records nothing, because it does nothing"


def test_a_run_can_be_repeated_from_its_inputs(road, stricter):
    before, after = pinned_pack(road.cycle), load_pack(stricter)
    first = try_packs(road.cycle, before, after)
    forget()
    again = try_packs(road.cycle, before, load_pack(stricter))
    assert again.digest == first.digest
    assert Trial.from_json(json.loads(json.dumps(first.as_json()))) == first


def test_two_registers_are_kept_and_the_third_pushes_the_first_out(road, stricter):
    forget()
    own = prepared(road.cycle)
    assert prepared(road.cycle, pinned_pack(road.cycle)) is own
    prepared(road.cycle, load_pack(stricter))
    assert prepared(road.cycle) is own
    prepared(road.cycle, find_pack("annual-return"))
    prepared(road.cycle, load_pack(stricter))
    assert prepared(road.cycle) is not own
    assert own.trial(load_pack(stricter)).organizations == 3, "whoever holds one that was pushed out still asks it"


def test_a_finding_of_a_committee_shows_where_the_rules_see_no_difference(road):
    for organization, points in ((road.own, 4), (road.far, 0)):
        Judgement.objects.create(
            cycle=road.cycle,
            organization=organization,
            body=ProposedGrade.objects.get(organization=organization).body,
            indicator=next(item.code for item in pinned_pack(road.cycle).indicators if item.judged),
            points=points,
            reasons="Seen.",
            found_on=road.today,
            found_by_id=road.officer.account_id,
        )
    stood = outcomes(road.cycle)
    assert stood == {grade.organization_id: row["grade"] for grade, row in standings(road.cycle)}
    made_by_people = {road.own.pk: "A", road.near.pk: "A", road.far.pk: "D"}
    by_rules = {row.attribute: row for row in prepared(road.cycle).fairness().attributes}
    by_people = {row.attribute: row for row in prepared(road.cycle).fairness(outcomes=made_by_people).attributes}
    assert by_rules["committee"].groups == 0
    assert (by_people["committee"].groups, by_people["committee"].organizations) == (1, 3)
    sides = by_people["committee"].examples[0].sides
    assert [(side.value, side.grade, side.organizations) for side in sides] == [("J01", "A", 2), ("J02", "D", 1)]
    assert fairness_of_people(road.cycle).by == "outcomes"


def test_the_command_writes_a_table_and_a_report(road, stricter, tmp_path):
    table, written = tmp_path / "moves.csv", tmp_path / "report.html"
    command = loaded("umbel.cli.lab:lab")
    done = CliRunner().invoke(
        command, ["beijing-2016", str(stricter), "--csv", str(table), "--html", str(written)], catch_exceptions=False
    )
    assert done.exit_code == 0
    assert "nothing real was changed" in done.output
    trial = try_packs(road.cycle, pinned_pack(road.cycle), load_pack(stricter))
    assert trial.digest in done.output
    with table.open(encoding="utf-8") as stream:
        reader = csv.DictReader(stream)
        assert reader.fieldnames == ["organization", "before", "after", "total_before", "total_after"]
        assert len(list(reader)) == trial.moved == 3
    said = written.read_text(encoding="utf-8")
    for expected in (road.cycle.snapshot.sha256, trial.digest, "nothing real was changed", '<svg class="flow"'):
        assert expected in said
    assert "Own Choir" in said
    assert "version: " in said, "it says what differs between the packs"
    for outside in ("<script", "http://", "src=", "@import", "style="):
        assert outside not in said.replace("http://www.w3.org/2000/svg", "")


def test_letters_are_written_once_and_say_the_grade(road, tmp_path):
    cycle = acts.open_self_assessment(cycle=road.cycle, on=road.today, by=road.apex_officer)
    on = cycle.assess_until.replace(year=2027)
    cycle = acts.begin_review(cycle=cycle, on=on, by=road.apex_officer)
    cycle = acts.end_review(cycle=cycle, on=on.replace(year=2028), by=road.apex_officer)
    cycle = acts.confirm(cycle=cycle, on=on.replace(year=2028), by=road.apex)
    acts.publish(cycle=cycle, on=on.replace(year=2029), by=road.apex)
    grade = Grade.objects.select_related("cycle__snapshot", "organization").get(organization=road.own)
    assert grade_letter(grade) == grade_letter(grade)
    command = loaded("umbel.cli.letters:letters")
    first = CliRunner().invoke(command, ["2025", "--to", str(tmp_path / "letters")], catch_exceptions=False)
    assert "Wrote 3 letters; 0 were there" in first.output
    again = CliRunner().invoke(command, ["2025", "--to", str(tmp_path / "letters")], catch_exceptions=False)
    assert "Wrote 0 letters; 3 were there" in again.output
    made = (tmp_path / "letters" / f"2025-{road.own.pk}.pdf").read_bytes()
    assert made.startswith(b"%PDF")
    assert f"Evaluation 2025: {grade.grade}".encode() in made, "its title, as readers' programs show it"
