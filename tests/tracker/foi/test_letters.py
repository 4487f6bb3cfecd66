"""Letters as they are sent: read each in golden/ as the officer who gets it, and as a lawyer would.

After a change of words: UPDATE_GOLDEN=1 pytest, then read the difference by eye.
"""

import os
import re
from datetime import date
from pathlib import Path

import pytest

from db.archive import Archive
from db.connection import connect, writing
from db.errors import Problem
from db.readings import Reading
from db.recording import record
from db.sources import register_source
from tests.tracker.foi.letters import coast
from tests.tracker.foi.letters.coast import draft, given, looked, said
from tests.tracker.pages import OFFICIAL, Desk, a_source
from tracker.foi.letters.draft import Wish, drafted
from tracker.foi.letters.letter import Items, Letter, address
from tracker.looks import Look, record_look
from tracker.register.files import PACKAGED
from tracker.register.load import load

GOLDEN = Path(__file__).parent / "letters" / "golden"
NOVEMBER = date(2026, 11, 28)
CALENDAR = re.compile(r"(?<=bank holidays as of )\d{4}-\d{2}-\d{2}")

STORIES = {
    "request-overdue": (coast.overdue, {"name": "Iona Wrack, The Harbour Paper"}),
    "request-dropped": (coast.dropped, {}),
    "request-foisa-no-date": (coast.scottish, {}),
    "request-eir-successor": (coast.environmental, {"is_environmental": True}),
    "review-late": (coast.late, {}),
    "review-section-22": (coast.refused, {"name": "Iona Wrack, The Harbour Paper"}),
    "complaint-silence": (coast.silent, {}),
}


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    """The packaged register, with a look for each commitment whose date has passed."""
    db = connect(tmp_path_factory.mktemp("register") / "delaywatch.db")
    load(db, PACKAGED, NOVEMBER)
    unchecked = [row["slug"] for row in db.query("select slug from unchecked")]
    for slug in ["digital-workforce-plan", *unchecked]:
        look = Look(
            slug, date(2026, 11, 27), "https://www.england.nhs.uk/publication/",
            slug.replace("-", " "), "not_found", "Searched the publications.",
        )  # fmt: skip
        record_look(db, look, NOVEMBER)
    return db


# --------------------------------------------------------------------------------- golden


@pytest.mark.parametrize("form", ["markdown", "text"])
@pytest.mark.parametrize("name", STORIES)
def test_a_letter_of_each_kind(name, form):
    story, wish = STORIES[name]
    db = coast.coast()
    letter = draft(db, story(db), **wish).letter
    same_as_golden(name, form, letter.written(form))


@pytest.mark.parametrize("form", ["markdown", "text"])
def test_the_digital_workforce_plan(register, form):
    letter = drafted(register, "digital-workforce-plan", NOVEMBER, Wish()).letter
    same_as_golden("request-digital-workforce-plan", form, letter.written(form))


def same_as_golden(name, form, text):
    path = GOLDEN / f"{name}{ {'markdown': '.md', 'text': '.txt'}[form] }"
    text = CALENDAR.sub("2026-11-22", text)  # the day of the calendar is not this test's business
    if "UPDATE_GOLDEN" in os.environ:
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text, "review them: UPDATE_GOLDEN=1 pytest"


# --------------------------------------------------------------- what no request ever says

CONCLUSIONS = re.compile(
    r"\b(?:late|overdue|breach\w*|fail\w*|broke[n]?|missed|ignored|delay\w*|unlawful\w*|illegal\w*|"
    r"should have|scandal|secret|refus\w+ to)\b",
    re.IGNORECASE,
)
THEIR_WORDS = re.compile(r"“[^”]*”|\"[^\"]*\"|<[^>]*>|https?://\S+|\([^()]*\)")


def lists(letter, *, numbered):
    """The lists of a letter, each as its lines."""
    found = [block for block in letter.blocks if isinstance(block, Items)]
    return [block.lines for block in found if block.numbered == numbered]


def our_words(text):
    return THEIR_WORDS.sub("", text)


@pytest.fixture(scope="module")
def requests(register):
    """The request about each commitment of the register that may be asked about, with its row."""
    return list(requests_of(register))


