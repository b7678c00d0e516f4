"""The ten months of the annual return, held against the due dates that a real register states."""

import csv
import gzip
import io
import os
import re
import zipfile
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from umbel.periods import financial_year
from umbel.policy import find_pack
from umbel.policy.examples import fate_of
from umbel.policy.obligations import calendar_of, due_on

REGISTERS = Path(os.environ.get("UMBEL_REGISTERS", Path(__file__).parents[3] / "shared" / "data"))
SAMPLE = REGISTERS / "ccew_register_sample_2023"
EXTRACTED_ON = date(2023, 9, 7)
PACK = find_pack("annual-return")

pytestmark = [
    pytest.mark.register,
    pytest.mark.skipif(
        not SAMPLE.is_dir(),
        reason="No real registers here: put them into ../shared/data, or name their folder in UMBEL_REGISTERS.",
    ),
]


def returns():
    with zipfile.ZipFile(SAMPLE / "publicextract.charity_annual_return_history.zip") as archive:
        text = io.TextIOWrapper(archive.open(archive.namelist()[0]), "utf-8")
        yield from csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE)


def day(text):
    return date.fromisoformat(text[:10]) if text else None


def due(last_on):
    return due_on(PACK.requirements[0], financial_year(last_on), calendar_of(PACK))


def test_every_due_date_of_the_register_is_reproduced():
    rows = list(returns())
    wrong = [row for row in rows if due(day(row["fin_period_end_date"])) != day(row["reporting_due_date"])]

    assert len(rows) == 741
    assert wrong == []


def test_the_fates_of_the_returns_are_those_of_the_register():
    fates = Counter(
        fate_of(due(day(row["fin_period_end_date"])), day(row["date_annual_return_received"]), EXTRACTED_ON)[0]
        for row in returns()
    )

    assert fates["late"] == 81
    assert fates["met"] == 741 - 81 - 77
    assert fates["missed"] + fates["open"] == 77


def test_days_overdue_count_from_the_latest_missed_deadline():
    """Northern Ireland's register says 'Overdue: 64 days' whatever year the last return was for.

    The day it was extracted is not stated; the rows agree on it only if the clock starts at the deadline
    missed last.
    """
    with gzip.open(SAMPLE / "ccni_charitydetails_365.csv.gz", "rt", encoding="utf-8-sig", errors="replace") as file:
        rows = [row for row in csv.DictReader(file) if row["Status"].startswith("Overdue")]
    stated = {}
    for row in rows:
        last_return = datetime.strptime(row["Date for financial year ending"], "%d %B %Y").date()  # noqa: DTZ007  a day
        days = int(re.sub(r"\D", "", row["Status"]))
        stated[row["Reg charity number"]] = (due(last_return), days)
    seen_on = Counter(
        on.replace(year=2000) for on in (deadline + timedelta(days=days) for deadline, days in stated.values())
    )

    assert len(rows) == 30
    assert set(seen_on) == {date(2000, 4, 4), date(2000, 4, 5)}
    assert len({deadline.year for deadline, _ in stated.values()}) > 3
