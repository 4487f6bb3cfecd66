"""A server on an address that is forbidden gets no request, whatever leads to it."""

from functools import partial

import pytest

from crawler.guard import GuardedResolver
from tests.crawler.conftest import AS_OF
from tests.crawler.faults.canary import PUBLIC, connections, lookups, pretend
from tests.crawler.faults.hostile import HTML, HostileServer, page, sitemap
from tests.crawler.faults.reading import HOST, NAME, Crawled, add, read
from tests.crawler.program import crawler

FORBIDDEN = "127.0.0.66"
SLOW = pytest.mark.slow


@pytest.fixture
def server():
    with HostileServer() as hostile:
        yield hostile


@pytest.fixture
def canary():
    """Counts every connection to it; it has what a thief would look for."""
    with HostileServer(FORBIDDEN) as bird:
        bird.faults = AnyPath()
        yield bird


class AnyPath(dict):
    """Answers everything."""

    def get(self, _target, _default=None):
        return lambda wire: wire.answer(page("SAMPLE secret", "<p>SAMPLE: a secret of 2027.</p>"))


# Redirects -------------------------------------------------------------------------------------

# Where they lead: {c} is the canary's host and port, {p} its port, {s} the server's host and port.
TRICKS = {
    "plain": "http://{c}/x",
    "relative-scheme": "//{c}/x",
    "https": "https://{c}/x",
    "upper": "HTTP://{c}/X",
    "user": "http://a@{c}/x",
    "user-of-copy": "http://{s}@{c}/x",
    "user-and-word": "http://{s}:x@{c}/x",
    "backslash": "http:\\\\{c}\\x",
    "backslashes": "\\\\{c}\\x",
    "backslash-at": "http://{s}\\@{c}/x",
    "slash-backslash": "/\\{c}/x",
    "hash-at": "http://{s}#@{c}/x",
    "question-at": "http://{s}?@{c}/x",
    "many-slashes": "////{c}/x",
    "no-slashes": "http:{c}/x",
    "one-slash": "http:/{c}/x",
    "decimal": "http://2130706498:{p}/x",
    "octal": "http://0177.0.0.0102:{p}/x",
    "hex": "http://0x7f000042:{p}/x",
    "hex-parts": "http://0x7f.0.0.0x42:{p}/x",
    "short": "http://127.66:{p}/x",
    "mapped": "http://[::ffff:127.0.0.66]:{p}/x",
    "mapped-hex": "http://[::ffff:7f00:42]:{p}/x",
    "compatible": "http://[::127.0.0.66]:{p}/x",
    "translated": "http://[64:ff9b::7f00:42]:{p}/x",
    "zone": "http://[::1%25lo]:{p}/x",
    "dot-after": "http://127.0.0.66.:{p}/x",
    "full-width": "http://１２７.０.０.６６:{p}/x",
    "circled": "http://①②⑦.⓪.⓪.⑥⑥:{p}/x",
    "ideographic-dots": "http://127。0。0。66:{p}/x",
    "port-spaces": "http://127.0.0.66: {p}/x",
    "port-zeros": "http://127.0.0.66:0{p}/x",
    "port-of-copy": "http://{sh}:{p}/x",
    "space-before": " http://{c}/x",
    "space-after": "http://{c}/x ",
    "tab-inside": "ht\ttp://{c}/x",
    "space-inside": "http://{s} .{c}/x",
    "nul": "http://{c}\0.{s}/x",
    "localhost": "http://localhost:{p}/x",
    "metadata": "http://169.254.169.254/latest/",
    "metadata-dot": "http://169.254.169.254./latest/",
    "userinfo-colon": "http://:@{c}/x",
    "semicolon": "http://{s};{c}/x",
    "comma": "http://{s},{c}/x",
    "percent-host": "http://%31%32%37.0.0.66:{p}/x",
    "percent-slash": "http://{s}%2f@{c}/x",
    "dots": "http://{s}/../../..//{c}/x",
    "dot-of-copy": "http://127.0.0.1.:{p}/x",
}
STATUSES = ("301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary", "308 Permanent")


def answer(location: str, number: int = 0):
    """A redirect whose Location is sent as UTF-8, not as HTTP would have it."""
    status = STATUSES[number % len(STATUSES)]

    def send(wire):
        head = f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\nLocation: "
        wire.send(head.encode(), location.encode(), b"\r\n\r\n")

    return send


def raw_headers(*lines: str, body: bytes = b""):
    """An answer with these header lines."""

    def send(wire):
        wire.send(
            "\r\n".join(
                [*lines, f"Content-Length: {len(body)}", "Connection: close", "", ""]
            ).encode(),
            body,
        )

    return send


