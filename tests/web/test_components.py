"""The page that shows every component in its states, for whoever develops the site."""

import re
from pathlib import Path

import pytest

import umbel.web

COMPONENTS = Path(umbel.web.__file__).parent / "templates" / "components"
CONTROLS = {
    "input": r'<input\s[^>]*class="govuk-input',
    "textarea": "<textarea",
    "files": 'type="file"',
    "date": 'type="date"',
    "select": "<select",
    "radios": 'type="radio"',
    "checkbox": 'type="checkbox"',
}
"""Component -> what a page has that holds it."""

pytestmark = pytest.mark.django_db


def test_every_control_is_on_the_page_in_every_state(client):
    page = client.get("/components/").content.decode()
    for state in ("empty", "hint", "filled", "mistake", "long", "chinese"):
        section = page.partition(f'id="state-{state}"')[2].partition("</section>")[0]
        assert [name for name, tag in CONTROLS.items() if not re.search(tag, section)] == [], state


def test_every_component_with_a_control_is_known_here():
    tag = re.compile(r"<(?:input|textarea|select)\b(?![^>]*hidden)")
    found = {path.stem for path in COMPONENTS.glob("*.html") if tag.search(path.read_text())}
    assert found - {"as_of_form"} == set(CONTROLS)


def test_what_is_wrong_stands_beside_each_control_and_is_named_by_it(client):
    page = client.get("/components/").content.decode()
    for name in ("input", "textarea", "files", "date", "select", "radios", "checkbox"):
        assert f'id="{name}-mistake-error"' in page
        assert re.search(rf'aria-describedby="[^"]*{name}-mistake-error"', page), name


def test_no_installation_shows_it(client, settings):
    settings.DEBUG = settings.TESTING = False
    assert client.get("/components/").status_code == 404
