"""Documents, their versions, what was read in each, and what is attached.

A version is one distinct text of a document: its title, its body and the set
of its attachments, compared after folding everything a reader cannot see. A
better extractor adds a text to the same version and so never looks like an
edit of the page.
"""

import hashlib
import json
import logging
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

from sqlite_utils import Database

from db.archive import Archive
from db.errors import Problem
from db.normal import normalise
from db.redaction import is_removed_body, removed_of, sum_of_raw
from db.rows import row_of, rows_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file, link or recording that a version points to.

    ``kind`` is file, link or media; ``uploaded_at`` an instant or a day as the
    site gave it for that one file.
    """

    kind: str
    url: str
    title: str
    mime_type: str | None = None
    size_bytes: int | None = None
    pages: int | None = None
    uploaded_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """A date that a version states in a structured place: a row, a deadline field, a control table.

    kind
      release, response or review.
    key
      The same for the same thing in every version of every document of the source.
    words, earliest, latest, precision
      The date as the source writes it, the first and last day (ISO) that this
      can mean, and whether it names a day, month, year or none.
    state
      provisional, confirmed, cancelled, released; stated where the source has no such word.
    previous_words, previous_earliest, previous_latest
      The date before, where the source itself names it; ``note`` is the body's own words on the
      change.
    author, body
      Whose date it is, as the source names it and as a slug, where not the source's own body's.
    outcome_url, outcome_on
      Where and on which day the thing came out, if the source says so.
    """

    kind: str
    key: str
    title: str
    words: str
    earliest: str | None
    latest: str | None
    precision: str
    state: str
    url: str | None = None
    previous_words: str | None = None
    previous_earliest: str | None = None
    previous_latest: str | None = None
    note: str | None = None
    author: str | None = None
    body: str | None = None
    outcome_url: str | None = None
    outcome_on: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What an extractor made of one document.

    ``published_at`` and ``modified_at`` are UTC instants, or days where the
    site tells no more. ``raw`` is what was read (for an API item: its own
    JSON, also in ``data``); ``route`` is rest, html, file and the like;
    ``partial`` says that the server cut its answer short.

    ``page_starts`` are the offsets at which the pages of a file begin in
    ``text``; ``text_state`` is read, needs_ocr, failed, encrypted or
    unsupported, and ``text_reason`` says why it is not all there.
    ``known_as`` is the address under which the document is known, where it
    has moved to ``url`` for good.
    """

    source: str
    origin: str
    url: str
    native_id: str | None
    kind: str
    title: str
    text: str
    published_at: str | None
    modified_at: str | None
    types: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    raw: bytes
    content_type: str | None
    data: str | None = None
    route: str
    extractor: str
    partial: bool = False
    encoding_note: str | None = None
    author: str | None = None  # whose words they are, where not those of the source's body
    body: str | None = None  # the slug of that author, if it is a body that is known
    page_starts: tuple[int, ...] = ()
    announced: tuple[Announced, ...] = ()
    text_state: str = "read"
    text_reason: str | None = None
    known_as: str | None = None
    # Of what was removed of the document: what it was before, and that its bytes are not kept.
    hash_as_read: str | None = None
    keep_raw: bool = True

    @property
    def hash(self) -> str:
        """What tells its version from another: the text, or the bytes where no text was read."""
        return _Kept.of(self).hash


# Whose words a document (d) of a source (o) holds: its author's, if it has one of its own, else
# those of the source's body.
JOIN_AUTHOR = "left join bodies b on b.slug = iif(d.author is null, o.body, d.body)"
AUTHOR = "coalesce(d.author, b.name)"

# Reads archived bytes again: (raw bytes, the version's row with `url`,
# `native_id`, `source`, `origin` and `kind` of its document) -> Reading, or
# None where those bytes cannot be read again.
Reread = Callable[[bytes, dict[str, Any]], Reading | None]


def content_hash(title: str, text: str, attachments: tuple[Attachment, ...]) -> str:
    """Return the sha256 that tells one version from another.

    Line breaks count as spaces here: where a paragraph ends is layout.
    """
    return _hash_of(_one_line(title), normalise(text), attachments)


