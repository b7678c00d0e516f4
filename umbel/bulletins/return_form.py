"""The questions of a return as data: read from what was typed, checked, and added up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from umbel.errors import Problem
from umbel.policy.pack import Form
from umbel.words import Words

LONGEST_TEXT = 4000
LONGEST_NUMBER = 24
FULL_WIDTH_COMMA = "\uff0c"
"""As a Chinese keyboard writes it."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question as a call asks it."""

    code: str
    title: str
    type: str
    required: bool
    at_least: Decimal | None
    at_most: Decimal | None
    choices: tuple[tuple[str, str], ...]

    @property
    def is_number(self) -> bool:
        return self.type in {"whole", "amount"}


def frozen(form: Form) -> dict[str, Any]:
    """A form as a call keeps it: JSON, with every language."""
    return {
        "field": [
            {
                "id": row.code,
                "title": dict(row.title),
                "type": row.type,
                "required": row.required,
                "at_least": None if row.at_least is None else str(row.at_least),
                "at_most": None if row.at_most is None else str(row.at_most),
                "choices": [{"id": item.code, "title": dict(item.title)} for item in row.choices],
            }
            for row in form.fields
        ],
        "check": [{"total": row.total, "of": list(row.of), "rule": row.rule} for row in form.checks],
    }


def questions(kept: Mapping[str, Any]) -> list[Question]:
    """The questions of a call, in the reader's language."""
    return [
        Question(
            code=row["id"],
            title=_words(row["title"]),
            type=row["type"],
            required=row["required"],
            at_least=None if row["at_least"] is None else Decimal(row["at_least"]),
            at_most=None if row["at_most"] is None else Decimal(row["at_most"]),
            choices=tuple((item["id"], _words(item["title"])) for item in row["choices"]),
        )
        for row in kept["field"]
    ]


def read(kept: Mapping[str, Any], typed: Mapping[str, str]) -> tuple[dict[str, str], list[Problem]]:
    """The answers in what was typed, as plain text (numbers without separators), and what is wrong with them."""
    values: dict[str, str] = {}
    problems: list[Problem] = []
    for question in questions(kept):
        written = typed.get(question.code, "").strip()
        if not written:
            if question.required:
                problems.append(Problem(_("Answer this: %(title)s.") % {"title": question.title}, field=question.code))
            continue
        try:
            values[question.code] = _read(question, written)
        except ValueError as wrong:
            problems.append(Problem(str(wrong), field=question.code))
    return values, problems + _between(kept, values)


def sums(kept: Mapping[str, Any], rows: Iterable[Mapping[str, str]]) -> dict[str, tuple[Decimal, int]]:
    """Field -> its sum over the rows that answer it, and how many those are. Only fields with numbers."""
    found = {row["id"]: (Decimal(0), 0) for row in kept["field"] if row["type"] in {"whole", "amount"}}
    for values in rows:
        for code, (whole, many) in found.items():
            if code in values:
                found[code] = (whole + Decimal(values[code]), many + 1)
    return found


def _read(question: Question, written: str) -> str:
    if question.is_number:
        return _number(question, written)
    if question.type == "day":
        try:
            return date.fromisoformat(written).isoformat()
        except ValueError:
            raise ValueError(_("Write the day as year-month-day, such as 2026-03-31.")) from None
    if question.type == "yes-no" and written not in {"yes", "no"}:
        raise ValueError(_("Choose yes or no."))
    if question.type == "choice" and written not in dict(question.choices):
        raise ValueError(_("Choose one of the answers."))
    if len(written) > LONGEST_TEXT:
        raise ValueError(_("Shorten it to 4,000 characters."))
    return written


def _number(question: Question, written: str) -> str:
    plain = written.replace(",", "").replace(FULL_WIDTH_COMMA, "").replace(" ", "")
    try:
        number = Decimal(plain) if len(plain) <= LONGEST_NUMBER else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    places = 0 if question.type == "whole" else 2
    if not number.is_finite() or abs(number) >= Decimal(10) ** 18 or number != round(number, places):
        if places:
            raise ValueError(_("Write an amount with at most two decimals, such as 125000.50."))
        raise ValueError(_("Write a whole number, such as 120."))
    if question.at_least is not None and number < question.at_least:
        raise ValueError(_("It is at least %(least)s.") % {"least": f"{question.at_least:f}"})
    if question.at_most is not None and number > question.at_most:
        raise ValueError(_("It is at most %(most)s.") % {"most": f"{question.at_most:f}"})
    return f"{number:f}"


def _between(kept: Mapping[str, Any], values: Mapping[str, str]) -> list[Problem]:
    titles = {row["id"]: _words(row["title"]) for row in kept["field"]}
    problems = []
    for check in kept["check"]:
        names = [check["total"], *check["of"]]
        if any(name not in values for name in names):
            continue
        parts = sum((Decimal(values[name]) for name in check["of"]), Decimal(0))
        total, of = Decimal(values[check["total"]]), " + ".join(titles[name] for name in check["of"])
        said = {"total": titles[check["total"]], "of": of, "left": f"{total:f}", "right": f"{parts:f}"}
        if check["rule"] == "equals" and total != parts:
            message = _("%(total)s (%(left)s) is not %(of)s (%(right)s).") % said
            problems.append(Problem(message, field=check["total"]))
        if check["rule"] == "at-most" and parts > total:
            message = _("%(of)s (%(right)s) is more than %(total)s (%(left)s).") % said
            problems.append(Problem(message, field=check["of"][0]))
    return problems


def _words(by_language: Mapping[str, str]) -> str:
    return str(Words(by_language))
