"""Releases of information that were crawled, and the commitments that each is evidence of.

A release is a document of kind ``foi_release``, or any that states the reference of a request. A
link is a suggestion until a person decides. Copies of sites have no part in it.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from sqlite_utils import Database

from db.documents import AUTHOR, JOIN_AUTHOR
from db.few_words import holding
from db.finished import strike_off, take
from db.words import every_word, index_words, words_of

Row = dict[str, Any]
Link = tuple[int, str]  # a document's number and a commitment's slug
BY_HAND: Final = "linked by hand"

# Where a search of the full text finds something: the page itself, or a file attached to it now.
# Before it, what is not in the index of words yet is put into it: the database is written to.
_HITS: Final = """
    with hits as (select rowid as id from documents_fts where documents_fts match :query),
"""
# The same where it was found in some documents already; the other is begun whatever else is asked.
_THESE_HITS: Final = "with hits as (select value as id from json_each(:hits)),"
# SQLite would make a table of all releases, from a look at all documents, for it is read twice.
_PAGES: Final = """
    pages as not materialized (
      select * from documents
      where kind = 'foi_release' and origin in ('site', 'sample')
        and state = 'live' and moved_to is null
    ),
    found as (
      select p.id as page, h.id as hit from hits h cross join pages p on p.id = h.id
      union
      select p.id, f.id from hits h
      cross join documents f on f.id = h.id and f.kind = 'attachment' and f.state = 'live'
      cross join attachments a on a.url = f.url
      cross join versions v on v.id = a.version_id
      cross join pages p on p.id = v.document_id and p.current_version = v.id
        and p.source = f.source and p.origin = f.origin
    )
"""
_THESE: Final = "(select value from json_each(:only)) q cross join documents d on d.id = q.value"
# A release (d) and the files (f) that are attached to it now.
_ITS_FILES: Final = """
    cross join attachments a on a.version_id = d.current_version
    cross join documents f on f.url = a.url and f.source = d.source and f.origin = d.origin
      and f.kind = 'attachment' and f.state = 'live'
