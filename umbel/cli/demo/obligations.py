"""What was due to the demo's organizations, and what they did about it."""

import random
from collections.abc import Iterator
from datetime import date

from umbel.activities.acts import enter_records, generate_obligations
from umbel.activities.models import Obligation
from umbel.audit.actors import Subject
from umbel.audit.subjects import SubjectKind
from umbel.cli.demo.characters import draw_character, draw_paces
from umbel.cli.demo.origin import DEMO, STANDS_ON
from umbel.cli.demo.population import BEGINS_ON
from umbel.cli.demo.records import Doer, Stage, activities, filings
from umbel.cli.screen import Steps
from umbel.policy.pack import Pack, RequirementKind
from umbel.structure.models import Body, Organization, Particulars, Placement
from umbel.structure.queries import bodies, in_force
from umbel.structure.states import TierCode

UNTIL_ON = date(2027, 7, 1)
"""A year beyond the day on which the demo stands still: what is due is known in advance."""


def generate(pack: Pack, bars: Steps) -> None:
    """Generate every obligation of the year and a half."""
    with bars.step("Generating what is due", Organization.objects.count()) as step:
        generate_obligations(pack=pack, from_on=BEGINS_ON, until_on=UNTIL_ON, by=DEMO, progress=step)


def fill(pack: Pack, chance: random.Random, bars: Steps) -> None:
    """Enter what the organizations did: one batch for each joint committee and period."""
    committees = list(bodies(TierCode.JOINT, BEGINS_ON))
    stage = Stage(
        chance=chance,
        stands_on=STANDS_ON,
        kinds=tuple(kind.code for kind in pack.activity_kinds),
        paces=dict(zip((body.pk for body in committees), draw_paces(chance, len(committees)), strict=True)),
    )
    doers = {doer.organization: doer for doer in _doers(stage)}
    with bars.step("Entering activities and filings", Obligation.objects.count()) as step:
        for body in committees:
            for period in _periods(body, doers):
                _enter(stage, doers, body, period)
                step(len(period))


def _doers(stage: Stage) -> Iterator[Doer]:
    under: dict[int, list[tuple[date, int]]] = {}
    for organization, since, body in Placement.objects.order_by("-from_on").values_list(
        "organization_id", "from_on", "body_id"
    ):
        under.setdefault(organization, []).append((since, body))
    sizes = dict(Particulars.objects.filter(in_force(STANDS_ON)).values_list("organization_id", "size"))
    for organization in sorted(under):
        yield Doer(
            organization=organization,
            character=draw_character(stage.chance),
            size=sizes[organization] or 1,
            habit=stage.chance.choice(stage.kinds),
            committees=tuple(under[organization]),
        )


def _periods(body: Body, doers: dict[int, Doer]) -> list[list[Obligation]]:
    """The obligations of those first under a committee, by period, as they fell due."""
    members = [doer.organization for doer in doers.values() if doer.committees[-1][1] == body.pk]
    grouped: dict[tuple[date, str], list[Obligation]] = {}
    for obligation in Obligation.objects.filter(organization__in=members, from_on__lte=STANDS_ON).order_by("pk"):
        grouped.setdefault((obligation.due_on, obligation.requirement), []).append(obligation)
    return [grouped[key] for key in sorted(grouped)]


def _enter(stage: Stage, doers: dict[int, Doer], body: Body, obligations: list[Obligation]) -> None:
    held = [(doers[obligation.organization_id], obligation) for obligation in obligations]
    enter_records(
        source=Subject(SubjectKind.BODY, str(body.pk), str(body)),
        by=DEMO,
        on=min(STANDS_ON, obligations[0].due_on),
        activities=[
            entry
            for doer, obligation in held
            if obligation.kind == RequirementKind.ACTIVITY
            for entry in activities(stage, doer, obligation)
        ],
        filings=[
            entry
            for doer, obligation in held
            if obligation.kind == RequirementKind.FILING
            for entry in filings(stage, doer, obligation)
        ],
    )
