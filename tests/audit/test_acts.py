"""Recording: one gapless, chained, unchangeable row for each act."""

import threading
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext_lazy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.audit.conftest import CLERK, note
from tests.audit.tampering import undone
from tests.extent import examples
from umbel import ledger
from umbel.accounts.permissions import Permission
from umbel.audit import acts as audit
from umbel.audit import leaves
from umbel.audit.acts import Act, Actor, Subject
from umbel.audit.models import Checkpoint, Entry
from umbel.audit.verify import verify_ledger
from umbel.errors import NotAllowed, NotNow
from umbel.registration.table_of_acts import RegistrationAct
from umbel.structure.table_of_acts import StructureAct

CLUB = Subject("organization", "1", "Chess Club 联")


def recomputed(entry):
    texts = {name: getattr(entry, name) for name in leaves.TEXTS}
    return leaves.leaf(leaves.content(number=entry.number, at=entry.at, data=entry.data, texts=texts))


@pytest.mark.django_db
def test_an_act_leaves_one_entry_that_says_all():
    before = datetime.now(UTC)
    with audit.request_scope("request-1"):
        audit.record(
            StructureAct.PLACE,
            by=CLERK,
            about=CLUB,
            body=Subject("body", "4", "Committee 4"),
            reasons="Its field fits.",
            data={"on": date(2026, 3, 1), "share": Decimal("0.10"), "moves": [1, None, True], "at": before},
        )
    entry = Entry.objects.get()
    assert (entry.number, entry.act, entry.request_id) == (1, "structure:place", "request-1")
    assert (entry.actor_kind, entry.actor_id, entry.actor_label) == ("account", "7", "Li Hua, clerk")
    assert (entry.body_id, entry.body_label, entry.reasons) == ("4", "Committee 4", "Its field fits.")
    assert (entry.subject_kind, entry.subject_id, entry.subject_label) == ("organization", "1", "Chess Club 联")
    assert entry.data == {"on": "2026-03-01", "share": "0.10", "moves": [1, None, True], "at": ledger.instant(before)}
    assert before <= entry.at <= datetime.now(UTC)
    assert bytes(entry.leaf_hash) == recomputed(entry)


@pytest.mark.django_db
def test_a_number_given_for_a_text_is_recorded_as_text():
    with transaction.atomic():
        audit.record(StructureAct.PLACE, by=CLERK, about=Subject("organization", 5, gettext_lazy("Yes")))
    entry = Entry.objects.get()
    assert (entry.subject_id, entry.subject_label) == ("5", "Yes")
    assert bytes(entry.leaf_hash) == recomputed(entry)


DATA = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=10)
    | st.dates()
    | st.datetimes(timezones=st.timezones())
    | st.decimals(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("aé联\U0001f600 \"'", max_size=3), inner),
    max_leaves=8,
)


@pytest.mark.django_db
@given(data=st.dictionaries(st.sampled_from(["a", "b", "联", ""]), DATA), text=st.text(max_size=20))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=examples(60))
def test_whatever_is_recorded_is_read_back_to_the_same_hash(data, text):
    text = text.replace("\x00", "")
    with undone():
        about = Subject("organization", "1", text)
        written = audit.record(StructureAct.PLACE, by=CLERK, about=about, reasons=text, data=data)
        read = Entry.objects.get(number=written.number)
        assert recomputed(read) == bytes(read.leaf_hash) == written.leaf_hash
        assert read.reasons == text
        assert verify_ledger().is_sound


@pytest.mark.django_db
def test_every_entry_carries_the_frontier_of_the_tree_so_far(entries):
    hashes = [bytes(entry.leaf_hash) for entry in entries]
    assert [entry.number for entry in entries] == list(range(1, 11))
    for entry in Entry.objects.all():
        frontier = ledger.Frontier.from_bytes(bytes(entry.frontier))
        assert (frontier.size, frontier.root()) == (entry.number, ledger.root(hashes[: entry.number]))
        assert bytes(entry.leaf_hash) == recomputed(entry)


@pytest.mark.django_db
def test_many_acts_are_recorded_in_one_pass(django_assert_max_num_queries):
    acts = (Act(act=StructureAct.PLACE, by=CLERK, about=CLUB, data={"turn": turn}) for turn in range(1200))
    note(0)
    # Four parts of at most 500 acts; SQLite splits each further, by the variables of one statement.
    with django_assert_max_num_queries(12):
        assert audit.record_many(acts) == 1200
    hashes = []
    for number, entry in enumerate(Entry.objects.all(), start=1):
        assert entry.number == number
        assert bytes(entry.leaf_hash) == recomputed(entry)
        hashes.append(bytes(entry.leaf_hash))
    assert len(hashes) == 1201
    assert ledger.Frontier.from_bytes(bytes(entry.frontier)).root() == ledger.root(hashes)


