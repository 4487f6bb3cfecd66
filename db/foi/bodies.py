"""Public bodies as they answer requests for information: by which law, where, and what followed."""

from collections.abc import Collection
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


def stored_bodies(
    db: Database, slugs: Collection[str]
) -> tuple[dict[str, Row], dict[str, list[Row]]]:
    """Of these that there are, by slug: bodies, and their times (PERIOD_COLUMNS) in order."""
    rows = {row["slug"]: row for row in db.query("select * from bodies") if row["slug"] in slugs}
    periods: dict[str, list[Row]] = {slug: [] for slug in rows}
    for row in db.query("select * from body_foi order by body, valid_from"):
        if (slug := row.pop("body")) in rows:
            periods[slug].append({**row, "confirmed": bool(row["confirmed"])})
    return rows, periods


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
