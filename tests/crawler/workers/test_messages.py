"""What goes through Redis: JSON that can do nothing, and comes out as it went in."""

import json
import pickle
from dataclasses import replace

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError
from scrapy.http import HtmlResponse, Response

from crawler.addresses import OffSite
from crawler.download import words_of
from crawler.guard import Refused
from crawler.patience import HostClosed
from crawler.platforms.base import SourceSpider
from crawler.platforms.feeds.article import article_of
from crawler.platforms.feeds.articles import ArticleSpider
from crawler.platforms.listed import Entry
from crawler.platforms.pages import PagesSpider
from crawler.platforms.wordpress.reading import Layout, page_content
from crawler.robots import CrawlDelayTooLong, RobotsUnreadable
from crawler.workers.answers import Answer, WorkerFault, of_error, of_response
from crawler.workers.connection import address_of, shown
from crawler.workers.parts import made_from, made_of, part_of
from db.errors import Problem
from db.ledger import Page
from tests.crawler.workers.processes import needed
from tests.crawler.workers.slow_site import page

URL = "https://harbour.example/p/1"
HTML = page(1, 5000).decode()


@pytest.fixture
def orders():
    needed()
    from crawler.workers import orders

    return orders


@pytest.fixture
def order(orders):
    return orders.Order(
        source="harbour", url=URL, headers={"If-None-Match": '"tide"'}, meta={"one_try": True},
        part={"kind": "article", "url": URL, "headline": "Tides"}, home="https://harbour.example",
        hosts=("https://files.example",), delay=1.0, base_url=None, run="r1",
    )  # fmt: skip


def written(orders, request):
    return orders.AsJson.dumps(request.to_dict())


# Orders ----------------------------------------------------------------------------------------


def test_an_order_comes_out_as_it_went_in(orders, order):
    read = Request(**orders.AsJson.loads(written(orders, order.request())))
    assert orders.Order.of(read) == order
    assert (read.url, read.headers["If-None-Match"]) == (URL, b'"tide"')
    assert read.meta["one_try"] is True


def test_an_order_is_the_same_in_a_later_run_and_another_for_another_page(order):
    assert replace(order, run="r2", delay=2.0).id == order.id
    assert replace(order, url=URL + "2").id != order.id
    assert replace(order, headers={}).id != order.id
    assert replace(order, made_by="another version").id != order.id


@pytest.mark.parametrize(
    "what",
    [pickle.dumps({"url": URL, "meta": {}}), b"", b"[]", b'"x"', b"{", b"{}", b'{"meta": 1}'],
)
def test_what_is_no_order_is_not_read(orders, what):
    with pytest.raises(ValueError, match=r".*"):
        orders.AsJson.loads(what)


def test_an_order_names_no_class_no_proxy_and_no_way_around_robots_txt(orders, order):
    said = json.loads(written(orders, order.request()))
    said |= {"_class": "subprocess.Popen", "callback": "x", "method": "POST", "body": "x"}
    said["meta"] |= {"proxy": "http://trap.example", "is_robots": True}
    read = orders.AsJson.loads(json.dumps(said).encode())
    assert set(read) == {"url", "headers", "meta"}
    assert set(read["meta"]) == {"one_try", "order"}


# Answers -----------------------------------------------------------------------------------------


def through(said, body=b""):
    return Answer(json.loads(json.dumps(said)), body)


def test_a_response_comes_out_as_it_went_in():
    asked = Request(
        URL, headers={"If-None-Match": '"a"'}, meta={"for_now": True, "asked_to_wait": 5, "x": 1}
    )
    sent = HtmlResponse(
        URL + "?to", status=200, body=HTML.encode("utf-16"), request=asked, flags=["partial"],
        headers={"Content-Type": "text/html; charset=utf-16", "ETag": '"é"', "X": ["1", "2"]},
    )  # fmt: skip
    came = through(of_response(sent, None), sent.body).response("article")
    assert (came.url, came.status, came.body, came.flags) == (
        sent.url, 200, sent.body, ["partial"],
    )  # fmt: skip
    assert came.headers == sent.headers
    assert (type(came), came.text) == (HtmlResponse, sent.text)
    assert came.request.headers == asked.headers
    assert came.request.meta["for_now"] is True
    assert came.request.meta["asked_to_wait"] == 5
    assert came.request.meta["made"] is None


def of_host(kind, words):
    error = kind(words)
    error.host = "harbour.example"
    return error


