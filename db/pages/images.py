"""The chart of a commitment as a figure and as a picture."""

# A row a landmark that may stand on the chart of a commitment: elections and changes of
# government, and the last day of a body that was responsible for it (known to the day).
LANDMARKS = """
select day, kind, label, source, null as successor from landmarks
union all
select b.existed_until, 'body', 'Last day of ' || b.name, null, s.name
from commitment_bodies r
join bodies b on b.slug = r.body
left join bodies s on s.slug = b.successor
where r.commitment = :slug and length(b.existed_until) = 10
order by 1 limit 200
"""

# Whether the register has notes on a commitment that nobody has verified: one row.
UNVERIFIED = "select exists (select 1 from unverified where commitment = :slug) as n"

# How many publications, by address, stand behind the statements and the outcome of a commitment.
PUBLICATIONS = """
select count(*) as n from (
  select s.url from events e join event_sources s on s.event_id = e.id where e.commitment = :slug
  union
  select url from outcome_sources where commitment = :slug)
"""
