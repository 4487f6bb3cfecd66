"""Keeping what was read: a document, its versions, the text in each, and what is attached.

A better extractor adds a text to the same version and so never looks like an
edit of the page.
"""

import hashlib
import json
import logging
import sqlite3
from collections.abc import Callable
from dataclasses import fields
from functools import partial
from typing import Any

from sqlite_utils import Database

from db.archive import Archive
from db.documents import log
from db.errors import Problem
from db.readings import Announced, Attachment, Kept, Reading, one_line
from db.redaction import is_removed_body, removed_of, sum_of_raw
from db.rows import row_of

logger = logging.getLogger(__name__)

# Reads archived bytes again: (raw bytes, the version's row with `url`,
# `native_id`, `source`, `origin` and `kind` of its document) -> Reading, or
# None where those bytes cannot be read again.
Reread = Callable[[bytes, dict[str, Any]], Reading | None]


def record(
    db: Database,
    archive: Archive,
    reading: Reading,
    *,
    run_id: int | None,
    at: str,
    reread: Reread | None = None,
) -> str:
    """Keep what was read, inside the caller's transaction.

    Returns 'new_document', 'new_version' or 'unchanged'. A document that
    returns to an earlier text gets no new version, only its pointer moves
    ('unchanged'). An answer that was cut short never replaces a longer text.
    ``at`` is the instant of the fetch. Raises OSError or sqlite3.Error where
    nothing can be written.
    """
    document = _find(db, reading)
    kept = Kept.of(reading)
    if document is None:
        _insert_document(db, archive, kept, run_id=run_id, at=at)
        return "new_document"
    if reading.partial and len(kept.text) < len(document["text"]):
        return "unchanged"
    removed = removed_of(db, document["id"])
    if removed is not None:
        kept = Kept.of(removed.of(reading))
        reading = kept.reading
    version_id = _version_with(db, document, kept.hash) or _same_bytes(db, document, kept, at=at)
    if version_id is None and reread is not None:
        version_id = _read_again(db, archive, document, kept, at=at, reread=reread)
    outcome = "unchanged"
    if version_id is None:
        version_id = _insert_version(db, archive, document["id"], kept, run_id=run_id, at=at)
        outcome = "new_version"
    _note(db, document, reading, version_id, run_id=run_id, at=at)
    _refresh(db, document, reading, version_id, at=at)
    return outcome


def _find(db: Database, reading: Reading) -> dict[str, Any] | None:
    """Return the document of a reading: by the site's own number, else by address, old or new."""
    if reading.native_id is not None:
        found = row_of(
            db,
            "select * from documents where source = ? and origin = ? and native_id = ?",
            [reading.source, reading.origin, reading.native_id],
        )
        if found:
            return found
    return row_of(
        db,
        """
        select * from documents where source = ? and origin = ? and url in (?, ?)
        order by url = ? desc
        """,
        [
            reading.source,
            reading.origin,
            reading.url,
            reading.known_as or reading.url,
            reading.known_as or reading.url,
        ],
    )


def _insert_document(
    db: Database, archive: Archive, kept: Kept, *, run_id: int | None, at: str
) -> None:
    reading = kept.reading
    cursor = db.execute(
        """
        insert into documents (source, origin, url, native_id, kind, title, text,
          published_at, modified_at, types, topics, author, body, first_seen_at, last_seen_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (select slug from bodies where slug = ?), ?, ?)
        """,
        [
            reading.source,
            reading.origin,
            reading.url,
            reading.native_id,
            reading.kind,
            kept.title,
            kept.text,
            reading.published_at,
            reading.modified_at,
            json.dumps(reading.types, ensure_ascii=False),
            json.dumps(reading.topics, ensure_ascii=False),
            reading.author,
            reading.body,
            at,
            at,
        ],
    )
    document_id = _new_id(cursor)
    version_id = _insert_version(db, archive, document_id, kept, run_id=run_id, at=at)
    db.execute("update documents set current_version = ? where id = ?", [version_id, document_id])


