"""Who acted, and what about: references by text, with the label as it was at the time."""

from __future__ import annotations

from dataclasses import dataclass, field

from umbel.audit.subjects import SubjectKind


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever does an act: a program, or an account acting for a body."""

    kind: str
    id: str
    label: str
    may: frozenset[str] = field(default=frozenset(), compare=False)
    """The permissions of the role in which an account acts; none for an account as such."""

    @property
    def actor(self) -> Actor:
        """Itself, as a viewer's `actor` is whoever looks: an act may be given either."""
        return self

    @classmethod
    def program(cls, name: str) -> Actor:
        """A part of the program itself, such as `demo` or `import`."""
        return cls("program", name, name)

    @classmethod
    def account(cls, id: str, label: str, may: frozenset[str] = frozenset()) -> Actor:  # noqa: A002  the field's own name
        """A person's account, with what its role may; the label is how they are named in the record."""
        return cls("account", id, label, may)

    @classmethod
    def command_line(cls, name: str = "operator") -> Actor:
        """Whoever runs a command on the server."""
        return cls("command-line", name, name)


@dataclass(frozen=True, slots=True)
class Subject:
    """What an act is about, and equally the body it is done for."""

    kind: SubjectKind
    id: str
    label: str
