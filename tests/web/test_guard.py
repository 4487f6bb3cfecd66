"""What every answer bears, what is refused, and which scripts may run."""

import asyncio
import base64
import hashlib
import re

import pytest

from tests.web.newsroom import SAFE_PAGES
from web.guard import (
    LONGEST_QUERY_STRING,
    MOST_WAITING,
    guard,
    headers,
    inline_script_hashes,
)

SCRIPTS = re.compile(r"<script(?P<attributes>[^>]*)>(?P<script>.*?)</script>", re.DOTALL)
HANDLERS = re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE)


def policy():
    parts = headers()["content-security-policy"].split("; ")
    return {part.split(" ")[0]: part.split(" ")[1:] for part in parts}


def test_no_script_runs_that_is_not_ours_or_datasettes():
    scripts = policy()["script-src"]
    assert scripts[0] == "'self'"
    assert scripts[1:] == inline_script_hashes()
    assert all(re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", one) for one in scripts[1:])
    assert policy()["default-src"] == ["'none'"]
    assert policy()["base-uri"] == policy()["object-src"] == ["'none'"]


@pytest.mark.parametrize("path", SAFE_PAGES)
async def test_every_inline_script_is_one_that_the_policy_names(site, path):
    text = (await site.client.get(path)).text
    for attributes, script in SCRIPTS.findall(text):
        if "src=" in attributes or "application/" in attributes:
            continue
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy()["script-src"], script
    assert not HANDLERS.search(text)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_these_pages_can_only_be_read(site, method):
    for path in ("/", "/delaywatch", "/delaywatch/timeline", "/-/metadata.json"):
        assert (await site.client.request(method, path)).status_code == 405


async def test_an_endless_address_is_refused(site):
    long = "x" * (LONGEST_QUERY_STRING + 1)
    assert (await site.client.get(f"/timeline?q={long}")).status_code == 414


async def test_null_bytes_are_refused(site):
    for path in ("/%00", "/commitments/%00", "/delaywatch/timeline/%00"):
        assert (await site.client.get(path)).status_code == 400


async def test_editors_have_no_door_here(site):
    for path in ("/desk", "/desk/statements", "/-/login", "/-/logout", "/-/password-tool"):
        assert (await site.client.get(path)).status_code == 404


async def test_robots_may_read_our_pages_and_no_permutation_of_rows(site):
    text = (await site.client.get("/robots.txt")).text
    assert "Disallow: /*?" in text
    assert "Disallow: /delaywatch\n" in text
    assert "Disallow: /search" in text
    assert "Disallow: /\n" not in f"{text}\n"


async def test_no_page_tells_where_the_file_lies(site, release, metadata):
    folder = str(release.parent)
    paths = ["/", "/timeline", "/delaywatch", "/delaywatch.json", "/.json", "/delaywatch/timeline"]
    for name in ("databases", "versions", "settings", "threads", "plugins", "metadata", "config"):
        paths += [f"/-/{name}", f"/-/{name}.json"]
    for path in paths:
        response = await site.client.get(path)
        assert folder not in response.text, path
        assert "site-packages" not in response.text, path
        assert "/work/" not in response.text, path


@pytest.mark.parametrize("name", ["databases", "versions", "settings", "threads", "plugins"])
async def test_what_tells_of_the_machine_is_not_shown(site, name):
    for path in (f"/-/{name}.json", f"/-/{name}", f"//-/{name}.json"):
        assert (await site.client.get(path)).status_code in (404, 302), path


@pytest.mark.parametrize(
    "path", ["/", "/timeline", "/delaywatch", "/nowhere", "/-/versions.json", "/robots.txt"]
)
async def test_headers_stand_on_every_answer(site, path):
    headers = (await site.client.get(path)).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"]
    assert headers["permissions-policy"]
    assert len(headers.get_list("referrer-policy")) == 1


async def test_a_backslash_leads_nowhere_else(site):
    for path in ("/\\example.com/", "/%5Cexample.com/"):
        response = await site.client.get(path)
        assert response.status_code in (400, 404)
        assert "location" not in response.headers


async def raw(application, path):
    """What the application answers to a path exactly as given (a client would tidy it)."""
    sent = []
    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(),
        "query_string": b"", "headers": [], "http_version": "1.1", "scheme": "http",
    }  # fmt: skip

    async def receive():
        return {"type": "http.request", "body": b""}

    async def send(message):
        sent.append(message)

    await application(scope, receive, send)
    return sent[0]


