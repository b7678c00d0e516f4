"""Making and withdrawing the key of a program, through its page."""

import re

import pytest

from tests.activities.conftest import a_scene
from tests.registration.conftest import TODAY
from tests.web.desks import enter, text  # noqa: F401
from umbel.structure.acts.keys import use_key
from umbel.structure.models import AccessKey

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(db):
    return a_scene()


def test_a_key_is_shown_once_and_withdrawn(enter, scene):  # noqa: F811
    browser = enter(scene.editor)
    assert "You have no key." in text(browser.get("/account/keys/"))
    made = browser.post("/account/keys/", {"name": "Our program"})
    assert made["Cache-Control"] == "no-store"
    secret = re.search(r"umbel_[\w-]{43}", text(made))[0]
    assert use_key(secret, TODAY)
    later = text(browser.get("/account/keys/"))
    assert "Our program" in later
    assert secret not in later
    gone = browser.post("/account/keys/", {"withdraw": AccessKey.objects.get().pk}, follow=True)
    assert "withdrawn" in text(gone)
    assert use_key(secret, TODAY) is None


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [({"name": ""}, 422, "which program"), ({"withdraw": "9" * 30}, 404, "no such key"), ({}, 422, "which program")],
)
def test_what_is_wrong_is_said(enter, scene, sent, status, said):  # noqa: F811
    response = enter(scene.editor).post("/account/keys/", sent)
    assert response.status_code == status
    assert said in text(response)


def test_an_officer_is_told_why_not(enter, scene):  # noqa: F811
    assert "in person" in text(enter(scene.officer).get("/account/keys/"))
