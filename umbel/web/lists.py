"""A list is declared once, and is then a page, a CSV and an XLSX: its columns, filters, order and who may read it.

docs/develop/lists.md says how to add one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import batched
from operator import attrgetter
from typing import Any, ClassVar

from django.core.paginator import Page
from django.db.models import F
from django.http import FileResponse, QueryDict

from umbel.accounts.permissions import Viewer
from umbel.web.dates import AsOf, as_of
from umbel.web.paging import A_PAGE, page_of
from umbel.web.tables import as_file, check_size, wanted
from umbel.web.viewing import UmbelRequest

A_BATCH = 1000
"""Rows that are read and told at once for a file."""
OWN = True
"""As `sort` of a column: the rows sort themselves by its code, for `asked.sort` and `asked.descending` say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the address asks for, and who asks. What it cannot mean is left out."""

    viewer: Viewer
    today: date
    day: AsOf
    of: Mapping[str, Any]
    """What the list is of, such as the call whose returns it shows: what the view gave."""
    said: dict[str, str] = field(default_factory=dict)
    """Filter -> its value; empty where it does not narrow."""
    sort: str = ""
    descending: bool = False


type Rows = Any
"""A queryset, something that is counted and cut like one (and has `iterator`), or a list."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `value` is what a file says and what sorts a list in memory; the page writes it as it is, unless
    `cell` has it written by the part of `Listing.cells` that bears the column's code.
    """

    code: str
    title: Any
    value: str | Callable[[Any], Any]
    sort: Any = None
    """By what the database sorts: a field, a function that makes an expression (`by_name`), or OWN."""
    number: bool = False
    nowrap: bool = False
    cell: bool = False
    tag: Callable[[Any], str] | None = None
    """The look of the tag it stands in, such as `warn`."""
    hidden: bool = False
    """Whether its title is only read out."""
    page: bool = True
    file: bool = True

    @property
    def look(self) -> str:
        """The class of its cells."""
        return "umbel-number" if self.number else "umbel-nowrap" if self.nowrap else ""

    def of(self, row: Any) -> Any:
        """What stands in this column of a row."""
        return attrgetter(self.value)(row) if isinstance(self.value, str) else self.value(row)


@dataclass(frozen=True, slots=True)
class Order:
    """An order that no column has: its code, its title, and what the database sorts by."""

    code: str
    title: Any
    by: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a list can be narrowed to. `where` names the field that is compared; without it, `Listing.rows` narrows."""

    kind: ClassVar[str] = ""
    where: str = ""
    hidden: bool = False
    """Not in the form: tabs or links say it."""
    default: str = ""
    most: int = 200

    def read(self, query: QueryDict, code: str) -> str:
        """The value that is asked for, or the default."""
        return query.get(code, "").replace("\0", "").strip()[: self.most] or self.default


@dataclass(frozen=True, slots=True)
class Text(Filter):
    """Words that are looked for."""

    kind: ClassVar[str] = "text"
    code: str
    title: Any = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Choice(Filter):
    """One of some: pairs of value and title. None: more than anyone would look through, so that one types it, as
    `example` shows. Any other value is left out, unless it is `open`: then there are more than are offered.
    """

    kind: ClassVar[str] = "choice"
    code: str
    title: Any = ""
    options: Any = ()
    first: Any = ""
    example: str = ""
    open: bool = False

    def knows(self, said: str, options: Sequence[Any] | None) -> bool:
        """Whether something is among what it offers."""
        return options is None or self.open or said in {str(option[0]) for option in options}


@dataclass(frozen=True, slots=True)
class Day(Filter):
    """The day whose record is shown."""

    kind: ClassVar[str] = "day"
    code: str = "as_of"
    title: Any = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """A filter on its page: what it offers, and what was chosen."""

    filter: Any
    options: Sequence[Any] | None
    value: str


def for_everyone(_asked: Asked) -> None:
    """The check of a list that anyone may read."""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A list. What may depend on what it is of (columns, orders, options, empty, name) may be a function of `Asked`."""

    code: str
    """What it is called among lists, and its file where `name` says nothing else."""
    title: Any
    columns: Any
    rows: Callable[[Asked], Rows]
    """Those the viewer may read, narrowed by the filters without `where`, in the list's own order."""
    allowed: Callable[[Asked], None]
    """Raises where the viewer may not read it. The page and both files ask it."""
    empty: Any
    filters: tuple[Any, ...] = ()
    orders: Any = ()
    sort: str = ""
    """The column or order it is sorted by where nothing is asked for; empty for the order of `rows`."""
    ties: tuple[Any, ...] = ("pk",)
    told: Callable[[Asked, list[Any]], list[Any]] | None = None
    """From rows of a page, or of a batch of a file, to what columns read: for what takes a query for many at once."""
    name: Any = ""
    cells: str = ""
    table: str = "components/listing_table.html"
    counted: bool = False
    """Whether the part `counted` of `cells` says how many there are."""
    scroll: bool = False
    size: int = A_PAGE

    def asked(self, request: UmbelRequest, **of: Any) -> "Listed":
        """The list as the address asks for it. Raises NotAllowed, or NotFound, where the viewer may not read it."""
        asked = Asked(viewer=request.viewer, today=request.viewing.today, day=as_of(request), of=of)
        self.allowed(asked)
        return Listed(self, request, asked)


