"""A working database as large as years of a whole country's news: made up, the same every time.

    python -m benchmarks.world FOLDER [--commitments N] [--documents N] [--publish]

makes FOLDER/delaywatch.db, and publishes it. Five events a commitment, on average and with a skew;
one body has half of all commitments, words are as unequal as in a language (Zipf), and texts have a
median of about 700 characters and a long tail (real written answers: median 620, mean 870).
Beside these there is what a database gathers in years of use: pages of the ledger, runs, files,
second versions and the changes that they make, FOI cases, objections, replies, looks, commitments
that rules made, that are held, or were taken back. Everything stands under ``.example`` hosts.
"""

import random
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from benchmarks.world import cases, edits, language, ledger, readers, ruled, stories
from benchmarks.world.rows import AS_OF, COMMON, NOW, RARE, Sizes
from db.commitments import set_as_of
from db.connection import connect, file_of, settle, writing
from tracker.foi.counting import recount
from tracker.publish import publish

__all__ = ["AS_OF", "COMMON", "NOW", "RARE", "Sizes", "make", "sizes", "world"]

COMMITMENTS, DOCUMENTS = 100_000, 1_000_000
_SEED = 20261122
_WORDS_AT_ONCE = 16 * 1024 * 1024


def sizes(share: float) -> Sizes:
    """How much there is at a share of the full size."""
    return Sizes(max(60, round(COMMITMENTS * share)), max(600, round(DOCUMENTS * share)))


def world(share: float, scratch: Path) -> Path:
    """The working database at a share, made once in a run of the benchmarks; not to be changed."""
    place = scratch / f"world-{share:g}" / "delaywatch.db"
    if not place.exists():
        whole = fill(scratch / f"world-{share:g}" / "made.db", sizes(share))
        whole.rename(place)
    return place


def make(folder: Path, commitments: int = COMMITMENTS, documents: int = DOCUMENTS) -> Path:
    """The published folder over a database of these sizes, made below ``folder``."""
    path = fill(folder / "delaywatch.db", Sizes(commitments, documents))
    with closing(connect(path).conn) as connection:
        publish(Database(connection), folder / "published", AS_OF, NOW)
    return folder / "published"


def fill(path: Path, size: Sizes) -> Path:
    """A new working database of some size, in one file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    db = connect(path)
    dice = random.Random(_SEED)  # noqa: S311 - the same every time, no secret
    db.execute("pragma foreign_keys = off")  # each link would be looked for while all are made
    db.execute("pragma cache_size = -65536")
    with writing(db):
        set_as_of(db, AS_OF.isoformat())
        triggers = _drop_triggers_of_search(db)
        sentences = list(language.sentences(dice))
        ledger.add(db, dice, size, sentences)
        stories.add(db, dice, size)
        ruled.add(db, dice, size)
        edits.add(db, dice, size, sentences)
        readers.add(db, dice, size)
        cases.add(db, dice, size)
        _index(db, triggers)
    recount(db, AS_OF, why="made")
    assert file_of(db)  # noqa: S101 - a file was opened
    settle(db)
    db.conn.close()
    return path


def _drop_triggers_of_search(db: Database) -> list[str]:
    """Nothing is listed for the index of words, which is filled at the end; what made them."""
    found = db.execute(
        """select name, sql from sqlite_master
           where type = 'trigger' and tbl_name = 'documents' and sql like '%documents_to_index%'"""
    ).fetchall()
    for name, _ in found:
        db.execute(f"drop trigger [{name}]")
    return [sql for _, sql in found]


def _index(db: Database, triggers: list[str]) -> None:
    tell = "insert into documents_fts (documents_fts, rank) values (?, ?)"
    db.execute(tell, ["hashsize", _WORDS_AT_ONCE])
    db.execute("insert into documents_fts (documents_fts) values ('rebuild')")
    db.execute("delete from documents_fts_config where k = 'hashsize'")
    for sql in triggers:
        db.execute(sql)
