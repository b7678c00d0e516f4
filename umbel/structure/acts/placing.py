"""Placing organizations under joint committees. Placements are ended and begun, never overwritten."""

from collections.abc import Mapping
from datetime import date
from itertools import count

from django.utils.text import capfirst

from umbel.audit import acts as audit
from umbel.audit.actors import Actor, Subject
from umbel.audit.acts import whole
from umbel.audit.subjects import SubjectKind
from umbel.errors import NotNow
from umbel.policy.pack import Tier
from umbel.remits import Committee, Design, RemitTerm
from umbel.structure.acts.roles import end_roles_at
from umbel.structure.models import Body, Concept, District, Named, Organization, Placement, Remit
from umbel.structure.names import LONGEST_NAME, LONGEST_SHORT_NAME, cut, cut_at_a_word
from umbel.structure.queries import in_force, languages, on_the_register, placement_of
from umbel.structure.remit_words import why_within
from umbel.structure.states import TierCode
from umbel.structure.table_of_acts import StructureAct
from umbel.words import NO_WORDS, Message, Words, in_each

NAMED = 2
"""How many fields and districts a committee's own name says; its remit says them all."""
TWO = Message("{first}, {second}", "names of a committee")
TWO_AND_OTHERS = Message("{first}, {second} and others", "names of a committee")
IN_PLACES = Message("{fields} ({places})", "name of a committee")
CALLED = Message("{tier} {number}: {fields}", "name of a committee")
CALLED_SHORT = Message("{number} {field}", "short name of a committee")


@whole()
def establish_committees(
    *, design: Design, tier: Tier, classification: str, parent: Body, on: date, by: Actor
) -> dict[str, Body]:
    """Carry a design out from `on`: committees that continue keep their body, new ones are established,
    the others are dissolved once nobody is under them, and every organization that moves is moved.
    Returns the bodies by the design's committee codes.
    """
    concepts = {concept.code: concept for concept in Concept.objects.filter(classification__code=classification)}
    districts = {district.code: district for district in District.objects.all()}
    before = {body.code: body for body in Body.objects.filter(tier=TierCode.JOINT, dissolved_on=None)}
    named: dict[str, Named] = {**districts, **concepts}
    number = count(_next_number())
    bodies = {
        committee.code: before.get(committee.continues or "")
        or _establish(committee, next(number), tier=tier, parent=parent, on=on, named=named)
        for committee in design.committees
    }
    _rewrite_remits(design, bodies, concepts, districts, on)
    moved = _place_members(design, bodies, on, named)
    kept = {body.pk for body in bodies.values()}
    dissolved = [body for body in before.values() if body.pk not in kept]
    for body in dissolved:
        _dissolve(body, on, by)
    audit.record(
        StructureAct.ESTABLISH_COMMITTEES,
        by=by,
        about=Subject(SubjectKind.BODY, str(parent.pk), str(parent)),
        data={
            "on": str(on),
            "committees": len(bodies),
            "placed": moved,
            "dissolved": [body.code for body in dissolved],
            "objective": str(design.objective),
            "bound": str(design.bound),
        },
    )
    return bodies


@whole()
def place(*, organization: Organization, body: Body, on: date, by: Actor, why: Words = NO_WORDS) -> Placement:
    """Place one organization under a joint committee from `on`, ending the placement it had.
    Raises NotNow when it is there already or the committee does not exist on that day.
    """
    if body.tier != TierCode.JOINT or body.established_on > on or (body.dissolved_on and body.dissolved_on <= on):
        raise NotNow(f"{body} is not a joint committee on {on}. Choose one that exists on that day.")
    current = placement_of(organization, on)
    if current and current.body_id == body.pk:
        raise NotNow(f"The organization is under {body} already, since {current.from_on}.")
    if current:
        current.until_on = on
        current.save(update_fields=["until_on"])
    placement = Placement.objects.create(organization=organization, body=body, from_on=on, why=why)
    name = organization.particulars.filter(in_force(on)).first()
    audit.record(
        StructureAct.PLACE,
        by=by,
        about=Subject(SubjectKind.ORGANIZATION, str(organization.pk), str(name or organization.pk)),
        body=Subject(SubjectKind.BODY, str(body.pk), str(body)),
        reasons=str(why),
        data={"on": str(on), "from": current.body.code if current else None, "to": body.code},
    )
    return placement


def _next_number() -> int:
    """One more than the highest number any committee has had, so that none is given twice."""
    codes = Body.objects.filter(tier=TierCode.JOINT).values_list("code", flat=True)
    return max((int(tail) for code in codes if (tail := code.rpartition("-")[2]).isdecimal()), default=0) + 1


