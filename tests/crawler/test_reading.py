"""From HTML and JSON to text: what is kept, what is folded, what is left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import TextResponse

from crawler.bodies import json_body
from crawler.platforms.wordpress.reading import (
    Layout,
    MissingPart,
    custom_fields,
    item_content,
    page_content,
)
from crawler.text import files_in, plain, text_of
from db.normal import normalise
from db.readings import content_hash


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>two</p>", "One\ntwo"),
        ("<p>By <b>spring</b>\n 2027</p>", "By spring 2027"),
        ("<p>Read the\n<a href='x'>leaflet</a>\r\nnow</p>", "Read the leaflet now"),
        ("<p>10&nbsp;July</p>", "10 July"),
        ("<p>work&shy;force</p>", "workforce"),
        ("a<br>b", "a\nb"),
        ("<ul><li>x</li><li>y</li></ul>", "x\ny"),
        ("<table><tr><th>Q</th><td>1</td></tr></table>", "Q\n1"),
        ("<h2>Next</h2>text<!-- not this -->", "Next\ntext"),
        ("<nav>Menu</nav><script>x()</script><style>p{}</style><p>y</p>", "y"),
        ("<details><summary>More</summary>inside</details>", "More\ninside"),
        ("&lt;p&gt; &amp; caf&#233;", "<p> & café"),
        ("", ""),
    ],
)
def test_text(html, text):
    assert text_of(html) == text


def test_a_title_is_one_line():
    assert plain("Plan &#8211; <em>part</em><br>2") == "Plan – part 2"


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    once = normalise(text)
    assert normalise(once) == once
    assert not any(line != line.strip() or not line for line in once.splitlines())


@given(st.lists(st.text("abc é", min_size=1).filter(str.strip)), st.sampled_from(" \n\t\u00a0"))
def test_spaces_and_line_ends_make_no_version(words, space):
    assert content_hash("t", " ".join(words), ()) == content_hash("t", (space * 2).join(words), ())


def test_files_and_long_reads_are_attached_and_filters_are_not():
    html = """<a href="/wp-content/uploads/2026/01/a.pdf"><img></a>
      <a href="/wp-content/uploads/2026/01/a.pdf">A</a><a href="/long-read/b/">B</a>
      <a href="/publication/?filter-category=x">x</a><a href="/about/">about</a>"""
    assert [(f.kind, f.url, f.title) for f in files_in(html, "https://h.example/p/")] == [
        ("file", "https://h.example/wp-content/uploads/2026/01/a.pdf", "A"),
        ("link", "https://h.example/long-read/b/", "B"),
    ]


@pytest.mark.parametrize(
    ("raw", "rows"),
    [
        ([{"introduction": "i"}, {"documents": [{"a": 1}]}], [{"a": 1}]),
        ([{"introduction": "i"}, {"documents": "[{'a': 1, 'b': False}]"}], [{"a": 1, "b": False}]),
        ([{"introduction": "i"}, {"documents": '[{"a": null}]'}], [{"a": None}]),
        ([{"introduction": "i"}, {"documents": False}], []),
        ([{"introduction": "i"}], []),
        ({"introduction": "i", "documents": []}, []),
    ],
)
def test_custom_fields_come_in_many_shapes(raw, rows):
    assert custom_fields({"custom_fields": raw})["documents"] == rows


@pytest.mark.parametrize("raw", [None, [], False, [{"table_of_contents": False}], "x"])
def test_custom_fields_may_be_absent(raw):
    assert custom_fields({"custom_fields": raw}) is None
    assert item_content({"custom_fields": raw, "title": {"rendered": "T"}, "link": "h"}) is None


PAGE = """<body><div id="main-content"><h1>{title}</h1><dl>
<dt>Topic:</dt><dd><a rel="tag">Digital</a></dd>
<dt> Page updated: </dt><dd><time datetime="2026-07-01T10:00:00+0100"> 1 July 2026</time></dd>
<dt>Document first published:</dt><dd><time datetime="2026-01-02T10:00:00+0000">x</time></dd>
</dl></div>"""
LAYOUT = Layout(
    main="#main-content",
    title="h1",
    labels={
        "published": "Document first published:",
        "updated": "Page updated:",
        "topics": "Topic:",
        "types": "Publication type:",
    },
)


def test_labels_count_not_positions():
    content = page_content(PAGE.format(title="T"), "https://h.example/", LAYOUT)
    assert content.published_at == "2026-01-02T10:00:00Z"
    assert content.modified_at == "2026-07-01T09:00:00Z"  # British Summer Time
    assert (content.topics, content.types) == (("Digital",), ())


@pytest.mark.parametrize("page", [PAGE.format(title=" "), "<h1>T</h1>", ""])
def test_a_page_must_have_its_parts(page):
    with pytest.raises(MissingPart):
        page_content(page or "<p>", "https://h.example/", LAYOUT)


@pytest.mark.parametrize(
    ("kind", "body", "fault"),
    [
        ("application/json", b'{"a": 1}', None),
        ("text/html", b"<html>", "text/html instead of JSON"),
        ("", b"", "nothing instead of JSON"),
        ("application/json", b'{"a": ', "Expecting value"),
        ("application/json", b"[" * 100_000, "nested too deeply"),
    ],
)
def test_json_is_read_or_said_not_to_be_any(kind, body, fault):
    headers = {"Content-Type": kind} if kind else {}
    response = TextResponse("https://h.example/", headers=headers, body=body)
    if fault is None:
        assert json_body(response) == {"a": 1}
    else:
        with pytest.raises(ValueError, match=fault):
            json_body(response)
