"""What the register gives out: plain data, public by construction."""

from dataclasses import dataclass, field
from datetime import date

from umbel.words import NO_WORDS, Words


@dataclass(frozen=True, slots=True)
class Term:
    """A concept, a district or a committee: its code and name."""

    code: str
    name: Words
    short_names: Words | None = None
    """Those of a committee, which may have none."""

    @property
    def short_name(self) -> str:
        """What stands in tables: the full name where there is no short one."""
        return str(self.short_names or self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemitLine:
    """One line of a remit: a concept, everywhere (no districts), only in some districts, or `outside` them."""

    concept: Term
    districts: tuple[Term, ...] = ()
    outside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Committee:
    """A supervising body, as it stood on a day."""

    id: int
    code: str
    name: Words
    short_names: Words = NO_WORDS
    established_on: date
    dissolved_on: date | None = None
    organizations: int = 0
    remit: tuple[RemitLine, ...] = ()

    @property
    def short_name(self) -> str:
        """What stands in tables: the full name where there is no short one."""
        return str(self.short_names or self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An organization, as a list shows it."""

    id: int
    name: Words
    identifiers: tuple[tuple[str, str], ...]
    concept: Term | None
    district: Term | None
    committee: Term | None
    registered_on: date | None
    ended_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What an organization was called and did, from one date to another."""

    name: Words
    concept: Term | None
    district: Term | None
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where an organization was placed, from one date to another."""

    committee: Committee
    from_on: date
    until_on: date | None
    why: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicFile:
    """All that the register says of one organization."""

    id: int
    name: Words
    identifiers: tuple[tuple[str, str], ...]
    founded_on: date | None
    registered_on: date | None
    ended_on: date | None
    now: Standing | None
    committee: Committee | None
    standings: tuple[Standing, ...]
    placements: tuple[Placed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What everyone may read of an adverse decision while it has effect, with the organization's own answer."""

    reference: str
    organization: int
    name: Words
    measure: Words
    pack: tuple[str, str]
    """Its identifier and version: the rules it was decided under."""
    body: Words | None
    """Who decided; None: the apex body."""
    decided_on: date
    since: date
    ends_on: date | None
    """When it ends by itself; None: it is done, such as a removal."""
    vanishes_on: date
    """The first day on which nothing of this is shown."""
    appealed_on: date | None
    """An appeal is running. What it holds up is not shown at all, so it does not suspend what is."""
    appeal_until: date | None
    """It can still be appealed until the end of this day."""
    rule: str
    reasons: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A paper that could not be handed over: nothing is said of what is in it."""

    organization: int
    name: Words
    body: Words | None
    since: date
    served_on: date
    """When it counts as served."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An organization that came under a joint committee, or left it."""

    on: date
    came: bool
    organization: int
    name: Words
    why: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Fates:
    """How many obligations came to which end. A rate is met (in time or late) over those that fell due."""

    met: int = 0
    late: int = 0
    missed: int = 0
    open: int = 0

    @property
    def due(self) -> int:
        """Those whose fate is settled."""
        return self.met + self.late + self.missed

    def __add__(self, other: "Fates") -> "Fates":
        return Fates(
            met=self.met + other.met,
            late=self.late + other.late,
            missed=self.missed + other.missed,
            open=self.open + other.open,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervision:
    """A supervisor's own figures: how fast it finds, and what waits for it."""

    findings: int = 0
    median_days: float | None = None
    waiting: int = 0
    waiting_since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """The grades proposed in a cycle: codes, the best first, and how many by committee, by field and in all."""

    cycle: str
    grades: tuple[str, ...]
    by_committee: dict[int | None, dict[str, int]] = field(default_factory=dict)
    total: dict[str, int] = field(default_factory=dict)
