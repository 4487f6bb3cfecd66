"""What is removed is found nowhere any more; what is cut short is whole and can be ended."""

import errno
import hashlib
import json
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime

import pytest

import tracker.publish as publishing
import tracker.redact as work
from db import redaction
from db.archive import Archive
from db.connection import connect, writing
from db.errors import Problem
from db.masking import FILLER, Words
from db.readings import Reading
from db.recording import record
from db.restored import forgotten_redactions
from db.words import index_words
from tests.kills import killed_at, steps
from tests.tracker.pages import AT, TODAY, Desk
from tests.tracker.redaction.room import LATER, OTHER, SENTENCE, STAYS, URL, Room, integrity, wish
from tracker.backup import backup, folder_of
from tracker.check import Places, check
from tracker.publish import publish

# Each makes whole releases: together they take a minute, so they run with the slow tests.
pytestmark = pytest.mark.slow


NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)


def faults(room):
    return check(room.db, Places(room.database, room.folder / "published"), lambda _line: None)


def test_the_sentence_is_everywhere_before(room):
    held = room.holding()
    assert "delaywatch.db" in held
    for number in ("0001", "0002"):
        assert f"published/releases/{number}/delaywatch.db" in held
    assert any("/csv/" in name for name in held)
    assert any("/csv-spreadsheet/" in name for name in held)
    assert any(name.startswith("archive/") for name in held)
    tables = {f"{t}.{c}" for t, c in redaction.sweep(
        room.db, Words([SENTENCE]), look_only=True)}  # fmt: skip
    assert tables >= {
        "texts.text", "versions.data", "statements.quote", "reviews.quote", "reviews.note",
        "changes.removed", "change_reviews.told", "events.note", "corrections.was",
    }  # fmt: skip
    assert faults(room) == []


SLOW = pytest.mark.slow
WHAT = {
    "its words": SENTENCE,
    "other spaces": SENTENCE.replace(" ", "\n "),
    "number": "statement:1",
}


@pytest.mark.parametrize(
    "what",
    [pytest.param(what, marks=() if what == SENTENCE else SLOW) for what in WHAT.values()],
    ids=WHAT,
)
def test_a_sentence_is_found_by_no_byte_search(room, what):
    before = room.ask("select id, length(text), content_hash from texts order by id")
    releases = room.folder / "published/releases"
    inode = (releases / "0002/delaywatch.db").stat().st_ino
    sums = [
        hashlib.sha256((releases / name / "delaywatch.db").read_bytes()).hexdigest()
        for name in ("0001", "0002")
    ]
    lines = work.redact(room.db, room.place, wish(what))
    copy = backup(room.db, room.database, folder_of(room.database), NOW, room.said.append)
    publish(room.db, room.folder / "published", TODAY, NOW, accepted_by="Ada")
    assert room.holding() == []
    assert lines[-1].startswith("backups elsewhere")
    assert faults(room) == []
    # As many letters, the same sums, the rest of the text.
    assert room.ask("select id, length(text), content_hash from texts order by id") == before
    text = room.ask("select text from texts order by id")[0][0]
    assert text == f"{STAYS}\n{FILLER * len(SENTENCE)}\n{OTHER}"
    assert integrity(copy.folder / "delaywatch.db") == "ok"
    # Releases keep their modes, say what was done to them, and are other files now.
    for name, digest in zip(("0001", "0002"), sums, strict=True):
        told = json.loads((releases / name / "release.json").read_text())
        entry = {"on": "2026-11-22", "reason": "ordered by a court", "sha256_before": digest}
        assert told["redacted"] == [entry]
        assert (releases / name / "delaywatch.db").stat().st_mode & 0o777 == 0o444
        served = sqlite3.connect(releases / name / "delaywatch.db")
        search = "select count(*) from documents_fts where documents_fts match ?"
        assert served.execute(search, ["keeper"]).fetchone() == (0,)
    assert (releases / "0002/delaywatch.db").stat().st_ino != inode
    shown = sqlite3.connect(room.folder / "published/delaywatch.db")
    row = shown.execute("select url, kind, reason, sha256, letters from redactions").fetchone()
    digest = hashlib.sha256(SENTENCE.encode()).hexdigest()
    assert row == (URL, "sentence", "ordered by a court", digest, len(SENTENCE))


