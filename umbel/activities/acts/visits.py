"""Visits: drawn by lot with a seed that was bound beforehand, reported on, and answered."""

import secrets
from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.activities import lots
from umbel.activities.models import Draw, Visit
from umbel.activities.permissions import check_may_answer_visit, check_may_draw, check_may_report_visit
from umbel.activities.queries import last_visits, pack_in_force
from umbel.activities.table_of_acts import ActivityAct
from umbel.audit import acts as audit
from umbel.audit.actors import Subject
from umbel.audit.acts import whole
from umbel.audit.locking import locked
from umbel.audit.subjects import SubjectKind
from umbel.deadlines import Day, working_days_after
from umbel.errors import NotNow
from umbel.notices.acts import Party
from umbel.notices.correspondence import Correspondence
from umbel.notices.said import Said
from umbel.policy.obligations import calendar_of
from umbel.policy.pack import Pack, Sampling
from umbel.structure.models import Body, Placement
from umbel.structure.queries import in_force
from umbel.words import Message

LONGEST = 8000
REPORT = Said(Message("Report on a visit"), Message("Visited on {day}."))
TITLES = {"answer-visit": Message("Answer the report on a visit")}
REPORTED = Message("the visit was reported on")


@whole()
def commit_draw(*, body: Body, on: date, by: Viewer) -> Draw:
    """Bind the seed of the committee's next draw: its hash goes into the ledger, which is sealed. Nobody chooses it."""
    check_may_draw(by, body)
    _sampling()
    if Draw.objects.filter(body=body, drawn_on=None).exists():
        raise NotNow(_("A seed waits already. Draw with it first."))
    seed = secrets.token_hex(32)
    entry = audit.record(
        ActivityAct.COMMIT_DRAW, by=by.actor, about=_of(body), data={"on": str(on), "sha256": lots.fingerprint(seed)}
    )
    draw = Draw.objects.create(body=body, seed=seed, committed_on=on, entry=entry.number)
    audit.checkpoint()
    return draw


@whole()
def draw_lots(*, draw: Draw, grades: Mapping[int, str], on: date, by: Viewer) -> Draw:
    """Draw with the seed that was bound, among those placed under the committee today. `grades`: organization -> its
    last grade. The seed, every lot and every chance are kept, so that the draw can be repeated.
    """
    check_may_draw(by, draw.body)
    sampling = _sampling()[1]
    draw = locked(draw)
    if draw.drawn_on:
        raise NotNow(_("This seed was used already. Bind another one."))
    placed = Placement.objects.filter(in_force(on), body=draw.body, organization__ended_on=None)
    pool = sorted(placed.values_list("organization_id", flat=True))
    seen = last_visits(pool)
    draw.lots = [
        [key, chance, str(lot), lots.is_drawn(chance, lot)]
        for key in pool
        for chance, lot in [(lots.chance(sampling, grades.get(key), seen.get(key), on), lots.lot(draw.seed, key))]
    ]
    draw.drawn_on = on
    draw.save(update_fields=["lots", "drawn_on"])
    drawn = [key for key, _chance, _lot, is_drawn in draw.lots if is_drawn]
    Visit.objects.bulk_create(Visit(draw=draw, organization_id=key, body=draw.body) for key in drawn)
    audit.record(
        ActivityAct.DRAW,
        by=by.actor,
        about=_of(draw.body),
        data={"on": str(on), "seed": draw.seed, "pool": pool, "drawn": drawn, "count": len(drawn)},
    )
    return draw


@whole()
def report_visit(*, visit: Visit, visited_on: date, seen: str, on: date, by: Viewer) -> Visit:
    """Say what was seen on a visit; the organization is told, and answers beside it."""
    check_may_report_visit(by, visit, on)
    visit = locked(visit)
    if visit.reported_on or visit.dropped_on:
        raise NotNow(_("This visit was dealt with already."))
    if visited_on > on:
        raise NotNow(_("A visit is reported on once it has been made."), field="visited_on")
    if visited_on < (visit.draw.drawn_on or on):
        raise NotNow(_("The visit was drawn later than that day."), field="visited_on")
    if not seen.strip() or len(seen) > LONGEST:
        raise NotNow(_("Say what was seen, in at most 8,000 characters."))
    pack, _rates = _sampling()
    deadline = working_days_after(
        on,
        pack.due_time("visit-answer").working_days,
        calendar=calendar_of(pack),
        time_zone=pack.time_zone,
        started_by=REPORTED,
    )
    visit.visited_on, visit.seen, visit.reported_on = visited_on, seen.strip(), on
    visit.reported_by_id, visit.answer_by = by.account_id, deadline.on
    visit.save()
    party, values = Party.organization(visit.organization_id), {"day": Day(visited_on)}
    about(visit).clock("answer-visit", party, deadline)
    about(visit).tell(
        party, "visit", REPORT, path=f"/visits/{visit.pk}/", deadline=deadline, by=by, values=values, words=visit.seen
    )
    data = {"visited": str(visited_on)}
    audit.record(ActivityAct.VISIT, by=by.actor, about=subject_of(visit), body=_of(visit.body), data=data)
    return visit


@whole()
def answer_visit(*, visit: Visit, answer: str, on: date, by: Viewer) -> Visit:
    """The organization's own answer, which stands beside the report for good."""
    check_may_answer_visit(by, visit)
    visit = locked(visit)
    if visit.reported_on is None or visit.answered_on:
        raise NotNow(_("There is nothing to answer here now."))
    if not answer.strip() or len(answer) > LONGEST:
        raise NotNow(_("Write your answer, in at most 8,000 characters."))
    visit.answer, visit.answered_on, visit.answered_by_id = answer.strip(), on, by.account_id
    visit.save(update_fields=["answer", "answered_on", "answered_by"])
    about(visit).stop("answer-visit", on)
    audit.record(ActivityAct.ANSWER_VISIT, by=by.actor, about=subject_of(visit), data={"on": str(on)})
    return visit


@whole()
def drop_visit(*, visit: Visit, reasons: str, on: date, by: Viewer) -> Visit:
    """Drop a visit that cannot be made, such as to an organization that left the register; for reasons."""
    check_may_report_visit(by, visit, on)
    visit = locked(visit)
    if visit.reported_on or visit.dropped_on:
        raise NotNow(_("This visit was dealt with already."))
    if not reasons.strip():
        raise NotNow(_("Say why, in a sentence."))
    visit.dropped_on, visit.why_dropped = on, reasons.strip()
    visit.save(update_fields=["dropped_on", "why_dropped"])
    audit.record(ActivityAct.DROP_VISIT, by=by.actor, about=subject_of(visit), reasons=reasons, data={"on": str(on)})
    return visit


def subject_of(visit: Visit) -> Subject:
    """How notices, deadlines and the ledger name a visit."""
    standing = visit.organization.particulars.order_by("-from_on").first()
    return Subject(SubjectKind.VISIT, str(visit.pk), str(standing or visit.organization_id))


def about(visit: Visit) -> Correspondence:
    """Everything written about a visit."""
    return Correspondence(piece="activities", about=subject_of(visit), titles=TITLES)


def _of(body: Body) -> Subject:
    return Subject(SubjectKind.BODY, str(body.pk), str(body))


def _sampling() -> tuple[Pack, Sampling]:
    pack = pack_in_force()
    if pack is None or pack.sampling is None:
        raise NotNow(_("The rules in force draw no visits by lot."))
    return pack, pack.sampling
