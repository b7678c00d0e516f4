"""What each role may do, on one page; each piece adds the relation, such as "placed under it"."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from umbel.audit.actors import Actor
from umbel.errors import NotAllowed

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Role(StrEnum):
    """In what capacity someone looks or acts."""

    PUBLIC = "public"
    APPLICANT = "applicant"
    ORGANIZATION_EDITOR = "organization-editor"
    ORGANIZATION_APPROVER = "organization-approver"
    ORGANIZATION_SECRETARY = "organization-secretary"
    JOINT_OFFICER = "joint-officer"
    JOINT_CHAIR = "joint-chair"
    APEX_OFFICER = "apex-officer"
    APEX_DECIDER = "apex-decider"
    REVIEWER = "reviewer"
    REGISTRAR_OFFICER = "registrar-officer"
    REGISTRAR_DECIDER = "registrar-decider"
    PACK_EDITOR = "pack-editor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Seat(StrEnum):
    """Where a role is held."""

    NOWHERE = "nowhere"
    """By everyone, or by every account: it is not given."""
    ORGANIZATION = "organization"
    JOINT = "joint"
    FEDERATION = "federation"


class Permission(StrEnum):
    """What a role may do."""

    READ_REGISTER = "register:read"
    READ_OWN_FILE = "file:read-own"
    READ_PLACED_FILES = "file:read-placed"
    READ_EVERY_FILE = "file:read-every"
    APPLY = "application:apply"
    READ_REFERRED_APPLICATIONS = "application:read-referred"
    READ_EVERY_APPLICATION = "application:read-every"
    EXAMINE_APPLICATIONS = "application:examine"
    DECIDE_APPLICATIONS = "application:decide"
    GIVE_OPINIONS = "application:give-opinion"
    HEAR_REVIEWS = "review:hear"
    CONFIRM_PLACEMENTS = "placement:confirm"
    DRAFT_FOR_ORGANIZATION = "organization:draft"
    REPORT_ACTIVITIES = "organization:report"
    SUBMIT_FOR_ORGANIZATION = "organization:submit"
    VERIFY_ACTIVITIES = "activity:verify"
    SEND_BULLETINS = "bulletin:send"
    BRING_CASES = "case:bring"
    RUN_CYCLES = "cycle:run"
    DECIDE_FOR_JOINT = "joint:decide"
    DECIDE_FOR_APEX = "apex:decide"
    MANAGE_ROLES = "roles:manage"
    EDIT_PACKS = "packs:edit"
    READ_OUTGOING_MAIL = "mail:read"


P = Permission


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role: its title, where it is held, its permissions, and the same in words."""

    title: "_StrPromise"
    held_at: Seat
    permissions: frozenset[Permission]
    prose: "_StrPromise"
    is_officer: bool = False
    """Officers are invited, and sign in with a second factor."""


def _row(
    title: "_StrPromise", held_at: Seat, prose: "_StrPromise", *more: Permission, officer: bool = False
) -> RoleRow:
    return RoleRow(title, held_at, frozenset({P.READ_REGISTER, *more}), prose, officer)


