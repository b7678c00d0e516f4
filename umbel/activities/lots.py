"""Drawing by lot, so that anyone can repeat it: plain functions of a published seed."""

from datetime import date
from hashlib import sha256

from umbel.deadlines import add_months
from umbel.policy.pack import Sampling

SPAN = 2**64


def lot(seed: str, organization: int) -> int:
    """An organization's lot: the first eight bytes of SHA-256 of `seed:number`, as a whole number below 2**64."""
    return int.from_bytes(sha256(f"{seed}:{organization}".encode()).digest()[:8])


def is_drawn(chance: int, drawn: int) -> bool:
    """Whether a lot is drawn at a chance in percent."""
    return drawn * 100 < chance * SPAN


def chance(sampling: Sampling, grade: str | None, last_visit: date | None, on: date) -> int:
    """An organization's chance in percent: the highest that applies to it, and never below the floor."""
    rates = [sampling.floor, sampling.by_grade.get(grade or "", 0)]
    if last_visit is None:
        rates.append(sampling.never_visited)
    elif sampling.after_months is not None and add_months(last_visit, sampling.after_months) < on:
        rates.append(sampling.after_rate)
    return min(max(rates), 100)


def fingerprint(seed: str) -> str:
    """The hash by which a seed is bound before the draw: SHA-256, in hexadecimal."""
    return sha256(seed.encode()).hexdigest()
