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
    "tried": {"en": "Tried on", "zh-hans": "尝试日"},
    "counts_as_served_on": {"en": "Counts as served on", "zh-hans": "视为送达日"},
    "what": {"en": "What is ordered", "zh-hans": "措施内容"},
    "at": {"en": "Received at", "zh-hans": "收到时刻"},
}
"""What a line holds beside its words."""


def case_file(case: Case, language: str, on: date) -> bytes:
    """The file as it stands on a day, its frame in the reader's language, its words in those they were written in."""
    said = "zh-hans" if language == "zh-hans" else "en"
    words = WORDS[said]
    papers = papers_of(case)
    lines = [
        {
            "number": str(step.number),
            "day": str(step.on),
            "what": _what(step.code, said),
            "by": str(step.account or words["program"]),
            "entry": str(step.entry),
            "words": step.words,
            "details": [
                [DETAILS[name][said], value]
                for name, value in step.data.items()
                if name in DETAILS and isinstance(value, str) and value
            ],
            "documents": [
                f"{item.name} (SHA-256 {item.sha256})" for key in step.documents if (item := papers.get(key))
            ],
        }
        for step in steps_of(case)
    ]
    pack = rules_of(case)
    data: dict[str, Any] = {
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
    return typesetting.case_file(data, on)


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
