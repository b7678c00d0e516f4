"""Confirming under which joint committee a newly registered organization comes."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.audit import acts as audit
from umbel.audit.actors import Subject
from umbel.errors import NotNow
from umbel.notices.acts import Party
from umbel.notices.said import Said
from umbel.registration.acts import telling
from umbel.registration.acts.applying import locked
from umbel.registration.models import Application
from umbel.registration.permissions import check_may_confirm_placement
from umbel.registration.queries import fitting_committees, subject_of
from umbel.registration.states import ApplicationState
from umbel.structure.acts import place
from umbel.structure.models import Body, Placement
from umbel.structure.queries import languages
from umbel.words import Message, as_written, in_each, said

PLACED = Said(
    Message("{name} is placed under a joint committee"),
    Message("{name} is placed under {body} from {day}. {why}"),
)


@transaction.atomic
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
    telling.about(application).stop("placement", on)
    values = {"body": body, "day": on, "why": why}
    telling.tell_applicant(application, "placed", PLACED, by=by, values=values)
    telling.tell_office(application, Party.body(body.pk), "placed", PLACED, by=by, values=values)
    audit.record(
        "registration:confirm-placement",
        by=by.actor,
        about=subject_of(application),
        body=Subject("body", str(body.pk), str(body)),
        reasons=said(why, "en"),
        data={"on": str(on), "as_proposed": proposed is not None},
    )
    return placement
