"""What an import did, or would do."""

from dataclasses import dataclass, field
from pathlib import Path

from umbel.activities.acts.bulk_import import RecordCounts
from umbel.errors import Problem
from umbel.structure.acts.bulk_entry import EntryCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead:
    """One file as it was read: how many rows it has, and how many the mapping wanted."""

    name: str
    sha256: str
    rows: int
    wanted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """The outcome: `entered` is False when nothing was, because of problems or because it was a dry run."""

    mapping: str
    title: str
    on: str
    dry_run: bool
    entered: bool
    files: tuple[FileRead, ...]
    organizations: EntryCounts = field(default_factory=EntryCounts)
    concepts: EntryCounts = field(default_factory=EntryCounts)
    districts: EntryCounts = field(default_factory=EntryCounts)
    committees: EntryCounts = field(default_factory=EntryCounts)
    records: RecordCounts = field(default_factory=RecordCounts)
    notes: dict[str, int] = field(default_factory=dict)
    """What was decided about rows on the way, and how often: repeated, updated by a later row, …"""
    problems: tuple[Problem, ...] = ()
    """The first thousand; the file of errors, where asked for, holds all."""
    problem_count: int = 0
    errors_file: Path | None = None

    def lines(self) -> list[str]:
        """The report in sentences, for a terminal."""
        verb = "Would enter" if self.dry_run else "Entered" if self.entered else "Entered nothing of"
        said = [f"{verb} {self.title} as of {self.on}."]
        said += [f"{one.name}: {one.rows:,} rows, {one.wanted:,} wanted." for one in self.files]
        for what in ("organizations", "concepts", "districts", "committees"):
            counts = getattr(self, what)
            told = [f"{n:,} {name}" for name in counts.__slots__ if (n := getattr(counts, name))]
            said += [f"{what.capitalize()}: {', '.join(told)}."] if told else []
        for name in ("created", "changed", "unchanged"):
            told = [f"{n:,} {kind}" for kind, n in getattr(self.records, name).items() if n]
            said += [f"Records {name}: {', '.join(told)}."] if told else []
        said += [f"{what.capitalize()}: {n:,}." for what, n in self.notes.items()]
        if self.problem_count:
            said.append(f"Problems: {self.problem_count:,}.")
        return said
