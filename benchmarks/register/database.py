"""A database that has documents and bodies, and nothing of the register yet."""

import random
from pathlib import Path

from benchmarks.world import language, ledger
from benchmarks.world.rows import AS_OF, Sizes
from db.commitments import set_as_of
from db.connection import connect, settle, writing

_SEED = 20261122


def make(path: Path, documents: int) -> None:
    """So many documents with their pages and versions; the index of their words is left out."""
    db = connect(path)
    dice = random.Random(_SEED)  # noqa: S311 - the same every time, no secret
    db.execute("pragma foreign_keys = off")
    for (name,) in db.execute(
        """select name from sqlite_master where type = 'trigger' and tbl_name = 'documents'
             and sql like '%documents_to_index%'"""
    ).fetchall():
        db.execute(f"drop trigger [{name}]")
    with writing(db):
        set_as_of(db, AS_OF.isoformat())
        ledger.add(db, dice, Sizes(0, documents), list(language.sentences(dice)))
    settle(db)
    db.conn.close()
