"""What the pages said of each commitment, release by release, and what they would say now.

A *claim* is what is counted of a commitment and told to readers: the columns of ``CLAIM``. The
record is the table ``claims``: a row for each release in which the claim became another one.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from db.commitments import set_as_of
from db.connection import trying
from db.published import has_table, reading
from db.publishing.counting import counted_once

Row = dict[str, Any]

CLAIM: Final = (
    "status", "first_due_words", "first_due_latest", "standing_due_words", "standing_due_latest",
    "days_late_min", "days_late_max", "outcome_event", "outcome_on", "merged_into", "disputed",
)  # fmt: skip
# What a person answers for before it is told: a change of these waits to be accepted.
LATENESS: Final = ("status", "days_late_min", "days_late_max")
_CLAIM: Final = ", ".join(CLAIM)
# Columns of published events that say what was said; the others tell how well that is known.
_SAYS: Final = (
    "event", "made_on", "made_on_precision", "made_on_earliest", "made_on_basis", "who", "voice",
    "promised_by", "merged_into", "due_phrase", "due_kind", "due_earliest", "due_latest",
    "start_by", "soft", "provisional", "milestone",
)  # fmt: skip
_KNOWN_HOW: Final = ("evidence", "checked", "checked_on")
# Of each commitment, and of one, the newest row of the record.
_LAST: Final = """select * from claims c where release = (
  select max(release) from claims x where x.commitment = c.commitment)"""
_NEWEST: Final = "select * from claims where commitment = ? order by release desc limit 1"


def mend_record(db: Database, number: int | None, published: Path | None) -> None:
    """Let the record say what was really published, release ``number`` being the newest shown.

    Rows of a release that was never switched to go (its run was killed); None: nothing goes, for
    nobody knows which was shown. Rows that the current release has and a database restored from an
    older backup has not are taken in.
    """
    if number is not None:
        db.execute("delete from claims where release > ?", [number])
    if published is None:
        return
    with reading(published) as file:
        if not has_table(file, "claims"):
            return
        cursor = file.execute("select * from claims")
        columns = [column[0] for column in cursor.description]
        places = ", ".join("?" for _ in columns)
        db.conn.executemany(
            f"insert or ignore into claims ({', '.join(columns)}) values ({places})", cursor
        )


def last_shown(db: Database, current: int | None) -> int | None:
    """The newest release that was shown, of which ``current`` is what the folder of releases knows.

    That folder may be lost, or an older copy, while the database goes on. None where neither knows:
    nothing was published, or by an earlier delaywatch, which kept no number.
    """
    kept = [row[0] for row in db.execute("select release from as_of").fetchall()]
    return max((n for n in (current, *kept) if n is not None), default=None)


def keep_shown(db: Database, number: int) -> None:
    """Keep which release is the newest that was shown; to be called in ``writing``.

    Once before the record gets the claims of the next one, and again once that is switched to.
    """
    db.execute("update as_of set release = max(coalesce(release, 0), ?)", [number])


def newest_known(db: Database, shown: int | None) -> int:
    """The highest number of a release that a row tells of as shown; 0 where none does.

    ``shown`` is what ``last_shown`` told: claims of a later one were never shown.
    """
    [(number,)] = db.execute(
        """select max(n) from (
             select coalesce(max(release), 0) as n from claims
             where release <= ifnull(:shown, release)
             union all select coalesce(max(release), 0) from digests
             union all select coalesce(max(release), 0) from deliveries
             union all select coalesce(max(release), 0) from as_of)""",
        {"shown": shown},
    ).fetchall()
    return int(number)


def last_claims(db: Database) -> dict[str, Row]:
    """The newest row of the record of each commitment, by its slug; ``was`` is not among them."""
    return {row["commitment"]: row for row in db.query(_LAST)}


def claim_before(db: Database, slug: str) -> Row | None:
    """The newest claim on record that said anything of a commitment: what stood before a hold."""
    found = db.query(
        """select * from claims where commitment = ? and status is not null
           order by release desc limit 1""",
        [slug],
    )
    return next(iter(found), None)


def claim_in(published: Path, slug: str) -> Row | None:
    """What a file that holds a table ``timeline`` claims of a commitment, if anything."""
    with reading(published) as file:
        found = file.execute(f"select slug, {_CLAIM} from timeline where slug = ?", [slug])
        return _by_slug(found).get(slug)


def claimed_beside(db: Database, published: Path) -> Iterator[tuple[str, Row | None, Row | None]]:
    """What the record has last of each commitment, and what a file claims: slug, record, file.

    First those that the file tells of, in its order, then the others of the record. Row by row: the
    memory that it takes does not grow with what is claimed, but for a set of slugs.
    """
    there = set()
    with reading(published) as file, closing(db.conn.cursor()) as cursor:
        for slug, *claim in file.execute(f"select slug, {_CLAIM} from timeline"):
            there.add(slug)
            last = cursor.execute(_NEWEST, [slug]).fetchone()
            yield slug, last and _named(cursor, last), dict(zip(CLAIM, claim, strict=True))
        for row in cursor.execute(_LAST):
            last = _named(cursor, row)
            if last["commitment"] not in there:
                yield last["commitment"], last, None


def counted(db: Database, slugs: Iterable[str]) -> dict[str, Row]:
    """What the working database claims of some commitments, for the day that stands in it.

    Nothing else is counted: of a few it takes milliseconds, however many there are.
    """
    with counted_once(db, only=slugs, until="timeline"):
        return _by_slug(db.execute(f"select slug, {_CLAIM} from temp.timeline"))


def counted_for(db: Database, day: str, slugs: Iterable[str]) -> dict[str, Row]:
    """The same for another day, by the present rules and facts; nothing is kept of it."""
    with trying(db):
        set_as_of(db, day)
        return counted(db, slugs)


def facts_in(published: Path, slugs: Iterable[str]) -> dict[str, dict[str, set[tuple[Any, ...]]]]:
    """What some claims of a release rest on: slug to ``events``, ``known_how`` and ``looks``."""
    wanted = json.dumps(list(slugs))
    found: dict[str, dict[str, set[tuple[Any, ...]]]] = {}
    with reading(published) as file:
        for slug in json.loads(wanted):
            found[slug] = {"events": set(), "known_how": set(), "looks": set()}
        of = "commitment in (select value from json_each(?))"
        columns = ", ".join((*_SAYS, *_KNOWN_HOW))
        for slug, origin, *values in file.execute(
            f"select commitment, origin, {columns} from events where {of}", [wanted]
        ):
            says = (origin, *values[: len(_SAYS)])
            found[slug]["events"].add(says)
            found[slug]["known_how"].add((*says, *values[len(_SAYS) :]))
        for slug, *look in file.execute(
            f"select commitment, looked_on, place, words, result from looks where {of}", [wanted]
        ):
            found[slug]["looks"].add(tuple(look))
    return found


def taken_back(db: Database, slug: str, since: str) -> Row | None:
    """The newest event of a commitment that was taken back for a cause since a day: cause, why."""
    found = db.query(
        """select retracted_cause as cause, retracted_why as why from events
           where commitment = ? and retracted_cause is not null and retracted_on >= ?
           order by retracted_on desc, id desc limit 1""",
        [slug, since],
    )
    return next(iter(found), None)


def objection_upheld(db: Database, slug: str, since: str) -> Row | None:
    """The newest objection that was upheld, at least in part, since a day: its reason."""
    found = db.query(
        """select reason from objection_states
           where commitment = ? and closed and outcome in ('upheld', 'upheld_in_part')
             and moved_on >= ?
           order by moved_on desc, id desc limit 1""",
        [slug, since],
    )
    return next(iter(found), None)


def held_slugs(db: Database) -> list[str]:
    """The commitments that are out of the published file for now."""
    rows = db.execute("select commitment from held order by commitment").fetchall()
    return [row[0] for row in rows]


def held_in(published: Path) -> list[str]:
    """The commitments that a release says are held."""
    with reading(published) as file:
        rows = file.execute("select commitment from held order by commitment").fetchall()
    return [row[0] for row in rows]


def accepted(db: Database, slug: str, claim: Row) -> Row | None:
    """The newest acceptance of a claim that a person gave, if it is of this very lateness."""
    found = db.query(
        f"""select * from accepted_claims where commitment = :slug
              and {" and ".join(f"{name} is :{name}" for name in LATENESS)}
            order by id desc limit 1""",
        {"slug": slug, **{name: claim[name] for name in LATENESS}},
    )
    return next(iter(found), None)


def accept(
    db: Database,
    slug: str,
    claim: Row,
    *,
    by: str,
    at: str,
    cause: str | None = None,
    reason: str | None = None,
) -> None:
    """Keep that a person wants a claim published."""
    row = {"commitment": slug, "cause": cause, "reason": reason, "accepted_by": by,
           "accepted_at": at}  # fmt: skip
    db.table("accepted_claims").insert(row | {name: claim[name] for name in LATENESS})


@contextmanager
def laying_aside(db: Database) -> Iterator[None]:
    """Keep the claims of a release that is being built, for ``record_new``; they go afterwards."""
    try:
        yield
    finally:
        db.execute("drop table if exists temp.new_claims")


def record_new(db: Database) -> None:
    """Add the claims of a release to the record, as ``build`` laid them aside."""
    db.execute("insert into main.claims select * from temp.new_claims")


def record(db: Database, rows: Iterable[Row]) -> None:
    """Add rows to the record."""
    db.table("claims").insert_all(rows, pk=("commitment", "release"))


def events_told(db: Database, published: Path) -> list[int]:
    """Which events that were taken back for a cause a release told, or told as taken back."""
    candidates = [
        row[0]
        for row in db.execute("select id from events where retracted_cause is not null").fetchall()
    ]
    with reading(published) as file:
        rows = file.execute(
            "select id from events where id in (select value from json_each(?))",
            [json.dumps(candidates)],
        ).fetchall()
        if has_table(file, "corrections"):
            rows += file.execute(
                """select value from json_each(?)
                   where 'event:' || value in (select key from corrections)""",
                [json.dumps(candidates)],
            ).fetchall()
    return sorted({row[0] for row in rows})


def releases_told(published: Path) -> list[Row]:
    """The releases that one names, itself the last: number, as_of, published_at, sha256."""
    with reading(published) as file:
        if not has_table(file, "releases"):
            return []
        cursor = file.execute(
            "select number, as_of, published_at, sha256 from releases order by number"
        )
        columns = [column[0] for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor]


def _named(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> Row:
    return dict(zip((column[0] for column in cursor.description), row, strict=True))


def _by_slug(rows: Any) -> dict[str, Row]:
    return {slug: dict(zip(CLAIM, claim, strict=True)) for slug, *claim in rows.fetchall()}
