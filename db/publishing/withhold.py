"""Take claims out of a published file, so that nothing in it speaks of them any more."""

from collections.abc import Iterable

from sqlite_utils import Database

# The rows of a commitment, table by table, those that others point to last.
_BY_COMMITMENT = (
    "news", "corrections", "claims", "phrases", "promises", "slips", "responses", "objections",
    "looks", "aliases", "unverified", "context", "context_sources", "outcome_sources",
    "foi_commitments", "foi_releases", "commitment_bodies",
)  # fmt: skip
_BY_SLUG = ("overdue", "unchecked", "due_soon", "timeline")
# Where other rows name it, they go on without the name.
_NAMED = (("events", "merged_into"), ("timeline", "merged_into"), ("phrases", "merged_into"),
          ("foi_events", "promise_about"))  # fmt: skip
_OF_EVENTS = ("event_sources", "quotes")


def withhold(published: Database, slugs: Iterable[str]) -> None:
    """Take all that is said of some commitments out of the tables; numbers are counted anew.

    That they are held stands in the table ``held``. Indexes for searching are made, or made anew,
    by the caller. Nothing is written where there are none of these slugs.
    """
    for slug in slugs:
        _withhold(published, slug)
    published.conn.commit()


def _withhold(published: Database, slug: str) -> None:
    for table in _OF_EVENTS:
        published.execute(
            f"delete from {table} where event_id in (select id from events where commitment = ?)",
            [slug],
        )
    for table in _BY_COMMITMENT:
        published.execute(f"delete from {table} where commitment = ?", [slug])
    published.execute("delete from related where commitment = ? or related = ?", [slug, slug])
    for table in _BY_SLUG:
        published.execute(f"delete from {table} where slug = ?", [slug])
    for table, column in _NAMED:
        published.execute(f"update {table} set {column} = null where {column} = ?", [slug])
    published.execute("delete from events where commitment = ?", [slug])
    published.execute("delete from commitments where slug = ?", [slug])
