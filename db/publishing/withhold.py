"""Take claims out of a published file, so that nothing in it speaks of them any more."""

import re
from collections.abc import Iterable
from typing import Final

from sqlite_utils import Database

from db.migrations import views

# The rows of a commitment, table by table, those that others point to last.
_BY_COMMITMENT: Final = (
    "news", "corrections", "claims", "phrases", "promises", "slips", "responses", "objections",
    "looks", "aliases", "unverified", "context", "context_sources", "outcome_sources",
    "foi_commitments", "foi_releases", "commitment_bodies",
)  # fmt: skip
_BY_SLUG: Final = ("overdue", "unchecked", "due_soon", "timeline")
# Where other rows name it, they go on without the name.
_NAMED: Final = (("events", "merged_into"), ("timeline", "merged_into"), ("phrases", "merged_into"),
                 ("claims", "merged_into"), ("foi_events", "promise_about"))  # fmt: skip
_OF_EVENTS: Final = ("event_sources", "quotes")
_COUNTED: Final = ("kinds", "choices", "body_counts")
# Every table that may be written to here.
TOUCHED: Final = frozenset(
    {*_BY_COMMITMENT, *_BY_SLUG, *_OF_EVENTS, *_COUNTED, "related", "events", "commitments"}
    | {table for table, _ in _NAMED}
)
# In the place of its title, in sentences about what was merged into it.
_OTHER_WORK: Final = "other work"


def withhold(published: Database, slugs: Iterable[str]) -> None:
    """Take all that is said of some commitments out of the tables; numbers are counted anew.

    That they are held stands in the table ``held``. Indexes for searching are made, or made anew,
    by the caller. Nothing is written where there are none of these slugs.
    """
    slugs = list(slugs)
    for slug in slugs:
        _unname(published, slug)
        _withhold(published, slug)
    if slugs:
        _count_again(published)
    published.conn.commit()


def _unname(published: Database, slug: str) -> None:
    """What is told of others, which were merged into it, without its name and title."""
    found = published.execute("select title from commitments where slug = ?", [slug]).fetchone()
    merged = "select commitment from claims where merged_into = :slug"
    for table, column in (
        ("claims", "sentence"),
        ("corrections", "was"),
        ("corrections", "became"),
    ):
        for words in (f"the {found[0]}", f"The {found[0]}", found[0]) if found else ():
            published.execute(
                f"""update {table} set {column} = replace({column}, :words, :other)
                    where commitment in ({merged}) and instr({column}, :words)""",
                {"slug": slug, "words": words, "other": _OTHER_WORK},
            )
    for table, column in _NAMED:
        published.execute(f"update {table} set {column} = null where {column} = ?", [slug])


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
    published.execute("delete from events where commitment = ?", [slug])
    published.execute("delete from commitments where slug = ?", [slug])


def _count_again(published: Database) -> None:
    """What is counted over the table ``timeline``, by the queries that a publication counts by."""
    from db.publishing.tables import TABLES  # noqa: PLC0415 - only what is held needs them

    by_name = {table.name: table.select for table in TABLES}
    for name in ("kinds", "choices"):
        by_name[name] = _query_of_view(name)
    for name in _COUNTED:
        published.execute(f"delete from {name}")
        published.execute(f"insert into {name} {by_name[name].replace('published.', 'main.')}")


def _query_of_view(name: str) -> str:
    found = re.search(rf"^create view {name} as\n(.*?);$", views(), re.MULTILINE | re.DOTALL)
    if found is None:
        raise KeyError(name)
    return found[1]
