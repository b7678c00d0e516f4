import pytest
from hypothesis import given, settings

from tests.extent import examples
from tests.remits.registers import DISTRICTS, FIELDS, register, small_registers
from umbel.errors import NotFound
from umbel.remits import Infeasible, Remit, RemitTerm, design, moving_plan, remit_covers


def made(organizations, **wishes):
    return design(organizations, classification=FIELDS, **wishes)


def below(concept):
    """The concept and all under it."""
    return {concept}.union(*(below(child) for child, parent in FIELDS.items() if parent == concept))


def in_words(term, concept, district):
    """Whether the words of a term hold for an organization, read as a person would."""
    covered = below(term.concept) if term.narrower else {term.concept}
    return concept in covered and term.holds(district)


def committees_in_words(result, concept, district):
    return [
        committee.code
        for committee in result.committees
        if any(in_words(term, concept, district) for term in committee.remit.terms)
    ]


@settings(max_examples=examples(40), deadline=None)
@given(small_registers())
def test_the_words_of_the_remits_hold_for_exactly_the_members(organizations):
    try:
        result = made(organizations, target_size=6, size_range=(3, 9), time_limit=2)
    except Infeasible:
        return
    for (_, concept, district), place in zip(organizations, result.assignment.tolist(), strict=True):
        spoken = committees_in_words(result, concept, district)
        assert result.committees[place].code in spoken
        assert sorted(spoken) == sorted(remit_covers(result, concept, district))
        shared = sum(other[1:] == (concept, district) for other in organizations) > 9
        assert shared or len(spoken) == 1


def test_every_concept_and_district_has_a_committee_with_or_without_organizations():
    result = made(register(400, concepts=("A11", "A21", "B11")), committees=8, size_range=(40, 60))
    codes = {committee.code for committee in result.committees}

    found = [
        remit_covers(result, concept, district) for concept in FIELDS for district in (*DISTRICTS, "elsewhere", None)
    ]

    assert all(set(covering) <= codes and covering for covering in found)


def test_a_concept_without_organizations_goes_to_the_nearest_that_has_some():
    organizations = [(f"a{n}", "A11", "D00") for n in range(5)] + [(f"b{n}", "B11", "D00") for n in range(5)]

    result = made(organizations, committees=2, size_range=(5, 5))

    assert remit_covers(result, "A12", "D01") == remit_covers(result, "A11", "D00")
    assert remit_covers(result, "B90", "D00") == remit_covers(result, "B11", "D00")
    assert remit_covers(result, "A11", "D00") != remit_covers(result, "B11", "D00")


def test_a_parent_stands_for_all_its_fields():
    organizations = [(f"a{n}", ("A11", "A12", "A21")[n % 3], "D00") for n in range(9)]
    organizations += [(f"b{n}", "B11", "D00") for n in range(9)]

    result = made(organizations, committees=2, size_range=(9, 9))

    assert [committee.remit for committee in result.committees] == [
        Remit((RemitTerm("A"),)),
        Remit((RemitTerm("B"),)),
    ]


def test_a_field_too_large_for_one_committee_is_divided_by_district():
    organizations = [(f"org-{n}", "A21", DISTRICTS[n % 4]) for n in range(40)]

    result = made(organizations, committees=2, size_range=(20, 20), districts=DISTRICTS[:4])

    districts = [set(term.districts) for committee in result.committees for term in committee.remit.terms]
    assert [len(part) for part in districts] == [2, 2]
    assert districts[0] | districts[1] == set(DISTRICTS[:4])


