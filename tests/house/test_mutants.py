"""What `make mutants` draws, and which tests it takes for a changed line."""

from itertools import islice

import pytest

from tools.mutants.drawing import Mutant, draw, means_something_else, sources
from tools.mutants.reaching import ROOT, choose_tests, statement

TEXTS = {"umbel/rubric/language/lexer.py": "LIMIT = 1\nDEPTH = 2\nWIDTH = 3\n"}
EVERY = [Mutant("umbel/rubric/language/lexer.py", line, 8, "NumberReplacer", line) for line in (1, 2, 3)]


def raise_number(mutant, text):
    return text.replace(f"= {mutant.line}", "= 9")


def test_a_draw_is_the_same_for_the_same_seed_and_a_longer_one_begins_with_it():
    drawn = [list(islice(draw(EVERY, 7, TEXTS, raise_number), many)) for many in (2, 3)]
    assert drawn[0] == drawn[1][:2]
    assert sorted(mutant.line for mutant, _ in drawn[1]) == [1, 2, 3]


def test_what_an_operator_cannot_make_or_nobody_could_notice_is_not_drawn():
    unchanged = draw(EVERY, 7, TEXTS, lambda mutant, text: None if mutant.line == 1 else text + "\n")
    assert list(unchanged) == []


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("def f(a: int | None) -> str | None: ...", "def f(a: int & None) -> str & None: ..."),
        ("a: int | None = 1", "a: int & None = 1"),
        ("type A = int | str", "type A = int & str"),
        ("def f(a, *, b=1): ...", "def f(a, /, b=1): ..."),
        ("@dataclass(frozen=True)\nclass A: ...", "@dataclass(frozen=False)\nclass A: ..."),
        ("f(1)", "f(1"),
    ],
)
def test_a_change_of_types_alone_or_no_python_at_all_is_no_mutant(text, changed):
    assert not means_something_else(text, changed)


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("def f(a=1): ...", "def f(a=2): ..."),
        ("def f(*, a=True): ...", "def f(*, a=False): ..."),
        ("a: int = 1", "a: int = 2"),
        ("@atomic\ndef f(): ...", "def f(): ..."),
        ("f()", "pass"),
    ],
)
def test_a_change_of_what_runs_is_a_mutant(text, changed):
    assert means_something_else(text, changed)


def test_a_line_is_reached_with_its_statement_a_head_alone_and_a_decorator_with_what_it_decorates():
    lines = [
        "@atomic",
        "def f(",
        "    a,",
        "):",
        "    if (",
        "  a",
        "    ):",
        "        g(",
        "  a,",
        ")",
        "    return a",
    ]
    text = "\n".join(lines)
    assert statement(text, 1) == range(5, 12)
    assert statement(text, 3) == range(2, 5)
    assert statement(text, 6) == range(5, 8)
    assert statement(text, 9) == range(8, 11)


def test_a_mutant_is_tried_with_the_tests_of_its_piece_first_and_with_those_that_read_acts():
    mutant = Mutant("umbel/casework/acts/interim.py", 37, 30, "NumberReplacer", 0)
    tests, _usual = choose_tests(mutant, (ROOT / mutant.path).read_text())
    assert tests[0].startswith("tests/casework/")
    assert "tests/house/test_acts.py" in tests
    assert not any(name.startswith("tests/journeys/") for name in tests)


def test_acts_and_rubric_are_what_is_changed():
    pieces = {path.split("/")[1] for path in sources(ROOT)}
    assert {"casework", "rubric", "structure"} <= pieces
    assert all("/acts" in path or path.startswith("umbel/rubric/") for path in sources(ROOT))