async def test_a_raw_backslash_is_refused(site):
    await site.invoke_startup()
    start = await raw(site.app(), "/\\example.com/")
    assert start["status"] == 400
    assert b"location" not in dict(start["headers"])


@pytest.mark.parametrize("path", ["/a/b/c/d", "/commitments/a/b/c", "/delaywatch/timeline/a/b/c"])
async def test_a_path_of_many_parts_is_a_page_that_does_not_exist(site, path):
    answer = await site.client.get(path)
    assert answer.status_code == 404
    assert "This page does not exist" in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "?_through=[", "?_through={}", "?_sort_desc=nosuch", "?_sort=nosuch", "?_timelimit=abc",
        "?title__in=[", "?rowid__gt=99999999999999999999999", "?%00", "?_where=1=1%00",
    ],
)  # fmt: skip
async def test_what_datasette_does_not_understand_is_no_fault_of_ours(site, query):
    answer = await site.client.get(f"/delaywatch/timeline{query}")
    assert answer.status_code in (200, 400), answer.text[:300]
    assert "Traceback" not in answer.text


async def test_a_csv_without_a_question_is_refused_in_words(site):
    answer = await site.client.get("/delaywatch.csv")
    assert answer.status_code == 400
    assert "Ask one with ?sql=" in answer.text


@pytest.mark.parametrize("folder", ["csv", "static", "commitments", "nowhere"])
async def test_a_name_longer_than_any_file_tells_nothing_of_the_machine(site, folder, release):
    answer = await site.client.get(f"/{folder}/{'a' * 300}")
    assert answer.status_code == 404
    assert str(release) not in answer.text
    assert "content-security-policy" in answer.headers


async def test_a_fault_is_told_in_words_and_bears_the_headers(site, monkeypatch):
    async def broken(*_args, **_more):
        raise RuntimeError("/home/somebody/secret")

    monkeypatch.setattr("web.pages.home.page", broken)
    answer = await site.client.get("/")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "could not be made" in answer.text
    assert "content-security-policy" in answer.headers


async def test_a_fault_outside_of_any_page_bears_the_headers_too():
    async def broken(_scope, _receive, _send):
        raise RuntimeError("/home/somebody/secret")

    start, body = await ask(guard()(broken), "/")
    assert start["status"] == 500
    assert b"content-security-policy" in dict(start["headers"])
    assert b"secret" not in body["body"]


async def ask(application, path):
    """The two messages of an answer."""
    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []}
    await application(scope, None, send)
    return sent


async def test_so_many_questions_wait_and_no_more_while_our_pages_are_answered():
    gate = asyncio.Event()

    async def slow(scope, _receive, send):
        if scope["path"].startswith("/delaywatch"):
            await gate.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    application = guard()(slow)
    waiting = [asyncio.create_task(ask(application, "/delaywatch")) for _ in range(MOST_WAITING)]
    await asyncio.sleep(0)
    start, _ = await ask(application, "/delaywatch.json")
    assert start["status"] == 503
    assert b"retry-after" in dict(start["headers"])
    assert (await ask(application, "/timeline"))[0]["status"] == 200
    gate.set()
    assert [(await one)[0]["status"] for one in waiting] == [200] * MOST_WAITING
    assert (await ask(application, "/delaywatch"))[0]["status"] == 200
