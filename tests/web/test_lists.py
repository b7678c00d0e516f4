"""Every declared list: its order, its filters, its files and who may read it."""

import csv
import re
from datetime import date, datetime
from html import unescape
from importlib import import_module
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.web.list_things import FORMULA, PUBLIC, a_house, more, places
from umbel.accounts.models import User
from umbel.errors import NotAllowed
from umbel.web import lists, tables
from umbel.web.templatetags.umbel import day, number

pytestmark = pytest.mark.django_db
WEB = Path(lists.__file__).parent


def declared():
    """Every listing there is, by its code."""
    paths = [path.relative_to(WEB).with_suffix("") for path in sorted(WEB.rglob("*listings.py"))]
    modules = [import_module(".".join(("umbel.web", *path.parts))) for path in paths]
    return {
        value.code: value for module in modules for value in vars(module).values() if isinstance(value, lists.Listing)
    }


LISTINGS = declared()
every_list = pytest.mark.parametrize("code", sorted(LISTINGS))


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker, tmp_path_factory):
    """Made once: what a test changes is taken back after it."""
    folder = tmp_path_factory.mktemp("lists")
    with (
        django_db_blocker.unblock(),
        override_settings(UMBEL_DOCUMENTS=folder, UMBEL_SNAPSHOTS=folder),
        transaction.atomic(),
    ):
        world, made = a_house()
        yield SimpleNamespace(world=world, made=made, places=places(world, made))
        transaction.set_rollback(True)


def browser(seat):
    client = Client()
    if seat and seat is not PUBLIC:
        User.objects.filter(pk=seat.user_id).update(is_sample=True)  # no second factor
        client.force_login(User.objects.get(pk=seat.user_id))
    return client


def at(place, *asked):
    return place.path + "?" + "&".join(filter(None, (place.rest, *asked)))


def plain(markup):
    """What is read: of what stands there in short, the whole."""
    whole = re.sub(r'<abbr title="([^"]*)">.*?</abbr>', r"\1", markup)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", whole)).split())


def shown(response):
    """What the list was, and the text of each cell of each of its rows."""
    found, page = response.context["list"], response.content.decode()
    if 'class="umbel-acts"' in page:
        items = page.split('class="umbel-acts"', 1)[1].split("</ol>")[0]
        return found, [[plain(item)] for item in re.findall(r"<li>(.*?)</li>", items, re.DOTALL)]
    ours = [part for part in page.split("<table")[1:] if plain(found.title) in plain(part.split("</caption>")[0])]
    rows = ours[0].split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[1:] if ours else []
    chooses = 1 if "<td></td>" in (ours or [""])[0] else 0
    return found, [[plain(cell) for _tag, cell in re.findall(CELL, row, re.DOTALL)][chooses:] for row in rows]


CELL = r"<(th|td)\b[^>]*>(.*?)</\1>"


def as_csv(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(text.splitlines(keepends=True)))


def as_xlsx(response):
    return load_workbook(BytesIO(b"".join(response.streaming_content))).active


def written(value):
    """A cell of a sheet as CSV says it."""
    if isinstance(value, datetime):
        return str(value) if value.time() != datetime.min.time() else value.date().isoformat()
    return "" if value is None else str(value)


def says(text, value):
    """Whether a page's cell says what a file's cell does: as people write it."""
    value = value.removeprefix("'")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return plain(day(date.fromisoformat(value))) in text
    if re.fullmatch(r"\d+", value):
        return number(int(value)) in text
    return all(part in text for part in value.split("; "))


def test_every_list_has_a_place_here(house):
    assert sorted(LISTINGS) == sorted(house.places)


