import tomllib

from hypothesis import given
from hypothesis import strategies as st

from umbel.policy.locate import positions

TEXT = '''# a comment with [brackets] and "quotes"
top = 1
[pack]
id = "demo"   # the id
title = { en = "A = {b}", zh-hans = "it" }
list = [
  1, # one
  "two",
]

[tiers.joint]
name.en = "joint"
[[grade]]
id = "A"
when = """
total >= 90"""
[[grade]]
id = "B"
"when" = "true"
'''


def test_keys_and_values_stand_where_a_reader_sees_them():
    found = positions(TEXT)

    assert found.of_key(("top",)) == (2, 1)
    assert found.of_key(("pack",)) == (3, 1)
    assert found.of_key(("pack", "title", "zh-hans")) == (5, 27)
    assert found.of_value(("pack", "title", "en")) == (5, 17)
    assert found.of_value(("pack", "list", 1)) == (8, 4)
    assert found.of_key(("tiers", "joint", "name", "en")) == (12, 6)
    assert found.of_key(("grade", 1)) == (17, 1)
    assert found.of_value(("grade", 0, "when")) == (16, 1)
    assert found.of_key(("grade", 1, "when")) == (19, 1)
    assert found.of_value(("grade", 1, "when")) == (19, 11)


def test_a_missing_key_is_placed_at_its_table():
    found = positions('[pack]\nid = "x"\n')

    assert found.of_key(("pack", "title", "en")) == (1, 1)
    assert found.of_key(("nowhere",)) == (1, 1)


WORDS = st.text("abc-_12", min_size=1, max_size=6)
SCALARS = st.sampled_from(
    ["1", "-2.50", "true", "2025-01-02", "2025-01-02 10:00:00", '"x # ] } ="', "'y'", '"""z\n"q" \\""""', '"\\""']
)


def _inline(children):
    tables = st.lists(st.tuples(WORDS, children), max_size=3, unique_by=lambda pair: pair[0])
    return st.one_of(
        st.lists(children, max_size=3).map(lambda items: f"[ {', '.join(items)} ]"),
        tables.map(lambda pairs: "{ " + ", ".join(f"{key} = {value}" for key, value in pairs) + " }"),
    )


VALUES = st.recursive(SCALARS, _inline, max_leaves=8)
TABLES = st.lists(
    st.tuples(
        WORDS,
        st.booleans(),
        st.lists(st.tuples(WORDS, VALUES), max_size=4, unique_by=lambda pair: pair[0]),
    ),
    max_size=4,
    unique_by=lambda table: table[0],
)


def _paths(value, path=()):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key)
            yield from _paths(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _paths(inner, (*path, index))


@given(TABLES)
def test_every_key_of_any_text_is_found_on_a_line_that_names_it(tables):
    text = ""
    for name, is_array, pairs in tables:
        header = f"[[{name}]]" if is_array else f"[{name}]"
        text += f"{header} # {name}\n" + "".join(f"  {key} = {value}\n" for key, value in pairs)
    found = positions(text)
    lines = text.split("\n")

    for path in _paths(tomllib.loads(text)):
        assert path in found.keys
        line, column = found.keys[path]
        assert lines[line - 1][column - 1 :].lstrip("[").startswith(path[-1])
