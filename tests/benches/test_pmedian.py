import itertools

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from benches.pmedian import capacitated_p_median
from tests.extent import examples
from umbel.remits import Infeasible


def square(count, seed):
    """Points in a square with demands, as Osman and Christofides drew theirs."""
    random = np.random.default_rng(seed)
    points = random.integers(1, 101, (count, 2))
    apart = points[:, None] - points[None]
    return np.floor(np.hypot(apart[..., 0], apart[..., 1])), random.integers(1, 21, count)


def by_enumeration(cost, demand, capacity, p):
    """The best objective over all medians and all assignments, or None."""
    best = None
    for medians in itertools.combinations(range(cost.shape[1]), p):
        for chosen in itertools.product(range(p), repeat=len(cost)):
            load = np.bincount(chosen, demand, minlength=p)
            if (load <= capacity[list(medians)]).all():
                total = sum(cost[node, medians[place]] for node, place in enumerate(chosen))
                best = total if best is None else min(best, total)
    return best


def test_each_node_is_served_by_a_median_with_room():
    cost, demand = square(40, seed=1)

    result = capacitated_p_median(cost, demand, 120, 5, time_limit=3)

    assert len(set(result.medians.tolist())) == 5
    assert set(result.assignment.tolist()) <= set(result.medians.tolist())
    assert np.bincount(result.assignment, demand).max() <= 120
    assert result.objective == cost[np.arange(40), result.assignment].sum()
    assert result.bound <= result.objective


@settings(max_examples=examples(30), deadline=None)
@given(st.integers(0, 10_000), st.integers(3, 6), st.integers(1, 3), st.floats(0.5, 1.0))
def test_small_problems_are_solved_to_the_proven_optimum(seed, nodes, p, tightness):
    random = np.random.default_rng(seed)
    cost = random.integers(0, 30, (nodes, nodes)).astype(float)
    demand = random.integers(1, 9, nodes)
    capacity = random.integers(4, 20, nodes)
    assume(demand.sum() <= tightness * np.sort(capacity)[::-1][:p].sum() and demand.max() <= capacity.max())
    truth = by_enumeration(cost, demand, capacity, p)

    result = capacitated_p_median(cost, demand, capacity, p, time_limit=5)

    if truth is None:
        assert result.status == "infeasible"
    else:
        assert (result.objective, result.bound, result.status) == (truth, truth, "optimal")


def test_fractional_demands_keep_the_bound_below_the_objective():
    cost, demand = square(30, seed=3)

    result = capacitated_p_median(cost, demand + 0.5, np.full(30, 95.25), 4, time_limit=2)

    assert 0 < result.bound <= result.objective < np.inf


def test_one_median_for_one_node():
    result = capacitated_p_median([[4.0]], [1], 1, 1)

    assert (result.medians.tolist(), result.assignment.tolist()) == ([0], [0])
    assert (result.objective, result.bound, result.gap) == (4.0, 4.0, 0.0)


@pytest.mark.parametrize(
    ("demands", "capacity", "p", "sentence"),
    [
        ([5, 5, 5], 7, 2, "The 2 largest capacities hold 14; the demands are 15."),
        ([9, 1, 1], 7, 2, "A demand of 9 fits no capacity; the largest is 7."),
        ([1, 1, 1], 7, 4, "There can be 1 to 3 medians."),
        ([1, 1], 7, 1, "There must be one demand of at least zero for each of 3 rows."),
        ([1, -1, 1], 7, 1, "There must be one demand of at least zero for each of 3 rows."),
    ],
)
def test_what_cannot_be_solved_is_refused_with_its_numbers(demands, capacity, p, sentence):
    with pytest.raises(Infeasible) as refusal:
        capacitated_p_median(np.ones((3, 3)), demands, capacity, p)

    assert sentence in str(refusal.value)


def test_a_table_that_is_no_table_of_distances_is_refused():
    with pytest.raises(Infeasible, match="finite numbers"):
        capacitated_p_median([[0.0, np.nan], [1.0, 0.0]], [1, 1], 2, 1)