def _hash_of(title: str, text: str, attachments: tuple[Attachment, ...]) -> str:
    parts = [title, text.replace("\n", " "), sorted({one.url for one in attachments})]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Kept:
    """A reading, and its title, text and hash as they are kept: worked out once, for they are long.

    Both are folded by ``normalise``; the title is one line.
    """

    reading: Reading
    title: str
    text: str
    hash: str

    @classmethod
    def of(cls, reading: Reading) -> "_Kept":
        title, text = _one_line(reading.title), normalise(reading.text)
        told_by = text if reading.text_state == "read" else hashlib.sha256(reading.raw).hexdigest()
        found = reading.hash_as_read or _hash_of(title, told_by, reading.attachments)
        return cls(reading, title, text, found)


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
    kept = _Kept.of(reading)
    if document is None:
        _insert_document(db, archive, kept, run_id=run_id, at=at)
        return "new_document"
    if reading.partial and len(kept.text) < len(document["text"]):
        return "unchanged"
    removed = removed_of(db, document["id"])
    if removed is not None:
        kept = _Kept.of(removed.of(reading))
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
    db: Database, archive: Archive, kept: _Kept, *, run_id: int | None, at: str
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
    kept: _Kept,
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


def _insert_text(db: Database, version_id: int, kept: _Kept, *, at: str) -> None:
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
                _one_line(attachment.title),
                attachment.mime_type,
                attachment.size_bytes,
                attachment.pages,
                attachment.uploaded_at,
            )
            for position, attachment in enumerate(attachments, start=1)
        ],
    )


def _insert_announced(db: Database, version_id: int, announced: tuple[Announced, ...]) -> None:
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


def _same_bytes(db: Database, document: dict[str, Any], kept: _Kept, *, at: str) -> int | None:
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


def _read_anew(db: Database, version_id: int, kept: _Kept, *, at: str) -> None:
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
    kept: _Kept,
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
    again = _Kept.of(found)
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
    log = partial(_log, db, document["id"], run_id=run_id, at=at)
    if document["state"] == "gone":
        log("came_back", was=document["gone_on"])
    address = _address(db, document, reading)
    if address != document["url"]:
        log("moved", was=document["url"], became=address)
    new = _fuller(document["published_at"], reading.published_at)
    same_text = version_id == document["current_version"]
    if same_text and document["published_at"] and _is_another_day(document["published_at"], new):
        log("redated", was=document["published_at"], became=new, reason="published_at")
    if same_text and _is_another_day(document["modified_at"], reading.modified_at):
        log(
            "redated", was=document["modified_at"], became=reading.modified_at, reason="modified_at"
        )


def _is_another_day(was: str | None, became: str | None) -> bool:
    return was is not None and became is not None and was[:10] != became[:10]


def _log(
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
    db.execute(
        """
        insert into document_log (document_id, happened, run_id, at, was, became, reason)
        values (?, ?, ?, ?, ?, ?, ?)
        """,
        [document_id, happened, run_id, at, was, became, reason],
    )


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


# What the crawler asks about what is already known ---------------------------------


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
    _log(db, known["id"], "vanished", run_id=run_id, at=at, was=url, reason=why)
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
    _log(db, known["id"], "moved", run_id=run_id, at=at, was=url, became=to)
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
        _log(db, gone["id"], "came_back", run_id=run_id, at=at, was=gone["gone_on"])
    db.execute(
        """
        update documents set state = 'live', missing_since_run = null, gone_on = null,
          moved_to = null, last_seen_at = max(last_seen_at, ?)
        where source = ? and origin = ? and url = ?
        """,
        [at, source, origin, url],
    )


# Small helpers -------------------------------------------------------------------------


def _one_line(text: str) -> str:
    return normalise(text).replace("\n", " ")


def _new_id(cursor: sqlite3.Cursor) -> int:
    if cursor.lastrowid is None:  # never after an insert; tells the type checker so
        raise sqlite3.InternalError
    return cursor.lastrowid
