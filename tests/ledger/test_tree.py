"""The tree against RFC 9162's definitions, written out plainly here, and the published test tree."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umbel.ledger import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
    verify_consistency,
    verify_inclusion,
)
from umbel.ledger.tree import NotAFrontier

LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
HASHES = [leaf_hash(leaf) for leaf in LEAVES]
sizes = st.integers(1, 200)


def defined_root(data):
    """MTH, word for word from 2.1.1."""
    if not data:
        return sha256(b"").digest()
    if len(data) == 1:
        return sha256(b"\x00" + data[0]).digest()
    k = 1
    while k * 2 < len(data):
        k *= 2
    return sha256(b"\x01" + defined_root(data[:k]) + defined_root(data[k:])).digest()


def defined_path(m, data):
    """PATH, word for word from 2.1.3.1."""
    if len(data) == 1:
        return []
    k = 1
    while k * 2 < len(data):
        k *= 2
    if m < k:
        return [*defined_path(m, data[:k]), defined_root(data[k:])]
    return [*defined_path(m - k, data[k:]), defined_root(data[:k])]


def defined_subproof(m, data, known):
    """SUBPROOF, word for word from 2.1.4.1."""
    if m == len(data):
        return [] if known else [defined_root(data)]
    k = 1
    while k * 2 < len(data):
        k *= 2
    if m <= k:
        return [*defined_subproof(m, data[:k], known), defined_root(data[k:])]
    return [*defined_subproof(m - k, data[k:], known=False), defined_root(data[:k])]


def leaves_of(size):
    return [str(number).encode() for number in range(size)]


def flipped(data, bit):
    return bytes(byte ^ (1 << bit % 8 if at == bit // 8 % len(data) else 0) for at, byte in enumerate(data))


def test_an_empty_tree_has_the_hash_of_nothing():
    assert root([]) == EMPTY_ROOT == bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")


@pytest.mark.parametrize("size", range(1, 9))
def test_the_published_tree_has_its_published_roots(size):
    assert root(HASHES[:size]).hex() == ROOTS[size - 1]


def test_a_leaf_never_passes_for_a_node():
    assert leaf_hash(HASHES[0] + HASHES[1]) != node_hash(HASHES[0], HASHES[1])


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_the_frontier_keeps_the_root_of_the_definition(data):
    frontier = Frontier()
    for at, leaf in enumerate(data):
        assert frontier.root() == defined_root(data[:at])
        frontier = frontier.append(leaf_hash(leaf))
        assert Frontier.from_bytes(frontier.to_bytes()) == frontier
        assert [end - start for start, end in frontier.spans()] == sorted(
            (1 << bit for bit in range(8) if (at + 1) >> bit & 1), reverse=True
        )
    assert frontier.root() == defined_root(data)


@given(sizes, st.data())
def test_a_frontier_answers_for_the_subtrees_that_end_after_it(size, data):
    leaves = leaves_of(size)
    before = Frontier()
    for leaf in leaves[:-1]:
        before = before.append(leaf_hash(leaf))
    starts = [start for start, _ in before.spans()] + [size - 1]
    start = data.draw(st.sampled_from(starts))
    assert before.subtree(start, leaf_hash(leaves[-1])) == defined_root(leaves[start:])


@pytest.mark.parametrize(
    "data", [b"", b"1234567", bytes(7) + b"\x01", bytes(8) + bytes(32), bytes(7) + b"\x03" + bytes(33)]
)
def test_other_bytes_are_not_a_frontier(data):
    with pytest.raises(NotAFrontier, match="not a frontier"):
        Frontier.from_bytes(data)


@given(sizes, st.data())
def test_an_inclusion_proof_is_the_rfcs_and_holds(size, data):
    leaves = leaves_of(size)
    index = data.draw(st.integers(0, size - 1))
    hashes = [leaf_hash(leaf) for leaf in leaves]
    proof = inclusion_proof(hashes, index)
    assert proof == defined_path(index, leaves)
    assert verify_inclusion(leaf=hashes[index], index=index, size=size, proof=proof, root=root(hashes))


@given(sizes, st.data())
def test_an_inclusion_proof_with_one_bit_changed_fails(size, data):
    hashes = [leaf_hash(leaf) for leaf in leaves_of(size)]
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(hashes, index)
    parts = [hashes[index], root(hashes), *proof]
    which, bit = data.draw(st.integers(0, len(parts) - 1)), data.draw(st.integers(0, 255))
    parts[which] = flipped(parts[which], bit)
    leaf, total, *steps = parts
    assert not verify_inclusion(leaf=leaf, index=index, size=size, proof=steps, root=total)


@given(sizes, st.data())
def test_an_inclusion_proof_holds_for_no_other_place_length_or_order(size, data):
    hashes = [leaf_hash(leaf) for leaf in leaves_of(size)]
    index = data.draw(st.integers(0, size - 1))
    proof, total = inclusion_proof(hashes, index), root(hashes)
    other = data.draw(st.integers(-1, size).filter(lambda at: at != index))
    assert not verify_inclusion(leaf=hashes[index], index=other, size=size, proof=proof, root=total)
    for wrong in (proof[:-1], [*proof, total]):
        if wrong != proof:
            assert not verify_inclusion(leaf=hashes[index], index=index, size=size, proof=wrong, root=total)
    if len(proof) > 1:
        assert not verify_inclusion(leaf=hashes[index], index=index, size=size, proof=proof[::-1], root=total)


@given(sizes, st.data())
def test_a_consistency_proof_is_the_rfcs_and_holds(new, data):
    old = data.draw(st.integers(1, new))
    leaves = leaves_of(new)
    hashes = [leaf_hash(leaf) for leaf in leaves]
    proof = consistency_proof(hashes, old)
    assert proof == defined_subproof(old, leaves, known=True)
    assert verify_consistency(old=old, new=new, old_root=root(hashes[:old]), new_root=root(hashes), proof=proof)


@given(st.integers(2, 200), st.data())
def test_a_consistency_proof_with_one_bit_changed_fails(new, data):
    old = data.draw(st.integers(1, new))
    hashes = [leaf_hash(leaf) for leaf in leaves_of(new)]
    parts = [root(hashes[:old]), root(hashes), *consistency_proof(hashes, old)]
    which, bit = data.draw(st.integers(0, len(parts) - 1)), data.draw(st.integers(0, 255))
    parts[which] = flipped(parts[which], bit)
    old_root, new_root, *proof = parts
    assert not verify_consistency(old=old, new=new, old_root=old_root, new_root=new_root, proof=proof)


@given(st.integers(2, 200), st.data())
def test_a_rewritten_beginning_has_no_consistency_proof(new, data):
    old = data.draw(st.integers(1, new - 1))
    hashes = [leaf_hash(leaf) for leaf in leaves_of(new)]
    rewritten = list(hashes)
    rewritten[data.draw(st.integers(0, old - 1))] = leaf_hash(b"rewritten")
    for proof in (consistency_proof(hashes, old), consistency_proof(rewritten, old)):
        assert not verify_consistency(
            old=old, new=new, old_root=root(hashes[:old]), new_root=root(rewritten), proof=proof
        )


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3), (-1, 3)])
def test_trees_that_cannot_be_compared_are_refused(old, new):
    assert not verify_consistency(old=old, new=new, old_root=EMPTY_ROOT, new_root=EMPTY_ROOT, proof=[])
    with pytest.raises(ValueError, match="cannot be compared"):
        consistency_proof(HASHES[:new], old)


def test_a_leaf_that_is_not_there_has_no_proof():
    with pytest.raises(ValueError, match="no leaf 8 among 8"):
        inclusion_proof(HASHES, 8)


def test_a_consistency_proof_of_the_same_tree_is_empty_and_an_empty_one_proves_nothing_else():
    total, three = root(HASHES), root(HASHES[:3])
    assert consistency_proof(HASHES, 8) == []
    assert not verify_consistency(old=8, new=8, old_root=total, new_root=total, proof=[total])
    assert not verify_consistency(old=3, new=8, old_root=three, new_root=total, proof=[])
    longer = [*consistency_proof(HASHES, 3), total]
    assert not verify_consistency(old=3, new=8, old_root=three, new_root=total, proof=longer)
