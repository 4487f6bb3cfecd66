"""Dead links: real HTTP on this machine, asked with the manners that a stranger's host deserves."""

import socket
import sqlite3
import time
from datetime import date

import pytest
import yaml
from click.testing import CliRunner

from db.connection import connect
from tests.tracker.pages import LIGHTHOUSE, a_source, as_yaml, commitment, promise
from tracker import links, outbound
from tracker.cli import main
from tracker.links import Link, Manners, Seen, ask, keep
from tracker.outbound import is_public, knock
from tracker.register.checking import read_register

HERE = Manners(pause=0, loopback=True)
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def asked(httpserver, *paths, manners=HERE):
    """What is seen of some paths of a host that has no robots.txt, unless it was given one."""
    httpserver.expect_request("/robots.txt").respond_with_data(status=404)  # after what was given
    return list(ask([httpserver.url_for(path) for path in paths], manners))


def requests_of(httpserver):
    return [(request.method, request.path) for request, _ in httpserver.log]


# --------------------------------------------------------------------------- what an answer says


@pytest.mark.parametrize(
    ("status", "state", "is_dead"),
    [
        (200, "open", False),
        (204, "open", False),
        (404, "failed", True),
        (410, "failed", True),
        (401, "refused", False),
        (403, "refused", False),
        (451, "refused", False),
        (400, "failed", False),
        (500, "failed", False),
        (503, "failed", False),
    ],
)
def test_only_that_there_is_no_such_page_says_something_of_the_page(
    httpserver, status, state, is_dead
):
    httpserver.expect_request("/plan").respond_with_data("x", status=status)
    [seen] = asked(httpserver, "/plan")
    assert (seen.state, seen.http_status, seen.is_dead) == (state, status, is_dead)


def test_it_asks_for_no_more_than_the_head_under_its_own_name(httpserver):
    httpserver.expect_request("/plan").respond_with_data("a long page")
    [seen] = asked(httpserver, "/plan")
    assert seen.state == "open"
    assert requests_of(httpserver) == [("GET", "/robots.txt"), ("HEAD", "/plan")]
    agents = {request.headers["User-Agent"] for request, _ in httpserver.log}
    assert agents == {outbound.user_agent()}


@pytest.mark.parametrize("refusal", [403, 404, 405, 500, 501])
def test_a_server_that_knows_no_head_is_asked_for_the_page(httpserver, refusal):
    httpserver.expect_request("/plan", method="HEAD").respond_with_data(status=refusal)
    httpserver.expect_request("/plan", method="GET").respond_with_data("x" * 3_000_000)
    [seen] = asked(httpserver, "/plan")
    assert (seen.state, seen.http_status) == ("open", 200)
    assert requests_of(httpserver)[1:] == [("HEAD", "/plan"), ("GET", "/plan")]


def test_of_a_page_no_more_is_read_than_the_beginning(httpserver, monkeypatch):
    monkeypatch.setattr(outbound, "MOST_KNOCKED", 1000)
    httpserver.expect_request("/plan").respond_with_data("x" * 100_000)
    answer = knock(httpserver.url_for("/plan"), "GET", loopback=True)
    assert len(answer.content) == 1000


def test_where_nobody_answers_nothing_is_said_of_the_page():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    [seen] = ask([f"http://127.0.0.1:{port}/plan"], HERE)
    assert (seen.state, seen.http_status, seen.is_dead) == ("failed", None, False)
    assert "cannot be reached" in seen.note


# --------------------------------------------------------------------------- where it leads


def test_a_page_that_moved_is_followed_and_told(httpserver):
    for old, new in (("/plan", "/new"), ("/new", "/newer")):
        httpserver.expect_request(old).respond_with_data(status=301, headers={"Location": new})
    httpserver.expect_request("/newer").respond_with_data("x")
    [seen] = asked(httpserver, "/plan")
    assert (seen.state, seen.leads_to) == ("open", httpserver.url_for("/newer"))


def test_on_another_host_its_own_robots_are_read_first(httpserver):
    """127.0.0.1 and localhost are two hosts to whoever asks."""
    other = httpserver.url_for("/plan").replace("localhost", "127.0.0.1")
    assert other != httpserver.url_for("/plan")
    httpserver.expect_request("/old").respond_with_data(status=302, headers={"Location": other})
    httpserver.expect_request("/plan").respond_with_data("x")
    [seen] = asked(httpserver, "/old")
    assert (seen.state, seen.leads_to) == ("open", other)
    assert [path for _, path in requests_of(httpserver)].count("/robots.txt") == 2


