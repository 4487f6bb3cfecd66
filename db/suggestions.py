"""What the machine thinks a statement is about: what waits, what is new, and its suggestions."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final

from sqlite_utils import Database

from db.documents import AUTHOR, JOIN_AUTHOR
from db.finished import is_listed_again, strike_off, take
from db.migrations import OWN_VIEW, views
from db.migrations import statements as split
from db.statements import TITLE_RULE
from db.words import every_word, index_words

Row = dict[str, Any]


def waiting(db: Database) -> list[Row]:
    """Statements that wait for a person, with their document and what they were matched by.

    Beside the columns of ``statements`` url, origin and title of the document, ``body`` (whose
    words it holds), ``made_from`` and ``suggested``, the commitments.
    """
    return _waiting(db, "waiting w")


def changed(db: Database) -> list[Row]:
    """The rows of ``waiting`` that something changed for since they were matched."""
    return _waiting(
        db, "statements_to_match q cross join waiting w on w.statement_id = q.statement_id"
    )


def _waiting(db: Database, tables: str) -> list[Row]:
    rows = list(
        db.query(
            f"""
            select s.*, d.url, d.origin, d.title, {AUTHOR} as body, r.made_from,
              (select json_group_array(commitment) from suggestions g
                where g.statement_id = s.id) as suggested
            from {tables}
            cross join statements s on s.id = w.statement_id
            cross join documents d on d.id = s.document_id
            cross join sources o on o.name = d.source
            {JOIN_AUTHOR}
            left join resolutions r on r.statement_id = s.id
            order by s.id
            """
        )
    )
    return [row | {"suggested": json.loads(row["suggested"])} for row in rows]


def is_as_read(db: Database, row: Row) -> bool:
    """Whether a row of ``waiting`` still waits, is as it was, and has the same suggestions."""
    if is_listed_again(db, "statements_to_match", statement_id=row["id"]):
        return False
    found = db.execute(
        """select r.made_from from waiting w
           left join resolutions r on r.statement_id = w.statement_id where w.statement_id = ?""",
        [row["id"]],
    ).fetchone()
    return found is not None and found[0] == row["made_from"]


def take_listed(db: Database) -> None:
    """Take the statements that something changed for."""
    take(db, "statements_to_match")


def was_matched(db: Database, statement_id: int) -> None:
    """A statement has the suggestions that it gets now."""
    db.execute("delete from statements_to_match where statement_id = ?", [statement_id])


def match_again(db: Database, statement_id: int) -> None:
    """Something changed for a statement while it was matched."""
    db.execute(
        """insert into statements_to_match (statement_id) values (?)
           on conflict (statement_id) do update set taken = 0 where taken""",
        [statement_id],
    )


def forget_settled(db: Database) -> None:
    """What waits no more needs no suggestions."""
    db.execute(
        """delete from statements_to_match
           where statement_id not in (select statement_id from waiting)"""
    )


def events_of(db: Database, slugs: Iterable[str]) -> dict[str, list[Row]]:
    """Slug to the events of a commitment that stand, in the order in which they count; of these.

    Each with ``urls``, the addresses of its sources.
    """
    found: dict[str, list[Row]] = {}
    with _counting(db, slugs):
        rows = list(
            db.query(
                """
                select e.id, e.commitment, e.event, e.carries, e.made_on, e.made_on_precision,
                  e.due_latest, e.start_by, e.measured_due,
                  (select json_group_array(url) from event_sources where event_id = e.id) as urls
                from ordered_events e order by e.commitment, e.position
                """
            )
        )
    for row in rows:
        found.setdefault(row["commitment"], []).append(row | {"urls": json.loads(row["urls"])})
    return found


def ended(db: Database, slugs: Iterable[str]) -> set[str]:
    """Which of these commitments are delivered, merged or dropped: as in the view ``measured``."""
    with _counting(db, slugs):
        rows = db.execute(
            """select commitment from deciding_events
               where coalesce(reopened_at, 0) < ended_at"""
        ).fetchall()
    return {row[0] for row in rows}


# What the views of this chain read is only of the commitments in question, so that they count these
# and no others: views count over all that there is before anything is chosen from them.
_COUNTED: Final = (
    "told_events", "dead_urls", "closed_events", "ordered_events", "turning_events",
    "deciding_events",
)  # fmt: skip


@contextmanager
def _counting(db: Database, slugs: Iterable[str]) -> Iterator[None]:
    """Let the views of events count some commitments only; nothing is to be written meanwhile."""
    db.execute("create temp table counted_only (commitment text primary key)")
    made = ["drop table temp.counted_only"]
    try:
        db.conn.executemany(
            "insert or ignore into temp.counted_only values (?)", [(slug,) for slug in slugs]
        )
        for table, of_those in (
            ("events", "commitment in (select commitment from temp.counted_only)"),
            ("event_sources", "event_id in (select id from temp.events)"),
        ):
            db.execute(f"create temp table {table} as select * from main.{table} where {of_those}")
            made.append(f"drop table temp.{table}")
        db.execute("create index temp.counted_events on events (commitment)")
        db.execute("create index temp.counted_sources on event_sources (event_id)")
        for name, view in _views_counting():
            db.execute(view)
            made.append(f"drop view temp.{name}")
        yield
    finally:
        for drop in reversed(made):
            db.execute(drop)


@lru_cache(maxsize=1)
def _views_counting() -> list[tuple[str, str]]:
    """Name and SQL of the views of events, as they read what is counted only."""
    found = []
    for statement in split(views()):
        made = OWN_VIEW.search(statement)
        if made and made[1] in _COUNTED:
            told = statement[made.start() :].replace("create view", "create temp view", 1)
            found.append((made[1], told))
    return found


def event_states(db: Database, slugs: Iterable[str]) -> dict[str, str]:
    """Slug to what changes whenever an event of the commitment comes or goes; of these."""
    rows = db.execute(
        """select commitment, count(*) || '/' || max(id) || '/' || sum(retracted_on is not null)
           from events where commitment in (select value from json_each(?)) group by commitment""",
        [json.dumps(sorted(slugs))],
    )
    return dict(rows.fetchall())


def event_state(db: Database, slug: str) -> str:
    """What changes whenever an event of one commitment is added, replaced or taken back."""
    row = db.execute(
        """select count(*) || '/' || max(id) || '/' || sum(retracted_on is not null)
           from events where commitment = ?""",
        [slug],
    ).fetchone()
    return str(row[0])


def to_regroup(db: Database, slug: str, maker: Row) -> list[Row]:
    """Statements whose first suggestion is this commitment, and the one that made it.

    Gives id, confidence and ``waits``, whether it is undecided: what was rejected may be opened
    again. ``maker`` has document_id, quote_hash and focus.
    """
    return list(
        db.query(
            """select s.id, s.confidence, s.id in (select statement_id from waiting) as waits
               from statements s
               left join suggestions g on g.statement_id = s.id and g.rank = 1
               where g.commitment = :slug or (s.document_id = :document_id
                 and s.quote_hash = :quote_hash and s.focus = :focus)
               order by s.id""",
            {**maker, "slug": slug},
        )
    )


def save_suggestions(db: Database, statement_id: int, made_from: str, found: list[Row]) -> None:
    """Replace the suggestions of a statement; ``found`` are rows without statement and rank."""
    db.execute("delete from suggestions where statement_id = ?", [statement_id])
    for rank, row in enumerate(found, start=1):
        db.execute(
            """insert into suggestions
                 (statement_id, rank, kind, commitment, event_id, proposal, score, why)
               values (?, ?, ?, ?, ?, ?, ?, ?)""",
            [
                statement_id, rank, row["kind"], row.get("commitment"), row.get("event_id"),
                row.get("proposal"), row["score"], row["why"],
            ],
        )  # fmt: skip
    db.execute(
        """insert into resolutions (statement_id, made_from) values (?, ?)
           on conflict (statement_id) do update set made_from = excluded.made_from""",
        [statement_id, made_from],
    )


# Titles ------------------------------------------------------------------------------


def unmatched_titles(db: Database, *, everything: bool) -> list[Row]:
    """Titles of pages of public bodies that were never held against the commitments.

    Of those that are listed as new, or of ``everything``. version_id, document_id, title, origin,
    published_at and ``body``, whose words it holds.
    """
    listed = "" if everything else "titles_to_match q cross join"
    on_it = "" if everything else "d.id = q.document_id and"
    return list(
        db.query(
            f"""{_titles(listed)}
            where {on_it} d.kind in ('publication', 'news') and o.nature = 'official'
              and not exists (select 1 from matched_titles m where m.version_id = v.id)
            order by d.id"""
        )
    )


def take_titles(db: Database) -> bool:
    """Whether documents are listed as having a new title, or one that may be read now; takes it."""
    take(db, "titles_to_match")
    return db.execute("select 1 from titles_to_match limit 1").fetchone() is not None


def titles_were_matched(db: Database) -> None:
    """What was to be done for the titles of the documents that were taken is done."""
    strike_off(db, "titles_to_match")


def titles_linked_to(db: Database, slug: str) -> list[Row]:
    """Titles of pages that are a sign that this commitment came out, as far as is known."""
    return list(
        db.query(
            f"""{_titles()}
            where d.id in (
              select x.document_id from statements x join suggestions g on g.statement_id = x.id
              where x.rule = '{TITLE_RULE}' and g.commitment = ?)
            order by d.id""",
            [slug],
        )
    )


def titles_like(db: Database, name: str) -> list[Row]:
    """Titles of pages of public bodies that hold every word of a name; the database is written to.

    What is not in the index of words yet is put into it before.
    """
    every = every_word(name)
    if not every:
        return []
    index_words(db)
    return list(
        db.query(
            f"""{_titles("documents_fts cross join")}
            where documents_fts match ? and d.id = documents_fts.rowid
              and d.kind in ('publication', 'news') and o.nature = 'official'
            order by d.id""",
            [f"title : ({every})"],
        )
    )


def _titles(first: str = "") -> str:
    """The titles of documents; ``first`` is what is read before them, as it leads to them."""
    join = "cross join" if first else "join"
    return f"""
        select v.id as version_id, d.id as document_id, d.title, d.origin, d.published_at,
          {AUTHOR} as body
        from {first} documents d
        {join} sources o on o.name = d.source
        {join} versions v on v.id = d.current_version
        {JOIN_AUTHOR}
    """


def mark_title_matched(db: Database, version_id: int) -> None:
    """Remember that the title of a version was held against the commitments."""
    db.execute("insert or ignore into matched_titles (version_id) values (?)", [version_id])


def matched_names(db: Database, slugs: Iterable[str]) -> dict[str, str]:
    """Slug to the names that titles were last held against; of these commitments."""
    rows = db.execute(
        """select commitment, names from matched_names
           where commitment in (select value from json_each(?))""",
        [json.dumps(list(slugs))],
    )
    return dict(rows.fetchall())


def save_matched_names(db: Database, slugs: Iterable[str], names: Mapping[str, str]) -> None:
    """Remember the names of these commitments that titles were held against, where it has any."""
    rows = [(slug, names.get(slug)) for slug in slugs]
    gone = [(slug,) for slug, told in rows if told is None]
    db.conn.executemany("delete from matched_names where commitment = ?", gone)
    db.conn.executemany(
        """insert into matched_names (commitment, names) values (?, ?)
           on conflict (commitment) do update set names = excluded.names""",
        [row for row in rows if row[1] is not None],
    )
