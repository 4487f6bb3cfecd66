"""The record that rules keep: the same again changes nothing, and an operator has the last word."""

import time
from dataclasses import replace
from itertools import pairwise

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import db.structured as store
from crawler.stated_dates import stated_date
from db.commitments import set_as_of
from db.connection import writing
from db.errors import Problem
from db.readings import Announced
from db.sources import register_source
from tests.blank import blank
from tests.tracker.pages import DHSC, LIGHTHOUSE, NHSE, PRESS, TODAY, source
from tests.tracker.structured.calendar import CALENDAR, LINE, SITE, Calendar
from tracker.cli import main
from tracker.review.decisions import Decision
from tracker.review.effects import effects
from tracker.structured import update
from tracker.structured.sayings import sayings
from tracker.structured.stories import named, tell
from tracker.structured.switches import listed, switch_off, switch_on

AT = "2026-11-22T06:00:00Z"
MOVED = """2026-09-01 confirmed 3 Dec 2026
           2026-10-01 confirmed 10 Dec 2026 “Two sites sent nothing.”"""
RULE = "release-date"


# ------------------------------------------------------------------------ the same again


def test_the_same_again_changes_nothing(calendar):
    calendar.hear(MOVED)
    before = calendar.dump()
    assert calendar.work("2026-11-23T06:00:00Z").things == 0
    assert calendar.dump() == before


def test_other_rules_that_tell_the_same_change_nothing(calendar, monkeypatch):
    calendar.hear(MOVED)
    before = calendar.dump()
    monkeypatch.setattr("tracker.structured.TELLING", "another way of telling")
    assert calendar.work().things == 1
    assert calendar.dump() == before


def read_again(calendar, *announced):
    """A better extractor reads the bytes of the newest version and finds other dates in it."""
    number = calendar.one("select max(id) as id from versions")["id"]
    with writing(calendar.db):
        calendar.db.execute("delete from announced_dates where version_id = ?", [number])
        for position, one in enumerate(announced, start=1):
            names = one.__slots__
            calendar.db.execute(
                f"insert into announced_dates (version_id, position, {', '.join(names)}) "
                f"values (?, ?, {', '.join('?' for _ in names)})",
                [number, position, *(getattr(one, name) for name in names)],
            )


def test_the_same_dates_under_new_numbers_change_nothing(calendar):
    calendar.hear(MOVED)
    before = calendar.dump()
    again = calendar.row(LINE.fullmatch(MOVED.splitlines()[1].strip()), "beds", "Beds in hospitals")
    read_again(calendar, again)
    calendar.work()
    assert calendar.dump() == before


def test_a_better_reading_changes_only_what_differs(calendar):
    calendar.hear(f"{MOVED}\n2026-11-01 confirmed 17 Dec 2026")
    before = calendar.rows("select id, seq from events where retracted_on is null")
    better = calendar.row(
        LINE.fullmatch("2026-11-01 confirmed 18 Dec 2026"), "beds", "Beds in hospitals"
    )
    read_again(calendar, better)
    calendar.work()
    assert calendar.events()[-1] == "by 2026-11-01 slipped 2026-12-18..2026-12-18"
    after = calendar.rows("select id, seq from events where retracted_on is null")
    assert after[:2] == before[:2]
    [why] = calendar.taken_back()
    assert why.endswith("2026-12-17: replaced by what the source says, as it is read now")


def test_what_is_announced_nowhere_any_more_is_taken_back_and_may_come_again(calendar):
    calendar.hear("2026-09-01 confirmed 3 Dec 2026")
    [slug] = calendar.timeline()
    kept = calendar.row(
        LINE.fullmatch("2026-09-01 confirmed 3 Dec 2026"), "beds", "Beds in hospitals"
    )
    read_again(calendar)
    calendar.work()
    assert (calendar.events(), calendar.timeline()) == ([], {})
    assert "the source announces no such date any more" in calendar.taken_back()[0]
    read_again(calendar, kept)
    calendar.work()
    assert list(calendar.timeline()) == [slug]
    assert calendar.events() == ["by 2026-09-01 promised 2026-12-03..2026-12-03"]