@pytest.mark.both_engines
@every_list
def test_page_csv_and_xlsx_hold_the_same_cells_in_the_same_order(house, code):
    place = house.places[code]
    client = browser(place.seat)
    found, rows = shown(client.get(at(place)))
    assert found.listing is LISTINGS[code]
    assert rows, "there is something to compare"
    headings, *table = as_csv(client.get(at(place, "format=csv")))
    in_file = [column for column in found.columns if column.file]
    assert headings == [str(column.title) for column in in_file]
    assert len(table) == found.pages.paginator.count >= len(rows)
    for cells, line in zip(rows, table, strict=False):
        for column, value in zip(in_file, line, strict=True):
            if column.page and value:
                text = cells[found.shown.index(column)] if len(cells) > 1 else cells[0]
                assert says(text, value), (column.code, value, text)
    sheet = as_xlsx(client.get(at(place, "format=xlsx")))
    in_sheet = [[written(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert in_sheet == [[cell.removesuffix(".0") for cell in row] for row in (headings, *table)]


@pytest.mark.both_engines
@every_list
def test_it_sorts_by_each_column_both_ways_with_the_unknown_last(house, code):
    place = house.places[code]
    client = browser(place.seat)
    found, _rows = shown(client.get(at(place)))
    for column in [column for column in found.shown if column.sort]:
        orders = []
        for sort in (column.code, f"-{column.code}"):
            listed, rows = shown(client.get(at(place, f"sort={sort}")))
            assert (listed.sort, listed.descending) == (column.code, sort.startswith("-"))
            values = [column.of(row) for row in listed.pages.object_list]
            known = [str(value) for value in values if value is not None]
            assert None not in values[: len(known)], f"{column.code}: what is unknown comes last"
            orders.append(list(dict.fromkeys(known)))
            in_file = as_csv(client.get(at(place, f"sort={sort}", "format=csv")))[1:]
            assert len(in_file) == len(rows)
        assert len(orders[0]) > 1 or isinstance(listed.rows, list), f"{column.code}: there is something to sort"
        assert orders[0] == orders[1][::-1], column.code


@every_list
def test_it_keeps_its_own_order_where_it_cannot_sort_by_what_is_asked(house, code):
    place = house.places[code]
    client = browser(place.seat)
    assert shown(client.get(at(place, "sort=no-such-column&page=zero")))[1] == shown(client.get(at(place)))[1]


@pytest.mark.both_engines
@every_list
def test_each_order_that_is_offered_has_every_row(house, code):
    place = house.places[code]
    client = browser(place.seat)
    found, rows = shown(client.get(at(place)))
    orders = {order.code: shown(client.get(at(place, f"sort={order.code}")))[1] for order in found.orders}
    assert all(sorted(listed) == sorted(rows) for listed in orders.values())
    assert not orders or any(listed != rows for listed in orders.values())


@pytest.mark.both_engines
@every_list
def test_each_filter_narrows_page_and_files_and_leaves_out_what_it_does_not_know(house, code):
    place = house.places[code]
    client = browser(place.seat)
    listing = LISTINGS[code]
    assert {one.code for one in listing.filters} - {"as_of"} == set(place.narrows)
    _found, everything = shown(client.get(at(place)))
    for name, value in place.narrows.items():
        narrowed = place.path + f"?{name}={value}"
        found, rows = shown(client.get(narrowed))
        assert found.said[name] == value
        assert rows != everything, name
        assert len(as_csv(client.get(f"{narrowed}&format=csv"))) == len(rows) + 1
    for one in listing.filters:
        if one.kind == "choice" and not one.open and one.options is not None:
            unknown = shown(client.get(at(place, f"{one.code}=no-such-value")))[1]
            assert len(unknown) == len(everything) or one.code in place.rest


@every_list
@pytest.mark.parametrize("kind", ["", "format=csv", "format=xlsx"])
def test_whoever_may_not_read_the_page_gets_no_file_of_it(house, code, kind):
    place = house.places[code]
    if place.refused is None:
        assert b"".join(browser(PUBLIC).get(at(place, kind)))
        return
    response = browser(place.refused).get(at(place, kind))
    assert response.status_code in {302, 403, 404}
    assert FORMULA.strip("=").encode() not in b"".join(response)


def test_what_needs_attention_is_in_no_file_of_the_public(house, rf):
    place = house.places["attention"]
    headings = as_csv(browser(PUBLIC).get(at(place, "format=csv")))[0]
    assert "Overdue" not in headings
    assert "Overdue" in as_csv(browser(place.seat).get(at(place, "format=csv")))[0]
    asked = SimpleNamespace(viewer=house.world.applicant, of={"body": SimpleNamespace(id=house.world.one.pk)})
    with pytest.raises(NotAllowed):
        LISTINGS["attention"].allowed(asked)


@every_list
@pytest.mark.parametrize("kind", ["", "format=csv", "format=xlsx"])
def test_it_asks_no_more_questions_for_more_rows(house, code, kind):
    place = house.places[code]
    client = browser(place.seat)
    few = questions(client, at(place, kind))
    more(house.world, house.made, 60)
    assert questions(client, at(place, kind)) <= few
    if code != "papers":
        assert len(as_csv(client.get(at(place, "format=csv")))) > 40


def questions(client, address):
    b"".join(client.get(address))  # whatever is asked once is asked now
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
        assert b"".join(response)
    assert response.status_code == 200
    return len(asked)


@every_list
def test_a_name_that_begins_like_a_formula_is_harmless(house, code):
    place = house.places[code]
    client = browser(place.seat)
    cells = [cell for row in as_csv(client.get(at(place, "format=csv"))) for cell in row]
    assert [cell for cell in cells if cell.startswith("=")] == []
    assert any(cell.startswith("'=") or "=" in cell for cell in cells), "there is such a name"
    sheet = as_xlsx(client.get(at(place, "format=xlsx")))
    made = [cell for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in made if cell.data_type == "f"] == []
    assert any(str(cell.value).startswith("'=") or "=" in str(cell.value) for cell in made)


def test_a_sheet_has_bold_headings_that_stay_widths_and_dates(house):
    sheet = as_xlsx(browser(PUBLIC).get("/register/?format=xlsx"))
    assert all(cell.font.bold for cell in sheet[1])
    assert sheet.freeze_panes == "A2"
    name = [cell.value for cell in sheet[1]].index("Name")
    assert sheet.column_dimensions["ABCDEFGH"[name]].width > len("Birch Club")
    registered = [cell.value for cell in sheet[1]].index("Registered")
    assert all(isinstance(row[registered], datetime) for row in sheet.iter_rows(min_row=2, values_only=True))
    assert sheet[2][registered].number_format == "yyyy-mm-dd"


def test_a_file_that_would_be_too_long_is_refused_with_the_way_out_before_it_is_written(house, monkeypatch):
    monkeypatch.setattr(tables, "MOST", {"csv": 3, "xlsx": 2})
    sheet = browser(PUBLIC).get("/register/?format=xlsx")
    assert sheet.status_code == 409
    assert "at most 2 rows here, and this list has" in sheet.content.decode()
    assert browser(PUBLIC).get("/register/?format=csv").status_code == 409
    monkeypatch.setattr(tables, "MOST", {"csv": 400, "xlsx": 2})
    assert "take it as CSV" in browser(PUBLIC).get("/register/?format=xlsx").content.decode()
    assert len(as_csv(browser(PUBLIC).get("/register/?format=csv"))) > 3


def test_an_address_that_was_kept_before_still_gives_the_file(house):
    assert as_csv(browser(PUBLIC).get("/register/?as=csv")) == as_csv(browser(PUBLIC).get("/register/?format=csv"))


def test_a_file_is_kept_by_no_cache_and_named_for_what_it_is_of(house):
    place = house.places["returns"]
    response = browser(place.seat).get(at(place, "format=csv"))
    assert response["Cache-Control"] == "private, no-store"
    assert as_csv(response)
    assert re.search(r'filename="return-\d+\.csv"', response["Content-Disposition"])


def test_a_form_of_filters_keeps_what_else_the_address_says(house):
    page = browser(PUBLIC).get("/register/?sort=-registered&q=Club").content.decode()
    assert '<input type="hidden" name="sort" value="-registered">' in page
