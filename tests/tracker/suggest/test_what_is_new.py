"""A night reads what is new, and not what is stored: counted in steps of SQLite, and in matches."""

import random
import shutil
from datetime import date
from pathlib import Path

import pytest

import db.changes
import db.foi.releases
import db.statements
import db.structured
from db import suggestions
from db.connection import trying
from db.foi.releases import naming
from db.readings import Announced
from tests.tracker.pages import AT, BY_JUNE, LIGHTHOUSE, NHSE, OFFICIAL, Desk, commitment, promise
from tracker import extract as extracting
from tracker.changes.find import find_changes
from tracker.foi.cases import save
from tracker.foi.model import Case
from tracker.foi.releases import find as find_releases
from tracker.resolve import Index
from tracker.suggest.known import keep_names

FEW, MANY = 30, 600
TODAY = date(2026, 3, 2)


REFERENCE = "FOI-2602-1234567"
CASE = {
    "id": "lamp-case", "subject": "Lamps", "authority": "NHS England", "body": NHSE,
    "visibility": "public", "reference": REFERENCE, "commitments": [{"slug": "lighthouse-plan"}],
    "events": [{"type": "sent", "on": "2026-02-02"}],
}  # fmt: skip


def named(number):
    """A name that shares no word with another one, but for what names nothing."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number)).capitalize() + " Plan"


def fill(desk, count):
    """So many commitments with events, and pages with statements that somebody has decided on."""
    desk.page("The Lighthouse Plan will be published by June 2026.")
    db, numbers = desk.db, range(1000, 1000 + count)
    db.conn.executemany(
        """insert into commitments (slug, title, owner, kind, selection, summary)
           values ('plan-' || ?, ?, 'X', 'promise', 'editor', 'x')""",
        [(n, named(n)) for n in numbers],
    )
    db.conn.executemany(
        """insert into events (commitment, event, made_on, made_on_precision, made_on_basis, who,
             voice, due_kind, confidence, origin)
           values ('plan-' || ?, 'promised', '2025-01-01', 'day', 'statement', 'x', 'on_record',
             'none', 'read_directly', 'editor')""",
        [(n,) for n in numbers],
    )
    db.conn.executemany(
        """insert into documents (id, source, origin, url, kind, title, first_seen_at, last_seen_at)
           values (?1, ?2, 'site', 'https://news.example/' || ?1, 'news', 'Page', ?3, ?3)""",
        [(n, OFFICIAL.name, AT) for n in numbers],
    )
    db.conn.executemany(
        """insert into versions (id, document_id, number, title, raw_sha256, route, fetched_at)
           values (?1, ?1, 1, 'Page', '', 'html', ?2)""",
        [(n, AT) for n in numbers],
    )
    db.conn.executemany(
        """insert into texts (version_id, extractor, text, content_hash, made_at)
           values (?1, 'test/1', 'Nothing is said here.', '', ?2)""",
        [(n, AT) for n in numbers],
    )
    db.conn.executemany(
        "update documents set current_version = ?1 where id = ?1", [(n,) for n in numbers]
    )
    db.conn.executemany(
        """insert into statements (document_id, quote_hash, focus, quote, event, voice, reported,
             said_on_precision, said_on_basis, confidence, rule, found_at)
           values (?, 'h', 'f', 'q', 'promised', 'on_record', 0, 'unknown', 'unknown', 1, 'r',
             ?)""",
        [(n, AT) for n in numbers],
    )
    db.execute(
        """insert into reviews
             (decided_at, reviewer, document_id, quote_hash, focus, quote, decision)
           select ?, 'Ada', document_id, 'h', 'f', 'q', 'reject' from statements
           where quote = 'q'""",
        [AT],
    )


def night(desk):
    desk.extract()
    find_changes(desk.db, at=AT)
    desk.resolve()
    find_releases(desk.db, TODAY)


def steps(desk, work):
    """Steps of SQLite's machine that some work takes, in tens."""
    counted = [0]

    def count():
        counted[0] += 1

    desk.db.conn.set_progress_handler(count, 10)
    work(desk)
    desk.db.conn.set_progress_handler(None, 0)
    return counted[0]


