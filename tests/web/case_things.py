"""What the rows of the access matrix name of cases: one about `own` at every stage."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.registration.conftest import TODAY, an_account
from umbel import outcomes
from umbel.casework import acts
from umbel.casework.acts import Ground, Weighed
from umbel.casework.models import Case

NOW = datetime.combine(TODAY, time(12), tzinfo=ZoneInfo("Asia/Shanghai"))
GROUND = Ground(ground="Nothing for three quarters.", rule="regular-activity", facts="Q2 to Q4.")
STAGES = ("opened", "noticed", "served", "considered", "appealable", "appealed", "final")


def case_things(world, own):
    """Cases of one organization, by other officers than those who try the pages."""
    officer, colleague = an_account("joint-officer", body=world.one), an_account("joint-officer", body=world.one)
    chair = an_account("joint-chair", body=world.one)
    approver = an_account("organization-approver", organization=own)
    people = (officer, colleague, chair, approver)
    given = acts.open_case(organization=own, rung="reminder", ground=GROUND, language="en", on=TODAY, by=officer)
    acts.give(case=given, on=TODAY, by=officer)
    advice = acts.open_case(organization=own, rung="advice", ground=GROUND, language="en", on=TODAY, by=officer)
    made = {"case_advice": advice.reference}
    for stage in STAGES:
        case = a_case_at(stage, own, people, world)
        made[f"case_{stage}"] = case.reference
    final = Case.objects.get(reference=made["case_final"])
    step = acts.plan_remedy(case=final, what="Open days.", due_on=TODAY + timedelta(days=60), on=TODAY, by=officer)
    return made | {"remedy": step.pk}


def a_case_at(stage, own, people, world):
    """A warning, taken along the usual road up to a stage."""
    officer, colleague, chair, approver = people
    ground = replace(GROUND, subject_kind="obligation", subject_id=stage)
    case = acts.open_case(organization=own, rung="warning", ground=ground, language="en", on=TODAY, by=officer)
    steps = (
        ("noticed", lambda: acts.send_notice(case=case, on=TODAY, by=officer)),
        ("served", lambda: acts.acknowledge(case=case, on=TODAY, by=approver)),
        ("replied", lambda: acts.reply(case=case, text="A flood.", at=NOW, by=approver, nothing_more=True)),
        ("considered", lambda: acts.consider(case=case, weighed=WEIGHED, at=NOW, by=colleague)),
        ("decided", lambda: acts.decide(case=case, reasons="Too many.", on=TODAY, by=chair)),
        ("appealable", lambda: acts.acknowledge(case=case, on=TODAY, by=approver)),
        ("appealed", lambda: acts.appeal(case=case, grounds="The flood.", at=NOW, by=approver)),
        ("final", lambda: outcomes.uphold_case(case=case, reasons="It stands.", on=TODAY, by=an_account("reviewer"))),
    )
    reached = [name for name, _step in steps]
    for _name, step in steps[: reached.index(stage) + 1 if stage in reached else 0]:
        step()
    case.refresh_from_db()
    return case


WEIGHED = Weighed(relied_on="Q2 to Q4.", set_aside="None.", of_the_reply="Q2 only.")
