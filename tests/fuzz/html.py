"""Pages, as each reader of pages takes them: from their bytes to what is kept of them."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Final

from crawler.bodies import html_of_bytes, looks_cut
from crawler.files.pages import Enough, File, Pages
from crawler.files.web import read as read_file
from crawler.platforms.control_table import control_dates, control_dates_in_html
from crawler.platforms.feeds.article import NoArticle, article_of
from crawler.platforms.hippo.reading import announced, publication, result_page
from crawler.platforms.statistics_calendar.reading import plan_links, plan_of
from crawler.platforms.wordpress.board import as_data, kind_of, meeting_of, named_papers
from crawler.platforms.wordpress.foi_table import foi_references, foi_tables, with_rows_as_lines
from crawler.platforms.wordpress.reading import (
    Layout,
    MissingPart,
    generic_text,
    links_under,
    native_id,
    needs_password,
    page_content,
    shows_one_of_several,
)
from crawler.spiders.nhse_foi import NhseFoi
from crawler.spiders.nhse_news import NhseNews
from crawler.spiders.nhse_publications import NhsePublications
from crawler.text import files_in, plain, text_of
from db.normal import normalise
from tests.fuzz.harness import Input, Target
from tests.fuzz.mutate import Markup, spoilt_bytes

GOLDEN: Final = Path(__file__).parents[1] / "crawler" / "golden"
URL: Final = "https://site.example/publication/sample-plan/"


def golden(source: str, *names: str) -> list[str]:
    """Pages of the sample site, as a crawl of it keeps them."""
    return [(GOLDEN / source / "pages" / name).read_text() for name in names]


TAGS: Final = (
    "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<i>", "<span>", "<ul>", "<li>", "</li>",
    "</ul>",
    "<ol>", "<table>", "</table>", "<tr>", "<td>", "<th>", "</td>", "<thead>", "<caption>", "<dl>",
    "<dt>", "<dd>", "<a href='/x.pdf'>", "<a href=>", "<a>", "</a>", "<h1>", "</h1>", "<h2>",
    "<h3>",
    "<br>", "<hr/>", "<img src=x>", "<script>", "</script>", "<style>", "<template>", "<svg>",
    "</svg>", "<math>", "<noscript>", "<form>", "<select><option>", "<button>", "<iframe src='x'>",
    "<iframe ", "<video src=", "<!--", "-->", "<!-->", "<![CDATA[", "]]>", "<?php", "?>",
    "<!DOCTYPE",
    "<html>", "</html>", "<head>", "<body>", "</body>", "<base href='http://['>",
    "<meta charset=utf-16>",
    '<meta http-equiv="Content-Type" content="text/html; charset=utf-7">', "<title>", "</title>",
    "<article>", "<article itemprop='articleBody'>", "</article>", "<main>", "<section>", "<aside>",
    "<nav>", "<header>", "<footer>", "<pre>", "<textarea>", "<plaintext>", "<xmp>", "<frameset>",
    "<time datetime='2026-08-03'>", "<time>", "<o:p>", "<x:y z:w='1'>", "<a:b>", "<0>", "< p>",
    "<>",
    "</>", "&", "&amp;", "&#0;", "&#xD800;", "&#x110000;", "&#99999999999;", "&nbsp;",
    "&notanentity;",
    "<td colspan=50 rowspan=50>", "<td colspan='²'>", "<td rowspan='-1'>",
    "<th colspan='99999999'>",
    "<p class='rich-text'>", "<div class='share related'>", "<div role='dialog'>", "<div id='x'>",
    "<div class=document-thumbnail>", "<div class='post-password-form'>", "<p hidden>",
    "<blockquote>", "<details><summary>", "<q>", "<del>", "<ins>", "<code>", "<font>", "<center>",
)  # fmt: skip
WORDS: Final = (
    "Time period", "Overall compliance", "Resolved within 20 working days", "Next review date:",
    "Review date", "Version number", "First published:", "Publication Date:", "Page updated:",
    "(Upcoming, not yet published)", "Last edited: 3 May 2026", "12 month plan 2026-27", "Related",
    "page not found", "Just a moment...", "Read 123 times", "5 days ago", "view the paper (PDF)",
    "Date of meeting:", "Board minutes", "FOI-2305-1969018", "FOI - 2305", "1044", "76.68%",
    "We will publish the plan by May 2026.", "2026-27", "Topic:", "view", "paper", "Item 4:",
)  # fmt: skip

_HEAD: Final = "".join(
    f"<th>{one}</th>"
    for one in ("Time period", "Valid FOI requests received", "Resolved within 20 working days",
                "Total requests outstanding *", "Overall compliance")
)  # fmt: skip
_ROW: Final = "".join(f"<td>{one}</td>" for one in ("Q1 2026/27", "1044", "811", "9", "76.68%"))
_PAGE: Final = (
    '<html><head><title>Sample Agency &raquo; Plan</title></head><body class="page-id-12">'
    '<section id="main-content"><h1>SAMPLE: Plan</h1>{}</section></body></html>'
)
_FOI: Final = (
    f'<div class="rich-text"><p>See FOI-2305-1969018.</p><table><thead><tr>{_HEAD}</tr></thead>'
    f'<tbody><tr>{_ROW}</tr></tbody></table><a href="/contact-us/foi/x/">More</a></div>'
)
_CONTROL: Final = (
    '<div class="rich-text"><p>We will review it.</p><table><tr><td>Version number</td><td>3</td>'
    "</tr><tr><th>Next review date</th><td>August 2025 (or sooner)</td></tr></table>"
    "<p>First published: May 2018Next review date: August 2025</p></div>"
)
_AGENDA: Final = (
    '<div class="rich-text"><p>Date of meeting: Thursday 6 May 2027</p><ul><li>2.1 People – '
    '<a href="/long-read/people/">view the paper for this item</a> (PDF, 2MB)</li><li>3 Seal '
    '<a href="/wp-content/uploads/seal.pdf">Paper</a></li></ul></div>'
)
_NEWS: Final = (
    '<article><h2>SAMPLE: News</h2><div class="entry-meta"><time class="post-meta" datetime='
    '"2026-06-08T09:30:00+0000">8 June 2026</time></div><div class="entry-meta--topics"><ul '
    'class="topics"><li><a href="/news/?filter-category=care">Care</a></li></ul></div><div '
    'class="rich-text"><p>We will publish the plan by May.</p><p><a href="/wp-content/uploads/'
    'p.pdf">Plan</a></p></div></article>'
)
_PLANS: Final = (
    '<h2>2026-27</h2><p><a href="/statistics/wp-content/uploads/12-month-plan-2026_27.pdf">12 month'
    ' plan (3 May 2026)</a></p><p><a href="/x/calendar.pdf">Proposed calendar 2025/26</a></p>'
)
_ARTICLE: Final = (
    "<html><head><title>Plan late - Gazette</title><link rel='canonical' href='/2026/07/plan/'>"
    "<meta property='og:title' content='Plan late'><meta name='date' content='2026-07-21'>"
    '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "Plan '
    'late", "datePublished": "2026-07-21T06:30:00Z"}]}</script></head><body><nav><a href="/">Home'
    "</a></nav><main><article><h1>Plan late</h1><div class='byline'>By A</div><div class="
    "'entry-content'><p>The agency will publish its plan by 31 December 2026, it said today.</p>"
    "<p>It was due in May. <a href='/plan.pdf'>The old plan</a> has gone.</p><p>Read 12 times</p>"
    "</div></article><h2>Related</h2><p><a href='/x/'>Other</a></p></main></body></html>"
)


def _read_news(html: str) -> bool:
    return _wordpress(html, NhseNews.layout)


def _read_publication(html: str) -> bool:
    return _wordpress(html, NhsePublications.layout)


def _read_page(html: str) -> bool:
    return _wordpress(html, NhseFoi.layout)


def _wordpress(html: str, layout: Layout) -> bool:
    """Read as the spiders do."""
    needs_password(html), shows_one_of_several(html), looks_cut(html), native_id(html)
    try:
        found = page_content(html, URL, layout)
    except MissingPart:
        _kept(generic_text(html))
        return False
    _kept(found.text, found.title)
    links_under(html, URL, layout, "/contact-us/")
    for odd in control_dates_in_html(found.html, title=found.title, about="7").odd:
        _kept(odd)
    return True


def _read_table(html: str) -> bool:
    tables = foi_tables(html)
    _kept(*(value for table in tables for row in table.rows for value in row.values()))
    text = text_of(with_rows_as_lines(html))
    foi_references(text)
    return bool(tables)


def _read_control(html: str) -> bool:
    control_dates(text_of(html), title="Plan", about="7")
    return bool(control_dates_in_html(html, title="Plan", about="7").announced)


def _read_agenda(html: str) -> bool:
    files = tuple(files_in(html, URL))
    found = named_papers(html, URL, files)
    assert [one.url for one in found] == [one.url for one in files]
    title, text = plain(html)[:200], text_of(html)
    meeting = meeting_of(title, text, kind_of(title, URL))
    return bool(meeting and as_data(meeting)) or bool(found)


def _read_list(html: str) -> bool:
    try:
        found = result_page(html, URL)
    except MissingPart:
        return False
    return bool(found.results)


def _read_upcoming(html: str) -> bool:
    try:
        found = publication(html, URL)
    except MissingPart:
        return False
    _kept(found.title)
    announced(found, URL)
    return True


def _read_plans(html: str) -> bool:
    plan_of(text_of(html), year="2026-27", proposed=False)
    return bool(plan_links(html, URL).plans)


def _read_article(html: str) -> bool:
    try:
        found = article_of(html, URL, "Plan late")
    except NoArticle:
        return False
    _kept(found.text, found.title)
    return True


def _read_any(html: str) -> bool:
    pages = Pages()
    with suppress(Enough):
        read_file(File(html.encode(), "text/html"), pages)
    return any(pages.texts())


def _kept(*texts: str) -> None:
    """What is kept has a form of its own, and can be written."""
    for text in texts:
        assert normalise(text) == text
        text.encode()


# Reader -> how often (of a hundred), what reads, and what is spoilt for it.
_READERS: Final[dict[str, tuple[int, Callable[[str], bool], list[str]]]] = {
    "news": (12, _read_news, [_PAGE.format(_NEWS)]),
    "publication": (8, _read_publication, golden("nhse_publications", "cc27142fc8.html")),
    "page": (10, _read_page, [_PAGE.format(one) for one in (_FOI, _CONTROL, _AGENDA)]),
    "table": (12, _read_table, [_FOI]),
    "control": (12, _read_control, [_CONTROL]),
    "agenda": (12, _read_agenda, [_AGENDA]),
    "list": (8, _read_list, golden("nhsd_upcoming", "db51e87c44.html")),
    "upcoming": (8, _read_upcoming, golden("nhsd_upcoming", "6e1dd6edf7.html")),
    "plans": (8, _read_plans, [_PAGE.format(_PLANS)]),
    "article": (5, _read_article, [_ARTICLE]),
    "any file": (5, _read_any, [_ARTICLE, _PAGE.format(_NEWS)]),
}
_NAMES: Final = tuple(_READERS)
_WEIGHTS: Final = tuple(often for often, _, _ in _READERS.values())
_MARKUP: Final = {name: Markup(seeds, TAGS, WORDS) for name, (_, _, seeds) in _READERS.items()}


def make(random: Random) -> Input:
    """A page for one of the readers; now and then its bytes are spoilt as well."""
    (name,) = random.choices(_NAMES, _WEIGHTS)
    body = _MARKUP[name].spoilt(random).encode("utf-8", "surrogatepass")
    return Input(name, spoilt_bytes(random, body) if random.random() < 0.05 else body)


def read(one: Input) -> bool:
    """Read a page as its reader does."""
    try:
        html, _ = html_of_bytes(one.body, "text/html; charset=utf-8")
    except ValueError:  # no page at all
        return False
    try:
        return _READERS[one.reader][1](html)
    except ValueError as error:
        if str(error).startswith("more than"):  # text_of reads no more than so much
            return False
        raise


TARGET: Final = Target(name="html", make=make, read=read, floor=0.3)
