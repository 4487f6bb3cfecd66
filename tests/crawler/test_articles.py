"""The article on a page that nobody described: what is it, and what is only beside it?"""

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.platforms.feeds.article import NoArticle, NotThere, article_of
from crawler.platforms.feeds.article_parts import without_counts

URL = "https://paper.example/2026/08/plan/"
TEXT = "<p>The plan is due by spring 2027.</p><p>Nobody said why.</p>"
READ = "The plan is due by spring 2027.\nNobody said why."


def page(body: str, head: str = "", title: str = "SAMPLE: Plan slips - SAMPLE Paper") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def article(text: str = TEXT, title: str = "SAMPLE: Plan slips") -> str:
    return f"<main><article><h1>{title}</h1>{text}</article></main>"


# What is the text? ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        article(),
        f"<div id='content'><h1>SAMPLE: Plan slips</h1>{TEXT}</div>",
        f"<h1>SAMPLE: Plan slips</h1><div itemprop='articleBody'>{TEXT}</div><p>Other words.</p>",
        f"<div role='main'><h1>SAMPLE: Plan slips</h1>{TEXT}</div>",
        article("<div>The plan is due by spring 2027.</div><div>Nobody said <b>why</b>.</div>"),
        article("<p>The plan <a href='/x'>is due by spring 2027</a>.</p><p>Nobody said why.</p>"),
        article("<ul><li>The plan is due by spring 2027.</li></ul><blockquote>Nobody said why."),
        article("<table><tr><td>The plan is due by spring 2027.</td></tr></table>Nobody said why."),
        article(f"<details><summary>{TEXT[3:34]}</summary>{TEXT[38:]}</details>"),
        # Classes that only look like those of things beside an article.
        article(f"<div class='category-social-care tag-comments'>{TEXT}</div>"),
        article(f"<section id='comments'>{TEXT}</section>"),
        f"<div class='related-layout'>{article()}</div>",
        # Another article on the page is not the one.
        article() + "<article class='card'><h2>SAMPLE: Other</h2><p>Other words.</p></article>",
    ],
)
def test_the_text_is_found(body):
    assert article_of(page(body), URL).text == READ


@pytest.mark.parametrize(
    "beside",
    [
        "<nav><ul><li><a href='/'>Home 3</a></li></ul></nav>",
        "<div id='cookie-notice'><p>We value your privacy. Accept all?</p></div>",
        "<div class='gdpr' role='dialog'>We value your privacy.</div>",
        "<div role='alertdialog'><p>We value your privacy.</p></div>",
        "<aside><p>Most read on this day</p></aside>",
        "<div class='related-posts'><p>Another text, as long as this one or longer.</p></div>",
        "<div class='jp-relatedposts'>Related</div>",
        "<h3>Related stories</h3><ul><li><a href='/a'>A</a></li><li><a href='/b'>B</a></li></ul>",
        "<p>You may also like</p><div><a href='/a'>Another story</a></div>",
        "<div class='shareButtons'>Share this 17 times</div>",
        "<div class='entry-meta'>By SAMPLE Writer, 3 August 2026</div>",
        "<p class='post-views'>Read by 17 people</p>",
        "<p>Read 1,234 times</p>",
        "<p>1.2k views | 17 shares</p>",
        "<p>3 days ago</p>",
        "<p>Updated: 2 hours ago</p>",
        "<p>4 min read</p>",
        "<div id='comments' class='comments-area'><p>I do not believe it.</p></div>",
        "<form class='newsletter-signup'><p>Sign up</p></form>",
        "<script>var x = 'x';</script><style>p {}</style><noscript>Enable it</noscript>",
        "<footer><p>All rights reserved, 2026.</p></footer>",
        "<!-- 17 -->",
    ],
)
def test_what_is_beside_it_is_left_out(beside):
    for where in (article(TEXT + beside), article() + beside, beside + article()):
        assert article_of(page(where), URL).text == READ


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Read 123 times", ""),
        ("3 August 2026 | Read 123 times", "3 August 2026"),
        ("The report was read 123 times.", "The report was read 123 times."),
        ("5 days ago", ""),
        ("The plan was promised 5 days ago", "The plan was promised 5 days ago"),
        ("17 comments", ""),
        ("17 comments were made", "17 comments were made"),
    ],
)
def test_only_lines_that_count_and_do_nothing_else_are_left_out(line, kept):
    assert without_counts(line) == kept


