"""Another look at a report that was not accepted."""

from datetime import date

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.activities.acts import correspondence
from umbel.activities.models import Activity, Look, Verification
from umbel.activities.permissions import check_may_look_again, check_may_report
from umbel.activities.queries import pack_in_force
from umbel.activities.states import ACTIVITY, Finding, LookOutcome
from umbel.activities.table_of_acts import ActivityAct
from umbel.audit import acts as audit
from umbel.audit.acts import whole
from umbel.audit.locking import locked
from umbel.audit.subjects import SubjectKind
from umbel.errors import NotNow
from umbel.notices.models import Clock
from umbel.notices.said import Said
from umbel.words import Message

ACCEPTED, STANDS = Message("the report is accepted"), Message("the finding stands")
RESULT = Said(
    Message("Another look at your report of {day}"),
    Message("Result: {outcome}. Reasons: {reasons}"),
)


@whole()
def ask_to_look_again(*, activity: Activity, grounds: str, on: date, by: Viewer) -> Look:
    """The organization asks, in time, for someone else to look at a report that was not accepted."""
    check_may_report(by, activity.organization)
    activity = locked(activity)
    state = ACTIVITY.check_step("ask-to-look-again", activity.state)
    pack = pack_in_force()
    asked = Clock.objects.filter(
        subject_kind=SubjectKind.ACTIVITY, subject_id=str(activity.pk), code="activities:look-request"
    ).order_by("-pk")
    last = asked.values_list("due_on", flat=True).first()
    if last and on > last:
        raise NotNow(_("Another look could be asked for until %(day)s.") % {"day": last})
    if not grounds.strip():
        raise NotNow(_("Say what you think is wrong with the finding, in your own words."))
    if pack is None or by.account_id is None:
        raise NotNow(_("No rules are in force here yet, so nobody can be asked."))
    deadline = correspondence.term(pack, "look", on, Message("another look was asked for"))
    activity.state = state
    activity.save(update_fields=["state"])
    look = Look.objects.create(
        activity=activity, asked_on=on, asked_by_id=by.account_id, grounds=grounds.strip(), due_on=deadline.on
    )
    correspondence.about(activity).stop("look-request", on)
    correspondence.about(activity).clock("look", correspondence.reviewers(), deadline)
    audit.record(
        ActivityAct.ASK_TO_LOOK_AGAIN,
        by=by.actor,
        about=correspondence.subject_of(activity),
        reasons=grounds,
        data={"on": str(on), "due": str(deadline.on)},
    )
    return look


@whole()
def look_again(*, activity: Activity, reverses: bool, reasons: str, on: date, by: Viewer) -> Look:
    """Uphold the finding or put acceptance in its place, for written reasons; the report counts from its first day."""
    check_may_look_again(by, activity, on)
    activity = locked(activity)
    activity.state = ACTIVITY.check_step("reverse" if reverses else "uphold", activity.state)
    if not reasons.strip():
        raise NotNow(_("Give the reasons: both sides rest on them."))
    look = activity.look
    look.outcome = LookOutcome.REVERSED if reverses else LookOutcome.UPHELD
    look.reasons, look.decided_on, look.decided_by_id = reasons.strip(), on, by.account_id
    look.save()
    activity.save(update_fields=["state"])
    if reverses:
        standing = activity.verifications.get(superseded_on=None)
        standing.superseded_on = on
        standing.save(update_fields=["superseded_on"])
        Verification.objects.create(
            activity=activity,
            body_id=standing.body_id,
            finding=Finding.ACCEPTED,
            found_on=on,
            found_by_id=by.account_id,
            reasons=reasons.strip(),
        )
    correspondence.about(activity).stop("look", on)
    said = RESULT.filled(day=activity.held_on, outcome=ACCEPTED if reverses else STANDS, reasons=reasons)
    correspondence.tell_organization(activity, "look", said, by.actor)
    audit.record(
        ActivityAct.LOOK_AGAIN,
        by=by.actor,
        about=correspondence.subject_of(activity),
        reasons=reasons,
        data={"on": str(on), "outcome": look.outcome},
    )
    return look
