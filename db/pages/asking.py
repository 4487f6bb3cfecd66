"""What a draft of a request needs beside the commitment: who answers, and who once did."""

# The body that was asked for and then, one after the other, what took its place, each with how it
# answers on a day: a row a body and period (columns of body_foi are null where none is on record).
ANSWERING = """
with recursive chain(slug, step) as (
  select :body, 0
  union all
  select b.successor, c.step + 1 from chain c join bodies b on b.slug = c.slug
  where b.successor is not null and c.step < 8
)
select b.slug, b.name, b.existed_until, f.regime, f.jurisdiction, f.cost_limit_pounds,
  f.cost_limit_hours, f.address, f.whatdotheyknow, f.confirmed, f.source, f.note
from chain c
join bodies b on b.slug = c.slug
left join body_foi f on f.body = b.slug
  and f.valid_from <= :day and :day <= coalesce(f.valid_until, :day)
order by c.step
"""
