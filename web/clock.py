"""The one place of the web server that reads the clock: how old the release is that it shows."""

from datetime import UTC, date, datetime

from tracker.days import LONDON


def today() -> date:
    """Today in London."""
    return datetime.now(UTC).astimezone(LONDON).date()
