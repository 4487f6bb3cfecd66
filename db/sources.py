"""Sources: the places that documents come from, crawled or given as files."""

import json
from dataclasses import dataclass, field
from typing import Any, Final

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
    also_bodies: tuple[tuple[str, str], ...] = ()  # further bodies whose words it carries
    expects: str | None = None  # JSON: every_days, at_least, fields
    visit_days: int = 1


def register_source(db: Database, source: Source) -> None:
    """Insert or update the row of a source, and its bodies if they are missing."""
    for body in (*filter(None, [source.body]), *source.also_bodies):
        add_body(db, *body)
    db.execute(
        """
        insert into sources
          (name, title, kind, body, url, licence, republish, cadence, note, nature, expects,
           visit_days)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (name) do update set title = excluded.title, kind = excluded.kind,
          body = excluded.body, url = excluded.url, licence = excluded.licence,
          republish = excluded.republish, cadence = excluded.cadence, note = excluded.note,
          nature = excluded.nature, expects = excluded.expects,
          visit_days = excluded.visit_days
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
            source.expects,
            source.visit_days,
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


# Whose place a source may be.
NATURES: Final = ("official", "official_copy", "foi", "press", "press_copy", "third_party")
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


# Sources that were added without code --------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedSource:
    """A feed or sitemap that a newsroom added; ``body`` is the slug of a body that is known.

    ``kind`` is feed or sitemap; ``settings`` what its spider needs beside the address (only,
    but_not, hosts, every: the days between two visits).
    """

    name: str
    title: str
    kind: str
    url: str
    licence: str
    republish: str
    nature: str
    body: str | None = None
    settings: dict[str, Any] = field(default_factory=dict)


def add_source(db: Database, source: AddedSource, at: str) -> str:
    """Keep an added source; returns 'added', 'changed', 'back' or 'as it was'.

    ``at`` is the instant of adding. A source of that name is changed, and crawled again if it had
    been removed. The caller makes sure that the name is not one of another source.
    """
    before = {one.name: one for one in added_sources(db, removed=True)}.get(source.name)
    is_back = before is not None and before not in added_sources(db)
    db.execute(
        """
        insert into sources
          (name, title, kind, body, url, licence, republish, nature, settings, added_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (name) do update set title = excluded.title, kind = excluded.kind,
          body = excluded.body, url = excluded.url, licence = excluded.licence,
          republish = excluded.republish, nature = excluded.nature, settings = excluded.settings,
          removed_on = null
        """,
        [
            source.name,
            source.title,
            source.kind,
            source.body,
            source.url,
            source.licence,
            source.republish,
            source.nature,
            json.dumps(source.settings, sort_keys=True),
            at,
        ],
    )
    if before is None:
        return "added"
    return "back" if is_back else "as it was" if before == source else "changed"


def added_sources(db: Database, *, removed: bool = False) -> list[AddedSource]:
    """Return the sources that were added, by name; with ``removed``, removed ones too."""
    rows = db.query(
        """
        select name, title, kind, url, licence, republish, nature, body, settings from sources
        where settings is not null and (removed_on is null or ?) order by name
        """,
        [removed],
    )
    return [AddedSource(**(row | {"settings": json.loads(row["settings"])})) for row in rows]


def remove_source(db: Database, name: str, day: str) -> bool:
    """Stop crawling an added source from ``day`` on; its documents stay. False if there is none."""
    cursor = db.execute(
        """
        update sources set removed_on = ?
        where name = ? and settings is not null and removed_on is null
        """,
        [day, name],
    )
    return cursor.rowcount == 1


def source_names(db: Database) -> set[str]:
    """Return the name of every source that has a row."""
    return {str(name) for (name,) in db.execute("select name from sources").fetchall()}
