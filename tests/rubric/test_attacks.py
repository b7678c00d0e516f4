"""No text of a pack reaches an engine: whatever is written, it is refused, or only our own words come out."""

import re

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.extent import examples
from tests.rubric.factory import at, facts, indicator, pack
from umbel.errors import Problems
from umbel.rubric import compile_rubric
from umbel.rubric.compile.query import record_column
from umbel.rubric.compile.sql import Rendering
from umbel.rubric.language.expression import check_aggregate, check_expression, check_literal
from umbel.rubric.language.tree import Known, Type

COLUMNS = {"size": "integer", "district": "text", "founded_on": "date", "income": "decimal", "qualified": "boolean"}
SCOPE = {name: Known(Type(kind)) for name, kind in COLUMNS.items()}

ATTACKS = [
    "read_csv('/etc/passwd')",
    "read_text('/etc/passwd')",
    "(select max(content) from read_text('/etc/passwd'))",
    "(select 1)",
    "size in (select size from organization)",
    "exists(select 1)",
    "size; drop table organization",
    "size;",
    ";",
    "1); attach 'x.db' as x; --",
    "pragma database_list",
    "copy organization to '/tmp/x.csv'",
    "install httpfs",
    "load httpfs",
    "set threads = 100",
    "export database '/tmp/x'",
    "getenv('HOME')",
    "glob('/*')",
    "current_setting('home_directory')",
    "query('select 1')",
    "size -- a comment",
    "size /* a comment */ + 1",
    "size # a comment",
    "size::varchar",
    "cast(size as varchar)",
    "try_cast(size as integer)",
    '"size"',
    "`size`",
    "[1, 2, 3][1]",
    "{'a': 1}",
    "$1",
    "?",
    ":name",
    "@size",
    "list_transform([1], x -> x)",
    "lambda x: x",
    "count(*) over ()",
    "sum(size) over (partition by district)",
    "row_number() over ()",
    "size collate nocase",
    "*",
    "columns('.*')",
    "organization.size",
    "main.organization",
    "size between (select 1) and 2",
    "interval '1' day",
    "timestamp '2025-01-01'",
    "current_date",
    "now()",
    "random()",
    "uuid()",
    "x'41'",
    "e'a\\nb'",
    "b'01'",
    "$$text$$",
    "'a' 'b'",
    "'a' || 'b'",
    "district like '%a'",
    "district ~ 'a'",
    "regexp_matches(district, 'a')",
    "size is distinct from 1",
    "size is true",
    "size as other",
    "size other",
    "size, size",
    "(size, size)",
    "all",
    "default",
    "case when",
    "s\u0456ze",  # a Cyrillic i
    "\uff53\uff49\uff5a\uff45",  # full width
    "size\u200b",  # zero width space
    "size\u00a0+ 1",
    "size\x00",
    "'a\x00b' = district",
    "'a\\' = district",
    "'\u202eabc' = district",
    "size \u2212 1",  # a minus sign that is not one
    "size \u2215 2",
    "1" * 400,
    "9" * 19,
    "0." + "1" * 30,
    "1e400",
    "1e5",
    "0x41",
    "1_000",
    "--1",
    "- " * 300 + "1",
    "not " * 300 + "qualified",
    "(" * 200 + "1" + ")" * 200,
    "abs(" * 40 + "size" + ")" * 40,
    "case when qualified then " * 60 + "1" + " end" * 60,
    "+".join(["size"] * 500),
    "size " + "+ 1" * 700,
    "coalesce(" + ",".join(["size"] * 1500) + ")",
    "size = size = size = size",
]  # fmt: skip


@pytest.mark.parametrize("text", ATTACKS)
def test_the_attack_is_refused_everywhere(text):
    for expected in (Type.DECIMAL, Type.BOOLEAN):
        tree, problems = check_expression(text, SCOPE, at(), expected=expected)
        assert tree is None
        assert problems
    for wrapped in (text, f"sum({text})"):
        aggregate, problems = check_aggregate(wrapped, SCOPE, at())
        assert aggregate is None or text == "*"
        assert problems or text == "*"


