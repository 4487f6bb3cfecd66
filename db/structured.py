"""Dates in structured places, and the commitments and events that rules make of them.

A *thing* is (source, whether it is of the sample site, kind, key): what is announced, in every
version of every document of its source. A *draft* is a commitment as it should stand
(tracker/structured/drafts.py).
"""

import json
from collections.abc import Iterator
from typing import Final

from sqlite_utils import Database

from db.commitments import Row, insert_event, keep_editors_sources, retract_event
from db.finished import is_listed_again, strike_off, take

Thing = tuple[str, int, str, str]
_THING: Final = ("source", "sample", "kind", "key")
_LIST: Final = "things_to_tell"
# The columns of an event that a rule decides.
EVENT = (
    "event", "made_on", "made_on_precision", "made_on_earliest", "made_on_basis", "who", "voice",
    "promised_by", "due_phrase", "due_kind", "due_earliest", "due_latest", "provisional",
    "confidence", "checked", "checked_by", "checked_on", "note",
)  # fmt: skip
SOURCE = ("url", "title", "title_basis", "publisher", "published", "kind", "page")
COMMITMENT = ("title", "owner", "kind", "selection", "summary", "outcome_note")


# What is announced ---------------------------------------------------------------------------


def announced(db: Database, source: str, *, everything: bool) -> Iterator[Row]:
    """The announced dates of a source, thing by thing, by document and version.

    Those of the things that are listed (``listed``), or of ``everything``.

    Beside the columns of ``announced_dates``: its document and version with their days, those of
    the version before (``modified_before``, ``fetched_before``), whether this is what the document
    says now, and ``text_id`` where the text has pages. Copies of a site are left out.
    """
    return db.query(
        f"""
        with asked as (
          select a.*, d.source, d.origin = 'sample' as sample, v.document_id
          from {"announced_dates a" if everything else _LISTED}
          cross join versions v on v.id = a.version_id
          cross join documents d on d.id = v.document_id
          where d.origin in ('site', 'sample', 'file') and d.source = :source
            {"" if everything else "and (d.origin = 'sample') = q.sample"}
        ),
        told as (
          select v.id, v.document_id, v.number, v.title as page_title, v.published_at,
            v.modified_at, v.fetched_at,
            lag(v.modified_at) over line as modified_before,
            lag(v.fetched_at) over line as fetched_before,
            max(v.number) over (partition by v.document_id) as newest_number,
            max(v.fetched_at) over (partition by v.document_id) as newest_fetched_at
          from versions v
          where v.document_id in (select document_id from asked)
          window line as (partition by v.document_id order by v.number)
        )
        select a.source, a.sample, a.kind, a.key, a.title, a.words,
          a.earliest, a.latest, a.precision, a.state, a.url, a.previous_words,
          a.previous_earliest, a.previous_latest, a.note, a.author, a.body, a.outcome_url,
          a.outcome_on, a.version_id, d.id as document_id, d.kind as document_kind,
          d.url as page_url, d.author as page_author, d.body as page_body,
          d.current_version = a.version_id as is_current,
          t.number, t.page_title, t.published_at, t.modified_at, t.fetched_at, t.modified_before,
          t.fetched_before, t.newest_number, t.newest_fetched_at,
          (select max(x.id) from texts x
            where x.version_id = a.version_id and x.page_starts is not null) as text_id
        from asked a
        cross join told t on t.id = a.version_id
        cross join documents d on d.id = t.document_id
        order by a.sample, a.kind, a.key, d.id, t.number, a.position
        """,
        {"source": source},
    )


# The list goes first: it is short, whatever the planner knows of it.
_LISTED: Final = """
    things_to_tell q
    cross join announced_dates a on q.source = :source and a.key = q.key and a.kind = q.kind"""


def take_listed(db: Database, source: str) -> list[Thing]:
    """The things of a source of which something may be announced otherwise."""
    take(db, _LIST, source=source)
    rows = db.execute(
        """select source, sample, kind, key from things_to_tell where source = ?
           order by sample, kind, key""",
        [source],
    ).fetchall()
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def was_told(db: Database, thing: Thing) -> None:
    """What is announced of a thing was looked at, and its record is as that says."""
    db.execute(
        "delete from things_to_tell where source = ? and sample = ? and kind = ? and key = ?", thing
    )


def tell_again(db: Database, thing: Thing) -> None:
    """Somebody made the events of a thing anew while it was looked at."""
    db.execute(
        """insert into things_to_tell (source, sample, kind, key) values (?, ?, ?, ?)
           on conflict (source, sample, kind, key) do update set taken = 0 where taken""",
        thing,
    )


