"""Answers are made once a release: who asks again has the same one, or is told that he has it."""

import asyncio
from datetime import date

import pytest

from web.kept import _CUT, _PAGE, LARGEST, STATIC_SECONDS, Answer, Shelf, kept

HTML = [(b"content-type", b"text/html"), (b"cache-control", b"max-age=30")]


class Site:
    """Stands in for Datasette: what ``kept`` asks of it."""

    def __init__(self, base_url="/", facets=50, sql=50):
        self._settings = {
            "base_url": base_url,
            "facet_time_limit_ms": facets,
            "sql_time_limit_ms": sql,
        }

    def setting(self, name):
        return self._settings[name]

    def metadata(self, key, database):
        assert (key, database) == ("queries", "delaywatch")
        return {"due_next": {}}


class App:
    """An application that counts how often it is asked."""

    def __init__(self, status=200, headers=HTML, body=b"page", seconds=0, parts=1):
        self.status, self.headers, self.body = status, headers, body
        self.seconds, self.parts, self.asked = seconds, parts, 0

    async def __call__(self, _scope, _receive, send):
        self.asked += 1
        await asyncio.sleep(self.seconds)
        start = {"type": "http.response.start", "status": self.status, "headers": self.headers}
        await send(start)
        for part in range(1, self.parts + 1):
            more = part < self.parts
            await send({"type": "http.response.body", "body": self.body, "more_body": more})


def scope_of(path, *, query=b"", method="GET", headers=((b"host", b"a.example"),)):
    return {
        "type": "http", "method": method, "path": path, "raw_path": path.encode(), "scheme": "http",
        "query_string": query, "headers": list(headers),
    }  # fmt: skip


async def ask(app, path="/", *, query=b"", method="GET", host=b"a.example", **headers):
    """Status, headers and body of an answer."""
    told = [(name.replace("_", "-").encode(), value) for name, value in headers.items()]
    scope = scope_of(path, query=query, method=method, headers=[(b"host", host), *told])
    sent = []

    async def send(message):
        sent.append(message)

    await app(scope, None, send)
    start = next(message for message in sent if message["type"] == "http.response.start")
    body = b"".join(message.get("body", b"") for message in sent)
    return start["status"], dict(start["headers"]), body


@pytest.fixture
def shelf():
    return Shelf(most=100_000)


async def test_who_asks_again_gets_the_same_answer(shelf):
    app = App()
    site = kept(Site(), shelf)(app)
    first, second = await ask(site), await ask(site)
    assert first == second == (200, {**dict(HTML), b"etag": first[1][b"etag"]}, b"page")
    assert app.asked == 1


async def test_who_has_it_is_told_so_and_sent_nothing(shelf):
    site = kept(Site(), shelf)(App())
    _, headers, _ = await ask(site)
    for known in (headers[b"etag"], b"W/" + headers[b"etag"], b'"x", ' + headers[b"etag"], b"*"):
        status, told, body = await ask(site, if_none_match=known)
        assert (status, body) == (304, b"")
        assert told == {b"etag": headers[b"etag"], b"cache-control": b"max-age=30"}
    assert (await ask(site, if_none_match=b'"another"'))[0] == 200


async def test_the_tag_is_of_what_is_said():
    tags = [
        (await ask(kept(Site(), Shelf(10_000))(App(body=body))))[1][b"etag"]
        for body in (b"one", b"one", b"other")
    ]
    assert tags[0] == tags[1] != tags[2]


async def test_an_answer_that_has_a_tag_keeps_it(shelf):
    site = kept(Site(), shelf)(App(headers=[*HTML, (b"etag", b'W/"7-x"')]))
    assert (await ask(site))[1][b"etag"] == b'W/"7-x"'
    assert (await ask(site, if_none_match=b'W/"7-x"'))[0] == 304


async def test_who_asks_meanwhile_waits_for_the_one_answer(shelf):
    app = App(seconds=0.05)
    site = kept(Site(), shelf)(app)
    answers = await asyncio.gather(*(ask(site) for _ in range(8)))
    assert app.asked == 1
    assert {answer[2] for answer in answers} == {b"page"}


async def test_who_waited_for_a_fault_asks_again(shelf):
    app = App(status=500, seconds=0.02)
    site = kept(Site(), shelf)(app)
    assert {answer[0] for answer in await asyncio.gather(*(ask(site) for _ in range(3)))} == {500}
    assert app.asked == 3
    assert len(shelf) == 0