@pytest.mark.parametrize("text", ATTACKS)
def test_the_attack_is_refused_as_a_value(text):
    value, problems = check_literal(text, at())
    assert value is None
    assert problems


@pytest.mark.parametrize(
    "blow_up",
    [
        "round(round(round(round(round(round(size / 3) / 3) / 3) / 3) / 3) / 3)",
        "*".join(["size"] * 20),
        "*".join(["999999999999999999"] * 8),
    ],
)
def test_what_would_grow_without_end_is_refused_or_small(blow_up):
    try:
        made = compile_rubric(pack(indicators=(indicator("it", blow_up),)))
    except Problems as problems:
        assert problems.problems  # noqa: PT017
    else:
        assert len(made.sql) < 100_000


def test_a_text_with_quotes_stays_a_text():
    made = compile_rubric(pack(indicators=(indicator("it", "case when 'it''s; drop table' = 'x' then 1 else 2 end"),)))
    assert "'it''s; drop table'" in made.sql
    assert made.evaluate(facts())["p_it"].to_pylist() == [2]


OWN = re.compile(
    r"\s+|'(?:[^']|'')*'|\d+|\b(?:size|district|founded_on|income|qualified|DATE|CASE|WHEN|THEN|ELSE|END|AND|OR|NOT|IS|NULL|IN|"
    r"TRUE|FALSE|CAST|AS|BIGINT|HUGEINT|BOOLEAN|divide|date_diff|nullif|coalesce|least|greatest|abs|sign)\b|//|<=|>=|<>|[-+*(),<>=]"
)
"""Every word and sign that a rendered expression may be made of."""


def assert_own_words(text):
    """The text is refused, or its SQL consists of our words only and the engine agrees that it is one expression."""
    tree, problems = check_expression(text, SCOPE, at(), expected=None)
    assert (tree is None) == bool(problems)
    if tree is None:
        return
    rendering = Rendering({name: record_column(name, kind) for name, kind in COLUMNS.items()})
    try:
        ratio = rendering.number(tree) if tree.type.is_number else None
        sql = f"{ratio.top.sql} - {ratio.under.sql}" if ratio else rendering.sql(tree)
    except Exception as refusal:  # noqa: BLE001
        assert type(refusal).__name__ == "Refusal"  # noqa: PT017
        return
    assert OWN.sub("", sql) == ""
    statements = duckdb.extract_statements(f"SELECT {sql} FROM organization")
    assert len(statements) == 1


WORDS = st.sampled_from(
    ["size", "district", "income", "qualified", "founded_on", "'haidian'", "1", "2.5", "0", "null", "true", "+", "-",
     "*", "/", "(", ")", ",", "=", "<", ">=", "<>", "and", "or", "not", "in", "between", "is", "case", "when", "then",
     "else", "end", "least(", "greatest(", "coalesce(", "abs(", "round(", "floor(", "count(", "sum(", "select", "from",
     "--", ";", "/*", "date", "date '2025-01-31'", "over (", "::", "[", '"', "distinct", ".", "read_csv("]
)  # fmt: skip


@given(st.lists(WORDS, min_size=1, max_size=14).map(" ".join))
@settings(max_examples=examples(400), deadline=None)
@example("case when null then 1 when qualified then null end")
def test_whatever_words_are_given_only_our_own_come_out(text):
    assert_own_words(text)


@given(st.text(max_size=60))
@settings(max_examples=examples(300), deadline=None)
def test_whatever_characters_are_given_only_our_own_words_come_out(text):
    assert_own_words(text)


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs",)), max_size=20))
@settings(max_examples=examples(100), deadline=None)
def test_whatever_is_in_a_text_it_stays_that_text(inside):
    text = "'" + inside.replace("'", "''") + "' = district"
    assert_own_words(text)
