"""The rounds of a case: the first, and another each time it begins again, so that nothing of the one before is lost."""

from dataclasses import dataclass
from datetime import date

from umbel.accounts.permissions import Viewer
from umbel.audit.subjects import SubjectKind
from umbel.casework.models import Case, Round
from umbel.casework.states import Again
from umbel.structure.models import Organization

GROUND = ("stated_by_id", "ground", "rule", "facts")
CARRIED = {
    Again.MERGER: GROUND,
    Again.LANGUAGE: (*GROUND, "replied_at", "asks_for_hearing", "hearing_on", "hearing_where", "heard_on"),
}
"""What holds on in the next round. Nothing said to one organization binds another; who only asks for its paper in
another language has said what it said.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Why a case is opened: what is said to have happened, the rule, and the facts, in words."""

    ground: str
    rule: str
    facts: str
    subject_kind: str = SubjectKind.ORGANIZATION
    subject_id: str = ""


def begin_first(case: Case, ground: Ground, on: date, by: Viewer) -> Round:
    """The round with which a case is opened; part of that act."""
    case.round = Round.objects.create(
        case=case,
        number=1,
        organization=case.organization,
        opened_on=on,
        stated_by_id=by.account_id,
        ground=ground.ground.strip(),
        rule=ground.rule.strip(),
        facts=ground.facts.strip(),
    )
    return case.round


def begin_another(case: Case, organization: Organization, on: date, why: Again) -> None:
    """Close the round that runs and begin the next, about `organization`; part of the act by which the case begins
    again, which saves it.
    """
    former = case.round
    former.closed_on, former.why_closed = on, why
    former.save()
    carried = {name: getattr(former, name) for name in CARRIED[why]}
    case.round = Round.objects.create(
        case=case, number=former.number + 1, organization=organization, opened_on=on, **carried
    )
