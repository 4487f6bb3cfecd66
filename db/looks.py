"""What an editor should look for today, and what helps with looking."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlite_utils import Database

from db.commitments import set_as_of
from db.connection import trying
from db.words import every_word, listed_titled

Row = dict[str, Any]
# For so many days a look may be called upon: the number stands in db/views.sql too.
LOOK_COUNTS_DAYS: Final = 92

# Whose newest date has passed, and what was seen of it last. The views are asked for few columns:
# nobody waits for slips here.
_PASSED: Final = """
    from (
      select slug, status, standing_due_words, standing_due_latest, delivery_suggested, today,
        looked_on, look_result, cast(julianday(today) - julianday(looked_on) as integer) as days_ago
      from statuses where status in ('unchecked', 'overdue', 'being_checked')
    ) s
    join commitments c on c.slug = s.slug and c.kind = :kind
"""
_NOT_FOR_REVIEW: Final = "not (s.status = 'being_checked' and s.delivery_suggested)"
# Today is the last day on which a look of 92 days ago counts: it is made again before it ends.
_DUE: Final = f"""{_NOT_FOR_REVIEW} and (
    s.looked_on is null or s.looked_on <= s.standing_due_latest or s.days_ago >= :counts_days)"""
_COLUMNS: Final = """select s.slug, c.title, c.owner, s.status, s.standing_due_words as due_words,
    s.standing_due_latest as due_latest, s.looked_on, s.look_result, s.days_ago"""
_OLDEST_FIRST: Final = "order by s.standing_due_latest, s.slug limit :limit"


@contextmanager
def counted_on(db: Database, day: str) -> Iterator[None]:
    """Count for ``day`` inside; nothing is kept, and nothing written where that is so already."""
    if db.execute("select 1 from as_of where day = ?", [day]).fetchone():
        yield
        return
    with trying(db):
        set_as_of(db, day)
        yield


def due(db: Database, kind: str, limit: int) -> list[Row]:
    """What is to be looked for, the oldest claim first: a row a commitment, see ``DueLook``."""
    return list(db.query(f"{_COLUMNS} {_PASSED} where {_DUE} {_OLDEST_FIRST}", _asked(kind, limit)))


def due_count(db: Database, kind: str) -> int:
    """How many there are in all."""
    return int(db.execute(f"select count(*) {_PASSED} where {_DUE}", _asked(kind, 0)).fetchone()[0])


def waiting_for_review(db: Database, kind: str, limit: int) -> list[Row]:
    """What is not to be looked for before somebody decided whether it was delivered."""
    where = f"where not ({_NOT_FOR_REVIEW})"
    return list(db.query(f"{_COLUMNS} {_PASSED} {where} {_OLDEST_FIRST}", _asked(kind, limit)))


def _asked(kind: str, limit: int) -> dict[str, Any]:
    return {"kind": kind, "limit": limit, "counts_days": LOOK_COUNTS_DAYS}


# ------------------------------------------------------------------ one of them


def told(db: Database, slug: str) -> Row | None:
    """The row of ``timeline`` with the columns of ``due`` and what its sentence needs beside."""
    found = db.query(
        """select t.*, m.title as target,
             t.standing_due_words as due_words, t.standing_due_latest as due_latest,
             cast(julianday(t.as_of) - julianday(t.looked_on) as integer) as days_ago,
             (select e.due_kind from ordered_events e where e.commitment = :slug and e.carries
                and e.due_latest is not null order by e.position limit 1) as first_due_kind,
             (select e.due_kind from ordered_events e where e.commitment = :slug and e.carries
                and e.due_latest is not null order by e.position desc limit 1)
               as standing_due_kind,
             (select e.soft from ordered_events e where e.commitment = :slug and e.carries
                and e.start_by is not null order by e.position limit 1) as start_soft
           from timeline t
           left join commitments m on m.slug = t.merged_into
           where t.slug = :slug""",
        {"slug": slug},
    )
    return next(iter(found), None)


def said_last(db: Database, slug: str) -> Row | None:
    """The newest event on record, with the address and publisher of its first source."""
    found = db.query(
        """select e.event, e.who, e.voice, e.made_on, e.made_on_precision, e.made_on_earliest,
             e.made_on_basis, e.due_phrase, e.evidence, e.checked_words, s.publisher, s.url
           from ordered_events e
           left join event_sources s on s.event_id = e.id and s.position = (
             select min(position) from event_sources where event_id = e.id)
           where e.commitment = ? order by e.position desc limit 1""",
        [slug],
    )
    return next(iter(found), None)


def last_look(db: Database, slug: str) -> Row | None:
    """The newest look that stands: day, as what, where, for which words, result, note."""
    found = db.query(
        """select looked_on, looked_as, place, words, result, note from looks
           where commitment = ? and retracted_on is null
             and looked_on <= (select day from as_of)
           order by looked_on desc, id desc limit 1""",
        [slug],
    )
    return next(iter(found), None)


def names(db: Database, slug: str, limit: int) -> list[str]:
    """The title of a commitment and what else it is called, in that order."""
    rows = db.execute(
        """select title from commitments where slug = :slug
           union all
           select alias from (
             select alias from aliases where commitment = :slug order by position)
           limit :limit""",
        {"slug": slug, "limit": limit},
    )
    return [row[0] for row in rows.fetchall()]


def bodies(db: Database, slug: str) -> list[str]:
    """The bodies that a commitment belongs to, each followed by what took the place of it."""
    rows = db.execute(
        """with recursive there(slug, position, step) as (
             select body, position, 0 from commitment_bodies where commitment = ?
             union
             select b.successor, t.position, t.step + 1
             from there t join bodies b on b.slug = t.slug
             where b.successor is not null and t.step < 5
               and b.existed_until < (select day from as_of)
           )
           select slug from there group by slug order by min(position), min(step)""",
        [slug],
    )
    return [row[0] for row in rows.fetchall()]


def found_delivered(db: Database, slug: str, limit: int) -> list[Row]:
    """Sentences and titles that seem to say that it came, and that nobody has decided about."""
    return list(
        db.query(
            """select distinct d.title, d.url, substr(d.published_at, 1, 10) as published_on
               from suggestions g
               join statements s on s.id = g.statement_id and s.stands and s.event = 'delivered'
               join review_queue q on q.statement_id = s.id
               join documents d on d.id = s.document_id
               where g.commitment = ?
               order by d.published_at desc nulls last, d.id desc limit ?""",
            [slug, limit],
        )
    )


def titled(db: Database, called: Sequence[str], limit: int) -> list[Row]:
    """Documents that hold every word of one of some names in their title, newest first.

    The index is not brought up to date for it: what an editor looks at must not wait for a crawl.
    """
    alternatives = " OR ".join(f"({every})" for every in map(every_word, called) if every)
    if not alternatives:
        return []
    query = f"title : ({alternatives})"
    return list(
        db.query(
            """select d.title, d.url, substr(d.published_at, 1, 10) as published_on
               from (
                 select rowid as id from documents_fts where documents_fts match ?
                 union select value from json_each(?)
               ) f cross join documents d on d.id = f.id
               where d.origin <> 'copy' and d.state = 'live'
               order by d.published_at desc nulls last, d.id desc limit ?""",
            [query, json.dumps(listed_titled(db, query)), limit],
        )
    )


def coverage(db: Database, of_bodies: Sequence[str], limit: int) -> list[Row]:
    """How the crawled sources of some bodies were when they were last read."""
    marks = ", ".join("?" for _ in of_bodies)
    return list(
        db.query(
            f"""select h.title, h.health, h.read_on, h.last_healthy_on
                from source_health h join sources o on o.name = h.source
                where o.body in ({marks}) and not h.sample
                order by h.title limit ?""",
            [*of_bodies, limit],
        )
    )


# ------------------------------------------------------------------ recording


def look_like(db: Database, look: Row) -> int | None:
    """The number of a look that says the same and stands, or None."""
    row = db.execute(
        """select id from looks where retracted_on is null and commitment = :commitment
             and looked_on = :looked_on and place is :place and words is :words
             and result = :result and note = :note order by id desc limit 1""",
        look,
    ).fetchone()
    return int(row[0]) if row else None


def retract_look(db: Database, look_id: int, today: str, why: str) -> Row | None:
    """Take one look back, keeping its row; its commitment and day, or None: there is none."""
    found = db.query(
        """update looks set retracted_on = ?, retracted_why = ?
           where id = ? and retracted_on is null returning commitment, looked_on""",
        [today, why, look_id],
    )
    return next(iter(list(found)), None)
