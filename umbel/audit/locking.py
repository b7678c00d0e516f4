"""One after the other: an act holds what it changes, so that two who act at once do not both find it as it was."""

from django.db.models import Model


def locked[Row: Model](row: Row) -> Row:
    """The row as it stands now, held until the act's transaction ends."""
    held: Row = type(row)._default_manager.select_for_update().get(pk=row.pk)  # noqa: SLF001  Django's name for it
    return held
