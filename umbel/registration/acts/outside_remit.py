"""Telling everyone concerned that a granted change left an organization outside its committee's remit."""

from datetime import date

from umbel.accounts.permissions import Viewer
from umbel.deadlines import Day
from umbel.notices.acts import Party
from umbel.notices.said import Said
from umbel.registration.acts import correspondence
from umbel.registration.models import ChangeRequest
from umbel.registration.queries import fitting_committees, outside_remit
from umbel.registration.states import TOUCHES_REMIT
from umbel.structure.models import Body
from umbel.structure.queries import in_force
from umbel.words import Message

TITLE = Message("Outside the remit of its committee: {name}")
TO_OFFICES = Said(
    TITLE,
    Message(
        "By the change {reference} the field or district of {name} is outside the remit of {body} from {day}. It "
        "stays there until it is placed elsewhere: by the apex body under a committee whose remit covers it, on its "
        "own request for a transfer, or with the next design of committees. {fits}"
    ),
)
TO_ORGANIZATION = Said(
    TITLE,
    Message(
        "By the change {reference} the field or district of {name} is outside the remit of {body} from {day}. You "
        "stay there for now. The apex body may place you under a committee whose remit covers it, and tells you with "
        "reasons; you can ask for a transfer to another joint committee yourselves, under “Changes”. {fits}"
    ),
)
FITS = Message("The remit of {fitting} covers it.")
NONE_FITS = Message("No joint committee's remit covers it.")


def tell_if_outside(change: ChangeRequest, on: date, by: Viewer) -> Body | None:
    """Tell those who place, the committee and the organization, if from that day its committee's remit covers it no
    longer; part of the act that carried the change out. Returns that committee.
    """
    body = outside_remit(change.organization, on) if change.kind in TOUCHES_REMIT else None
    if body is None:
        return None
    standing = change.organization.particulars.select_related("concept", "district").get(in_force(on))
    fitting = fitting_committees(standing.concept, standing.district, on)
    fits = FITS.filled(fitting=fitting[0].body) if fitting else NONE_FITS
    values = {"name": standing, "body": body, "fits": fits, "day": Day(on)}
    about = correspondence.about_change(change)
    for party in (correspondence.apex(), Party.body(body.pk)):
        about.tell(party, "outside-remit", TO_OFFICES, path=correspondence.desk_path(change), by=by, values=values)
    correspondence.tell_requester(change, "outside-remit", TO_ORGANIZATION, by=by, values=values)
    return body
