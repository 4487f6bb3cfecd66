"""Sources that come from files rather than from a spider."""

from sqlite_utils import Database


def add_file_source(db: Database, name: str, licence: str | None, republish: str) -> None:
    """Make the source ``name`` of kind file, unless there is one of that name already.

    ``republish`` is what may be published of its texts: text, quote or link.
    """
    db.execute(
        """insert into sources (name, title, kind, licence, republish)
           values (?, ?, 'file', ?, ?) on conflict (name) do nothing""",
        [name, name, licence, republish],
    )


def file_sources(db: Database) -> list[tuple[str, str | None]]:
    """Name and licence of every source that came from a file."""
    rows = db.execute("select name, licence from sources where kind = 'file' order by name")
    return [(name, licence) for name, licence in rows.fetchall()]
