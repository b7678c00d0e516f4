"""The whole file of a case as one PDF with an index: the same lines, in the same order, for both sides."""

from datetime import date
from typing import Any

from umbel.casework.letters import name_of, named
from umbel.casework.models import Case
from umbel.casework.queries import papers_of, rules_of, rung_of, steps_of
from umbel.casework.states import ACT_SENTENCES
from umbel.documents import typesetting
from umbel.structure.queries import federation

WORDS = {
    "en": {
        "title": "Case file",
        "index": "Index",
        "line": "Line",
        "day": "Day",
        "what": "What",
        "page": "Page",
        "by": "by",
        "entry": "ledger entry",
        "documents": "Documents",
        "rule": "Rule",
        "facts": "Facts",
        "program": "the program, as a time passed",
    },
    "zh-hans": {
        "title": "案卷",
        "index": "目录",
        "line": "序号",
        "day": "日期",
        "what": "内容",
        "page": "页码",
        "by": "经办",
        "entry": "账本条目",
        "documents": "文件",
        "rule": "依据",
        "facts": "事实",
        "program": "系统（期限届满）",
    },
}


DETAILS = {
    "set_aside": {"en": "Set aside, and why", "zh-hans": "未采信的事实及理由"},
    "of_the_reply": {"en": "Of the reply", "zh-hans": "对陈述意见的处理"},
    "served": {"en": "Served on", "zh-hans": "送达日"},
    "until": {"en": "Until", "zh-hans": "截止日"},
    "due": {"en": "Due by", "zh-hans": "截止日"},
    "held": {"en": "Held on", "zh-hans": "听证日"},
    "counts_as_served_on": {"en": "Counts as served on", "zh-hans": "视为送达日"},
    "what": {"en": "What is ordered", "zh-hans": "措施内容"},
    "at": {"en": "Received at", "zh-hans": "收到时刻"},
    "late": {"en": "After its time", "zh-hans": "逾期"},
    "paper": {"en": "Which paper", "zh-hans": "文书"},
    "channel": {"en": "By", "zh-hans": "送达方式"},
    "delivered": {"en": "Handed over", "zh-hans": "已交付"},
    "tried": {"en": "Tried on", "zh-hans": "尝试日"},
    "hearing": {"en": "Asks to be heard in person", "zh-hans": "要求当面陈述"},
    "nothing_more": {"en": "Has nothing to add", "zh-hans": "无其他补充"},
    "language": {"en": "Language", "zh-hans": "语言"},
    "withheld": {"en": "Not published", "zh-hans": "不予公示"},
    "met": {"en": "The step is met", "zh-hans": "该步骤已完成"},
    "stands": {"en": "The interim measure stands", "zh-hans": "临时措施继续有效"},
    "with": {"en": "Fell with", "zh-hans": "随之失效"},
}
VALUES = {
    "notice": {"en": "the notice", "zh-hans": "通知书"},
    "decision": {"en": "the decision", "zh-hans": "决定书"},
    "site": {"en": "this site", "zh-hans": "本网站"},
    "post": {"en": "post", "zh-hans": "邮寄"},
    "in-person": {"en": "in person", "zh-hans": "当面送达"},
    "publication": {"en": "publication", "zh-hans": "公告送达"},
}
RULED = {"delivered", "met", "stands"}
"""Details whose “no” is told as well."""
"""What a line holds beside its words."""


def case_file(case: Case, language: str, on: date) -> bytes:
    """The file as it stands on a day, its frame in the reader's language, its words in those they were written in."""
    return typesetting.case_file(contents(case, language, on), on)


def contents(case: Case, language: str, on: date) -> dict[str, Any]:
    """What is set: the case, and every line with its day, who took the step, its ledger entry and its documents."""
    said = "zh-hans" if language == "zh-hans" else "en"
    words = WORDS[said]
    papers, pack = papers_of(case), rules_of(case)
    grounds = {row.code: row.title.in_language(said) for row in pack.withholding_grounds}
    lines = [
        {
            "number": str(step.number),
            "day": str(step.on),
            "what": _what(step.code, said),
            "by": str(step.account or words["program"]),
            "entry": str(step.entry),
            "words": step.words,
            "details": _details(step.data, said, grounds),
            "documents": [
                f"{item.name} (SHA-256 {item.sha256})" for key in step.documents if (item := papers.get(key))
            ],
        }
        for step in steps_of(case)
    ]
    return {
        "lang": "zh" if said == "zh-hans" else "en",
        "words": words,
        "federation": named(federation(), said),
        "reference": case.reference,
        "name": name_of(case.organization, on, said),
        "measure": rung_of(case).title.in_language(said),
        "pack": f"{pack.id} {pack.version}",
        "ground": case.ground,
        "rule": case.rule,
        "facts": case.facts,
        "day": str(on),
        "lines": lines,
    }


def _details(data: dict[str, Any], language: str, grounds: dict[str, str]) -> list[list[str]]:
    yes, no = {"en": ("yes", "no"), "zh-hans": ("是", "否")}[language]
    found = []
    for name in DETAILS:  # a database keeps the names of a record in an order of its own
        if name not in data:
            continue
        value = data[name]
        if not (value or name in RULED):
            continue
        if isinstance(value, bool):
            told = yes if value else no
        elif name in {"paper", "channel"}:
            told = VALUES[value][language]
        else:
            told = grounds.get(value, value) if name == "withheld" else str(value)
        found.append([DETAILS[name][language], told])
    return found


def _what(code: str, language: str) -> str:
    """The line in a few words: its act, without the name of the case."""
    sentence = ACT_SENTENCES[f"casework:{code}"][language]
    return (
        sentence.replace(" of the case {subject}", "")
        .replace(" in the case {subject}", "")
        .replace(" the case {subject}", "")
        .replace("：{subject}", "")
        .replace(" {subject}", "")
        .replace("{subject}", "")
        .rstrip("。.")
    )
