"""Documents that move to another site, and what a closing check says of a source."""

import re

import pytest

from crawler.sample.server import Answer, SampleSite

HTML = "text/html; charset=UTF-8"
GUIDE = "/publication/sample-ward-lighting-guide/"
NEW_HOME = "https://www.gov.example/guidance/ward-lighting"
DOCUMENT = """select state, moved_to, missing_since_run from documents
  where url like '%lighting-guide/'"""
LOG = "select happened, became from document_log order by id"


def test_a_document_that_moves_to_another_site_is_the_same_document(crawl, site):
    """Its new home is written down and not asked for: that is another source's.

    One run that sees the redirect does not believe it: a site in repair has many.
    """
    site.faults["/wp-json/.*"] = Answer(b"", HTML, 403)
    assert crawl("nhse_publications") == 0
    count = crawl.one("select count(*) from documents")
    site.faults[GUIDE] = Answer(b"", HTML, 301, {"Location": NEW_HOME})
    assert crawl("nhse_publications", as_of="2026-08-03") == 0
    assert crawl.one(DOCUMENT)[:2] == ("live", None)
    assert crawl.rows(LOG) == []
    for day in ("2026-08-06", "2026-08-20"):
        assert crawl("nhse_publications", as_of=day) == 0
        assert crawl.one(DOCUMENT)[:2] == ("live", NEW_HOME)
    assert crawl.rows(LOG) == [("moved", NEW_HOME)]  # once, not in every run
    assert crawl.one("select count(*) from documents") == count
    site.faults.pop(GUIDE)
    assert crawl("nhse_publications") == 0
    assert crawl.one(DOCUMENT) == ("live", None, None)


def test_a_passing_redirect_elsewhere_is_no_move(crawl, site):
    site.faults["/wp-json/.*"] = Answer(b"", HTML, 403)
    assert crawl("nhse_publications") == 0
    site.faults[GUIDE] = Answer(b"", HTML, 302, {"Location": NEW_HOME})
    assert crawl("nhse_publications") == 0
    assert crawl.one(DOCUMENT) == ("live", None, None)
    assert crawl.rows(LOG) == []


def _without_text(site):
    """News whose text neither the API nor the pages show any more: a field has died."""

    def answers(target, base):
        answer = SampleSite.answer(site.site, target, base)
        body = answer.body.replace(b'"rendered": "<', b'"rendered": "", "was": "<')
        body = re.sub(rb'(<div class="rich-text">).*?(</div>)', rb"\1\2", body, flags=re.DOTALL)
        return Answer(body, answer.content_type, 200, answer.headers)

    return answers


def test_a_source_that_lost_its_texts_is_broken_and_the_next_is_read(crawl, site):
    site.faults[r"/wp-json/wp/v2/posts.*|/2026/.*"] = _without_text(site)
    assert crawl("nhse_news", "nhse_foi") == 1
    health = dict(crawl.rows("select source, health from source_health"))
    assert health == {"nhse_news": "broken", "nhse_foi": "healthy"}
    reason = crawl.one("select reason from source_health where source = 'nhse_news'")
    assert reason.startswith("only 0% of ")
    assert reason.endswith("documents have text")
    assert reason in crawl.err
    assert crawl.one("select outcome from runs") == "broken"


@pytest.mark.parametrize("runs", [1, 2])
def test_a_source_that_is_well_says_so(crawl, runs):
    for _ in range(runs):
        assert crawl("nhse_news") == 0
    row = crawl.one(
        "select health, reason, read_on, last_healthy_on, sample, pages_failed from source_health"
    )
    assert row == ("healthy", None, "2026-08-03", "2026-08-03", 1, 0)
