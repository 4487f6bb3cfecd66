"""When a document that was read is looked at again: edits and removals show in no list.

Daily while it is young, for most slips of the pen are mended within days; then after a tenth of
the time for which it has stood as it is. What has stood for a year is likely to stand for another
month, and a document that changes is young again: so how often it was found unchanged counts too,
without a counter. That is about a hundred looks in ten years, half of them in the first half year,
and never more than 90 days apart, since a removal is to be seen within a quarter.

A file is looked at weekly once it is not young: it may be replaced under its address while the
document that has it stays as it is, so its age says less.

The days are those that runs count as (``as_of``), not those of the clock: a run for a day asks
for what is due on that day.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from zlib import crc32

YOUNG_DAYS = 14  # so long it is looked at daily
SHARE = 10  # then after a tenth of its age
LONGEST_DAYS = 90
# Thousands of old documents are read in the first nights and would all be due in one: each waits
# between half of its time and the whole of it, always the same share, by its address.
SPREAD = 0.5
READ = frozenset({"ok", "unchanged"})
SWEEP_DAYS = 7  # a list that is cut short is read in whole after so many
FILE_DAYS = 7


def next_look(read_on: str, since: str, url: str) -> str:
    """Return the instant from which a document that was read on a day is due again.

    ``read_on`` is that day (ISO), ``since`` the day since which it has stood as it is, or any
    instant of that day; ``url`` tells its share of the time.

    >>> next_look("2026-08-03", "2026-07-30", "https://body.example/young")
    '2026-08-04T00:00:00Z'
    """
    read = date.fromisoformat(read_on)
    days = _days((read - date.fromisoformat(since[:10])).days, url)
    return f"{read + timedelta(days=days)}T00:00:00Z"


def next_file_look(read_on: str, since: str) -> str:
    """Return the instant from which a file that was read on a day is due again.

    ``read_on`` and ``since`` as in ``next_look``.

    >>> next_file_look("2026-08-03", "2026-07-30"), next_file_look("2026-08-03", "2025-07-30")
    ('2026-08-04T00:00:00Z', '2026-08-10T00:00:00Z')
    """
    read = date.fromisoformat(read_on)
    is_young = (read - date.fromisoformat(since[:10])).days <= YOUNG_DAYS
    return f"{read + timedelta(days=1 if is_young else FILE_DAYS)}T00:00:00Z"


def is_file_due(page: Mapping[str, Any], as_of: str) -> bool:
    """Tell whether a file that was read, or is gone, is due on the day ``as_of`` (ISO).

    ``page`` is its row in the ledger. One without a plan is: it was cut short, or is gone since
    the last run. What is planned for later than any plan was written under a clock that was ahead.
    """
    planned = page["next_check_at"]
    latest = f"{date.fromisoformat(as_of) + timedelta(days=FILE_DAYS)}T23:59:59Z"
    return planned is None or planned <= f"{as_of}T23:59:59Z" or planned > latest


def _days(age: int, url: str) -> int:
    if age <= YOUNG_DAYS:
        return 1
    share = 1 - SPREAD * (crc32(url.encode()) / 2**32)
    return max(1, round(min(age / SHARE, LONGEST_DAYS) * share))


def due_at(document: Mapping[str, Any], page: Mapping[str, Any] | None, as_of: str) -> str:
    """Return when a document is due again, as it looks on the day ``as_of`` (ISO).

    ``document`` is a row of ``db.ledger.standing``, ``page`` its page's row in the ledger, if it
    has one. Without a plan (it came with a list, or was read before there were plans), from the
    day on which its text was read. Nobody waits for longer than LONGEST_DAYS: what says so was
    written under a clock that was ahead, or for a far day, and is none; where both say so, the
    document is due.
    """
    latest = f"{date.fromisoformat(as_of) + timedelta(days=LONGEST_DAYS)}T23:59:59Z"
    planned = page["next_check_at"] if page is not None else None
    if planned and planned <= latest:
        return str(planned)
    reckoned = next_look(document["read_on"], document["since"], document["url"])
    return reckoned if reckoned <= latest else f"{as_of}T00:00:00Z"


def in_order(
    documents: Mapping[str, Mapping[str, Any]], pages: Mapping[str, Mapping[str, Any]], as_of: str
) -> list[tuple[str, str]]:
    """Return (instant from which it is due, address) of each document, the longest due first.

    ``documents`` are rows of ``db.ledger.standing`` by the address to ask for, ``pages`` the
    ledger's rows by that address. A page that waits, failed or is gone has its own time.
    """
    found = (
        (due_at(row, pages.get(address), as_of), address)
        for address, row in documents.items()
        if address not in pages or pages[address]["state"] in READ
    )
    return sorted(found)


def due(
    documents: Mapping[str, Mapping[str, Any]], pages: Mapping[str, Mapping[str, Any]], as_of: str
) -> list[str]:
    """Return the addresses of the documents that are due on a day; see ``in_order``."""
    until = f"{as_of}T23:59:59Z"
    return [address for when, address in in_order(documents, pages, as_of) if when <= until]


def is_sweep_due(swept_on: str | None, as_of: str) -> bool:
    """Tell whether a list is to be read in whole, whatever it says of changes: they may lie.

    ``swept_on`` is the day on which it was last; a day that is still to come is none.
    """
    if swept_on is None or swept_on > as_of:
        return True
    age = date.fromisoformat(as_of) - date.fromisoformat(swept_on)
    return age >= timedelta(days=SWEEP_DAYS)