@pytest.mark.parametrize("indexed", [False, True])
@pytest.mark.parametrize("what", [OTHER, URL], ids=["a sentence", "a document"])
def test_what_is_removed_is_not_in_the_index_of_words(room, what, indexed):
    """Whether it was in it before, or was still to be put into it."""
    search = "select count(*) from documents_fts where documents_fts match 'harbour'"
    if indexed:
        index_words(room.db)
        assert room.ask(search) != [(0,)]
    work.redact(room.db, room.place, wish(what))
    assert room.ask(search) == [(0,)]
    index_words(room.db)
    assert room.ask(search) == [(0,)]
    assert faults(room) == []


def test_of_a_document_all_text_goes(room):
    lines = work.redact(room.db, room.place, wish(URL))
    publish(room.db, room.folder / "published", TODAY, NOW, accepted_by="Ada")
    assert lines[0] == f"removed all text of document:1 {URL}"
    for words in (SENTENCE, OTHER, STAYS):
        assert room.holding(words) == []
    assert faults(room) == []
    assert room.ask("select url, title, text from documents") == [(URL, "A page", "")]
    assert room.ask("select count(*) from events where origin = 'editor'") == [(1,)]
    assert len(json.loads(room.ask("select removed from changes")[0][0])) == 1
    assert room.ask("select state, letters from redactions") == [("done", None)]
    assert work.redact(room.db, room.place, wish("document:1")) == [
        "this was removed before; nothing was changed"
    ]


BAD = [
    ("no such document", "document:99", "there is no such thing"),
    ("no number", "document:x", "there is no such thing"),
    ("a number beyond all", "document:" + "9" * 30, "there is no such thing"),
    ("no such statement", "statement:99", "there is no such thing"),
    ("no such address", "https://news.example/other", "no document has this address"),
    ("no such words", "There is no such sentence anywhere.", "stand in no document"),
    ("words of few letters", "by June", "too few"),
    ("one long word", "Antidisestablishment", "too few"),
]


@pytest.mark.parametrize(("_case", "what", "said"), BAD, ids=[row[0] for row in BAD])
def test_bad_input_changes_nothing(room, _case, what, said):
    before = room.state()
    with pytest.raises(Problem, match=said) as told:
        work.redact(room.db, room.place, wish(what))
    assert told.value.do
    assert room.state() == before


def test_a_reason_that_repeats_it_is_refused(room):
    said = work.Wish(SENTENCE, f"they said “{SENTENCE}”", "Ada", "2026-11-22", LATER)
    with pytest.raises(Problem, match="reasons are published"):
        work.redact(room.db, room.place, said)


def second_page(room, **more):
    Desk(room.database).page(f"Read elsewhere. {SENTENCE}", **more)


@SLOW
def test_two_documents_are_listed_and_go_only_together(room):
    second_page(room, url="https://news.example/second")
    with pytest.raises(Problem, match=r"2 documents hold these words: document:1 .*, document:2 "):
        work.redact(room.db, room.place, wish(SENTENCE))
    assert room.ask("select count(*) from redactions") == [(0,)]
    work.redact(room.db, room.place, wish(SENTENCE, everywhere=True))
    assert room.holding() == []
    assert room.ask("select document_id, state from redactions") == [(1, "done"), (2, "done")]


def page_with(room, part):
    """A second document that has the words in one part of it only."""
    url, desk = "https://news.example/second", Desk(room.database)
    if part == "title":
        desk.page("Other words.", url=url, title=SENTENCE)
        return
    desk.page("Other words.", url=url, data=json.dumps({"x": SENTENCE if part == "data" else ""}))
    if part == "attachment":
        room.db.execute(
            """insert into attachments (version_id, position, kind, title, url)
               select id, 0, 'file', ?, 'https://news.example/a.pdf' from versions
               where document_id = 2""",
            [SENTENCE],
        )


