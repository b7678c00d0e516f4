"""From proposed grades to published ones, a step at a time, each by someone who answers for it."""

import hashlib
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from umbel import ledger
from umbel.accounts.permissions import Viewer
from umbel.audit.acts import whole
from umbel.audit.locking import locked
from umbel.errors import NotNow, need
from umbel.evaluation.acts import correspondence
from umbel.evaluation.models import CommitteeReview, Cycle, Grade, Judgement, Objection, ProposedGrade, SecondReading
from umbel.evaluation.permissions import check_may_confirm, check_may_run, check_may_submit
from umbel.evaluation.queries.explaining import plain
from umbel.evaluation.queries.packs import pinned_pack
from umbel.evaluation.queries.reviewing import content_of, waiting_reviews
from umbel.evaluation.queries.standing import standings
from umbel.evaluation.states import WORKFLOW, CycleState, ReviewState
from umbel.evaluation.table_of_acts import EvaluationAct
from umbel.notices.acts import Party
from umbel.notices.said import Said
from umbel.notices.states import ClockState
from umbel.policy.validity import valid_until
from umbel.structure.models import Body
from umbel.words import Message

BATCH = 2000


@whole()
def open_self_assessment(*, cycle: Cycle, on: date, by: Viewer) -> Cycle:
    """Ask every organization what it says of itself, beside what the records say."""
    check_may_run(by)
    cycle = locked(cycle)
    cycle.state = WORKFLOW.check_step("open-self-assessment", cycle.state)
    cycle.assess_until = correspondence.working_day(
        cycle, on, correspondence.road(pinned_pack(cycle)).self_assessment_days
    )
    cycle.save()
    said = Said(
        title=Message("Yearly evaluation: your own view"),
        text=Message(
            "The facts of the evaluation are frozen. See what the records say, say what you find yourself, and remark "
            "on any fact. Saying nothing counts against nobody."
        ),
    )
    _ask_organizations(cycle, "assess", cycle.assess_until, said, on=on, by=by)
    correspondence.record(cycle, EvaluationAct.OPEN_SELF_ASSESSMENT, on, by, until=str(cycle.assess_until))
    return cycle


OWN_PATH = "/organizations/{{}}/assessment/{}/"


def _ask_organizations(cycle: Cycle, code: str, until: date, said: Said, *, on: date, by: Viewer) -> None:
    """Let a step's time run for everyone who is graded, and tell them."""
    parties = organizations_of(cycle)
    correspondence.start(cycle, code, parties, on, until)
    correspondence.tell(cycle, parties, said, by, path=OWN_PATH.format(cycle.code))


@whole()
def begin_review(*, cycle: Cycle, on: date, by: Viewer) -> Cycle:
    """Hand the files to the committees, once the organizations' time is over. Which files a second committee reads too
    follows from the hash of the frozen facts, so that anyone can find them again.
    """
    check_may_run(by)
    cycle = locked(cycle)
    cycle.state = WORKFLOW.check_step("begin-review", cycle.state)
    if cycle.assess_until and on <= cycle.assess_until:
        raise NotNow(_("The organizations have until %(day)s to assess themselves.") % {"day": cycle.assess_until})
    road = correspondence.road(pinned_pack(cycle))
    cycle.review_until = correspondence.working_day(cycle, on, road.review_days)
    cycle.save()
    correspondence.about(cycle).stop("assess", on, ClockState.LIFTED)
    placed = ProposedGrade.objects.filter(cycle=cycle, body__isnull=False)
    bodies = list(placed.order_by("body_id").values_list("body_id", flat=True).distinct())
    CommitteeReview.objects.bulk_create(CommitteeReview(cycle=cycle, body_id=body) for body in bodies)
    _draw_second_readings(cycle, bodies, road.second_reading_share)
    parties = [Party.body(key) for key in bodies]
    correspondence.start(cycle, "review", parties, on, cycle.review_until)
    said = Said(
        title=Message("Yearly evaluation: your review"),
        text=Message(
            "Judge your organizations on the indicators that the rules give to judgement, with reasons. Where nothing "
            "is submitted in time, what the records say stands."
        ),
    )
    correspondence.tell(cycle, parties, said, by)
    correspondence.record(
        cycle, EvaluationAct.BEGIN_REVIEW, on, by, until=str(cycle.review_until), committees=len(bodies)
    )
    return cycle