@pytest.mark.django_db
def test_entries_of_one_request_share_an_id_and_others_have_none():
    with audit.request_scope() as name:
        first, second = note(1), note(2)
    with audit.request_scope() as other:
        third = note(3)
    assert first.request_id == second.request_id == name
    assert third.request_id == other
    assert name != other
    assert note(4).request_id == ""


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="its own transaction"):
        audit.record(StructureAct.PLACE, by=CLERK, about=CLUB)
    with pytest.raises(RuntimeError, match="its own transaction"):
        audit.record_many([])
    assert not Entry.objects.exists()


@transaction.atomic
def failing_act():
    audit.record(StructureAct.PLACE, by=CLERK, about=CLUB)
    raise ZeroDivisionError


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_leaves_no_entry_and_no_gap():
    note(1)
    with pytest.raises(ZeroDivisionError):
        failing_act()
    assert note(2).number == 2


@pytest.mark.django_db
def test_a_float_is_refused_with_its_place():
    with pytest.raises(ledger.NotCanonical, match=r"\$\.data\.score is the float 0\.1"):
        note(1, score=0.1)
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_acts_at_the_same_time_get_gapless_numbers():
    start = threading.Barrier(4)
    failures = []

    def many(worker):
        try:
            start.wait()
            for turn in range(15):
                note(turn, worker=worker)
        except Exception as error:  # noqa: BLE001  whatever happens in a thread must fail the test
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=many, args=[worker]) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    found = list(Entry.objects.all())
    assert [entry.number for entry in found] == list(range(1, 61))
    hashes = [bytes(entry.leaf_hash) for entry in found]
    assert ledger.Frontier.from_bytes(bytes(found[-1].frontier)).root() == ledger.root(hashes)


REFUSAL = r"neither changed nor deleted|after the last one"
FORBIDDEN = [
    "UPDATE audit_entry SET reasons = 'other' WHERE number = 3",
    "UPDATE audit_entry SET number = 30 WHERE number = 3",
    "DELETE FROM audit_entry WHERE number = 10",
    "DELETE FROM audit_entry",
    "UPDATE audit_checkpoint SET text = ''",
    "DELETE FROM audit_checkpoint",
]
COPY = (
    "SELECT {number}, at, act, actor_kind, actor_id, actor_label, body_id, body_label, subject_kind, subject_id, "
    "subject_label, reasons, data, request_id, leaf_hash, frontier FROM audit_entry WHERE number = 3"
)
ONLY_HERE = {
    "sqlite": [
        f"REPLACE INTO audit_entry {COPY.format(number=3)}",
        f"INSERT OR REPLACE INTO audit_entry {COPY.format(number=10)}",
    ],
    "postgresql": ["TRUNCATE audit_entry", "TRUNCATE audit_checkpoint CASCADE"],
}


@pytest.mark.django_db
def test_the_database_refuses_to_change_delete_or_replace(entries):
    audit.checkpoint()
    before = (list(Entry.objects.values()), list(Checkpoint.objects.values()))
    for statement in [*FORBIDDEN, *ONLY_HERE[connection.vendor]]:
        with pytest.raises(DatabaseError, match=REFUSAL), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    for forbidden in (entries[2].save, entries[2].delete, Entry.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            forbidden()
    assert (list(Entry.objects.values()), list(Checkpoint.objects.values())) == before


@pytest.mark.django_db
def test_a_checkpoint_seals_a_state_once(entries):
    seal = audit.checkpoint()
    assert audit.checkpoint().pk == seal.pk
    read = ledger.parse_checkpoint(seal.text)
    assert (read.origin, read.size) == (audit.origin(), 10)
    assert read.root == bytes(seal.root) == ledger.root(bytes(entry.leaf_hash) for entry in entries)
    note(11)
    assert audit.checkpoint().size == 11


@pytest.mark.django_db
def test_an_empty_ledger_has_nothing_to_seal():
    with pytest.raises(NotNow, match="nothing in the ledger"):
        audit.checkpoint()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "somebody",
    [
        Actor.account("7", "Li Hua"),
        Actor.account("7", "Li Hua", frozenset({Permission.APPLY, Permission.READ_EVERY_FILE})),
        Actor.program("clock"),
        Actor.command_line(),
    ],
)
def test_the_record_takes_no_act_from_whom_its_row_does_not_name(somebody):
    with pytest.raises(NotAllowed, match=r"Refuse an application: your role does not do this\."), transaction.atomic():
        audit.record(RegistrationAct.REFUSE, by=somebody, about=CLUB, reasons="Because.")
    assert not Entry.objects.exists()
