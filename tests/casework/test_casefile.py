"""The case file: every line, for both sides, with what it came to, its entry in the ledger and its documents."""

from datetime import timedelta

import pytest

from tests.casework.conftest import TODAY, in_person, noon
from umbel.audit.models import Entry
from umbel.casework import acts
from umbel.casework.casefile import LINES, case_file, contents
from umbel.casework.table_of_acts import CaseAct

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(scene):
    made = acts.send_notice(case=scene.walk.opened(), on=TODAY, by=scene.officer)
    acts.try_service(case=made, attempt=in_person(delivered=False), on=TODAY, by=scene.officer)
    made = acts.acknowledge(case=made, on=TODAY, by=scene.approver)
    late = made.round.reply_until + timedelta(days=1)
    acts.reply(case=made, text="A flood.", at=noon(late), by=scene.approver, files=[("list.txt", b"Ten came.")])
    made.refresh_from_db()
    return made


def test_every_step_has_words_for_its_line():
    assert set(LINES) == {act.name_in_piece for act in CaseAct}


@pytest.mark.parametrize(
    ("language", "failed", "late"),
    [("en", [["By", "in person"], ["Handed over", "no"]], "After its time"), ("zh-hans", None, "逾期")],
)
def test_every_line_says_what_it_came_to(case, language, failed, late):
    lines = contents(case, language, TODAY)["lines"]
    assert [line["number"] for line in lines] == ["1", "2", "3", "4", "5", "6"]
    if failed:
        assert lines[2]["details"][:2] == failed
    assert late in [title for title, _said in lines[5]["details"]]
    assert "list.txt (SHA-256 " in lines[5]["documents"][0]
    for line in lines:
        assert Entry.objects.get(number=int(line["entry"])).subject_id == str(case.pk)
        assert "{" not in line["what"]
    assert case_file(case, language, TODAY).startswith(b"%PDF")
