"""Reports that were entered before there were states: their state, and the committee's last day for a finding."""

from django.db import migrations

STATES = {"accepted": "accepted", "returned": "returned", "not-accepted": "not-accepted"}


def fill(apps, _schema_editor):
    from umbel.errors import UmbelError
    from umbel.policy import find_pack
    from umbel.policy.obligations import calendar_of

    activity = apps.get_model("activities", "Activity")
    for finding, state in STATES.items():
        found = activity.objects.filter(verifications__finding=finding).values("pk")
        activity.objects.filter(pk__in=found).update(state=state)
    federation = apps.get_model("structure", "Federation").objects.first()
    try:
        pack = find_pack(federation.pack_id, federation.pack_version) if federation else None
    except UmbelError:
        pack = None
    days = next((time.working_days for time in pack.due_times if time.code == "verification"), None) if pack else None
    if days is None:
        return
    calendar = calendar_of(pack)
    for day in activity.objects.order_by().values_list("reported_on", flat=True).distinct():
        activity.objects.filter(reported_on=day).update(verify_by=calendar.add_working_days(day, days))


def empty(apps, _schema_editor):
    apps.get_model("activities", "Activity").objects.update(verify_by=None)


class Migration(migrations.Migration):
    dependencies = [("activities", "0002_reporting"), ("structure", "0005_inviter")]

    operations = [migrations.RunPython(fill, empty)]
