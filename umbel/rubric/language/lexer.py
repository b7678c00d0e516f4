"""The lexer: what characters and words may be in an expression at all, before anything parses it.

Only plain numbers, quoted texts, the listed words, the names in scope and a dozen signs pass. A comment, a
semicolon, a quoted identifier, a look-alike letter or a function outside the list never gets as far as the parser.
"""

from __future__ import annotations

import difflib
import itertools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from umbel.rubric.language.tree import AGGREGATES, Scope

LONGEST = 2000
DEEPEST = 30
DIGITS = 18
DECIMALS = 10

KEYWORDS = frozenset(
    [
        "and",
        "or",
        "not",
        "in",
        "between",
        "is",
        "null",
        "true",
        "false",
        "case",
        "when",
        "then",
        "else",
        "end",
        "date",
        "distinct",
    ]
)
SCALARS = ("least", "greatest", "coalesce", "abs", "round", "floor", "ceil")

_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+)|(?P<text>'(?:[^']|'')*')|(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<word>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign><=|>=|<>|!=|[-+*/(),<>=])"
)


class Refusal(Exception):
    """One thing wrong in an expression, and where in its text."""

    def __init__(self, at: int, message: str, *, found: str = "", way_out: str = "") -> None:
        super().__init__(message)
        self.at, self.message, self.found, self.way_out = at, message, found, way_out


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of an expression and where it begins."""

    kind: str
    text: str
    at: int


def nearest(found: str, names: Iterable[str]) -> str:
    """'Did you mean x?', or the list of what there is."""
    names = sorted(set(names))
    close = difflib.get_close_matches(found, names, n=1, cutoff=0.6)
    if close:
        return f"Did you mean {close[0]}?"
    if not names:
        return ""
    listed = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
    return f"There is: {listed}."


def check_words(text: str, scope: Scope, *, aggregates: bool) -> list[Refusal]:
    """Everything in the text that is outside the language; empty when it may be parsed."""
    if not text.strip():
        return [Refusal(0, "The expression is empty.")]
    if len(text) > LONGEST:
        return [Refusal(LONGEST, f"The expression is longer than {LONGEST} characters.", found=f"{len(text)}")]
    try:
        tokens = list(_tokens(text))
    except Refusal as refusal:
        return [refusal]
    functions = (*SCALARS, *AGGREGATES) if aggregates else SCALARS
    refusals = [*_signs(tokens), *_depth(tokens)]
    following = [*tokens[1:], None]
    for token, after in zip(tokens, following, strict=True):
        called = after is not None and after.text == "("
        if found := _token_refusal(token, after, scope, functions, called=called):
            refusals.append(found)
    return sorted(refusals, key=lambda found: found.at)


def _tokens(text: str) -> Iterable[Token]:
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise _stranger(text, at)
        kind = match.lastgroup or ""
        if kind != "space":
            yield Token(kind, match.group(), at)
        at = match.end()


def _stranger(text: str, at: int) -> Refusal:
    character = text[at]
    if character == "'":
        return Refusal(at, "The text begins here and does not end.", way_out="Close it with a single quote.")
    if character == '"':
        return Refusal(at, "Double quotes are not used.", found=character, way_out="Write a text in 'single quotes'.")
    name = unicodedata.name(character, f"U+{ord(character):04X}")
    shown = f"{character} ({name})" if character.isprintable() else name
    return Refusal(at, "This character is not part of the language.", found=shown)


def _signs(tokens: list[Token]) -> Iterable[Refusal]:
    for token, after in itertools.pairwise(tokens):
        touching = token.at + len(token.text) == after.at
        if touching and token.text + after.text in {"--", "/*", "//", "**", "=="}:
            yield Refusal(token.at, "There is no such sign, and no comments.", found=token.text + after.text)
        elif touching and {token.kind, after.kind} <= {"word", "number", "text"}:
            yield Refusal(after.at, "A space is missing.", found=(token.text + after.text)[:40])


def _depth(tokens: list[Token]) -> Iterable[Refusal]:
    depth = run = 0
    for token in tokens:
        word = token.text.lower()
        run = run + 1 if word in {"not", "-"} else 0
        depth += (token.text == "(" or word == "case") - (token.text == ")" or word == "end")
        if max(depth, run) > DEEPEST:
            yield Refusal(token.at, f"The expression is nested deeper than {DEEPEST} levels.")
            return


def _token_refusal(
    token: Token, after: Token | None, scope: Scope, functions: tuple[str, ...], *, called: bool
) -> Refusal | None:
    match token.kind:
        case "number":
            return _number_refusal(token)
        case "text":
            return _text_refusal(token)
        case "word":
            return _word_refusal(token, after, scope, functions, called=called)
    return None


def _word_refusal(
    token: Token, after: Token | None, scope: Scope, functions: tuple[str, ...], *, called: bool
) -> Refusal | None:
    word = token.text.lower()
    if called and word not in KEYWORDS:
        return None if word in functions else _function_refusal(token, functions)
    if word == "date" and (after is None or after.kind != "text"):
        return Refusal(token.at, "A date is written like date '2025-12-31'.", found=token.text)
    if word in KEYWORDS or token.text in scope:
        return None
    return Refusal(token.at, "No such name here.", found=token.text, way_out=nearest(token.text, scope))


def _function_refusal(token: Token, functions: tuple[str, ...]) -> Refusal:
    word = token.text.lower()
    if word in AGGREGATES:
        return Refusal(
            token.at,
            "Records are counted in a measure; a score or condition uses measures.",
            found=token.text,
            way_out="Define a measure for it.",
        )
    return Refusal(token.at, "No such function here.", found=token.text, way_out=nearest(word, functions))


def _number_refusal(token: Token) -> Refusal | None:
    whole, _, decimals = token.text.partition(".")
    if len(whole) + len(decimals) > DIGITS or len(decimals) > DECIMALS:
        found = token.text if len(token.text) < 40 else f"{len(token.text)} characters"
        return Refusal(
            token.at, f"A number has at most {DIGITS} digits, {DECIMALS} of them after the point.", found=found
        )
    return None


def _text_refusal(token: Token) -> Refusal | None:
    for offset, character in enumerate(token.text):
        if unicodedata.category(character).startswith("C") or character == "\\":
            name = unicodedata.name(character, f"U+{ord(character):04X}")
            return Refusal(token.at + offset, "This character may not be in a text.", found=name)
    return None