def _first_fields(committee: Committee, named: Mapping[str, Named], language: str) -> Message | str:
    """The first fields of the remit and, where one of them is split, the first districts."""
    terms = committee.remit.terms
    fields = list(dict.fromkeys(named[term.concept].in_language(language) for term in terms))
    split = {code for term in terms if term.districts and not term.outside for code in term.districts if code}
    places = [named[code].in_language(language) for code in sorted(split)] if len(terms) == 1 else []
    return IN_PLACES.filled(fields=_first(fields), places=_first(places)) if places else _first(fields)


def _first(names: list[str]) -> Message | str:
    if len(names) < NAMED:
        return "".join(names)
    return (TWO_AND_OTHERS if len(names) > NAMED else TWO).filled(first=names[0], second=names[1])


def _called(committee: Committee, number: int, tier: Tier, named: Mapping[str, Named], language: str) -> str:
    title = capfirst(tier.name.in_language(language))
    words = CALLED.filled(tier=title, number=number, fields=_first_fields(committee, named, language))
    return cut(words.in_language(language), LONGEST_NAME)


def _called_short(committee: Committee, number: int, named: Mapping[str, Named], language: str) -> str:
    """Its number, and the beginning of its first field."""
    field = named[committee.remit.terms[0].concept].in_language(language) if committee.remit.terms else ""
    words = CALLED_SHORT.filled(number=number, field=field).in_language(language)
    return cut_at_a_word(words.strip(), LONGEST_SHORT_NAME)


def _establish(
    committee: Committee, number: int, *, tier: Tier, parent: Body, on: date, named: Mapping[str, Named]
) -> Body:
    return Body.objects.create(
        tier=TierCode.JOINT,
        code=f"JC-{number:02}",
        parent=parent,
        depth=parent.depth + 1,
        established_on=on,
        names=Words({tag: _called(committee, number, tier, named, tag) for tag in languages()}),
        short_names=Words({tag: _called_short(committee, number, named, tag) for tag in languages()}),
    )


def _rewrite_remits(
    design: Design,
    bodies: dict[str, Body],
    concepts: Mapping[str, Concept],
    districts: Mapping[str, District],
    on: date,
) -> None:
    """End the lines that no longer hold and begin those that newly do."""
    wanted = {
        (bodies[committee.code].pk, concepts[term.concept].pk, districts[code].pk if code else None)
        for committee in design.committees
        for term in committee.remit.terms
        for code in _districts_of(term, districts)
    }
    lines = {(line.body_id, line.concept_id, line.district_id): line for line in Remit.objects.filter(in_force(on))}
    ended = [line.pk for key, line in lines.items() if key not in wanted and line.from_on < on]
    Remit.objects.filter(pk__in=ended).update(until_on=on)
    Remit.objects.bulk_create(
        [
            Remit(body_id=body, concept_id=concept, district_id=district, from_on=on)
            for body, concept, district in sorted(wanted - lines.keys(), key=str)
        ]
    )


def _districts_of(term: RemitTerm, districts: Mapping[str, District]) -> list[str | None]:
    """The districts of a term one by one; None stands for all of them."""
    if term.districts is None:
        return [None]
    if term.outside:
        return [code for code in districts if code not in term.districts]
    return list(term.districts)


def _place_members(design: Design, bodies: dict[str, Body], on: date, named: Mapping[str, Named]) -> int:
    standing = Placement.objects.filter(in_force(on))
    current = dict(standing.values_list("organization_id", "body_id"))
    leaving = set(standing.filter(until_on__isnull=False).values_list("organization_id", flat=True))
    gone = set(Organization.objects.exclude(on_the_register(on)).values_list("pk", flat=True))
    moves: list[Placement] = []
    for committee in design.committees:
        body = bodies[committee.code]
        why = why_within(committee.remit, named)
        words = in_each(languages(), why)
        moves += [
            Placement(
                organization_id=member,
                body=body,
                from_on=on,
                why=words,
            )
            for member in (int(design.organizations[place]) for place in committee.members)
            if current.get(member) != body.pk and member not in leaving | gone
        ]
    movers = [placement.organization_id for placement in moves]
    if standing.filter(from_on=on, organization_id__in=movers).exists():
        raise NotNow(
            f"Organizations were placed on {on} already, and a placement lasts a day at least. Choose a later day."
        )
    for start in range(0, len(movers), 500):
        batch = movers[start : start + 500]
        Placement.objects.filter(in_force(on), organization_id__in=batch).update(until_on=on)
    Placement.objects.bulk_create(moves, batch_size=2000)
    return len(moves)


def _dissolve(body: Body, on: date, by: Actor) -> None:
    left = body.placements.filter(in_force(on)).count()
    if left:
        raise NotNow(f"{body} still has {left} organizations. Place them under another committee first.")
    body.dissolved_on = on
    body.save(update_fields=["dissolved_on"])
    Remit.objects.filter(in_force(on), body=body, from_on__lt=on).update(until_on=on)
    end_roles_at(body=body, on=on, by=by)
