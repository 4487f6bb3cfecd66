"""Every page answers, says what it should and never breaks on what is asked of it."""

import os
import re
import shutil
import sqlite3
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tracker import wording
from web import stories

GOLDEN = Path(__file__).parent / "golden" / "sentences.txt"
DIGITAL_WORKFORCE = (
    "Due by 31 December 2023 (“by the end of 2023”). In April 2025 merged into the 10 Year "
    "Workforce Plan, as reported by Digital Health News, at least 398 days (1 year 1 month) after "
    "that."
)


def slugs(release):
    with sqlite3.connect(f"file:{release}/delaywatch.db?mode=ro", uri=True) as connection:
        return [row[0] for row in connection.execute("select slug from commitments order by slug")]


async def page(site, path):
    response = await site.client.get(path)
    assert response.status_code == 200, (path, response.text[:500])
    return response.text


def plain(html):
    """The words of a page, without its elements."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


@pytest.mark.parametrize("path", ["/", "/timeline", "/about-counting", "/delaywatch"])
async def test_pages_answer_with_language_skip_link_and_footer(site, path):
    text = await page(site, path)
    assert text.startswith("<!DOCTYPE html>")
    assert '<html lang="en-GB">' in text
    assert 'href="#content"' in text
    assert "Counted for 22 November 2026" in text
    assert "release 1" in text


async def test_every_commitment_has_its_page(site, release):
    for slug in slugs(release):
        text = await page(site, f"/commitments/{slug}")
        assert "What was said, in order" in text
        assert "Counted for 22 November 2026" in text


async def test_every_table_query_and_format_answers(site, metadata):
    tables = metadata["databases"]["delaywatch"]["tables"]
    queries = metadata["databases"]["delaywatch"]["queries"]
    for name in [*tables, *queries]:
        for suffix in ("", ".json?_shape=objects", ".csv"):
            await page(site, f"/delaywatch/{name}{suffix}")
    for name in queries:
        await page(site, f"/delaywatch/{name}?name=workforce&day=2025-01-01")


async def test_ready_made_questions_find_rows(site):
    found = {}
    for name, query in {
        "overdue_now": "", "not_checked": "", "delivered_late": "", "kept_promises": "",
        "merged_or_dropped": "", "due_next": "", "moved_later_last_month": "",
        "said_about": "name=digital+workforce", "moved_later_since": "day=2017-01-01",
    }.items():  # fmt: skip
        response = await site.client.get(f"/delaywatch/{name}.json?_shape=objects&{query}")
        found[name] = len(response.json()["rows"])
    assert found["overdue_now"] == 0
    assert found["moved_later_last_month"] == 0
    assert found["not_checked"] == 6
    assert found["delivered_late"] == 8
    assert found["kept_promises"] == 6
    assert found["merged_or_dropped"] == 7
    assert found["due_next"] == 3
    assert found["said_about"] == 5
    assert found["moved_later_since"] > 20


async def test_home_counts_add_up_and_show_kept_promises_first(site):
    text = await page(site, "/")
    linked = [int(number) for number in re.findall(r'status=\w+">(\d+) [a-z]', text)]
    assert sum(linked) == 41
    assert text.index("Delivered on time") < text.index("Delivered late")
    assert "unfit for rates" in text
    assert 'action="/timeline"' in text


async def test_the_digital_workforce_plan_says_exactly_what_is_true(site):
    text = await page(site, "/commitments/digital-workforce-plan")
    assert f'<p class="lead sentence">{DIGITAL_WORKFORCE}</p>' in text
    assert len(re.findall(r'<li id="event-\d+"', text)) == 5
    assert "Not verified: do not quote as fact" in text
    assert "copy of a press article" in text
    assert "perhaps as early as 1 February 2025" in text


async def test_the_green_paper_is_not_called_overdue_today(site):
    text = plain(await page(site, "/commitments/social-care-green-paper"))
    assert "Was overdue when last checked, 8 June 2019, by at least 69 days." in text
    assert "5 later, 0 earlier, 0 looser, 1 tighter, 1 lost" in text
    home = await page(site, "/")
    assert 'id="overdue"' not in home


async def test_what_others_expected_is_shown_as_theirs(site):
    text = plain(await page(site, "/commitments/dental-recovery-plan"))
    assert "expected by others, not promised by the body" in text
    assert "not the body’s own word" in text


async def test_every_due_shows_the_words_beside_its_reading(site, release):
    """In the picture of its row and the chart on its page; the first one also beside its title."""
    every = unescape(await page(site, "/timeline"))
    with sqlite3.connect(f"file:{release}/delaywatch.db?mode=ro", uri=True) as connection:
        connection.row_factory = sqlite3.Row
        dues = [dict(row) for row in connection.execute("select * from promises")]
    own = {slug: unescape(await page(site, f"/commitments/{slug}")) for slug in slugs(release)}
    assert len(dues) > 80
    for due in dues:
        told = wording.capital(wording.due_told(due))
        for text in (every, own[due["commitment"]]):
            assert f"{told}; said " in text, due["commitment"]
    home = unescape(await page(site, "/"))
    for story in await stories.stories(site.get_database("delaywatch")):
        if story.row["first_due_latest"]:
            told = f"ue {wording.row_due(story.row, 'first')}"
            assert told in plain(own[story.row["slug"]])
            assert wording.short_months(told) in plain(every)
            listed = f'"/commitments/{story.row["slug"]}"' in home
            assert wording.short_months(told) in plain(home) or not listed


async def test_dates_and_moves_of_a_commitment_show_words_and_reading(site):
    text = plain(await page(site, "/commitments/nhs-long-term-plan"))
    assert "First dueby 24 December 2018 (“before Christmas”)the earliest date" in text
    assert "Newest datebetween 1 and 10 December 2018 (“in early December”)" in text
    assert "Tightest datebetween 1 and 10 December 2018 (“in early December”)" in text
    text = plain(await page(site, "/commitments/social-care-green-paper"))
    assert (
        "7in 2019 (“at the first opportunity in 2019”)between 1 January and 31 March 2019 "
        "(our reading of “ready for publication in the New Year”)made tighter" in text
    )
    assert "9by 31 March 2019 (“before April”)no date (“in due course”)date lost" in text


async def test_a_soft_date_is_called_our_reading_wherever_it_stands(site):
    told = "(our reading of “in the coming weeks”)"
    own = plain(await page(site, "/commitments/tobacco-control-plan"))
    assert f"between 9 March and 4 May 2023 {told}." in own
    assert f"Newest datebetween 9 March and 4 May 2023 {told}" in own
    assert "between 9 March and 4 May 2023 (soft: the bound is our reading)" in own
    assert "soft: the bound is our convention, not their words" in own
    assert f"between 9 Mar and 4 May 2023 {told}" in plain(await page(site, "/timeline"))


async def test_a_soft_start_is_called_our_reading(release, tmp_path, serve_over):
    target = tmp_path / "release"
    shutil.copytree(release, target)
    target.joinpath("delaywatch.db").chmod(0o644)
    with sqlite3.connect(target / "delaywatch.db") as connection:
        connection.execute(
            "update promises set soft = 1 where commitment = 'gpdpr' and start_by is not null"
        )
    connection.close()
    text = plain(await page(serve_over(target), "/commitments/gpdpr"))
    assert "Was to start on 1 July 2021 (our reading of “from 1 July 2021”)." in text


async def test_the_page_of_a_commitment_leads_to_how_a_date_is_read(site):
    text = await page(site, "/commitments/digital-workforce-plan")
    assert text.count('href="/about-counting#dates"') == 1
    about = await page(site, "/about-counting")
    assert '<h2 id="dates">How a date is read</h2>' in about
    anchors = re.findall(r' id="([^"]+)"', about)
    assert len(anchors) == len(set(anchors))
    rows = re.findall(r"<tr><td>(.*?)</td><td>(.*?)</td></tr>", about)
    assert ("in the new year", "January to March (soft)") in rows


async def test_a_merged_plan_and_its_target_name_each_other(site):
    target = await page(site, "/commitments/ten-year-workforce-plan")
    assert 'Took in</dt><dd><a href="/commitments/digital-workforce-plan"' in target


async def test_an_unknown_commitment_is_a_404_that_says_so(site):
    for slug in ("no-such-plan", "%3Cscript%3Ealert(1)%3C%2Fscript%3E", "'; drop table x --"):
        response = await site.client.get(f"/commitments/{slug}")
        assert response.status_code == 404
        assert "There is no commitment of this name" in response.text
        assert "<script>alert" not in response.text


async def test_unknown_choices_are_safe(site):
    every = plain(await page(site, "/timeline"))
    assert "41 rows" in every
    for query in (
        {"status": "<script>alert(1)</script>"},
        {"topic": "' or 1=1 --", "owner": "\x00", "sort": "drop"},
        {"page": "99999"},
        {"page": "-1"},
        {"page": "9" * 400},
        {"kind": "all"},
    ):
        text = await page(site, f"/timeline?{urlencode(query)}")
        assert "<script>alert" not in text
        assert "41 rows" in plain(text)
    assert "0 rows" in plain(await page(site, "/timeline?q=%25%25"))
    assert "0 rows" in plain(await page(site, f"/timeline?{urlencode({'q': 'x' * 5000})}"))


async def test_filters_narrow_down_and_sorts_sort(site):
    def titles(text):
        return re.findall(r'class="row-title"[^>]*>([^<]+)<', text)

    assert len(titles(await page(site, "/timeline?status=merged_or_dropped"))) == 7
    assert len(titles(await page(site, "/timeline?status=delivered_on_time"))) == 6
    assert titles(await page(site, "/timeline?q=roadmap")) == ["NHS digital workforce plan"]
    assert len(titles(await page(site, "/timeline?topic=cancer"))) == 2
    assert 0 < len(titles(await page(site, "/timeline?owner=nhs-digital"))) < 41
    by_title = titles(await page(site, "/timeline?sort=title"))
    assert by_title == sorted(by_title, key=str.casefold)
    by_days = titles(await page(site, "/timeline?sort=late"))
    assert by_days[0] == "Tobacco control plan for England"


async def test_the_table_beside_a_choice_holds_the_same_rows(site):
    for query in ("status=merged_or_dropped", "owner=nhs-digital", "q=plan", "topic=cancer", ""):
        text = await page(site, f"/timeline?{query}")
        [link] = re.findall(r'href="(/delaywatch/timeline\.csv[^"]*)"', text)
        rows = (await page(site, unescape(link))).splitlines()
        assert len(rows) - 1 == text.count('class="row-title"'), query


async def test_row_pages_lead_to_the_commitment_page(site):
    for table in ("timeline", "commitments"):
        text = await page(site, f"/delaywatch/{table}/digital-workforce-plan")
        assert 'href="/commitments/digital-workforce-plan"' in text


async def test_labels_stand_in_for_keys(site):
    text = await page(site, "/delaywatch/events?commitment=digital-workforce-plan")
    assert ">NHS digital workforce plan</a>" in text


async def test_sentences_are_those_that_were_reviewed(site, release):
    said = []
    for slug in slugs(release):
        text = await page(site, f"/commitments/{slug}")
        [sentence] = re.findall(r'<p class="lead sentence">(.*?)</p>', text)
        said.append(f"{slug}: {unescape(sentence)}")
    if "UPDATE_GOLDEN" in os.environ:  # then read the difference by eye before it is committed
        GOLDEN.write_text("\n".join(said) + "\n")
    assert "\n".join(said) + "\n" == GOLDEN.read_text(), "review them: UPDATE_GOLDEN=1 pytest"


async def test_csv_has_a_row_a_key(site, metadata, release):
    """Streaming is off because it repeats rows: what is served must hold each key once."""
    for table in metadata["databases"]["delaywatch"]["tables"]:
        with sqlite3.connect(f"file:{release}/delaywatch.db?mode=ro", uri=True) as connection:
            keys = [row[1] for row in connection.execute(f"pragma table_info([{table}])") if row[5]]
            count = connection.execute(f"select count(*) from [{table}]").fetchone()[0]
        response = await site.client.get(f"/delaywatch/{table}.json?_size=max&_shape=objects")
        rows = response.json()["rows"]
        assert len(rows) == count, table
        if keys:
            assert len({tuple(str(row[key]) for key in keys) for row in rows}) == count, table
    streamed = await site.client.get("/delaywatch/timeline.csv?_stream=on")
    assert streamed.status_code == 400


async def test_ready_made_csv_is_served_and_linked(site):
    assert 'href="/csv/timeline.csv"' in await page(site, "/timeline")
    text = await page(site, "/csv/timeline.csv")
    assert len(text.splitlines()) == 42
    assert text.splitlines()[0].endswith("delaywatch_release")


async def test_robots_may_read_pages_but_not_permutations(site):
    text = await page(site, "/robots.txt")
    assert "Disallow: /*?" in text
    assert "Disallow: /\n" not in text + "\n"
