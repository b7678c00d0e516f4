"""The joint committee's findings, and its silence."""

from collections import defaultdict
from datetime import date, timedelta

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.activities.acts import correspondence
from umbel.activities.models import Activity, Verification
from umbel.activities.permissions import check_may_find
from umbel.activities.queries import pack_in_force
from umbel.activities.states import ACTIVITY, ActivityState, Finding
from umbel.activities.table_of_acts import ActivityAct
from umbel.audit import acts as audit
from umbel.audit.actors import Actor, Subject
from umbel.audit.acts import whole
from umbel.audit.locking import locked
from umbel.audit.subjects import SubjectKind
from umbel.errors import NotNow
from umbel.notices.acts import Party, let_pass
from umbel.notices.said import Said
from umbel.structure.models import Body, Placement
from umbel.structure.queries import in_force
from umbel.words import Message

STEP = {Finding.ACCEPTED: "accept", Finding.RETURNED: "return", Finding.NOT_ACCEPTED: "not-accept"}
CLOCK = Actor.program("clock")
"""Whoever records that a time passed: no person decides that, and nothing adverse follows from it."""
BATCH = 500


@whole()
def find(*, activity: Activity, finding: Finding, reasons: str, on: date, by: Viewer) -> Verification:
    """Accept a report, return it once with what is missing, or not accept it, with reasons.
    Once the committee's time has run out only acceptance is left: its silence never counts against the organization.
    """
    check_may_find(by, activity, on)
    activity = locked(activity)
    state = ACTIVITY.check_step(STEP[finding], activity.state)
    _check_finding(activity, finding, reasons, on)
    body = Body.objects.get(pk=by.body_id or 0)
    activity.state = state
    activity.save(update_fields=["state"])
    made = Verification.objects.create(
        activity=activity, body=body, finding=finding, found_on=on, found_by_id=by.account_id, reasons=reasons.strip()
    )
    correspondence.about(activity).stop("verification", on)
    _tell(activity, finding, reasons.strip(), on, by.actor)
    audit.record(
        ActivityAct.of(f"activities:{STEP[finding]}"),
        by=by.actor,
        about=correspondence.subject_of(activity),
        body=Subject(SubjectKind.BODY, str(body.pk), str(body)),
        reasons=reasons,
        data={"on": str(on), "finding": finding.value},
    )
    return made


def record_silences(*, on: date, by: Actor = CLOCK) -> int:
    """Record for every committee the reports it let pass: each counts as accepted from the day after its time.
    Safe to run twice. Returns how many.
    """
    placed = Placement.objects.filter(in_force(on), organization=OuterRef("organization_id")).values("body_id")[:1]
    overdue = (
        Activity.objects.filter(state=ActivityState.REPORTED, verify_by__lt=on)
        .annotate(body=Subquery(placed))
        .filter(body__isnull=False)
        .order_by("verify_by", "pk")
    )
    by_body: dict[int, list[int]] = defaultdict(list)
    for key, body in overdue.values_list("pk", "body"):
        by_body[body].append(key)
    return sum(
        _record_silence(body, keys[start : start + BATCH], on, by)
        for body, keys in sorted(by_body.items())
        for start in range(0, len(keys), BATCH)
    )


@whole()
def _record_silence(body_id: int, keys: list[int], on: date, by: Actor) -> int:
    waiting = Activity.objects.select_for_update().filter(
        pk__in=keys, state=ActivityState.REPORTED, verify_by__lt=on, verify_by__isnull=False
    )
    rows = [(row.pk, row.verify_by) for row in waiting if row.verify_by]
    if not rows:
        return 0
    accepted = ACTIVITY.check_step("accept", ActivityState.REPORTED)
    body = Body.objects.get(pk=body_id)
    Verification.objects.bulk_create(
        Verification(
            activity_id=key,
            body=body,
            finding=Finding.ACCEPTED,
            found_on=last + timedelta(days=1),
            by_silence=True,
        )
        for key, last in rows
    )
    done = [key for key, _last in rows]
    Activity.objects.filter(pk__in=done).update(state=accepted)
    let_pass(kind="activity", keys=done, code="activities:verification")
    audit.record(
        ActivityAct.RECORD_SILENCES,
        by=by,
        about=Subject(SubjectKind.BODY, str(body.pk), str(body)),
        data={"on": str(on), "count": len(done), "activities": done},
    )
    return len(done)


def _check_finding(activity: Activity, finding: Finding, reasons: str, on: date) -> None:
    if finding is Finding.ACCEPTED:
        return
    if activity.verify_by and on > activity.verify_by:
        raise NotNow(
            _("The committee had until %(day)s; its silence since then counts as acceptance.")
            % {"day": activity.verify_by}
        )
    if not reasons.strip():
        raise NotNow(_("Say why: a report is returned or not accepted only with reasons."))
    if finding is Finding.RETURNED and activity.verifications.filter(finding=Finding.RETURNED).exists():
        raise NotNow(_("This report was returned once already. Accept it, or do not accept it and say why."))


RETURNED = Said(
    Message("Your report of {day} came back: something is missing"),
    Message(
        "The joint committee asks for this, once: {reasons} Complete the report and hand it in again. "
        "It keeps the day on which you first reported it."
    ),
)
NOT_ACCEPTED = Said(
    Message("Your report of {day} was not accepted"),
    Message(
        "The joint committee's reasons: {reasons} You can have it looked at again by someone who did not "
        "make this finding: open the report and choose “Ask for another look”."
    ),
)


def _tell(activity: Activity, finding: Finding, reasons: str, on: date, by: Actor) -> None:
    pack = pack_in_force()
    if finding is Finding.ACCEPTED or pack is None:
        return
    code = "resubmission" if finding is Finding.RETURNED else "look-request"
    started = Message("the finding was served on this site")
    deadline = correspondence.term(pack, code, on, started)
    correspondence.about(activity).clock(code, Party.organization(activity.organization_id), deadline)
    said = RETURNED if finding is Finding.RETURNED else NOT_ACCEPTED
    said = said.filled(day=activity.held_on, reasons=reasons)
    correspondence.tell_organization(activity, finding.value, said, by, deadline)
