"""Questions about applications and change requests."""

from umbel.registration.queries.applications import (
    Pace,
    applications_of,
    find_application,
    pace,
    readable_applications,
    subject_of,
)
from umbel.registration.queries.duplicates import Duplicate, duplicates
from umbel.registration.queries.fields import SuggestedField, suggested_fields
from umbel.registration.queries.fitting import FittingCommittee, fitting_committees, outside_remit
from umbel.registration.queries.terms import rules_of, term

__all__ = [
    "Duplicate",
    "FittingCommittee",
    "Pace",
    "SuggestedField",
    "applications_of",
    "duplicates",
    "find_application",
    "fitting_committees",
    "outside_remit",
    "pace",
    "readable_applications",
    "rules_of",
    "subject_of",
    "suggested_fields",
    "term",
]
