"""What the rows of the access matrix name of what is due and what was done."""

from tests import factories
from tests.registration.conftest import TODAY, an_account
from umbel.activities import acts
from umbel.activities.acts import Report
from umbel.activities.states import Finding


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
    filing = factories.an_obligation(own, kind="filing", requirement="annual-report", period="2025 report")
    return {
        "activity": reported("First.").pk,
        "sent_back": found("Second.", Finding.RETURNED).pk,
        "not_accepted": found("Fourth.", Finding.NOT_ACCEPTED).pk,
        "contested": contested.pk,
        "filing": filing.pk,
        "upload": acts.keep_upload(organization=own, name="sheet.xlsx", rows=[], language="en", by=editor).pk,
    }
