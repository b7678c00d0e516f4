"""Where the rules see a ground, officers find the way to a case; nothing follows by itself."""

from datetime import date

import pytest
from django.test import Client

from tests import factories
from tests.evaluation.conftest import BY, a_road
from tests.evaluation.test_road import DAY
from tests.registration.conftest import an_account
from tests.web.desks import text
from umbel.accounts.models import User
from umbel.casework.models import Case
from umbel.evaluation import acts
from umbel.evaluation.models import Cycle, Grade, ProposedGrade, SecondReading
from umbel.policy import find_pack
from umbel.policy.facts import RECORDS
from umbel.web.accounts.backend import BACKEND
from umbel.web.structure.columns import column_words

pytestmark = pytest.mark.django_db


@pytest.fixture
def road(db, settings, tmp_path):
    settings.UMBEL_DOCUMENTS, settings.UMBEL_SNAPSHOTS = tmp_path / "documents", tmp_path / "snapshots"
    made = a_road()
    for grade in ProposedGrade.objects.all():
        has = grade.organization_id in {made.own.pk, made.far.pk}
        grade.grounds, grade.figures["g_badly-run"] = ["badly-run"] if has else [], has
        grade.save()
    User.objects.update(is_sample=True)
    return made


def reader(viewer):
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.get(pk=viewer.user_id), backend=BACKEND)
    return client


def test_a_committee_sees_its_own_and_the_apex_sees_all(road):
    own = text(reader(road.officer).get("/cycles/2025/grounds/"))
    assert "Own Choir" in own
    assert "Far Choir" not in own
    assert "Near Choir" not in own
    every = text(reader(road.apex).get("/cycles/2025/grounds/"))
    assert "Own Choir" in every
    assert "Far Choir" in every
    assert not Case.objects.exists(), "looking opens nothing"


def test_the_form_is_filled_in_with_what_the_rules_say(road):
    client = reader(road.officer)
    page = client.get("/cycles/2025/grounds/").content.decode()
    way = next(part.split('"')[0] for part in page.split('href="') if "/cases/new/" in part)
    form = client.get(way.replace("&amp;", "&")).content.decode()
    assert "badly-run: grade = " in form
    assert "Evaluation 2025" in form


def test_without_a_ground_it_says_so(road):
    ProposedGrade.objects.update(grounds=[])
    assert "no ground here" in text(reader(road.officer).get("/cycles/2025/grounds/"))


@pytest.fixture
def watched(road):
    """A cycle in which a standing condition holds of one organization: weak the year before, and weak again."""
    past = {"from_on": date(2024, 1, 1), "until_on": date(2025, 1, 1), "as_of": date(2025, 3, 31)}
    pinned = {name: getattr(road.cycle, name) for name in ("pack_id", "pack_version", "pack_hash")}
    published = {"published_on": date(2025, 7, 1), "published_by_id": road.apex.user_id, "root": "0" * 64, "entry": 1}
    named = {"code": "2024", "state": "closed", "valid_until": date(2027, 7, 1)}
    before = Cycle.objects.create(**past, **pinned, **published, **named)
    weak = factories.an_organization(road.world.one, road.world.concept, road.world.district, name="Weak Choir")
    factories.an_obligation(weak)
    leaf = {"position": 0, "leaf": "0" * 64, "figures": {}, "total": 61}
    road.weak, road.past = weak, Grade.objects.create(cycle=before, organization=weak, grade="C", **leaf)
    again = {"pack": find_pack("beijing-2016"), "from_on": date(2025, 1, 1), "until_on": date(2026, 1, 1)}
    cycle = acts.plan(code="again", as_of=date(2026, 4, 30), by=BY, **again)
    acts.freeze_facts(cycle=cycle, by=BY)
    cycle.refresh_from_db()
    acts.propose_grades(cycle=cycle, by=BY)
    road.cycle = Cycle.objects.get(code="again")
    return road


def test_a_standing_condition_stands_there_with_its_rung_chosen_and_nothing_opened(watched):
    client = reader(watched.officer)
    page = client.get("/cycles/again/grounds/").content.decode()
    assert "Two weak years running" in page
    assert "the rules come to D again" in page
    way = next(part.split('"')[0] for part in page.split('href="') if "/cases/new/" in part)
    form = client.get(way.replace("&amp;", "&")).content.decode()
    chosen = [part.split("<")[0] for part in form.split("<input") if 'name="rung"' in part and " checked" in part]
    assert len(chosen) == 1
    assert 'value="advice"' in chosen[0]
    assert "two-weak-years: weak_last_year &gt; 0" in form
    assert not Case.objects.exists()


