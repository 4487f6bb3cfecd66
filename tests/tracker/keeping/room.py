"""A copy of the newsroom's folder, and what is asked of it."""

from datetime import UTC, date, datetime

from click.testing import CliRunner

from tests.tracker.pages import Desk
from tracker.backup import backup, folder_of
from tracker.check import Places, examine
from tracker.cli import main

DAY, NOW = date(2026, 11, 22), datetime(2026, 11, 22, 6, tzinfo=UTC)
LATER, AT = datetime(2026, 11, 23, 6, tzinfo=UTC), "2026-11-23T06:00:00Z"


class Newsroom:
    """A desk with an archive and releases in one folder."""

    def __init__(self, folder):
        self.folder, self.published = folder, folder / "published"
        self.path = folder / "delaywatch.db"
        self.said = []
        self.desk = Desk(self.path)

    @property
    def db(self):
        return self.desk.db

    def close(self):
        self.db.conn.close()

    def examine(self):
        return examine(self.db, Places(self.path, self.published), self.said.append)

    def faults(self):
        return self.examine().faults

    def notices(self):
        return self.examine().notices

    def backup(self, at=LATER, **more):
        return backup(self.db, self.path, folder_of(self.path), at, self.said.append, **more)

    def bodies(self):
        return sorted(p for p in (self.folder / "archive").rglob("*") if p.is_file())

    def run(self, *words):
        common = ["--db", str(self.path), "--as-of", "2026-11-23"]
        return CliRunner().invoke(main, [*common, *words], catch_exceptions=False)

    def state(self):
        """Everything that is there, byte for byte, but for locks and what SQLite keeps beside."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and not path.name.endswith(("-wal", "-shm", ".switch", ".lock"))
        }


def spoil(path, at=-10):
    """Turn one byte of a file into another."""
    content = bytearray(path.read_bytes())
    content[at] ^= 0xFF
    mode = path.stat().st_mode
    path.unlink()  # it may be one of several names of a file
    path.write_bytes(content)
    path.chmod(mode)
