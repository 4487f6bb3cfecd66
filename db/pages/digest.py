"""What is told to a reader who knows a release: over published files only.

Each list is bounded by :limit; a digest says how much more there is. A filter is :bodies, :topics,
:commitments and :kinds, each a JSON list; of the first three an empty one lets everything through.
"""

from typing import Final

# One row: the release that a file is.
RELEASE = "select day, release, published_at from as_of"
# The newest release that was published by a day, or null.
UNTIL_DAY = "select max(number) as number from releases where substr(published_at, 1, 10) <= :day"
# The day that a release was counted for.
DAY_OF = "select as_of from releases where number = :number"

# Conditions of a filter: of a commitment f, whatever its kind; of a document by the body that its
# source belongs to, or because a statement about such a commitment rests on it.
_WANTED: Final = """
  (:commitments = '[]' or f.slug in (select value from json_each(:commitments)))
  and (:topics = '[]' or f.topic in (select value from json_each(:topics)))
  and (:bodies = '[]' or exists (
    select 1 from commitment_bodies r where r.commitment = f.slug
      and r.body in (select value from json_each(:bodies))))"""
_OF_A_BODY: Final = "s.body in (select value from json_each(:bodies))"
_DOCUMENT_WANTED: Final = f"""(
  (:commitments = '[]' and :topics = '[]' and (:bodies = '[]' or {_OF_A_BODY}))
  or exists (
    select 1 from event_sources v join events e on e.id = v.event_id
    join commitments f on f.slug = e.commitment
    where v.document = d.document and {_WANTED}
      and not (:commitments = '[]' and :topics = '[]')))"""

# The release up to which the reader knows what was said of a commitment (:sinces, a JSON object,
# names those for which it is not :since: they were out of the pages then).
_SINCE: Final = "coalesce((select value from json_each(:sinces) where key = {slug}), :since)"
_OF_NEWS: Final = _SINCE.format(slug="n.commitment")

# Corrections that no release up to :since told, of what a reader of release :since had been told:
# of a claim, where it stood in a release up to that one; of a wording or a statement, where
# anything had been said of the commitment by then; of a page about many, always. `now` is the
# sentence that stands there by now, `wrong_in` a release that said what was wrong, `fits` whether
# the filter lets the commitment through.
CORRECTIONS: Final = f"""
select *, count(*) over () as n from (
  select c.key, c.what, c.commitment, c.title, c.corrected_on, c.was, c.became, c.cause, c.reason,
    n.first_release as release, n.kind, {_OF_NEWS} as since,
    (select x.sentence from claims x where x.commitment = c.commitment
      order by x.release desc limit 1) as now,
    case when c.what = 'claim' then (
        select max(b.release) from claims b
        where b.commitment = c.commitment and b.release < c.release and b.sentence is not null)
      when c.commitment is null then 0
      else (select min(b.release) from claims b where b.commitment = c.commitment)
    end as wrong_in,
    exists (
      select 1 from commitments f where f.slug = c.commitment
        and f.kind in (select value from json_each(:kinds)) and {_WANTED}) as fits
  from news n
  join corrections c on c.key = substr(n.key, length('correction:') + 1)
  where n.happened = 'corrected' and n.first_release > {_OF_NEWS}
    and n.first_release <= :until)
where wrong_in <= since
order by corrected_on desc, key limit :limit
"""

# Whether a release told an event; its file is asked, for a later one does not know any more.
TOLD_EVENT = "select 1 from events where id = :id"

# Which of some commitments (:slugs) a release told of that the filter lets through, with their
# kinds; and whether it told news of them that are among :happened, if that is given.
TOLD_OF: Final = f"""
select f.slug, f.kind, f.title from commitments f
where f.slug in (select value from json_each(:slugs))
  and f.kind in (select value from json_each(:kinds)) and {_WANTED}
"""
TOLD_NEWS_OF: Final = f"""{TOLD_OF}
  and exists (select 1 from news n where n.commitment = f.slug
    and n.happened in (select value from json_each(:happened)))
"""

# What no release up to :since told, of commitments of :kind that the filter lets through. A row a
# piece of news, the newest first.
NEWS: Final = f"""
select n.key, n.happened, n.commitment, n.happened_on, n.happened_on_precision, n.sample, f.title,
  t.disputed, t.second_hand_events, t.unchecked_events, count(*) over () as n
from news n
join commitments f on f.slug = n.commitment
left join timeline t on t.slug = n.commitment
where n.happened in (select value from json_each(:happened)) and n.kind = :kind
  and n.first_release > {_OF_NEWS} and n.first_release <= :until and {_WANTED}
order by n.first_release desc, n.happened_on desc, n.key limit :limit
"""
# The same of documents and sites, which are of no kind.
CHANGES: Final = f"""
select n.key, n.happened, n.change_id, n.happened_on, n.sample, d.title as document_title, d.change,
  s.title as source_title, w.source as site, count(*) over () as n
from news n
left join document_changes d on n.happened = 'document_changed' and d.id = n.change_id
left join site_changes w on n.happened = 'site_changed' and w.id = n.change_id
left join sources s on s.name = coalesce(d.source, w.source)
where n.happened in (select value from json_each(:happened)) and n.kind is null
  and n.first_release > :since and n.first_release <= :until
  and iif(n.happened = 'document_changed', {_DOCUMENT_WANTED},
    :commitments = '[]' and :topics = '[]' and (:bodies = '[]' or {_OF_A_BODY}))
order by n.first_release desc, n.happened_on desc, n.key limit :limit
"""

# What is out of the pages while it is looked at again.
HELD = "select commitment, held_on from held order by held_on desc, commitment limit :limit"
# What was out of the pages in release :since, and is not any more: since which release it was, and
# with which release it came back (none where it did not), and what was said of it then and now.
BACK: Final = """
select h.commitment, h.release as held_in, k.release as back_in, t.title,
  (select x.sentence from claims x where x.commitment = h.commitment and x.release < h.release
    and x.sentence is not null order by x.release desc limit 1) as was,
  (select x.sentence from claims x where x.commitment = h.commitment
    order by x.release desc limit 1) as now,
  exists (select 1 from corrections c
    where c.key = 'claim:' || h.commitment || ':' || k.release) as is_corrected
from claims h
left join claims k on k.commitment = h.commitment and k.release = (
  select min(release) from claims x where x.commitment = h.commitment and x.release > h.release)
left join commitments t on t.slug = h.commitment
where h.change = 'held' and h.release <= :since and coalesce(k.release, :since + 1) > :since
  and h.commitment not in (select commitment from held)
order by k.release desc, h.commitment limit :limit
"""
