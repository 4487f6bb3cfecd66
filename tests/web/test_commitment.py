"""The page of one commitment: what it says, how it proves it, and what can be taken from it."""

import csv
import io
import itertools
import os
import re
import shutil
import sqlite3
from datetime import UTC, date, datetime
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from db.commitments import save_look
from db.connection import connect
from db.errors import Problem
from db.pages import asking
from db.pages import commitment as sql
from tests.tracker.pages import BY_JUNE, NHSE, TODAY, Desk, commitment, promise
from tracker import wording
from tracker.foi.letters.draft import Wish, drafted
from tracker.publish import publish
from web import nearest
from web.lateness import measured
from web.pages.commitment_files import EVENT_COLUMNS

GOLDEN = Path(__file__).parent / "golden" / "sentences.txt"
NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
LIGHT, HORN, BUOY, BELL, MAST = "lighthouse-plan", "foghorn-review", "buoys", "bell", "mast"
UNDATED = "harbour-charter"
WHY = "The body said that the lamp was late."
DIGITAL_WORKFORCE = (
    "Due by 31 December 2023 (“by the end of 2023”). Between 1 February and 30 April 2025 merged "
    "into the 10 Year Workforce Plan, as reported by Digital Health News, at least 398 days "
    "(1 year 1 month) after that."
)
BEFORE = "The coast is long. Every winter ships are lost on it, and the Board has heard of each."
SENTENCE = "The Lighthouse Plan will be published by September 2026."
AFTER = "Until then the old lamp stays. Nobody has asked for another one."


def slugs(release):
    with sqlite3.connect(f"file:{release}/delaywatch.db?mode=ro", uri=True) as connection:
        return [row[0] for row in connection.execute("select slug from commitments order by slug")]


async def page(site, slug):
    response = await site.client.get(f"/commitments/{slug}")
    assert response.status_code == 200, (slug, response.text[:500])
    return response.text