def test_the_slug_hangs_on_the_thing_and_stays_when_its_title_changes(calendar, tmp_path):
    calendar.hear("2026-09-01 confirmed 3 Dec 2026")
    [slug] = calendar.timeline()
    assert slug.startswith("beds-in-hospitals-")
    calendar.hear("2026-10-01 confirmed 3 Dec 2026", title="Hospital beds")
    assert calendar.timeline(slug)["title"] == "Hospital beds"
    other = Calendar(tmp_path / "anew.db").hear("2026-09-01 confirmed 3 Dec 2026")
    assert [row["slug"] for row in other.rows("select slug from commitments")] == [slug]


def test_two_things_of_one_title_are_two(calendar):
    """The real calendar of statistics has such pairs: announcements --1 and --2."""
    calendar.keep("2026-09-01 page one confirmed 3 Dec 2026", key="one")
    calendar.keep("2026-09-01 page two confirmed 4 Dec 2026", key="two")
    calendar.work()
    assert len(calendar.timeline()) == 2
    assert calendar.slips() == []


def test_a_page_that_moves_keeps_its_events(calendar):
    calendar.keep("2026-09-01 confirmed 3 Dec 2026", native_id="7")
    calendar.work()
    before = calendar.rows("select * from events")
    calendar.db.execute("update documents set url = ?", [f"{SITE}/moved"])
    calendar.work()
    assert calendar.rows("select * from events") == before
    assert calendar.one("select url from event_sources")["url"] == f"{SITE}/moved"


def test_a_run_that_was_killed_is_taken_up(calendar, tmp_path, monkeypatch):
    """Each thing is written as a whole or not at all, wherever the kill came."""
    lines = [f"2026-09-01 page p{n} confirmed {n} Dec 2026" for n in range(1, 6)]
    whole = Calendar(tmp_path / "whole.db")
    for number, line in enumerate(lines):
        for one in (calendar, whole):
            one.keep(line, key=f"thing {number}")
    whole.work()
    monkeypatch.setattr("tracker.structured._BATCH", 2)
    kept = store.keep_made_from

    def killed(db, thing, value):
        kept(db, thing, value)
        if thing[3] == "thing 3":
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(store, "keep_made_from", killed)
        with pytest.raises(KeyboardInterrupt):
            calendar.work()
    assert len(calendar.events()) == 2
    calendar.work()
    assert calendar.dump() == whole.dump()


def test_on_a_day_before_it_was_read_nothing_is_known_of_it(calendar):
    calendar.hear(MOVED)
    set_as_of(calendar.db, "2026-08-31")
    assert calendar.timeline() == {}


# ------------------------------------------------------------------ what makes no event


def test_a_key_that_names_two_things_names_none(calendar):
    """Else the next edition of a series would look like the last one, put back."""

    def plan(*days):
        return [calendar.row(LINE.fullmatch(f"2026-09-01 stated {day}"), "a", "A") for day in days]

    calendar.keep("2026-09-01 stated 5 Nov 2026", announced=plan("5 Nov 2026"))
    calendar.work()
    assert len(calendar.events()) == 1
    calendar.keep("2026-10-01 stated 5 Nov 2026", announced=plan("5 Nov 2026", "3 Dec 2026"))
    made = calendar.work()
    assert (calendar.events(), made.ambiguous) == ([], 1)
    calendar.keep("2026-11-06 stated 3 Dec 2026", announced=plan("3 Dec 2026"))
    calendar.work()
    assert calendar.events() == []


def test_the_same_row_twice_on_a_page_is_one(calendar):
    rows = [calendar.row(LINE.fullmatch("2026-09-01 stated 3 Dec 2026"), "a", "A")] * 2
    calendar.keep("2026-09-01 stated 3 Dec 2026", announced=rows)
    calendar.work()
    assert len(calendar.events()) == 1


