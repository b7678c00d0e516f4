"""A title of any length, from a pack or from people, fits wherever a deadline, a notice or a row names it."""

import re

import pytest

from tests.activities.conftest import TODAY, a_scene
from tests.notices.conftest import ABOUT, BY, a_deadline
from umbel.activities import acts
from umbel.bulletins.acts import call
from umbel.notices.acts import Party, send_notice, send_reminders, start_clock, start_on
from umbel.notices.models import Clock, Notice
from umbel.notices.said import Said
from umbel.policy.catalogue import find_pack, pack_texts
from umbel.policy.obligations import calendar_of
from umbel.policy.storing import write_pack
from umbel.words import Words, as_written

pytestmark = pytest.mark.django_db
LONG = Words({"en": "Report " * 60, "zh-hans": "年度报告" * 100})


@pytest.fixture
def wordy(tmp_path, monkeypatch):
    """The rules in force, as a pack that says every title at length."""
    texts = pack_texts("beijing-2016", "1.0.0")
    for name in ("duties.toml", "registration.toml", "ladder.toml"):
        texts[name] = re.sub(r'(?m)^(title = \{ en = ")', r"\1" + "At length " * 40, texts[name])
    write_pack(texts, tmp_path / "packs" / "beijing-2016-1.0.0")
    monkeypatch.setenv("UMBEL_PACKS", str(tmp_path / "packs"))
    assert min(len(item.title.in_language("en")) for item in find_pack("beijing-2016").requirements) > 400


def counted(party=None):
    start_clock(for_=party, about=ABOUT, code="registration:opinion", title=LONG, deadline=a_deadline())


def given(party=None):
    when = {"started_on": TODAY, "due_on": TODAY, "time_zone": "Asia/Shanghai"}
    start_on(for_=party, about=ABOUT, code="registration:opinion", title=LONG, **when)


@pytest.mark.parametrize("start", [counted, given])
def test_a_deadline_with_a_long_title_runs_under_its_beginning(start):
    start(Party.organization(1))
    clock = Clock.objects.get()
    assert (len(clock.title["en"]), clock.title["en"][:14], clock.title["en"][-1]) == (300, "Report Report ", "…")
    assert (len(clock.title["zh-hans"]), clock.title["zh-hans"][-1]) == (300, "…")


def test_a_notice_about_something_with_a_long_name_is_sent_under_its_beginning():
    said = {"code": "a:b", "language": "en", "said": Said(LONG, as_written("So."))}
    about = ABOUT.__class__("application", "7", "Lantern Choir " * 50)
    send_notice(to=Party.organization(1), about=about, by=BY, **said)
    notice = Notice.objects.get()
    assert (len(notice.title["en"]), len(notice.subject_label)) == (300, 400)


def test_rules_with_long_titles_start_deadlines_remind_and_call_for_returns(wordy):
    scene = a_scene()
    assert acts.run_near_deadlines(on=TODAY) == 1
    calendar = calendar_of(find_pack("beijing-2016", "1.0.0"))
    assert send_reminders(on=TODAY, within=30, calendar=calendar, by=BY) == 1
    acts.extend(obligations=[scene.due], due_on=TODAY.replace(month=6), reasons="An outage.", on=TODAY, by=scene.apex)
    call(form="yearly-figures", period="2025", on=TODAY, by=scene.apex)
    assert Clock.objects.filter(title__en__startswith="At length").exists()