async def test_a_fault_of_the_application_holds_up_nobody(shelf):
    async def broken(_scope, _receive, _send):
        raise RuntimeError

    site = kept(Site(), shelf)(broken)
    told = await asyncio.wait_for(
        asyncio.gather(*(ask(site) for _ in range(3)), return_exceptions=True), 5
    )
    assert [type(one) for one in told] == [RuntimeError] * 3


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/how"},
        {"query": b"page=2"},
        {"host": b"b.example"},
    ],
)
async def test_another_question_has_another_answer(shelf, other):
    app = App()
    site = kept(Site(), shelf)(app)
    await ask(site)
    await ask(site, **other)
    assert app.asked == 2


async def test_at_midnight_pages_are_made_anew(shelf, monkeypatch):
    app = App()
    site = kept(Site(), shelf)(app)
    for day in (date(2026, 11, 22), date(2026, 11, 23)):
        monkeypatch.setattr("web.clock.today", lambda day=day: day)
        await ask(site)
    assert app.asked == 2


async def test_another_operator_is_named_on_pages_made_anew(shelf, monkeypatch):
    app = App()
    site = kept(Site(), shelf)(app)
    for url in ("https://one.example", "https://two.example"):
        monkeypatch.setenv("DELAYWATCH_URL", url)
        await ask(site)
    assert app.asked == 2


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/", {"method": "HEAD"}),
        ("/", {"cookie": b"a=b"}),
        ("/", {"authorization": b"x"}),
        ("/", {"range": b"bytes=0-1"}),
        ("/health.json", {}),
        ("/releases", {}),
        ("/releases/3/delaywatch.db", {}),
        ("/data/delaywatch.db", {}),
        ("/delaywatch.db", {}),
        ("/csv/timeline.csv", {}),
        ("/delaywatch", {"query": b"sql=select+random()"}),
        ("/delaywatch.json", {"query": b"sql=select+datetime('now')"}),
        ("/delaywatch/timeline", {"query": b"_where=random()+>+0"}),
        ("/delaywatch", {"query": b"%73ql=select+random()"}),
        ("/delaywatch/timeline", {"query": b"_size=5&%5Fwhere=random()+>+0"}),
        ("/delaywatch/timeline", {"query": b"_trace"}),
    ],
)
async def test_what_looks_at_more_than_the_release_is_not_kept(shelf, path, more):
    app = App()
    site = kept(Site(), shelf)(app)
    for _ in range(2):
        assert b"etag" not in (await ask(site, path, **more))[1]
    assert app.asked == 2
    assert len(shelf) == 0


async def test_nor_is_it_below_another_base(shelf):
    app = App()
    site = kept(Site(base_url="/plans/"), shelf)(app)
    for path in ("/plans/health.json", "/plans/releases"):
        await ask(site, path)
    assert len(shelf) == 0
    await ask(site, "/plans/how")
    assert len(shelf) == 1


@pytest.mark.parametrize(
    ("path", "is_kept"),
    [
        ("/delaywatch/timeline", False),
        ("/delaywatch/timeline.json", False),
        ("/delaywatch/due_next", True),
        ("/timeline", True),
    ],
)
async def test_what_datasette_may_have_cut_for_time_is_not_kept(shelf, path, is_kept):
    site = kept(Site(), shelf)(App(seconds=0.1))
    await ask(site, path)
    assert bool(len(shelf)) is is_kept


SOON, LATE = 60_000, 20  # limits in ms: an answer that takes 50 ms is within one of them


@pytest.mark.parametrize(
    ("facets", "sql", "body", "is_kept"),
    [
        (SOON, SOON, b"<!DOCTYPE html><p>12 rows</p>", True),
        (SOON, SOON, b'<!DOCTYPE html><p class="facets-timed-out">Counting</p>', False),
        (LATE, SOON, b"<!DOCTYPE html><p>12 rows</p>", True),  # it would say so
        (LATE, LATE, b"<!DOCTYPE html><p>12 rows</p>", False),  # of other counts it would not
        (SOON, SOON, b'{"rows": []}', True),
        (LATE, SOON, b'{"rows": []}', False),  # JSON says nothing
    ],
)
async def test_nor_is_a_table_that_may_be_cut(shelf, facets, sql, body, is_kept):
    site = kept(Site(facets=facets, sql=sql), shelf)(App(body=body, seconds=0.05))
    await ask(site, "/delaywatch/timeline")
    assert bool(len(shelf)) is is_kept


async def test_a_table_says_what_was_not_counted_in_time(serve_over, news_release):
    site = serve_over(news_release)
    site._settings["facet_time_limit_ms"] = 0.0001
    body = (await site.client.get("/delaywatch/timeline")).content
    assert body.startswith(_PAGE)
    assert _CUT in body


