"""What an open SQL box, crawled text and odd addresses must not be able to do."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
import time
from urllib.parse import urlencode

import pytest

from web import security
from web.safe import safe_link

HOSTILE = [
    "select printf('%.*c',2000000000,'x') is null",
    "select format('%.*c',2000000000,'x') is null",
    "select length(hex(zeroblob(400000000)))",
    "select length(hex(randomblob(400000000)))",
    "select load_extension('x')",
    "select file from pragma_database_list",
    "select * from pragma_database_list()",
    "attach 'x.db' as x",
    "pragma database_list",
    "vacuum into 'x.db'",
    "select readfile('/etc/passwd')",
    "with x as (select 1) delete from events",
]


@pytest.mark.parametrize("query", HOSTILE)
async def test_hostile_sql_is_refused_quickly(site, query):
    begun = time.monotonic()
    response = await site.client.get(f"/delaywatch.json?{urlencode({'sql': query})}")
    assert response.status_code == 400
    assert time.monotonic() - begun < 2


LONG = (
    "(with recursive c(x) as (select 'aaaaaaaaaaaaaaaa' union all select x||x from c"
    " where length(x) < {0}) select x from c order by length(x) desc limit 1)"
)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # "too big"
@pytest.mark.parametrize(
    "expression",
    [
        f"instr({LONG.format(900_000)}, {LONG.format(400_000)} || 'b')",
        f"length(replace({LONG.format(900_000)}, {LONG.format(400_000)} || 'b', 'c'))",
        f"length(trim({LONG.format(900_000)}, {LONG.format(400_000)}))",
        f"length(replace({LONG.format(900_000)}, 'a', 'aaaaaaaa'))",
    ],
)
async def test_long_text_functions_hold_no_thread(site, expression):
    """SQLite's own would take half a minute, past every limit, and two would stop the site."""
    begun = time.monotonic()
    await site.client.get(f"/delaywatch.json?{urlencode({'sql': f'select {expression}'})}")
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize("operator", ["like", "glob"])
async def test_a_long_pattern_holds_no_thread(site, operator):
    """Letter for letter it takes as long as text times pattern: nearly a minute for these two."""
    begun = time.monotonic()
    query = f"select {LONG.format(500_000)} {operator} substr({LONG.format(500_000)}, 1, 40000)"
    response = await site.client.get(f"/delaywatch.json?{urlencode({'sql': query})}")
    assert response.status_code == 400
    assert time.monotonic() - begun < 2


async def test_an_answer_is_no_larger_than_a_server_can_bear(site):
    query = f"select {LONG.format(500_000)} as v from events limit 1000"
    response = await site.client.get(f"/delaywatch.json?{urlencode({'sql': query})}")
    assert response.status_code == 400
    assert "too large" in response.text
    small = await site.client.get(f"/delaywatch.json?{urlencode({'sql': 'select 1 as v'})}")
    assert small.status_code == 200, "each question has the whole allowance"


async def test_our_pages_go_on_while_questions_hold_every_thread_of_datasette(site):
    endless = (
        "with recursive a(x) as (select 1 union all select x + 1 from a) select count(*) from a"
    )
    path = f"/delaywatch.json?{urlencode({'sql': endless})}"
    held = [asyncio.create_task(site.client.get(path)) for _ in range(4)]
    await asyncio.sleep(0.1)
    assert (await site.client.get("/sources")).status_code == 200
    assert not all(one.done() for one in held), "Datasette's two threads answer two at a time"
    assert {(await one).status_code for one in held} == {400}


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("instr('promise', 'mis')", 4),
        ("instr('promise', 'x')", 0),
        ("instr(null, 'x')", None),
        ("instr(2026, 2)", 1),
        ("instr(x'0102', x'02')", 2),
        ("replace('by May', 'May', 'June')", "by June"),
        ("replace('by May', '', 'x')", "by May"),
        ("replace('by May', 'May', null)", None),
        ("trim('  a  ')", "a"),
        ("ltrim('xxaxx', 'x')", "axx"),
        ("rtrim('xxaxx', 'x')", "xxa"),
    ],
)
async def test_they_answer_as_sqlite_does(site, expression, value):
    query = urlencode({"sql": f"select {expression} as v", "_shape": "array"})
    assert (await site.client.get(f"/delaywatch.json?{query}")).json() == [{"v": value}]
    assert sqlite3.connect(":memory:").execute(f"select {expression}").fetchone() == (value,)


