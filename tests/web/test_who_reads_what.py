"""A file is read by its organization, by the committee it is placed under, and by the apex: by no one else."""

import re
import shutil
from datetime import date

import pytest
from django.test import Client

from tests.activities.conftest import a_scene
from tests.web.activity_things import activity_things
from tests.web.desks import enter, text  # noqa: F401
from umbel.audit.models import Entry
from umbel.policy.catalogue import SHIPPED, VARIABLE
from umbel.structure.models import Federation, Placement

pytestmark = pytest.mark.django_db
PARTS = ["obligations/", "activities/", "grade/", "grade/2025/"]
READERS = {"apex": 200, "joint:J01": 200, "joint:J02": 403, "public": 302}
"""Whoever has not signed in is led to sign in first."""


@pytest.mark.parametrize(("seat", "answer"), READERS.items())
@pytest.mark.parametrize("part", PARTS)
def test_a_file_is_read_by_its_supervisors_only(look, evaluated, seat, answer, part):
    response = look(seat).get(f"/organizations/{evaluated.weak.pk}/{part}")
    assert response.status_code == answer


@pytest.mark.parametrize("part", PARTS)
def test_an_organization_reads_its_own_file_and_no_other(look, evaluated, part):
    browser = look("organization:Quiet Theatre")
    assert browser.get(f"/organizations/{evaluated.weak.pk}/{part}").status_code == 200
    assert browser.get(f"/organizations/{evaluated.good.pk}/{part}").status_code == 403


@pytest.mark.parametrize("part", PARTS)
def test_a_refusal_says_why_and_nothing_else(look, evaluated, part):
    text = look("joint:J02").get(f"/organizations/{evaluated.weak.pk}/{part}").content.decode()
    assert "may read this part of its file" in text
    assert "Quiet Theatre" not in text


def test_an_organization_reads_what_its_supervisor_reads(look, evaluated):
    path = f"/organizations/{evaluated.weak.pk}/grade/"
    own = look("organization:Quiet Theatre").get(path).content.decode()
    seen = look("joint:J01").get(path).content.decode()
    assert main(own) == main(seen)


def main(text):
    return text.split("<main", 1)[1].split("</main>", 1)[0]


@pytest.mark.parametrize("path", ["/federation/?colour=grade", "/federation/?colour=overdue", "/committees/J01/"])
def test_the_public_sees_no_proposal_about_a_single_organization(look, evaluated, path):
    public = look("public").get(path).content.decode()
    assert "umbel-dot--band" not in public
    assert f"/organizations/{evaluated.weak.pk}/grade/" not in public


def test_a_committee_reads_what_was_placed_under_it_on_that_day(look, evaluated):
    Placement.objects.filter(organization=evaluated.weak).update(until_on=date(2026, 1, 1))
    Placement.objects.create(organization=evaluated.weak, body=evaluated.two, from_on=date(2026, 1, 1))
    path = f"/organizations/{evaluated.weak.pk}/obligations/"
    assert look("joint:J01").get(path).status_code == 403
    assert look("joint:J02").get(path).status_code == 200


def test_only_a_demo_has_sample_accounts(look, evaluated):
    browser = look("apex")
    evaluated.federation.is_demo, evaluated.federation.stands_on = False, None
    evaluated.federation.save()
    assert browser.post("/view-as/", {"seat": "apex", "next": "/"}).status_code == 404
    response = browser.get(f"/organizations/{evaluated.weak.pk}/grade/")
    assert response.status_code == 302
    assert "/account/login/" in response["Location"]


def test_a_seat_does_not_send_the_visitor_elsewhere(client, evaluated):
    response = client.post("/view-as/", {"seat": "apex", "next": "https://example.org/"})
    assert response["Location"].startswith("/")


def test_a_former_committee_reads_no_later_grade_by_going_back_in_time(look, evaluated):
    Placement.objects.filter(organization=evaluated.weak).update(until_on=date(2026, 1, 1))
    path = f"/organizations/{evaluated.weak.pk}/grade/2025/"
    assert look("joint:J01").get(path).status_code == 403
    assert look("joint:J01").get(path, {"as_of": "2025-12-31"}).status_code == 404


def test_a_finding_is_not_shown_before_it_was_made(look, evaluated):
    path = f"/organizations/{evaluated.good.pk}/activities/"
    assert "umbel-tag--good" in look("apex").get(path).content.decode()
    assert "umbel-tag--good" not in look("apex").get(path, {"as_of": "2025-02-03"}).content.decode()


def test_a_pack_may_let_every_committee_read_every_file(look, evaluated, tmp_path, monkeypatch):
    copy = shutil.copytree(SHIPPED / "beijing-2016", tmp_path / "shared-reading")
    text = (copy / "pack.toml").read_text(encoding="utf-8")
    text = re.sub(r'^version = ".*"', 'version = "99.0.0"', text, count=1, flags=re.MULTILINE)
    (copy / "pack.toml").write_text(
        text.replace("[tiers.joint]\n", '[tiers.joint]\nreads = "every"\n'), encoding="utf-8"
    )
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    path = f"/organizations/{evaluated.weak.pk}/obligations/"
    assert look("joint:J02").get(path).status_code == 403
    Federation.objects.update(pack_version="99.0.0")
    assert look("joint:J02").get(path).status_code == 200
    assert look("organization:Good Choir").get(path).status_code == 403


LEDGER = [
    ("activities:report", {"organization-editor", "joint-officer"}),
    ("activities:not-accept", {"organization-editor", "joint-officer"}),
    ("bulletins:send", {"organization-editor", "joint-officer"}),
    ("bulletins:submit", {"organization-editor", "joint-officer"}),
]


@pytest.mark.parametrize(("act", "readers"), LEDGER)
def test_what_an_organization_reported_is_not_read_on_the_ledger_by_others(enter, act, readers):  # noqa: F811
    scene = a_scene()
    activity_things(scene.world, scene.own)
    secret = {
        "activities:report": "Second.",
        "activities:not-accept": "No minutes.",
        "bulletins:send": "Check the exits.",
    }
    said = secret.get(act, "125000.50")
    seats = {"organization-editor": scene.editor, "joint-officer": scene.officer, "other": scene.outsider}
    entry = [row for row in Entry.objects.filter(act=act) if said in str(row.data) + row.reasons][-1]
    for seat, viewer in seats.items():
        shown = text(enter(viewer).get(f"/ledger/{entry.number}/"))
        assert (said in shown) == (seat in readers), seat
    public = Client().get(f"/ledger/{entry.number}/")
    assert said not in public.content.decode()
    assert Client().get(f"/ledger/{entry.number}/receipt.json").status_code in {302, 403}
