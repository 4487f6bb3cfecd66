"""The sample site over its three days: what a reader should find afterwards."""

from crawler.sample import DAYS, server

NHSE = ("nhse_board", "nhse_foi", "nhse_longreads", "nhse_news", "nhse_publications")
EDITED = """
    select substr(d.url, instr(d.url, '/20') + 1) as url, d.kind from documents d
    where (select count(*) from versions v where v.document_id = d.id) > 1 order by d.kind, d.url
"""


def test_three_days(crawl, site):
    # Day 1: everything is new; one publication's page answers 500 on every day.
    assert crawl(*NHSE, as_of=DAYS[1]) == 0
    assert crawl.rows("select kind, count(*) from documents group by kind order by kind") == [
        ("attachment", 10), ("board_agenda", 1), ("board_minutes", 1), ("board_paper", 2),
        ("foi_page", 3), ("foi_release", 1), ("long_read", 2), ("news", 8), ("publication", 6),
    ]  # fmt: skip
    assert crawl.one("select url, reason from pages where state = 'failed'") == (
        f"{site.base}/publication/sample-broken-page/",
        "the site answers 500",
    )
    assert crawl.run()["outcome"] == "finished"

    # Day 2: promises are moved on a page and inside a file, the date of a review too, minutes
    # come out, and a page is not there any more. Once is not enough.
    site.site.day = 2
    assert crawl(*NHSE, as_of=DAYS[2]) == 0
    assert crawl.rows("select text from texts t join versions v on v.id = t.version_id "
                      "where v.number = 2 and t.text like '%by 31 December 2026.%'")  # fmt: skip
    assert crawl.one("select count(*) from documents where kind = 'board_minutes'") == 2
    assert crawl.one("select count(*) from documents where state = 'gone'") == 0
    assert crawl.one(
        "select reason from pages where url like '%parking-advice%'"
    ) == "404; counts as gone when seen on a second run"  # fmt: skip

    # Day 3: the promised document appears; the page is missing a second time; figures of another
    # quarter stand in the place of the last.
    site.site.day = 3
    assert crawl(*NHSE, as_of=DAYS[3]) == 0
    assert crawl.one("select title, state, gone_on from documents where state = 'gone'") == (
        "SAMPLE: Advice on parking at clinics",
        "gone",
        DAYS[3],
    )
    assert crawl.one("select title from documents where title = 'SAMPLE: Digital skills plan'")

    # Nothing else happened: four documents have two versions, one page is gone, one failed.
    edited = [(url.removeprefix(site.base), kind) for url, kind in crawl.rows(EDITED)]
    assert edited == [
        ("2026/07/sample-cleaning-standards.pdf", "attachment"),
        ("/contact-us/foi/foi-quarterly-update/", "foi_page"),
        ("/long-read/sample-freedom-of-information-policy/", "long_read"),
        ("2026/05/sample-digital-skills-plan-promised/", "news"),
    ]
    assert crawl.one("select max(number) from versions") == 2
    assert crawl.rows("select state, count(*) from pages where state in ('gone', 'failed') "
                      "group by state order by state") == [("failed", 1), ("gone", 1)]  # fmt: skip
    assert crawl.rows("select distinct origin from documents") == [("sample",)]
    assert crawl.rows("select title from documents where title not like 'SAMPLE: %' "
                      "and kind <> 'attachment'") == []  # fmt: skip
    assert crawl.rows("select text from documents where text not like '%SAMPLE%' "
                      "and kind = 'attachment' and url like '%.pdf'") == []  # fmt: skip
    assert crawl.rows("select distinct outcome from runs") == [("finished",)]
    assert crawl.add_up()
    assert crawl.rows("select * from pages where state in ('scheduled', 'leased')") == []
    # The index follows the current version.
    assert len(crawl.found('"31 December 2026"')) == 1
    assert crawl.found('"by 30 September 2026"') == []