def _draw_second_readings(cycle: Cycle, bodies: list[int], share: int) -> None:
    if len(bodies) < 2:
        return
    drawn = []
    rows = ProposedGrade.objects.filter(cycle=cycle, body__isnull=False).order_by("organization_id")
    for organization, body in rows.values_list("organization_id", "body_id"):
        lot = hashlib.sha256(f"{cycle.snapshot.sha256}:{organization}".encode()).digest()
        if int.from_bytes(lot[:4]) % 100 < share:
            others = [key for key in bodies if key != body]
            second = others[int.from_bytes(lot[4:8]) % len(others)]
            drawn.append(SecondReading(cycle=cycle, organization_id=organization, body_id=second))
    SecondReading.objects.bulk_create(drawn, batch_size=BATCH)


@whole()
def submit_review(*, cycle: Cycle, body: Body, on: date, by: Viewer) -> CommitteeReview:
    """The chair hands the committee's findings to the apex; from here they stand, unless they are sent back."""
    check_may_submit(by, body.pk)
    cycle = locked(cycle)
    if cycle.state != CycleState.REVIEW:
        raise NotNow(_("This cycle is not in its review."))
    review = cycle.reviews.filter(body=body).first()
    if review is None or review.state == ReviewState.SUBMITTED:
        raise NotNow(_("There is nothing of this committee to submit."))
    correspondence.check_in_review(cycle, review, on)
    review.state, review.submitted_on, review.submitted_by_id = ReviewState.SUBMITTED, on, by.account_id
    review.save()
    correspondence.about(cycle).stop("review", on, for_=Party.body(body.pk))
    correspondence.record(cycle, EvaluationAct.SUBMIT_REVIEW, on, by, body=body.code)
    return review


@whole()
def end_review(*, cycle: Cycle, on: date, by: Viewer) -> Cycle:
    """End the review once every committee has submitted, or its time is over: silence leaves the records standing, and
    findings that were never submitted stay on the file without effect.
    """
    check_may_run(by)
    cycle = locked(cycle)
    cycle.state = WORKFLOW.check_step("end-review", cycle.state)
    waiting = waiting_reviews(cycle)
    if waiting and cycle.review_until and on <= cycle.review_until:
        raise NotNow(
            _("%(number)d committees have until %(day)s to submit.") % {"number": waiting, "day": cycle.review_until}
        )
    cycle.save()
    silent = cycle.reviews.exclude(state=ReviewState.SUBMITTED)
    silent.update(is_silent=True)
    unsubmitted = Judgement.objects.filter(cycle=cycle, is_second=False, superseded_on=None)
    unsubmitted.filter(body__in=silent.values("body")).update(superseded_on=on)
    correspondence.about(cycle).stop("review", on, ClockState.SILENT)
    correspondence.record(cycle, EvaluationAct.END_REVIEW, on, by, silent=waiting)
    return cycle


@whole()
def send_back(*, cycle: Cycle, body: Body, reasons: str, on: date, by: Viewer) -> Cycle:
    """Ask one committee to look at its findings again. The apex never changes them itself."""
    check_may_confirm(by)
    cycle = locked(cycle)
    cycle.state = WORKFLOW.check_step("send-back", cycle.state)
    need(reasons, _("Give the reasons: the committee answers them."), "reasons")
    review = cycle.reviews.filter(body=body).first()
    if review is None:
        raise NotNow(_("This committee has no part in the cycle."))
    review.state, review.why_back, review.is_silent = ReviewState.SENT_BACK, reasons.strip(), False
    review.save()
    cycle.review_until = correspondence.working_day(cycle, on, correspondence.road(pinned_pack(cycle)).review_days)
    cycle.save()
    correspondence.start(cycle, "review", [Party.body(body.pk)], on, cycle.review_until)
    said = Said(Message("Your review was sent back"), Message("{words}").filled(words=review.why_back))
    correspondence.tell(cycle, [Party.body(body.pk)], said, by)
    correspondence.record(cycle, EvaluationAct.SEND_BACK, on, by, reasons=reasons.strip(), body=body.code)
    return cycle


