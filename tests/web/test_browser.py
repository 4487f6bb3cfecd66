"""The pages in a real browser, at the width of a desktop and of a phone."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from itertools import combinations
from pathlib import Path

import pytest

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATHS = [
    "/",
    "/timeline",
    "/about-counting",
    "/commitments/digital-workforce-plan",
    "/commitments/social-care-green-paper",
    "/delaywatch",
    "/delaywatch/timeline",
]
WIDTHS = [1200, 360]
TEXTS = """
() => Array.from(document.querySelectorAll('svg text'))
  .map(text => ({words: text.textContent, box: text.getBoundingClientRect()}))
  .filter(text => text.box.width > 0)
  .map(text => [text.words, text.box.left, text.box.top, text.box.right, text.box.bottom])
"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no Chromium at {CHROMIUM}"),
]


@pytest.fixture(scope="module")
def address(published):
    """Where ``python -m web serve`` serves the packaged register."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "web", "serve", "--published", str(published)]
    server = subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.DEVNULL)
    try:
        yield _when_ready(server, f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(timeout=30)


def _when_ready(server, url):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server stopped"
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return url
    pytest.fail("the server did not answer within 60 s")


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """A Chromium with a profile of its own."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        context = started.chromium.launch_persistent_context(
            str(tmp_path_factory.mktemp("profile")),
            executable_path=str(CHROMIUM),
            headless=True,
            args=ARGUMENTS,
        )
        yield context
        context.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PATHS)
def test_page_is_clean_and_fits(browser, address, path, width):
    page = browser.new_page()
    faults = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith((address, "data:")) else faults.append(request.url)
        ),
    )
    page.set_viewport_size({"width": width, "height": 900})
    response = page.goto(f"{address}{path}")
    assert response.status == 200
    assert faults == []
    assert page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
    _assert_apart(page.evaluate(TEXTS), width)
    page.close()


def _assert_apart(texts, width):
    for words, left, _, right, _ in texts:
        assert left >= -0.5, words
        assert right <= width + 0.5, words
    for (one, *first), (two, *second) in combinations(texts, 2):
        across = min(first[2], second[2]) - max(first[0], second[0])
        down = min(first[3], second[3]) - max(first[1], second[1])
        assert across <= 1 or down <= 4, f"{one!r} lies on {two!r}"
