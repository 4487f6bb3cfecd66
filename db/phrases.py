"""The words of dues, as they stand in events."""

from sqlite_utils import Database


def phrases_in_use(db: Database) -> list[str]:
    """Every different phrase of a due, in order."""
    found = db.execute(
        "select distinct due_phrase from events where due_phrase is not null order by due_phrase"
    )
    return [phrase for (phrase,) in found]
