"""What the two sides are told about a report, and by when they answer."""

from datetime import date

from umbel.accounts.permissions import Role, Viewer
from umbel.activities.models import Activity
from umbel.audit.actors import Actor, Subject
from umbel.audit.subjects import SubjectKind
from umbel.deadlines import Deadline, working_days_after
from umbel.notices.acts import Party
from umbel.notices.correspondence import Correspondence
from umbel.notices.said import Said
from umbel.notices.states import OWN
from umbel.policy.obligations import calendar_of
from umbel.policy.pack import Pack
from umbel.words import Message, Worded

PATH = "/activities/{}/"
TITLES = {
    "verification": Message("Find on a reported activity"),
    "resubmission": Message("Complete the report and hand it in again"),
    "look-request": Message("Last day to ask for another look"),
    "look": Message("Look again at a report"),
}


def subject_of(activity: Activity) -> Subject:
    """How notices, deadlines and the ledger name a report."""
    standing = activity.organization.particulars.order_by("-from_on").first()
    return Subject(
        SubjectKind.ACTIVITY, str(activity.pk), f"{standing or activity.organization_id}, {activity.held_on}"
    )


def term(pack: Pack, code: str, on: date, started_by: Worded) -> Deadline:
    """The deadline that the pack's due time gives from a day on."""
    days = pack.due_time(code).working_days
    return working_days_after(on, days, calendar=calendar_of(pack), time_zone=pack.time_zone, started_by=started_by)


def about(activity: Activity) -> Correspondence:
    """Everything written about a report."""
    return Correspondence(piece="activities", about=subject_of(activity), titles=TITLES)


def tell_organization(
    activity: Activity, code: str, said: Said, by: Viewer | Actor, deadline: Deadline | None = None
) -> None:
    """A notice to the organization, in the language of whoever filed the report; else to each in their own."""
    own, path = Party.organization(activity.organization_id), PATH.format(activity.pk)
    language = activity.filed_by.language if activity.filed_by else OWN
    about(activity).tell(own, code, said, by=by, language=language, path=path, deadline=deadline)


def reviewers() -> Party:
    """Those who look again."""
    return Party.role(Role.REVIEWER)
