"""Every page answers, says what it should and never breaks on what is asked of it."""

import sqlite3

import pytest


async def page(site, path):
    response = await site.client.get(path)
    assert response.status_code == 200, (path, response.text[:500])
    return response.text


@pytest.mark.parametrize("path", ["/", "/timeline", "/search", "/how", "/delaywatch"])
async def test_pages_answer_with_language_skip_link_and_footer(site, path):
    text = await page(site, path)
    assert text.startswith("<!DOCTYPE html>")
    assert '<html lang="en-GB">' in text
    assert 'href="#content"' in text
    assert "Counted for 22 November 2026" in text
    assert "release 1" in text


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


async def test_row_pages_lead_to_the_commitment_page(site):
    for table in ("timeline", "commitments"):
        text = await page(site, f"/delaywatch/{table}/digital-workforce-plan")
        assert 'href="/commitments/digital-workforce-plan"' in text


async def test_labels_stand_in_for_keys(site):
    text = await page(site, "/delaywatch/events?commitment=digital-workforce-plan")
    assert ">NHS digital workforce plan</a>" in text


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


async def test_robots_may_read_pages_but_not_permutations(site):
    text = await page(site, "/robots.txt")
    assert "Disallow: /*?" in text
    assert "Disallow: /\n" not in text + "\n"
