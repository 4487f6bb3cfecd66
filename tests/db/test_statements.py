"""What is kept of a reading, what waits for a person, and that decisions are for ever."""

import sqlite3

import pytest

import db.statements as store
from db import reviews, suggestions
from db.connection import writing
from tests.tracker.pages import AT, LIGHTHOUSE, Desk

URL = "https://news.example/page"
KEY = ("document_id", "quote_hash", "focus")


@pytest.fixture
def desk(tmp_path):
    """A database with one small register and no pages."""
    return Desk.fresh(tmp_path, LIGHTHOUSE)


def finding(quote="The Lighthouse Plan will come by May 2027.", **more):
    """One statement as an extractor finds it."""
    row = {
        "focus": "promised:by may 2027",
        "quote": quote,
        "event": "promised",
        "deliverable": "Lighthouse Plan",
        "actor": None,
        "speaker": None,
        "target": None,
        "voice": "on_record",
        "reported": 0,
        "said_on": "2026-03-02",
        "said_on_precision": "day",
        "said_on_basis": "document",
        "happened_on": None,
        "happened_on_precision": None,
        "due_words": "by May 2027",
        "due_kind": "deadline",
        "due_earliest": "2026-03-02",
        "due_latest": "2027-05-31",
        "start_by": None,
        "due_soft": 0,
        "due_edtf": "../2027-05",
        "due_rule": "deadline.month",
        "confidence": 0.9,
        "rule": "promised.will-output",
        "sentence_start": 0,
        "sentence_end": 42,
        "due_start": 30,
        "due_end": 41,
    }
    return row | more


def read(desk, rules, *found):
    """Let rules find ``found`` in every text that they have not read; returns how many texts."""
    tasks = store.unread(desk.db, rules)
    for task in tasks:
        with writing(desk.db):
            store.save_reading(desk.db, task, list(found), rules, AT)
    return len(tasks)


def statements(desk):
    return desk.rows("select * from statements order by id")


def review_of(statement, decision="reject", **more):
    row = {name: statement[name] for name in (*KEY, "quote")}
    return row | {"decided_at": AT, "reviewer": "Ada", "decision": decision} | more


# --------------------------------------------------------------- what is to be read


def test_a_text_is_read_once_by_the_same_rules(desk):
    desk.page("Fog.")
    assert read(desk, "rules 1") == 1
    assert read(desk, "rules 1") == 0
    assert read(desk, "rules 2") == 1
    assert desk.rows("select rules, found from readings") == [{"rules": "rules 2", "found": 0}]


def test_of_a_version_only_the_newest_text_is_read(desk):
    desk.page("Fog.")
    desk.db.execute(
        """insert into texts (version_id, extractor, text, content_hash, made_at)
           select version_id, 'better/2', 'Fog and rain.', 'x', made_at from texts"""
    )
    assert [task["text_id"] for task in store.unread(desk.db, "rules")] == [2]


def test_versions_come_in_order_with_what_tells_their_days(desk):
    desk.page("Fog.", published_at="2026-03-02")
    desk.page("Rain.", published_at="2026-03-02", modified_at="2026-04-01T09:00:00Z")
    desk.page("Snow.", published_at="2026-03-02", at="2026-05-01T09:00:00Z")
    tasks = store.unread(desk.db, "rules")
    assert [(task["number"], task["changed_at"]) for task in tasks] == [
        (1, AT),
        (2, "2026-04-01T09:00:00Z"),
        (3, "2026-05-01T09:00:00Z"),  # the page does not say when: the day of the fetch
    ]
    assert {task["published_at"] for task in tasks} == {"2026-03-02"}
    assert {task["nature"] for task in tasks} == {"official"}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("The plan will come.", "The  plan\nwill come.", True),
        ("The plan will come.", " The plan will come. ", True),
        ("The plan will come.", "The plan will\u00a0come.", True),
        ("The plan will come.", "The Plan will come.", False),
        ("The plan will come.", "The plan will come", False),
    ],
)
def test_spaces_do_not_make_another_quote(one, other, same):
    assert (store.quote_hash(one) == store.quote_hash(other)) == same


# ---------------------------------------------------------------- what is kept of it


