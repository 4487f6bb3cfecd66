"""Releases in public: what was cited stays at its address, and nothing else of the machine."""

import asyncio
import hashlib
import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.web.released import BY_JUNE, BY_MAY, TO_2027, Releases
from tracker.hold import hold, release_hold
from tracker.releases import shelf
from web import giving
from web import shelf as looking
from web.guard import guard

DB = "/releases/2/delaywatch.db"


@pytest.fixture(scope="module")
def releases(tmp_path_factory):
    """1 was wrong and is not kept; 2, the last of its month, mended it; 4 is the newest.

    3 was never shown: its run was killed.
    """
    made = Releases.fresh(tmp_path_factory.mktemp("releases"))
    made.register(lighthouse_plan=[BY_MAY], fog_plan=[BY_JUNE])
    made.publish("2026-06-01")
    made.register(lighthouse_plan=[BY_JUNE], fog_plan=[BY_JUNE])
    made.publish("2026-06-02")
    (made.folder / "releases" / "0003").mkdir()
    made.register(lighthouse_plan=[BY_JUNE, TO_2027], fog_plan=[BY_JUNE])
    assert made.publish("2026-11-22") == 4
    return made


@pytest.fixture(scope="module")
def site(releases, serve_over):
    return serve_over(releases.served)


async def page(site, path, status=200):
    response = await site.client.get(path)
    assert response.status_code == status, path
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


async def test_every_release_is_listed_with_its_day_and_how_long_it_is_kept(site):
    html = (await site.client.get("/releases")).text
    rows = re.findall(r'<tr><th scope="row"><a href="/releases/(\d)">.*?</tr>', html, re.DOTALL)
    assert rows == ["4", "2", "1"]
    text = await page(site, "/releases")
    assert "every release is kept for 90 days, and the last of each month for ever" in text
    assert "for ever, the last of its month" in text
    assert "not kept" in text
    assert "the newest" in text
    assert "sha256sum -c --ignore-missing SHA256SUMS" in text


async def test_a_release_says_what_it_claims_otherwise_and_why(site):
    text = await page(site, "/releases/2")
    assert "Counted for 2 June 2026, published 2 June 2026, 06:00 UTC" in text
    assert "Lighthouse Plan Changed; cause: our error." in text
    assert "Before" in text
    assert "31 May 2026" in text
    assert "30 June 2026" in text
    assert "Fog Plan" not in text
    assert "The pages show release 4" in text


async def test_the_files_are_those_whose_sums_were_published(site, releases, tmp_path):
    place = shelf.place_of(releases.folder, 2)
    for line in (place / "SHA256SUMS").read_text().splitlines():
        digest, _, name = line.partition("  ")
        response = await site.client.get(f"/releases/2/{name}")
        assert response.status_code == 200, name
        assert hashlib.sha256(response.content).hexdigest() == digest, name
        assert response.headers["etag"] == f'"{digest}"', name
        assert response.headers["content-length"] == str(len(response.content))
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(response.content)
    (tmp_path / "SHA256SUMS").write_bytes((await site.client.get("/releases/2/SHA256SUMS")).content)
    command = ("sha256sum", "-c", "--quiet", "SHA256SUMS")
    checking = await asyncio.create_subprocess_exec(*command, cwd=tmp_path)
    assert await checking.wait() == 0


