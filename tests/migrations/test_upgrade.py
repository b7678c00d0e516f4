"""The database of an earlier version is brought up to date: nothing is lost, the ledger is sound, the pages open."""

import json
import lzma
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
OLD = sorted(HERE.glob("*.sqlite3.xz"))
LOOK = """
import json, django
django.setup()
from django.db import connection
from django.test import Client
from umbel.accounts.models import User
from umbel.audit.verify import verify_ledger
from umbel.casework.models import Case
from umbel.cli.database import bring_up_to_date, require_records
from umbel.structure.models import Organization, RoleHolding
from umbel.web.accounts.backend import BACKEND

def counted():
    with connection.cursor() as cursor:
        names = [name for name in connection.introspection.table_names(cursor) if name not in NOT_COUNTED]
        counts = {}
        for name in names:
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            counts[name] = cursor.fetchone()[0]
    return counts

def cases():
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM casework_case ORDER BY id")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row)) for row in cursor.fetchall()]

NOT_COUNTED = {"django_migrations", "auth_permission", "django_content_type"}
before, cases_before = counted(), cases()
bring_up_to_date()
require_records()
after = counted()
changed = []
for row in cases_before:
    case = Case.objects.select_related("round").get(pk=row["id"])
    now = {**case.round.__dict__, **case.__dict__, "opened_by_id": case.round.stated_by_id}
    if now["replied_at"]:  # as SQLite writes it, which leaves out what is nought
        now["replied_at"] = str(now["replied_at"].replace(tzinfo=None))
    changed += [name for name, value in row.items() if str(now[name]) != str(value) and now[name] != value]
holding = RoleHolding.objects.filter(role="apex-decider").first()
officer = Client(headers={"host": "localhost"})
officer.force_login(User.objects.get(pk=holding.account_id), backend=BACKEND)
case, organization = Case.objects.first(), Organization.objects.order_by("-pk").first()
pages = ["/", "/register/", "/federation/", f"/organizations/{organization.pk}/", f"/cases/{case.reference}/"]
pages += ["/ledger/", "/cycles/2025/", "/desk/"]
report = verify_ledger()
print(json.dumps({
    "lost": {name: count for name, count in before.items() if after.get(name, 0) < count},
    "entries": after["audit_entry"],
    "sound": report.is_sound,
    "cases": [len(cases_before), sorted(set(changed))],
    "pages": {page: officer.get(page).status_code for page in pages},
}))
"""


@pytest.mark.parametrize("old", OLD, ids=[path.name.removesuffix(".sqlite3.xz") for path in OLD])
def test_an_earlier_database_is_brought_up_to_date_and_opens(tmp_path, old):
    (tmp_path / "umbel.sqlite3").write_bytes(lzma.decompress(old.read_bytes()))
    own = {name: value for name, value in os.environ.items() if not name.startswith("UMBEL_")}
    own |= {"UMBEL_HOME": str(tmp_path), "UMBEL_DATABASE": "sqlite", "DJANGO_SETTINGS_MODULE": "umbel.site.settings"}
    looked = subprocess.run(
        [sys.executable, "-c", LOOK], cwd=ROOT, env=own, capture_output=True, text=True, check=False
    )
    assert looked.returncode == 0, looked.stderr
    said = json.loads(looked.stdout)
    assert said["lost"] == {}
    assert said["cases"][0] >= 9
    assert said["cases"][1] == [], "what stood in the row of a case stands in it, or in its round"
    assert said["sound"]
    assert said["entries"] >= 900
    assert set(said["pages"].values()) == {200}, said["pages"]
