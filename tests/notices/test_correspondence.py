"""One piece's letters about one subject: each reader's language, values that differ by it, and its own deadlines."""

from datetime import date

import pytest
from django.utils.translation import gettext_lazy, override

from tests import factories
from umbel.audit.actors import Actor, Subject
from umbel.deadlines import Calendar, Day, working_days_after
from umbel.notices.acts import Party
from umbel.notices.correspondence import Correspondence
from umbel.notices.models import Clock, Notice
from umbel.notices.said import Said
from umbel.notices.states import ClockState
from umbel.words import Message

pytestmark = pytest.mark.django_db
BY = Actor.program("tests")
TODAY = date(2026, 6, 30)
TO = Party.organization(1)
SAID = Said(
    Message("More time: {what}"),
    Message("{what}: the last day is now {day}. Reason: {reasons}"),
)


@pytest.fixture
def letters():
    return Correspondence(
        piece="registration",
        about=Subject("change-request", "1", "C-1"),
        titles={"review": Message("Report on a visit")},
        values={"what": gettext_lazy("Change of name")},
    )


@pytest.mark.parametrize("acting_in", ["en", "zh-hans"])
def test_each_part_is_in_its_own_language_whoever_acts(letters, acting_in):
    with override(acting_in):
        notice = letters.tell(TO, "change", SAID, by=BY, values={"reasons": "R {x}", "day": Day(TODAY)})
    assert (notice.title["zh-hans"], notice.title["en"]) == ("更多时间：名称变更", "More time: Change of name")
    assert notice.text["zh-hans"] == "名称变更：截止日延至2026年6月30日。理由：R {x}"
    assert notice.text["en"] == "Change of name: the last day is now 30 June 2026. Reason: R {x}"
    assert (notice.code, notice.language) == ("registration:change", "")


def test_one_language_is_what_its_reader_chose(letters):
    committee = factories.a_committee(factories.an_apex(), "J09")
    letters.tell(TO, "change", SAID, by=BY, language="zh-hans", values={"reasons": committee, "day": 1})
    assert dict(Notice.objects.get().text) == {"zh-hans": "名称变更：截止日延至1。理由：联合委员会J09"}


def test_what_people_wrote_keeps_its_braces_where_nothing_is_named():
    bare = Correspondence(piece="casework", about=Subject("case", "1", "C-1"))
    text = "We wrote {so} and {0}."
    assert bare.tell(TO, "given", Said(Message(text), Message(text)), by=BY, language="fr").text["fr"] == text


@pytest.mark.parametrize(("days", "state"), [(0, ClockState.MET), (5, ClockState.MET), (40, ClockState.SILENT)])
def test_a_step_after_its_last_day_was_silence(letters, days, state):
    started = Message("it was asked for")
    deadline = working_days_after(TODAY, 5, calendar=Calendar(), time_zone="Asia/Shanghai", started_by=started)
    letters.clock("review", TO, deadline)
    letters.stop_by_day("review", date.fromordinal(TODAY.toordinal() + days))
    clock = Clock.objects.get()
    assert (clock.state, clock.code, clock.title.get("en", "")) == (state, "registration:review", "Report on a visit")
    assert not letters.running("review").exists()
