"""Documents, their versions, what was read in each, and what is attached.

A version is one distinct text of a document: its title, its body and the set
of its attachments, compared after folding everything a reader cannot see. A
better extractor adds a text to the same version and so never looks like an
edit of the page.
"""

import hashlib
import json
import re
import sqlite3
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from db.archive import Archive

# Soft hyphens, zero-width characters and the byte order mark: a web editor
# leaves them behind, nobody sees them, and they would split words in quotes.
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_SPACES = re.compile(r"\s+")


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
class Reading:
    """What an extractor made of one document.

    ``published_at`` and ``modified_at`` are UTC instants, or days where the
    site tells no more. ``raw`` is what was read (for an API item: its own
    JSON, also in ``data``); ``route`` is rest, html or file; ``partial`` says
    that the server cut its answer short.
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


# Whose words a document (d) of a source (o) holds: its author's, if it has one of its own, else
# those of the source's body.
JOIN_AUTHOR = "left join bodies b on b.slug = iif(d.author is null, o.body, d.body)"
AUTHOR = "coalesce(d.author, b.name)"

# Reads archived bytes again: (raw bytes, the version's row with `url`,
# `native_id`, `source`, `origin` and `kind` of its document) -> Reading, or
# None where those bytes cannot be read again.
Reread = Callable[[bytes, dict[str, Any]], Reading | None]


def normalise(text: str) -> str:
    """Fold what a reader cannot see, line by line; idempotent.

    NFC; no-break and other spaces become one space; soft hyphens and
    zero-width characters go; lines are trimmed and empty ones dropped.
    """
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    # Taking a character out can bring two together that NFC would join.
    visible = unicodedata.normalize("NFC", visible)
    lines = (_SPACES.sub(" ", line).strip() for line in visible.splitlines())
    return "\n".join(line for line in lines if line)


def content_hash(title: str, text: str, attachments: tuple[Attachment, ...]) -> str:
    """Return the sha256 that tells one version from another.

    Line breaks count as spaces here: where a paragraph ends is layout.
    """
    parts = [
        normalise(title).replace("\n", " "),
        normalise(text).replace("\n", " "),
        sorted({attachment.url for attachment in attachments}),
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


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
    if document is None:
        _insert_document(db, archive, reading, run_id=run_id, at=at)
        return "new_document"
    if reading.partial and len(normalise(reading.text)) < len(document["text"]):
        return "unchanged"
    wanted = content_hash(reading.title, reading.text, reading.attachments)
    version_id = _version_with(db, document, wanted)
    if version_id is None and reread is not None:
        version_id = _read_again(db, archive, document, reading, wanted, at=at, reread=reread)
    outcome = "unchanged"
    if version_id is None:
        version_id = _insert_version(db, archive, document["id"], reading, run_id=run_id, at=at)
        outcome = "new_version"
    _refresh(db, document, reading, version_id, at=at)
    return outcome


def _find(db: Database, reading: Reading) -> dict[str, Any] | None:
    """Return the document of a reading: by the site's own number, else by address."""
    if reading.native_id is not None:
        found = _one(
            db,
            "select * from documents where source = ? and origin = ? and native_id = ?",
            [reading.source, reading.origin, reading.native_id],
        )
        if found:
            return found
    return _one(
        db,
        "select * from documents where source = ? and origin = ? and url = ?",
        [reading.source, reading.origin, reading.url],
    )


def _insert_document(
    db: Database, archive: Archive, reading: Reading, *, run_id: int | None, at: str
) -> None:
    cursor = db.execute(
        """
        insert into documents (source, origin, url, native_id, kind, title, text,
          published_at, modified_at, types, topics, author, body, first_seen_at, last_seen_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
            reading.source,
            reading.origin,
            reading.url,
            reading.native_id,
            reading.kind,
            _one_line(reading.title),
            normalise(reading.text),
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
    version_id = _insert_version(db, archive, document_id, reading, run_id=run_id, at=at)
    db.execute("update documents set current_version = ? where id = ?", [version_id, document_id])


def _insert_version(
    db: Database,
    archive: Archive,
    document_id: int,
    reading: Reading,
    *,
    run_id: int | None,
    at: str,
) -> int:
    cursor = db.execute(
        """
        insert into versions (document_id, number, title, published_at, modified_at, raw_sha256,
          content_type, data, route, partial, encoding_note, fetched_at, run_id)
        values (?, (select coalesce(max(number), 0) + 1 from versions where document_id = ?),
          ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
            document_id,
            document_id,
            _one_line(reading.title),
            reading.published_at,
            reading.modified_at,
            archive.write(reading.raw),
            reading.content_type,
            reading.data,
            reading.route,
            int(reading.partial),
            reading.encoding_note,
            at,
            run_id,
        ],
    )
    version_id = _new_id(cursor)
    _insert_text(db, version_id, reading, at=at)
    _insert_attachments(db, version_id, reading.attachments)
    return version_id


