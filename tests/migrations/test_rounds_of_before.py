"""What stood in the one row of a case stands in its rounds, those before the last one as its file tells them; on both
engines, and guarded from then on.
"""

import json
import subprocess
import sys

import pytest

from tests.cli.conftest import bare_installation  # noqa: F401  a fixture
from tests.migrations.test_upgrade import ROOT

ROUNDS = """
import json
from datetime import date, timedelta
import django
django.setup()
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django_test_migrations.migrator import Migrator

call_command("migrate", "contenttypes", verbosity=0)
migrator = Migrator()
old = migrator.apply_initial_migration(("casework", "0004_downgrades")).apps
of = lambda name: old.get_model("casework", name).objects
users = [old.get_model("accounts", "User").objects.create(email=f"{name}@example.org") for name in "abcd"]
one, other = (old.get_model("structure", "Organization").objects.create(registered_on=date(2015, 1, 1)) for _ in range(2))
DAY = date(2026, 3, 2)
days = lambda number: DAY + timedelta(days=number)
said = {"rung": "warning", "decider": "joint", "effect": "record", "adverse": True, "pack_id": "p", "pack_version": "1"}
said |= {"subject_kind": "organization", "language": "en", "opened_on": DAY, "opened_by": users[0]}
said |= {"ground": "Nothing.", "rule": "r", "facts": "f"}

decided = of("Case").create(
    **said, reference="C-1", organization=one, subject_id="1", state="final", noticed_on=days(1), served_on=days(2),
    reply_until=days(9), considered_by=users[1], considered_on=days(10), facts_relied_on="All.", facts_set_aside="None.",
    of_the_reply="None came.", decided_by=users[2], decided_on=days(11), reasons="So.", decision_served_on=days(12),
    appeal_until=days(30), effective_on=days(31), published_until=days(90),
)
of("Service").create(case=decided, paper="decision", round=1, channel="site", tried_on=days(11))
again = of("Case").create(
    **said, reference="C-2", organization=other, subject_id="2", state="noticed", noticed_on=days(20)
)
STEPS = [
    ("open", 0, "Nothing.", {}),
    ("send-notice", 1, "", {}),
    ("prove-service", 2, "", {"paper": "notice", "served": str(days(2)), "until": str(days(9))}),
    ("reply", 3, "A flood.", {"late": False, "hearing": True, "nothing_more": True, "at": "2026-03-05T12:00:00+08:00"}),
    ("set-hearing", 4, "Room 4.", {"held": str(days(9))}),
    ("ask-for-language", 5, "", {"language": "zh-hans", "state": "reply"}),
    ("send-notice", 6, "", {}),
    ("prove-service", 7, "", {"paper": "notice", "served": str(days(7)), "until": str(days(14))}),
    ("hear", 9, "They came.", {"held": str(days(9))}),
    ("consider", 15, "Most.", {"set_aside": "Some.", "of_the_reply": "Q2 only."}),
    ("begin-again", 16, "", {"from": one.pk, "to": other.pk}),
    ("send-notice", 20, "", {}),
]
for number, (code, day, words, data) in enumerate(STEPS, 1):
    of("CaseStep").create(
        case=again, number=number, code=code, on=days(day), account=users[1], side="supervisor", words=words, data=data,
        entry=number,
    )
for sending, day in enumerate((1, 6, 20), 1):
    of("Service").create(case=again, paper="notice", round=sending, channel="site", tried_on=days(day))

LAST = [("casework", "0006_rounds_of_before"), ("casework", "0007_decisions_stand_in_rounds")]
new = migrator.apply_tested_migration(LAST).apps
rounds = new.get_model("casework", "Round").objects
told = [{name: str(value) for name, value in row.items() if value not in (None, "", False)}
        for row in rounds.order_by("case__reference", "number").values()]
cases = new.get_model("casework", "Case").objects.order_by("reference")
services = new.get_model("casework", "Service").objects.order_by("pk")
try:
    with transaction.atomic():
        rounds.filter(case__reference="C-1").update(reasons="Otherwise.")
except IntegrityError as refused:
    kept = str(refused)
print(json.dumps({
    "rounds": told,
    "now": [case.round.number for case in cases],
    "of": [one.pk, other.pk],
    "services": [(row.case.reference, row.sending, row.round.number) for row in services],
    "kept": kept,
}))
"""


@pytest.mark.both_engines
def test_every_case_gets_its_rounds_and_nothing_of_them_is_lost(bare_installation):  # noqa: F811
    environment = bare_installation.environment | {"DJANGO_SETTINGS_MODULE": "umbel.site.settings"}
    done = subprocess.run(
        [sys.executable, "-c", ROUNDS], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["now"] == [1, 3]
    assert said["services"] == [["C-1", 1, 1], ["C-2", 1, 1], ["C-2", 2, 2], ["C-2", 3, 3]]
    assert "never rewritten" in said["kept"]
    one, other = map(str, said["of"])
    decided, first, second, now = said["rounds"]
    assert (decided["reasons"], decided["decided_on"], decided["appeal_until"]) == ("So.", "2026-03-13", "2026-04-01")
    assert decided["stated_by_id"] != decided["decided_by_id"]
    assert {row["ground"] for row in said["rounds"]} == {"Nothing."}
    assert [row["organization_id"] for row in (first, second, now)] == [one, one, other]
    assert [row.get("why_closed") for row in (first, second, now)] == ["language", "merger", None]
    assert [row["opened_on"] for row in (first, second, now)] == ["2026-03-02", "2026-03-07", "2026-03-18"]
    assert (first["noticed_on"], first["served_on"], first["reply_until"]) == ("2026-03-03", "2026-03-04", "2026-03-11")
    assert (first["replied_at"][:10], first["nothing_more"], first["asks_for_hearing"]) == (
        "2026-03-05",
        "True",
        "True",
    )
    assert (first["hearing_on"], first["hearing_where"], "heard_on" in first) == ("2026-03-11", "Room 4.", False)
    assert second["replied_at"] == first["replied_at"], "what was said in one language counts in the other"
    assert (second["served_on"], second["heard_on"], "nothing_more" in second) == ("2026-03-09", "2026-03-11", False)
    assert (second["facts_relied_on"], second["facts_set_aside"]) == ("Most.", "Some.")
    assert (second["of_the_reply"], second["considered_on"]) == ("Q2 only.", "2026-03-17")
    assert (now["noticed_on"], "served_on" in now, "replied_at" in now) == ("2026-03-22", False, False)
