"""The policy lab as people use it: a number moved, what it would do, a draft saved, read by everyone, commented on."""

import csv
import re
from html import unescape

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from tests.rulemaking.conftest import AFTER, UNTIL, a_draft, a_hall, consulted, saved
from umbel.accounts.models import User
from umbel.evaluation.models import ProposedGrade
from umbel.rulemaking import acts
from umbel.rulemaking.models import Comment, RuleDraft, Run
from umbel.structure.models import Federation
from umbel.web.accounts.backend import BACKEND


@pytest.fixture
def hall(db, settings, tmp_path, monkeypatch):
    monkeypatch.setenv("UMBEL_HOME", str(tmp_path))
    settings.UMBEL_DOCUMENTS, settings.UMBEL_SNAPSHOTS = tmp_path / "documents", tmp_path / "snapshots"
    settings.UMBEL_PACKS = tmp_path / "packs"
    made = a_hall()
    User.objects.update(is_sample=True)
    return made


def text(response):
    """What a reader reads: without markup, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", response.content.decode())).split())


def reader(viewer, language="en"):
    client = Client(headers={"accept-language": language})
    client.force_login(User.objects.get(pk=viewer.user_id), backend=BACKEND)
    return client


def tries(client, draft, act="try", **fields):
    """Send the form of a draft, with some numbers moved."""
    data = {"act": act, "after": "1"}
    data |= {
        name if name in {"why", "near", "more", "cycle", "after"} else f"n:{name}": value
        for name, value in fields.items()
    }
    return client.post(f"/lab/{draft.pk}/", data)


def test_the_lab_and_the_consultations_are_found_from_the_desks_that_need_them(hall):
    editor, approver = (reader(who).get("/desk/").content.decode() for who in (hall.editor, hall.approver))

    assert 'href="/lab/"' in editor
    assert 'href="/consultations/"' in editor
    assert 'href="/consultations/"' in approver
    assert f'href="/organizations/{hall.approver.organization_id}/grade/"' in approver
    assert 'href="/lab/"' not in approver


def test_a_draft_that_is_written_says_what_comes_next(hall):
    assert "once a run is kept" in text(reader(hall.editor).get(f"/lab/{a_draft(hall).pk}/"))


def test_a_consultation_says_from_when_its_draft_can_be_adopted(hall):
    draft = consulted(hall)

    assert "comments are taken until the end of 31 Jul 2026" in text(reader(hall.apex).get(f"/lab/{draft.pk}/"))


def test_an_empty_lab_says_so_and_how_to_begin(hall):
    page = text(reader(hall.editor).get("/lab/"))

    assert "No draft yet." in page
    assert "It begins as a copy of the rules in force" in page
    assert "Begin the draft" not in text(reader(hall.apex).get("/lab/"))


def test_a_draft_is_begun_from_the_form(hall):
    client = reader(hall.editor)
    wrong = client.post("/lab/", {"version": "1.1", "from_on": "soon", "purpose": ""})
    assert wrong.status_code == 422
    assert RuleDraft.objects.count() == 0
    made = client.post("/lab/", {"version": "1.1.0", "from_on": "2027-01-01", "purpose": "Nobody reaches an A."})

    assert made.headers["Location"] == f"/lab/{RuleDraft.objects.get().pk}/"
    assert "1.2.0" in client.get("/lab/").content.decode(), "the next version is proposed"


def test_names_of_who_moves_are_offered_for_saved_numbers_only(hall):
    draft = a_draft(hall)
    moved = {"grade/A/when/0": "101", "grade/B/when/0": "70"}
    tried = tries(reader(hall.apex), draft, **moved)
    assert "These numbers are not saved." in text(tried)
    assert f"/lab/{draft.pk}/moved/" not in tried.content.decode()
    saved(hall, draft, moved)

    page = reader(hall.apex).get(f"/lab/{draft.pk}/")
    assert "These numbers are not saved." not in text(page)
    assert f"/lab/{draft.pk}/moved/?before=" in page.content.decode()


def test_a_consultation_refused_for_a_worked_example_names_its_file_and_leads_to_it(hall):
    draft = a_draft(hall)
    saved(hall, draft, {"grade/A/when/0": "99"})
    kept = reader(hall.editor).post(f"/lab/{draft.pk}/", {"act": "keep-run"}, follow=True)
    assert "a worked example does not come out as it says" in text(kept)
    page = reader(hall.apex).post(f"/lab/{draft.pk}/", {"act": "open-consultation", "until": str(UNTIL)})

    assert "The worked examples do not come out as they say." in text(page)
    assert re.search(r'<a href="#files">examples/\S+\.toml: ', page.content.decode())
    assert 'id="files"' in page.content.decode()


def test_trying_shows_what_would_change_and_saves_nothing(hall):
    draft = a_draft(hall)
    before = list(ProposedGrade.objects.order_by("pk").values_list("grade", "total"))
    page = text(tries(reader(hall.editor), draft, **{"grade/A/when/0": "101", "grade/B/when/0": "70"}))

    assert "3 of 3 organizations would get another grade: 0 a better one, 3 a worse one." in page
    assert "The laboratory changes nothing real." in page
    assert draft.revisions.count() == 1
    assert Run.objects.count() == 0
    assert list(ProposedGrade.objects.order_by("pk").values_list("grade", "total")) == before


def test_what_was_typed_comes_back_with_what_is_wrong_with_it(hall):
    draft = a_draft(hall)
    answer = tries(reader(hall.editor), draft, **{"grade/C/when/0": "sixty", "grade/B/when/0": "70"})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert 'href="#n:grade/C/when/0"' in page
    assert 'value="sixty"' in page
    assert 'value="70"' in page


def test_weights_that_do_not_add_up_are_said_with_the_sum(hall):
    answer = tries(reader(hall.editor), a_draft(hall), **{"indicator/regularity/points": "20"})

    assert answer.status_code == 422
    assert "90" in text(answer)


def test_a_program_of_the_page_gets_the_result_alone(hall):
    draft = a_draft(hall)
    client = reader(hall.editor)
    answer = client.post(f"/lab/{draft.pk}/", {"act": "try", "n:grade/C/when/0": "1"}, headers={"HX-Request": "true"})

    assert answer.content.decode().strip().startswith('<div id="result"')


def test_saving_keeps_what_was_moved_and_says_so(hall):
    draft = a_draft(hall)
    client = reader(hall.editor)
    unsaid = tries(client, draft, "save", **{"grade/A/when/0": "85"})
    assert unsaid.status_code == 422
    assert "Say why, in a sentence." in text(unsaid)
    assert 'value="85"' in unsaid.content.decode()
    kept = tries(client, draft, "save", why="Too high.", **{"grade/A/when/0": "85"})
    assert kept.status_code == 302

    page = text(client.get(f"/lab/{draft.pk}/"))
    assert "Saved as a new revision." in page
    assert "total >= 90 and regularity >= 22.5" in page
    assert draft.revisions.count() == 2


def test_whoever_drafts_sees_no_names_and_whoever_reads_files_does(hall):
    draft = a_draft(hall)
    editor, apex = (tries(reader(viewer), draft, near="0-above-0") for viewer in (hall.editor, hall.apex))

    assert "without its name" in text(editor)
    assert not re.search(r"Own Choir|Near Choir|Far Choir", text(editor))
    assert f"/organizations/{hall.own.pk}/" not in editor.content.decode()
    assert re.search(r"Own Choir|Near Choir|Far Choir", text(apex))
    assert reader(hall.editor).get(f"/lab/{draft.pk}/moved/").status_code == 403


def test_one_near_a_line_is_explained_before_and_after(hall):
    page = text(tries(reader(hall.apex), a_draft(hall), **{"near": "0-below-0", "grade/A/when/0": "101"}))

    assert page.count("quarters had an accepted activity") == 2


def test_what_decides_and_whether_like_is_treated_alike_is_shown_when_asked_for(hall):
    draft = a_draft(hall)
    client = reader(hall.editor)

    assert "Which indicators decide" not in text(tries(client, draft)).replace("Show which indicators decide", "")
    page = text(tries(client, draft, more="1"))
    assert "Is like treated alike?" in page
    assert "Projects with others never matters" in page


@pytest.mark.parametrize("key", ["", "x", "9-above-0", "0-above-99", "0-beside-0", "0-above-", f"{10**30}-above-1"])
def test_a_line_that_is_not_there_is_no_error(hall, key):
    assert tries(reader(hall.apex), a_draft(hall), near=key).status_code == 200


def test_those_who_move_are_listed_and_taken_away(hall):
    draft = a_draft(hall)
    saved(hall, draft, {"grade/A/when/0": "101"})
    client = reader(hall.apex)

    assert "Own Choir" in text(client.get(f"/lab/{draft.pk}/moved/"))
    assert "Nobody moves." in text(client.get(f"/lab/{draft.pk}/moved/?before=A&after=D"))
    taken = client.get(f"/lab/{draft.pk}/moved/?format=csv").getvalue().decode("utf-8-sig")
    sheet = list(csv.reader(taken.splitlines()))
    assert sheet[0] == ["number", "organization", "before", "after", "points before", "points after"]
    assert len(sheet) == 4


def test_a_file_is_checked_line_by_line_and_nothing_typed_is_lost(hall):
    draft = a_draft(hall)
    client = reader(hall.editor)
    page = client.get(f"/lab/{draft.pk}/files/?file=scoring.toml").content.decode()
    assert "quarters_due" in page
    whole = draft.revisions.get().texts["scoring.toml"]
    wrong = whole.replace("total >= 90", "totl >= 90")
    data = {"file": "scoring.toml", "after": "1", "why": "Too high.", "text": wrong, "act": "save"}
    answer = client.post(f"/lab/{draft.pk}/files/", data)

    assert answer.status_code == 422
    assert f"scoring.toml:{whole.split('total >= 90')[0].count(chr(10)) + 1}:" in text(answer)
    assert "totl" in answer.content.decode()
    right = data | {"text": whole.replace("total >= 90", "total >= 85")}
    assert client.post(f"/lab/{draft.pk}/files/", right).status_code == 302
    assert draft.revisions.count() == 2


def test_a_file_that_is_handed_in_is_read_whole_or_not_at_all(hall):
    draft = a_draft(hall)
    client = reader(hall.editor)
    address, about = f"/lab/{draft.pk}/files/", {"file": "scoring.toml", "after": "1", "why": "x", "act": "save"}
    whole = draft.revisions.get().texts["scoring.toml"]
    notes = "".join(f"# {number:0100}\n" for number in range(5000))
    chinese = client.post(address, about | {"upload": ContentFile(f"{whole}# 规则\n".encode("gbk"), "gbk.toml")})
    large = client.post(address, about | {"upload": ContentFile(b"#" * 2_000_001, "large.toml")})
    long = client.post(address, about | {"upload": ContentFile(f"{notes}{whole}".encode(), "long.toml")})

    assert chinese.status_code == large.status_code == 422
    assert re.search("gbk.toml.*The file is not UTF-8 text", text(chinese))
    assert re.search("large.toml.*The file is too large", text(large))
    assert long.status_code == 302
    assert draft.revisions.get(number=2).texts["scoring.toml"] == notes + whole


def test_only_checking_saves_nothing(hall):
    draft = a_draft(hall)
    whole = draft.revisions.get().texts["scoring.toml"]
    data = {"file": "scoring.toml", "after": "1", "text": whole.replace("total >= 90", "total >= 85"), "act": "check"}
    page = text(reader(hall.editor).post(f"/lab/{draft.pk}/files/", data))

    assert "in order; nothing was saved yet" in page
    assert draft.revisions.count() == 1


def test_everyone_reads_a_consultation_and_an_approver_comments(hall, client):
    draft = consulted(hall)
    page = text(client.get(f"/consultations/{draft.pk}/"))
    assert "Organizations can comment until the end of 31 Jul 2026." in page
    assert "of 3 organizations would have had another grade" in page
    assert "To comment for your organization, sign in" in page
    own = reader(hall.approver)
    assert own.post(f"/consultations/{draft.pk}/", {"text": " "}).status_code == 422
    said = {"text": "Fewer quarters.", "provision": "grade A"}
    assert own.post(f"/consultations/{draft.pk}/", said).status_code == 302

    page = text(client.get(f"/consultations/{draft.pk}/"))
    assert "Fewer quarters." in page
    assert "Grade: very good" in page, "the rule by its title, not by its code"
    assert Comment.objects.get().organization == hall.own
    assert "Consultations on rules" in text(client.get("/packs/"))


def test_after_the_last_day_nobody_comments(hall, client):
    draft = consulted(hall)
    Federation.objects.update(stands_on=UNTIL.replace(month=8, day=1))

    assert "Comments were taken until 31 Jul 2026." in text(client.get(f"/consultations/{draft.pk}/"))
    late = reader(hall.approver).post(f"/consultations/{draft.pk}/", {"text": "Late."})
    assert "not taken any more" in text(late)
    assert Comment.objects.count() == 0


def test_a_draft_nobody_has_been_asked_about_is_not_for_everyone(hall, client):
    draft = a_draft(hall)

    assert client.get(f"/consultations/{draft.pk}/").status_code == 404
    assert client.get(f"/consultations/{draft.pk}/rules/").status_code == 404
    assert "No rules have been put to consultation yet." in text(client.get("/consultations/"))


@pytest.mark.parametrize("given_up", [False, True])
def test_a_draft_taken_back_shows_what_was_consulted_on_and_not_what_is_being_written(hall, client, given_up):
    draft = consulted(hall)
    acts.reopen(draft=draft, reasons="Too low.", on=AFTER, by=hall.apex)
    saved(hall, draft, {"grade/A/when/0": "88.5"})
    if given_up:
        acts.withdraw(draft=draft, reasons="Not now.", on=AFTER, by=hall.apex)

    for address in (f"/consultations/{draft.pk}/", f"/consultations/{draft.pk}/rules/"):
        page = text(client.get(address))
        assert "85" in page
        assert "88.5" not in page
    assert "Tried on the frozen facts" in text(client.get(f"/consultations/{draft.pk}/"))


def test_a_consultation_stays_readable_when_the_version_before_is_gone(hall, client):
    draft = consulted(hall)
    RuleDraft.objects.update(base_version="0.9.0")
    answer = client.get(f"/consultations/{draft.pk}/")

    assert answer.status_code == 200
    assert "The files of that version are no longer here" in text(answer)


def test_the_road_to_adopted_rules_by_its_buttons(hall):
    draft = consulted(hall)
    apex = reader(hall.apex)
    assert "Adopt the rules" not in text(apex.get(f"/lab/{draft.pk}/")), "organizations still comment"
    Federation.objects.update(stands_on=UNTIL.replace(month=8, day=1))
    assert "Adopt the rules" in text(apex.get(f"/lab/{draft.pk}/"))
    assert "Adopt the rules" not in text(reader(hall.editor).get(f"/lab/{draft.pk}/"))
    unanswered = apex.post(f"/lab/{draft.pk}/", {"act": "adopt", "from_on": "2027-01-01", "answer": ""})
    assert unanswered.status_code == 422
    done = apex.post(f"/lab/{draft.pk}/", {"act": "adopt", "from_on": "2027-01-01", "answer": "Nothing was said."})

    assert done.status_code == 302
    assert "beijing-2016 1.1.0 takes effect on 1 Jan 2027." in text(apex.get("/packs/"))
    assert "Nothing was said." in text(apex.get(f"/consultations/{draft.pk}/"))


def test_in_chinese_what_differs_is_said_in_chinese(hall):
    draft = consulted(hall)
    page = text(reader(hall.approver, "zh-hans").get(f"/consultations/{draft.pk}/"))

    assert '等次 A 条件："total >= 90 and regularity >= 22.5"改为"total >= 85 and regularity >= 22.5"' in page


@pytest.mark.parametrize("address", ["/lab/", "/lab/{}/", "/lab/{}/files/", "/lab/{}/moved/", "/consultations/{}/"])
def test_few_queries_whatever_the_number_of_rows(hall, address, django_assert_max_num_queries):
    draft = consulted(hall)
    for number in range(2, 8):
        a_draft(hall, version=f"1.{number}.0")
    client = reader(hall.auditor)
    client.get(address.format(draft.pk))
    with django_assert_max_num_queries(12):
        assert client.get(address.format(draft.pk)).status_code == 200


def test_a_file_that_would_take_the_machine_is_a_problem_of_its_line(hall):
    draft = a_draft(hall)
    deep = "# mine\n" + "a." * 20_000 + "a = 1"
    data = {"file": "scoring.toml", "after": "1", "why": "x", "act": "save", "text": deep}
    answer = reader(hall.editor).post(f"/lab/{draft.pk}/files/", data)
    assert answer.status_code == 422
    assert "scoring.toml:2:16: The key goes too deep. A key has at most 8 parts." in text(answer)
