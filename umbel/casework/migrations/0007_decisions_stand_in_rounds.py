"""What stands in the rounds of a case no longer stands in its own row, and the database keeps it as it was written."""

import django.db.models.deletion
from django.db import migrations, models

from umbel.casework.migrations._rounds_are_kept import put_on, take_off

MOVED = (
    "appeal_decided_on",
    "appeal_grounds",
    "appeal_reasons",
    "appeal_suspends",
    "appeal_until",
    "appealed_on",
    "asks_for_hearing",
    "considered_by",
    "considered_on",
    "decided_by",
    "decided_on",
    "decision_served_on",
    "facts",
    "facts_relied_on",
    "facts_set_aside",
    "ground",
    "heard_by",
    "heard_on",
    "hearing_on",
    "hearing_where",
    "nothing_more",
    "noticed_on",
    "of_the_reply",
    "opened_by",
    "reasons",
    "replied_at",
    "reply_until",
    "rule",
    "served_on",
    "withheld_ground",
)


class Migration(migrations.Migration):
    dependencies = [("casework", "0006_rounds_of_before")]
    operations = [
        *(migrations.RemoveField("case", name) for name in MOVED),
        migrations.AlterField(
            "case",
            "round",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.round"),
        ),
        migrations.AlterField(
            "service",
            "round",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="services", to="casework.round"
            ),
        ),
        migrations.RunPython(put_on, take_off),
    ]
