"""A date that an FOI reply promises, on the timeline: one event, or one more source of one.

The commitment is the made-up Lighthouse Plan, promised on 12 January 2026 by June 2026; the body
asked is NHS England, or NHS Digital, which became part of it in 2023.
"""

import shutil
import sqlite3
import tempfile
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from db.connection import writing
from db.errors import Problem
from db.foi.cases import retract_case
from tests.tracker.pages import AT, BY_JUNE, LIGHTHOUSE, NHSE, TODAY, Desk, commitment, promise
from tracker.cli import main
from tracker.foi.about import commit, say_about
from tracker.foi.cases import read, save
from tracker.foi.model import Case
from tracker.foi.promises import settle

LIGHT, FOG = "lighthouse-plan", "foghorn-review"
FOGHORN = commitment(
    FOG, "Foghorn Review", promise(("by May 2026", "deadline", None, "2026-05-31"))
)
REPLY = "https://asked.example/request/lamp/response/1"
BY_SEPTEMBER = {
    "due_phrase": "by September 2026",
    "due_kind": "deadline",
    "due_latest": "2026-09-30",
}
SAME_DATE = {"due_phrase": "by the end of June", "due_kind": "deadline", "due_latest": "2026-06-30"}
MARKER = "Xyzzy"


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A register of two commitments and no case, to be copied."""
    desk = Desk(tmp_path_factory.mktemp("template") / "delaywatch.db")
    desk.register(LIGHTHOUSE, FOGHORN)
    desk.db.conn.close()
    return desk.path


@pytest.fixture
def desk(template, tmp_path):
    """A register of two commitments; no case."""
    return Desk(Path(shutil.copy(template, tmp_path / "delaywatch.db")))


def reply(promised=None, on="2026-03-02", **more):
    """A reply, refused under section 22, that promises something."""
    event = {
        "type": "response",
        "on": on,
        "precision": "day" if on else "unknown",
        "outcome": "refused",
        "grounds": [{"provision": "s.22"}],
        "promise": promised or BY_SEPTEMBER,
        "url": REPLY,
    }
    return event | more


def case(*events, links=((LIGHT, "asks_for"),), **more):
    """A public case about the Lighthouse Plan."""
    row = {
        "id": "lamp-case",
        "subject": "The Lighthouse Plan as it is held",
        "authority": "NHS England",
        "body": NHSE,
        "visibility": "public",
        "commitments": [{"slug": slug, "role": role} for slug, role in links],
        "events": [{"type": "sent", "on": "2026-02-02"}, *(events or (reply(),))],
    }
    return Case.model_validate(row | more)


def keep(desk, *cases, as_of=TODAY):
    """Save cases; the lines that tell what came of their promises."""
    return [line for one in cases for line in save(desk.db, one, as_of, AT).lines]


def again(desk, as_of=TODAY):
    with writing(desk.db):
        return settle(desk.db, as_of, AT)


def events(desk, slug=LIGHT):
    """The events of a commitment that no register file told."""
    return desk.rows(
        """select * from ordered_events
           where commitment = ? and origin <> 'register' order by position""",
        slug,
    )


def sources(desk, slug=LIGHT):
    """Where each event that stands can be read, beyond what the register has."""
    return [
        (row["event"], row["url"])
        for row in desk.rows(
            """select e.event, s.url from event_sources s join events e on e.id = s.event_id
               where e.commitment = ? and e.retracted_on is null and s.origin = 'editor'
               order by e.id, s.position""",
            slug,
        )
    ]


# --------------------------------------------------------------------- an event of its own


NOTE = (
    "From the reply in the FOI case lamp-case: The Lighthouse Plan as it is held. "
    "It relied on s.22."
)


def test_the_reply_is_an_event_with_itself_as_its_source(desk):
    [line] = keep(desk, case())
    assert line == (
        "lighthouse-plan: slipped, by 30 September 2026 (“by September 2026”), "
        "in the reply in lamp-case"
    )
    [event] = events(desk)
    told = {
        "event": "slipped", "origin": "foi", "made_on": "2026-03-02", "made_on_precision": "day",
        "made_on_basis": "statement", "who": "NHS England, in an FOI reply", "voice": "on_record",
        "promised_by": NHSE, "due_phrase": "by September 2026", "due_kind": "deadline",
        "due_earliest": None, "due_latest": "2026-09-30", "confidence": "read_directly",
        "checked": "not_yet",
        "note": NOTE,
    }  # fmt: skip
    assert {name: event[name] for name in told} == told
    source = desk.one("select * from event_sources where event_id = ?", event["id"])
    assert {name: source[name] for name in ("url", "title", "publisher", "published", "kind")} == {
        "url": REPLY,
        "title": "FOI reply: The Lighthouse Plan as it is held",
        "publisher": "NHS England",
        "published": "2026-03-02",
        "kind": "foi",
    }
    row = desk.timeline(LIGHT)
    assert (row["standing_due_latest"], row["moved_later"]) == ("2026-09-30", 1)


def test_done_again_it_changes_nothing(desk):
    keep(desk, case())
    before = list(desk.db.conn.iterdump())
    done = again(desk)
    assert (done.made, done.joined, done.taken_back, done.lines) == (0, 0, 0, [])
    assert list(desk.db.conn.iterdump()) == before


WORDS = [
    # what the reply promises, and what that does to "by June 2026"
    (BY_SEPTEMBER, "slipped"),
    ({"due_phrase": "by May", "due_kind": "deadline", "due_latest": "2026-05-31"},
     "brought_forward"),
    (SAME_DATE, "reaffirmed"),
    ({"due_phrase": "in due course", "due_kind": "open"}, "reaffirmed"),
    ({"due_phrase": "from autumn 2026", "due_kind": "open", "due_earliest": "2026-09-01",
      "start_by": "2026-11-30"}, "slipped"),
    ({"due_phrase": "in early June", "due_kind": "interval", "due_earliest": "2026-06-01",
      "due_latest": "2026-06-10", "soft": True}, "brought_forward"),
]  # fmt: skip


@pytest.mark.parametrize(("promised", "word"), WORDS)
def test_it_is_called_by_what_it_does_to_the_date_that_stood(desk, promised, word):
    keep(desk, case(reply(promised)))
    [event] = events(desk)
    assert event["event"] == word
    kept = {name: event[name] for name in ("due_phrase", "due_kind", "start_by", "due_latest")}
    assert kept == {name: promised.get(name) for name in kept}
    assert event["soft"] == promised.get("soft", False)


def test_an_older_reply_that_comes_to_light_later_takes_its_place_before(desk):
    desk.register(commitment(LIGHT, "Lighthouse Plan", promise(made_on="2026-08-03")), FOGHORN)
    second = reply({"due_phrase": "by May", "due_kind": "deadline", "due_latest": "2026-05-31"})
    keep(desk, case(second))
    assert [event["event"] for event in events(desk)] == ["promised"]
    keep(desk, case(reply(SAME_DATE, on="2026-02-20"), second))
    assert [event["event"] for event in events(desk)] == ["promised", "brought_forward"]


def test_more_words_than_may_be_quoted_are_cut(desk):
    long = "we intend to publish it at some time in the summer of next year"
    keep(desk, case(reply({"due_phrase": long, "due_kind": "open"})))
    assert events(desk)[0]["due_phrase"] == "we intend to publish it at some time"


ANTICIPATED = [
    # days that the grounds of a reply without recorded words give; the day that it promises
    (["2026-09-30"], "2026-09-30"),
    (["2026-09-30", "2026-12-31"], "2026-12-31"),
    ([None], None),
]


@pytest.mark.parametrize(("days", "latest"), ANTICIPATED)
def test_a_day_of_publication_that_a_ground_gives_is_promised_too(desk, days, latest):
    grounds = [{"provision": "s.22", "anticipated_publication": day} for day in days]
    lines = keep(desk, case(reply(promise=None, grounds=grounds)))
    told = [(event["due_phrase"], event["due_kind"], event["due_latest"]) for event in events(desk)]
    assert told == ([(None, "deadline", latest)] if latest else [])
    assert len(lines) == len(told)


def test_a_day_that_the_regulator_names_is_no_promise_of_the_body(desk):
    grounds = [{"provision": "s.22", "anticipated_publication": "2026-09-30"}]
    notice = {"type": "decision_notice", "on": "2026-06-01", "outcome": "upheld"}
    assert keep(desk, case(notice | {"grounds": grounds}, url=REPLY)) == []
    assert events(desk) == []


def test_a_day_without_words_that_could_be_of_two_commitments_waits_for_its_words(desk):
    grounds = [{"provision": "s.22", "anticipated_publication": "2026-09-30"}]
    links = [(LIGHT, "arose_from"), (FOG, "arose_from")]
    [line] = keep(desk, case(reply(promise=None, grounds=grounds), links=links))
    assert line == (
        "lamp-case: what was promised, by 30 September 2026, is on no timeline: nothing tells "
        "which commitment it is about; record its words, and say which with `delaywatch foi record "
        "lamp-case response --on 2026-03-02 --promise WORDS --about SLUG`"
    )


SECOND_HAND = {
    # how the reply is known: voice, evidence, kind of the source, when that was published
    "observed": ("on_record", "read_directly", "foi", "2026-03-02"),
    "confirmed": ("on_record", "read_directly", "foi", "2026-03-02"),
    "stated": ("reported", "reported_second_hand", "third_party", None),
    "inferred": ("reported", "reported_second_hand", "third_party", None),
}


@pytest.mark.parametrize("known", SECOND_HAND)
def test_what_is_only_told_by_others_is_marked_so(desk, known):
    keep(desk, case(reply(known=known)))
    [event] = events(desk)
    source = desk.one("select * from event_sources where event_id = ?", event["id"])
    assert (
        event["voice"], event["confidence"], source["kind"], source["published"],
    ) == SECOND_HAND[known]  # fmt: skip


def test_a_body_that_was_no_more_is_not_bound_but_what_took_its_place(desk):
    asked = {"body": "nhs-digital", "authority": "NHS Digital"}
    sent = {"type": "sent", "on": "2022-08-04"}
    keep(
        desk,
        case(id="old", events=[sent, reply(on="2022-08-18")], **asked),
        case(id="new", events=[sent, reply(SAME_DATE, on="2026-03-03")], **asked),
    )
    assert [(event["promised_by"], event["who"]) for event in events(desk)] == [
        ("nhs-digital", "NHS Digital, in an FOI reply"),
        (NHSE, "NHS England, in an FOI reply"),
    ]


# --------------------------------------------------------------------- one more source


def registered(desk, on, precision="day", due=BY_JUNE, **more):
    """The register has this step of the Lighthouse Plan, and no other."""
    step = promise(due, made_on=on, made_on_precision=precision, **more)
    desk.register(commitment(LIGHT, "Lighthouse Plan", step), FOGHORN)


ON_RECORD = [
    # the day of the register's event, its due; what the reply of 2 March promises; the same?
    ("2026-03-02", "day", BY_JUNE, SAME_DATE, True),
    ("2026-03-01", "month", BY_JUNE, SAME_DATE, True),
    ("2026-01-01", "year", BY_JUNE, SAME_DATE, True),
    (None, "unknown", BY_JUNE, SAME_DATE, True),
    ("2026-03-02", "day", ("soon", "open", None, None), {"due_phrase": "soon", "due_kind": "open"},
     True),
    ("2026-03-03", "day", BY_JUNE, SAME_DATE, False),
    ("2026-02-01", "month", BY_JUNE, SAME_DATE, False),
    ("2026-03-02", "day", BY_JUNE, BY_SEPTEMBER, False),
    ("2026-03-02", "day", BY_JUNE, {"due_phrase": "soon", "due_kind": "open"}, False),
    ("2026-03-02", "day", ("shortly", "open", None, None),
     {"due_phrase": "soon", "due_kind": "open"}, False),
]  # fmt: skip


@pytest.mark.parametrize(("on", "precision", "due", "promised", "same"), ON_RECORD)
def test_what_is_on_record_gets_one_more_source_and_no_event(
    desk, on, precision, due, promised, same
):
    registered(desk, on, precision, due)
    keep(desk, case(reply(promised)))
    assert (len(events(desk)) == 0) == same
    assert [url for _, url in sources(desk)] == [REPLY]


def test_the_same_page_is_not_added_twice(desk):
    own = promise(BY_JUNE, made_on="2026-03-01", made_on_precision="month")
    own["sources"][0]["url"] = REPLY
    desk.register(commitment(LIGHT, "Lighthouse Plan", own), FOGHORN)
    assert keep(desk, case(reply(SAME_DATE))) == []
    assert (events(desk), sources(desk)) == ([], [])


def test_the_added_source_survives_a_reload_and_a_correction_of_the_register(desk):
    registered(desk, "2026-03-02")
    keep(desk, case(reply(SAME_DATE)))
    for note in (None, "A correction."):
        registered(desk, "2026-03-02", note=note)
        assert sources(desk) == [("promised", REPLY)]
    keep(desk, case(reply(SAME_DATE), subject="Another subject"))
    assert desk.count("event_sources where title = 'FOI reply: Another subject'") == 1
    keep(desk, case(reply(SAME_DATE), visibility="private"))
    assert sources(desk) == []


def test_a_register_that_comes_to_tell_it_too_leaves_one_event(desk):
    keep(desk, case())
    assert len(events(desk)) == 1
    late = promise(("by September 2026", "deadline", None, "2026-09-30"), event="slipped",
                   made_on="2026-03-02")  # fmt: skip
    desk.register(commitment(LIGHT, "Lighthouse Plan", promise(BY_JUNE), late), FOGHORN)
    assert events(desk) == []
    assert sources(desk) == [("slipped", REPLY)]
    assert desk.timeline(LIGHT)["moved_later"] == 1


def test_two_replies_that_say_the_same_are_one_event_with_two_sources(desk):
    other = f"{REPLY}/other"
    first, second = case(), case(reply(url=other), id="other-case")
    keep(desk, first, second)
    assert sources(desk) == [("slipped", REPLY), ("slipped", other)]
    keep(desk, first.model_copy(update={"visibility": "private"}))
    [event] = events(desk)
    assert sources(desk) == [("slipped", other)]
    assert "other-case" in event["note"]


# --------------------------------------------------------------------- taken back


def test_a_private_case_tells_the_timeline_nothing(desk):
    before = desk.timeline()
    assert keep(desk, case(visibility="private", subject=MARKER, private_note=MARKER)) == []
    assert desk.timeline() == before
    assert events(desk) == []


def test_an_embargoed_case_counts_from_its_day_on_and_not_before(desk):
    keep(desk, case(visibility="embargoed", public_from="2026-12-01"))
    assert events(desk) == []
    assert again(desk, as_of=date(2026, 11, 30)).made == 0
    assert again(desk, as_of=date(2026, 12, 1)).made == 1
    assert again(desk, as_of=date(2026, 11, 30)).taken_back == 1
    assert events(desk) == []


def test_what_was_said_after_the_day_of_counting_is_not_counted_and_stays(desk):
    """An earlier day is counted for without taking back what is known by now."""
    before = date(2026, 3, 1)
    kept = case(reply(on="2026-03-02"))
    keep(desk, kept)
    [event] = events(desk)
    assert again(desk, as_of=before).lines == []
    assert desk.one("select event from events where origin = 'foi'") == {"event": "slipped"}
    assert desk.timeline(LIGHT)["standing_due_latest"] == "2026-06-30"
    again(desk)
    assert events(desk) == [event]


def test_nothing_is_placed_before_its_day(desk):
    kept = case(visibility="private")
    keep(desk, kept)
    desk.db.execute("update foi_requests set visibility = 'public'")
    assert again(desk, as_of=date(2026, 3, 1)).made == 0
    assert again(desk, as_of=date(2026, 3, 2)).made == 1


def hidden(desk, kept):
    keep(desk, kept.model_copy(update={"visibility": "private"}))


def without_the_reply(desk, kept):
    keep(desk, kept.model_copy(update={"events": kept.events[:1]}))


def without_the_promise(desk, kept):
    dumb = kept.events[1].model_copy(update={"promise": None})
    keep(desk, kept.model_copy(update={"events": (kept.events[0], dumb)}))


def retracted(desk, kept):
    with writing(desk.db):
        retract_case(desk.db, kept.id, "2026-11-22", "a mistake")
        settle(desk.db, TODAY, AT)


WITHDRAWALS = [hidden, without_the_reply, without_the_promise, retracted]


@pytest.mark.parametrize("withdraw", WITHDRAWALS)
@pytest.mark.parametrize("promised", [BY_SEPTEMBER, SAME_DATE])
def test_what_a_case_no_longer_tells_is_taken_back_and_the_row_is_kept(desk, withdraw, promised):
    registered(desk, "2026-03-02")
    before = desk.timeline()
    kept = case(reply(promised))
    keep(desk, kept)
    withdraw(desk, kept)
    assert (events(desk), sources(desk)) == ([], [])
    assert desk.timeline() == before
    if promised is BY_SEPTEMBER:
        row = desk.one("select retracted_on, retracted_why from events where origin = 'foi'")
        assert row == {
            "retracted_on": "2026-11-22",
            "retracted_why": "the FOI reply behind it was taken back, or is not public",
        }


def test_a_corrected_reply_is_a_new_event_and_the_old_one_is_kept(desk):
    keep(desk, case())
    keep(desk, case(reply(SAME_DATE)))
    assert [event["due_latest"] for event in events(desk)] == ["2026-06-30"]
    assert desk.count("events where origin = 'foi' and retracted_on is not null") == 1
    assert desk.count("foi_promises") == 1


def test_a_corrected_address_of_the_case_takes_the_place_of_the_old_one(desk):
    registered(desk, "2026-03-02")
    for url in ("https://asked.example/request/lamp", "https://asked.example/request/lamp-2"):
        keep(desk, case(reply(SAME_DATE, url=None), url=url))
        assert sources(desk) == [("promised", url)]


class TestOfTheDesk:
    """An event that was made at the review desk, of which a case is one more source."""

    BY_SEPTEMBER = "The Foghorn Review will be published by September 2026."
    PRESS = "https://news.example/fog"

    @pytest.fixture(autouse=True)
    def made(self, desk):
        [found] = desk.found(self.BY_SEPTEMBER, url=self.PRESS, published_at="2026-03-02T09:00:00Z")
        assert desk.decide(found, "accept").commitment == FOG

    def case(self, **more):
        return case(links=[(FOG, "asks_for")], **more)

    def test_a_case_that_is_made_private_leaves_no_byte(self, desk):
        kept = self.case(subject=MARKER)
        keep(desk, kept)
        assert sources(desk, FOG) == [("reaffirmed", self.PRESS), ("reaffirmed", REPLY)]
        hidden(desk, kept)
        assert sources(desk, FOG) == [("reaffirmed", self.PRESS)]
        assert desk.count(f"event_sources where title like '%{MARKER}%'") == 0

    def test_an_address_that_was_there_before_the_case_stays(self, desk):
        kept = self.case(url=self.PRESS, events=[reply(url=None)])
        keep(desk, kept)
        hidden(desk, kept)
        assert sources(desk, FOG) == [("reaffirmed", self.PRESS)]

    def test_of_two_cases_at_one_address_the_other_tells_it_in_its_own_name(self, desk):
        first, second = self.case(subject=MARKER), self.case(id="other-case")
        keep(desk, first, second)
        hidden(desk, first)
        assert sources(desk, FOG) == [("reaffirmed", self.PRESS), ("reaffirmed", REPLY)]
        assert desk.count(f"event_sources where title like '%{MARKER}%'") == 0
        hidden(desk, second)
        assert sources(desk, FOG) == [("reaffirmed", self.PRESS)]

    def test_another_subject_is_told_of_the_source_too(self, desk):
        keep(desk, self.case(subject=MARKER))
        keep(desk, self.case(subject="Another subject"))
        assert desk.count("event_sources where title = 'FOI reply: Another subject'") == 1
        assert desk.count(f"event_sources where title like '%{MARKER}%'") == 0

    def test_what_a_reviewer_took_as_a_source_stays_without_the_words_of_the_case(self, desk):
        kept = self.case(subject=MARKER)
        keep(desk, kept)
        [found] = desk.found(self.BY_SEPTEMBER, url=REPLY, published_at="2026-03-02T09:00:00Z")
        desk.decide(found, "same")
        hidden(desk, kept)
        assert sources(desk, FOG) == [("reaffirmed", self.PRESS), ("reaffirmed", REPLY)]
        assert desk.count(f"event_sources where title like '%{MARKER}%'") == 0


class TestBesideTheDesk:
    """What a reviewer decided about a page, and what a case tells, do not undo each other."""

    BY_JUNE = "The Lighthouse Plan will be published by June 2026."

    @pytest.fixture
    def taken(self, desk):
        """The reply was also crawled, and a reviewer took it as one more source."""
        registered(desk, "2026-03-02")
        [found] = desk.found(self.BY_JUNE, url=REPLY)
        desk.decide(found, "same")

    @pytest.mark.usefixtures("taken")
    def test_what_the_reviewer_took_as_a_source_stays(self, desk):
        kept = case(reply(SAME_DATE))
        keep(desk, kept)
        hidden(desk, kept)
        assert sources(desk) == [("promised", REPLY)]

    @pytest.mark.usefixtures("taken")
    def test_what_the_case_tells_is_back_after_the_reviewer_undoes(self, desk):
        keep(desk, case(reply(SAME_DATE)))
        desk.undo()
        again(desk)
        assert sources(desk) == [("promised", REPLY)]

    def test_what_the_reviewer_took_after_the_case_outlives_a_correction_and_the_case(self, desk):
        registered(desk, "2026-03-02")
        kept = case(reply(SAME_DATE))
        keep(desk, kept)
        [found] = desk.found(self.BY_JUNE, url=REPLY)
        desk.decide(found, "same")
        registered(desk, "2026-03-02", note="A correction.")
        hidden(desk, kept)
        assert sources(desk) == [("promised", REPLY)]

    def test_a_source_that_a_reviewer_gave_an_event_of_a_reply_outlives_its_correction(self, desk):
        keep(desk, case())
        [found] = desk.found(
            "The Lighthouse Plan will be published by September 2026.", url="https://news.example/x"
        )
        assert desk.decide(found, "same").commitment == LIGHT
        keep(desk, case(subject="Another subject"))
        assert sources(desk) == [("slipped", REPLY), ("slipped", "https://news.example/x")]


# --------------------------------------------------------------------- which commitment, whose


WHICH = [
    # what the case bears on, what the promise says it is about; where it belongs
    ([(LIGHT, "asks_for")], None, LIGHT),
    ([(LIGHT, "evidence_of")], None, None),
    ([(LIGHT, "arose_from")], None, None),
    ([(LIGHT, "evidence_of")], LIGHT, LIGHT),
    ([(LIGHT, "arose_from"), (FOG, "asks_for")], None, FOG),
    ([(LIGHT, "arose_from"), (FOG, "asks_for")], LIGHT, LIGHT),
    ([], FOG, FOG),
    ([(LIGHT, "asks_for"), (FOG, "asks_for")], None, None),
    ([(LIGHT, "arose_from"), (FOG, "arose_from")], None, None),
    ([], None, None),
]


@pytest.mark.parametrize(("links", "about", "expected"), WHICH)
def test_which_commitment_it_is_about_is_told_or_can_be_one_only(desk, links, about, expected):
    lines = keep(desk, case(reply({**BY_SEPTEMBER, "about": about}), links=links))
    found = [slug for slug in (LIGHT, FOG) if events(desk, slug)]
    assert found == ([expected] if expected else [])
    if expected is None:
        assert lines == [f"{LEFT_OPEN}: nothing tells which commitment it is about; {WHAT_TO_DO}"]


LEFT_OPEN = (
    "lamp-case: what was promised, by 30 September 2026 (“by September 2026”), is on no timeline"
)
WHAT_TO_DO = (
    "say which with `delaywatch foi about lamp-case 2 SLUG`, or make one of it with "
    "`delaywatch foi commit lamp-case 2 --slug SLUG --title TITLE`"
)


RECORD = "`delaywatch foi record lamp-case response --on {} --url ADDRESS`"
ALL_BOARDS = {"body": None, "authority": "All 42 integrated care boards"}
MISSING = [
    # the case, the reply; what is missing, and how the line ends
    (ALL_BOARDS, {}, "nothing tells whose promise it is",
     "give the case its body with `delaywatch foi change lamp-case --body SLUG`"),
    ({}, {"url": None}, "nobody could open its source", RECORD.format("2026-03-02")),
    ({}, {"url": None, "on": "2026-03-01", "precision": "month"}, "nobody could open its source",
     RECORD.format("2026-03")),
    ({}, {"url": None, "on": None}, "nobody could open its source", RECORD.format("unknown")),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "more", "said", "ending"), MISSING)
def test_without_a_body_or_a_page_there_is_no_event_but_a_line(desk, fields, more, said, ending):
    [line] = keep(desk, case(reply(**more), **fields))
    assert said in line
    assert line.endswith(ending)
    assert events(desk) == []


def test_the_command_at_the_end_of_the_line_puts_it_on_the_timeline(desk):
    [line] = keep(desk, case(reply(url=None)))
    words = line.split("`")[1].replace("ADDRESS", REPLY).split()
    assert words[:2] == ["delaywatch", "foi"]
    said = run(desk, *words[2:])
    assert said.exit_code == 0, said.output
    assert [event["event"] for event in events(desk)] == ["slipped"]


def test_the_command_for_a_day_without_words_puts_it_on_the_timeline(desk):
    grounds = [{"provision": "s.22", "anticipated_publication": "2026-09-30"}]
    [line] = keep(desk, case(reply(promise=None, grounds=grounds), links=[(LIGHT, "arose_from")]))
    words = line.split("`")[1].split()
    filled = {"WORDS": "by 30 September 2026", "SLUG": LIGHT}
    said = run(desk, *(filled.get(word, word) for word in words[2:]))
    assert said.exit_code == 0, said.output
    assert [event["due_phrase"] for event in events(desk)] == ["by 30 September 2026"]


def test_what_is_told_of_other_cases_can_be_left_out(desk):
    keep(desk, case(reply(url=None), id="other-case"))
    keep(desk, case(visibility="private"))
    desk.db.execute("update foi_requests set visibility = 'public'")
    done = again(desk)
    assert [line.split(":")[0] for line in done.lines] == ["other-case", LIGHT]
    assert [line.split(":")[0] for line in done.about(["other-case"])] == ["other-case"]
    assert [line.split(":")[0] for line in done.about(["lamp-case"])] == [LIGHT]
    assert done.about(["other-case", "lamp-case"]) == done.lines
    assert done.about([]) == []


def test_who_says_which_it_is_about_is_told_of_that_case_alone(desk):
    keep(desk, case(reply(url=None), id="other-case"))
    in_two_minds(desk)
    [line] = say_about(desk.db, "lamp-case", 2, FOG, TODAY, AT)
    assert line.startswith(FOG)
    [line] = commit(desk.db, "lamp-case", 2, "lamp-survey", "Survey of lamps", TODAY, AT)
    assert line.startswith("lamp-survey")


def test_without_a_page_what_is_on_record_is_left_as_it_is(desk):
    registered(desk, "2026-03-02")
    assert keep(desk, case(reply(SAME_DATE, url=None))) == []
    assert (events(desk), sources(desk)) == ([], [])


# --------------------------------------------------------------------- a commitment that had ended


DELIVERED = promise(event="delivered", made_on="2026-02-16")
DROPPED = promise(event="dropped", made_on="2026-02-16")
MERGED = promise(event="merged", made_on="2026-02-16", merged_into=FOG)
AGAIN = promise(("by August 2026", "deadline", None, "2026-08-31"), made_on="2026-02-20")
RESUMED = promise(event="resumed", made_on="2026-02-20")
LATER_END = promise(event="delivered", made_on="2026-03-03")


def went_on(desk, *steps):
    """The Lighthouse Plan was promised by June, and then this happened."""
    last = steps[-1]["event"] if steps and steps[-1]["voice"] == "on_record" else None
    status = last if last in ENDS else "awaited"
    plan = commitment(LIGHT, "Lighthouse Plan", promise(BY_JUNE), *steps, status=status)
    desk.register(plan, FOGHORN)


ENDS = {"delivered": DELIVERED, "dropped": DROPPED, "merged": MERGED}


@pytest.mark.parametrize("end", ENDS)
def test_of_what_had_ended_a_reply_promises_nothing_unless_somebody_says_so(desk, end):
    went_on(desk, ENDS[end])
    before = desk.timeline(LIGHT)
    [line] = keep(desk, case())
    assert line == (
        f"{LEFT_OPEN}: lighthouse-plan had ended before it (it was {end}); if it is about it all "
        "the same, say so with `delaywatch foi about lamp-case 2 lighthouse-plan`, or make one of "
        "it with `delaywatch foi commit lamp-case 2 --slug SLUG --title TITLE`"
    )
    assert events(desk) == []
    assert desk.timeline(LIGHT) == before


@pytest.mark.parametrize("end", ENDS)
def test_who_says_that_it_is_about_what_had_ended_opens_that_again(desk, end):
    """It is a new promise. How far its day lies from the old one the views count, as ever."""
    went_on(desk, ENDS[end])
    keep(desk, case())
    [line] = say_about(desk.db, "lamp-case", 2, LIGHT, TODAY, AT)
    assert line.startswith("lighthouse-plan: promised, by 30 September 2026")
    [event] = events(desk)
    assert event["event"] == "promised"
    row = desk.timeline(LIGHT)
    told = {name: row[name] for name in ("outcome_event", "status", "standing_due_latest")}
    assert told == {
        "outcome_event": None, "status": "unchecked", "standing_due_latest": "2026-09-30",
    }  # fmt: skip
    slips = desk.rows("select slip, days, to_event from slips where commitment = ?", LIGHT)
    assert slips == [{"slip": "later", "days": 92, "to_event": event["id"]}]


BEFORE_IT = [
    # what the register has after "by June"; the day of the reply; what its event is called
    ([DELIVERED, AGAIN], "2026-03-02", "slipped"),
    ([DROPPED, RESUMED], "2026-03-02", "slipped"),
    ([LATER_END], "2026-03-02", "slipped"),
    ([DELIVERED], "2026-02-15", "slipped"),
    ([DELIVERED], "2026-02-16", None),
    ([DELIVERED | {"voice": "expected_by_others", "promised_by": None}], "2026-03-02", "slipped"),
    ([DELIVERED, AGAIN, DROPPED | {"made_on": "2026-02-23"}], "2026-03-02", None),
    ([DELIVERED], None, None),  # nobody can tell that it was said before the end
]


@pytest.mark.parametrize(("steps", "on", "called"), BEFORE_IT)
def test_only_an_end_that_stands_before_it_keeps_a_promise_out(desk, steps, on, called):
    went_on(desk, *steps)
    keep(desk, case(reply(on=on)))
    assert [event["event"] for event in events(desk)] == ([called] if called else [])


def test_what_is_promised_after_a_new_promise_needs_no_more_words(desk):
    went_on(desk, DELIVERED)
    new = reply({**SAME_DATE, "about": LIGHT}, on="2026-02-20")
    keep(desk, case(new, reply()))
    assert [event["event"] for event in events(desk)] == ["promised", "slipped"]
    assert desk.timeline(LIGHT)["standing_due_latest"] == "2026-09-30"
    assert again(desk).lines == []
    [gone, left_open] = keep(desk, case())
    assert gone.startswith("lighthouse-plan: what was promised in lamp-case no longer counts")
    assert "had ended before it" in left_open
    assert events(desk) == []


@pytest.mark.parametrize("first", ["says so", "says nothing"])
def test_of_two_on_one_day_neither_opens_for_the_other_what_had_ended(desk, first):
    went_on(desk, DELIVERED)
    cases = [
        case(reply({**SAME_DATE, "about": LIGHT}), id="says-so"),
        case(reply(), id="says-nothing"),
    ]
    keep(desk, *(cases if first == "says so" else reversed(cases)))
    again(desk)
    assert [(event["event"], event["due_latest"]) for event in events(desk)] == [
        ("promised", "2026-06-30")
    ]


def test_an_end_that_the_register_tells_later_takes_the_promise_back(desk):
    keep(desk, case())
    went_on(desk, DELIVERED)
    assert (events(desk), desk.timeline(LIGHT)["status"]) == ([], "delivered_on_time")
    went_on(desk)
    assert [event["event"] for event in events(desk)] == ["slipped"]


def test_a_source_of_what_was_said_on_the_day_it_ended_is_one_all_the_same(desk):
    told = promise(BY_JUNE, made_on="2026-03-02", event="reaffirmed")
    over = DELIVERED | {"made_on": "2026-03-02"}
    went_on(desk, told, over)
    keep(desk, case(reply(SAME_DATE)))
    assert (events(desk), sources(desk)) == ([], [("reaffirmed", REPLY)])


def test_an_end_of_a_register_case_is_told_with_what_its_files_can_do(desk):
    went_on(desk, DELIVERED)
    keep(desk, case())
    desk.db.execute("update foi_requests set origin = 'register'")
    [line] = again(desk).lines
    assert "had ended before it (it was delivered)" in line
    assert line.endswith("let one commitment in its register have a step that tells the same")


# --------------------------------------------------------------------- what a person says of it


def in_two_minds(desk, **more):
    """A case about two commitments, so that nothing tells which its promise is about."""
    kept = case(links=[(LIGHT, "arose_from"), (FOG, "arose_from")], **more)
    keep(desk, kept)
    return kept


def test_a_person_says_which_it_is_about(desk):
    in_two_minds(desk)
    [line] = say_about(desk.db, "lamp-case", 2, FOG, TODAY, AT)
    assert line.startswith("foghorn-review: slipped, by 30 September 2026")
    assert read(desk.db, "lamp-case").events[1].promise.about == FOG
    say_about(desk.db, "lamp-case", 2, LIGHT, TODAY, AT)
    assert (len(events(desk, FOG)), len(events(desk, LIGHT))) == (0, 1)
    roles = {link.slug: link.role for link in read(desk.db, "lamp-case").commitments}
    assert roles == {LIGHT: "arose_from", FOG: "arose_from"}


def test_a_commitment_is_made_of_what_nobody_had_promised_before(desk):
    keep(desk, case(links=[]))
    [line] = commit(desk.db, "lamp-case", 2, "lamp-survey", "Survey of lamps", TODAY, AT)
    assert line == (
        "lamp-survey: promised, by 30 September 2026 (“by September 2026”), "
        "in the reply in lamp-case"
    )
    row = desk.timeline("lamp-survey")
    assert (row["kind"], row["owner"], row["status"], row["selection"], row["events"]) == (
        "foi_reply", "NHS England", "unchecked", "editor", 1,
    )  # fmt: skip
    [link] = read(desk.db, "lamp-case").commitments
    assert (link.slug, link.role) == ("lamp-survey", "evidence_of")
    keep(desk, read(desk.db, "lamp-case"))
    assert len(events(desk, "lamp-survey")) == 1


def test_a_new_commitment_belongs_to_the_body_that_is_bound_on_the_day(desk):
    keep(desk, case(links=[], body="nhs-digital", authority="NHS Digital"))
    commit(desk.db, "lamp-case", 2, "lamp-survey", "Survey of lamps", TODAY, AT)
    assert desk.timeline("lamp-survey")["owner"] == "NHS England"
    assert events(desk, "lamp-survey")[0]["promised_by"] == NHSE


def test_a_commitment_goes_and_comes_with_the_case_that_made_it(desk):
    keep(desk, case(links=[], visibility="embargoed", public_from=TODAY.isoformat()))
    commit(desk.db, "lamp-case", 2, "lamp-survey", "Survey of lamps", TODAY, AT)
    assert again(desk, as_of=date(2026, 11, 21)).taken_back == 1
    assert "lamp-survey" not in desk.timeline()
    assert again(desk, as_of=date(2026, 11, 21)).lines == []
    again(desk)
    assert desk.timeline("lamp-survey")["standing_due_latest"] == "2026-09-30"


REFUSED = [
    # the case, the number of the event, slug, title; what is said
    ({"visibility": "private"}, 2, "lamp-survey", "Survey", "the case is not public"),
    ({"visibility": "embargoed", "public_from": "2026-12-24"}, 2, "lamp-survey", "Survey",
     "make the commitment from 2026-12-24 on"),
    ({}, 1, "lamp-survey", "Survey", "event 1 promises nothing - events that promise something: 2"),
    ({}, 3, "lamp-survey", "Survey", "event 3 promises nothing"),
    ({}, 2, LIGHT, "Survey", "there is, or was, a commitment of this name"),
    ({}, 2, "Lamp Survey", "Survey", "a name is written in small letters"),
    ({}, 2, "lamp-survey", "  ", "a new commitment needs a title"),
    ({}, 2, "lamp-survey", "SAMPLE: Survey", "a new commitment needs a title"),
    ({"body": None}, 2, "lamp-survey", "Survey", "nothing tells whose promise it is"),
    ({"events": [{"type": "sent", "on": "2026-02-02"}, reply(url=None)]}, 2, "lamp-survey",
     "Survey", "nobody could open its source"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "number", "slug", "title", "said"), REFUSED)
def test_what_cannot_be_a_commitment_leaves_nothing_behind(desk, fields, number, slug, title, said):
    keep(desk, case(links=[], **fields))
    before = desk.count("commitments"), desk.count("foi_commitments")
    with pytest.raises(Problem) as caught:
        commit(desk.db, "lamp-case", number, slug, title, TODAY, AT)
    assert said in str(caught.value)
    assert (desk.count("commitments"), desk.count("foi_commitments")) == before
    assert read(desk.db, "lamp-case").events[-1].promise.about is None


def test_an_unknown_case_or_commitment_is_told_with_near_names(desk):
    in_two_minds(desk)
    with pytest.raises(Problem, match="did you mean lamp-case"):
        say_about(desk.db, "lamp-cas", 2, FOG, TODAY, AT)
    with pytest.raises(Problem, match="there is no commitment of this name"):
        say_about(desk.db, "lamp-case", 2, "fog", TODAY, AT)


def run(desk, *words):
    words = ["--db", str(desk.path), "--as-of", TODAY.isoformat(), "foi", *words]
    return CliRunner().invoke(main, words, catch_exceptions=False)


def test_both_from_the_command_line(desk):
    in_two_minds(desk)
    said = run(desk, "about", "lamp-case", "2", FOG)
    assert said.output.startswith("foghorn-review: slipped, by 30 September 2026")
    said = run(desk, "commit", "lamp-case", "2", "--slug", "lamps", "--title", "Survey of lamps")
    assert said.exit_code == 0, said.output
    assert "lamps: promised, by 30 September 2026" in said.output
    assert run(desk, "about", "lamp-case", "1", FOG).exit_code == 1
    assert run(desk, "about", "lamp-case", "x", FOG).exit_code == 2


# --------------------------------------------------------------------- however it came about

# One case after another says something else: which, whether public, what, of which commitment.
SAYINGS = st.tuples(
    st.sampled_from(["a-case", "b-case"]),
    st.sampled_from(["private", "public"]),
    st.sampled_from([BY_SEPTEMBER, SAME_DATE, {"due_phrase": "soon", "due_kind": "open"}]),
    st.sampled_from(["2026-01-12", "2026-02-20", "2026-03-02"]),
    st.sampled_from([LIGHT, FOG, None]),
    st.booleans(),  # whether its page has an address
    st.sampled_from(["asks_for", "arose_from"]),  # what the case has to do with the commitment
)


def told(desk):
    """What can be read of the commitments, whichever rows tell it."""
    rows = desk.rows(
        """select e.commitment, e.event, e.made_on, e.due_phrase, e.origin, e.who,
             (select group_concat(url) from (select url from event_sources
                where event_id = e.id order by url)) as urls
           from events e where e.retracted_on is null order by 1, 3, 4, 5"""
    )
    return [tuple(row.values()) for row in rows]


@pytest.fixture(scope="module")
def templates(template, tmp_path_factory):
    """The register as it is, and with the Lighthouse Plan delivered on 16 February."""
    over = tmp_path_factory.mktemp("over") / "delaywatch.db"
    desk = Desk(Path(shutil.copy(template, over)))
    went_on(desk, DELIVERED)
    desk.db.conn.close()
    return {"awaited": template, "delivered": over}


@pytest.mark.parametrize("status", ["awaited", "delivered"])
@settings(max_examples=12, deadline=None)
@given(sayings=st.lists(SAYINGS, min_size=1, max_size=6))
def test_what_is_told_hangs_on_what_the_cases_say_now_alone(templates, status, sayings):
    with tempfile.TemporaryDirectory() as folder:
        changed, fresh = (
            Desk(Path(shutil.copy(templates[status], Path(folder) / name)))
            for name in ("changed", "fresh")
        )
        last = {}
        for case_id, visibility, promised, on, about, has_page, role in sayings:
            page = f"https://asked.example/{case_id}" if has_page else None
            said = reply({**promised, "about": about}, on=on, url=page)
            sent = {"type": "sent", "on": "2026-01-02"}
            last[case_id] = case(
                id=case_id, visibility=visibility, events=[sent, said], links=[(LIGHT, role)]
            )
            keep(changed, last[case_id])
        keep(fresh, *last.values())
        assert told(changed) == told(fresh)
        again(changed)
        assert told(changed) == told(fresh)
        made = changed.count("foi_promises where made")
        assert changed.count("events where origin = 'foi' and retracted_on is null") == made


def test_a_full_disk_leaves_nothing_half_done(desk, monkeypatch):
    keep(desk, case(links=[]))
    before = told(desk)

    def full(*_args, **_more):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("tracker.foi.promises.store.name_events", full)
    with pytest.raises(sqlite3.OperationalError):
        say_about(desk.db, "lamp-case", 2, LIGHT, TODAY, AT)
    assert told(desk) == before
    assert read(desk.db, "lamp-case").events[1].promise.about is None
