"""/sources: what is read, how well, since when; and what is not covered."""

import re
from datetime import UTC, date, datetime

import pytest

from db.sources import Source, register_source
from tests.tracker.pages import DHSC, LIGHTHOUSE, NHSE, Desk, commitment, promise, source
from tracker.publish import publish

DAY, NOW = date(2026, 11, 22), datetime(2026, 11, 22, 6, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script> {{ 7 * 7 }} \u202egnorts " + "W" * 10_000


def place(name, title, **more):
    """A source as its spider describes it."""
    fields = {
        "kind": "wordpress", "url": f"https://{name}.example/", "licence": "OGL v3.0",
        "republish": "text", "body": (NHSE, "NHS England"), "cadence": "daily",
    }  # fmt: skip
    return Source(name=name, title=title, **fields | more)


def run(db, number, name, health, day, **more):
    """A run over one source, as its closing check left it."""
    db.execute(
        "insert or ignore into runs (id, command, as_of, started_at, outcome)"
        " values (?, 'crawl', ?, ?, 'finished')",
        [number, day, f"{day}T06:00:00Z"],
    )
    row = {"run_id": number, "source": name, "origin": "site", "outcome": "finished",
           "health": health, "health_reason": None}  # fmt: skip
    db.table("run_sources").insert(row | more)


def fill(desk):
    db = desk.db
    desk.register(LIGHTHOUSE, commitment("letters", "Letters", promise(), body=DHSC))
    pages = source("news")
    desk.page("The harbour opens.", of=pages, published_at="2024-03-02")
    desk.page("The harbour is open.", of=pages, url="https://news.example/2")
    desk.page("", of=pages, url="https://news.example/3", text_state="needs_ocr")
    run(db, 1, "news", "healthy", "2026-10-01")
    run(db, 2, "news", "degraded", "2026-11-20", health_reason="nothing new for 40 days",
        failed=1, pages_waiting=3, files_waiting=1)  # fmt: skip
    for number, state in enumerate(("refused", "refused", "ok")):
        db.table("pages").insert(
            {"source": "news", "origin": "site", "url": f"https://news.example/r{number}",
             "kind": "document", "state": state, "run_id": 2,
             "next_check_at": "2026-12-01T00:00:00Z"}
        )  # fmt: skip
    for one in (
        place("paper", "The Paper", republish="quote", licence="all rights reserved", body=None,
              note="Only its headlines are shown."),
        place("silent", "Silent Place", republish="link"),
        place("handed", "Handed-in files", kind="file", url=None, cadence=None, licence=None),
        place("ended", "Ended Place"),
        place("tried", "Tried Place"),
        place("hostile", HOSTILE, note=HOSTILE, licence=HOSTILE, cadence=HOSTILE, kind=HOSTILE,
              url="javascript:alert(3)"),
    ):  # fmt: skip
        register_source(db, one)
    run(db, 2, "paper", "broken", "2026-11-20", health_reason="the list had no items")
    run(db, 1, "tried", "healthy", "2026-10-01")
    run(db, 2, "tried", "broken", "2026-11-20")
    run(db, 2, "hostile", "degraded", "2026-11-20", health_reason=HOSTILE)
    desk.page("Then.", of=place("ended", "Ended Place"), url="https://ended.example/1")
    desk.page("Sample.", of=pages, url="https://news.example/s", origin="sample",
              published_at="2020-01-01")  # fmt: skip
    run(db, 3, "news", "healthy", "2026-11-21", origin="sample")


@pytest.fixture(scope="module")
def site(tmp_path_factory, serve_over):
    """Sources of every health, one with a sample beside it, one that writes hostile text."""
    desk = Desk(tmp_path_factory.mktemp("sources") / "delaywatch.db")
    fill(desk)
    return published_site(desk, serve_over)


def published_site(desk, serve_over):
    folder = desk.path.parent / "published"
    publish(desk.db, folder, DAY, NOW)
    return serve_over((folder / "current").resolve())


async def html(site, path):
    response = await site.client.get(path)
    assert response.status_code == 200, response.text[:500]
    return response.text


def words(text):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


async def section(site, key):
    text = await html(site, "/sources")
    [found] = re.findall(rf'<section class="source" id="{key}".*?</section>', text, re.DOTALL)
    return found


def titles(text):
    return re.findall(r'<section class="source" id="([^"]+)"', text)


async def test_a_source_says_what_it_is_and_what_of_it_is_shown(site):
    text = await section(site, "news")
    assert 'href="https://news.example/" rel="noopener nofollow"' in text
    assert 'href="/bodies/nhs-england"' in text
    assert "OGL v3.0. Shown here: its text" in words(text)
    told = words(await section(site, "paper"))
    assert "all rights reserved. Shown here: headline, link, date and a short quotation" in told
    assert "Only its headlines are shown." in told
    assert "Shown here: headline, link and date only" in words(await section(site, "silent"))


async def test_health_is_told_with_its_reason_and_its_days(site):
    told = words(await section(site, "news"))
    assert "degraded nothing new for 40 days" in told
    assert "Read on 20 November 2026; degraded; 3 documents; 1 page failed." in told
    assert "Last healthy: 1 October 2026." in told
    assert "Last healthy: never yet." in words(await section(site, "paper"))


async def test_what_is_covered_since_when(site):
    told = words(await section(site, "news"))
    assert "documents dated 2 March 2024 to 2 March 2026; read since 1 October 2026" in told


async def test_what_is_not_known_of_a_source(site):
    told = words(await section(site, "news"))
    assert (
        "1 document or file holds no text that could be read: what they promise is not known"
    ) in told
    assert "3 documents and 1 file wait for the next run" in told
    assert "1 page failed in the last run" in told
    assert "2 pages were asked for in the last run and not taken" in told
    assert "what is new there since 1 October 2026" in words(await section(site, "tried"))
    assert "what is new there at all: it was never healthy" in words(await section(site, "paper"))


UNJUDGED = {"silent": "not read yet", "handed": "given as files", "ended": "not judged"}


@pytest.mark.parametrize("name", UNJUDGED)
async def test_a_source_without_a_verdict_is_neither_well_nor_ill(site, name):
    told = words(await section(site, name))
    assert UNJUDGED[name] in told
    assert "Last run" not in told


async def test_a_sample_is_marked_and_told_apart(site):
    text = await section(site, "news-sample")
    assert "SAMPLE" in text
    assert "made-up sample site" in text
    assert "documents dated 1 January 2020" in words(text)
    assert "2020" not in await section(site, "news")
    assert "SAMPLE" not in await section(site, "news")


async def test_a_source_leads_to_its_rows(site):
    text = await section(site, "news")
    for path in ("/delaywatch/documents?source=news", "/delaywatch/source_health?source=news",
                 "/delaywatch/sources/news"):  # fmt: skip
        assert f'href="{path}"' in text
        await html(site, path)
    rows = (
        await site.client.get("/delaywatch/source_health.json?source=news&_shape=objects")
    ).json()
    assert {(row["sample"], row["health"], row["first_read_on"]) for row in rows["rows"]} == {
        (0, "degraded", "2026-10-01"), (1, "healthy", "2026-11-21"),
    }  # fmt: skip


HEALTHS = {
    "healthy": ["news-sample"],
    "degraded": ["hostile", "news"],
    "broken": ["paper", "tried"],
    "files": ["handed"],
    "unjudged": ["ended"],
    "unread": ["silent"],
}


@pytest.mark.parametrize("health", HEALTHS)
async def test_counts_lead_to_their_rows_and_add_up(site, health):
    text = await html(site, "/sources")
    counted = dict(re.findall(r'\?health=(\w+)"[^>]*><strong>(\d+)</strong>', text))
    assert counted[health] == str(len(HEALTHS[health]))
    assert sum(map(int, counted.values())) == len(titles(text))
    assert sorted(titles(await html(site, f"/sources?health={health}"))) == HEALTHS[health]


@pytest.mark.parametrize("choice", ["health=ill", "page=9", "health="])
async def test_an_unknown_choice_counts_as_none(site, choice):
    assert await html(site, f"/sources?{choice}") == await html(site, "/sources")


async def test_bodies_that_no_source_covers_are_named(site):
    text = await html(site, "/sources")
    covered = words(text[text.index('id="not-covered"') :])
    assert "no source of their own that is read: Department of Health and Social Care" in covered
    assert "NHS England ," not in covered


async def test_every_word_for_health_is_defined(site):
    text = words(await html(site, "/sources"))
    for name in ("healthy", "degraded", "broken", "given as files", "not judged", "not read yet"):
        assert re.search(rf"What the words mean.* {name} ", text), name


async def test_text_of_others_is_text(site):
    text = await html(site, "/sources")
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "{{ 7 * 7 }}" in text
    assert not re.search(r"""href=["']?javascript""", text, re.IGNORECASE)


async def test_without_any_source_the_page_says_so(tmp_path, serve_over):
    desk = Desk(tmp_path / "delaywatch.db")
    desk.register(LIGHTHOUSE)
    text = words(await html(published_site(desk, serve_over), "/sources"))
    assert "No source has been read yet" in text


async def test_many_sources_are_paged(tmp_path, serve_over, monkeypatch):
    monkeypatch.setattr("web.pages.sources.PER_PAGE", 2)
    desk = Desk(tmp_path / "delaywatch.db")
    desk.register(LIGHTHOUSE)
    for number in range(5):
        register_source(desk.db, place(f"place-{number}", f"Place {number}"))
    site = published_site(desk, serve_over)
    found = [titles(await html(site, f"/sources?page={number}")) for number in (1, 2, 3)]
    assert found == [["place-0", "place-1"], ["place-2", "place-3"], ["place-4"]]
