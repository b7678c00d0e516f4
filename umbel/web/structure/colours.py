"""By what the dots of the picture are told apart, and who may see which."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from umbel.accounts.permissions import Permission, Viewer
from umbel.activities.queries import missed_obligations
from umbel.evaluation.queries import cycles, pinned_pack, proposed_grades
from umbel.evaluation.states import WITH_GRADES
from umbel.structure.models import Organization
from umbel.structure.permissions import readable_files
from umbel.web.bands import WORST, band
from umbel.web.templatetags.umbel import words

UNKNOWN = 0
READ_FILES = (Permission.READ_EVERY_FILE, Permission.READ_PLACED_FILES, Permission.READ_OWN_FILE)


@dataclass(frozen=True, slots=True)
class Colouring:
    """What a dot's rank means: organization -> (rank, words), with a legend of (rank, words)."""

    code: str
    ranks: dict[int, tuple[int, str]]
    legend: list[tuple[int, str]]

    def of(self, organization: int) -> tuple[int, str]:
        return self.ranks.get(organization, (UNKNOWN, ""))


def choices(viewer: Viewer) -> list[tuple[str, str]]:
    """What the viewer may colour by: single organizations' grades and arrears are not public."""
    named = [("committee", _("committee")), ("grade", _("proposed grade")), ("overdue", _("what is overdue"))]
    return [*named[1:], named[0]] if any(viewer.has(permission) for permission in READ_FILES) else named[:1]


def colouring(code: str, viewer: Viewer, as_of: date) -> Colouring:
    """The colouring asked for, or the viewer's first."""
    allowed = [choice for choice, _title in choices(viewer)]
    made: dict[str, Callable[[Viewer, date], Colouring]] = {"grade": by_grade, "overdue": by_overdue}
    chosen = code if code in allowed else allowed[0]
    return made[chosen](viewer, as_of) if chosen in made else Colouring("committee", {}, [])


def by_grade(viewer: Viewer, as_of: date) -> Colouring:
    """By the grade proposed in the latest cycle."""
    cycle = cycles().filter(state__in=WITH_GRADES, as_of__lte=as_of).first()
    if cycle is None:
        return Colouring("grade", {}, [(UNKNOWN, _("no grade proposed yet"))])
    pack = pinned_pack(cycle)
    rank = {grade.code: band(index, len(pack.grades)) for index, grade in enumerate(pack.grades, start=1)}
    found = proposed_grades(cycle).filter(organization__in=_readable(viewer, as_of))
    ranks = {
        organization: (rank[grade], grade) for organization, grade in found.values_list("organization_id", "grade")
    }
    legend = [(rank[grade.code], f"{grade.code} · {words(grade.title)}") for grade in pack.grades]
    return Colouring("grade", ranks, [*legend, (UNKNOWN, _("no grade, or not yours to see"))])


def by_overdue(viewer: Viewer, as_of: date) -> Colouring:
    """By how many obligations passed their due date unmet."""
    readable = set(Organization.objects.filter(readable_files(viewer, as_of)).values_list("pk", flat=True))
    missed = missed_obligations(as_of).filter(organization__in=_readable(viewer, as_of)).order_by()
    counts = dict(missed.values_list("organization_id").annotate(many=Count("pk")))
    ranks = {}
    for organization in readable:
        many = counts.get(organization, 0)
        ranks[organization] = (1 if many == 0 else 3 if many == 1 else WORST, _("overdue: %(many)s") % {"many": many})
    legend = [(1, _("nothing overdue")), (3, _("one obligation overdue")), (WORST, _("two or more overdue"))]
    return Colouring("overdue", ranks, [*legend, (UNKNOWN, _("not yours to see"))])


def _readable(viewer: Viewer, as_of: date) -> Any:
    return Organization.objects.filter(readable_files(viewer, as_of)).values("pk")
