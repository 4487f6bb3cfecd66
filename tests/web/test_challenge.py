"""/challenge/<slug>: how to object or to answer, to whom, and what becomes of it."""

import re
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from tests.web.altered import altered
from tests.web.contested import BUOY, LAMP, contested


@pytest.fixture(autouse=True)
def nobody(monkeypatch):
    """Whoever runs it has said nothing yet, and the day of counting is today."""
    for name in ("DELAYWATCH_OPERATOR", "DELAYWATCH_CONTACT", "DELAYWATCH_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("web.clock.today", lambda: date(2026, 11, 22))


@pytest.fixture(scope="module")
def coast(tmp_path_factory, serve_over):
    """A site over a contested release that has something under review and something withdrawn."""
    return serve_over(
        altered(
            contested(tmp_path_factory.mktemp("challenged")),
            tmp_path_factory.mktemp("held"),
            "insert into held values ('held-plan', '2026-11-21')",
            "insert into claims (commitment, release, published_at, as_of, change, cause) values"
            " ('old-plan', 1, '2026-10-02T06:00:00Z', '2026-10-02', 'withdrawn', 'our_error')",
        )
    )


async def page(site, slug, status=200):
    response = await site.client.get(f"/challenge/{slug}")
    assert response.status_code == status, response.text[:500]
    return response.text


def plain(html):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", html)))


def mails(html):
    return [unescape(link) for link in re.findall(r'href="(mailto:[^"?]*\?[^"]*)"', html)]


async def test_where_no_address_is_set_it_says_that_this_copy_names_none(coast):
    html = await page(coast, LAMP)
    assert "This copy names no address." in plain(html)
    assert "mailto:" not in html


async def test_an_address_can_be_written_to_with_subject_page_and_release(coast, monkeypatch):
    monkeypatch.setenv("DELAYWATCH_CONTACT", "desk@paper.example")
    monkeypatch.setenv("DELAYWATCH_OPERATOR", "The Harbour Paper")
    monkeypatch.setenv("DELAYWATCH_URL", "https://delays.example")
    html = await page(coast, LAMP)
    assert "This copy is run by The Harbour Paper. Write to desk@paper.example" in plain(html)
    for link, subject in zip(
        mails(html), ("Objection: Lamp Plan", "Answer: Lamp Plan"), strict=True
    ):
        asked = parse_qs(urlsplit(link).query)
        assert link.startswith("mailto:desk@paper.example?")
        assert asked["subject"] == [subject]
        assert asked["body"] == [f"https://delays.example/commitments/{LAMP}\r\nRelease 1\r\n\r\n"]


async def test_an_address_of_the_web_is_a_link_without_a_subject(coast, monkeypatch):
    monkeypatch.setenv("DELAYWATCH_CONTACT", "https://paper.example/write")
    html = await page(coast, LAMP)
    assert '<a href="https://paper.example/write" rel="noopener">' in html
    assert not mails(html)


async def test_a_title_cannot_add_a_receiver_to_the_e_mail(
    coast, monkeypatch, tmp_path, serve_over
):
    monkeypatch.setenv("DELAYWATCH_CONTACT", "desk@paper.example")
    release = altered(
        Path(coast.get_database("delaywatch").path).parent,
        tmp_path,
        f"update commitments set title = 'a&cc=x@y.example\nbcc: z' where slug = '{LAMP}'",
        f"update timeline set title = 'a&cc=x@y.example\nbcc: z' where slug = '{LAMP}'",
    )
    link = mails(await page(serve_over(release), LAMP))[0]
    assert set(parse_qs(urlsplit(link).query)) == {"subject", "body"}
    assert "\n" not in unquote(link.split("subject=")[1].split("&")[0])


@pytest.mark.parametrize(
    "words",
    [
        "What is wrong", "Why:", "In which role you write",
        "recorded with the day and your role, not your name", "is marked as disputed",
        "a second person has to agree where there are two",
        "The outcome is published with its reason", "everyone who was told the old claim",
    ],
)  # fmt: skip
async def test_it_says_what_to_send_and_what_happens_then(coast, words):
    assert words in plain(await page(coast, LAMP))


async def test_it_says_what_the_page_says_now_and_links_every_statement(coast):
    html = await page(coast, LAMP)
    assert "Due by 30 June 2026" in plain(html)
    assert 'class="status status-overdue"' in html
    assert "disputed: see page" in html
    assert f'href="/commitments/{LAMP}#event-1"' in html
    assert "disputed: see page" not in await page(coast, BUOY)


async def test_nothing_can_be_typed_into_it(coast):
    html = await page(coast, LAMP)
    assert "<form" not in html
    assert "<textarea" not in html


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("held-plan", "Under review since 21 November 2026."),
        ("old-plan", "Withdrawn in release 1, counted for 2 October 2026."),
    ],
)
async def test_what_is_not_shown_can_be_written_about_too(coast, slug, words):
    html = await page(coast, slug)
    assert words in plain(html)
    assert '<meta name="robots" content="noindex">' in html


async def test_what_never_was_is_404(coast):
    assert "There is no commitment of this name" in await page(coast, "nowhere", 404)


@pytest.mark.parametrize("path", ["/about", "/how"])
async def test_other_pages_name_it(coast, path):
    assert "/challenge/NAME" in (await coast.client.get(path)).text