@pytest.mark.parametrize(
    ("what", "more", "made"),
    [
        ("a copy of a site", {"origin": "copy"}, 0),
        ("a file that was imported", {"origin": "file"}, 1),
        ("the press", {"of": PRESS}, 0),
        ("an official copy", {"of": source("mirror", "official_copy")}, 1),
    ],
)
def test_whose_calendar_counts(calendar, what, more, made):
    calendar.keep("2026-09-01 confirmed 3 Dec 2026", **more)
    calendar.work()
    assert len(calendar.events()) == made


def test_a_sample_is_called_so_and_stays_apart(calendar):
    calendar.keep("2026-09-01 confirmed 3 Dec 2026")
    calendar.keep("2026-09-01 confirmed 4 Dec 2026", origin="sample", title="SAMPLE: Beds")
    calendar.work()
    titles = [row["title"] for row in calendar.rows("select title from commitments order by 1")]
    assert titles == ["Beds in hospitals", "SAMPLE: Beds"]
    assert calendar.slips() == []
    # No real body may be late for what a sample says.
    [sample] = calendar.rows("select slug, owner from commitments where title like 'SAMPLE%'")
    assert sample["owner"] == "an invented body (sample)"
    assert (
        calendar.rows("select body from commitment_bodies where commitment = ?", sample["slug"])
        == []
    )
    assert calendar.rows(
        "select distinct who, promised_by from events where commitment = ?", sample["slug"]
    ) == [{"who": "an invented body (sample)", "promised_by": None}]


def test_its_lines_are_not_read_as_prose_as_well(calendar):
    calendar.page("The Bed Plan will be published by May 2027.", kind="statistics_announcement")
    calendar.extract()
    assert (calendar.count("statements"), calendar.count("readings")) == (0, 0)


def test_a_text_that_could_not_be_read_is_never_one_without_promises(calendar):
    calendar.page("", text_state="needs_ocr", text_reason="no text in 3 pages")
    done = calendar.extract()
    assert (done.texts, done.without_text) == (0, {"needs_ocr": 1})
    assert calendar.count("readings") == 0
    assert "1 scanned (they need OCR)" in "\n".join(done.lines())
    calendar.page("The Bed Plan will be published by May 2027.", kind="attachment")
    assert calendar.extract().without_text == {}


# ------------------------------------------------------------------ whose it is, and where


def owner_of(calendar, **row):
    line = "2026-09-01 confirmed 3 Dec 2026"
    calendar.keep(line, announced=[calendar.row(LINE.fullmatch(line), "a", "A", **row)])
    calendar.work()
    event = calendar.one("select who, promised_by from events where retracted_on is null")
    return calendar.one("select owner from timeline")["owner"], *event.values()


@pytest.mark.parametrize(
    ("row", "owner"),
    [
        ({}, ("NHS England", "NHS England", NHSE)),
        (
            {"author": "Department of Health and Social Care"},
            ("Department of Health and Social Care", "Department of Health and Social Care", DHSC),
        ),
        ({"author": "Harbour Office"}, ("Harbour Office", "Harbour Office", None)),
    ],
)
def test_whose_date_it_is(calendar, row, owner):
    with writing(calendar.db):
        register_source(calendar.db, source("other", body=DHSC))
    assert owner_of(calendar, **row) == owner


def test_a_deadline_of_parliament_is_of_the_department_but_not_its_word(calendar):
    calendar.kind = "response"
    with writing(calendar.db):
        register_source(calendar.db, source("other", body=DHSC))
    assert owner_of(calendar, author="Department of Health and Social Care") == (
        "Department of Health and Social Care", "NHS England", None
    )  # fmt: skip


