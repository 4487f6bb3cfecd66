"""Files that documents point to, over real HTTP: fetched, read, looked at again, and never lost."""

import gzip

import pytest

from crawler.sample.pdf import pdf_of
from crawler.sample.server import Answer, SampleSite

PDF = "application/pdf"
REPORT = r"/wp-content/uploads/2026/04/sample-annual-report\.pdf"
FILE = """select d.title, v.text_state, v.text_reason, v.number, d.text, t.page_starts
  from documents d join versions v on v.id = d.current_version join texts t on t.version_id = v.id
  where d.kind = 'attachment' and d.url like '%sample-annual-report.pdf'"""
PAGE = "select state, reason from pages where kind = 'attachment' and url like '%annual-report.pdf'"
TWO_PAGES = pdf_of([["SAMPLE: The first page says little."], ["We will publish it by May 2027."]])


@pytest.fixture
def report(site):
    """What the server gives for the report's PDF."""

    def answers(body, kind=PDF, status=200, **headers):
        site.faults[REPORT] = Answer(body, kind, status, headers)

    return answers


def test_a_file_is_a_document_with_pages(crawl, report):
    report(TWO_PAGES)
    assert crawl("nhse_publications") == 0
    title, state, reason, number, text, starts = crawl.one(FILE)
    assert (title, state, reason, number) == ("Annual report", "read", None, 1)
    first, second = text.splitlines()
    assert "first page" in first
    assert second == "We will publish it by May 2027."
    assert starts == f"[0, {text.index(second)}]"
    assert crawl.one(PAGE) == ("ok", None)


