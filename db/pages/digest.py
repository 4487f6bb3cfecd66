"""What is told to a reader who knows a release: over the published file only.

Each list is bounded by :limit; a digest says how much more there is.
"""

from typing import Final

# One row: the release that a file is.
RELEASE = "select day, release, published_at from as_of"
# The newest release that was published by a day, or null.
UNTIL_DAY = "select max(number) as number from releases where substr(published_at, 1, 10) <= :day"
# The day that a release was counted for.
DAY_OF = "select as_of from releases where number = :number"

# Corrections that no release up to :since told, of what a reader of release :since had been told:
# of a claim, where it stood in a release up to that one; of a wording or a statement, where
# anything had been said of the commitment by then; of a page about many, always. `now` is the
# sentence that stands there by now.
CORRECTIONS: Final = """
select c.key, c.what, c.commitment, c.title, c.corrected_on, c.was, c.became, c.cause, c.reason,
  n.first_release as release,
  (select x.sentence from claims x where x.commitment = c.commitment
    order by x.release desc limit 1) as now,
  count(*) over () as n
from news n
join corrections c on 'correction:' || c.key = n.key
where n.happened = 'corrected' and n.first_release > :since
  and case c.what
    when 'claim' then (
      select max(b.release) from claims b
      where b.commitment = c.commitment and b.release < c.release and b.sentence is not null)
      <= :since
    else c.commitment is null or exists (
      select 1 from claims b where b.commitment = c.commitment and b.release <= :since)
  end
order by c.corrected_on desc, c.key limit :limit
"""

# Whether a release told an event; its file is asked, for a later one does not know any more.
TOLD_EVENT = "select 1 from events where id = :id"

# What no release up to :since told, of commitments of :kind, or of documents and sites. A row a
# piece of news, the newest first.
NEWS: Final = """
select n.key, n.happened, n.commitment, n.change_id, n.happened_on, n.happened_on_precision,
  n.sample, c.title, t.disputed, t.second_hand_events, t.unchecked_events,
  d.title as document_title, d.change, s.title as source_title, w.source as site,
  count(*) over () as n
from news n
left join commitments c on c.slug = n.commitment
left join timeline t on t.slug = n.commitment
left join document_changes d on n.happened = 'document_changed' and d.id = n.change_id
left join site_changes w on n.happened = 'site_changed' and w.id = n.change_id
left join sources s on s.name = coalesce(d.source, w.source)
where n.happened in (select value from json_each(:happened)) and n.first_release > :since
  and (n.kind = :kind or n.kind is null)
order by n.first_release desc, n.happened_on desc, n.key limit :limit
"""

# What is out of the pages while it is looked at again, since a day.
HELD = """
select commitment, held_on, count(*) over () as n from held where held_on >= :day
order by held_on desc, commitment limit :limit
"""
