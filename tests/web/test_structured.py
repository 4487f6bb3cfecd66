"""What rules took from fields, as readers see it: apart from promises, and told for what it is."""

import re
from datetime import UTC, date, datetime

import pytest

from tests.tracker.pages import LIGHTHOUSE
from tests.tracker.structured.calendar import Calendar
from tracker.publish import publish

DAY, NOW = date(2026, 11, 22), datetime(2026, 11, 22, 6, tzinfo=UTC)
KINDS = {"beds": "release", "report": "response", "policy": "review"}
STORIES = {
    "beds": (
        "Beds in hospitals",
        """2026-09-01 provisional Nov 2026
           2026-10-01 confirmed 5 Nov 2026
           2026-10-20 confirmed 12 Nov 2026 (was 5 Nov 2026) “Two sites sent “no” figures.”
           2026-11-13 released 12 Nov 2026 out 2026-11-12""",
    ),
    "tea": ("Tea rounds", "2026-09-01 provisional Dec 2026"),
    "lamps": ("Lamp survey", "2026-11-20 provisional Oct 2026"),
    "chairs": ("Chairs", "2026-11-20 confirmed 5 Nov 2026"),
    "report": ("Government response to the lamps report", "2026-09-01 stated 30 Oct 2026"),
    "policy": ("Review of the lamp policy", "2026-09-01 stated August 2026"),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory, serve_over):
    """The site over one promise and what rules made."""
    calendar = Calendar(tmp_path_factory.mktemp("structured") / "delaywatch.db")
    calendar.register(LIGHTHOUSE)
    for key, (title, versions) in STORIES.items():
        calendar.kind = KINDS.get(key, "release")
        for line in filter(None, map(str.strip, versions.splitlines())):
            calendar.keep(line.replace(" ", f" page {key} ", 1), key=key, title=title)
    calendar.work()
    folder = calendar.path.parent / "published"
    publish(calendar.db, folder, DAY, NOW)
    return serve_over((folder / "current").resolve())


async def words(site, path):
    """What a page says, without its elements."""
    response = await site.client.get(path)
    assert response.status_code == 200, response.text[:500]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.text))


async def slug(site, title):
    sql = "select slug from timeline where title like :title"
    found = await site.client.get(
        "/delaywatch.json", params={"sql": sql, "title": f"{title}%", "_shape": "arrays"}
    )
    return found.json()["rows"][0][0]


async def commitment(site, title):
    return await words(site, f"/commitments/{await slug(site, title)}")


async def test_the_home_page_counts_promises_alone_and_names_the_rest_apart(site):
    text = await words(site, "/")
    assert "Chosen by hand: unfit for rates" in text
    assert "Of 1 statement about it" in text
    assert (
        "Of other kinds, and not counted above: 1 parliamentary expectation, 1 review date, "
        "4 scheduled releases. Rules take these from fields"
    ) in text


async def test_the_timeline_shows_one_kind_at_a_time(site):
    text = await words(site, "/timeline")
    assert "Lighthouse Plan" in text
    assert "1 row." in text
    assert "Beds in hospitals" not in text
    releases = await words(site, "/timeline?kind=scheduled_release")
    assert "Lighthouse Plan" not in releases
    assert "4 rows of this choice." in releases
    assert "NHS England (4)" in releases
    assert "Chosen by hand" not in releases
    assert "6 commitments" not in releases


async def test_the_table_beside_the_timeline_holds_the_same_rows(site):
    response = await site.client.get("/timeline")
    [query] = set(re.findall(r'href="/delaywatch/timeline(\?[^"]*)"', response.text))
    rows = await site.client.get(f"/delaywatch/timeline.json{query}&_shape=objects")
    assert [row["title"] for row in rows.json()["rows"]] == ["Lighthouse Plan"]


async def test_a_page_tells_what_the_source_said(site):
    text = await commitment(site, "Beds")
    assert (
        "First due on 5 November 2026 (“5 Nov 2026”); newest date: on 12 November 2026 "
        "(“12 Nov 2026”). On 12 November 2026 delivered, 7 days after the first date."
    ) in text
    assert "The body’s own note: “Two sites sent ‘no’ figures.”" in text
    assert "(provisional: the next date took its place, and that is no slip)" in text
    assert "Date moved later" in text
    assert "Put back" not in text
    assert "taken over by rule release-date" in text
    assert "scheduled release, one of all that this source announces; not chosen by hand" in text
    assert "0 earlier, 0 looser, 0 tighter, 0 lost" in text
    assert "Topic" not in text.split("About this commitment")[1]


async def test_what_is_provisional_is_called_so(site):
    text = await commitment(site, "Tea")
    assert "Due in December 2026 (“Dec 2026”, provisional). Awaited" in text
    assert "(provisional, in the body’s own word)" in text


async def test_a_provisional_date_that_has_passed_accuses_nobody(site):
    text = await commitment(site, "Lamp survey")
    assert "That date was provisional and has passed. Nothing later is on record of it." in text
    assert "verdue" not in text


async def test_a_look_of_ours_at_a_date_that_had_passed_proves_nothing(site):
    text = await commitment(site, "Chairs")
    assert "That date has passed; nothing later is on record of it." in text
    assert "verdue" not in text
    assert "on an unknown date" in text  # when it was announced


async def test_a_deadline_of_parliament_is_nobodys_word(site):
    text = await commitment(site, "Government response")
    assert "Date announced" in text
    assert "Promised" not in text.split("The same as a table")[1].split("Days")[0]
    assert "word of" not in text
    assert "parliamentary expectation" in text


async def test_every_page_of_every_kind_answers(site):
    for kind in ("all", "review_date", "parliamentary_expectation", "scheduled_release"):
        for more in ("", "&status=unchecked", "&owner=nhs-england", "&q=lamp", "&topic=x"):
            await words(site, f"/timeline?kind={kind}{more}")
    for title, _ in STORIES.values():
        await commitment(site, title)