FILES = [
    ("delaywatch.db", "application/vnd.sqlite3", "delaywatch-release-0002.db"),
    ("csv/timeline.csv", "text/csv; charset=utf-8", "delaywatch-release-0002-csv-timeline.csv"),
    ("csv-spreadsheet/timeline.csv", "text/csv; charset=utf-8",
     "delaywatch-release-0002-csv-spreadsheet-timeline.csv"),
    ("csv/LICENCE.txt", "text/plain; charset=utf-8", "delaywatch-release-0002-csv-LICENCE.txt"),
    ("LICENCE.txt", "text/plain; charset=utf-8", "delaywatch-release-0002-LICENCE.txt"),
    ("SHA256SUMS", "text/plain; charset=utf-8", "delaywatch-release-0002-SHA256SUMS.txt"),
    ("release.json", "application/json; charset=utf-8", "delaywatch-release-0002-release.json"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content_type", "kept_as"), FILES)
async def test_a_file_says_what_it_is_and_of_which_release(site, name, content_type, kept_as):
    for method in ("GET", "HEAD"):
        response = await site.client.request(method, f"/releases/2/{name}")
        assert response.status_code == 200
        assert response.headers["content-type"] == content_type
        assert response.headers["content-disposition"] == f'attachment; filename="{kept_as}"'
        assert int(response.headers["content-length"]) > 0
        assert (method == "HEAD") == (response.content == b"")


ESCAPES = [
    "../4/delaywatch.db", "..%2f4%2fdelaywatch.db", "%2e%2e/4/delaywatch.db",
    "csv/../delaywatch.db", "csv/%2e%2e/delaywatch.db", "csv//timeline.csv", "/etc/passwd",
    "%2fetc%2fpasswd", "csv/",
    "csv/timeline.csv%0a", "csv/timeline.csv%00", "csv/Timeline.csv", "csv/timeline.db", "csv",
    ".building-1/delaywatch.db", "delaywatch.db-wal", "inspect.json/..", "csv/link.csv",
    "csv/no_such_table.csv", "delaywatch.db/", "csv/" + "a" * 190 + ".csv", "csv/%ff.csv",
]  # fmt: skip


@pytest.mark.parametrize("name", ESCAPES)
async def test_no_other_name_leads_to_a_file(site, releases, name):
    link = shelf.place_of(releases.folder, 2) / "csv" / "link.csv"
    link.symlink_to("/etc/passwd")
    try:
        status, body = await asked_raw(site, f"/releases/2/{name}")
    finally:
        link.unlink()
    assert status in (400, 404)
    assert b"root:" not in body
    assert b"SQLite format" not in body


def scope_of(raw_path):
    """A request letter for letter: a client would mend the path before it asks."""
    return {
        "type": "http", "method": "GET", "path": unquote(raw_path), "raw_path": raw_path.encode(),
        "headers": [], "query_string": b"", "scheme": "http", "server": ("here.example", 80),
        "http_version": "1.1",
    }  # fmt: skip


async def nothing():
    """Of a reader who asked, and listens."""
    await asyncio.Event().wait()


async def asked_raw(site, raw_path):
    messages = []

    async def keep(message):
        messages.append(message)

    await guard()(site.app())(scope_of(raw_path), nothing, keep)
    return messages[0]["status"], b"".join(message.get("body", b"") for message in messages)


def test_a_folder_that_is_a_link_elsewhere_holds_no_files(releases, tmp_path):

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "x.csv").write_text("secret")
    folder = tmp_path / "p"
    (folder / "releases" / "0001").mkdir(parents=True)
    (folder / "releases" / "0001" / "csv").symlink_to(elsewhere)
    (folder / "releases" / "0001" / "SHA256SUMS").write_text(f"{'0' * 64}  csv/x.csv\n")
    assert looking.file_of(folder, 1, "csv/x.csv") is None
    assert looking.file_of(folder, 1, "delaywatch.db") is None


async def test_a_file_that_was_not_published_is_not_given_out(site, releases):
    stray = shelf.place_of(releases.folder, 2) / "csv" / "stray.csv"
    stray.write_text("private")
    try:
        assert (await site.client.get("/releases/2/csv/stray.csv")).status_code == 404
    finally:
        stray.unlink()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_files_are_only_read(site, method):
    assert (await site.client.request(method, DB)).status_code == 405


async def test_what_a_reader_has_is_not_sent_again(site):
    tag = (await site.client.head(DB)).headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        response = await site.client.get(DB, headers={"if-none-match": known})
        assert (response.status_code, response.content) == (304, b"")
    assert (await site.client.get(DB, headers={"if-none-match": '"other"'})).status_code == 200


RANGES = [
    ("bytes=0-15", 206, slice(0, 16)), ("bytes=-10", 206, slice(-10, None)),
    ("bytes=100-", 206, slice(100, None)), ("bytes=0-999999999", 200, slice(None)),
    ("bytes=5-2", 416, None), ("bytes=999999999-", 416, None), ("bytes=-0", 416, None),
    ("bytes=0-1,4-5", 200, slice(None)), ("lines=1-2", 200, slice(None)),
    ("bytes=-", 200, slice(None)),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "status", "part"), RANGES)
