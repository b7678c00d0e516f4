"""Whoever follows a link of the documentation arrives: at a file that is there, and at a heading in it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    page
    for place in (ROOT.glob("*.md"), *((ROOT / name).rglob("*.md") for name in ("docs", "benches", "tests", "umbel")))
    for page in place
)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!\w+:)([^)\s#]*)(?:#([^)\s]*))?\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)


def links(text: str) -> list[tuple[str, str]]:
    """Where its relative links lead: the file, and the heading in it."""
    return LINK.findall(FENCED.sub("", text))


def anchors(text: str) -> set[str]:
    """The name of each heading, as GitHub makes it."""
    titles = HEADING.findall(FENCED.sub("", text))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def broken(page: Path) -> list[str]:
    """The links of a page that lead nowhere."""
    found = []
    for path, anchor in links(page.read_text(encoding="utf-8")):
        target = page.parent / path if path else page
        if not target.exists() or (anchor and anchor not in anchors(target.read_text(encoding="utf-8"))):
            found.append(f"{path}#{anchor}" if anchor else path)
    return found


def test_there_are_pages_with_links():
    assert sum(len(links(page.read_text(encoding="utf-8"))) for page in PAGES) > 50


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_link_is_broken(page):
    assert broken(page) == []


def test_a_link_to_nowhere_is_seen(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# One\n[a](#one) [b](#two) [c](page.md) [d](gone.md) [e](https://example.org/gone.md)\n")
    assert broken(page) == ["#two", "gone.md"]


def test_every_page_of_the_documentation_is_reached_from_its_index():
    start = (ROOT / "docs" / "README.md").resolve()
    reached, waiting = {start}, [start]
    while waiting:
        page = waiting.pop()
        for path, _anchor in links(page.read_text(encoding="utf-8")):
            target = (page.parent / path).resolve()
            if path.endswith(".md") and target not in reached and target.is_file():
                reached.add(target)
                waiting.append(target)
    assert [
        str(page.relative_to(ROOT)) for page in PAGES if page.is_relative_to(ROOT / "docs") and page not in reached
    ] == []
