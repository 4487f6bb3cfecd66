"""What the machine has found in a world, and what people decided about it, as after years.

Of ten documents three hold a promise, nearly all of it decided. How much waits is a matter of the
people who decide, and not of what is stored: it is the same at every size (``Waiting``).
"""

import hashlib
import json
import random
from collections.abc import Iterable, Iterator
from datetime import timedelta

from sqlite_utils import Database

from benchmarks.world.rows import AS_OF, Sizes, Values, insert, slug
from db.finished import finish
from db.known import commitment_names
from db.statements import quote_hash
from tracker.changes.find import RULES as CHANGES
from tracker.changes.find import SITE_RULES
from tracker.foi.releases import LINKING
from tracker.statements import RULES

AT = f"{AS_OF}T06:00:00Z"
WAITING = 2_000  # statements that wait for a person
_STATEMENTS = 0.3  # of a document
_OFFICIAL = "source_0"  # of which titles are signs that something came out
_RELEASE = 100  # one document in so many is an FOI release
_PLACES = ("harbour", "coast", "lighthouse", "ferry")


def name_of(number: int) -> str:
    """The title of a commitment of a world."""
    return f"Plan {number} for the {_PLACES[number % len(_PLACES)]}"


def new_name(number: int) -> str:
    """The name of a thing that no commitment is."""
    letters = hashlib.sha256(b"%d" % number).hexdigest().translate(_AS_LETTERS)
    return f"{letters[:7].capitalize()} {letters[7:14].capitalize()} Strategy"