@pytest.mark.parametrize(
    ("target", "note"),
    [
        ("/plan", "it redirects more than 5 times"),
        ("http://10.0.0.1/plan", "it lies in a private network"),
        ("https://www.whatdotheyknow.com/request/1", "wants no robots"),
        ("ftp://coast.example/", "only public web addresses are asked"),
        ("/gone", "the server answered 404"),
    ],
)
def test_a_page_that_leads_nowhere(httpserver, target, note):
    httpserver.expect_request("/plan").respond_with_data(status=301, headers={"Location": target})
    httpserver.expect_request("/gone").respond_with_data(status=404)
    [seen] = asked(httpserver, "/plan")
    assert seen.state == "failed"
    assert note in seen.note
    assert seen.is_dead == (target == "/gone")


# --------------------------------------------------------------------------- manners


ROBOTS = [
    # status and text of robots.txt; what is seen of /plan; whether it is asked for
    (404, "", "open", True),
    (200, "User-agent: *\nDisallow: /private", "open", True),
    (200, "User-agent: *\nDisallow: /pl", "refused", False),
    (200, "User-agent: *\nDisallow: /*an$", "refused", False),
    (200, "User-agent: delaywatch\nDisallow: /", "refused", False),
    (200, "User-agent: *\nCrawl-delay: 100", "refused", False),
    (500, "", "failed", False),
    (503, "", "failed", False),
    (429, "", "failed", False),
]


@pytest.mark.parametrize(("status", "text", "state", "is_asked"), ROBOTS)
def test_robots_are_obeyed(httpserver, status, text, state, is_asked):
    httpserver.expect_request("/robots.txt").respond_with_data(text, status=status)
    httpserver.expect_request("/plan").respond_with_data("x")
    [seen] = asked(httpserver, "/plan")
    assert seen.state == state
    assert (("HEAD", "/plan") in requests_of(httpserver)) == is_asked
    assert not seen.is_dead


def test_robots_are_read_once_a_host(httpserver):
    httpserver.expect_request("/robots.txt").respond_with_data(status=500)
    assert {seen.state for seen in asked(httpserver, "/a", "/b", "/c")} == {"failed"}
    assert requests_of(httpserver) == [("GET", "/robots.txt")]


@pytest.mark.parametrize("host", sorted(links.NEVER_ASKED))
def test_hosts_that_want_no_robots_are_never_asked(host, monkeypatch):
    monkeypatch.setattr(outbound, "knock", None)  # would fail
    [seen] = ask([f"https://{host}/request/1"], HERE)
    assert (seen.state, seen.note) == (
        "not asked",
        "its host wants no robots: open it in a browser",
    )


def test_a_host_has_its_pause_between_two_requests(httpserver):
    httpserver.expect_request("/robots.txt").respond_with_data(status=404)
    started = time.monotonic()
    asked(httpserver, "/a", manners=Manners(pause=0.2, loopback=True))  # robots, HEAD, GET
    assert 0.4 <= time.monotonic() - started < 2


def test_a_host_that_asks_for_a_longer_pause_gets_it(httpserver):
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nCrawl-delay: 0.3")
    httpserver.expect_request("/a").respond_with_data("x")
    started = time.monotonic()
    asked(httpserver, "/a")
    assert time.monotonic() - started >= 0.3


def test_a_host_that_has_enough_is_left_alone(httpserver):
    httpserver.expect_request("/a").respond_with_data(status=429)
    seen = asked(httpserver, "/a", "/b", "/c")
    assert [(one.state, one.note) for one in seen] == [
        ("failed", "its host asked for a pause (429)")
    ] * 3
    assert len(httpserver.log) == 2  # robots.txt, /a


def test_an_address_is_asked_once_however_often_it_stands(httpserver):
    httpserver.expect_request("/a").respond_with_data("x")
    assert len(asked(httpserver, "/a", "/a")) == 1


def test_hosts_are_asked_in_turn():
    urls = [f"https://{host}.example/{n}" for host in "ab" for n in (1, 2)]
    assert list(links._in_turn(urls)) == [urls[0], urls[2], urls[1], urls[3]]


def test_the_pause_is_a_second_unless_a_test_says_otherwise():
    assert Manners() == Manners(pause=1.0, loopback=False)


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9/", "http://localhost:9/", "http://10.1.2.3/", "http://192.168.0.1/",
     "http://169.254.169.254/latest/", "http://[::1]/", "http://[::ffff:127.0.0.1]/",
     "http://[64:ff9b::7f00:1]/", "http://168.63.129.16/", "http://0.0.0.0/",
     "http://user:word@coast.example/", "ftp://coast.example/", "file:///etc/passwd"],
)  # fmt: skip
def test_nothing_in_a_private_network_is_asked(address):
    [seen] = ask([address], Manners(pause=0))
    assert seen.state == "failed"
    assert "private network" in seen.note or "only public web addresses" in seen.note


