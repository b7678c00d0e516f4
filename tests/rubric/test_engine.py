"""The engine reads the facts it is given and nothing else, and says what does not fit."""

from decimal import Decimal

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.rubric.factory import activity, facts, indicator, measure, obligation, rubric
from umbel.errors import Problems
from umbel.rubric import Facts
from umbel.rubric.engines.duckdb import CannotEvaluate, open_facts

RULES = rubric(
    measures=(measure("held", "sum(head_count)"), measure("income", "sum(income)", "filing")),
    indicators=(indicator("it", "held + income + size"),),
)


def tables(**others):
    return {**facts({"size": 1}, activity=[activity()]).tables, **others}


def test_tables_without_records_may_be_left_out():
    row = RULES.evaluate(Facts({"organization": tables()["organization"]})).to_pylist()[0]
    assert (row["m_held"], row["m_income"], row["p_it"]) == (0, 0, 1)


def test_no_organizations_give_no_rows():
    empty = tables()["organization"].slice(0, 0)
    assert RULES.evaluate(Facts({"organization": empty})).num_rows == 0


def test_missing_columns_are_named():
    without = tables()["activity"].drop_columns(["head_count"])
    with pytest.raises(Problems) as refused:
        RULES.evaluate(Facts(tables(activity=without, organization=pa.table({"organization": [1]}))))
    assert [(problem.file, problem.field) for problem in refused.value.problems] == [
        ("table organization", "size"),
        ("table activity", "head_count"),
    ]


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("head_count", pa.array([1.5])),
        ("head_count", pa.array(["1"])),
        ("head_count", pa.array([Decimal("1.5")])),
        ("organization", pa.array(["1"])),
    ],
)
def test_columns_of_another_type_are_named(column, values):
    given_table = tables()["activity"]
    other = given_table.set_column(given_table.column_names.index(column), column, values)
    with pytest.raises(Problems, match=column):
        RULES.evaluate(Facts(tables(activity=other)))


def test_amounts_finer_than_a_hundredth_are_refused_not_rounded():
    filing = pa.table({"organization": [1], "income": pa.array([Decimal("1.005")])})
    with pytest.raises(Problems, match="income"):
        RULES.evaluate(Facts(tables(filing=filing)))


@pytest.mark.parametrize("keys", [[1, 1], [1, None]])
def test_every_organization_is_there_once(keys):
    organization = pa.table({"organization": pa.array(keys, pa.int64()), "size": [1, 2]})
    with pytest.raises(Problems, match="one row an organization"):
        RULES.evaluate(Facts({"organization": organization}))


def test_a_value_out_of_range_is_said_in_words():
    huge = [activity(head_count=2**40)]
    with pytest.raises(CannotEvaluate, match="A value in the facts is out of range"):
        RULES.evaluate(facts({"size": 1}, activity=huge))
    rich = [{"id": 1, "organization": 1, "income": Decimal(100000000000000)}]
    with pytest.raises(CannotEvaluate, match="A value in the facts is out of range"):
        RULES.evaluate(facts({"size": 1}, filing=rich))


def test_facts_that_are_not_there_are_said(tmp_path):
    with pytest.raises(CannotEvaluate, match="no table of organizations"):
        RULES.evaluate(Facts({}))
    with pytest.raises(CannotEvaluate, match="no table of facts called people"):
        RULES.evaluate(Facts(tables(people=pa.table({}))))
    with pytest.raises(CannotEvaluate, match="There is no file"):
        RULES.evaluate(Facts({"organization": tmp_path / "organization.parquet"}))
    with pytest.raises(CannotEvaluate, match="wildcard"):
        RULES.evaluate(Facts({"organization": tmp_path / "*.parquet"}))


def test_a_parquet_file_with_a_quote_in_its_name_is_read(tmp_path):
    path = tmp_path / "organization's.parquet"
    pq.write_table(tables()["organization"], path)
    assert RULES.evaluate(Facts({"organization": path})).num_rows == 1


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM glob('/*')",
        "COPY (SELECT 1) TO '/tmp/umbel-was-here.csv'",
        "ATTACH '/tmp/umbel-was-here.db'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SET threads = 64",
    ],
)
def test_behind_the_gate_the_engine_is_closed_too(sql, tmp_path):
    path = tmp_path / "organization.parquet"
    pq.write_table(tables()["organization"], path)
    with open_facts(Facts({"organization": path}), {"organization": {"organization"}}) as connection:
        assert connection.execute("SELECT count(*) FROM organization").fetchall() == [(1,)]
        with pytest.raises(duckdb.Error):
            connection.execute(sql).fetchall()


def test_limits_are_passed_to_the_engine(tmp_path):
    given_facts = Facts(tables(), threads=1, memory_limit="200MB", spill_to=tmp_path)
    with open_facts(given_facts, {"organization": {"organization"}}) as connection:
        threads, memory = connection.execute(
            "SELECT current_setting('threads'), current_setting('memory_limit')"
        ).fetchall()[0]
    assert (threads, memory) == (1, "190.7 MiB")


def test_too_little_memory_is_said_in_words():
    many = Facts(facts(*[{"size": 1}] * 100_000).tables, threads=1, memory_limit="2MB")
    with pytest.raises(CannotEvaluate, match="not enough memory"):
        RULES.evaluate(many)


def test_text_of_few_and_of_many_values_is_counted_alike():
    many = rubric(measures=(measure("kinds", "count(distinct period)", "obligation", where="fate = 'met'"),))
    for different in (1, 16, 17, 40):
        duties = [obligation(number=number, period=f"P{number % different}") for number in range(50)]
        duties += [obligation(number=99, period=None), obligation(number=98, period="other", fate="missed")]
        row = many.evaluate(facts({}, obligation=duties)).to_pylist()[0]
        assert row["m_kinds"] == different
