"""Which entries of the ledger a reader may open.

The tree and its proofs are public; what an entry says of an application, a change request, a commitment, a report, a
return, a bulletin, an account or a notice is read by those who may read its subject.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from umbel.accounts.permissions import Permission, Role, Viewer
from umbel.activities.models import Activity, Obligation, Visit
from umbel.audit.models import Entry
from umbel.bulletins.models import Return
from umbel.bulletins.queries import readable_bulletins, readable_calls
from umbel.casework.models import Case
from umbel.registration.queries import readable_applications
from umbel.registration.queries.changes import readable_changes
from umbel.rulemaking.permissions import may_read_lab
from umbel.rulemaking.queries import consultations
from umbel.structure.models import Organization
from umbel.structure.permissions import readable_files

HELD_BACK = (
    "accounts:",
    "activities:answer-visit",
    "activities:ask-to-look-again",
    "activities:correct",
    "activities:find",
    "activities:hand-in",
    "activities:look-again",
    "activities:report",
    "activities:rule-on-sign",
    "activities:visit",
    "activities:withdraw",
    "bulletins:",
    "casework:",
    "commitments:",
    "documents:",
    "evaluation:assess",
    "evaluation:correct-fact",
    "evaluation:decide-objection",
    "evaluation:judge",
    "evaluation:object",
    "evaluation:read-again",
    "notices:",
    "registration:",
    "rulemaking:begin-draft",
    "rulemaking:revise",
    "rulemaking:run",
    "structure:give-role",
    "structure:end-role",
    "structure:invite",
    "structure:make-key",
    "structure:withdraw-key",
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
    files = Organization.objects.filter(readable_files(viewer, on))
    readable = {
        "application": _keys(readable_applications(viewer), subjects["application"]),
        "change-request": _keys(readable_changes(viewer, on), subjects["change-request"]),
        "organization": _keys(files, subjects["organization"]),
        "bulletin": _keys(readable_bulletins(viewer), subjects["bulletin"]),
        "call": _keys(readable_calls(viewer), subjects["call"]),
        **{kind: _keys(model.objects.filter(organization__in=files), subjects[kind]) for kind, model in OF_FILES},
        "draft": subjects["draft"] if may_read_lab(viewer) else _keys(consultations(), subjects["draft"]),
        "account": subjects["account"] if viewer.has(Permission.MANAGE_ROLES) else {str(viewer.user_id)},
    }
    return everything | {
        entry.number for entry in held if entry.subject_id in readable.get(entry.subject_kind, frozenset())
    }


OF_FILES: tuple[tuple[str, Any], ...] = (
    ("activity", Activity),
    ("case", Case),
    ("obligation", Obligation),
    ("return", Return),
    ("visit", Visit),
)
"""Kinds of subject that are part of an organization's file."""
KINDS = ("application", "change-request", "organization", "account", "bulletin", "call", "draft", *dict(OF_FILES))


def is_held_back(entry: Entry) -> bool:
    """Whether the entry says something that is not for everyone."""
    return entry.act.startswith(HELD_BACK)


def _keys(rows: object, wanted: set[str]) -> set[str]:
    if not wanted:
        return set()
    found = rows.filter(pk__in=[key for key in wanted if key.isdecimal()])  # type: ignore[attr-defined]
    return {str(key) for key in found.values_list("pk", flat=True)}
