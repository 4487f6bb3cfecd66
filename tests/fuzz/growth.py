"""One piece said again and again: a reader's time must grow as its text does, not faster.

A regular expression that looks ahead from every place, or a list that is searched for every line,
shows only in what is much longer than a fuzz's inputs.
"""

import time
from collections.abc import Callable
from datetime import date
from random import Random
from typing import Final

from crawler.files.letters import clean
from crawler.files.lines import Line
from crawler.files.pages import File, Pages
from crawler.files.paragraphs import IN_CHARACTERS, paragraphs
from crawler.files.plain import read_table, read_text
from crawler.files.running import without_running
from crawler.platforms.control_table import control_dates, control_dates_in_html
from crawler.platforms.feeds.article import NoArticle, article_of
from crawler.platforms.feeds.feed_reading import NotAFeed, read_feed
from crawler.platforms.feeds.sitemap_reading import NotASitemap, read_sitemap
from crawler.platforms.hippo.reading import publication, result_page
from crawler.platforms.statistics_calendar.reading import plan_links, plan_of
from crawler.platforms.wordpress.board import meeting_of, named_papers
from crawler.platforms.wordpress.foi_table import foi_references, foi_tables, with_rows_as_lines
from crawler.platforms.wordpress.reading import MissingPart, generic_text, page_content
from crawler.spiders.nhse_foi import NhseFoi
from crawler.spiders.nhse_publications import NhsePublications
from crawler.text import files_in, text_of, too_much
from db.errors import Problem
from db.normal import normalise
from tests.fuzz.harness import TookTooLong, broken_off
from tracker.dues import find_dues
from tracker.foi.exchange import cells, csv_files
from tracker.foi.exchange.charset import decoded
from tracker.foi.exchange.reading import _in_json, _json, _kind
from tracker.statements import find_statements
from tracker.statements.sentences import sentences

URL: Final = "https://site.example/publication/x/"
DAY: Final = date(2025, 1, 15)
LONGEST: Final = 192_000  # characters
STEP: Final = 4  # from a text to the next longer one
# Of a text that is so much longer: what is linear takes 4 times as long, the square 16 times.
MOST_TIMES: Final = 9.0
TOO_SHORT: Final = 0.12  # seconds, of which nothing can be told
ENOUGH: Final = 0.25  # seconds, that tell enough
TOLD: Final = (MissingPart, NoArticle, NotAFeed, NotASitemap, Problem, ValueError)


def _page(html: str) -> str:
    if reason := too_much(html):  # which is asked of every page before it is read
        raise ValueError(reason)
    return (
        '<html><body><div id="main-content"><div class="document-meta"><h1>T</h1></div><article '
        f'class="article--publication"><h1>T</h1><div class="rich-text">{html}</div></article>'
        "</div></body></html>"
    )


def _paragraphs(text: str) -> object:
    lines = [
        Line(" ".join(words.split()), 70, 70 + len(words), -number, 1.0)
        for number, words in enumerate(clean(text).split("\n"))
        if words.strip()
    ]
    pages = [lines[start : start + 40] for start in range(0, len(lines), 40)]
    return paragraphs([page for page in without_running(pages) if page], IN_CHARACTERS)


def _csv(text: str) -> object:
    return list(csv_files.cases(f"case,subject,authority,note\na,b,c,{text}\n", "cases.csv"))


TEXTS: Final[dict[str, Callable[[str], object]]] = {
    "normalise": normalise,
    "clean": clean,
    "sentences": lambda text: list(sentences(text)),
    "find_dues": lambda text: find_dues(text, DAY),
    "find_statements": lambda text: find_statements(text, DAY),
    "paragraphs": _paragraphs,
    "plain text": lambda text: read_text(File(text.encode("utf-8", "replace"), None), Pages()),
    "table": lambda text: read_table(File(text.encode("utf-8", "replace"), None), Pages()),
    "control_dates": lambda text: control_dates(text, title="x", about="7"),
    "plan_of": lambda text: plan_of(text, year="2026-27", proposed=False),
    "meeting_of": lambda text: meeting_of(text[:2000], text, "board_minutes"),
    "foi_references": foi_references,
    "cases as CSV": _csv,
    "grounds": cells.grounds_in,
    "charset": lambda text: decoded(text.encode("cp1252", "replace"), "x.csv", windows=True),
    "kind": _kind,
    "JSON": lambda text: list(_in_json(_json(text, "x.json") and text, "x.json")),
}
PAGES: Final[dict[str, Callable[[str], object]]] = {
    "text_of": text_of,
    "files_in": lambda html: files_in(html, URL),
    "page": lambda html: page_content(_page(html), URL, NhseFoi.layout),
    "publication": lambda html: page_content(_page(html), URL, NhsePublications.layout),
    "any page": lambda html: generic_text(_page(html)),
    "foi_tables": foi_tables,
    "with_rows_as_lines": with_rows_as_lines,
    "named_papers": lambda html: named_papers(html, URL, ()),
    "control dates": lambda html: control_dates_in_html(html, title="x", about="7"),
    "coming publication": lambda html: publication(_page(html), URL),
    "results": lambda html: result_page(f"<div data-uipath='ps.search-results'>{html}", URL),
    "article": lambda html: article_of(_page(html), URL),
    "plan_links": lambda html: plan_links(html, URL),
    "feed": lambda html: read_feed(f"<rss><channel><item>{html}".encode(), URL),
    "sitemap": lambda html: read_sitemap(f"<urlset><url><loc>{html}".encode()),
}

