"""Times as feeds, sitemaps and pages state them for machines: to a UTC instant, or a day."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from crawler.stated_dates import stated_date

# A year outside of these is a placeholder (0001, 1970) or a slip of a key, not a date.
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_RFC_822 = re.compile(r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}\s+[A-Za-z]{3,9}\s+\d{2,4}\s+\d{1,2}:\d\d.*")
# Names that feeds in Britain use and the standard library does not know; -0000 is UTC (RFC 5322).
_ZONES = {"BST": "+0100", "CET": "+0100", "CEST": "+0200", "-0000": "+0000"}


def moment(words: str | None) -> str | None:
    """Return a time as a UTC instant, a day (or a time without a zone) as a day, else None.

    >>> moment("Mon, 03 Aug 2026 10:00:00 BST")
    '2026-08-03T09:00:00Z'
    >>> moment("2026-08-03T00:30:00"), moment("3 August 2026"), moment("yesterday")
    ('2026-08-03', '2026-08-03', None)
    """
    folded = " ".join((words or "").split())
    read = _iso(folded) or _rfc_822(folded)
    if read is None:
        return _day(folded)
    try:
        instant = read.astimezone(UTC) if read.tzinfo else read
    except OverflowError:
        return None
    if not _FIRST_YEAR <= instant.year <= _LAST_YEAR:
        return None
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ") if read.tzinfo else instant.date().isoformat()


def _iso(words: str) -> datetime | None:
    try:
        return datetime.fromisoformat(words)
    except ValueError:
        return None


def _rfc_822(words: str) -> datetime | None:
    if not _RFC_822.fullmatch(words):
        return None
    rest, _, zone = words.rpartition(" ")
    try:
        return parsedate_to_datetime(f"{rest} {_ZONES.get(zone, zone)}")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _day(words: str) -> str | None:
    stated = stated_date(words)
    if stated is None or stated.precision != "day":
        return None
    return stated.earliest if _FIRST_YEAR <= int(stated.earliest[:4]) <= _LAST_YEAR else None
