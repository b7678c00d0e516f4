"""What was decided on a change, and its review, go to where those of applications stand. Who asked for a review, and by
when it was due, stood in the ledger and among the deadlines only. There is no way back: a change has no place for that.
"""

from django.db import migrations


def carry_over(apps, _schema_editor):
    changes = apps.get_model("registration", "ChangeRequest").objects.filter(decided_on__isnull=False)
    decisions = apps.get_model("registration", "Decision").objects
    reviews = apps.get_model("registration", "Review").objects
    for change in changes.order_by("pk"):
        decision = decisions.create(
            change=change,
            outcome="refused" if change.outcome == "refused" else "granted",
            decided_by_id=change.decided_by_id,
            decided_on=change.decided_on,
            ground=change.ground,
            reasons=change.decision_reasons,
            facts_relied_on=change.facts_relied_on,
            facts_set_aside=change.facts_set_aside,
            review_until=change.review_until,
        )
        if change.review_asked_on:
            reviewed = {"refusal-upheld": "upheld", "carried-out": "reversed"}.get(change.state, "")
            reviews.create(
                decision=decision,
                asked_on=change.review_asked_on,
                asked_by_id=asked_by(apps, change),
                grounds=change.review_grounds,
                due_on=due_on(apps, change),
                outcome=reviewed,
                decided_by_id=change.reviewed_by_id,
                decided_on=change.reviewed_on,
                reasons=change.review_reasons,
            )


def asked_by(apps, change):
    """The account that asked, as the ledger has it; otherwise the one that asked for the change."""
    acts = apps.get_model("audit", "Entry").objects.filter(act="registration:ask-for-change-review")
    asked = acts.filter(actor_kind="account", data__reference=change.reference).order_by("-number").first()
    known = apps.get_model("accounts", "User").objects
    key = asked.actor_id if asked else ""
    return int(key) if key.isdecimal() and known.filter(pk=key).exists() else change.requested_by_id


def due_on(apps, change):
    """The last day of the review, as its deadline has it; otherwise the day on which it was asked for."""
    clocks = apps.get_model("notices", "Clock").objects.filter(code="registration:review")
    clock = clocks.filter(subject_kind="change-request", subject_id=str(change.pk)).order_by("-pk").first()
    return clock.due_on if clock else change.review_asked_on


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_any_language"),
        ("audit", "0002_append_only"),
        ("notices", "0002_words_in_any_language"),
        ("registration", "0003_decisions_on_changes"),
    ]
    operations = [migrations.RunPython(carry_over)]
