"""The site that is crawled: the same each time, truly served, truly changed."""

import shutil
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from benchmarks.site import (
    FIRST_DAY,
    SOURCE,
    addresses,
    build,
    change,
    serving,
    to_be_changed,
)
from crawler.platforms.feeds.sitemap_reading import read_sitemap
from crawler.revisits import next_look

SHARE = 0.002  # ten pages
AT = "2026-06-10T06:00:00+00:00"
needs_nginx = pytest.mark.skipif(
    shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin") is None, reason="no nginx"
)


@pytest.fixture
def site(tmp_path):
    return build(tmp_path, SHARE)


def files(site):
    return {
        str(path.relative_to(site.www)): (path.read_bytes(), path.stat().st_mtime)
        for path in site.www.rglob("*")
        if path.is_file()
    }


def get(url, **headers):
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=10)
    connection.request("GET", parts.path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, dict(answer.headers), body


def test_it_is_the_same_each_time_and_is_reused(tmp_path):
    one, other = build(tmp_path / "a", SHARE), build(tmp_path / "b", SHARE)
    assert files(one) == files(other)
    assert build(tmp_path / "a", SHARE) == one
    assert (len(one.pages), len(one.files), len({page.path for page in one.pages})) == (10, 1, 10)
    assert sum(len(files(one)[f"{p.path[1:]}index.html"][0]) for p in one.pages) > 400_000


def test_on_the_first_days_nothing_is_due_by_its_age(site):
    looks = [next_look(FIRST_DAY, page.changed, page.path) for page in site.pages]
    assert min(looks) > "2026-06-04"


def test_a_copy_is_changed_and_says_so_and_the_site_is_not(site, tmp_path):
    before = files(site)
    copy = site.copy(tmp_path / "copy")
    paths = change(copy, 0.2, AT)
    assert len(paths) == 2
    assert set(paths) == to_be_changed(site, 0.2, AT)
    assert files(site) == before
    after = files(copy)
    other = {name for name in after if after[name] != before[name]}
    pages = {f"{path[1:]}index.html" for path in paths}
    assert pages == {name for name in other if name.endswith("index.html")}
    for name in pages:
        assert b"Corrected at" in after[name][0]
        assert after[name][1] > before[name][1]
    stamps = {
        urlsplit(place.url).path: place.stamp
        for name in after
        if name.startswith("sitemap-")
        for place in read_sitemap(after[name][0], "application/xml").places
    }
    assert {path for path, stamp in stamps.items() if stamp == AT} == set(paths)
    assert len(stamps) == 10


@needs_nginx
def test_nginx_gives_validators_and_writes_down_who_asked_for_what(site):
    with serving(site) as served:
        page = addresses(site, served.address)[0]
        status, headers, body = get(page)
        assert (status, len(body)) == (200, int(headers["Content-Length"]))
        again = {"If-None-Match": headers["ETag"]}
        assert get(page, **again)[0] == 304
        assert get(page, **{"If-Modified-Since": headers["Last-Modified"]})[0] == 304
        taken = served.taken()
        assert taken.statuses == {200: 1, 304: 2}
        assert taken.paths(200) == [site.pages[0].path]
        assert len(body) < taken.requests[0].sent < len(body) + 500
        assert served.taken().requests == []
        for path, kind in (
            ("/sitemap.xml", b"<sitemapindex"),
            ("/feed/", b"<rss"),
            ("/feed/atom/", b"<feed"),
            ("/robots.txt", b"Sitemap: "),
            ("/wp-json/wp/v2/posts", b'"content"'),
        ):
            status, headers, body = get(served.address + path)
            assert (status, kind in body) == (200, True), path
            assert served.address.encode() in body  # not a host that there is not
        assert get(addresses(site, served.address)[-1])[2].startswith(b"%PDF-")


def test_its_source_has_a_name_of_its_own():
    assert SOURCE.isidentifier()