def plain(html):
    """The words of a page, without its elements."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", html)))


def event(html, number):
    """The part of a page about one statement."""
    return re.split(r'<li id="event-\d+"', html)[number].split("</ol>")[0]


# --------------------------------------------------------------------- a small coast of our own


def later(words, latest, made_on, **more):
    """A step that puts something off."""
    due = (words, "deadline", None, latest) if latest else (words, "open", None, None)
    return promise(due, event="slipped", made_on=made_on, **more)


def coast():
    """A plan that slips twice, once with a reason; a review that it took in; one that is there."""
    plan = commitment(
        LIGHT, "Lighthouse Plan", promise(BY_JUNE),
        later("by July 2026", "2026-07-31", "2026-02-02", reason=WHY),
        later("by August 2026", "2026-08-31", "2026-02-20"),
        aliases=["Lamp scheme"], related=[BUOY],
    )  # fmt: skip
    into = promise(None, event="merged", merged_into=LIGHT, made_on="2026-05-04")
    horn = commitment(HORN, "Foghorn Review", promise(BY_JUNE), into, status="merged")
    came = promise(None, event="delivered", made_on="2026-05-20")
    buoys = commitment(BUOY, "Buoy Report", promise(BY_JUNE), came, status="delivered")
    lost = later("in due course", None, "2026-03-03")
    bell = commitment(BELL, "Bell Strategy", promise(BY_JUNE), lost)
    others = promise(("next year", "open", None, None), voice="unnamed", promised_by=None)
    mast = commitment(
        MAST, "Mast Guidance", promise(("by 2030", "deadline", None, "2030-12-31")), others
    )
    return plan, horn, buoys, bell, mast, commitment(UNDATED, "Harbour Charter", promise())


@pytest.fixture(scope="module")
def coastal(tmp_path_factory, serve_over):
    """A site over the coast: a page in the archive proves one statement, a person looked twice."""
    folder = tmp_path_factory.mktemp("coast")
    desk = Desk.fresh(folder, *coast())
    long = "It rained. " * 60
    [found] = desk.found(
        f"{long}\n\n{BEFORE} {SENTENCE} {AFTER}\n\n{long}", published_at="2026-03-20"
    )
    desk.decide(found, commitment=LIGHT)
    for slug, day, result in (
        (LIGHT, "2026-11-02", "not_found"),
        (BELL, "2026-11-03", "not_found"),
    ):
        save_look(desk.db, {
            "commitment": slug, "looked_on": day, "place": "https://news.example/all",
            "words": "lighthouse", "result": result, "note": "All pages of the year.",
        })  # fmt: skip
    desk.db.conn.commit()
    publish(desk.db, folder / "published", TODAY, NOW)
    return serve_over((folder / "published" / "current").resolve()), desk


@pytest.fixture(scope="module")
def coast_site(coastal):
    return coastal[0]


# ------------------------------------------------------------------------------ what it says


async def test_every_commitment_has_its_page(site, release):
    for slug in slugs(release):
        text = await page(site, slug)
        assert "What was said, in order" in text
        assert "Counted for 22 November 2026" in text
        headings = [int(level) for level in re.findall(r"<h([1-6])[ >]", text)]
        assert headings.count(1) == 1
        assert all(b - a <= 1 for a, b in itertools.pairwise(headings)), slug
        ids = re.findall(r' id="([^"]+)"', text)
        assert len(ids) == len(set(ids)), slug


async def test_sentences_are_those_that_were_reviewed(site, release):
    said = []
    for slug in slugs(release):
        [sentence] = re.findall(r'<p class="lead sentence">(.*?)</p>', await page(site, slug))
        said.append(f"{slug}: {unescape(sentence)}")
    if "UPDATE_GOLDEN" in os.environ:  # then read the difference by eye before it is committed
        GOLDEN.write_text("\n".join(said) + "\n")
    assert "\n".join(said) + "\n" == GOLDEN.read_text(), "review them: UPDATE_GOLDEN=1 pytest"


async def test_the_digital_workforce_plan_says_exactly_what_is_true(site):
    text = await page(site, "digital-workforce-plan")
    assert f'<p class="lead sentence">{DIGITAL_WORKFORCE}</p>' in text
    assert len(re.findall(r'<li id="event-\d+"', text)) == 5
    assert "Not verified: do not quote as fact" in text
    assert "copy of a press article" in text
    merged = plain(event(text, 5))
    assert merged.startswith(' value="5"> Merged into 10 Year Workforce Plan'), merged
    assert "between 1 February and 30 April 2025" in merged


async def test_the_status_word_leads_to_its_definition(site, release):
    for slug, status in (
        ("digital-workforce-plan", "merged"), ("social-care-green-paper", "unchecked"),
        ("mens-health-strategy", "delivered_on_time"),
    ):  # fmt: skip
        text = await page(site, slug)
        assert re.search(rf'<a [^>]*href="/how#{status}"><span class="status', text), slug
        assert text.count('href="/how#dates"') == 1
        assert "/about-counting" not in text


async def test_the_green_paper_is_not_called_overdue_today(site):
    text = plain(await page(site, "social-care-green-paper"))
    assert "It had not come by 8 June 2019, the last that is on record of it, at least 69" in text
    assert "overdue when" not in text
    assert "5 later, 0 earlier, 0 looser, 1 tighter, 1 lost" in text


async def test_what_others_expected_is_shown_as_theirs(site):
    text = plain(await page(site, "dental-recovery-plan"))
    assert "expected by others, not promised by the body" in text
    assert "not the body’s own word" in text


async def test_a_merged_plan_and_its_target_name_each_other_at_the_top(site):
    for slug, words, other in (
        ("ten-year-workforce-plan", "It took in", "digital-workforce-plan"),
        ("digital-workforce-plan", "It became part of", "ten-year-workforce-plan"),
    ):
        top = (await page(site, slug)).split('<h2 id="days"')[0]
        assert re.search(rf"<strong>{words}</strong> <a href=\"/commitments/{other}\">", top), slug


# --------------------------------------------------------------------------- days, side by side


async def test_lateness_stands_against_each_date_side_by_side(site):
    table = (await page(site, "social-care-green-paper")).split('id="days"')[1].split("</table>")[0]
    rows = [plain(row).strip() for row in re.findall(r"<tr>(.*?)</tr>", table)]
    assert rows == [
        "Which dateIn words, and as we read itAt leastAt most",
        (
            "First and tightest datebetween 1 June and 31 August 2017 (“summer 2017”)"
            "646 days after its last day737 days after its first day"
        ),
        (
            "Newest datecounted in the sentence aboveby 31 March 2019 (“before April”)"
            "69 days after its last daynot known: no first day was given"
        ),
    ]
    assert "Counted to 8 June 2019, the last day until which it was followed" in plain(table)


async def test_early_is_called_early_and_dates_that_differ_stand_apart(site):
    text = plain(await page(site, "mens-health-strategy"))
    assert "early: 42 days before its last day–" in text
    text = plain(await page(site, "nhs-long-term-plan"))
    assert "First dateby 24 December 2018 (“before Christmas”)" not in text  # it is marked below
    assert "by 24 December 2018 (“before Christmas”)14 days after its last day" in text
    assert (
        "Newest and tightest datebetween 1 and 10 December 2018 (“in early December”)"
        "28 days after its last day37 days after its first day"
    ) in text


async def test_no_days_are_counted_where_no_date_was_given(coast_site):
    text = plain(await page(coast_site, UNDATED))
    assert "No date with a last day was found, so no days are counted." in text
    assert "Which date" not in text


ROW = {
    "tightest_due_latest": "2026-06-30", "outcome_earliest": "2026-06-10",
    "outcome_latest": "2026-06-10", "outcome_event": "delivered", "measured_against": "first due",
} | {
    f"{which}_due_{name}": value
    for which in ("first", "standing")
    for name, value in {
        "kind": "interval", "earliest": "2026-06-01", "latest": "2026-06-30", "words": "in June",
        "soft": 0,
    }.items()
}  # fmt: skip
DUE = {
    "due_words": "in June", "due_kind": "interval", "due_earliest": "2026-06-01",
    "due_latest": "2026-06-30", "start_by": None, "soft": 0,
}  # fmt: skip
DAYS = [
    # low, high, what differs in the row, at least, at most
    (-20, 9, {}, "in time: 20 days before its last day", ""),
    (0, 29, {}, "in time: on its last day", ""),
    (-40, -11, {}, "early: 40 days before its last day", ""),
    # Only what was delivered can have been early or in time.
    (-20, 9, {"outcome_event": "dropped"}, "20 days before its last day", ""),
    (0, 29, {"outcome_event": "merged"}, "on its last day", ""),
    (1, 30, {}, "1 day after its last day", "30 days after its first day"),
    (1, None, {}, "1 day after its last day", "not known: no first day was given"),
    (-20, 40, {"outcome_latest": "2026-07-10"},
     "not late for certain: the day of the end is not known well enough",
     "40 days after its first day"),
    (-20, 9, {"outcome_event": None, "outcome_earliest": None, "outcome_latest": None},
     "its last day had not passed", ""),
    (None, None, {"outcome_event": None}, "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("low", "high", "more", "least", "most"), DAYS)
def test_days_are_told_in_favour_of_the_body(low, high, more, least, most):
    days = {
        f"{which}_days_{end}": value
        for which in ("first", "standing", "tightest")
        for end, value in (("min", low), ("max", high))
    }
    [row] = measured(ROW | days | more, DUE)
    assert (row.at_least, row.at_most) == (least, most)
    assert row.title == "First, newest and tightest date"


def test_days_from_an_end_that_is_our_reading_say_so():
    ends = {f"{which}_due_soft": 1 for which in ("first", "standing")}
    days = {f"{which}_days_{end}": 5 for which in ("first", "standing", "tightest")
            for end in ("min", "max")}  # fmt: skip
    [row] = measured(ROW | days | ends, {**DUE, "soft": 1})
    assert row.at_least == "5 days after its last day, by our reading"
    assert row.at_most == "5 days after its first day, by our reading"


def test_a_date_that_fell_with_an_end_is_no_newest_date():
    gone = {f"standing_due_{name}": None for name in ("latest", "earliest", "words", "kind")}
    none = {f"{which}_days_{end}": None for which in ("first", "standing", "tightest")
            for end in ("min", "max")}  # fmt: skip
    [row] = measured(ROW | none | gone | {"outcome_event": None}, DUE)
    assert row.title == "First and tightest date"


async def test_every_due_shows_the_words_beside_its_reading(site, release):
    with sqlite3.connect(f"file:{release}/delaywatch.db?mode=ro", uri=True) as connection:
        connection.row_factory = sqlite3.Row
        dues = [dict(row) for row in connection.execute("select * from promises")]
    own = {slug: unescape(await page(site, slug)) for slug in slugs(release)}
    assert len(dues) > 80
    for due in dues:
        told = wording.capital(wording.due_told(due))
        said = "reported by " if due["made_on_basis"] == "report" and due["said_on"] else "said "
        assert f"{told}; {said}" in own[due["commitment"]], due["commitment"]


async def test_moves_show_words_and_reading(site):
    text = plain(await page(site, "social-care-green-paper"))
    assert (
        "7in 2019 (“at the first opportunity in 2019”)between 1 January and 31 March 2019 "
        "(our reading of “ready for publication in the New Year”)made tighter" in text
    )
    assert "9by 31 March 2019 (“before April”)no date (“in due course”)date lost" in text


async def test_a_soft_date_is_called_our_reading_wherever_it_stands(site):
    told = "between 9 March and 4 May 2023 (our reading of “in the coming weeks”)"
    text = plain(await page(site, "tobacco-control-plan"))
    assert f"{told}." in text
    assert f"Newest date{told}" in text
    assert "soft: the bound is our convention, not their words" in text


async def test_a_soft_start_is_called_our_reading(release, tmp_path, serve_over):
    target = tmp_path / "release"
    shutil.copytree(release, target)
    target.joinpath("delaywatch.db").chmod(0o644)
    with sqlite3.connect(target / "delaywatch.db") as connection:
        connection.execute(
            "update promises set soft = 1 where commitment = 'gpdpr' and start_by is not null"
        )
    connection.close()
    text = plain(await page(serve_over(target), "gpdpr"))
    assert "Was to start on 1 July 2021 (our reading of “from 1 July 2021”)." in text


# ----------------------------------------------------------------------------------- proof


async def test_a_sentence_stands_in_its_context_cut_between_sentences(coast_site):
    part = event(await page(coast_site, LIGHT), 4)
    [quote] = re.findall(r"<blockquote>(.*?)</blockquote>", part, re.DOTALL)
    words = plain(quote)
    assert words.startswith("… It rained.")
    assert f"{BEFORE} {SENTENCE} {AFTER}" in words
    assert words.endswith("It rained. …")
    assert "<strong>by September 2026</strong>" in quote
    [(document, anchor)] = re.findall(r'href="/documents/(\d+)#(s-\d+)">In the text', part)
    assert anchor.startswith("s-")
    assert f'href="/documents/{document}">copy held</a>, read on 22 November 2026' in part


async def test_a_copy_is_told_with_its_hash_and_the_lack_of_one_in_quiet_words(coast_site, coastal):
    sha = coastal[1].one("select raw_sha256 from versions")["raw_sha256"]
    text = await page(coast_site, LIGHT)
    assert f'<code title="{sha}">{sha[:12]}…</code>' in event(text, 4)
    assert "no copy held" in event(text, 1)
    assert "no copy held" not in event(text, 4)


async def test_a_page_of_a_file_is_named(release, tmp_path, serve_over, coastal):
    target = tmp_path / "release"
    shutil.copytree((Path(coastal[1].path).parent / "published" / "current").resolve(), target)
    target.joinpath("delaywatch.db").chmod(0o644)
    with sqlite3.connect(target / "delaywatch.db") as connection:
        connection.execute("update quotes set page = 12, sentence_start = null")
    connection.close()
    part = event(await page(serve_over(target), LIGHT), 4)
    assert re.search(r'href="/documents/\d+">In the text that we read</a>, page 12', part)


REASONS = [
    (LIGHT, 1, None),
    (LIGHT, 2, WHY),
    (LIGHT, 3, "No reason on record."),
    (HORN, 2, "No reason on record."),
    (BELL, 2, "No reason on record."),
    (BUOY, 2, None),
    (MAST, 2, None),
]


@pytest.mark.parametrize(("slug", "number", "said"), REASONS)
async def test_the_reason_that_was_given_or_that_none_is_on_record(coast_site, slug, number, said):
    part = plain(event(await page(coast_site, slug), number))
    if said is None:
        assert "eason" not in part
    else:
        assert said in part
        assert ("Reason that was given:" in part) == (said == WHY)


async def test_a_look_says_where_and_for_which_words(coast_site):
    text = plain(await page(coast_site, LIGHT))
    assert (
        "2 November 2026, an editor: not found, at https://news.example/all, for “lighthouse”. All"
        in text
    )
    order = [
        text.index(words) for words in ("Looks for the outcome Who looked", "What was said, in o")
    ]
    assert order == sorted(order)
    assert "Nobody has recorded a look" in plain(await page(coast_site, UNDATED))
    assert "Looks for the outcome" not in await page(coast_site, BUOY)  # it is there


async def test_names_bodies_and_relations_stand_with_links(coast_site):
    text = await page(coast_site, LIGHT)
    assert "Lamp scheme" in text
    assert f'href="/commitments/{BUOY}">Buoy Report</a>' in text
    assert f'href="/bodies/{NHSE}">NHS England</a>' in text


# --------------------------------------------------------------------------- ask about this


def draft_on(text):
    return unescape(re.search(r"<pre[^>]*>(.*?)</pre>", text, re.DOTALL)[1])


def letter_or_why_not(db, slug, body=None):
    """What the command says of a commitment: its letter, or why there is to be none.

    Where it does not know whom to ask but names others, the first of these is asked.
    """
    try:
        return drafted(db, slug, TODAY, Wish(body=body)).letter.written("text"), None
    except Problem as problem:
        others = re.findall(r"--body ([a-z-]+)", problem.do)
        return letter_or_why_not(db, slug, others[0]) if others else (None, problem.what)


async def test_the_draft_is_the_letter_of_the_command(coast_site, coastal):
    for slug in (LIGHT, HORN, BELL):
        draft = drafted(coastal[1].db, slug, TODAY, Wish())
        text = await page(coast_site, slug)
        assert draft_on(text) == draft.letter.written("text"), slug
        [link] = re.findall(r'href="(https://www.whatdotheyknow.com/new/[^"]+)"', text)
        assert unescape(link) == draft.link


async def test_the_drafts_of_the_register_are_those_of_the_command(
    site, release, working, tmp_path
):
    """So is what is refused: the page offers no letter that the command would not."""
    with sqlite3.connect(working) as there, sqlite3.connect(tmp_path / "delaywatch.db") as copy:
        there.backup(copy)
    db = connect(tmp_path / "delaywatch.db")
    offered = 0
    for slug in slugs(release):
        text = await page(site, slug)
        letter, why_not = letter_or_why_not(db, slug)
        if letter is None:
            assert "<pre" not in text, slug
            assert f"No draft is offered. {wording.capital(why_not)}" in plain(text), slug
        else:
            assert draft_on(text) == letter, slug
            offered += 1
    assert 5 < offered < 25


NOT_YET = [
    (BUOY, "There is nothing to ask for: delivered"),
    (MAST, "Nothing is due until 31 December 2030"),
]


@pytest.mark.parametrize(("slug", "why"), NOT_YET)
async def test_no_draft_is_offered_that_would_accuse_too_early(coast_site, slug, why):
    text = await page(coast_site, slug)
    assert f"No draft is offered. {why}" in plain(text)
    assert "<pre" not in text
    assert "whatdotheyknow.com/new/" not in text


async def test_what_was_asked_before_stands_first_and_names_nobody(site):
    text = await page(site, "digital-workforce-plan")
    ask = text.split('<h2 id="ask"')[1].split('<h2 id="about"')[0]
    assert 'href="/foi/foi-dhn-digital-workforce-plan-2025"' in ask
    assert ask.index("Asked before") < ask.index("<pre")
    assert "[your name]" in ask
    assert "No public request about it is on record" in await page(site, "leng-review")


# ------------------------------------------------------------------------ cite, share, take


async def test_a_citation_has_title_day_release_and_a_whole_address(site, monkeypatch):
    monkeypatch.setenv("DELAYWATCH_URL", "https://delays.example")
    monkeypatch.setattr("web.clock.today", lambda: date(2026, 11, 24))
    text = plain(await page(site, "digital-workforce-plan"))
    assert (
        "delaywatch, “NHS digital workforce plan”, counted for 22 November 2026, release 1 "
        "(https://delays.example/releases/1), "
        "https://delays.example/commitments/digital-workforce-plan (accessed 24 November 2026)"
    ) in text
    assert "This release, kept as it was publishedhttps://delays.example/releases/1" in text


async def test_a_shared_link_shows_title_sentence_and_chart(site, monkeypatch):
    monkeypatch.setenv("DELAYWATCH_URL", "https://delays.example")
    text = await page(site, "digital-workforce-plan")
    address = "https://delays.example/commitments/digital-workforce-plan"
    named = dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)"', text))
    assert named["og:title"] == "NHS digital workforce plan: promised dates and what happened"
    assert named["og:description"] == DIGITAL_WORKFORCE
    assert named["og:image"] == f"{address}.png"
    assert (named["og:image:width"], named["og:image:height"]) == ("1200", "630")
    assert named["og:image:alt"].endswith(DIGITAL_WORKFORCE)
    assert named["twitter:card"] == "summary_large_image"
    assert f'<link rel="canonical" href="{address}">' in text
    [feed] = re.findall(
        r'<link rel="alternate" type="application/atom\+xml"[^>]*href="([^"]+)"', text
    )
    assert feed == "/feeds/commitments/digital-workforce-plan.atom"
    assert text.count(f'href="{feed}"') == 2
    assert 'href="/calendar/commitments/digital-workforce-plan.ics"' in text


async def loaded(site, name):
    response = await site.client.get(f"/commitments/{name}")
    assert response.status_code == 200
    return response


async def test_the_csv_holds_every_statement_with_release_and_day(site, release, metadata):
    for slug in ("digital-workforce-plan", "ten-year-workforce-plan"):
        response = await loaded(site, f"{slug}.csv")
        assert response.headers["content-type"] == "text/csv; charset=utf-8"
        assert f'"{slug}-release-1.csv"' in response.headers["content-disposition"]
        head, *rows = csv.reader(io.StringIO(response.text, newline=""))
        with sqlite3.connect(f"file:{release}/delaywatch.db?mode=ro", uri=True) as connection:
            columns = [row[1] for row in connection.execute("pragma table_info(events)")]
            kept = connection.execute(
                "select * from events where commitment = ? order by position", [slug]
            ).fetchall()
        assert tuple(columns) == EVENT_COLUMNS == tuple(head[: len(columns)])
        for row, stored in zip(rows, kept, strict=True):
            assert row[: len(columns)] == ["" if v is None else str(v) for v in stored]
            assert row[head.index("source_url")].startswith("http")
            assert (row[head.index("release")], row[head.index("as_of")]) == ("1", "2026-11-22")


async def test_the_json_holds_all_that_the_page_has(site):
    found = (await loaded(site, "digital-workforce-plan.json")).json()
    assert list(found)[:4] == ["licence", "release", "as_of", "address"]
    assert (found["release"], found["as_of"]) == ("1", "2026-11-22")
    assert "Open Government Licence v3.0" in found["licence"]
    assert found["commitment"]["status"] == "merged"
    assert [step["position"] for step in found["events"]] == [1, 2, 3, 4, 5]
    assert all(step["sources"][0]["url"] for step in found["events"])
    assert found["events"][4]["reason"].startswith("NHS England was reported as giving")
    assert found["slips"][0]["slip"] == "date_lost"
    assert found["looks"] == []
    assert found["foi_cases"] == [
        "foi-dhn-digital-workforce-plan-2025", "foi-wdtk-ddat-committee-2023",
    ]  # fmt: skip


async def test_quotes_are_letter_for_letter_in_the_files(coast_site, coastal):
    stored = coastal[1].one("select quote from reviews")["quote"]
    found = (await loaded(coast_site, f"{LIGHT}.json")).json()
    [quote] = found["events"][3]["quotes"]
    assert quote["sentence"] == stored == SENTENCE
    assert quote["before"].endswith(f"{BEFORE} ")
    rows = list(
        csv.DictReader(io.StringIO((await loaded(coast_site, f"{LIGHT}.csv")).text, newline=""))
    )
    assert [row["quote"] for row in rows] == ["", "", "", SENTENCE]
    assert len(found["looks"]) == 1


@pytest.mark.parametrize("ending", ["csv", "json"])
async def test_there_is_no_file_of_what_is_not_there(site, ending):
    response = await site.client.get(f"/commitments/no-such-plan.{ending}")
    assert response.status_code == 404


# --------------------------------------------------------------------------- what is not there


NEAR = [
    ("digital-workfroce-plan", "digital-workforce-plan"),
    ("nhs-app-gp-records", "gp-records-access"),
    ("tobacco", "tobacco-control-plan"),
]


@pytest.mark.parametrize(("asked", "meant"), NEAR)
@pytest.mark.parametrize("few", [nearest.FEW, 3])
async def test_an_unknown_name_leads_to_the_nearest(site, monkeypatch, asked, meant, few):
    """Whether all names are compared, or those that share a word with what was asked."""
    monkeypatch.setattr(nearest, "FEW", few)
    response = await site.client.get(f"/commitments/{asked}")
    assert response.status_code == 404
    assert f'href="/commitments/{meant}"' in response.text
    query = parse_qs(urlsplit(re.search(r'href="/search(\?[^"]*)"', response.text)[1]).query)
    assert query == {"q": [asked.replace("-", " ")]}


async def test_an_unknown_commitment_is_a_404_that_says_so(site, monkeypatch):
    odd = ("%3Cscript%3Ealert(1)%3C%2Fscript%3E", "'; drop table x --", "x" * 200, "%22%20OR%20*")
    for few in (nearest.FEW, 3):
        monkeypatch.setattr(nearest, "FEW", few)
        for slug in ("no-such-plan", "zzzz", *odd):
            response = await site.client.get(f"/commitments/{slug}")
            assert response.status_code == 404, slug
            assert "There is no commitment of this name" in response.text
            assert "<script>alert" not in response.text


# ----------------------------------------------------------------------------- hostile text

EVIL = {
    "markup": '<script>alert(1)</script>"><img src=x onerror=alert(1)> {{ 7*7 }}{% raw %}',
    "directions": f"\u202egnirts\u2066 {'x' * 10_000}",
    "script address": "javascript:alert(1)",
    "data address": "data:text/html,<script>alert(1)</script>",
}
TEXTS = {
    "commitments": ("title", "topic", "summary", "note", "also_called"),
    "timeline": ("title", "topic", "summary", "owner", "first_due_words", "standing_due_words"),
    "aliases": ("alias",),
    "unverified": ("text",),
    "context": ("text",),
    "context_sources": ("url", "title", "publisher"),
    "outcome_sources": ("url", "title", "publisher"),
    "events": ("who", "due_phrase", "reason", "note"),
    "event_sources": ("url", "title", "publisher"),
    "promises": ("who", "due_words"),
    "quotes": ("sentence", "before", "after"),
    "looks": ("place", "words", "note"),
    "bodies": ("name", "note"),
    "foi_requests": ("authority", "subject", "detail", "reference", "exemption"),
    "body_foi": ("address", "whatdotheyknow", "note"),
    "documents": ("title", "url"),
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory, coastal, release, serve_over):
    """A function that makes a site in which every text of somebody else's is this one."""

    def made(evil, of):
        target = tmp_path_factory.mktemp("evil") / "release"
        shutil.copytree(of, target)
        target.joinpath("delaywatch.db").chmod(0o644)
        with sqlite3.connect(target / "delaywatch.db") as connection:
            for table, columns in TEXTS.items():
                has = {row[1] for row in connection.execute(f"pragma table_info({table})")}
                for name in has & set(columns):
                    connection.execute(f"update {table} set {name} = ?", [evil])
        connection.close()
        return serve_over(target)

    of_coast = (Path(coastal[1].path).parent / "published" / "current").resolve()
    return lambda evil, slug: made(evil, of_coast if slug == LIGHT else release)