PARTS = ["title", "attachment", "data"]


@pytest.mark.parametrize("part", PARTS)
def test_a_document_with_the_words_in_another_part_counts(room, monkeypatch, part):
    monkeypatch.setattr(work, "_holding", lambda _place, _cut: [])  # quick: not about releases
    page_with(room, part)
    with pytest.raises(Problem, match=r"2 documents hold these words: document:1 .*, document:2 "):
        work.redact(room.db, room.place, wish(SENTENCE))
    work.redact(room.db, room.place, wish(SENTENCE, everywhere=True))
    assert [name for name in room.holding() if not name.startswith("published/")] == []
    assert room.ask("select document_id, state from redactions") == [(1, "done"), (2, "done")]
    assert faults(room) == []


ELSEWHERE = "A caller named the man in the green coat."
SO = f"As told: {ELSEWHERE} Thus."
OURS = {
    "events.note": "update events set note = ? where origin = 'editor'",
    "events.due_phrase": "update events set due_phrase = ? where origin = 'register'",
    "event_sources.title":
        """update event_sources set title = ?
           where rowid = (select min(rowid) from event_sources)""",
    "corrections.was": "update corrections set was = ?",
    "looks.note":
        """insert into looks (commitment, looked_on, result, note)
           values ('lighthouse-plan', '2026-11-21', 'not_found', ?)""",
    "responses.words":
        """insert into responses (commitment, body, happened, happened_on, words, url, recorded_at)
           select 'lighthouse-plan', slug, 'answered', '2026-11-21', ?, 'https://a.example/',
             '2026-11-21T09:00:00Z' from bodies limit 1""",
    "responses.how":
        """insert into responses (commitment, body, happened, happened_on, how, recorded_at)
           select 'lighthouse-plan', slug, 'asked', '2026-11-21', ?, '2026-11-21T09:00:00Z'
           from bodies limit 1""",
    "objections.what":
        """insert into objections (commitment, received_on, by_role, what, recorded_at, recorded_by)
           values ('lighthouse-plan', '2026-11-21', 'the body', ?, '2026-11-21T09:00:00Z',
             'Ada')""",
    "objection_steps.reason":
        """insert into objection_steps (objection_id, step, outcome, reason, by_name, at)
           values (1, 'proposed', 'not_upheld', ?, 'Ada', '2026-11-21T10:00:00Z')""",
}  # fmt: skip


def written_down(room, *places):
    """The words in texts of ours, and in no document."""
    if "objection_steps.reason" in places:
        room.db.execute(OURS["objections.what"], ["It is wrong."])
    for place in places:
        room.db.execute(OURS[place], [SO])


def besides_the_release(room):
    """The faults, but for those of a release that was left as it is."""
    return [fault for fault in faults(room) if "/published/releases/" not in fault]


@pytest.mark.parametrize("place", OURS)
def test_words_that_stand_in_no_document(room, monkeypatch, place):
    monkeypatch.setattr(work, "_holding", lambda _place, _cut: [])  # quick: not about releases
    written_down(room, place)
    would = work.redact(room.db, room.place, wish(ELSEWHERE), dry_run=True)
    assert f"{place}: 1 rows" in would
    lines = work.redact(room.db, room.place, wish(ELSEWHERE))
    told = f"a sentence of {len(ELSEWHERE)} characters in no document"
    assert lines[0].startswith(f"removed {told}")
    assert room.holding(ELSEWHERE) == []
    table, column = place.split(".")
    blotted = SO.replace(ELSEWHERE, FILLER * len(ELSEWHERE))
    assert (blotted,) in room.ask(f"select {column} from {table}")
    assert room.ask("select kind, document_id, state from redactions") == [
        ("sentence", None, "done")
    ]
    assert besides_the_release(room) == []
    room.ask("update texts set text = 'x' where id = 1 returning id")
    # Such a row keeps no document from being checked.
    [fault] = besides_the_release(room)
    assert fault.endswith("text 1 is not the one that was kept")
    assert work.redact(room.db, room.place, wish(ELSEWHERE)) == [
        "this was removed before; nothing was changed"
    ]
    # What was written down again since goes again.
    room.db.execute(OURS["events.note"], [SO])
    assert work.redact(room.db, room.place, wish(ELSEWHERE))[0].startswith(f"removed {told}")
    assert room.holding(ELSEWHERE) == []


