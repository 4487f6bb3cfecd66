"""Tries to hand readers their digests: a row a try, written before it begins and after it ended."""

from dataclasses import asdict, dataclass
from typing import Final, Literal

from sqlite_utils import Database

from db import digests

Ended = Literal["sent", "failed", "unknown"]
_COUNTS_AS_TOLD: Final = ("sent", "unknown")


@dataclass(frozen=True)
class Delivery:
    """What is handed to whom: the news of the releases after ``since``, up to ``release``.

    ``sha256`` is that of the text; ``message_id`` is the same for each try.
    """

    reader: str
    recipient: str
    channel: str
    since: int
    release: int
    sha256: str
    message_id: str


def begin(db: Database, delivery: Delivery, at: str) -> int:
    """Keep that a try begins; returns its number. To be called in ``writing``, before the try."""
    row = asdict(delivery) | {"state": "sending", "started_at": at}
    db.table("deliveries").insert(row)
    [(number,)] = db.execute("select last_insert_rowid()").fetchall()
    return int(number)


def end(
    db: Database, number: int, delivery: Delivery, state: Ended, at: str, fault: str | None = None
) -> None:
    """Keep how a try ended, and what the reader knows by it; to be called in ``writing``.

    What may have arrived counts as told: nobody is told twice.
    """
    db.execute(
        "update deliveries set state = ?, ended_at = ?, fault = ? where id = ?",
        [state, at, fault, number],
    )
    if state in _COUNTS_AS_TOLD:
        digests.remember(
            db,
            delivery.reader,
            delivery.recipient,
            since=delivery.since,
            release=delivery.release,
            made_at=at,
            sha256=delivery.sha256,
        )


def left_open(db: Database, limit: int = 10_000) -> list[tuple[int, Delivery]]:
    """Tries of which nobody wrote down how they ended, the oldest first."""
    return _some(db, "state = 'sending' order by id limit ?", limit)


def in_doubt(db: Database, reader: str, limit: int = 1_000) -> list[Delivery]:
    """What may not have arrived, and has not been sent again since."""
    found = _some(
        db,
        """reader = ? and state = 'unknown' and not exists (
             select 1 from deliveries x where x.reader = d.reader and x.recipient = d.recipient
               and x.since = d.since and x.release = d.release and x.state = 'sent')
           group by recipient, since, release order by id limit ?""",
        reader,
        limit,
    )
    return [delivery for _, delivery in found]


def _some(db: Database, where: str, *values: str | int) -> list[tuple[int, Delivery]]:
    rows = db.execute(
        f"""select id, reader, recipient, channel, since, release, sha256, message_id
            from deliveries d where {where}""",
        list(values),
    )
    return [(number, Delivery(*row)) for number, *row in rows.fetchall()]
