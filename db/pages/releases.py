"""The releases and what each said otherwise than the one before; over the published file only."""

# The release that is served: day, number, instant.
SERVED = "select day, release, published_at from as_of"

# A row a release, the newest first. That it is a thousand keeps a page a page: a daily release
# takes years to come to it.
RELEASES = "select * from releases order by number desc limit 1000"
RELEASE = "select * from releases where number = :number"
# The first release that the table knows: there were earlier ones before there was the table.
FIRST_KNOWN = "select min(number) as number from releases"

# Whether something is held.
HOLDS = "select exists (select 1 from held) as standing"

# How many claims of a release became others, a row a cause; in one index.
CAUSES = """
select cause, count(*) as n from claims where release = :number group by cause order by cause
"""

# One page of what a release claims otherwise than the one before, by the names of the commitments.
# `was` is the sentence that stood before, if one did.
CLAIMS = """
select c.commitment, c.change, c.cause, c.reason, c.status, c.sentence, t.title,
  (select b.sentence from claims b
    where b.commitment = c.commitment and b.release < c.release
    order by b.release desc limit 1) as was
from (
  select rowid as place from claims where release = :number order by commitment limit :limit
  offset :offset
) p
join claims c on c.rowid = p.place
left join commitments t on t.slug = c.commitment
order by c.commitment
"""