@SLOW
def test_words_in_no_document_leave_every_release(room, monkeypatch):
    written_down(room, "events.note", "responses.words", "objections.what")
    publish(room.db, room.folder / "published", TODAY, NOW, accepted_by="Ada")
    assert "published/releases/0003/delaywatch.db" in room.holding(ELSEWHERE)
    with monkeypatch.context() as patch:
        patch.setattr(redaction, "scrub", killed)
        with pytest.raises(KeyboardInterrupt):
            work.redact(room.db, room.place, wish(ELSEWHERE))
    with pytest.raises(Problem, match=r"not finished .of words in no document"):
        work.redact(room.db, room.place, wish(ELSEWHERE))
    work.finish(room.db, room.place)
    publish(room.db, room.folder / "published", TODAY, NOW.replace(hour=8), accepted_by="Ada")
    assert room.holding(ELSEWHERE) == []
    assert faults(room) == []
    shown = sqlite3.connect(room.folder / "published/delaywatch.db")
    row = shown.execute("select document, url, kind, letters from redactions").fetchone()
    assert row == (None, None, "sentence", len(ELSEWHERE))
    # A database that was restored from before it is told.
    assert forgotten_redactions(room.db, room.folder / "published/delaywatch.db") == []
    room.db.execute("delete from redactions")
    assert forgotten_redactions(room.db, room.folder / "published/delaywatch.db") == ["no document"]


def killed(_db):
    raise KeyboardInterrupt


def test_a_whole_document_has_its_number(room):
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        room.db.execute(
            """insert into redactions (kind, redacted_on, reason, by_name, at)
               values ('document', '2026-11-22', 'x', 'Ada', '2026-11-22T09:00:00Z')"""
        )


NEAR = [
    ("case", SENTENCE.upper(), True),
    ("straight quotes", SENTENCE.replace("“", '"').replace("”", '"'), True),
    ("one quote of two", SENTENCE.replace("“", "‘"), True),
    ("other words", SENTENCE.replace("June", "May"), False),
    ("the very words", SENTENCE, False),
]


@pytest.mark.parametrize(("_case", "text", "told"), NEAR, ids=[row[0] for row in NEAR])
def test_what_is_nearly_the_same_is_told_and_left_alone(room, monkeypatch, _case, text, told):
    monkeypatch.setattr(work, "_holding", lambda _place, _cut: [])  # quick: not about releases
    Desk(room.database).page(f"So. {text}", url="https://news.example/near")
    asked = wish(SENTENCE, everywhere=True)
    would = work.redact(room.db, room.place, asked, dry_run=True)
    done = work.redact(room.db, room.place, asked)
    for lines in (would, done):
        assert ("  document:2 https://news.example/near" in lines) is told
        assert any("left alone" in line for line in lines) is told
    kept = room.ask("select 1 from texts where instr(text, ?)", text) != []
    assert kept is (text != SENTENCE)


def test_no_more_than_twenty_are_listed(room):
    desk = Desk(room.database)
    for number in range(22):
        desk.page(SENTENCE.upper(), url=f"https://news.example/near/{number}")
    lines = work.redact(room.db, room.place, wish(SENTENCE), dry_run=True)
    assert len([line for line in lines if line.startswith("  document:")]) == 20
    assert lines[-2:] == ["  and more", "nothing was changed"]


def test_an_address_that_two_documents_have(room):
    second_page(room, url=URL, origin="copy")
    with pytest.raises(Problem, match=r"2 documents have this address.*document:2"):
        work.redact(room.db, room.place, wish(URL))


