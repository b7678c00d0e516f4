"""The query in Spark's words: only words we know, and no text that could be read as anything else."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extent import examples
from tests.rubric.factory import indicator, measure, pack
from umbel.policy import find_pack, installed_packs
from umbel.rubric import compile_rubric
from umbel.rubric.engines.spark_dialect import CannotSay, in_spark


@pytest.mark.parametrize(
    ("sql", "spelled"),
    [
        ("CAST(x AS HUGEINT) * 2", "CAST(x AS DECIMAL(38, 0)) * 2"),
        ("CAST(NULL AS VARCHAR)", "CAST(NULL AS STRING)"),
        ("(x // (y * 2))", "(CAST(x AS BIGINT) div CAST((y * 2) AS BIGINT))"),
        ("divide(x, nullif(y, 0))", "CAST(((x) - (x) % (nullif(y, 0))) / (nullif(y, 0)) AS DECIMAL(38, 0))"),
        ("divide(x - 1, y)", "CAST(((x - 1) - (x - 1) % (y)) / (y) AS DECIMAL(38, 0))"),
        ("date_diff('day', a, b)", "(CAST(unix_date(b) AS BIGINT) - CAST(unix_date(a) AS BIGINT))"),
        ("sum(x) FILTER (WHERE y)", "sum(CAST(x AS DECIMAL(28, 0))) FILTER (WHERE y)"),
        ('TRUE AS "g_badly-run"', "TRUE AS `g_badly-run`"),
        ("kind = '会议 1'", "kind = '会议 1'"),
        ("kind = 'it''s'", "kind = CAST(X'69742773' AS STRING)"),
        ("DATE '2025-12-31'", "DATE '2025-12-31'"),
    ],
)
def test_what_spark_spells_otherwise(sql, spelled):
    assert in_spark(sql) == spelled


@pytest.mark.parametrize(
    "sql",
    [
        "random()",
        "x / 2",
        "x % 2",
        "(x + 1 // 2)",
        "(x // 2 + 1)",
        "bit_count(x)",
        "SELECT * FROM t ORDER BY x",
        "x; y",
        "$x",
        "x::INT",
    ],
)
def test_a_word_that_is_not_known_is_refused(sql):
    with pytest.raises(CannotSay, match="there is no certain word for"):
        in_spark(sql)


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs",)), max_size=30))
@settings(max_examples=examples(200), deadline=None)
def test_no_text_holds_an_escape_a_quote_or_a_variable(text):
    literal = "'" + text.replace("'", "''") + "'"
    spelled = in_spark(literal)
    plain, written = re.fullmatch(r"'([^'\\$]*)'", spelled), re.fullmatch(r"CAST\(X'([0-9a-f]*)' AS STRING\)", spelled)
    assert (plain[1] if plain else bytes.fromhex(written[1]).decode()) == text


@pytest.mark.parametrize(("pack_id", "version"), sorted({(entry.id, entry.version) for entry in installed_packs()}))
def test_every_shipped_pack_can_be_said(pack_id, version):
    assert "div" in in_spark(compile_rubric(find_pack(pack_id, version)).sql)


def test_what_has_grown_beyond_measure_is_refused():
    deep = "income"
    for _ in range(22):
        deep = f"divide({deep}, 3)"
    with pytest.raises(CannotSay, match="too intricate"):
        in_spark(deep)


def test_a_quotient_beyond_64_bits_is_never_left_to_div():
    rules = pack(
        measures=(measure("income", "sum(income)", "filing", if_none="null"),),
        indicators=(indicator("it", "floor(income * income / 7)"),),
    )
    made = compile_rubric(rules)
    assert "divide(" in made.sql
    assert "div CAST((m_income * m_income" not in in_spark(made.sql)
