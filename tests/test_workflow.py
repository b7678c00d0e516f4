"""Every step from every state: taken where the table says so, refused with a way out elsewhere."""

from dataclasses import FrozenInstanceError
from enum import StrEnum
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umbel.errors import NotNow
from umbel.workflow import Step, Workflow


class State(StrEnum):
    DRAFT = "draft"
    SENT = "sent-in"
    ACCEPTED = "accepted"
    REFUSED = "refused"


STEPS = [
    Step("send", State.DRAFT, State.SENT),
    Step("send-back", State.SENT, State.DRAFT),
    Step("accept", State.SENT, State.ACCEPTED),
    Step("refuse", State.SENT, State.REFUSED),
    Step("reopen", State.REFUSED, State.SENT),
]
WORKFLOW = Workflow(states=State, steps=STEPS)
Letters = StrEnum("Letters", [(letter, letter) for letter in "abcdef"])


@st.composite
def workflows(draw):
    """Any workflow in which every state can be reached."""
    letters = list(Letters)
    chain = [Step(f"to-{to}", draw(st.sampled_from(letters[:at])), to) for at, to in enumerate(letters) if at]
    more = st.builds(Step, st.sampled_from(["x", "y", "z"]), st.sampled_from(letters), st.sampled_from(letters))
    extra = draw(st.lists(more, max_size=8, unique_by=lambda step: (step.name, step.source)))
    return Workflow(states=Letters, steps=[*chain, *extra])


@given(workflows())
def test_every_step_is_taken_or_refused_from_every_state(workflow):
    table = {(step.name, step.source): step.target for step in workflow.steps}
    for name, state in product({step.name for step in workflow.steps}, workflow.states):
        if (name, state) in table:
            assert workflow.check_step(name, state) is table[name, state]
            continue
        with pytest.raises(NotNow) as refusal:
            workflow.check_step(name, state)
        offered = [step.name for step in workflow.steps if step.source == state]
        assert (f"What can be done now: {', '.join(offered)}." in str(refusal.value)) is bool(offered)
        assert ("this state is final" in str(refusal.value)) is (state in workflow.final)


@given(workflows())
def test_the_diagram_draws_every_step_and_every_end(workflow):
    drawn = workflow.diagram().splitlines()
    assert len(drawn) == 2 + len(workflow.steps) + len(workflow.final)
    assert all(f"    {step.source} --> {step.target}: {step.name}" in drawn for step in workflow.steps)


def test_a_refused_step_says_what_can_be_done():
    with pytest.raises(NotNow) as refusal:
        WORKFLOW.check_step("accept", "draft")
    assert str(refusal.value) == "The step accept cannot be taken while the state is draft. What can be done now: send."


def test_ends_and_openings_are_computed():
    assert WORKFLOW.start is State.DRAFT
    assert WORKFLOW.final == {State.ACCEPTED}
    assert [step.name for step in WORKFLOW.steps_from("sent-in")] == ["send-back", "accept", "refuse"]
    assert "    [*] --> draft\n    draft --> sent_in: send\n" in WORKFLOW.diagram()


def test_a_step_or_state_that_does_not_exist_is_an_error_of_the_program():
    with pytest.raises(ValueError, match="No step of this workflow is called 'sned'"):
        WORKFLOW.check_step("sned", State.DRAFT)
    with pytest.raises(ValueError, match="'lost' is not a valid State"):
        WORKFLOW.check_step("send", "lost")


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        (STEPS[:3], "No steps lead to: refused"),
        ([*STEPS, Step("accept", State.SENT, State.REFUSED)], "stands twice"),
        ([*STEPS, Step("lose", State.SENT, Letters.a)], "Not a state of State: a"),
    ],
)
def test_an_incomplete_table_is_refused(steps, sentence):
    with pytest.raises(ValueError, match=sentence):
        Workflow(states=State, steps=steps)


def test_a_workflow_is_data_and_does_not_change():
    with pytest.raises(FrozenInstanceError):
        WORKFLOW.states = Letters


def test_a_step_of_many_rows_is_asked_for_every_state_they_are_in():
    steps = WORKFLOW.check_steps("send", ["draft", "draft"])
    assert steps == {"draft": State.SENT}
    assert WORKFLOW.check_steps("send", []) == {}
    with pytest.raises(NotNow, match="The step send cannot be taken while the state is sent-in"):
        WORKFLOW.check_steps("send", ["draft", "sent-in"])
