"""The fetch ledger: runs, what they did with each source, every scheduled URL, finished sweeps.

Every URL that is scheduled ends in exactly one state, and the counts of a run
are counted from those states, never kept beside them. All writing functions
run inside the caller's transaction (``db.connection.writing``).
"""

import json
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from db.rows import row_of

ENDED = ("ok", "unchanged", "gone", "refused", "failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One URL in the ledger of a source; ``kind`` is list, document or attachment.

    ``native_id`` and ``item`` (JSON) are the entry that led to it, kept until
    the page is read so that a later run can take it up without asking again.
    ``stamp`` is the list's sign of change, kept once the page was read.
    """

    source: str
    origin: str
    url: str
    kind: str
    native_id: str | None = None
    item: str | None = None
    stamp: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How the fetch of a page ended: one of ENDED, and why if not well.

    ``etag`` and ``last_modified`` are the server's exact words; None keeps
    what is stored. ``next_check_at`` is the instant from which a failed page
    is due again.
    """

    state: str
    http_status: int | None = None
    reason: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    attempts: int = 1
    next_check_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """A listing that was read to its end: where the next run may stop.

    ``newest_modified`` is the newest change that its first page showed when
    the sweep began; ``total`` what the site said it has, ``known`` how many of
    those were accounted for; the validators are those of the first page.
    ``swept_on`` is the day that the last run counted as which read all of it, and did
    not stop where nothing seemed to be new; it is told, not kept.
    """

    newest_modified: str | None
    total: int | None
    known: int | None
    etag: str | None = None
    last_modified: str | None = None
    swept_on: str | None = None


# Runs ------------------------------------------------------------------


def take_over(db: Database) -> int:
    """Mark runs that never ended as killed and free their pages; return how many.

    Call it only while holding the run lock: then nothing that is still
    'running' in the ledger can be running.
    """
    killed = [row["id"] for row in db.query("select id from runs where outcome = 'running'")]
    for run_id in killed:
        close_sources(db, run_id, "the run was killed")
        _close_steps(db, run_id)
        db.execute(
            """
            update runs set outcome = 'killed',
              message = 'killed before its end; the next run took up its pages'
            where id = ?
            """,
            [run_id],
        )
        _count_run(db, run_id)
    return len(killed)


def close_sources(db: Database, run_id: int, why: str) -> None:
    """Close the sources of a run whose crawler is gone, and free their pages."""
    _release(db, run_id, None)
    db.execute(
        """
        update run_sources set outcome = 'killed', message = ?
        where run_id = ? and outcome = 'running'
        """,
        [why, run_id],
    )
    for row in list(db.query("select source from run_sources where run_id = ?", [run_id])):
        _count_source(db, run_id, row["source"])


def _close_steps(db: Database, run_id: int) -> None:
    """Close the steps of a run whose end nobody wrote down."""
    db.execute(
        """
        update run_steps set outcome = 'killed',
          message = coalesce(message, 'its end was not written down')
        where run_id = ? and outcome = 'running'
        """,
        [run_id],
    )


def last_visit(db: Database, source: str, origin: str, day: str) -> str | None:
    """Return the newest day (ISO) until ``day`` on which a source was read to its end, or None.

    It is the day that a run counted as. A source whose time was up, or that could not be read,
    was not visited; and a day after ``day`` (a far --as-of, a clock ahead) says nothing of it.
    """
    [newest] = db.execute(
        """
        select max(r.as_of) from run_sources s join runs r on r.id = s.run_id
        where s.source = ? and s.origin = ? and s.outcome = 'finished' and s.health <> 'broken'
          and r.as_of <= ?
        """,
        [source, origin, day],
    ).fetchone()
    return None if newest is None else str(newest)


def last_attempt(db: Database, source: str, origin: str) -> int:
    """Return the number of the newest run that had its turn with a source, well or not; or 0."""
    [run_id] = db.execute(
        """
        select coalesce(max(run_id), 0) from run_sources
        where source = ? and origin = ? and outcome <> 'running'
        """,
        [source, origin],
    ).fetchone()
    return int(run_id)


def start_run(db: Database, command: str, as_of: str, at: str) -> int:
    """Open a run and return its number."""
    cursor = db.execute(
        "insert into runs (command, as_of, started_at) values (?, ?, ?)", [command, as_of, at]
    )
    return int(cursor.lastrowid or 0)


def start_source(db: Database, run_id: int, source: str, base_url: str | None, origin: str) -> None:
    """Open a source within a run; ``origin`` is site, copy or sample."""
    db.execute(
        "insert into run_sources (run_id, source, base_url, origin) values (?, ?, ?, ?)",
        [run_id, source, base_url, origin],
    )


def finish_source(
    db: Database,
    run_id: int,
    source: str,
    *,
    outcome: str,
    route: str | None,
    counts: dict[str, int],
    message: str | None,
) -> dict[str, Any]:
    """Close a source and return its row.

    ``counts`` holds requests, documents_seen, new_documents, new_versions, warnings,
    pages_waiting and files_waiting. Pages that were scheduled and not reached go back to the
    queue.
    """
    _release(db, run_id, source)
    db.execute(
        """
        update run_sources set outcome = ?, route = ?, requests = ?, documents_seen = ?,
          new_documents = ?, new_versions = ?, warnings = ?, pages_waiting = ?, files_waiting = ?,
          message = ?
        where run_id = ? and source = ?
        """,
        [
            outcome,
            route,
            counts.get("requests", 0),
            counts.get("documents_seen", 0),
            counts.get("new_documents", 0),
            counts.get("new_versions", 0),
            counts.get("warnings", 0),
            counts.get("pages_waiting", 0),
            counts.get("files_waiting", 0),
            message,
            run_id,
            source,
        ],
    )
    _count_source(db, run_id, source)
    return next(
        iter(
            db.query("select * from run_sources where run_id = ? and source = ?", [run_id, source])
        )
    )


def finish_run(
    db: Database,
    run_id: int,
    *,
    outcome: str,
    at: str,
    message: str | None,
    exit_code: int | None = None,
) -> None:
    """Close a run; its counts are the sums of its sources, its end never before its start.

    Sources and steps whose own end could not be written down (a second signal, a disk that was
    full for a moment) are closed with it, as killed: no later run looks for them.
    ``exit_code`` is what the timer is told, of a run that a timer started.
    """
    close_sources(db, run_id, "the run was stopped")
    _close_steps(db, run_id)
    db.execute(
        """
        update runs set outcome = ?, ended_at = max(started_at, ?), message = ?, exit_code = ?
        where id = ?
        """,
        [outcome, at, message, exit_code, run_id],
    )
    _count_run(db, run_id)


def _release(db: Database, run_id: int, source: str | None) -> None:
    db.execute(
        """
        update pages set state = 'scheduled', run_id = null, lease_until = null
        where run_id = ? and state in ('scheduled', 'leased') and source = coalesce(?, source)
        """,
        [run_id, source],
    )


def _count_source(db: Database, run_id: int, source: str) -> None:
    states = {
        row["state"]: row["n"]
        for row in db.query(
            "select state, count(*) as n from pages where run_id = ? and source = ? group by state",
            [run_id, source],
        )
    }
    ended = [states.get(state, 0) for state in ENDED]
    db.execute(
        """
        update run_sources set scheduled = ?, ok = ?, unchanged = ?, gone = ?, refused = ?,
          failed = ? where run_id = ? and source = ?
        """,
        [sum(ended), *ended, run_id, source],
    )


def _count_run(db: Database, run_id: int) -> None:
    db.execute(
        """
        update runs set (scheduled, ok, unchanged, gone, refused, failed) = (
          select coalesce(sum(scheduled), 0), coalesce(sum(ok), 0), coalesce(sum(unchanged), 0),
            coalesce(sum(gone), 0), coalesce(sum(refused), 0), coalesce(sum(failed), 0)
          from run_sources where run_id = runs.id)
        where id = ?
        """,
        [run_id],
    )


# Pages -------------------------------------------------------------------------------


def schedule(db: Database, run_id: int, page: Page) -> None:
    """Put a page in this run's queue; what is known of it (validators) stays."""
    _queue(db, run_id, page, "scheduled", None)


def lease(db: Database, run_id: int, page: Page, until: str) -> None:
    """Take a page in hand until the instant ``until``."""
    _queue(db, run_id, page, "leased", until)


def _queue(db: Database, run_id: int, page: Page, state: str, until: str | None) -> None:
    db.execute(
        """
        insert into pages (source, origin, url, kind, state, run_id, lease_until, native_id, item)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (source, origin, url) do update set kind = excluded.kind,
          state = excluded.state, run_id = excluded.run_id, lease_until = excluded.lease_until,
          native_id = coalesce(excluded.native_id, native_id),
          item = coalesce(excluded.item, item)
        """,
        [
            page.source,
            page.origin,
            page.url,
            page.kind,
            state,
            run_id,
            until,
            page.native_id,
            page.item,
        ],
    )


def end(db: Database, run_id: int, page: Page, ending: Ending, at: str) -> None:
    """Write down how a page ended, at the instant ``at``.

    A page that failed or was refused keeps its entry and counts its attempts, so
    that it can be taken up again, and not the list's sign of change, or it never
    would be; any other ending clears both and keeps the sign. A time of fetching
    that is older than the one before comes of a clock that was set back: the newer
    one stays, and what came later is told by the run.
    """
    failed = ending.state in {"failed", "refused"}
    db.execute(
        """
        update pages set state = ?, http_status = ?, reason = ?, run_id = ?,
          fetched_at = max(coalesce(fetched_at, ''), ?),
          etag = coalesce(?, etag), last_modified = coalesce(?, last_modified),
          attempts = case when ? then attempts + ? else 0 end,
          lastmod = case when ? then lastmod else coalesce(?, lastmod) end,
          next_check_at = ?, lease_until = null, item = case when ? then item end
        where source = ? and origin = ? and url = ?
        """,
        [
            ending.state,
            ending.http_status,
            ending.reason,
            run_id,
            at,
            ending.etag,
            ending.last_modified,
            failed,
            ending.attempts,
            failed,
            page.stamp,
            ending.next_check_at,
            failed,
            page.source,
            page.origin,
            page.url,
        ],
    )


def page(db: Database, source: str, origin: str, url: str) -> dict[str, Any] | None:
    """Return the ledger's row of a URL, or None when it was never scheduled."""
    return row_of(
        db,
        "select * from pages where source = ? and origin = ? and url = ?",
        [source, origin, url],
    )


def due_pages(db: Database, source: str, origin: str, now: str) -> list[dict[str, Any]]:
    """Return document pages to be taken up.

    Left over by a run, or failed or refused and due by ``now``. One that is never to be asked for
    (an address that is not the source's) has no day on which it is due.
    """
    return list(
        db.query(
            """
            select * from pages
            where source = ? and origin = ? and kind = 'document'
              and (state in ('scheduled', 'leased')
                or (state in ('failed', 'refused') and next_check_at <= ?))
            order by id
            """,
            [source, origin, now],
        )
    )


def pages_of(db: Database, source: str, origin: str, kind: str) -> dict[str, dict[str, Any]]:
    """Return the ledger's rows of one kind by address.

    url, state, lastmod, fetched_at, next_check_at, run_id, and the day (ISO) that the run counted
    as which had the page in hand last (``asked_on``).
    """
    rows = db.query(
        """
        select p.url, p.state, p.lastmod, p.fetched_at, p.next_check_at, p.run_id,
          coalesce(r.as_of, substr(p.fetched_at, 1, 10)) as asked_on
        from pages p left join runs r on r.id = p.run_id
        where p.source = ? and p.origin = ? and p.kind = ?
        """,
        [source, origin, kind],
    )
    return {row["url"]: row for row in rows}


def standing(db: Database, source: str, origin: str) -> list[dict[str, Any]]:
    """Return how long each live document (not a file) has stood as it is; see ``_STANDING``.

    Those that were missing when a run looked for them are out: they are taken up as pages that
    failed.
    """
    where = "d.source = ? and d.origin = ? and d.kind <> 'attachment'"
    return list(
        db.query(
            f"""{_STANDING} where {where} and d.state = 'live' and d.moved_to is null
              and d.missing_since_run is null order by d.id""",
            [source, origin],
        )
    )


def standing_of(db: Database, source: str, origin: str, url: str) -> dict[str, Any] | None:
    """Return the same of one document, whatever has become of it; None for an unknown one."""
    where = "d.source = ? and d.origin = ? and d.url = ?"
    return row_of(db, f"{_STANDING} where {where}", [source, origin, url])


# url, native_id; the day on which the text that stands was first read (of the run: its as_of);
# and since when it has stood: the newest of that day, where it is not the first text, and of what
# the source says. A day that was still to come when it was read is a slip of the source.
_STANDING = """
    select d.url, d.native_id,
      coalesce(r.as_of, substr(v.fetched_at, 1, 10)) as read_on,
      max(
        iif(v.number > 1 or d.published_at is null,
          coalesce(r.as_of, substr(v.fetched_at, 1, 10)), ''),
        iif(substr(d.published_at, 1, 10) <= coalesce(r.as_of, substr(v.fetched_at, 1, 10)),
          d.published_at, ''),
        iif(substr(d.modified_at, 1, 10) <= coalesce(r.as_of, substr(v.fetched_at, 1, 10)),
          d.modified_at, ''),
        '2000-01-01') as since
    from documents d join versions v on v.id = d.current_version
    left join runs r on r.id = v.run_id"""


def plan(db: Database, source: str, origin: str, url: str, kind: str, next_check_at: str) -> None:
    """Write down when a page is due again that a list gave the text of, if it has a page."""
    db.execute(
        """
        update pages set next_check_at = ?
        where source = ? and origin = ? and url = ? and kind = ? and state in ('ok', 'unchanged')
        """,
        [next_check_at, source, origin, url, kind],
    )


def read_before_the_end(db: Database, source: str, origin: str, as_of: str) -> set[str]:
    """Return the document pages that were read by runs which did not get to the end of a source.

    Of those since the last run that did: the next one goes on where they stopped, and does not
    ask for them again. Only of the week before ``as_of`` (ISO), for what was read longer ago may
    be another by now.
    """
    # Nothing here looks at the row outside, so SQLite finds the runs once and not for each page.
    rows = db.query(
        """
        select url from pages
        where source = :source and origin = :origin and kind = 'document'
          and state in ('ok', 'unchanged') and run_id in (
            select s.run_id from run_sources s join runs r on r.id = s.run_id
            where s.source = :source and s.origin = :origin
              and s.outcome in ('killed', 'broken')
              and r.as_of between date(:as_of, '-7 days') and :as_of
              and s.run_id > (
                select coalesce(max(run_id), 0) from run_sources
                where source = :source and origin = :origin and outcome = 'finished'))
        """,
        {"source": source, "origin": origin, "as_of": as_of},
    )
    return {row["url"] for row in rows}


def failed_items(db: Database, source: str, origin: str) -> set[str]:
    """Return the entries (JSON) of pages that failed; each is taken up when it is due."""
    rows = db.query(
        """
        select item from pages
        where source = ? and origin = ? and state = 'failed' and item is not null
        """,
        [source, origin],
    )
    return {row["item"] for row in rows}


def unread_ids(db: Database, source: str, origin: str) -> set[str]:
    """Return the site's numbers of pages that were scheduled and never read as documents."""
    rows = db.query(
        """
        select p.native_id from pages p
        where p.source = ? and p.origin = ? and p.kind = 'document' and p.native_id is not null
          and p.state in ('scheduled', 'leased', 'failed', 'refused')
          and not exists (select 1 from documents d where d.source = p.source
            and d.origin = p.origin and d.native_id = p.native_id)
        """,
        [source, origin],
    )
    return {row["native_id"] for row in rows}


# Sweeps --------------------------------------------------------------------------------


def last_sweep(db: Database, source: str, origin: str, base_url: str) -> Sweep | None:
    """Return the newest completed sweep of this listing, or None before the first."""
    row = next(
        iter(
            db.query(
                """
                select s.newest_modified, s.total, s.known, s.etag, s.last_modified,
                  coalesce(r.as_of, substr(s.completed_at, 1, 10)) as swept_on
                from sweeps s left join runs r on r.id = s.run_id
                where s.source = ? and s.origin = ? and s.base_url = ?
                """,
                [source, origin, base_url],
            )
        ),
        None,
    )
    return Sweep(**row) if row else None


def complete_sweep(
    db: Database,
    run_id: int,
    source: str,
    origin: str,
    base_url: str,
    sweep: Sweep,
    at: str,
    *,
    is_whole: bool = True,
) -> None:
    """Write down a sweep that reached its end.

    One that stopped where nothing seemed to be new (not ``is_whole``) leaves the day and the run
    of the last whole one as they are.
    """
    db.execute(
        """
        insert into sweeps (source, origin, base_url, newest_modified, total, known,
          etag, last_modified, completed_at, run_id)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (source, origin, base_url) do update set
          newest_modified = excluded.newest_modified, total = excluded.total,
          known = excluded.known, etag = excluded.etag, last_modified = excluded.last_modified,
          completed_at = iif(?, excluded.completed_at, completed_at),
          run_id = iif(?, excluded.run_id, run_id)
        """,
        [
            source,
            origin,
            base_url,
            sweep.newest_modified,
            sweep.total,
            sweep.known,
            sweep.etag,
            sweep.last_modified,
            at,
            run_id,
            is_whole,
            is_whole,
        ],
    )


def as_json(value: object) -> str:
    """Return JSON as the ledger keeps it: one line, the site's own letters."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
