"""Documents from a file: one JSON object a line, from anywhere."""

import codecs
import json
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from db.archive import Archive
from db.connection import writing
from db.errors import Problem
from db.readings import Reading
from db.recording import record
from db.sources import OWN_WORDS, add_file_source, body_names, nature_of
from tracker.resolve.bodies import body_called

FIELDS = ("url", "title", "text", "published", "modified", "id", "author")
REQUIRED = ("url", "title", "text")
BATCH = 100  # documents a transaction: well under the 2 s that a writer may take
_ADDRESS = re.compile(r"https?://[^\s/?#]+")
UNTITLED = "(no title)"  # Parliament's own records of answers sometimes have no heading
OUTCOMES = {
    "new_document": "new documents",
    "new_version": "new versions",
    "unchanged": "unchanged",
}


def read_mapping(text: str) -> dict[str, str]:
    """Read "title=heading,text=body"; fields that are not named map to themselves.

    Raises Problem where a pair is malformed or names an unknown field.
    """
    mapping = {name: name for name in FIELDS}
    for pair in filter(None, text.split(",")):
        ours, _, theirs = pair.partition("=")
        if ours not in FIELDS or not theirs:
            raise Problem(
                f"{pair!r} is not a mapping",
                where="--map",
                do=f"write NAME=FIELD with NAME one of {', '.join(FIELDS)}",
            )
        mapping[ours] = theirs
    return mapping


def import_jsonl(
    db: Database,
    database: Path,
    file: Path,
    source: str,
    mapping: dict[str, str],
    *,
    at: datetime,
    licence: str | None = None,
    republish: str = "link",
    nature: str = "third_party",
    body: str | None = None,
    progress: Callable[[int], None] = lambda _done: None,
) -> dict[str, int]:
    """Keep every document of ``file`` under ``source``; returns how many were new or unchanged.

    The whole file is read once before anything is written, so that a wrong
    line stops the import with nothing kept. Raises Problem with file and line.
    """
    if (nature_of(db, source) or nature) not in OWN_WORDS:  # of a paper the author is a byline
        mapping = {name: field for name, field in mapping.items() if name != "author"}
    bodies = body_names(db)
    for _ in _readings(file, source, mapping, bodies):
        pass
    archive, instant = Archive.beside(database), at.strftime("%Y-%m-%dT%H:%M:%SZ")
    with writing(db):
        _check_body(db, body)
        add_file_source(db, source, licence, republish, nature=nature, body=body)
    counts = dict.fromkeys([*OUTCOMES.values(), "without a title"], 0)
    readings, done = _readings(file, source, mapping, bodies), 0
    while batch := list(islice(readings, BATCH)):
        with writing(db):
            for reading in batch:
                outcome = record(db, archive, reading, run_id=None, at=instant)
                counts[OUTCOMES[outcome]] += 1
                counts["without a title"] += reading.title == UNTITLED
                done += 1
        progress(done)
    return counts


def _readings(
    file: Path, source: str, mapping: dict[str, str], bodies: dict[str, str]
) -> Iterator[Reading]:
    with file.open("rb") as stream:
        for number, raw in enumerate(stream, start=1):
            line = raw.removeprefix(codecs.BOM_UTF8)
            if line.strip():
                yield _reading(line, source, mapping, bodies, where=f"{file}:{number}")


def _reading(
    line: bytes, source: str, mapping: dict[str, str], bodies: dict[str, str], where: str
) -> Reading:
    entry = _entry(line, where)
    for name in REQUIRED:
        if mapping[name] not in entry or not (entry[mapping[name]] or name == "title"):
            raise Problem(
                f"{name} is missing (read from the field {mapping[name]!r})",
                where=where,
                do="mend the line, or name the right field with --map",
            )
    fields = {name: entry.get(field) for name, field in mapping.items()}
    native_id, author = fields["id"], _author(fields.get("author"), where)
    return Reading(
        source=source,
        origin="file",
        url=_address(fields["url"], where),
        native_id=None if native_id is None else str(native_id),
        kind="document",
        title=_text(fields["title"] or "", "title", where).strip() or UNTITLED,
        text=_text(fields["text"], "text", where),
        published_at=_day(fields["published"], "published", where),
        modified_at=_day(fields["modified"], "modified", where),
        raw=line.strip(),
        content_type="application/json",
        data=line.strip().decode(),
        route="file",
        extractor="file/1",
        author=author,
        body=body_called(author, bodies),
    )


def _author(value: Any, where: str) -> str | None:
    if value is None or isinstance(value, str):
        return " ".join((value or "").split()) or None
    raise Problem(f"author is no name: {value!r}", where=where, do="mend the line")


def _check_body(db: Database, body: str | None) -> None:
    known = body_names(db)
    if body is not None and body not in known:
        raise Problem(
            f"no body is called {body!r}",
            where="--body",
            do=f"name one of {', '.join(known) or 'those that `delaywatch register load` brings'}",
        )


def _entry(line: bytes, where: str) -> dict[str, Any]:
    try:
        entry = json.loads(line)
        json.dumps(entry, ensure_ascii=False).encode()
    except UnicodeError as error:
        raise Problem("is not UTF-8", where=where, do="save the file as UTF-8") from error
    except RecursionError as error:
        raise Problem("is nested too deeply", where=where, do="one object a line") from error
    except json.JSONDecodeError as error:
        raise Problem(f"is not JSON ({error.msg})", where=where, do="one object a line") from error
    except ValueError as error:  # a number of thousands of digits
        what = "has a number that is too long"
        raise Problem(what, where=where, do="write it as a text") from error
    if not isinstance(entry, dict):
        raise Problem("is JSON, but no object", where=where, do="one object a line")
    return entry


def _address(value: Any, where: str) -> str:
    if not isinstance(value, str) or not _ADDRESS.match(value):
        raise Problem(f"url is no web address: {value!r}", where=where, do="mend the line")
    return value


def _text(value: Any, name: str, where: str) -> str:
    paragraphs = value if isinstance(value, list) else [value]
    if not all(isinstance(paragraph, str) for paragraph in paragraphs):
        raise Problem(
            f"{name} is neither text nor a list of texts", where=where, do="mend the line"
        )
    return "\n".join(paragraphs)


def _day(value: Any, name: str, where: str) -> str | None:
    if value is None or value == "":
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        pass
    try:
        return datetime.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise Problem(
            f"{name} is no day: {value!r}", where=where, do="write it like 2026-03-31"
        ) from None
