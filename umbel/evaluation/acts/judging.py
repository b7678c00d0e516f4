"""What an organization says of itself, what its committee finds, what is objected to, and facts put right."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.audit.acts import whole
from umbel.audit.locking import locked
from umbel.errors import NotFound, NotNow, need
from umbel.evaluation.acts import correspondence
from umbel.evaluation.models import Cycle, FactCorrection, Judgement, Objection, ProposedGrade, SecondReading, SelfScore
from umbel.evaluation.permissions import (
    check_may_assess,
    check_may_decide_objection,
    check_may_judge,
    check_may_run,
)
from umbel.evaluation.queries.packs import pinned_pack
from umbel.evaluation.queries.reviewing import judges
from umbel.evaluation.queries.runs import facts_of
from umbel.evaluation.queries.standing import Row, read_value, standing
from umbel.evaluation.states import CycleState, ObjectionOutcome, ReviewState
from umbel.evaluation.table_of_acts import EvaluationAct
from umbel.notices.acts import Party
from umbel.notices.said import Said
from umbel.policy.facts import ORGANIZATION, RECORDS
from umbel.policy.pack import Indicator
from umbel.rubric import frozen_value
from umbel.structure.models import Organization
from umbel.structure.names import cut
from umbel.structure.permissions import check_no_role_at
from umbel.words import Message

LONGEST_FACT = 200
COMES_TO = Message("{reasons}\n\n{grade} · {total}", "objection")


@whole()
def assess(
    *, cycle: Cycle, organization: Organization, indicator: str, points: str, remark: str, on: date, by: Viewer
) -> SelfScore:
    """The organization's own points of one indicator, with its remark; it may say them again until its time ends."""
    check_may_assess(by, organization)
    cycle = locked(cycle)
    _graded(cycle, organization)
    if cycle.state != CycleState.SELF_ASSESSMENT or (cycle.assess_until and on > cycle.assess_until):
        raise NotNow(_("The time of the self-assessment is over, or has not begun. You can object later."))
    found = read_points(_indicator(cycle, indicator), points)
    made, _new = SelfScore.objects.update_or_create(
        cycle=cycle,
        organization=organization,
        indicator=indicator,
        defaults={"points": found, "remark": remark.strip(), "made_on": on, "made_by_id": by.account_id},
    )
    correspondence.record(
        cycle,
        EvaluationAct.ASSESS,
        on,
        by,
        organization=organization.pk,
        indicator=indicator,
        points=str(found),
        remark=remark,
    )
    return made


@whole()
def judge(
    *, cycle: Cycle, organization: Organization, indicator: str, points: str, reasons: str, on: date, by: Viewer
) -> Judgement:
    """The points a committee finds, on an indicator that the pack gives to judgement, with reasons. A second reading is
    kept apart: it shows how alike committees judge, and changes no grade.
    """
    check_may_judge(by, cycle, organization, on)
    cycle = locked(cycle)
    _graded(cycle, organization)
    if cycle.state != CycleState.REVIEW:
        raise NotNow(_("Findings are made while a cycle is in its review."))
    is_second = judges(cycle, organization.pk, by.body_id) == "second"
    review = cycle.reviews.filter(body_id=by.body_id or 0).first()
    correspondence.check_in_review(cycle, review, on)
    if review and review.state == ReviewState.SUBMITTED and not is_second:
        raise NotNow(_("Your committee has submitted its review: its findings stand."))
    rule = _indicator(cycle, indicator)
    if not rule.judged:
        raise NotNow(_("The rules leave this indicator to the records: nobody judges it."))
    need(reasons, _("Give the reasons: the organization reads them, and may object."), "reasons")
    found = read_points(rule, points)
    known = Judgement.objects.filter(
        cycle=cycle, organization=organization, body_id=by.body_id or 0, indicator=indicator, superseded_on=None
    )
    known.update(superseded_on=on)
    made = Judgement.objects.create(
        cycle=cycle,
        organization=organization,
        body_id=by.body_id or 0,
        indicator=indicator,
        points=found,
        reasons=reasons.strip(),
        found_on=on,
        found_by_id=by.account_id,
        is_second=is_second,
    )
    if is_second:
        _read(cycle, organization, on, by)
    data = {"organization": organization.pk, "indicator": indicator, "points": str(found), "second": is_second}
    correspondence.record(cycle, EvaluationAct.JUDGE, on, by, reasons=reasons.strip(), **data)
    return made


