"""A decision and its review are one table, whether on an application or on a change."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registration", "0002_words_in_any_language"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="changerequest",
            name="a_change_is_decided_with_reasons",
        ),
        migrations.RemoveConstraint(
            model_name="changerequest",
            name="a_refused_change_names_its_facts",
        ),
        migrations.RemoveConstraint(
            model_name="changerequest",
            name="a_change_review_has_reasons",
        ),
        migrations.AddField(
            model_name="decision",
            name="change",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decision",
                to="registration.changerequest",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="application",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decision",
                to="registration.application",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("registered", "registered"),
                    ("registered-with-conditions", "registered-with-conditions"),
                    ("granted", "granted"),
                    ("refused", "refused"),
                    ("upheld", "upheld"),
                    ("reversed", "reversed"),
                ],
                max_length=30,
            ),
        ),
        migrations.AlterField(
            model_name="review",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("registered", "registered"),
                    ("registered-with-conditions", "registered-with-conditions"),
                    ("granted", "granted"),
                    ("refused", "refused"),
                    ("upheld", "upheld"),
                    ("reversed", "reversed"),
                ],
                max_length=30,
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("application__isnull", False), ("change__isnull", True)),
                    models.Q(("application__isnull", True), ("change__isnull", False)),
                    _connector="OR",
                ),
                name="a_decision_is_about_one_thing",
            ),
        ),
    ]
