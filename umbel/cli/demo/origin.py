"""What every step of the demo starts from: its days, its actor, and how large it is to be."""

from dataclasses import dataclass
from datetime import date

from umbel.audit.actors import Actor, Subject
from umbel.audit.subjects import SubjectKind
from umbel.cli.demo.population import SEED, SIZE

PACK = "beijing-2016"
COMMITTEES = 52
STANDS_ON = date(2026, 6, 30)
MOVES_ON = date(2026, 1, 1)
DEMO = Actor.program("demo")
REGISTER = Subject(SubjectKind.REGISTER, "demo", "the demonstration register")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How large a demo to build, and from which seed."""

    organizations: int = SIZE
    committees: int = COMMITTEES
    seed: int = SEED
