"""Papers of board meetings: what each is, when the meeting was, and whose document a post is."""

import dataclasses
import json
import re

import pytest

from crawler.platforms.wordpress.board import (
    AGENDA,
    MINUTES,
    PAPER,
    is_vague,
    kind_of,
    meeting_of,
    named_papers,
)
from crawler.sample import server
from crawler.sample.entries import entries
from crawler.sample.rest import types
from crawler.sample.server import Answer, SampleSite
from crawler.text import files_in

JSON = "application/json"
HTML = "text/html; charset=UTF-8"
REST_OFF = Answer(b'{"code": "rest_cannot_access"}', JSON, 401)
SHARED = ("nhse_board", "nhse_longreads", "nhse_publications")
BOARD, COMMITTEE, CLINICS = 15, 3004, 3002
WHOSE = """
    select source from documents
    where native_id = ? and state = 'live' and missing_since_run is null
"""


@pytest.fixture
def no_files(site):
    """Reading files takes time, and these tests are about posts."""
    site.faults["/wp-content/uploads/.*"] = Answer(b"", HTML, 404)


# What each is -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Minutes of a public meeting of the Sample Board held on Thursday 6 May 2027", MINUTES),
        ("SAMPLE: Draft minutes of the meeting of 6 May 2027", MINUTES),
        ("Item 1.3 – Minutes of the previous meeting", MINUTES),
        ("Sample Board minutes 6 May 2027", MINUTES),
        ("Public meeting: unconfirmed board minutes", MINUTES),
        ("Meeting of the Sample Board – agenda", AGENDA),
        ("Agenda and papers, May 2027", AGENDA),
        ("Board agenda: 6 May 2027", AGENDA),
        ("Agenda for the public meeting on 6 May 2027", AGENDA),
        ("Data and Technology Committee update", PAPER),
        ("Agenda for Change: the pay round", PAPER),
        ("Board paper: the digital agenda", PAPER),
        ("Handovers within 45 minutes of arrival", PAPER),
        ("How many minutes a call takes", PAPER),
    ],
)
def test_the_kind_is_told_from_the_title(title, kind):
    assert kind_of(title, "https://h.example/long-read/sample/") == kind


def test_the_address_is_asked_only_where_the_title_says_nothing():
    url = "https://h.example/long-read/minutes-of-a-meeting-held-on-6-may-2027/"
    assert kind_of("Public meeting, 6 May 2027", url) == MINUTES
    assert kind_of("Meeting of the Sample Board – agenda", url) == AGENDA


@pytest.mark.parametrize(
    ("kind", "title", "text", "day", "words"),
    [
        # 6 May 2027 is a Thursday.
        (MINUTES, "Minutes of the meeting held on Thursday 6 May 2027", "", "2027-05-06",
         {"title": "Thursday 6 May 2027"}),
        (MINUTES, "Minutes of the meeting held on 06 May 2027", "", "2027-05-06",
         {"title": "06 May 2027"}),
        (AGENDA, "Meeting of the Board – agenda", "Time/date: 10.30am, 6 May 2027\nHouse",
         "2027-05-06", {"text": "6 May 2027"}),
        (AGENDA, "Agenda", "Date:\nThursday 6th May 2027", "2027-05-06",
         {"text": "Thursday 6th May 2027"}),
        (MINUTES, "Minutes", "This meeting was held in Sampleton on 6 May 2027.", "2027-05-06",
         {"text": "6 May 2027"}),
        (PAPER, "Papers for the meeting of 6 May 2027", "", "2027-05-06", {"title": "6 May 2027"}),
        (PAPER, "Report", "Date of meeting: 6 May 2027", "2027-05-06", {"text": "6 May 2027"}),
        # Another weekday, no such day, two days: nobody can say which.
        (MINUTES, "Minutes of the meeting held on Friday 6 May 2027", "", None,
         {"title": "Friday 6 May 2027"}),
        (AGENDA, "Agenda 31 April 2027", "", None, {"title": "31 April 2027"}),
        (AGENDA, "Agenda 6 May 2027", "Date: 7 May 2027", None,
         {"title": "6 May 2027", "text": "7 May 2027"}),
    ],
)  # fmt: skip
def test_the_day_of_the_meeting_is_what_title_and_text_state(kind, title, text, day, words):
    meeting = meeting_of(title, text, kind)
    assert (meeting.day, meeting.words) == (day, words)
    assert bool(meeting.odd) == (day is None)