def test_each_event_names_the_record_and_what_came_out(calendar):
    calendar.hear(
        """2026-09-01 confirmed 5 Nov 2026
           2026-11-06 released 5 Nov 2026 out 2026-11-05"""
    )
    sources = calendar.rows(
        """select e.event, s.position, s.url, s.kind, s.origin from event_sources s
           join events e on e.id = s.event_id order by e.seq, s.position"""
    )
    assert [tuple(row.values()) for row in sources] == [
        ("promised", 1, f"{SITE}/first", "official", "rule"),
        ("delivered", 1, f"{SITE}/out", "official", "rule"),
        ("delivered", 2, f"{SITE}/first", "official", "rule"),
    ]
    row = calendar.one("select * from events where event = 'promised'")
    assert (row["origin"], row["voice"], row["checked"], row["confidence"]) == (
        "rule:release-date", "on_record", "original", "read_directly"
    )  # fmt: skip


def test_a_row_of_a_file_names_its_page(calendar):
    line = "2026-09-01 confirmed 03/12/2026"
    text = "Plan\n12/11/2026 Lamps\n03/12/2026 Beds in hospitals"
    calendar.page(
        text, url=f"{SITE}/plan.pdf", of=CALENDAR, kind="statistics_calendar", at=AT,
        page_starts=(0, 22), announced=(calendar.row(LINE.fullmatch(line), "a", "Beds"),),
    )  # fmt: skip
    calendar.work()
    assert calendar.one("select page from event_sources")["page"] == 2


def test_a_note_is_quoted_whole_only_where_the_licence_allows(calendar):
    shy = replace(source("shy"), republish="quote")
    note = "one two three four five six seven eight nine"
    calendar.hear(f"2026-09-01 confirmed 3 Dec 2026 “{note}”", of=shy)
    assert calendar.one("select note from events")["note"] == (
        "one two three four five six seven eight …"
    )


# ------------------------------------------------------------------------- the switch


def test_a_rule_that_is_off_makes_nothing_and_what_it_made_is_taken_back(calendar):
    calendar.hear(MOVED)
    [slug] = calendar.timeline()
    made = switch_off(calendar.db, RULE, "calendar", reason="It lists old dates.", at=AT)
    assert (made.retracted, calendar.events(), calendar.timeline()) == (2, [], {})
    assert all(
        "the rule release-date was switched off here: It lists old dates." in line
        for line in calendar.taken_back()
    )
    calendar.hear("2026-11-01 confirmed 17 Dec 2026")
    assert calendar.events() == []
    switch_on(calendar.db, RULE, "calendar", at=AT)
    assert list(calendar.timeline()) == [slug]
    assert [line.split()[2] for line in calendar.events()] == ["promised", "slipped", "slipped"]


def test_it_is_off_for_one_source_only(calendar):
    calendar.keep("2026-09-01 confirmed 3 Dec 2026")
    calendar.keep("2026-09-01 page two confirmed 4 Dec 2026", of=source("other"), key="two")
    calendar.work()
    switch_off(calendar.db, RULE, "calendar", reason="Old.", at=AT)
    assert [row["source"] for row in calendar.rows(
        "select s.source from structured_commitments s join timeline t on t.slug = s.commitment"
    )] == ["other"]  # fmt: skip


def test_what_an_editor_added_stays_when_a_rule_is_switched_off(calendar):
    calendar.hear("2026-09-01 confirmed 3 Dec 2026")
    [slug] = calendar.timeline()
    [found] = calendar.found("The Bed Report will be published by May 2027.")
    calendar.decide(found, "link", commitment=slug)
    switch_off(calendar.db, RULE, "calendar", reason="Old.", at=AT)
    assert calendar.events() == ["2026-03-02 reaffirmed 2026-03-02..2027-05-31"]
    assert list(calendar.timeline()) == [slug]


def test_an_editor_sees_what_a_link_to_one_would_change(calendar):
    calendar.hear("2026-09-01 confirmed 3 Dec 2026")
    [slug] = calendar.timeline()
    [found] = calendar.found(
        "The Bed Report will be published by May 2027.", published_at="2026-10-01"
    )
    before = calendar.dump()
    said = Decision(found["id"], "link", "Ada", AT, commitment=slug)
    assert effects(calendar.db, said, TODAY) == [
        "newest date, its last day: 3 December 2026 → 31 May 2027", "times moved later: 0 → 1",
        "followed until: 1 September 2026 → 1 October 2026", "events on record: 1 → 2",
    ]  # fmt: skip
    assert calendar.dump() == before


