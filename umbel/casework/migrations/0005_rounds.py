"""Each round of a case is a row of its own under it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0004_downgrades"),
        ("structure", "0009_short_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("opened_on", models.DateField()),
                ("closed_on", models.DateField(blank=True, null=True)),
                (
                    "why_closed",
                    models.CharField(
                        blank=True, choices=[("merger", "merger"), ("language", "language")], max_length=20
                    ),
                ),
                ("ground", models.TextField()),
                ("rule", models.TextField()),
                ("facts", models.TextField()),
                ("noticed_on", models.DateField(blank=True, null=True)),
                ("served_on", models.DateField(blank=True, null=True)),
                ("reply_until", models.DateField(blank=True, null=True)),
                ("replied_at", models.DateTimeField(blank=True, null=True)),
                ("nothing_more", models.BooleanField(default=False)),
                ("asks_for_hearing", models.BooleanField(default=False)),
                ("hearing_on", models.DateField(blank=True, null=True)),
                ("hearing_where", models.TextField(blank=True)),
                ("heard_on", models.DateField(blank=True, null=True)),
                ("considered_on", models.DateField(blank=True, null=True)),
                ("facts_relied_on", models.TextField(blank=True)),
                ("facts_set_aside", models.TextField(blank=True)),
                ("of_the_reply", models.TextField(blank=True)),
                ("decided_on", models.DateField(blank=True, null=True)),
                ("reasons", models.TextField(blank=True)),
                ("withheld_ground", models.CharField(blank=True, max_length=60)),
                ("decision_served_on", models.DateField(blank=True, null=True)),
                ("appeal_until", models.DateField(blank=True, null=True)),
                ("appeal_suspends", models.BooleanField(default=True)),
                ("appealed_on", models.DateField(blank=True, null=True)),
                ("appeal_grounds", models.TextField(blank=True)),
                ("appeal_decided_on", models.DateField(blank=True, null=True)),
                ("appeal_reasons", models.TextField(blank=True)),
            ],
        ),
        migrations.AddField(
            model_name="round",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="casework.case"
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="considered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="heard_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="structure.organization"
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="stated_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(fields=("case", "number"), name="rounds_of_a_case_are_numbered"),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_on__isnull", True)), fields=("case",), name="one_round_runs_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_on__isnull", True), ("why_closed", "")),
                    models.Q(("closed_on__isnull", False), models.Q(("why_closed", ""), _negated=True)),
                    _connector="OR",
                ),
                name="a_case_says_why_it_began_again",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ground", ""), _negated=True),
                    models.Q(("rule", ""), _negated=True),
                    models.Q(("facts", ""), _negated=True),
                ),
                name="round_has_a_ground",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_by__isnull", True), ("decided_on__isnull", True)),
                    models.Q(
                        ("considered_on__isnull", False),
                        ("noticed_on__isnull", False),
                        ("served_on__isnull", False),
                        ("considered_by__isnull", False),
                        ("decided_by__isnull", False),
                        ("decided_on__isnull", False),
                        ("considered_on__gte", models.F("served_on")),
                        ("served_on__gte", models.F("noticed_on")),
                        ("decided_on__gte", models.F("considered_on")),
                        models.Q(("reasons", ""), _negated=True),
                        models.Q(("facts_relied_on", ""), _negated=True),
                        models.Q(("facts_set_aside", ""), _negated=True),
                        models.Q(("of_the_reply", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="no_decision_skips_a_step",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("appealed_on__isnull", True), ("decision_served_on__isnull", True)),
                    ("decided_on__isnull", False),
                    _connector="OR",
                ),
                name="a_decision_comes_before_its_service",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(
                        models.Q(("decided_by", models.F("stated_by")), _negated=True),
                        models.Q(("decided_by", models.F("considered_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="nobody_decides_what_they_prepared",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("heard_by__isnull", True),
                    models.Q(
                        models.Q(("heard_by", models.F("decided_by")), _negated=True),
                        models.Q(("heard_by", models.F("stated_by")), _negated=True),
                        models.Q(("heard_by", models.F("considered_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="an_appeal_goes_to_others",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("appeal_decided_on__isnull", True),
                    models.Q(models.Q(("appeal_reasons", ""), _negated=True), ("heard_by__isnull", False)),
                    _connector="OR",
                ),
                name="an_appeal_is_decided_with_reasons",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(("heard_on__isnull", True), ("hearing_on__isnull", False), _connector="OR"),
                name="nobody_is_heard_uninvited",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="case_has_a_ground",
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="nobody_decides_what_they_prepared",
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="an_appeal_goes_to_others",
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="an_appeal_is_decided_with_reasons",
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="no_effect_before_service",
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="nobody_is_heard_uninvited",
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="nothing_adverse_skips_a_step",
        ),
        migrations.RenameField(model_name="service", old_name="round", new_name="sending"),
        migrations.AddField(
            model_name="service",
            name="round",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="services", to="casework.round"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="round",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.round"
            ),
        ),
    ]
