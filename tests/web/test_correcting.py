"""An officer of the apex puts a frozen fact right on a page, sees first what it does, and the organization is told."""

import pytest
from django.test import Client

from tests.evaluation.conftest import a_road
from tests.web.test_lab_pages import text
from umbel.accounts.models import User
from umbel.evaluation.models import FactCorrection
from umbel.evaluation.queries.runs import facts_of
from umbel.evaluation.queries.standing import standing
from umbel.notices.models import Notice
from umbel.rubric import frozen_rows
from umbel.web.accounts.backend import BACKEND


@pytest.fixture
def road(db, settings, tmp_path):
    settings.UMBEL_DOCUMENTS, settings.UMBEL_SNAPSHOTS = tmp_path / "documents", tmp_path / "snapshots"
    made = a_road()
    User.objects.update(is_sample=True)
    return made


@pytest.fixture
def page(road):
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.get(pk=road.apex_officer.user_id), backend=BACKEND)
    return client


def address(road):
    return f"/organizations/{road.own.pk}/assessment/2025/correct/"


def the_activity(road):
    (activity,) = frozen_rows(facts_of(road.cycle, check=True), road.own.pk)["activity"]
    return activity


def wrong(road, after, act="correct", **more):
    where = {"table": "activity", "record": str(the_activity(road)["id"]), "column": "evidence"}
    return where | {"act": act, "after": after, "reasons": "The photographs came by post."} | more


def test_every_frozen_value_of_the_organization_can_be_chosen(road, page):
    shown = text(page.get(address(road)))
    assert "Choose the value that is wrong." in shown
    activity = the_activity(road)
    query = f"?table=activity&record={activity['id']}&column=evidence"
    assert query.replace("&", "&amp;") in page.get(address(road)).content.decode()
    assert f"It says now: {activity['evidence']}" in text(page.get(address(road) + query))
    assert "Put a frozen fact right" in text(page.get(f"/organizations/{road.own.pk}/assessment/2025/"))


def test_the_effect_is_seen_before_anything_is_changed(road, page):
    before = standing(road.cycle, road.own.pk)
    shown = text(page.post(address(road), wrong(road, "0", act="try")))

    assert f"it stands at {before['grade']}, {before['total'].normalize():f}. Nothing has been changed yet." in shown
    assert "With this it would be B, 85 points" in shown
    assert FactCorrection.objects.count() == 0


def test_a_fact_put_right_stands_beside_the_frozen_one_and_the_organization_is_told(road, page):
    was = the_activity(road)["evidence"]
    assert page.post(address(road), wrong(road, "0")).status_code == 302

    made = FactCorrection.objects.get()
    assert (made.before, made.after, made.reasons) == (str(was), "0", "The photographs came by post.")
    assert the_activity(road)["evidence"] == was, "the frozen file stays"
    assert standing(road.cycle, road.own.pk)["p_evidence"] == 0
    assert Notice.objects.filter(party_kind="organization", party_id=str(road.own.pk)).exists()
    again = page.post(address(road), wrong(road, "2"))
    assert again.status_code == 302
    assert FactCorrection.objects.latest("pk").before == "0", "what was put right before is what it said"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"after": "many"}, "“many” is no value of evidence, which holds: integer."),
        ({"reasons": " "}, "Say why the frozen fact is wrong."),
        ({"column": "organization"}, "There is no such column: activity.organization."),
        ({"record": "999999"}, "There is no record 999999 in the table activity of this organization."),
    ],
)
def test_what_cannot_be_put_right_says_why(road, page, said, sentence):
    answer = page.post(address(road), wrong(road, "0") | said)

    assert answer.status_code in {404, 422}
    assert sentence in text(answer)
    assert FactCorrection.objects.count() == 0


def test_what_it_says_already_is_no_correction(road, page):
    answer = page.post(address(road), wrong(road, str(the_activity(road)["evidence"])))

    assert "That is what it says already." in text(answer)


def test_few_queries(road, page, django_assert_max_num_queries):
    page.get(address(road))
    with django_assert_max_num_queries(12):
        page.get(f"{address(road)}?table=activity&record={the_activity(road)['id']}&column=evidence")
