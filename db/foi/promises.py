"""What replies promise, and which events of commitments, or sources of such, stand for it.

A promise of an FOI reply makes an event of origin ``foi``, or its page becomes one more source of
the event that tells the same already. Which promise did what stands in ``foi_promises`` for as
long as it holds.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlite_utils import Database

from db.commitments import EVENT_COLUMNS, EVENT_SOURCE_COLUMNS, retract_editors_commitment
from db.foi.few import choose

Row = dict[str, Any]
ORIGIN: Final = "foi"
# Why the commitment that a promise had made is not there while the promise does not count.
TAKEN_BACK: Final = "the promise in an FOI reply that made it does not count at present"


def public_promises(db: Database, as_of: str) -> list[Row]:
    """Every promise in a reply of a case that is public on a day.

    A reply that relies on future publication and gives its day, but whose words were not recorded,
    promises that day (of several grounds the last of their days), without words.

    ``foi_event``, ``foi_request``, ``position`` (of the event in its case), ``type``,
    ``occurred_on`` and its precision, ``to_come`` (on the day it was not given yet), ``known``;
    ``due_phrase``, ``due_kind``, ``due_earliest``, ``due_latest``, ``start_by``, ``soft`` and
    ``about``; of the case origin, subject, authority, body, source_title and source_publisher;
    ``url`` of the event, else of the case; ``provisions`` and ``links`` (commitment and role) as
    lists.
    """
    rows = db.query(
        """
        with replies as (
          select *, promise_due_phrase is null as wordless,
            (select max(anticipated_publication) from foi_grounds
              where foi_event = foi_events.id) as anticipated
          from foi_events
          where retracted_on is null and actor = 'authority'
        )
        select e.id as foi_event, e.foi_request,
          (select count(*) from foi_events f where f.foi_request = e.foi_request
             and f.retracted_on is null and f.position <= e.position) as position,
          e.type, e.occurred_on, e.occurred_on_precision,
          coalesce(e.occurred_on > :day, 0) as to_come, e.known,
          e.promise_due_phrase as due_phrase,
          iif(e.wordless, 'deadline', e.promise_due_kind) as due_kind,
          e.promise_due_earliest as due_earliest,
          iif(e.wordless, e.anticipated, e.promise_due_latest) as due_latest,
          e.promise_start_by as start_by, coalesce(e.promise_soft, 0) as soft,
          e.promise_about as about,
          r.origin, r.subject, r.authority, r.body, r.source_title, r.source_publisher,
          coalesce(e.url, r.url) as url,
          (select json_group_array(provision) from (
             select provision from foi_grounds where foi_event = e.id order by position))
            as provisions,
          (select json_group_array(json_array(commitment, role)) from (
             select commitment, role from foi_commitments
             where foi_request = r.id order by position)) as links
        from replies e
        join foi_requests r on r.id = e.foi_request and r.retracted_on is null
        where not (e.wordless and e.anticipated is null)
          and (r.visibility = 'public' or (r.visibility = 'embargoed' and r.public_from <= :day))
        order by e.occurred_on is not null, e.occurred_on, e.id
        """,
        {"day": as_of},
    )
    return [row | {name: json.loads(row[name]) for name in ("provisions", "links")} for row in rows]


def settled(db: Database) -> list[Row]:
    """Which promise stands for what.

    foi_event, foi_request, commitment, event_id, made, added_url.
    """
    return list(
        db.query(
            """select p.*, e.foi_request from foi_promises p
               join foi_events e on e.id = p.foi_event order by p.foi_event"""
        )
    )


def keep_made(db: Database, foi_event: int, slug: str, event_id: int) -> None:
    """Record that a promise stands as an event that was made for it."""
    _keep(db, foi_event, slug, event_id, made=1)


def keep_joined(
    db: Database, foi_event: int, slug: str, event_id: int, added_url: str | None
) -> None:
    """Record that a promise stands as an event that was there; None: its source was there too."""
    _keep(db, foi_event, slug, event_id, made=0, added_url=added_url)


def _keep(db: Database, foi_event: int, slug: str, event_id: int, **more: int | str | None) -> None:
    row = {"foi_event": foi_event, "commitment": slug, "event_id": event_id, **more}
    db.table("foi_promises").insert(row)


def forget(db: Database, row: Row) -> None:
    """A promise (a row of ``settled``) stands for nothing any more; the source it added goes."""
    db.execute(
        "delete from event_sources where event_id = ? and url = ? and origin = 'editor'",
        [row["event_id"], row["added_url"]],
    )
    db.execute("delete from foi_promises where foi_event = ?", [row["foi_event"]])


def page_taken(db: Database, event_id: int, url: str) -> Row | None:
    """The page that a reviewer, too, took as a source of an event, or of what it corrects.

    url, title, publisher, published_at, nature and page; None where nobody did.
    """
    found = db.query(
        """
        select json_extract(w.fields, '$.url') as url, d.title, d.published_at,
          o.title as publisher, o.nature, null as page
        from reviews w
        join documents d on d.id = w.document_id
        join sources o on o.name = d.source
        join events told on told.id = w.event_id
        join events e on e.id = :event and e.commitment = w.commitment
        where w.decision = 'same' and json_extract(w.fields, '$.url') = :url
          and (told.id = e.id or told.retracted_on is not null)
          and not exists (select 1 from reviews u where u.undoes = w.id)
        order by w.id limit 1
        """,
        {"event": event_id, "url": url},
    )
    return next(iter(found), None)


# ----------------------------------------------------------------- events of commitments


def events_of(db: Database, slugs: Iterable[str]) -> dict[str, list[Row]]:
    """The events of some commitments that stand and are known by the day of counting, in order.

    By slug; each has EVENT_COLUMNS, ``id``, ``origin``, ``sources`` and the ``urls`` of these.
    """
    events: dict[str, list[Row]] = {slug: [] for slug in sorted(slugs)}
    choose(db, events)
    sources: dict[int, list[Row]] = {}
    for row in _rows(
        db,
        ("event_id", *EVENT_SOURCE_COLUMNS),
        """event_sources where event_id in (
             select id from events where commitment in (select slug from temp.few))
           order by position""",
    ):
        sources.setdefault(row.pop("event_id"), []).append(row)
    for event in _rows(
        db, ("commitment", "id", "origin", *EVENT_COLUMNS), "few_ordered_events order by position"
    ):
        found = sources.get(event["id"], [])
        told = {**event, "sources": found, "urls": [one["url"] for one in found]}
        events[told.pop("commitment")].append(told)
    return events


def name_events(db: Database) -> dict[int, str]:
    """Call what replies promise by what it does to the promises before it; names by event.

    promised where there was none, and where the commitment had ended and nothing had opened it
    again; slipped or brought_forward where its date is later or earlier than the one that stood, as
    ``slips`` counts that; else reaffirmed. An older promise may come to light at any time, so all
    that are known by the day of counting are named again.
    """
    made = db.execute(
        """select e.commitment from foi_promises p join events e on e.id = p.event_id
           where p.made"""
    )
    choose(db, (slug for (slug,) in made.fetchall()))
    names = dict(
        db.execute(
            """
            with made as (
              select event_id from foi_promises where made
            ),
            followed as (
              select o.id, o.commitment, o.position, o.carries,
                -- Where the newest end, and the newest event that opened again, stand before it.
                -- What a reply gave after an end did so, whatever it is called until now.
                max(iif(o.counts and o.event in ('delivered', 'merged', 'dropped'), o.position, 0))
                  over before as ended_at,
                max(iif(o.counts and o.event in ('promised', 'resumed') or m.event_id is not null,
                  o.position, 0)) over before as reopened_at
              from few_ordered_events o left join made m on m.event_id = o.id
              window before as (partition by o.commitment order by o.position
                rows between unbounded preceding and 1 preceding)
            ),
            carrying as (
              select id, reopened_at < ended_at as had_ended,
                row_number() over (partition by commitment order by position) as place
              from followed where carries
            )
            select c.id, case
                when c.place = 1 or c.had_ended then 'promised'
                when s.slip = 'later' then 'slipped'
                when s.slip = 'earlier' then 'brought_forward'
                else 'reaffirmed' end
            from carrying c
            left join few_slips s on s.to_event = c.id
            where c.id in (select event_id from made)
            """
        ).fetchall()
    )
    called = _called(db)
    for event_id, name in names.items():
        if called[event_id] != name:
            db.execute("update events set event = ? where id = ?", [name, event_id])
    return names


def _called(db: Database) -> dict[int, str]:
    """What the events that were made for promises are called so far."""
    rows = db.execute(
        """select e.id, e.event from foi_promises p join events e on e.id = p.event_id
           where p.made"""
    )
    return dict(rows.fetchall())


def _rows(db: Database, columns: tuple[str, ...], of: str) -> Iterator[Row]:
    found = db.execute(f"select {', '.join(columns)} from {of}")
    return (dict(zip(columns, row, strict=True)) for row in found.fetchall())


def drop_sources_that_nothing_bears_out(db: Database) -> None:
    """Take out what promises of replies had added to events as a source and no promise now does.

    What a reviewer's decision bears out stays; so does what came with the register or a rule.
    """
    db.execute(
        """
        delete from event_sources
        where origin = 'editor'
          and exists (
            select 1 from events s
            where s.id = event_sources.event_id and s.retracted_on is null
              and s.origin <> 'editor')
          and not exists (
            select 1 from foi_promises p
            join foi_events e on e.id = p.foi_event
            join foi_requests r on r.id = e.foi_request
            where p.event_id = event_sources.event_id
              and coalesce(e.url, r.url) = event_sources.url)
          and not exists (
            select 1 from reviews w
            -- The + lets the index be used: it takes what the column has of a type away.
            where w.decision = 'same' and json_extract(w.fields, '$.url') = +event_sources.url
              and w.commitment = (
                select commitment from events where id = event_sources.event_id)
              and not exists (select 1 from reviews u where u.undoes = w.id))
        """
    )


# ----------------------------------------------------------------- commitments made of promises


def is_live(db: Database, slug: str) -> bool:
    """Whether a commitment stands."""
    row = db.execute(
        "select 1 from commitments where slug = ? and retracted_on is null", [slug]
    ).fetchone()
    return row is not None


def rest_commitment(db: Database, slug: str, today: str) -> None:
    """Take back a commitment that was made of a promise, unless it has events by now."""
    if _is_made_of_a_promise(db, slug):
        retract_editors_commitment(db, slug, today, TAKEN_BACK)


def wake_commitment(db: Database, slug: str) -> None:
    """Bring back a commitment that was taken back with its promise."""
    db.execute(
        """update commitments set retracted_on = null, retracted_why = null
           where slug = ? and retracted_why = ?""",
        [slug, TAKEN_BACK],
    )


def is_resting(db: Database, slug: str) -> bool:
    """Whether a commitment is one of ``resting_commitments``."""
    row = db.execute(
        "select 1 from commitments where slug = ? and retracted_why = ?", [slug, TAKEN_BACK]
    ).fetchone()
    return row is not None


def resting_commitments(db: Database) -> list[str]:
    """Slugs of the commitments that wait for the promise that made them to count again."""
    rows = db.execute(
        "select slug from commitments where retracted_why = ? order by slug", [TAKEN_BACK]
    )
    return [row[0] for row in rows.fetchall()]


def say_about(db: Database, foi_event: int, slug: str, role: str) -> None:
    """Record which commitment a promise is about, and that its case bears on it in a ``role``."""
    db.execute("update foi_events set promise_about = ? where id = ?", [slug, foi_event])
    db.execute(
        """insert into foi_commitments (foi_request, position, commitment, role)
           select e.foi_request, coalesce(max(l.position), 0) + 1, :slug, :role
           from foi_events e left join foi_commitments l on l.foi_request = e.foi_request
           where e.id = :event
           group by e.foi_request having sum(l.commitment is :slug) = 0""",
        {"slug": slug, "event": foi_event, "role": role},
    )


def _is_made_of_a_promise(db: Database, slug: str) -> bool:
    row = db.execute(
        "select 1 from commitments where slug = ? and origin = 'editor' and kind = 'foi_reply'",
        [slug],
    ).fetchone()
    return row is not None
