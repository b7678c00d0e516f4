"""What was decided is carried into the pieces it is about: the one place where a decision in an earlier piece
reaches a later one, in one transaction. It stands instead of signals.
"""

from datetime import date

from django.db import transaction

from umbel.accounts.permissions import Viewer
from umbel.activities.acts import draw_visits as _draw_visits
from umbel.activities.acts import generate_obligations
from umbel.activities.acts.generating import MONTHS_AHEAD
from umbel.activities.models import Draw
from umbel.audit.actors import Actor
from umbel.deadlines import add_months
from umbel.evaluation.queries.grades import latest_cycle, proposed_grades
from umbel.policy.pack import Tier
from umbel.registration.acts import Ruled, hand_over_opinions
from umbel.registration.acts import register as _register
from umbel.registration.acts import reverse as _reverse
from umbel.registration.models import Application
from umbel.registration.queries import rules_of
from umbel.remits import Design
from umbel.structure.acts import establish_committees
from umbel.structure.models import Body, Organization
from umbel.structure.states import TierCode


@transaction.atomic
def register(*, application: Application, ruled: Ruled, on: date, by: Viewer) -> Organization:
    """Decide to register, and generate what is due from the day of entry on, a year ahead."""
    organization = _register(application=application, ruled=ruled, on=on, by=by)
    _generate(application, organization, on, by)
    return organization


@transaction.atomic
def reverse(*, application: Application, reasons: str, on: date, by: Viewer) -> Organization:
    """Reverse a refusal on review; what follows from a registration follows from this one too."""
    organization = _reverse(application=application, reasons=reasons, on=on, by=by)
    _generate(application, organization, on, by)
    return organization


@transaction.atomic
def carry_out_design(
    *, design: Design, tier: Tier, classification: str, parent: Body, on: date, by: Actor
) -> dict[str, Body]:
    """Carry a design of joint committees out; what a committee that it dissolves was still asked goes to others."""
    bodies = establish_committees(design=design, tier=tier, classification=classification, parent=parent, on=on, by=by)
    for dissolved in Body.objects.filter(tier=TierCode.JOINT, dissolved_on=on):
        hand_over_opinions(from_=dissolved, on=on, by=by)
    return bodies


def draw_visits(*, draw: Draw, on: date, by: Viewer) -> Draw:
    """Draw a committee's visits, by the last grades."""
    cycle = latest_cycle()
    grades = dict(proposed_grades(cycle).values_list("organization_id", "grade")) if cycle else {}
    return _draw_visits(draw=draw, grades=grades, on=on, by=by)


def _generate(application: Application, organization: Organization, on: date, by: Viewer) -> None:
    generate_obligations(
        pack=rules_of(application),
        from_on=on,
        until_on=add_months(on.replace(day=1), MONTHS_AHEAD),
        by=by.actor,
        organization=organization,
    )
