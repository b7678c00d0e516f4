"""A rubric of 20 measures and 40 indicators, each indicator said four times: for a pack, NumPy, CEL and ZEN.

Six families of rules as packs have them: a share of what was due, a figure up to a limit, steps, a limit that depends
on the size band, a loss by the day, and a share with two conditions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from umbel.policy.pack import Cap, Grade, Indicator, Label, Measure, Pack, Place, Status, Veto
from umbel.words import Words

BANDS = {"small": 20, "medium": 60, "large": 150, "very-large": 300}
KINDS = ("meeting", "training", "visit", "fair", "aid", "joint-project")
HERE = Place("bench", 1, 1, "")
SAID = {"status": Status.ASSUMED, "reason": "a bench", "place": HERE}

GROUND = "grade = 'D' and missed >= 2"

type Arrays = dict[str, np.ndarray]


def text(words: str) -> Words:
    return Words({"en": words})


WORDS = {"title": text("words"), "because": text("because")}
MEASURES: list[tuple[str, str, str, str]] = [
    ("held", "activity", "count(*)", ""),
    ("accepted", "activity", "count(*)", "verification = 'accepted'"),
    ("judged", "activity", "count(*)", "verification in ('accepted', 'not-accepted')"),
    ("shown", "activity", "count(*)", "verification = 'accepted' and evidence >= 1"),
    ("heads", "activity", "sum(head_count)", "verification = 'accepted'"),
    ("largest", "activity", "max(head_count)", "verification = 'accepted'"),
    ("quarters", "activity", "count(distinct quarter)", "verification = 'accepted'"),
    ("kinds", "activity", "count(distinct kind)", "verification = 'accepted'"),
    *((f"kind_{number}", "activity", "count(*)", f"kind = '{kind}'") for number, kind in enumerate(KINDS[:4])),
    ("due", "obligation", "count(*)", "fate <> 'open'"),
    ("met", "obligation", "count(*)", "fate in ('met', 'late')"),
    ("in_time", "obligation", "count(*)", "fate = 'met'"),
    ("missed", "obligation", "count(*)", "fate = 'missed'"),
    ("delay", "obligation", "max(days_late)", "fate = 'late'"),
    ("returns", "filing", "count(*)", ""),
    ("income", "filing", "sum(income)", ""),
    ("spent", "filing", "sum(expenditure)", ""),
]


@dataclass(frozen=True)
class Said:
    """One indicator in four tongues. `numpy` gives whole hundredths, exactly."""

    code: str
    points: Decimal
    pack: str
    numpy: Callable[[Arrays], np.ndarray]
    cel: str
    zen: str


def _half_up(top: np.ndarray, under: np.ndarray | int) -> np.ndarray:
    return (2 * top + under) // (2 * under)


def share(code: str, part: str, whole: str, points: str) -> Said:
    hundred = int(Decimal(points) * 100)

    def numpy(a: Arrays) -> np.ndarray:
        there = a[whole] > 0
        return np.where(there, np.minimum(_half_up(a[part] * hundred, np.maximum(a[whole], 1)), hundred), 0)

    return Said(
        code,
        Decimal(points),
        f"case when {whole} = 0 then 0 else {part} * {points} / {whole} end",
        numpy,
        f"{whole} == 0.0 ? 0.0 : {part} * {float(points)} / {whole}",
        f"{whole} == 0 ? 0 : {part} * {points} / {whole}",
    )


def limited(code: str, figure: str, per: str, points: str) -> Said:
    hundred = int(Decimal(points) * 100)
    tenth = int(Decimal(per) * 10)

    def numpy(a: Arrays) -> np.ndarray:
        return np.minimum(_half_up(a[figure] * tenth * 10, 1), hundred)

    return Said(
        code,
        Decimal(points),
        f"least({figure} * {per}, {points})",
        numpy,
        f"{figure} * {float(per)} < {float(points)} ? {figure} * {float(per)} : {float(points)}",
        f"min([{figure} * {per}, {points}])",
    )


def stepped(code: str, figure: str, steps: tuple[int, int, int], points: str) -> Said:
    high, middle, low = steps
    most = Decimal(points)
    some, few = most * Decimal("0.6"), most * Decimal("0.25")

    def numpy(a: Arrays) -> np.ndarray:
        found = a[figure]
        least = np.where(found >= low, int(few * 100), 0)
        return np.where(found >= high, int(most * 100), np.where(found >= middle, int(some * 100), least))

    values = [(high, most), (middle, some), (low, few)]
    return Said(
        code,
        most,
        "case " + " ".join(f"when {figure} >= {at} then {value}" for at, value in values) + " else 0 end",
        numpy,
        " : ".join(f"{figure} >= {at}.0 ? {float(value)}" for at, value in values) + " : 0.0",
        " : ".join(f"{figure} >= {at} ? {value}" for at, value in values) + " : 0",
    )


def by_band(code: str, figure: str, factor: int, points: str) -> Said:
    hundred = int(Decimal(points) * 100)

    def numpy(a: Arrays) -> np.ndarray:
        asked = np.array([*BANDS.values(), BANDS["small"]])[a["band"]] * factor
        return np.minimum(_half_up(a[figure] * hundred, asked), hundred)

    whens = " ".join(f"when '{band}' then {asked}" for band, asked in list(BANDS.items())[1:])
    other = " : ".join(f"size_band == '{band}' ? {asked}.0" for band, asked in list(BANDS.items())[1:])
    ask = f"(({other} : {BANDS['small']}.0) * {factor}.0)"
    return Said(
        code,
        Decimal(points),
        f"least({figure} * {points} / (case size_band {whens} else {BANDS['small']} end * {factor}), {points})",
        numpy,
        f"{figure} * {float(points)} / {ask} < {float(points)} ? {figure} * {float(points)} / {ask} : {float(points)}",
        f"min([{figure} * {points} / {ask.replace('.0', '')}, {points}])",
    )


def by_day(code: str, days: str, over: int, points: str) -> Said:
    hundred = int(Decimal(points) * 100)

    def numpy(a: Arrays) -> np.ndarray:
        return _half_up(np.maximum(hundred * over - a[days] * hundred, 0), over)

    loss = f"{days} * {float(points)} / {over}.0"
    return Said(
        code,
        Decimal(points),
        f"greatest({points} - {days} * {points} / {over}, 0)",
        numpy,
        f"{float(points)} - {loss} > 0.0 ? {float(points)} - {loss} : 0.0",
        f"max([{points} - {days} * {points} / {over}, 0])",
    )


def share_if(code: str, part: str, whole: str, other: str, points: str) -> Said:
    hundred = int(Decimal(points) * 100)

    def numpy(a: Arrays) -> np.ndarray:
        found = np.minimum(_half_up(a[part] * hundred, np.maximum(a[whole], 1)), hundred)
        return np.where((a[whole] > 0) & (a[other] <= 1), found, 0)

    return Said(
        code,
        Decimal(points),
        f"case when {whole} > 0 and {other} <= 1 then {part} * {points} / {whole} else 0 end",
        numpy,
        f"{whole} > 0.0 && {other} <= 1.0 ? {part} * {float(points)} / {whole} : 0.0",
        f"{whole} > 0 and {other} <= 1 ? {part} * {points} / {whole} : 0",
    )


def indicators() -> list[Said]:
    """The forty."""
    pairs = [("accepted", "held"), ("shown", "accepted"), ("accepted", "judged"), ("met", "due"), ("in_time", "due")]
    pairs += [("in_time", "met"), *((f"kind_{number}", "held") for number in range(4))]
    made = [share(f"share_{n}", part, whole, "3") for n, (part, whole) in enumerate(pairs)]
    figures = ["quarters", "kinds", "kind_0", "kind_1", "kind_2", "kind_3", "returns", "shown"]
    made += [limited(f"limited_{n}", figure, "0.7", "2.5") for n, figure in enumerate(figures)]
    figures = ["held", "accepted", "heads", "met", "quarters", "largest", "kinds", "in_time"]
    made += [stepped(f"stepped_{n}", figure, (6 + n, 3 + n, 1), "2") for n, figure in enumerate(figures)]
    made += [by_band(f"band_{n}", ("heads", "largest")[n % 2], n + 1, "2.5") for n in range(6)]
    made += [by_day(f"day_{n}", ("delay", "missed")[n % 2], 90 + 30 * n, "2") for n in range(4)]
    made += [share_if(f"both_{n}", *pair, "missed", "2.5") for n, pair in enumerate(pairs[:4])]
    assert len(made) == 40
    return made


def bench_pack(*, passing: str = "40") -> Pack:
    """The pack; `passing` is the threshold that a what-if moves."""
    return Pack(
        id="bench",
        version="1.0.0",
        title=text("bench"),
        summary=text(""),
        content_hash="0" * 64,
        effective_from=date(2025, 1, 1),
        effective_until=None,
        time_zone="UTC",
        supervision_year_starts=(1, 1),
        size_unit=text("members"),
        tiers={},
        classification=None,
        measures=tuple(
            Measure(code=code, title=text(code), table=table, expression=it, expression_place=HERE, where=where, **SAID)
            for code, table, it, where in MEASURES
        ),
        indicators=tuple(
            Indicator(
                code=said.code,
                title=text(said.code),
                points=said.points,
                score=said.pack,
                score_place=HERE,
                because=text("because"),
                **SAID,
            )
            for said in indicators()
        ),
        caps=(Cap(code="gaps", when="missed >= 3", when_place=HERE, total=Decimal(55), **WORDS, **SAID),),
        vetoes=(Veto(code="silent", when="held = 0", when_place=HERE, grade="D", **WORDS, **SAID),),
        grades=tuple(
            Grade(code=code, title=text(code), when=when, when_place=HERE, **SAID)
            for code, when in [("A", "total >= 60"), ("B", "total >= 50"), ("C", f"total >= {passing}"), ("D", "true")]
        ),
        labels=(Label(code="badly-run", adverse=True, ground=GROUND, ground_place=HERE, **WORDS, **SAID),),
    )  # fmt: skip


def graded_by_numpy(a: Arrays) -> np.ndarray:
    """Hand-written: 40 indicators, total, cap, grade and veto, in exact whole hundredths."""
    total = np.zeros(len(a["held"]), dtype=np.int64)
    for said in SAID_ALL:
        total += said.numpy(a)
    total = np.where(a["missed"] >= 3, np.minimum(total, 5500), total)
    grade = np.where(total >= 6000, 0, np.where(total >= 5000, 1, np.where(total >= 4000, 2, 3)))
    return np.where(a["held"] == 0, 3, grade)


SAID_ALL = indicators()
