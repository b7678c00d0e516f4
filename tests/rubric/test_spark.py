"""Spark gives what DuckDB gives: the same rows, points and grades to the last digit, in the same types.

One Spark for the whole module: two executors of their own beside the driver, as on a cluster.
"""

import os
import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.evaluation.conftest import a_road
from tests.rubric.factory import (
    activity,
    cap,
    facts,
    grade,
    indicator,
    label,
    measure,
    obligation,
    rubric,
    veto,
)
from tests.rubric.oracle import conditions, expressions
from umbel.audit.models import Entry
from umbel.cli import umbel
from umbel.errors import Problems
from umbel.evaluation.models import ProposedGrade
from umbel.policy import find_pack, installed_packs
from umbel.policy.facts import ORGANIZATION, RECORDS
from umbel.rubric import Facts, compile_rubric, facts_from_rows, start_cluster
from umbel.rubric.engines.duckdb import CannotEvaluate
from umbel.rubric.engines.spark_session import is_installed

pytestmark = pytest.mark.extensive
TWO_EXECUTORS = "local-cluster[2,1,1024]"
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""A Java that lives for a minute does not pay for its best compiler."""
LEAVINGS = {"artifacts", "derby.log", "metastore_db", "spark-warehouse", "work"}
"""What Spark leaves in the folder it is started from, where it is not told better."""


def processes(folder):
    """Processes that were started with this folder as theirs."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder).encode() in (entry / "environ").read_bytes():
                found.append(entry)
        except OSError:
            continue
    return found


@pytest.fixture(scope="module")
def cluster():
    if connection.vendor == "postgresql":
        pytest.skip("Spark reads the files of a snapshot, never the database; once is enough.")
    if not is_installed("pyspark"):
        assert not os.environ.get("CI"), "CI installs Spark: `make install EXTRAS=spark`."
        pytest.skip("Spark is not installed, so nothing here was compared. Run `make install EXTRAS=spark`.")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JDK_JAVA_OPTIONS", QUICK)
        with start_cluster(TWO_EXECUTORS, memory="2g", options={"spark.sql.shuffle.partitions": "2"}) as started:
            yield started
        assert os.environ["JDK_JAVA_OPTIONS"] == QUICK
    assert processes(started.folder) == []
    assert not started.folder.exists()
    assert not LEAVINGS & {path.name for path in Path.cwd().iterdir()}


def assert_the_same(made, given_facts, cluster):
    wanted = made.evaluate(given_facts)
    found = made.evaluate(given_facts, cluster=cluster)
    assert found.schema.equals(wanted.schema)
    both = {name: (found[name].to_pylist(), wanted[name].to_pylist()) for name in wanted.column_names}
    assert {name: values for name, values in both.items() if values[0] != values[1]} == {}
    return wanted


DAY = date(2025, 1, 1)
TEXTS = {
    "concept": ["A10", "A11", None],
    "field": ["A", "B"],
    "size_band": ["small", "medium", "large", None],
    "kind": ["meeting", "training", "service", "joint-project", None],
    "requirement": ["regular-activity", "annual-report", "annual-return", None],
    "verification": ["accepted", "returned", "not-accepted", "pending"],
    "fate": ["met", "late", "missed", "open"],
}


def some(chance, name, kind):
    """A value of a column, now and then missing."""
    if name in TEXTS:
        return chance.choice(TEXTS[name])
    if chance.random() < 0.1:
        return None
    return {
        "integer": lambda: chance.choice([0, 1, 2, 3, 7, 40, 100, 2**31 - 1]),
        "decimal": lambda: Decimal(chance.randint(-(10**9), 10**10)) / 100,
        "text": lambda: f"{name} {chance.randint(1, 30)}",
        "date": lambda: DAY + timedelta(chance.randint(-400, 800)),
        "boolean": lambda: chance.random() < 0.5,
    }[kind]()


