"""The one place of the web server that reads the clock."""

from datetime import UTC, date, datetime

from tracker.days import LONDON


def today() -> date:
    """Today in London."""
    return now().astimezone(LONDON).date()


def now() -> datetime:
    """The present instant (UTC)."""
    return datetime.now(UTC)
