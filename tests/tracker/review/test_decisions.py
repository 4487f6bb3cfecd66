"""Decisions: what each makes of a statement, how it is taken back, and that it moves elsewhere."""

import json
import sqlite3
import threading
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from db.connection import connect
from db.errors import Problem
from tests.tracker.pages import (
    AT,
    BY_JUNE,
    LIGHTHOUSE,
    NHSE,
    PRESS,
    TODAY,
    Desk,
    a_source,
    commitment,
    promise,
    source,
)
from tracker.cli import main
from tracker.publish import publish
from tracker.register.load import export
from tracker.review.decisions import Decision, decide
from tracker.review.exchange import export_reviews, import_reviews

LIGHT, HORN, UMBRELLA = "lighthouse-plan", "foghorn-review", "umbrella-strategy"
URL = "https://news.example/page"
FOGHORN = commitment(HORN, "Foghorn Review", promise())
BY_SEPTEMBER = "The Lighthouse Plan will be published by September 2026."
REPEATED = "The Lighthouse Plan will be published by June 2026."
NEW = "NHS England will publish the Umbrella Strategy by May 2027."
MERGED = "The Lighthouse Plan will be folded into the Foghorn Review, due in spring 2027."


@pytest.fixture
def desk(tmp_path):
    """A Lighthouse Plan by June 2026, said on 12 January 2026, and an undated Foghorn Review."""
    return Desk.fresh(tmp_path, LIGHTHOUSE, FOGHORN)


def only(desk, text, **more):
    """The only statement of a page."""
    [found] = desk.found(text, **more)
    return found


def event(desk, decided):
    """The event of a decision, with the addresses of its sources."""
    row = desk.one("select * from events where id = ?", decided.event_id)
    sources = desk.rows("select url from event_sources where event_id = ?", decided.event_id)
    return row | {"sources": [one["url"] for one in sources]}


def everything(desk):
    """All that a decision could change, but for the log itself."""
    standing = "select * from events where retracted_on is null order by id"
    sources = """select s.* from event_sources s join events e on e.id = s.event_id
                 where e.retracted_on is null order by event_id, position"""
    return desk.timeline(), desk.rows(standing), desk.rows(sources), desk.waiting()


# ----------------------------------------------------------------- a statement as an event