def population(chance, size):
    """Facts of so many organizations, each with a few records in every table."""
    people = [{name: some(chance, name, kind) for name, kind in ORGANIZATION.items()} for _ in range(size)]
    people = [{**one, "organization": number} for number, one in enumerate(people, start=1)]
    records = {
        table: [
            {name: some(chance, name, kind) for name, kind in columns.items()}
            | {"id": number, "organization": chance.randint(1, size)}
            for number in range(size * 4)
        ]
        for table, columns in RECORDS.items()
    }
    return facts_from_rows(people, records)


def written(given_facts, folder):
    """The same facts as files, as a snapshot has them."""
    for name, content in given_facts.tables.items():
        pq.write_table(content, folder / f"{name}.parquet", compression="zstd", row_group_size=500)
    return Facts({name: folder / f"{name}.parquet" for name in given_facts.tables})


@pytest.mark.parametrize(("pack_id", "version"), sorted({(entry.id, entry.version) for entry in installed_packs()}))
def test_a_shipped_pack_grades_a_population_alike(pack_id, version, cluster, tmp_path):
    folder = tmp_path / "a folder #1, 100%"
    folder.mkdir()
    made = compile_rubric(find_pack(pack_id, version))
    result = assert_the_same(made, written(population(random.Random(2016), 600), folder), cluster)
    assert result.num_rows == 600
    assert len(set(result["grade"].to_pylist())) > 1


MEASURES = (
    measure("held"),
    measure("heads", "sum(head_count)", if_none="null"),
    measure("mean", "avg(head_count)", if_none="null"),
    measure("usual", "avg(income)", "filing", if_none="2.5"),
    measure("income", "sum(income)", "filing", if_none="null"),
    measure("worst", "min(income - expenditure)", "filing", if_none="null"),
    measure("kinds", "count(distinct kind)", where="head_count > 3"),
    measure("months", "count(distinct held_on)"),
    measure("turns", "count(distinct head_count)"),
    measure("last", "max(held_on)", if_none="null"),
    measure("delay", "max(reported_on - held_on)", if_none="null"),
)
CODES = ("held", "heads", "mean", "usual", "income", "worst", "kinds", "turns", "delay", "size", "age_years")
OTHERS = (
    "last - date '2024-02-29'",
    "greatest(founded_on, registered_on) - least(founded_on, date '1999-12-31')",
    "case when coalesce(district, 'none') in ('none', 'it''s') then 1 / 3 when null then 9 end",
    "case when (size > 5) = (district is not null) then months / 7 else mean end",
)
AMOUNTS = st.none() | st.decimals(-1000, 1000, places=2)
HEADS = st.none() | st.integers(-20, 20)
DAYS = st.none() | st.dates(date(1899, 1, 1), date(2101, 1, 1))
CASE = st.fixed_dictionaries(
    {
        "organization": st.fixed_dictionaries(
            {
                "size": st.none() | st.integers(-3, 12),
                "age_years": st.none() | st.integers(-3, 40),
                "district": st.sampled_from([None, "x", "it's", "", "海淀"]),
                "registered_on": DAYS,
                "founded_on": DAYS,
            }
        ),
        "activities": st.lists(
            st.tuples(HEADS, DAYS, DAYS, st.sampled_from([None, "meeting", "fair", "f"])), max_size=4
        ),
        "filings": st.lists(st.tuples(AMOUNTS, AMOUNTS), max_size=3),
    }
)


def facts_of(cases):
    """The cases as facts: organization 1 is the first."""
    held, filed = [], []
    for number, case in enumerate(cases, start=1):
        for heads, on, reported, kind in case["activities"]:
            day = {"held_on": on or DAY, "reported_on": reported, "head_count": heads, "kind": kind}
            held.append(activity(number, len(held), **day) | {"held_on": on})
        for income, spent in case["filings"]:
            filed.append({"id": len(filed), "organization": number, "income": income, "expenditure": spent})
    return facts(*(case["organization"] for case in cases), activity=held, filing=filed)