async def test_a_large_answer_goes_out_in_its_parts_and_is_not_kept(shelf):
    app = App(body=b"x" * (LARGEST // 4), parts=6)
    site = kept(Site(), shelf)(app)
    for _ in range(2):
        assert len((await ask(site))[2]) == 6 * (LARGEST // 4)
    assert app.asked == 2


async def test_who_reads_a_large_answer_slowly_holds_up_nobody(shelf):
    app = App(body=b"x" * (LARGEST // 4), parts=6)
    site = kept(Site(), shelf)(app)
    reading = asyncio.Event()

    async def never_reads(_message):
        reading.set()
        await asyncio.Event().wait()

    slow = asyncio.create_task(site(scope_of("/"), None, never_reads))
    asking = asyncio.create_task(ask(site))  # while the answer is still being made
    try:
        await asyncio.wait_for(reading.wait(), 5)
        for other in (asking, ask(site), ask(site)):
            assert len((await asyncio.wait_for(other, 5))[2]) == 6 * (LARGEST // 4)
    finally:
        slow.cancel()
        asking.cancel()
        await asyncio.gather(slow, asking, return_exceptions=True)


async def test_a_slow_reader_who_goes_takes_nothing_from_those_who_came_later(shelf):
    """Others wait for the answer that is being made now, whatever becomes of an older one."""
    app = App(body=b"x" * (LARGEST + 1))
    site = kept(Site(), shelf)(app)
    reading = asyncio.Event()

    async def never_reads(_message):
        reading.set()
        await asyncio.Event().wait()

    slow = asyncio.create_task(site(scope_of("/"), None, never_reads))
    await asyncio.wait_for(reading.wait(), 5)
    app.body, app.seconds = b"page", 0.1
    first = asyncio.create_task(ask(site))
    await asyncio.sleep(0.01)
    slow.cancel()
    await asyncio.gather(slow, return_exceptions=True)
    assert [(await one)[2] for one in (first, asyncio.create_task(ask(site)))] == [b"page"] * 2
    assert app.asked == 2


@pytest.mark.parametrize(
    ("name", "value", "is_kept"),
    [
        (b"set-cookie", b"ds_csrftoken=x", False),
        (b"Set-Cookie", b"ds_csrftoken=x", False),
        (b"vary", b"Accept-Language", False),
        (b"vary", b"Cookie, Accept-Language", False),
        (b"vary", b"*", False),
        (b"cache-control", b"private", False),
        (b"Cache-Control", b"max-age=5, No-Store", False),
        (b"cache-control", b'private="set-cookie"', False),
        (b"vary", b"Accept-Encoding", True),
        (b"vary", b"Cookie, Authorization", True),  # of Datasette, with all that it says
        (b"cache-control", b"max-age=5", True),
    ],
)
async def test_what_is_for_one_reader_is_given_to_no_other(shelf, name, value, is_kept):
    app = App(headers=[(b"content-type", b"text/html"), (name, value)], seconds=0.01)
    site = kept(Site(), shelf)(app)
    answers = await asyncio.gather(*(ask(site) for _ in range(3)))
    assert all(headers[name] == value for _, headers, _ in answers)
    assert (app.asked, len(shelf)) == ((1, 1) if is_kept else (3, 0))


async def test_style_sheets_may_stay_with_the_reader_for_a_while(shelf):
    site = kept(Site(), shelf)(App(headers=[(b"content-type", b"text/css")]))
    _, headers, _ = await ask(site, "/static/style.css")
    assert headers[b"cache-control"] == f"max-age={STATIC_SECONDS}".encode()
    assert b"etag" in headers


def test_a_shelf_holds_no_more_than_it_may_and_lets_go_what_nobody_asked_for():
    shelf = Shelf(most=5_000)
    for name in "abc":
        shelf.put(name, answer(b"x" * 500))
    assert shelf.get("a")  # it was asked for just now
    shelf.put("d", answer(b"x" * 500))
    assert [bool(shelf.get(name)) for name in "abcd"] == [True, False, True, True]
    shelf.put("huge", answer(b"x" * 10_000))
    assert (len(shelf), shelf.size) == (0, 0)


def test_the_same_answer_twice_takes_the_room_of_one():
    shelf = Shelf(most=5_000)
    shelf.put("a", answer(b"x"))
    size = shelf.size
    shelf.put("a", answer(b"x"))
    assert (len(shelf), shelf.size) == (1, size)


def answer(body):
    return Answer(200, (), body, b'"x"')


async def test_pages_of_a_site_have_tags_and_are_known_by_them(news):
    for path in ("/", "/timeline", "/delaywatch/timeline", "/feeds/all.atom", "/static/style.css"):
        given = await news.client.get(path)
        assert given.headers["etag"], path
        again = await news.client.get(path, headers={"if-none-match": given.headers["etag"]})
        assert (again.status_code, again.content) == (304, b""), path
        assert again.headers["x-content-type-options"] == "nosniff"


async def test_pages_that_are_not_there_have_none(news):
    missing = await news.client.get("/commitments/no-such-thing")
    assert missing.status_code == 404
    assert "etag" not in missing.headers
