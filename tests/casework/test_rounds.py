"""A case begins again with another round: nothing of the one before is overwritten, by whatever way it goes on."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import BooleanField, CharField, DateField, DateTimeField, TextField
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.casework.conftest import GROUND, TODAY, WEIGHED, noon
from tests.casework.test_properties import PEOPLE, ROAD, STEPS, taken
from tests.extent import examples
from umbel.casework import acts, queries
from umbel.casework.migrations._rounds_are_kept import BEFORE_A_DECISION, BEFORE_A_RULING
from umbel.casework.models import Case, Round
from umbel.casework.states import Again, CaseState
from umbel.exchange.organization_archive import tables
from umbel.structure.models import Organization

pytestmark = pytest.mark.django_db
COLUMNS = {field.attname: field for field in Round._meta.concrete_fields}
LIVING = {"closed_on", "why_closed", "decision_served_on", "appeal_until", "appeal_suspends"}
"""What is still written once a decision was made: its service, in whichever language, and what an appeal does."""


def merged(case, on, by):
    """Whomever the case is about merges into the other."""
    into = Organization.objects.exclude(pk=case.organization_id).order_by("pk").first()
    return acts.follow(organization=case.organization, into=into, on=on, by=by.actor)


def other_language(case, on, by):
    """Whoever is served asks for it in the language that it is not in."""
    language = "en" if case.language == "zh-hans" else "zh-hans"
    return acts.ask_for_language(case=case, language=language, on=on, by=by)


WAYS = STEPS | {"merge": merged, "language": other_language}
GOING = [*ROAD, ("acknowledge", "outsider"), ("all-said", "outsider")]
AGAIN = [("merge", "apex"), ("language", "approver"), ("language", "outsider")]
MOVES = st.one_of(
    st.sampled_from(GOING),
    st.sampled_from(AGAIN),
    st.tuples(st.sampled_from(sorted(WAYS)), st.sampled_from((*PEOPLE, "outsider"))),
)
"""Mostly steps by which a case goes on or begins again, so that a walk has several rounds."""


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    begun=st.integers(1, len(ROAD)),
    moves=st.lists(st.tuples(MOVES, st.sampled_from([0, 0, 1, 20])), min_size=3, max_size=15),
)
def test_a_closed_round_never_changes_and_there_is_one_more_than_times_it_began_again(scene, begun, moves):
    with transaction.atomic():
        scene.walk.given()
        case = acts.open_case(organization=scene.own, rung="badly-run", ground=GROUND, on=TODAY, by=scene.officer)
        for name, who in ROAD[:begun]:
            WAYS[name](case, TODAY, getattr(scene, who))
            case.refresh_from_db()
        on, before = TODAY, closed(case)
        for (name, who), days in moves:
            on += timedelta(days=days)
            taken(WAYS[name], case, on, getattr(scene, who))
            case.refresh_from_db()
            after = closed(case)
            assert after[: len(before)] == before
            assert case.rounds.count() == 1 + times_begun_again(case)
            assert case.round == case.rounds.get(closed_on=None) == case.rounds.order_by("-number").first()
            assert case.round.organization_id == case.organization_id
            before = after
        transaction.set_rollback(True)


def closed(case):
    """Every round that has ended, column by column."""
    return list(case.rounds.exclude(closed_on=None).order_by("number").values())


def times_begun_again(case):
    asked = case.steps.filter(code="ask-for-language", data__state=CaseState.REPLY)
    return case.steps.filter(code="begin-again").count() + asked.count()


def test_at_a_merger_what_was_said_stays_with_whom_it_was_said_to(scene):
    case = scene.walk.considered()
    acts.follow(organization=scene.own, into=scene.other, on=TODAY + timedelta(days=1), by=scene.apex.actor)
    case.refresh_from_db()
    former, now = case.rounds.order_by("number")
    assert (former.organization, former.closed_on, former.why_closed) == (
        scene.own,
        TODAY + timedelta(days=1),
        Again.MERGER,
    )
    assert (former.served_on, former.facts_relied_on) == (TODAY, WEIGHED.relied_on)
    assert former.considered_by_id == scene.colleague.account_id
    assert former.services.count() == case.services.count() > 0
    assert (now.organization, now.opened_on, now.closed_on) == (scene.other, former.closed_on, None)
    assert (now.ground, now.rule, now.facts, now.stated_by) == (
        former.ground,
        former.rule,
        former.facts,
        former.stated_by,
    )
    assert (now.noticed_on, now.replied_at, now.considered_on, now.facts_relied_on) == (None, None, None, "")


def test_a_notice_in_another_language_begins_a_round_in_which_the_reply_still_counts(scene):
    case = scene.walk.replied(hearing=True)
    acts.ask_for_language(case=case, language="zh-hans", on=TODAY, by=scene.approver)
    former, now = case.rounds.order_by("number")
    assert (former.why_closed, former.reply_until) == (Again.LANGUAGE, scene.calendar.add_working_days(TODAY, 15))
    assert (now.replied_at, now.asks_for_hearing) == (former.replied_at, True)
    assert (now.noticed_on, now.reply_until) == (None, None)


def test_a_decision_in_another_language_is_the_same_round(scene):
    case = scene.walk.appealable()
    acts.ask_for_language(case=case, language="zh-hans", on=TODAY, by=scene.approver)
    assert case.rounds.count() == 1
    assert set(case.services.filter(paper="decision").values_list("sending", flat=True)) == {1, 2}


def other_than(field, value):
    """Another value that the column takes."""
    if isinstance(field, BooleanField):
        return not value
    if isinstance(field, DateTimeField | DateField):
        return (value or noon(TODAY)) + timedelta(days=1)
    return f"{value}!" if isinstance(field, CharField | TextField) else (value or 0) + 1


def is_kept(rows, names):
    """Whether the database refuses another value of each of these columns."""
    for name, value in rows.values(*names).get().items():
        with pytest.raises(IntegrityError, match="never rewritten"), transaction.atomic():
            rows.update(**{name: other_than(COLUMNS[name], value)})
    return True


def test_the_database_itself_keeps_a_round_that_has_ended(scene):
    case = scene.walk.replied()
    acts.follow(organization=scene.own, into=scene.other, on=TODAY, by=scene.apex.actor)
    assert is_kept(Round.objects.filter(case=case, number=1), COLUMNS)


def test_the_database_itself_keeps_a_decision_and_what_it_rests_on(scene):
    case = scene.walk.final("badly-run", by=scene.apex_officer)
    kept = {*BEFORE_A_DECISION, *BEFORE_A_RULING}
    assert kept | LIVING == COLUMNS.keys()
    assert is_kept(Round.objects.filter(case=case), kept)


def test_the_database_itself_refuses_an_effect_before_the_decision_was_served(scene):
    case = scene.walk.decided("badly-run", by=scene.apex_officer)
    with pytest.raises(IntegrityError, match="no_effect_before_service"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(effective_on=TODAY, published_until=TODAY)
    case = acts.acknowledge(case=case, on=TODAY, by=scene.approver)
    Case.objects.filter(pk=case.pk).update(effective_on=TODAY, published_until=TODAY)
    with pytest.raises(IntegrityError, match="no_effect_before_service"), transaction.atomic():
        Round.objects.filter(case=case).update(decision_served_on=None)


def test_the_archives_of_both_organizations_hold_the_round_before_a_merger(scene):
    scene.walk.considered()
    acts.follow(organization=scene.own, into=scene.other, on=TODAY, by=scene.apex.actor)
    held = [{table.name: list(table) for table in tables(organization)} for organization in (scene.own, scene.other)]
    adverse = [[row for row in file["case_rounds"] if row["noticed_on"] and row["served_on"]] for file in held]
    assert adverse[0] == adverse[1] != []
    assert adverse[0][0]["facts_relied_on"] == WEIGHED.relied_on
    assert held[0]["services"] == held[1]["services"] != []


def test_a_case_asks_for_its_round_with_itself(scene, django_assert_num_queries):
    scene.walk.replied()
    with django_assert_num_queries(1):
        assert [row.round.number for row in queries.cases()] == [1, 1]


def test_a_reply_still_counts_after_the_notice_came_in_another_language(scene):
    case = scene.walk.replied(nothing_more=True)
    case = acts.ask_for_language(case=case, language="zh-hans", on=TODAY, by=scene.approver)
    case = acts.send_notice(case=case, on=TODAY, by=scene.officer)
    case = acts.acknowledge(case=case, on=TODAY, by=scene.approver)
    later = noon(case.round.reply_until + timedelta(days=1))
    case = acts.consider(case=case, weighed=WEIGHED, at=later, by=scene.colleague)
    assert case.round.of_the_reply == WEIGHED.of_the_reply
