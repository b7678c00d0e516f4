"""What becomes of open change requests when their organization leaves the register: nothing is left to change."""

from datetime import date

from django.db import transaction

from umbel.audit import acts as audit
from umbel.audit.actors import Actor
from umbel.deadlines import Day
from umbel.notices.said import Said
from umbel.registration.acts import telling
from umbel.registration.models import ChangeRequest
from umbel.registration.states import CHANGE, ChangeState
from umbel.structure.acts.registering import subject_of
from umbel.structure.models import Organization
from umbel.words import Message

LAPSED = Said(
    Message("Your request {reference} ends with the entry"),
    Message("The entry ends on {day}, so nothing of it changes any more and nobody decides on this."),
)


@transaction.atomic
def lapse_changes(*, organization: Organization, on: date, by: Actor) -> int:
    """End the undecided requests of an organization that leaves the register: their deadlines with them, each on the
    record, each told to the organization. One that is under review stays, to be answered. Returns how many.
    """
    waiting = ChangeRequest.objects.filter(organization=organization, state=ChangeState.REQUESTED)
    found = list(waiting.select_for_update(of=("self",)).select_related("requested_by").order_by("pk"))
    for change in found:
        change.state = CHANGE.check_step("withdraw", change.state)
        change.save(update_fields=["state"])
        telling.about_change(change).lift(on)
        telling.tell_requester(change, "change", LAPSED, by=by, values={"day": Day(on)})
        audit.record(
            "registration:lapse-change",
            by=by,
            about=subject_of(organization, on),
            data={"reference": change.reference, "kind": change.kind, "on": str(on)},
        )
    return len(found)
