"""Entering organizations in bulk."""

from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.extent import examples
from umbel.audit.actors import Actor, Subject
from umbel.audit.models import Entry
from umbel.errors import NotFound, NotNow, Problem, Problems
from umbel.structure.acts import OrganizationEntry, enter_organizations
from umbel.structure.acts.imported_structure import (
    BodyEntry,
    ConceptEntry,
    DistrictEntry,
    PlacementEntry,
    adopt_classification,
    enter_committees,
    enter_districts,
)
from umbel.structure.models import (
    Body,
    Classification,
    Concept,
    District,
    Identifier,
    Organization,
    Particulars,
    Placement,
)
from umbel.structure.states import TierCode
from umbel.words import Words, as_written

pytestmark = pytest.mark.django_db

BY = Actor.program("test")
SOURCE = Subject("register", "test", "The test register")
FIRST, SECOND, THIRD = date(2024, 1, 1), date(2025, 1, 1), date(2026, 1, 1)


def entry(number=1, **said):
    said = {"from_on": FIRST, "names": Words({"en": f"Organization {number}"}), **said}
    return OrganizationEntry(identifiers=(("local-test", str(number)),), **said)


def enter(*entries, on=SECOND, **options):
    counts = enter_organizations(entries=entries, source=SOURCE, by=BY, on=on, **{"classification": None, **options})
    return SimpleNamespace(**{name: getattr(counts, name) for name in counts.__slots__ if getattr(counts, name)})


def history(number=1):
    rows = Particulars.objects.filter(organization__identifiers__value=str(number)).order_by("from_on")
    return [(row.from_on, row.until_on, row.names.get("en", ""), row.size) for row in rows]


def test_the_same_entries_again_change_nothing():
    entries = [entry(n, size=n, registered_on=FIRST) for n in range(3)]
    assert enter(*entries) == SimpleNamespace(created=3)
    before = list(Particulars.objects.order_by("pk").values())
    assert enter(*entries, on=THIRD) == SimpleNamespace(unchanged=3)
    assert list(Particulars.objects.order_by("pk").values()) == before


def test_what_differs_ends_the_row_in_force_and_begins_another():
    enter(entry(size=10), entry(2))
    assert enter(entry(size=12), entry(2), on=THIRD) == SimpleNamespace(changed=1, unchanged=1)
    assert history() == [(FIRST, THIRD, "Organization 1", 10), (THIRD, None, "Organization 1", 12)]
    assert history(2) == [(FIRST, None, "Organization 2", None)]


def test_a_correction_on_the_very_day_is_made_in_place_and_counted():
    enter(entry(size=10))
    enter(entry(size=12), on=THIRD)
    assert enter(entry(size=13), on=THIRD) == SimpleNamespace(changed=1, corrected=1)
    assert history() == [(FIRST, THIRD, "Organization 1", 10), (THIRD, None, "Organization 1", 13)]
    assert Entry.objects.order_by("-number").first().data["corrected"] == 1


def test_what_is_left_empty_does_not_erase_what_stands():
    enter(entry(size=10, registered_on=FIRST))
    assert enter(entry(names=Words({})), on=THIRD) == SimpleNamespace(unchanged=1)
    assert history() == [(FIRST, None, "Organization 1", 10)]
    assert Organization.objects.get().registered_on == FIRST


def test_any_identifier_finds_the_organization_and_new_ones_are_added():
    enter(entry())
    both = OrganizationEntry(identifiers=(("us-ein", "010123106"), ("local-test", "1")), from_on=FIRST)
    assert enter(both) == SimpleNamespace(changed=1)
    assert enter(both) == SimpleNamespace(unchanged=1)
    assert Organization.objects.count() == 1
    assert set(Identifier.objects.values_list("scheme", flat=True)) == {"local-test", "us-ein"}


def test_a_later_entry_of_one_run_sees_what_an_earlier_one_did():
    assert enter(entry(size=1), entry(size=2), on=FIRST) == SimpleNamespace(created=1, changed=1, corrected=1)
    assert history() == [(FIRST, None, "Organization 1", 2)]


def test_an_organization_that_ends_takes_placement_and_committee_with_it():
    apex = Body.objects.create(tier=TierCode.APEX, code="A", names=Words({"en": "Apex"}), established_on=FIRST)
    joint = Body.objects.create(
        tier=TierCode.JOINT, code="J", names=Words({"en": "Joint"}), parent=apex, depth=2, established_on=FIRST
    )
    enter(entry(registered_on=FIRST), with_committees=True)
    organization = Organization.objects.get()
    Placement.objects.create(organization=organization, body=joint, from_on=FIRST)
    assert enter(entry(ended_on=SECOND), on=THIRD) == SimpleNamespace(ended=1)
    assert Placement.objects.get().until_on == SECOND
    assert Body.objects.get(organization=organization).dissolved_on == SECOND
    assert enter(entry(ended_on=SECOND), on=THIRD) == SimpleNamespace(unchanged=1)


