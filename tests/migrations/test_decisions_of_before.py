"""What stood in the one row of a change stands where decisions and reviews of applications do; on both engines."""

import json
import subprocess
import sys

import pytest

from tests.cli.conftest import bare_installation  # noqa: F401  a fixture
from tests.migrations.test_upgrade import ROOT

CHANGES = """
import json
from datetime import date, timedelta
import django
django.setup()
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_test_migrations.migrator import Migrator

call_command("migrate", "contenttypes", verbosity=0)
migrator = Migrator()
BEFORE = [("registration", "0002_words_in_any_language"), ("audit", "AUDIT"), ("notices", "NOTICES")]
old = migrator.apply_initial_migration(BEFORE).apps
asker, other, decider, reviewer = (
    old.get_model("accounts", "User").objects.create(email=f"{name}@example.org") for name in "abcd"
)
organization = old.get_model("structure", "Organization").objects.create(registered_on=date(2015, 1, 1))
DAY = date(2026, 3, 2)
said = {"organization": organization, "requested_by": asker, "requested_on": DAY, "effective_on": DAY, "due_on": DAY}
said |= {"before": {}, "after": {}, "reasons": "So.", "pack_id": "p", "pack_version": "1"}
decided = {"decided_by": decider, "decided_on": DAY + timedelta(days=1), "decision_reasons": "Why."}
refused = decided | {"outcome": "refused", "ground": "g", "facts_relied_on": "F.", "facts_set_aside": "None."}
refused |= {"review_until": DAY + timedelta(days=60)}
asked = refused | {"review_grounds": "Wrong.", "review_asked_on": DAY + timedelta(days=2)}
reviewed = asked | {"reviewed_by": reviewer, "reviewed_on": DAY + timedelta(days=9), "review_reasons": "Thus."}
ROWS = {
    "requested": {}, "withdrawn": {}, "carried-out": decided | {"outcome": "registered"}, "refused": refused,
    "review": asked, "refusal-upheld": reviewed, "reversed": reviewed,
}
for reference, more in ROWS.items():
    state = "carried-out" if reference == "reversed" else reference
    made = old.get_model("registration", "ChangeRequest").objects.create(
        reference=reference, kind="name" if reference == "requested" else "field", state=state, **said, **more
    )
    if reference == "review":
        old.get_model("audit", "Entry").objects.create(
            number=1, at=timezone.now(), act="registration:ask-for-change-review", actor_kind="account",
            actor_id=str(other.pk), actor_label="b", subject_kind="organization", subject_id=str(organization.pk),
            subject_label="O", data={"reference": reference}, leaf_hash=b"0" * 32, frontier=b"",
        )
        old.get_model("notices", "Clock").objects.create(
            code="registration:review", subject_kind="change-request", subject_id=str(made.pk), subject_label=reference,
            party_kind="role", party_id="reviewer", title={"en": "R"}, sentence={"en": "S"}, started_on=DAY, time_zone="UTC",
            due_on=DAY + timedelta(days=30),
        )
LAST = [("registration", "0004_decisions_of_before"), ("registration", "0005_changes_are_decided")]
new = migrator.apply_tested_migration(LAST).apps
told = {}
for change in new.get_model("registration", "ChangeRequest").objects.all():
    decision = new.get_model("registration", "Decision").objects.filter(change=change).first()
    review = decision and new.get_model("registration", "Review").objects.filter(decision=decision).first()
    told[change.reference] = [
        decision and [decision.outcome, decision.decided_by.email, str(decision.decided_on), decision.reasons,
                      decision.ground, decision.facts_relied_on, str(decision.review_until)],
        review and [review.outcome, review.asked_by.email, str(review.asked_on), str(review.due_on), review.grounds,
                    review.decided_by and review.decided_by.email, str(review.decided_on), review.reasons],
    ]
try:
    with transaction.atomic():
        new.get_model("registration", "ChangeRequest").objects.filter(reference="requested").update(state="carried-out")
except IntegrityError as refusal:
    told["kept"] = str(refusal)
print(json.dumps(told))
"""


def last_of(piece):
    return (ROOT / "umbel" / piece / "migrations" / "max_migration.txt").read_text(encoding="utf-8").strip()


@pytest.mark.both_engines
def test_decisions_on_changes_and_their_reviews_are_carried_over(bare_installation):  # noqa: F811
    environment = bare_installation.environment | {"DJANGO_SETTINGS_MODULE": "umbel.site.settings"}
    code = CHANGES.replace("AUDIT", last_of("audit")).replace("NOTICES", last_of("notices"))
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert "a_change_is_decided_with_reasons" in said["kept"]
    by, day = "c@example.org", "2026-03-03"
    refused = ["refused", by, day, "Why.", "g", "F.", "2026-05-01"]
    asked = ["a@example.org", "2026-03-04", "2026-03-04", "Wrong."]
    ruled = ["d@example.org", "2026-03-11", "Thus."]
    assert said["requested"] == said["withdrawn"] == [None, None]
    assert said["carried-out"] == [["granted", by, day, "Why.", "", "", "None"], None]
    assert said["refused"] == [refused, None]
    assert said["refusal-upheld"] == [refused, ["upheld", *asked, *ruled]]
    assert said["reversed"] == [refused, ["reversed", *asked, *ruled]]
    open_one = ["", "b@example.org", "2026-03-04", "2026-04-01", "Wrong.", None, "None", ""]
    assert said["review"] == [refused, open_one], "who asked stood in the ledger, and its day among the deadlines"
