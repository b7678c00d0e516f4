"""Writing many changed rows at once, for the acts of the pieces above as well."""

from collections.abc import Iterable, Sequence

from django.db import connection, models


def update_rows(model: type[models.Model], rows: Sequence[models.Model], fields: Iterable[str]) -> None:
    """Write `fields` of each row, in one prepared statement: many times as fast as `bulk_update`, whose
    conditional expressions grow with the batch.
    """
    if not rows:
        return
    known = {column.attname: column for column in model._meta.concrete_fields}  # noqa: SLF001  Django's own way
    columns = [known[name] for name in fields]
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), model._meta.pk  # noqa: SLF001
    assert key is not None
    sets = ", ".join(f"{quote(str(column.column))} = %s" for column in columns)  # type: ignore[union-attr]
    update = f"UPDATE {table} SET {sets} WHERE {quote(str(key.column))} = %s"  # noqa: S608  names of our own models
    values = [
        (*(column.get_db_prep_save(getattr(row, column.attname), connection) for column in columns), row.pk)  # type: ignore[union-attr]
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(update, values)
