"""What tests in a real browser share: Debian's Chromium, and a server of our own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
# In CI a missing browser is a failure and no reason to skip.
REQUIRED = bool(os.environ.get("DELAYWATCH_REQUIRE_BROWSER"))

needs_chromium = pytest.mark.skipif(
    not CHROMIUM.exists() and not REQUIRED, reason=f"no Chromium at {CHROMIUM}"
)
needs_browser = [pytest.mark.browser, needs_chromium]


@contextmanager
def served(published, **environment):
    """The address at which ``python -m web serve`` serves a published folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "web", "serve", "--published", str(published)]
    server = subprocess.Popen(
        [*command, "--port", str(port)],
        stdout=subprocess.DEVNULL,
        env={**os.environ, **environment},
    )
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


@contextmanager
def chromium(profile, **settings):
    """A Chromium with a profile of its own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        context = started.chromium.launch_persistent_context(
            str(profile), executable_path=str(CHROMIUM), headless=True, args=ARGUMENTS, **settings
        )
        yield context
        context.close()


class Visit:
    """A page that is open, and what went wrong on it: errors of its scripts, foreign requests."""

    def __init__(self, browser, address, path, width=1280):
        self.page, self.address, self.faults = browser.new_page(), address, []
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", self._asked)
        self.widen(width)
        self.response = self.page.goto(f"{address}{path}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.page.close()

    def _said(self, said):
        # Chromium reports a page that answers 404 as an error; the status is tested by itself.
        if said.type == "error" and "status of 404" not in said.text:
            self.faults.append(said.text)

    def _asked(self, request):
        if not request.url.startswith((self.address, "data:")):
            self.faults.append(request.url)

    def widen(self, width, height=900):
        """Make the window so many pixels wide."""
        self.page.set_viewport_size({"width": width, "height": height})

    def sticks_out(self):
        """The first few elements that are wider than the page, if the page scrolls sideways."""
        return self.page.evaluate(STICKING_OUT)


STICKING_OUT = """
() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  const found = Array.from(document.querySelectorAll('body *'))
    .filter(element => element.getBoundingClientRect().right > wide + 0.5
      && !element.closest('.scroll, .table-wrapper'))
    .slice(0, 5)
    .map(element => element.outerHTML.slice(0, 120));
  return found.length ? found : ['scrolls sideways'];
}
"""
