"""Cases at every stage, as a federation has them in the middle of a year."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from umbel import outcomes
from umbel.accounts.permissions import Role, Viewer
from umbel.casework import acts
from umbel.casework.acts import Attempt, Ground, Weighed
from umbel.casework.models import Case
from umbel.casework.states import ServiceChannel
from umbel.cli.demo.origin import STANDS_ON
from umbel.cli.demo.staff import Staff
from umbel.cli.screen import Steps
from umbel.evaluation.models import ProposedGrade
from umbel.structure.acts.roles import sample_account
from umbel.structure.models import Body, Organization

STAGES = ("given", "opened", "noticed", "reply", "considered", "appealable", "appealed", "final", "reversed")
ZONE = ZoneInfo("Asia/Shanghai")
RULE = "beijing-2016, regular-activity: at least one accepted activity each quarter. 每季度至少开展一次经核验的活动。"


@dataclass(frozen=True, slots=True)
class People:
    """Who takes the steps of one case."""

    officer: Viewer
    chair: Viewer
    approver: Viewer
    reviewer: Viewer


def bring_cases(staff: Staff, bars: Steps) -> None:
    """One case a stage, about organizations whose last grade was weak."""
    weak = ProposedGrade.objects.filter(body__isnull=False, organization__ended_on=None).order_by("total", "pk")
    chosen = list(weak.select_related("organization", "body", "cycle")[: len(STAGES)])
    with bars.step("Bringing cases", len(chosen)) as step:
        for stage, grade in zip(STAGES, chosen, strict=False):
            assert grade.body is not None
            _take(stage, grade, _people(grade.organization, grade.body, staff))
            step(1)


def _people(organization: Organization, body: Body, staff: Staff) -> People:
    chair = sample_account(role=Role.JOINT_CHAIR, body=body)
    approver = sample_account(role=Role.ORGANIZATION_APPROVER, organization=organization)
    return People(
        officer=staff.joint(body),
        chair=Viewer(Role.JOINT_CHAIR, body_id=body.pk, user_id=chair.pk, label=str(chair)),
        approver=Viewer(
            Role.ORGANIZATION_APPROVER, organization_id=organization.pk, user_id=approver.pk, label=str(approver)
        ),
        reviewer=staff.of(Role.REVIEWER),
    )


def _take(stage: str, grade: ProposedGrade, people: People) -> None:
    """Along the usual road, up to a stage; the days lie before the one on which the demo stands."""
    reminded, opened = STANDS_ON - timedelta(days=90), STANDS_ON - timedelta(days=70)
    reminder = _open("reminder", grade, people, reminded)
    acts.give(case=reminder, on=reminded, by=people.officer)
    if stage == "given":
        acts.answer(
            case=reminder, text="We have a new hall from July on. 七月起启用新场地。", on=opened, by=people.approver
        )
        return
    late = stage in {"opened", "noticed", "reply"}
    on = STANDS_ON - timedelta(days=6) if late else opened
    case = _open("warning", grade, people, on)
    if stage == "noticed":
        _wait(_notice(case, people, on), people, on + timedelta(days=2))
        return
    for name in STAGES[2 : STAGES.index(stage) + 1] if stage != "opened" else ():
        on += timedelta(days=1 if late else 3)
        case = _step(name, case, people, on) if name != "final" or stage == "final" else case


def _open(rung: str, grade: ProposedGrade, people: People, on: date) -> Case:
    return acts.open_case(
        organization=grade.organization,
        rung=rung,
        ground=Ground(
            ground="No accepted activity in most quarters of the year. 全年多数季度未开展经核验的活动。",
            rule=RULE,
            facts=f"{grade.cycle}: {grade.total} points, grade {grade.grade}. 得分{grade.total}，等次{grade.grade}。",
        ),
        on=on,
        by=people.officer,
    )


def _step(name: str, case: Case, people: People, on: date) -> Case:
    return ROAD[name](case, people, on)


def _noon(on: date) -> datetime:
    return datetime.combine(on, time(12), tzinfo=ZONE)


def _notice(case: Case, people: People, on: date) -> Case:
    return acts.send_notice(case=case, on=on, by=people.officer)


def _wait(case: Case, people: People, on: date) -> None:
    """Nobody opens it and nobody is there: that a paper waits is published."""
    words = "Nobody was at the registered address. 登记地址无人。"
    attempt = Attempt(channel=ServiceChannel.IN_PERSON, delivered=False, detail=words, on=on)
    acts.try_service(case=case, attempt=attempt, on=on, by=people.officer)
    acts.publish_paper(case=case, reasons=words, on=on, by=people.officer)


def _serve(case: Case, people: People, on: date) -> Case:
    return acts.acknowledge(case=case, on=on, by=people.approver)


def _consider(case: Case, people: People, on: date) -> Case:
    words = "The hall was under repair from April to June. 四月至六月场地维修。"
    acts.reply(case=case, text=words, at=_noon(on), by=people.approver, nothing_more=True)
    weighed = Weighed(
        relied_on="No report stands in three quarters. 三个季度无上报活动。",
        set_aside="The second quarter, because of the repair. 因场地维修，不计第二季度。",
        of_the_reply="It explains one quarter of three. 可说明三个季度中的一个。",
    )
    return acts.consider(case=case, weighed=weighed, at=_noon(on), by=people.officer)


def _decide(case: Case, people: People, on: date) -> Case:
    reasons = "Two quarters without any activity remain unexplained. 仍有两个季度未开展活动且无说明。"
    case = acts.decide(case=case, reasons=reasons, on=on, by=people.chair)
    return acts.acknowledge(case=case, on=on, by=people.approver)


def _appeal(case: Case, people: People, on: date) -> Case:
    words = "Two courses were held and never entered. 曾举办两次培训，但未录入。"
    return acts.appeal(case=case, grounds=words, at=_noon(on), by=people.approver)


def _uphold(case: Case, people: People, on: date) -> Case:
    reasons = "Nothing shows that the courses were held. 没有材料证明培训已举办。"
    case = outcomes.uphold_case(case=case, reasons=reasons, on=on, by=people.reviewer)
    due = STANDS_ON + timedelta(days=60)
    said = (
        "We disagree: both courses were held, and two open days will follow. 我们不同意：培训已举办，并将举办开放日。"
    )
    acts.answer(case=case, text=said, on=on, by=people.approver)
    acts.plan_remedy(case=case, what="Two open days. 举办两次开放日活动。", due_on=due, on=on, by=people.officer)
    return case


def _reverse(case: Case, people: People, on: date) -> Case:
    reasons = "The lists of the courses show both. 培训材料可以证明。"
    return acts.reverse(case=case, reasons=reasons, on=on, by=people.reviewer)


ROAD: dict[str, Callable[[Case, People, date], Case]] = {
    "noticed": _notice,
    "reply": _serve,
    "considered": _consider,
    "appealable": _decide,
    "appealed": _appeal,
    "final": _uphold,
    "reversed": _reverse,
}
