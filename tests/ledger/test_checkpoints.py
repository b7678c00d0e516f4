"""The C2SP text forms, on their published examples and on whatever else comes."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umbel.ledger import Checkpoint, NotACheckpoint, Note, Signature, key_id, parse_checkpoint, parse_note

SIGNED = (
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)
PUBLISHED = f"""example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

{SIGNED}"""
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
names = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"], exclude_characters="+"), min_size=1, max_size=9)
roots = st.binary(min_size=32, max_size=32)


def test_the_published_checkpoint_is_read_and_written():
    checkpoint = parse_checkpoint(PUBLISHED)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.root.hex() == "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62"
    note = parse_note(PUBLISHED)
    assert note.text == checkpoint.text()
    assert note.render() == PUBLISHED
    [signature] = note.signatures
    assert (signature.name, signature.key_id.hex(), len(signature.value)) == (checkpoint.origin, "033de0ae", 64)


def test_a_note_ends_at_its_last_blank_line():
    text = "One paragraph.\n\nAnd another.\n"
    note = parse_note(f"{text}\n{SIGNED}")
    assert (note.text, len(note.signatures)) == (text, 1)
    assert note.render() == f"{text}\n{SIGNED}"


def test_a_key_is_named_as_in_the_published_example():
    name, key, encoded = ["PeterNeumann", "c74f20a3", "ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"]
    kind_and_key = base64.b64decode(encoded)
    assert key_id(name, kind_and_key[1:]).hex() == key
    assert key_id(name, kind_and_key[1:], b"\x04").hex() != key


@given(
    names, st.integers(0, 2**63 - 1), roots, st.lists(words, max_size=2), st.lists(st.binary(min_size=1), max_size=3)
)
def test_what_is_written_reads_the_same(origin, size, root, extensions, signatures):
    checkpoint = Checkpoint(origin, size, root, tuple(extensions))
    note = Note(checkpoint.text(), tuple(Signature(f"key-{len(each)}", b"abcd", each) for each in signatures))
    assert parse_checkpoint(note.render()) == parse_checkpoint(checkpoint.text()) == checkpoint
    assert parse_note(note.render()) == note


def reverse(text):
    return text[::-1]


def test_a_signature_is_made_and_checked_by_what_the_caller_brings():
    note = Note(Checkpoint("a/log", 1, bytes(32)).text()).signed("a/log", b"key", reverse)

    def check(text, value):
        return value == reverse(text)

    assert note.is_signed_by("a/log", b"key", check)
    assert not note.is_signed_by("a/log", b"another", check)
    assert not note.is_signed_by("b/log", b"key", check)
    assert not Note(note.text.replace("1", "2"), note.signatures).is_signed_by("a/log", b"key", check)
    witnessed = note.signed("w/witness", b"their key", bytes.upper)
    assert witnessed.is_signed_by("a/log", b"key", check)
    assert parse_note(witnessed.render()) == witnessed
    with pytest.raises(NotACheckpoint, match="no space and no plus"):
        note.signed("a log", b"key", reverse)


ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "has three lines"),
        ("a\n1\n", "has three lines"),
        (f"\n1\n{ROOT}\n", "is empty"),
        (f"a\n01\n{ROOT}\n", "decimal digits"),
        (f"a\n-1\n{ROOT}\n", "decimal digits"),
        (f"a\n١\n{ROOT}\n", "decimal digits"),
        (f"a\n9223372036854775808\n{ROOT}\n", "decimal digits"),
        ("a\n1\nAAAA\n", "32 bytes"),
        ("a\n1\nnot base64!\n", "not base64"),
        (f"a\n1\n{ROOT[:-2]}J=\n", "stray bits"),
        (f"a\r\n1\r\n{ROOT}\r\n", "control characters"),
        (f"a\n1\n{ROOT}\n\n- a {ROOT}\n", "em dash"),
        (f"a\n1\n{ROOT}\n\n— a AAAA\n", "em dash"),
        (f"a\n1\n{ROOT}\n\n— a+b {ROOT}\n", "no plus"),
        (f"a\n1\n{ROOT}\n\n— a {ROOT}", "cut off"),
        (f"a\n1\n{ROOT}\n\n" + f"— a {ROOT}\n" * 101, "at most 100"),
    ],
)
def test_anything_else_is_refused_and_the_line_is_named(text, sentence):
    with pytest.raises(NotACheckpoint, match=sentence):
        parse_checkpoint(text)


@given(st.text(max_size=60))
def test_no_text_does_worse_than_be_refused(text):
    with pytest.raises(NotACheckpoint):
        parse_checkpoint(text)