def all_told(db: Database, source: str) -> None:
    """All things of a source were looked at that were listed when the list was taken."""
    strike_off(db, _LIST, source=source)


def paged_text(db: Database, text_id: int) -> tuple[str, list[int]]:
    """A text and the offsets at which its pages begin."""
    text, starts = db.execute(
        "select text, page_starts from texts where id = ?", [text_id]
    ).fetchone()
    return str(text), json.loads(starts)


def sources(db: Database) -> dict[str, Row]:
    """Name to title, nature, republish, body and body_name of every source."""
    rows = db.query(
        """select s.name, s.title, s.nature, s.republish, s.body, b.name as body_name
           from sources s left join bodies b on b.slug = s.body"""
    )
    return {row.pop("name"): row for row in rows}


# What was made of it -------------------------------------------------------------------------


def made_from(db: Database, source: str, *, everything: bool) -> dict[Thing, str]:
    """From what the events of each thing of a source were made; of those listed, or of all."""
    listed = "" if everything else "natural join things_to_tell"
    rows = db.execute(
        f"""select source, sample, kind, key, made_from from structured_readings {listed}
            where source = ?""",
        [source],
    ).fetchall()
    return {(row[0], row[1], row[2], row[3]): row[4] for row in rows}


def is_as_read(db: Database, thing: Thing, before: str | None) -> bool:
    """Whether nothing of a thing was announced since it was looked at, nor its events made anew."""
    if is_listed_again(db, _LIST, **dict(zip(_THING, thing, strict=True))):
        return False
    row = db.execute(
        """select made_from from structured_readings
           where source = ? and sample = ? and kind = ? and key = ?""",
        thing,
    ).fetchone()
    return (row[0] if row else None) == before


def keep_made_from(db: Database, thing: Thing, value: str) -> None:
    """Remember from what the events of a thing were made."""
    db.execute(
        """insert into structured_readings (source, sample, kind, key, made_from)
           values (?, ?, ?, ?, ?)
           on conflict do update set made_from = excluded.made_from""",
        [*thing, value],
    )


def forget_made_from(db: Database, thing: Thing) -> None:
    """A thing that is announced nowhere any more is looked at as a new one if it comes back."""
    db.execute(
        """delete from structured_readings
           where source = ? and sample = ? and kind = ? and key = ?""",
        thing,
    )


def commitments_of(db: Database, thing: Thing) -> dict[str, str]:
    """Part to slug of every commitment that a thing ever had."""
    rows = db.execute(
        """select part, commitment from structured_commitments
           where source = ? and sample = ? and kind = ? and key = ?""",
        thing,
    ).fetchall()
    return dict(rows)


def slug_for(db: Database, thing: Thing, part: str, wanted: str, row: Row, origin: str) -> str:
    """Make a commitment for a part of a thing; returns its slug, a free one where that is taken."""
    slug, number = wanted, 1
    while db.execute("select 1 from commitments where slug = ?", [slug]).fetchone():
        number += 1
        slug = f"{wanted}-{number}"
    names = ", ".join(COMMITMENT)
    marks = ", ".join("?" for _ in COMMITMENT)
    db.execute(
        f"insert into commitments (slug, origin, {names}) values (?, ?, {marks})",
        [slug, origin, *(row[name] for name in COMMITMENT)],
    )
    db.execute(
        """insert into structured_commitments (source, sample, kind, key, part, commitment)
           values (?, ?, ?, ?, ?, ?)""",
        [*thing, part, slug],
    )
    return slug


def update_commitment(db: Database, slug: str, row: Row, body: str | None) -> None:
    """Bring the row of a commitment and its body up to date; it stands (again) from now on."""
    sets = ", ".join(f"{name} = ?" for name in COMMITMENT)
    differs = " or ".join(f"{name} is not ?" for name in COMMITMENT)
    values = [row[name] for name in COMMITMENT]
    db.execute(
        f"""update commitments set {sets}, retracted_on = null, retracted_why = null
            where slug = ? and (retracted_on is not null or {differs})""",
        [*values, slug, *values],
    )
    db.execute(
        "delete from commitment_bodies where commitment = ? and (position > 1 or body is not ?)",
        [slug, body],
    )
    if body is not None:
        db.execute(
            """insert or ignore into commitment_bodies (commitment, position, body, role)
               values (?, 1, ?, 'lead')""",
            [slug, body],
        )


