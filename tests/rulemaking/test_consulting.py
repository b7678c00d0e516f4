"""From a draft that everyone reads to rules in force: comments, an answer, and a day to come."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.rulemaking.conftest import AFTER, FROM, UNTIL, a_draft, consulted, saved
from umbel.activities.models import Obligation
from umbel.errors import NotAllowed, NotNow, Problems
from umbel.evaluation.queries.packs import pinned_pack
from umbel.notices.models import Notice
from umbel.policy import find_pack
from umbel.policy.storing import read_texts, write_pack
from umbel.rulemaking import acts
from umbel.rulemaking.models import Comment, RuleDraft
from umbel.rulemaking.queries import drafted_pack, latest_revision
from umbel.rulemaking.states import WORKFLOW, DraftState
from umbel.structure.models import Federation, RulesInForce
from umbel.structure.queries import federation


def refused(call):
    with pytest.raises(Problems) as found:
        call()
    return {problem.field: problem.message for problem in found.value.problems}


def comments(scene, draft, text="Fewer quarters.", on=None, by=None, provision="", organization=None):
    return acts.comment(
        draft=draft,
        organization=organization or scene.own,
        text=text,
        provision=provision,
        on=on or scene.today,
        by=by or scene.approver,
    )


def adopted(scene, draft, **more):
    values = {"from_on": FROM, "answer": "We kept the quarters.", "on": AFTER, "by": scene.apex}
    return acts.adopt(draft=draft, **values | more)


def test_everyone_is_told_once_and_in_both_languages(hall):
    draft = consulted(hall)
    told = Notice.objects.filter(code="rulemaking:told")

    assert draft.state == DraftState.CONSULTATION
    assert sorted(told.values_list("party_kind", flat=True)) == ["body", "body", *["organization"] * 3]
    assert all("1.1.0" in notice.text["en"] and "征求意见" in notice.text["zh-hans"] for notice in told)


def test_a_draft_nobody_tried_is_not_put_to_anyone(hall):
    draft = a_draft(hall)
    with pytest.raises(NotNow, match="Nobody has tried this state"):
        acts.open_consultation(draft=draft, until=UNTIL, on=hall.today, by=hall.apex)


def test_a_consultation_leaves_time_to_read(hall):
    draft = a_draft(hall)
    acts.keep_run(revision=saved(hall, draft), cycle=hall.cycle, on=hall.today, by=hall.editor)
    day = date(2026, 7, 10)

    assert refused(lambda: acts.open_consultation(draft=draft, until=day, on=hall.today, by=hall.apex)) == {
        "until": "Leave time to read and to meet: at least until 2026-07-28."
    }


def test_examples_that_come_out_otherwise_hold_a_draft_back(hall):
    draft = a_draft(hall)
    revision = saved(hall, draft, {"grade/A/when/0": "99"})
    acts.keep_run(revision=revision, cycle=hall.cycle, on=hall.today, by=hall.editor)
    with pytest.raises(Problems, match="worked examples do not come out"):
        acts.open_consultation(draft=draft, until=UNTIL, on=hall.today, by=hall.apex)


def test_it_stands_still_while_others_read_it(hall):
    draft = consulted(hall)
    with pytest.raises(NotNow, match="stands still"):
        saved(hall, draft, {"grade/C/when/0": "55"})


def test_an_organization_comments_until_the_last_day_and_not_a_day_longer(hall):
    draft = consulted(hall)
    comments(hall, draft, provision="grade A", on=UNTIL)
    with pytest.raises(NotNow, match="not taken any more"):
        comments(hall, draft, on=AFTER)

    assert list(Comment.objects.values_list("organization", "provision", "text")) == [
        (hall.own.pk, "grade A", "Fewer quarters.")
    ]


def test_a_time_that_holds_as_is_usual_can_be_commented_on_and_moved(hall):
    draft = a_draft(hall)
    assert "case-step" not in {time.code for time in drafted_pack(latest_revision(draft)).due_times}
    revision = saved(hall, draft, {"due_time/case-step/working_days": "25"})
    assert drafted_pack(revision).due_time("case-step").working_days == 25
    acts.keep_run(revision=revision, cycle=hall.cycle, on=hall.today, by=hall.editor)
    draft = acts.open_consultation(draft=draft, until=UNTIL, on=hall.today, by=hall.apex)
    comments(hall, draft, provision="due_time hearing-invitation", on=UNTIL)
    assert Comment.objects.get().provision == "due_time hearing-invitation"


@pytest.mark.parametrize(
    ("said", "field"),
    [({"text": " "}, "text"), ({"text": "x" * 5001}, "text"), ({"provision": "grade Z"}, "provision")],
)
def test_a_comment_that_says_nothing_is_not_kept(hall, said, field):
    draft = consulted(hall)

    assert list(refused(lambda: comments(hall, draft, **said))) == [field]
    assert Comment.objects.count() == 0


def test_who_may_not(hall):
    draft = consulted(hall)
    for by in (hall.editor, hall.officer, hall.apex, hall.auditor):
        with pytest.raises(NotAllowed):
            comments(hall, draft, by=by)
    for by in (hall.editor, hall.apex_officer, hall.chair, hall.approver):
        with pytest.raises(NotAllowed):
            adopted(hall, draft, by=by)
        with pytest.raises(NotAllowed):
            acts.reopen(draft=draft, reasons="x", on=hall.today, by=by)


def test_an_organization_comments_for_itself_alone(hall):
    draft = consulted(hall)
    with pytest.raises(NotAllowed, match="your own organization"):
        comments(hall, draft, organization=hall.near)


def test_rules_are_adopted_after_the_consultation_from_a_day_to_come(hall):
    draft = consulted(hall)
    with pytest.raises(NotNow, match="until 2026-07-31 to comment"):
        adopted(hall, draft, on=UNTIL)
    assert refused(lambda: adopted(hall, draft, from_on=AFTER, answer=" ")) == {
        "from_on": "Choose a day to come: nothing applies backwards.",
        "answer": "Answer what was said of the draft, or that nothing was.",
    }
    assert refused(lambda: adopted(hall, draft, from_on=date(2026, 12, 1))) == {
        "from_on": "The draft says that it takes effect on 2027-01-01 at the earliest."
    }
    assert RulesInForce.objects.count() == 0
    with pytest.raises(Exception, match=r"1\.1\.0"):
        find_pack("beijing-2016", "1.1.0")

    adopted(hall, draft)
    Federation.objects.update(stands_on=FROM)
    assert federation().pack_version == "1.1.0"
    assert find_pack("beijing-2016", "1.1.0").content_hash == federation().pack_hash


def tried_and_open(hall, draft, numbers=None, on=None):
    on = on or hall.today
    acts.keep_run(revision=saved(hall, draft, numbers), cycle=hall.cycle, on=on, by=hall.editor)
    return acts.open_consultation(draft=draft, until=UNTIL, on=on, by=hall.apex)


def test_of_two_drafts_of_the_same_rules_the_second_does_not_undo_the_first(hall):
    """Everyone was told what differs from 1.0.0: adopted after 1.1.0, it would take back what nobody spoke of."""
    first, second = consulted(hall), tried_and_open(hall, a_draft(hall, version="1.2.0"), {"grade/C/when/0": "45"})
    late = a_draft(hall, version="1.3.0")
    adopted(hall, first)

    with pytest.raises(NotNow, match=r"begun from version 1\.0\.0, and 1\.1\.0 was adopted since"):
        adopted(hall, second)
    with pytest.raises(NotNow, match=r"1\.1\.0 was adopted since"):
        tried_and_open(hall, late)
    assert RulesInForce.objects.count() == 1


def test_a_draft_begins_from_the_rules_adopted_last_and_not_before_them(hall):
    adopted(hall, consulted(hall))
    later = a_draft(hall, version="1.2.0", from_on=date(2026, 10, 1), on=AFTER)
    assert later.base_version == "1.1.0"
    acts.keep_run(revision=saved(hall, later, {"grade/C/when/0": "46"}), cycle=hall.cycle, on=AFTER, by=hall.editor)
    acts.open_consultation(draft=later, until=date(2026, 9, 10), on=AFTER, by=hall.apex)

    on = date(2026, 9, 11)
    assert refused(lambda: adopted(hall, later, from_on=date(2026, 10, 1), on=on)) == {
        "from_on": "The rules that it changes take effect on 2027-01-01: choose that day or a later one."
    }
    adopted(hall, later, on=on)
    Federation.objects.update(stands_on=FROM)
    assert federation().pack_version == "1.2.0"


def test_files_left_over_from_an_adoption_that_was_cut_off_are_not_taken_for_the_rules(hall, settings):
    draft = consulted(hall)
    left_over = settings.UMBEL_PACKS / "beijing-2016-1.1.0"
    write_pack(draft.revisions.get(number=1).texts, left_over)
    adopted(hall, draft)

    assert read_texts(left_over) == draft.revisions.get(number=2).texts
    assert find_pack("beijing-2016", "1.1.0").content_hash == RulesInForce.objects.get().pack_hash


def test_a_refused_adoption_takes_no_files_away(hall, settings):
    draft = consulted(hall)
    adopted(hall, draft)
    with pytest.raises(NotNow):
        adopted(hall, draft)

    assert (settings.UMBEL_PACKS / "beijing-2016-1.1.0" / "pack.toml").exists()


def test_a_run_is_not_kept_beside_other_files_than_the_draft_began_from(hall):
    draft = a_draft(hall)
    RuleDraft.objects.update(base_hash="0" * 64)
    draft.refresh_from_db()
    with pytest.raises(NotNow, match="put them back first"):
        acts.keep_run(revision=saved(hall, draft), cycle=hall.cycle, on=hall.today, by=hall.editor)


def test_a_cycle_that_is_planned_keeps_its_rules(hall):
    adopted(hall, consulted(hall))
    Federation.objects.update(stands_on=FROM)

    assert pinned_pack(hall.cycle).version == "1.0.0"


def test_what_is_due_later_is_generated_under_the_new_rules(hall):
    Obligation.objects.create(
        organization=hall.own,
        requirement="regular-activity",
        kind="activity",
        period="2027-Q1",
        from_on=FROM,
        until_on=date(2027, 4, 1),
        due_on=date(2027, 4, 22),
        pack_id="beijing-2016",
        pack_version="1.0.0",
    )
    adopted(hall, consulted(hall))

    later = Obligation.objects.filter(from_on__gte=FROM, requirement="regular-activity")
    assert set(later.values_list("period", "pack_version")) == {("2027-Q1", "1.1.0")}
    assert later.count() == 3


def test_nobody_adopts_what_they_drafted(hall):
    draft = consulted(hall)
    draft.revisions.update(made_by=hall.apex.account_id)
    with pytest.raises(NotAllowed, match="Nobody adopts rules that they drafted"):
        adopted(hall, draft)


def test_taken_back_it_is_changed_and_consulted_on_again(hall):
    draft = consulted(hall)
    comments(hall, draft)
    acts.reopen(draft=draft, reasons="Fewer quarters, as was said.", on=AFTER, by=hall.apex)
    saved(hall, draft, {"grade/C/when/0": "59"})
    draft.refresh_from_db()

    assert draft.state == DraftState.DRAFTING
    with pytest.raises(NotNow):
        adopted(hall, draft)
    assert draft.comments.count() == 1


def test_a_draft_that_others_read_is_withdrawn_by_the_apex_alone(hall):
    draft = consulted(hall)
    with pytest.raises(NotAllowed):
        acts.withdraw(draft=draft, reasons="No.", on=hall.today, by=hall.editor)
    assert refused(lambda: acts.withdraw(draft=draft, reasons=" ", on=hall.today, by=hall.apex)) == {
        "reasons": "Say why, in a sentence."
    }
    acts.withdraw(draft=draft, reasons="Not now.", on=hall.today, by=hall.apex)
    draft.refresh_from_db()
    assert (draft.state, draft.answer) == (DraftState.WITHDRAWN, "Not now.")


def test_rules_whose_files_are_gone_are_put_back(hall, settings):
    adopted(hall, consulted(hall))
    folder = settings.UMBEL_PACKS / "beijing-2016-1.1.0"
    whole = {path.name: path.read_bytes() for path in folder.rglob("*.toml")}
    for path in sorted(folder.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    folder.rmdir()

    assert acts.restore_packs() == 1
    assert {path.name: path.read_bytes() for path in folder.rglob("*.toml")} == whole
    assert acts.restore_packs() == 0


@pytest.mark.parametrize("state", list(DraftState))
@pytest.mark.parametrize("step", sorted({step.name for step in WORKFLOW.steps}))
def test_every_step_from_every_state(hall, state, step):
    """What the table does not allow is refused, and nothing is half done."""
    draft = consulted(hall)
    values = {"state": state}
    if state in {DraftState.ADOPTED, DraftState.WITHDRAWN}:
        values |= {"ended_on": AFTER, "ended_by": hall.apex.account_id, "answer": "x", "from_on": FROM}
    RuleDraft.objects.filter(pk=draft.pk).update(**values)
    take = {
        "open-consultation": lambda: acts.open_consultation(
            draft=draft, until=date(2026, 9, 30), on=AFTER, by=hall.apex
        ),
        "reopen": lambda: acts.reopen(draft=draft, reasons="x", on=AFTER, by=hall.apex),
        "adopt": lambda: adopted(hall, draft),
        "withdraw": lambda: acts.withdraw(draft=draft, reasons="x", on=AFTER, by=hall.apex),
    }[step]
    allowed = {(row.source, row.name): row.target for row in WORKFLOW.steps}
    if (state, step) in allowed:
        take()
        draft.refresh_from_db()
        assert draft.state == allowed[state, step]
    else:
        with pytest.raises(NotNow):
            take()
        draft.refresh_from_db()
        assert draft.state == state


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"state": "adopted"}, "rules_are_adopted_after_consultation_with_an_answer"),
        ({"state": "withdrawn"}, "a_draft_is_withdrawn_with_reasons"),
        ({"consulted_until": None}, "a_consultation_has_its_days"),
        ({"state": "adopted", "answer": "x", "ended_on": AFTER}, "rules_are_adopted_after"),
        ({"purpose": ""}, "a_draft_of_rules_has_a_purpose"),
    ],
)
def test_the_database_knows_the_law(hall, values, constraint):
    draft = consulted(hall)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        RuleDraft.objects.filter(pk=draft.pk).update(**values)