def _insert_text(db: Database, version_id: int, reading: Reading, *, at: str) -> None:
    db.execute(
        """
        insert into texts (version_id, extractor, text, content_hash, made_at)
        values (?, ?, ?, ?, ?)
        """,
        [
            version_id,
            reading.extractor,
            normalise(reading.text),
            content_hash(reading.title, reading.text, reading.attachments),
            at,
        ],
    )


def _insert_attachments(db: Database, version_id: int, attachments: tuple[Attachment, ...]) -> None:
    for position, attachment in enumerate(attachments, start=1):
        db.execute(
            """
            insert into attachments (version_id, position, kind, url, title, mime_type,
              size_bytes, pages, uploaded_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                version_id,
                position,
                attachment.kind,
                attachment.url,
                _one_line(attachment.title),
                attachment.mime_type,
                attachment.size_bytes,
                attachment.pages,
                attachment.uploaded_at,
            ],
        )


def _version_with(db: Database, document: dict[str, Any], wanted: str) -> int | None:
    """Return the version of this document that has this hash, the current one first."""
    found = _one(
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
    reading: Reading,
    wanted: str,
    *,
    at: str,
    reread: Reread,
) -> int | None:
    """Give the current version a text by the reading's extractor, then compare.

    Returns the version when its own bytes, read by the same extractor, say
    what the reading says: then the extractor changed and the page did not.
    """
    version = _one(db, "select * from versions where id = ?", [document["current_version"]])
    if version is None or _has_text_by(db, version["id"], reading.extractor):
        return None
    document_facts = {
        name: document[name] for name in ("url", "native_id", "source", "origin", "kind")
    }
    again = reread(archive.read(version["raw_sha256"]), version | document_facts)
    if again is None:
        return None
    _insert_text(db, version["id"], again, at=at)
    if content_hash(again.title, again.text, again.attachments) != wanted:
        return None
    db.execute("delete from attachments where version_id = ?", [version["id"]])
    _insert_attachments(db, version["id"], again.attachments)
    return int(version["id"])


def _has_text_by(db: Database, version_id: int, extractor: str) -> bool:
    return bool(
        _one(
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
          author = coalesce(?, author), body = iif(? is null, body, ?),
          state = 'live', missing_since_run = null, gone_on = null,
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


def _address(db: Database, document: dict[str, Any], reading: Reading) -> str:
    """Return the address to keep: the new one, unless another document has it."""
    taken = _one(
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


def live_documents(db: Database, source: str, origin: str) -> list[dict[str, Any]]:
    """Return what is known of each document that is not known to be gone.

    url, native_id, modified_at, missing_since_run.
    """
    return _all(
        db,
        """
        select url, native_id, modified_at, missing_since_run from documents
        where source = ? and origin = ? and state = 'live' order by id
        """,
        [source, origin],
    )


def is_known(db: Database, source: str, origin: str, url: str) -> bool:
    """Tell whether a document with this address was ever read."""
    return bool(
        _one(
            db,
            "select 1 from documents where source = ? and origin = ? and url = ?",
            [source, origin, url],
        )
    )


def by_number(db: Database, source: str, origin: str, native_id: str) -> dict[str, Any] | None:
    """Return a live document that is not missing, by the site's own number.

    url, modified_at, last_seen_at, and ``data``: the API item (JSON) that its
    current version came with, if it came with one.
    """
    return _one(
        db,
        """
        select d.url, d.modified_at, d.last_seen_at, v.data
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


def mark_gone(db: Database, source: str, origin: str, url: str, day: str) -> None:
    """Record that the document was missing in two runs; it and its versions stay."""
    db.execute(
        """
        update documents set state = 'gone', gone_on = ?
        where source = ? and origin = ? and url = ? and state = 'live'
        """,
        [day, source, origin, url],
    )


def mark_seen(db: Database, source: str, origin: str, url: str, at: str) -> None:
    """Record that the document is where it was, unread because unchanged."""
    db.execute(
        """
        update documents set state = 'live', missing_since_run = null, gone_on = null,
          last_seen_at = max(last_seen_at, ?)
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


def _one(db: Database, sql: str, parameters: list[Any]) -> dict[str, Any] | None:
    return next(iter(_all(db, sql, parameters)), None)


def _all(db: Database, sql: str, parameters: list[Any]) -> list[dict[str, Any]]:
    return list(db.query(sql, parameters))
