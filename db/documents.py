"""Documents as they are known: what the crawler asks about them, and where they went.

What is read of them (``db.readings``) is kept by ``db.recording``.
"""

import json
from collections.abc import Sequence
from typing import Any

from sqlite_utils import Database

from db.rows import row_of, rows_of

# Whose words a document (d) of a source (o) holds: its author's, if it has one of its own, else
# those of the source's body.
JOIN_AUTHOR = "left join bodies b on b.slug = iif(d.author is null, o.body, d.body)"
AUTHOR = "coalesce(d.author, b.name)"


def live_documents(
    db: Database, source: str, origin: str, *, files: bool = False, moved: bool = False
) -> list[dict[str, Any]]:
    """Return what is known of each document that is not known to be gone or to have moved away.

    url, native_id, title, kind, modified_at, last_seen_at, missing_since_run. ``files``: the files
    that are attached to documents, not the documents. ``moved``: also those that moved away.
    """
    return rows_of(
        db,
        """
        select url, native_id, title, kind, modified_at, last_seen_at, missing_since_run
        from documents
        where source = ? and origin = ? and state = 'live' and (moved_to is null or ?)
          and (kind = 'attachment') = ?
        order by id
        """,
        [source, origin, moved, files],
    )


def all_documents(db: Database, source: str, origin: str) -> list[dict[str, Any]]:
    """Return url and native_id of each document, whatever has become of it; files are none."""
    return rows_of(
        db,
        """
        select url, native_id from documents
        where source = ? and origin = ? and kind <> 'attachment'
        """,
        [source, origin],
    )


def live_among(
    db: Database, source: str, origin: str, urls: Sequence[str]
) -> dict[str, Any] | None:
    """Return the first document with one of these addresses that ``live_documents`` would give."""
    return row_of(
        db,
        """
        select url, native_id, title, kind, modified_at, last_seen_at, missing_since_run
        from documents
        where source = ? and origin = ? and url in (select value from json_each(?))
          and state = 'live' and moved_to is null and kind <> 'attachment'
        order by id limit 1
        """,
        [source, origin, json.dumps(urls)],
    )


def attached_files(db: Database, source: str, origin: str) -> list[dict[str, Any]]:
    """Return every file that a live document of a source points to, the newest first.

    url, title, mime_type, uploaded_at; published_at, modified_at, number, author and body of the
    document that has it (of several, the one that had it first).
    """
    return rows_of(
        db,
        """
        select a.url, a.title, a.mime_type, a.uploaded_at, d.author, d.body,
          v.published_at, v.modified_at, v.number, min(d.id) as document_id
        from attachments a
        join versions v on v.id = a.version_id
        join documents d on d.current_version = v.id
        where a.kind = 'file' and d.source = ? and d.origin = ? and d.state = 'live'
        group by a.url
        order by coalesce(a.uploaded_at, v.modified_at, v.published_at) desc, a.url
        """,
        [source, origin],
    )


def is_known(db: Database, source: str, origin: str, url: str) -> bool:
    """Tell whether a document with this address was ever read."""
    return bool(
        row_of(
            db,
            "select 1 from documents where source = ? and origin = ? and url = ?",
            [source, origin, url],
        )
    )


def times_of(db: Database, source: str, origin: str, url: str) -> dict[str, Any] | None:
    """Return published_at and modified_at of a document; None for an unknown one."""
    return row_of(
        db,
        """
        select published_at, modified_at from documents
        where source = ? and origin = ? and url = ?
        """,
        [source, origin, url],
    )


def text_state(db: Database, source: str, origin: str, url: str) -> str | None:
    """Return what came of reading the current version of a document; None for an unknown one."""
    found = row_of(
        db,
        """
        select v.text_state from documents d join versions v on v.id = d.current_version
        where d.source = ? and d.origin = ? and d.url = ?
        """,
        [source, origin, url],
    )
    return found["text_state"] if found else None


