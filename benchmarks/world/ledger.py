"""Sources, runs over them, pages of the ledger, and the documents with their versions and files."""

import hashlib
import random
from collections.abc import Iterator
from datetime import timedelta

from sqlite_utils import Database

from benchmarks.world.language import text
from benchmarks.world.rows import (
    AS_OF,
    BODIES,
    SOURCES,
    Sizes,
    Values,
    day,
    insert,
    source_of,
)  # fmt: skip

RUNS = 400  # the last one on the day of counting
_QUOTED, _LINKED = SOURCES - 2, SOURCES - 1


def is_file(number: int) -> bool:
    """Whether a document is a file that another one links to: one in ten."""
    return number % 10 == 9


def add(db: Database, dice: random.Random, size: Sizes, sentences: list[str]) -> None:
    """All of it."""
    insert(db, "bodies", "slug name", ((f"body-{n}", f"Body {n}") for n in range(BODIES)))
    insert(
        db, "sources", "name title kind republish licence cadence",
        ((f"source_{n}", f"Source {n}", "wordpress", _republish(n), "OGL v3.0", "daily")
         for n in range(SOURCES)),
    )  # fmt: skip
    insert(
        db, "runs", "id command as_of started_at ended_at outcome scheduled ok",
        ((n, "run", _of_run(n), f"{_of_run(n)}T05:00:00Z", f"{_of_run(n)}T05:40:00Z",
          "finished", 900, 900) for n in range(1, RUNS + 1)),
    )  # fmt: skip
    insert(
        db, "run_sources",
        "run_id source origin outcome health requests new_documents new_versions ok",
        ((n, f"source_{s}", "site", "finished", "healthy", 120, 20, 3, 110)
         for n in range(1, RUNS + 1) for s in range(SOURCES)),
    )  # fmt: skip
    insert(
        db, "documents",
        "id source origin url kind title text published_at first_seen_at last_seen_at "
        "current_version",
        (_document(dice, sentences, n) for n in range(1, size.documents + 1)),
    )  # fmt: skip
    insert(
        db,
        "versions",
        "id document_id number title published_at raw_sha256 content_type route fetched_at run_id",
        (_version(row) for row in _stored(db)),
    )
    insert(
        db, "attachments", "version_id position kind url title mime_type size_bytes pages",
        ((n - 1, 1, "file", url_of(n), f"File {n}", "application/pdf", 40_000 + n % 9_000,
          1 + n % 60) for n in range(9, size.documents + 1, 10)),
    )  # fmt: skip
    insert(
        db,
        "pages",
        "source origin url kind state http_status etag last_modified attempts next_check_at run_id "
        "fetched_at",
        (_page(n) for n in range(1, size.documents + 1)),
    )


def url_of(number: int) -> str:
    """The address of a document."""
    # A file lies with the page that links to it.
    return f"https://{source_of(number - is_file(number))}.example/{number}"


def _republish(number: int) -> str:
    return {_QUOTED: "quote", _LINKED: "link"}.get(number, "text")


def _of_run(number: int) -> str:
    return (AS_OF - timedelta(days=RUNS - number)).isoformat()


def _document(dice: random.Random, sentences: list[str], number: int) -> Values:
    on, title = day(dice).isoformat(), sentences[number % len(sentences)][:80]
    source = source_of(number - is_file(number))
    kind, published = ("attachment", None) if is_file(number) else ("news", on)
    said = text(dice, sentences, number)
    return (number, source, "site", url_of(number), kind, title, said, published, on, f"{AS_OF}",
            number)  # fmt: skip


def _stored(db: Database) -> Iterator[Values]:
    return db.execute("select id, title, published_at, first_seen_at from documents order by id")


def _version(row: Values) -> Values:
    number, title, published, seen = row
    digest = hashlib.sha256(b"%d" % number).hexdigest()
    kind = "application/pdf" if is_file(number) else "text/html"
    return (number, number, 1, title, published, digest, kind, "rest", f"{seen}T06:00:00Z",
            1 + number % RUNS)  # fmt: skip


def _page(number: int) -> Values:
    kind = "attachment" if is_file(number) else "document"
    state = "failed" if number % 997 == 0 else "unchanged"
    return (source_of(number - is_file(number)), "site", url_of(number), kind, state, 200,
            f'"{number:x}"', "Sun, 01 Nov 2026 06:00:00 GMT", 1, "2026-12-20T00:00:00Z",
            1 + number % RUNS, f"{AS_OF}T05:10:00Z")  # fmt: skip
