"""Every word of the program is said through a catalogue; a page is read from right to left where its language is."""

import re

import pytest
from django.apps import apps
from django.utils.translation import get_language_info

from tests.extent import everything
from tests.web.access import ROWS
from tests.web.pseudo_language import TAG, one_language_more, pseudo
from tests.web.reading import NO_WORD, ROOT, WORD, said_on
from tests.web.test_access import EMAIL, READERS, asked, prepared  # noqa: F401
from umbel.policy.times import USUAL
from umbel.web.structure.columns import attribute_words, column_words
from umbel.words import Message, spoken

pytestmark = pytest.mark.django_db
MADE_UP = {"components"}
PAGES = [
    row
    for row in ROWS
    if row.method == "GET" and row.name not in MADE_UP and (row.may & READERS or (everything() and row.may))
]
"""What the public, applicants and organizations open; in a run of everything, also what only officers do."""
RUN = re.compile(r"[A-Za-zÀ-ÿ]+(?:[ '’-]+[A-Za-zÀ-ÿ]+)*")
NAMES = {"Umbel", "CSV", "XLSX", "CST"} | {get_language_info(code)["name_local"] for code in spoken()}
"""What is called the same in every language."""
CODES = [code for code, *_rest in USUAL] + [*column_words(), *attribute_words()]
"""What stands beside its words, as rules name it."""


@pytest.fixture(scope="module")
def pseudo_language(tmp_path_factory):
    with one_language_more(tmp_path_factory.mktemp("locale"), pytest.MonkeyPatch()):
        yield


@pytest.fixture(scope="module")
def data(prepared, django_db_blocker):  # noqa: F811
    """What packs say and what stands in the database, as one text."""
    with django_db_blocker.unblock():
        rows = [str(row) for model in apps.get_models() for row in model.objects.values_list()]
    packs = [path.read_text() for path in sorted((ROOT / "umbel" / "packs").rglob("*.*"))]
    texts = " ".join([*packs, *rows, *CODES, EMAIL])
    return f" {' '.join(WORD.findall(NO_WORD.sub(' ', texts)))} ".lower()


def left_in(page, data):
    """Words in Latin letters that are no data: nobody said them in the reader's language."""
    runs = [run for text in said_on(page) for run in RUN.findall(NO_WORD.sub(" | ", text)) if run not in NAMES]
    return [run for run in runs if f" {' '.join(WORD.findall(run))} ".lower() not in data]


def test_the_language_is_one_more(pseudo_language):
    assert TAG in spoken()
    assert Message("Report on a visit").in_language(TAG) == pseudo("Report on a visit") != "Report on a visit"


def test_a_word_that_is_in_no_catalogue_is_found(data):
    said = pseudo("Skip to main content")
    assert left_in(f"<p>{said} Own Choir</p><input placeholder='{said}'>", data) == []
    assert left_in(f"<p>{said} Nobody says this</p><input title='Nor this'>", data) == ["Nobody says this", "Nor this"]


@pytest.mark.parametrize("row", PAGES, ids=str)
def test_no_word_of_the_program_is_left(prepared, pseudo_language, data, row):  # noqa: F811
    seat = "public" if "public" in row.may else min(row.may & READERS or row.may)
    response = asked(prepared, seat, row, language=TAG)
    if response.status_code != 200 or "html" not in response.get("Content-Type", ""):
        return
    page = response.content.decode()
    assert '<html lang="ar-XB" dir="rtl"' in page
    assert left_in(page, data) == []
