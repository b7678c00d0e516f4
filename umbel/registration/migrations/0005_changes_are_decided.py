"""A change no longer holds its decision and review, and the database keeps that it is not carried out without them."""

from django.db import migrations

from umbel.registration.migrations._changes_are_decided import put_on, take_off

MOVED = (
    "decided_by",
    "decided_on",
    "decision_reasons",
    "facts_relied_on",
    "facts_set_aside",
    "ground",
    "outcome",
    "review_asked_on",
    "review_grounds",
    "review_reasons",
    "review_until",
    "reviewed_by",
    "reviewed_on",
)


class Migration(migrations.Migration):
    dependencies = [("registration", "0004_decisions_of_before")]
    operations = [
        *(migrations.RemoveField("changerequest", name) for name in MOVED),
        migrations.RunPython(put_on, take_off),
    ]
