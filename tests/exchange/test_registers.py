"""Three real registers, read where they lie beside the project, and the counts they are known by."""

import csv
import gzip
import os
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db.models import F

from umbel.activities.models import Filing, Obligation
from umbel.activities.queries import obligations
from umbel.audit.actors import Actor
from umbel.exchange.acts import import_register
from umbel.structure.models import Concept, Identifier, Organization, Particulars

REGISTERS = Path(os.environ.get("UMBEL_REGISTERS", Path(__file__).parents[3] / "shared" / "data"))

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.register,
    pytest.mark.skipif(
        not REGISTERS.is_dir(),
        reason="No real registers here: put them into ../shared/data, or name their folder in UMBEL_REGISTERS.",
    ),
]


def bring(mapping, *files, **options):
    paths = [REGISTERS / file for file in files]
    report = import_register(mapping=mapping, files=paths, by=Actor.program("test"), **options)
    assert report.problems == ()
    assert report.entered
    return report


UKCAT = [f"ukcat_coded_charities/{name}" for name in ("sample.csv.gz", "top2000.csv.gz", "icnptso.csv")]
CCEW = [f"ccew_register_sample_2023/publicextract.{name}.zip" for name in ("charity", "charity_annual_return_history")]
CCNI = "ccew_register_sample_2023/ccni_charitydetails_365.csv.gz"
EXTRACT = date(2024, 4, 4)


def test_the_coded_charities_of_three_regulators():
    report = bring("ukcat", *UKCAT)
    assert report.organizations.created == 6500
    assert report.notes == {"updated by a later row": 118, "repeated": 49}
    schemes = Counter(Identifier.objects.values_list("scheme", flat=True))
    assert schemes == {"gb-chc": 5241, "gb-sc": 1078, "gb-nic": 181}
    coded = Particulars.objects.exclude(concept=None)
    # Of the 88 codes in the files one was given only in a first coding that a second one replaced.
    assert coded.values("concept").distinct().count() == 87
    assert Concept.objects.count() == 127
    assert Particulars.objects.filter(district__code="BS").count() > 30
    again = bring("ukcat", *UKCAT)
    assert (again.organizations.unchanged, again.concepts.unchanged) == (6500, 127)


def test_a_charity_in_both_files_keeps_the_field_that_the_later_one_leaves_empty():
    bring("ukcat", *UKCAT)
    assert Particulars.objects.filter(concept=None).count() == 464 - 10


def test_the_annual_returns_of_england_and_wales():
    report = bring("ccew", *CCEW)
    assert report.organizations.created == 572
    assert report.records.created == {"obligation": 741, "filing": 741 - 77}
    assert Filing.objects.filter(received_on__gt=F("obligation__due_on")).count() == 81
    assert Filing.objects.filter(qualified=True).count() == 3
    fates = Counter(obligations(date(2023, 9, 7)).values_list("fate", flat=True))
    ended_before_its_period = 21  # owed no longer
    assert fates == {"met": 741 - 81 - 77, "late": 81, "missed": 77 - ended_before_its_period}
    assert Organization.objects.exclude(ended_on=None).count() == 175
    missing = Obligation.objects.filter(filing=None).exclude(organization__ended_on=None)
    assert missing.count() == 73
    assert missing.filter(organization__ended_on__lte=F("due_on")).count() == 50
    assert bring("ccew", *CCEW).records.unchanged == {"obligation": 741, "filing": 664}


def stated(word):
    """Charity number -> days, as the register's own verdicts state them."""
    rows = _rows(REGISTERS / CCNI)
    return {
        row["Reg charity number"]: int("0" + "".join(filter(str.isdigit, row["Status"])))
        for row in rows
        if word in row["Status"]
    }


def _rows(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_verdicts_of_northern_ireland_are_reproduced():
    bring("ccni", CCNI)
    numbers = dict(Identifier.objects.values_list("organization", "value"))
    rows = obligations(EXTRACT).select_related("filing")
    on_time = {numbers[row.organization_id] for row in rows if row.fate == "met"}
    late = {numbers[row.organization_id]: (row.met_on - row.due_on).days for row in rows if row.fate == "late"}
    overdue: dict[str, int] = {}
    for row in rows:
        if row.fate == "missed":
            number, days = numbers[row.organization_id], (EXTRACT - row.due_on).days
            overdue[number] = min(days, overdue.get(number, days))
    assert (len(on_time), len(late), len(overdue)) == (117, 13, 30)
    assert on_time == set(stated("on time"))
    assert late == stated("late")
    assert overdue == stated("Overdue")


def test_every_missing_year_is_an_obligation_of_its_own():
    bring("ccni", CCNI)
    due = Obligation.objects.filter(organization__identifiers__value="100003").order_by("due_on")
    assert [(row.period, row.due_on) for row in due] == [
        (f"FY{year}-03-31", date(year + 1, 1, 31)) for year in (2020, 2021, 2022, 2023)
    ]


@pytest.mark.parametrize("wrong", [EXTRACT + timedelta(days=days) for days in (-1, 1, 365, -365)])
def test_no_other_day_fits_the_stated_days(wrong):
    report = import_register(mapping="ccni", files=[REGISTERS / CCNI], by=Actor.program("test"), on=wrong)
    assert not report.entered
    told = [problem for problem in report.problems if problem.message.startswith("The register says")]
    assert "by the year's end it was" in told[0].message


def test_the_exempt_organizations_of_washington():
    report = bring("irs_dc", "irs_eo_bmf_2021/eo_dc.csv.gz", "taxonomies/ntee.csv")
    assert report.organizations.created == 13_731
    assert report.concepts.created == 646
    assert report.notes == {"unknown code taken as a shorter one": 143}
    university = Particulars.objects.get(organization__identifiers__value="010466768")
    assert (university.concept.code, university.organization.registered_on) == ("Q30", date(1992, 9, 1))
