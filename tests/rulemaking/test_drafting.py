"""Drafts are tried and saved; nothing real moves, and every run can be repeated."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.rulemaking.conftest import FROM, NUMBERS, a_draft, moved, saved
from umbel.audit.models import Entry
from umbel.errors import NotAllowed, NotNow, Problems
from umbel.evaluation.models import ProposedGrade
from umbel.evaluation.queries.runs import facts_of
from umbel.policy import find_pack
from umbel.rubric import Trial, compile_rubric
from umbel.rulemaking import acts
from umbel.rulemaking.models import Revision, RuleDraft, Run
from umbel.rulemaking.queries import drafted_pack, latest_revision
from umbel.structure.queries import federation


def refused(call):
    with pytest.raises(Problems) as found:
        call()
    return {problem.field: problem.message for problem in found.value.problems}


def test_a_draft_is_a_copy_of_the_rules_in_force_with_a_version_and_a_day_of_its_own(hall):
    draft = a_draft(hall)
    pack, base = drafted_pack(latest_revision(draft)), find_pack("beijing-2016", "1.0.0")

    assert (pack.version, pack.effective_from) == ("1.1.0", FROM)
    assert [item.score for item in pack.indicators] == [item.score for item in base.indicators]
    assert (federation().pack_version, federation().pack_hash) == ("1.0.0", base.content_hash)


@pytest.mark.parametrize(
    ("said", "field", "message"),
    [
        ({"version": "2"}, "version", "Write the version as three numbers, such as 1.1.0."),
        ({"version": "1.0.0"}, "version", "The new version comes after 1.0.0."),
        ({"version": "0.9.9"}, "version", "The new version comes after 1.0.0."),
        ({"from_on": date(2026, 6, 30)}, "from_on", "Choose a day to come: nothing applies backwards."),
        ({"purpose": " "}, "purpose", "Say why other rules are wanted, in a sentence."),
    ],
)
def test_a_draft_that_cannot_be_begun_says_why_by_field(hall, said, field, message):
    assert refused(lambda: a_draft(hall, **said)) == {field: message}
    assert RuleDraft.objects.count() == 0


def test_there_is_one_draft_of_a_version_until_it_is_withdrawn(hall):
    draft = a_draft(hall)
    assert refused(lambda: a_draft(hall)) == {"version": "There is a version of this number already. Take the next."}

    acts.withdraw(draft=draft, reasons="Another way.", on=hall.today, by=hall.editor)
    assert a_draft(hall).version == "1.1.0"


def test_a_revision_is_added_and_the_one_before_it_stands(hall):
    draft = a_draft(hall)
    first = latest_revision(draft)
    second = saved(hall, draft)

    assert [row.number for row in draft.revisions.order_by("number")] == [1, 2]
    assert drafted_pack(first).grades[0].when == "total >= 90 and regularity >= 22.5"
    assert drafted_pack(second).grades[0].when == "total >= 85 and regularity >= 22.5"
    assert Entry.objects.order_by("-number").first().data["hash"] == second.content_hash


def test_two_who_save_at_once_do_not_overwrite_each_other(hall):
    draft = a_draft(hall)
    mine = moved(draft, {"grade/B/when/0": "70"})
    saved(hall, draft, by=hall.colleague)

    with pytest.raises(NotNow, match="saved this draft meanwhile"):
        acts.revise(draft=draft, texts=mine, after=1, why="Mine.", on=hall.today, by=hall.editor)
    assert draft.revisions.count() == 2


def test_files_that_are_no_pack_are_not_saved_and_name_the_place(hall):
    draft = a_draft(hall)
    texts = latest_revision(draft).texts
    wrong = texts["scoring.toml"].replace("total >= 90", "totl >= 90")
    with pytest.raises(Problems) as found:
        acts.revise(draft=draft, texts=texts | {"scoring.toml": wrong}, after=1, why="x", on=hall.today, by=hall.editor)

    (problem,) = found.value.problems
    assert (problem.file, "total" in str(problem)) == ("scoring.toml", True)
    assert problem.line == wrong.split("totl")[0].count("\n") + 1
    assert draft.revisions.count() == 1


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('version = "1.1.0"', 'version = "1.1.1"', "This draft is beijing-2016 1.1.0: leave its id and version."),
        (
            "effective_from = 2027-01-01",
            "effective_from = 2026-06-30",
            "It would take effect on a day that has passed: nothing applies backwards.",
        ),
    ],
)
def test_a_draft_stays_the_version_it_was_begun_as(hall, before, after, message):
    draft = a_draft(hall)
    texts = latest_revision(draft).texts
    head = texts["pack.toml"].replace(before, after)
    assert head != texts["pack.toml"]
    found = refused(
        lambda: acts.revise(
            draft=draft, texts=texts | {"pack.toml": head}, after=1, why="x", on=hall.today, by=hall.editor
        )
    )

    assert list(found.values()) == [message]


def test_saving_says_why_and_changes_something(hall):
    draft = a_draft(hall)
    common = {"draft": draft, "after": 1, "on": hall.today, "by": hall.editor}

    assert refused(lambda: acts.revise(texts=moved(draft), why=" ", **common)) == {"why": "Say why, in a sentence."}
    with pytest.raises(NotNow, match="Nothing differs"):
        acts.revise(texts=latest_revision(draft).texts, why="Again.", **common)


def test_only_a_pack_editor_drafts(hall):
    draft = a_draft(hall)
    for by in (hall.apex, hall.officer, hall.approver, hall.auditor):
        with pytest.raises(NotAllowed):
            a_draft(hall, version="1.2.0", by=by)
        with pytest.raises(NotAllowed):
            saved(hall, draft, by=by)


def test_a_run_is_kept_with_its_inputs_and_comes_out_the_same_again(hall):
    draft = a_draft(hall)
    revision = saved(hall, draft)
    before = list(ProposedGrade.objects.order_by("pk").values_list("organization", "grade", "total"))
    run, _ = acts.keep_run(revision=revision, cycle=hall.cycle, on=hall.today, by=hall.editor)
    again, same = acts.keep_run(revision=revision, cycle=hall.cycle, on=hall.today, by=hall.colleague)

    assert (again.pk, same, Run.objects.count()) == (run.pk, True, 1)
    assert (run.facts, run.before, run.after) == (
        hall.cycle.snapshot.sha256,
        find_pack("beijing-2016", "1.0.0").content_hash,
        revision.content_hash,
    )
    assert run.result["organizations"] == 3
    assert list(ProposedGrade.objects.order_by("pk").values_list("organization", "grade", "total")) == before


def test_a_run_that_came_out_otherwise_is_said(hall):
    revision = saved(hall, a_draft(hall))
    run, _ = acts.keep_run(revision=revision, cycle=hall.cycle, on=hall.today, by=hall.editor)
    Run.objects.filter(pk=run.pk).update(digest="0" * 64)

    _again, same = acts.keep_run(revision=revision, cycle=hall.cycle, on=hall.today, by=hall.editor)
    assert not same


def test_the_database_wants_a_reason_and_numbers_each_revision_once(hall):
    revision = latest_revision(a_draft(hall))
    for values in ({"why": ""}, {"number": 1}):
        row = Revision(draft=revision.draft, number=2, texts={}, content_hash="", why="x", made_on=hall.today)
        row.made_by_id = hall.editor.account_id
        for name, value in values.items():
            setattr(row, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_what_is_moved_in_the_draft_is_what_the_run_says(hall):
    draft = a_draft(hall)
    revision = saved(hall, draft, NUMBERS | {"grade/C/when/0": "20"})
    run, _ = acts.keep_run(revision=revision, cycle=hall.cycle, on=hall.today, by=hall.editor)
    evaluated = compile_rubric(drafted_pack(revision)).evaluate(facts_of(hall.cycle, check=True))
    now = {row["organization"]: row["grade"] for row in evaluated.to_pylist()}
    was = dict(ProposedGrade.objects.values_list("organization", "grade"))
    moves = {}
    for key, before in was.items():
        moves[before, now[key]] = moves.get((before, now[key]), 0) + 1

    assert moves == Trial.from_json(run.result).matrix
