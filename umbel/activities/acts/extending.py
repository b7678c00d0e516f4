"""Giving more time, to one or to many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.activities.models import Extension, Grant, Obligation
from umbel.activities.permissions import check_may_extend
from umbel.activities.queries import pack_in_force
from umbel.activities.table_of_acts import ActivityAct
from umbel.audit import acts as audit
from umbel.audit.actors import Subject
from umbel.audit.acts import whole
from umbel.audit.subjects import SubjectKind
from umbel.deadlines import Day
from umbel.errors import NotNow, Problem, Problems
from umbel.notices.acts import Party
from umbel.notices.correspondence import Correspondence
from umbel.notices.said import Said
from umbel.policy.pack import Pack
from umbel.structure.models import Body
from umbel.structure.states import TierCode
from umbel.words import SOURCE, Message

MORE_TIME = Said(
    Message("More time: {what}"),
    Message("{what}: the last day is now {day}. Reason: {reasons}"),
)


@whole()
def extend(*, obligations: Sequence[Obligation], due_on: date, reasons: str, on: date, by: Viewer) -> Grant:
    """Give more time for all of these, or for none: one decision, one reason, counted in public.
    Raises Problems, naming those it cannot be given for.
    """
    if not obligations:
        raise NotNow(_("Choose for what more time is given."))
    problems = [] if reasons.strip() else [Problem(_("Give the reason: it is public."), field="reasons")]
    if due_on < on:
        problems.append(Problem(_("The new day lies in the past."), field="due_on"))
    check_may_extend(by, {obligation.organization_id for obligation in obligations}, on)
    problems += [
        Problem(
            _("%(period)s is due %(day)s already; more time is a later day.")
            % {"period": obligation.period, "day": obligation.due_on},
            field="due_on",
        )
        for obligation in obligations
        if due_on <= obligation.due_on
    ]
    if problems:
        raise Problems(_("No more time was given."), problems[:20])
    body = Body.objects.get(pk=by.body_id) if by.body_id else Body.objects.get(tier=TierCode.APEX)
    grant = Grant.objects.create(reasons=reasons.strip(), given_by_id=by.account_id, body=body, given_on=on)
    Extension.objects.bulk_create(
        Extension(grant=grant, obligation=obligation, given_on=on, due_on=due_on) for obligation in obligations
    )
    what = _Duties(obligations, pack_in_force())
    about = Subject(SubjectKind.EXTENSION, str(grant.pk), what.in_language(SOURCE))
    Correspondence(piece="activities", about=about).tell_many(
        [Party.organization(number) for number in sorted({o.organization_id for o in obligations})],
        "extension",
        MORE_TIME,
        path="/organizations/{}/obligations/",
        by=by,
        values={"what": what, "day": Day(due_on), "reasons": grant.reasons},
    )
    audit.record(
        ActivityAct.EXTEND,
        by=by.actor,
        about=Subject(SubjectKind.BODY, str(body.pk), str(body)),
        body=Subject(SubjectKind.BODY, str(body.pk), str(body)),
        reasons=reasons,
        data={"on": str(on), "due": str(due_on), "obligations": sorted(o.pk for o in obligations)},
    )
    return grant


@dataclass(frozen=True, slots=True)
class _Duties:
    """What more time is given for, in a sentence."""

    obligations: Sequence[Obligation]
    pack: Pack | None
    """The rules that call them by name."""

    def in_language(self, language: str) -> str:
        titles = {item.code: item.title.in_language(language) for item in self.pack.requirements} if self.pack else {}
        return ", ".join(sorted({f"{titles.get(o.requirement, o.requirement)} {o.period}" for o in self.obligations}))
