"""Which releases each reader was told, and by which text.

A reader by mail is told address by address: ``recipient`` is the address, "" of all other readers.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from sqlite_utils import Database

# In the place of the hash of a text: that there was nothing to tell.
NOTHING_TOLD: Final = ""
_BEFORE_ALL: Final = -1


def last_told(db: Database, reader: str, recipient: str = "") -> int | None:
    """The newest release that a reader was told of; None for one who never was."""
    return _newest(db, "reader = ? and recipient = ?", reader, recipient)


def last_told_any(db: Database, reader: str) -> int | None:
    """The same of a reader by whatever way: where an address that is new to them begins."""
    return _newest(db, "reader = ?", reader)


def _newest(db: Database, where: str, *values: str) -> int | None:
    [(found,)] = db.execute(f"select max(release) from digests where {where}", values).fetchall()
    return None if found is None else int(found)


def begin(db: Database, reader: str, recipient: str, *, release: int, at: str) -> None:
    """Keep what a reader knows to whom nothing was handed yet; to be called in ``writing``."""
    remember(
        db, reader, recipient, since=_BEFORE_ALL, release=release, made_at=at, sha256=NOTHING_TOLD
    )


def told(db: Database, reader: str, recipient: str = "") -> list[tuple[int, int]]:
    """Each time that a reader was handed a text: since which release, and up to which."""
    rows = db.execute(
        """select since, release from digests
           where reader = ? and recipient = ? and sha256 <> '' order by id""",
        [reader, recipient],
    )
    return [(since, release) for since, release in rows.fetchall()]


def remember(
    db: Database,
    reader: str,
    recipient: str = "",
    *,
    since: int,
    release: int,
    made_at: str,
    sha256: str,
) -> None:
    """Keep that a reader knows a release, and by which text; to be called in ``writing``."""
    db.table("digests").insert(
        {
            "reader": reader, "recipient": recipient, "since": since, "release": release,
            "made_at": made_at, "sha256": sha256,
        }
    )  # fmt: skip


def unknown_names(db: Database, names: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Which of these bodies, topics and commitments there never were."""
    known = {
        "bodies": "select slug from bodies",
        "topics": "select topic from commitments where topic is not null",
        "commitments": "select slug from commitments",
    }
    return {
        field: [
            row[0]
            for row in db.execute(
                f"""select value from json_each(?)
                    where value not in ({known[field]}) order by key limit 100""",
                [json.dumps(list(wanted))],
            ).fetchall()
        ]
        for field, wanted in names.items()
    }