def test_remits_are_said_in_english_and_chinese():
    remit = Remit(
        (
            RemitTerm("A10", narrower=False),
            RemitTerm("A21", ("D1", "D2", None)),
            RemitTerm("B", ("D3",), outside=True),
            RemitTerm("C10", part=(2, 3)),
        )
    )
    english = {"A10": "Culture", "A21": "Sports", "B": "Education", "C10": "Clinics"}
    chinese = {"A10": "文化", "A21": "体育", "B": "教育", "C10": "诊所"}

    assert remit.sentence(english.__getitem__) == (
        "A10 Culture, not specified further; A21 Sports in D1, D2 and no stated district; "
        "B Education except in D3; C10 Clinics (part 2 of 3)"
    )
    assert remit.sentence(chinese.__getitem__, "zh-hans", {"D1": "东城区", "D2": "西城区", "D3": "朝阳区"}.get) == (
        "A10 文化（未细分）；A21 体育（东城区、西城区、未注明区）；B 教育（朝阳区除外）；C10 诊所（第2组，共3组）"
    )
    assert remit.sentence(str, "xx") == remit.sentence(str), "a language without a catalogue falls back to English"


def test_an_unknown_concept_is_in_no_remit():
    result = made([("one", "A11", None)], committees=1, size_range=(1, 1))

    with pytest.raises(NotFound, match="no concept Z99"):
        remit_covers(result, "Z99")


def placements_of(result):
    return {
        identifier: result.committees[place].code
        for identifier, place in zip(result.organizations, result.assignment.tolist(), strict=True)
    }


def a_year_later(organizations, newcomers):
    """Every twentieth has left; others have entered."""
    staying = [row for number, row in enumerate(organizations) if number % 20]
    return staying + [(f"new-{identifier}", *rest) for identifier, *rest in register(newcomers, seed=77)]


def test_nobody_moves_when_nothing_has_changed():
    organizations = register(500, seed=2)
    before = made(organizations, committees=10, size_range=(40, 60))

    after = made(organizations, committees=10, size_range=(40, 60), placements=placements_of(before), move_cost=5.0)

    assert (after.moves, moving_plan(after, placements_of(before))) == (0, [])
    assert {committee.code for committee in after.committees} == {committee.code for committee in before.committees}
    assert after.objective <= before.objective


def test_a_dear_move_is_made_only_where_sizes_demand_it():
    organizations = register(500, seed=2)
    before = made(organizations, committees=10, size_range=(40, 60))
    placed = placements_of(before)
    later = a_year_later(organizations, 30)
    wishes = {"committees": 10, "size_range": (35, 65), "placements": placed, "time_limit": 3}

    free, dear = made(later, **wishes, move_cost=0.0), made(later, **wishes, move_cost=1000.0)

    assert dear.moves == 0
    assert free.objective <= dear.objective


def test_the_moving_plan_names_everyone_who_moves_and_says_why():
    organizations = register(500, seed=5)
    before = made(organizations, committees=10, size_range=(40, 60))
    placed = placements_of(before)
    later = a_year_later(organizations, 40)

    after = made(later, committees=9, size_range=(45, 65), placements=placed, move_cost=0.5)
    plan = moving_plan(after, placed, languages=("en", "fr"))

    continued = {committee.code for committee in after.committees if committee.continues}
    closed = set(placed.values()) - continued
    assert len(plan) == after.moves > 0
    assert len(closed) == 1
    assert all(move.from_committee == placed[move.organization] != move.to_committee for move in plan)
    assert all(set(move.why) == {"en", "fr"} for move in plan)
    leaving_closed = [move for move in plan if move.from_committee in closed]
    assert leaving_closed
    assert all(f"Committee {move.from_committee} closes" in move.why["en"] for move in leaving_closed)
    assert not {identifier for identifier in after.organizations if identifier.startswith("new-")} & {
        move.organization for move in plan
    }


def test_a_committee_that_grew_too_large_gives_some_away_and_says_so():
    organizations = [(f"a{n}", "A11", DISTRICTS[n % 4]) for n in range(8)]
    organizations += [(f"b{n}", "A12", "D00") for n in range(4)]
    placed = {identifier: "north" if concept == "A11" else "south" for identifier, concept, _ in organizations}

    after = made(organizations, committees=2, size_range=(4, 6), placements=placed, move_cost=0.5)
    plan = moving_plan(after, placed, languages=("en", "fr"))

    assert {move.organization for move in plan} < {f"a{n}" for n in range(8)}
    assert len(plan) == 2
    assert (
        plan[0].why["en"].startswith("Committee north would have 8 organizations, more than 6; south now covers A11 in")
    )
