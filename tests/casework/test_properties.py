"""No sequence of steps by anyone reaches an adverse outcome without every step before it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.casework.conftest import GROUND, TODAY, WEIGHED, in_person, noon
from tests.extent import examples
from umbel import outcomes
from umbel.casework import acts
from umbel.casework.models import Case, Label, Round
from umbel.casework.states import AGAINST, CASE, CaseState
from umbel.errors import UmbelError

pytestmark = pytest.mark.django_db
SUPERVISORS = ("officer", "colleague", "chair", "sibling", "apex_officer", "apex", "second_apex", "reviewer")
PEOPLE = (*SUPERVISORS, "approver", "editor")
STEPS = {
    "give": lambda case, on, by: acts.give(case=case, on=on, by=by),
    "send-notice": lambda case, on, by: acts.send_notice(case=case, on=on, by=by),
    "try": lambda case, on, by: acts.try_service(case=case, attempt=in_person(on), on=on, by=by),
    "prove": lambda case, on, by: acts.prove_service(case=case, on=on, by=by),
    "acknowledge": lambda case, on, by: acts.acknowledge(case=case, on=on, by=by),
    "reply": lambda case, on, by: acts.reply(case=case, text="No.", at=noon(on), by=by),
    "all-said": lambda case, on, by: acts.reply(case=case, text="No.", at=noon(on), by=by, nothing_more=True),
    "language": lambda case, on, by: acts.ask_for_language(case=case, language="zh-hans", on=on, by=by),
    "consider": lambda case, on, by: acts.consider(case=case, weighed=WEIGHED, at=noon(on), by=by),
    "decide": lambda case, on, by: acts.decide(case=case, reasons="So.", on=on, by=by),
    "nothing": lambda case, on, by: acts.decide_nothing(case=case, reasons="So.", on=on, by=by),
    "appeal": lambda case, on, by: acts.appeal(case=case, grounds="No.", at=noon(on), by=by),
    "uphold": lambda case, on, by: outcomes.uphold_case(case=case, reasons="So.", on=on, by=by),
    "reverse": lambda case, on, by: acts.reverse(case=case, reasons="So.", on=on, by=by),
    "end": lambda case, on, by: acts.end_early(case=case, reasons="So.", on=on, by=by),
    "drop": lambda case, on, by: acts.drop(case=case, reasons="So.", on=on, by=by),
    "recuse": lambda case, on, by: acts.recuse(case=case, reasons="So.", on=on, by=by),
    "clocks": lambda case, on, by: (outcomes.run_cases(on=on), outcomes.run_cases(on=on), outcomes.run_cases(on=on)),
}
ROAD = [
    ("send-notice", "officer"),
    ("acknowledge", "approver"),
    ("all-said", "approver"),
    ("consider", "colleague"),
    ("decide", "apex"),
    ("acknowledge", "approver"),
    ("appeal", "approver"),
    ("uphold", "reviewer"),
]
"""So that deep states are reached at all, a run begins some way along it."""


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    begun=st.integers(0, len(ROAD)),
    moves=st.lists(
        st.tuples(st.sampled_from(sorted(STEPS)), st.sampled_from(PEOPLE), st.sampled_from([0, 1, 20, 40])), max_size=12
    ),
)
def test_no_path_to_an_adverse_outcome_skips_a_step(scene, begun, moves):
    with transaction.atomic():
        scene.walk.given()
        case = acts.open_case(organization=scene.own, rung="badly-run", ground=GROUND, on=TODAY, by=scene.officer)
        for name, who in ROAD[:begun]:
            STEPS[name](case, TODAY, getattr(scene, who))
            case.refresh_from_db()
        on = TODAY
        for name, who, days in moves:
            on += timedelta(days=days)
            before, lines = CaseState(case.state), case.steps.count()
            refused = taken(STEPS[name], case, on, getattr(scene, who))
            case.refresh_from_db()
            if refused:
                assert (case.state, case.steps.count()) == (before, lines), "a refused step leaves nothing behind"
            check(case, before)
        transaction.set_rollback(True)


def taken(step, case, on, by):
    try:
        with transaction.atomic():
            step(case, on, by)
    except UmbelError as refused:
        return str(refused)
    return ""


def check(case, before):
    codes = list(case.steps.order_by("number").values_list("code", flat=True))
    after = CaseState(case.state)
    if after != before and "clocks" not in codes:
        assert after in {step.target for step in CASE.steps}
    if case.state in AGAINST:
        for earlier in ("open", "send-notice", "prove-service", "consider", "decide"):
            assert earlier in codes
        assert case.round.reasons
        assert case.round.decided_by_id not in {case.round.stated_by_id, case.round.considered_by_id}
        assert case.round.considered_on >= case.round.served_on
        replied = case.steps.filter(code="reply", data__nothing_more=True).exists()
        assert replied or case.round.considered_on > case.round.reply_until
    labels = Label.objects.filter(case=case, reversed_on=None)
    if labels.exists():
        assert case.effective_on
        assert case.round.decision_served_on
    if case.state == CaseState.REVERSED:
        assert not labels.exists()
        assert case.round.heard_by_id not in {
            case.round.stated_by_id,
            case.round.considered_by_id,
            case.round.decided_by_id,
        }
    assert Case.objects.filter(pk=case.pk).count() == 1


@pytest.mark.parametrize(
    "missing",
    [
        "noticed_on", "served_on", "considered_on", "considered_by", "decided_on", "decided_by", "reasons",
        "facts_relied_on", "facts_set_aside", "of_the_reply",
    ],
)  # fmt: skip
def test_the_database_itself_refuses_a_decision_without_one_of_its_steps(scene, missing):
    case = scene.walk.considered()
    decided = {"decided_on": TODAY, "decided_by": scene.chair.account_id, "reasons": "So."}
    empty = "" if isinstance(getattr(case.round, missing), str) else None
    with pytest.raises(IntegrityError, match="no_decision_skips_a_step"), transaction.atomic():
        Round.objects.filter(case=case).update(**decided | {missing: empty})
    Round.objects.filter(case=case).update(**decided)


@pytest.mark.parametrize("state", AGAINST)
def test_the_database_itself_refuses_what_stands_against_anyone_without_a_decision(scene, state):
    case = scene.walk.considered()
    with pytest.raises(IntegrityError, match="nothing_adverse_skips_a_step"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state=state)