def test_the_rules_tell_what_they_made(calendar):
    calendar.hear(MOVED)
    assert "  calendar: 1 commitments, 2 events" in list(listed(calendar.db))
    switch_off(calendar.db, RULE, "calendar", reason="It lists old dates.", at=AT)
    assert "  calendar: switched off (It lists old dates.); 0 commitments, 0 events" in list(
        listed(calendar.db)
    )


@pytest.mark.parametrize(
    ("rule", "where", "reason", "said"),
    [
        ("guess", "calendar", "x", "there is no rule of this name"),
        (RULE, "nowhere", "x", "there is no source of this name"),
        (RULE, "calendar", " ", "a reason"),
    ],
)
def test_what_cannot_be_switched(calendar, rule, where, reason, said):
    calendar.hear(MOVED)
    with pytest.raises(Problem, match=said):
        switch_off(calendar.db, rule, where, reason=reason, at=AT)


def test_twice_is_refused(calendar):
    calendar.hear(MOVED)
    with pytest.raises(Problem, match="it is on already"):
        switch_on(calendar.db, RULE, "calendar", at=AT)


def test_the_commands(calendar):
    calendar.hear(MOVED)

    def call(*words):
        common = ["--db", str(calendar.path), "--as-of", "2026-11-22"]
        return CliRunner().invoke(main, [*common, "rules", *words], catch_exceptions=False).output

    assert "calendar: 1 commitments, 2 events" in call()
    assert "2 taken back" in call("off", RULE, "calendar", "--reason", "It lists old dates.")
    assert "switched off (It lists old dates.)" in call()
    assert "2 events made by rules" in call("on", RULE, "calendar")


# ------------------------------------------------------------------- the rest of the record


def test_a_load_of_the_register_leaves_it_alone(calendar):
    calendar.hear(MOVED)
    before = calendar.events()
    for _ in range(2):
        loaded = calendar.register(LIGHTHOUSE)
    assert (loaded.commitments.retracted, loaded.steps.retracted) == (0, 0)
    [slug] = [slug for slug in calendar.timeline() if slug != "lighthouse-plan"]
    assert calendar.events(slug) == before


def test_no_prose_is_matched_with_it_and_no_title_delivers_it(calendar):
    calendar.hear("2026-09-01 confirmed 3 Dec 2026", title="Beds in Hospitals Report")
    calendar.page("Fog.", title="Beds in Hospitals Report", url="https://news.example/out")
    [found] = calendar.found("The Beds in Hospitals Report will be published by May 2027.")
    assert [one["commitment"] for one in calendar.suggested(found)] == [None]
    assert calendar.count("statements where event = 'delivered'") == 0


# --------------------------------------------------------------------------- properties

DAYS = st.sampled_from(["Nov 2026", "5 Nov 2026", "Dec 2026", "3 Dec 2026", "10 Dec 2026"])
STATES = st.sampled_from(["provisional", "confirmed", "cancelled", "released", "stated"])
NOTES = st.sampled_from([None, "Typo", "Two sites sent nothing."])
ROWS = st.tuples(STATES, DAYS, st.none() | DAYS, NOTES, st.integers(0, 1), st.booleans())