def test_dry_run_changes_nothing(room):
    before = room.state()
    lines = work.redact(room.db, room.place, wish(SENTENCE), dry_run=True)
    assert room.state() == before
    assert "releases: 2, 1" in lines
    assert lines[-1] == "nothing was changed"


# ------------------------------------------------------------------ what comes in later


def page(text, **more):
    fields = {
        "source": "news", "origin": "site", "url": URL, "native_id": None, "kind": "news",
        "title": "A page", "published_at": "2026-03-02", "modified_at": None, "raw": text.encode(),
        "content_type": "text/html", "route": "html", "extractor": "test/1",
        "data": json.dumps({"x": text}),
    }  # fmt: skip
    return Reading(**fields | {"text": text} | more)


CRAWLS = [
    ("the page as it was", {}, f"{STAYS}\n{SENTENCE}\n{OTHER}", "unchanged"),
    ("an edited page", {}, f"News.\n{SENTENCE}  Thus.", "new_version"),
    ("another extractor", {"extractor": "test/2"}, f"{STAYS} {SENTENCE}", "new_version"),
    ("spaces within", {}, "So: " + SENTENCE.replace(" ", "\u00a0"), "new_version"),
]


@pytest.mark.parametrize(("_case", "more", "text", "outcome"), CRAWLS, ids=[r[0] for r in CRAWLS])
@pytest.mark.parametrize("what", [SENTENCE, "document:1"], ids=["sentence", "document"])
def test_a_later_crawl_does_not_bring_it_back(room, monkeypatch, what, _case, more, text, outcome):
    monkeypatch.setattr(work, "_holding", lambda _place, _cut: [])  # quick: not about releases
    work.redact(room.db, room.place, wish(what))

    def reread(_raw, _version):
        raise AssertionError("its bytes are not there to be read again")

    for again in (outcome, "unchanged"):
        with writing(room.db):
            archive = Archive.beside(room.database)
            found = record(room.db, archive, page(text, **more), run_id=None, at=AT, reread=reread)
        assert found == again
    assert [name for name in room.holding() if not name.startswith("published/")] == []
    if what == "document:1":
        assert room.ask("select distinct text from texts") == [("",)]
    desk = Desk(room.database)
    desk.extract()
    desk.resolve()
    quotes = [row["quote"] for row in desk.rows("select quote from statements where stands")]
    assert not any(FILLER in quote for quote in quotes)
    for row in desk.rows("select * from statement_places p join texts t on t.id = p.text_id"):
        held = row["text"][row["sentence_start"] : row["sentence_end"]]
        assert held == desk.one("select quote from statements where id = ?", row["statement_id"])[
            "quote"
        ]  # fmt: skip
    assert faults(room) == []


# ------------------------------------------------------------------ what goes wrong


@SLOW
def test_a_reader_that_holds_the_old_state(room, monkeypatch):
    monkeypatch.setattr(redaction, "_BUSY_MS", 100)
    reader = sqlite3.connect(room.database)
    reader.execute("begin")
    assert reader.execute("select count(*) from texts").fetchone() == (2,)
    with pytest.raises(Problem, match="--finish"):
        work.redact(room.db, room.place, wish(SENTENCE))
    assert room.ask("select state from redactions") == [("begun",)]
    assert any("its removal is not finished" in fault for fault in faults(room))
    with pytest.raises(Problem, match="an earlier removal is not finished"):
        work.redact(room.db, room.place, wish("document:1"))
    reader.close()
    assert work.finish(room.db, room.place)[0] == "1 begun before"
    assert room.holding() == []
    assert faults(room) == []


def test_too_little_room_is_told_before_anything_changes(room):
    before = room.state()
    room.db.conn.close()
    limit = room.database.stat().st_size * 2
    done = subprocess.run(
        [sys.executable, "-m", "tracker.cli", "--db", str(room.database), "redact", SENTENCE,
         "--reason", "x", "--as", "Ada"], capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )  # fmt: skip
    assert done.returncode == 1
    assert "bytes are needed here for a while" in done.stderr
    assert "nothing was changed" in done.stderr
    assert room.state() == before