def relate(db: Database, slugs: list[str]) -> None:
    """Let each review name the one before and the one after it."""
    for slug, others in _neighbours(slugs):
        found = db.execute(
            "select related from related where commitment = ? order by position", [slug]
        ).fetchall()
        if [row[0] for row in found] != others:
            db.execute("delete from related where commitment = ?", [slug])
            for position, other in enumerate(others, start=1):
                db.execute(
                    "insert into related (commitment, position, related) values (?, ?, ?)",
                    [slug, position, other],
                )


def _neighbours(slugs: list[str]) -> Iterator[tuple[str, list[str]]]:
    for place, slug in enumerate(slugs):
        yield slug, [*slugs[max(place - 1, 0) : place], *slugs[place + 1 : place + 2]]


def retract_commitment(db: Database, slug: str, today: str, why: str) -> None:
    """Take back a commitment of a rule, unless it has events, as from an editor."""
    db.execute(
        """update commitments set retracted_on = ?, retracted_why = ?
           where slug = ? and retracted_on is null and not exists (
             select 1 from events where commitment = slug and retracted_on is null)""",
        [today, why, slug],
    )


def standing_events(db: Database, slug: str, origin: str) -> list[Row]:
    """The events of a rule that stand, in order, with ``id``, ``seq`` and their ``sources``."""
    events = list(
        db.query(
            f"""select id, seq, {", ".join(EVENT)} from events
                where commitment = ? and origin = ? and retracted_on is null order by seq""",
            [slug, origin],
        )
    )
    for event in events:
        event["sources"] = list(
            db.query(
                f"""select {", ".join(SOURCE)} from event_sources
                    where event_id = ? and origin = 'rule' order by position""",
                [event["id"]],
            )
        )
    return events


def add_event(db: Database, slug: str, event: Row, *, origin: str, instead_of: int | None) -> int:
    """Write an event of a rule; the sources that an editor added to the one before go on to it."""
    event_id = insert_event(db, slug, event, origin=origin)
    if instead_of is not None:
        keep_editors_sources(db, instead_of, event_id)
    return event_id


def take_back(db: Database, event_id: int, today: str, why: str) -> None:
    """Retract an event of a rule; its place is free for another."""
    retract_event(db, event_id, today, why)


def place_events(db: Database, places: dict[int, int]) -> None:
    """Give events (by number) their places; which place one has is no fact of its own."""
    db.conn.executemany("update events set seq = null where id = ?", [(one,) for one in places])
    db.conn.executemany(
        "update events set seq = ? where id = ?", [(place, one) for one, place in places.items()]
    )


def replace_sources(db: Database, event_id: int, sources: list[Row]) -> None:
    """The same words at another address: the page has moved. Editors' further sources stay."""
    kept = list(
        db.query(
            f"""select {", ".join(SOURCE)}, origin from event_sources
                where event_id = ? and origin <> 'rule' order by position""",
            [event_id],
        )
    )
    db.execute("delete from event_sources where event_id = ?", [event_id])
    rows = [{**source, "origin": "rule"} for source in sources]
    for position, row in enumerate([*rows, *kept], start=1):
        db.execute(
            f"""insert into event_sources (event_id, position, origin, {", ".join(SOURCE)})
                values (?, ?, ?, {", ".join("?" for _ in SOURCE)})""",
            [event_id, position, row["origin"], *(row[name] for name in SOURCE)],
        )


# Switches ------------------------------------------------------------------------------------


def switched_off(db: Database) -> dict[tuple[str, str], str]:
    """(rule, source) to the reason, for every rule that is off for a source."""
    rows = db.execute(
        """select rule, source, reason from (
             select *, row_number() over (partition by rule, source order by id desc) as newest
             from rule_switches)
           where newest = 1 and state = 'off'"""
    ).fetchall()
    return {(row[0], row[1]): row[2] for row in rows}


def add_switch(
    db: Database, rule: str, source: str, state: str, reason: str | None, at: str
) -> None:
    """Write down that a rule was switched off or on for a source."""
    db.execute(
        "insert into rule_switches (rule, source, state, reason, at) values (?, ?, ?, ?, ?)",
        [rule, source, state, reason, at],
    )


def made_by_rules(db: Database) -> list[Row]:
    """How much each rule has made of each source: kind, source, commitments and events standing."""
    return list(
        db.query(
            """select s.kind, s.source, count(distinct c.slug) as commitments,
                 count(e.id) as events
               from structured_commitments s
               left join commitments c on c.slug = s.commitment and c.retracted_on is null
               left join events e on e.commitment = c.slug and e.retracted_on is null
                 and e.origin = c.origin
               group by s.kind, s.source order by s.kind, s.source"""
        )
    )
