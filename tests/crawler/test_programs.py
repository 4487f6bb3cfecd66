"""The two small programs: the list of sources, and the sample site by itself."""

import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from crawler.sample.entries import COLLECTIONS, entries


def test_sources_are_listed():
    done = subprocess.run(
        [sys.executable, "-m", "crawler", "sources"], capture_output=True, text=True, check=True
    )
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    wordpress = [row for row in rows if row[2] == "wordpress"]
    assert [row[0] for row in wordpress] == [
        "nhse_board", "nhse_foi", "nhse_longreads", "nhse_news", "nhse_publications",
    ]  # fmt: skip
    assert {tuple(row[3:]) for row in wordpress} == {
        ("https://www.england.nhs.uk", "OGL v3.0", "text")
    }


def test_the_sample_serves_until_sigterm_and_says_when_its_port_is_taken(site):
    command = [sys.executable, "-m", "crawler.sample", "--day", "2", "--port"]
    with subprocess.Popen([*command, "0"], stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout.readline().startswith("sample site, day 2 (2026-09-29): http://www.")
        program.send_signal(signal.SIGTERM)
        assert program.wait(10) == 0
    done = subprocess.run(
        [*command, str(site.port)], capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"127.0.0.1:{site.port}: cannot serve" in done.stderr


def test_the_sample_answers_as_wordpress_does(site):
    def get(path, **headers):
        request = urllib.request.Request(site.local + path, headers=headers)
        return urllib.request.urlopen(request, timeout=10)

    first = get("/wp-json/wp/v2/posts?per_page=100&_fields=id,link&orderby=id&order=asc")
    assert (first.headers["X-WP-Total"], first.headers["X-WP-TotalPages"]) == ("8", "2")
    assert 'rel="next"' in first.headers["Link"]
    assert json.load(first)[0] == {
        "id": 1001, "link": f"{site.local}/2026/05/sample-digital-skills-plan-promised/",
    }  # fmt: skip
    for path, headers, status in (
        ("/wp-json/wp/v2/posts?page=3&per_page=100", {}, 400),
        ("/news/page/9/", {}, 404),
        ("/publication/sample-broken-page/", {}, 500),
        ("/publication/", {"If-None-Match": get("/publication/").headers["ETag"]}, 304),
        (
            "/publication/",
            {"If-Modified-Since": get("/publication/").headers["Last-Modified"]},
            304,
        ),
    ):
        with pytest.raises(urllib.error.HTTPError) as error:
            get(path, **headers)
        assert error.value.code == status
    # The trap of the real news list: the pinned item is on no page of it but in an introduction.
    unfiltered = get("/news/").read().decode()
    assert "sticky" in unfiltered
    assert (
        "promised/"
        not in unfiltered.partition("filtered-list")[2] + get("/news/page/2/").read().decode()
    )
    assert b"SAMPLE SITE" in get("/").read()


def test_everything_in_the_sample_says_so():
    for day in (1, 2, 3):
        for kind in COLLECTIONS:
            assert all(entry.title.startswith("SAMPLE: ") for entry in entries(kind, day))
        # The addresses of plain pages are those of the real site.
        for kind in COLLECTIONS.keys() - {"pages"}:
            assert all(entry.slug.startswith("sample-") for entry in entries(kind, day))