@pytest.mark.parametrize(
    "error",
    [
        Refused("robots.txt disallows it"),
        Refused("redirected off the site", "https://other.example/"),
        OffSite("none of ours"),
        HostClosed("the site asks to wait", "harbour.example"),
        of_host(RobotsUnreadable, "robots.txt answers 500"),
        of_host(CrawlDelayTooLong, "asks for 90 s"),
        DownloadCancelledError("too large"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_was_raised_is_raised_again(error):
    with pytest.raises(type(error)) as raised:
        through(of_error(error)).response("article")
    assert str(raised.value) == str(error)
    for what in ("host", "moved_to"):
        assert getattr(raised.value, what, None) == getattr(error, what, None)


@pytest.mark.parametrize("error", [DownloadTimeoutError("30 s"), OSError("broken pipe")])
def test_of_any_other_fault_the_words_are_the_same(error):
    with pytest.raises(WorkerFault) as raised:
        through(of_error(error)).response("article")
    assert words_of(raised.value) == words_of(error)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"raised": {"words": "x"}},
        {"raised": 1},
        {"status": "x"},
        {"status": 200, "made": "{"},
    ],
)
def test_an_answer_that_cannot_be_understood_is_a_fault_of_its_page(said):
    with pytest.raises(WorkerFault):
        Answer(said).response("article")


# Parts -----------------------------------------------------------------------------------------


class Articles(ArticleSpider):
    def __init__(self):  # what it needs of a run is not asked for
        self.known = {}
        self.job = None


class Sheets(PagesSpider):
    layout = Layout(main="article", title="h1", body="article")

    def __init__(self):
        self.job = None


def document(title=None):
    entry = Entry(url=URL, item={"title": title} if title else None)
    return Page(source="harbour", origin="copy", url=URL, kind="document", item=entry.as_json())


def response(body=HTML, status=200):
    headers = {"Content-Type": "text/html; charset=utf-8"}
    return HtmlResponse(URL, status=status, body=body, headers=headers, encoding="utf-8")


async def test_a_worker_makes_of_a_page_what_the_coordinator_would():
    part = part_of(Articles(), document("Tides"))
    made = made_from("article", await made_of(response(), part))
    assert made == article_of(HTML, URL, "Tides")
    part = json.loads(json.dumps(part_of(Sheets(), document())))
    made = made_from("page", await made_of(response(), part))
    assert made == page_content(HTML, URL, Sheets.layout)


async def test_a_worker_makes_of_a_file_what_the_coordinator_would():
    from crawler.files.reading import read_file

    url = "https://harbour.example/chart%20one.csv"
    part = part_of(Articles(), Page(source="harbour", origin="copy", url=url, kind="attachment"))
    body = b"buoy,light\nnorth,red\n"
    answer = Response(url, body=body, headers={"Content-Type": "text/csv"})
    made = made_from("file", await made_of(answer, part))
    assert made == await read_file(body, said_type="text/csv", name="chart one.csv")
    assert "north" in made.text


@pytest.mark.parametrize(
    "answer",
    [response("<html><body></body></html>"), response("{}"), response(status=404)],
)
async def test_what_a_worker_cannot_make_is_left_to_the_coordinator(answer):
    assert await made_of(answer, part_of(Articles(), document("Tides"))) is None


def test_lists_and_the_pages_of_other_platforms_stay_with_the_coordinator():
    a_list = Page(source="harbour", origin="copy", url=URL, kind="list")
    assert part_of(Articles(), a_list) is None
    assert part_of(object.__new__(SourceSpider), document()) is None


# The address --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("redis://127.0.0.1:6379/0", "redis://127.0.0.1:6379/0"),
        ("redis://crawl:s3a@h.example:1/2?password=s3a", "redis://h.example:1/2"),
        ("rediss://:p@a:ss@h.example", "rediss://h.example"),
        ("unix://u:s3a@/run/redis.sock?db=1", "unix:///run/redis.sock"),
    ],
)
def test_an_address_is_told_without_its_secrets(address, told):
    assert shown(address) == told


def test_an_address_may_stand_in_a_file(tmp_path):
    kept = tmp_path / "address"
    kept.write_text("redis://:s3a@h.example/0\n")
    assert address_of(str(kept)) == "redis://:s3a@h.example/0"
    kept.write_text("s3a\n")
    for words in (str(kept), str(tmp_path / "none"), "http://h.example", "s3a"):
        with pytest.raises(Problem) as problem:
            address_of(words)
        assert "s3a" not in str(problem.value)