EVENTS = [
    # what is special, the sentence, the page, and what of the event is worth a look
    (
        "a promise that was made before is made again",
        BY_SEPTEMBER,
        {},
        {
            "event": "reaffirmed", "made_on": "2026-03-02", "made_on_precision": "day",
            "made_on_basis": "statement", "who": "NHS England", "voice": "on_record",
            "promised_by": NHSE, "due_phrase": "by September 2026", "due_kind": "deadline",
            "due_earliest": "2026-03-02", "due_latest": "2026-09-30", "start_by": None,
            "soft": 0, "confidence": "read_directly", "checked": "original",
            "checked_by": "an editor", "checked_on": "2026-11-22", "seq": None,
            "origin": "editor", "sources": [URL],
        },
    ),
    (
        "a delay that is admitted",
        "The Lighthouse Plan has been delayed until October 2026.",
        {},
        {"event": "slipped", "due_latest": "2026-10-31"},
    ),
    (
        "from X",
        "The Lighthouse Plan will be rolled out from October 2026.",
        {},
        {"due_kind": "open", "due_latest": None, "start_by": "2026-10-31"},
    ),
    (
        "a bound that is our convention",
        "The Lighthouse Plan will be published in the coming weeks.",
        {},
        {"soft": 1, "due_phrase": "in the coming weeks"},
    ),
    (
        "open words",
        "The Lighthouse Plan will be published in due course.",
        {},
        {"due_kind": "open", "due_latest": None, "due_phrase": "in due course"},
    ),
    (
        "no words",
        "NHS England will publish the Lighthouse Plan.",
        {},
        {"due_kind": "none", "due_latest": None, "due_phrase": None},
    ),
    (
        "what came out, on the day that is told",
        "The Lighthouse Plan was published on 3 February 2026.",
        {},
        {"event": "delivered", "made_on": "2026-02-03", "made_on_basis": "statement",
         "due_kind": "none"},
    ),
    (
        "what came out, by the day of the page at the latest",
        "We have published the Lighthouse Plan.",
        {},
        {"event": "delivered", "made_on": "2026-03-02", "made_on_basis": "report"},
    ),
    (
        "what was given up",
        "The Lighthouse Plan will no longer be published.",
        {},
        {"event": "dropped", "due_kind": "none"},
    ),
    (
        "what was paused",
        "The Lighthouse Plan has been paused.",
        {},
        {"event": "paused"},
    ),
    (
        "said on another day, by somebody, as a paper has it",
        "NHS England said in January 2026 that the Lighthouse Plan would be published soon.",
        {"of": PRESS},
        {
            "made_on": "2026-01-01", "made_on_precision": "month", "made_on_basis": "statement",
            "who": "NHS England (as reported by The Harbour Paper)", "voice": "reported",
            "promised_by": NHSE, "confidence": "reported_second_hand", "checked": "copy",
        },
    ),
    (
        "reported without a day: by that of the page at the latest",
        "NHS England said that the Lighthouse Plan would be published in May 2027.",
        {"of": PRESS},
        {"made_on": "2026-03-02", "made_on_basis": "report", "voice": "reported"},
    ),
    (
        "said at first, nobody tells when",
        "The Lighthouse Plan was originally due by the end of 2025, NHS England had said.",
        {"of": PRESS},
        {"made_on": None, "made_on_precision": "unknown", "made_on_basis": "report",
         "due_latest": "2025-12-31", "voice": "reported"},
    ),
    (
        "nobody's word binds nobody",
        BY_SEPTEMBER,
        {"of": PRESS},
        {"voice": "unnamed", "promised_by": None, "checked": "copy"},
    ),
    (
        "another body's page is that body's word",
        BY_SEPTEMBER,
        {"of": source("ministry", body="department-of-health-and-social-care")},
        {"promised_by": "department-of-health-and-social-care", "checked": "original",
         "who": "Department of Health and Social Care"},
    ),
    (
        "a copy of an official page is no original",
        BY_SEPTEMBER,
        {"of": source("mirror", "official_copy")},
        {"voice": "on_record", "checked": "copy"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("_case", "sentence", "page", "wanted"), EVENTS, ids=[row[0] for row in EVENTS]
)
def test_what_an_accepted_statement_becomes(desk, _case, sentence, page, wanted):
    made = event(desk, desk.decide(only(desk, sentence, **page), commitment=LIGHT))
    assert {name: made[name] for name in wanted} == wanted


def test_what_a_paper_says_in_its_own_words_is_second_hand(desk):
    """Rule 8: second-hand is marked; and the day is that of the report, not of the saying."""
    sentence = "NHS England will publish the Lighthouse Plan by September 2026."
    made = event(desk, desk.decide(only(desk, sentence, of=PRESS)))
    assert (made["voice"], made["confidence"], made["made_on_basis"]) == (
        "reported", "reported_second_hand", "report",
    )  # fmt: skip


def test_the_source_has_the_day_that_the_event_has(desk):
    made = desk.decide(only(desk, BY_SEPTEMBER, published_at="2026-06-30T23:30:00Z"))
    assert event(desk, made)["made_on"] == "2026-07-01"
    assert desk.one("select published from event_sources where origin = 'editor'") == {
        "published": "2026-07-01"
    }


def test_a_paper_does_not_report_itself(desk):
    found = only(desk, "The Lighthouse Plan was originally due by the end of 2025.", of=PRESS)
    assert event(desk, desk.decide(found))["who"] == "The Harbour Paper"


def test_no_more_than_eight_words_are_quoted(desk):
    words = "within six weeks of the day on which Parliament returns from its recess"
    found = only(desk, f"The Lighthouse Plan will be published {words}.")
    desk.db.execute("update statements set due_words = ?, due_kind = 'open'", [words])
    made = event(desk, desk.decide(found))
    assert made["due_phrase"] == "within six weeks of the day on which"


def test_the_first_promise_of_a_commitment_is_one(desk):
    desk.decide(only(desk, NEW))
    again = only(desk, "The Umbrella Strategy will be published by June 2027.", url=f"{URL}/2")
    made = desk.decide(again)
    names = [row["event"] for row in desk.rows("select event from events where origin = 'editor'")]
    assert names == ["promised", "reaffirmed"]
    assert desk.timeline(UMBRELLA)["moved_later"] == 1
    assert made.commitment == UMBRELLA


class TestMergers:
    """A merger names what takes the plan in, by its name or by how its promise was matched."""

    def test_by_name(self, desk):
        merged, _takes_in = desk.found(MERGED)
        desk.decide(merged)
        row = desk.timeline(LIGHT)
        assert (row["status"], row["merged_into"]) == ("merged", HORN)

    def test_the_promise_of_what_takes_it_in_is_that_ones(self, desk):
        _merged, takes_in = desk.found(MERGED)
        assert desk.decide(takes_in).commitment == HORN
        assert desk.timeline(HORN)["first_due_latest"] == "2027-05-31"

    def test_by_what_an_editor_linked_it_to(self, desk):
        merged, takes_in = desk.found(
            "The Lighthouse Plan will be folded into the Umbrella Strategy, due in spring 2027."
        )
        desk.decide(takes_in, "link", commitment=HORN)
        desk.decide(merged)
        assert desk.timeline(LIGHT)["merged_into"] == HORN

    def test_into_something_that_nobody_knows(self, desk):
        merged = only(desk, "The Lighthouse Plan will be folded into the Umbrella Strategy.")
        desk.decide(merged)
        row = desk.timeline(LIGHT)
        assert (row["status"], row["merged_into"]) == ("merged", None)


# ------------------------------------------------------------------------- the decisions


class TestDecisions:
    """Each of them, and what is written down of it."""

    def logged(self, desk):
        row = desk.one("select * from reviews")
        names = ("decision", "commitment", "reviewer", "decided_at", "quote", "note")
        return tuple(row[name] for name in names)

    def test_accept_a_link(self, desk):
        decided = desk.decide(only(desk, BY_SEPTEMBER), note="Plain enough.")
        assert decided.line == "written to “Lighthouse Plan”: promised again"
        assert self.logged(desk) == ("accept", LIGHT, "Ada", AT, BY_SEPTEMBER, "Plain enough.")
        assert desk.timeline(LIGHT)["standing_due_latest"] == "2026-09-30"
        assert desk.waiting() == set()

    def test_accept_what_is_on_record(self, desk):
        before = desk.timeline()
        decided = desk.decide(only(desk, REPEATED, published_at="2026-01-12"))
        assert decided.line == "one more source of “Lighthouse Plan”"
        assert self.logged(desk)[0] == "same"
        assert desk.timeline() == before
        assert desk.count("events") == 2

    def test_accept_something_new(self, desk):
        decided = desk.decide(only(desk, NEW))
        assert decided.commitment == UMBRELLA
        assert decided.line == "new commitment made: “Umbrella Strategy”: promised"
        assert self.logged(desk)[:2] == ("new", UMBRELLA)
        row = desk.one("select * from commitments where slug = ?", UMBRELLA)
        assert {name: row[name] for name in ("title", "owner", "kind", "origin", "summary")} == {
            "title": "Umbrella Strategy",
            "owner": "NHS England",
            "kind": "promise",
            "origin": "editor",
            "summary": "Umbrella Strategy: first met in Coast News, 2 March 2026.",
        }
        assert desk.timeline(UMBRELLA)["first_due_latest"] == "2027-05-31"

    def test_what_else_is_of_the_new_thing_is_told(self, desk):
        first = only(desk, NEW)
        second = only(
            desk, "The Umbrella Strategy will be published in due course.", url=f"{URL}/2"
        )
        desk.decide(first, title="The Great Umbrella Strategy")
        [suggestion] = desk.suggested(second)
        assert (suggestion["kind"], suggestion["commitment"]) == (
            "link", "the-great-umbrella-strategy",
        )  # fmt: skip
        assert desk.decide(second).commitment == "the-great-umbrella-strategy"

    def test_link_to_another(self, desk):
        decided = desk.decide(only(desk, BY_SEPTEMBER), "link", commitment=HORN)
        assert decided.line == "written to “Foghorn Review”: promised again"
        assert self.logged(desk)[:2] == ("link", HORN)
        assert desk.timeline(HORN)["first_due_latest"] == "2026-09-30"

    def test_new_though_a_known_one_was_suggested(self, desk):
        decided = desk.decide(only(desk, BY_SEPTEMBER), "new", title="lamp code")
        assert decided.commitment == "lamp-code"
        assert desk.timeline("lamp-code")["title"] == "Lamp code"

    def test_new_under_a_slug_of_ones_choice(self, desk):
        assert desk.decide(only(desk, NEW), "new", commitment="umbrellas").commitment == "umbrellas"

    def test_same_though_it_was_not_suggested(self, desk):
        number = desk.one("select id from events where commitment = ?", LIGHT)["id"]
        decided = desk.decide(only(desk, BY_SEPTEMBER), "same", event_id=number)
        assert decided.event_id == number
        assert event(desk, decided)["sources"] == ["https://news.example/before", URL]

    def test_accept_with_another_commitment_is_no_repetition(self, desk):
        decided = desk.decide(only(desk, REPEATED, published_at="2026-01-12"), commitment=HORN)
        assert decided.line == "written to “Foghorn Review”: promised again"

    def test_edit(self, desk):
        fields = {
            "due_latest": "2026-10-31",
            "reason": "The body said that the lamp was late.",
            "note": "A slip of the pen on the page.",
        }
        decided = desk.decide(only(desk, BY_SEPTEMBER), "edit", fields=fields)
        made = event(desk, decided)
        assert {name: made[name] for name in fields} == fields
        assert made["due_phrase"] == "by September 2026"
        assert json.loads(desk.one("select fields from reviews")["fields"]) == fields

    def test_edit_something_new(self, desk):
        desk.decide(only(desk, NEW), "edit", fields={"due_latest": "2027-06-30"})
        assert desk.timeline(UMBRELLA)["first_due_latest"] == "2027-06-30"

    def test_reject(self, desk):
        before = desk.timeline()
        found = only(desk, BY_SEPTEMBER)
        assert desk.decide(found, "reject").line.startswith("rejected: “")
        assert self.logged(desk)[:2] == ("reject", None)
        assert (desk.timeline(), desk.waiting()) == (before, set())
        desk.register(LIGHTHOUSE, FOGHORN, commitment("lamp", "Lamp Code", promise()))
        desk.resolve()
        assert desk.waiting() == set()  # it is not asked about again


REFUSED = [
    # what is wrong, the sentence, the decision, what is said of it
    ("about nothing", "It will be published by May 2027.", {},
     "statement 1: nothing tells which commitment this is about - link it to one, or make a new"),
    ("a link to nothing", NEW, {"decision": "link"},
     "nothing tells which commitment this is about"),
    ("a link to nowhere", NEW, {"decision": "link", "commitment": "nowhere"},
     "there is no commitment “nowhere”, or no longer"),
    ("the same as nothing", NEW, {"decision": "same"}, "nothing tells which event this repeats"),
    ("the same as no event", NEW, {"decision": "same", "event_id": 99},
     "nothing tells which event this repeats"),
    ("new without a title", "It will be published by May 2027.", {"decision": "new"},
     "a new commitment needs a title"),
    ("new under a name that is none", "NHS England will publish the strategy by May 2027.",
     {"decision": "new"}, "“strategy” alone names nothing: of what is it? - give it a title (n)"),
    ("new with an empty title", NEW, {"decision": "new", "title": "  "},
     "a new commitment needs a title"),
    ("new under a name that is taken", NEW, {"decision": "new", "commitment": LIGHT},
     "lighthouse-plan: there is, or was, a commitment of this name"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("_case", "sentence", "said", "why"), REFUSED, ids=[row[0] for row in REFUSED]
)
def test_refusals_change_nothing(desk, _case, sentence, said, why):
    found = only(desk, sentence)
    before = everything(desk)
    with pytest.raises(Problem) as caught:
        desk.decide(found, **said)
    assert why in str(caught.value)
    assert everything(desk) == before
    assert desk.count("reviews") == 0
    desk.decide(found, "reject")  # nothing is left half-open


WHOSE = [
    # the sentence, the page, whose promise it is, and the body it is laid to
    ("NHS England will publish the Buoy Plan by May 2027.", {}, "NHS England", NHSE),
    ("We will publish the Buoy Plan by May 2027.", {}, "NHS England", NHSE),
    ("Westmere ICB will publish the Buoy Plan by May 2027.", {}, "Westmere ICB", "westmere-icb"),
    ("The Department for Transport will publish the Buoy Plan by May 2027.", {}, "DfT", "dft"),
    ("The Trust will publish the Buoy Plan by May 2027.", {}, "NHS England", NHSE),
    ("We will publish the Buoy Plan by May 2027.", {"author": "Ministry of Justice"},
     "MoJ", "moj"),
    ("We will publish the Buoy Plan by May 2027.", {"author": "NHS England", "body": NHSE},
     "NHS England", NHSE),
    ("NHS England will publish the Buoy Plan by May 2027.", {"author": "Westmere ICB"},
     "NHS England", NHSE),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "page", "owner", "body"), WHOSE)
def test_a_promise_is_laid_to_whom_the_sentence_names(desk, sentence, page, owner, body):
    decided = desk.decide(only(desk, sentence, **page))
    slug = decided.commitment
    row = desk.one("select owner from commitments where slug = ?", slug)
    assert row["owner"] == owner
    assert desk.one("select body from commitment_bodies where commitment = ?", slug)["body"] == body
    assert event(desk, decided)["promised_by"] == body


def test_of_a_page_of_nobody_an_editor_says_whose_promise_it_is(desk):
    found = only(desk, "We will publish the Buoy Plan by May 2027.", of=source("board", body=None))
    before = everything(desk)
    with pytest.raises(Problem, match=r"is - say who promised it \(e, .*\), one of: .*NHS England"):
        desk.decide(found)
    assert everything(desk) == before
    decided = desk.decide(found, "edit", fields={"promised_by": NHSE})
    assert event(desk, decided)["promised_by"] == NHSE
    assert desk.timeline(decided.commitment)["owner"] == "NHS England"


def test_what_is_rejected_makes_no_body_known(desk):
    desk.decide(only(desk, "Westmere ICB will publish the Buoy Plan by May 2027."), "reject")
    assert desk.count("bodies where slug = 'westmere-icb'") == 0


def test_a_title_is_one_plain_line(desk):
    decided = desk.decide(only(desk, NEW), "new", title="red\x1b[31m\n plan\u202e ")
    row = desk.one("select title from commitments where slug = ?", decided.commitment)
    assert row["title"] == "Red [31m plan"


def test_a_day_that_an_editor_reads_into_the_words_is_soft(desk):
    """Nothing is overdue by a reading of ours alone, unless the editor says it is theirs."""
    found = only(desk, "The Lighthouse Plan will be published in due course.")
    decided = desk.decide(found, "edit", fields={"due_latest": "2026-10-31"})
    assert event(desk, decided)["soft"] == 1
    desk.undo()
    decided = desk.decide(found, "edit", fields={"due_latest": "2026-10-31", "due_soft": False})
    assert event(desk, decided)["soft"] == 0


def test_there_is_no_such_statement(desk):
    with pytest.raises(Problem, match="statement 99: there is no such statement"):
        desk.decide(99)


@pytest.mark.parametrize("first", ["accept", "reject"])
@pytest.mark.parametrize("second", ["accept", "reject", "link", "new", "same", "edit"])
def test_a_statement_is_decided_once(desk, first, second):
    found = only(desk, BY_SEPTEMBER)
    desk.decide(found, first)
    before = everything(desk)
    with pytest.raises(Problem, match=f"Ada has decided this already: {first}"):
        desk.decide(found, second, by="Bert", commitment=HORN, title="Another")
    assert everything(desk) == before


def test_a_commitment_that_is_gone_cannot_be_linked_to(desk):
    found = only(desk, BY_SEPTEMBER)
    desk.register(FOGHORN)
    with pytest.raises(Problem, match="there is no commitment “lighthouse-plan”, or no longer"):
        desk.decide(found)


@pytest.mark.parametrize(
    ("titles", "slugs"),
    [
        (["Lamp Code", "Lamp code"], ["lamp-code", "lamp-code-2"]),
        (["Lighthouse Plan"], ["lighthouse-plan-2"]),
        (["The £5m Café Plan: 2026–27!"], ["the-5m-caf-plan-2026-27"]),
        (["…"], ["commitment"]),
        (["Long " * 30], ["-".join(["long"] * 12)]),
    ],
)
def test_a_new_slug_is_one_that_no_commitment_ever_had(desk, titles, slugs):
    made = [
        desk.decide(only(desk, NEW, url=f"{URL}/{number}"), "new", title=title).commitment
        for number, title in enumerate(titles)
    ]
    assert made == slugs


# ------------------------------------------------------------------------------ undo

TAKEN_BACK = [
    # the page, the decision
    (BY_SEPTEMBER, {}),
    (BY_SEPTEMBER, {"decision": "edit", "fields": {"due_latest": "2026-10-31"}}),
    (BY_SEPTEMBER, {"decision": "link", "commitment": HORN}),
    (BY_SEPTEMBER, {"decision": "new", "title": "Lamp Code"}),
    (BY_SEPTEMBER, {"decision": "reject"}),
    (REPEATED, {}),
    (NEW, {}),
    (NEW, {"decision": "edit", "fields": {"due_latest": "2027-06-30"}}),
    ("We have published the Lighthouse Plan.", {}),
    ("The Lighthouse Plan will no longer be published.", {}),
    ("The Lighthouse Plan has been paused.", {}),
    ("The Lighthouse Plan will be folded into the Foghorn Review.", {}),
]


@pytest.mark.parametrize(("sentence", "said"), TAKEN_BACK)
def test_undo_restores_every_row_exactly(desk, sentence, said):
    found = only(desk, sentence, published_at="2026-01-12")
    before = everything(desk)
    desk.decide(found, **said)
    assert everything(desk) != before
    told = desk.undo()
    assert told.startswith("taken back: ")
    assert everything(desk) == before
    first, second = desk.rows("select * from reviews order by id")
    assert (second["decision"], second["undoes"], second["quote"]) == (
        "undo",
        first["id"],
        sentence,
    )


def test_what_was_taken_back_can_be_decided_again(desk):
    found = only(desk, BY_SEPTEMBER)
    for decision in ("accept", "reject", "link", "accept"):
        desk.decide(found, decision, commitment=LIGHT)
        desk.undo()
    desk.decide(found, by="Bert")
    assert desk.timeline(LIGHT)["standing_due_latest"] == "2026-09-30"
    assert desk.count("reviews") == 9
    assert desk.count("events where retracted_on is null and origin = 'editor'") == 1


def test_each_reviewer_takes_back_her_own(desk):
    mine, yours = desk.found(f"{BY_SEPTEMBER}\n{NEW}")
    desk.decide(mine, by="Ada")
    desk.decide(yours, by="Bert")
    desk.undo("Ada")
    assert desk.waiting() == {BY_SEPTEMBER}
    with pytest.raises(Problem, match="Ada: there is no decision to take back"):
        desk.undo("Ada")
    desk.undo("Bert")
    assert desk.waiting() == {BY_SEPTEMBER, NEW}


def test_undo_goes_back_one_decision_at_a_time(desk):
    for statement in desk.found(f"{BY_SEPTEMBER}\n{NEW}"):
        desk.decide(statement, "reject")
    assert desk.undo() == f"taken back: rejecting “{NEW}”"
    assert desk.undo() == f"taken back: rejecting “{BY_SEPTEMBER}”"
    with pytest.raises(Problem):
        desk.undo()


def test_a_long_sentence_is_told_in_short(desk):
    long = (
        "NHS England, which has kept the lamps of the coast for many years, "
        "will publish the Lamp Code by May 2027."
    )
    desk.decide(only(desk, long), "reject")
    told = desk.undo()
    assert told.endswith("…”")
    assert len(told) < len(long)


def test_a_new_commitment_stays_while_others_have_linked_to_it(desk):
    first = only(desk, NEW)
    second = only(desk, "The Umbrella Strategy will be published by July 2027.", url=f"{URL}/2")
    desk.decide(first, by="Ada")
    desk.decide(second, by="Bert")
    desk.undo("Ada")
    assert desk.timeline(UMBRELLA)["first_due_latest"] == "2027-07-31"
    desk.undo("Bert")
    assert UMBRELLA not in desk.timeline()


def test_what_was_thought_of_the_others_is_restored_too(desk):
    first = only(desk, NEW)
    second = only(desk, "The Umbrella Strategy will be published by July 2027.", url=f"{URL}/2")
    before = desk.suggested(second)
    desk.decide(first)
    desk.undo()
    assert desk.suggested(second) == before


def test_after_the_next_matching_they_are_about_something_new_again(desk):
    first = only(desk, NEW)
    second = only(desk, "The Umbrella Strategy will be published by July 2027.", url=f"{URL}/2")
    before = desk.suggested(second)
    desk.decide(first)
    desk.undo()
    desk.resolve()
    assert desk.suggested(second) == before


def test_reviews_are_never_changed_or_deleted(desk):
    desk.decide(only(desk, BY_SEPTEMBER))
    for sql in ("update reviews set reviewer = 'Bert'", "delete from reviews"):
        with pytest.raises(sqlite3.IntegrityError, match="take one back with another"):
            desk.db.execute(sql)


# --------------------------------------------------------------------- one more source


class TestSame:
    """What is on record already gets one more source, and no event."""

    def repeated(self, desk, **more):
        return only(desk, REPEATED, published_at="2026-01-12", **more)

    def sources(self, desk):
        return desk.rows(
            """select s.url, s.origin from event_sources s join events e on e.id = s.event_id
               where e.commitment = ? and e.retracted_on is null order by s.position""",
            LIGHT,
        )

    BOTH = ({"url": "https://news.example/before", "origin": "register"},
            {"url": URL, "origin": "editor"})  # fmt: skip

    def test_the_page_is_a_source_of_the_event_now(self, desk):
        desk.decide(self.repeated(desk))
        assert self.sources(desk) == list(self.BOTH)
        row = desk.one("select * from event_sources where origin = 'editor'")
        assert (row["title"], row["publisher"], row["published"], row["kind"]) == (
            "A page", "Coast News", "2026-01-12", "official",
        )  # fmt: skip

    def test_its_own_page_is_no_second_source(self, desk):
        found = self.repeated(desk, url="https://news.example/before")
        assert desk.decide(found).line == "“Lighthouse Plan” had this source already"
        assert self.sources(desk) == [self.BOTH[0]]
        desk.undo()
        assert self.sources(desk) == [self.BOTH[0]]

    def test_it_survives_a_reload(self, desk):
        desk.decide(self.repeated(desk))
        loaded = desk.register(LIGHTHOUSE, FOGHORN)
        assert str(loaded.steps) == "0 inserted, 0 updated, 2 unchanged, 0 retracted"
        assert self.sources(desk) == list(self.BOTH)

    def test_it_survives_a_correction_of_the_row(self, desk):
        desk.decide(self.repeated(desk))
        self.correct(desk)
        assert self.sources(desk) == list(self.BOTH)
        assert desk.waiting() == set()
        self.correct(desk, note="And again.")
        assert self.sources(desk) == list(self.BOTH)

    def test_it_is_no_part_of_the_register(self, desk, tmp_path):
        desk.decide(self.repeated(desk))
        export(desk.db, tmp_path / "out")
        assert URL not in (tmp_path / "out" / f"{LIGHT}.yml").read_text()

    def correct(self, desk, note="The page has a photograph.", **more):
        step = promise(BY_JUNE, note=note, **more)
        desk.register(commitment(LIGHT, "Lighthouse Plan", step), FOGHORN)

    def test_after_a_correction_it_can_still_be_taken_back(self, desk):
        desk.decide(self.repeated(desk))
        self.correct(desk)
        desk.undo()
        assert self.sources(desk) == [self.BOTH[0]]

    def test_the_register_may_adopt_the_source(self, desk):
        desk.decide(self.repeated(desk))
        self.correct(desk, sources=[a_source("https://news.example/before"), a_source(URL)])
        assert [row["url"] for row in self.sources(desk)] == ["https://news.example/before", URL]

    def test_to_take_it_back_leaves_an_event_its_own_source(self, desk):
        """Two sentences of one page: the first makes the event, the second repeats it."""
        first, second = desk.found(
            f"{BY_SEPTEMBER}\nNHS England will publish the Lighthouse Plan by September 2026."
        )
        made = desk.decide(first)
        desk.decide(second, "same", event_id=made.event_id)
        desk.undo()
        assert event(desk, made)["sources"] == [URL]

    def test_to_take_it_back_leaves_what_another_sentence_bears_out(self, desk):
        one, other = desk.found(
            f"{REPEATED}\nNHS England will publish the Lighthouse Plan by June 2026.",
            published_at="2026-01-12",
        )
        desk.decide(one, by="Ada")
        desk.decide(other, by="Bert")
        desk.undo("Bert")
        assert self.sources(desk) == list(self.BOTH)


# ------------------------------------------------------------------ beside the register


def test_the_register_leaves_an_editors_commitment_alone(desk, tmp_path):
    desk.decide(only(desk, NEW))
    desk.decide(only(desk, BY_SEPTEMBER, url=f"{URL}/2"))
    before = desk.timeline()
    loaded = desk.register(LIGHTHOUSE, FOGHORN)
    assert [line.partition(": ")[2] for line in loaded.lines()[:2]] == [
        "0 inserted, 0 updated, 2 unchanged, 0 retracted"
    ] * 2
    assert desk.timeline() == before
    assert export(desk.db, tmp_path / "out") == 2
    assert not (tmp_path / "out" / f"{UMBRELLA}.yml").exists()


def test_a_commitment_of_the_register_that_goes_keeps_what_editors_found(desk):
    desk.decide(only(desk, BY_SEPTEMBER))
    desk.register(FOGHORN)
    row = desk.timeline(LIGHT)
    assert (row["events"], row["first_due_latest"]) == (1, "2026-09-30")
    desk.register(LIGHTHOUSE, FOGHORN)
    assert desk.timeline(LIGHT)["events"] == 2


def test_the_register_may_adopt_an_editors_commitment(desk):
    desk.decide(only(desk, NEW))
    adopted = commitment(UMBRELLA, "Umbrella Strategy", promise())
    desk.register(LIGHTHOUSE, FOGHORN, adopted)
    row = desk.one("select * from commitments where slug = ?", UMBRELLA)
    assert (row["origin"], desk.timeline(UMBRELLA)["events"]) == ("register", 2)


# ------------------------------------------------------------------- copies and samples


@pytest.mark.parametrize("said", [{}, {"decision": "new"}, {"decision": "link", "commitment": HORN},
                                  {"decision": "same", "event_id": 1}])  # fmt: skip
def test_nothing_rests_on_a_copy(desk, said):
    found = only(desk, BY_SEPTEMBER, origin="copy")
    before = everything(desk)
    with pytest.raises(Problem, match="this page is a copy that was crawled for a trial"):
        desk.decide(found, **said)
    assert everything(desk) == before
    desk.decide(found, "reject")


def test_what_a_sample_makes_is_a_sample(desk):
    found = only(desk, NEW, origin="sample")
    decided = desk.decide(found)
    assert decided.commitment == "sample-umbrella-strategy"
    assert desk.timeline(decided.commitment)["title"] == "SAMPLE: Umbrella Strategy"
    again = only(
        desk,
        "The Umbrella Strategy will be published in June 2027.",
        url=f"{URL}/2",
        origin="sample",
    )
    assert desk.decide(again).commitment == decided.commitment
    desk.undo()
    desk.undo()
    assert decided.commitment not in desk.timeline()


MIXED = [
    ("sample", BY_SEPTEMBER, {"decision": "link", "commitment": LIGHT}),
    ("sample", BY_SEPTEMBER, {"decision": "accept", "commitment": LIGHT}),
    ("sample", BY_SEPTEMBER, {"decision": "edit", "commitment": LIGHT, "fields": {"note": "x"}}),
    ("sample", BY_SEPTEMBER, {"decision": "same", "event_id": 1}),
    ("site", BY_SEPTEMBER, {"decision": "link", "commitment": "sample-lamp-code"}),
    ("file", BY_SEPTEMBER, {"decision": "link", "commitment": "sample-lamp-code"}),
]


@pytest.mark.parametrize(("origin", "sentence", "said"), MIXED)
def test_samples_and_real_things_never_mix(desk, origin, sentence, said):
    desk.decide(only(desk, NEW, origin="sample", url=f"{URL}/2"), "new", title="Lamp Code")
    found = only(desk, sentence, origin=origin)
    before = everything(desk)
    with pytest.raises(Problem, match="a sample page says nothing about a real commitment"):
        desk.decide(found, **said)
    assert everything(desk) == before


def test_a_real_thing_may_be_called_sample(desk):
    found = only(desk, "NHS England will publish the Sample Transport Standard by May 2027.")
    assert desk.decide(found).commitment == "sample-transport-standard"


# ------------------------------------------------------------------------------ edits

WRONG = [
    # what is edited, and what is said of it
    ({"colour": "red"}, "cannot be edited: colour - edit event, made_on"),
    ({"checked": "original"}, "cannot be edited: checked"),
    ({"due_latest": "2026-02-30"}, "due_latest: Value error, there is no such day as 2026-02-30"),
    ({"due_latest": "30/9/2026"}, "due_latest: Value error, a day is written YYYY-MM-DD"),
    ({"due_latest": None}, "due_kind: deadline needs a last day"),
    ({"due_kind": "precise"}, "due_kind: precise needs one day, both bounds the same"),
    ({"due_kind": "someday"}, "due_kind: Input should be"),
    ({"due_earliest": "2026-12-01"}, "due_latest: 2026-09-30 lies before due_earliest"),
    ({"due_soft": "perhaps"}, "due_soft: Input should be a valid boolean"),
    ({"due_phrase": "by the time that the last leaf of September falls"}, "at most 8 words"),
    ({"event": "vowed"}, "event: Input should be"),
    ({"voice": "shouted"}, "voice: Input should be"),
    ({"voice": "unnamed"}, "promised_by: voice unnamed binds no body"),
    ({"promised_by": None}, "nobody tells whose promise this is"),
    ({"made_on": None}, "made_on: a null day has precision unknown"),
    ({"made_on_precision": "month"}, "made_on: precision month is written as the first day"),
    ({"made_on_basis": "rumour"}, "made_on_basis: Input should be"),
    ({"who": ""}, "who: String should have at least 1 character"),
    ({"note": "x" * 5000}, "note: String should have at most 4000 characters"),
    ({"event": "vowed", "who": ""}, "who: String should have at least 1 character; event: Input"),
]


@pytest.mark.parametrize(("fields", "said"), WRONG, ids=lambda row: str(row)[:40])
def test_an_edit_is_checked_by_the_rules_of_the_register(desk, fields, said):
    found = only(desk, BY_SEPTEMBER)
    before = everything(desk)
    with pytest.raises(Problem) as caught:
        desk.decide(found, "edit", fields=fields)
    assert said in str(caught.value)
    assert everything(desk) == before
    desk.decide(found)


NOT_THERE = [
    ({"promised_by": "coastguard"}, "promised_by"),
    ({"event": "merged", "merged_into": "nowhere"}, "merged_into"),
    ({"made_on": "2031-01-01"}, "made_on"),
]


@pytest.mark.parametrize(("fields", "named"), NOT_THERE)
def test_an_edit_names_what_is_there_and_days_that_have_come(desk, fields, named):
    """As `register check` does: no body, no commitment is called so; yet to come."""
    found = only(desk, BY_SEPTEMBER)
    with pytest.raises(Problem) as caught:
        desk.decide(found, "edit", fields=fields)
    assert f"{named}: " in str(caught.value)


def test_what_does_not_fit_the_event_is_not_silently_left_out(desk):
    with pytest.raises(Problem, match="merged_into: a merged step names the commitment"):
        desk.decide(only(desk, BY_SEPTEMBER), "edit", fields={"merged_into": HORN})


def test_a_desk_works_on_after_an_edit_that_the_database_refuses(desk):
    found = only(desk, BY_SEPTEMBER)
    with pytest.raises((Problem, sqlite3.IntegrityError)):
        desk.decide(found, "edit", fields={"event": "merged", "merged_into": "nowhere"})
    desk.decide(found)


RIGHT = [
    ({"event": "slipped"}, {"event": "slipped"}),
    ({"event": "merged", "merged_into": HORN}, {"event": "merged", "merged_into": HORN}),
    ({"event": "merged"}, {"event": "merged", "merged_into": None}),
    ({"voice": "expected_by_others", "promised_by": None},
     {"voice": "expected_by_others", "promised_by": None}),
    ({"made_on": "2026-03-01", "made_on_precision": "month"}, {"made_on": "2026-03-01"}),
    ({"made_on": None, "made_on_precision": "unknown"}, {"made_on": None}),
    ({"due_kind": "open", "due_earliest": "2026-09-01"},
     {"due_latest": None, "start_by": "2026-09-30"}),
    ({"due_kind": "none", "due_earliest": None, "due_latest": None, "due_phrase": None},
     {"due_kind": "none", "due_latest": None}),
    ({"due_soft": True}, {"soft": 1}),
    ({"who": "The keeper", "note": "By letter."}, {"who": "The keeper", "note": "By letter."}),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "wanted"), RIGHT, ids=lambda row: str(row)[:40])
def test_what_may_be_edited(desk, fields, wanted):
    made = event(desk, desk.decide(only(desk, BY_SEPTEMBER), "edit", fields=fields))
    assert {name: made[name] for name in wanted} == wanted


def test_what_is_merged_may_be_edited_to_be_dropped(desk):
    merged = only(desk, "The Lighthouse Plan will be folded into the Foghorn Review.")
    made = event(desk, desk.decide(merged, "edit", fields={"event": "dropped"}))
    assert (made["event"], made["merged_into"]) == ("dropped", None)


# ------------------------------------------------------------------ from desk to desk

DAY_ONE = [
    (f"{BY_SEPTEMBER}\n{NEW}\n{MERGED}", {}),
    (REPEATED, {"published_at": "2026-01-12", "url": f"{URL}/2"}),
    ("The Umbrella Strategy will be published in due course.", {"url": f"{URL}/3"}),
    ("The Foghorn Review will be published soon. It was fine.", {"url": f"{URL}/4"}),
    ("Read it.", {"url": f"{URL}/5", "title": "Foghorn Review", "kind": "publication"}),
]  # fmt: skip


def machine(tmp_path, name, pages=DAY_ONE):
    """A database of its own that has crawled these pages."""
    (tmp_path / name).mkdir()
    desk = Desk.fresh(tmp_path / name, LIGHTHOUSE, FOGHORN)
    for text, more in pages:
        desk.page(text, **more)
    desk.extract()
    desk.resolve()
    return desk


def work(desk):
    """A morning at the desk, with every decision that there is."""
    number = {
        (row["quote"], row["event"]): row["id"] for row in desk.rows("select * from statements")
    }
    clock = (f"2026-11-22T07:{minute:02}:00Z" for minute in range(60))

    def say(quote, event="promised", decision="accept", by="Ada", **more):
        desk.decide(number[quote, event], decision, at=next(clock), by=by, **more)

    def back(by):
        desk.undo(by, at=next(clock))

    say(BY_SEPTEMBER)
    say(REPEATED)  # the same
    say(NEW, decision="new", title="Great Umbrella Strategy")
    say("The Umbrella Strategy will be published in due course.", decision="edit",
        fields={"event": "slipped", "note": "Not before the rain."}, by="Bert")  # fmt: skip
    say(MERGED, "merged", by="Bert")
    back("Bert")
    say(MERGED, "merged", "reject", by="Bert")
    say("Foghorn Review", "delivered", "reject", note="A draft.")
    back("Ada")
    say("Foghorn Review", "delivered")
    say("The Foghorn Review will be published soon.", decision="link", commitment=HORN)
    made = desk.one("select event_id from reviews where decision = 'link'")["event_id"]
    say(MERGED, "promised", "same", by="Bert", event_id=made)


def facts(desk):
    """All that is on record, without the numbers of rows."""
    events = desk.rows("select * from events order by id")
    sources = desk.rows("select url, origin from event_sources order by event_id, position")
    commitments = desk.rows("select * from commitments order by rowid")
    return desk.timeline(), [row | {"id": None} for row in events], sources, commitments


def test_decisions_move_to_another_machine(tmp_path):
    here, there = machine(tmp_path, "here"), machine(tmp_path, "there")
    work(here)
    lines = list(export_reviews(here.db))
    assert len(lines) == here.count("reviews") == 12
    done = import_reviews(there.db, lines, "decisions.jsonl", TODAY)
    assert done.line() == ("12 decisions taken in, 0 known already, 0 whose statement is not here")
    assert facts(there) == facts(here)
    assert there.waiting() == here.waiting()
    assert list(export_reviews(there.db)) == lines


def test_a_second_import_takes_nothing(tmp_path):
    here, there = machine(tmp_path, "here"), machine(tmp_path, "there")
    work(here)
    lines = list(export_reviews(here.db))
    import_reviews(there.db, lines, "decisions.jsonl", TODAY)
    before = facts(there)
    for desk in (there, here):
        done = import_reviews(desk.db, lines, "decisions.jsonl", TODAY)
        assert (done.taken, done.known, done.waiting) == (0, 12, 0)
    assert facts(there) == before


def test_an_import_can_be_taken_up_at_any_line(tmp_path):
    here, there = machine(tmp_path, "here"), machine(tmp_path, "there")
    work(here)
    lines = list(export_reviews(here.db))
    for end in range(len(lines) + 1):
        import_reviews(there.db, lines[:end], "decisions.jsonl", TODAY)
    assert facts(there) == facts(here)


def test_what_is_not_here_yet_is_counted_and_taken_later(tmp_path):
    here = machine(tmp_path, "here", DAY_ONE[:1])
    there = machine(tmp_path, "there", [])
    found = here.one("select id from statements where quote = ?", BY_SEPTEMBER)
    here.decide(found)
    lines = list(export_reviews(here.db))
    done = import_reviews(there.db, lines, "decisions.jsonl", TODAY)
    assert (done.taken, done.waiting) == (0, 1)
    there.found(DAY_ONE[0][0])
    assert import_reviews(there.db, lines, "decisions.jsonl", TODAY).taken == 1
    assert there.timeline() == here.timeline()


def test_numbers_of_rows_do_not_matter(tmp_path):
    here, there = machine(tmp_path, "here"), machine(tmp_path, "there", DAY_ONE[::-1])
    work(here)
    done = import_reviews(there.db, export_reviews(here.db), "decisions.jsonl", TODAY)
    assert (done.taken, done.waiting) == (12, 0)
    assert there.timeline() == here.timeline()


def test_two_pages_with_one_sentence_decided_within_a_second(tmp_path):
    pages = [(BY_SEPTEMBER, {"url": f"{URL}/{number}"}) for number in (1, 2)]
    here, there = machine(tmp_path, "here", pages), machine(tmp_path, "there", pages)
    for row in here.rows("select id from statements"):
        here.decide(row)
    done = import_reviews(there.db, export_reviews(here.db), "decisions.jsonl", TODAY)
    assert (done.taken, done.known) == (2, 0)
    assert there.timeline() == here.timeline()


class TestLinesThatCannotBeRead:
    """Told with file and line; what stands before them is kept, and they can be mended."""

    @pytest.fixture
    def good(self, desk):
        """The line of one decision that was taken back on this machine before it was exported."""
        desk.decide(only(desk, BY_SEPTEMBER))
        [line] = export_reviews(desk.db)
        desk.undo(at="2026-11-22T08:00:00Z")
        return json.loads(line) | {"decided_at": "2026-11-22T09:00:00Z"}

    def refused(self, desk, line):
        before = everything(desk)
        with pytest.raises(Problem) as caught:
            import_reviews(desk.db, ["", "  \n", line], "in/decisions.jsonl", TODAY)
        assert everything(desk) == before
        return str(caught.value)

    @pytest.mark.parametrize("line", ["{", "no", "null", "3", "[1]", '"text"', "{}", '{"a": 1}'])
    def test_not_a_decision(self, desk, line):
        assert self.refused(desk, line).startswith("in/decisions.jsonl:3: is not a ")

    @pytest.mark.parametrize("name", ["decided_at", "reviewer", "url", "quote_hash", "decision"])
    def test_a_field_is_missing(self, desk, good, name):
        del good[name]
        said = self.refused(desk, json.dumps(good))
        assert said.startswith(f"in/decisions.jsonl:3: is not a decision: {name}: Field required")

    @pytest.mark.parametrize(
        ("change", "why"),
        [
            ({"commitment": "nowhere"}, "there is no commitment “nowhere”, or no longer"),
            ({"decision": "edit", "fields": {"event": "vowed"}}, "event: Input should be"),
            ({"decision": "new"}, "there is, or was, a commitment of this name"),
        ],
    )
    def test_a_decision_that_cannot_be_done(self, desk, good, change, why):
        said = self.refused(desk, json.dumps(good | change))
        assert said.startswith("in/decisions.jsonl:3: ")
        assert why in said

    @pytest.mark.parametrize(
        "change",
        [
            {"decision": "maybe"},
            {"decided_at": None},
            {"reviewer": ["Ada"]},
            {"decision": "edit", "fields": 3},
            {"decision": "same", "repeats": "x"},
            {"decision": "same", "repeats": {"made_by": {"x": 1}}},
        ],
        ids=str,
    )
    def test_a_field_holds_nonsense(self, desk, good, change):
        assert self.refused(desk, json.dumps(good | change)).startswith("in/decisions.jsonl:3: ")

    def test_the_fields_of_an_edit_are_missing(self, desk, good):
        del good["fields"]
        assert self.refused(desk, json.dumps(good)).startswith("in/decisions.jsonl:3: ")

    def test_the_other_machine_may_have_read_the_date_in_other_words(self, desk, good):
        line = json.dumps(good | {"focus": "promised:september 2026"})
        assert import_reviews(desk.db, [line], "x", TODAY).taken == 1
        assert desk.waiting() == set()

    @pytest.mark.parametrize(
        "change",
        [
            {"url": "https://news.example/elsewhere"},
            {"quote_hash": "ab"},
            {"focus": "dropped:"},
            {"source": "paper"},
            {"origin": "sample"},
        ],
        ids=str,
    )
    def test_a_statement_that_is_not_here_is_counted(self, desk, good, change):
        done = import_reviews(desk.db, [json.dumps(good | change)], "x", TODAY)
        assert (done.taken, done.known, done.waiting) == (0, 0, 1)

    def test_a_statement_that_was_decided_otherwise_here(self, desk, good):
        desk.decide(desk.one("select id from statements"), "reject", by="Bert")
        said = self.refused(desk, json.dumps(good))
        assert said.startswith("in/decisions.jsonl:3: Bert has decided this already: reject")

    def test_what_stands_before_it_is_kept(self, desk, good):
        lines = [json.dumps(good), "{"]
        with pytest.raises(Problem, match="x:2: is not a line of an export - mend the line"):
            import_reviews(desk.db, lines, "x", TODAY)
        assert desk.waiting() == set()
        done = import_reviews(desk.db, lines[:1], "x", TODAY)
        assert (done.taken, done.known) == (0, 1)


class TestCommand:
    """``delaywatch review --export`` and ``--import``."""

    def call(self, desk, *words):
        common = ["--db", str(desk.path), "--as-of", "2026-11-22", "review"]
        return CliRunner().invoke(main, [*common, *words], catch_exceptions=False)

    def test_there_and_back(self, tmp_path):
        here, there = machine(tmp_path, "here"), machine(tmp_path, "there")
        work(here)
        file = tmp_path / "decisions.jsonl"
        assert self.call(here, "--export", str(file)).stderr == "12 decisions written\n"
        assert self.call(there, "--import", str(file)).stdout == (
            "12 decisions taken in, 0 known already, 0 whose statement is not here\n"
        )
        assert there.timeline() == here.timeline()

    def test_through_a_pipe(self, tmp_path):
        here = machine(tmp_path, "here")
        work(here)
        piped = self.call(here, "--export", "-").stdout
        assert [json.loads(line)["reviewer"] for line in piped.splitlines()].count("Bert") == 5

    def test_a_broken_line_is_one_line_of_complaint(self, desk, tmp_path):
        file = tmp_path / "decisions.jsonl"
        file.write_text("\n{\n")
        result = self.call(desk, "--import", str(file))
        assert result.exit_code == 1
        assert result.stderr == (
            f"delaywatch: {file}:2: is not a line of an export - mend the line\n"
        )

    def test_bytes_that_are_no_text(self, desk, tmp_path):
        file = tmp_path / "decisions.jsonl"
        file.write_bytes(b"\xff\xfe\n")
        result = CliRunner().invoke(main, ["--db", str(desk.path), "review", "--import", str(file)])
        assert result.exit_code == 1
        assert f"{file}:1: " in result.stderr


# --------------------------------------------------------------- two desks at one time


def test_two_desks_never_decide_one_statement_twice(tmp_path):
    """Both go through all that waits, each over its own connection, in its own order."""
    pages = [
        (f"The Lamp {n} Plan will be published by May 2027.", {"url": f"{URL}/{n}"})
        for n in range(30)
    ]
    desk = machine(tmp_path, "here", pages)
    numbers = [row["id"] for row in desk.rows("select id from statements")]
    start, refused, broken = threading.Barrier(2), [], []

    def sit(reviewer, order):
        db = connect(desk.path)
        start.wait()
        for number in order:
            try:
                decide(db, Decision(number, "new", reviewer, AT, title=f"Lamp {number}"), TODAY)
            except Problem as problem:
                refused.append(str(problem))
            except sqlite3.Error as error:
                broken.append(error)

    desks = [
        threading.Thread(target=sit, args=("Ada", numbers)),
        threading.Thread(target=sit, args=("Bert", numbers[::-1])),
    ]
    for one in desks:
        one.start()
    for one in desks:
        one.join()
    assert broken == []
    assert len(refused) == len(numbers)
    assert all("has decided this already: made a new commitment" in said for said in refused)
    assert desk.count("reviews") == desk.count("events where origin = 'editor'") == len(numbers)
    assert desk.count("commitments where origin = 'editor'") == len(numbers)


def test_an_undo_races_with_nobody(desk):
    """Bert cannot decide what Ada has decided, until she has taken it back."""
    found = only(desk, BY_SEPTEMBER)
    other = connect(desk.path)
    desk.decide(found)
    with pytest.raises(Problem, match="Ada has decided this already"):
        decide(other, Decision(found["id"], "reject", "Bert", AT), TODAY)
    desk.undo()
    decide(other, Decision(found["id"], "reject", "Bert", AT), TODAY)
    with pytest.raises(Problem, match="Bert has decided this already"):
        desk.decide(found)


# ----------------------------------------------------------------------------- privacy


def test_what_is_private_is_not_published(tmp_path):
    """Reviewers, suggestions, what waits, what was rejected, how sure the machine was."""
    desk = machine(tmp_path, "here")
    work(desk)
    rejected = "The Lighthouse Plan will be published by Candlemas 2027 or by May 2027."
    waiting = "We will publish the Whispering Gallery Plan by May 2027."
    [first, *_] = desk.found(rejected, of=PRESS, url="https://paper.example/1")
    desk.decide(first, "reject", by="Ada Lovelock-Private", note="Private-note-of-a-reviewer")
    desk.found(waiting, of=PRESS, url="https://paper.example/2")
    # Neither paper may be shown: only what was accepted of them could be.
    desk.db.execute("update sources set republish = 'link' where name = 'paper'")
    publish(desk.db, tmp_path / "published", TODAY, datetime(2026, 11, 22, 6, tzinfo=UTC))

    release = tmp_path / "published" / "current"
    everything_published = b"".join(
        path.read_bytes() for path in release.rglob("*") if path.is_file()
    )
    for private in (
        "Lovelock", "Private-note-of-a-reviewer", "Candlemas", "Whispering Gallery", "Bert",
        "quote_hash", "promised.will-output", "no commitment has this name", "same name:",
        "an editor",
    ):  # fmt: skip
        assert private.encode() not in everything_published, private

    published = sqlite3.connect(release / "delaywatch.db")
    tables = {
        name: {column[1] for column in published.execute(f"pragma table_info([{name}])")}
        for (name,) in published.execute("select name from sqlite_master where type = 'table'")
    }
    assert not {name for name in tables if "statement" in name or "review" in name}
    assert not {name for name in tables if "suggest" in name or "resol" in name or "read" in name}
    private_columns = {"reviewer", "checked_by", "decided_at", "confidence", "quote", "focus"}
    assert not [name for name, columns in tables.items() if columns & private_columns]
    accepted = published.execute("select count(*) from events where origin = 'editor'").fetchone()
    assert accepted == (desk.count("events where origin = 'editor' and retracted_on is null"),)
