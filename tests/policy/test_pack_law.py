"""What the law says beside a pack: stated by it, printed only then, and a promise nowhere else."""

import re

import pytest

from tests.policy.small_pack import STATED
from tools.messages import found
from umbel.policy import find_pack, load_pack
from umbel.policy.changes import pack_changes
from umbel.policy.legal_words import outside_words, review_words
from umbel.words import one_after_another

LAW = f"""
[reviews]
title = {{ en = "Reviews", zh-hans = "复核" }}
registrar = {{ en = "Registry of clubs", zh-hans = "俱乐部登记处" }}
free_of_charge = true
{STATED}

[outside_appeal]
title = {{ en = "Administrative court", zh-hans = "行政诉讼" }}
body = {{ en = "the administrative court of the seat", zh-hans = "所在地行政法院" }}
days = 60
starts = {{ en = "the day on which the decision reached you", zh-hans = "决定送达之日" }}
waits_for_review = true
{STATED}
"""
PROMISES = re.compile(r"outside appeal|free of charge|as the law provides|lawsuit|\bcourt\b", re.IGNORECASE)
STATED_BY_THE_PACK = {"This is free of charge.", "A review or an appeal here is free of charge."}


@pytest.fixture
def pack(folder):
    (folder / "law.toml").write_text(LAW, encoding="utf-8")
    return load_pack(folder)


def said(messages, language="en"):
    return one_after_another(messages).in_language(language)


def test_what_is_stated_is_said_in_each_language(pack):
    assert said(review_words(pack)) == (
        "This is free of charge. Administrative court: the administrative court of the seat, within 60 days of the day "
        "on which the decision reached you. That time does not run while a review here is being decided."
    )
    assert said(outside_words(pack), "zh-hans").startswith("行政诉讼：自决定送达之日起60日内，可向所在地行政法院提出。")
    assert pack.reviews.registrar.in_language("en") == "Registry of clubs"


def test_a_time_that_runs_on_is_said_to_run_on(folder):
    (folder / "law.toml").write_text(
        LAW.replace("waits_for_review = true", "waits_for_review = false"), encoding="utf-8"
    )
    assert said(outside_words(load_pack(folder))).endswith("That time also runs while a review here is being decided.")


@pytest.mark.parametrize("code", ["beijing-2016", "annual-return"])
def test_nothing_is_promised_where_nothing_is_stated(code):
    assert review_words(find_pack(code)) == []


def test_what_differs_is_told(folder, pack):
    (folder / "law.toml").write_text(LAW.replace("days = 60", "days = 30"), encoding="utf-8")
    assert any("60" in line and "30" in line for line in pack_changes(pack, load_pack(folder)))


def test_a_way_outside_needs_all_its_parts(folder, refused):
    (folder / "law.toml").write_text(LAW.replace("days = 60\n", ""), encoding="utf-8")
    [problem] = refused(folder)
    assert (problem.field, problem.file) == ("outside_appeal.days", "law.toml")


def test_no_message_of_the_program_promises_what_only_law_can():
    promised = {str(message) for _file, _line, message, _context in found() if PROMISES.search(str(message))}
    assert promised == STATED_BY_THE_PACK
