"""The page about roles says what the program does."""

from pathlib import Path

from django.utils.translation import override

from tests.accounts.roles_page import page

WRITTEN = Path(__file__).parents[2] / "docs" / "reference" / "roles.md"


def test_the_page_says_what_the_table_says():
    with override("en"):
        assert WRITTEN.read_text(encoding="utf-8") == page(), (
            "python -m tests.accounts.roles_page > docs/reference/roles.md"
        )