_AS_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def promise(number: int, commitments: int) -> tuple[str, str]:
    """A sentence that promises something, every second time something new; and the thing's name."""
    name = new_name(number // 3) if number % 2 else name_of(number * 7 % commitments)
    return f"The {name} will be published by March 2027, the department said.", name


def add(db: Database, size: Sizes, waiting: int = WAITING) -> None:
    """All of it, into a filled world."""
    db.execute("update sources set nature = 'official' where name = ?", [_OFFICIAL])
    db.execute(
        "update documents set kind = 'foi_release' where id % ? = 3 and kind = 'news'", [_RELEASE]
    )
    _read(db)
    numbers = range(1, round(size.documents * _STATEMENTS) + 1)
    waits = min(waiting, len(numbers) // 4)
    _say(db, size, numbers)
    _decide(db, numbers[: len(numbers) - waits])
    _settle(db)


def _read(db: Database) -> None:
    """A text of every version, read by the present rules; every title held against every name."""
    db.execute(
        """insert into texts (version_id, extractor, text, content_hash, made_at)
           select v.id, 'bench/1', d.text, v.raw_sha256, v.fetched_at
           from versions v join documents d on d.id = v.document_id"""
    )
    db.execute(
        "insert into readings (text_id, rules, found, read_at) select id, ?, 0, ? from texts",
        [RULES, AT],
    )
    db.execute(
        """insert into matched_titles select v.id from documents d
           join versions v on v.id = d.current_version"""
    )
    insert(
        db, "matched_names", "commitment names",
        ((one, json.dumps([row["title"], *row["aliases"]]))
         for one, row in commitment_names(db).items()),
    )  # fmt: skip


def _say(db: Database, size: Sizes, numbers: Iterable[int]) -> None:
    columns = """id document_id quote_hash focus quote event deliverable actor voice reported
                 said_on said_on_precision said_on_basis due_words due_kind due_latest confidence
                 rule found_at"""
    insert(db, "statements", columns, _statements(size, numbers))
    # Version and text of a document that was never edited have its number.
    insert(
        db, "statement_places", "statement_id text_id sentence_start sentence_end",
        ((n, _page_of(n, size), 0, 40) for n in numbers),
    )  # fmt: skip


def _statements(size: Sizes, numbers: Iterable[int]) -> Iterator[Values]:
    for number in numbers:
        said, name = promise(number, size.commitments)
        on = f"{AS_OF - timedelta(days=number % 4_000)}"
        yield (number, _page_of(number, size), quote_hash(said), f"promised:{number}", said,
               "promised", name, None, "on_record", 0, on, "day", "document", "by March 2027",
               "deadline", "2027-03-31", 0.9, "promised.will-be", AT)  # fmt: skip


def _page_of(number: int, size: Sizes) -> int:
    return 1 + number * 3 % size.documents


def _decide(db: Database, numbers: Iterable[int]) -> None:
    """Two in three were accepted, of what was suggested."""
    db.execute(
        """insert into reviews
             (decided_at, reviewer, document_id, quote_hash, focus, quote, decision)
           select ?, 'an editor', document_id, quote_hash, focus, quote,
             iif(id % 3, 'accept', 'reject')
           from statements where id <= ?""",
        [AT, len(list(numbers))],
    )  # fmt: skip
    db.execute(
        """insert into suggestions (statement_id, rank, kind, commitment, score, why)
           select s.id, 1, 'link', c.slug, 0.9, 'the same name'
           from statements s join commitments c on c.slug = ? || (s.id * 7 % ?)
           where s.id <= ?""",
        [slug(0)[:-1], db.execute("select count(*) from matched_names").fetchone()[0],
         len(list(numbers))],
    )  # fmt: skip
    db.execute("""insert into resolutions select statement_id, 'made' from suggestions""")


def _settle(db: Database) -> None:
    """Everything was looked at, but for the names and what waits: `resolve` does that once."""
    for table in ("texts_to_read", "turns_to_find", "sites_to_find", "titles_to_match",
                  "releases_to_link", "statements_to_match"):  # fmt: skip
        db.execute(f"delete from {table}")
    steps = {
        "texts": RULES, "changes": CHANGES, "site changes": SITE_RULES, "titles": "all",
        "releases": LINKING,
    }  # fmt: skip
    for step, rules in steps.items():
        finish(db, step, rules)


def publish_more(db: Database, count: int, commitments: int) -> None:
    """So many new documents, as a crawl keeps them: every third with a promise."""
    first = int(db.execute("select max(id) from documents").fetchone()[0]) + 1
    version = int(db.execute("select max(id) from versions").fetchone()[0]) + 1 - first
    dice = random.Random(first)  # noqa: S311 - the same every time, no secret
    known = [
        row[0] for row in db.execute("select text from texts order by id limit 200").fetchall()
    ]
    numbers = range(first, first + count)
    texts = {}
    for n in numbers:
        said = f"{promise(n, commitments)[0]}\n\n" if n % 3 == 0 else ""
        texts[n] = f"{said}{dice.choice(known)}"
    insert(
        db, "documents",
        "id source origin url kind title text published_at first_seen_at last_seen_at",
        ((n, _OFFICIAL, "site", f"https://{_OFFICIAL}.example/new/{n}",
          "foi_release" if n % _RELEASE == 0 else "news", f"News {n} of the coast", texts[n],
          f"{AS_OF}", AT, AT) for n in numbers),
    )  # fmt: skip
    insert(
        db, "versions", "id document_id number title published_at raw_sha256 route fetched_at",
        ((version + n, n, 1, f"News {n} of the coast", f"{AS_OF}",
          hashlib.sha256(texts[n].encode()).hexdigest(), "rest", AT) for n in numbers),
    )  # fmt: skip
    insert(
        db, "texts", "version_id extractor text content_hash made_at",
        ((version + n, "bench/1", texts[n], hashlib.sha256(texts[n].encode()).hexdigest(), AT)
         for n in numbers),
    )  # fmt: skip
    db.conn.executemany(
        "update documents set current_version = ? where id = ?", [(version + n, n) for n in numbers]
    )


def name_one_more(db: Database) -> None:
    """An alias more for one commitment: anything that waits may be meant by it."""
    position = db.execute("select count(*) from aliases where commitment = ?", [slug(1)]).fetchone()
    db.execute(
        "insert into aliases (commitment, position, alias) values (?, ?, ?)",
        [slug(1), position[0] + 1, new_name(position[0] + 900_001)],
    )
