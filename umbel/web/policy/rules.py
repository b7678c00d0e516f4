"""A provision as a page shows it, and the chapter it stands in."""

from dataclasses import dataclass, field

from django.utils.translation import ngettext

from umbel.policy.pack import DueTime, Provision
from umbel.web.templatetags.umbel import words


@dataclass(frozen=True, slots=True)
class Rule:
    """One provision as a page shows it."""

    code: str
    title: str
    provision: Provision
    sentences: list[str] = field(default_factory=list)
    formulas: list[tuple[str, str]] = field(default_factory=list)
    """What each expression is for, and the expression."""
    points: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A group of provisions."""

    anchor: str
    title: str
    about: str
    rules: list[Rule]


def working_days(count: int) -> str:
    return ngettext("%(n)s working day", "%(n)s working days", count) % {"n": count}


def months(count: int) -> str:
    return ngettext("%(n)s month", "%(n)s months", count) % {"n": count}


def years(count: int) -> str:
    return ngettext("%(n)s year", "%(n)s years", count) % {"n": count}


def due_time(item: DueTime) -> Rule:
    return Rule(item.code, words(item.title), item, [working_days(item.working_days)])
