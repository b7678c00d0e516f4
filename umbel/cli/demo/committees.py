"""The demo's committees, who is under them, and what changed after a year."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from umbel.cli.demo.origin import DEMO, MOVES_ON, STANDS_ON
from umbel.cli.demo.population import BEGINS_ON, DemoOrganization
from umbel.cli.demo.register import enter, entry_of, row_keys
from umbel.cli.demo.words import said, words
from umbel.cli.designing import designed
from umbel.cli.screen import Steps
from umbel.outcomes import carry_out_design
from umbel.policy.pack import Pack
from umbel.remits import Design, remit_covers
from umbel.structure.acts import place
from umbel.structure.models import Body, Concept, District, Named, Organization, Placement
from umbel.structure.queries import classification_in_use, in_force
from umbel.structure.states import TierCode
from umbel.words import Words

MOVERS = 14
SHARE_RESIZED = 0.1


@dataclass(frozen=True, slots=True)
class Placed:
    """The design as it was carried out."""

    design: Design
    bodies: dict[str, Body]

    def committee_for(self, concept: str, district: str) -> Body:
        """The joint committee that covers a field in a district; the smallest, where several share it."""
        return self.bodies[remit_covers(self.design, concept, district)[0]]


def place_all(pack: Pack, people: list[DemoOrganization], apex: Body, committees: int, bars: Steps) -> Placed:
    """Design the committees for all, establish them with those registered so far, and place the others
    on the day of their registration.
    """
    with bars.step("Designing joint committees"):
        design = designed(as_of=STANDS_ON, committees=committees, size_range=pack.tiers[TierCode.JOINT].size_range)
    keys = row_keys()
    late = {str(keys[one.code]): one.registered_on for one in people if one.registered_on > BEGINS_ON}
    with bars.step("Placing organizations", len(people)) as step:
        bodies = carry_out_design(
            design=_without(design, late),
            tier=pack.tiers[TierCode.JOINT],
            classification=pack.classification.code if pack.classification else "",
            parent=apex,
            on=BEGINS_ON,
            by=DEMO,
        )
        step(len(people) - len(late))
        for member, body in _joining(design, bodies, late):
            place(
                organization=Organization.objects.get(pk=member),
                body=body,
                on=late[member],
                by=DEMO,
                why=words(said("placed")["late"]),
            )
            step(1)
    return Placed(design, bodies)


def _without(design: Design, late: dict[str, date]) -> Design:
    committees = (
        replace(
            committee,
            members=np.array([member for member in committee.members if design.organizations[member] not in late]),
        )
        for committee in design.committees
    )
    return replace(design, committees=tuple(committees))


def _joining(design: Design, bodies: dict[str, Body], late: dict[str, date]) -> list[tuple[str, Body]]:
    found = [
        (design.organizations[member], bodies[committee.code])
        for committee in design.committees
        for member in committee.members
        if design.organizations[member] in late
    ]
    return sorted(found, key=lambda pair: (late[pair[0]], int(pair[0])))


def change_after_a_year(
    pack: Pack, people: list[DemoOrganization], placed: Placed, chance: random.Random, bars: Steps
) -> None:
    """A few move their office or take up another field, and with it go to another committee; others grow or
    shrink; a few will close.
    """
    moved = {changed.code: (changed, body) for changed, body in _moves(people, placed, chance)}
    standing = {code: changed for code, (changed, _) in moved.items()}
    changed = {
        one.code: replace(standing.get(one.code, one), size=max(11, round(one.size * chance.uniform(0.7, 1.5))))
        for one in people
        if one.registered_on < MOVES_ON and (one.code in moved or chance.random() < SHARE_RESIZED)
    }
    leavers = [replace(entry_of(changed.get(one.code, one)), ended_on=one.ended_on) for one in people if one.ended_on]
    with bars.step("Recording what changed", len(changed) + len(moved) + len(leavers)) as step:
        enter(pack, [entry_of(one) for one in changed.values()], MOVES_ON, step)
        before = {one.code: one for one in people}
        for code, (one, body) in moved.items():
            _move(one, body, of_district=one.district != before[code].district)
            step(1)
        enter(pack, leavers, STANDS_ON - timedelta(days=20), step)


def _move(one: DemoOrganization, body: Body, *, of_district: bool) -> None:
    if of_district:
        district = District.objects.get(code=one.district)
        why = _why("district", district=district)
    else:
        concept = Concept.objects.get(classification=classification_in_use(), code=one.concept)
        why = _why("field", field=concept)
    place(
        organization=Organization.objects.get(pk=row_keys()[one.code]),
        body=body,
        on=MOVES_ON,
        by=DEMO,
        why=why,
    )


def _why(of: str, **named: Named) -> Words:
    said_in = said("placed")[of]
    return Words(
        {
            tag: said_in[column].format(**{key: row.in_language(tag) for key, row in named.items()})
            for tag, column in (("en", "en"), ("zh-hans", "zh"))
        }
    )


def _moves(
    people: list[DemoOrganization], placed: Placed, chance: random.Random
) -> Iterator[tuple[DemoOrganization, Body]]:
    """Organizations as they are after their move: of their office, or of their field; and where to."""
    under = dict(Placement.objects.filter(in_force(MOVES_ON)).values_list("organization_id", "body_id"))
    districts, keys = [district.code for district in District.objects.order_by("code")], row_keys()
    staying = [one for one in people if one.registered_on < BEGINS_ON and not one.ended_on]
    found = 0
    for one in chance.sample(staying, len(staying)):
        near = [other.concept for other in chance.sample(people, 20) if other.concept[0] == one.concept[0]]
        if not near or chance.random() < 0.5:
            changed = replace(one, district=chance.choice(districts))
        else:
            changed = replace(one, concept=chance.choice(near))
        body = placed.committee_for(changed.concept, changed.district)
        if changed != one and body.pk != under[keys[one.code]]:
            found += 1
            yield changed, body
        if found == MOVERS:
            return
