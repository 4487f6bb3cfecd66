"""The text of a page and its links, held against BeautifulSoup, which says what they are.

A version of a document is told by its text: another reader of HTML must come to the same one, of
whatever HTML there is, or each page would seem to have changed.
"""

import re

import pytest
from bs4 import BeautifulSoup, NavigableString
from bs4.element import PreformattedString
from hypothesis import given
from hypothesis import strategies as st

from crawler import text as reader
from crawler.text import files_in, plain, text_and_files, text_of, too_much
from db.normal import normalise

URL = "https://site.example/publication/sample-plan/"
FILE = "<a href='/wp-content/uploads/a.pdf'>"
BLOCKS = {
    "address", "article", "aside", "blockquote", "br", "caption", "dd", "details", "div", "dl",
    "dt", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul",
}  # fmt: skip
SILENT = {
    "button", "form", "head", "iframe", "nav", "noscript", "option", "script", "select", "style",
    "svg", "template",
}  # fmt: skip
TAGS = (
    "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<ul><li>", "</li>", "</ul>",
    "<table><tr><td>", "</td></tr></table>", "<td>", "<br>", "<br/>", "<hr>", "<pre>", "</pre>",
    "<textarea>", "</textarea>", "<script>", "</script>", "<style>", "</style>", "<svg>", "</svg>",
    "<form>", "</form>", "<nav>", "</nav>", "<template>", "</template>", "<noscript>",
    "</noscript>",
    "<select><option>", "</select>", "<button>", "</button>", "<ruby>x<rt>", "</rt></ruby>", "<!--",
    "-->", "<![CDATA[", "]]>", "<?pi", "?>", "<!doctype html>", "<html>", "</html>", "<head>",
    "</head>", "<body>", "</body>", "<title>", "</title>", "<o:p>", "</o:p>", "<x:y z:w='1'>",
    "<frameset>", "<plaintext>", "<iframe>", "</iframe>", "<", ">", "</", "<>", FILE, "</a>", "<a>",
    "<a href>", "<a href='http://['>", "<a href='/long-read/x/'>", "<p hidden", "<math>", "<0>",
)  # fmt: skip
WORDS = (
    "a", "é", "e\u0301", "\u0301", "😀", " ", "\n", "\r\n", "\t", "\0", "\x0b", "\x0c", "\x1e",
    "\x85", "\u2028", "\u00a0", "\u00ad", "\u200b", "\ufeff", "&amp;", "&nbsp;", "&#0;", "&#10;",
    "&#x85;", "&#xD800;", "&#x110000;", "&notanentity;", "&lt;p&gt;", "&", "By spring 2027",
)  # fmt: skip
HTML = st.lists(st.sampled_from(TAGS) | st.sampled_from(WORDS), max_size=25).map("".join)


def words_of(node):
    for child in node.children:
        if isinstance(child, PreformattedString):
            continue
        if isinstance(child, NavigableString):
            yield re.sub("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", " ", child)
        elif child.name not in SILENT:
            edge = "\n" if child.name in BLOCKS else ""
            yield edge
            yield from words_of(child)
            yield edge


def text_by_soup(html):
    return normalise("".join(words_of(BeautifulSoup(html, "lxml"))))


def links_by_soup(html):
    links = BeautifulSoup(html, "lxml").find_all("a", href=True)
    return [(a["href"], normalise(a.get_text(" ")).replace("\n", " ")) for a in links]


def links_of(html):
    page = reader._read(html)
    return [(href, normalise(" ".join(said)).replace("\n", " ")) for href, said in page.links]


CASES = [
    "", " ", "\0", "<", "<html", "<!-- x -->", "<?pi x?>", "words", "\ufeff<p>x", "\ufeff\ufeffx",
    "<p>a\0b</p>", "a<![CDATA[b]]>c", "&#0;&#10;&#x85;", "</html>after", "<body>a</body>b</html>c",
    "<html></html>x</html> <p>y</p> z", "<p>a<!-- - -->b<?x?>c", "a<!doctype html>b",
    "<table>words<tr><td>cell</table>", "<b><p>x</b>y</p>", "<ul>a<li>b<li>c</ul>d",
    "<select><option>o</select>s", "<noscript><p>n</noscript>o", "<textarea><b>t</textarea>u",
    "<template><p>t</p>u</template>v", "<svg><text>s</text></svg>t", "<ruby>k<rt>r</rt></ruby>",
    f"{FILE}one<b>two</b><!-- - -->three<script>s</script><rt>r</rt></a>",
    f"{FILE}{FILE}x</a>y</a>",
    f"<template>{FILE}t</a></template>", f"{FILE}a<template>b<i>c</i></template>d</a>",
    f"<script>{FILE}</a></script>{FILE}<img></a>{FILE}words</a>", "<a href>x</a><a>y</a>",
    f"{FILE}a<!DOCTYPE b>c</a>", f"<nav>{FILE}in a menu</a></nav>", f"<rt>{FILE}x</a></rt>",
    "<div>" * 300 + "deep" + "</div>" * 300, "<ul><li>" * 400 + "y", "<b><p>" * 200 + "z",
]  # fmt: skip


@pytest.mark.parametrize("html", CASES)
def test_both_readers_come_to_the_same(html):
    assert text_of(html) == text_by_soup(html)
    assert links_of(html) == links_by_soup(html)


@given(HTML)
def test_they_do_of_whatever_there_is(html):
    assert text_of(html) == text_by_soup(html)
    assert links_of(html) == links_by_soup(html)


@given(HTML)
def test_text_and_files_are_those_of_two_readings(html):
    assert text_and_files(html, URL) == (text_of(html), files_in(html, URL))


def depth(html):
    deep = deepest = 0
    for closes, name in re.findall(r"<(/?)([a-zA-Z][^\s/>]{0,30})", html):
        if name.lower() not in reader._END_BY_THEMSELVES:
            deep = max(0, deep - 1) if closes else deep + 1
            deepest = max(deepest, deep)
    return deepest


@given(HTML)
def test_how_deep_it_is(html):
    assert reader._depth(html) == depth(html)


@pytest.mark.parametrize(
    ("html", "is_too_much"),
    [
        ("<div>" * 512, False),
        ("<div>" * 513, True),
        ("</p></div>" * 600 + "<DIV>" * 513, True),
        ("<p>" * 5000, False),
        ("<sample-element>" * 513, True),
    ],
)
def test_a_page_that_is_too_deep_is_not_read(html, is_too_much):
    assert bool(too_much(html)) is is_too_much


def test_half_a_letter_is_no_html():
    with pytest.raises(ValueError, match="surrogates"):
        text_of("<p>\ud800</p>")
    assert plain("<b>Next</b>") == "Next"  # and the next page is read as ever


def test_a_title_is_read_without_a_look_at_the_code_of_the_reader(monkeypatch):
    """lxml asks how ``start`` is called, for each parser; once it was worked out is enough."""
    asked = []
    monkeypatch.setattr("inspect._signature_from_function", lambda *_a, **_k: asked.append(1))
    assert plain("<a href='x'>Plan</a>") == "Plan"
    assert asked == []


@given(st.lists(st.sampled_from((*TAGS, "<div>", "<div>", "<b>")), max_size=40).map("".join))
def test_a_page_is_too_deep_whether_or_not_a_glance_says_that_it_cannot_be(html):
    with pytest.MonkeyPatch.context() as few:
        few.setattr(reader, "MOST_DEPTH", 3)
        assert bool(too_much(html)) == (reader._depth(html) > 3)