def told_rows(drawn):
    """Rows as ``db.structured.announced`` gives them, of two documents."""
    rows, numbers = [], {0: 0, 1: 0}
    for day, (state, words, before, note, document, stamped) in enumerate(drawn, start=1):
        date, former = stated_date(words), stated_date(before)
        numbers[document] += 1
        fetched = f"2026-09-{day:02}T06:00:00Z"
        earlier = [row for row in rows if row["document_id"] == document]
        rows.append(
            {
                "source": "calendar", "sample": 0, "kind": "release", "key": "a", "title": "A",
                "words": words, "earliest": date.earliest, "latest": date.latest,
                "precision": date.precision, "state": state, "url": "https://x.example/a",
                "previous_words": before, "previous_earliest": former and former.earliest,
                "previous_latest": former and former.latest, "note": note, "author": None,
                "body": None, "outcome_url": "https://x.example/out", "outcome_on": None,
                "version_id": day, "document_id": document, "document_kind": "news",
                "page_url": "https://x.example/a", "number": numbers[document],
                "published_at": None, "modified_at": fetched if stamped else None,
                "fetched_at": fetched, "modified_before": None,
                "fetched_before": earlier[-1]["fetched_at"] if earlier else None,
                "is_current": 1, "newest_number": numbers[document], "newest_fetched_at": fetched,
            }
        )  # fmt: skip
    for row in rows:
        row["newest_number"] = numbers[row["document_id"]]
        row["is_current"] = row["number"] == row["newest_number"]
    return sorted(rows, key=lambda row: (row["document_id"], row["number"]))


@given(st.lists(ROWS, min_size=1, max_size=7))
def test_any_story_has_one_beginning_and_one_end_and_accuses_nobody_of_a_provisional_move(drawn):
    for story in tell("release", sayings(told_rows(drawn))):
        events = list(named(story))
        names = [name for name, _ in events]
        assert names.count("promised") <= 1
        assert "delivered" not in names[:-1]
        for (_, before), (name, step) in pairwise(events):
            if before.deed == "dated" and before.provisional:
                assert name not in ("slipped", "brought_forward"), (before, step)
        given_days = [step.due.days for step in story.dated()]
        assert all(one != other for one, other in story.mistaken.items() if one in given_days)


PROVISIONAL = st.tuples(
    st.just("provisional"), DAYS, st.none() | DAYS, NOTES, st.integers(0, 1), st.booleans()
)


@settings(max_examples=25, deadline=None)
@given(st.lists(PROVISIONAL, min_size=1, max_size=5), st.booleans())
def test_no_move_while_provisional_is_ever_counted_as_a_slip(drawn, confirmed):
    """Through the views that count: from the first row to the confirmed day."""
    if confirmed:
        drawn = [*drawn, ("confirmed", "10 Dec 2026", None, None, drawn[-1][4], True)]
    calendar = _in_blank()
    for number, (state, words, before, note, document, _) in enumerate(drawn, start=1):
        was = f" (was {before})" if before else ""
        said = f" “{note}”" if note else ""
        calendar.keep(f"2026-09-{number:02} page p{document} {state} {words}{was}{said}")
    calendar.work()
    assert calendar.slips() == []
    before = calendar.dump()
    calendar.db.execute("delete from structured_readings")
    calendar.work()
    assert calendar.dump() == before


def _in_blank():
    calendar = Calendar.__new__(Calendar)
    calendar.db, calendar.kind, calendar.archive = blank(), "release", _NoArchive()
    set_as_of(calendar.db, "2026-11-22")
    return calendar


class _NoArchive:
    def write(self, raw):
        return str(hash(raw))


# ------------------------------------------------------------------------------ at scale


@pytest.mark.slow
def test_twenty_thousand_dates_take_seconds():
    calendar = _in_blank()
    for plan in range(40):
        rows = tuple(
            Announced(
                kind="release", key=f"{plan}-{number}", title=f"Beds {number} of plan {plan}",
                words="3 Dec 2026", earliest="2026-12-03", latest="2026-12-03", precision="day",
                state="confirmed",
            )
            for number in range(500)
        )  # fmt: skip
        calendar.page(
            f"Plan {plan}", url=f"{SITE}/{plan}", of=CALENDAR, kind="statistics_calendar",
            announced=rows,
        )  # fmt: skip
    started = time.process_time()
    made = update(calendar.db, at=AT)
    assert (made.commitments, made.events) == (20_000, 20_000)
    assert time.process_time() - started < 10
    started = time.process_time()
    assert update(calendar.db, at=AT).things == 0
    assert time.process_time() - started < 5
