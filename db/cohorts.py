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
select s.source, s.sample, s.kind as announced_as, s.key, t.kind, t.slug, t.status,
  t.first_due_latest, t.first_due_provisional, t.outcome_event, t.outcome_latest,
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

# A row a run over a source up to a day, oldest first: whether it read the whole source (well, with
# nothing left waiting, failed or refused, and no page still to be had since an earlier run), and
# whether it was broken. What is refused for good (it is not the source's own, and never due again)
# leaves no gap: the ledger knows of such a page only in how many of the refusing runs up to which
# one it was refused. Both are worked out once, not again for each run: they read all pages.
_RUNS = """
with refusing as (
  select run_id, source, origin,
    row_number() over (partition by source, origin order by run_id) as place
  from run_sources where refused > 0 and origin in ('site', 'sample')
),
for_good as materialized (
  select p.source, p.origin, f.place - p.attempts + 1 as first, f.place as last
  from pages p
  join refusing f on f.run_id = p.run_id and f.source = p.source and f.origin = p.origin
  where p.state = 'refused' and p.next_check_at is null
),
missed as materialized (
  select source, origin, min(run_id) as since from pages
  where state = 'failed' or (state = 'refused' and next_check_at is not null)
  group by source, origin
)
select r.source, r.origin = 'sample' as sample, n.as_of as day,
  r.health = 'healthy' and r.outcome = 'finished' and r.pages_waiting = 0 and r.files_waiting = 0
    and r.failed = 0 and r.refused <= (
      select count(*) from for_good g where g.source = r.source and g.origin = r.origin
        and f.place between g.first and g.last)
    and r.run_id < coalesce(m.since, r.run_id + 1) as whole,
  coalesce(r.health = 'broken', 0) or r.outcome = 'broken' as broken
from run_sources r
join runs n on n.id = r.run_id
left join refusing f on f.run_id = r.run_id and f.source = r.source and f.origin = r.origin
left join missed m on m.source = r.source and m.origin = r.origin
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

# A row a thing that a source announced up to a day and that a rule has worked on, and a year that
# it may belong to: how many dates one version gave it at most, whether it ever had a day, and
# whether a commitment of it was taken back. The years are those of its dates, and those in which it
# stood without one: from when that was read until it was read otherwise, or until the day.
_WORKED_ON = """
with recursive said as (
  select d.source, d.origin = 'sample' as sample, a.kind, a.key, a.version_id, a.earliest, a.latest,
    a.words, a.state, substr(v.fetched_at, 1, 10) as read_on,
    iif(d.current_version = v.id, :as_of, coalesce((
      select min(substr(w.fetched_at, 1, 10)) from versions w
      where w.document_id = v.document_id and w.number > v.number), :as_of)) as until
  from announced_dates a
  join versions v on v.id = a.version_id
  join documents d on d.id = v.document_id
  where d.origin in ('site', 'sample', 'file') and substr(v.fetched_at, 1, 10) <= :as_of
),
versions_of as (
  select source, sample, kind, key, count(*) as said, max(earliest is not null) as has_day from (
    select distinct source, sample, kind, key, version_id, earliest, latest, words, state
    from said)
  group by source, sample, kind, key, version_id
),
things as (
  select source, sample, kind, key, max(said) as at_once, max(has_day) as has_day
  from versions_of group by source, sample, kind, key
),
years as (
  select source, sample, kind, key, cast(substr(coalesce(earliest, read_on), 1, 4) as integer)
      as year, cast(substr(coalesce(latest, until), 1, 4) as integer) as last_year
  from said
  union
  select source, sample, kind, key, year + 1, last_year from years where year < last_year
)
select distinct t.source, t.sample, t.kind as announced_as, t.key, y.year, t.at_once,
  t.has_day,
  exists (select 1 from structured_commitments s join commitments c on c.slug = s.commitment
    where s.source = t.source and s.sample = t.sample and s.kind = t.kind and s.key = t.key
      and c.retracted_on is not null) as is_taken_back
from things t
join structured_readings x on x.source = t.source and x.sample = t.sample and x.kind = t.kind
  and x.key = t.key
join years y on y.source = t.source and y.sample = t.sample and y.kind = t.kind and y.key = t.key
order by t.source, t.sample, t.kind, t.key, y.year
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


def worked_on(db: Database, as_of: str) -> list[Row]:
    """Announced things that a rule has worked on, a row a year that they may belong to."""
    return list(db.query(_WORKED_ON, {"as_of": as_of}))


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
