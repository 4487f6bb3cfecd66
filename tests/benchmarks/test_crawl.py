"""The part "crawl" on a site of ten pages: what comes out of it, and what it refuses to count."""

import shutil
from types import SimpleNamespace

import pytest

from benchmarks import crawl
from benchmarks.crawl import clients
from benchmarks.crawl.clients import OURS, PARSEL, RAW
from db.errors import Problem

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("nginx", path="/usr/sbin:/usr/bin") is None, reason="nginx is not there"
    ),
]


def test_each_client_is_measured_with_and_without_files(tmp_path):
    measured = crawl.measure(0.002, 1, tmp_path)
    assert measured.size == {"pages": 10, "files": 1}
    assert {figure.name for figure in measured.figures} == {
        f"{client}, {of}: {what}"
        for client in (OURS, PARSEL, RAW)
        for of in ("pages", "pages and files")
        for what in ("processor", "speed", "memory", "all of it")
    }
    assert all(figure.median > 0 for figure in measured.figures)
    growing = [figure for figure in measured.figures if figure.grows]
    assert {(figure.unit, figure.size) for figure in growing} == {("CPU s", 10)}
    assert [(bar.bound, bar.at_least) for bar in measured.bars] == [
        (1.5, False),
        (2, False),
        (0.4, True),
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["site-0.002"]


def test_a_client_that_misses_pages_does_not_count():
    served = SimpleNamespace(taken=lambda: SimpleNamespace(paths=lambda _status: ["/a/", "/a/"]))
    pages = [SimpleNamespace(path="/a/"), SimpleNamespace(path="/b/")]
    site = SimpleNamespace(pages=pages, files=[])
    with pytest.raises(Problem, match="1 of 2 pages in 2 requests"):
        clients._check_fetched("somebody", site, served)


def read(site, page):
    return (site.www / page.path[1:] / "index.html").read_text()


def test_pages_without_files_are_otherwise_the_same(tmp_path):
    site = clients.build(tmp_path, 0.002)
    bare = clients._without_files(site, tmp_path / "bare")
    pairs = zip(site.pages, bare.pages, strict=True)
    differ = [page.number for page, other in pairs if page != other]
    assert [page.number for page in site.pages if page.file] == differ != []
    for page in site.pages:
        before, after = read(site, page), read(bare, page)
        assert (before == after) is (page.number not in differ)
        assert page.file is None or page.file in before
        assert ".pdf" not in after
