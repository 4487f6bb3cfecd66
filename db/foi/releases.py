"""Releases of information that were crawled, and the commitments that each is evidence of.

A release is a document of kind ``foi_release``, or any that states the reference of a request. A
link is a suggestion until a person decides. Copies of sites have no part in it.
"""

from typing import Any, Final

from sqlite_utils import Database

from db.documents import AUTHOR, JOIN_AUTHOR

Row = dict[str, Any]
BY_HAND: Final = "linked by hand"

# Where a search of the full text finds something: the page itself, or a file attached to it now.
_HITS: Final = """
    with hits as (select rowid as id from documents_fts where documents_fts match :query),
    pages as (
      select * from documents
      where kind = 'foi_release' and origin in ('site', 'sample')
        and state = 'live' and moved_to is null
    ),
    found as (
      select p.id as page, h.id as hit from hits h join pages p on p.id = h.id
      union
      select p.id, f.id from hits h
      join documents f on f.id = h.id and f.kind = 'attachment' and f.state = 'live'
      join attachments a on a.url = f.url
      join pages p on p.current_version = a.version_id
        and p.source = f.source and p.origin = f.origin
    )
"""


def naming(db: Database, name: str) -> list[Row]:
    """Releases in which the words of a name stand together, or all of them in the title.

    document_id, origin, ``body`` (whose words it holds) and title of the release; ``text`` of where
    it was found; ``in_file``: whether that is a file attached to it.
    """
    words = _words(name)
    if not words:
        return []
    together, anywhere = " ".join(words), " AND ".join(f'"{word}"' for word in words)
    return list(
        db.query(
            f"""{_HITS}
            select d.id as document_id, d.origin, {AUTHOR} as body, d.title, h.text,
              found.page <> found.hit as in_file
            from found
            join documents d on d.id = found.page
            join documents h on h.id = found.hit
            join sources o on o.name = d.source
            {JOIN_AUTHOR}
            order by d.id, in_file""",
            {"query": f'"{together}" OR title : ({anywhere})'},
        )
    )


def referring(db: Database, reference: str) -> list[Row]:
    """Documents that have a reference: the releases in whose text it is, and those that state it.

    document_id and origin.
    """
    return list(
        db.query(
            f"""{_HITS}
            select distinct d.id as document_id, d.origin from found
            join documents d on d.id = found.page
            union
            select d.id, d.origin from documents d
            join versions v on v.id = d.current_version
            join json_each(v.data, '$.stated.foi_references') r
            where d.origin in ('site', 'sample') and d.state = 'live' and d.moved_to is null
              and r.value = :reference
            order by 1""",
            {"query": '"' + " ".join(_words(reference)) + '"', "reference": reference},
        )
    )


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


def _words(name: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in name).split()


# ----------------------------------------------------------------- links


def save_suggestions(db: Database, found: dict[tuple[int, str], str]) -> int:
    """Make these (document, commitment) with their why all that waits; returns how many are new.

    What a person has decided about stays as it is.
    """
    before = {(row["document_id"], row["commitment"]) for row in _undecided(db)}
    decided = set(
        db.execute(
            "select document_id, commitment from foi_releases where decision is not null"
        ).fetchall()
    )
    db.execute("delete from foi_releases where decision is null")
    db.table("foi_releases").insert_all(
        {"document_id": document_id, "commitment": slug, "why": why}
        for (document_id, slug), why in found.items()
        if (document_id, slug) not in decided
    )
    return len(found.keys() - before - decided)


def _undecided(db: Database) -> list[Row]:
    return list(db.query("select document_id, commitment from foi_releases where decision is null"))


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
