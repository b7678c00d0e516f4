"""What a pack must say before organizations can be registered under it, and what no pack can say."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from umbel.policy.consistency import is_whole, known
from umbel.policy.draft import Draft, nearest

QUESTIONS = ("name", "class", "field", "district", "purposes", "office-holders", "documents", "commitments")
"""The pages of an application, in the order in which they make sense; the program knows how each is answered."""

REGISTRATION_TIMES = (
    "completeness",
    "more-information",
    "examination",
    "opinion",
    "decision",
    "placement",
    "review-request",
    "review",
    "change",
)
"""The due times the program counts from submission to placement, and after a refusal or a change."""

LEAST_WORKING_DAYS = {"more-information": 5, "review-request": 10}
"""Whoever has to fear an adverse outcome needs time to reply: below this no pack can go."""


def check_registration(draft: Draft) -> None:
    """Note what registration lacks, and every name in it that is nowhere else."""
    _named(draft)
    _floors(draft)
    if draft.table("registration"):
        _all_there(draft, "question", QUESTIONS, "question")
        _all_there(draft, "due_time", REGISTRATION_TIMES, "due time")
        _some_there(draft, "organization_class", "No organization could say what class it is of.")
        _some_there(draft, "refusal_ground", "A registration can be refused on the pack's own grounds only.")
        _somebody_commits(draft)


def _named(draft: Draft) -> None:
    """Commitments name offices, documents name classes, undertakings name a commitment."""
    for kind, key, list_named, what in (
        ("commitment", "offices", "office", "office"),
        ("document_kind", "classes", "organization_class", "class of organization"),
    ):
        for path, entry in draft.entries(kind):
            codes = entry.get(key)
            for index, code in enumerate(codes if isinstance(codes, list) else ()):
                known(draft, (*path, key, index), code, draft.ids(list_named), what=what)
    for path, entry in draft.entries("undertaking"):
        known(draft, (*path, "commitment"), entry.get("commitment"), draft.ids("commitment"), what="commitment")


def _floors(draft: Draft) -> None:
    for path, entry in draft.entries("due_time"):
        code, days = entry.get("id"), entry.get("working_days")
        least = LEAST_WORKING_DAYS.get(code) if isinstance(code, str) else None
        if least is not None and is_whole(days) and days < least:
            message = "This is too short: an adverse outcome needs time to reply, and no pack can go below it."
            way_out = f"It must be at least {least}."
            draft.refuse((*path, "working_days"), message, found=days, way_out=way_out, at_value=True)


def _all_there(draft: Draft, kind: str, wanted: Iterable[str], what: str) -> None:
    given = draft.ids(kind)
    others = [code for code in given if code not in wanted]
    for code in wanted:
        if code not in given:
            close = get_close_matches(code, others, n=1, cutoff=0.75)
            hint = f' Did you mean it by "{close[0]}"?' if close else ""
            way_out = f'Add a [[{kind}]] with id = "{code}".{hint}'
            draft.refuse(("registration",), f'The {what} "{code}" is missing.', way_out=way_out)


def _some_there(draft: Draft, kind: str, why: str) -> None:
    if not draft.data.get(kind):
        message = f"There is no [[{kind}]]. {why}"
        draft.refuse(("registration",), message, way_out="Add at least one.")


def _somebody_commits(draft: Draft) -> None:
    for path, entry in draft.entries("commitment"):
        if not entry.get("offices"):
            way_out = f'Write offices = ["…"]. {nearest("", draft.ids("office"), what="Offices")}'
            draft.refuse((*path, "offices"), "Nobody may make this commitment.", way_out=way_out)
