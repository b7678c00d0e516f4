"""The lab: other rules over the same frozen facts, agreeing with a real run, and changing nothing."""

import csv
import re
import shutil

import pytest
from click.testing import CliRunner

from umbel.audit.models import Entry
from umbel.cli.commands import loaded
from umbel.evaluation import acts
from umbel.evaluation.lab import try_packs
from umbel.evaluation.letters import grade_letter
from umbel.evaluation.models import Grade, ProposedGrade
from umbel.evaluation.queries.packs import pinned_pack
from umbel.evaluation.queries.runs import facts_of
from umbel.policy.catalogue import SHIPPED
from umbel.policy.load import load_pack
from umbel.rubric import compile_rubric

pytestmark = pytest.mark.django_db


@pytest.fixture
def stricter(tmp_path):
    """The same rules, in which only much earns the best grades."""
    copy = tmp_path / "stricter"
    shutil.copytree(SHIPPED / "beijing-2016", copy)
    shutil.rmtree(copy / "examples")
    head = (copy / "pack.toml").read_text(encoding="utf-8")
    (copy / "pack.toml").write_text(head.replace('version = "1.0.0"', 'version = "9.0.0"', 1), encoding="utf-8")
    scoring = (copy / "scoring.toml").read_text(encoding="utf-8")
    harder = re.sub(r"total >= \d+", "total >= 99", scoring)
    assert harder != scoring
    (copy / "scoring.toml").write_text(harder, encoding="utf-8")
    return copy


def test_the_same_rules_move_nobody_and_agree_with_the_real_run(road):
    pack = pinned_pack(road.cycle)
    trial = try_packs(road.cycle, pack, pack)
    assert not trial.moved
    assert all(one == two for one, two in trial.matrix)
    real = dict.fromkeys(ProposedGrade.objects.values_list("grade", flat=True), 0)
    for grade in ProposedGrade.objects.values_list("grade", flat=True):
        real[grade] += 1
    assert {one: many for (one, _two), many in trial.matrix.items()} == real
    assert trial.organizations == 3


def test_other_rules_say_who_moves_and_change_nothing(road, stricter):
    before, after = pinned_pack(road.cycle), load_pack(stricter)
    entries = Entry.objects.count()
    trial = try_packs(road.cycle, before, after)
    rows = compile_rubric(after).evaluate(facts_of(road.cycle, check=True)).to_pylist()
    assert {row["organization"]: row["grade"] for row in rows} == {
        **dict(ProposedGrade.objects.values_list("organization_id", "grade")),
        **{move["organization"]: move["after"] for move in trial.moved},
    }
    assert sum(trial.matrix.values()) == 3
    for values in trial.groups.values():
        assert sum(map(sum, values.values())) == 3
    assert set(trial.decides) == {item.code for item in after.indicators}
    assert Entry.objects.count() == entries, "the lab records nothing, because it does nothing"


def test_the_command_writes_a_table_and_a_report(road, stricter, tmp_path):
    table, page = tmp_path / "moves.csv", tmp_path / "report.html"
    command = loaded("umbel.cli.trying:lab")
    done = CliRunner().invoke(
        command, ["beijing-2016", str(stricter), "--csv", str(table), "--html", str(page)], catch_exceptions=False
    )
    assert done.exit_code == 0
    assert "nothing real was changed" in done.output
    with table.open(encoding="utf-8") as stream:
        assert csv.DictReader(stream).fieldnames == ["organization", "before", "after", "total_before", "total_after"]
    said = page.read_text(encoding="utf-8")
    assert road.cycle.snapshot.sha256 in said, "the run can be repeated from its inputs"
    assert "<script" not in said


def test_letters_are_written_once_and_say_the_grade_in_both_languages(road, tmp_path):
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
    assert f"2025年度评估结果 Evaluation 2025: {grade.grade}".encode() in made, (
        "its title, as readers' programs show it"
    )
