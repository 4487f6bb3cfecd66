"""To be wrong in public: corrections on their page, and in every feed that told the old claim."""

import re
import xml.etree.ElementTree as ET
from datetime import date
from html import unescape
from pathlib import Path

import icalendar
import pytest

from db.connection import writing
from db.pages.corrections import PAGE, PAGE_OF_CAUSE
from tests.tracker.pages import NHSE
from tests.web.altered import altered, plan
from tests.web.released import BY_JUNE, BY_MAY, Releases
from tracker.fairness.corrections import Wording, correct_wording
from web.feeds.atom import NEWEST
from web.pages.corrections import PER_PAGE

ATOM = "{http://www.w3.org/2005/Atom}"
AT = "2026-06-02T07:00:00Z"
PLAN = "lighthouse-plan"
LOOKED = {"looked_on": "2026-06-10", "place": "news.example", "words": "lighthouse",
          "result": "not_found", "note": "Not there."}  # fmt: skip


@pytest.fixture(scope="module")
def releases(tmp_path_factory):
    """1 calls a plan overdue that was due later, as 2 says; 3 takes another plan back.

    Beside them a plan that stays, and a correction of a page about many.
    """
    made = Releases.fresh(tmp_path_factory.mktemp("corrections"))
    wrong = BY_MAY | {"checked": {"against": "original", "by": "Ada", "on": "2026-06-01"}}
    right = BY_JUNE | {"checked": wrong["checked"]}
    made.register(fog_plan=[BY_JUNE], tide_plan=[BY_JUNE], lighthouse_plan=[wrong])
    with writing(made.desk.db):
        made.desk.db.table("looks").insert({"commitment": PLAN, **LOOKED})
    made.publish("2026-06-11")
    made.register(fog_plan=[BY_JUNE], tide_plan=[BY_JUNE], lighthouse_plan=[right])
    day = date(2026, 6, 12)
    said = Wording("Two sites.", "Three sites.", "We misread it.", "rule", day)
    correct_wording(made.desk.db, None, said, day, by="Ada", at=AT)
    made.publish("2026-06-12")
    made.register(tide_plan=[BY_JUNE], lighthouse_plan=[right])
    made.publish("2026-06-13")
    return made


@pytest.fixture(scope="module")
def site(releases, serve_over):
    return serve_over(releases.served)