class Listed:
    """A list as it was asked for: its page, or its file."""

    def __init__(self, listing: Listing, request: UmbelRequest, asked: Asked) -> None:
        self.listing, self._request = listing, request
        self.filters: list[Offered] = []
        for one in listing.filters:
            options = _of(one.options, asked) if one.kind == "choice" else None
            value = one.read(request.GET, one.code)
            if one.kind == "choice" and not one.knows(value, options):
                value = one.default
            asked.said[one.code] = value
            self.filters.append(Offered(one, options, value))
        self.columns: tuple[Column, ...] = tuple(_of(listing.columns, asked))
        self.orders: tuple[Order, ...] = tuple(_of(listing.orders, asked))
        self.asked = self._sorted(asked)

    def _sorted(self, asked: Asked) -> Asked:
        said = self._request.GET.get("sort", "")
        code = said.removeprefix("-")
        if code in {column.code for column in self.columns if column.sort}:
            by, descending = code, said.startswith("-")
        else:
            by, descending = (said if said in {order.code for order in self.orders} else self.listing.sort), False
        return replace(asked, sort=by, descending=descending)

    @property
    def sort(self) -> str:
        return self.asked.sort

    @property
    def descending(self) -> bool:
        return self.asked.descending

    @property
    def title(self) -> str:
        return str(_of(self.listing.title, self.asked))

    @property
    def empty(self) -> str:
        return str(_of(self.listing.empty, self.asked))

    @property
    def said(self) -> dict[str, str]:
        return self.asked.said

    @property
    def shown(self) -> list[Column]:
        """The columns of the page."""
        return [column for column in self.columns if column.page]

    @property
    def offered(self) -> list[Offered]:
        """The filters of the form: those that have anything to offer."""
        return [one for one in self.filters if not one.filter.hidden and one.options != []]

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What the address says beside the form's own fields, and a form would forget."""
        own = {one.filter.code for one in self.offered} | ({"sort"} if self.orders else set())
        kept = {one.filter.code for one in self.filters} | {"as_of", "sort"}
        return [(code, self._request.GET[code]) for code in sorted(kept - own) if self._request.GET.get(code)]

    @cached_property
    def rows(self) -> Rows:
        """Narrowed and sorted."""
        rows = self.listing.rows(self.asked)
        where = {one.filter.where: one.value for one in self.filters if one.filter.where and one.value}
        if where:
            rows = rows.filter(**where)
        order = next((order for order in self.orders if order.code == self.sort), None)
        if order:
            return rows.order_by(*order.by, *self.listing.ties)
        column = next((column for column in self.columns if column.code == self.sort), None)
        if column and isinstance(rows, list):
            return _in_order(rows, column, descending=self.descending)
        if column is None or column.sort is OWN:
            return rows
        by = F(column.sort) if isinstance(column.sort, str) else column.sort()
        first = by.desc(nulls_last=True) if self.descending else by.asc(nulls_last=True)
        return rows.order_by(first, *self.listing.ties)

    @cached_property
    def pages(self) -> Page[Any]:
        """The page of rows that is asked for, told."""
        page = page_of(self._request, self.rows, self.listing.size)
        page.object_list = self._told(list(page.object_list))
        return page

    def file(self) -> FileResponse | None:
        """The whole list as the file that is asked for; None where the page is."""
        if not (kind := wanted(self._request)):
            return None
        check_size(kind, len(self.rows) if isinstance(self.rows, list) else self.rows.count())
        columns = [column for column in self.columns if column.file]
        rows = ([column.of(row) for column in columns] for row in self._all())
        name = str(_of(self.listing.name, self.asked) or self.listing.code)
        return as_file(self._request, name, [column.title for column in columns], rows)

    def _told(self, rows: list[Any]) -> list[Any]:
        return self.listing.told(self.asked, rows) if self.listing.told else rows

    def _all(self) -> Iterator[Any]:
        rows: Iterable[Any] = self.rows if isinstance(self.rows, list) else self.rows.iterator(chunk_size=A_BATCH)
        for batch in batched(rows, A_BATCH):
            yield from self._told(list(batch))


def _of(value: Any, asked: Asked) -> Any:
    """What a declaration says, for what it is of."""
    return value(asked) if callable(value) else value


def _in_order(rows: list[Any], column: Column, *, descending: bool) -> list[Any]:
    """Sorted in memory, for figures that are counted and not stored; what is unknown comes last both ways."""
    known = [row for row in rows if column.of(row) is not None]
    unknown = [row for row in rows if column.of(row) is None]
    return sorted(known, key=lambda row: _comparable(column.of(row)), reverse=descending) + unknown


def _comparable(value: Any) -> Any:
    return value if isinstance(value, int | float | date) else str(value).casefold()
