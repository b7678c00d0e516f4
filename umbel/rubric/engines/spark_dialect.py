"""The one query in Spark's words: the same tokens in the same order, but for the few that Spark spells otherwise.

The query is ours to the last word, so every word it may hold is listed here. A word that is not is refused: it may
mean something else to Spark, and a digit that differs in silence is worse than no answer. What differs:

* 128 bits are decimals of 38 digits; what does not fit is an error there, as it is in DuckDB.
* `div` gives 64 bits, and cuts what is longer without a word. It is left to whole numbers that are cast to 64 bits
  first; longer ones are divided as decimals once the remainder is taken off, so that nothing is left to round. A
  quotient of more than 32 digits is an error; `arithmetic` divides in two steps where there might be one.
* Days between dates are counted in 64 bits: `date_diff` has 32 there, and goes around.
* A sum of whole numbers is kept in 38 digits, since it may leave 64 bits on its way and come back.
* A text that holds more than letters, figures and a few signs is written as its bytes: there is no escape to get wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from umbel.errors import UmbelError

TOKEN = re.compile(
    r"""\s+ | '(?:[^']|'')*' | "[^"]+" | \d+(?:\.\d+)? | [A-Za-z_]\w*\(? | <> | <= | >= | // | [-+*<>=(),.]""",
    re.VERBOSE,
)
PLAIN = re.compile(r"[\w .:-]*")
KEYWORDS = re.compile(
    r"SELECT|FROM|WHERE|GROUP|BY|LEFT|JOIN|USING|WITH|AS|DISTINCT|FILTER|CASE|WHEN|THEN|ELSE|END|AND|OR|NOT|IS|IN|NULL"
    r"|TRUE|FALSE|DATE|INTEGER|BIGINT|BOOLEAN"
)
TYPES = {"VARCHAR": "STRING", "HUGEINT": "DECIMAL(38, 0)"}
ALIKE = {"CAST", "DECIMAL", "abs", "coalesce", "count", "count_if", "greatest", "least", "max", "min", "nullif", "sign"}
LONGEST_PART = 500_000


class CannotSay(UmbelError):
    """The rubric has no exact equivalent on the other engine; the message names what stands in the way."""


def in_spark(sql: str) -> str:
    """Our SQL as Spark understands it, to the same value. Raises CannotSay for what has no certain equivalent."""
    return ",".join(_listed(_tokens(sql)))


def _tokens(sql: str) -> Iterator[str]:
    at = 0
    while at < len(sql):
        found = TOKEN.match(sql, at)
        if found is None:
            raise _unknown(sql[at : at + 20])
        yield found[0]
        at = found.end()


def _listed(tokens: Iterator[str], until: str = "") -> list[str]:
    """What stands up to the closing sign, or to the end, divided at its commas."""
    parts: list[list[str]] = [[]]
    for word in tokens:
        if word == until:
            break
        if word == ",":
            parts.append([])
        elif word.endswith("("):
            parts[-1].append(_called(word.removesuffix("("), _listed(tokens, until=")")))
        else:
            parts[-1].append(_word(word))
    return list(map(_joined, parts))


def _called(word: str, parts: list[str]) -> str:
    listed = f"({','.join(parts)})"
    if not word or word in ALIKE:
        return word + listed
    if word not in _OTHERWISE:
        raise _unknown(word)
    return _OTHERWISE[word](*map(str.strip, parts))


def _joined(part: list[str]) -> str:
    if "//" not in part:
        return "".join(part)
    top, sign, *under = [word for word in part if not word.isspace()]
    if sign != "//" or len(under) != 1:
        raise _unknown("//")  # which would divide only what stands nearest
    return f"CAST({top} AS BIGINT) div CAST({under[0]} AS BIGINT)"


def _word(token: str) -> str:
    if token.startswith("'"):
        return _text(token[1:-1].replace("''", "'"))
    if token.startswith('"'):
        return f"`{token[1:-1]}`"
    if token in TYPES:
        return TYPES[token]
    if token.isupper() and not KEYWORDS.fullmatch(token):
        raise _unknown(token)
    return token


def _text(text: str) -> str:
    return f"'{text}'" if PLAIN.fullmatch(text) else f"CAST(X'{text.encode().hex()}' AS STRING)"


def _unknown(word: str) -> CannotSay:
    return CannotSay(f"These rules cannot be run on Spark exactly: there is no certain word for `{word}`. Use DuckDB.")


def _divided(top: str, under: str) -> str:
    if len(top) + len(under) > LONGEST_PART:
        raise CannotSay("These rules are too intricate to run on Spark: split the longest score, or use DuckDB.")
    top, under = f"({top})", f"({under})"
    return f"CAST(({top} - {top} % {under}) / {under} AS DECIMAL(38, 0))"


_OTHERWISE: dict[str, Callable[..., str]] = {
    "sum": lambda part: f"sum(CAST({part} AS DECIMAL(28, 0)))",
    "divide": _divided,
    "date_diff": lambda _days, start, end: f"(CAST(unix_date({end}) AS BIGINT) - CAST(unix_date({start}) AS BIGINT))",
}
"""Functions that Spark spells otherwise."""
