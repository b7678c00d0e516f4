"""Which joint committee an organization belongs under, by its field and district."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from umbel.remits import Remit as RemitInWords
from umbel.remits import RemitTerm
from umbel.structure.models import Body, Concept, District, Named, Organization, Remit
from umbel.structure.queries import in_force, joint_committees, placement_of, remits
from umbel.structure.remit_words import why_within
from umbel.words import Worded, said


@dataclass(frozen=True, slots=True, kw_only=True)
class FittingCommittee:
    """A joint committee whose remit holds the field and district, with the reason and how full it is."""

    body: Body
    organization_count: int
    reason: Worded | str = ""

    def why(self, language: str) -> str:
        """The reason in the reader's language."""
        return said(self.reason, language)


def fitting_committees(
    concept: Concept | None, district: District | None, as_of: date, among: list[FittingCommittee] | None = None
) -> list[FittingCommittee]:
    """The committees whose remit covers an organization of this field and district: where lines of several fit,
    those whose concept lies deepest, then those named for the district, then the one with the most room.
    `among` is `every_committee` of that day, where it is at hand.
    """
    if concept is None:
        return []
    codes = [code for code in concept.path.split("/") if code]
    lines = remits(as_of).filter(
        Q(district=None) | Q(district=district) if district else Q(district=None),
        concept__classification_id=concept.classification_id,
        concept__code__in=codes,
    )
    best: dict[int, Remit] = {}
    for line in lines:
        if line.body_id not in best or _rank(line) > _rank(best[line.body_id]):
            best[line.body_id] = line
    if not best:
        return []
    deepest = max(_rank(line) for line in best.values())
    known = joint_committees(as_of).filter(pk__in=best) if among is None else [row.body for row in among]
    bodies = {body.pk: body for body in known}
    found = [_fitting(bodies[body], line) for body, line in best.items() if _rank(line) == deepest and body in bodies]
    return sorted(found, key=lambda fitting: (fitting.organization_count, fitting.body.code))


def every_committee(as_of: date) -> list[FittingCommittee]:
    """Every joint committee, for an officer who chooses against the proposal: with no reason of the remit."""
    return [FittingCommittee(body=body, organization_count=body.organization_count) for body in joint_committees(as_of)]


def outside_remit(organization: Organization, on: date) -> Body | None:
    """The committee an organization is under, where the remits of that day do not put its field and district there."""
    standing = organization.particulars.filter(in_force(on)).select_related("concept", "district").first()
    placement = placement_of(organization, on)
    if standing is None or standing.concept is None or placement is None:
        return None
    fitting = fitting_committees(standing.concept, standing.district, on)
    has_remit = bool(fitting) or remits(on).filter(body_id=placement.body_id).exists()
    return placement.body if has_remit and placement.body_id not in {fit.body.pk for fit in fitting} else None


def _rank(line: Remit) -> tuple[int, bool]:
    return line.concept.depth, line.district_id is not None


def _fitting(body: Body, line: Remit) -> FittingCommittee:
    districts = (line.district.code,) if line.district else None
    remit = RemitInWords((RemitTerm(line.concept.code, districts),))
    named: dict[str, Named] = {row.code: row for row in (line.concept, line.district) if row}
    return FittingCommittee(
        body=body,
        organization_count=body.organization_count,  # type: ignore[attr-defined]
        reason=why_within(remit, named),
    )
