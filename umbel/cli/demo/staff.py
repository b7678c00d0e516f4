"""The sample accounts of the demo: those anyone may take by one click, and a few applicants."""

from dataclasses import dataclass, field
from functools import cached_property

from umbel.accounts.acts import open_account
from umbel.accounts.models import User
from umbel.accounts.permissions import Role, Viewer
from umbel.structure.acts.roles import sample_account
from umbel.structure.models import Body

APPLICANTS = 12
FIRST = {0, 5, 16, 22, 33, 53}
"""Drafted, submitted, asked for more, examined, ready and refused."""


@dataclass
class Staff:
    """Who acts in the demo."""

    _joint: dict[int, Viewer] = field(default_factory=dict)
    _roles: dict[Role, Viewer] = field(default_factory=dict)

    def of(self, role: Role) -> Viewer:
        """The sample account that holds a federation-wide role."""
        if role not in self._roles:
            user = sample_account(role=role)
            self._roles[role] = Viewer(role, user_id=user.pk, label=str(user))
        return self._roles[role]

    def joint(self, body: Body) -> Viewer:
        """The sample officer of a joint committee."""
        if body.pk not in self._joint:
            user = sample_account(role=Role.JOINT_OFFICER, body=body)
            self._joint[body.pk] = Viewer(Role.JOINT_OFFICER, body_id=body.pk, user_id=user.pk, label=str(user))
        return self._joint[body.pk]

    def applicant(self, number: int) -> Viewer:
        """One of the sample applicants. The first is the one anyone may take; it has an application in each of the
        states in which an applicant has something to do.
        """
        return self._applicants[0 if number in FIRST else 1 + number % (APPLICANTS - 1)]

    def viewer(self, user: User) -> Viewer:
        """An applicant, as they act."""
        return Viewer(Role.APPLICANT, user_id=user.pk, label=str(user))

    @cached_property
    def _applicants(self) -> list[Viewer]:
        first = sample_account(role=Role.APPLICANT)
        others = [
            open_account(
                email=f"applicant-{number}@demo.invalid",
                name=f"Sample applicant {number}",
                language="zh-hans" if number % 3 else "en",
                is_sample=True,
            )
            for number in range(2, APPLICANTS + 1)
        ]
        return [self.viewer(user) for user in (first, *others)]
