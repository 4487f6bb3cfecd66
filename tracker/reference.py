"""Rows of the published tables that the tracker keeps as files or works out itself.

Their columns stand in ``db.publishing.tables.REFERENCE``.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlite_utils import Database

from tracker import cohorts, phrases
from tracker.calendars import landmarks
from tracker.foi import bank_holidays, own_figures

Row = dict[str, Any]


def reference(db: Database, as_of: date) -> dict[str, Iterable[Row]]:
    """All of them, as they stand on ``as_of``."""
    found = list(cohorts.cohorts(db, as_of))
    return {
        "calendar": bank_holidays.rows(db),
        "dated_landmarks": landmarks.rows(),
        "phrase_families": phrases.families(db),
        "counted_cohorts": (cohort.row() for cohort in found),
        "counted_curves": (row for cohort in found for row in cohort.curve()),
        "own_foi_figures": own_figures.rows(db),
    }