def others(c: str):
    """Tricks that are no single Location."""
    back = "HTTP/1.1 302 Found"
    page_head = ("HTTP/1.1 200 OK", f"Content-Type: {HTML}")
    refresh = f'<meta http-equiv="refresh" content="0; url=http://{c}/x">'
    inside = "".join(
        f'<{tag}="http://{c}/x">'
        for tag in (
            "a href",
            "img src",
            "iframe src",
            "script src",
            "link rel=canonical href",
            "form action",
            "base href",
            "object data",
            "video src",
            "link rel=next href",
            "link rel=alternate href",
        )
    )
    return {
        "two-locations": raw_headers(back, "Location: /good/0/", f"Location: http://{c}/x"),
        "two-locations-turned": raw_headers(back, f"Location: http://{c}/x", "Location: /good/0/"),
        "folded": raw_headers(back, "Location: http:", f" //{c}/x"),
        "bare-return": raw_headers(back, f"Location: /good/0/\rLocation: http://{c}/x"),
        "content-location": raw_headers(
            *page_head, f"Content-Location: http://{c}/x", body=page("SAMPLE a")
        ),
        "refresh": raw_headers(*page_head, f"Refresh: 0; url=http://{c}/x", body=page("SAMPLE b")),
        "meta-refresh": raw_headers(*page_head, body=page("SAMPLE c", head=refresh)),
        "link-header": raw_headers(
            *page_head, f'Link: <http://{c}/x>; rel="next"', body=page("SAMPLE d")
        ),
        "alt-svc": raw_headers(*page_head, f'Alt-Svc: h2="{c}"', body=page("SAMPLE e")),
        "proxy": raw_headers("HTTP/1.1 305 Use Proxy", f"Location: http://{c}/x"),
        "multiple": raw_headers("HTTP/1.1 300 Multiple Choices", f"Location: http://{c}/x"),
        "switching": raw_headers(
            "HTTP/1.1 101 Switching", "Upgrade: h2c", f"Location: http://{c}/x"
        ),
        "markup": raw_headers(
            *page_head, body=page("SAMPLE f", f"<p>SAMPLE: due by 2027.</p>{inside}", inside)
        ),
        "files": raw_headers(
            *page_head,
            body=page("SAMPLE g", f'<p>SAMPLE: see <a href="http://{c}/x.pdf">it</a>.</p>'),
        ),
    }


