"""Signs of thin reports: pointed out with what they rest on, never judged, and ruled on by a person."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from tests.activities.conftest import TODAY
from tests.activities.test_reporting import a_picture
from umbel.activities import acts
from umbel.activities.acts import File, Report
from umbel.activities.models import Sign
from umbel.activities.states import ActivityState, Finding, Ruling, SignKind
from umbel.errors import NotAllowed, NotNow
from umbel.notices.models import Notice
from umbel.register.queries.supervising import signs

pytestmark = pytest.mark.django_db


def reported(scene, text="Taught bookkeeping to beginners.", days=0, count=24, on=None, files=(), **more):
    what = Report(kind="training", held_on=TODAY - timedelta(days=days), head_count=count, summary=text)
    who = {"organization": scene.own, "by": scene.editor} | more
    return acts.report(what=what, files=files, on=on or TODAY, **who)


def smaller(content):
    kept = io.BytesIO()
    Image.open(io.BytesIO(content)).resize((160, 120)).save(kept, "JPEG")
    return kept.getvalue()


def kinds(activity):
    return {sign.kind for sign in activity.signs.all()}


def test_a_repeated_text_is_pointed_out_whatever_its_spaces_and_capitals(scene):
    first = reported(scene, days=30, on=TODAY - timedelta(days=29))
    second = reported(scene, "Taught  BOOKKEEPING to beginners!", count=30)
    assert kinds(second) == {SignKind.REPEATED_TEXT}
    assert second.signs.get().other == first
    assert kinds(reported(scene, "Sang.", days=1)) == kinds(reported(scene, "Sang.", days=2)) == set()
    assert second.state == ActivityState.REPORTED, "nothing follows from it by itself"


def test_the_same_photograph_is_known_again_also_in_another_organization(scene):
    photo = File("photo", "hall.jpg", a_picture())
    resized = File("photo", "small.jpg", smaller(a_picture()))
    reported(scene, "First of them.", files=[photo])
    again = reported(scene, "Second of them.", days=1, files=[resized])
    theirs = reported(scene, "Theirs.", files=[photo], organization=scene.other, by=scene.outsider)
    fresh = reported(scene, "Third of them.", days=2, files=[File("photo", "b.jpg", a_picture(7))])
    assert kinds(again) == kinds(theirs) == {SignKind.SAME_PHOTOGRAPH}
    assert kinds(fresh) == set()


def test_several_in_a_row_with_one_head_count(scene):
    made = [
        reported(scene, f"Number {n} of the series.", days=40 - n, on=TODAY - timedelta(days=39 - n)) for n in range(4)
    ]
    assert [kinds(row) for row in made] == [set(), set(), set(), {SignKind.SAME_HEAD_COUNTS}]


def test_many_weeks_filed_on_one_day(scene):
    made = [reported(scene, f"Number {n} of the series.", days=90 - 25 * n, count=n) for n in range(4)]
    assert kinds(made[3]) == {SignKind.ONE_DAY}
    assert kinds(made[2]) == set()


def test_a_person_rules_with_reasons_and_errors_are_counted(scene):
    reported(scene, days=30, on=TODAY - timedelta(days=29))
    sign = reported(scene, count=30).signs.get()
    for by in (scene.editor, scene.sibling, scene.apex):
        with pytest.raises(NotAllowed):
            acts.rule_on_sign(sign=sign, ruling=Ruling.WRONG, reasons="x", on=TODAY, by=by)
    with pytest.raises(NotNow):
        acts.rule_on_sign(sign=sign, ruling=Ruling.WRONG, reasons=" ", on=TODAY, by=scene.officer)
    acts.rule_on_sign(sign=sign, ruling=Ruling.WRONG, reasons="A monthly course.", on=TODAY, by=scene.officer)
    with pytest.raises(NotNow):
        acts.rule_on_sign(sign=sign, ruling=Ruling.RIGHT, reasons="x", on=TODAY, by=scene.officer)
    assert signs(TODAY) == [(SignKind.REPEATED_TEXT, 1, 1, 1)]


@pytest.mark.parametrize(("ruling", "said"), [(Ruling.RIGHT, "it means something"), (Ruling.WRONG, "it means nothing")])
def test_whoever_it_is_about_is_told_of_a_ruling_with_its_reasons(scene, ruling, said):
    reported(scene, days=30, on=TODAY - timedelta(days=29))
    sign = reported(scene, count=30).signs.get()
    acts.rule_on_sign(sign=sign, ruling=ruling, reasons="The same course each week.", on=TODAY, by=scene.officer)
    notice = Notice.objects.get(code="activities:sign")
    assert (notice.party_kind, notice.party_id) == ("organization", str(scene.own.pk))
    assert said in notice.text["en"]
    assert "Reasons: The same course each week." in notice.text["en"]


def test_a_finding_does_not_wait_for_a_ruling(scene):
    reported(scene, days=30, on=TODAY - timedelta(days=29))
    activity = reported(scene, count=30)
    acts.find(activity=activity, finding=Finding.ACCEPTED, reasons="", on=TODAY, by=scene.officer)
    assert Sign.objects.get().ruling == Ruling.OPEN
