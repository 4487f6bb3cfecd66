"""Documents that became others: second versions, and the changes that were found in them."""

import hashlib
import json
import random
from datetime import timedelta

from sqlite_utils import Database

from benchmarks.world.rows import AS_OF, Sizes, Values, insert, source_of

_EACH = 50  # one document in fifty was edited
_DECIDED = 10  # of these changes one in ten was decided on


def add(db: Database, dice: random.Random, size: Sizes, sentences: list[str]) -> None:
    """Versions, turns (made by the database itself), changes, and decisions about some."""
    numbers = range(1, size.documents + 1, _EACH)
    first = size.documents
    of = dict(enumerate(numbers, start=first + 1))
    insert(
        db, "versions",
        "id document_id number title raw_sha256 content_type route fetched_at",
        ((v, n, 2, sentences[n % len(sentences)][:80], _sum(f"{n} again"), "text/html", "rest",
          "2026-11-02T06:00:00Z") for v, n in of.items()),
    )  # fmt: skip
    db.conn.executemany(
        "update documents set current_version = ?, modified_at = '2026-11-01' where id = ?",
        of.items(),
    )
    turns = db.execute("select id, document_id from turns order by id").fetchall()
    insert(
        db, "changes",
        "turn_id document_id key kind undated happened_on as_before_on changed_by removed added "
        "altered removed_quote added_quote files_removed files_added compared content_hash "
        "made_from found_at",
        (_change(dice, turn, n, sentences) for turn, n in turns),
    )  # fmt: skip
    insert(
        db, "change_reviews",
        "decided_at reviewer source origin document_id key content_hash told decision",
        (("2026-11-10T10:00:00Z", "an editor", source_of(n), "site", n, f"{turn}", _sum(f"{n}"),
          "{}", "accept" if turn % 4 else "reject") for turn, n in turns[::_DECIDED]),
    )  # fmt: skip


def _change(dice: random.Random, turn: int, number: int, sentences: list[str]) -> Values:
    went, came = (
        json.dumps([{"text": one, "page": None, "file": None}])
        for one in dice.choices(sentences, k=2)
    )
    on = AS_OF - timedelta(days=dice.randint(1, 19))
    return (turn, number, f"{turn}", "edited", 0, f"{on}", f"{on - timedelta(days=1)}", f"{on}",
            went, came, "[]", "a few words", "some other words", "[]", "[]", "[]",
            _sum(f"{number}"), "rules", "2026-11-02T07:00:00Z")  # fmt: skip


def _sum(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
