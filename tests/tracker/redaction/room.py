"""A copy of a folder that holds a sentence in every corner, and what is asked of it."""

import gzip
import json
import sqlite3
from datetime import UTC, datetime

from db.connection import connect
from tracker.redact import Place, Wish

SENTENCE = "The Lighthouse Plan will be published by June 2026, “in full”, said the keeper."
OTHER = "After it, the Harbour Plan will be published by May 2027."
STAYS = "Nothing else was said on the day of the storm."
URL = "https://news.example/page"
NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
LATER = "2026-11-22T09:00:00Z"


class Room:
    """A copy of that folder, and what is asked of it."""

    def __init__(self, folder):
        self.folder = folder
        self.database = folder / "delaywatch.db"
        self.said = []
        self.db = connect(self.database, wait_ms=500)

    @property
    def place(self):
        return Place(self.database, self.folder / "published", self.said.append)

    def holding(self, words=SENTENCE):
        """The files that hold the words, byte for byte, packed or escaped as they may be."""
        plain = words.encode()
        forms = {plain, json.dumps(words)[1:-1].encode(), words.replace("“", "&#8220;").encode()}
        return [
            str(path.relative_to(self.folder))
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and any(form in _bytes(path) for form in forms)
        ]

    def state(self):
        """Everything that is there, byte for byte, but for what SQLite keeps beside the file."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and not path.name.endswith(("-wal", "-shm", ".switch"))
        }

    def ask(self, sql, *values):
        return self.db.execute(sql, values).fetchall()


def _bytes(path):
    content = path.read_bytes()
    return gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content


def wish(what, **more):
    return Wish(what, "ordered by a court", "Ada", "2026-11-22", LATER, **more)


def integrity(path):
    return sqlite3.connect(path).execute("pragma integrity_check").fetchone()[0]
