"""All commitments, a page of them at a time: which fit, in which order, and how many there are.

A statement is put together from the conditions and the order that were asked for, all of which
stand here; values are bound. The columns of an order are those of an index of ``timeline``.
"""

from collections.abc import Iterable
from typing import Final

# What narrows a list down, each with the value that it takes.
CONDITIONS: Final = {
    "kind": "t.kind = :kind",
    "status": "t.status = :status",
    # Two statuses, for a reader of what will not come under its own name.
    "merged_or_dropped": "t.status in ('merged', 'dropped')",
    "topic": "t.topic = :topic",
    # The year of the last day of the first due.
    "year": "t.first_due_latest between :year || '-01-01' and :year || '-12-31'",
    # Responsible for it, alone or with others, now or before.
    "body": """exists (
    select 1 from commitment_bodies b where b.commitment = t.slug and b.body = :body)""",
    # An FTS5 query over title, aliases, topic and summary.
    "match": """t.slug in (
    select c.slug from commitments_fts f join commitments c on c.rowid = f.rowid
    where commitments_fts match :match)""",
    "slug": "t.slug = :slug",
}

# Every order ends in the slug, so that each row lies on one page and one only.
ORDERS: Final = {
    "due": "t.first_due_latest nulls last, t.slug",
    "newest": "t.first_due_latest desc nulls last, t.slug desc",
    "next": "t.standing_due_latest nulls last, t.slug",
    "ended": "t.outcome_on desc nulls last, t.slug desc",
    "late": "t.days_late_min desc nulls last, t.slug desc",
    "title": "t.title collate nocase, t.slug",
}


def slugs(conditions: Iterable[str], order: str) -> str:
    """The statement for the slugs of a page; it takes ``limit`` and ``offset`` besides."""
    return f"""
select t.slug from timeline t
where {_where(conditions)}
order by {ORDERS[order]}
limit :limit offset :offset
"""


def status_counts(conditions: Iterable[str]) -> str:
    """The statement for how many of the rows have which status: status, n."""
    return f"""
select t.status, count(*) as n from timeline t
where {_where(conditions)}
group by t.status
"""


# The same for all rows of a kind that one body is responsible for, ready-made.
BODY_STATUS_COUNTS: Final = """
select status, sum(n) as n from body_counts where body = :body and kind = :kind group by status
"""


def _where(conditions: Iterable[str]) -> str:
    return " and ".join(CONDITIONS[name] for name in conditions) or "true"


# What the lists of the filter form offer for a kind, with the number of rows of each choice.
CHOICES: Final = """
select field, value, name, n from choices where kind = :kind
order by field, name collate nocase limit 5000
"""

# How much there is of each kind: commitments, statements, how many of these are second-hand, and
# how many nobody has yet held against their source.
KINDS: Final = "select * from kinds order by kind = 'promise' desc, kind limit 50"