@pytest.mark.parametrize(
    ("kind", "title", "text"),
    [
        (MINUTES, "Minutes", "Members\n2. Minutes from the Board meeting held on 6 May 2027"),
        (PAPER, "Financial position to 31 March 2027", "Date: 6 May 2027"),
        (AGENDA, "Agenda, May 2027", "Next meeting: 6 May 2027"),
        (MINUTES, "Minutes of 6 May 2027 and of 8 May 2027", ""),
        (AGENDA, "Agenda", "x\n" * 20 + "Date: 6 May 2027"),
    ],
)
def test_another_date_is_not_the_meeting_s(kind, title, text):
    assert meeting_of(title, text, kind) is None


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ('<li>2.1 People – <a href="{}">view the paper for this item</a></li>', "2.1 People"),
        ('<p>4.1 Report: A B – <a href="{}">View paper</a> (PDF, 2MB)</p>', "4.1 Report: A B"),
        ('<table><tr><td>3 Seal</td><td><a href="{}">Paper</a></td></tr></table>', "3 Seal"),
        ('<h3>Item 5: Plan</h3><p><a href="{}">Read the paper here</a></p>',
         "Read the paper here"),
        ('<li>6 Risks <a href="{}">Register of risks</a></li>', "Register of risks"),
        ('<li>7 A – <a href="{}">paper</a>, B – <a href="/x/">paper</a></li>', "7 A – , B"),
    ],
)  # fmt: skip
def test_an_agenda_s_papers_are_named_by_their_items(html, title):
    html = html.format("/long-read/sample/")
    url = "https://h.example/a/"
    (paper,) = named_papers(html, url, tuple(files_in(html, url)))
    assert (paper.title, paper.kind) == (title, "link")


@pytest.mark.parametrize(
    ("words", "vague"),
    [("View the paper for this item (PDF)", True), ("", True), ("Annual report", False)],
)
def test_words_that_name_nothing(words, vague):
    assert is_vague(words) == vague


# What is read -----------------------------------------------------------------------------------


def test_the_papers_of_a_meeting(crawl, site):
    assert crawl("nhse_board") == 0
    meetings = crawl.rows(
        """
        select d.kind, d.native_id, json_extract(v.data, '$.stated.meeting.day'),
          json_extract(v.data, '$.type')
        from documents d join versions v on v.id = d.current_version
        where d.kind <> 'attachment' order by d.native_id
        """
    )
    assert meetings == [
        ("board_paper", "2009", "2026-07-28", "document"),
        ("board_agenda", "3003", "2026-07-28", "long-read"),
        ("board_paper", "3004", None, "long-read"),
        # Its title names a weekday that is not that day's, its address another year.
        ("board_minutes", "3005", None, "long-read"),
    ]
    assert "the title says “Thursday 19 May 2026”" in crawl.err
    papers = crawl.rows(
        """
        select a.kind, a.title, a.url from attachments a join documents d
          on d.current_version = a.version_id where d.kind = 'board_agenda' order by a.position
        """
    )
    committee = f"{site.base}/long-read/sample-data-and-technology-committee-update/"
    report = f"{site.base}/wp-content/uploads/2026/07/sample-performance-report.pdf"
    assert papers == [
        ("link", "2.1 Data and Technology Committee", committee),
        ("file", "3.1 Performance report", report),
    ]
    assert crawl.one("select title, text_state from versions where route = 'file' "
                     "and title like '3.1%'") == ("3.1 Performance report", "read")  # fmt: skip


@pytest.mark.slow
def test_a_change_of_route_is_no_edit(crawl, site, no_files):
    """Without REST: what is known, and what the archive lists with its filter."""
    assert crawl("nhse_board") == 0
    by_rest = crawl.texts()
    site.faults["/wp-json/.*"] = REST_OFF
    assert crawl("nhse_board") == 0
    assert crawl.one("select route from run_sources where run_id = 2") == "html"
    assert crawl.texts() == by_rest
    del site.faults["/wp-json/.*"]
    site.requests()
    assert crawl("nhse_board") == 0
    assert crawl.texts() == by_rest
    assert crawl.one("select max(number) from versions") == 1
    assert not [path for path in site.requests() if "include=" in path]
    assert crawl.add_up()


# One post, one document -------------------------------------------------------------------------