async def test_ordinary_sql_still_works(site):
    query = "select title, count(*) over () as n from timeline where title like '%plan%'"
    response = await site.client.get(
        f"/delaywatch.json?{urlencode({'sql': query, '_shape': 'objects'})}"
    )
    assert response.status_code == 200
    assert response.json()["rows"][0]["n"] > 5
    searched = await site.client.get("/delaywatch/commitments?_search=workforce")
    assert searched.status_code == 200


async def test_attaching_is_impossible_even_past_datasettes_own_check(site):
    def attach(connection):
        connection.execute("attach ':memory:' as other")

    with pytest.raises(sqlite3.OperationalError):
        await site.get_database("delaywatch").execute_fn(attach)


async def test_the_longest_text_is_shorter_than_the_limit(release):
    with sqlite3.connect(f"file:{release}/delaywatch.db?mode=ro", uri=True) as connection:
        longest = connection.execute("select coalesce(max(length(text)), 0) from documents")
        assert longest.fetchone()[0] * 4 < security.LONGEST_VALUE


async def test_hostile_values_stay_text(release, tmp_path, serve_over):
    target = tmp_path / "release"
    shutil.copytree(release, target)
    target.joinpath("delaywatch.db").chmod(0o644)
    with sqlite3.connect(target / "delaywatch.db") as connection:
        connection.executescript(
            """
            update event_sources set url = 'javascript:alert(1)',
              title = '<script>alert(2)</script>';
            update outcome_sources set url = 'data:text/html,x',
              title = '"><img src=x onerror=alert(3)>';
            update events set due_phrase = '<script>alert(4)</script>', who = '"><b>who</b>',
              note = '''"><script>alert(5)</script>';
            update promises set due_words = '<script>alert(6)</script>"';
            update timeline set title = '<script>alert(7)</script>', summary = '<i>x</i>',
              first_due_words = '<script>alert(10)</script>',
              standing_due_words = '<script>alert(11)</script>';
            update commitments set title = '<script>alert(7)</script>';
            update unverified set text = '<script>alert(8)</script>';
            update aliases set alias = '<script>alert(9)</script>';
            """
        )
    connection.close()
    site = serve_over(target)
    for path in (
        "/", "/timeline", "/commitments/digital-workforce-plan", "/delaywatch/events",
        "/commitments/social-care-green-paper", "/delaywatch/event_sources",
        "/delaywatch/timeline", "/delaywatch/timeline/digital-workforce-plan",
    ):  # fmt: skip
        response = await site.client.get(path)
        assert response.status_code == 200
        for bad in ("<script>alert", "<img src=x", "<b>who", 'href="javascript:', 'href="data:'):
            assert bad not in response.text, (path, bad)


def test_only_web_addresses_become_links():
    assert safe_link("https://example.org/x")
    assert safe_link("http://example.org/x")
    for bad in (
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org",
        "ftp://x.org",
        "https:",
        "",
        None,
        "https://[bad",
        "https://example.org\\@evil.example",
        "http://[::1",
        "http://a:99999999/",
        "https://example.org/ x",
        "https://example.org/\u202egpj.exe",
    ):
        assert safe_link(bad) is None


def test_the_memory_of_a_server_is_bounded():
    script = (
        "import sqlite3; from web.security import prepare_connection;"
        "connection = sqlite3.connect(':memory:'); prepare_connection(connection, 'delaywatch');"
        "print(connection.execute('pragma hard_heap_limit').fetchone()[0])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert int(done.stdout) == 256 * 1024 * 1024
