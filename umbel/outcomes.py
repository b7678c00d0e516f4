"""What was decided is carried into the pieces it is about: the one place where a decision in an earlier piece
reaches a later one, in one transaction. It stands instead of signals.
"""

from datetime import date

from umbel.accounts.permissions import Viewer
from umbel.activities.acts import generate_obligations
from umbel.activities.acts.obligations import MONTHS_AHEAD
from umbel.activities.acts.visits import draw_lots
from umbel.activities.models import Draw
from umbel.activities.queries import rules_between
from umbel.audit.actors import Actor
from umbel.audit.acts import whole
from umbel.casework.acts.appealing import note_times, uphold_on_appeal
from umbel.casework.acts.ending import expire
from umbel.casework.acts.interim import note_interims
from umbel.casework.acts.opening import hand_over_cases
from umbel.casework.acts.serving import note_services
from umbel.casework.models import Case
from umbel.casework.states import CaseState, Effect
from umbel.deadlines import add_months
from umbel.evaluation.queries.grades import grades_that_count
from umbel.policy.pack import Tier
from umbel.registration.acts import Ruled, end_with_entry
from umbel.registration.acts.deciding import grant
from umbel.registration.acts.examining import hand_over_opinions
from umbel.registration.acts.reviewing import grant_on_review
from umbel.registration.models import Application
from umbel.remits import Design
from umbel.structure.acts import end_organization
from umbel.structure.acts.placing import establish_committees
from umbel.structure.models import Body, Organization
from umbel.structure.queries import hold_rules
from umbel.structure.states import TierCode


@whole()
def register(*, application: Application, ruled: Ruled, on: date, by: Viewer) -> Organization:
    """Decide to register, and generate what is due from the day of entry on, a year ahead."""
    hold_rules()
    organization = grant(application=application, ruled=ruled, on=on, by=by)
    _generate(organization, on, by)
    return organization


@whole()
def register_on_review(*, application: Application, reasons: str, on: date, by: Viewer) -> Organization:
    """Reverse a refusal on review; what follows from a registration follows from this one too."""
    hold_rules()
    organization = grant_on_review(application=application, reasons=reasons, on=on, by=by)
    _generate(organization, on, by)
    return organization


@whole()
def carry_out_design(
    *, design: Design, tier: Tier, classification: str, parent: Body, on: date, by: Actor
) -> dict[str, Body]:
    """Carry a design of joint committees out; what a committee that it dissolves was still asked goes to others."""
    bodies = establish_committees(design=design, tier=tier, classification=classification, parent=parent, on=on, by=by)
    for dissolved in Body.objects.filter(tier=TierCode.JOINT, dissolved_on=on):
        hand_over(from_=dissolved, on=on, by=by)
    return bodies


@whole()
def hand_over(*, from_: Body, on: date, by: Actor) -> int:
    """Hand on what a dissolved committee was still asked and the cases it had open. Returns how many there were."""
    return hand_over_opinions(from_=from_, on=on, by=by) + hand_over_cases(from_=from_, on=on, by=by)


@whole()
def uphold_case(*, case: Case, reasons: str, on: date, by: Viewer) -> Case:
    """Uphold a decision on appeal. Where it removes an organization from the register, that is carried out."""
    upheld = uphold_on_appeal(case=case, reasons=reasons, on=on, by=by)
    remove_decided(on=on, by=by.actor)
    return upheld


def run_cases(*, on: date) -> int:
    """What the passing of time brings to cases: papers that arrived, times that ended, measures that ran out, and the
    removals that became final. Safe to run twice. Returns how many cases moved.
    """
    moved = note_services(on=on) + note_times(on=on) + expire(on=on) + note_interims(on=on)
    return moved + remove_decided(on=on, by=Actor.program("clock"))


def remove_decided(*, on: date, by: Actor) -> int:
    """Take off the register every organization whose removal was decided, served and is final. Returns how many."""
    final = Case.objects.filter(effect=Effect.REMOVAL, state=CaseState.FINAL, organization__ended_on=None)
    return sum(_remove(key, on, by) for key in final.order_by("pk").values_list("pk", flat=True))


@whole()
def _remove(key: int, on: date, by: Actor) -> int:
    case = Case.objects.select_for_update(of=("self",)).select_related("organization", "round").get(pk=key)
    organization = case.organization
    if organization.ended_on is not None:
        return 0
    end_with_entry(organization=organization, into=None, on=on, by=by)
    reasons = f"{case.reference}: {case.round.reasons}"
    end_organization(organization=organization, on=on, by=by, reasons=reasons)
    return 1


def draw_visits(*, draw: Draw, on: date, by: Viewer) -> Draw:
    """Draw a committee's visits, by the published grades: what nobody has confirmed makes nobody likelier."""
    return draw_lots(draw=draw, grades=grades_that_count(on), on=on, by=by)


def _generate(organization: Organization, on: date, by: Viewer) -> None:
    until = add_months(on.replace(day=1), MONTHS_AHEAD)
    for pack, from_on, ends_on in rules_between(on, until):
        generate_obligations(
            pack=pack,
            from_on=from_on,
            until_on=until,
            begins_before=ends_on,
            by=by.actor,
            organization=organization,
        )