@whole()
def confirm(*, cycle: Cycle, on: date, by: Viewer) -> Cycle:
    """Show every organization the grade that would be published, and let it object."""
    check_may_confirm(by)
    cycle = locked(cycle)
    cycle.state = WORKFLOW.check_step("confirm", cycle.state)
    cycle.object_until = correspondence.working_day(cycle, on, correspondence.road(pinned_pack(cycle)).objection_days)
    cycle.save()
    said = Said(
        title=Message("Yearly evaluation: objections"),
        text=Message(
            "See the grade that would be published and what it rests on. You can object to any fact or finding; "
            "someone who did not make it decides."
        ),
    )
    _ask_organizations(cycle, "object", cycle.object_until, said, on=on, by=by)
    correspondence.record(cycle, EvaluationAct.CONFIRM, on, by, until=str(cycle.object_until))
    return cycle


@whole()
def publish(*, cycle: Cycle, on: date, by: Viewer) -> Cycle:
    """Publish every grade in one act. One ledger entry holds the root over all of them; each organization's leaf is
    tied to it by a proof of its own.
    """
    check_may_confirm(by)
    cycle = locked(cycle)
    cycle.state = WORKFLOW.check_step("publish", cycle.state)
    if cycle.object_until and on <= cycle.object_until:
        raise NotNow(_("Objections can be made until %(day)s.") % {"day": cycle.object_until})
    if waiting := Objection.objects.filter(cycle=cycle, outcome="").count():
        raise NotNow(_("%(number)d objections have not been decided yet.") % {"number": waiting})
    pack = pinned_pack(cycle)
    ends = valid_until(correspondence.road(pack).valid_until, on, year_starts=pack.supervision_year_starts)
    leaves, counts = _write_grades(cycle)
    cycle.root = ledger.root(leaves).hex()
    cycle.published_on, cycle.published_by_id, cycle.valid_until = on, by.account_id, ends
    entry = correspondence.record(
        cycle,
        EvaluationAct.PUBLISH,
        on,
        by,
        root=cycle.root,
        size=len(leaves),
        grades=counts,
        valid_until=str(cycle.valid_until),
    )
    cycle.entry = entry.number
    cycle.save()
    correspondence.about(cycle).lift(on)
    said = Said(
        title=Message("The grades are published"),
        text=Message("The grades are published. Your file holds the explanation, and a proof."),
    )
    correspondence.tell(cycle, organizations_of(cycle), said, by, path=OWN_PATH.format(cycle.code))
    return cycle


def _write_grades(cycle: Cycle) -> tuple[list[bytes], dict[str, int]]:
    leaves: list[bytes] = []
    counts: dict[str, int] = {}
    batch: list[Grade] = []
    for proposed, row in standings(cycle):
        made = Grade(
            cycle=cycle,
            organization_id=proposed.organization_id,
            body_id=proposed.body_id,
            grade=row["grade"],
            total=row["total"],
            figures={name: plain(value) for name, value in row.items()},
            position=len(leaves),
        )
        leaf = ledger.leaf_hash(ledger.encode(content_of(made)))
        made.leaf = leaf.hex()
        leaves.append(leaf)
        counts[made.grade] = counts.get(made.grade, 0) + 1
        batch.append(made)
        if len(batch) >= BATCH:
            Grade.objects.bulk_create(batch)
            batch = []
    Grade.objects.bulk_create(batch)
    return leaves, dict(sorted(counts.items()))


@whole()
def close(*, cycle: Cycle, on: date, by: Viewer) -> Cycle:
    """Nothing of this cycle is open any more."""
    check_may_run(by)
    cycle = locked(cycle)
    cycle.state = WORKFLOW.check_step("close", cycle.state)
    cycle.save()
    correspondence.record(cycle, EvaluationAct.CLOSE, on, by)
    return cycle


def organizations_of(cycle: Cycle) -> list[Party]:
    """Everyone who is graded in the cycle and still on the register."""
    rows: Any = ProposedGrade.objects.filter(cycle=cycle, organization__ended_on=None).order_by("organization_id")
    return [Party.organization(key) for key in rows.values_list("organization_id", flat=True)]
