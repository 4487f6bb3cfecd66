"""The probe: what a source relies on, seen with the crawler's own manners, and nothing kept."""

import json

import pytest
from scrapy.http import HtmlResponse, Response, TextResponse

from crawler import probe
from crawler.sample.server import Answer
from tests.crawler.program import crawler


def run_probe(site, *sources):
    done = crawler("probe", *sources, "--base-url", site.base, "--delay", "0")
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout


def test_what_holds_is_said_with_what_was_seen(site):
    code, said = run_probe(site, "nhse_news", "nhsd_upcoming")
    assert code == 0
    assert "nhse_news: NHS England: news\n  holds " in said
    assert "DOES NOT HOLD" not in said
    asked = site.requests()
    assert asked[0] == "/robots.txt"
    assert len(asked) == len(set(asked))  # each address once, for however many facts


def test_what_does_not_hold_says_what_to_do_and_the_others_are_asked_all_the_same(site):
    site.faults["/search/.*"] = Answer(b"<html><body>Access denied</body></html>", "text/html")
    code, said = run_probe(site, "nhsd_upcoming", "nhse_news")
    assert code == 1
    assert said.count("DOES NOT HOLD") == 2
    assert "do: look at the page and mend the selectors" in said
    assert "nhse_news: NHS England: news\n  holds " in said


def test_a_site_that_refuses_robots_is_not_asked_further(site):
    site.faults["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /\n", "text/plain")
    code, said = run_probe(site, "nhsd_upcoming")
    assert code == 1
    assert "robots.txt disallows it" in said
    assert site.requests() == ["/robots.txt"]


def test_nothing_is_kept(site, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run_probe(site, "nhse_news")[0] == 0
    assert list(tmp_path.iterdir()) == []


def answer(body, kind="application/json", **headers):
    text = body if isinstance(body, str) else json.dumps(body)
    make = HtmlResponse if "html" in kind else TextResponse
    return make("https://h.example/", body=text.encode(), headers={"Content-Type": kind} | headers)


TYPES = {
    "post": {"name": "Posts", "rest_base": "posts"},
    "x": {"name": "Long reads", "rest_base": "lr"},
}
HEALTH, DEFENCE = {"name": "Health Committee"}, {"name": "Defence Committee"}
LINE = "Sitemap: https://h/s.xml"
of_type = probe.named_in_list("name", "long read", show="rest_base")
no_such = probe.named_in_list("name", "blog", show="rest_base")


@pytest.mark.parametrize(
    ("find", "response", "seen"),
    [
        (probe.answers, answer("abc", "text/plain"), "3 bytes"),
        (probe.json_items(), answer([1, 2]), "2 in the first answer"),
        (probe.json_items(), answer([1], **{"X-WP-Total": "4012"}), "4012 in all"),
        (probe.json_items(), answer({"results": [1]}), "1 in the first answer"),
        (probe.json_items(), answer([]), None),
        (probe.json_items(2), answer([1]), None),
        (probe.json_items(), answer("<html>", "text/html"), None),
        (probe.json_items(), answer("[1"), None),
        (probe.json_field("a.b", "c"), answer([{"a": {"b": 1}, "c": 2}]), "has a.b, c"),
        (probe.json_field("a.b"), answer([{"a": {}}]), None),
        (probe.json_field("id"), answer({"id": 1}), "has id"),
        (probe.json_value("x", "rest_base"), answer(TYPES), "lr"),
        (probe.json_value("y", "rest_base"), answer(TYPES), None),
        (probe.json_value("name", wanted="Health"), answer(HEALTH), "Health Committee"),
        (probe.json_value("name", wanted="Health"), answer(DEFENCE), None),
        (of_type, answer(TYPES), "Long reads: rest_base lr"),
        (no_such, answer(TYPES), None),
        (probe.css("main h1"), answer("<main><h1>a</h1></main>", "text/html"), "1 of main h1"),
        (probe.css("main h1"), answer("<h1>a</h1>", "text/html"), None),
        (probe.css("h1"), Response("https://h.example/", body=b"%PDF-1.7"), None),
        (probe.text("sitemap:"), answer(f"User-agent: *\n{LINE}", "text/plain"), LINE),
        (probe.text("sitemap:"), answer("User-agent: *", "text/plain"), None),
    ],
)  # fmt: skip
def test_finders(find, response, seen):
    assert find(response) == seen