def test_no_redirect_and_no_markup_leads_to_the_canary(server, canary, tmp_path):
    where = {
        "c": f"{FORBIDDEN}:{canary.port}",
        "p": canary.port,
        "sh": server.host,
        "s": f"{server.host}:{server.port}",
    }
    done = {
        name: answer(trick.format(**where), n) for n, (name, trick) in enumerate(TRICKS.items())
    }
    done |= others(where["c"])
    for number, status in enumerate(STATUSES):
        done[f"status-{status[:3]}"] = answer(f"http://{where['c']}/x", number)
        done[f"second-hop-{status[:3]}"] = answer("/trick/plain/", number)
    for name, send in done.items():
        server.faults[f"/trick/{name}/"] = send
    paths = [f"/trick/{name}/" for name in done]
    # A good page after each ten: twenty failures in a row end a source.
    for number in range(len(paths) // 10):
        server.faults[f"/good/{number}/"] = lambda wire, n=number: wire.answer(page(f"SAMPLE {n}"))
        paths.insert(number * 11 + 5, f"/good/{number}/")
    listing = sitemap(f"{HOST}{path}" for path in paths)
    server.faults["/sitemap.xml"] = lambda wire: wire.answer(listing, "application/xml")
    add(tmp_path / "d.db")
    crawled = read(server, tmp_path / "d.db", seconds=5)
    assert crawled.code == 0, crawled.err
    assert canary.log == []
    assert "secret" not in str(crawled.texts)
    for name in TRICKS:
        assert crawled.pages[f"/trick/{name}/"].state in {"refused", "failed"}, name
        assert crawled.pages[f"/trick/{name}/"].reason, name
    for status in STATUSES:
        assert crawled.pages[f"/trick/second-hop-{status[:3]}/"].state == "refused"
    assert not [row for row in crawled.pages.values() if row.state in {"scheduled", "leased"}]


# Lists -----------------------------------------------------------------------------------------

ITEM = '<item><title>x</title><link>http://{c}/x</link><guid>http://{c}/g</guid><enclosure url="http://{c}/e"/><comments>http://{c}/c</comments></item>'
ATOM_LINKS = '<link rel="next" href="http://{c}/n"/><link rel="hub" href="http://{c}/h"/>'
LISTS = {
    "sitemap": (
        "sitemap",
        "<urlset><url><loc>http://{c}/x</loc></url><url><loc>/good/0/</loc></url></urlset>",
    ),
    "index": (
        "sitemap",
        "<sitemapindex><sitemap><loc>http://{c}/x.xml</loc></sitemap></sitemapindex>",
    ),
    "feed": (
        "feed",
        f'<rss version="2.0"><channel><title>x</title><link>http://{{c}}/</link>{ITEM}</channel></rss>',
    ),
    "atom": (
        "feed",
        (
            '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://{c}/"><title>x</title>'
            f'{ATOM_LINKS}<entry><title>y</title><link href="x"/><id>z</id></entry></feed>'
        ),
    ),
}


@pytest.mark.parametrize("name", [pytest.param(name, marks=SLOW) for name in LISTS])
def test_no_entry_of_a_list_leads_to_the_canary(server, canary, tmp_path, name):
    kind, listing = LISTS[name]
    body = listing.replace("{c}", f"{FORBIDDEN}:{canary.port}").encode()
    server.faults["/sitemap.xml"] = lambda wire: wire.answer(body, "application/xml")
    add(tmp_path / "d.db", kind=kind)
    read(server, tmp_path / "d.db", seconds=5)
    assert canary.log == []


@SLOW
@pytest.mark.parametrize("target", ["http://{c}/robots.txt", "//{c}/robots.txt"])
def test_robots_that_lead_to_the_canary_are_not_followed(server, canary, tmp_path, target):
    server.faults["/robots.txt"] = answer(target.format(c=f"{FORBIDDEN}:{canary.port}"))
    server.faults["/sitemap.xml"] = lambda wire: wire.answer(sitemap([f"{HOST}/a/"]))
    add(tmp_path / "d.db")
    crawled = read(server, tmp_path / "d.db", seconds=5)
    assert (canary.log, crawled.code) == ([], 1)
    assert server.counts["/sitemap.xml"] == 0  # its wishes are not known


@SLOW
@pytest.mark.parametrize(
    "name", ["{c}", "www.elsewhere.example", "faults.example@{c}", "faults.example:{p}"]
)
def test_a_copy_that_insists_on_a_name_is_not_asked_anywhere_else(server, canary, tmp_path, name):
    """It is asked at its own address, by whatever name of the source's it goes; by no other."""
    named = name.format(c=f"{FORBIDDEN}:{canary.port}", p=canary.port)
    server.faults["/sitemap.xml"] = lambda wire: wire.answer(sitemap([f"{HOST}/a/"]))
    server.faults["/a/"] = answer(f"http://{named}/a/")
    add(tmp_path / "d.db")
    crawled = read(server, tmp_path / "d.db", seconds=5)
    assert canary.log == []
    assert crawled.pages["/a/"].state in {"refused", "failed"}
    assert {host for _, host in server.log} <= {f"{server.host}:{server.port}", "faults.example"}


# Names that change their answer ----------------------------------------------------------------

SITE = "www.rebinding.test"
GONE = {
    "loopback": FORBIDDEN,
    "private": "10.1.2.3",
    "metadata": "169.254.169.254",
    "unspecified": "0.0.0.0",
    "shared": "100.64.0.1",
}


def crawl_real(server, tmp_path, answers, first_url=f"http://{SITE}/sitemap.xml") -> Crawled:
    """Crawl a site of the open net, as in earnest: no copy, no base address."""
    db_path = tmp_path / "d.db"
    add(db_path, first_url)
    told = tmp_path / "told"
    told.touch()
    first = partial(pretend, answers, server.port, told)
    words = ["crawl", NAME, "--db", str(db_path), "--as-of", AS_OF, "--delay", "0"]
    done = crawler(*words, first=first)
    assert "Traceback" not in done.stderr, done.stderr
    return Crawled(done.returncode, done.stdout, done.stderr, db_path, server)


def served(server):
    """A site of three pages, which closes each connection, so that each page needs a new one."""
    paths = [f"/{n}/" for n in range(3)]
    listing = sitemap(f"http://{SITE}{path}" for path in paths)
    server.faults["/sitemap.xml"] = lambda wire: wire.answer(listing, "application/xml")
    for path in paths:
        server.faults[path] = lambda wire, path=path: wire.answer(page(f"SAMPLE {path}"))


def test_a_name_that_leads_to_the_open_net_first_and_home_then_is_never_followed_home(
    server, canary, tmp_path
):
    """It is looked up once; the connection goes to what was checked."""
    served(server)
    answers = {SITE: [[PUBLIC], [FORBIDDEN]]}
    crawled = crawl_real(server, tmp_path, answers)
    reached = connections(tmp_path / "told")
    assert crawled.code == 0, crawled.err
    assert {host for host, _ in reached} == {PUBLIC}
    assert len(reached) >= 5  # robots.txt, the list, three pages
    assert lookups(tmp_path / "told") == {SITE: 1}
    assert canary.log == []
    assert len(crawled.texts) == 3


@pytest.mark.parametrize(
    "where", [name if name == "loopback" else pytest.param(name, marks=SLOW) for name in GONE]
)
def test_a_name_that_leads_home_is_not_connected_to_and_the_reason_is_said(
    server, canary, tmp_path, where
):
    served(server)
    crawled = crawl_real(server, tmp_path, {SITE: [[GONE[where]]]})
    assert crawled.code == 1
    assert connections(tmp_path / "told") == []
    assert f"{SITE} is not connected to: {GONE[where]} is " in crawled.err.replace(
        "tells", "is tells"
    )
    assert (canary.log, server.log) == ([], [])


@SLOW
@pytest.mark.parametrize(
    ("answers", "may_be_read"),
    [
        ([[PUBLIC, FORBIDDEN]], True),
        ([[FORBIDDEN, PUBLIC]], False),
        ([["::1", PUBLIC]], True),
        ([["::1"]], False),
        ([["fd00:ec2::254", "::ffff:127.0.0.66"]], False),
        ([[PUBLIC, "10.0.0.1", "::1"], [FORBIDDEN]], True),
    ],
)
def test_several_addresses_in_one_answer(server, canary, tmp_path, answers, may_be_read):
    served(server)
    crawled = crawl_real(server, tmp_path, {SITE: answers})
    assert {host for host, _ in connections(tmp_path / "told")} == (
        {PUBLIC} if may_be_read else set()
    )
    assert canary.log == []
    assert bool(crawled.texts) == may_be_read


def let_every_name_pass(answers, port, told):
    """In the crawler: as if the names were not looked at."""
    pretend(answers, port, told)
    GuardedResolver._checked = lambda _self, address, _name: address


@SLOW
def test_the_other_end_is_looked_at_once_more_before_anything_is_sent(server, canary, tmp_path):
    """Were a name ever to slip through, a connection would be made, and nothing asked over it."""
    db_path, told = tmp_path / "d.db", tmp_path / "told"
    add(db_path, f"http://{SITE}:{canary.port}/sitemap.xml")
    told.touch()
    first = partial(let_every_name_pass, {SITE: [[FORBIDDEN]]}, server.port, told)
    words = ["crawl", NAME, "--db", str(db_path), "--as-of", AS_OF, "--delay", "0"]
    done = crawler(*words, first=first)
    assert (FORBIDDEN, canary.port) in connections(told)
    assert canary.log == []
    assert f"{FORBIDDEN} is a private or loopback address" in done.stderr


@SLOW
def test_each_hop_of_a_chain_is_looked_at(server, canary, tmp_path):
    """A second host of the source, allowed by name, leads home: its robots cannot be known."""
    listing = sitemap([f"http://{SITE}/a/", f"http://{SITE}/b/"])
    server.faults["/sitemap.xml"] = lambda wire: wire.answer(listing)
    server.faults["/a/"] = answer("http://files.rebinding.test/a/")
    server.faults["/b/"] = lambda wire: wire.answer(page("SAMPLE b"))
    db_path, told = tmp_path / "d.db", tmp_path / "told"
    add(db_path, f"http://{SITE}/sitemap.xml", hosts=("files.rebinding.test",))
    told.touch()
    answers = {SITE: [[PUBLIC]], "files.rebinding.test": [[FORBIDDEN]]}
    words = ["crawl", NAME, "--db", str(db_path), "--as-of", AS_OF, "--delay", "0"]
    done = crawler(*words, first=partial(pretend, answers, server.port, told))
    crawled = Crawled(done.returncode, done.stdout, done.stderr, db_path, server)
    assert {host for host, _ in connections(told)} == {PUBLIC}
    assert canary.log == []
    assert crawled.code == 0  # the source goes on without that host
    assert f"files.rebinding.test is not connected to: {FORBIDDEN}" in crawled.err
    assert "files.rebinding.test is left out of this run" in crawled.err
