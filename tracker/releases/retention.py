"""How long releases are kept: every one for 90 days, and the last of each month for ever."""

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from tracker.releases.shelf import Release, current, kept, place_of, switching

DAYS: Final = 90


def prune(folder: Path, today: date) -> list[int]:
    """Remove the releases that need not be kept; returns their numbers.

    A release goes under another name before it is removed, so that a half-removed one is never
    taken for a whole one. One whose removal was cut short is removed now.
    """
    with switching(folder):
        for left in (folder / "releases").glob(".gone-*"):
            shutil.rmtree(left)
        gone = [release.number for release in kept(folder) if not is_kept(folder, release, today)]
        for number in gone:
            place = place_of(folder, number)
            aside = place.with_name(f".gone-{place.name}")
            place.rename(aside)
            shutil.rmtree(aside)
    return gone


def is_kept(folder: Path, release: Release, today: date) -> bool:
    """Whether a release stays on a day: it is young, the current one, or the last of its month."""
    newest = current(folder)
    if newest is not None and release.number == newest.number:
        return True
    published = date.fromisoformat(release.published_at[:10])
    if published >= today - timedelta(days=DAYS):
        return True
    month = [one for one in kept(folder) if one.published_at[:7] == release.published_at[:7]]
    return release.number == max(one.number for one in month)
