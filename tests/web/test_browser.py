"""Every kind of page in a real browser: three widths, print, forced colours, keyboard.

320 px is also what a window of 1280 px shows at 400 %.
"""

from itertools import combinations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.tracker.pages import NHSE
from tests.web.browsing import Visit, chromium, needs_browser, served
from tests.web.newsroom import SAFE_PAGES

pytestmark = needs_browser
WIDTHS = (1280, 390, 320)
# One of each shape; the other pages are gone through with the slow tests.
FIRST = {
    "/", "/timeline", "/commitments/social-care-green-paper", f"/bodies/{NHSE}", "/foi", "/how",
    "/documents/1", "/delaywatch/timeline",
}  # fmt: skip
PAGES = [
    path if path in FIRST else pytest.param(path, marks=pytest.mark.slow) for path in SAFE_PAGES
]
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
TEXTS = """
() => Array.from(document.querySelectorAll('svg text'))
  .map(text => ({words: text.textContent, box: text.getBoundingClientRect()}))
  .filter(text => text.box.width > 0)
  .map(text => [text.words, text.box.left, text.box.top, text.box.right, text.box.bottom])
"""
# A mark of which no shape is drawn in another colour than the ground cannot be seen.
UNSEEN_MARKS = """
() => {
  const ground = getComputedStyle(document.body).backgroundColor;
  const shown = colour => !['none', ground, 'rgba(0, 0, 0, 0)'].includes(colour);
  const seen = shape => {
    const style = getComputedStyle(shape), box = shape.getBoundingClientRect();
    return (box.width > 0 || box.height > 0) && (shown(style.fill) || shown(style.stroke));
  };
  return Array.from(document.querySelectorAll('svg .mark'))
    .filter(mark => mark.checkVisibility())
    .filter(mark => ![mark, ...mark.querySelectorAll('*')].some(seen))
    .map(mark => mark.outerHTML.slice(0, 160));
}
"""
FOCUSED = """
() => {
  const element = document.activeElement;
  return element && element !== document.body
    ? element.tagName + ' ' + (element.href || element.id || element.name || element.textContent)
    : null;
}
"""
REACHABLE = """
() => Array.from(document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]'))
  .filter(element => element.checkVisibility() && !element.disabled)
  .length
"""


@pytest.fixture(scope="module")
def address(newsroom_folder):
    """Where ``python -m web serve`` serves a release with something of everything."""
    with served(newsroom_folder) as address:
        yield address


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_clean_fits_and_is_accessible(browser, address, path):
    with Visit(browser, address, path) as visit:
        assert visit.response.status == (404 if "nowhere" in path else 200)
        for width in WIDTHS:
            visit.widen(width)
            assert visit.sticks_out() == [], width
            _assert_apart(visit.page.evaluate(TEXTS), width)
            if width != 320:  # the layout of the phone
                assert _violations(visit.page) == [], width
        assert visit.page.evaluate("document.scripts.length") == 0, "no page needs one"
        assert visit.faults == []


def _violations(page):
    """What axe-core finds against WCAG 2.2 AA, a line an element."""
    found = Axe().run(page, options=WCAG | {"resultTypes": ["violations"]})
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in found.response["violations"]
        for node in rule["nodes"][:3]
    ]


def _assert_apart(texts, width):
    for words, left, _, right, _ in texts:
        assert left >= -0.5, words
        assert right <= width + 0.5, words
    for (one, *first), (two, *second) in combinations(texts, 2):
        across = min(first[2], second[2]) - max(first[0], second[0])
        down = min(first[3], second[3]) - max(first[1], second[1])
        assert across <= 1 or down <= 4, f"{one!r} lies on {two!r}"


@pytest.mark.parametrize("path", ["/", "/timeline", "/commitments/social-care-green-paper"])
def test_marks_are_seen_in_forced_colours_and_in_print(browser, address, path):
    with Visit(browser, address, path) as visit:
        for media in ({"forced_colors": "active"}, {"media": "print"}):
            visit.page.emulate_media(**media)
            assert visit.page.evaluate(UNSEEN_MARKS) == [], media
        assert len(visit.page.pdf()) > 10_000  # no empty sheet


@pytest.mark.parametrize(
    "path", ["/", "/search?q=plan", "/commitments/lantern-plan", "/changes", "/data"]
)
def test_the_keyboard_reaches_everything_and_shows_where_it_is(browser, address, path):
    with Visit(browser, address, path) as visit:
        expected = visit.page.evaluate(REACHABLE)
        reached = []
        for _ in range(expected + 1):
            visit.page.keyboard.press("Tab")
            where = visit.page.evaluate(FOCUSED)
            if where is None:
                break
            reached.append(where)
            outline = visit.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", where
        assert len(reached) == expected
        assert "Skip" in reached[0] or "#content" in reached[0]