def test_a_statement_keeps_its_number_under_other_rules(desk):
    desk.page("The Lighthouse Plan will come by May 2027.")
    read(desk, "rules 1", finding())
    [before] = statements(desk)
    read(desk, "rules 2", finding(deliverable="the Lighthouse Plan", confidence=0.5))
    [after] = statements(desk)
    assert after == before | {"deliverable": "the Lighthouse Plan", "confidence": 0.5}


def test_two_statements_of_one_sentence_are_told_apart_by_their_focus(desk):
    desk.page("It will come by May 2027 and be reviewed by June 2028.")
    read(desk, "rules", finding(), finding(focus="promised:by june 2028"))
    assert len(statements(desk)) == 2
    assert len({row["quote_hash"] for row in statements(desk)}) == 1


def test_the_same_sentence_of_two_pages_is_two_statements(desk):
    for number in (1, 2):
        desk.page("The Lighthouse Plan will come.", url=f"https://news.example/{number}")
    read(desk, "rules", finding())
    assert [row["document_id"] for row in statements(desk)] == [1, 2]


def test_what_the_rules_no_longer_find_goes_if_nobody_decided_about_it(desk):
    desk.page("Two sentences.")
    read(desk, "rules 1", finding("One."), finding("Two."))
    one, two = statements(desk)
    suggestions.save_suggestions(desk.db, one["id"], "x", [])
    reviews.add_review(desk.db, review_of(two))
    read(desk, "rules 2")
    assert statements(desk) == [two | {"stands": 0}]
    assert desk.count("statement_places") == 0
    assert desk.count("resolutions") == 0


def test_what_the_rules_find_again_stands_again(desk):
    desk.page("One sentence.")
    read(desk, "rules 1", finding())
    [found] = statements(desk)
    reviews.add_review(desk.db, review_of(found))
    read(desk, "rules 2")
    read(desk, "rules 3", finding())
    assert statements(desk) == [found]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"said_on": None}, "a day is unknown, or it has a precision"),
        ({"due_kind": None}, "words of a date have a kind"),
        ({"event": "reaffirmed"}, "which of two promises came first is not in the sentence"),
        ({"voice": "expected_by_others"}, "what others expect is no statement"),
        ({"said_on_basis": "guess"}, "nobody guesses"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_database_refuses(desk, values, why):
    desk.page("One sentence.")
    with pytest.raises(sqlite3.IntegrityError):
        read(desk, "rules", finding(**values))
    assert desk.count("readings") == 0


def test_the_title_of_a_page_is_kept_once(desk):
    desk.page("Fog.", title="Lighthouse Plan")
    said = {"said_on": "2026-03-02", "said_on_precision": "day", "said_on_basis": "document"}
    title = {"document_id": 1, "quote": "Lighthouse Plan", "confidence": 0.9, **said}
    first = store.save_title(desk.db, title, AT)
    assert store.save_title(desk.db, title, AT) == first
    read(desk, "rules")  # it stands in no text, and stays
    [found] = statements(desk)
    assert (found["event"], found["rule"], found["stands"]) == ("delivered", "delivered.title", 1)


# --------------------------------------------------------- what waits for a person


def decided(desk):
    return [(row["decision"], row["reviewer"]) for row in desk.rows("select * from decisions")]


def test_the_last_decision_that_was_not_taken_back_holds(desk):
    desk.page("One sentence.")
    read(desk, "rules", finding())
    [found] = statements(desk)
    assert decided(desk) == []
    first = reviews.add_review(desk.db, review_of(found))
    assert decided(desk) == [("reject", "Ada")]
    reviews.add_review(desk.db, review_of(found, "undo", undoes=first))
    assert decided(desk) == []
    reviews.add_review(desk.db, review_of(found, "accept", reviewer="Bert"))
    assert decided(desk) == [("accept", "Bert")]


def test_a_decision_can_be_taken_back_only_once(desk):
    desk.page("One sentence.")
    read(desk, "rules", finding())
    [found] = statements(desk)
    first = reviews.add_review(desk.db, review_of(found))
    reviews.add_review(desk.db, review_of(found, "undo", undoes=first))
    with pytest.raises(sqlite3.IntegrityError):
        reviews.add_review(desk.db, review_of(found, "undo", undoes=first))


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"decision": "perhaps"}, "there is no such decision"),
        ({"decision": "undo"}, "an undo names what it takes back"),
        ({"undoes": 1}, "only an undo takes something back"),
        ({"document_id": 99}, "there is no such page"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_decision_that_makes_no_sense_is_refused(desk, wrong, why):
    desk.page("One sentence.")
    read(desk, "rules", finding())
    [found] = statements(desk)
    reviews.add_review(desk.db, review_of(found))
    with pytest.raises(sqlite3.IntegrityError):
        reviews.add_review(desk.db, review_of(found) | wrong)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("update reviews set reviewer = 'Bert'", "reviews are never changed"),
        ("update reviews set id = 2", "reviews are never changed"),
        ("delete from reviews", "reviews are never deleted"),
        ("insert or replace into reviews select * from reviews", "reviews are never deleted"),
    ],
)
def test_reviews_are_append_only(desk, sql, said):
    desk.page("One sentence.")
    read(desk, "rules", finding())
    reviews.add_review(desk.db, review_of(statements(desk)[0]))
    with pytest.raises(sqlite3.IntegrityError, match=said):
        desk.db.execute(sql)
    assert decided(desk) == [("reject", "Ada")]


