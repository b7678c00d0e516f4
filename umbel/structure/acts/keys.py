"""Keys by which a program of an organization acts in its name."""

import hashlib
import secrets
from datetime import date, timedelta

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Role, Viewer
from umbel.audit import acts as audit
from umbel.audit.actors import Subject
from umbel.audit.acts import whole
from umbel.audit.subjects import SubjectKind
from umbel.errors import NotAllowed, NotFound, NotNow, Problem, Problems
from umbel.structure.models import AccessKey, RoleHolding
from umbel.structure.permissions import check_may_hold_keys
from umbel.structure.queries import federation, in_force, open_keys
from umbel.structure.table_of_acts import StructureAct

DAYS = 365
MOST = 5
LONGEST_NAME = 80
PREFIX = "umbel_"
"""So that a key that was published by mistake is found by those who look for such things."""


@whole()
def make_key(*, name: str, on: date, by: Viewer) -> tuple[AccessKey, str]:
    """A key for the role the viewer acts in. Returns it with its secret, which is shown once and not kept. Raises
    Problems without a name, NotNow when there are five already.
    """
    check_may_hold_keys(by)
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Problems(
            _("No key was made."), [Problem(_("Say in a few words which program will use it."), field="name")]
        )
    found = RoleHolding.objects.select_for_update(of=("self",)).filter(
        in_force(on), account_id=by.account_id, role=by.role, organization_id=by.organization_id or 0
    )
    holding = found.first()
    if holding is None:
        raise NotAllowed(_("You do not hold this role any more."))
    if open_keys(by, on).count() >= MOST:
        raise NotNow(_("You have five keys already. Withdraw one that nobody uses."))
    secret = PREFIX + secrets.token_urlsafe(32)
    key = AccessKey.objects.create(
        holding=holding, name=name, key_hash=_hash(secret), made_on=on, ends_on=on + timedelta(days=DAYS)
    )
    audit.record(StructureAct.MAKE_KEY, by=by.actor, about=_about(key), data={"on": str(on), "ends": str(key.ends_on)})
    return key, secret


@whole()
def withdraw_key(*, number: int, on: date, by: Viewer) -> AccessKey:
    """Withdraw one of one's own keys: from now on it opens nothing."""
    check_may_hold_keys(by)
    key = open_keys(by, on).select_for_update(of=("self",)).filter(pk=number).first()
    if key is None:
        raise NotFound(_("You have no such key, or it is withdrawn already."))
    key.withdrawn_on = on
    key.save(update_fields=["withdrawn_on"])
    audit.record(StructureAct.WITHDRAW_KEY, by=by.actor, about=_about(key), data={"on": str(on)})
    return key


def use_key(secret: str, on: date) -> Viewer | None:
    """Whoever a key acts for; none when it is unknown, withdrawn or over, or its role or its account has ended. The
    day of its last use is kept, so that its holder sees which keys nobody needs any more.
    """
    rows = AccessKey.objects.filter(key_hash=_hash(secret), withdrawn_on=None, ends_on__gt=on)
    rows = rows.filter(in_force(on, "holding__"), holding__account__is_active=True)
    key = rows.select_related("holding__account").first()
    here = federation()
    if key is None or (key.holding.account.is_sample and not (here and here.is_demo)):
        return None
    if key.used_on != on:
        AccessKey.objects.filter(pk=key.pk).update(used_on=on)
    held = key.holding
    return Viewer(
        role=Role(held.role),
        organization_id=held.organization_id,
        user_id=held.account_id,
        label=f"{held.account} ({key.name})",
    )


def _about(key: AccessKey) -> Subject:
    return Subject(SubjectKind.ORGANIZATION, str(key.holding.organization_id), key.name)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
