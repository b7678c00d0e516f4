"""A control of a form is written once, in `components/`, and used everywhere."""

import re
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "umbel" / "web" / "templates"
CONTROL = re.compile(
    r'class="(govuk-(?:textarea|file-upload|error-summary|notification-banner|input|select|radios|checkboxes))[ "{]'
)
BY_HAND = {
    "allauth/elements/field.html": "allauth's own fields, in allauth's own terms",
    "account/parts/errors.html": "the errors of a form of allauth's",
    "account/parts/field.html": "a field of a form of allauth's",
    "desk/stages/placement.html": "each committee with why it fits, how full it is, and which one is proposed",
    "registration/changes/merger.html": "organizations that were found, each with its identifiers in its label",
    "registration/check.html": "its problems lead to other pages",
    "registration/questions/documents.html": "a row for each document that is asked for",
    "registration/questions/field.html": "fields that are suggested, and another one after them",
    "rulemaking/files.html": "an editor, whose problems are in English",
    "rulemaking/parts/number.html": "a number in the middle of a line, without a label of its own",
}
"""Template -> why its controls are not components."""


def test_controls_are_components():
    by_hand = [
        (name, control)
        for path in sorted(TEMPLATES.rglob("*.html"))
        if not (name := path.relative_to(TEMPLATES).as_posix()).startswith("components/") and name not in BY_HAND
        for control in CONTROL.findall(path.read_text())
    ]
    assert by_hand == [], "Use a component: docs/develop/templates.md says which there are."


def test_what_is_by_hand_is_so_still():
    assert [name for name in BY_HAND if not CONTROL.search((TEMPLATES / name).read_text())] == []


PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|scroll-padding)-(?:left|right)|left|right|float)\s*:|text-align:\s*(?:left|right)"
)
UNEVEN = re.compile(r"\b(?:margin|padding|border-width|inset): [^\s;]+ ([^\s;]+) [^\s;]+ (?!\1;)[^\s;]+;")
"""Four sides in a row, of which the second, on the right, is not as the fourth, on the left."""
ROOT = Path(__file__).parents[2]
STYLES = [*sorted((ROOT / "assets").glob("*.scss")), ROOT / "umbel" / "cli" / "lab_page.css"]


def test_styles_say_start_and_end_so_that_a_page_can_be_read_from_right_to_left():
    found = [
        f"{path.name}:{number}: {said}"
        for path in STYLES
        for number, line in enumerate(path.read_text().splitlines(), 1)
        for said in [*PHYSICAL.findall(line), *UNEVEN.findall(line)]
    ]
    assert found == [], "Write margin-inline-start, inset-inline-end, text-align: start: pages are read both ways."


def test_no_template_has_a_style_of_its_own_that_points_left_or_right():
    found = [
        path.relative_to(TEMPLATES).as_posix()
        for path in sorted(TEMPLATES.rglob("*.html"))
        if re.search(r'style="[^"]*\b(?:left|right)\b', path.read_text())
    ]
    assert found == []


COLON_BY_HAND = re.compile(r"(?:%\}|\}\})(?:</?\w+[^<>]*>)*\s?:(?=[\s<{]|$)", re.MULTILINE)
BLOCKS = re.compile(r"\{% blocktranslate.*?endblocktranslate %\}", re.DOTALL)


def test_no_colon_stands_after_a_label_by_hand():
    found = [
        f"{path.relative_to(TEMPLATES).as_posix()}: {said}"
        for path in sorted(TEMPLATES.rglob("*.html"))
        for said in COLON_BY_HAND.findall(BLOCKS.sub("", path.read_text()))
    ]
    assert found == [], "Write {% colon %}: other languages have other spaces, or another sign."
