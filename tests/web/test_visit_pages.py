"""Drawing, reporting on and answering visits through their pages."""

import pytest

from tests import factories
from tests.activities.conftest import a_scene
from tests.registration.conftest import TODAY
from tests.web.desks import enter, text  # noqa: F401
from umbel.activities.models import Draw, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(db):
    return a_scene()


def test_from_the_bound_seed_to_the_answer(enter, scene, client):  # noqa: F811
    for number in range(40):
        factories.an_organization(scene.world.one, scene.world.concept, scene.world.district, name=f"Choir {number}")
    browser = enter(scene.chair)
    bound = text(browser.post("/draws/", follow=True))
    assert "Draw with it" in bound
    draw = Draw.objects.get()
    assert draw.seed not in bound, "the seed is kept back"
    drawn = text(browser.post("/draws/", follow=True))
    assert draw.seed in drawn
    visit = Visit.objects.get_or_create(draw=draw, organization=scene.own, body=scene.world.one)[0]
    browser = enter(scene.officer)
    assert f"/visits/{visit.pk}/" in text(browser.get("/desk/visits/"))
    path = f"/visits/{visit.pk}/"
    assert browser.post(path, {"act": "report", "visited_on": "soon", "text": "Open."}).status_code == 422
    wrong = browser.post(path, {"act": "report", "visited_on": "2031-01-01", "text": "The hall was open."})
    assert "The hall was open." in text(wrong), "nothing typed is lost"
    browser.post(path, {"act": "report", "visited_on": str(TODAY), "text": "The hall was open."})
    browser = enter(scene.editor)
    assert path in text(browser.get("/visits/"))
    browser.post(path, {"act": "answer", "text": "It always is."})
    both = text(enter(scene.officer).get(path))
    assert "The hall was open." in both
    assert "It always is." in both


def test_the_public_repeats_a_draw_and_learns_no_grade(enter, client, scene):  # noqa: F811
    browser = enter(scene.chair)
    browser.post("/draws/")
    browser.post("/draws/")
    number = Draw.objects.get().pk
    chances = [line.split(",")[3] for line in text(browser.get(f"/draws/{number}/lots.csv")).splitlines()[1:]]
    assert all(chances)
    client.logout()
    assert Draw.objects.get().seed in text(client.get("/draws/"))
    public = text(client.get(f"/draws/{number}/lots.csv")).splitlines()
    assert [line.split(",")[3] for line in public[1:]] == [""] * len(chances)
    assert client.get("/draws/99/lots.csv").status_code == 404
