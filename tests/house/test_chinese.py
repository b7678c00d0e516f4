"""Chinese as an administration writes it: one word for one thing, its own punctuation, no spaces that nobody types."""

import re

import pytest
from babel.messages.pofile import read_po

from tools.messages import LOCALE

HAN = "\u4e00-\u9fff"
NEVER = {
    "沉默": "逾期未答复: silence of an office is a time that passed",
    "账本": "存证记录: an account book is for money",
    "义务": "应办事项",
    "监督者|监管方": "监管部门",
    "综合机构": "最高机构",
    "标识号|标识符": "编号",
    "审查意见": "核验结论",
    rf"[{HAN}][,;!?]|[,;!?][{HAN}]|[{HAN}]: ?[{{%]": "punctuation of its own",
    rf"[{HAN}。，；：、] +[{HAN}\d]|\d +[{HAN}]|[}})]s? +[{HAN}]|[{HAN}] +[{{%]": "no space: the browser sets one",
}
"""What does not stand in the catalogue, and what does."""


def translations():
    with (LOCALE / "zh_Hans" / "LC_MESSAGES" / "django.po").open("rb") as file:
        for message in read_po(file, locale="zh_Hans"):
            if message.id:
                yield from [message.string] if isinstance(message.string, str) else message.string


@pytest.mark.parametrize("wrong", NEVER)
def test_one_word_and_one_way_of_writing(wrong):
    found = [said for said in translations() if re.search(wrong, re.sub(r"<[^>]+>", "", said))]
    assert found == [], NEVER[wrong]