PIECES: Final = (
    "a", "A", " ", "\n", "a\n", "a \n", "- ", "-\n", "a-\n", "1", "1 ", "1/", "1,", "1.2.",
    "12/03/2026 ",
    ".", ". ", "a. ", "A. ", "Dr. ", "e.g. ", ",", ", ", ";", ":", "|", " | ", "(", ")", "()",
    "( ", "[", "“",
    "”", '"', "'", "’s ", "•", "• a\n", "…", "....", "\\", "'=", "\u0301", "e\u0301", "\u00ad",
    "\u200b",
    "\ufb01", "\u202e", "\x0c", "\u2028", "\xa0", "😀", "é", "ſ", "the ", "of the ", "by ",
    "by May ", "May ",
    "May 2026 ", "2026 ", "2026-27 ", "Q1 ", "and ", "or ", "not ", "will ", "We will ", "to be ",
    "has been ",
    "said ", "said that ", "within ", "in ", "between ", "from ", "until ", "later ", "next ",
    "six months ",
    "working days ", "Plan ", "The Plan ", "Plan, ", "it ", "which ", "that ", "publish ",
    "published ",
    "delayed ", "due ", "We will publish the Plan by May 2026. ",
    "We will publish the Plan by May 2026\n",
    "was due in May 2025 but has been delayed until 2026 ", "(the Plan) ", "“we will”, ",
    "www.a.example ",
    "Next review date: ", "Version number ", "Version number\n", "Review date: May 2026\n",
    "FOI-2305-",
    "FOI - ", "https://", "a@", "£3.5m ", "s.22; ", "s.22 [part]; ", '""', '","', "Page 3 of 12\n",
    "01/04/2026 Title Official\n", "1 2/03/2027 A ", "Date: ", "x" * 900 + " ", "x" * 900 + "\n",
)  # fmt: skip
TAGS: Final = (
    "<p>", "<div>", "<b>", "<i>x", "<a>", "<a href=x>", "<a href=/x.pdf>x</a> ", "<ul><li>",
    "<li>", "<table>",
    "<table><tr><td>", "<tr>", "<td>", "<td>x</td>", "<tr><td>x</td></tr>", "<thead><tr><th>",
    "<th>Time period",
    "<td colspan=50 rowspan=50>", "<h2>", "<h3>x</h3>", "<h2>Related</h2><a href=x>x</a>",
    "<dl><dt>",
    "<dt>x</dt><dd>y</dd>", "<p>x</p>", "<p>x", "<br>", "<!--", "<!-- -->", "<![CDATA[", "]]>",
    "<?x ", "<?x?>",
    "<iframe ", "<video src=", "<script>", "<style>", "<svg>", "<form>", "<select><option>",
    "<template>",
    "<article>", "<main>", "<section>", "<div class='share'>", "<div class='related_'>", "<nav>",
    "<span>x",
    "<div><p><a href=x>view</a>", "<li><a href=/x.pdf>paper</a></li>", "<p>Next review date</p>",
    "<table><tr><td>Next review date</td><td>May 2026</td></tr></table>",
    "<div class=document-thumbnail>",
    "<div class=nhsd-m-emphasis-box>x</div>", "<div data-uipath='ps.search-results.result'>x</div>",
    "&", "&amp;", "&#0;", "&#x1F600;", "&a", "<", ">", "'", '"', "=", "<a ", "<a b", "<a b=",
    "</p>", "</a>",
    "<item>", "<item><link>/x</link></item>", "<entry>",
    "<url><loc>https://a.example/</loc></url>", "<x:y>",
    "<x xmlns='a'>", "<title>", "<description>&lt;p&gt;", "<guid>1</guid>",
    "<category>x</category>",
)  # fmt: skip


def growth(read: Callable[[str], object], piece: str) -> str | None:
    """Say how a reader's time grows too fast with a piece said again and again; None if not so."""
    before, size = 0.0, LONGEST // STEP**3
    while size <= LONGEST:
        took = _seconds(read, piece, size)
        if took is None:
            return f"{piece[:60]!r}: {size:,} characters take for ever"
        if before and _is_too_much(before, took):
            # Twice more: a busy machine slows one of them down, and what is the square stays so.
            took = min(took, *(_seconds(read, piece, size) or took for _ in range(2)))
            before = max(before, *(_seconds(read, piece, size // STEP) or 0 for _ in range(2)))
            if _is_too_much(before, took):
                return f"{piece[:60]!r}: {before:.3f} s, and {took:.3f} s for {size:,} characters"
        if took > ENOUGH:
            return None
        before, size = took, size * STEP
    return None


def _is_too_much(before: float, took: float) -> bool:
    return took > TOO_SHORT and took > MOST_TIMES * max(before, TOO_SHORT / MOST_TIMES)


def _seconds(read: Callable[[str], object], piece: str, size: int) -> float | None:
    text = piece * (size // len(piece))
    start = time.process_time()
    try:
        with broken_off():
            read(text)
    except TookTooLong:
        return None
    except TOLD:
        pass
    return time.process_time() - start


def mixtures(seed: int, count: int) -> list[str]:
    """Pieces that are made of two or three others."""
    random = Random(seed)
    return ["".join(random.choices(PIECES, k=random.choice((2, 3)))) for _ in range(count)]