async def shown(site, path="/corrections"):
    response = await site.client.get(path)
    assert response.status_code == 200, path
    items = re.findall(r"<li><h3>(.*?)</li>", response.text, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", unescape(item)).split()) for item in items]


async def entries(site, path):
    response = await site.client.get(path)
    assert response.status_code == 200, path
    return ET.fromstring(response.content).findall(f"{ATOM}entry")  # noqa: S314 - our own feed


async def corrections_in(site, path):
    """Title to text of the corrections of a feed."""
    return {
        entry.findtext(f"{ATOM}title"): unescape(entry.findtext(f"{ATOM}summary"))
        for entry in await entries(site, path)
        if entry.find(f"{ATOM}category").get("term") == "corrected"
    }


# ------------------------------------------------------------------------------------ the page


async def test_each_correction_says_what_it_said_what_it_says_now_and_why(site):
    newest, *rest = await shown(site)
    assert newest.startswith("fog-plan ")
    assert "Corrected 13 June 2026, in release 3 . Cause: our error." in newest
    assert "Nothing is claimed of it any more" in newest
    about_many, plan = sorted(rest)
    assert about_many.startswith("A page about many commitments ")
    assert "in release 2 . Cause: another rule of counting. We misread it." in about_many
    assert "It said Two sites. Now Three sites." in about_many
    assert plan.startswith("Lighthouse Plan ")
    was, became = plan.split(" Now ")
    assert "31 May 2026" in was
    assert "30 June 2026" in became


async def test_it_leads_to_the_commitment_to_the_release_and_to_how_to_ask_for_one(site):
    html = (await site.client.get("/corrections")).text
    for href in (
        f"/commitments/{PLAN}",
        "/commitments/fog-plan",
        "/releases/2",
        "/feeds/corrections.atom",
        "/releases",
    ):
        assert f'href="{href}"' in html
    assert "<code>/challenge/</code>" in html
    assert "was withdrawn" in (await site.client.get("/commitments/fog-plan")).text


@pytest.mark.parametrize(
    ("cause", "count"), [("our_error", 2), ("rule", 1), ("objection", 0), ("time", 3), ("'", 3)]
)
async def test_causes_are_told_apart(site, cause, count):
    assert len(await shown(site, f"/corrections?cause={cause}")) == count


MANY_MORE = """insert into corrections (key, what, corrected_on, was, became, cause, reason)
  with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000)
  select 'wording:' || (i + 100), 'wording', '2026-05-01', 'Old ' || i, 'New ' || i,
    'our_error', 'Why ' || i from n"""


async def test_pages_of_the_list(releases, tmp_path, serve_over):
    many = altered(releases.served, tmp_path, MANY_MORE)
    site = serve_over(many)
    pages = [await shown(site, f"/corrections?page={number}") for number in (1, 2, 81)]
    assert [len(page) for page in pages] == [PER_PAGE, PER_PAGE, 2003 - 80 * PER_PAGE]
    assert len({item for page in pages for item in page}) == sum(map(len, pages))
    assert len(await corrections_in(site, "/feeds/corrections.atom")) <= NEWEST


async def test_without_corrections_nothing_is_boasted(release, tmp_path, serve_over):
    empty = altered(release, tmp_path, "delete from corrections")
    html = (await serve_over(empty).client.get("/corrections")).text
    assert "Nothing was corrected yet. That is no proof that nothing is wrong." in html


@pytest.mark.parametrize("cause", ["", "rule"])
def test_a_page_of_them_is_found_by_an_index(releases, tmp_path, cause):
    many = altered(releases.served, tmp_path, MANY_MORE, "analyze")
    steps = plan(many, PAGE_OF_CAUSE if cause else PAGE, cause=cause, limit=25, offset=0)
    assert not any(step.startswith(("SCAN c ", "SCAN n ")) for step in steps), steps


# ------------------------------------------------------------------------------------ the feeds

LIGHTHOUSE, FOG, MANY = (
    "Correction: Lighthouse Plan", "Correction: fog-plan",
    "Correction: a page about many commitments",
)  # fmt: skip
FEEDS = [
    ("/feeds/corrections.atom", {LIGHTHOUSE, FOG, MANY}),
    ("/feeds/all.atom", {LIGHTHOUSE, FOG, MANY}),
    ("/feeds/slips.atom", {LIGHTHOUSE, FOG}),
    ("/feeds/overdue.atom", {LIGHTHOUSE}),  # the others were never said to be overdue
    (f"/feeds/bodies/{NHSE}.atom", {LIGHTHOUSE}),
    (f"/feeds/commitments/{PLAN}.atom", {LIGHTHOUSE}),
    ("/feeds/commitments/fog-plan.atom", {FOG}),
    ("/feeds/commitments/tide-plan.atom", set()),
    ("/feeds/changes.atom", set()),
]


@pytest.mark.parametrize(("path", "titles"), FEEDS, ids=[path for path, _ in FEEDS])
async def test_a_correction_reaches_every_feed_that_told_the_old_claim(site, path, titles):
    assert set(await corrections_in(site, path)) == titles


async def test_what_was_told_and_is_not_true_does_not_vanish_in_silence(releases, serve_over, site):
    """The entry of release 1 is gone from the feed of what is overdue; the correction names it."""
    first = serve_over(releases.folder / "releases" / "0001")
    [old] = await entries(first, "/feeds/overdue.atom")
    assert old.findtext(f"{ATOM}title").startswith("Lighthouse Plan: overdue")
    [entry] = await entries(site, "/feeds/overdue.atom")
    told = unescape(entry.findtext(f"{ATOM}summary"))
    assert "It said: “Due by 31 May 2026" in told
    assert "overdue" in told.split("Now:")[0]
    assert "Now: “Due by 30 June 2026" in told
    assert "Cause: our error. " in told
    assert "Corrected on 12 June 2026, in release 2." in told
    assert entry.find(f"{ATOM}link").get("href") == f"http://localhost/commitments/{PLAN}"


async def test_an_entry_keeps_its_id_from_release_to_release(releases, serve_over, site):
    before = serve_over(releases.folder / "releases" / "0002")
    ids = [
        {
            entry.findtext(f"{ATOM}title"): (
                entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}updated"),
            )
            for entry in await entries(one, "/feeds/corrections.atom")
        }
        for one in (before, site)
    ]  # fmt: skip
    assert ids[0] == {title: ids[1][title] for title in (LIGHTHOUSE, MANY)}
    assert ids[0][LIGHTHOUSE][1] == "2026-06-12T00:00:00+00:00"