class Elements(HTMLParser):
    """The names of all elements of a page, and their attributes."""

    def __init__(self):
        super().__init__()
        self.names, self.attributes = set(), []

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.attributes += attrs


@pytest.mark.parametrize("evil", EVIL.values(), ids=EVIL)
@pytest.mark.parametrize("slug", [LIGHT, "digital-workforce-plan"])
async def test_hostile_text_stays_text(hostile, evil, slug):
    site = hostile(evil, slug)
    text = await page(site, slug)
    elements = Elements()
    elements.feed(text)
    assert not {"script", "img", "iframe"} & elements.names
    assert not [name for name, _ in elements.attributes if name.startswith("on")]
    links = [value for name, value in elements.attributes if name in ("href", "src")]
    assert not [link for link in links if re.match(r"\s*(javascript|data):", link, re.IGNORECASE)]
    assert "49" not in re.findall(r"<h1>(.*?)</h1>", text)[0]
    taken = csv.DictReader(io.StringIO((await loaded(site, f"{slug}.csv")).text, newline=""))
    assert {row["source_title"] for row in taken} == {evil}
    found = (await loaded(site, f"{slug}.json")).json()
    assert {step["who"] for step in found["events"]} == {evil}


# --------------------------------------------------------------------------------- in time


# Rows that the statement itself made, or that a full-text index found.
FEW_ROWS = re.compile(r"SCAN (c|f|chain|commitments_fts|CONSTANT ROW)\b")


async def test_a_page_asks_by_index_alone(site):
    """No part of a page reads a whole table: at 100,000 commitments that would be seconds."""
    values = {"slug": "x", "body": "x", "day": "2026-01-01", "first": "2026-01-01",
              "last": "2026-02-01", "most": 5, "words": "x"}  # fmt: skip
    for module in (sql, asking):
        for name, statement in vars(module).items():
            if not name.isupper() or name == "NAMES":  # of which only the first rows are read
                continue
            used = {key: value for key, value in values.items() if f":{key}" in statement}
            plan = await site.get_database("delaywatch").execute(
                f"explain query plan {statement}", used
            )
            steps = [row["detail"] for row in plan.rows]
            scans = [step for step in steps if step.startswith("SCAN") and not FEW_ROWS.match(step)]
            assert not scans, (name, scans)
