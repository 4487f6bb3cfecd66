"""The keys in a real browser: each does what its button does, and none does while one types."""

from pathlib import Path

import pytest

LATER = "The Lighthouse Plan will be published by September 2026."
NEW = "NHS England will publish the Umbrella Strategy by May 2027."
CHROMIUM = Path("/usr/bin/chromium")
PATH = "/desk/statements"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no Chromium at {CHROMIUM}"),
]


@pytest.fixture(scope="module")
def chromium():
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, instance, desk, signed_in, sessions):
    """The desk for statements with two of them, as Ada sees it."""
    for number, sentence in enumerate((LATER, NEW)):
        desk.page(sentence, url=f"https://news.example/{number}")
    desk.extract()
    desk.resolve()
    signed_in()
    session = sessions["Ada"]["ds_actor"]
    context = chromium.new_context(base_url=instance.url)
    context.add_cookies([{"name": "ds_actor", "value": session, "url": instance.url}])
    page = context.new_page()
    page.faults = []
    page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.goto(PATH)
    yield page
    context.close()


READING = 800  # ms: for less nobody has read what is shown, and keys do nothing


def press(page, key):
    """Press a key that sends a form, once it may have been read."""
    page.wait_for_timeout(READING)
    with page.expect_navigation():
        page.keyboard.press(key)


def decisions(desk):
    return [(row["decision"], row["commitment"]) for row in desk.rows("select * from reviews")]


@pytest.mark.slow
def test_a_whole_sitting_by_keys(page, desk):
    assert page.inner_text("h1") == "NHS England promises: Lighthouse Plan"
    press(page, "s")
    assert page.inner_text("h1") == "NHS England promises: Umbrella Strategy"
    page.keyboard.press("n")
    page.keyboard.type("Lamp Code")  # over the title that is proposed; no letter is a key
    press(page, "Enter")
    assert "a new commitment, “Lamp Code”" in page.inner_text(".confirm")
    assert decisions(desk) == []
    press(page, "y")
    assert decisions(desk) == [("new", "lamp-code")]
    press(page, "u")
    assert page.inner_text("h1") == "NHS England promises: Umbrella Strategy"
    press(page, "r")
    assert decisions(desk)[-1] == ("reject", None)
    press(page, "q")
    assert page.inner_text("h1") == "What waits for an editor"
    assert page.faults == []


def test_a_key_that_nobody_can_have_thought_about_decides_nothing(page, desk):
    page.wait_for_timeout(READING)
    for _ in range(6):  # an impatient finger: one of them is meant, the rest come too soon
        page.keyboard.press("r")
        page.wait_for_timeout(120)
    page.wait_for_timeout(READING)
    assert decisions(desk) == [("reject", None)]


def test_while_one_types_letters_are_letters(page, desk):
    page.keyboard.press("l")
    page.keyboard.type("aru?")
    assert page.input_value("#words") == "aru?"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.is_visible(".keys dl")
    assert decisions(desk) == []


def test_keys_of_the_browser_stay_the_browsers(page, desk):
    page.keyboard.press("Control+a")
    page.keyboard.press("Meta+r")
    page.wait_for_timeout(200)
    assert decisions(desk) == []


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_it_fits(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.keyboard.press("e")
    for path in (PATH, "/desk"):
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), path
        page.goto("/desk")


@pytest.mark.parametrize(
    "path",
    [
        "/desk",
        PATH,
        "/desk/sign-in",
        "/desk/looks",
        "/desk/answers/lighthouse-plan",
        "/desk/claims",
    ],
)
def test_no_fault_of_accessibility(page, path):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page.goto(path)
    found = axe.run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
