"""One piece's letters about one subject: each reader's language, values that differ by it, and its own deadlines."""

from datetime import date

import pytest
from django.utils.translation import gettext_lazy, override

from tests import factories
from umbel.audit.actors import Actor, Subject
from umbel.deadlines import Calendar, working_days_after
from umbel.notices.acts import Party
from umbel.notices.correspondence import Correspondence
from umbel.notices.models import Clock, Notice
from umbel.notices.states import ClockState

pytestmark = pytest.mark.django_db
BY = Actor.program("tests")
TODAY = date(2026, 6, 30)
TO = Party.organization(1)
SAID = {"en": ("About {what}", "{what}: {reasons}"), "zh-hans": ("关于{what}", "{what}：{reasons}")}


@pytest.fixture
def letters():
    return Correspondence(
        piece="registration",
        about=Subject("change-request", "1", "C-1"),
        titles={"review": {"en": "Decide", "zh-hans": "决定"}},
        values={"what": gettext_lazy("Change of name")},
    )


@pytest.mark.parametrize("acting_in", ["en", "zh-hans"])
def test_each_part_is_in_its_own_language_whoever_acts(letters, acting_in):
    with override(acting_in):
        notice = letters.tell(TO, "change", SAID, by=BY, values={"reasons": "R {x}"})
    assert notice.title == "关于名称变更 / About Change of name"
    assert notice.text == "名称变更：R {x}\n\nChange of name: R {x}"
    assert (notice.code, notice.language) == ("registration:change", "both")


def test_one_language_is_what_its_reader_chose(letters):
    committee = factories.a_committee(factories.an_apex(), "J09")
    letters.tell(TO, "change", SAID, by=BY, language="zh-hans", values={"reasons": committee})
    assert Notice.objects.get().text == "名称变更：联合委员会J09"


def test_what_people_wrote_keeps_its_braces_where_nothing_is_named():
    bare = Correspondence(piece="casework", about=Subject("case", "1", "C-1"))
    text = "We wrote {so} and {0}."
    assert bare.tell(TO, "given", {"en": (text, text)}, by=BY, language="fr").text == text


@pytest.mark.parametrize(("days", "state"), [(0, ClockState.MET), (5, ClockState.MET), (40, ClockState.SILENT)])
def test_a_step_after_its_last_day_was_silence(letters, days, state):
    started = {"en": "it was asked for", "zh-hans": "提出申请"}
    deadline = working_days_after(TODAY, 5, calendar=Calendar(), time_zone="Asia/Shanghai", started_by=started)
    letters.clock("review", TO, deadline)
    letters.stop_by_day("review", date.fromordinal(TODAY.toordinal() + days))
    clock = Clock.objects.get()
    assert (clock.state, clock.code, clock.title_en) == (state, "registration:review", "Decide")
    assert not letters.running("review").exists()