WORDS = ["the", "agency", "plan", "will", "publish", "it", "by", "spring", "2027", "they", "said"]
sentence = st.lists(st.sampled_from(WORDS), min_size=4, max_size=30).map(
    lambda words: " ".join(words).capitalize() + "."
)
TAGS = [
    ("<p>", "</p>"), ("<p>", "</p>"), ("<div>", "</div>"), ("<ul><li>", "</li></ul>"),
    ("<blockquote><p>", "</p></blockquote>"), ("<table><tr><td>", "</td></tr></table>"),
]  # fmt: skip
block = st.tuples(sentence, st.sampled_from(TAGS), st.booleans())


@st.composite
def beside(draw):
    """What changes around an article from one day to the next."""
    many = st.lists(sentence, max_size=5)
    links = "".join(f"<li><a href='/{n}'>{words}</a></li>" for n, words in enumerate(draw(many)))
    cards = "".join(f"<div><h3><a href='/c'>{w}</a></h3><p>{w}</p></div>" for w in draw(many))
    said = "".join(f"<li><p>{words}</p></li>" for words in draw(many))
    count = draw(st.integers(2, 10**6))
    return {
        "before": f"<div class='cookie-bar'><p>{draw(sentence)}</p></div><nav>{links}</nav>",
        "inside": f"<p>Read {count:,} times</p><div class='related'><ul>{links}</ul></div>",
        "after": f"<section class='more related-posts'>{cards}</section>"
        f"<div id='comments' class='comments'>{said}</div><aside>{draw(sentence)}</aside>",
    }


@settings(max_examples=60)
@given(st.lists(block, min_size=1, max_size=8), beside(), beside())
def test_no_sentence_is_lost_and_what_is_beside_makes_no_version(blocks, one_day, another_day):
    """Short and long articles alike: no size of either leads to another way of reading."""
    body = "".join(
        start + (f"<a href='/x'>{words}</a> it was said" if linked else words) + end
        for words, (start, end), linked in blocks
    )
    read = [
        article_of(page(day["before"] + article(body + day["inside"]) + day["after"]), URL)
        for day in (one_day, another_day)
    ]
    assert read[0] == read[1]
    assert all(words in read[0].text for words, _, _ in blocks)


# Its title, dates and address ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "headline", "title"),
    [
        (page(article()), "", "SAMPLE: Plan slips"),
        (page(article(title="News")), "SAMPLE: Plan slips", "SAMPLE: Plan slips"),
        (page(article(title="News")), "", "SAMPLE: Plan slips"),
        (page(article(title="SAMPLE: Plan slips again"), title="x"),
         "SAMPLE: Plan slips again and again", "SAMPLE: Plan slips again"),
        (page(article(title=""), "<meta property='og:title' content='SAMPLE: A &amp;amp; B'>"),
         "", "SAMPLE: A & B"),
        (page(article(title=""), title="SAMPLE Paper » SAMPLE: Plan slips today"), "",
         "SAMPLE: Plan slips today"),
    ],
)  # fmt: skip
def test_titles(html, headline, title):
    assert article_of(html, URL, headline).title == title


def ld(stated: str) -> str:
    return f'<script type="application/ld+json">{stated}</script>'