@pytest.fixture(scope="module")
def desks(tmp_path_factory):
    """One with little in it and one with twenty times as much, after a night each."""
    made = []
    for count in (FEW, MANY):
        desk = Desk.fresh(tmp_path_factory.mktemp("desk"), LIGHTHOUSE)
        fill(desk, count)
        night(desk)
        night(desk)
        made.append(desk)
    return made


def test_a_night_with_nothing_new_writes_nothing(desks):
    for desk in desks:
        before = desk.db.conn.total_changes
        night(desk)
        assert desk.db.conn.total_changes == before


def test_a_night_with_nothing_new_reads_no_more_where_more_is_stored(desks):
    few, many = (steps(desk, night) for desk in desks)
    assert many <= 1.2 * few + 10


def test_what_a_new_page_costs_does_not_hang_on_what_is_stored(desks):
    def work(desk):
        said = f"The {named(1003)} will be published by May 2027."
        desk.page(said, url="https://news.example/new")
        night(desk)

    few, many = (steps(desk, work) for desk in desks)
    assert many <= 1.2 * few
    assert [desk.count("waiting") for desk in desks] == [2, 2]


def test_what_a_new_release_costs_does_not_hang_on_what_is_stored(desks):
    """Each name that it may have was a look at all documents: at a million, half a second."""

    def work(desk):
        text = f"We hold drafts of the Lighthouse Plan. See {REFERENCE}."
        desk.page(text, url="https://news.example/foi", kind="foi_release", title="FOI 7")
        night(desk)

    for desk in desks:
        save(desk.db, Case.model_validate(CASE), TODAY, AT)
        night(desk)
    few, many = (steps(desk, work) for desk in desks)
    assert many <= 1.2 * few
    for desk in desks:
        [row] = desk.rows("select why from foi_releases")
        assert row["why"] == f"its text names “Lighthouse Plan”; it has the reference {REFERENCE}"


def test_where_a_new_name_stands_is_no_look_at_all_documents(desks):
    for desk in desks:
        naming(desk.db, "Lighthouse Plan")  # what is listed for the index is put into it
    few, many = (steps(desk, lambda desk: naming(desk.db, "Lighthouse Plan")) for desk in desks)
    assert many <= 1.2 * few + 10


def test_what_stands_in_a_new_release_is_not_looked_for_in_all_documents(tmp_path):
    """The index of all words goes through the lists of each word, however few documents it is."""
    desk = Desk.fresh(tmp_path, LIGHTHOUSE)
    save(desk.db, Case.model_validate(CASE), TODAY, AT)
    night(desk)
    for number in range(3):
        text = f"We hold drafts of the Lighthouse Plan. See {REFERENCE}."
        desk.page(text, url=f"https://news.example/{number}", kind="foi_release", title="FOI 7")
    asked = []
    desk.db.conn.set_trace_callback(asked.append)
    night(desk)
    desk.db.conn.set_trace_callback(None)
    assert desk.count("foi_releases") == 3
    assert not [one for one in asked if "documents_fts match" in one]


def test_only_what_is_new_is_matched(tmp_path, monkeypatch):
    asked = []
    nearest = Index.nearest

    def heard(self, name, *more, **limits):
        asked.append(name)
        return nearest(self, name, *more, **limits)

    desk = Desk.fresh(
        tmp_path, LIGHTHOUSE, commitment("foghorn-review", "Foghorn Review", promise(BY_JUNE))
    )
    desk.found("The Lighthouse Plan will be published by June 2027.")
    monkeypatch.setattr(Index, "nearest", heard)
    desk.found("The Foghorn Review will be published by June 2027.", url="https://news.example/2")
    assert [name for name in asked if name != "A page"] == ["Foghorn Review"]


@pytest.mark.parametrize("everything", [False, True])
def test_what_changed_while_it_was_matched_is_matched_in_the_next_run(
    tmp_path, monkeypatch, everything
):
    desk, read = Desk.fresh(tmp_path, LIGHTHOUSE), suggestions.events_of
    desk.page("The Lighthouse Plan will be published by June 2027.")
    desk.extract()
    if everything:
        desk.db.execute("delete from statements_to_match")

    def and_one_more(db, slugs):
        found = read(db, slugs)
        an_event(desk, None, 1)
        return found

    monkeypatch.setattr(suggestions, "events_of", and_one_more)
    assert (sum(desk.resolve().kinds.values()), desk.count("suggestions")) == (0, 0)
    monkeypatch.setattr(suggestions, "events_of", read)
    assert (sum(desk.resolve().kinds.values()), desk.count("suggestions")) == (1, 1)
    assert desk.count("statements_to_match") == 0