@pytest.mark.parametrize("address", ["151.101.0.144", "2a04:4e42::144", "64:ff9b::9765:90"])
def test_what_is_open_to_all_may_be_asked(address):
    assert is_public(address)


# --------------------------------------------------------------------------- gone on two days


def dead(url="https://coast.example/plan", status=404):
    return Seen(url, "failed", status, f"the server answered {status}")


HISTORIES = [
    # what was seen on earlier days, what is seen on Tuesday, what that is called
    ([], dead(), "failed"),
    ([(MONDAY, dead())], dead(), "gone"),
    ([(MONDAY, dead())], dead(status=410), "gone"),
    ([(TUESDAY, dead())], dead(), "failed"),
    ([(MONDAY, dead("https://coast.example/other"))], dead(), "failed"),
    ([(MONDAY, dead()), (TUESDAY, Seen(dead().url, "open", 200))], dead(), "failed"),
    ([(MONDAY, Seen(dead().url, "open", 200)), (MONDAY, dead())], dead(), "gone"),
    ([(MONDAY, Seen(dead().url, "failed", 500))], dead(), "failed"),
    ([(MONDAY, Seen(dead().url, "refused", 403))], dead(), "failed"),
    ([(MONDAY, dead())], Seen(dead().url, "failed", None, "no answer"), "failed"),
    ([(MONDAY, dead())], Seen(dead().url, "open", 200), "open"),
]


@pytest.mark.parametrize(("before", "seen", "state"), HISTORIES)
def test_a_page_is_gone_once_it_was_not_there_on_two_days(db, before, seen, state):
    for day, one in before:
        keep(db, one, day)
    assert keep(db, seen, TUESDAY).state == state
    gone = db.execute("select url from dead_urls").fetchall()
    assert gone == ([(seen.url,)] if state == "gone" else [])


def test_what_was_not_asked_is_not_kept_and_without_a_database_nothing_is(db):
    unasked = Seen("https://www.whatdotheyknow.com/request/1", "not asked", None, "wants none")
    assert keep(db, unasked, MONDAY) == unasked
    assert db["link_checks"].count == 0
    assert keep(None, dead(), MONDAY) == dead()


# --------------------------------------------------------------------------- what is told


FILE = Link("https://coast.example/plan", "plan.yml", 7, archived=False, may_be_archived=True)


@pytest.mark.parametrize(
    ("link", "seen", "told", "exit_code"),
    [
        (FILE, dead(), "plan.yml:7: add `archived:` with its address in a public web archive", 1),
        (FILE, dead(), "the server answers 404, seen once: ask again on another day", 1),
        (FILE, Seen(FILE.url, "gone", 410), "answers 410, seen on two days: it is gone", 1),
        (Link(FILE.url, "plan.yml", 9, archived=True, may_be_archived=True), dead(),
         "plan.yml:9: has `archived:`, nothing to do", 0),
        (Link(FILE.url, "plan.yml", 9, archived=False, may_be_archived=False), dead(),
         "plan.yml:9: name another source", 1),
        (FILE, Seen(FILE.url, "failed", None, "no answer within 10 s"),
         "Could not be told: https://coast.example/plan: no answer within 10 s", 0),
        (FILE, Seen(FILE.url, "refused", 403, "the server answered 403"),
         "Asked not to be asked: https://coast.example/plan: the server answered 403", 0),
        (FILE, Seen(FILE.url, "open", 200, "it leads to https://coast.example/",
                    "https://coast.example/"),
         "Moved, and opens: https://coast.example/plan: it leads to https://coast.example/", 0),
        (FILE, Seen(FILE.url, "open", 200), "1 addresses: 1 open, 0 dead", 0),
    ],
)  # fmt: skip
def test_what_is_told(link, seen, told, exit_code):
    said = " ".join(" ".join(links.report([link], [seen])).split())
    assert told in said
    assert links.is_any_dead([link], [seen]) == bool(exit_code)


