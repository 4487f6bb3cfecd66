"""A working database as large as years of a whole country's news: made up, the same every time.

    python -m benchmarks.big FOLDER [--commitments 100000] [--documents 1000000]

makes FOLDER/delaywatch.db and publishes it. Five events a commitment, on average and with a skew;
one body has half of all commitments, and words are as unequal as in a language (Zipf). Everything
stands under ``.example`` hosts.
"""

import hashlib
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from time import perf_counter
from typing import Any

import click
from sqlite_utils import Database

from db.commitments import set_as_of
from db.connection import connect, writing
from tracker.publish import publish

AS_OF = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
FIRST_DAY = date(2012, 1, 1)
DAYS = (AS_OF - FIRST_DAY).days
BODIES, SOURCES, TOPICS = 60, 8, 40
LONGEST_STORY = 24  # events of one commitment
SENTENCES = 20_000  # different ones, of which texts are made
RARE = "zyzzyva"  # one document in a hundred thousand has it
COMMON = "service"  # nearly all have it
PHRASES = (
    ("by the end of {year}", "deadline", None, 365), ("in spring {year}", "interval", 91, 91),
    ("by March {year}", "deadline", None, 31), ("in due course", "open", None, None),
    ("in {year}", "interval", 365, 364), ("shortly", "open", None, None),
    ("on 5 July {year}", "precise", 0, 0),
)  # fmt: skip
BATCH = 10_000

Values = tuple[Any, ...]


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--commitments", default=100_000, show_default=True)
@click.option("--documents", default=1_000_000, show_default=True)
def main(folder: Path, commitments: int, documents: int) -> None:
    """Make FOLDER/delaywatch.db and publish it."""
    make(folder, commitments, documents)


