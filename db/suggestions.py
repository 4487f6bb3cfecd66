"""What the machine thinks a statement is about: commitments to match with, and its suggestions."""

import json
from typing import Any

from sqlite_utils import Database

from db.documents import AUTHOR, JOIN_AUTHOR
from db.statements import TITLE_RULE

Row = dict[str, Any]


def commitment_names(db: Database) -> dict[str, Row]:
    """Slug to ``title``, ``aliases`` and ``bodies`` (their names), for all that may be meant.

    Those that rules make of dates in fields are left out: what becomes of a release is told by the
    field that announced it, and thousands of titles of statistics would draw prose to themselves.
    An editor can still link a statement to one.
    """
    rows = db.query(
        """
        select c.slug, c.title,
          (select json_group_array(alias) from (
             select alias from aliases where commitment = c.slug order by position)) as aliases,
          (select json_group_array(name) from (
             select b.name from commitment_bodies l join bodies b on b.slug = l.body
             where l.commitment = c.slug order by l.position)) as bodies
        from commitments c
        where c.retracted_on is null and c.origin not like 'rule:%' order by c.rowid
        """
    )
    lists = ("aliases", "bodies")
    return {row.pop("slug"): row | {name: json.loads(row[name]) for name in lists} for row in rows}


def undecided(db: Database) -> list[Row]:
    """Statements that wait for a person, with their document and what they were matched by."""
    rows = list(
        db.query(
            f"""
            select s.*, d.url, d.origin, d.title, {AUTHOR} as body, r.made_from,
              (select json_group_array(commitment) from suggestions g
                where g.statement_id = s.id) as suggested
            from review_queue q
            join statements s on s.id = q.statement_id
            join documents d on d.id = s.document_id
            join sources o on o.name = d.source
            {JOIN_AUTHOR}
            left join resolutions r on r.statement_id = s.id
            order by s.id
            """
        )
    )
    return [row | {"suggested": json.loads(row["suggested"])} for row in rows]


def is_as_read(db: Database, row: Row) -> bool:
    """Whether a row of ``undecided`` still waits, with the suggestions that it had then."""
    found = db.execute(
        """select r.made_from from review_queue q
           left join resolutions r on r.statement_id = q.statement_id where q.statement_id = ?""",
        [row["id"]],
    ).fetchone()
    return found is not None and found[0] == row["made_from"]


def events_by_commitment(db: Database) -> dict[str, list[Row]]:
    """Slug to the events of a commitment that stand, in the order in which they count.

    Each with ``urls``, the addresses of its sources.
    """
    found: dict[str, list[Row]] = {}
    for row in db.query(
        """
        select e.id, e.commitment, e.event, e.carries, e.made_on, e.made_on_precision,
          e.due_latest, e.start_by, e.measured_due,
          (select json_group_array(url) from event_sources where event_id = e.id) as urls
        from ordered_events e
        where e.commitment in (select slug from commitments where origin not like 'rule:%')
        order by e.commitment, e.position
        """
    ):
        found.setdefault(row["commitment"], []).append(row | {"urls": json.loads(row["urls"])})
    return found


def event_states(db: Database) -> dict[str, str]:
    """Slug to what changes whenever an event of the commitment is added, replaced or taken back."""
    rows = db.execute(
        """select commitment, count(*) || '/' || max(id) || '/' || sum(retracted_on is not null)
           from events group by commitment"""
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
            """select s.id, s.confidence, s.id in (select statement_id from review_queue) as waits
               from statements s
               left join suggestions g on g.statement_id = s.id and g.rank = 1
               where g.commitment = :slug or (s.document_id = :document_id
                 and s.quote_hash = :quote_hash and s.focus = :focus)
               order by s.id""",
            {**maker, "slug": slug},
        )
    )


def ended(db: Database) -> set[str]:
    """Slugs of the commitments that are delivered, merged or dropped."""
    rows = db.execute("select slug from statuses where outcome_event is not null")
    return {row[0] for row in rows.fetchall()}


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


def unmatched_titles(db: Database) -> list[Row]:
    """Titles of pages of public bodies that were never held against the commitments."""
    return list(
        db.query(
            f"""{_TITLES}
            where d.kind in ('publication', 'news') and o.nature = 'official'
              and not exists (select 1 from matched_titles m where m.version_id = v.id)
            order by d.id"""
        )
    )


def titles_linked_to(db: Database, slug: str) -> list[Row]:
    """Titles of pages that are a sign that this commitment came out, as far as is known."""
    return list(
        db.query(
            f"""{_TITLES}
            where d.id in (
              select x.document_id from statements x join suggestions g on g.statement_id = x.id
              where x.rule = '{TITLE_RULE}' and g.commitment = ?)
            order by d.id""",
            [slug],
        )
    )


def titles_like(db: Database, name: str) -> list[Row]:
    """Titles of pages of public bodies that hold every word of a name."""
    words = [word for word in "".join(c if c.isalnum() else " " for c in name).split() if word]
    if not words:
        return []
    phrase = "title : (" + " AND ".join(f'"{word}"' for word in words) + ")"
    return list(
        db.query(
            f"""{_TITLES}
            join documents_fts on documents_fts.rowid = d.id
            where documents_fts match ? and d.kind in ('publication', 'news')
              and o.nature = 'official'
            order by d.id""",
            [phrase],
        )
    )


_TITLES = f"""
    select v.id as version_id, d.id as document_id, d.title, d.origin, d.published_at,
      {AUTHOR} as body
    from documents d
    join sources o on o.name = d.source
    join versions v on v.id = d.current_version
    {JOIN_AUTHOR}
"""


def mark_title_matched(db: Database, version_id: int) -> None:
    """Remember that the title of a version was held against the commitments."""
    db.execute("insert or ignore into matched_titles (version_id) values (?)", [version_id])


def matched_names(db: Database) -> dict[str, str]:
    """Slug to the names that titles were last held against."""
    return dict(db.execute("select commitment, names from matched_names").fetchall())


def save_matched_names(db: Database, names: dict[str, str]) -> None:
    """Remember the names that titles were held against."""
    db.execute("delete from matched_names")
    db.conn.executemany(
        "insert into matched_names (commitment, names) values (?, ?)", list(names.items())
    )
