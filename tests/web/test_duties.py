"""Before other rules take effect, anyone sees who gets which new duty, and the hours it takes."""

import re
import shutil

import pytest
from django.test import Client

from tests.activities.conftest import a_scene
from tests.registration.conftest import TODAY
from tests.web.desks import text
from umbel.policy import find_pack
from umbel.policy.catalogue import SHIPPED, VARIABLE
from umbel.policy.duties import hours_of
from umbel.register.queries.duties import change_of_duties

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(db):
    made = a_scene()
    made.own.particulars.update(size=5)
    made.other.particulars.update(size=5000)
    return made


@pytest.fixture
def other_rules(tmp_path, monkeypatch):
    """A version of the rules in which large organizations owe two activities a quarter, and a new duty is asked of one
    field.
    """
    copy = tmp_path / "next"
    shutil.copytree(SHIPPED / "beijing-2016", copy)
    head = (copy / "pack.toml").read_text(encoding="utf-8")
    head = re.sub(r'^version = ".*"', 'version = "99.0.0"', head, count=1, flags=re.MULTILINE)
    (copy / "pack.toml").write_text(head, encoding="utf-8")
    for file in copy.glob("*.toml"):
        said = file.read_text(encoding="utf-8")
        if "[[requirement]]" not in said:
            continue
        largest = find_pack("beijing-2016").size_bands[-1].code
        said = re.sub(
            r'(id = "regular-activity".*?minimum = 1\n)',
            rf'\1minimum_by_size = {{ "{largest}" = 2 }}\n',
            said,
            count=1,
            flags=re.DOTALL,
        )
        file.write_text(said, encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    return find_pack("beijing-2016", "99.0.0")


def test_who_gets_more_is_counted_by_size(scene, other_rules):
    change = change_of_duties(find_pack("beijing-2016", "1.0.0"), other_rules, TODAY)
    (duty,) = change.duties
    assert (duty.code, duty.gains, duty.loses) == ("regular-activity", 1, 0)
    assert (duty.owed_before, duty.owed_after) == (8, 12)
    before, after = hours_of(change.duties)
    assert after - before == 4 * duty.after.hours
    small, large = change.burden[0], change.burden[-1]
    assert small[0].hours == small[1].hours
    assert large[1].hours - large[0].hours == 4 * duty.after.hours


def test_back_again_is_the_same_the_other_way_round(scene, other_rules):
    change = change_of_duties(other_rules, find_pack("beijing-2016", "1.0.0"), TODAY)
    assert [(duty.gains, duty.loses) for duty in change.duties] == [(0, 1)]


def test_quite_other_rules_are_new_duties_for_everyone(scene):
    change = change_of_duties(find_pack("beijing-2016", "1.0.0"), find_pack("annual-return"), TODAY)
    found = {duty.code: duty for duty in change.duties}
    assert found["regular-activity"].after is None
    assert found["regular-activity"].loses == 2
    assert found["annual-return"].owed_after == 2, "whatever its financial year, each owes one a year"


def test_the_page_says_it_before_it_takes_effect(scene, other_rules):
    client = Client()
    assert "No duty changes." in text(client.get("/packs/beijing-2016/1.0.0/duties/"))
    shown = text(client.get("/packs/beijing-2016/99.0.0/duties/"))
    assert "In all, these duties take" in shown
    assert "minimum by size" in shown
    assert "/packs/beijing-2016/99.0.0/duties/?against=annual-return@" in text(
        client.get("/packs/beijing-2016/99.0.0/")
    )
    assert client.get("/packs/beijing-2016/1.0.0/duties/?against=nothing").status_code == 404