QUEUED = [
    # what stands on a page, where it comes from, what was decided, whether it waits
    ("site", 1, None, True),
    ("sample", 1, None, True),
    ("file", 1, None, True),
    ("copy", 1, None, False),
    ("site", 0, None, False),
    ("site", 1, "reject", False),
]


@pytest.mark.parametrize(("origin", "stands", "decision", "waits"), QUEUED)
def test_what_waits(desk, origin, stands, decision, waits):
    desk.page("One sentence.", origin=origin)
    read(desk, "rules", finding())
    desk.db.execute("update statements set stands = ?", [stands])
    if decision:
        reviews.add_review(desk.db, review_of(statements(desk)[0], decision))
    assert reviews.queue(desk.db) == ([1] if waits else [])
    assert store.counts(desk.db) == {
        "waiting": int(waits),
        "deliveries_waiting": 0,
        "oldest_found_on": AT[:10] if waits else None,
        "standing": stands,
    }


def test_the_queue_begins_with_what_holds_overdue_back(desk):
    """Then what is on record already, what is about a known commitment, the larger groups."""
    desk.page("Sentences.")
    read(desk, "rules", *(finding(f"Sentence {number}.") for number in range(1, 8)))
    delivered = finding("Sentence 8.", event="delivered", focus="delivered:")
    desk.page("More.", url="https://news.example/2")
    read(desk, "rules", delivered)
    event = desk.one("select id from events")["id"]
    link = {"kind": "link", "commitment": "lighthouse-plan", "score": 0.9, "why": "so named"}
    group = {"kind": "new", "score": 0.9, "why": "nobody knows it"}
    kinds = {
        1: [],
        2: [group | {"proposal": 2}],
        3: [group | {"proposal": 3}],
        4: [group | {"proposal": 3}],
        5: [link],
        6: [link | {"kind": "same", "event_id": event}],
        7: [link | {"score": 0.1}],
        8: [link],
    }
    for number, found in kinds.items():
        suggestions.save_suggestions(desk.db, number, "x", found)
    assert reviews.queue(desk.db) == [8, 6, 5, 7, 3, 4, 2, 1]
    assert store.counts(desk.db)["deliveries_waiting"] == 1


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"kind": "link"}, "a link leads to a commitment"),
        ({"kind": "same", "commitment": "lighthouse-plan"}, "what is the same repeats an event"),
        ({"kind": "new"}, "something new is proposed with others"),
        ({"kind": "new", "proposal": 1, "commitment": "lighthouse-plan"}, "new is not known"),
        ({"kind": "link", "commitment": "nowhere"}, "there is no such commitment"),
        ({"kind": "guess", "commitment": "lighthouse-plan"}, "there is no such kind"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_suggestion_that_makes_no_sense_is_refused(desk, wrong, why):
    desk.page("One sentence.")
    read(desk, "rules", finding())
    with pytest.raises(sqlite3.IntegrityError):
        suggestions.save_suggestions(desk.db, 1, "x", [{"score": 1.0, "why": "so", **wrong}])
