"""Which entries of the ledger a reader may open.

The tree and its proofs are public; what an entry says of an application, a change request, a commitment, an account
or a notice is read by those who may read its subject.
"""

from collections.abc import Iterable
from datetime import date

from umbel.accounts.permissions import Permission, Role, Viewer
from umbel.audit.models import Entry
from umbel.registration.queries import readable_applications
from umbel.registration.queries.changes import readable_changes
from umbel.structure.models import Organization
from umbel.structure.permissions import readable_files

HELD_BACK = (
    "accounts:",
    "commitments:",
    "documents:",
    "notices:",
    "registration:",
    "structure:give-role",
    "structure:end-role",
    "structure:invite",
    "structure:withdraw-invitation",
)
"""Acts that are not of the register itself. Everything else on the ledger is public."""


def readable_numbers(entries: Iterable[Entry], viewer: Viewer, on: date) -> set[int]:
    """The numbers of those entries that the viewer may read, in a few queries however many they are."""
    held = [entry for entry in entries if is_held_back(entry)]
    everything = {entry.number for entry in entries} - {entry.number for entry in held}
    if viewer.role == Role.AUDITOR:
        return everything | {entry.number for entry in held}
    subjects = {kind: {entry.subject_id for entry in held if entry.subject_kind == kind} for kind in KINDS}
    readable = {
        "application": _keys(readable_applications(viewer), subjects["application"]),
        "change-request": _keys(readable_changes(viewer, on), subjects["change-request"]),
        "organization": _keys(Organization.objects.filter(readable_files(viewer, on)), subjects["organization"]),
        "account": subjects["account"] if viewer.has(Permission.MANAGE_ROLES) else {str(viewer.user_id)},
    }
    return everything | {
        entry.number for entry in held if entry.subject_id in readable.get(entry.subject_kind, frozenset())
    }


KINDS = ("application", "change-request", "organization", "account")


def is_held_back(entry: Entry) -> bool:
    """Whether the entry says something that is not for everyone."""
    return entry.act.startswith(HELD_BACK)


def _keys(rows: object, wanted: set[str]) -> set[str]:
    if not wanted:
        return set()
    found = rows.filter(pk__in=[key for key in wanted if key.isdecimal()])  # type: ignore[attr-defined]
    return {str(key) for key in found.values_list("pk", flat=True)}
