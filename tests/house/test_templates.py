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