def test_every_address_of_a_file_is_found_with_its_line(tmp_path):
    archived = a_source("https://coast.example/b", archived="https://web.archive.org/web/2026/b")
    file = commitment(
        "plan", "Plan",
        promise(sources=[a_source("https://coast.example/a"), archived]),
        context=[{"date": "2026-01-12", "date_precision": "day", "text": "Fog.",
                  "sources": [a_source("https://coast.example/c")]}],
    )  # fmt: skip
    path = tmp_path / "plan.yml"
    path.write_text(as_yaml(file))
    lines = path.read_text().splitlines()
    found = links.links_of(read_register(tmp_path))
    assert [(link.url[-1], link.archived, link.may_be_archived) for link in found] == [
        ("a", False, True), ("b", True, True), ("c", False, False), ("e", False, False),
    ]  # fmt: skip
    for link in found:
        assert lines[link.line - 1].strip().removeprefix("- ") == f"url: {link.url}"


# --------------------------------------------------------------------------- the command


@pytest.fixture
def check(tmp_path, httpserver, monkeypatch):
    """Call `register check` on one file whose source is a page of this machine."""
    monkeypatch.setattr(links, "MANNERS", HERE)
    base = httpserver.url_for("").rstrip("/").replace("localhost", "127.0.0.1")
    step = promise(sources=[a_source(f"{base}/plan")])
    folder = tmp_path / "register"
    folder.mkdir()
    outcome = LIGHTHOUSE["outcome"] | {"sources": [a_source(f"{base}/plan")]}
    file = commitment("plan", "Plan", step) | {"outcome": outcome}
    (folder / "plan.yml").write_text(as_yaml(file))

    def check(*words):
        httpserver.expect_request("/robots.txt").respond_with_data(status=404)
        path = ["--db", str(tmp_path / "delaywatch.db"), "--as-of", "2026-11-22"]
        return CliRunner().invoke(main, [*path, "register", "check", *words, str(folder)])

    return check


def test_without_online_nothing_is_asked(check, httpserver):
    assert check().exit_code == 0
    assert httpserver.log == []


def test_a_dead_link_is_named_with_file_and_line(check, httpserver, tmp_path):
    httpserver.expect_request("/plan").respond_with_data(status=404)
    result = check("--online")
    assert result.exit_code == 1
    assert "plan.yml:" in result.stdout
    assert "1 of 1 asked" in result.stderr
    assert not (tmp_path / "delaywatch.db").exists()


def test_what_was_seen_is_kept_where_there_is_a_database(check, httpserver, tmp_path):
    db = connect(tmp_path / "delaywatch.db")
    httpserver.expect_request("/plan").respond_with_data("x")
    result = check("--online")
    assert result.exit_code == 0
    assert "1 addresses: 1 open, 0 dead" in result.stdout
    [row] = db.query("select state, http_status from link_checks")
    assert row == {"state": "open", "http_status": 200}


def test_the_file_is_checked_before_anything_is_asked(check, httpserver, tmp_path):
    path = tmp_path / "register" / "plan.yml"
    path.write_text(path.read_text().replace("kind: promise", "kind: wish"))
    result = check("--online")
    assert result.exit_code != 0
    assert httpserver.log == []


# --------------------------------------------------------------------------- archived


def archive(path, address):
    """Write into the file that an archive has a copy of the source of its step."""
    kind = "    kind: official\n"
    path.write_text(path.read_text().replace(kind, f"{kind}    archived: {address}\n", 1))


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("https://web.archive.org/web/2026/https://coast.example/plan", None),
        ("https://webarchive.nationalarchives.gov.uk/ukgwa/2026/https://coast.example/", None),
        ("https://coast.example/plan-copy", "a public web archive is one of"),
        ("https://web.archive.org.coast.example/plan", "a public web archive is one of"),
        ("web.archive.org/web/2026/", "begins with https"),
    ],
)
def test_a_copy_counts_in_a_public_archive_alone(check, tmp_path, address, fault):
    path = tmp_path / "register" / "plan.yml"
    archive(path, address)
    result = check()
    assert result.exit_code == (1 if fault else 0), result.output
    assert (fault or "no fault found") in result.output


def test_it_is_stored_and_comes_back(check, tmp_path):
    path = tmp_path / "register" / "plan.yml"
    address = "https://web.archive.org/web/2026/https://coast.example/plan"
    archive(path, address)
    common = ["--db", str(tmp_path / "delaywatch.db"), "--as-of", "2026-11-22", "register"]
    for words in (["load", str(path.parent)], ["export", str(tmp_path / "out")]):
        assert CliRunner().invoke(main, [*common, *words]).exit_code == 0
    stored = sqlite3.connect(tmp_path / "delaywatch.db").execute(
        "select archive_url from event_sources"
    )
    assert stored.fetchall() == [(address,)]
    out = yaml.safe_load((tmp_path / "out" / "plan.yml").read_text())
    assert out["steps"][0]["sources"][0]["archived"] == address
