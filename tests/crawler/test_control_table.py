"""The next review that a document's own control table announces, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.platforms import control_table
from crawler.platforms.control_table import control_dates, control_dates_in_html
from db.readings import Announced

AUGUST = ("August 2025", "2025-08-01", "2025-08-31", "month")
PARTS = {"title": "SAMPLE: Policy", "about": "/long-read/sample-policy/"}


def dates(found):
    return [(one.words, one.earliest, one.latest, one.precision) for one in found.announced]


def test_what_is_announced():
    text = "SAMPLE policy\nVersion number: 3\nNext review date: August 2025"
    assert control_dates(text, **PARTS).announced == (
        Announced(
            kind="review",
            key="review:/long-read/sample-policy/",
            title="Review of SAMPLE: Policy",
            words="August 2025",
            earliest="2025-08-01",
            latest="2025-08-31",
            precision="month",
            state="stated",
        ),
    )


@pytest.mark.parametrize(
    "text",
    [
        "Next review date: August 2025",
        "Next review date:August 2025",
        "Next review dateAugust 2025",  # the label is glued to its value
        "NEXT REVIEW DATE – August 2025",
        "Date of next review\nAugust 2025",
        "Next review due: August 2025",
        "Version number: 3\nDate updated: June 2024\nNext review date: August 2025",
        "Version number 3 First publishedMay 2018 Next review dateAugust 2025",
        "Version number: 3First published: May 2018Next review date: August 2025",
        "Version number: 3 | Next review date: August 2025 | Owner: Policy team",
        "Version number\nFirst published\nNext review date\n3\nMay 2018\nAugust 2025",
        "Version: 2\nReview date: August 2025",  # among others it can only be this document's
        "Review date: August 2025\nExpiry date: December 2025\nAuthor: Policy team",
        "Next review date: August 2025\nFurther down: Next review date August 2025",
        "Next review date: August 2025\nWords between.\nNext review date: Aug 2025",
    ],
)
def test_tables_in_text(text):
    found = control_dates(text, **PARTS)
    assert dates(found)[0][1:] == AUGUST[1:]
    assert found.odd == ()


@pytest.mark.parametrize(
    ("text", "words", "precision"),
    [
        ("Next review date: 3 August 2025", "3 August 2025", "day"),
        ("Next review date: 03/08/2025", "03/08/2025", "day"),
        ("Next review date: 2027", "2027", "year"),
        ("Next review date: August 2025 (or sooner)", "August 2025 (or sooner)", "month"),
        ("Next review date: to be confirmed", "to be confirmed", "none"),
        ("Next review date: early in 2027", "early in 2027", "none"),
        ("Next review date: August 2025 unless updated", "August 2025 unless updated", "none"),
    ],
)
def test_the_words_are_kept_as_they_are(text, words, precision):
    (found,) = control_dates(text, **PARTS).announced
    assert (found.words, found.precision) == (words, precision)
    assert (found.earliest is None) == (precision == "none")


@pytest.mark.parametrize(
    "text",
    [
        "We will review this policy by August 2025.",
        "The next review date is August 2025.",
        "Next review date is August 2025",
        "Next review date will be set when the board has met, which is likely in the autumn.",
        "Next review date: we will set one after the board has met in public in the coming autumn",
        "Reviewers met in August 2025",
        "Last reviewed: August 2025",
        "Version number: 3\nLast review date: August 2025",
        "Review date: August 2025",  # alone: of what?
        "Review dates: August 2025",
        "Date updated: September 2025\nReview date: August 2025",  # it was held
        "Date updated: June 2024\nReview date: soon",
        "Next review date\nIntroduction",  # an empty cell
        "First published\nNext review date\nAugust 2025\nIntroduction",  # whose value is it?
        "First published\nNext review date\nMay 2018\nTBC",
        "Next review date",
        "",
    ],
)
def test_prose_and_doubtful_tables_announce_nothing(text):
    assert dates(control_dates(text, **PARTS)) == []


def test_of_several_dates_none_is_taken():
    found = control_dates("Next review date: May 2025\nNext review date: June 2026", **PARTS)
    assert found.announced == ()
    assert found.odd == (
        "several dates of the next review, none is taken: “May 2025”, “June 2026”",
    )


def table(*rows):
    """The rows as a table; in a row, cells stand between bars."""
    cells = ["".join(f"<td><p>{cell}</p></td>" for cell in row.split("|")) for row in rows]
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


@pytest.mark.parametrize(
    "html",
    [
        table("Version number|3", "Next review date|August 2025"),
        table("Version number|3", "Review date:|August<br>2025"),
        table("Version number|Date updated|Next review date", "3|June 2024|August 2025"),
        table("Version number|3|Next review date:|August 2025"),
        table("Next review date|", "Version number|3", "Next review due|August 2025"),
        "<p><strong>Version number:</strong>3<br><strong>Next review date:</strong>August 2025</p>",
        "<ul><li>Version number 3</li><li><b>Next review date</b>August 2025</li></ul>",
        "<dl><dt>Next review date</dt><dd>August 2025</dd></dl>",
        "<p>Page last reviewed: 15 August 2022<br>Next review due: August 2025</p>",
    ],
)
def test_tables_in_html(html):
    page = f"<h2>SAMPLE</h2><p>We will review it.</p>{html}<p>Last words.</p>"
    assert dates(control_dates_in_html(page, **PARTS)) == [AUGUST]


@pytest.mark.parametrize(
    "html",
    [
        table("Next review date|", "First published|August 2025"),
        table("First published|Next review date", "August 2025|"),
        table("First published|Next review date", "August 2025"),
        table("Next review date|First published", "|August 2025"),
        "<nav><p>Next review date: August 2025</p></nav>",
    ],
)
def test_in_html_a_value_belongs_to_its_own_label(html):
    assert dates(control_dates_in_html(html, **PARTS)) == []


LABELS = st.sampled_from(["Next review date", "Review date", "Version number", "First published"])
VALUES = st.sampled_from(["August 2025", "3", "TBC", "", "May 2018", "3 June 2027"])
LINES = st.lists(
    st.tuples(LABELS, st.sampled_from(["", ":", ": ", "\n", " "]), VALUES).map("".join)
    | st.text(max_size=20)
)


@given(LINES)
def test_whatever_the_lines_at_most_one_review_is_announced(lines):
    text = "\n".join(lines)
    found = control_dates(text, **PARTS)
    assert len(found.announced) + len(found.odd) <= 1
    for one in found.announced:
        assert one.words in " ".join(text.split())
        assert "next review" in text.lower() or "review date" in text.lower()


def test_a_glance_at_a_line_is_no_longer_than_any_label():
    begun = (*control_table._BEGINNINGS, *control_table._CUT_SHORT)
    assert min(map(len, begun)) >= control_table._GLANCE
