"""What a run leaves behind: what was kept, by its content, and whether all of it is whole."""

import shutil
import sqlite3
import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path

from db.lock import run_lock
from tests.runs.program import ask

# Without numbers and instants, which are others where a run was taken up by another.
CONTENT = {
    "documents": """
        select source, origin, url, kind, title, text, published_at, modified_at, moved_to
        from documents""",
    "versions": """
        select d.url, v.number, v.title, v.raw_sha256, v.route, v.partial, v.text_state
        from versions v join documents d on d.id = v.document_id""",
    "texts": """
        select d.url, v.number, t.extractor, t.content_hash
        from texts t join versions v on v.id = t.version_id
        join documents d on d.id = v.document_id""",
    "attachments": """
        select d.url, v.number, a.position, a.url, a.title
        from attachments a join versions v on v.id = a.version_id
        join documents d on d.id = v.document_id""",
    "statements": """
        select d.url, s.focus, s.quote, s.event, s.due_latest, s.said_on, s.said_on_basis, s.rule,
          s.stands
        from statements s join documents d on d.id = s.document_id""",
    "suggestions": """
        select d.url, s.quote, s.focus, g.rank, g.kind, g.commitment, g.score
        from suggestions g join statements s on s.id = g.statement_id
        join documents d on d.id = s.document_id""",
    "commitments": "select slug, title, kind, origin, retracted_on from commitments",
    "events": """
        select commitment, seq, origin, event, made_on, due_phrase, due_latest, note, retracted_on
        from events""",
    "edits": """
        select d.url, c.kind, c.about, c.removed, c.added
        from changes c join documents d on d.id = c.document_id
        where c.kind in ('edited', 'replaced_file', 'date_changed')""",
}  # fmt: skip


def told(path):
    """What the reader of digests was handed, by file."""
    return {one.name: one.read_text() for one in path.parent.rglob("told-*.md")}


def differences(found, wanted):
    """What is lost and what is more than it should be: a few rows of each table."""
    told = []
    for table, rows in wanted.items():
        there, should = Counter(map(repr, found[table])), Counter(map(repr, rows))
        for word, more in (("lost", should - there), ("too many", there - should)):
            told += [f"{table}: {word}: {row[:300]}" for row in list(more.elements())[:3]]
    return told


LEFT_OPEN = (
    """select 'page', url, state from pages where state in ('scheduled', 'leased')
       and (run_id is not null or lease_until is not null)""",
    "select 'source', source, outcome from run_sources where outcome = 'running'",
    "select 'step', step, outcome from run_steps where outcome = 'running'",
    "select 'run', id, outcome from runs where outcome = 'running'",
    """select 'sum', id, outcome from runs
       where scheduled <> ok + unchanged + gone + refused + failed""",
)


def content(path):
    """All that counts, as sorted rows by table."""
    return {name: sorted(ask(path, sql), key=repr) for name, sql in CONTENT.items()}


def faults(path):
    """What is not as it must be, whatever happened before."""
    found = [str(row) for row in ask(path, "pragma integrity_check") if row != ("ok",)]
    found += [f"foreign key: {row}" for row in ask(path, "pragma foreign_key_check")]
    found += [f"no body in the archive: {row}" for row in _bodies_missing(path)]
    return found


def _bodies_missing(path):
    there = {
        f"{one.parent.name}{one.name.partition('.')[0]}"
        for one in (path.parent / "archive").glob("*/*")
    }
    return [
        row for row in ask(path, "select distinct raw_sha256 from versions") if row[0] not in there
    ]


def left_open(path):
    """What a run that ended must not leave in hand, well or not."""
    return [row for sql in LEFT_OPEN for row in ask(path, sql)]


def unread(path):
    """The pages that no run has ended with: they wait for the next, and after it there are none."""
    return ask(path, "select url, state from pages where state in ('scheduled', 'leased')")


def is_free(path):
    """Whether nobody holds the run lock; raises Busy where somebody does."""
    with run_lock(path):
        return True


def copy(folder, target):
    """A data folder again, links as links."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(folder, target, symlinks=True)
    return target / "delaywatch.db"


@contextmanager
def watched(published):
    """Read the published file all the while; gives what was found."""
    found, over = Watch(), threading.Event()

    def read():
        while not over.wait(0.02):
            found.look(published())

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join()


class Watch:
    """Whether the link always leads to a whole release."""

    def __init__(self):
        self.wrong, self.reads, self.newest = [], 0, 0

    def look(self, folder):
        if folder is None:
            return
        try:
            self._read(folder)
        except (OSError, sqlite3.Error, TypeError) as error:
            if folder.exists():  # of a round that is over, nothing is left
                self.wrong.append(f"{time.monotonic():.2f} {type(error).__name__}: {error}")

    def _read(self, folder):
        release = (folder / "current").resolve(strict=True)
        assert (release / "SHA256SUMS").exists()
        db = sqlite3.connect(f"file:{folder / 'delaywatch.db'}?mode=ro&immutable=1", uri=True)
        try:
            [(number,)] = db.execute("select release from as_of").fetchall()
            [(rows,)] = db.execute("select count(*) from timeline").fetchall()
            check = db.execute("pragma quick_check").fetchall()
        finally:
            db.close()
        self.reads += 1
        if not rows or check != [("ok",)]:
            self.wrong.append(f"release {number}: {rows} rows, {check}")


def without(folder):
    """Remove a folder of a round that went well."""
    with suppress(OSError):
        shutil.rmtree(Path(folder))