"""


class Mentions(NamedTuple):
    """Documents in whose words a reference stands, and those that state it as their own."""

    worded: list[int]
    stated: list[int]


def naming(db: Database, name: str, hits: Iterable[int] | None = None) -> list[Row]:
    """Releases in which the words of a name stand together, or all of them in the title.

    ``hits``: where that is, if it was looked for already (``named_in``). document_id, origin,
    ``body`` (whose words it holds) and title of the release; ``text`` of where it was found;
    ``in_file``: whether that is a file attached to it.
    """
    if not words_of(name):
        return []
    return list(
        db.query(
            f"""{_search(db, hits)} {_PAGES}
            select d.id as document_id, d.origin, {AUTHOR} as body, d.title, h.text,
              found.page <> found.hit as in_file
            from found
            cross join documents d on d.id = found.page
            cross join documents h on h.id = found.hit
            cross join sources o on o.name = d.source
            {JOIN_AUTHOR}
            order by d.id, in_file""",
            {"query": _naming(name), "hits": _listed(hits or ())},
        )
    )


def named_in(db: Database, names: Iterable[str], documents: Iterable[int]) -> dict[str, list[int]]:
    """Name to those of these documents in which it stands, as ``naming`` has it: all at once.

    What stands in none of them is left out.
    """
    queries = {name: _naming(name) for name in names if words_of(name)}
    held = holding(db, queries.values(), documents)
    return {name: held[query] for name, query in queries.items() if query in held}


def _naming(name: str) -> str:
    return f'"{" ".join(words_of(name))}" OR title : ({every_word(name)})'


def _search(db: Database, hits: Iterable[int] | None) -> str:
    """How ``hits`` are found: in the index of all words, which has them all then, or they are."""
    if hits is not None:
        return _THESE_HITS
    index_words(db)
    return _HITS


def _listed(numbers: Iterable[int]) -> str:
    return json.dumps(list(numbers))


def referring(db: Database, reference: str, mentions: Mentions | None = None) -> list[Row]:
    """Documents that have a reference: the releases in whose text it is, and those that state it.

    ``mentions``: where it is, if it was looked for already (``referred_to_in``). document_id and
    origin.
    """
    worded, stated = (None, None) if mentions is None else mentions
    return list(
        db.query(
            f"""{_search(db, worded)} {_PAGES}
            select distinct d.id as document_id, d.origin from found
            cross join documents d on d.id = found.page
            union
            select d.id, d.origin from {"documents d" if stated is None else _THESE}
            join versions v on v.id = d.current_version
            join json_each(v.data, '$.stated.foi_references') r
            where d.origin in ('site', 'sample') and d.state = 'live' and d.moved_to is null
              and r.value = :reference
            order by 1""",
            {
                "query": _referring(reference),
                "reference": reference,
                "hits": _listed(worded or ()),
                "only": _listed(stated or ()),
            },
        )
    )


def referred_to_in(
    db: Database, references: Iterable[str], documents: Iterable[int]
) -> dict[str, Mentions]:
    """Reference to where it is, as ``referring`` has it: all at once.

    In the releases among these documents and the files attached to them, whichever of the two is
    among them; and in what any of these documents states. What is nowhere is left out.
    """
    queries = {reference: _referring(reference) for reference in references}
    if not queries:
        return {}
    among = {"only": _listed(documents)}
    texts = db.execute(
        f"""select d.id from {_THESE} where d.kind = 'foi_release'
            union
            select f.id from {_THESE} {_ITS_FILES} where d.kind = 'foi_release'""",
        among,
    ).fetchall()
    worded = holding(db, queries.values(), [row[0] for row in texts])
    stated: dict[str, list[int]] = defaultdict(list)
    for document, reference in db.execute(
        f"""select d.id, r.value from {_THESE}
            join versions v on v.id = d.current_version
            join json_each(v.data, '$.stated.foi_references') r order by d.id""",
        among,
    ).fetchall():
        stated[reference].append(document)
    found = {
        one: Mentions(worded.get(query, []), stated.get(one, [])) for one, query in queries.items()
    }
    return {one: mentions for one, mentions in found.items() if any(mentions)}


def _referring(reference: str) -> str:
    return '"' + " ".join(words_of(reference)) + '"'


def references(db: Database, as_of: str) -> list[Row]:
    """References of requests that are public on a day, with the commitments these bear on.

    ``reference`` as it was written (of the case, or of one of its events) and ``commitment``.
    """
    return list(
        db.query(
            """
            with public as (
              select id, reference from foi_requests
              where retracted_on is null
                and (visibility = 'public' or (visibility = 'embargoed' and public_from <= :day))
            ),
            written as (
              select id, reference from public
              union
              select p.id, e.reference from public p
              join foi_events e on e.foi_request = p.id and e.retracted_on is null
            )
            select distinct w.reference, l.commitment from written w
            join foi_commitments l on l.foi_request = w.id
            join commitments c on c.slug = l.commitment and c.retracted_on is null
            where w.reference is not null order by 2, 1
            """,
            {"day": as_of},
        )
    )


# ----------------------------------------------------------------- links


def save_suggestions(
    db: Database, found: dict[Link, str], scope: tuple[Iterable[int], Iterable[str]] | None
) -> int:
    """Make these (document, commitment) with their why all that is found.

    In ``scope``, if it is given: ``found`` has every link of some documents and every one of some
    commitments, and what was found of others stays. What a person has decided stays as it is.
    Returns how many are new.
    """
    about, asked = "1", []
    if scope is not None:
        about = " or ".join(
            f"{name} in (select value from json_each(?))" for name in ("document_id", "commitment")
        )
        asked = [json.dumps(list(one)) for one in scope]
    db.execute(f"delete from found_releases where {about}", asked)
    db.conn.executemany(
        "insert into found_releases values (?, ?, ?)",
        [(*one, why) for one, why in found.items()],
    )
    standing = db.execute(
        f"select document_id, commitment, decision from foi_releases where {about}", asked
    ).fetchall()
    decided = {(row[0], row[1]) for row in standing if row[2] is not None}
    before = {(row[0], row[1]) for row in standing if row[2] is None}
    db.execute(f"delete from foi_releases where decision is null and ({about})", asked)
    db.table("foi_releases").insert_all(
        {"document_id": document_id, "commitment": slug, "why": why}
        for (document_id, slug), why in found.items()
        if (document_id, slug) not in decided
    )
    return len(found.keys() - before - decided)


def releases(db: Database) -> list[int]:
    """All releases there are, as numbers of documents."""
    rows = db.execute(
        """select id from documents where kind = 'foi_release' and origin in ('site', 'sample')
             and state = 'live' and moved_to is null
           order by id"""
    ).fetchall()
    return [row[0] for row in rows]


def releases_among(db: Database, documents: Iterable[int]) -> list[int]:
    """Documents, and those that the files among them are attached to."""
    rows = db.execute(
        """with listed as (select value as id from json_each(?))
           select id from listed
           union
           select v.document_id from listed l
           cross join documents f on f.id = l.id and f.kind = 'attachment'
           cross join attachments a on a.url = f.url
           cross join versions v on v.id = a.version_id
           order by 1""",
        [_listed(documents)],
    ).fetchall()
    return [row[0] for row in rows]


def found_count(db: Database) -> int:
    """How many links are found, decided or not."""
    return int(db.execute("select count(*) from found_releases").fetchone()[0])


def sought(db: Database) -> set[tuple[str, str]]:
    """The references that were looked for, each with its commitment."""
    rows = db.execute("select reference, commitment from sought_references").fetchall()
    return {(reference, commitment) for reference, commitment in rows}


def save_sought(db: Database, references: Iterable[tuple[str, str]]) -> None:
    """Remember the references that were looked for."""
    db.execute("delete from sought_references")
    db.conn.executemany("insert into sought_references values (?, ?)", list(references))


def take_listed(db: Database) -> list[int]:
    """Documents that may say otherwise than before what they are evidence of."""
    take(db, "releases_to_link")
    return [row[0] for row in db.execute("select document_id from releases_to_link").fetchall()]


def were_linked(db: Database) -> None:
    """The documents that were taken were looked at."""
    strike_off(db, "releases_to_link")


def pages_of(db: Database, documents: Iterable[int]) -> list[Row]:
    """The releases among documents.

    id, origin, title, text and ``body`` of each, and ``files``: id and text of its files.
    """
    rows = db.query(
        f"""
        select d.id, d.origin, d.title, d.text, {AUTHOR} as body,
          (select json_group_array(json_object('id', f.id, 'text', f.text))
            from attachments a
            cross join documents f on f.url = a.url and f.source = d.source and f.origin = d.origin
              and f.kind = 'attachment' and f.state = 'live'
            where a.version_id = d.current_version) as files
        from json_each(:only) w
        cross join documents d on d.id = w.value
        cross join sources o on o.name = d.source
        {JOIN_AUTHOR}
        where d.kind = 'foi_release' and d.origin in ('site', 'sample')
          and d.state = 'live' and d.moved_to is null
        order by d.id
        """,
        {"only": _listed(documents)},
    )
    return [row | {"files": json.loads(row["files"])} for row in rows]


def waiting(db: Database) -> list[tuple[int, str]]:
    """Links that wait for a person, by commitment, the oldest document first."""
    rows = db.execute(
        """select r.document_id, r.commitment from foi_releases r
           join documents d on d.id = r.document_id and d.state = 'live'
           join commitments c on c.slug = r.commitment and c.retracted_on is null
           where r.decision is null
           order by c.title, d.published_at, d.id"""
    ).fetchall()
    return [(document_id, slug) for document_id, slug in rows]


def link(db: Database, document_id: int, slug: str) -> Row | None:
    """A link with its document (url, title, origin, published_at, text), source and commitment."""
    found = db.query(
        """select r.*, d.url, d.title, d.origin, d.published_at, d.text, o.title as publisher,
             c.title as commitment_title
           from foi_releases r
           join documents d on d.id = r.document_id
           join sources o on o.name = d.source
           join commitments c on c.slug = r.commitment
           where r.document_id = ? and r.commitment = ?""",
        [document_id, slug],
    )
    return next(iter(found), None)


def decide(
    db: Database, document_id: int, slug: str, decision: str | None, reviewer: str | None, at: str
) -> None:
    """Write a decision (accept, reject) about a link, or take it back (None)."""
    db.execute(
        """update foi_releases set decision = ?, reviewer = ?, decided_at = ?
           where document_id = ? and commitment = ?""",
        [decision, reviewer, at if decision else None, document_id, slug],
    )


def add(db: Database, document_id: int, slug: str, why: str) -> None:
    """A link, unless it is there."""
    db.execute(
        "insert or ignore into foi_releases (document_id, commitment, why) values (?, ?, ?)",
        [document_id, slug, why],
    )


def remove(db: Database, document_id: int, slug: str) -> None:
    """Take out a link that a person had made."""
    db.execute(
        "delete from foi_releases where document_id = ? and commitment = ?", [document_id, slug]
    )


def last_decision(db: Database, reviewer: str) -> tuple[int, str] | None:
    """The link that a reviewer decided about last, or None."""
    row = db.execute(
        """select document_id, commitment from foi_releases where reviewer = ?
           order by decided_at desc, rowid desc limit 1""",
        [reviewer],
    ).fetchone()
    return row and (int(row[0]), str(row[1]))


def documents_at(db: Database, url: str) -> list[Row]:
    """What was read at an address, whoever it was read from: id, title, origin."""
    return list(
        db.query(
            "select id, title, origin from documents where url = ? order by origin = 'copy', id",
            [url],
        )
    )
