"""The whole file of a case as one PDF with an index: the same lines, in the same order, for both sides."""

from datetime import date
from typing import Any

from umbel.casework.letters import name_of, named
from umbel.casework.models import Case
from umbel.casework.queries import papers_of, rules_of, rung_of, steps_of
from umbel.casework.states import ACT_SENTENCES
from umbel.documents import typesetting
from umbel.notices.correspondence import Said
from umbel.structure.queries import federation
from umbel.words import Message

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
    "set_aside": Message("Set aside, and why"),
    "of_the_reply": Message("Of the reply"),
    "served": Message("Served on"),
    "until": Message("Until"),
    "due": Message("Due by"),
    "held": Message("Held on"),
    "counts_as_served_on": Message("Counts as served on"),
    "what": Message("What is ordered"),
    "at": Message("Received at"),
    "late": Message("After its time"),
    "paper": Message("Which paper"),
    "channel": Message("By"),
    "delivered": Message("Handed over"),
    "tried": Message("Tried on"),
    "hearing": Message("Asks to be heard in person"),
    "nothing_more": Message("Has nothing to add"),
    "language": Message("Language"),
    "withheld": Message("Not published"),
    "met": Message("The step is met"),
    "stands": Message("The interim measure stands"),
    "with": Message("Fell with"),
}
VALUES = {
    "notice": Message("the notice"),
    "decision": Message("the decision"),
    "site": Message("this site"),
    "post": Message("post"),
    "in-person": Message("in person"),
    "publication": Message("publication"),
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
    yes, no = Said(Message("yes"), Message("no"))[language]
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
