"""The JSON of GOV.UK, taken as it comes: any part may be missing, null, or of another kind."""

from datetime import datetime
from typing import Any

from crawler.stated_dates import LONDON

HALF_A_DAY = 12


def table(value: Any) -> dict[str, Any]:
    """Return a JSON object; an empty one where it is something else."""
    return value if isinstance(value, dict) else {}


def rows(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a JSON list; none where it is something else."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def words(value: Any) -> str:
    """Return a string on one line; empty where it is something else."""
    return " ".join(value.split()) if isinstance(value, str) else ""


def html(value: Any) -> str:
    """Return a piece of HTML, which may come as a string or as one of several content types."""
    if isinstance(value, str):
        return value
    by_type = {str(row.get("content_type")): row.get("content") for row in rows(value)}
    chosen = by_type.get("text/html") or next(iter(by_type.values()), "")
    return chosen if isinstance(chosen, str) else ""


def path_of(item: dict[str, Any]) -> str:
    """Return an item's address on GOV.UK, a path; empty where it does not say one."""
    path = words(item.get("base_path"))
    return path if path.startswith("/") and not path.startswith("//") else ""


def details(item: dict[str, Any]) -> dict[str, Any]:
    """Return the part of an item that differs from one document type to another."""
    return table(item.get("details"))


def linked(item: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return the items that one is linked to under a name (organisations, parent, ...)."""
    return rows(table(item.get("links")).get(name))


def day_words(value: Any) -> str:
    """Return an instant as a day in London, "13 January 2015"; empty where it is none."""
    at = _in_london(value)
    return f"{at.day} {at:%B %Y}" if at else ""


def time_words(value: Any) -> str:
    """Return an instant as London's clock had it, "16 December 2026 at 4:00pm"; or empty."""
    at = _in_london(value)
    if at is None:
        return ""
    half = "pm" if at.hour >= HALF_A_DAY else "am"
    return f"{day_words(value)} at {at.hour % HALF_A_DAY or HALF_A_DAY}:{at:%M}{half}"


def _in_london(value: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(words(value))
        return at.astimezone(LONDON) if at.tzinfo else at
    except (ValueError, OverflowError):
        return None