def test_each_organization_has_a_committee_named_after_it_when_asked():
    enter(entry(names=Words({"en": "Organization 1", "zh-hans": "协会"})), entry(2), with_committees=True)
    first = Body.objects.get(organization__identifiers__value="1")
    assert (first.code, first.names.get("en", ""), first.names.get("zh-hans", "")) == (
        f"O-{first.organization_id}",
        "Committee of Organization 1",
        "协会委员会",
    )
    enter(entry(names=Words({"en": "Renamed", "zh-hans": "协会"})), on=THIRD, with_committees=True)
    first.refresh_from_db()
    assert first.names.get("en", "") == "Committee of Renamed"
    assert Body.objects.count() == 2


def test_codes_become_concepts_and_districts():
    concepts = [
        ConceptEntry(code="A", names=Words({"en": "Culture"})),
        ConceptEntry(code="A1", parent="A", names=Words({"en": "Music"})),
    ]
    adopt_classification(code="tree", title=Words({"en": "Tree"}), concepts=reversed(concepts), by=BY)
    enter_districts(districts=[DistrictEntry(code="N", names=Words({"en": "North"}))], source=SOURCE, by=BY)
    enter(entry(concept="A1", district="N"), classification="tree")
    row = Particulars.objects.get()
    assert (row.concept.path, row.district.code) == ("/A/A1/", "N")


def test_every_problem_is_told_and_nothing_is_entered():
    enter(entry(1), entry(2))
    mixed = OrganizationEntry(identifiers=(("local-test", "1"), ("local-test", "2")), from_on=FIRST)
    with pytest.raises(Problems) as refused:
        enter(
            entry(3, concept="X"),
            entry(4, names=Words({}), file="a.csv", row=7),
            mixed,
            OrganizationEntry(identifiers=(), from_on=FIRST, names=Words({"en": "Numberless"})),
            entry(2, size=3),
            entry(5),
            on=date(2023, 1, 1),
        )
    assert sorted(str(problem) for problem in refused.value.problems) == [
        "a.csv, row 7, name: local-test 4: it is new and has no name. Give a name in one language.",
        "concept: local-test 3: there is no concept of that code. Found: X. Enter the code first, or leave it out.",
        "identifiers: Numberless: it has no identifier. Give at least one.",
        (
            "identifiers: local-test 1: its identifiers belong to different organizations. "
            "Found: local-test 1, local-test 2. Correct one of them."
        ),
        (
            "local-test 2: the register holds newer particulars, since 2024-01-01. Found: others as of 2023-01-01. "
            "Enter registers in the order of their dates."
        ),
    ]
    assert Organization.objects.count() == 2


def test_entries_with_problems_are_left_out_where_the_caller_takes_them():
    told: list[Problem] = []
    assert enter(entry(1), entry(2, concept="X"), refuse=told.append) == SimpleNamespace(created=1)
    assert [problem.found for problem in told] == ["X"]


def test_an_unknown_classification_is_refused():
    with pytest.raises(NotFound, match="There is no classification 'tree' here"):
        enter(entry(), classification="tree")


def test_a_batch_is_one_entry_of_the_record():
    enter(entry(1), entry(2), file_hashes=["a.csv sha256:00"])
    recorded = Entry.objects.get()
    assert (recorded.act, recorded.data) == (
        "structure:enter-organizations",
        {
            "on": "2025-01-01",
            "files": ["a.csv sha256:00"],
            "created": 2,
            "changed": 0,
            "unchanged": 0,
            "ended": 0,
            "corrected": 0,
        },
    )


sizes = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=8)


@given(st.lists(sizes, min_size=1, max_size=4))
@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_history_is_without_gaps_and_ends_with_what_was_said_last(runs):
    base, said = 10 * Organization.objects.count() + 10, {}
    for year, run in enumerate(runs):
        counts = enter_organizations(
            entries=[entry(base + number, size=size) for number, size in run],
            classification=None,
            source=SOURCE,
            by=BY,
            on=date(2025 + year, 1, 1),
        )
        said |= dict(run)
        assert counts.created + counts.changed + counts.unchanged == len(run)
    for number, size in said.items():
        rows = history(base + number)
        assert rows[-1][3] == size
        assert rows[0][0] == FIRST
        assert [row[1] for row in rows] == [*(row[0] for row in rows[1:]), None]