def _insert_version(
    db: Database,
    archive: Archive,
    document_id: int,
    kept: Kept,
    *,
    run_id: int | None,
    at: str,
) -> int:
    reading = kept.reading
    cursor = db.execute(
        """
        insert into versions (document_id, number, title, published_at, modified_at, raw_sha256,
          content_type, data, route, partial, encoding_note, text_state, text_reason, fetched_at,
          run_id)
        values (?, (select coalesce(max(number), 0) + 1 from versions where document_id = ?),
          ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
            document_id,
            document_id,
            kept.title,
            reading.published_at,
            reading.modified_at,
            archive.write(reading.raw) if reading.keep_raw else sum_of_raw(reading.raw),
            reading.content_type,
            reading.data,
            reading.route,
            int(reading.partial),
            reading.encoding_note,
            reading.text_state,
            reading.text_reason,
            at,
            run_id,
        ],
    )
    version_id = _new_id(cursor)
    _insert_text(db, version_id, kept, at=at)
    _insert_attachments(db, version_id, reading.attachments)
    _insert_announced(db, version_id, reading.announced)
    return version_id


def _insert_text(db: Database, version_id: int, kept: Kept, *, at: str) -> None:
    reading = kept.reading
    db.execute(
        """
        insert into texts (version_id, extractor, text, page_starts, content_hash, made_at)
        values (?, ?, ?, ?, ?, ?)
        """,
        [
            version_id,
            reading.extractor,
            kept.text,
            json.dumps(reading.page_starts) if reading.page_starts else None,
            kept.hash,
            at,
        ],
    )


def _insert_attachments(db: Database, version_id: int, attachments: tuple[Attachment, ...]) -> None:
    db.conn.executemany(
        """
        insert into attachments (version_id, position, kind, url, title, mime_type,
          size_bytes, pages, uploaded_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
            (
                version_id,
                position,
                attachment.kind,
                attachment.url,
                one_line(attachment.title),
                attachment.mime_type,
                attachment.size_bytes,
                attachment.pages,
                attachment.uploaded_at,
            )
            for position, attachment in enumerate(attachments, start=1)
        ],
    )


def _insert_announced(db: Database, version_id: int, announced: tuple[Announced, ...]) -> None:
    if not announced:  # of nearly all versions
        return
    names = [field.name for field in fields(Announced)]
    marks = ", ".join(
        "(select slug from bodies where slug = ?)" if name == "body" else "?" for name in names
    )
    for position, one in enumerate(announced, start=1):
        db.execute(
            f"""
            insert into announced_dates (version_id, position, {", ".join(names)})
            values (?, ?, {marks})
            """,
            [version_id, position, *(getattr(one, name) for name in names)],
        )


def _same_bytes(db: Database, document: dict[str, Any], kept: Kept, *, at: str) -> int | None:
    """Return the current version where the bytes are the same, and were read better now.

    By a new extractor, or by the same one that had failed before (a file may take too long on a
    busy machine): it gets the new text, and what was found with it.
    """
    reading = kept.reading
    version = row_of(db, "select * from versions where id = ?", [document["current_version"]])
    digest = hashlib.sha256(reading.raw).hexdigest()
    if version is None or version["raw_sha256"] != digest:
        return None
    if reading.text_state == "failed" and version["text_state"] != "failed":
        return int(version["id"])  # it was read before: nothing is taken away
    if _has_text_by(db, version["id"], reading.extractor):
        # What a file is called is said by the page that links to it, and may be said by another.
        if version["text_state"] != "failed" or reading.text_state == "failed":
            return int(version["id"]) if reading.kind == "attachment" else None
        db.execute(
            "delete from texts where version_id = ? and extractor = ?",
            [version["id"], reading.extractor],
        )
    _read_anew(db, version["id"], kept, at=at)
    return int(version["id"])


def _read_anew(db: Database, version_id: int, kept: Kept, *, at: str) -> None:
    """Give a version what a better extractor read in its own bytes."""
    reading = kept.reading
    _insert_text(db, version_id, kept, at=at)
    db.execute("delete from attachments where version_id = ?", [version_id])
    _insert_attachments(db, version_id, reading.attachments)
    db.execute("delete from announced_dates where version_id = ?", [version_id])
    _insert_announced(db, version_id, reading.announced)
    db.execute(
        "update versions set text_state = ?, text_reason = ? where id = ?",
        [reading.text_state, reading.text_reason, version_id],
    )


def _version_with(db: Database, document: dict[str, Any], wanted: str) -> int | None:
    """Return the version of this document that has this hash, the current one first."""
    found = row_of(
        db,
        """
        select v.id from versions v join texts t on t.version_id = v.id
        where v.document_id = ? and t.content_hash = ?
        order by v.id = ? desc, v.number desc limit 1
        """,
        [document["id"], wanted, document["current_version"]],
    )
    return found["id"] if found else None