# What is on no list is not looked at; so nothing may be missing on any.

SENTENCES = (
    "The {} will be published by June 2027.", "We will publish the {} in spring 2027.",
    "The {} has been delayed until March 2028.", "The {} was published today.",
)  # fmt: skip
NAMES = ("Lighthouse Plan", "Foghorn Review", "National Light Strategy", "Ferry Plan", "Buoy Code")


def a_page(desk, dice, number):
    text = f"{dice.choice(SENTENCES).format(dice.choice(NAMES))} {number} things."
    kind = dice.choice(["news", "news", "foi_release"])
    desk.page(text, url=f"https://news.example/{number}", kind=kind, title=dice.choice(NAMES))


def another_version(desk, dice, number):
    text = f"{dice.choice(SENTENCES).format(dice.choice(NAMES))} {number} other things."
    extractor = f"test/{dice.randrange(2)}"
    desk.page(text, url=f"https://news.example/{dice.randrange(6)}", extractor=extractor)


def a_date(desk, dice, number):
    day = f"2027-0{1 + number % 9}-01"
    one = Announced(
        kind="release", key=f"{dice.randrange(3)}", title="Figures", words=day, earliest=day,
        latest=day, precision="day", state="confirmed",
    )  # fmt: skip
    url = f"https://news.example/calendar/{dice.randrange(3)}"
    desk.page(f"Calendar {number}.", url=url, announced=(one,))


def a_decision(desk, dice, number):
    waiting = desk.rows("select statement_id from waiting order by 1")
    if waiting:
        desk.decide(dice.choice(waiting)["statement_id"], "reject")


def a_decision_less(desk, dice, number):
    if desk.count("decisions"):
        desk.undo()


def an_alias(desk, dice, number):
    desk.db.execute(
        "insert into aliases values ('lighthouse-plan', ?, ?)",
        [100 + number, f"{dice.choice(NAMES[2:])} {number % 2 or ''}"],
    )


def an_event(desk, dice, number):
    desk.db.execute(
        """insert into events (commitment, event, made_on, made_on_precision, made_on_basis,
             who, voice, due_kind, confidence, origin)
           values ('lighthouse-plan', 'promised', '2026-01-20', 'day', 'statement', 'x',
             'on_record', 'none', 'read_directly', 'editor')"""
    )


def another_state(desk, dice, number):
    state = dice.choice(["failed", "read"])
    desk.db.execute("update versions set text_state = ? where id % 3 = ?", [state, number % 3])


def another_kind(desk, dice, number):
    kind = dice.choice(["news", "statistics_calendar", "foi_release"])
    desk.db.execute("update documents set kind = ? where id % 3 = ?", [kind, number % 3])


HAPPENS = (
    a_page, a_page, another_version, another_version, a_date, a_decision, a_decision_less, an_alias,
    an_event, another_state, another_kind,
)  # fmt: skip


@pytest.fixture(params=range(4))
def used(tmp_path, request):
    """A desk to which things happened at random, with nights between them and one at the end."""
    dice, desk = random.Random(request.param), Desk.fresh(tmp_path, LIGHTHOUSE)
    for number in range(30):
        dice.choice(HAPPENS)(desk, dice, number)
        if dice.random() < 0.4:
            night(desk)
    night(desk)
    return desk


def suggested(desk):
    """Which commitments are suggested for what waits, and which releases seem to be about what.

    A group stays as it was when a member of it is decided on, until another one comes: it is left
    out.
    """
    statements = desk.rows(
        """select * from suggestions
           where kind <> 'new' and statement_id in (select statement_id from waiting)
           order by statement_id, rank"""
    )
    links = "select document_id, commitment, why from foi_releases order by 1, 2"
    return statements, desk.rows(links)