def test_the_organization_reads_why_it_is_looked_at_and_that_nothing_follows(watched):
    approver = an_account("organization-approver", organization=watched.weak)
    User.objects.update(is_sample=True)
    page = text(reader(approver).get(f"/organizations/{watched.weak.pk}/grade/again/"))
    assert "A reason to look, never a decision: Two weak years running." in page
    assert "It lowers no grade." in page


def test_what_was_put_right_since_is_no_ground_any_more(watched):
    said = {"organization": watched.weak, "reasons": "It was a B.", "on": watched.today, "by": watched.apex_officer}
    assert "Weak Choir" in text(reader(watched.officer).get("/cycles/again/grounds/"))
    acts.correct_fact(cycle=watched.cycle, where=("grade", watched.past.pk, "grade"), after="B", **said)
    assert "Weak Choir" not in text(reader(watched.officer).get("/cycles/again/grounds/"))


def test_a_ground_that_comes_of_a_correction_is_listed_too(watched):
    said = {"organization": watched.weak, "reasons": "It was a B.", "on": watched.today, "by": watched.apex_officer}
    acts.correct_fact(cycle=watched.cycle, where=("grade", watched.past.pk, "grade"), after="B", **said)
    acts.correct_fact(cycle=watched.cycle, where=("grade", watched.past.pk, "grade"), after="D", **said)
    ProposedGrade.objects.filter(cycle=watched.cycle).update(conditions=[])
    assert "Weak Choir" in text(reader(watched.officer).get("/cycles/again/grounds/"))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_rules_are_read_as_pages(client, db, language):
    page = text(client.get("/packs/beijing-2016/1.0.0/", headers={"accept-language": language}))
    for said in {
        "en": ("Standing conditions", "A case could be about: Advice.", "A published grade counts for 24 months,"),
        "zh-hans": ("常设关注条件", "可考虑的措施：指导意见。", "公布的等次自公布之日起24个月内有效"),
    }[language]:
        assert said in page


def test_every_column_of_the_facts_has_words():
    assert set(column_words()) == {name for columns in RECORDS.values() for name in columns} - {"organization"}


def test_the_records_behind_a_figure_are_read_in_words(watched):
    path = f"/organizations/{watched.weak.pk}/grade/again/weak_last_year/"
    page = text(reader(watched.officer).get(path))
    assert "Grade the year before" in page
    assert "Valid until" in page
    assert "2027-07-01" in page


def test_a_second_reader_is_not_shown_what_the_first_one_found(road):
    cycle = acts.open_self_assessment(cycle=road.cycle, on=road.today, by=road.apex_officer)
    cycle = acts.begin_review(cycle=cycle, on=cycle.assess_until + DAY, by=road.apex_officer)
    SecondReading.objects.filter(cycle=cycle).delete()
    SecondReading.objects.create(cycle=cycle, organization=road.own, body=road.world.two)
    said = {"cycle": cycle, "organization": road.own, "indicator": "evidence", "on": road.today}
    acts.judge(points="1", reasons="Another hall.", by=road.officer, **said)
    path = f"/organizations/{road.own.pk}/assessment/2025/"
    assert "Another hall." in text(reader(road.officer).get(path))
    assert "Another hall." not in text(reader(road.sibling).get(path))
    acts.judge(points="2", reasons="The same hall.", by=road.sibling, **said)
    assert "The same hall." in text(reader(road.sibling).get(path))
    assert "The same hall." not in text(reader(road.officer).get(path))


def test_a_step_waits_for_the_time_of_others_and_says_until_when(road):
    acts.open_self_assessment(cycle=road.cycle, on=road.today, by=road.apex_officer)
    apex = reader(road.apex_officer)
    page = apex.get("/cycles/2025/")
    assert "The organizations have their time until the end of" in text(page)
    assert 'value="begin-review"' not in page.content.decode()
    refused = apex.post("/cycles/2025/step/", {"act": "begin-review"})

    assert refused.status_code == 409
    assert "This cannot be done now" in refused.content.decode()


def test_the_self_assessment_is_reached_from_the_desk_and_from_the_cycle(road):
    acts.open_self_assessment(cycle=road.cycle, on=road.today, by=road.apex_officer)
    own, path = reader(road.approver), f"/organizations/{road.own.pk}/assessment/2025/"

    assert 'href="/subjects/cycle/2025/"' in own.get("/desk/").content.decode()
    assert own.get("/subjects/cycle/2025/")["Location"] == path
    assert f'href="{path}"' in own.get("/cycles/2025/").content.decode()
