"""A real browser on Debian's Chromium, with axe-core at hand."""

import os
import shutil
from collections import defaultdict
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.extent import everything

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser"))), None)
"""Without the windows, menus and bars that nobody sees, a page costs half; the full browser does as well."""
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
QUIET += ["--disable-sync", "--no-first-run", "--disable-quic"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
GRAVE = """rules => axe.run(document, {runOnly: rules, resultTypes: ["violations"]}).then(found => found.violations
    .filter(entry => ["serious", "critical"].includes(entry.impact))
    .flatMap(entry => entry.nodes.slice(0, 3).map(
        node => `${entry.id} (${entry.impact}): ${node.html.slice(0, 160)}`)))"""
"""What axe-core finds grave, said in the page: the whole of its report is long, and is not sent."""
PARTS = """() => [innerWidth, ...Array.from(document.querySelectorAll("*"), part => [part.tagName, part.className,
    part.getAttribute("role"), part.hasAttribute("id"), part.hasAttribute("aria-label")].join(" "))].join(";")"""
"""What a page is made of, without its words: axe-core says the same of two that are made alike."""
WIDTHS = {"desktop": 1280, "phone": 375}

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop of its own in this thread.


def pytest_collection_modifyitems(config, items):
    """A usual run takes each journey once, in each language and at each width in turn; `make test-all` takes all."""
    if everything():
        return
    ways = defaultdict(list)
    for item in items:
        if item.nodeid.startswith("tests/journeys/"):
            ways[item.nodeid.partition("[")[0]].append(item)
    left_out = set()
    for turn, journey in enumerate(sorted(ways)):
        of_one = sorted(ways[journey], key=lambda item: item.nodeid)
        left_out |= set(of_one) - {of_one[turn % len(of_one)]}
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def chromium():
    if not CHROMIUM:
        sentence = "No Chromium was found: install it (apt-get install chromium fonts-noto-cjk) to run the journeys."
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    if not AXE.is_file():
        pytest.fail("axe-core is missing: `make assets` installs it.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(params=WIDTHS)
def page(chromium, request):
    """A page at desktop and at phone width that fails on anything the security policy refuses."""
    context = chromium.new_context(viewport={"width": WIDTHS[request.param], "height": 800})
    opened = context.new_page()
    refused = []
    opened.on(
        "console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None
    )
    opened.on("pageerror", lambda error: refused.append(str(error)))
    opened.set_default_timeout(20_000)
    yield opened
    context.close()
    assert refused == []


@pytest.fixture(scope="session")
def looked_at():
    """Pages that axe-core has judged in this run: what they are made of, and at which width."""
    return set()


@pytest.fixture
def accessible(looked_at):
    """Nothing serious or critical by axe-core, and no sideways scrolling. A page that is made of the same parts as one
    that was judged before, in another language or with other words, is not judged again.
    """

    def check(opened):
        opened.wait_for_load_state()
        made_of = opened.evaluate(PARTS)
        if made_of in looked_at:
            return
        looked_at.add(made_of)
        opened.evaluate(AXE.read_text())
        grave = opened.evaluate(GRAVE, RULES)
        assert grave == []
        wider = opened.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{opened.url} scrolls sideways by {wider}px"

    return check
