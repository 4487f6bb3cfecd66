"""Build the published file: accepted facts, and of documents what may be shown.

``TABLES`` is the list of everything that leaves the working database; what is
not named here stays private. docs/published.md describes it, a line a table,
and a test holds the two together.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from sqlite_utils.db import Column

from db.connection import explained
from db.errors import Problem

Row = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """A published table: its query over the working database, its key, links and indexes."""

    name: str
    select: str
    key: tuple[str, ...]
    links: tuple[tuple[str, str, str], ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    search: tuple[str, ...] = ()


PUBLIC_ORIGINS = ("site", "sample", "file")  # of documents: no copy of a site
_SOURCE = "url, title, title_basis, publisher, published, kind"
_STANDS = "select slug from commitments where retracted_on is null"
_TO_COMMITMENT = (("commitment", "commitments", "slug"),)
# Of the FOI cases: which may be seen on the day, and what of them had happened by then. An event is
# named by its place in its case; its number in the database would tell how many others there are.
_SHOWN = "select foi_request from foi_shown"
_HAPPENED = f"""select * from foi_events
  where retracted_on is null and foi_request in ({_SHOWN})
    and (occurred_on is null or occurred_on <= (select day from as_of))"""
# A release that is counted for an earlier day knows of no reply that came after it.
_REPLIED = "coalesce(r.responded_on, '') <= (select day from as_of)"
_TO_CASE = (("foi_request", "foi_requests", "id"),)

TABLES = (
    Table(
        "bodies",
        "select slug, name, existed_from, existed_until, successor, note from bodies",
        ("slug",),
    ),
    Table(
        "commitments",
        """select slug, title, owner, topic, kind, selection, summary,
             outcome_note as note from commitments where retracted_on is null""",
        ("slug",),
        search=("title", "summary"),
    ),
    Table(
        "commitment_bodies",
        f"""select commitment, position, body, role from commitment_bodies
            where commitment in ({_STANDS})""",
        ("commitment", "position"),
        (*_TO_COMMITMENT, ("body", "bodies", "slug")),
        (("body",),),
    ),
    Table(
        "aliases",
        f"select commitment, position, alias from aliases where commitment in ({_STANDS})",
        ("commitment", "position"),
        _TO_COMMITMENT,
    ),
    Table(
        "unverified",
        f"select commitment, position, text from unverified where commitment in ({_STANDS})",
        ("commitment", "position"),
        _TO_COMMITMENT,
    ),
    Table(
        "related",
        f"select commitment, position, related from related where commitment in ({_STANDS})",
        ("commitment", "position"),
        (*_TO_COMMITMENT, ("related", "commitments", "slug")),
    ),
    Table(
        "context",
        f"""select commitment, position, date, date_precision, text from context
            where commitment in ({_STANDS})""",
        ("commitment", "position"),
        _TO_COMMITMENT,
    ),
    Table(
        "context_sources",
        f"""select commitment, context_position, position, {_SOURCE} from context_sources
            where commitment in ({_STANDS})""",
        ("commitment", "context_position", "position"),
        _TO_COMMITMENT,
    ),
    Table(
        "outcome_sources",
        f"""select commitment, position, {_SOURCE} from outcome_sources
            where commitment in ({_STANDS})""",
        ("commitment", "position"),
        _TO_COMMITMENT,
    ),
    Table(
        "events",
        f"""select id, commitment, position, event, made_on, made_on_precision, made_on_earliest,
              made_on_basis, who, voice, promised_by, merged_into, due_phrase, due_kind,
              due_earliest, due_latest, start_by, soft, provisional,
              evidence, checked_words as checked, checked_on, carries, counts,
              origin, note
            from ordered_events where commitment in ({_STANDS})""",
        ("id",),
        (
            *_TO_COMMITMENT,
            ("promised_by", "bodies", "slug"),
            ("merged_into", "commitments", "slug"),
        ),
        (("commitment", "position"), ("made_on",)),
    ),
    Table(
        "event_sources",
        f"""select event_id, position, {_SOURCE}, page from event_sources
            where event_id in (select id from ordered_events where commitment in ({_STANDS}))""",
        ("event_id", "position"),
        (("event_id", "events", "id"),),
    ),
    Table(
        "looks",
        f"""select id, commitment, looked_on, place, words, result, note from looks
            where retracted_on is null and commitment in ({_STANDS})""",
        ("id",),
        _TO_COMMITMENT,
        (("commitment",),),
    ),
    Table(
        "foi_requests",
        f"""select r.id, r.requester_kind, r.authority, r.subject, r.reference, r.requested_on,
             r.requested_on_precision,
             case when {_REPLIED} then r.responded_on end as responded_on,
             iif({_REPLIED}, r.responded_on_precision, 'unknown') as responded_on_precision,
             iif({_REPLIED}, r.outcome, 'unknown') as outcome,
             r.exemption, r.detail, r.source_url, r.source_title, r.source_publisher,
             case r.confidence when 'reported_second_hand' then 'second-hand'
                               else 'first-hand' end as evidence,
             r.promise_due_phrase, r.promise_due_earliest, r.promise_due_latest, r.unverified,
             r.body, r.regime, r.url,
             case when r.parent in ({_SHOWN}) then r.parent end as parent,
             r.followed, s.status, s.since as status_since, s.received_on, s.checked_on
           from foi_requests r left join foi_states s on s.foi_request = r.id
           where r.id in ({_SHOWN})""",
        ("id",),
        (("body", "bodies", "slug"), ("parent", "foi_requests", "id")),
        (("status",), ("body",)),
    ),
    Table(
        "foi_commitments",
        f"""select foi_request, position, commitment, role from foi_commitments
            where commitment in ({_STANDS}) and foi_request in ({_SHOWN})""",
        ("foi_request", "position"),
        (*_TO_CASE, *_TO_COMMITMENT),
        (("commitment",),),
    ),
    Table(
        "foi_events",
        f"""select foi_request, position, type, occurred_on, occurred_on_precision, actor, known,
              channel, outcome, until, resets, reference, url, sha256, note, promise_due_phrase,
              promise_due_kind, promise_due_earliest, promise_due_latest, promise_start_by,
              promise_soft, case when promise_about in ({_STANDS}) then promise_about end
              as promise_about
            from ({_HAPPENED})""",
        ("foi_request", "position"),
        (*_TO_CASE, ("promise_about", "commitments", "slug")),
    ),
    Table(
        "foi_grounds",
        f"""select e.foi_request, e.position as event, g.position, g.provision, g.scope,
              g.public_interest_test, g.neither_confirm_nor_deny, g.properly_invoked,
              g.anticipated_publication
            from foi_grounds g join ({_HAPPENED}) e on e.id = g.foi_event""",
        ("foi_request", "event", "position"),
        _TO_CASE,
        (("provision",),),
    ),
    Table(
        "foi_clock",
        """select late_after, state, subject, authority, next_action, kind, due, alternative,
             days_left, status, may_escalate, party, checked_on, basis, citation, confirmed,
             explanation, counted_from, received_on, changed_on, revision, as_of, regime,
             reference, body, url, foi_request, position
           from foi_clock where visibility = 'public'""",
        ("foi_request", "position"),
        (*_TO_CASE, ("body", "bodies", "slug")),
        (("state",), ("late_after",)),
    ),
    Table(
        "foi_releases",
        f"""select r.document_id as document, r.commitment
            from foi_releases r join documents d on d.id = r.document_id
            where r.decision = 'accept' and r.commitment in ({_STANDS})
              and d.origin in {PUBLIC_ORIGINS}""",
        ("document", "commitment"),
        (("document", "documents", "id"), *_TO_COMMITMENT),
        (("commitment",),),
    ),
    Table(
        "body_foi",
        """select body, valid_from, valid_until, regime, jurisdiction, cost_limit_pounds,
             cost_limit_hours, address, whatdotheyknow, confirmed, source, note
           from body_foi""",
        ("body", "valid_from"),
        (("body", "bodies", "slug"),),
    ),
    Table(
        "bank_holidays",
        "select division, day, title, notes, calendar from temp.calendar_in_use",
        ("division", "day"),
    ),
    Table(
        "sources",
        "select name, title, kind, body, url, licence, republish, cadence, note from sources",
        ("name",),
        (("body", "bodies", "slug"),),
    ),
    Table(
        "documents",
        f"""select d.id, d.source, d.author, d.title, d.url, d.kind, d.published_at, d.modified_at,
             d.origin = 'sample' as sample,
             case when s.republish = 'text' then nullif(d.text, '') end as text,
             s.licence
           from documents d join sources s on s.name = d.source
           where d.origin in {PUBLIC_ORIGINS}""",
        ("id",),
        (("source", "sources", "name"),),
        (("published_at",), ("source",)),
        search=("title", "text"),
    ),
    Table(
        "document_changes",
        """select v.id, v.document, v.title, v.url, v.source, v.change,
             v.as_before_on, v.changed_by, v.happened_on, v.dated, v.now, v.was, v.became,
             v.sentences_removed, v.sentences_added,
             case s.republish when 'text' then v.removed
               when 'quote' then c.removed_quote end as removed,
             case s.republish when 'text' then v.added
               when 'quote' then c.added_quote end as added,
             v.files_removed, v.files_added, v.attached_to, v.note, v.decided_on, v.sample,
             s.licence
           from document_changes v
           join changes c on c.id = v.id
           join sources s on s.name = v.source
           where v.state = 'accepted' and v.changed_by <= (select day from as_of)""",
        ("id",),
        (("document", "documents", "id"), ("source", "sources", "name")),
        (("changed_by",), ("source",), ("document",)),
    ),
    Table(
        "site_changes",
        """select id, source, first_day, last_day, pages_gone, pages_moved, pages_before,
             files_gone, files_moved, files_before, came_back, decided_on, sample
           from site_changes
           where state = 'accepted' and last_day <= (select day from as_of)""",
        ("id",),
        (("source", "sources", "name"),),
        (("source",),),
    ),
    Table(
        "source_health",
        "select * from source_health",
        ("source", "sample"),
        (("source", "sources", "name"),),
    ),
    Table(
        "timeline",
        "select * from timeline",
        ("slug",),
        (("slug", "commitments", "slug"), ("merged_into", "commitments", "slug")),
        (("kind", "status"), ("status",), ("standing_due_latest",), ("owner",)),
    ),
    Table(
        "promises",
        "select * from promises",
        ("event_id",),
        (*_TO_COMMITMENT, ("event_id", "events", "id"), ("promised_by", "bodies", "slug")),
        (("commitment", "position"), ("due_latest",)),
    ),
    Table(
        "slips",
        "select * from slips",
        ("to_event",),
        (*_TO_COMMITMENT, ("to_event", "events", "id"), ("from_event", "events", "id")),
        (("slip", "said_on"), ("commitment",)),
    ),
    Table("overdue", "select * from overdue", ("slug",), (("slug", "commitments", "slug"),)),
    Table("unchecked", "select * from unchecked", ("slug",), (("slug", "commitments", "slug"),)),
    Table("due_soon", "select * from due_soon", ("slug",), (("slug", "commitments", "slug"),)),
)

# Computed columns that hold whole numbers or truth. A copied query keeps no type
# for what it computes, and -42 would become text that sorts and exports wrongly.
WHOLE_NUMBERS = frozenset(
    {
        "position", "event_id", "from_event", "to_event",
        "days", "days_late_min", "days_late_max", "days_left",
        "first_days_min", "first_days_max", "standing_days_min", "standing_days_max",
        "tightest_days_min", "tightest_days_max",
        "moved_later", "moved_earlier", "loosened", "tightened", "dates_lost", "events",
        "first_due_soft", "standing_due_soft", "soft", "second_hand_events", "unchecked_events",
        "first_due_provisional", "standing_due_provisional", "provisional",
        "dues_checked", "carries", "counts", "sample",
        "documents", "files", "without_text", "pages_waiting", "files_waiting", "pages_failed",
        "pages_refused",
        "sentences_removed", "sentences_added", "came_back",
        "may_escalate", "revision",
    }
)  # fmt: skip


def build(db: Database, target: Path, as_of: str, calendar: Iterable[Row] = ()) -> str:
    """Write the published tables of the working database into ``target``; returns their digest.

    Everything is counted for ``as_of``, which must be the day in the database. ``calendar`` are the
    bank holidays that FOI deadlines were counted by: rows of division, day, title, notes and
    calendar (its version).

    The digest covers every published row, so that a second publication of the
    same facts for the same day can be told from a new one. Raises Problem on
    a full disk, a folder that cannot be written, or where another command
    changed the day in between.
    """
    with explained(target):
        _copy(db, target, calendar)
        published = Database(target)
        if published.execute("select day from as_of").fetchone() != (as_of,):
            raise Problem(
                "another command set another day while this one was publishing",
                where=str(target),
                do="publish again",
            )
        for table in TABLES:
            _finish(published, table)
        digest = _digest(published)
        published.conn.close()
    return digest


def count_commitments(target: Path) -> int:
    """How many commitments a published file holds."""
    connection = sqlite3.connect(f"file:{target}?mode=ro", uri=True)
    count: int = connection.execute("select count(*) from commitments").fetchone()[0]
    connection.close()
    return count


def holds_case(target: Path, case_id: str) -> bool:
    """Whether a published file holds an FOI case; one of before there were such tables does not."""
    connection = sqlite3.connect(f"file:{target}?mode=ro", uri=True)
    try:
        found = connection.execute("select 1 from foi_requests where id = ?", [case_id]).fetchone()
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
    return found is not None


def seal(target: Path, *, release: int, published_at: str) -> None:
    """Write the release into the published file, compact it and make it read-only."""
    with explained(target):
        published = Database(target)
        published.execute("update as_of set release = ?, published_at = ?", [release, published_at])
        published.conn.commit()
        published.execute("analyze")
        published.execute("vacuum")
        published.conn.close()
        target.chmod(0o444)


def rows(target: Path, table: Table) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """Column names and all rows of a published table, in the order of its key."""
    connection = sqlite3.connect(f"file:{target}?mode=ro", uri=True)
    found = connection.execute(f"select * from [{table.name}] order by {', '.join(table.key)}")
    return [column[0] for column in found.description], found


def _copy(db: Database, target: Path, calendar: Iterable[Row]) -> None:
    """All tables in one read of the working database, so that they agree with each other."""
    db.execute("attach ? as published", [str(target)])
    try:
        _lay_out(db, calendar)
        db.execute("begin")
        for table in TABLES:
            db.execute(f"create table published.[{table.name}] as {table.select}")
        db.execute(
            """create table published.as_of as
               select a.day, cast(null as integer) as release, cast(null as text) as published_at,
                 r.waiting as findings_waiting, r.oldest_found_on as oldest_finding_on
               from main.as_of a, main.reviewing r"""
        )
        db.execute("commit")
    finally:
        if db.conn.in_transaction:
            db.execute("rollback")
        db.execute("drop table if exists temp.calendar_in_use")
        db.execute("detach published")


def _lay_out(db: Database, calendar: Iterable[Row]) -> None:
    """The calendar in use beside the tables: it may be the packaged one, which no table holds."""
    db.execute(
        "create temp table calendar_in_use (division text, day text, title text, notes text, "
        "calendar text)"
    )
    db.conn.executemany(
        "insert into temp.calendar_in_use values (:division, :day, :title, :notes, :calendar)",
        calendar,
    )


def _finish(db: Database, table: Table) -> None:
    """Give a copied table its key, links, indexes and full-text search."""
    made = db.table(table.name)
    made.transform(
        types={column.name: _type_of(column) for column in made.columns},
        pk=table.key if len(table.key) > 1 else table.key[0],
        add_foreign_keys=list(table.links),
    )
    for columns in table.indexes:
        made.create_index(columns)
    if table.search:
        made.enable_fts(table.search, tokenize="porter unicode61")


def _type_of(column: Column) -> type:
    if column.type:
        return int if column.type.upper().startswith("INT") else str
    return int if column.name in WHOLE_NUMBERS else str


def _digest(db: Database) -> str:
    digest = hashlib.sha256()
    for table in TABLES:
        digest.update(f"\n{table.name}\n".encode())
        for row in db.execute(f"select * from [{table.name}] order by {', '.join(table.key)}"):
            digest.update(json.dumps(row, ensure_ascii=False).encode())
    day = db.execute("select day, findings_waiting, oldest_finding_on from as_of").fetchone()
    digest.update(json.dumps(day).encode())
    return digest.hexdigest()
