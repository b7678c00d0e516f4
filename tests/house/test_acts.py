"""Every act that is recorded has its sentence, in every language of the site."""

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
