"""What was read of a document, as an extractor gives it and as it is kept: data, and no database.

A version is one distinct text of a document: its title, its body and the set
of its attachments, compared after folding everything a reader cannot see.
"""

import hashlib
import json
from dataclasses import dataclass

from db.normal import normalise


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
        return Kept.of(self).hash


def content_hash(title: str, text: str, attachments: tuple[Attachment, ...]) -> str:
    """Return the sha256 that tells one version from another.

    Line breaks count as spaces here: where a paragraph ends is layout.
    """
    return _hash_of(one_line(title), normalise(text), attachments)


def _hash_of(title: str, text: str, attachments: tuple[Attachment, ...]) -> str:
    parts = [title, text.replace("\n", " "), sorted({one.url for one in attachments})]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Kept:
    """A reading, and its title, text and hash as they are kept: worked out once, for they are long.

    Both are folded by ``normalise``; the title is one line.
    """

    reading: Reading
    title: str
    text: str
    hash: str

    @classmethod
    def of(cls, reading: Reading) -> "Kept":
        """Return what is kept of a reading."""
        title, text = one_line(reading.title), normalise(reading.text)
        told_by = text if reading.text_state == "read" else hashlib.sha256(reading.raw).hexdigest()
        found = reading.hash_as_read or _hash_of(title, told_by, reading.attachments)
        return cls(reading, title, text, found)


def one_line(text: str) -> str:
    """Fold a text as ``normalise`` does, and into one line: a title, a label."""
    return normalise(text).replace("\n", " ")
