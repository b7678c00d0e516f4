"""From frozen facts to proposed grades: repeatable to the bit, and never half done."""

import shutil
from datetime import date
from decimal import Decimal

import pytest

from umbel.activities.models import Activity, Evidence, Obligation, Verification
from umbel.activities.queries import verification_term
from umbel.audit import verify
from umbel.audit.actors import Actor
from umbel.errors import NotNow
from umbel.evaluation import snapshots
from umbel.evaluation.acts import freeze_facts, plan, propose_grades
from umbel.evaluation.acts.proposing import result_hash
from umbel.evaluation.models import Cycle, ProposedGrade
from umbel.evaluation.queries import explanation, grade_counts, grades_by_field
from umbel.evaluation.queries.packs import PackChanged
from umbel.evaluation.queries.runs import evaluate
from umbel.policy import find_pack
from umbel.structure.models import Body, Organization, Particulars
from umbel.structure.states import TierCode
from umbel.words import Words

pytestmark = pytest.mark.django_db
BY = Actor.program("tests")
YEAR = (date(2025, 1, 1), date(2026, 1, 1))
AS_OF = date(2026, 4, 30)


@pytest.fixture(autouse=True)
def own_snapshots(settings, tmp_path):
    settings.UMBEL_SNAPSHOTS = tmp_path / "snapshots"


@pytest.fixture
def pack():
    return find_pack("beijing-2016")


@pytest.fixture
def committee():
    return Body.objects.create(
        tier=TierCode.APEX, code="A", established_on=date(2016, 12, 1), names=Words({"en": "Comprehensive Committee"})
    )


def organization(name):
    made = Organization.objects.create(registered_on=date(2015, 1, 1), founded_on=date(2014, 6, 1))
    Particulars.objects.create(organization=made, from_on=date(2015, 1, 1), names=Words({"en": name}), size=40)
    return made


def obligation(of, quarter):
    month = 3 * quarter - 2
    until = date(2025, month + 3, 1) if quarter < 4 else date(2026, 1, 1)
    return Obligation.objects.create(
        organization=of,
        requirement="regular-activity",
        kind="activity",
        period=f"2025-Q{quarter}",
        from_on=date(2025, month, 1),
        until_on=until,
        due_on=until.replace(day=21),
        pack_id="beijing-2016",
        pack_version="1.0.0",
    )


def activity(of, quarter, committee, finding="accepted"):
    owed = obligation(of, quarter)
    held = date(2025, 3 * quarter - 1, 10)
    made = Activity.objects.create(
        organization=of,
        obligation=owed,
        kind="training",
        held_on=held,
        reported_on=held,
        head_count=30,
        verify_by=verification_term(find_pack("beijing-2016"))(held),
    )
    for kind in ("photo", "minutes"):
        Evidence.objects.create(activity=made, kind=kind, reference=f"{kind} {made.pk}")
    if finding:
        Verification.objects.create(
            activity=made, body=committee, finding=finding, found_on=held.replace(day=20), reasons="Seen."
        )
    return made


@pytest.fixture
def register(committee):
    steady, silent, unseen = organization("Steady Choir"), organization("Silent Club"), organization("Unseen Society")
    for quarter in range(1, 5):
        activity(steady, quarter, committee)
        obligation(silent, quarter)
        activity(unseen, quarter, committee, finding=None)
    return steady, silent, unseen


@pytest.fixture
def cycle(pack, register):
    return plan(code="2025", pack=pack, from_on=YEAR[0], until_on=YEAR[1], as_of=AS_OF, by=BY)


def run(cycle):
    freeze_facts(cycle=cycle, by=BY)
    cycle.refresh_from_db()
    counts = propose_grades(cycle=cycle, by=BY)
    cycle.refresh_from_db()
    return counts


def test_a_cycle_goes_from_facts_to_proposed_grades(cycle, register):
    counts = run(cycle)
    assert cycle.state == "proposed"
    assert counts == grade_counts(cycle)
    assert sum(counts.values()) == len(register)
    steady, silent, _unseen = register
    totals = dict(ProposedGrade.objects.values_list("organization_id", "total"))
    assert totals[steady.pk] > totals[silent.pk] >= 0
    assert verify.verify_ledger().is_sound


def test_the_silence_of_a_committee_counts_as_assent(cycle, register):
    run(cycle)
    steady, _silent, unseen = register
    totals = dict(ProposedGrade.objects.values_list("organization_id", "total"))
    assert totals[unseen.pk] == totals[steady.pk]


def test_the_explanation_adds_up_to_the_stored_total(cycle, register):
    run(cycle)
    for grade in ProposedGrade.objects.all():
        for language in ("en", "zh-hans"):
            told = explanation(grade, language).explanation
            assert told.total == grade.total
            assert told.grade == grade.grade