@pytest.mark.slow
def test_a_look_at_everything_finds_nothing_that_the_lists_had_not(used):
    before = suggested(used)
    used.db.execute("delete from finished")
    read = used.extract()
    found = read.texts, read.made.things, find_changes(used.db, at=AT).made
    matched = sum(used.resolve().kinds.values()), find_releases(used.db, TODAY).new
    assert (*found, *matched) == (0, 0, 0, 0, 0)
    assert suggested(used) == before
    waits = used.rows("select statement_id from waiting order by 1")
    assert waits == used.rows("select statement_id from review_queue order by 1")


@pytest.mark.slow
def test_what_came_night_by_night_is_what_comes_at_once(used):
    before = suggested(used)
    used.db.execute("delete from finished")
    used.db.execute("update resolutions set made_from = 'forgotten' where made_from <> 'title'")
    used.db.execute("delete from found_releases")
    used.db.execute("delete from foi_releases")
    night(used)
    assert suggested(used) == before


# Each reason to look at something again, alone.
LISTS = (
    "texts_to_read", "turns_to_find", "sites_to_find", "things_to_tell", "statements_to_match",
    "names_to_keep", "titles_to_match", "releases_to_link",
)  # fmt: skip
REASONS = [
    # what is done; what is to be looked at then
    ("update versions set text_state = 'failed' where id = 1", {"texts_to_read"}),
    ("update documents set kind = 'guide' where id = 1",
     {"texts_to_read", "things_to_tell", "titles_to_match", "releases_to_link"}),
    ("delete from readings where text_id = 1", {"texts_to_read"}),
    ("update texts set text = 'x' where id = 1", {"texts_to_read"}),
    ("update versions set data = '{}' where id = 1", {"releases_to_link"}),
    (("insert into texts (version_id, extractor, text, content_hash, made_at) "
     "values (1, 'other/1', 'x', 'x', 'x')"), {"texts_to_read", "turns_to_find"}),
    ("delete from changes", {"turns_to_find"}),
    ("update changes set kind = 'vanished'", {"sites_to_find"}),
    (("insert into attachments (version_id, position, kind, url, title) "
     "values (1, 1, 'file', 'x', 'x')"), {"turns_to_find", "releases_to_link"}),
    ("update announced_dates set state = 'cancelled'", {"things_to_tell"}),
    ("delete from announced_dates", {"things_to_tell"}),
    ("delete from structured_readings", {"things_to_tell"}),
    ("update versions set title = 'x' where id = 1", {"things_to_tell"}),
    ("update texts set page_starts = '[0]' where id = 1", {"things_to_tell"}),
    ("update statements set due_latest = null", {"statements_to_match"}),
    ("delete from resolutions", {"statements_to_match"}),
    ("update events set retracted_on = '2026-01-01', retracted_why = 'x'", {"statements_to_match"}),
    ("update commitments set title = 'Foghorn Review'", {"names_to_keep"}),
    ("update commitments set retracted_on = '2026-01-01'", {"names_to_keep"}),
    ("insert into aliases values ('lighthouse-plan', 1, 'x')", {"names_to_keep"}),
    ("delete from commitment_bodies", {"names_to_keep"}),
    ("update bodies set name = 'Another name'", {"names_to_keep"}),
    ("delete from matched_titles", {"titles_to_match"}),
    ("update sources set nature = 'press'", {"titles_to_match"}),
    ("update documents set moved_to = 'x' where id = 1", {"releases_to_link"}),
    ("update documents set last_seen_at = '2027-01-01' where id = 1", set()),
    ("update commitments set summary = 'x'", set()),
]  # fmt: skip


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory):
    """A page with two versions, a date and a statement about a commitment, after a night."""
    desk = Desk.fresh(tmp_path_factory.mktemp("desk"), LIGHTHOUSE)
    for day in ("2027-05-01", "2027-06-01"):
        one = Announced(
            kind="release", key="1", title="Figures", words=day, earliest=day, latest=day,
            precision="day", state="confirmed",
        )  # fmt: skip
        desk.page(f"The Lighthouse Plan will be published by {day}.", announced=(one,))
        night(desk)
    desk.db.execute("pragma wal_checkpoint(truncate)")
    return desk