def test_a_classification_adopted_again_takes_new_names_and_refuses_a_new_shape():
    nodes = [
        ConceptEntry(code="A", names=Words({"en": "Culture"})),
        ConceptEntry(code="B", parent="A", names=Words({"en": "Music"})),
    ]
    assert adopt_classification(code="tree", title=Words({"en": "Tree"}), concepts=nodes, by=BY).created == 2
    renamed = [nodes[0], ConceptEntry(code="B", parent="A", names=Words({"en": "Song"}))]
    counts = adopt_classification(code="tree", title=Words({"en": "Tree"}), concepts=renamed, by=BY)
    assert (counts.changed, counts.unchanged) == (1, 1)
    assert Concept.objects.get(code="B").names.get("en", "") == "Song"
    with pytest.raises(Problems, match="tree B stands under another code than before"):
        adopt_classification(
            code="tree",
            title=Words({"en": "Tree"}),
            concepts=[ConceptEntry(code="B", names=Words({"en": "Song"}))],
            by=BY,
        )


@pytest.mark.parametrize("parent", ["B", "Z"])
def test_a_classification_with_a_ring_or_a_gap_is_refused(parent):
    nodes = [
        ConceptEntry(code="A", parent=parent, names=Words({"en": "A"})),
        ConceptEntry(code="B", parent="A", names=Words({"en": "B"})),
    ]
    with pytest.raises(Problems, match="has a parent that is not there, or is below itself"):
        adopt_classification(code="tree", title=Words({"en": "Tree"}), concepts=nodes, by=BY)
    assert not Concept.objects.exists()


def test_committees_and_placements_come_in_and_may_only_end():
    enter(entry())
    organization = Organization.objects.get().pk
    bodies = [
        BodyEntry(code="A", tier=TierCode.APEX, names=Words({"en": "Apex"}), established_on=FIRST),
        BodyEntry(code="J", tier=TierCode.JOINT, parent="A", names=Words({"en": "Joint"}), established_on=FIRST),
    ]
    placement = PlacementEntry(organization=organization, body="J", from_on=FIRST)
    both = {"source": SOURCE, "by": BY}
    assert enter_committees(bodies=bodies, placements=[placement], **both).created == 3
    assert enter_committees(bodies=bodies, placements=[placement], **both).unchanged == 3
    ended = PlacementEntry(organization=organization, body="J", from_on=FIRST, until_on=SECOND)
    assert enter_committees(bodies=[], placements=[ended], **both).ended == 1
    assert Placement.objects.get().until_on == SECOND
    with pytest.raises(Problems, match="There is no body of that code"):
        enter_committees(
            bodies=[], placements=[PlacementEntry(organization=organization, body="X", from_on=SECOND)], **both
        )


def test_codes_too_long_for_a_path_are_refused_before_the_database_does():
    codes = [f"{letter * 80}" for letter in "ABCDEFG"]
    nodes = [
        ConceptEntry(code=code, parent=above, names=Words({"en": code[0]}))
        for above, code in zip(["", *codes[:-1]], codes, strict=True)
    ]
    with pytest.raises(NotNow, match="Shorten the codes, or leave out a level"):
        adopt_classification(code="tree", title=Words({"en": "Tree"}), concepts=nodes, by=BY)


def test_a_file_in_one_language_leaves_what_is_said_in_others():
    for names in (Words({"en": "Music", "zh-hans": "音乐"}), Words({"en": "Song"})):
        adopt_classification(code="tree", title=names, concepts=[ConceptEntry(code="A", names=names)], by=BY)
        enter_districts(districts=[DistrictEntry(code="N", names=names)], source=SOURCE, by=BY)
        body = BodyEntry(code="B", tier=TierCode.APEX, names=names, established_on=FIRST)
        enter_committees(bodies=[body], placements=[], source=SOURCE, by=BY)
    rows = [Classification.objects.get(), Concept.objects.get(), District.objects.get(), Body.objects.get()]
    assert [row.names for row in rows] == [Words({"en": "Song", "zh-hans": "音乐"})] * 4


def test_what_nobody_named_is_called_by_its_code_until_somebody_does():
    named = Words({"en": "Music"})
    for names, called in ((Words(), as_written("A")), (named, named), (Words(), named)):
        adopt_classification(code="tree", title=named, concepts=[ConceptEntry(code="A", names=names)], by=BY)
        enter_districts(districts=[DistrictEntry(code="A", names=names)], source=SOURCE, by=BY)
        assert [Concept.objects.get().names, District.objects.get().names] == [called] * 2
