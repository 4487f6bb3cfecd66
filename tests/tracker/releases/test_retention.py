"""Every release is kept for 90 days, and the last of each month for ever."""

import json
from datetime import date

import pytest

from tracker.releases.retention import prune
from tracker.releases.shelf import numbers, place_of


@pytest.fixture
def shelf(tmp_path):
    """A folder of releases, made of days; the last is the current one."""

    def made(*days):
        for number, day in enumerate(days, start=1):
            place = place_of(tmp_path, number)
            place.mkdir(parents=True)
            about = {"number": number, "as_of": day, "published_at": f"{day}T06:00:00Z",
                     "digest": ""}  # fmt: skip
            (place / "release.json").write_text(json.dumps(about))
        (tmp_path / "current").symlink_to(place_of(tmp_path, len(days)))
        return tmp_path

    return made


@pytest.mark.parametrize(
    ("days", "today", "left"),
    [
        (("2026-01-01", "2026-01-02"), "2026-01-03", [2, 1]),
        (("2026-01-01", "2026-01-31", "2026-02-01"), "2026-05-20", [3, 2]),
        (("2026-01-01", "2026-01-02"), "2026-04-02", [2]),  # the first is 91 days old
        (("2026-01-01", "2026-01-02"), "2026-04-01", [2, 1]),  # and now 90
        (("2026-01-01",), "2027-01-01", [1]),  # the current one stays whatever its age
    ],
)
def test_which_are_kept(shelf, days, today, left):
    folder = shelf(*days)
    prune(folder, date.fromisoformat(today))
    assert numbers(folder) == left


def test_a_removal_that_was_cut_short_is_ended(shelf):
    folder = shelf("2026-01-01")
    left = folder / "releases" / ".gone-0000"
    left.mkdir()
    (left / "half").write_text("")
    prune(folder, date(2026, 1, 2))
    assert not left.exists()


def test_one_that_was_never_shown_is_no_release(shelf):
    folder = shelf("2026-01-01", "2026-01-31", "2026-01-31")
    (folder / "current").unlink()
    (folder / "current").symlink_to(place_of(folder, 2))
    assert prune(folder, date(2026, 6, 1)) == [1]
