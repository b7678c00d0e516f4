"""What can be wrong with a ledger, named and said in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What was done behind the program's back."""

    CONTENT = "content"
    HASH = "hash"
    FRONTIER = "frontier"
    REWRITTEN = "rewritten"
    FOREIGN = "foreign"
    INSERTED = "inserted"
    REMOVED = "removed"
    MOVED = "moved"
    TAIL = "tail"
    CHECKPOINT = "checkpoint"
    GUARD = "guard"


SENTENCES = {
    Kind.CONTENT: "{entry} was changed: its content no longer has the hash it was recorded with.",
    Kind.HASH: "{entry} has a changed hash; its content is as it was recorded.",
    Kind.FRONTIER: "{entry} has a changed frontier; its content is as it was recorded.",
    Kind.REWRITTEN: "{entry} {was} rewritten together with the hash{rest}: the tree does not continue here.",
    Kind.FOREIGN: "{entry} does not belong here: neither its content nor its hash continues the tree. "
    "It was rewritten or inserted{rest}.",
    Kind.INSERTED: "{entry} was inserted: the entries around it continue each other without it.",
    Kind.REMOVED: "{entry} {was} removed{untied}.",
    Kind.MOVED: "{entry} {was} recorded under another number, as entry {since}: the order was changed.",
    Kind.TAIL: "The ledger's tail does not agree with its entries{where}: {note}.",
    Kind.CHECKPOINT: "{note}",
    Kind.GUARD: "The database no longer refuses this: {note}. Someone took its guard away.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """One finding. `number` to `last` are the entries it names; 0 when it names none."""

    kind: Kind
    number: int = 0
    last: int = 0
    since: int = 0
    act: str = ""
    subject: str = ""
    note: str = ""

    def __str__(self) -> str:
        if self.last > self.number:
            entry, was = f"Entries {self.number} to {self.last}", "were"
        else:
            entry, was = f"Entry {self.number}", "was"
        if self.act:
            entry += f" ({self.act}, {self.subject})"
        rest = untied = ""
        if 0 < self.since < self.number:
            rest = f", or an entry from {self.since} on was"
            untied = f"; only a checkpoint made before that can vouch for entries {self.since} to {self.number - 1}"
        words = {
            "entry": entry,
            "was": was,
            "since": self.since,
            "rest": rest,
            "untied": untied,
            "note": self.note,
            "where": f" {self.number} to {self.last}" if self.number else "",
        }
        return SENTENCES[self.kind].format_map(words)