def by_number(db: Database, source: str, origin: str, native_id: str) -> dict[str, Any] | None:
    """Return a live document that is not missing, by the site's own number.

    url, modified_at, last_seen_at, and ``data``: the API item (JSON) that its
    current version came with, if it came with one; and the ``route`` by which that was read.
    """
    return row_of(
        db,
        """
        select d.url, d.modified_at, d.last_seen_at, v.data, v.route
        from documents d join versions v on v.id = d.current_version
        where d.source = ? and d.origin = ? and d.native_id = ? and d.state = 'live'
          and d.missing_since_run is null
        """,
        [source, origin, native_id],
    )


def mark_missing(db: Database, source: str, origin: str, url: str, run_id: int) -> None:
    """Remember that this run did not find the document; the first such run stays."""
    db.execute(
        """
        update documents set missing_since_run = coalesce(missing_since_run, ?)
        where source = ? and origin = ? and url = ?
        """,
        [run_id, source, origin, url],
    )


def mark_gone(
    db: Database,
    source: str,
    origin: str,
    url: str,
    day: str,
    *,
    run_id: int,
    at: str,
    why: str | None,
) -> None:
    """Record that the document was missing in two runs; it and its versions stay."""
    known = live_at(db, source, origin, url)
    if known is None:
        return
    log(db, known["id"], "vanished", run_id=run_id, at=at, was=url, reason=why)
    db.execute(
        """
        update documents set state = 'gone', gone_on = ?
        where source = ? and origin = ? and url = ? and state = 'live'
        """,
        [day, source, origin, url],
    )


def mark_moved(
    db: Database,
    source: str,
    origin: str,
    url: str,
    to: str,
    *,
    run_id: int,
    at: str,
    is_stated: bool = False,
) -> None:
    """Record that the document's address leads to another site for good; it stays what it is.

    As with what is gone, the first run that sees it is remembered, and a later one believes it:
    a site in repair sends everybody elsewhere for a day. ``is_stated``: the site's own record
    says so, which is believed at once.
    """
    known = live_at(db, source, origin, url)
    if known is None or known["moved_to"] == to:
        return
    if not is_stated and known["missing_since_run"] in (None, run_id):
        mark_missing(db, source, origin, url, run_id)
        return
    log(db, known["id"], "moved", run_id=run_id, at=at, was=url, became=to)
    db.execute("update documents set moved_to = ? where id = ?", [to, known["id"]])


def live_at(db: Database, source: str, origin: str, url: str) -> dict[str, Any] | None:
    """Return id, url, moved_to and missing_since_run of a document that is not gone, or None."""
    return row_of(
        db,
        """
        select id, url, moved_to, missing_since_run from documents
        where source = ? and origin = ? and url = ? and state = 'live'
        """,
        [source, origin, url],
    )


def mark_seen(db: Database, source: str, origin: str, url: str, at: str, *, run_id: int) -> None:
    """Record that the document is where it was, unread because unchanged."""
    gone = row_of(
        db,
        """
        select id, gone_on from documents
        where source = ? and origin = ? and url = ? and state = 'gone'
        """,
        [source, origin, url],
    )
    if gone:
        log(db, gone["id"], "came_back", run_id=run_id, at=at, was=gone["gone_on"])
    db.execute(
        """
        update documents set state = 'live', missing_since_run = null, gone_on = null,
          moved_to = null, last_seen_at = max(last_seen_at, ?)
        where source = ? and origin = ? and url = ?
        """,
        [at, source, origin, url],
    )


# What happened to a document -----------------------------------------------------------


def log(
    db: Database,
    document_id: int,
    happened: str,
    *,
    run_id: int | None,
    at: str,
    was: str | None = None,
    became: str | None = None,
    reason: str | None = None,
) -> None:
    """Write down what happened to a document beside a new text, at an instant, in a run if any."""
    db.execute(
        """
        insert into document_log (document_id, happened, run_id, at, was, became, reason)
        values (?, ?, ?, ?, ?, ?, ?)
        """,
        [document_id, happened, run_id, at, was, became, reason],
    )
