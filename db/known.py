"""The index of the names of commitments, kept from run to run (migration 0014).

Keys, words and acronyms are numbers of 64 bits, hashes that tracker/suggest/known.py makes: samples
have other ones than real commitments, so that neither is ever found for the other.
"""

import json
from array import array
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlite_utils import Database

from db.finished import strike_off, take

Row = dict[str, Any]
_NAMES: Final = """
    select c.slug, c.title,
      (select json_group_array(alias) from (
         select alias from aliases where commitment = c.slug order by position)) as aliases,
      (select json_group_array(name) from (
         select b.name from commitment_bodies l join bodies b on b.slug = l.body
         where l.commitment = c.slug order by l.position)) as bodies
    from commitments c
    where c.retracted_on is null and c.origin not like 'rule:%'
"""


def commitment_names(db: Database, slugs: Iterable[str] | None = None) -> dict[str, Row]:
    """Slug to ``title``, ``aliases`` and ``bodies`` (their names), for all that may be meant.

    Of some commitments, if they are given. Those that rules make of dates in fields are left out:
    what becomes of a release is told by the field that announced it, and thousands of titles of
    statistics would draw prose to themselves. An editor can still link a statement to one.
    """
    if slugs is None:
        rows = db.query(f"{_NAMES} order by c.rowid")
    else:
        rows = db.query(
            f"{_NAMES} and c.slug in (select value from json_each(?)) order by c.rowid",
            [json.dumps(list(slugs))],
        )
    lists = ("aliases", "bodies")
    return {row.pop("slug"): row | {name: json.loads(row[name]) for name in lists} for row in rows}


# Keeping it ------------------------------------------------------------------------------


def forget(db: Database) -> None:
    """Begin the index anew: all commitments are to be kept in it.

    Which names those had stays known: what is only taken apart otherwise is no new name.
    """
    for table in ("name_keys", "name_words", "name_meanings", "known_names"):
        db.execute(f"delete from {table}")
    db.execute("update known_commitments set kept = 0")
    db.execute("insert or ignore into names_to_keep select slug from commitments")


def to_keep(db: Database, most: int) -> list[str]:
    """Commitments whose names may have changed, so many at most."""
    rows = db.execute("select commitment from names_to_keep limit ?", [most]).fetchall()
    return [row[0] for row in rows]


def kept_names(db: Database, slugs: Sequence[str]) -> dict[str, tuple[str, bool]]:
    """Slug to the digest of the names that each of these commitments had; and whether it is kept.

    It is not where the index was begun anew.
    """
    rows = db.execute(
        """select commitment, names, kept from known_commitments
           where commitment in (select value from json_each(?))""",
        [json.dumps(slugs)],
    ).fetchall()
    return {row[0]: (row[1], bool(row[2])) for row in rows}


def remove(db: Database, slug: str) -> None:
    """Take a commitment out of the index."""
    rows = db.execute(
        "select id, keys, words, acronyms from known_names where commitment = ?", [slug]
    ).fetchall()
    for name, keys, words, acronyms in rows:
        of_name = [[(one, name) for one in _numbers(blob)] for blob in (keys, acronyms)]
        db.conn.executemany("delete from name_keys where key = ? and name = ?", of_name[0])
        db.conn.executemany("delete from name_meanings where acronym = ? and name = ?", of_name[1])
        db.conn.executemany(
            "update name_words set names = names - 1 where word = ?",
            [(one,) for one in _numbers(words)],
        )
    db.execute("delete from known_names where commitment = ?", [slug])
    db.execute("delete from known_commitments where commitment = ?", [slug])


def add(db: Database, slug: str, digest: str, names: Iterable[Row]) -> None:
    """Take a commitment into the index.

    A name has ``id``, ``position``, ``part``, ``head``, ``topics``, ``beginning`` (None of what is
    but a part of a text), and lists of numbers: ``keys``, ``words`` (the one that counts all names
    among them) and ``acronyms``.
    """
    db.execute("insert into known_commitments (commitment, names) values (?, ?)", [slug, digest])
    for name in names:
        lists = [_blob(name[one]) for one in ("keys", "words", "acronyms")]
        db.execute(
            "insert into known_names values (?, ?, ?, ?, ?, ?, ?, ?)",
            [name["id"], slug, name["position"], name["part"], *lists, name["beginning"]],
        )
        shape = (name["id"], name["head"], name["topics"])
        db.conn.executemany(
            "insert into name_keys values (?, ?, ?, ?)", [(key, *shape) for key in name["keys"]]
        )
        db.conn.executemany(
            """insert into name_words values (?, 1)
               on conflict (word) do update set names = names + 1""",
            [(word,) for word in name["words"]],
        )
        db.conn.executemany(
            "insert into name_meanings values (?, ?)",
            [(acronym, name["id"]) for acronym in name["acronyms"]],
        )


def kept(db: Database, slugs: Sequence[str], changed: Iterable[str]) -> None:
    """The names of these are in the index; those of ``changed`` are to be looked for."""
    db.conn.executemany("delete from names_to_keep where commitment = ?", [(s,) for s in slugs])
    db.conn.executemany(
        """insert into names_to_find (step, commitment) values (?, ?)
           on conflict (step, commitment) do update set taken = 0 where taken""",
        [(step, slug) for slug in changed for step in ("titles", "releases")],
    )


def take_to_find(db: Database, step: str) -> list[str]:
    """Commitments with names that are new, or gone, for a step: titles, releases."""
    take(db, "names_to_find", step=step)
    rows = db.execute(
        "select commitment from names_to_find where step = ? order by commitment", [step]
    ).fetchall()
    return [row[0] for row in rows]


def were_found(db: Database, step: str) -> None:
    """A step has looked for the names of the commitments that it had taken."""
    strike_off(db, "names_to_find", step=step)


def _blob(numbers: Iterable[int]) -> bytes:
    return array("q", numbers).tobytes()


def _numbers(blob: bytes) -> list[int]:
    return array("q", blob).tolist()


# Asking it -------------------------------------------------------------------------------


def with_all(db: Database, keys: Sequence[int], most: int) -> list[tuple[int, int, int]]:
    """Number, hash of the head noun and count of telling words of names with each of these keys."""
    further = "".join(
        " and exists (select 1 from name_keys where key = ? and name = k.name)" for _ in keys[1:]
    )
    rows: list[tuple[int, int, int]] = db.execute(
        f"""select name, head, topics from name_keys k where key = ? {further}
            order by name limit ?""",
        [*keys, most],
    ).fetchall()
    return rows


def names_with_word(db: Database, word: int) -> int:
    """In how many names a word is."""
    row = db.execute("select names from name_words where word = ?", [word]).fetchone()
    return int(row[0]) if row else 0


def place_of(db: Database, name: int) -> tuple[str, int, int] | None:
    """The commitment of a name, which of its texts it is in, and as which part; or None."""
    row = db.execute(
        "select commitment, position, part from known_names where id = ?", [name]
    ).fetchone()
    return row and (str(row[0]), int(row[1]), int(row[2]))


def explaining(db: Database, acronym: int) -> list[int]:
    """Names that explain an acronym, in order."""
    rows = db.execute("select name from name_meanings where acronym = ? order by name", [acronym])
    return [row[0] for row in rows.fetchall()]


def beginning_with(db: Database, beginnings: Iterable[int]) -> list[str]:
    """Commitments with a name that begins in one of these ways."""
    rows = db.execute(
        """select distinct commitment from known_names
           where beginning in (select value from json_each(?)) order by 1""",
        [json.dumps(list(beginnings))],
    ).fetchall()
    return [row[0] for row in rows]