@pytest.mark.parametrize(("done", "lists"), REASONS)
def test_what_is_to_be_looked_at_again(looked_at, done, lists):
    with trying(looked_at.db):
        assert not any(looked_at.count(name) for name in LISTS)
        looked_at.db.execute(done)
        assert {name for name in LISTS if looked_at.count(name)} == lists


def changes(desk):
    find_changes(desk.db, at=AT)


def releases(desk):
    find_releases(desk.db, TODAY)


WHILE = [
    # the list; what a step reads; what is done before that, and again just after it
    ("texts_to_read", Desk.extract, (db.statements, "unread"),
     "update texts set text = text || ' And more.'"),
    ("turns_to_find", changes, (db.changes, "pending"),
     ("insert into texts (version_id, extractor, text, content_hash, made_at) "
      "values (1, hex(randomblob(9)), 'x', 'x', 'x')")),
    ("sites_to_find", changes, (db.changes, "departures"), "update changes set kind = 'vanished'"),
    ("things_to_tell", Desk.extract, (db.structured, "announced"),
     "update announced_dates set title = title || ' again'"),
    ("statements_to_match", Desk.resolve, (suggestions, "changed"),
     "update statements set actor = coalesce(actor, '') || 'X'"),
    ("titles_to_match", Desk.resolve, (suggestions, "unmatched_titles"),
     "update documents set kind = iif(kind = 'news', 'publication', 'news')"),
    ("names_to_find where step = 'titles'", Desk.resolve, (suggestions, "matched_names"),
     "update commitments set title = title || ' Again'"),
    ("names_to_find where step = 'releases'", releases, (db.foi.releases, "releases_among"),
     "update commitments set title = title || ' Again'"),
    ("releases_to_link", releases, (db.foi.releases, "releases_among"),
     "update documents set text = text || ' And more.'"),
]  # fmt: skip


@pytest.fixture
def mine(looked_at, tmp_path):
    """A copy of it, to be changed."""
    return Desk(Path(shutil.copy(looked_at.path, tmp_path / "delaywatch.db")))


def after(monkeypatch, read, then):
    """Let something happen once, just after something was read."""
    where, name = read
    real = getattr(where, name)

    def reads(*asked, **more):
        monkeypatch.setattr(where, name, real)
        found = real(*asked, **more)
        found = found if isinstance(found, dict) else list(found)
        then()
        return found

    monkeypatch.setattr(where, name, reads)


@pytest.mark.parametrize(("name", "step", "read", "done"), WHILE, ids=[row[0] for row in WHILE])
def test_what_is_listed_again_while_it_is_looked_at_stays_listed(
    mine, monkeypatch, name, step, read, done
):
    def again():
        mine.db.execute(done)
        keep_names(mine.db)

    again()
    listed = mine.count(name)
    after(monkeypatch, read, again)
    step(mine)
    assert mine.count(name) == listed > 0
    step(mine)
    assert mine.count(name) == 0


@pytest.mark.parametrize(("name", "step", "read", "done"), WHILE, ids=[row[0] for row in WHILE])
def test_what_a_run_had_taken_that_was_killed_is_looked_at_in_the_next(
    mine, monkeypatch, name, step, read, done
):
    def killed():
        raise KeyboardInterrupt

    mine.db.execute(done)
    keep_names(mine.db)
    listed = mine.count(name)
    after(monkeypatch, read, killed)
    with pytest.raises(KeyboardInterrupt):
        step(mine)
    assert mine.count(name) == listed > 0
    looked = []
    after(monkeypatch, read, lambda: looked.append(name))
    step(mine)
    assert (looked, mine.count(name)) == ([name], 0)


def test_what_is_taken_out_of_a_text_while_it_is_read_is_not_kept(mine, monkeypatch):
    said = "The Foghorn Review will be published by May 2029."
    kept = f"statements where quote = '{said}'"
    mine.page(said, url="https://news.example/2")
    redacted = "update texts set text = 'Nothing.' where text = ?"
    real = extracting.read

    def reads(*task):
        found = real(*task)
        mine.db.execute(redacted, [said])
        return found

    monkeypatch.setattr(extracting, "read", reads)
    assert (mine.extract().texts, mine.count(kept)) == (0, 0)
    assert (mine.extract().texts, mine.count(kept)) == (1, 0)
