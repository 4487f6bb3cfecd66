"""Evidence that a reader can open: what a dead address does to a claim, and what it does not.

Each case is what was said, where each word of it can be read, and what was seen of those addresses:

    said on     event       the words read as     at

The plan is checked, its date has passed and a person has looked in vain: it is overdue, or dropped,
as long as anybody can read who said so.
"""

from dataclasses import dataclass, field

import pytest

from db.commitments import save_bodies, save_look, save_record, set_as_of
from db.connection import writing
from db.links import tally
from tests.blank import blank
from tests.db.test_counting import event_of, record_of

AS_OF, LOOKED = "2025-06-30", "2025-06-20"
HERE, ELSEWHERE = "https://coast.example/plan", "https://paper.example/plan"
ARCHIVE = "https://web.archive.org/web/2025/https://coast.example/plan"
DUE = "2025-01-10 promised deadline ..2025-03-31 checked"
AGAIN = "2025-02-10 reaffirmed deadline ..2025-03-31 checked"
OTHER = "2024-12-10 promised deadline ..2025-02-28 checked"
DROPPED = "2025-05-10 dropped checked"


@dataclass
class Case:
    """A rule, what was said where, what was seen of the addresses, and what follows."""

    rule: str
    said: list
    expect: str
    checks: list = field(default_factory=list)  # (day, state) or (day, state, address)
    gone: list = field(default_factory=list)  # (origin, day) of a page that the crawl found gone
    page: tuple | None = None  # (republish, text) of our copy, from the site unless it says "file"
    as_of: str = AS_OF


GONE = [("2025-06-01", "gone")]
CASES = [
    Case("nobody has asked: nothing says that it cannot be read", [(DUE, HERE)], "overdue"),
    Case("it opens", [(DUE, HERE)], "overdue", [("2025-06-01", "open")]),
    Case("its only source is gone", [(DUE, HERE)], "unchecked", GONE),
    Case("it refuses robots, and may open for a reader", [(DUE, HERE)], "overdue",
         [("2025-06-01", "refused")]),
    Case("it did not answer: no accusation falls with a timeout", [(DUE, HERE)], "overdue",
         [("2025-06-01", "failed")]),
    Case("gone, and back since", [(DUE, HERE)], "overdue", [*GONE, ("2025-06-02", "open")]),
    Case("back on the same day: the newest check counts", [(DUE, HERE)], "overdue",
         [*GONE, ("2025-06-01", "open")]),
    Case("gone, and no answer since", [(DUE, HERE)], "unchecked",
         [*GONE, ("2025-06-02", "failed")]),
    Case("gone only after the day of counting", [(DUE, HERE)], "overdue", [("2025-07-01", "gone")]),
    Case("another source of the same words is online", [(DUE, HERE, ELSEWHERE)], "overdue", GONE),
    Case("both are gone", [(DUE, HERE, ELSEWHERE)], "unchecked",
         [*GONE, ("2025-06-01", "gone", ELSEWHERE)]),
    Case("a public archive has a copy", [(DUE, (HERE, ARCHIVE))], "overdue", GONE),
    Case("an archive of the second source will do", [(DUE, HERE, (ELSEWHERE, ARCHIVE))], "overdue",
         [*GONE, ("2025-06-01", "gone", ELSEWHERE)]),
    Case("its text may be shown here", [(DUE, HERE)], "overdue", GONE, page=("text", "By March.")),
    Case("of text that may not be shown a copy is held, for nobody to open", [(DUE, HERE)],
         "unchecked", GONE, page=("quote", "By March.")),
    Case("a page of which no text was read shows nothing", [(DUE, HERE)], "unchecked", GONE,
         page=("text", "")),
    Case("a copy of a site is never shown", [(DUE, HERE)], "unchecked", GONE,
         page=("text", "By March.", "copy")),
    Case("the same date was said elsewhere too", [(DUE, HERE), (AGAIN, ELSEWHERE)], "overdue",
         [("2025-06-01", "gone", ELSEWHERE)]),
    Case("another date does not stand in for it", [(OTHER, ELSEWHERE), (DUE, HERE)], "unchecked",
         GONE),
    Case("the crawl found it gone", [(DUE, HERE)], "unchecked", gone=[("site", "2025-06-01")]),
    Case("the crawl found it gone, and somebody opened it since", [(DUE, HERE)], "overdue",
         [("2025-06-02", "open")], gone=[("site", "2025-06-01")]),
    Case("the crawl found it gone after it was opened", [(DUE, HERE)], "unchecked",
         [("2025-05-02", "open")], gone=[("site", "2025-06-01")]),
    Case("one of two sources that read it finds it there", [(DUE, HERE)], "overdue",
         gone=[("site", "2025-06-01")], page=("quote", "By March.")),
    Case("a copy of the site has it no more: that says nothing of the site", [(DUE, HERE)],
         "overdue", gone=[("copy", "2025-06-01")]),
    Case("dropped, in words that can be read", [(DUE, HERE), (DROPPED, ELSEWHERE)], "dropped"),
    Case("nobody can read that it was dropped", [(DUE, HERE), (DROPPED, ELSEWHERE)], "overdue",
         [("2025-06-01", "gone", ELSEWHERE)]),
    Case("another says so too", [(DUE, HERE), (DROPPED, ELSEWHERE), (DROPPED, HERE)], "dropped",
         [("2025-06-01", "gone", ELSEWHERE)]),
    Case("dropped stands though the promise itself is gone", [(DUE, HERE), (DROPPED, ELSEWHERE)],
         "dropped", GONE),
    Case("a merger accuses nobody, and stands", [(DUE, HERE), ("2025-05-10 merged", ELSEWHERE)],
         "merged", [("2025-06-01", "gone", ELSEWHERE)]),
    Case("nor does a delivery: what was kept stays kept",
         [(DUE, HERE), ("2025-03-10 delivered", ELSEWHERE)], "delivered_on_time",
         [("2025-06-01", "gone", ELSEWHERE)]),
    Case("before its date nothing changes", [(DUE, HERE)], "awaited", [("2025-02-01", "gone")],
         as_of="2025-03-01"),
]  # fmt: skip


