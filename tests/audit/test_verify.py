"""Verifying: whatever is done to the rows behind the program's back is found and named."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.audit import tampering
from tests.audit.conftest import note
from tests.extent import examples
from umbel import ledger
from umbel.audit import acts as audit
from umbel.audit.damage import Kind
from umbel.audit.models import Checkpoint, Entry, Tail
from umbel.audit.verify import verify_ledger
from umbel.errors import NotNow
from umbel.structure.table_of_acts import StructureAct

SIZE = 12
numbers = st.integers(1, SIZE)
moment = "2026-01-01 00:00:00.000001" + ("+00" if connection.vendor == "postgresql" else "")
CONTENTS = [
    ("act", "structure:found"),
    ("actor_kind", "program"),
    ("actor_id", "8"),
    ("actor_label", "Li Hua, Clerk"),
    ("body_id", "1"),
    ("body_label", "x"),
    ("subject_kind", "body"),
    ("subject_id", "99"),
    ("subject_label", "Chess Club"),
    ("reasons", "because"),
    ("request_id", "r"),
    ("at", moment),
    ("data", '{"turn": 99}'),
    ("data", '{"turn": 1.5}'),
    ("data", "[]"),
]
NOT_HELD_BY_POSTGRESQL = [
    ("at", "yesterday"),
    ("data", '{"turn": 1, "turn": 1}'),
    ("reasons", b"\xff"),
]
if connection.vendor == "sqlite":
    CONTENTS += NOT_HELD_BY_POSTGRESQL
whole_test = settings(
    max_examples=examples(25),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)


def findings(**more):
    return [(damage.kind, damage.number, damage.last) for damage in verify_ledger(**more).damages]


@pytest.fixture
def a_dozen(db):
    return [note(number) for number in range(SIZE)]


@pytest.mark.django_db
def test_an_empty_ledger_is_sound():
    report = verify_ledger()
    assert (report.is_sound, report.entries, report.root) == (True, 0, ledger.EMPTY_ROOT)


def test_a_ledger_written_by_acts_alone_is_sound(a_dozen):
    audit.checkpoint()
    note(13)
    kept = audit.checkpoint().text
    note(14)
    seen = []
    report = verify_ledger(lambda done, total: seen.append((done, total)), against=kept)
    assert report.is_sound, report
    assert (report.entries, report.checkpoints, seen[-1]) == (14, 3, (14, 14))
    assert report.root == ledger.root(bytes(entry.leaf_hash) for entry in Entry.objects.all())
    assert str(report).startswith("The ledger is sound: 14 entries and 3 checkpoints agree. Root ")


@given(number=numbers, what=st.sampled_from(CONTENTS))
@whole_test
def test_a_changed_content_is_named(a_dozen, number, what):
    with tampering.undone():
        tampering.change(number, *what)
        report = verify_ledger()
        assert [(damage.kind, damage.number) for damage in report.damages] == [(Kind.CONTENT, number)]


@given(number=numbers, at=st.integers(-32, -1))
@whole_test
def test_a_changed_hash_or_frontier_is_named(a_dozen, number, at):
    for column, kind in (("leaf_hash", Kind.HASH), ("frontier", Kind.FRONTIER)):
        with tampering.undone():
            tampering.flip(number, column, at)
            assert findings() == [(kind, number, number)]


@given(number=numbers, garbage=st.binary(max_size=80) | st.just(bytes(8)))
@whole_test
def test_garbage_in_place_of_a_hash_or_frontier_is_named(a_dozen, number, garbage):
    for column, kind in (("leaf_hash", Kind.HASH), ("frontier", Kind.FRONTIER)):
        with tampering.undone():
            tampering.change(number, column, garbage)
            assert findings() == [(kind, number, number)]


@given(number=numbers)
@whole_test
def test_a_removed_entry_is_named(a_dozen, number):
    with tampering.undone():
        tampering.remove(number)
        assert findings() == [(Kind.REMOVED, number, number)]


@given(number=numbers)
@whole_test
def test_an_entry_rewritten_with_its_hash_is_named(a_dozen, number):
    with tampering.undone():
        tampering.change(number, "reasons", "rewritten")
        tampering.rehash(number)
        assert findings() == [(Kind.REWRITTEN, number, number)]


@given(one=numbers, other=numbers)
@whole_test
def test_two_entries_that_changed_places_are_named(a_dozen, one, other):
    assume(one < other)
    with tampering.undone():
        tampering.swap(one, other)
        assert findings() == [(Kind.MOVED, one, one), (Kind.MOVED, other, other)]


@given(number=st.integers(1, SIZE - 1))
@whole_test
def test_an_entry_removed_and_closed_up_is_named(a_dozen, number):
    with tampering.undone():
        tampering.remove(number)
        tampering.shift(number + 1, SIZE, -1)
        assert findings() == [(Kind.MOVED, number, SIZE - 1), (Kind.REMOVED, number, number)]


@given(number=numbers, fits=st.booleans())
@whole_test
def test_an_entry_slipped_in_between_is_named(a_dozen, number, fits):
    with tampering.undone():
        tampering.shift(number, SIZE, 1)
        tampering.copy_of(number + 1, number, reasons="slipped in")
        if fits:
            tampering.rehash(number)
        # With the hash of the entry it copies, it reads as that entry, changed.
        assert findings() == [
            (Kind.INSERTED if fits else Kind.CONTENT, number, number),
            (Kind.MOVED, number + 1, SIZE + 1),
            (Kind.TAIL, SIZE + 1, SIZE + 1),
        ]


def test_an_entry_added_behind_the_last_is_named(a_dozen):
    tampering.copy_of(SIZE, SIZE + 1, reasons="added")
    tampering.rewrite_on(SIZE + 1, until=SIZE + 1)
    assert findings() == [(Kind.TAIL, SIZE + 1, SIZE + 1)]


def test_an_entry_before_the_first_is_named(a_dozen):
    lift = {
        "sqlite": "PRAGMA ignore_check_constraints = ON",
        "postgresql": "ALTER TABLE audit_entry DROP CONSTRAINT entries_count_from_one",
    }
    tampering.run(lift[connection.vendor])
    try:
        tampering.copy_of(1, 0)
    finally:
        if connection.vendor == "sqlite":
            tampering.run("PRAGMA ignore_check_constraints = OFF")
    assert findings() == [(Kind.INSERTED, 0, 0)]


def test_a_value_that_the_database_cannot_hand_over_hides_no_other_row(a_dozen):
    unreadable = {"sqlite": "reasons = CAST(x'ff' AS TEXT)", "postgresql": "at = 'infinity'"}
    tampering.run(f"UPDATE audit_entry SET {unreadable[connection.vendor]} WHERE number = 4")
    tampering.change(9, "reasons", "other")
    first, second = verify_ledger().damages
    assert (first.kind, first.number, first.act) == (Kind.CONTENT, 4, "unreadable")
    assert (second.kind, second.number) == (Kind.CONTENT, 9)


def test_entries_rewritten_before_a_gap_are_named_by_what_stands_after_it(a_dozen):
    tampering.change(3, "reasons", "rewritten")
    tampering.rewrite_on(3, until=6)
    tampering.remove(7)
    assert findings() == [(Kind.REMOVED, 7, 7)]
    assert verify_ledger().damages[0].since == 1
    with tampering.undone():
        tampering.remove(8)
        tampering.remove(6)
        tampering.remove(5)
        # The frontier of entry 9 still holds the peak over entries 1 to 8, that of entry 4 one over 1 to 4.
        assert [(damage.since, damage.number, damage.last) for damage in verify_ledger().damages] == [(1, 5, 8)]


def test_a_gap_does_not_hide_a_rewritten_peak(a_dozen):
    tampering.change(2, "reasons", "rewritten")
    tampering.rewrite_on(2, until=4)
    tampering.remove(5)
    assert findings() == [(Kind.REWRITTEN, 1, 4), (Kind.REMOVED, 5, 5)]


@given(tampered=st.dictionaries(numbers, st.sampled_from(["content", "hash"]), min_size=2))
@whole_test
def test_of_many_changed_rows_all_are_named_and_no_other(a_dozen, tampered):
    with tampering.undone():
        for number, what in tampered.items():
            if what == "content":
                tampering.change(number, "subject_label", "another")
            else:
                tampering.flip(number, "leaf_hash")
        kinds = {"content": Kind.CONTENT, "hash": Kind.HASH}
        assert findings() == [(kinds[what], number, number) for number, what in sorted(tampered.items())]


def content_and_frontier(number):
    tampering.change(number, "reasons", "other")
    tampering.flip(number, "frontier")


def whole_row(number):
    tampering.change(number, "reasons", "other")
    tampering.change(number, "leaf_hash", b"")
    tampering.change(number, "frontier", b"")


def rewrite(number):
    tampering.change(number, "reasons", "other")
    tampering.rewrite_on(number, until=number)


TAMPERINGS = {
    "content": lambda number: tampering.change(number, "reasons", "other"),
    "hash": lambda number: tampering.flip(number, "leaf_hash"),
    "frontier": lambda number: tampering.flip(number, "frontier"),
    "removed": tampering.remove,
    "content and frontier": content_and_frontier,
    "whole row": whole_row,
    "rewritten": rewrite,
}


@given(tampered=st.dictionaries(numbers, st.sampled_from(sorted(TAMPERINGS)), min_size=1, max_size=5))
@settings(whole_test, max_examples=examples(80))
def test_no_mixture_of_damages_hides_one(a_dozen, tampered):
    with tampering.undone():
        for number, what in sorted(tampered.items(), key=lambda item: (item[1] != "rewritten", item[0])):
            TAMPERINGS[what](number)
        named = {number for _, first, last in findings() for number in range(first, last + 1)}
        doubtful = {
            number for damage in verify_ledger().damages if damage.since for number in range(damage.since, damage.last)
        }
        assert set(tampered) <= named | doubtful


@given(first=numbers, last=numbers)
@whole_test
def test_a_stretch_rewritten_with_all_its_hashes_breaks_where_it_ends(a_dozen, first, last):
    assume(first <= last < SIZE)
    with tampering.undone():
        tampering.change(first, "reasons", "rewritten")
        tampering.rewrite_on(first, until=last)
        [damage] = verify_ledger().damages
        assert damage.kind == Kind.REWRITTEN
        assert damage.since <= first <= damage.last <= last + 1


@given(sealed=st.sets(numbers, min_size=1), number=numbers)
@whole_test
def test_rewriting_to_the_end_is_found_by_the_checkpoints(db, sealed, number):
    with tampering.undone():
        for turn in range(1, SIZE + 1):
            note(turn)
            if turn in sealed:
                kept = audit.checkpoint().text
        tampering.change(number, "reasons", "rewritten")
        tampering.rewrite_on(number)
        good = max((size for size in sealed if size < number), default=0)
        failing = min((size for size in sealed if size >= number), default=None)
        assert findings() == ([(Kind.CHECKPOINT, good + 1, failing)] if failing else [])
        with tampering.unguarded():
            Checkpoint.objects.all().delete()
        assert findings() == []
        assert findings(against=kept) == ([(Kind.CHECKPOINT, 1, max(sealed))] if failing else [])


def test_a_changed_checkpoint_is_named_itself(a_dozen):
    seal = audit.checkpoint()
    note(13)
    later = audit.checkpoint()
    forged = ledger.Checkpoint(audit.origin(), SIZE, later.root)
    tampering.run("UPDATE audit_checkpoint SET text = %s WHERE size = %s", forged.text(), seal.size)
    [damage] = verify_ledger().damages
    assert str(damage) == "The checkpoint of 12 entries was changed: its text does not agree with its columns."
    tampering.run("UPDATE audit_checkpoint SET root = %s WHERE size = %s", bytes(later.root), seal.size)
    [damage] = verify_ledger().damages
    assert str(damage) == "The checkpoint of 12 entries was changed: the entries agree with a later one."


def test_entries_cut_off_at_the_end_are_missed_by_the_tail_and_by_checkpoints(a_dozen):
    kept = audit.checkpoint().text
    tampering.run("DELETE FROM audit_entry WHERE number > 9")
    assert findings() == [(Kind.REMOVED, 10, 12)]
    last = Entry.objects.get(number=9)
    Tail.objects.update(frontier=bytes(last.frontier))
    assert findings() == [(Kind.REMOVED, 10, 12)]
    with tampering.unguarded():
        Checkpoint.objects.all().delete()
    assert findings() == []
    assert findings(against=kept) == [(Kind.REMOVED, 10, 12)]


def test_a_lost_or_changed_tail_is_named(a_dozen):
    Tail.objects.update(frontier=ledger.Frontier(1, (bytes(32),)).to_bytes())
    assert findings() == [(Kind.TAIL, 2, 12)]
    audit_tail = "The ledger's tail does not agree with its entries"
    tail = bytearray(bytes(Entry.objects.last().frontier))
    tail[-1] ^= 1
    Tail.objects.update(frontier=bytes(tail))
    [damage] = verify_ledger().damages
    assert str(damage).startswith(f"{audit_tail} 9 to 12: its root is another")
    Tail.objects.all().delete()
    assert findings() == [(Kind.TAIL, 0, 0)]
    assert note(13).number == 13


def test_numbers_of_entries_cut_off_are_not_given_again(a_dozen):
    tampering.remove(SIZE)
    assert note(13).number == SIZE + 1
    assert findings() == [(Kind.REMOVED, SIZE, SIZE)]


def test_a_guard_that_was_taken_away_is_named(a_dozen):
    drop = "DROP TRIGGER audit_entry_refuses_delete" + (" ON audit_entry" if connection.vendor == "postgresql" else "")
    with connection.cursor() as cursor:
        cursor.execute(drop)
    [damage] = verify_ledger().damages
    assert str(damage) == ("The database no longer refuses this: DELETE on audit_entry. Someone took its guard away.")


def test_findings_are_sentences_that_name_the_entry(a_dozen):
    tampering.change(5, "subject_label", "Go Club")
    tampering.remove(7)
    report = verify_ledger()
    assert not report.is_sound
    assert str(report) == (
        "The ledger is damaged: 2 findings in 11 entries.\n"
        "- Entry 5 (structure:place, organization 1, Go Club) was changed: "
        "its content no longer has the hash it was recorded with.\n"
        "- Entry 7 was removed; only a checkpoint made before that can vouch for entries 1 to 6."
    )


def test_a_checkpoint_of_another_ledger_is_refused(a_dozen):
    other = ledger.Checkpoint("elsewhere/ledger", 3, bytes(32)).text()
    with pytest.raises(NotNow, match="of the ledger elsewhere/ledger; this one is"):
        verify_ledger(against=other)
    with pytest.raises(ledger.NotACheckpoint):
        verify_ledger(against="nonsense")


@pytest.mark.django_db
def test_a_long_ledger_is_read_page_by_page():
    by, about = audit.Actor.program("test"), audit.Subject("body", "1", "One")
    with tampering.undone():
        audit.record_many(audit.Act(act=StructureAct.ESTABLISH, by=by, about=about) for _ in range(2300))
        tampering.change(2001, "reasons", "other")
        seen = []
        report = verify_ledger(lambda done, total: seen.append((done, total)))
        assert [(damage.kind, damage.number) for damage in report.damages] == [(Kind.CONTENT, 2001)]
        assert seen == [(1000, 2300), (2000, 2300), (2300, 2300)]


@pytest.mark.django_db
def test_what_is_recorded_while_verifying_is_no_damage():
    by, about = audit.Actor.program("test"), audit.Subject("body", "1", "One")
    audit.record_many(audit.Act(act=StructureAct.ESTABLISH, by=by, about=about) for _ in range(1001))

    def meanwhile(done, total):
        note(done)
        audit.checkpoint()

    report = verify_ledger(meanwhile)
    assert (report.is_sound, report.entries, Entry.objects.count()) == (True, 1001, 1003)