async def test_a_broken_download_can_go_on(site, asked, status, part):
    whole = (await site.client.get(DB)).content
    response = await site.client.get(DB, headers={"range": asked})
    assert response.status_code == status
    if part is not None:
        assert response.content == whole[part]
    if status == 206:
        first = len(whole) + part.start if part.start < 0 else part.start
        last = first + len(response.content) - 1
        assert response.headers["content-range"] == f"bytes {first}-{last}/{len(whole)}"


async def test_a_part_of_another_file_is_not_put_to_the_rest(site):
    response = await site.client.get(DB, headers={"range": "bytes=5-9", "if-range": '"other"'})
    assert response.status_code == 200


async def test_one_that_is_not_kept_says_so_and_names_the_nearest(site):
    text = await page(site, "/releases/1", 410)
    assert "Release 1 was kept for 90 days and is not there any more." in text
    assert "The nearest kept is release 2" in text
    assert "Lighthouse Plan First told" in text
    response = await site.client.get("/releases/1/delaywatch.db")
    assert response.status_code == 410
    assert response.text == "Release 1 was kept for 90 days. The nearest kept is /releases/2\n"


@pytest.mark.parametrize("number", ["3", "5", "0", "99999999", "1" * 30, "-1", "x", "٢", "2.0"])
@pytest.mark.parametrize("rest", ["", "/delaywatch.db"])
async def test_one_that_never_was_is_not_there(site, number, rest):
    response = await site.client.get(f"/releases/{number}{rest}", follow_redirects=True)
    assert response.status_code == 404


async def test_the_newest_has_an_address_of_its_own(site):
    response = await site.client.get("/releases/latest")
    assert response.status_code == 302
    assert response.headers["location"] == "/releases/4"
    assert response.headers["cache-control"] == "no-store"


async def test_one_that_says_what_is_held_is_withheld(site, monkeypatch):
    monkeypatch.setattr(looking, "withheld", lambda _: {2})
    text = await page(site, "/releases/2")
    assert "Release 2 is withheld while a claim is looked at again." in text
    assert "The nearest that is given out: release 4" in text
    assert "withheld while a claim is looked at again" in await page(site, "/releases")
    for name in ("delaywatch.db", "csv/timeline.csv", "SHA256SUMS"):
        response = await site.client.get(f"/releases/2/{name}")
        assert response.status_code == 403
        assert response.text == "Release 2 is withheld while a claim is looked at again.\n"
        assert response.headers["cache-control"] == "no-store"
    assert (await site.client.get("/releases/4/delaywatch.db")).status_code == 200


async def test_a_hold_withholds_the_releases_that_tell_of_it_until_it_is_lifted(
    releases, tmp_path, serve_over
):
    made = releases.copy(tmp_path)
    words = {"by": "Ada", "at": "2026-11-23T06:00:00Z"}
    hold(made.desk.db, made.folder, "fog-plan", reason="secret reason", **words)
    site = serve_over(made.served)
    for number, status in ((2, 403), (4, 403), (5, 200)):
        assert (await site.client.get(f"/releases/{number}/delaywatch.db")).status_code == status
        assert "Fog Plan" not in await page(site, f"/releases/{number}")
    pages = [await page(site, path) for path in ("/releases", "/releases/2", "/corrections")]
    assert not any("secret reason" in text or "Ada" in text for text in pages)
    release_hold(made.desk.db, made.folder, "fog-plan", reason="It stands.", **words)
    assert (await site.client.get("/releases/2/delaywatch.db")).status_code == 200


@pytest.mark.parametrize("content", [None, "{", '{"slugs": 7}'])
async def test_where_it_is_not_known_what_is_withheld_only_the_newest_is_given_out(
    releases, tmp_path, serve_over, content
):
    made = releases.copy(tmp_path)
    words = {"by": "Ada", "at": "2026-11-23T06:00:00Z"}
    hold(made.desk.db, made.folder, "fog-plan", reason="secret reason", **words)
    listed = made.folder / "withheld.json"
    listed.unlink() if content is None else listed.write_text(content)
    site = serve_over(made.served)
    for number, status in ((2, 503), (4, 503), (5, 200)):
        response = await site.client.get(f"/releases/{number}/delaywatch.db")
        assert response.status_code == status
        if status == 503:
            assert "which releases tell of what is held cannot be read now" in response.text
    assert "cannot be read now" in await page(site, "/releases")
    assert "Release 2 is withheld: which releases" in await page(site, "/releases/2")


