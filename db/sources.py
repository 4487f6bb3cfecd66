"""Sources: the places that documents come from, crawled or given as files."""

from dataclasses import dataclass
from typing import Final

from sqlite_utils import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a spider says of the place it reads; ``body`` is (slug, name).

    ``nature`` is whose place it is: official, official_copy, foi, press, press_copy, third_party.
    """

    name: str
    title: str
    kind: str
    url: str
    licence: str
    republish: str
    body: tuple[str, str] | None = None
    nature: str = "official"
    cadence: str | None = None
    note: str | None = None


def register_source(db: Database, source: Source) -> None:
    """Insert or update the row of a source, and its body if that is missing."""
    if source.body:
        add_body(db, *source.body)
    db.execute(
        """
        insert into sources
          (name, title, kind, body, url, licence, republish, cadence, note, nature)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (name) do update set title = excluded.title, kind = excluded.kind,
          body = excluded.body, url = excluded.url, licence = excluded.licence,
          republish = excluded.republish, cadence = excluded.cadence, note = excluded.note,
          nature = excluded.nature
        """,
        [
            source.name,
            source.title,
            source.kind,
            source.body[0] if source.body else None,
            source.url,
            source.licence,
            source.republish,
            source.cadence,
            source.note,
            source.nature,
        ],
    )


def add_file_source(
    db: Database, name: str, licence: str | None, republish: str, *, nature: str, body: str | None
) -> None:
    """Make the source ``name`` of kind file, unless there is one of that name already.

    ``republish`` is what may be published of its texts (text, quote or link), ``nature`` whose
    word they are, ``body`` the slug of the public body whose documents these are.
    """
    db.execute(
        """insert into sources (name, title, kind, licence, republish, nature, body)
           values (?, ?, 'file', ?, ?, ?, ?) on conflict (name) do nothing""",
        [name, name, licence, republish, nature, body],
    )


# Natures of the places where a body speaks for itself.
OWN_WORDS: Final = ("official", "official_copy", "foi")


def add_body(db: Database, slug: str, name: str) -> None:
    """Enter a public body, unless one of this slug is there."""
    db.execute("insert or ignore into bodies (slug, name) values (?, ?)", [slug, name])


def nature_of(db: Database, name: str) -> str | None:
    """Whose word a known source is; None for one that is new."""
    row = db.execute("select nature from sources where name = ?", [name]).fetchone()
    return row and str(row[0])


def body_names(db: Database) -> dict[str, str]:
    """Slug to name of every body that is known."""
    return dict(db.execute("select slug, name from bodies order by slug").fetchall())


def file_sources(db: Database) -> list[tuple[str, str | None]]:
    """Name and licence of every source that came from a file."""
    rows = db.execute("select name, licence from sources where kind = 'file' order by name")
    return [(name, licence) for name, licence in rows.fetchall()]
