"""How an organization answers what is asked of it: for each kind of requirement the page, and who may open it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from umbel.accounts.permissions import Viewer
from umbel.activities.permissions import may_hand_in, may_report
from umbel.policy.pack import RequirementKind
from umbel.structure.models import Organization


@dataclass(frozen=True, slots=True)
class Way:
    """How obligations of one kind are answered."""

    label: Promise
    address: Callable[[Any], str]
    may: Callable[[Viewer, Organization], bool]
    early: bool = False
    """Also before the period begins."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The link to where one obligation is answered."""

    label: Promise
    href: str


WAYS = {
    RequirementKind.ACTIVITY: Way(
        label=_("Report an activity"),
        address=lambda row: f"{reverse('activity-report', args=[row.organization_id])}?obligation={row.pk}",
        may=may_report,
    ),
    RequirementKind.FILING: Way(
        label=_("Hand it in"),
        address=lambda row: reverse("hand-in", args=[row.organization_id, row.pk]),
        may=may_hand_in,
        early=True,
    ),
}


def answer_of(row: Any, viewer: Viewer, on: date) -> Answer | None:
    """Where the viewer answers an obligation on a day; None for who may not, and before its period where it waits."""
    way = WAYS[RequirementKind(row.kind)]
    if not way.may(viewer, Organization(pk=row.organization_id)) or (row.from_on > on and not way.early):
        return None
    return Answer(way.label, way.address(row))
