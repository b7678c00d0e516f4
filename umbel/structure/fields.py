"""The column for what people wrote in one or several languages."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, JSONObject
from django.db.models.query_utils import DeferredAttribute

from umbel.words import UNKNOWN, Words

if TYPE_CHECKING:
    _Column = models.JSONField[Mapping[str, str], Words]
else:
    _Column = models.JSONField


class AsWritten(json.JSONEncoder):
    """JSON with every letter as it is written, so that the database holds what people read."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "ensure_ascii": False})


class _Coerced(DeferredAttribute):
    """Whatever maps languages to text becomes words as soon as a row has it."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = Words(value) if isinstance(value, Mapping) else value


class WordsField(_Column):
    """`Words`: an object of JSON, language tag to text. Nobody's words are longer than `max_length` in any language:
    to write them raises ValueError on every engine, for the acts are to cut or to refuse them.
    """

    description = "Words by language"
    descriptor_class = _Coerced

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", Words)
        kwargs["encoder"] = AsWritten
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Without the encoder, which is always the same."""
        name, path, args, kwargs = super().deconstruct()
        del kwargs["encoder"]
        return name, path, args, kwargs

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Words; the text of one language is text."""
        found = (
            value if isinstance(expression, KeyTextTransform) else super().from_db_value(value, expression, connection)
        )
        return Words(found) if isinstance(found, dict) else found

    def to_python(self, value: Any) -> Any:
        """Words, of whatever maps languages to text."""
        return Words(value) if isinstance(value, Mapping) else value

    def get_prep_value(self, value: Any) -> Any:
        """A plain object without empty texts."""
        if not isinstance(value, Mapping):
            return super().get_prep_value(value)
        words = Words(value)
        for tag, text in words.items():
            if self.max_length and len(text) > self.max_length:
                raise ValueError(
                    f"{self.name} in {tag} has {len(text)} characters; at most {self.max_length} are kept."
                )
        return dict(words)


def said_somehow(field: str, name: str, message: str = "") -> models.CheckConstraint:
    """The database refuses a row that says it in no language."""
    sentence = {"violation_error_message": message} if message else {}
    return models.CheckConstraint(condition=~models.Q(**{field: {}}), name=name, **sentence)


def words_of(field: str) -> Any:
    """Within a query: a plain text as words in a language that nobody named."""
    return models.ExpressionWrapper(JSONObject(**{UNKNOWN: models.F(field)}), output_field=WordsField())


def text_in(field: str, *languages: str) -> Coalesce | KeyTextTransform:
    """Within a query: the text in the first of these languages in which there is one."""
    texts = [KeyTextTransform(language, field) for language in languages]
    return Coalesce(*texts) if len(texts) > 1 else texts[0]