def requests_of(register):
    for row in list(register.query("select slug, status from timeline")):
        try:
            yield row, drafted(register, row["slug"], NOVEMBER, Wish(anyway="A test."))
        except Problem as problem:
            if "HM Government" in str(problem) or "Prime Minister" in str(problem):
                wish = Wish(anyway="A test.", body="cabinet-office")
                yield row, drafted(register, row["slug"], NOVEMBER, wish)


def test_no_request_draws_a_conclusion(requests):
    assert {row["status"] for row, _ in requests} == {
        "awaited", "dropped", "merged", "partially_delivered", "paused", "unchecked",
    }  # fmt: skip
    for row, made in requests:
        text = our_words(made.letter.written("text"))
        assert not CONCLUSIONS.findall(text), row["slug"]


def test_nothing_that_nobody_is_bound_by_is_quoted(register, requests):
    """What others expected, and unnamed sources said, is no promise of the body."""
    unbound = list(
        register.query(
            """select commitment, who from told_events where not counts and retracted_on is null"""
        )
    )
    assert unbound
    letters = {row["slug"]: made for row, made in requests}
    for event in unbound:
        if event["commitment"] in letters:
            assert event["who"] not in letters[event["commitment"]].letter.written("text")


def test_every_second_hand_statement_says_so(register, requests):
    for row, made in requests:
        quoted = [line for block in lists(made.letter, numbered=False) for line in block]
        second_hand = {
            event["who"] for event in register.query(
                "select who, evidence from told_events where commitment = ?", [row["slug"]])
            if event["evidence"] == "second-hand"
        }  # fmt: skip
        for line in quoted:
            if any(f", {who}:" in line for who in second_hand):
                assert "This is second-hand: we have not seen the original." in line
            assert "Source: <http" in line


def test_by_when_nothing_was_found_is_the_day_of_the_look_never_today(register):
    text = drafted(register, "axe-the-fax", NOVEMBER, Wish()).letter.written("text")
    assert "We looked for it on 27 November 2026" in text
    assert "28 November 2026" not in text


def test_without_a_look_it_is_the_newest_day_on_record():
    db = coast.coast()
    given(db, "buoys", "Buoy report", said(("soon", "open", None, None)))
    text = draft(db, "buoys").letter.written("text")
    assert (
        "What we have on record runs to 12 January 2026: we found no publication by then." in text
    )


# ------------------------------------------------------------------- what is asked for when

WORDS_ABOUT_TIME = {
    "june": coast.BY_JUNE, "october": coast.BY_OCTOBER, "course": coast.IN_DUE_COURSE,
    "none": None, "soon": ("soon", "open", None, None),
    "next": ("by the end of 2027", "deadline", None, "2027-12-31"),
}  # fmt: skip
ASKS = [
    # what was said (event words), title, status in the register, what the first item begins
    # with, how many items, and what one of them has
    (["promised june"], "Lighthouse Plan", "awaited", "“Lighthouse Plan” itself, in its final", 5,
     "the intention to publish it was settled"),
    (["promised june"], "Dredging the harbour", "awaited", "The newest report, paper or minute", 5,
     "by which the first date quoted above was set"),
    (["promised soon"], "Lighthouse Plan", "awaited", "The current plan: the newest record", 5,
     "for which no date is given"),
    (["promised june", "slipped course"], "Lighthouse Plan", "awaited", "The current plan", 7,
     "for which no date is given"),
    (["promised june", "slipped course"], "Lighthouse Plan", "awaited", "The current plan", 7,
     "the intention to publish it was settled, with its date"),
    (["promised june", "slipped course"], "Lighthouse Plan", "awaited", "The current plan", 7,
     "reasons for each change of the planned date"),
    (["promised june", "slipped course"], "Dredging the harbour", "awaited", "The current plan", 6,
     "by which the first date quoted above was set"),
    (["promised june", "paused none"], "Lighthouse Plan", "paused", "The current plan", 6,
     "decision to pause it"),
    (["promised june", "slipped october", "paused none"], "Lighthouse Plan", "paused",
     "The current plan", 7, "reasons for each change of the planned date"),
    (["promised june", "partially_delivered october"], "Lighthouse Plan", "partially_delivered",
     "The current plan: the newest record that says whether what is missing of", 6,
     "reasons for each change"),
    (["promised june", "dropped none"], "Lighthouse Plan", "dropped",
     "The recorded decision not to go on with", 3, "reasons for that decision"),
    (["promised june", "dropped none"], "Dredging the harbour", "dropped",
     "The recorded decision not to go on with", 2, "reasons for that decision"),
    (["promised june", "merged none"], "Lighthouse Plan", "merged",
     "The recorded decision to make “Lighthouse Plan” a part of “Coast Plan”", 4,
     "planned for the publication of “Coast Plan”"),
]  # fmt: skip