@pytest.mark.parametrize(
    ("body", "state", "reason"),
    [
        (pdf_of([[], []]), "needs_ocr", "text"),
        (TWO_PAGES[: len(TWO_PAGES) // 2], "failed", ""),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "unsupported", ""),
    ],
)
def test_a_file_without_text_says_so_and_never_that_it_promises_nothing(
    crawl, report, body, state, reason
):
    report(body)
    assert crawl("nhse_publications") == 0
    _, is_state, why, _, text, _ = crawl.one(FILE)
    assert (is_state, text) == (state, "")
    assert reason in why
    assert crawl.one("select without_text from source_health where source = 'nhse_publications'")
    # The rest of the source was read all the same.
    assert crawl.one("select count(*) from documents where kind = 'publication'") > 5
    assert crawl.add_up()


def test_a_page_sent_for_a_file_is_no_pdf(crawl, report):
    report(b"<html><body><main><p>Sign in to read this.</p></main></body></html>")
    assert crawl("nhse_publications") == 0
    assert crawl.one(FILE)[1] == "read"
    assert "it is a web page" in crawl.one("select encoding_note from versions v join documents d "
                               "on d.current_version = v.id where d.url like '%report.pdf'"
                               )  # fmt: skip


def test_a_file_that_is_too_large_is_not_read_and_it_is_said(crawl, report):
    report(b"%PDF-1.7" + bytes(33 * 1024 * 1024))
    assert crawl("nhse_publications") == 0
    assert crawl.rows(FILE) == []
    assert crawl.one(PAGE) == ("refused", "too large: more than 24 MiB, not read")


def test_a_file_that_unpacks_to_too_much_is_not_read_either(crawl, report):
    report(gzip.compress(b"%PDF-1.7" + bytes(40 * 1024 * 1024)), **{"Content-Encoding": "gzip"})
    assert crawl("nhse_publications") == 0
    assert crawl.one(PAGE) == ("refused", "too large: more than 24 MiB, not read")


def test_an_unchanged_file_makes_no_version_and_a_replaced_one_does(crawl, site, report):
    report(TWO_PAGES)
    assert crawl("nhse_publications") == 0
    versions = crawl.one("select count(*) from versions")
    site.requests()
    assert crawl("nhse_publications") == 0
    assert not [path for path in site.requests() if path.endswith(".pdf")]  # not so soon
    assert crawl("nhse_publications", as_of="2026-08-10") == 0
    assert [path for path in site.requests() if path.endswith("annual-report.pdf")]
    assert crawl.one("select count(*) from versions") == versions
    report(pdf_of([["SAMPLE: The first page says more."]]))
    assert crawl("nhse_publications", as_of="2026-08-17") == 0
    assert crawl.one(FILE)[3] == 2
    assert crawl.one("select count(*) from versions") == versions + 1
    # The day that the page gives for the first file says nothing of the second.
    times = (
        "select v.published_at, v.modified_at from versions v join documents d on d.id = "
        "v.document_id where d.url like '%sample-annual-report.pdf' order by v.number"
    )
    assert crawl.rows(times) == [("2026-04-20T16:01:00Z", "2026-04-20T16:01:00Z"), (None, None)]


def test_a_file_that_could_not_be_read_is_read_again_in_the_next_run(crawl, site, report):
    """It may have been the machine: a reader of files that was stopped, or ran out of time."""
    report(TWO_PAGES[: len(TWO_PAGES) // 2] + b"\n%%EOF\n")  # it has its end: it was not cut short
    assert crawl("nhse_publications") == 0
    assert crawl.one(FILE)[1] == "failed"
    site.requests()
    report(TWO_PAGES)
    assert crawl("nhse_publications", as_of="2026-08-04") == 0
    assert [path for path in site.requests() if path.endswith("annual-report.pdf")]
    assert crawl.one(FILE)[1] == "read"


def test_a_control_table_in_a_file_announces_its_next_review(crawl, report):
    report(pdf_of([["SAMPLE: Guide", "Version number: 2", "First published: May 2026",
                    "Next review date: August 2027"]]))  # fmt: skip
    assert crawl("nhse_publications") == 0
    assert crawl.one(
        "select a.kind, a.title, a.words, a.earliest, a.latest from announced_dates a "
        "join versions v on v.id = a.version_id join documents d on d.id = v.document_id "
        "where d.url like '%annual-report.pdf'"
    ) == ("review", "Review of Annual report", "August 2027", "2027-08-01", "2027-08-31")


def test_a_file_that_goes_is_gone_on_the_second_run_and_may_come_back(crawl, site, report):
    report(TWO_PAGES)
    assert crawl("nhse_publications") == 0
    report(b"none", "text/plain", 404)
    log = "select happened from document_log order by id"
    state = "select state from documents where url like '%annual-report.pdf'"
    assert crawl("nhse_publications", as_of="2026-08-10") == 0
    assert (crawl.one(state), crawl.rows(log)) == ("live", [])
    assert crawl("nhse_publications", as_of="2026-08-10") == 0
    assert (crawl.one(state), crawl.rows(log)) == ("gone", [("vanished",)])
    site.requests()
    assert crawl("nhse_publications", as_of="2026-08-11") == 0  # it is looked for once more,
    assert [path for path in site.requests() if path.endswith("annual-report.pdf")]
    assert crawl.one(PAGE)[0] == "gone"
    report(TWO_PAGES)
    assert crawl("nhse_publications", as_of="2026-08-17") == 0  # and then a week later
    assert (crawl.one(state), crawl.rows(log)) == ("gone", [("vanished",)])
    assert crawl("nhse_publications", as_of="2026-08-18") == 0
    assert (crawl.one(state), crawl.rows(log)) == ("live", [("vanished",), ("came_back",)])


def test_a_file_elsewhere_is_never_asked_for(crawl, site, httpserver):
    """Its address is kept for readers; the other host gets no request."""
    httpserver.expect_request("/secret.pdf").respond_with_data(TWO_PAGES, content_type=PDF)
    canary = httpserver.url_for("/secret.pdf")
    site.faults["/wp-json/wp/v2/documents.*"] = lambda *asked: _with(site, *asked, canary)
    assert crawl("nhse_publications") == 0
    assert httpserver.log == []
    assert crawl.one("select state, reason from pages where url = ?", canary) == (
        "refused",
        "a file on another host is not fetched",
    )


def test_a_file_that_leads_elsewhere_is_not_followed(crawl, report, httpserver):
    report(b"", "text/html", 302, Location=httpserver.url_for("/secret.pdf"))
    assert crawl("nhse_publications") == 0
    assert httpserver.log == []
    state, reason = crawl.one(PAGE)
    assert (state, reason.startswith("redirected off the site")) == ("refused", True)


def _with(site, target, base, canary):
    answer = SampleSite.answer(site.site, target, base)
    real = f"{base}/wp-content/uploads/2026/04/sample-annual-report.pdf"
    body = answer.body.replace(real.encode(), canary.encode())
    return Answer(body, answer.content_type, answer.status, answer.headers)
