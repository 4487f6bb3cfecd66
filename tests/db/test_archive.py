"""Raw bodies: kept once, whole or not at all, and checked when read."""

import hashlib

import pytest

from db.archive import Archive
from db.errors import Busy, Problem
from db.lock import run_lock


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path / "archive")


@pytest.mark.parametrize("body", [b"", b"a page", bytes(range(256)) * 1000])
def test_what_is_written_is_read(archive, body):
    sha256 = archive.write(body)
    assert sha256 == hashlib.sha256(body).hexdigest()
    assert archive.read(sha256) == body
    assert archive.path(sha256).relative_to(archive.folder).parts == (sha256[:2], sha256[2:])


def test_the_same_body_is_one_file(archive):
    first = archive.path(archive.write(b"x"))
    before = first.stat().st_ino
    archive.write(b"x")
    assert first.stat().st_ino == before
    assert [path.name for path in first.parent.iterdir()] == [first.name]


@pytest.mark.parametrize("damage", [b"", b"garbage", b"\x1f\x8b cut"])
def test_damage_is_noticed(archive, damage):
    sha256 = archive.write(b"a page")
    archive.path(sha256).write_bytes(damage)
    with pytest.raises(Problem, match="damaged"):
        archive.read(sha256)


def test_another_body_under_the_name_is_noticed(archive):
    one, other = archive.write(b"one"), archive.write(b"other")
    archive.path(one).write_bytes(archive.path(other).read_bytes())
    with pytest.raises(Problem, match="damaged"):
        archive.read(one)


def test_a_missing_body_is_named(archive):
    with pytest.raises(Problem, match="missing"):
        archive.read("ab" * 32)


def test_a_failed_write_leaves_nothing(archive, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        archive.write(b"a page")
    assert [path for path in archive.folder.rglob("*") if path.is_file()] == []


def test_the_lock_is_held_once_and_given_back(tmp_path):
    path = tmp_path / "delaywatch.db"
    with run_lock(path), pytest.raises(Busy) as busy, run_lock(path):
        pass
    assert busy.value.exit_code == 75
    with run_lock(path):
        pass


def test_what_is_written_together_is_there_when_it_ends(archive):
    bodies = [b"page %d" % number for number in range(20)]
    with archive.together():
        names = [archive.write(body) for body in bodies]
        assert archive.read(names[3]) == bodies[3]  # which waits for it
    assert [archive.read(name) for name in names] == bodies
    assert not list(archive.folder.rglob(".new-*"))


def test_the_same_body_together_is_one_file(archive):
    with archive.together():
        assert archive.write(b"x") == archive.write(b"x")
    assert len([path for path in archive.folder.rglob("*") if path.is_file()]) == 1


def write_together(archive, *bodies, then=lambda: None):
    with archive.together():
        for body in bodies:
            archive.write(body)
        then()


def test_what_cannot_be_kept_is_told_at_the_end(archive, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_together(archive, b"a page", b"another")
    assert [path for path in archive.folder.rglob("*") if path.is_file()] == []
    monkeypatch.undo()
    assert archive.read(archive.write(b"a page")) == b"a page"  # the next one is written as ever


def test_a_fault_inside_leaves_nobody_waiting(archive):
    def fail():
        raise KeyError

    with pytest.raises(KeyError):
        write_together(archive, b"a page", then=fail)
    assert archive.read(hashlib.sha256(b"a page").hexdigest()) == b"a page"
