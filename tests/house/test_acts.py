"""Every act that is recorded has its sentence, in every language of the site, and is one transaction with its entry."""

import ast
import re
from importlib import import_module
from pathlib import Path

from umbel.words import Message

ROOT = Path(__file__).parents[2]
RECORDED = re.compile(r"""record(?:_many)?\(\s*\n?\s*["']([a-z-]+:[a-z-]+)["']""")


def recorded() -> set[str]:
    return {act for path in (ROOT / "umbel").rglob("*.py") for act in RECORDED.findall(path.read_text())}


def sentences() -> dict[str, Message]:
    found: dict[str, Message] = {}
    for path in (ROOT / "umbel").glob("*/states.py"):
        module = import_module(f"umbel.{path.parent.name}.states")
        found |= getattr(module, "ACT_SENTENCES", {})
    return found


def test_every_recorded_act_has_a_sentence():
    assert recorded(), "No act was found: the pattern no longer fits the code."
    assert recorded() - sentences().keys() == set()


def test_every_sentence_is_said_in_both_languages_and_names_its_subject():
    for act, sentence in sentences().items():
        said = [sentence.in_language(language) for language in ("en", "zh-hans")]
        assert len(set(said)) == 2, f"The catalogue has no Chinese for {act}."
        assert all("{subject}" in text for text in said), act


INSIDE_AN_ACT = {
    "audit/acts.py",
    "casework/acts/correspondence.py",
    "evaluation/acts/correspondence.py",
    "notices/acts/sending.py",
}
"""Modules whose public functions are a part of an act: whoever calls them holds the transaction."""
WRITES_THE_LEDGER = {"record", "record_many", "write"}


def acts():
    """Every public function of acts that writes the ledger, with its path."""
    for path in sorted([*(ROOT / "umbel").glob("*/acts.py"), *(ROOT / "umbel").glob("*/acts/**/*.py")]):
        if str(path.relative_to(ROOT / "umbel")) in INSIDE_AN_ACT:
            continue
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            called = {each.func for each in ast.walk(node) if isinstance(each, ast.Call)}
            if any(isinstance(each, ast.Attribute) and each.attr in WRITES_THE_LEDGER for each in called):
                yield f"{path.relative_to(ROOT)}:{node.name}", node


def test_an_act_and_its_entry_are_one_transaction():
    found = dict(acts())
    assert len(found) > 90, "Few acts were found: the search no longer fits the code."
    torn = [
        name
        for name, node in found.items()
        if "transaction.atomic" not in {ast.unparse(each) for each in node.decorator_list}
    ]
    assert torn == []
