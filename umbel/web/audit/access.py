"""Which entries of the ledger a reader may open.

The tree and its proofs are public; what an entry says of an application, a change request, a commitment, a report, a
return, a bulletin, an account or a notice is read by those who may read its subject.
"""

from collections.abc import Iterable
from datetime import date

from umbel.accounts.permissions import Role, Viewer
from umbel.audit.models import Entry
from umbel.audit.subjects import SubjectKind
from umbel.audit.table_of_acts import table_of_acts
from umbel.web.subjects import SUBJECTS, readable_keys


def readable_numbers(entries: Iterable[Entry], viewer: Viewer, on: date) -> set[int]:
    """The numbers of those entries that the viewer may read, in a few queries however many they are."""
    held = [entry for entry in entries if is_held_back(entry)]
    everything = {entry.number for entry in entries} - {entry.number for entry in held}
    if viewer.role == Role.AUDITOR:
        return everything | {entry.number for entry in held}
    subjects: dict[str, set[str]] = {}
    for entry in held:
        subjects.setdefault(entry.subject_kind, set()).add(entry.subject_id)
    readable = {
        kind: readable_keys(page, viewer, on, keys)
        for kind, keys in subjects.items()
        if (page := SUBJECTS.get(SubjectKind(kind)))
    }
    return everything | {
        entry.number for entry in held if entry.subject_id in readable.get(entry.subject_kind, frozenset())
    }


def is_held_back(entry: Entry) -> bool:
    """Whether the entry says something that is not for everyone."""
    act = table_of_acts().get(entry.act)
    return act is None or not act.row.public
