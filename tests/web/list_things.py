"""A federation in which every list has rows to sort and to narrow, and where each list is found."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from tests import factories
from tests.casework.conftest import another_like
from tests.registration.conftest import TODAY, a_world, an_account
from tests.web.activity_things import FIGURES
from tests.web.case_things import case_things
from umbel.accounts.models import User
from umbel.activities.models import Activity, Draw, Extension, Grant, Obligation, Visit
from umbel.activities.states import Finding
from umbel.audit import acts as audit
from umbel.audit.actors import Actor, Subject
from umbel.bulletins import acts as bulletins
from umbel.bulletins.acts import Draft
from umbel.bulletins.acts.sending import deliver_bulletin
from umbel.bulletins.models import Bulletin, Call, Copy, Return
from umbel.bulletins.states import Asks
from umbel.casework import acts as casework
from umbel.casework.acts import Attempt, Ground
from umbel.casework.models import Case
from umbel.casework.states import ServiceChannel
from umbel.evaluation.acts import freeze_facts, plan, propose_grades
from umbel.evaluation.models import ProposedGrade
from umbel.policy import find_pack
from umbel.registration.models import ChangeRequest, Decision
from umbel.rulemaking.models import RuleDraft
from umbel.structure.models import Body, RoleHolding
from umbel.structure.table_of_acts import StructureAct
from umbel.words import Words

FORMULA = "=Own Choir"
"""What a spreadsheet would run, if it were let."""
PUBLIC = object()
"""The seat of whoever has not signed in."""


@dataclass
class Place:
    """Where a list is, for whom, and what it can be narrowed to; `rest` is what else its address says."""

    path: str
    seat: Any = None
    narrows: dict[str, str] = field(default_factory=dict)
    rest: str = ""
    refused: Any = None
    """A seat that may not read it; None where everyone may."""


def a_house():
    """Organizations of two committees and of none, whose names, fields, days and figures differ."""
    world = a_world()
    Body.objects.filter(pk=world.one.pk).update(names=Words({"en": "=First Committee"}))
    far = factories.a_district("110102")
    made = {
        "own": factories.an_organization(world.one, world.concept, world.district, name=FORMULA),
        "alder": factories.an_organization(
            world.one, world.concept.parent, far, name="Alder Club", registered_on=date(2021, 5, 1)
        ),
        "birch": factories.an_organization(
            world.two, world.other_concept, far, name="Birch Club", registered_on=date(2019, 5, 1)
        ),
        "cedar": factories.an_organization(None, world.other_concept, world.district, name="Cedar Club"),
    }
    factories.an_organization(world.one, world.concept, far, name="Elder Club")
    factories.an_organization(None, world.concept, far, name="Gone Club", ended_on=date(2026, 1, 1))
    found(world, made)
    return world, made


def found(world, made):
    """What was due, met and missed, and what the committees found."""
    for code, body, days, many in (("own", world.one, 5, 12), ("birch", world.two, 20, 16)):
        due = factories.an_obligation(made[code])
        for number in range(many):
            about = due if not number else None
            finding = Finding.NOT_ACCEPTED if code == "birch" and number > 11 else Finding.ACCEPTED
            held = TODAY - timedelta(days=40 + number)
            factories.an_activity(made[code], about, held, finding=finding, body=body, days=days)
    factories.an_obligation(made["own"], period="2026-Q2", due_on=TODAY - timedelta(days=5))
    factories.an_obligation(made["alder"])
    factories.an_obligation(made["alder"], period="2026-Q2", due_on=TODAY - timedelta(days=5))


def places(world, made):
    """List -> where it is."""
    own = made["own"]
    case_things(world, own)
    approver = an_account("organization-approver", organization=own)
    bulletin, call = sent(world, own, approver), called(world, made)
    with transaction.atomic():
        audit.record(StructureAct.FOUND, by=Actor.program("tests"), about=Subject("federation", "1", FORMULA))
    relay = bulletin.relays.get(body=world.one)
    stranger = an_account("organization-approver", organization=made["cedar"])
    again(bulletin, call, TODAY - timedelta(days=3), "=Sums")
    grade = evaluated(own)
    second_measure(made["birch"], world.two)
    waiting(world, own, made["alder"])
    asked_and_given(world, made)
    return {
        "register": Place(
            "/register/",
            narrows={"q": "Birch", "field": "B", "district": "110102", "committee": "J02", "status": "ended"},
        ),
        "cases": Place("/cases/", world.joint, {"which": "turn"}, rest="which=all", refused=PUBLIC),
        "supervisors": Place("/supervisors/"),
        "cases-and-appeals": Place("/supervisors/cases/"),
        "decisions": Place("/decisions/", narrows={"measure": "badly-run", "field": "B", "committee": "J02"}),
        "copies": Place(
            f"/bulletins/{bulletin.pk}/copies/", world.apex_decider, {"through": str(relay.pk)}, refused=stranger
        ),
        "returns": Place(
            f"/calls/{call.pk}/returns/", world.apex_decider, {"state": "submitted", "under": "none"}, refused=stranger
        ),
        "organizations": Place("/committees/J01/"),
        "attention": Place("/committees/J01/", world.joint, {"q": "Alder", "grade": grade, "only": "missed"}),
        "ledger": Place("/ledger/"),
        "calls": Place("/desk/calls/", world.joint, refused=world.applicant),
        "holders": Place(
            "/roles/holders/", an_account("administrator", name=FORMULA, since=TODAY), refused=world.auditor
        ),
        "papers": Place("/decisions/papers/"),
        "bulletins": Place("/bulletins/", world.apex_decider, refused=PUBLIC),
        "called": Place("/calls/", world.apex_decider, refused=PUBLIC),
        "activities": Place(f"/organizations/{own.pk}/activities/", approver, refused=stranger),
        "obligations": Place(f"/organizations/{own.pk}/obligations/", approver, {"state": "missed"}, refused=stranger),
        "changes": Place(f"/organizations/{own.pk}/changes/", approver, refused=stranger),
        "extensions": Place("/extensions/"),
        "visits": Place("/visits/", world.apex_decider, refused=PUBLIC),
        "consultations": Place("/consultations/"),
    }


def sent(world, own, approver):
    """A bulletin that one has opened and acknowledged, and another has not."""
    draft = Draft(
        title=Words({"en": "Fire safety"}),
        text=Words({"en": "Check the exits."}),
        asks=Asks.ACKNOWLEDGEMENT,
        due_on=TODAY + timedelta(days=30),
    )
    bulletin = bulletins.send(draft=draft, on=TODAY, by=world.apex_decider)
    bulletins.relay(relay=bulletin.relays.get(body=world.one), note="", on=TODAY, by=world.joint)
    deliver_bulletin.call(bulletin.pk)
    copy = bulletin.copies.get(organization=own)
    bulletins.open_copy(copy=copy, on=TODAY, by=approver)
    copy.refresh_from_db()
    bulletins.acknowledge(copy=copy, on=TODAY, by=approver)
    others = bulletin.copies.exclude(pk=copy.pk)
    others.update(reached_on=TODAY - timedelta(days=2), opened_on=TODAY - timedelta(days=1))
    other = others.latest("pk")
    other.acknowledged_on = TODAY - timedelta(days=1)
    other.save()
    return bulletin


def called(world, made):
    """A return that some have handed in."""
    call = bulletins.call(form="yearly-figures", period="2025", on=TODAY, by=world.apex_decider)
    for code in ("own", "birch"):
        by = an_account("organization-approver", organization=made[code])
        row = call.returns.get(organization=made[code])
        bulletins.submit(row=row, typed=FIGURES, on=TODAY - timedelta(days=code == "own"), by=by)
    return call


def again(bulletin, call, on, title):
    """Another bulletin and another call, of a day and by a name of their own."""
    words = Words({"en": title})
    Bulletin.objects.create(
        body=bulletin.body, title=words, text=words, asks=bulletin.asks, audience=bulletin.audience,
        sent_on=on, due_on=on + timedelta(days=40),
    )  # fmt: skip
    Call.objects.create(
        form=call.form, title=words, period=title, fields=call.fields, called_by=call.called_by, pack_id=call.pack_id,
        pack_version=call.pack_version, called_on=on, due_on=on + timedelta(days=40), review_by=on + timedelta(days=50),
    )  # fmt: skip


def evaluated(own):
    """A cycle whose grades are proposed; the one that was proposed for `own`."""
    by = Actor.program("tests")
    span = {"from_on": date(2025, 1, 1), "until_on": date(2026, 1, 1), "as_of": date(2026, 4, 30)}
    cycle = plan(code="2025", pack=find_pack("beijing-2016"), by=by, **span)
    freeze_facts(cycle=cycle, by=by)
    cycle.refresh_from_db()
    propose_grades(cycle=cycle, by=by)
    proposed = ProposedGrade.objects.filter(cycle=cycle)
    proposed.exclude(organization=own).update(grade="C")
    return proposed.get(organization=own).grade


def second_measure(organization, body):
    """A decision of another committee, by another measure, published like the first."""
    case = Case.objects.get(state="final", adverse=True)
    another_like(case, organization, "C-X-1", body=body, rung="badly-run")


def waiting(world, own, alder):
    """A paper that could not be handed over, and an older case about another organization."""
    officer = an_account("joint-officer", body=world.one)
    ground = Ground(ground="Silence.", rule="regular-activity", facts="Q2.", subject_kind="obligation", subject_id="p")
    case = casework.open_case(organization=own, rung="warning", ground=ground, language="en", on=TODAY, by=officer)
    casework.send_notice(case=case, on=TODAY, by=officer)
    tried = Attempt(channel=ServiceChannel.IN_PERSON, delivered=False, detail="Nobody there.", on=TODAY)
    casework.try_service(case=case, attempt=tried, on=TODAY, by=officer)
    casework.publish_paper(case=case, reasons="Nobody there.", on=TODAY, by=officer)
    casework.open_case(
        organization=alder, rung="advice", ground=ground, language="en", on=TODAY - timedelta(days=9), by=officer
    )


def asked_and_given(world, made):
    """Changes that were asked for, more time that was given, visits that were drawn, drafts put to everyone."""
    own = made["own"]
    met = factories.an_obligation(own, period="=2026-Q1", due_on=TODAY - timedelta(days=50))
    factories.an_activity(own, met, TODAY - timedelta(days=70), finding=Finding.ACCEPTED, body=world.one)
    Activity.objects.filter(obligation=met).update(head_count=7)
    factories.an_activity(own, None, TODAY - timedelta(days=90), finding=Finding.RETURNED, body=world.one)
    for number, code in enumerate(("own", "birch")):
        change(made["own"], number, ("name", "field")[number])
        grant(world, Obligation.objects.filter(organization=made[code]).earliest("pk"), number)
        visit(world, made[code], number)
        consult(world, number, "=Fewer reports" if number else "More time")


def change(organization, number, kind, state="requested"):
    """A request; one that was decided says why."""
    day, by = TODAY - timedelta(days=number), User.objects.earliest("pk")
    made = ChangeRequest.objects.create(
        reference=f"C-T-{number}-{kind}", kind=kind, state="withdrawn" if number else state,
        organization=organization, requested_by=by, requested_on=day,
        effective_on=day + timedelta(days=2 * number), due_on=TODAY,
        before={}, after={}, reasons="=So.", pack_id="beijing-2016", pack_version="1.0.0",
    )  # fmt: skip
    if number:
        Decision.objects.create(change=made, outcome="granted", reasons="So.", decided_by=by, decided_on=day)
        ChangeRequest.objects.filter(pk=made.pk).update(state="carried-out")


def grant(world, obligation, number):
    """More time for one organization."""
    day = TODAY - timedelta(days=number)
    given = Grant.objects.create(reasons="=The site was down.", body=world.one, given_on=day)
    due = TODAY + timedelta(days=30 + number)
    Extension.objects.create(grant=given, obligation=obligation, given_on=day, due_on=due)
    if number:
        other = Obligation.objects.exclude(organization=obligation.organization_id).earliest("pk")
        Extension.objects.create(grant=given, obligation=other, given_on=day, due_on=due)


def visit(world, organization, number):
    """A visit of another draw; the first was made and answered."""
    day = TODAY - timedelta(days=20 + number)
    draw = Draw.objects.create(body=world.one, seed=f"s{number}", committed_on=day, entry=1, drawn_on=day)
    said = {"visited_on": day, "reported_on": day, "seen": "So.", "answered_on": day, "answer": "Yes."}
    said |= {"reported_by": User.objects.earliest("pk"), "answered_by": User.objects.earliest("pk"), "answer_by": TODAY}
    Visit.objects.create(draw=draw, organization=organization, body=world.one, **said)


def consult(world, number, purpose):
    """A draft that everyone was asked about."""
    day, by = TODAY - timedelta(days=60 + number), User.objects.earliest("pk")
    RuleDraft.objects.create(
        pack_id="beijing-2016", base_version="1.0.0", base_hash="0" * 64, version=f"9.{number}.1", purpose=purpose,
        state="consultation", begun_on=day, begun_by=by, consulted_from=day, consulted_until=day + timedelta(days=30),
        consulted_revision=1,
    )  # fmt: skip


def more(world, made, many):
    """As many rows again as a page holds, in every list that can have them."""
    bulletin, call = Bulletin.objects.earliest("pk"), Call.objects.earliest("pk")
    relay = bulletin.relays.get(body=world.one)
    cases = list(Case.objects.filter(organization=made["own"], adverse=True))
    account = User.objects.get(pk=an_account("organization-editor", organization=made["cedar"]).user_id)
    for number in range(many):
        row = factories.an_organization(world.one, world.concept, world.district, name=f"More {number:03}")
        factories.an_obligation(row, due_on=TODAY - timedelta(days=5))
        Copy.objects.create(bulletin=bulletin, organization=row, relay=relay, reached_on=TODAY)
        Return.objects.create(call=call, organization=row)
        RoleHolding.objects.create(
            account=account, role="organization-editor", organization=row, from_on=TODAY, given_by="tests"
        )
        for stage, case in enumerate(cases):
            another_like(case, row, f"C-{stage}-{number}")
        again(bulletin, call, TODAY, f"More {number:03}")
        with transaction.atomic():
            audit.record(StructureAct.FOUND, by=Actor.program("tests"), about=Subject("federation", "1", "More"))
        due = factories.an_obligation(made["own"], period=f"19{number:02}", due_on=TODAY - timedelta(days=number + 9))
        factories.an_activity(made["own"], due, TODAY - timedelta(days=300 + number))
        change(made["own"], 100 + number, "name")
        grant(world, due, 100 + number)
        visit(world, row, 100 + number)
        consult(world, 100 + number, f"More {number:03}")
        body = factories.a_committee(world.apex, f"K{number:03}")
        Case.objects.filter(organization=row, state="final").update(body=body)
