"""From rows of the record to what may be shown of them."""

from collections.abc import Callable, Iterator
from itertools import batched
from typing import Any

from django.db.models import QuerySet

from umbel.register.rows import Committee, Standing, Term
from umbel.structure.models import Body, Concept, District, Named, Particulars
from umbel.words import Words


def name_of(row: Named) -> Words:
    return row.names


def term(row: Concept | District | None) -> Term | None:
    return Term(row.code, name_of(row)) if row else None


def committee_of(body: Body, **more: object) -> Committee:
    return Committee(
        id=body.pk,
        code=body.code,
        name=name_of(body),
        short_names=body.short_names,
        established_on=body.established_on,
        dissolved_on=body.dissolved_on,
        **more,  # type: ignore[arg-type]
    )


def standing(row: Particulars) -> Standing:
    return Standing(
        name=name_of(row),
        concept=term(row.concept),
        district=term(row.district),
        from_on=row.from_on,
        until_on=row.until_on,
    )


class Cut:
    """Rows of the record that are counted, and cut into pages, in the database, and told as plain data."""

    ordered = True

    def __init__(self, rows: QuerySet[Any], tell: Callable[[list[Any]], list[Any]]) -> None:
        self._rows, self._tell = rows, tell

    def count(self) -> int:
        return self._rows.order_by().count()

    def __getitem__(self, cut: slice) -> list[Any]:
        return self._tell(list(self._rows[cut]))

    def iterator(self, chunk_size: int) -> Iterator[Any]:
        """All of them, so many at once."""
        for rows in batched(self._rows.iterator(chunk_size=chunk_size), chunk_size):
            yield from self._tell(list(rows))