def test_a_promise_inside_a_file_is_read_with_its_page_and_a_replaced_file_is_an_edit(crawl, site):
    """The same address, other bytes: nothing on the page tells, only looking again."""
    assert crawl("nhse_publications", as_of=DAYS[1]) == 0
    site.site.day = 2
    assert crawl("nhse_publications", as_of=DAYS[2]) == 0
    texts = crawl.rows(
        """
        select v.number, t.text, json_extract(t.page_starts, '$[1]'), v.text_state, v.route
        from documents d join versions v on v.document_id = d.id join texts t on t.version_id = v.id
        where d.url like '%cleaning-standards.pdf' order by v.number
        """
    )
    assert [row[0] for row in texts] == [1, 2]
    for (_, text, second_page, state, route), day in zip(
        texts, ("1 November 2026", "1 February 2027"), strict=True
    ):
        assert text[second_page:].splitlines()[-1] == (
            f"The Sample Health Agency will inspect all sample wards by {day}."
        )
        assert (state, route) == ("read", "file")
    assert crawl.one("select count(*) from documents where url like '%cleaning%'") == 2


def asked(requests):
    return [path.partition("?")[0].removeprefix("/wp-json/wp/v2/") for path in requests]


def test_what_an_unchanged_site_is_asked_for(crawl, site):
    """One list a source, and the type and category names that only the site knows.

    A week later up to fifty files that were read are looked at again, conditionally: one may be
    replaced under its old address, and no list shows that.
    """
    assert crawl(*NHSE) == 0
    site.requests()
    assert crawl(*NHSE) == 0
    assert asked(site.requests()) == [
        "/robots.txt",
        # The board: both types are listed whole, for a category has no order of changes.
        "types", "categories", "documents", "long-reads",
        # The page on FOI, the pages below it, and whether there is anything below those.
        "pages", "pages", "pages",
        "types", "long-reads",
        "posts",
        "documents",
        "/publication/sample-broken-page/",  # due again, and tried once only
    ]  # fmt: skip
    assert crawl.one("select sum(new_versions) + sum(new_documents) from run_sources "
                     "where run_id = 2") == 0  # fmt: skip
    assert {state for (state,) in crawl.rows(
        "select state from pages where url like '%orderby=modified%' and url like '%page=1'"
    )} == {"unchanged"}  # fmt: skip
    assert crawl(*NHSE, as_of="2026-08-10") == 0
    files = [path for path in site.requests() if path.startswith("/wp-content/uploads/")]
    assert len(files) == crawl.one("select count(*) from documents where kind = 'attachment'")
    assert crawl.rows("select distinct state from pages where kind = 'attachment'") == [
        ("unchanged",)
    ]


def test_without_validators_too(crawl, site):
    """A real WordPress sends no ETag on its lists: then the newest change stops the reading."""
    original = server._validators
    server._validators = lambda _answer: {}
    try:
        assert crawl("nhse_news") == 0
        site.requests()
        assert crawl("nhse_news") == 0
        requests = [url.partition("?")[0] for url in site.requests()]
        assert requests == ["/robots.txt", "/wp-json/wp/v2/posts"]
        assert crawl("nhse_news", as_of="2026-08-10") == 0
    finally:
        server._validators = original
    # The same bytes: no new version.
    assert "/wp-content/uploads/2026/06/sample-pilot-leaflet.pdf" in site.requests()
    assert crawl.run()["outcome"] == "finished"
    assert crawl.one("select count(*) from versions") == 9


def test_what_it_is_asked_for_on_later_days(crawl, site):
    """What is due, a hundred in one request; and once a week the list without a condition."""
    assert crawl("nhse_news", as_of=DAYS[1]) == 0  # 3 August
    listed = "orderby=modified"
    for day, whole in (("2026-08-04", False), ("2026-08-09", False), ("2026-08-10", True)):
        site.requests()
        site.headers_seen.clear()
        assert crawl("nhse_news", as_of=day) == 0
        headers = list(site.headers_seen)
        requests = dict(zip(site.requests(), headers, strict=True))
        lists = [path for path in requests if listed in path]
        assert len(lists) == (2 if whole else 1)
        assert ("If-None-Match" in requests[lists[0]]) is not whole
        assert len([path for path in requests if "posts?include=" in path]) <= 1
        assert len(requests) <= 7
    assert crawl.one("select count(*) from versions") == 9
    assert crawl.one("select count(*) from documents where last_seen_at is not null") == 9