@pytest.mark.parametrize("content", ["", "[]", '{"number": 2}'])
async def test_a_damaged_release_is_skipped_and_that_is_said(site, releases, content):
    about = shelf.place_of(releases.folder, 2) / "release.json"
    before = about.read_text()
    about.write_text(content)
    try:
        words = "cannot be given out now: what is kept of it is damaged"
        assert words in await page(site, "/releases")
        assert f"Release 2 {words}." in await page(site, "/releases/2", 503)
        response = await site.client.get(DB)
        assert (response.status_code, response.text) == (503, f"Release 2 {words}.\n")
        assert (await site.client.get("/releases/4/delaywatch.db")).status_code == 200
    finally:
        about.write_text(before)


async def test_what_was_removed_from_a_release_is_said(site, releases):
    about = shelf.place_of(releases.folder, 2) / "release.json"
    before = about.read_text()
    removal = {"on": "2026-07-01", "reason": "A name of a patient.", "sha256_before": "ab" * 32}
    about.write_text(json.dumps(json.loads(before) | {"redacted": [removal]}))
    try:
        text = await page(site, "/releases/2")
        assert "Text was removed from it on 1 July 2026 : A name of a patient." in text
        assert "ab" * 32 in text
        assert "Text removed 1 July 2026: A name of a patient." in await page(site, "/releases")
    finally:
        about.write_text(before)


async def test_pages_and_their_foot_lead_to_the_releases(site):
    for path in ("/data", "/how", "/timeline"):
        html = (await site.client.get(path)).text
        assert 'href="/releases"' in html
        assert 'href="/corrections"' in html
        assert '<a href="/releases/4">release 4</a>' in html


async def test_robots_leave_the_files_alone(site):
    assert "Disallow: /releases/*/\n" in (await site.client.get("/robots.txt")).text


async def test_a_release_that_lies_by_itself_is_shown_without_files(release, tmp_path, serve_over):
    """As in a copy of the folder of one release."""
    from tests.web.altered import altered

    site = serve_over(altered(release, tmp_path))
    assert "not kept" in await page(site, "/releases")
    assert (await site.client.get("/releases/1/delaywatch.db")).status_code == 404


async def test_no_more_of_a_file_is_in_memory_than_a_part_and_pages_go_on(
    site, releases, monkeypatch
):
    """Readers who take a part and then nothing hold up neither pages nor each other."""
    monkeypatch.setattr(giving, "PART", 1024)
    monkeypatch.setattr(giving, "MOST_AT_A_TIME", 3)
    app, go_on, all_began, parts = guard()(site.app()), asyncio.Event(), asyncio.Event(), []

    async def slow(message):
        if message["type"] == "http.response.body" and message["body"]:
            parts.append(len(message["body"]))
            if len(parts) == 3:
                all_began.set()
            await go_on.wait()

    downloads = [asyncio.create_task(app(scope_of(DB), nothing, slow)) for _ in range(3)]
    await asyncio.wait_for(all_began.wait(), 10)
    assert parts == [1024] * 3
    assert (await site.client.get("/releases")).status_code == 200
    fourth = await site.client.get(DB)
    assert (fourth.status_code, fourth.headers["retry-after"]) == (503, "30")
    assert (await site.client.head(DB)).status_code == 200
    go_on.set()
    await asyncio.gather(*downloads)
    assert sum(parts) == 3 * len((await site.client.get(DB)).content)


async def test_a_reader_who_takes_nothing_is_let_go(site, monkeypatch):
    monkeypatch.setattr(giving, "PATIENCE_SECONDS", 0.05)

    async def never(message):
        if message["type"] == "http.response.body":
            await asyncio.Event().wait()

    path = Path(site.get_database("delaywatch").path)
    found = giving.Download(path, 200, {}, range(100), nothing)
    await asyncio.wait_for(found.asgi_send(never), 2)
    assert giving.Download.going_on == 0


async def test_nothing_is_read_for_a_reader_who_has_gone(site, monkeypatch):
    """The server takes what is sent to nobody, and says so to nobody."""
    monkeypatch.setattr(giving, "PART", 10)
    parts, has_gone = [], asyncio.Event()

    async def receive():
        await has_gone.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        parts.append(message)
        has_gone.set()

    path = Path(site.get_database("delaywatch").path)
    await giving.Download(path, 200, {}, range(100_000), receive).asgi_send(send)
    assert len(parts) < 5
    assert giving.Download.going_on == 0
