"""Questions, sentences and receipts."""

import json
from types import SimpleNamespace

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.audit import tampering
from tests.audit.conftest import CLERK, note
from tests.extent import examples
from umbel import ledger
from umbel.audit import acts as audit
from umbel.audit import queries
from umbel.audit.models import Entry
from umbel.audit.sentences import sentence_for
from umbel.audit.table_of_acts import table_of_acts
from umbel.errors import NotFound, NotNow
from umbel.structure.table_of_acts import StructureAct
from umbel.words import Message

with_fixtures = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=examples(40)
)


@pytest.fixture
def sealed(db):
    """Twenty-three entries, and checkpoints of 1, 7, 8, 16 and 23 of them."""
    seals = {}
    for number in range(1, 24):
        note(number)
        if number in {1, 7, 8, 16, 23}:
            seals[number] = audit.checkpoint()
    return seals


def test_entries_are_found_by_subject_newest_first(entries):
    body = audit.Subject("body", "4", "Committee 4")
    made = audit.record(StructureAct.PLACE, by=CLERK, about=body, body=body)
    assert [entry.number for entry in queries.entries_about("organization", "1")] == [8, 5, 2]
    assert list(queries.entries_about("body", "4")) == [made]
    assert [entry.number for entry in queries.latest()[:3]] == [11, 10, 9]
    assert list(queries.entries_about("body", "1")) == []


@given(data=st.data())
@with_fixtures
def test_a_receipt_holds_offline_after_a_trip_through_json(sealed, data):
    size = data.draw(st.sampled_from(sorted(sealed)))
    number = data.draw(st.integers(1, size))
    receipt = json.loads(json.dumps(queries.inclusion_receipt(Entry.objects.get(number=number), sealed[size])))
    checkpoint = ledger.verify_receipt(receipt, against=sealed[size].text)
    assert (checkpoint.size, checkpoint.root) == (size, bytes(sealed[size].root))
    assert receipt["entry"]["data"] == {"turn": number}


def test_a_receipt_takes_one_query(sealed, django_assert_num_queries):
    entry = Entry.objects.get(number=3)
    with django_assert_num_queries(1):
        queries.inclusion_receipt(entry, sealed[23])
    with django_assert_num_queries(1):
        queries.consistency_receipt(sealed[7], sealed[23])


@given(data=st.data())
@with_fixtures
def test_checkpoints_are_shown_to_continue_each_other(sealed, data):
    old, new = sorted(data.draw(st.tuples(*[st.sampled_from(sorted(sealed))] * 2)))
    receipt = json.loads(json.dumps(queries.consistency_receipt(sealed[old], sealed[new])))
    assert [seal.size for seal in ledger.verify_consistency_receipt(receipt)] == [old, new]


def test_no_receipt_before_a_checkpoint_covers_the_entry(entries):
    with pytest.raises(NotNow, match="No checkpoint covers entry 3 yet"):
        queries.inclusion_receipt(entries[2])
    seal = audit.checkpoint()
    with pytest.raises(NotNow, match="No checkpoint covers entry 11 yet"):
        queries.inclusion_receipt(note(11))
    audit.checkpoint()
    with pytest.raises(NotNow, match="is older than"):
        queries.consistency_receipt(queries.latest_checkpoint(), seal)


def test_a_damaged_ledger_gives_out_no_receipt_that_does_not_hold(sealed):
    with tampering.undone():
        tampering.change(5, "reasons", "changed")
        with pytest.raises(ledger.NotProven, match="does not tie this entry"):
            queries.inclusion_receipt(Entry.objects.get(number=5))
    with tampering.undone():
        tampering.flip(6, "leaf_hash")
        with pytest.raises(ledger.NotProven, match="does not tie this entry"):
            queries.inclusion_receipt(Entry.objects.get(number=5))
    tampering.remove(7)
    with pytest.raises(NotFound, match="Entry 7 is missing from the ledger"):
        queries.inclusion_receipt(Entry.objects.get(number=5))


@pytest.mark.django_db
def test_an_entry_reads_as_a_sentence_in_each_language():
    club = audit.Subject("organization", "1", "Chess Club")
    entry = audit.record(StructureAct.PLACE, by=CLERK, about=club)
    sentence = StructureAct.PLACE.row.sentence
    for language in ("en", "fr", "zh-hans"):
        assert sentence_for(entry, language) == sentence.in_language(language).replace("{subject}", "Chess Club")
    assert len({sentence_for(entry, language) for language in ("en", "fr", "zh-hans")}) == 3
    assert sentence_for(entry, "xx") == sentence_for(entry, "en")


def test_an_act_without_a_sentence_shows_its_code():
    entry = Entry(number=1, at=timezone.now(), act="elsewhere:invent", subject_label="Chess Club", data={})
    assert sentence_for(entry, "zh-hans") == "elsewhere:invent: Chess Club"


def test_a_sentence_may_name_what_the_data_holds_and_marks_what_it_lacks(monkeypatch):
    words = Message("{actor} moved {subject} from {from} to {to}, entry {number}, for {body}.")
    invented = SimpleNamespace(row=SimpleNamespace(sentence=words))
    monkeypatch.setitem(table_of_acts(), "test:move", invented)
    entry = Entry(number=4, act="test:move", actor_label="Li", subject_label="{to}", data={"from": "A"})
    assert sentence_for(entry, "en") == "Li moved {to} from A to —, entry 4, for —."
