"""Whatever the record is about has a name, perhaps a page, and readers; the way there tells nobody what there is."""

import ast
from pathlib import Path

import pytest

from tests.activities.conftest import a_scene
from tests.registration.conftest import world  # noqa: F401
from tests.web.desks import enter  # noqa: F401
from umbel.audit.models import Entry
from umbel.audit.subjects import SubjectKind
from umbel.web.subjects import SUBJECTS, subject_path

pytestmark = pytest.mark.django_db
UMBEL = Path(__file__).parents[2] / "umbel"


@pytest.fixture
def scene(db):
    return a_scene()


@pytest.mark.parametrize("kind", list(SubjectKind))
def test_every_kind_of_subject_says_what_it_is(kind):
    assert str(SUBJECTS[kind].title)


def test_everything_the_record_is_about_is_of_a_known_kind(scene):
    assert set(Entry.objects.values_list("subject_kind", flat=True)) <= set(SubjectKind)


def test_an_organization_comes_from_the_record_to_each_of_its_pages(enter, scene):  # noqa: F811
    browser = enter(scene.approver)
    for kind, key in Entry.objects.values_list("subject_kind", "subject_id").distinct():
        response = browser.get(subject_path(kind, key), follow=True)
        assert response.status_code in {200, 404}, (kind, key)
    own = browser.get(subject_path("organization", str(scene.own.pk)))
    assert own["Location"] == f"/organizations/{scene.own.pk}/"


@pytest.mark.parametrize("kind", list(SubjectKind))
@pytest.mark.parametrize("key", ["0", "999999", "9" * 40, "x", "a@b"])
def test_what_is_not_there_looks_like_what_is_not_for_you(enter, scene, kind, key):  # noqa: F811
    response = enter(scene.editor).get(f"/subjects/{kind}/{key}/", follow=True)
    assert response.status_code in {200, 404}


def test_a_kind_that_nobody_knows_is_nothing(enter, scene):  # noqa: F811
    assert enter(scene.editor).get("/subjects/nonsense/1/").status_code == 404
    assert subject_path("nonsense", "1") == ""


def test_no_kind_is_written_by_hand():
    found = [
        f"{path.relative_to(UMBEL)}:{node.lineno}"
        for path in sorted(UMBEL.rglob("*.py"))
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if _names_a_kind(node)
    ]
    assert found == [], "Write SubjectKind, which is the one list of them."


def _names_a_kind(node):
    """`Subject("case", …)`, `entries_about("case", …)`, `subject_kind="case"`, `row.subject_kind == "case"`."""
    if isinstance(node, ast.Call):
        named = getattr(node.func, "id", getattr(node.func, "attr", ""))
        first = node.args[0] if node.args and named in {"Subject", "entries_about", "documents_of"} else None
        values = [first, *(word.value for word in node.keywords if word.arg == "subject_kind")]
        return any(_is_text(value) for value in values)
    if isinstance(node, ast.Compare) and getattr(node.left, "attr", "") == "subject_kind":
        return any(_is_text(value) for value in node.comparators)
    return False


def _is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
