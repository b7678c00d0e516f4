"""Building the demo federation, step by step, through the same acts as everyone."""

import random
from datetime import date

from django.utils.text import capfirst

from umbel.activities.acts import record_silences
from umbel.audit import acts as audit
from umbel.cli.demo.applications import apply_all, newcomers
from umbel.cli.demo.bulletins import cascade
from umbel.cli.demo.cases import bring_cases
from umbel.cli.demo.committees import change_after_a_year, place_all
from umbel.cli.demo.obligations import fill, generate
from umbel.cli.demo.origin import DEMO, PACK, STANDS_ON, Wanted
from umbel.cli.demo.population import BEGINS_ON, population
from umbel.cli.demo.register import enter, entry_of
from umbel.cli.demo.rule_drafts import redraft
from umbel.cli.demo.staff import Staff
from umbel.cli.demo.words import said, words
from umbel.cli.evaluating import carry_through
from umbel.cli.screen import Steps
from umbel.documents.acts import flushed_at_the_end
from umbel.evaluation.acts import plan
from umbel.notices.acts import quiet
from umbel.policy import find_pack
from umbel.policy.pack import Pack
from umbel.structure.acts import adopt_vocabulary, establish_body, found_federation
from umbel.structure.models import Body
from umbel.structure.states import TierCode

CYCLE = "2025"
YEAR = (date(2025, 1, 1), date(2026, 1, 1))
AS_OF = date(2026, 4, 30)
"""A month after the annual reports were due, so that they count."""


def build(wanted: Wanted, bars: Steps) -> None:
    """Build the demo in an empty database."""
    chance = random.Random(wanted.seed)  # noqa: S311  repeatable on purpose, nothing secret
    pack = find_pack(PACK)
    people = population(wanted.organizations, wanted.seed)
    apex = _found(pack)
    with bars.step("Entering organizations", len(people)) as step:
        enter(pack, [entry_of(one) for one in people], BEGINS_ON, step)
    placed = place_all(pack, people, apex, wanted.committees, bars)
    change_after_a_year(pack, people, placed, chance, bars)
    generate(pack, bars)
    fill(pack, chance, bars)
    record_silences(on=STANDS_ON, by=DEMO)
    cycle = plan(code=CYCLE, pack=pack, from_on=YEAR[0], until_on=YEAR[1], as_of=AS_OF, by=DEMO)
    carry_through(cycle, bars, DEMO)
    with quiet(), flushed_at_the_end():
        staff = Staff()
        apply_all(pack, newcomers(people, wanted.seed), staff, chance, bars)
        cascade(staff, chance, bars)
        bring_cases(staff, bars)
        redraft(staff, cycle, bars)
    audit.checkpoint()


def _found(pack: Pack) -> Body:
    found_federation(
        names=words(said("federation")),
        pack=pack,
        by=DEMO,
        is_demo=True,
        stands_on=STANDS_ON,
    )
    adopt_vocabulary(pack=pack, by=DEMO)
    tier = pack.tiers[TierCode.APEX]
    return establish_body(
        tier=TierCode.APEX,
        code="APEX",
        names=tier.name.mapped(capfirst),
        on=date(2016, 12, 1),
        by=DEMO,
    )
