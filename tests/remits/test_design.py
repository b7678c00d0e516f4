import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extent import examples
from tests.remits.exact import best_design
from tests.remits.registers import CODED, FIELDS, register, small_registers
from umbel.errors import Problems
from umbel.remits import Infeasible, design


def made(organizations, **wishes):
    return design(organizations, classification=FIELDS, **wishes)


def test_every_organization_is_in_one_committee_of_a_size_in_range():
    organizations = register(600)

    result = made(organizations, committees=12, size_range=(40, 60))

    members = np.concatenate([committee.members for committee in result.committees])
    assert sorted(members.tolist()) == list(range(600))
    assert all(40 <= committee.size <= 60 for committee in result.committees)
    assert all(
        (result.assignment[committee.members] == place).all() for place, committee in enumerate(result.committees)
    )


def test_the_objective_is_the_sum_of_the_members_distances_to_their_centres():
    organizations = register(300, seed=3)

    result = made(organizations, committees=6, size_range=(40, 60))

    by_hand = sum(
        result.distance(concept, district, result.committees[place])
        for (_, concept, district), place in zip(organizations, result.assignment.tolist(), strict=True)
    )
    assert result.objective == pytest.approx(by_hand)
    assert result.objective == pytest.approx(sum(committee.within for committee in result.committees))


def test_a_cell_stays_whole_unless_no_committee_could_hold_it():
    organizations = register(900, seed=4, districts=("D00", "D01", "D02"))

    result = made(organizations, committees=18, size_range=(40, 60))

    holders = {}
    for (_, concept, district), place in zip(organizations, result.assignment.tolist(), strict=True):
        holders.setdefault((concept, district), []).append(place)
    shared = [cell for cell, places in holders.items() if len(set(places)) > 1]
    assert shared
    assert all(len(holders[cell]) > 60 for cell in shared)


@settings(max_examples=examples(40), deadline=None)
@given(small_registers(), st.integers(1, 5), st.integers(1, 9), st.integers(0, 9))
def test_any_answer_is_in_range_and_above_its_bound(organizations, committees, least, spread):
    wishes = {"committees": committees, "size_range": (least, least + spread), "time_limit": 2.0}
    try:
        result = made(organizations, **wishes)
    except Infeasible:
        if committees * least <= len(organizations) <= committees * (least + spread):
            assert best_design(organizations, **wishes) is None
        return
    assert [least <= committee.size <= least + spread for committee in result.committees] == [True] * committees
    assert result.bound <= result.objective + 1e-9


@settings(max_examples=examples(25), deadline=None)
@given(small_registers(most=16), st.integers(2, 4))
def test_the_bound_is_never_above_the_true_optimum(organizations, committees):
    least = max(1, len(organizations) // committees - 2)
    wishes = {"committees": committees, "size_range": (least, least + 4)}
    optimum = best_design(organizations, **wishes)
    if optimum is None:
        return

    result = made(organizations, **wishes)

    assert result.bound <= optimum + 1e-6 <= result.objective + 2e-6


def test_the_same_seed_gives_the_same_design():
    organizations = register(500, seed=6)
    wishes = {"committees": 10, "size_range": (45, 55), "seed": 11}

    assert made(organizations, **wishes).assignment.tolist() == made(organizations, **wishes).assignment.tolist()


def test_a_single_organization_is_a_committee_of_its_own():
    result = made([("only", "A11", None)], committees=1, size_range=(1, 1))

    assert [committee.size for committee in result.committees] == [1]
    assert (result.objective, result.bound, result.gap) == (0.0, 0.0, 0.0)


def test_one_field_in_one_district_is_shared_by_numbered_committees():
    organizations = [(f"org-{number}", "A21", "D00") for number in range(2983)]

    result = made(organizations, committees=52, size_range=(40, 60))

    assert (result.objective, result.bound) == (0.0, 0.0)
    parts = sorted(term.part for committee in result.committees for term in committee.remit.terms if term.part)
    assert parts == [(number, 52) for number in range(1, 53)]


def test_a_target_size_settles_the_number_of_committees():
    assert len(made(register(500), target_size=50).committees) == 10


@pytest.mark.parametrize(
    ("count", "wishes", "sentence"),
    [
        (
            2983,
            {"committees": 52, "size_range": (60, 70)},
            (
                "52 committees of at least 60 need 3,120 organizations; there are 2,983. "
                "Lower the minimum to 57 or ask for at most 49 committees."
            ),
        ),
        (
            2983,
            {"committees": 52, "size_range": (40, 50)},
            (
                "52 committees of at most 50 hold 2,600 organizations; there are 2,983. "
                "Raise the maximum to 58 or ask for at least 60 committees."
            ),
        ),
        (
            110,
            {"size_range": (40, 50)},
            (
                "2 committees of at most 50 hold 100 organizations and 3 of at least 40 need 120; there are 110. "
                "Raise the maximum to 55 or lower the minimum to 36."
            ),
        ),
    ],
)
def test_sizes_that_cannot_work_are_refused_with_the_numbers_and_a_way_out(count, wishes, sentence):
    with pytest.raises(Infeasible) as refusal:
        made(register(count), **wishes)

    assert str(refusal.value).splitlines()[1] == sentence


def test_the_way_out_of_a_refusal_works():
    organizations = register(2983)

    with pytest.raises(Infeasible):
        made(organizations, committees=52, size_range=(60, 70))

    assert len(made(organizations, committees=49, size_range=(60, 70), time_limit=3).committees) == 49
    assert len(made(organizations, committees=52, size_range=(57, 70), time_limit=3).committees) == 52


def test_more_committees_than_there_are_cells_is_refused():
    with pytest.raises(Infeasible, match="Ask for at most 1 committees"):
        made([(f"org-{number}", "A21", "D00") for number in range(10)], committees=2, size_range=(1, 10))


def test_unknown_codes_and_repeated_organizations_are_listed_by_row():
    organizations = [("one", "A11", "D00"), ("two", "A13", "D00"), ("one", "A12", "D09")]

    with pytest.raises(Problems) as refusal:
        made(organizations, committees=1, size_range=(1, 9), districts=("D00", "D01"))

    places = [(problem.row, problem.field, problem.found) for problem in refusal.value.problems]
    assert places == [(2, "concept", "A13"), (3, "id", "one"), (3, "district", "D09")]
    assert "Found: A13. The nearest there is: A1" in str(refusal.value)


@pytest.mark.parametrize(
    ("classification", "words"),
    [({"A": "B", "B": "A"}, "ring"), ({"A": "Z"}, "not in the classification"), ({}, "no concepts")],
)
def test_a_classification_that_is_no_tree_is_refused(classification, words):
    with pytest.raises(Problems, match=words):
        design([("one", "A", None)], classification=classification, committees=1, size_range=(1, 1))


def test_nobody_at_all_is_refused():
    with pytest.raises(Problems, match="no organizations"):
        made([], committees=1, size_range=(1, 1))


def test_no_wish_about_size_is_refused():
    with pytest.raises(Problems, match="Give a number of committees"):
        made([("one", CODED[0], None)])


@pytest.mark.parametrize("weights", [{"move_cost": -1.0}, {"district_step": 1.5}, {"time_limit": float("nan")}])
def test_weights_without_meaning_are_refused(weights):
    with pytest.raises(Problems, match="Give a number from 0 to"):
        made([("one", "A11", None)], committees=1, size_range=(1, 1), **weights)
