"""A control of a form is written once, in `components/`, and used everywhere."""

import re
from collections import Counter
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "umbel" / "web" / "templates"
CONTROL = re.compile(
    r'class="(govuk-(?:textarea|file-upload|error-summary|notification-banner|input|select|radios|checkboxes))[ "{]'
)
BY_HAND = {
    "allauth/elements/field.html": "allauth's own fields, in allauth's own terms",
    "account/parts/errors.html": "the errors of a form of allauth's",
    "account/parts/field.html": "a field of a form of allauth's",
    "casework/parts/step.html": "a form read from the table of a case's steps",
    "registration/check.html": "its problems lead to other pages",
    "registration/questions/documents.html": "a row for each document that is asked for",
    "rulemaking/files.html": "an editor, whose problems are in English",
}
"""Template -> why its controls are not components."""
STILL = {"govuk-input": 26, "govuk-select": 44, "govuk-radios": 11, "govuk-checkboxes": 5}
"""Controls of other templates that are written by hand still: fewer are welcome, more are not."""


def test_controls_are_components():
    found = Counter()
    for path in sorted(TEMPLATES.rglob("*.html")):
        name = path.relative_to(TEMPLATES).as_posix()
        if not name.startswith("components/") and name not in BY_HAND:
            found.update(CONTROL.findall(path.read_text()))
    assert dict(found) == STILL, "Use a component; where fewer are left, lower the number."


def test_what_is_by_hand_is_so_still():
    assert [name for name in BY_HAND if not CONTROL.search((TEMPLATES / name).read_text())] == []
