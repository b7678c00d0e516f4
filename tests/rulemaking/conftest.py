"""A cycle with frozen facts, a draft of other rules, and everyone who has a part in changing them."""

from datetime import date

import pytest

from tests.evaluation.conftest import a_road
from tests.registration.conftest import an_account
from umbel.policy.adjusting import adjust
from umbel.rulemaking import acts
from umbel.rulemaking.queries import latest_revision

FROM = date(2027, 1, 1)
UNTIL = date(2026, 7, 31)
AFTER = date(2026, 8, 1)
NUMBERS = {"grade/A/when/0": "85", "grade/C/when/0": "45"}


@pytest.fixture
def hall(db, settings, tmp_path, monkeypatch):
    """The scene of the tests of a cycle, with a pack editor and a second one."""
    monkeypatch.setenv("UMBEL_HOME", str(tmp_path))
    settings.UMBEL_DOCUMENTS, settings.UMBEL_SNAPSHOTS = tmp_path / "documents", tmp_path / "snapshots"
    settings.UMBEL_PACKS = tmp_path / "packs"
    return a_hall()


def a_hall():
    scene = a_road()
    scene.editor, scene.colleague = an_account("pack-editor"), an_account("pack-editor")
    scene.auditor = scene.world.auditor
    return scene


def a_draft(scene, **more):
    values = {"version": "1.1.0", "from_on": FROM, "purpose": "Nobody reaches an A.", "on": scene.today}
    return acts.begin_draft(**values | {"by": scene.editor} | more)


def moved(draft, numbers=None, why="Too high."):
    """The draft's files with some numbers moved."""
    return adjust(latest_revision(draft).texts, numbers or NUMBERS, why=why)


def saved(scene, draft, numbers=None, by=None):
    last = latest_revision(draft)
    texts = moved(draft, numbers)
    return acts.revise(
        draft=draft, texts=texts, after=last.number, why="Too high.", on=scene.today, by=by or scene.editor
    )


def consulted(scene):
    """A draft that everyone reads."""
    draft = a_draft(scene)
    revision = saved(scene, draft)
    acts.keep_run(revision=revision, cycle=scene.cycle, on=scene.today, by=scene.editor)
    return acts.open_consultation(draft=draft, until=UNTIL, on=scene.today, by=scene.apex)
