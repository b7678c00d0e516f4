"""What the rows of the access matrix name of what is due and what was done."""

from datetime import timedelta

from tests import factories
from tests.registration.conftest import TODAY, an_account
from umbel import outcomes
from umbel.activities import acts
from umbel.activities.acts import Report
from umbel.activities.models import Draw, Visit
from umbel.activities.states import Finding
from umbel.bulletins import acts as bulletins
from umbel.bulletins.acts import Message
from umbel.bulletins.acts.sending import deliver_bulletin
from umbel.bulletins.states import Asks
from umbel.words import Words


def a_bulletin(world):
    """One of the apex to everyone of the field that J01 answers for."""
    message = Message(
        title=Words({"en": "Fire safety"}),
        text=Words({"en": "Check the exits."}),
        asks=Asks.ACKNOWLEDGEMENT,
        due_on=TODAY + timedelta(days=30),
        concept=world.concept,
    )
    return bulletins.send(message=message, on=TODAY, by=world.apex_decider)


FIGURES = {
    "individual-members": "120",
    "institutional-members": "3",
    "staff": "4",
    "full-time-staff": "2",
    "income": "125000.50",
    "expenditure": "98000",
    "premises": "rented",
}


def a_return(own, period, world, approver):
    """One that was submitted for a year."""
    call = bulletins.call(form="yearly-figures", period=period, on=TODAY, by=world.apex_decider)
    row = call.returns.get(organization=own)
    return bulletins.submit(row=row, typed=FIGURES, on=TODAY, by=approver)


def activity_things(world, own):
    """Reports of `own` at every stage, and a yearly report that is due."""
    editor = an_account("organization-editor", organization=own)

    def reported(summary):
        what = Report(kind="training", held_on=TODAY, head_count=20, summary=summary)
        return acts.report(organization=own, what=what, on=TODAY, by=editor)

    def found(summary, finding):
        activity = reported(summary)
        acts.find(activity=activity, finding=finding, reasons="No minutes.", on=TODAY, by=world.joint)
        return activity

    contested = found("Third.", Finding.NOT_ACCEPTED)
    acts.ask_to_look_again(activity=contested, grounds="They were enclosed.", on=TODAY, by=editor)
    reported("The same words once more.")
    repeats = reported("The same words once more.")
    filing = factories.an_obligation(own, kind="filing", requirement="annual-report", period="2025 report")
    waiting, passed = a_bulletin(world), a_bulletin(world)
    bulletins.relay(relay=passed.relays.get(body=world.one), note="Please.", on=TODAY, by=world.joint)
    deliver_bulletin.call(passed.pk)
    draw = acts.commit_draw(body=world.one, on=TODAY, by=world.chair)
    outcomes.draw_visits(draw=draw, on=TODAY, by=world.chair)
    to_make = Visit.objects.get_or_create(draw=draw, organization=own, body=world.one)[0]
    second = Draw.objects.create(body=world.one, seed="x", committed_on=TODAY, entry=draw.entry, drawn_on=TODAY)
    made = Visit.objects.create(draw=second, organization=own, body=world.one)
    acts.report_visit(visit=made, visited_on=TODAY, seen="The hall was open.", on=TODAY, by=world.joint)
    call = bulletins.call(form="yearly-figures", period="2025", on=TODAY, by=world.apex_decider)
    approver = an_account("organization-approver", organization=own)
    mine = call.returns.get(organization=own)
    submitted = a_return(own, "2023", world, approver)
    forwarded = a_return(own, "2022", world, approver)
    bulletins.forward(rows=[forwarded], on=TODAY, by=world.joint)
    return {
        "draw": draw.pk,
        "visit": to_make.pk,
        "visited": made.pk,
        "call": call.pk,
        "return": mine.pk,
        "submitted": submitted.pk,
        "forwarded": forwarded.pk,
        "bulletin": passed.pk,
        "unsent": waiting.pk,
        "activity": reported("First.").pk,
        "sent_back": found("Second.", Finding.RETURNED).pk,
        "not_accepted": found("Fourth.", Finding.NOT_ACCEPTED).pk,
        "contested": contested.pk,
        "filing": filing.pk,
        "signed": repeats.pk,
        "sign": repeats.signs.first().pk,
        "upload": acts.keep_upload(organization=own, name="sheet.xlsx", rows=[], language="en", by=editor).pk,
    }
