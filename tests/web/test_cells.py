"""Cells that Python writes: whatever stands in them stays text, and each row is one row."""

import pytest
from markupsafe import Markup

from web.cells import question_rows, table_rows

HOSTILE = '<script>alert(1)</script> & "quoted" \''
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#34;quoted&#34; &#39;"


def as_it_is(value):
    return value


def cell(value, column="who", kind="str", raw=None):
    return {"column": column, "value": value, "raw": raw or value, "value_type": kind}


@pytest.mark.parametrize(
    ("value", "link", "written"),
    [
        ("plain", None, "plain"),
        (HOSTILE, None, ESCAPED),
        (Markup("&nbsp;"), None, "&nbsp;"),
        (3, None, "3"),
        ("fax-ban", "/commitments/fax-ban", '<a href="/commitments/fax-ban">fax-ban</a>'),
        (HOSTILE, '/x?"><b>', f'<a href="/x?&#34;&gt;&lt;b&gt;">{ESCAPED}</a>'),
    ],
)
def test_a_cell_of_an_answer(value, link, written):
    told = question_rows(["slug"], [[value]], lambda *_: link, as_it_is)
    assert told == f'<tr><td class="col-slug">{written}</td></tr>\n'
    assert isinstance(told, Markup)


def test_values_are_written_as_templates_write_them():
    told = question_rows(["a", "b"], [["x", "y"], ["z", ""]], lambda *_: None, lambda v: v * 2)
    assert told.count("<tr>") == 2
    assert [part.partition("<")[0] for part in told.split('">')[1:]] == ["xx", "yy", "zz", ""]


def test_columns_with_odd_names_stay_names_of_classes():
    told = question_rows(['"><b>'], [["x"]], lambda *_: None, as_it_is)
    assert "<b>" not in told


def test_a_row_of_a_table_with_our_page():
    rows = [
        [cell(HOSTILE), cell(Markup("<em>x</em>"), "link", "str")],
        [cell("b"), cell(2, "n", "int")],
    ]
    told = table_rows(rows, lambda row: "/p" if row[0]["value"] == HOSTILE else None, as_it_is)
    first, second = told.split("</tr>\n")[:2]
    assert first == (
        f'<tr>\n<td class="col-who type-str">{ESCAPED}</td>\n'
        '<td class="own-page"><a href="/p">page'
        f'<span class="only-read"> of {ESCAPED}</span></a></td>\n'
        '<td class="col-link type-str"><em>x</em></td>\n'
    )
    assert '<td class="own-page"></td>' in second
    assert '<td class="col-n type-int">2</td>' in second


def test_a_table_without_pages_of_ours_has_no_column_for_them():
    assert "own-page" not in table_rows([[cell("a")]], None, as_it_is)