@whole()
def read_again(*, cycle: Cycle, organization: Organization, on: date, by: Viewer) -> None:
    """The second committee has read a file and finds what the records say: that counts for the agreement too."""
    check_may_judge(by, cycle, organization, on)
    cycle = locked(cycle)
    if judges(cycle, organization.pk, by.body_id) != "second":
        raise NotNow(_("Your committee judges this file itself: hand in its review instead."))
    if cycle.state != CycleState.REVIEW:
        raise NotNow(_("Findings are made while a cycle is in its review."))
    correspondence.check_in_review(cycle, cycle.reviews.filter(body_id=by.body_id or 0).first(), on)
    _read(cycle, organization, on, by)
    correspondence.record(cycle, EvaluationAct.READ_AGAIN, on, by, organization=organization.pk)


def _read(cycle: Cycle, organization: Organization, on: date, by: Viewer) -> None:
    reading = SecondReading.objects.filter(cycle=cycle, organization=organization, body_id=by.body_id or 0)
    reading.update(read_on=on, read_by_id=by.account_id)


@whole()
def object_to(
    *, cycle: Cycle, organization: Organization, indicator: str, grounds: str, on: date, by: Viewer
) -> Objection:
    """The organization objects, in time, to what an indicator says of it: a fact, or a finding."""
    check_may_assess(by, organization)
    cycle = locked(cycle)
    _graded(cycle, organization)
    if cycle.state != CycleState.OBJECTIONS or (cycle.object_until and on > cycle.object_until):
        raise NotNow(_("Objections are made between the confirmation of a grade and its publication, in time."))
    rule = _indicator(cycle, indicator)
    need(grounds, _("Say what is wrong, in your own words."), "grounds")
    if Objection.objects.filter(cycle=cycle, organization=organization, indicator=indicator, outcome="").exists():
        raise NotNow(_("You objected to this already; it is being decided."))
    days = correspondence.road(pinned_pack(cycle)).objection_decision_days
    made = Objection.objects.create(
        cycle=cycle,
        organization=organization,
        indicator=indicator,
        grounds=grounds.strip(),
        made_on=on,
        made_by_id=by.account_id,
        due_on=correspondence.working_day(cycle, on, days),
    )
    correspondence.about(cycle).clock_until(
        f"objection-{made.pk}",
        [correspondence.reviewers()],
        title=correspondence.TITLES["objection"],
        started_on=on,
        due_on=made.due_on,
        time_zone=pinned_pack(cycle).time_zone,
    )
    correspondence.record(
        cycle, EvaluationAct.OBJECT, on, by, reasons=made.grounds, organization=organization.pk, indicator=rule.code
    )
    return made


STANDS = Message("What stands now is {grade}, with {total} points. The reasons:")
UPHELD = Said(Message("Your objection was upheld"), STANDS)
DISMISSED = Said(Message("Your objection was dismissed"), STANDS)


@whole()
def decide_objection(
    *, objection: Objection, upheld: bool, points: str = "", reasons: str, on: date, by: Viewer
) -> Objection:
    """Uphold an objection, with the points that take the place of the old ones, or dismiss it; with reasons."""
    check_may_decide_objection(by, objection, on)
    cycle = locked(objection.cycle)
    objection = locked(objection)
    if objection.outcome:
        raise NotNow(_("This objection has been decided."))
    need(reasons, _("Give the reasons: both sides rest on them."), "reasons")
    found = read_points(_indicator(cycle, objection.indicator), points) if upheld else None
    stands = standing(cycle, objection.organization_id)[f"p_{objection.indicator}"]
    if found is not None and found <= stands:
        raise NotNow(
            _("An upheld objection brings more than the %(points)s points that stand. Else dismiss it, with reasons.")
            % {"points": stands}
        )
    objection.outcome = ObjectionOutcome.UPHELD if upheld else ObjectionOutcome.DISMISSED
    objection.points = found
    objection.reasons, objection.decided_on, objection.decided_by_id = reasons.strip(), on, by.account_id
    objection.save()
    correspondence.about(cycle).stop(f"objection-{objection.pk}", on)
    row = standing(cycle, objection.organization_id)
    correspondence.about(cycle).tell(
        Party.organization(objection.organization_id),
        "objection",
        UPHELD if upheld else DISMISSED,
        path=f"/organizations/{objection.organization_id}/assessment/{cycle.code}/",
        by=by,
        values={"grade": row["grade"], "total": row["total"]},
        words=objection.reasons,
    )
    data = {"organization": objection.organization_id, "indicator": objection.indicator, "outcome": objection.outcome}
    correspondence.record(
        cycle,
        EvaluationAct.DECIDE_OBJECTION,
        on,
        by,
        reasons=objection.reasons,
        grade=row["grade"],
        total=str(row["total"]),
        **data,
    )
    return objection