async def test_the_feed_of_what_is_held_goes_on_and_says_nothing(releases, tmp_path, serve_over):
    held = altered(releases.served, tmp_path, "insert into held values ('lamp-plan', '2026-06-13')")
    response = await serve_over(held).client.get("/feeds/commitments/lamp-plan.atom")
    assert response.status_code == 200
    assert "It is looked at again; until that is done nothing is said of it." in response.text
    assert "<entry>" not in response.text


# ------------------------------------------------------------------ disputed, and what they say


@pytest.fixture(scope="module")
def disputed(releases, tmp_path_factory, serve_over):
    """A plan with an open objection, and an answer of the body."""
    return serve_over(
        altered(
            releases.served,
            tmp_path_factory.mktemp("disputed"),
            f"update timeline set disputed = 1 where slug = '{PLAN}'",
            *(
                f"""insert into responses (commitment, position, body, happened, happened_on, how,
                      words, url)
                    values ('{PLAN}', {place}, '{NHSE}', '{what}', '2026-06-0{place}', 'e-mail',
                      'Words.', {url})"""
                for place, what, url in (
                    (1, "asked", "null"),
                    (2, "answered", "'https://news.example/old'"),
                    (3, "answered", "'https://news.example/answer'"),
                    (4, "asked", "null"),
                )
            ),
        )
    )


@pytest.mark.parametrize("path", [f"/feeds/commitments/{PLAN}.atom", "/feeds/all.atom"])
async def test_entries_of_what_is_disputed_say_so_and_lead_to_the_answer(disputed, path):
    for entry in await entries(disputed, path):
        title, told = (unescape(entry.findtext(f"{ATOM}{name}")) for name in ("title", "summary"))
        terms = [one.get("term") for one in entry.findall(f"{ATOM}category")]
        of_plan = "Lighthouse Plan" in title
        assert title.endswith(" (disputed)") == of_plan
        assert ("disputed" in terms) == of_plan
        assert ("Marks: " in told and "disputed" in told) == of_plan
        answer = '<a href="https://news.example/answer">Answer of NHS England, 3 June 2026</a>.'
        assert (answer in told) == of_plan
        assert "news.example/old" not in told


async def test_calendars_say_so_too(disputed):
    calendar = icalendar.Calendar.from_ical((await disputed.client.get("/calendar/dues.ics")).text)
    found = {str(entry["summary"]): str(entry["description"]) for entry in calendar.walk("VEVENT")}
    for summary, told in found.items():
        of_plan = "Lighthouse Plan" in summary
        assert summary.endswith(" (disputed)") == of_plan
        assert ("Disputed: an objection to it is open; see the page." in told) == of_plan
        answer = "Answer of NHS England, 3 June 2026: https://news.example/answer"
        assert (answer in told) == of_plan
    assert len(found) == 2


async def test_an_answer_without_an_address_is_on_the_page(disputed, tmp_path, serve_over):
    release = Path(disputed.get_database("delaywatch").path).parent
    site = serve_over(altered(release, tmp_path, "update responses set url = 'javascript:x'"))
    for entry in await entries(site, f"/feeds/commitments/{PLAN}.atom"):
        told = unescape(entry.findtext(f"{ATOM}summary"))
        assert "Answer of NHS England, 3 June 2026: see the page." in told
        assert "javascript:" not in told


# ------------------------------------------------------------------------- what was removed


async def test_a_document_says_what_was_removed_from_it(releases, tmp_path, serve_over):
    release = altered(
        releases.served,
        tmp_path,
        "insert into sources (name, title, republish) values ('news', 'News', 'text')",
        """insert into documents (id, source, title, kind, text) values
             (1, 'news', 'One', 'news', 'Text.'), (2, 'news', 'Two', 'news', null),
             (3, 'news', 'Three', 'news', 'Text.')""",
        f"""insert into redactions (id, document, url, kind, redacted_on, reason, sha256, letters)
            values (1, 1, null, 'sentence', '2026-07-01', 'A name <b>of</b> a patient.',
              '{"ab" * 32}', 40),
              (2, 2, null, 'document', '2026-07-02', 'A court said so.', null, null)""",
    )
    one, two, three = [await document(serve_over(release), number) for number in (1, 2, 3)]
    assert "A passage was removed from it on 1 July 2026 from everything that is kept here" in one
    assert "A name &lt;b&gt;of&lt;/b&gt; a patient." in one
    assert f"SHA-256 of what was removed: {'ab' * 32}" in one
    assert "Its text was removed on 2 July 2026" in two
    assert "was removed" not in three


async def document(site, number):
    html = (await site.client.get(f"/documents/{number}")).text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
