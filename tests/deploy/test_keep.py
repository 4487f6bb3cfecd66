"""deploy/github/keep.sh: what a run left is there for the next one, for nobody without the key."""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from db.connection import connect
from tests.conftest import AS_OF, NOW
from tests.deploy.tools import DEPLOY, tool
from tracker.publish import publish
from tracker.register.files import PACKAGED
from tracker.register.load import load

KEEP = DEPLOY / "github" / "keep.sh"
KEY = "a key of more than twenty letters"
# Stands in for GitHub's own program: a folder is the release, and every call is written down.
GH = r"""#!/bin/sh
echo "$*" >> "$SHELF.calls"
case "$1 $2" in
"release view")
    [ -z "$BROKEN" ] || { echo "HTTP 503" >&2; exit 1; }
    [ -d "$SHELF" ] || { echo "release not found" >&2; exit 1; }
    case "$*" in *assets*) ls "$SHELF" ;; esac ;;
"release create") mkdir "$SHELF" ;;
"release upload") cp "$4" "$SHELF/" ;;
"release download") cp "$SHELF/$5" "$7/" ;;
"release delete-asset") rm "$SHELF/$4" ;;
*) echo "unknown: $*" >&2; exit 2 ;;
esac
"""


@pytest.fixture(autouse=True)
def programs(tmp_path, monkeypatch):
    """gh(1) and delaywatch on the path; nothing of the real environment's keys."""
    tool("gpg")
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "gh").write_text(GH)
    (folder / "delaywatch").write_text(f'#!/bin/sh\nexec {sys.executable} -P -m tracker.cli "$@"\n')
    for program in folder.iterdir():
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(DEPLOY.parent))
    monkeypatch.setenv("SHELF", str(tmp_path / "shelf"))
    monkeypatch.setenv("BROKEN", "")
    monkeypatch.setenv("DELAYWATCH_KEEP_KEY", KEY)
    # gpg's agent listens at a path in there, of at most 108 letters.
    with TemporaryDirectory(prefix="keep-") as short:
        monkeypatch.setenv("TMPDIR", short)
        yield


def keep(*words, **environment):
    return subprocess.run(
        [KEEP, *map(str, words)], capture_output=True, text=True, check=False,
        env={**os.environ, **environment},
    )  # fmt: skip


def kept_file(done):
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


@pytest.fixture
def night(tmp_path):
    """What a run left: database and a published release."""
    folder = tmp_path / "first"
    db = connect(folder / "delaywatch.db")
    load(db, PACKAGED, AS_OF)
    publish(db, folder / "published", AS_OF, NOW)
    db.conn.close()
    return folder / "delaywatch.db"


@pytest.mark.slow
def test_a_night_is_kept_and_the_next_machine_goes_on_from_it(tmp_path, night):
    """Whole: backup, encrypt, keep; on another machine fetch, decrypt, restore."""
    file = kept_file(keep("pack", tmp_path / "packed", DELAYWATCH_DB=str(night)))
    assert b"SQLite" not in file.read_bytes()
    assert keep("push", file).returncode == 0
    fetched = kept_file(keep("fetch", tmp_path / "fetched"))
    there = tmp_path / "second" / "delaywatch.db"
    done = keep("unpack", fetched, DELAYWATCH_DB=str(there))
    assert done.returncode == 0, done.stderr
    count = "select count(*) from commitments"
    assert connect(there).execute(count).fetchone() == connect(night).execute(count).fetchone()
    served = there.parent / "published" / "current" / "delaywatch.db"
    assert served.read_bytes() == (night.parent / "published/current/delaywatch.db").read_bytes()
    # Nothing is decrypted over what is there.
    again = keep("unpack", fetched, DELAYWATCH_DB=str(there))
    assert (again.returncode, "is there already" in again.stderr) == (1, True)
    # What was decrypted on the way is gone, and no call told the key.
    assert not list(Path(os.environ["TMPDIR"]).iterdir())
    assert KEY not in (tmp_path / "shelf.calls").read_text()


def encrypted(path):
    """A file as `pack` makes it, of something small."""
    plain = path.with_suffix(".plain")
    plain.write_bytes(b"not a backup")
    home = path.parent / "home"
    home.mkdir(mode=0o700)
    subprocess.run(
        ["gpg", "--homedir", home, "--batch", "--quiet", "--pinentry-mode", "loopback",
         "--passphrase-fd", "0", "--output", path, "--symmetric", plain],
        input=KEY, text=True, check=True,
    )  # fmt: skip
    subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], check=False)
    return path


@pytest.mark.slow
def test_another_key_or_a_damaged_file_leaves_nothing_behind(tmp_path):
    file = encrypted(tmp_path / "kept.gpg")
    there = tmp_path / "data" / "delaywatch.db"
    done = keep("unpack", file, DELAYWATCH_DB=str(there), DELAYWATCH_KEEP_KEY="z" * 30)
    assert done.returncode == 1
    assert "another key, or damaged" in done.stderr
    body = bytearray(file.read_bytes())
    body[len(body) // 2] ^= 1
    file.write_bytes(body)
    assert keep("unpack", file, DELAYWATCH_DB=str(there)).returncode == 1
    assert not there.parent.exists()


@pytest.mark.parametrize("key", ["", "short"])
def test_without_a_good_key_nothing_is_encrypted(tmp_path, key):
    (tmp_path / "kept.gpg").write_bytes(b"")
    done = keep("unpack", tmp_path / "kept.gpg", DELAYWATCH_DB=str(tmp_path / "d" / "x.db"),
                DELAYWATCH_KEEP_KEY=key)  # fmt: skip
    assert done.returncode == 1
    assert "DELAYWATCH_KEEP_KEY" in done.stderr


@pytest.mark.slow
def test_the_newest_is_fetched_and_the_oldest_go(tmp_path):
    for day in range(10, 17):
        file = tmp_path / f"delaywatch-2026-11-{day}T020000Z.tar.gz.gpg"
        file.write_text(str(day))
        assert keep("push", file, KEEP_NEWEST="3").returncode == 0
    shelf = tmp_path / "shelf"
    (shelf / "notes-of-somebody.txt").write_text("not ours")
    file = tmp_path / "delaywatch-2026-11-17T020000Z.tar.gz.gpg"
    file.write_text("17")
    keep("push", file, KEEP_NEWEST="3")
    days = [path.name[19:21] for path in sorted(shelf.glob("delaywatch-*"))]
    assert days == ["15", "16", "17"]
    assert (shelf / "notes-of-somebody.txt").exists()
    assert kept_file(keep("fetch", tmp_path / "fetched")).read_text() == "17"


def test_nobody_begins_anew_by_mistake(tmp_path):
    refused = keep("fetch", tmp_path / "fetched")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "nothing is kept under delaywatch-data" in refused.stderr
    begun = keep("fetch", tmp_path / "fetched", KEEP_BEGIN="yes")
    assert (begun.returncode, begun.stdout) == (0, "")


def test_where_github_does_not_answer_nothing_begins_anew_either(tmp_path):
    done = keep("fetch", tmp_path / "fetched", KEEP_BEGIN="yes", BROKEN="1")
    assert (done.returncode, done.stdout) == (1, "")
    assert "HTTP 503" in done.stderr


@pytest.mark.parametrize("words", [(), ("fetch",), ("destroy", "x")])
def test_wrong_usage(words):
    done = keep(*words)
    assert (done.returncode, "usage:" in done.stderr) == (1, True)


def test_the_script_is_sound():
    done = subprocess.run([tool("shellcheck"), KEEP], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
