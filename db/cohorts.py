"""What shows whether all that a source announced for a period is on record, and what came of it.

Copies of a site show nothing: every statement leaves them out.
"""

from typing import Any

from sqlite_utils import Database

Row = dict[str, Any]

# A row a standing commitment that a rule made, with a last day of its first due: what it came to,
# the first day on which a date of it was read, and whether its source still announces it.
_MEMBERS = """
with announcing as (
  select d.source, d.origin = 'sample' as sample, a.kind, a.key,
    min(iif(a.earliest is not null, substr(v.fetched_at, 1, 10), null)) as first_read_on,
    max(d.state = 'live' and d.current_version = a.version_id) as announced
  from announced_dates a
  join versions v on v.id = a.version_id
  join documents d on d.id = v.document_id
  where d.origin in ('site', 'sample', 'file')
  group by d.source, sample, a.kind, a.key
)
select s.source, s.sample, s.kind as announced_as, t.kind, t.slug, t.status, t.first_due_latest,
  t.first_due_provisional, t.outcome_event, t.outcome_latest,
  (select b.body from commitment_bodies b where b.commitment = t.slug
    order by b.position limit 1) as body,
  n.first_read_on, coalesce(n.announced, 0) as announced
from structured_commitments s
join timeline t on t.slug = s.commitment and t.selection = 'structured'
left join announcing n on n.source = s.source and n.sample = s.sample and n.kind = s.kind
  and n.key = s.key
where t.first_due_latest is not null
order by s.source, s.sample, t.kind, t.slug
"""

# A row a run over a source up to a day, oldest first: whether it read the whole source (well, and
# with nothing left waiting or failed), and whether it was broken.
_RUNS = """
select r.source, r.origin = 'sample' as sample, n.as_of as day,
  r.health = 'healthy' and r.outcome = 'finished' and r.pages_waiting = 0 and r.files_waiting = 0
    and r.failed = 0 as whole,
  coalesce(r.health = 'broken', 0) or r.outcome = 'broken' as broken
from run_sources r join runs n on n.id = r.run_id
where r.origin in ('site', 'sample') and n.as_of <= :as_of
order by n.as_of, n.id
"""

# Commitments that a rule made and that were taken back, with the last day of their first due.
_TAKEN_BACK = """
select s.source, s.sample, c.kind,
  (select e.due_latest from events e where e.commitment = c.slug and e.due_latest is not null
    order by e.id limit 1) as first_due_latest
from structured_commitments s join commitments c on c.slug = s.commitment
where c.retracted_on is not null
"""

# Things that a source announces and no rule has worked on yet.
_WAITING = """
select d.source, d.origin = 'sample' as sample, a.kind as announced_as, count(distinct a.key) as n
from announced_dates a
join versions v on v.id = a.version_id
join documents d on d.id = v.document_id
where d.origin in ('site', 'sample', 'file') and not exists (
  select 1 from structured_readings x
  where x.source = d.source and x.sample = (d.origin = 'sample') and x.kind = a.kind
    and x.key = a.key)
group by d.source, sample, a.kind
"""

# Days on which a rule was switched off for a source, oldest first.
_SWITCHED_OFF = """
select source, rule, substr(at, 1, 10) as day from rule_switches where state = 'off' order by id
"""


def is_anything_announced(db: Database) -> bool:
    """Whether a rule ever made a commitment: without one there is no cohort to look for."""
    return db.execute("select 1 from structured_commitments limit 1").fetchone() is not None


def members(db: Database) -> list[Row]:
    """The commitments of rules that have a first due, by source."""
    return list(db.query(_MEMBERS))


def runs(db: Database, as_of: str) -> list[Row]:
    """The runs over each source up to a day, oldest first."""
    return list(db.query(_RUNS, {"as_of": as_of}))


def taken_back(db: Database) -> list[Row]:
    """The commitments of rules that were taken back."""
    return list(db.query(_TAKEN_BACK))


def waiting(db: Database) -> list[Row]:
    """How many announced things of each source and kind no rule has worked on."""
    return list(db.query(_WAITING))


def switched_off(db: Database) -> list[Row]:
    """When which rule was switched off for which source."""
    return list(db.query(_SWITCHED_OFF))


def sources(db: Database) -> dict[str, Row]:
    """Name to title and cadence of every source."""
    rows = db.query("select name, title, cadence from sources")
    return {row.pop("name"): row for row in rows}


def body_names(db: Database) -> dict[str, str]:
    """Slug to name of every body."""
    return dict(db.execute("select slug, name from bodies").fetchall())
