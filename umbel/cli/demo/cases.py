"""Cases at every stage, as a federation has them in the middle of a year."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from umbel import outcomes
from umbel.accounts.permissions import Role, Viewer
from umbel.casework import acts
from umbel.casework.acts import Attempt, Ground, Weighed
from umbel.casework.models import Case
from umbel.casework.states import ServiceChannel
from umbel.cli.demo.origin import STANDS_ON
from umbel.cli.demo.staff import Staff
from umbel.cli.demo.words import said
from umbel.cli.screen import Steps
from umbel.evaluation.models import ProposedGrade
from umbel.structure.acts.roles import sample_account
from umbel.structure.models import Body, Organization
from umbel.structure.queries import time_zone

STAGES = ("given", "opened", "noticed", "reply", "considered", "appealable", "appealed", "final", "reversed")
SAID: dict[str, str] = said("case")


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
        acts.answer(case=reminder, text=SAID["answer"], on=opened, by=people.approver)
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
            ground=SAID["ground"],
            rule=SAID["rule"],
            facts=SAID["facts"].format(cycle=grade.cycle, total=grade.total, grade=grade.grade),
        ),
        on=on,
        by=people.officer,
    )


def _step(name: str, case: Case, people: People, on: date) -> Case:
    return ROAD[name](case, people, on)


def _noon(on: date) -> datetime:
    return datetime.combine(on, time(12), tzinfo=time_zone())


def _notice(case: Case, people: People, on: date) -> Case:
    return acts.send_notice(case=case, on=on, by=people.officer)


def _wait(case: Case, people: People, on: date) -> None:
    """Nobody opens it and nobody is there: that a paper waits is published."""
    words = SAID["nobody"]
    attempt = Attempt(channel=ServiceChannel.IN_PERSON, delivered=False, detail=words, on=on)
    acts.try_service(case=case, attempt=attempt, on=on, by=people.officer)
    acts.publish_paper(case=case, reasons=words, on=on, by=people.officer)


def _serve(case: Case, people: People, on: date) -> Case:
    return acts.acknowledge(case=case, on=on, by=people.approver)


def _consider(case: Case, people: People, on: date) -> Case:
    acts.reply(case=case, text=SAID["reply"], at=_noon(on), by=people.approver, nothing_more=True)
    weighed = Weighed(relied_on=SAID["relied_on"], set_aside=SAID["set_aside"], of_the_reply=SAID["of_the_reply"])
    return acts.consider(case=case, weighed=weighed, at=_noon(on), by=people.officer)


def _decide(case: Case, people: People, on: date) -> Case:
    case = acts.decide(case=case, reasons=SAID["decided"], on=on, by=people.chair)
    return acts.acknowledge(case=case, on=on, by=people.approver)


def _appeal(case: Case, people: People, on: date) -> Case:
    return acts.appeal(case=case, grounds=SAID["appeal"], at=_noon(on), by=people.approver)


def _uphold(case: Case, people: People, on: date) -> Case:
    case = outcomes.uphold_case(case=case, reasons=SAID["upheld"], on=on, by=people.reviewer)
    due = STANDS_ON + timedelta(days=60)
    acts.answer(case=case, text=SAID["disagreement"], on=on, by=people.approver)
    acts.plan_remedy(case=case, what=SAID["remedy"], due_on=due, on=on, by=people.officer)
    return case


def _reverse(case: Case, people: People, on: date) -> Case:
    return acts.reverse(case=case, reasons=SAID["reversed"], on=on, by=people.reviewer)


ROAD: dict[str, Callable[[Case, People, date], Case]] = {
    "noticed": _notice,
    "reply": _serve,
    "considered": _consider,
    "appealable": _decide,
    "appealed": _appeal,
    "final": _uphold,
    "reversed": _reverse,
}