def given_story(db, steps, title, status):
    """A commitment of the board from short words; it was looked for yesterday."""
    given(db, "coast-plan", "Coast Plan", said(coast.BY_JUNE))
    told = []
    for month, step in enumerate(steps, start=1):
        event, words = step.split()
        more = {"merged_into": "coast-plan"} if event == "merged" else {}
        url = f"https://harbour.example/{month}"
        told.append(
            said(WORDS_ABOUT_TIME[words], event=event, made_on=f"2026-0{month}-12",
                 sources=[a_source(url)], **more)
        )  # fmt: skip
    given(db, "thing", title, *told, status=status)
    looked(db, "thing", "2026-11-19")
    looked(db, "coast-plan", "2026-11-19")


@pytest.mark.parametrize(
    ("steps", "title", "status", "first", "count", "has"), ASKS,
    ids=[f"{' '.join(steps)} {title}" for steps, title, *_ in ASKS],
)  # fmt: skip
def test_what_is_asked_for(steps, title, status, first, count, has):
    db = coast.coast()
    given_story(db, steps, title, status)
    letter = draft(db, "thing").letter
    [items] = lists(letter, numbered=True)
    assert items[0].startswith(first)
    assert len(items) == count
    assert any(has in item for item in items)
    assert items[-1].endswith(".")


def test_every_move_of_the_date_is_told_and_no_mere_repetition():
    db = coast.coast()
    days = iter(range(1, 10))
    steps = [
        said(due, event=event, made_on=f"2026-03-0{next(days)}", who=who)
        for event, due, who in (
            ("promised", coast.BY_JUNE, "Chair"),
            ("reaffirmed", coast.BY_JUNE, "Clerk"),
            ("reaffirmed", ("June", "interval", "2026-06-01", "2026-06-30"), "Treasurer"),
            ("slipped", coast.BY_OCTOBER, "Pilot"),
            ("reaffirmed", coast.BY_OCTOBER, "Keeper"),
            ("reaffirmed", coast.IN_DUE_COURSE, "Secretary"),
        )
    ]
    given(db, "thing", "Lighthouse Plan", *steps)
    looked(db, "thing", "2026-11-19")
    text = draft(db, "thing").letter.written("text")
    told = [who for who in ("Chair", "Clerk", "Treasurer", "Pilot", "Keeper", "Secretary")
            if f", {who}:" in text]  # fmt: skip
    assert told == ["Chair", "Pilot", "Secretary"]


TARGETS = [
    # what was said of what took it in (event words day), the result of a look for it (None: no
    # look): may its date be asked for, is its newest date quoted?
    (["promised june 2026-01-12"], "not_found", True, False),  # said before, not since
    (["promised june 2026-01-12"], None, False, False),
    (["promised june 2026-01-12"], "found", False, False),
    (["promised june 2026-01-12", "delivered none 2026-06-02"], None, False, False),
    (["promised june 2026-01-12", "dropped none 2026-06-02"], None, False, False),
    (["promised june 2026-01-12", "slipped october 2026-05-02"], "not_found", True, True),
    (["promised june 2026-01-12", "slipped october 2026-05-02"], None, False, True),
    (["promised june 2026-01-12", "slipped next 2026-05-02"], None, False, True),  # not yet due
    (["promised june 2026-02-12"], "not_found", True, True),  # on the day of the merger itself
]


@pytest.mark.parametrize(("steps", "look", "is_asked", "is_quoted"), TARGETS)
def test_the_date_of_what_took_it_in(steps, look, is_asked, is_quoted):
    """As little as of any other is a date asked for that is not yet due, or that nobody checked."""
    db = coast.coast()
    told = []
    for step in steps:
        event, words, day = step.split()
        told.append(said(WORDS_ABOUT_TIME[words], event=event, made_on=day,
                         sources=[a_source("https://harbour.example/coast")]))  # fmt: skip
    ends = {"delivered", "dropped"} & {step.split()[0] for step in steps}
    given(db, "coast-plan", "Coast Plan", *told, status=next(iter(ends), "awaited"))
    if look:
        looked(db, "coast-plan", "2026-11-19", look)
    given(db, "thing", "Lighthouse Plan", said(coast.BY_JUNE),
          said(None, event="merged", made_on="2026-02-12", merged_into="coast-plan"),
          status="merged")  # fmt: skip
    made = draft(db, "thing")
    text = made.letter.written("text")
    assert ("planned for the publication of “Coast Plan”" in text) == is_asked
    assert ("Said since of “Coast Plan”:\n\n- " in text) == is_quoted
    assert ("https://harbour.example/coast" in text) == is_quoted
    assert ("https://harbour.example/coast" in "\n".join(made.lines)) == is_quoted  # unchecked


