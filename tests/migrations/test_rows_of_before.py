"""What changes rows, tried on rows of the version before it: in a process and a database of their own, because to go back
and forth in the database of this run takes ten seconds.
"""

import os
import subprocess
import sys

from tests.migrations.test_upgrade import ROOT

VERIFY_BY = """
from datetime import date
import django
django.setup()
from django.core.management import call_command
from django_test_migrations.migrator import Migrator
from umbel.policy import find_pack
from umbel.policy.obligations import calendar_of

call_command("migrate", "contenttypes", verbosity=0)  # the migrator begins by emptying what is there
migrator, pack = Migrator(), find_pack("beijing-2016")
old = migrator.apply_initial_migration([("activities", "0002_reporting"), ("structure", "0005_inviter")]).apps
federation = {"names": {"en": "Choirs"}, "pack_id": pack.id, "pack_version": pack.version}
old.get_model("structure", "Federation").objects.create(**federation)
organization = old.get_model("structure", "Organization").objects.create(registered_on=date(2015, 1, 1))
said = {"kind": "training", "held_on": date(2026, 3, 1), "reported_on": date(2026, 3, 2), "head_count": 9}
old.get_model("activities", "Activity").objects.create(organization=organization, **said)
new = migrator.apply_tested_migration(("activities", "0003_states_of_reports")).apps
[report] = new.get_model("activities", "Activity").objects.all()
[days] = [time.working_days for time in pack.due_times if time.code == "verification"]
assert report.verify_by == calendar_of(pack).add_working_days(date(2026, 3, 2), days)
print(report.verify_by > date(2026, 3, 2))
"""


def on_rows(code, home):
    """What a program says that goes from one migration to the next in an empty database."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("UMBEL_")}
    own |= {"UMBEL_HOME": str(home), "DJANGO_SETTINGS_MODULE": "umbel.site.settings"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=own, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_report_learns_until_when_it_is_verified(tmp_path):
    assert on_rows(VERIFY_BY, tmp_path) == "True\n"


SHORT_NAMES = """
from datetime import date
import django
django.setup()
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django_test_migrations.migrator import Migrator

call_command("migrate", "contenttypes", verbosity=0)
migrator = Migrator()
old = migrator.apply_initial_migration(("structure", "0008_words_in_any_language")).apps
bodies = old.get_model("structure", "Body").objects
apex = bodies.create(tier="apex", code="A", names={"en": "Apex"}, established_on=date(2020, 1, 1))
bodies.create(tier="joint", code="J", names={"en": "One"}, parent=apex, depth=2, established_on=date(2020, 1, 1))
new = migrator.apply_tested_migration(("structure", "0009_short_names")).apps
bodies = new.get_model("structure", "Body").objects
print([(body.code, dict(body.names), dict(body.short_names)) for body in bodies.order_by("code")])
try:
    with transaction.atomic():
        bodies.filter(code="A").update(parent=bodies.get(code="J"))
except IntegrityError:
    print("the tree still cannot turn back")
"""


def test_committees_keep_their_names_and_what_guards_their_tree(tmp_path):
    said = on_rows(SHORT_NAMES, tmp_path)
    assert "[('A', {'en': 'Apex'}, {}), ('J', {'en': 'One'}, {})]" in said
    assert "the tree still cannot turn back" in said
