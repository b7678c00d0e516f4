"""From two columns, one in English and one in Chinese, to one that holds words in any language."""

from collections.abc import Iterator

from django.db import migrations
from django.db.migrations.operations.base import Operation
from django.db.models import Case, F, When
from django.db.models.functions import JSONObject

from umbel.structure.fields import WordsField

Column = tuple[str, str, str]
"""Model, the old columns without their ending, and the new one."""


def gather(app: str, columns: dict[Column, WordsField]) -> Iterator[Operation]:
    """The operations that add the new columns and fill them; `drop` takes the old ones away."""
    for (model, _old, new), field in columns.items():
        yield migrations.AddField(model, new, field)

    def fill(apps, schema_editor):
        for model, old, new in columns:
            english, chinese = f"{old}_en", f"{old}_zh"
            both = JSONObject(**{"en": F(english), "zh-hans": F(chinese)})
            one = (
                When(**{english: "", chinese: ""}, then=JSONObject()),
                When(**{english: ""}, then=JSONObject(**{"zh-hans": F(chinese)})),
                When(**{chinese: ""}, then=JSONObject(en=F(english))),
            )
            apps.get_model(app, model).objects.update(**{new: Case(*one, default=both)})

    yield migrations.RunPython(fill, elidable=False)


def settle(apps, schema_editor):
    """Check foreign keys now: PostgreSQL changes no table while a check of rows written twice waits for the end."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


def drop(columns: dict[Column, WordsField]) -> Iterator[Operation]:
    """Take the old columns away."""
    yield migrations.RunPython(settle, elidable=False)
    for model, old, _new in columns:
        for ending in ("en", "zh"):
            yield migrations.RemoveField(model, f"{old}_{ending}")
