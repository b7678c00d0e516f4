"""The demo's organizations: synthetic, valid, skewed like a real register, and the same every time."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umbel.cli.demo.population import BEGINS_ON, SIZE, field_sizes, fingerprint, population
from umbel.cli.demo.words import rows, wordings
from umbel.structure.identifiers import check_identifier


@pytest.fixture(scope="module")
def organizations():
    return population()


def test_population_has_2983_organizations_each_with_its_own_names_and_code(organizations):
    assert len(organizations) == SIZE == 2983
    for value in ("name_en", "name_zh", "code"):
        assert len({getattr(organization, value) for organization in organizations}) == 2983


def test_every_credit_code_is_valid_and_says_the_district(organizations):
    for organization in organizations:
        assert check_identifier("cn-uscc", organization.code) == organization.code
        assert organization.code[2:8] == organization.district


def test_fields_follow_the_skew_of_a_real_register(organizations):
    sizes = Counter(organization.concept for organization in organizations)
    assert sum(size > 80 for size in sizes.values()) == 10
    assert sum(size < 20 for size in sizes.values()) > 40


@given(st.integers(min_value=1, max_value=20_000))
def test_field_sizes_add_up_and_are_never_one_off_their_share(size):
    counts = {row["concept"]: int(row["organizations"]) for row in rows("field_counts.csv")}
    total = sum(counts.values())
    sizes = field_sizes(size)
    assert sum(sizes.values()) == size
    for concept, number in sizes.items():
        assert abs(number - counts[concept] * size / total) < 1


def test_districts_are_uneven_like_a_city(organizations):
    sizes = Counter(organization.district for organization in organizations)
    assert len(sizes) == 16
    assert {code for code, _ in sizes.most_common(2)} == {"110105", "110108"}
    assert max(sizes.values()) > 10 * min(sizes.values())


def test_dates_run_in_order_and_some_are_registered_during_the_demo(organizations):
    assert all(organization.founded_on < organization.registered_on for organization in organizations)
    during = [organization for organization in organizations if organization.registered_on >= BEGINS_ON]
    assert 20 < len(during) < 100
    assert min(organization.founded_on.year for organization in organizations) < 1990


def test_sizes_are_skewed(organizations):
    sizes = sorted(organization.size for organization in organizations)
    median = sizes[len(sizes) // 2]
    assert sum(sizes) / len(sizes) > 1.4 * median


def test_the_same_seed_gives_the_same_rows_and_another_one_does_not():
    assert fingerprint(population(300, seed=7)) == fingerprint(population(300, seed=7))
    assert fingerprint(population(300, seed=7)) != fingerprint(population(300, seed=8))


def test_the_default_population_is_the_one_that_is_published(organizations):
    assert fingerprint(organizations) == PUBLISHED


def test_every_field_of_the_register_has_words_of_its_own():
    for row in rows("field_counts.csv"):
        assert wordings(row["concept"])


PUBLISHED = "fe229aec3f46e81c2f5e9c735a45fef30f66473944655724c38380211891b0b2"