@pytest.mark.parametrize(
    ("head", "text", "published"),
    [
        (ld('{"@type": "NewsArticle", "datePublished": "2026-08-03T09:00:00+01:00"}'), "",
         "2026-08-03T08:00:00Z"),
        (ld('[{"@graph": [{"@type": "WebSite", "datePublished": "2001-01-01"},'
            '{"@type": ["Article"], "datePublished": "2026-08-03"}]}]'), "", "2026-08-03"),
        (ld("{broken") + ld("[[[1]]]") + ld('"x"')
         + "<meta name='DC.date.issued' content='2026-08-03'>", "", "2026-08-03"),
        ("<meta property='article:published_time' content='2026-08-03T09:00:00Z'>",
         "<time datetime='2026-09-01'>1 September</time>", "2026-08-03T09:00:00Z"),
        ("", "<time datetime='2026-08-03T09:00:00+01:00'>3 August</time>", "2026-08-03T08:00:00Z"),
        ("<meta name='date' content='soon'>", "", None),
    ],
)  # fmt: skip
def test_dates(head, text, published):
    assert article_of(page(article(TEXT + text), head), URL).published_at == published


def test_the_time_of_another_article_is_not_taken():
    other = "<div class='related'><time datetime='2020-01-01'>then</time></div>"
    assert article_of(page(other + article() + other), URL).published_at is None


@pytest.mark.parametrize(
    ("stated", "address"),
    [
        ("https://paper.example/plan/?utm_source=x#y", "https://paper.example/plan/"),
        ("../slips/", "https://paper.example/2026/08/slips/"),
        ("https://other.example/2026/08/plan/", None),
        ("https://paper.example/", None),
        ("https://paper.example/2026/", None),  # a section: all its articles would be one
        ("javascript:1", None),
        ("http://[", None),
    ],
)
def test_what_a_page_calls_itself_is_believed_within_reason(stated, address):
    head = f"<link rel='canonical' href='{stated}'>"
    assert article_of(page(article(), head), URL).address == address


def test_files_in_the_text():
    text = "<p>Read <a href='/f/plan.PDF?v=2'>the plan</a> or <a href='/x'>about it</a>.</p>"
    beside = "<aside><a href='/f/advert.pdf'>Advert</a></aside>"
    found = article_of(page(article(text + beside)), URL)
    assert found.files == (("https://paper.example/f/plan.PDF?v=2", "the plan"),)
    assert found.text == "Read the plan or about it."


def test_a_teaser_is_kept_as_what_is_there():
    stated = ld('{"@type": "NewsArticle", "isAccessibleForFree": "False"}')
    found = article_of(page(article("<p>The first words of it.</p>"), stated), URL)
    assert (found.text, found.teaser) == ("The first words of it.", True)
    assert not article_of(page(article()), URL).teaser


# What is none --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "error", "words"),
    [
        ("", NoArticle, "an empty page"),
        (page(""), NoArticle, "no text"),
        (page("<h1>SAMPLE: Plan slips</h1>"), NoArticle, "no text"),
        (page("<p>Checking</p>", title="Just a moment..."), NoArticle, "human"),
        (page(article(title="Page not found"), title="Page not found - Paper"), NotThere,
         "'Page not found'"),
        (page("<p>Sorry.</p>", title="404 | Paper"), NotThere, "404"),
        ("<p>" + "x" * 5_000_001, NoArticle, "5,000,000"),
    ],
)  # fmt: skip
def test_what_is_no_article(html, error, words):
    with pytest.raises(error, match=words):
        article_of(html, URL)


def test_an_article_on_pages_that_are_not_found_is_one():
    title = "Page not found: how the agency lost its website"
    assert article_of(page(article(title=title), title=title), URL, title).title == title


@pytest.mark.parametrize(
    "piece",
    ["<div>", "<div class='related'>", "<p>x</p>", "<a href='/x'>x</a>", "<article>", "<h3>Related",
     "<table><tr><td>", "<script type='application/ld+json'>["],
)  # fmt: skip
def test_a_page_of_the_same_ends_soon(piece):
    started = time.process_time()
    with suppress(NoArticle):
        article_of(page(article(TEXT + piece * 5_000)), URL)
    assert time.process_time() - started < 8


@settings(max_examples=100)
@given(st.text(max_size=300), st.text(max_size=20))
def test_whatever_comes_it_is_read_or_refused(html, headline):
    try:
        found = article_of(html, URL, headline)
    except NoArticle:
        return
    assert found.text
