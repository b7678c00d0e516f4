"""What each role may do, on one page; each piece adds the relation, such as "placed under it"."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps

from umbel.errors import NotAllowed


class Role(StrEnum):
    """In what capacity someone looks or acts."""

    PUBLIC = "public"
    ORGANIZATION = "organization"
    JOINT = "joint"
    APEX = "apex"


class Permission(StrEnum):
    """What a role may do."""

    READ_REGISTER = "register:read"
    READ_OWN_FILE = "file:read-own"
    READ_PLACED_FILES = "file:read-placed"
    READ_EVERY_FILE = "file:read-every"


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role's permissions, and the same in words."""

    permissions: frozenset[Permission]
    prose: str


ROLES = {
    Role.PUBLIC: RoleRow(
        frozenset({Permission.READ_REGISTER}),
        "Everyone reads the register, the rules, the ledger and the figures of every joint committee.",
    ),
    Role.ORGANIZATION: RoleRow(
        frozenset({Permission.READ_REGISTER, Permission.READ_OWN_FILE}),
        "An organization also reads its own whole file, as its supervisor sees it.",
    ),
    Role.JOINT: RoleRow(
        frozenset({Permission.READ_REGISTER, Permission.READ_PLACED_FILES}),
        "A joint committee also reads the files of the organizations placed under it.",
    ),
    Role.APEX: RoleRow(
        frozenset({Permission.READ_REGISTER, Permission.READ_EVERY_FILE}),
        "The apex body also reads every file.",
    ),
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever looks: a role, with the joint committee or the organization it is held for."""

    role: Role = Role.PUBLIC
    body_id: int | None = None
    organization_id: int | None = None

    def has(self, permission: Permission) -> bool:
        """Whether the viewer's role carries a permission."""
        return permission in ROLES[self.role].permissions


def twin_of[**Asked](check: Callable[Asked, None]) -> Callable[Asked, bool]:
    """The yes/no twin of a check: the same rule, without the sentence."""

    @wraps(check)
    def may(*args: Asked.args, **named: Asked.kwargs) -> bool:
        try:
            check(*args, **named)
        except NotAllowed:
            return False
        return True

    return may
