"""A program of an organization reports and reads, by a key."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.activities.conftest import a_scene
from tests.registration.conftest import TODAY, an_account
from umbel.activities import acts
from umbel.activities.acts import Report
from umbel.activities.models import Activity
from umbel.activities.states import Finding, Source
from umbel.audit.actors import Actor
from umbel.audit.models import Entry
from umbel.errors import NotAllowed, NotFound, NotNow, Problems
from umbel.structure.acts.keys import MOST, make_key, use_key, withdraw_key
from umbel.structure.acts.roles import end_role
from umbel.structure.models import AccessKey, RoleHolding

pytestmark = pytest.mark.django_db
SAID = {"kind": "training", "held_on": str(TODAY - timedelta(days=9)), "head_count": 40, "summary": "Scales."}
MOST_QUERIES = 12


@pytest.fixture
def scene(db, settings, tmp_path):
    settings.UMBEL_DOCUMENTS = tmp_path / "documents"
    cache.clear()
    return a_scene()


class Program:
    """What a program of an organization does with its key."""

    def __init__(self, viewer, language="en"):
        _key, self.secret = make_key(name="Our program", on=TODAY, by=viewer)
        self.client = Client(
            enforce_csrf_checks=True, headers={"Authorization": f"Bearer {self.secret}", "Accept-Language": language}
        )

    def get(self, path):
        return self.client.get(f"/api/v1{path}")

    def report(self, **more):
        said = {name: value for name, value in (SAID | more).items() if value is not None}
        return self.client.post("/api/v1/activities", said, content_type="application/json")


@pytest.fixture
def program(scene):
    return Program(scene.editor)


def test_a_report_is_filed_as_on_the_page(scene, program):
    due = factories.an_obligation(
        scene.own,
        period="2026-Q2",
        from_on=TODAY.replace(month=4, day=1),
        until_on=TODAY + timedelta(days=1),
        due_on=TODAY + timedelta(days=22),
    )
    answer = program.report(obligation=due.pk, reference="2026-17")
    assert answer.status_code == 201
    said = answer.json()
    activity = Activity.objects.get()
    assert (said["id"], said["obligation"], said["found"]) == (activity.pk, due.pk, None)
    assert (activity.source, activity.filed_by_id, activity.head_count) == (Source.API, scene.editor.account_id, 40)
    entry = Entry.objects.get(act="activities:report")
    assert said["entry"] == entry.number
    assert "Our program" in entry.actor_label
    assert program.get("/activities").json()["items"] == [said]
    assert program.get(f"/activities/{activity.pk}").json() == said


def test_the_same_reference_is_the_same_report(program):
    first, second = program.report(reference="7"), program.report(reference="7", summary="Other words.")
    assert first.json()["id"] == second.json()["id"]
    assert Activity.objects.get().summary.get("en", "") == "Scales."
    program.report(summary="Without a reference.")
    assert Activity.objects.count() == 2


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [
        ({"head_count": -1}, "head_count", "whole number"),
        ({"head_count": "many"}, "head_count", "integer"),
        ({"held_on": "soon"}, "held_on", "date"),
        ({"held_on": str(TODAY + timedelta(days=1))}, "held_on", "once it has been held"),
        ({"kind": "nothing"}, "kind", "what kind"),
        ({"summary": ""}, "summary", "what was done"),
        ({"summary": None}, "summary", "required"),
        ({"summary": "x" * 4001}, "summary", "4000"),
        ({"obligation": 999_999}, "obligation", "no such obligation"),
        ({"obligation": 10**30}, "obligation", ""),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_done(program, more, field, said):
    answer = program.report(**more)
    assert answer.status_code == 422
    (problem,) = answer.json()["problems"]
    assert problem["field"] == field
    assert said in problem["message"]
    assert not Activity.objects.exists()


def test_what_is_not_json_is_refused_gently(program):
    answer = program.client.post("/api/v1/activities", "{", content_type="application/json")
    assert answer.status_code in {400, 422}
    assert answer.json()["message"]


def test_files_come_as_a_form_and_lists_of_persons_do_not(program):
    minutes = SimpleUploadedFile("minutes.txt", b"The hall was open.", "text/plain")
    answer = program.client.post("/api/v1/activities/with-files", SAID | {"files": [minutes]})
    assert answer.status_code == 201
    assert Activity.objects.get().evidence.get().reference == "minutes.txt"
    persons = SimpleUploadedFile("list.csv", b"Name,Phone\nLi Wei,1\nWang Fang,2\n", "text/csv")
    refused = program.client.post("/api/v1/activities/with-files", SAID | {"files": [persons]})
    assert refused.status_code == 422
    assert Activity.objects.count() == 1


def test_it_reads_what_is_due_and_what_was_found(scene, program):
    what = Report(kind="training", held_on=TODAY - timedelta(days=9), head_count=20, summary="Scales.")
    activity = acts.report(organization=scene.own, what=what, on=TODAY, by=scene.editor)
    acts.find(activity=activity, finding=Finding.NOT_ACCEPTED, reasons="No minutes.", on=TODAY, by=scene.officer)
    found = program.get("/activities").json()["items"][0]
    assert found["found"] == "not-accepted"
    assert found["all_findings"][0] | {"body": ""} == {
        "finding": "not-accepted",
        "found_on": str(TODAY),
        "body": "",
        "reasons": "No minutes.",
        "by_silence": False,
        "superseded_on": None,
    }
    due = program.get("/obligations?fate=missed").json()
    assert [(row["period"], row["fate"]) for row in due["items"]] == [("2026-Q1", "missed")]
    assert program.get("/obligations?fate=met").json()["count"] == 0
    assert program.get("/organization").json()["name"] == "Own Choir"
    assert {"code", "title"} == set(program.get("/kinds").json()[0])


@pytest.mark.parametrize("role", ["organization-editor", "organization-approver", "organization-secretary"])
def test_a_key_reaches_one_organization(scene, role):
    what = Report(kind="training", held_on=TODAY - timedelta(days=9), head_count=20, summary="Theirs.")
    theirs = acts.report(organization=scene.other, what=what, on=TODAY, by=scene.outsider)
    program = Program(an_account(role, organization=scene.own))
    assert program.get(f"/activities/{theirs.pk}").status_code == 404
    assert program.get("/activities").json()["count"] == 0
    assert program.report(obligation=factories.an_obligation(scene.other).pk).status_code == 422
    assert program.report().status_code == 201


def test_refusals_speak_the_callers_language(scene):
    answer = Program(scene.editor, "zh-hans").report(head_count=-1).json()
    assert "人数" in answer["problems"][0]["message"]


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer umbel_x"}, {"Authorization": "Basic eDp5"}])
def test_without_a_key_nothing_opens(scene, header):
    browser = Client(headers=header)
    browser.force_login(an_user(scene.editor))
    for path in ("/organization", "/kinds", "/obligations", "/activities", "/activities/1"):
        assert browser.get(f"/api/v1{path}").status_code == 401, "a session is not a key"
    assert browser.post("/api/v1/activities", SAID, content_type="application/json").status_code == 401


def an_user(viewer):
    return RoleHolding.objects.get(account_id=viewer.account_id).account


def test_a_key_ends_by_withdrawal_with_its_role_its_account_and_its_year(scene):
    key, secret = make_key(name="One", on=TODAY, by=scene.editor)
    assert use_key(secret, TODAY).organization_id == scene.own.pk
    assert AccessKey.objects.get(pk=key.pk).used_on == TODAY
    assert use_key(secret, key.ends_on) is None
    with pytest.raises(NotFound):
        withdraw_key(number=key.pk, on=TODAY, by=scene.approver)
    withdraw_key(number=key.pk, on=TODAY, by=scene.editor)
    assert use_key(secret, TODAY) is None
    _key, secret = make_key(name="Two", on=TODAY, by=scene.approver)
    account = an_user(scene.approver)
    account.is_active = False
    account.save()
    assert use_key(secret, TODAY) is None
    _key, secret = make_key(name="Three", on=TODAY, by=scene.editor)
    held = RoleHolding.objects.get(account_id=scene.editor.account_id)
    end_role(holding=held, on=TODAY, by=Actor.program("tests"))
    assert use_key(secret, TODAY) is None


def test_a_sample_accounts_key_opens_nothing_outside_a_demo(scene):
    _key, secret = make_key(name="One", on=TODAY, by=scene.editor)
    account = an_user(scene.editor)
    account.is_sample = True
    account.save()
    assert use_key(secret, TODAY)
    scene.world.federation.is_demo = False
    scene.world.federation.stands_on = None
    scene.world.federation.save()
    assert use_key(secret, TODAY) is None


def test_who_may_hold_keys_and_how_many(scene):
    with pytest.raises(NotAllowed):
        make_key(name="One", on=TODAY, by=scene.officer)
    with pytest.raises(Problems):
        make_key(name=" ", on=TODAY, by=scene.editor)
    for number in range(MOST):
        make_key(name=f"Program {number}", on=TODAY, by=scene.editor)
    with pytest.raises(NotNow, match="five"):
        make_key(name="One more", on=TODAY, by=scene.editor)


def test_every_operation_is_described_for_programs(client):
    described = client.get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert set(described["paths"]) >= {"/api/v1/activities", "/api/v1/activities/{number}", "/api/v1/obligations"}
    assert described["components"]["securitySchemes"]["ByKey"]["scheme"] == "bearer"


def test_too_many_requests_are_told_to_wait(program):
    answers = [program.get("/organization").status_code for _number in range(121)]
    assert answers == [200] * 120 + [429]


def test_lists_ask_the_database_as_often_for_many_as_for_one(scene, program):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert program.get("/activities").status_code == 200
        return len(queries)

    program.report()
    one = asked()
    for number in range(8):
        program.report(reference=str(number), summary=f"Lesson {number}")
    assert asked() == one <= MOST_QUERIES


@pytest.mark.parametrize(
    "body", ["[" * 200_000, '{"a":' * 200_000, '{"head_count": ' + "9" * 5_000 + "}", "{", "\ufeff"]
)
def test_a_body_of_any_make_is_refused(program, body):
    refused = program.client.post("/api/v1/activities", body, content_type="application/json")
    assert refused.status_code in {400, 422}
    assert refused.json()["message"]