def test_nothing_is_said_of_a_future_publication_that_was_given_up():
    db = coast.coast()
    given_story(db, ["promised june", "dropped none"], "Lighthouse Plan", "dropped")
    assert "rely on section 22" not in draft(db, "thing").letter.written("text")
    given_story(db, ["promised june", "merged none"], "Lighthouse Plan", "merged")
    assert "rely on section 22" in draft(db, "thing").letter.written("text")


def test_the_span_begins_with_the_first_statement_that_is_quoted():
    db = coast.coast()
    steps = [
        said(("soon", "open", None, None), made_on="2025-02-01"),
        said(coast.BY_JUNE, event="reaffirmed", made_on="2026-03-02"),
    ]
    given(db, "thing", "Lighthouse Plan", *steps)
    looked(db, "thing", "2026-11-19")
    text = draft(db, "thing").letter.written("text")
    assert "1 February 2025" not in text
    assert "only for records from 2 March 2026 to the day" in text


def test_a_document_may_be_meant_where_the_title_does_not_say_so():
    db = coast.coast()
    given_story(db, ["promised june"], "Dredging the harbour", "awaited")
    letter = draft(db, "thing", is_document=True).letter
    assert "“Dredging the harbour” itself" in letter.written("text")
    given_story(db, ["promised june"], "Lighthouse Plan", "awaited")
    letter = draft(db, "thing", is_document=False).letter
    assert "how far “Lighthouse Plan” has come" in letter.written("text")


LAWS = [
    # environmental, body, what the letter has, what it has not
    (False, coast.HARBOUR, ["Freedom of Information Act 2000", "rely on section 22 for item 1",
                            "limit of section 12 (£450)", "under section 16",
                            "Environmental Information Regulations 2004 as well"],
     ["twelve weeks", "regulation 14(4)"]),
    (True, coast.HARBOUR, ["Under the Environmental Information Regulations 2004",
                           "regulation 12(4)(d) for item 1", "regulation 14(4)", "regulation 9"],
     ["section", "£", "as well."]),
    (False, coast.LOCH, ["Freedom of Information (Scotland) Act 2002", "section 27(1) for item 1",
                         "no later than twelve weeks after the request",
                         "limit of section 12 (£600)", "under section 15"],
     ["section 22", "section 16"]),
    (True, coast.LOCH, ["Under the Environmental Information (Scotland) Regulations 2004",
                        "regulation 10(4)(d) for item 1", "regulation 9"],
     ["section", "£", "regulation 14(4)"]),
    (False, coast.TIDES, ["limit of section 12 (£600)"], ["£450"]),
]  # fmt: skip


@pytest.mark.parametrize(("is_environmental", "body", "has", "has_not"), LAWS)
def test_each_law_in_its_own_words(is_environmental, body, has, has_not):
    db = coast.coast()
    coast.overdue(db)
    wish = {"is_environmental": is_environmental, "body": body}
    text = draft(db, "lighthouse-plan", **wish).letter.written("text")
    assert [words for words in has if words not in text] == []
    assert [words for words in has_not if words in text] == []


# ------------------------------------------------------------- sentences and archived copies

SENTENCE = "The Lighthouse Plan will be published by June 2026."
PLAN_URL = "https://news.example/plan"


def test_an_accepted_sentence_is_quoted_whole_with_the_copy_that_has_it(tmp_path):
    desk = Desk(tmp_path / "delaywatch.db")
    desk.register(coast_file())
    [found] = desk.found(f"{SENTENCE} The sea is cold.", url=PLAN_URL)
    desk.decide(found)
    looked(desk.db, "harbour-lights-plan", "2026-11-19")
    text = drafted(desk.db, "harbour-lights-plan", date(2026, 11, 22), Wish()).letter.written(
        "text"
    )
    [sha256] = [row["raw_sha256"] for row in desk.rows("select raw_sha256 from versions")]
    assert f": “{SENTENCE}”. Source: {PLAN_URL} (" in text
    assert f"We keep a copy of 22 November 2026 (SHA-256 {sha256})." in text


