"""Rows of the published tables that the tracker keeps as files or works out itself.

Their columns stand in ``db.publishing.tables.REFERENCE``.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from typing import Any

from sqlite_utils import Database

from tracker import cohorts, phrases
from tracker.calendars import landmarks
from tracker.foi import bank_holidays, own_figures

Row = dict[str, Any]


def reference(db: Database, as_of: date) -> dict[str, Iterable[Row]]:
    """All of them, as they stand on ``as_of``.

    Cohorts are worked out only when their rows are asked for: by then the timeline that they are
    read from is laid down (``db.publishing.counting``).
    """
    found = cache(lambda: list(cohorts.cohorts(db, as_of)))
    return {
        "calendar": bank_holidays.rows(db),
        "dated_landmarks": landmarks.rows(),
        "phrase_families": phrases.families(db),
        "counted_cohorts": _rows(found),
        "counted_curves": _curves(found),
        "own_foi_figures": own_figures.rows(db),
    }


def _rows(found: Callable[[], list[cohorts.Cohort]]) -> Iterator[Row]:
    for cohort in found():
        yield cohort.row()


def _curves(found: Callable[[], list[cohorts.Cohort]]) -> Iterator[Row]:
    for cohort in found():
        yield from cohort.curve()
