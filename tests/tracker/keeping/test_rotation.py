"""The newest backup of each day, week and month stays; nothing else that lies there is touched."""

from datetime import UTC, datetime, timedelta

import pytest

from db.errors import Busy, Problem
from tracker.rotation import Keep, alone, instant_of, rotate, sweep, to_keep, whole_backups


def at(words):
    return datetime.strptime(words, "%Y-%m-%d %H").replace(tzinfo=UTC)


KEPT = [
    ("nothing", [], Keep(1, 1, 1), []),
    ("the newest, whatever is kept", ["2020-01-01 06"], Keep(0, 0, 1), ["2020-01-01 06"]),
    ("of a day the newest", ["2026-11-01 06", "2026-11-01 18"], Keep(7, 5, 12), ["2026-11-01 18"]),
    ("so many days", ["2026-11-10 06", "2026-11-11 06", "2026-11-12 06"], Keep(2, 0, 0),
     ["2026-11-11 06", "2026-11-12 06"]),
    ("days without one do not count", ["2026-01-10 06", "2026-06-11 06", "2026-11-12 06"],
     Keep(3, 0, 0), ["2026-01-10 06", "2026-06-11 06", "2026-11-12 06"]),
    ("weeks begin on Monday", ["2026-11-08 06", "2026-11-09 06", "2026-11-15 06"], Keep(0, 2, 0),
     ["2026-11-08 06", "2026-11-15 06"]),
    ("the last days of December may be of week 1", ["2025-12-28 06", "2025-12-30 06",
     "2026-01-02 06"], Keep(0, 5, 0), ["2025-12-28 06", "2026-01-02 06"]),
    ("so many months", ["2026-09-30 06", "2026-10-01 06", "2026-10-31 06", "2026-11-02 06"],
     Keep(0, 0, 2), ["2026-10-31 06", "2026-11-02 06"]),
]  # fmt: skip


@pytest.mark.parametrize(("_case", "there", "keep", "stays"), KEPT, ids=[row[0] for row in KEPT])
def test_which_stay(_case, there, keep, stays):
    assert to_keep(map(at, there), keep) == set(map(at, stays))


def test_a_year_of_nights_comes_down_to_the_policy():
    nights = [at("2025-11-23 03") + timedelta(days=number) for number in range(366)]
    kept = set()
    for night in nights:  # as it goes in life: one more each night
        kept = to_keep({*kept, night}, Keep())
    newest = nights[-1]
    assert {newest - timedelta(days=number) for number in range(7)} <= kept
    assert len({night.isocalendar()[:2] for night in kept}) >= 5
    assert len({(night.year, night.month) for night in kept}) >= 12
    assert len(kept) <= 7 + 5 + 12


@pytest.mark.parametrize("words", ["", "7", "7,5", "7,5,x", "-1,5,12", "7,5,12,1", "0,0,0"])
def test_a_policy_that_is_none_is_refused(words):
    with pytest.raises(Problem, match="days,weeks,months"):
        Keep.of(words)


def whole(folder, name):
    place = folder / name
    place.mkdir()
    (place / "delaywatch.db").write_text("x")
    (place / "MANIFEST").write_text("x")
    return place


def test_only_whole_backups_of_ours_go(tmp_path):
    for name in ("2026-01-01T060000Z", "2026-01-02T060000Z", "2026-01-03T060000Z"):
        whole(tmp_path, name)
    (tmp_path / "2026-01-04T060000Z").mkdir()  # half copied by a person: no MANIFEST
    whole(tmp_path, "2026-01-01T060000Z.keep-this")
    whole(tmp_path, "2026-02-31T060000Z")  # no day
    whole(tmp_path, "20260101")
    (tmp_path / "2025-01-01T060000Z").symlink_to(tmp_path / "20260101")
    (tmp_path / "2024-01-01T060000Z").write_text("a file")
    (tmp_path / "notes.txt").write_text("mine")
    before = {path.name for path in tmp_path.iterdir()}
    gone = rotate(tmp_path, Keep(1, 0, 0), tmp_path / "2026-01-03T060000Z")
    names = ["2026-01-01T060000Z", "2026-01-02T060000Z"]
    assert [path.name for path in gone] == names
    assert {path.name for path in tmp_path.iterdir()} == before - set(names)


def test_one_that_was_just_made_stays_though_the_clock_was_set_back(tmp_path):
    older = whole(tmp_path, "2026-01-01T060000Z")
    newer = whole(tmp_path, "2026-06-01T060000Z")
    assert rotate(tmp_path, Keep(1, 0, 0), older) == []
    assert whole_backups(tmp_path) == [older, newer]


def test_what_was_cut_short_goes_and_nothing_else(tmp_path):
    made = whole(tmp_path, "2026-01-01T060000Z")
    for name in (".making-2026-01-02T060000Z-123", ".gone-2025-01-02T060000Z"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "delaywatch.db").write_text("half")
    (tmp_path / ".making-link-12").write_text("x")
    (tmp_path / ".making-notes").mkdir()
    said = []
    with alone(tmp_path):
        sweep(tmp_path, said.append)
    assert {path.name for path in tmp_path.iterdir()} == {made.name, ".making-notes"}
    assert len(said) == 2


def test_two_at_once_are_kept_apart(tmp_path):
    with alone(tmp_path), pytest.raises(Busy, match="another backup") as busy, alone(tmp_path):
        pass
    assert busy.value.exit_code == 75
    with alone(tmp_path):
        assert list(tmp_path.iterdir()) == []


def test_a_name_tells_an_instant_or_nothing(tmp_path):
    assert instant_of(tmp_path / "2026-01-02T030405Z") == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert instant_of(tmp_path / "2026-13-02T030405Z") is None
    assert instant_of(tmp_path / "2026-01-02") is None


def test_one_from_a_clock_that_was_ahead_is_not_the_newest_of_a_day(tmp_path):
    """It stays, and takes no place of another one."""
    ahead = whole(tmp_path, "2226-01-02T060000Z")
    gone, first = whole(tmp_path, "2026-01-01T060000Z"), whole(tmp_path, "2026-01-02T060000Z")
    made = whole(tmp_path, "2026-01-03T060000Z")
    assert rotate(tmp_path, Keep(2, 0, 0), made) == [gone]
    assert whole_backups(tmp_path) == [first, made, ahead]