def filed(monkeypatch, **changes):
    """Let posts of these numbers be otherwise."""
    monkeypatch.setattr(
        server,
        "entries",
        lambda kind, day: [
            dataclasses.replace(e, **changes[f"n{e.id}"]) if f"n{e.id}" in changes else e
            for e in entries(kind, day)
        ],
    )


def edited(categories, words, modified="2026-08-02T10:00:00"):
    return {"categories": categories, "html": f"<p>{words}</p>", "modified": modified}


@pytest.mark.parametrize(
    "order", [SHARED[::-1], pytest.param(SHARED, marks=pytest.mark.slow)], ids=["last", "first"]
)
def test_no_post_is_read_twice_whatever_the_order_of_sources(crawl, site, no_files, order):
    assert crawl(*order) == 0
    whose = crawl.rows("select native_id, source from documents where native_id is not null")
    assert len(whose) == len(dict(whose)) == 13
    theirs = sorted(number for number, source in whose if source == "nhse_board")
    assert theirs == ["2009", "3003", "3004", "3005"]
    assert ("3002", "nhse_longreads") in whose
    assert ("2001", "nhse_publications") in whose
    # All are accounted for: no list is compared number by number again.
    site.requests()
    assert crawl(*SHARED[1:]) == 0
    assert not [path for path in site.requests() if "orderby=id" in path]


def test_a_post_that_changes_its_category_stays_where_it_is_and_is_read_on(
    crawl, no_files, monkeypatch
):
    """Into the category and out of it: nothing vanishes, comes back, or is there twice."""
    assert crawl(*SHARED) == 0
    number = len(crawl.rows("select * from documents"))
    filed(
        monkeypatch,
        n3002=edited([BOARD], "Clinics, now a paper of the Board."),
        n3004=edited([13], "The committee, filed elsewhere."),
    )
    assert crawl(*SHARED) == 0
    assert crawl.one(WHOSE, str(CLINICS)) == "nhse_longreads"
    assert crawl.one(WHOSE, str(COMMITTEE)) == "nhse_board"
    assert len(crawl.rows("select * from documents")) == number
    text = "select text from documents where native_id = ?"
    assert crawl.one(text, str(CLINICS)) == "Clinics, now a paper of the Board."
    assert crawl.one(text, str(COMMITTEE)) == "The committee, filed elsewhere."
    # And it is read on there.
    filed(
        monkeypatch,
        n3002=edited([BOARD], "Clinics, again.", "2026-08-03T10:00:00"),
        n3004=edited([13], "The committee, again.", "2026-08-03T10:00:00"),
    )
    assert crawl(*SHARED) == 0
    assert crawl.rows("select text from documents where text like '%again.'") == [
        ("The committee, again.",), ("Clinics, again.",),
    ]  # fmt: skip
    assert crawl.one("select max(number) from versions") == 3
    assert len(crawl.rows("select * from documents")) == number
    assert crawl.rows("select * from document_log where happened <> 'redated'") == []
    assert crawl.add_up()


@pytest.mark.slow
def test_a_file_that_two_sources_link_to_is_read_once(crawl, site, monkeypatch):
    guide = "/wp-content/uploads/2026/03/sample-lighting-guide.pdf"
    filed(monkeypatch, n1007={"html": f'<p>See the <a href="{guide}">guide</a>.</p>'})
    assert crawl("nhse_news", "nhse_publications") == 0
    assert site.requests().count(guide) == 1
    file = "select source, title from documents where url = ?"
    assert crawl.one(file, site.base + guide) == ("nhse_news", "guide")
    # Who has it looks at it again a week later, and the other does not begin to.
    assert crawl("nhse_publications", "nhse_news", as_of="2026-08-10") == 0
    assert site.requests().count(guide) == 1


@pytest.mark.slow
def test_a_paper_that_is_taken_away_is_gone_on_the_second_run(crawl, site, monkeypatch):
    assert crawl("nhse_board") == 0
    monkeypatch.setattr(
        server, "entries", lambda kind, day: [e for e in entries(kind, day) if e.id != COMMITTEE]
    )
    assert crawl("nhse_board") == 0
    assert crawl.one("select native_id from documents where missing_since_run = 2") == "3004"
    assert crawl("nhse_board") == 0
    assert crawl.one("select native_id from documents where state = 'gone'") == "3004"
    assert crawl.add_up()


