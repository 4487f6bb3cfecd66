"""All commitments, a page of them at a time: which fit, in which order, and how many there are.

A statement is put together from the conditions and the order that were asked for, all of which
stand here; values are bound. The columns of an order are those of an index of ``timeline``.
"""

from collections.abc import Iterable
from typing import Final

# A very common word fits half of all rows: so many are looked at, and a page says so.
MOST_MATCHED: Final = 1_000

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
    # An FTS5 query over title, aliases, topic and summary: of what fits, the first by title.
    "match": f"""t.slug in (
    select c.slug from commitments_fts f join commitments c on c.rowid = f.rowid
    where commitments_fts match :match and c.kind = :kind limit {MOST_MATCHED})""",
    "slug": "t.slug = :slug",
}

# How many rows of a kind fit an FTS5 query, if it is not more than can be looked at, and one.
MATCHED: Final = f"""
select count(*) as n from (
  select 1 from commitments_fts f join commitments c on c.rowid = f.rowid
  where commitments_fts match :match and c.kind = :kind limit {MOST_MATCHED + 1})
"""

# Every order ends in the slug, so that each row lies on one page and one only.
ORDERS: Final = {
    "due": "t.first_due_latest nulls last, t.slug",
    "newest": "t.first_due_latest desc nulls last, t.slug desc",
    "next": "t.standing_due_latest nulls last, t.slug",
    "latest": "t.standing_due_latest desc nulls last, t.slug desc",
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


def samples(conditions: Iterable[str]) -> str:
    """The statement for how many of the rows are samples: n.

    A sample is known by its title, so that an index of titles is read and not every row; the kind
    is always among the conditions.
    """
    return f"""
select count(*) as n from timeline t
where {_where(conditions)} and {SAMPLE}
"""


# How many samples of a kind have which status: nothing of rows that are no samples is read.
SAMPLE_COUNTS: Final = """
select t.status, count(*) as n from timeline t
where t.kind = :kind and t.title collate nocase >= 'SAMPLE:' and t.title collate nocase < 'SAMPLE;'
group by t.status
"""

# How the titles of samples begin (tracker/suggest/titles.py); ";" comes after ":".
SAMPLE: Final = "t.title collate nocase >= 'SAMPLE:' and t.title collate nocase < 'SAMPLE;'"

# The names of choices that may have no row of the kind that is asked for.
KNOWN: Final = {
    "body": "select name from bodies where slug = :value",
    "topic": "select value as name from choices where field = 'topic' and value = :value limit 1",
}

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