@pytest.mark.parametrize(
    ("words", "origin", "is_named"),
    [
        ("It comes BY JUNE 2026, they say.", "site", True),
        ("By June 2026, they say.", "site", True),
        ("It comes in the end.", "site", False),
        ("It comes by June 2026.", "copy", False),
        ("It comes by June 2026.", "sample", False),
    ],
)
def test_a_copy_is_named_only_where_it_has_the_words_and_is_the_site_s(
    tmp_path, words, origin, is_named
):
    db = coast.coast()
    given(db, "thing", "Lighthouse Plan", said(coast.BY_JUNE, sources=[a_source(PLAN_URL)]))
    looked(db, "thing", "2026-11-19")
    reading = Reading(
        source="news", origin=origin, url=f"{PLAN_URL}/", native_id=None, kind="news",
        title="A page", published_at="2026-03-02", modified_at=None, raw=b"<p>", text=words,
        content_type="text/html", route="html", extractor="test/1",
    )  # fmt: skip
    with writing(db):
        register_source(db, OFFICIAL)
        record(db, Archive.beside(tmp_path / "x.db"), reading, run_id=None, at=coast.AT)
    text = draft(db, "thing").letter.written("text")
    assert ("We keep a copy of 20 November 2026 (SHA-256 " in text) == is_named


def coast_file():
    """A commitment whose first word a page is about to say."""
    from tests.tracker.pages import commitment, promise

    return commitment(
        "harbour-lights-plan", "Harbour Lights Plan",
        promise(("soon", "open", None, None)), aliases=["Lighthouse Plan"],
    )  # fmt: skip


# -------------------------------------------------------------------------------- the form


def test_signs_of_markdown_are_shown_as_they_are_and_addresses_work():
    odd = f"a *bold* [link](x) <b> _under_ `code` \\ {address('https://x.example/a_b*c')}"
    letter = Letter("request", "Body_one", "https://b.example/_a_", "S *x*", (odd,), "A_B")
    text, markdown = letter.written("text"), letter.written("markdown")
    assert "a *bold* [link](x) <b> _under_ `code` \\ https://x.example/a_b*c\n" in text
    assert (
        r"a \*bold\* \[link\](x) \<b\> \_under\_ \`code\` \\ <https://x.example/a_b*c>" in markdown
    )
    assert "<https://b.example/_a_>" in markdown
    assert r"**Subject:** S \*x\*" in markdown
    assert r"A\_B" in markdown
    assert text.startswith(
        "To: Body_one, https://b.example/_a_\nSubject: S *x*\n\nDear Body_one,\n"
    )


def test_a_letter_without_a_name_says_where_name_and_address_go():
    """Both Acts want the name of whoever asks and an address for the reply (FOIA s.8(1))."""
    letter = Letter("request", "Board", None, "S", ("Text.",))
    assert letter.written("text").endswith(
        "Yours faithfully,\n\n[your name]\n"
        "[where the reply should go: an e-mail or postal address]\n"
    )
    assert letter.written("text").startswith("To: Board\n")


def test_what_others_wrote_cannot_steer_a_terminal_or_break_a_line():
    """The register takes no such title; what is in the database already may have one."""
    db = coast.coast()
    given(db, "thing", "Lighthouse Plan",
          said(coast.BY_JUNE, sources=[a_source("https://x.example/1")]))  # fmt: skip
    with writing(db):
        db.execute("update commitments set title = ?", ["Lighthouse\x1b[31m Plan"])
        db.execute("update events set who = ?", ["Harbour\nBoard"])
        db.execute("update event_sources set title = ?", ["A\x07 page\r\nSubject: x"])
    looked(db, "thing", "2026-11-19", words="a\u202eb", place="https://x.example/a <b>")
    text = draft(db, "thing").letter.written("text")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202e]", text)
    assert "Harbour Board: “by June 2026”" in text
    assert text.count("\nSubject:") == 1
    assert "at https://x.example/a%20%3Cb%3E for the words" in text
