"""The sample site over its three days: what a reader should find afterwards."""

from crawler.sample import DAYS, server


def test_three_days(crawl, site):
    # Day 1: everything is new; one publication's page answers 500 on every day.
    assert crawl(as_of=DAYS[1]) == 0
    assert crawl.one("select count(*) from documents") == 14
    assert crawl.one("select url, reason from pages where state = 'failed'") == (
        f"{site.base}/publication/sample-broken-page/",
        "the site answers 500",
    )
    assert crawl.run()["outcome"] == "finished"

    # Day 2: a promise is moved, a page is not there any more. Once is not enough.
    site.site.day = 2
    assert crawl(as_of=DAYS[2]) == 0
    assert crawl.one("select count(*) from versions") == 15
    assert crawl.rows("select text from texts t join versions v on v.id = t.version_id "
                      "where v.number = 2 and t.text like '%by 31 December 2026.%'")  # fmt: skip
    assert crawl.one("select count(*) from documents where state = 'gone'") == 0
    assert crawl.one(
        "select reason from pages where url like '%parking%'"
    ) == "404; counts as gone when seen on a second run"  # fmt: skip

    # Day 3: the promised document appears; the page is missing a second time.
    site.site.day = 3
    assert crawl(as_of=DAYS[3]) == 0
    assert crawl.one("select title, state, gone_on from documents where state = 'gone'") == (
        "SAMPLE: Advice on parking at clinics",
        "gone",
        DAYS[3],
    )
    assert crawl.one("select title from documents where title = 'SAMPLE: Digital skills plan'")

    # Nothing else happened: one document has two versions, one page is gone, one failed.
    assert crawl.rows("select url from documents d where (select count(*) from versions v "
                      "where v.document_id = d.id) > 1") == [
        (f"{site.base}/2026/05/sample-digital-skills-plan-promised/",)
    ]  # fmt: skip
    assert crawl.rows("select state, count(*) from pages where state in ('gone', 'failed') "
                      "group by state order by state") == [("failed", 1), ("gone", 1)]  # fmt: skip
    assert crawl.rows("select distinct origin from documents") == [("sample",)]
    assert crawl.rows("select title from documents where title not like 'SAMPLE: %'") == []
    assert crawl.rows("select distinct outcome from runs") == [("finished",)]
    assert crawl.add_up()
    assert crawl.rows("select * from pages where state in ('scheduled', 'leased')") == []
    # The index follows the current version.
    found = "select rowid from documents_fts where documents_fts match ?"
    assert len(crawl.rows(found, '"31 December 2026"')) == 1
    assert crawl.rows(found, '"by 30 September 2026"') == []


def test_an_unchanged_site_costs_one_request_a_source(crawl, site):
    assert crawl() == 0
    site.requests()
    assert crawl() == 0
    robots, news, publications, broken = site.requests()
    assert robots == "/robots.txt"
    assert news.startswith("/wp-json/wp/v2/posts?orderby=modified")
    assert publications.startswith("/wp-json/wp/v2/documents?orderby=modified")
    assert broken == "/publication/sample-broken-page/"  # due again, and tried once only
    assert crawl.one("select sum(new_versions) + sum(new_documents) from run_sources "
                     "where run_id = 2") == 0  # fmt: skip
    assert crawl.rows(
        "select state from pages where url like '%orderby=modified%' and url like '%page=1'"
    ) == [("unchanged",), ("unchanged",)]


def test_without_validators_too(crawl, site):
    """A real WordPress sends no ETag on its lists: then the newest change stops the reading."""
    original = server._validators
    server._validators = lambda _answer: {}
    try:
        assert crawl("nhse_news") == 0
        site.requests()
        assert crawl("nhse_news") == 0
    finally:
        server._validators = original
    assert [url.partition("?")[0] for url in site.requests()] == [
        "/robots.txt",
        "/wp-json/wp/v2/posts",
    ]
    assert crawl.run()["outcome"] == "finished"
    assert crawl.one("select count(*) from versions") == 8
