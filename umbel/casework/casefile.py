"""The whole file of a case as one PDF with an index: the same lines, in the same order, for both sides."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from umbel.casework.letters import name_of, named
from umbel.casework.models import Case
from umbel.casework.queries import papers_of, rules_of, rung_of, steps_of
from umbel.documents import typesetting
from umbel.structure.queries import federation
from umbel.words import Message, Worded, said

type Known = Mapping[str, Worded]

WORDS = {
    "title": Message("Case file"),
    "index": Message("Index"),
    "line": Message("Line"),
    "day": Message("Day"),
    "what": Message("What", "case"),
    "page": Message("Page"),
    "by": Message("by", "case"),
    "entry": Message("ledger entry"),
    "documents": Message("Documents"),
    "rule": Message("Rule", "case"),
    "facts": Message("Facts"),
}
PROGRAM = Message("the program, as a time passed")
LINES = {
    "open": Message("Opened", "case file"),
    "give": Message("Gave", "case file"),
    "send-notice": Message("Sent the notice", "case file"),
    "try-service": Message("Tried to hand over a paper", "case file"),
    "prove-service": Message("Recorded that a paper was served", "case file"),
    "acknowledge": Message("Confirmed receipt of a paper", "case file"),
    "reply": Message("Replied", "case file"),
    "set-hearing": Message("Set the day of a hearing", "case file"),
    "hear": Message("Recorded a hearing", "case file"),
    "ask-for-language": Message("Asked for the paper in another language", "case file"),
    "consider": Message("Considered", "case file"),
    "decide": Message("Decided", "case file"),
    "decide-nothing": Message("Decided to take no measure", "case file"),
    "drop": Message("Dropped", "case file"),
    "begin-again": Message("Began again, with a fresh notice", "case file"),
    "appeal": Message("Appealed against the decision", "case file"),
    "become-final": Message("The decision became final", "case file"),
    "uphold": Message("Upheld the decision", "case file"),
    "reverse": Message("Reversed the decision, and everything that followed from it", "case file"),
    "fall": Message("The decision fell with the one it rested on", "case file"),
    "end": Message("What was decided ended", "case file"),
    "answer": Message("Put its own answer beside the publication", "case file"),
    "plan-remedy": Message("Set a step of remedy", "case file"),
    "show-remedy": Message("Showed what was done towards a step of remedy", "case file"),
    "accept-remedy": Message("Ruled on a step of remedy", "case file"),
    "order-interim": Message("Ordered an interim measure", "case file"),
    "object-to-interim": Message("Objected to the interim measure", "case file"),
    "rule-on-interim": Message("Ruled on the objection to the interim measure", "case file"),
    "end-interim": Message("The interim measure ended", "case file"),
    "recuse": Message("Declared a conflict", "case file"),
    "suspend": Message("Suspended the effect: the appeal was not decided in its time", "case file"),
    "hand-over": Message("Handed over to another body", "case file"),
}
"""What each step did, beside the number of the case at the head of the page."""
DETAILS = {
    "set_aside": Message("Set aside, and why"),
    "of_the_reply": Message("Of the reply"),
    "served": Message("Served on"),
    "until": Message("Until", "case"),
    "due": Message("Due by"),
    "held": Message("Held on", "case"),
    "counts_as_served_on": Message("Counts as served on"),
    "what": Message("What is ordered"),
    "at": Message("Received at"),
    "late": Message("After its time"),
    "paper": Message("Which paper"),
    "channel": Message("By", "case"),
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
    "in-person": Message("in person", "case"),
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
    papers, pack = papers_of(case), rules_of(case)
    grounds: Known = {row.code: row.title for row in pack.withholding_grounds}
    lines = [
        {
            "number": str(step.number),
            "day": str(step.on),
            "what": LINES[step.code].in_language(language),
            "by": said(step.account or PROGRAM, language),
            "entry": str(step.entry),
            "words": step.words,
            "details": _details(step.data, language, grounds),
            "documents": [
                f"{item.name} (SHA-256 {item.sha256})" for key in step.documents if (item := papers.get(key))
            ],
        }
        for step in steps_of(case)
    ]
    return {
        "lang": typesetting.main_tag(language),
        "words": {name: message.in_language(language) for name, message in WORDS.items()},
        "federation": named(federation(), language),
        "reference": case.reference,
        "name": name_of(case.organization, on, language),
        "measure": rung_of(case).title.in_language(language),
        "pack": f"{pack.id} {pack.version}",
        "ground": case.round.ground,
        "rule": case.round.rule,
        "facts": case.round.facts,
        "day": str(on),
        "lines": lines,
    }


def _details(data: dict[str, Any], language: str, grounds: Known) -> list[list[str]]:
    found = []
    for name, title in DETAILS.items():  # a database keeps the names of a record in an order of its own
        value = data.get(name)
        if name in data and (value or name in RULED):
            found.append([title.in_language(language), said(_detail(name, value, grounds), language)])
    return found


def _detail(name: str, value: Any, grounds: Known) -> Any:
    if isinstance(value, bool):
        return Message("yes") if value else Message("no")
    if name in {"paper", "channel"}:
        return VALUES[value]
    return grounds.get(value, value) if name == "withheld" else value
