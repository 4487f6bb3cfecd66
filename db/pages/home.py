"""What is new, and how well it is watched: a statement a part of the first page.

The groups by status are pages of the timeline (db/pages/timeline.py).
"""

from typing import Final

# What readers call a slip: a later date, none any more, and the ends under another name or none.
SLIPPED: Final = ("later", "date_lost", "merged", "dropped")


def _newest(happened: str) -> str:
    """The newest of one sort, read off an index of ``news``."""
    return f"""
  select * from (
    select * from news where kind = :kind and happened = '{happened}'
    order by happened_on desc, key desc limit :limit)"""


# A row a thing that moved later, lost its date, was merged or was dropped, the newest first by the
# day on which it was said or done: the event, the due that stood before it (from_*; none of it, if
# there was none), and for a move the due after it (to_*).
MOVES: Final = f"""
select n.key, n.happened, n.commitment as slug, n.happened_on, n.happened_on_precision, n.sample,
  e.made_on, e.made_on_precision, e.made_on_basis, e.evidence, e.checked, s.days, s.to_latest,
  f.due_phrase as from_words, f.due_kind as from_kind, f.due_earliest as from_earliest,
  f.due_latest as from_latest, f.start_by as from_start_by, f.soft as from_soft,
  f.provisional as from_provisional,
  e.due_phrase as to_words, e.due_kind as to_kind, e.due_earliest as to_earliest,
  e.due_latest as to_due_latest, e.start_by as to_start_by, e.soft as to_soft,
  e.provisional as to_provisional
from ({" union all".join(_newest(happened) for happened in SLIPPED)}) n
join events e on e.id = n.event_id
left join slips s on s.to_event = n.event_id
left join events f on f.id = coalesce(s.from_event, (
  select x.id from events x
  where x.commitment = n.commitment and x.position < e.position and x.carries
    and coalesce(x.due_latest, x.start_by) is not null
  order by x.position desc limit 1))
order by n.happened_on desc nulls last, n.key desc
limit :limit
"""

# A row a change of a document that an editor accepted, the newest first.
CHANGES: Final = """
select c.id, c.title, c.change, c.as_before_on, c.changed_by, c.now, c.sample,
  s.title as source
from document_changes c join sources s on s.name = c.source
order by c.changed_by desc, c.id desc limit :limit
"""
CHANGES_COUNT: Final = "select count(*) as n from document_changes"

# How many sources were read at all, how many were well when last read, when that was, and how
# many of their pages failed then; made-up sources of the demonstration apart.
HEALTH: Final = """
select sample, count(*) as sources, sum(health = 'healthy') as healthy, max(read_on) as read_on,
  coalesce(sum(pages_failed), 0) as failed
from source_health group by sample order by sample
"""
