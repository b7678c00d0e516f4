"""The errors every piece may raise: sentences for people, with a place and a way out."""

from __future__ import annotations

from dataclasses import dataclass


class UmbelError(Exception):
    """Anything the program refuses for a reason that a person can act on; `field` is what of it is to be put right."""

    def __init__(self, *said: object, field: str = "") -> None:
        super().__init__(*said)
        self.field = field


class NotAllowed(UmbelError):
    """This person may not do this; the message says why in one sentence."""


class NotNow(UmbelError):
    """The record is not in a state in which this can be done; the message says what is."""


def need(text: str, sentence: str, field: str = "") -> None:
    """Raises NotNow with the sentence when there are no words in that field."""
    if not text.strip():
        raise NotNow(sentence, field=field)


class NotFound(UmbelError):
    """Nothing by that name; the message offers the nearest."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in something handed to the program, said so that it can be put right."""

    message: str
    file: str = ""
    line: int | None = None
    column: int | None = None
    row: int | None = None
    field: str = ""
    found: str = ""
    way_out: str = ""

    def __str__(self) -> str:
        place = self.file
        if self.line is not None:
            place += f":{self.line}" + (f":{self.column}" if self.column is not None else "")
        parts = [place] if place else []
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.field:
            parts.append(self.field)
        text = ", ".join(parts)
        text = f"{text}: {self.message}" if text else self.message
        if self.found:
            text += f" Found: {self.found}."
        return f"{text} {self.way_out}".rstrip()


class Problems(UmbelError):
    """Everything wrong with one input, all at once."""

    def __init__(self, summary: str, problems: list[Problem]) -> None:
        super().__init__("\n".join([summary, *map(str, problems)]))
        self.summary = summary
        self.problems = problems
