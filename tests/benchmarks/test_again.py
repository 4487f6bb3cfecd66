"""The part "again": what is asked for when little or nothing has changed, counted by nginx."""

import shutil
from datetime import date, timedelta

import pytest

from benchmarks import again
from benchmarks.again.ours import DAYS, Ours
from benchmarks.again.peers import ChangeDetection, Peer, ScrapyCache, Urlwatch, Wget
from benchmarks.site import build, change, serving

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin") is None, reason="no nginx"
    ),
]
SHARE = 0.004  # twenty pages


def test_what_is_asked_for_again(tmp_path):
    site = build(tmp_path, SHARE)
    with serving(site) as served:
        ours = Ours(tmp_path / "ours", served)
        full = ours.crawl(DAYS.first)
        lists = 1 + 1 + 5  # robots.txt, the index, its sitemaps
        assert full.taken.statuses == {200: lists + len(site.pages) + len(site.files)}
        assert len(full.told) == len(site.pages) + len(site.files)
        same = ours.crawl(DAYS.second)
        assert (len(same.taken.requests), same.told) == (lists, set())
        everything = ours.crawl(DAYS.week)
        assert everything.taken.statuses == {200: lists, 304: len(site.pages) + len(site.files)}
        assert everything.told == set()
        paths = change(site, 0.1, again.AT)
        some = ours.crawl(DAYS.changed)
        assert len(some.taken.requests) == lists + len(paths)
        assert {url.removeprefix(served.address) for url in some.told} == set(paths)
        # A day later they are young: that they changed is no reason to read them again.
        after = ours.crawl((date.fromisoformat(DAYS.changed) + timedelta(days=1)).isoformat())
        assert after.taken.statuses == {200: lists, 304: len(paths)}


def test_the_part_runs_at_a_tiny_share_without_peers(tmp_path, monkeypatch):
    monkeypatch.setattr(again, "install", lambda scratch: scratch / "none")
    monkeypatch.setattr(again, "PEERS", (Wget, ScrapyCache, Urlwatch, ChangeDetection))
    found = again.measure(SHARE, 1, tmp_path)
    assert {"urlwatch", "changedetection.io"} <= found.missing.keys()
    assert found.size == {"pages": 20, "files": 1}
    names = [figure.name for figure in found.figures]
    assert len(names) == len(set(names))
    values = {figure.name: figure.median for figure in found.figures}
    assert values["1 % changed: changes found"] == 100
    assert values["Scrapy, RFC 2616 cache: changes found"] == 0  # it takes pages for fresh
    if "wget -N" not in found.missing:
        assert values["wget -N: changes found"] == 100
    bars = {bar.name: bar.holds for bar in found.bars}
    assert len(bars) == 7
    assert all(held for name, held in bars.items() if "of a full crawl's" not in name)
    assert not list(tmp_path.glob("again-*"))


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("01. CHANGED: http://127.0.0.1:81/a-1/", "http://127.0.0.1:81/a-1/"),
        ("12. CHANGED: A title (http://127.0.0.1:81/b/)", "http://127.0.0.1:81/b/"),
        ("01. NEW: http://127.0.0.1:81/a-1/", None),
    ],
)
def test_what_urlwatch_says(line, address):
    found = again.peers._CHANGED.findall(f"==\n{line}\n==")
    assert found == ([address] if address else [])


def test_a_peer_that_is_not_there_is_told_of(tmp_path):
    assert Urlwatch.missing(tmp_path) == "pip could not install it"
    assert Peer.missing(tmp_path) is None
