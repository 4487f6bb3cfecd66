"""Public bodies: which there are, how much they promised, and what they took over."""

from typing import Final

# Bodies that answer for commitments of a kind, by name: nothing is ranked.
LISTED: Final = """
select slug, name from bodies b
where exists (select 1 from body_counts c where c.body = b.slug and c.kind = :kind)
order by name collate nocase, slug limit :limit offset :offset
"""
SIZE: Final = "select count(distinct body) as n from body_counts where kind = :kind"

# How many commitments of a kind some bodies (a JSON list of slugs) have, a row a body and status.
COUNTS: Final = """
select body, status, sum(n) as n from body_counts
where kind = :kind and body in (select value from json_each(:bodies))
group by body, status limit 20000
"""

# How many of them are samples, which are known by their titles: these are found first (a cross join
# is read in its order), and nothing of other rows is read.
SAMPLES: Final = """
select b.body, count(distinct t.slug) as n
from timeline t cross join commitment_bodies b on b.commitment = t.slug
where t.kind = :kind and t.title collate nocase >= 'SAMPLE:' and t.title collate nocase < 'SAMPLE;'
  and b.body in (select value from json_each(:bodies))
group by b.body limit 1000
"""

# Bodies of which no commitment of the kind is on record.
WITHOUT: Final = """
select slug, name, existed_until from bodies b
where not exists (select 1 from body_counts c where c.body = b.slug and c.kind = :kind)
order by name collate nocase, slug limit 500
"""

BODY: Final = "select * from bodies where slug = :slug"

# A row a kind, status and role: how many commitments a body has.
COUNTS_OF: Final = """
select kind, status, role, n from body_counts where body = :slug
order by kind, status, role limit 500
"""

# To whom the work of a body went, the nearest first: a body that has not ended handed nothing on.
SUCCESSORS: Final = """
with recursive went(slug, step) as (
  select successor, 1 from bodies
  where slug = :slug and existed_until < (select day from as_of)
  union
  select b.successor, w.step + 1 from went w join bodies b on b.slug = w.slug
  where b.existed_until < (select day from as_of) and w.step < 20
)
select b.slug, b.name, b.existed_until from went w join bodies b on b.slug = w.slug
order by w.step limit 20
"""

# Bodies that ended and whose work came here, at once or through others, with how many commitments
# of a kind they alone answered for: those that both had are the body's own.
PREDECESSORS: Final = """
with recursive came(slug, step) as (
  select slug, 1 from bodies
  where successor = :slug and existed_until < (select day from as_of)
  union
  select b.slug, c.step + 1 from came c join bodies b on b.successor = c.slug
  where b.existed_until < (select day from as_of) and c.step < 20
)
select b.slug, b.name, b.existed_until,
  (select count(distinct r.commitment) from commitment_bodies r
    join timeline t on t.slug = r.commitment and t.kind = :kind
    where r.body = b.slug and not exists (
      select 1 from commitment_bodies x where x.commitment = r.commitment and x.body = :slug)) as n
from (select slug, min(step) as step from came where slug <> :slug group by slug) c
join bodies b on b.slug = c.slug
order by c.step, b.existed_until desc, b.slug limit 50
"""

# The commitments of a body that ended which the body that took over does not answer for itself.
INHERITED: Final = """
select distinct r.commitment as slug from commitment_bodies r
join timeline t on t.slug = r.commitment and t.kind = :kind
where r.body = :predecessor and not exists (
  select 1 from commitment_bodies x where x.commitment = r.commitment and x.body = :slug)
order by r.commitment limit :limit
"""

# What a body gave its word for and others answer for, who are none of those (`mine`, a JSON list of
# slugs) that it is itself or whose work it took over. Each commitment is looked at once, however
# often the body spoke of it.
GIVEN_AWAY: Final = """
select e.commitment as slug from (
  select distinct commitment from events where promised_by = :slug and carries = 1) e
where not exists (
    select 1 from commitment_bodies x
    where x.commitment = e.commitment and x.body in (select value from json_each(:mine)))
  and exists (select 1 from timeline t where t.slug = e.commitment and t.kind = :kind)
order by e.commitment limit :limit
"""

# Who gave the first word on each of some commitments (a JSON list of slugs).
FIRST_WORD: Final = """
select e.commitment, b.slug, b.name
from events e join bodies b on b.slug = e.promised_by
where e.commitment in (select value from json_each(:slugs)) and e.position = (
  select min(x.position) from events x
  where x.commitment = e.commitment and x.carries and x.promised_by is not null)
limit 2000
"""

# Who answers for each of some commitments (a JSON list of slugs), in the order of the record.
ANSWERS: Final = """
select r.commitment, b.slug, b.name
from commitment_bodies r join bodies b on b.slug = r.body
where r.commitment in (select value from json_each(:slugs))
order by r.commitment, r.position limit 2000
"""

# The newest of the body's own figures on its FOI answers: periods are words ("Q2 2023"), and the
# file keeps them in the order in which they came.
OWN_FIGURES: Final = """
select period, received, in_time, source_url, source_title, note from foi_own_figures
where body = :slug order by rowid desc limit 1
"""
FOI_CASES: Final = "select count(*) as n from foi_requests where body = :slug"

# The groups of commitments of a body by source and year, the newest first.
COHORTS: Final = """
select c.*, s.title as source_title, s.url as source_url
from cohorts c join sources s on s.name = c.source
where c.body = :slug
order by c.first_day desc, c.cohort limit :limit
"""
CURVES: Final = """
select * from cohort_curves where cohort in (select value from json_each(:cohorts))
order by cohort, days limit 20000
"""