ROLES = {
    Role.PUBLIC: _row(
        _("The public"),
        Seat.NOWHERE,
        _("Everyone reads the register, the rules, the ledger and the figures of every joint committee."),
    ),
    Role.APPLICANT: _row(
        _("Applicant"),
        Seat.NOWHERE,
        _("Whoever has an account may apply for an organization to be registered, and reads their own applications."),
        P.APPLY,
    ),
    Role.ORGANIZATION_EDITOR: _row(
        _("Organization editor"),
        Seat.ORGANIZATION,
        _(
            "Reads the organization's whole file as its supervisor sees it, reports what it did, and drafts for it. "
            "Submits nothing else."
        ),
        P.APPLY,
        P.READ_OWN_FILE,
        P.DRAFT_FOR_ORGANIZATION,
        P.REPORT_ACTIVITIES,
    ),
    Role.ORGANIZATION_APPROVER: _row(
        _("Organization approver"),
        Seat.ORGANIZATION,
        _("An office-holder of the organization: reads its whole file, submits for it and makes its commitments."),
        P.APPLY,
        P.READ_OWN_FILE,
        P.DRAFT_FOR_ORGANIZATION,
        P.REPORT_ACTIVITIES,
        P.SUBMIT_FOR_ORGANIZATION,
    ),
    Role.ORGANIZATION_SECRETARY: _row(
        _("Secretary of the organization's committee"),
        Seat.ORGANIZATION,
        _(
            "Reads the organization's whole file, reports what it did, and drafts what its own committee does. "
            "Submits nothing else."
        ),
        P.APPLY,
        P.READ_OWN_FILE,
        P.DRAFT_FOR_ORGANIZATION,
        P.REPORT_ACTIVITIES,
    ),
    Role.JOINT_OFFICER: _row(
        _("Joint committee officer"),
        Seat.JOINT,
        _(
            "Reads the files of the organizations placed under the committee and the applications referred to it, "
            "verifies what the organizations report, passes bulletins on and returns up, brings cases and weighs "
            "what is said in them, and gives the committee's opinion on applications."
        ),
        P.READ_PLACED_FILES,
        P.READ_REFERRED_APPLICATIONS,
        P.GIVE_OPINIONS,
        P.VERIFY_ACTIVITIES,
        P.SEND_BULLETINS,
        P.BRING_CASES,
        officer=True,
    ),
    Role.JOINT_CHAIR: _row(
        _("Joint committee chair"),
        Seat.JOINT,
        _("Does what the committee's officers do, and decides for the committee."),
        P.READ_PLACED_FILES,
        P.READ_REFERRED_APPLICATIONS,
        P.GIVE_OPINIONS,
        P.VERIFY_ACTIVITIES,
        P.SEND_BULLETINS,
        P.BRING_CASES,
        P.DECIDE_FOR_JOINT,
        officer=True,
    ),
    Role.APEX_OFFICER: _row(
        _("Apex officer"),
        Seat.FEDERATION,
        _(
            "Reads every file and application, confirms under which joint committee an organization is placed, sends "
            "bulletins, calls for returns, brings cases and runs the yearly evaluation."
        ),
        P.READ_EVERY_FILE,
        P.READ_EVERY_APPLICATION,
        P.CONFIRM_PLACEMENTS,
        P.SEND_BULLETINS,
        P.BRING_CASES,
        P.RUN_CYCLES,
        officer=True,
    ),
    Role.APEX_DECIDER: _row(
        _("Apex decider"),
        Seat.FEDERATION,
        _(
            "Does what apex officers do, and decides for the apex body; puts rules that others drafted to "
            "consultation, and adopts them."
        ),
        P.READ_EVERY_FILE,
        P.READ_EVERY_APPLICATION,
        P.CONFIRM_PLACEMENTS,
        P.SEND_BULLETINS,
        P.BRING_CASES,
        P.RUN_CYCLES,
        P.DECIDE_FOR_APEX,
        officer=True,
    ),
    Role.REVIEWER: _row(
        _("Reviewer"),
        Seat.FEDERATION,
        _("Reads every file and application, and decides reviews and appeals of decisions that others made."),
        P.READ_EVERY_FILE,
        P.READ_EVERY_APPLICATION,
        P.HEAR_REVIEWS,
        officer=True,
    ),
    Role.REGISTRAR_OFFICER: _row(
        _("Registrar officer"),
        Seat.FEDERATION,
        _("Reads every application, checks whether it is complete and examines it. Decides nothing."),
        P.READ_EVERY_APPLICATION,
        P.EXAMINE_APPLICATIONS,
        officer=True,
    ),
    Role.REGISTRAR_DECIDER: _row(
        _("Registrar decider"),
        Seat.FEDERATION,
        _("Reads every application and decides on those that others examined."),
        P.READ_EVERY_APPLICATION,
        P.DECIDE_APPLICATIONS,
        officer=True,
    ),
    Role.PACK_EDITOR: _row(
        _("Pack editor"),
        Seat.FEDERATION,
        _(
            "Drafts rules and tries them on frozen facts, with every organization's name left out. Reads no "
            "organization's file."
        ),
        P.EDIT_PACKS,
        officer=True,
    ),
    Role.AUDITOR: _row(
        _("Auditor"),
        Seat.FEDERATION,
        _("Reads everything and changes nothing."),
        P.READ_EVERY_FILE,
        P.READ_EVERY_APPLICATION,
        P.READ_OUTGOING_MAIL,
        officer=True,
    ),
    Role.ADMINISTRATOR: _row(
        _("Administrator"),
        Seat.FEDERATION,
        _("Gives and ends roles and looks after accounts. Reads no case and no organization's file."),
        P.MANAGE_ROLES,
        P.READ_OUTGOING_MAIL,
        officer=True,
    ),
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever looks or acts: one role, with the joint committee or the organization it is held for, and the account."""

    role: Role = Role.PUBLIC
    body_id: int | None = None
    organization_id: int | None = None
    user_id: int | None = None
    label: str = ""
    """How the record names the account."""

    def has(self, permission: Permission) -> bool:
        """Whether the viewer's role carries a permission."""
        return permission in ROLES[self.role].permissions

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None

    @property
    def is_officer(self) -> bool:
        return ROLES[self.role].is_officer

    @property
    def account_id(self) -> int:
        """The account. Raises NotAllowed for someone who has not signed in."""
        if self.user_id is None:
            raise NotAllowed(str(_("Sign in first: what is done here is recorded under a name.")))
        return self.user_id

    @property
    def actor(self) -> Actor:
        """How the record names whoever acts. Raises NotAllowed for someone who has not signed in."""
        return Actor.account(str(self.account_id), self.label, frozenset(ROLES[self.role].permissions))


def check_has(viewer: Viewer, *permissions: Permission) -> None:
    """Raises NotAllowed, naming the roles that may, unless the viewer's role carries one of the permissions."""
    if any(viewer.has(permission) for permission in permissions):
        return
    able = [str(row.title) for row in ROLES.values() if row.permissions & set(permissions)]
    raise NotAllowed(
        str(_("This is done by: %(roles)s. Your role here is: %(role)s."))
        % {"roles": ", ".join(able), "role": ROLES[viewer.role].title}
    )


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
