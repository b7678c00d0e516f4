"""Every act that is recorded has its sentence, in every language of the site."""

import re
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[2]
RECORDED = re.compile(r"""record(?:_many)?\(\s*\n?\s*["']([a-z-]+:[a-z-]+)["']""")


def recorded() -> set[str]:
    return {act for path in (ROOT / "umbel").rglob("*.py") for act in RECORDED.findall(path.read_text())}


def sentences() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for path in (ROOT / "umbel").glob("*/states.py"):
        module = import_module(f"umbel.{path.parent.name}.states")
        found |= getattr(module, "ACT_SENTENCES", {})
    return found


def test_every_recorded_act_has_a_sentence():
    assert recorded(), "No act was found: the pattern no longer fits the code."
    assert recorded() - sentences().keys() == set()


def test_every_sentence_speaks_both_languages_and_names_its_subject():
    for act, words in sentences().items():
        assert set(words) == {"en", "zh-hans"}, act
        assert all("{subject}" in text for text in words.values()), act