def make(folder: Path, commitments: int, documents: int) -> Path:
    """The published folder over a database of these sizes, made below ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    db = connect(folder / "delaywatch.db")
    begun = perf_counter()
    db.execute("pragma foreign_keys = off")  # each link would be looked for while all are made
    with writing(db):
        set_as_of(db, AS_OF.isoformat())
        _fill(db, commitments, documents)
    click.echo(f"{commitments:,} commitments, {documents:,} documents in {_since(begun)}")
    begun = perf_counter()
    publish(db, folder / "published", AS_OF, NOW)
    click.echo(f"published in {_since(begun)}")
    return folder / "published"


def _since(begun: float) -> str:
    return f"{perf_counter() - begun:.0f} s"


def _fill(db: Database, commitments: int, documents: int) -> None:
    dice = random.Random(20261122)  # noqa: S311 - the same every time, no secret
    # The working index of documents takes longer than all else, and nothing published needs it.
    for (name,) in db.execute(
        "select name from sqlite_master where type = 'trigger' and tbl_name = 'documents'"
    ).fetchall():
        db.execute(f"drop trigger [{name}]")
    _insert(db, "bodies", ("slug", "name"), ((_body(n), f"Body {n}") for n in range(BODIES)))
    _insert(
        db,
        "sources",
        ("name", "title", "kind", "republish", "licence"),
        ((f"source_{n}", f"Source {n}", "wordpress", "text", "OGL v3.0") for n in range(SOURCES)),
    )
    _documents(db, dice, documents)
    _commitments(db, dice, commitments, documents)


def _documents(db: Database, dice: random.Random, count: int) -> None:
    sentences = list(_sentences(dice))
    _insert(
        db,
        "documents",
        ("id", "source", "origin", "url", "kind", "title", "text", "published_at", "first_seen_at",
         "last_seen_at", "current_version"),
        (_document(dice, sentences, number) for number in range(1, count + 1)),
    )  # fmt: skip
    _insert(
        db,
        "versions",
        ("id", "document_id", "number", "title", "raw_sha256", "route", "fetched_at"),
        (
            (n, n, 1, f"Document {n}", hashlib.sha256(b"%d" % n).hexdigest(), "rest", f"{AS_OF}")
            for n in range(1, count + 1)
        ),
    )


def _document(dice: random.Random, sentences: list[str], number: int) -> Values:
    day = _day(dice).isoformat()
    text = " ".join(dice.choices(sentences, k=dice.randint(3, 14)))
    if number % 100_000 == 1:
        text += f" {RARE}."
    title = sentences[number % SENTENCES][:80]
    source = f"source_{min(int(dice.expovariate(0.6)), SOURCES - 1)}"
    url = f"https://{source}.example/{number}"
    return (number, source, "site", url, "news", title, text, day, day, day, number)


def _sentences(dice: random.Random) -> Iterator[str]:
    """Sentences of made-up words that are as unequal as those of a language."""
    letters = "bcdfghjklmnprstvw"
    words = [
        "".join(dice.choice(letters) + dice.choice("aeiou") for _ in range(dice.randint(1, 4)))
        for _ in range(20_000)
    ]
    weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    for number in range(SENTENCES):
        chosen = dice.choices(words, cum_weights=weights, k=dice.randint(8, 22))
        if number % 3:
            chosen[len(chosen) // 2] = COMMON
        yield f"{' '.join(chosen).capitalize()}."


def _commitments(db: Database, dice: random.Random, count: int, documents: int) -> None:
    columns = ("slug", "title", "owner", "topic", "kind", "selection", "summary", "origin")
    slugs = [f"plan-{number}" for number in range(count)]
    _insert(db, "commitments", columns, (_commitment(number) for number in range(count)))
    _insert(
        db,
        "commitment_bodies",
        ("commitment", "position", "body", "role"),
        ((slug, 1, _body(_of(number)), "lead") for number, slug in enumerate(slugs)),
    )
    _insert(
        db,
        "aliases",
        ("commitment", "position", "alias"),
        ((slug, 1, f"Scheme {number} of the coast") for number, slug in enumerate(slugs)),
    )
    stories = [_story(dice, number) for number in range(count)]
    events = [event for story in stories for event in story]
    _insert(
        db,
        "events",
        ("id", "commitment", "seq", "event", "made_on", "made_on_precision", "made_on_basis", "who",
         "voice", "promised_by", "due_phrase", "due_kind", "due_earliest", "due_latest",
         "confidence", "checked"),
        ((number, *event) for number, event in enumerate(events, start=1)),
    )  # fmt: skip
    _insert(
        db,
        "event_sources",
        ("event_id", "position", "url", "title", "title_basis", "publisher", "published", "kind"),
        (
            (number, 1, f"https://source_0.example/{1 + number % documents}", "A page", "as_shown",
             "Source 0", "2026-01-01", "official")
            for number in range(1, len(events) + 1)
        ),
    )  # fmt: skip
    _insert(
        db,
        "looks",
        ("commitment", "looked_on", "result", "note"),
        ((slug, "2026-11-01", "not_found", "Not there.") for slug in slugs[::7]),
    )


def _commitment(number: int) -> Values:
    body = _of(number)
    title = f"Plan {number} for the {('harbour', 'coast', 'lighthouse', 'ferry')[number % 4]}"
    topic = f"topic {number * 7 % TOPICS}"
    return (
        f"plan-{number}", title, f"Body {body}", topic, "promise", "editor", f"{title}.", "register"
    )  # fmt: skip


def _of(number: int) -> int:
    """The body of a commitment: one has half of them, the next half of the rest, and so on."""
    return min((number & -number).bit_length() - 1, 9) if number else 0


def _body(number: int) -> str:
    return f"body-{number}"


def _story(dice: random.Random, number: int) -> list[Values]:
    """The events of one commitment, in order; some have not ended."""
    slug, body = f"plan-{number}", _body(_of(number))
    said, story = _day(dice), []
    for seq in range(1, min(1 + int(dice.expovariate(0.24)), LONGEST_STORY) + 1):
        words, kind, width, length = dice.choice(PHRASES)
        year = said.year + dice.randint(0, 2)
        start = date(year, dice.randint(1, 9), 1)
        latest = start + timedelta(days=length) if length is not None else None
        earliest = latest - timedelta(days=width) if latest and width is not None else None
        story.append(
            _event(slug, seq, "promised" if seq == 1 else "slipped", said, body,
                   (words.format(year=year), kind, earliest, latest))
        )  # fmt: skip
        said += timedelta(days=dice.randint(20, 400))
        if said >= AS_OF:
            return story
    if dice.random() < 0.6:  # three in five have ended
        end = "dropped" if number % 20 == 0 else "delivered"
        story.append(_event(slug, len(story) + 1, end, said, body, (None, "none", None, None)))
    return story


def _event(slug: str, seq: int, kind: str, said: date, body: str, due: Values) -> Values:
    words, due_kind, earliest, latest = due
    return (
        slug, seq, kind, f"{said}", "day", "statement", "A spokesperson", "on_record", body, words,
        due_kind, earliest and f"{earliest}", latest and f"{latest}", "read_directly", "original",
    )  # fmt: skip


def _day(dice: random.Random) -> date:
    return FIRST_DAY + timedelta(days=dice.randrange(DAYS))


def _insert(db: Database, table: str, columns: tuple[str, ...], rows: Iterator[Values]) -> None:
    places = ", ".join("?" for _ in columns)
    db.conn.executemany(f"insert into {table} ({', '.join(columns)}) values ({places})", rows)


if __name__ == "__main__":
    main()
