"""Under which joint committee an organization comes: newly registered, or since a change left it outside a remit."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.audit import acts as audit
from umbel.audit.actors import Subject
from umbel.audit.acts import whole
from umbel.audit.locking import locked
from umbel.audit.subjects import SubjectKind
from umbel.deadlines import Day
from umbel.errors import NotNow
from umbel.notices.acts import Party
from umbel.notices.said import Said
from umbel.registration.acts import correspondence
from umbel.registration.models import Application, ChangeRequest
from umbel.registration.permissions import check_may_confirm_placement, check_may_place_within_remit
from umbel.registration.queries import fitting_committees, subject_of
from umbel.registration.queries.changes import fitting_after, left_outside, takes_effect_on
from umbel.registration.states import ApplicationState
from umbel.registration.table_of_acts import RegistrationAct
from umbel.structure.acts import place
from umbel.structure.acts.registering import subject_of as organization_subject
from umbel.structure.models import Body, Placement
from umbel.structure.queries import in_force, languages, placement_of
from umbel.words import Message, as_written, in_each, said

PLACED = Said(
    Message("{name} is placed under a joint committee"),
    Message("{name} is placed under {body} from {day}. {why}"),
)
MOVED = Said(
    Message("{name} comes under another joint committee"),
    Message(
        "{name} is placed under {body} from {day}, and no longer under {before}: the change {reference} left it "
        "outside the remit of that committee. {remit} Reasons: {why}"
    ),
)


@whole()
def confirm_placement(*, application: Application, body: Body, reasons: str, on: date, by: Viewer) -> Placement:
    """Place the organization under `body`. As proposed, its reason is the remit that fits; against the
    proposal the officer gives their own.
    """
    check_may_confirm_placement(by, application)
    application = locked(application)
    if application.state != ApplicationState.REGISTERED or application.organization is None:
        raise NotNow(_("Only a registered organization is placed."))
    if ended := application.organization.ended_on:
        raise NotNow(_("Its entry ends on %(day)s, so nothing of it changes any more.") % {"day": ended})
    if application.placed_on:
        raise NotNow(_("It was placed on %(day)s already.") % {"day": application.placed_on})
    fitting = {fit.body.pk: fit for fit in fitting_committees(application.concept, application.district, on)}
    proposed = fitting.get(body.pk)
    if proposed is None and not reasons.strip():
        raise NotNow(_("The remit of this committee does not cover its field and district. Give your reasons."))
    why = proposed.reason if proposed and not reasons.strip() else reasons.strip()
    placement = place(
        organization=application.organization,
        body=body,
        on=on,
        by=by.actor,
        why=as_written(why) if isinstance(why, str) else in_each(languages(), why),
    )
    application.placed_on = on
    application.save(update_fields=["placed_on"])
    correspondence.about(application).stop("placement", on)
    values = {"body": body, "day": on, "why": why}
    correspondence.tell_applicant(application, "placed", PLACED, by=by, values=values)
    correspondence.tell_office(application, Party.body(body.pk), "placed", PLACED, by=by, values=values)
    audit.record(
        RegistrationAct.CONFIRM_PLACEMENT,
        by=by.actor,
        about=subject_of(application),
        body=Subject(SubjectKind.BODY, str(body.pk), str(body)),
        reasons=said(why, "en"),
        data={"on": str(on), "as_proposed": proposed is not None},
    )
    return placement


@whole()
def place_within_remit(*, change: ChangeRequest, body: Body, reasons: str, on: date, by: Viewer) -> Placement:
    """Place an organization that a granted change left outside its committee's remit under one whose remit covers it:
    from today, or from the day of the change where that is later. The organization and both committees are told.
    """
    check_may_place_within_remit(by, change, on)
    change = locked(change)
    organization, before = change.organization, left_outside(change, on)
    if organization.ended_on:
        raise NotNow(
            _("Its entry ends on %(day)s, so nothing of it changes any more.") % {"day": organization.ended_on}
        )
    if before is None:
        raise NotNow(_("This change leaves the organization outside no remit: nothing is to be done."))
    fit = next((fit for fit in fitting_after(change, on) if fit.body.pk == body.pk), None)
    if fit is None:
        raise NotNow(_("The remit of this committee does not cover its field and district. Choose one that does."))
    if not reasons.strip():
        raise NotNow(_("Give the reasons: the organization and both committees read them."))
    day = _first_day(change, on)
    why = reasons.strip()
    placement = place(organization=organization, body=body, on=day, by=by.actor, why=as_written(why))
    name = organization.particulars.get(in_force(day))
    values = {"name": name, "body": body, "before": before, "day": Day(day), "remit": fit.reason, "why": why}
    about, message = correspondence.about_change(change), ("moved-within-remit", MOVED)
    correspondence.tell_requester(change, *message, by=by, values=values)
    about.tell(Party.body(body.pk), *message, path=correspondence.desk_path(change), by=by, values=values)
    about.tell(Party.body(before.pk), *message, path=f"/organizations/{organization.pk}/", by=by, values=values)
    audit.record(
        RegistrationAct.PLACE_WITHIN_REMIT,
        by=by.actor,
        about=organization_subject(organization, day),
        body=Subject(SubjectKind.BODY, str(body.pk), str(body)),
        reasons=why,
        data={"reference": change.reference, "on": str(on), "from": str(day), "before": before.code, "to": body.code},
    )
    return placement


def _first_day(change: ChangeRequest, on: date) -> date:
    """The first day on which the organization can stand elsewhere: what began stands for a day at least."""
    day = max(on, takes_effect_on(change) or on)
    if change.organization.placements.filter(from_on__gt=day).exists():
        raise NotNow(_("The record already says what follows %(day)s. Choose a later day.") % {"day": day})
    current = placement_of(change.organization, day)
    return max(day, current.from_on + timedelta(days=1)) if current else day