def test_an_adverse_label_is_only_a_ground(cycle, register):
    run(cycle)
    silent = register[1]
    grade = ProposedGrade.objects.get(organization=silent)
    assert grade.grade == "D"
    assert grade.grounds == ["badly-run"]


def test_a_run_is_repeated_to_the_bit(cycle):
    run(cycle)
    assert result_hash(evaluate(cycle)) == result_hash(evaluate(cycle))
    stored = {grade.organization_id: (grade.total, grade.grade) for grade in ProposedGrade.objects.all()}
    repeated = {row["organization"]: (row["total"], row["grade"]) for row in evaluate(cycle).to_pylist()}
    assert repeated == stored


def test_what_happens_after_the_freeze_changes_nothing(cycle, register, committee):
    freeze_facts(cycle=cycle, by=BY)
    cycle.refresh_from_db()
    before = evaluate(cycle)
    activity_of_silent = Activity.objects.create(
        organization=register[1], kind="training", held_on=date(2025, 5, 5), reported_on=date(2025, 5, 6), head_count=9
    )
    Verification.objects.create(
        activity=activity_of_silent, body=committee, finding="accepted", found_on=date(2025, 5, 7)
    )
    assert evaluate(cycle) == before


def test_the_same_facts_make_the_same_snapshot(pack, cycle):
    again = plan(code="2025-again", pack=pack, from_on=YEAR[0], until_on=YEAR[1], as_of=AS_OF, by=BY)
    assert freeze_facts(cycle=cycle, by=BY).sha256 == freeze_facts(cycle=again, by=BY).sha256


def test_steps_are_taken_once_and_in_order(cycle):
    with pytest.raises(NotNow, match="freeze-facts"):
        propose_grades(cycle=cycle, by=BY)
    run(cycle)
    with pytest.raises(NotNow):
        freeze_facts(cycle=cycle, by=BY)
    with pytest.raises(NotNow):
        propose_grades(cycle=cycle, by=BY)


def test_a_freeze_that_fails_leaves_nothing(cycle, monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(snapshots.pq.ParquetWriter, "write_batch", full)
    with pytest.raises(OSError, match="No space left"):
        freeze_facts(cycle=cycle, by=BY)
    monkeypatch.undo()
    cycle.refresh_from_db()
    assert cycle.state == "planned"
    assert list(snapshots.root().iterdir()) == []


def test_what_a_killed_freeze_left_is_cleared_by_the_next(cycle):
    left = snapshots.root() / "writing-999999999-x"
    left.mkdir()
    freeze_facts(cycle=cycle, by=BY)
    assert not left.exists()


def test_a_changed_snapshot_file_is_named(cycle):
    snapshot = freeze_facts(cycle=cycle, by=BY)
    cycle.refresh_from_db()
    path = snapshots.root() / snapshot.folder / "activity.parquet"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(snapshots.SnapshotDamaged, match=r"activity\.parquet"):
        propose_grades(cycle=cycle, by=BY)
    assert not ProposedGrade.objects.exists()
    shutil.rmtree(snapshots.root() / snapshot.folder)
    with pytest.raises(snapshots.SnapshotDamaged, match="missing"):
        propose_grades(cycle=cycle, by=BY)


def test_a_pack_that_changed_since_it_was_pinned_is_refused(cycle):
    Cycle.objects.update(pack_hash="0" * 64)
    cycle.refresh_from_db()
    with pytest.raises(PackChanged, match="nothing applies backwards"):
        freeze_facts(cycle=cycle, by=BY)


def test_nothing_applies_backwards(pack):
    with pytest.raises(NotNow, match="Nothing applies backwards"):
        plan(code="1999", pack=pack, from_on=date(1999, 1, 1), until_on=date(2000, 1, 1), as_of=AS_OF, by=BY)


def test_organizations_without_a_field_are_counted_too(cycle):
    run(cycle)
    assert grades_by_field(cycle) == {None: grade_counts(cycle)}


def test_points_are_exact_decimals(cycle):
    run(cycle)
    figures = ProposedGrade.objects.first().figures
    points = [value for name, value in figures.items() if name.startswith("p_")]
    assert points
    assert all(Decimal(value) == Decimal(value).quantize(Decimal("0.01")) for value in points)


def test_a_cycle_is_not_judged_by_a_day_that_has_not_come(pack):
    with pytest.raises(NotNow, match="has not come"):
        plan(code="2999", pack=pack, from_on=YEAR[0], until_on=YEAR[1], as_of=date(2999, 1, 1), by=BY)