def full(*_arguments, **_options):
    raise OSError(errno.ENOSPC, "No space left on device")


@SLOW
def test_a_full_disk_while_releases_are_made(room, monkeypatch):
    before = room.state()
    monkeypatch.setattr(work, "describe", full)
    with pytest.raises(Problem, match="No space left"):
        work.redact(room.db, room.place, wish(SENTENCE))
    assert room.state() == before
    assert faults(room) == []


@SLOW
def test_a_full_disk_while_the_database_is_written_anew(room, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(redaction, "scrub", full)
        with pytest.raises(Problem, match=r"kept, but not finished.*No space left.*--finish"):
            work.redact(room.db, room.place, wish(SENTENCE))
    assert room.ask("select state from redactions") == [("begun",)]
    work.finish(room.db, room.place)
    assert room.holding() == []
    assert faults(room) == []


@SLOW
@pytest.mark.parametrize("cleared", [False, True], ids=["prepared", "cleared away"])
@pytest.mark.parametrize("what", [SENTENCE, "document:1"], ids=["sentence", "document"])
def test_releases_that_are_left_are_exchanged_at_the_end(room, monkeypatch, what, cleared):
    """Also where somebody cleared away what was made beside them: the words are not known then."""
    with monkeypatch.context() as patch:
        patch.setattr(work, "_exchange", full)
        with pytest.raises(Problem, match=r"kept, but not finished.*--finish"):
            work.redact(room.db, room.place, wish(what))
    if cleared:
        shutil.rmtree(room.folder / "published" / work.WORKSHOP)
    assert any(name.startswith("published/releases") for name in room.holding())
    work.finish(room.db, room.place)
    assert faults(room) == []
    held = room.holding()
    if what == "document:1" and cleared:
        # What we ourselves say of it in an old release is then known no more; its text is.
        theirs = ("documents", "document_versions", "document_changes", "quotes")
        held = [name for name in held if name.endswith(tuple(f"{one}.csv" for one in theirs))]
    assert held == []


@SLOW
def test_a_release_that_was_being_built_is_built_again(room, monkeypatch):
    """A publish that read the words before they were removed must not show them after."""
    switch = publishing._switch

    def removed_meanwhile(*arguments):
        if not room.ask("select 1 from redactions"):
            other = connect(room.database)
            work.redact(other, room.place, wish(SENTENCE))
            other.conn.close()
        return switch(*arguments)

    monkeypatch.setattr(publishing, "_switch", removed_meanwhile)
    release, _ = publish(room.db, room.folder / "published", NOW.date(), NOW, accepted_by="Ada")
    assert release.number == 3
    assert room.holding() == []
    assert faults(room) == []


@SLOW
def test_kill_at_each_step(made, tmp_path):
    """Whatever lies there is whole at any time, and --finish, or the same again, ends it."""

    def fresh(name):
        shutil.copytree(made, tmp_path / name, symlinks=True)
        return Room(tmp_path / name)

    def command(room, *words):
        return ["tracker.cli", "--db", str(room.database), "--as-of", "2026-11-22", *words]

    ours = ("redact", SENTENCE, "--reason", "x", "--as", "Ada")
    tried = fresh("tried")
    count = steps(*command(tried, *ours))
    tried.db.conn.close()
    chosen = sorted({*random.Random(2026).sample(range(1, count), 12), *range(count - 12, count)})
    for step in chosen:
        room = fresh(f"killed-{step}")
        killed_at(step, *command(room, *ours))
        for path in [room.database, *room.folder.glob("published/releases/*/delaywatch.db")]:
            assert integrity(path) == "ok", (step, path)
        assert (room.folder / "published/delaywatch.db").exists(), step
        begun = redaction.unfinished(room.db)
        room.db.conn.close()
        again = ("redact", "--finish") if begun else ours
        subprocess.run([sys.executable, "-m", *command(room, *again)], check=True)
        room = Room(room.folder)
        assert room.holding() == [], step
        assert faults(room) == [], step
        room.db.conn.close()
        shutil.rmtree(room.folder)
