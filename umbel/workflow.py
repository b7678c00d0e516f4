"""A workflow is a table of steps, (step, from, to): data that acts ask, pages list and diagrams draw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from umbel.errors import NotNow


def choices_of(values: type[StrEnum]) -> list[tuple[str, str]]:
    """The values as a column's choices; what people read is said elsewhere, in their language."""
    return [(value.value, value.value) for value in values]


@dataclass(frozen=True, slots=True)
class Step:
    """One row: what is done, from which state, to which."""

    name: str
    source: StrEnum
    target: StrEnum


@dataclass(frozen=True)
class Workflow:
    """The states of a thing and every step between them; it starts in the first state.
    A table with a state that no step reaches, or a step that leads two ways at once, is refused.
    """

    states: type[StrEnum]
    steps: Sequence[Step]
    _targets: dict[tuple[str, StrEnum], StrEnum] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "steps", tuple(self.steps))
        object.__setattr__(self, "_targets", {(step.name, step.source): step.target for step in self.steps})
        if len(self._targets) != len(self.steps):
            raise ValueError("A step leads from one state to one other: it stands twice in this table.")
        if strangers := {state for step in self.steps for state in (step.source, step.target)} - set(self.states):
            raise ValueError(f"Not a state of {self.states.__name__}: {', '.join(sorted(strangers))}.")
        if stranded := set(self.states) - self._reached():
            raise ValueError(f"No steps lead to: {', '.join(sorted(stranded))}.")

    @property
    def start(self) -> StrEnum:
        """The state everything begins in: the first."""
        return next(iter(self.states))

    @cached_property
    def final(self) -> frozenset[StrEnum]:
        """The states that no step leaves."""
        return frozenset(self.states) - {step.source for step in self.steps}

    def steps_from(self, state: str) -> list[Step]:
        """What can be done from `state`, in the order of the table."""
        return [step for step in self.steps if step.source == self.states(state)]

    def check_step(self, name: str, state: str) -> StrEnum:
        """The state that step `name` leads to from `state`.
        Raises NotNow, saying what can be done instead.
        """
        if name not in {step.name for step in self.steps}:
            raise ValueError(f"No step of this workflow is called {name!r}.")
        if target := self._targets.get((name, self.states(state))):
            return target
        open_steps = ", ".join(step.name for step in self.steps_from(state))
        rest = (
            f"What can be done now: {open_steps}." if open_steps else "Nothing more can be done: this state is final."
        )
        raise NotNow(f"The step {name} cannot be taken while the state is {self.states(state)}. {rest}")

    def check_steps(self, name: str, states: Iterable[str]) -> dict[str, StrEnum]:
        """The state that step `name` leads to from each of these, for rows that are written at once.
        Raises NotNow where it cannot be taken from one of them.
        """
        return {state: self.check_step(name, state) for state in sorted(set(states))}

    def diagram(self) -> str:
        """The table as Mermaid text, for a picture."""
        lines = [f"    [*] --> {_node(self.start)}"]
        lines += [f"    {_node(step.source)} --> {_node(step.target)}: {step.name}" for step in self.steps]
        lines += [f"    {_node(state)} --> [*]" for state in self.states if state in self.final]
        return "\n".join(["stateDiagram-v2", *lines]) + "\n"

    def _reached(self) -> set[StrEnum]:
        reached, ahead = {self.start}, [self.start]
        while ahead:
            state = ahead.pop()
            found = {step.target for step in self.steps if step.source == state} - reached
            reached |= found
            ahead += found
        return reached


def _node(state: StrEnum) -> str:
    return state.value.replace("-", "_")