def told(case):
    """A database that holds the case as one commitment, looked for in vain on LOOKED."""
    db = blank()
    with writing(db):
        set_as_of(db, case.as_of)
        save_bodies(db, [{"slug": "agency", "name": "Agency"}])
        events = []
        for seq, (line, *addresses) in enumerate(case.said, start=1):
            sources = [source_of(address) for address in addresses]
            events.append(event_of(line, seq) | {"sources": sources})
        save_record(db, record_of(events), case.as_of)
        look = {"commitment": "plan", "looked_on": LOOKED, "result": "not_found", "note": "Looked."}
        save_look(db, look)
        for day, state, *address in case.checks:
            check = {"url": address[0] if address else HERE, "checked_on": day, "state": state}
            db.table("link_checks").insert(check)
        for origin, day in case.gone:
            a_page(db, "crawled", "quote", "By March.", origin, state="gone", gone_on=day)
        if case.page:
            a_page(db, "held", *case.page)
    return db


def source_of(address):
    url, archive_url = (address, None) if isinstance(address, str) else address
    return {
        "url": url, "title": "A page", "title_basis": "as_shown", "publisher": "Coast",
        "published": None, "kind": "official", "page": None, "archive_url": archive_url,
    }  # fmt: skip


def a_page(db, source, republish, text, origin="site", **more):
    """A page at HERE that we hold a copy of."""
    db.table("sources").insert(
        {"name": source, "title": source, "kind": "file", "republish": republish}
    )
    at = "2025-01-10T00:00:00Z"
    row = {
        "source": source, "origin": origin, "url": HERE, "kind": "news", "title": "A page",
        "text": text, "first_seen_at": at, "last_seen_at": at,
    }  # fmt: skip
    db.table("documents").insert(row | more)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_what_a_dead_address_does_to_a_claim(case):
    row = next(told(case).query("select status from timeline"))
    assert row["status"] == case.expect


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_a_row_says_so_where_its_source_is_gone(case):
    db = told(case)
    [row] = db.query("select status, source_gone from timeline")
    known = [row["what_is_known"] for row in db.query("select what_is_known from unchecked")]
    assert known == (["its source is no longer online"] if case.expect == "unchecked" else [])
    if row["status"] == "overdue":
        assert not row["source_gone"]


READABLE = [
    # what was seen of the page, the page that we hold, how a reader can read it
    ([], None, None, "online"),
    ([("2025-06-01", "failed")], None, None, "online"),
    (GONE, None, None, "not any more"),
    (GONE, None, ARCHIVE, "in an archive"),
    (GONE, ("text", "By March."), ARCHIVE, "in an archive"),
    (GONE, ("text", "By March."), None, "here"),
    (GONE, ("text", "By March.", "file"), None, "here"),
    (GONE, ("quote", "By March."), None, "copy held"),
    (GONE, ("text", "By March.", "copy"), None, "not any more"),
]


@pytest.mark.parametrize(("checks", "page", "archive", "readable"), READABLE)
def test_where_a_source_can_be_read(checks, page, archive, readable):
    db = told(Case("", [(DUE, (HERE, archive))], "", checks, page=page))
    [row] = db.query("select readable, tried_on from source_states")
    tried = [day for day, state, *_ in checks if state in ("open", "gone")]
    assert (row["readable"], row["tried_on"]) == (readable, max(tried, default=None))
    assert tally(db) == dict.fromkeys(tally(db), 0) | {readable: 1}


def test_an_event_counts_where_it_is_best_read():
    both = [(DUE, HERE, (ELSEWHERE, ARCHIVE)), (AGAIN, HERE)]
    db = told(Case("", both, "", [*GONE, ("2025-06-01", "gone", ELSEWHERE)]))
    assert list(tally(db).items()) == [
        ("online", 0), ("in an archive", 1), ("here", 0), ("copy held", 0), ("not any more", 1),
    ]  # fmt: skip


def test_an_event_that_was_taken_back_is_not_counted():
    db = told(Case("", [(DUE, HERE), (AGAIN, HERE)], ""))
    assert tally(db)["online"] == 2
    db.execute("update events set retracted_on = ?, retracted_why = 'wrong' where seq = 2", [AS_OF])
    assert tally(db)["online"] == 1
