"""Whether the addresses of sources open: what was seen when somebody tried them."""

from typing import Any, Final

from sqlite_utils import Database

Row = dict[str, Any]
GONE: Final = (404, 410)
# From the best to the worst, as the view source_states names them.
READABLE: Final = ("online", "in an archive", "here", "copy held", "not any more")


def seen_gone_before(db: Database, day: str) -> set[str]:
    """Addresses that answered 404 or 410 on an earlier day, and have not opened since."""
    marks = ", ".join("?" for _ in GONE)
    rows = db.execute(
        f"""select distinct c.url from link_checks c
            where c.http_status in ({marks}) and c.checked_on < ?
              and not exists (
                select 1 from link_checks o
                where o.url = c.url and o.state = 'open'
                  and (o.checked_on, o.id) > (c.checked_on, c.id))""",
        [*GONE, day],
    )
    return {row[0] for row in rows.fetchall()}


def save(db: Database, check: Row) -> None:
    """Keep what came of trying an address: url, checked_on, state, http_status, note."""
    db.table("link_checks").insert(check)


def tally(db: Database) -> dict[str, int]:
    """How many events that stand can be read where, each by its best source."""
    rank = " ".join(f"when '{name}' then {number}" for number, name in enumerate(READABLE))
    counts = dict.fromkeys(READABLE, 0)
    for number, events in db.execute(
        f"""select best, count(*) from (
              select min(case s.readable {rank} end) as best
              from source_states s
              join events e on e.id = s.event_id and e.retracted_on is null
              join commitments c on c.slug = e.commitment and c.retracted_on is null
              group by s.event_id)
            group by best"""
    ).fetchall():
        counts[READABLE[number]] = events
    return counts