@whole()
def correct_fact(
    *,
    cycle: Cycle,
    organization: Organization,
    where: tuple[str, int, str],
    after: str,
    reasons: str,
    on: date,
    by: Viewer,
) -> FactCorrection:
    """Put right one value of one frozen record: (table, record, column). Only this organization is evaluated again; the
    frozen files stay, so that the run can be repeated.
    """
    check_may_run(by)
    check_no_role_at(by.account_id, [organization.pk], on)
    cycle = locked(cycle)
    _graded(cycle, organization)
    if cycle.state in {CycleState.PUBLISHED, CycleState.CLOSED}:
        raise NotNow(_("The grades are published. A later cycle counts the corrected records."))
    need(reasons, _("Say why the frozen fact is wrong."), "reasons")
    table, record, column = where
    check_value(table, column, after.strip())
    if len(after.strip()) > LONGEST_FACT:
        raise NotNow(_("A corrected fact has at most %(most)d characters. Shorten it.") % {"most": LONGEST_FACT})
    frozen, stood = frozen_value(facts_of(cycle, check=False), organization.pk, where), standing(cycle, organization.pk)
    same = {"cycle": cycle, "organization": organization, "table": table, "record": record, "column": column}
    earlier = FactCorrection.objects.filter(**same).order_by("-pk").first()
    before = earlier.after if earlier else plain(frozen)
    if before == after.strip():
        raise NotNow(_("That is what it says already."))
    said = {"before": cut(before, LONGEST_FACT), "after": after.strip(), "reasons": reasons.strip()}
    made = FactCorrection.objects.create(**same, **said, made_on=on, made_by_id=by.account_id)
    row = standing(cycle, organization.pk)
    if cycle.state == CycleState.OBJECTIONS and _is_worse(cycle, row, stood):
        raise NotNow(
            _(
                "This would lower what the organization was shown when it was asked whether it objects. A later cycle "
                "counts the corrected records."
            )
        )
    correspondence.tell_of_correction(cycle, made, (str(row["grade"]), str(row["total"])), by)
    data = {"organization": organization.pk, "table": table, "record": record, "column": column, "after": made.after}
    data["grade"] = row["grade"]
    correspondence.record(cycle, EvaluationAct.CORRECT_FACT, on, by, reasons=reasons.strip(), **data)
    return made


def check_value(table: str, column: str, said: str) -> None:
    """Raises NotFound where the facts have no such column, and NotNow where this is no value of it."""
    columns = ORGANIZATION if table == "organization" else RECORDS.get(table, {})
    if column not in columns or column in {"organization", "id"}:
        raise NotFound(_("There is no such column: %(table)s.%(column)s.") % {"table": table, "column": column})
    try:
        read_value(table, column, said)
    except (ValueError, InvalidOperation):
        raise NotNow(
            _("“%(value)s” is no value of %(column)s, which holds: %(kind)s.")
            % {"value": said, "column": column, "kind": columns[column]}
        ) from None


def plain(value: Any) -> str:
    """A frozen value as it is typed and kept; nothing where it is missing."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def read_points(rule: Indicator, said: str) -> Decimal:
    """Points as they were typed, with at most two places. Raises NotNow when the indicator cannot give them."""
    try:
        found = Decimal(said.strip().replace(",", "."))
    except InvalidOperation:
        found = Decimal(-1)
    if not found.is_finite() or not 0 <= found <= rule.points or found != round(found, 2):
        raise NotNow(_("Give a number from 0 to %(most)s, with at most two decimal places.") % {"most": rule.points})
    return found


def _indicator(cycle: Cycle, code: str) -> Indicator:
    found = next((item for item in pinned_pack(cycle).indicators if item.code == code), None)
    if found is None:
        raise NotFound(_("The rules of this cycle have no indicator by that name."))
    return found


def _is_worse(cycle: Cycle, row: Row, stood: Row) -> bool:
    codes = [grade.code for grade in pinned_pack(cycle).grades]
    return bool(row["total"] < stood["total"] or codes.index(row["grade"]) > codes.index(stood["grade"]))


def _graded(cycle: Cycle, organization: Organization) -> None:
    if not ProposedGrade.objects.filter(cycle=cycle, organization=organization).exists():
        raise NotNow(_("This organization is not graded in this cycle."))