@pytest.mark.slow
def test_pages_say_by_their_topics_whose_they_are(crawl, site, no_files):
    """Without REST the publications list everything; the board's are left to the board."""
    site.faults["/wp-json/.*"] = REST_OFF
    assert crawl("nhse_publications") == 0
    assert crawl.rows("select * from documents where native_id = '2009'") == []
    assert crawl.one("select state, reason from pages where url like '%sample-board-papers%'") == (
        "ok", "in the category board-meetings, which another source reads",
    )  # fmt: skip
    assert crawl("nhse_board") == 0
    assert crawl.one(WHOSE, "2009") == "nhse_board"
    site.requests()
    assert crawl("nhse_publications") == 0
    assert not [path for path in site.requests() if "sample-board-papers" in path]
    assert crawl.add_up()


# What may be otherwise --------------------------------------------------------------------------


@pytest.mark.slow
def test_a_category_under_another_number_is_found_by_its_slug(crawl, site, monkeypatch):
    renumbered = json.dumps([{"id": 141, "slug": "board-meetings", "name": "Board meetings"}])
    site.faults[r"/wp-json/wp/v2/categories\?slug=.*"] = Answer(renumbered.encode(), JSON)
    monkeypatch.setattr(
        server,
        "entries",
        lambda kind, day: [
            dataclasses.replace(e, categories=[141 if c == BOARD else c for c in e.categories])
            for e in entries(kind, day)
        ],
    )
    assert crawl("nhse_board") == 0
    assert crawl.one("select count(*) from documents where kind like 'board_%'") == 4


@pytest.mark.slow
def test_a_category_that_is_gone_breaks_the_source_and_loses_nothing(crawl, site, no_files):
    """Renamed: the message names those that are called alike. Others read the posts meanwhile."""
    site.faults[r"/wp-json/wp/v2/categories\?slug=.*"] = Answer(b"[]", JSON)
    assert crawl(*SHARED) == 1
    (line,) = [line for line in crawl.err.splitlines() if line.startswith("nhse_board: ")]
    assert "there is no category board-meetings (with “board” in the name there are: board," in line
    assert "write what it is called now into nhse_board" in line
    assert "there is no such category; its posts, if any, are read here" in crawl.err
    assert crawl.one(WHOSE, "3003") == "nhse_longreads"
    assert crawl.one(WHOSE, "2009") == "nhse_publications"
    # Mended, what the others have stays theirs.
    del site.faults[r"/wp-json/wp/v2/categories\?slug=.*"]
    assert crawl(*SHARED) == 0
    assert crawl.rows("select * from documents where source = 'nhse_board'") == []
    assert crawl.add_up()


@pytest.mark.slow
def test_a_type_without_categories_is_left_to_its_own_source(crawl, site):
    found = types()
    found["long-read"]["taxonomies"] = []
    site.faults["/wp-json/wp/v2/types"] = Answer(json.dumps(found).encode(), JSON)
    assert crawl("nhse_board") == 0
    assert "the type long-read has no categories" in crawl.err
    assert crawl.rows("select native_id from documents where native_id is not null") == [("2009",)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("faults", "said"),
    [
        # A filter that a site does not know is left out of account: everything would be ours.
        ({r"/wp-json/wp/v2/long-reads\?.*": ("categories=15&", "")},
         "the list is not limited to board-meetings"),
        ({r"/wp-json/.*": REST_OFF, r"/publication/\?filter-category=.*": (r"\?.*", "")},
         "the filter does not seem to work (it shows 9 of 9); REST failed too"),
        ({r"/wp-json/.*": REST_OFF, r"/publication/.*": Answer(b"<html></html>", HTML)},
         "the filter does not seem to work (it shows None of None)"),
        ({r"/wp-json/wp/v2/(documents|long-reads)\?.*": Answer(b"[]", JSON)}, "an empty list"),
    ],
)  # fmt: skip
def test_what_cannot_be_the_category_breaks_the_source(crawl, site, faults, said):
    plain = SampleSite(1, 5)

    def asked_otherwise(old, new):
        return lambda target, base: plain.answer(re.sub(old, new, target), base)

    for pattern, fault in faults.items():
        site.faults[pattern] = fault if isinstance(fault, Answer) else asked_otherwise(*fault)
    assert crawl("nhse_board") == 1
    assert said in crawl.err.splitlines()[-1]
    assert crawl.rows("select * from documents") == []
    assert crawl.add_up()
