"""Words that stood in a column for each of two languages stand in one, under their language: no word is lost or moved."""

import json
import lzma
import os
import sqlite3
import subprocess
import sys
from contextlib import closing

from tests.migrations.test_upgrade import HERE, ROOT

GATHERED = {
    ("structure", "0008_words_in_any_language"): [
        ("structure_body", "name", "names"),
        ("structure_concept", "name", "names"),
        ("structure_district", "name", "names"),
        ("structure_federation", "name", "names"),
        ("structure_particulars", "name", "names"),
        ("structure_placement", "why", "why"),
    ],
    ("registration", "0002_words_in_any_language"): [
        ("registration_application", "name", "names"),
        ("registration_application", "asked_why", "asked_why"),
    ],
    ("commitments", "0002_words_in_any_language"): [("commitments_undertaking", "title", "title")],
    ("notices", "0002_words_in_any_language"): [
        ("notices_clock", "title", "title"),
        ("notices_clock", "sentence", "sentence"),
    ],
    ("activities", "0008_words_in_any_language"): [("activities_activity", "summary", "summary")],
    ("bulletins", "0004_words_in_any_language"): [
        ("bulletins_bulletin", "title", "title"),
        ("bulletins_bulletin", "text", "text"),
        ("bulletins_call", "title", "title"),
    ],
}
"""Migration -> table, its two columns without their ending, and the one that takes their place."""
SAID = ("title", "text", "deadline_sentence")
ASKED = {
    "id": 1, "reference": "C-2025-0001", "kind": "name", "state": "requested", "organization_id": 1, "requested_by_id": 1,
    "requested_on": "2025-01-01", "effective_on": "2025-01-02", "due_on": "2025-02-01", "reasons": "We sing.",
    "before": '{"name_en": "Old Choir", "name_zh": ""}', "after": '{"name_en": "", "name_zh": "新合唱团"}',
    "pack_id": "beijing-2016", "pack_version": "1.0.0",
}  # fmt: skip


def read(path, select):
    with closing(sqlite3.connect(path)) as database:
        return database.execute(select).fetchall()


def ask_for_a_name(path):
    """A request to change a name, of which that database has none."""
    with closing(sqlite3.connect(path)) as database:
        needed = database.execute("PRAGMA table_info(registration_changerequest)").fetchall()
        row = {name: "" for _, name, _, is_needed, default, _ in needed if is_needed and default is None} | ASKED
        marks = ", ".join("?" * len(row))
        database.execute(
            f"INSERT INTO registration_changerequest ({', '.join(row)}) VALUES ({marks})",  # noqa: S608  our columns
            list(row.values()),
        )
        database.commit()


def bring_up_to_date(home):
    own = {name: value for name, value in os.environ.items() if not name.startswith("UMBEL_")}
    own |= {"UMBEL_HOME": str(home), "UMBEL_DATABASE": "sqlite", "DJANGO_SETTINGS_MODULE": "umbel.site.settings"}
    run = "import django; django.setup(); from umbel.cli.database import bring_up_to_date as up; up()"
    done = subprocess.run([sys.executable, "-c", run], cwd=ROOT, env=own, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def under_tags(english, chinese):
    return {tag: text for tag, text in (("en", english), ("zh-hans", chinese)) if text}


def test_every_word_stands_under_its_language(tmp_path):
    database = tmp_path / "umbel.sqlite3"
    database.write_bytes(lzma.decompress((HERE / "0.1.0.sqlite3.xz").read_bytes()))
    ask_for_a_name(database)
    columns = [place for places in GATHERED.values() for place in places]
    before = {
        place: {key: under_tags(*said) for key, *said in read(database, f"SELECT id, {old}_en, {old}_zh FROM {table}")}  # noqa: S608
        for place in columns
        for table, old, _new in [place]
    }
    notices = read(database, f"SELECT id, language, {', '.join(SAID)} FROM notices_notice")  # noqa: S608

    bring_up_to_date(tmp_path)

    for table, old, new in columns:
        after = {key: json.loads(said) for key, said in read(database, f"SELECT id, {new} FROM {table}")}  # noqa: S608
        assert after == before[table, old, new], (table, new)
    assert {language for _id, language, *_said in notices} == {"both", "en", "zh-hans"}
    for key, language, *said in notices:
        [row] = read(database, f"SELECT language, {', '.join(SAID)} FROM notices_notice WHERE id = {key}")  # noqa: S608
        tag = {"both": "und"}.get(language, language)
        assert row[0] == {"both": ""}.get(language, language)
        assert [json.loads(text) for text in row[1:]] == [{tag: text} if text else {} for text in said]
    [(was, would_be)] = read(database, "SELECT before, after FROM registration_changerequest")
    assert json.loads(was) == {"names": {"en": "Old Choir"}}
    assert json.loads(would_be) == {"names": {"zh-hans": "新合唱团"}}
    [(held,)] = read(database, "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'placement%'")
    assert held == 3