def compiles(**parts):
    try:
        return bool(rubric(measures=MEASURES, **parts))
    except Problems:
        return False


@settings(
    max_examples=4,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(
    scores=st.lists(expressions(CODES, 2), min_size=5, max_size=10),
    held=conditions((*CODES, "total"), 1),
    cases=st.lists(CASE, min_size=6, max_size=20),
)
def test_whatever_the_rules_and_the_facts_they_come_out_alike(cluster, scores, held, cases):
    texts = [*OTHERS, *(f"{said.text} + 50" for said in scores)]
    indicators = [indicator(f"i{number}", text) for number, text in enumerate(texts)]
    indicators = tuple(one for one in indicators if compiles(indicators=(one,)))
    condition = held.text if compiles(indicators=indicators, labels=(label("it", held.text),)) else "size > 3"
    made = rubric(
        measures=MEASURES,
        indicators=indicators,
        caps=(cap("low", f"not ({condition})", "99.99"), cap("never", "null", "1")),
        vetoes=(veto("held", condition, "C"),),
        labels=(label("badly-run", condition), label("weak", "grade = 'D'")),
    )
    assert_the_same(made, facts_of(cases), cluster)


RICH = Decimal("99999999999999.99")


def test_figures_of_38_digits_and_sums_that_leave_64_bits_come_out_alike(cluster):
    made = rubric(
        measures=(
            measure("income", "sum(income)", "filing", if_none="null"),
            measure("back", "sum(income * 77777)", "filing", where="qualified", if_none="null"),
            measure("wide", "max(income * 99999)", "filing", if_none="null"),
            measure("apart", "count(distinct income * income)", "filing"),
        ),
        indicators=(
            indicator("long", "round(income * income / size) / 1000 - floor(income * income / size) / 1000 + 1"),
            indicator("longest", "floor(income * income * 9 / 3) - floor(income * income) * 3 + 5"),
            indicator("sign", "-income / 3 / 99999999999999 + 40"),
            indicator("up", "ceil(wide / 3) - floor(wide / 3)"),
            indicator("rest", "wide - floor(wide / 1000) * 1000"),
            indicator("again", "back / 3"),
        ),
    )
    filings = [(1, RICH), (2, -RICH), (3, RICH), (3, -RICH), (3, Decimal("0.01")), (4, Decimal("0.01"))]
    filings += [(5, RICH)] * 2 + [(5, -RICH)] * 2 + [(6, RICH)] * 90
    rows = [
        {"id": number, "organization": of, "income": amount, "qualified": of in {3, 5}}
        for number, (of, amount) in enumerate(filings)
    ]
    result = assert_the_same(made, facts({"size": 1}, {"size": 3}, {"size": 0}, {}, {}, {}, filing=rows), cluster)
    assert result["m_wide"].to_pylist()[0] == RICH * 99999


ODD = ["it's", "${x}", "`", '"', "海淀", "%", "", " x", "x ", "X", "x", "é", "e\u0301", "--", "/*"]
ODDER = ["a\\b", "a\nb", "\\u0041", "\\'", "\t", "\u200b", "😀"]


def test_halves_and_texts_of_every_kind_come_out_alike(cluster):
    many = [f"2025-{number}" for number in range(700)]
    written_out = ["'" + text.replace("'", "''") + "'" for text in ODD]
    made = rubric(
        measures=(
            measure("periods", "count(distinct period)"),
            *(measure(f"of_{number}", where=f"period = {text}") for number, text in enumerate(written_out)),
        ),
        indicators=(
            indicator("half", "size / 200.0 + 1"),
            indicator("below", "round(-size / 8.0, 2) + 50"),
            indicator("third", "greatest(size / 3, size * 2 / 3, -1)"),
            indicator("nothing", "coalesce(7 / (size - size), 4)"),
            indicator("odd", f"case when district in ({', '.join(written_out)}) then size + 3.335 else 1 end"),
        ),
        grades=(grade("A+", "of_0 > 0 and total > 1"), grade("B-1", "size > 3"), grade("D", "true")),
    )
    held = [
        activity(number % 9 + 1, number, period=text) for number, text in enumerate([*ODD * 3, *ODDER, *many, None])
    ]
    people = [{"size": number % 11 - 4, "district": text} for number, text in enumerate([*ODD, *ODDER, None])]
    result = assert_the_same(made, facts(*people, activity=held), cluster)
    assert max(result["m_periods"].to_pylist()) > 70


def test_tables_without_records_and_rules_without_anything_come_out_alike(cluster):
    made = rubric(measures=(measure("late", "max(days_late)", "obligation"), measure("held")))
    result = assert_the_same(made, facts({}, {}, obligation=[obligation(2, days_late=3)]), cluster)
    assert result["m_late"].to_pylist() == [0, 3]


@pytest.mark.parametrize(
    "rows",
    [
        {"activity": [activity(1, head_count=2**31)]},
        {"filing": [{"id": 1, "organization": 1, "income": Decimal("9999999999999999.99")}]},
        {"filing": [{"id": number, "organization": 1, "income": RICH} for number in range(101)]},
    ],
)
def test_what_is_out_of_range_is_refused_in_the_same_words(rows, cluster):
    made = rubric(measures=(measure("heads", "sum(head_count)"), measure("income", "sum(income)", "filing")))
    for engine in ({}, {"cluster": cluster}):
        with pytest.raises(CannotEvaluate, match=r"out of range: a whole number is at most 2,147,483,647"):
            made.evaluate(facts(**rows), **engine)


def test_an_organization_that_is_there_twice_is_refused_in_the_same_words(cluster):
    given_facts = facts_from_rows([{"organization": 7}, {"organization": 7}, {"organization": 8}], {})
    for engine in ({}, {"cluster": cluster}):
        with pytest.raises(Problems, match=r"An organization must be there once\. Found: 7: 2 rows"):
            rubric().evaluate(given_facts, **engine)


def test_spark_listens_on_the_loopback_address_only(cluster):
    """Driver and executors: three Javas, and each line of the kernel's table that is theirs."""
    started = processes(cluster.folder)
    assert len(started) == 3
    owned = {str(link.readlink()) for one in started for link in (one / "fd").iterdir() if link.is_symlink()}
    lines = [
        line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]
    ]
    addresses = {line[1].split(":")[0] for line in lines if line[3] == "0A" and f"socket:[{line[9]}]" in owned}
    assert addresses
    assert addresses <= {"0100007F", "0000000000000000FFFF00000100007F"}


@pytest.mark.django_db
def test_the_command_proposes_the_same_grades_whichever_engine_runs(cluster, settings, tmp_path):
    """The ledger keeps which engine it was, and the hash of the result is the same to the bit."""
    settings.UMBEL_DOCUMENTS, settings.UMBEL_SNAPSHOTS = tmp_path / "documents", tmp_path / "snapshots"
    a_road()
    arguments = ("--pack", "beijing-2016", "--from", "2025-01-01", "--until", "2026-01-01", "--as-of", "2026-04-30")
    result = CliRunner().invoke(umbel, ["evaluate", *arguments, "--code", "spread", "--engine", "spark"])
    assert result.exit_code == 0, result.stderr
    ours, theirs = (
        list(
            ProposedGrade.objects.filter(cycle__code=code).order_by("organization").values("total", "grade", "figures")
        )
        for code in ("2025", "spread")
    )
    assert theirs == ours
    assert len(ours) == 3
    first, second = Entry.objects.filter(act="evaluation:propose-grades").values_list("data", flat=True)
    assert second == first | {"engine": "spark"}
    assert first["engine"] == "duckdb"
