"""Receipts: whoever holds one can check it, and nothing else passes for one."""

import base64
import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umbel import ledger
from umbel.ledger import NotProven

SIZE, INDEX, OLD = 11, 6, 5
ENTRIES = [{"number": number, "act": "structure:place", "data": {"turn": number}} for number in range(1, SIZE + 1)]
HASHES = [ledger.leaf_hash(ledger.encode(entry)) for entry in ENTRIES]


def note(size):
    return ledger.Checkpoint("umbel.example/ledger", size, ledger.root(HASHES[:size])).text()


RECEIPT = ledger.inclusion_receipt(
    ENTRIES[INDEX], index=INDEX, proof=ledger.inclusion_proof(HASHES, INDEX), note=note(SIZE)
)
CONTINUED = ledger.consistency_receipt(note(OLD), note(SIZE), ledger.consistency_proof(HASHES, OLD))
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


def test_a_receipt_holds_and_names_its_checkpoint():
    assert ledger.verify_receipt(RECEIPT, against=note(SIZE)) == ledger.parse_checkpoint(note(SIZE))
    assert ledger.verify_receipt(json.loads(json.dumps(RECEIPT))).size == SIZE


def test_a_continuation_holds_and_names_both_checkpoints():
    assert [seal.size for seal in ledger.verify_consistency_receipt(CONTINUED)] == [OLD, SIZE]


@given(st.integers(0, len(json.dumps(RECEIPT, sort_keys=True)) - 1), st.integers(0, 6))
def test_a_receipt_with_one_bit_changed_fails(at, bit):
    raw = bytearray(json.dumps(RECEIPT, sort_keys=True).encode())
    raw[at] ^= 1 << bit
    try:
        changed = json.loads(raw)
    except ValueError:
        return
    assert changed != RECEIPT
    with pytest.raises(NotProven):
        ledger.verify_receipt(changed, against=note(SIZE))


@given(st.sampled_from(sorted(RECEIPT)), anything)
def test_any_other_part_is_refused_with_a_sentence(part, value):
    changed = {**RECEIPT, part: value}
    with pytest.raises(NotProven):
        ledger.verify_receipt(changed)


@given(anything)
def test_anything_else_is_not_a_receipt(value):
    for check in (ledger.verify_receipt, ledger.verify_consistency_receipt):
        with pytest.raises(NotProven, match="not a receipt of the form"):
            check(value)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda it: it["entry"]["data"].update(turn=99), "does not tie this entry"),
        (lambda it: it["entry"].update(number=8), "number and the receipt's index do not agree"),
        (lambda it: it["entry"].update(data=0.5), "entry cannot be read"),
        (lambda it: it.update(index=True), "index is not what it should be"),
        (lambda it: it.update(more=1), "exactly these parts"),
        (lambda it: it.update(checkpoint="x"), "checkpoint cannot be read"),
        (lambda it: it.update(checkpoint=note(8)), "does not tie this entry"),
        (lambda it: it.update(proof=[1]), "proof is not base64"),
        (lambda it: it.update(proof=["é"]), "proof is not base64"),
        (lambda it: it.update(proof=it["proof"] * 100), "one proper form"),
        (lambda it: it.update(proof=[f"{it['proof'][0][:-2]}x=", *it["proof"][1:]]), "one proper form"),
        (lambda it: it.update(proof=it["proof"][::-1]), "does not tie this entry"),
    ],
)
def test_what_fails_is_said(change, sentence):
    changed = copy.deepcopy(RECEIPT)
    change(changed)
    with pytest.raises(NotProven, match=sentence):
        ledger.verify_receipt(changed)


def test_a_receipt_must_rest_on_the_checkpoint_one_has_kept():
    with pytest.raises(NotProven, match="another checkpoint than the one kept"):
        ledger.verify_receipt(RECEIPT, against=note(8))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"old": note(SIZE), "new": note(OLD)}, "does not continue the older"),
        ({"old": note(4)}, "does not continue the older"),
        ({"proof": []}, "does not continue the older"),
        ({"proof": [base64.b64encode(bytes(32)).decode()] * 3}, "does not continue the older"),
        ({"old": note(OLD).replace("umbel.example", "other.example")}, "checkpoints of two logs"),
        ({"old": ""}, "cannot be read"),
    ],
)
def test_what_does_not_continue_is_said(change, sentence):
    with pytest.raises(NotProven, match=sentence):
        ledger.verify_consistency_receipt({**CONTINUED, **change})
