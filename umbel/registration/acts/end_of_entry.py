"""What ends with the entry of an organization, whoever ends it: its own request, a final removal, or a register."""

from collections.abc import Iterable
from datetime import date
from itertools import chain

from umbel.audit import acts as audit
from umbel.audit.actors import Actor
from umbel.audit.acts import whole
from umbel.casework.acts import follow
from umbel.casework.models import Case
from umbel.casework.queries import not_ended
from umbel.commitments.acts import end_with_organization
from umbel.commitments.models import Commitment
from umbel.commitments.states import CommitmentState
from umbel.deadlines import Day
from umbel.notices.said import Said
from umbel.notices.states import ClockState
from umbel.registration.acts import correspondence
from umbel.registration.models import Application, ChangeRequest
from umbel.registration.states import CHANGE, ApplicationState, ChangeState
from umbel.registration.table_of_acts import RegistrationAct
from umbel.structure.acts.registering import subject_of
from umbel.structure.models import Organization
from umbel.structure.queries import today
from umbel.words import Message

LAPSED = Said(
    Message("Your request {reference} ends with the entry"),
    Message("The entry ends on {day}, so nothing of it changes any more and nobody decides on this."),
)


@whole()
def end_with_entry(*, organization: Organization, into: Organization | None, on: date, by: Actor) -> None:
    """End what rests on the entry, as of `on`: cases end or begin again about the organization it merges into, and
    commitments and undecided requests end.
    """
    follow(organization=organization, into=into, on=on, by=by)
    end_with_organization(organization=organization, on=on, by=by)
    lapse_changes(organization=organization, on=on, by=by)
    _leave_unplaced([organization])


@whole()
def settle_ended(*, on: date, by: Actor) -> int:
    """End what still rests on entries that have ended by the day `on`, such as those that a register brought in as
    ended; to be run every day, for those whose end was still to come. What can end only once it is known ends on the
    day `on`. Returns how many organizations this concerned.
    """
    ended = Organization.objects.filter(ended_on__lte=on)
    resting = (
        ChangeRequest.objects.filter(state=ChangeState.REQUESTED),
        Commitment.objects.filter(state=CommitmentState.IN_FORCE),
        Case.objects.filter(not_ended()),
    )
    found = (rows.filter(organization__in=ended).values_list("organization", flat=True) for rows in resting)
    keys = set(chain.from_iterable(found))
    for organization in Organization.objects.filter(pk__in=keys).order_by("pk"):
        assert organization.ended_on is not None
        end_with_entry(organization=organization, into=None, on=max(organization.ended_on, on), by=by)
    _leave_unplaced(ended)
    return len(keys)


@whole()
def lapse_changes(*, organization: Organization, on: date, by: Actor) -> int:
    """End the undecided requests of an organization that leaves the register: their deadlines with them, at once, each
    on the record, each told to the organization. One that is under review stays, to be answered. Returns how many.
    """
    waiting = ChangeRequest.objects.filter(organization=organization, state=ChangeState.REQUESTED)
    found = list(waiting.select_for_update(of=("self",)).select_related("requested_by").order_by("pk"))
    for change in found:
        change.state = CHANGE.check_step("withdraw", change.state)
        change.save(update_fields=["state"])
        correspondence.about_change(change).lift(min(on, today()))
        correspondence.tell_requester(change, "change", LAPSED, by=by, values={"day": Day(organization.ended_on or on)})
        audit.record(
            RegistrationAct.LAPSE_CHANGE,
            by=by,
            about=subject_of(organization, on),
            data={"reference": change.reference, "kind": change.kind, "on": str(on)},
        )
    return len(found)


def _leave_unplaced(organizations: Iterable[Organization]) -> None:
    """Nobody is asked any more under which committee these come."""
    waiting = Application.objects.filter(state=ApplicationState.REGISTERED, placed_on=None)
    for application in waiting.filter(organization__in=organizations):
        correspondence.about(application).stop("placement", today(), ClockState.LIFTED)
