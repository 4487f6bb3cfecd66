"""Public bodies as they answer requests for information: by which law, where, and what followed."""

from typing import Any

from sqlite_utils import Database

Row = dict[str, Any]

PERIOD_COLUMNS = (
    "valid_from", "valid_until", "regime", "jurisdiction", "cost_limit_pounds",
    "cost_limit_hours", "address", "whatdotheyknow", "confirmed", "source", "note",
)  # fmt: skip


def save_periods(db: Database, slug: str, periods: list[Row]) -> None:
    """Make these the times (PERIOD_COLUMNS) of how a body answers; inside a transaction."""
    db.execute("delete from body_foi where body = ?", [slug])
    db.table("body_foi").insert_all({"body": slug, **period} for period in periods)


def body(db: Database, slug: str) -> Row | None:
    """A body: slug, name, existed_until, successor, note. None if there is none."""
    found = db.query(
        "select slug, name, existed_until, successor, note from bodies where slug = ?", [slug]
    )
    return next(iter(found), None)


def period_on(db: Database, slug: str, day: str) -> Row | None:
    """How a body answers on a day (PERIOD_COLUMNS); None where nothing is on record for it."""
    found = db.query(
        f"""select {", ".join(PERIOD_COLUMNS)} from body_foi
            where body = :slug and valid_from <= :day and :day <= coalesce(valid_until, :day)""",
        {"slug": slug, "day": day},
    )
    return next(iter(found), None)
