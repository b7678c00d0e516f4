"""Pointing out what may show that a report is thin, and a person's ruling on it."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.activities.acts import correspondence
from umbel.activities.models import Activity, Evidence, Sign
from umbel.activities.permissions import check_may_rule
from umbel.activities.states import ActivityState, Ruling, SignKind
from umbel.activities.table_of_acts import ActivityAct
from umbel.audit import acts as audit
from umbel.audit.acts import whole
from umbel.audit.locking import locked
from umbel.deadlines import Day
from umbel.documents.pictures import ALIKE, differ
from umbel.errors import NotNow
from umbel.notices.said import Said
from umbel.words import Message

LOOKED_BACK = timedelta(days=730)
SHORTEST_TEXT = 20
"""Characters, spaces left out: shorter texts repeat by chance."""
MANY = 4
"""So many in a row with one head count, or filed on one day."""
APART = 60
"""Days between the first and the last of those that were filed on one day."""
MOST = 400


def note_signs(activity: Activity, on: date) -> None:
    """Point out what may show that this report is thin; part of the act that files it. It is compared with what the
    organization reported in two years, and its photographs with everyone's.
    """
    before = Activity.objects.filter(
        organization=activity.organization_id, held_on__gte=activity.held_on - LOOKED_BACK
    ).exclude(state=ActivityState.WITHDRAWN)
    others = list(before.exclude(pk=activity.pk).order_by("-held_on", "-pk")[:MOST])
    for kind, other, detail in (
        *_repeated_text(activity, others),
        *_same_photograph(activity),
        *_same_head_counts(activity, others),
        *_one_day(activity, others),
    ):
        Sign.objects.get_or_create(
            activity=activity, kind=kind, defaults={"other": other, "detail": detail, "noted_on": on}
        )


POINTED_OUT = Message("Your report of {day}: what the program pointed out")
RIGHT = Message(
    "Your committee finds that it means something. It counts for nothing by itself: only a finding on the report does. "
    "Reasons: {reasons}"
)
WRONG = Message("Your committee finds that it means nothing. Reasons: {reasons}")


@whole()
def rule_on_sign(*, sign: Sign, ruling: Ruling, reasons: str, on: date, by: Viewer) -> Sign:
    """Say whether a sign was right, with reasons. How often each kind is wrong is counted in public."""
    check_may_rule(by, sign.activity, on)
    sign = locked(sign)
    if sign.ruling:
        raise NotNow(_("Somebody ruled on this already."))
    if ruling == Ruling.OPEN or not reasons.strip():
        raise NotNow(_("Say whether it means something, and why."))
    sign.ruling, sign.reasons, sign.ruled_on, sign.ruled_by_id = ruling, reasons.strip(), on, by.account_id
    sign.save(update_fields=["ruling", "reasons", "ruled_on", "ruled_by"])
    said = Said(POINTED_OUT, RIGHT if ruling == Ruling.RIGHT else WRONG).filled(
        day=Day(sign.activity.held_on), reasons=reasons.strip()
    )
    correspondence.tell_organization(sign.activity, "sign", said, by.actor)
    audit.record(
        ActivityAct.RULE_ON_SIGN,
        by=by.actor,
        about=correspondence.subject_of(sign.activity),
        reasons=reasons,
        data={"on": str(on), "sign": sign.kind, "ruling": ruling.value},
    )
    return sign


type Found = Iterator[tuple[SignKind, Activity | None, str]]


def _repeated_text(activity: Activity, others: list[Activity]) -> Found:
    said = _plain(activity)
    if len(said) >= SHORTEST_TEXT:
        for other in others:
            if _plain(other) == said:
                yield SignKind.REPEATED_TEXT, other, str(other.held_on)
                return


def _same_photograph(activity: Activity) -> Found:
    own = [row.picture for row in activity.evidence.exclude(picture="")]
    if not own:
        return
    elsewhere = Evidence.objects.exclude(activity=activity).select_related("activity")
    if same := elsewhere.filter(picture__in=own).order_by("pk").first():
        yield SignKind.SAME_PHOTOGRAPH, same.activity, same.reference[:200]
        return
    at_home = elsewhere.filter(activity__organization=activity.organization_id).exclude(picture="").order_by("-pk")
    for row in at_home[:MOST]:
        if any(differ(picture, row.picture) <= ALIKE for picture in own):
            yield SignKind.SAME_PHOTOGRAPH, row.activity, row.reference[:200]
            return


def _same_head_counts(activity: Activity, others: list[Activity]) -> Found:
    latest = others[: MANY - 1]
    if activity.head_count and len(latest) == MANY - 1 and {row.head_count for row in latest} == {activity.head_count}:
        yield SignKind.SAME_HEAD_COUNTS, latest[0], str(activity.head_count)


def _one_day(activity: Activity, others: list[Activity]) -> Found:
    filed = [row for row in others if row.reported_on == activity.reported_on]
    days = [activity.held_on, *(row.held_on for row in filed)]
    if len(days) >= MANY and (max(days) - min(days)).days >= APART:
        yield SignKind.ONE_DAY, filed[0], str(len(days))


def _plain(activity: Activity) -> str:
    said = str(activity.summary)
    return "".join(letter for letter in said.casefold() if letter.isalnum())
