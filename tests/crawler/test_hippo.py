"""Coming publications of digital.nhs.uk: its pages in tables, its list over real HTTP."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.platforms.hippo.reading import (
    UPCOMING,
    Result,
    announced,
    is_cut_short,
    listed,
    publication,
    result_page,
    with_date,
)
from crawler.platforms.wordpress.reading import MissingPart
from crawler.sample import DAYS
from crawler.sample.answers import Answer

HERE = "https://digital.sample.example"
LIST = r"/search/publicationStatus/false.*"
FOLDER = "/data-and-information/publications/statistical/"

# Pages -----------------------------------------------------------------------------------


def results(*rows, total=None, following=""):
    shown = "".join(
        f"""<div class="cta cta--detailed" data-uipath="ps.search-results.result">
        <span class="cta__label" data-uipath="ps.search-results.result.type">Publication</span>
        <a class="cta__title cta__button" href="{href}" title="{title}"> {title}
        </a><span class="cta__meta" data-uipath="ps.search-results.result.date">{words}</span>
        <span class="cta__meta" data-uipath="ps.search-results.result.summary">Publication not yet
        published</span></div>"""
        for href, title, words in rows
    )
    count = len(rows) if total is None else total
    pager = f'<a title="Next" href="{following}">Next</a>' if following else ""
    head = f'<div data-uipath="ps.search-results" data-totalresults="{count}">'
    return f"<html><body>{head}{shown}</div>{pager}</body></html>"


def test_a_page_of_results():
    html = results(
        ("/p/lamps/2027", "SAMPLE: Lamps &amp; bulbs", "12 Mar 2027"),
        (f"{HERE}/p/beds", "SAMPLE: Beds", "Mar 2027"),
        ("/p/tea", "SAMPLE: Tea", ""),
        total="1,234",
        following="?r93_r1:page=2&amp;r93_r1:pageSize=10",
    )
    found = result_page(html, f"{HERE}/search/x?sort=date")
    assert [(row.url, row.title, row.type, row.words) for row in found.results] == [
        (f"{HERE}/p/lamps/2027", "SAMPLE: Lamps & bulbs", "Publication", "12 Mar 2027"),
        (f"{HERE}/p/beds", "SAMPLE: Beds", "Publication", "Mar 2027"),
        (f"{HERE}/p/tea", "SAMPLE: Tea", "Publication", ""),
    ]
    assert (found.total, found.odd) == (1234, ())
    assert found.next_url == f"{HERE}/search/x?r93_r1:page=2&r93_r1:pageSize=10"


@pytest.mark.parametrize(
    ("pager", "following"),
    [
        ("", None),
        ('<a title="Previous" href="?page=1">x</a>', None),
        ('<a title="Next" href="?page=3">x</a>', f"{HERE}/s?page=3"),
        (
            '<a class="nhsd-a-character-block" aria-label="Next" href="/s?p=3">x</a>',
            f"{HERE}/s?p=3",
        ),
    ],
)
def test_the_next_page_is_followed_by_its_link(pager, following):
    html = results(("/p", "SAMPLE: P", "")).replace("</body>", f"{pager}</body>")
    assert result_page(html, f"{HERE}/s?page=2").next_url == following


def test_one_odd_row_is_said():
    odd = '<div data-uipath="ps.search-results.result"><p>SAMPLE: no link</p></div>'
    html = results(("/p", "SAMPLE: P", "")).replace("</body>", f"{odd}</body>")
    found = result_page(html, HERE)
    assert [row.title for row in found.results] == ["SAMPLE: P"]
    assert found.odd == ("a row without a link and a title: SAMPLE: no link",)


@pytest.mark.parametrize(
    "html", ["<p>", "<h1>Access denied</h1>", '<div data-uipath="ps.search-results"></div>']
)
def test_no_list_of_results(html):
    with pytest.raises(MissingPart, match="totalresults"):
        result_page(html, HERE)


NEW_HEAD = """<div class="nhsd-o-hero"><h1 data-uipath="document.title">SAMPLE: Lamps, 2027</h1>
<p data-uipath="ps.publication.information-types">Official statistics, Census</p>
<dl class="nhsd-o-hero__meta-data"><div class="nhsd-o-hero__meta-data-item">
<dt class="nhsd-o-hero__meta-data-item-title">Publication Date:</dt>
<dd class="nhsd-o-hero__meta-data-item-description" data-uipath="x">{words}</dd></div>
<div class="nhsd-o-hero__meta-data-item"><dt>Geographic Coverage:</dt><dd>England</dd></div>
</dl></div>"""
OLD_HEAD = """<div class="article-header"><h1 class="local-header__title"
data-uipath="document.title">SAMPLE: Lamps, 2027</h1><dl class="article-header__detail-list">
<dt class="article-header__detail-list-key">Publication date</dt>
<dd data-uipath="ps.publication.nominal-publication-date">{words}</dd></dl></div>"""
OLDEST_HEAD = """<div><h2 data-uipath="ps.publication.title">SAMPLE: Lamps, 2027</h2>
<dl><dt>Date</dt><dd itemprop="datePublished">{words}</dd></dl></div>"""
COMING = f'<p class="nhsd-t-heading-xs">{UPCOMING}</p>'
OUT = """<div class="js-publication-body" data-uipath="ps.publication.body"><nav>On this page</nav>
<h2>Summary</h2><div itemprop="description"><p>All lamps.</p></div>
<div class="nhsd-m-emphasis-box"><p>A box of the text.</p></div>
<div data-uipath="ps.publication.resources-attachment"><a class="nhsd-a-box-link"
href="https://files.digital.sample.example/AB/lamps.csv"><p>Lamps (CSV)</p></a></div>
<div data-uipath="ps.publication.datasets"><a href="/p/lamps/data">Data</a></div>
<div id="last-edited">Last edited: 12 March 2027 9:30 am</div></div>"""
NOTICE = """<div class="nhsd-m-emphasis-box"><p>Change of date</p>
<div><p>One trust was late.</p></div><p>5 March 2027 09:00 AM</p></div>"""


def article(*parts, words="12 Mar 2027"):
    inside = "".join(parts).replace("{words}", words)
    start = '<article class="article article--publication">'
    return f"<html><body>{start}{inside}</article></body></html>"


@pytest.mark.parametrize("head", [NEW_HEAD, OLD_HEAD, OLDEST_HEAD])
def test_a_coming_publication(head):
    found = publication(article(head, COMING, words="Sept 2027"), f"{HERE}/p/lamps")
    assert (found.title, found.words, found.upcoming) == ("SAMPLE: Lamps, 2027", "Sept 2027", True)
    lines = found.text.splitlines()
    assert (lines[0], lines[-1]) == ("Publication date: Sept 2027", UPCOMING)
    date = announced(found, f"{HERE}/p/lamps/")
    assert (date.kind, date.key, date.title) == ("release", "/p/lamps", "SAMPLE: Lamps, 2027")
    assert (date.words, date.earliest, date.latest) == ("Sept 2027", "2027-09-01", "2027-09-30")
    assert (date.precision, date.state) == ("month", "stated")
    assert (date.outcome_on, date.outcome_url, date.note) == (None, None, None)


def test_a_day_is_stated_and_not_confirmed():
    date = announced(publication(article(NEW_HEAD, COMING), HERE), f"{HERE}/p")
    assert (date.earliest, date.precision, date.state) == ("2027-03-12", "day", "stated")


@pytest.mark.parametrize("head", [NEW_HEAD, OLD_HEAD, OLDEST_HEAD])
def test_a_publication_that_is_out(head):
    found = publication(article(head, OUT), f"{HERE}/p/lamps")
    assert (found.upcoming, found.edited) == (False, "2027-03-12")
    assert [(link.kind, link.url, link.title) for link in found.links] == [
        ("link", "https://files.digital.sample.example/AB/lamps.csv", "Lamps (CSV)"),
        ("link", f"{HERE}/p/lamps/data", "Data"),
    ]
    assert "All lamps." in found.text
    assert "Last edited" not in found.text
    assert "On this page" not in found.text
    date = announced(found, f"{HERE}/p/lamps")
    assert (date.state, date.outcome_on, date.outcome_url) == (
        "released",
        "2027-03-12",
        f"{HERE}/p/lamps",
    )


def test_the_body_says_why_it_moved_a_date():
    found = publication(article(NEW_HEAD, NOTICE, COMING), HERE)
    assert found.notices == "Change of date\nOne trust was late.\n5 March 2027 09:00 AM"
    assert announced(found, HERE).note == found.notices
    assert found.text.splitlines() == [
        "Publication date: 12 Mar 2027",
        "Geographic Coverage: England",
        UPCOMING,
        *found.notices.splitlines(),
    ]
    assert found.types == ("Official statistics", "Census")
    # A box in the text of a publication is no notice.
    assert publication(article(NEW_HEAD, NOTICE, OUT), HERE).notices == found.notices


def test_a_publication_without_a_readable_date():
    found = publication(article(NEW_HEAD, COMING, words="(Not specified)"), HERE)
    date = announced(found, HERE)
    assert (date.words, date.earliest, date.precision) == ("(Not specified)", None, "none")
    bare = publication(article("<h1>SAMPLE: Lamps</h1>", COMING), HERE)
    assert bare.words == ""
    assert with_date(bare, "Mar 2027").text.splitlines() == ["Publication date: Mar 2027", UPCOMING]


def test_what_the_list_alone_says():
    found = listed(Result(url=HERE, title="SAMPLE: Lamps", type="Publication", words="Mar 2027"))
    assert found.text.splitlines() == ["Publication date: Mar 2027", UPCOMING]
    assert announced(found, f"{HERE}/p").latest == "2027-03-31"


@pytest.mark.parametrize(
    "html",
    [
        "<p>",
        "<article><h1>News</h1></article>",
        article(COMING),
        article("<h1>SAMPLE: neither out nor coming</h1><p>Words</p>"),
    ],
)
def test_no_publication(html):
    with pytest.raises(MissingPart):
        publication(html, HERE)


# The spider ------------------------------------------------------------------------------


def dates(crawl, slug):
    """Every date that was ever announced for a publication, in the order of its versions."""
    return crawl.rows(
        """
        select a.words, a.precision, a.state, a.outcome_on from announced_dates a
        join versions v on v.id = a.version_id join documents d on d.id = v.document_id
        where d.url like ? order by v.number
        """,
        f"%{FOLDER}{slug}%",
    )


def test_three_days(crawl, site):
    assert crawl("nhsd_upcoming", as_of=DAYS[1]) == 0
    assert crawl.one("select count(*) from documents") == 5
    assert crawl.one("select count(*) from announced_dates") == 5
    assert crawl.rows("select distinct kind from documents") == [("upcoming_publication",)]

    # Again on the same day: what is unchanged costs the pages of the list, and no more.
    site.requests()
    assert crawl("nhsd_upcoming", as_of=DAYS[1]) == 0
    asked = [url.partition("?")[0] for url in site.requests()]
    assert asked == ["/robots.txt", *["/search/publicationStatus/false"] * 3]
    assert crawl.one("select count(*) from versions") == 5

    site.site.day = 2
    assert crawl("nhsd_upcoming", as_of=DAYS[2]) == 0
    # Published: looked at since it left the list.
    assert dates(crawl, "sample-lamp-survey") == [
        ("10 Sept 2026", "day", "stated", None),
        ("10 Sept 2026", "day", "released", "2026-09-10"),
    ]
    # Moved, and the body said why.
    assert dates(crawl, "sample-bed-linen") == [
        ("24 Sept 2026", "day", "stated", None),
        ("22 Oct 2026", "day", "stated", None),
    ]
    assert "two sample laundries" in crawl.one("select note from announced_dates where note <> ''")
    # A month became a day: both are kept as they were said.
    assert dates(crawl, "sample-clinic-census") == [
        ("Nov 2026", "month", "stated", None),
        ("12 Nov 2026", "day", "stated", None),
    ]
    assert dates(crawl, "sample-tea-rounds") == [("Mar 2027", "month", "stated", None)]
    assert crawl.one("select count(*) from documents where state = 'gone'") == 0

    site.site.day = 3
    assert crawl("nhsd_upcoming", as_of=DAYS[3]) == 0
    assert dates(crawl, "sample-clinic-census")[2:] == [
        ("12 Nov 2026", "day", "released", "2026-11-12")
    ]
    assert crawl.one("select published_at from documents where url like '%census%'") == "2026-11-12"
    assert crawl.rows("select title from documents where state = 'gone'") == [
        ("SAMPLE: Window count, spring 2027",)
    ]
    # Whatever its date, a publication keeps its key.
    assert crawl.one("select count(distinct key) from announced_dates") == 5
    assert crawl.rows("select title from documents where title not like 'SAMPLE: %'") == []
    assert crawl.add_up()

    # files.digital.nhs.uk says no to every robot. Its copy is the same server, and saw nobody.
    stored = crawl.rows("select kind, url from attachments order by url")
    assert [(kind, urlsplit(url).path) for kind, url in stored] == [
        ("link", "/AB/12CD34/sample-lamps.csv"),
        ("link", "/EF/56AB78/sample-census.pdf"),
    ]
    assert all("//files." in url for _, url in stored)
    assert [url for url in site.requests() if re.match("/(AB|EF)/", url)] == []
    assert crawl.rows("select url from pages where url like '%//files.%'") == []


@pytest.mark.parametrize(
    ("found", "total", "short"),
    [
        (250, 250, False),
        (251, 250, False),
        (249, 250, False),
        (238, 250, False),
        (237, 250, True),
        (10, 250, True),
        (1, 2, False),
        (0, 2, True),
    ],
)
def test_a_row_may_slip_over_the_edge_of_a_page_and_a_list_may_not_be_cut(found, total, short):
    assert is_cut_short(found, total) is short


def list_page_of(*rows, **options):
    return Answer(results(*rows, **options).encode(), "text/html")


ROWS = [(f"{FOLDER}sample-{n}", f"SAMPLE: No {n}", "Mar 2027") for n in range(20)]


def test_from_a_list_that_is_not_whole_nothing_is_concluded(crawl, site):
    site.faults[LIST] = list_page_of(*ROWS[:10], total=250)
    assert crawl("nhsd_upcoming") == 1
    assert "says 250 results and shows 10" in crawl.err
    assert f"{site.base}/search/publicationStatus/false" in crawl.err
    assert [url for url in site.requests() if url.startswith(FOLDER)] == []
    assert crawl.one("select outcome from run_sources") == "broken"
    assert crawl.add_up()


def test_a_pager_without_end_an_unreadable_page_and_a_page_that_denies_its_change(crawl, site):
    rows = list(ROWS[:19])

    def pages(target, base):
        """Page 3 and all beyond it repeat page 2."""
        number = int(parse_qs(urlsplit(target).query).get("r7_r1:page", ["1"])[0])
        shown = rows[:10] if number == 1 else rows[10:]
        return list_page_of(*shown, total=20, following=f"?r7_r1:page={number + 1}")

    def coming(target, base):
        words = next(words for path, _, words in rows if path == target)
        return Answer(article(NEW_HEAD, COMING, words=words).encode(), "text/html")

    site.faults[LIST] = pages
    site.faults[rf"{FOLDER}sample-7"] = Answer(
        b"<h1>SAMPLE: another theme</h1></html>", "text/html"
    )
    site.faults[rf"{FOLDER}.*"] = coming
    assert crawl("nhsd_upcoming") == 0
    assert len([url for url in site.requests() if "/search/" in url]) == 3
    assert "says 20 results and shows 19" in crawl.err
    assert crawl.one("select count(*) from documents") == 19
    assert "the list's own words are taken" in crawl.err
    assert dates(crawl, "sample-7") == [("Mar 2027", "month", "stated", None)]

    # The list shows another date: the page is asked for in full, whatever its validators say.
    rows[3] = (rows[3][0], rows[3][1], "May 2027")
    site.headers_seen.clear()
    assert crawl("nhsd_upcoming") == 0
    assert [url for url in site.requests() if FOLDER in url] == [rows[3][0]]
    assert not any("If-None-Match" in headers for headers in site.headers_seen)
    assert [words for words, *_ in dates(crawl, "sample-3")] == ["Mar 2027", "May 2027"]