def _read_again(
    db: Database,
    archive: Archive,
    document: dict[str, Any],
    kept: Kept,
    *,
    at: str,
    reread: Reread,
) -> int | None:
    """Give the current version a text by the reading's extractor, then compare.

    Returns the version when its own bytes, read by the same extractor, say
    what the reading says: then the extractor changed and the page did not.
    """
    reading = kept.reading
    version = row_of(db, "select * from versions where id = ?", [document["current_version"]])
    if version is None or _has_text_by(db, version["id"], reading.extractor):
        return None
    if is_removed_body(db, version["raw_sha256"]) or not reading.keep_raw:
        return None  # its bytes are not there any more
    raw = _archived(archive, version["raw_sha256"], document["url"])
    if raw is None:
        return None
    document_facts = {
        name: document[name] for name in ("url", "native_id", "source", "origin", "kind")
    }
    found = reread(raw, version | document_facts)
    if found is None:
        return None
    again = Kept.of(found)
    if again.hash != kept.hash:
        _insert_text(db, version["id"], again, at=at)
        return None
    _read_anew(db, version["id"], again, at=at)
    return int(version["id"])


def _archived(archive: Archive, sha256: str, url: str) -> bytes | None:
    """Return a kept body; None, with a warning, where it is missing or damaged.

    That is a matter for whoever keeps the backups, and none of the document's, of which there is a
    newer body in hand. Raises OSError where it cannot be read at all.
    """
    try:
        return archive.read(sha256)
    except Problem as problem:
        logger.warning(
            "%s: not read again by the newer extractor, what was read before is kept: %s: %s - run "
            "`delaywatch check`, which lists every such body",
            url,
            problem.where,
            problem.what,
        )
        return None


def _has_text_by(db: Database, version_id: int, extractor: str) -> bool:
    return bool(
        row_of(
            db,
            "select 1 from texts where version_id = ? and extractor = ?",
            [version_id, extractor],
        )
    )


def _refresh(
    db: Database, document: dict[str, Any], reading: Reading, version_id: int, *, at: str
) -> None:
    """Bring the document's own row up to date with what was just read.

    A reading that knows less (no number, no topics, a day for an instant)
    takes nothing away.
    """
    db.execute(
        """
        update documents set
          url = ?, native_id = coalesce(?, native_id),
          title = (select title from versions where id = ?),
          text = (select text from texts where version_id = ? order by id desc limit 1),
          published_at = ?, modified_at = coalesce(?, modified_at), types = ?, topics = ?,
          author = coalesce(?, author),
          body = iif(? is null, body, (select slug from bodies where slug = ?)),
          state = 'live', missing_since_run = null, gone_on = null, moved_to = null,
          last_seen_at = max(last_seen_at, ?), current_version = ?
        where id = ?
        """,
        [
            _address(db, document, reading),
            reading.native_id,
            version_id,
            version_id,
            _fuller(document["published_at"], reading.published_at),
            reading.modified_at,
            json.dumps(reading.types, ensure_ascii=False) if reading.types else document["types"],
            json.dumps(reading.topics, ensure_ascii=False)
            if reading.topics
            else document["topics"],
            reading.author,
            reading.author,
            reading.body,
            at,
            version_id,
            document["id"],
        ],
    )


def _note(
    db: Database,
    document: dict[str, Any],
    reading: Reading,
    version_id: int,
    *,
    run_id: int | None,
    at: str,
) -> None:
    """Write down what changed beside the text: it is back, it moved, another date stands on it."""
    told = partial(log, db, document["id"], run_id=run_id, at=at)
    if document["state"] == "gone":
        told("came_back", was=document["gone_on"])
    address = _address(db, document, reading)
    if address != document["url"]:
        told("moved", was=document["url"], became=address)
    new = _fuller(document["published_at"], reading.published_at)
    same_text = version_id == document["current_version"]
    if same_text and document["published_at"] and _is_another_day(document["published_at"], new):
        told("redated", was=document["published_at"], became=new, reason="published_at")
    if same_text and _is_another_day(document["modified_at"], reading.modified_at):
        told(
            "redated", was=document["modified_at"], became=reading.modified_at, reason="modified_at"
        )


def _is_another_day(was: str | None, became: str | None) -> bool:
    return was is not None and became is not None and was[:10] != became[:10]


def _address(db: Database, document: dict[str, Any], reading: Reading) -> str:
    """Return the address to keep: the new one, unless another document has it."""
    taken = row_of(
        db,
        "select 1 from documents where source = ? and origin = ? and url = ? and id <> ?",
        [reading.source, reading.origin, reading.url, document["id"]],
    )
    return str(document["url"]) if taken else reading.url


def _fuller(old: str | None, new: str | None) -> str | None:
    if new is None or (old is not None and len(new) < len(old)):
        return old
    return new


def _new_id(cursor: sqlite3.Cursor) -> int:
    if cursor.lastrowid is None:  # never after an insert; tells the type checker so
        raise sqlite3.InternalError
    return cursor.lastrowid
