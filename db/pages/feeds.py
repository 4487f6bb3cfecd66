"""What is new and what is due, for feeds and calendars.

A feed shows the newest of its news. Each part of it (a kind of thing that happened, changes of
documents) is found by an index of `news` on its own, newest first, and the parts are put together
after, so that no feed sorts more than a few times as many rows as it shows.
"""

from collections.abc import Sequence
from typing import Final

NEWEST: Final = "first_published_on desc, happened_on desc"

# News of one kind of commitment and one thing that happened; changes have neither.
_PART: Final = f"""
select * from (
  select * from news where {{where}} order by {NEWEST}, rowid limit :limit)
"""


def _news(*wheres: str) -> str:
    """The newest of the news that fit any of the conditions."""
    parts = " union all ".join(_PART.format(where=where) for where in wheres)
    return f"select * from ({parts}) order by {NEWEST}, key limit :limit"


def happened_to(happened: Sequence[str], *corrected: str) -> str:
    """News of some things that happened (plain words of this program) to commitments of :kind.

    ``corrected`` are conditions of corrections that are among them, beside those of commitments of
    which nothing is claimed any more: of these no kind is known.
    """
    return _news(
        *(f"kind = :kind and happened = '{what}'" for what in happened),
        *(f"kind = :kind and happened = 'corrected' and {condition}" for condition in corrected),
        *(
            f"kind is null and happened = 'corrected' and commitment is not null and {condition}"
            for condition in corrected
        ),
    )


# Conditions of corrections: of any commitment; of one that was ever said to be overdue.
ANY = "true"
WAS_OVERDUE = """exists (
  select 1 from claims x where x.commitment = news.commitment and x.status = 'overdue')"""

ALL = _news("kind = :kind", "kind is null")
CHANGES = _news(
    "kind is null and happened = 'document_changed'", "kind is null and happened = 'site_changed'"
)
CORRECTIONS = _news("happened = 'corrected'")
OF_COMMITMENT = _news("commitment = :slug")

# News of a body's commitments. Of most bodies all that is told of them is gathered, in an index
# alone; of one with very many commitments, the newest news are gone through until enough of them
# are its own.
_BODYS: Final = "select commitment from commitment_bodies where body = :slug"
OF_BODY = f"""
select * from news where rowid in (
  select rowid from news
  where commitment in (
    select b.commitment from commitment_bodies b join commitments c on c.slug = b.commitment
    where b.body = :slug and c.kind = :kind)
  order by {NEWEST}, rowid limit :limit)
order by {NEWEST}, key
"""
OF_LARGE_BODY = _news(
    """kind = :kind and exists (
         select 1 from commitment_bodies b
         where b.commitment = news.commitment and b.body = :slug)"""
)
# How many commitments a body has, counted no further than it takes to choose between the two.
LARGE_BODY: Final = 20_000
BODY_SIZE = f"select count(*) as n from ({_BODYS} limit {LARGE_BODY + 1})"

# What is told of news (a JSON list of keys): a row a piece of news. Of an event with the words and
# days of its due, the due before it where it moved, the title of what took it in, and its first
# source; of what is overdue the look that found it so; of a document its change, of a site its
# week. Whether the register has notes on the commitment that nobody has verified; how many
# objections to it are open, and the newest answer of the body; of a correction both wordings.
TOLD = """
select n.*, c.title, b.name as promised_by_name,
  e.position, e.event, e.made_on, e.made_on_precision, e.made_on_earliest, e.made_on_basis,
  e.origin, e.who, e.voice,
  e.due_phrase as due_words, e.due_kind, e.due_earliest, e.due_latest, e.start_by, e.soft,
  e.provisional, e.evidence, e.checked,
  f.due_phrase as from_words, f.due_kind as from_kind, f.due_earliest as from_earliest,
  f.due_latest as from_latest, f.start_by as from_start_by, f.soft as from_soft,
  f.provisional as from_provisional,
  m.title as target, e.merged_into,
  s.url as source_url, s.title as source_title, s.publisher,
  o.standing_due_words, o.standing_due_latest, o.days_late_min, o.looked_on,
  o.second_hand_events, o.unchecked_events,
  d.title as document_title, d.url as document_url, d.change, d.as_before_on, d.changed_by, d.now,
  d.sentences_removed, d.sentences_added, d.note as change_note, t.title as document_source,
  w.first_day, w.last_day, w.pages_gone, w.pages_moved, w.pages_before, w.files_gone,
  w.files_moved, w.files_before, w.source as site, y.title as site_title,
  exists (select 1 from unverified u where u.commitment = n.commitment) as is_unverified,
  coalesce(l.disputed, 0) as disputed,
  x.what, x.commitment as corrected_commitment, x.was, x.became, x.cause, x.reason,
  coalesce(x.release, n.first_release) as corrected_release,
  a.happened_on as replied_on, a.url as reply_url, i.name as replied_by
from news n
left join commitments c on c.slug = n.commitment
left join events e on e.id = n.event_id
left join bodies b on b.slug = e.promised_by
left join slips p on p.to_event = n.event_id
left join events f on f.id = p.from_event
left join commitments m on m.slug = e.merged_into
left join event_sources s on s.event_id = e.id and s.position = (
  select min(position) from event_sources x where x.event_id = e.id)
left join overdue o on n.happened = 'overdue' and o.slug = n.commitment
left join document_changes d on n.happened = 'document_changed' and d.id = n.change_id
left join sources t on t.name = d.source
left join site_changes w on n.happened = 'site_changed' and w.id = n.change_id
left join sources y on y.name = w.source
left join timeline l on l.slug = n.commitment
left join corrections x on n.happened = 'corrected'
  and x.key = substr(n.key, length('correction:') + 1)
left join responses a on a.commitment = n.commitment and a.position = (
  select position from responses r where r.commitment = n.commitment
    and r.happened = 'answered' order by happened_on desc, position desc limit 1)
left join bodies i on i.slug = a.body
where n.key in (select value from json_each(:keys))
"""

# One row: a commitment; or only its name, where its page is held now, or nothing is claimed of it
# any more and that is told as a correction: its feed goes on.
COMMITMENT = """
select slug, title, kind, 'shown' as state from commitments where slug = :slug
union all
select commitment, commitment, null, 'held' from held where commitment = :slug
union all
select * from (
  select commitment, commitment, null, 'withdrawn' from corrections
  where commitment = :slug and not exists (select 1 from commitments where slug = :slug)
  limit 1)
limit 1
"""
BODY = "select slug, name from bodies where slug = :slug"
# Bodies that have commitments of a kind, with how many: the feeds of bodies. The rows are counted
# already.
BODIES = """
select value as slug, name, n from choices
where kind = :kind and field = 'body' order by name limit :limit
"""

# A row a commitment with a date to put into a calendar: its row of `timeline`, what kind of due the
# first and the standing one are, whether its start is soft, and where the standing one is said.
_DATED = """
select t.*,
  f.due_kind as first_due_kind, s.due_kind as standing_due_kind,
  (select soft from events where commitment = t.slug and carries and start_by is not null
    order by position limit 1) as start_soft,
  s.evidence as standing_due_evidence, s.checked as standing_due_checked,
  s.position as standing_position,
  (select url from event_sources where event_id = s.id order by position limit 1) as source_url,
  a.happened_on as replied_on, a.url as reply_url, i.name as replied_by
from ({chosen}) t
left join events f on f.id = (
  select id from events where commitment = t.slug and carries and due_latest is not null
  order by position limit 1)
left join events s on s.id = (
  select id from events where commitment = t.slug and carries and due_latest is not null
  order by position desc limit 1)
left join responses a on a.commitment = t.slug and a.position = (
  select position from responses r where r.commitment = t.slug and r.happened = 'answered'
  order by happened_on desc, position desc limit 1)
left join bodies i on i.slug = a.body
order by t.standing_due_latest, t.slug
"""
DUES = _DATED.format(
    chosen="""select * from timeline where kind = :kind and status = 'awaited'
      order by standing_due_latest, slug limit :limit"""
)
DUES_OF_BODY = _DATED.format(
    chosen="""select * from timeline where kind = :kind and status = 'awaited'
      and exists (
        select 1 from commitment_bodies b where b.commitment = timeline.slug and b.body = :slug)
      order by standing_due_latest, slug limit :limit"""
)
# Of one commitment, while it is open: its date is of use also after it has passed.
DUES_OF_COMMITMENT = _DATED.format(
    chosen="""select * from timeline where slug = :slug and standing_due_latest is not null
      and status in ('awaited', 'being_checked', 'overdue', 'unchecked', 'partially_delivered')
      limit :limit"""
)

# The open deadlines of public FOI cases that have a day, the nearest last.
FOI_CLOCK = """
select * from foi_clock where late_after is not null order by late_after desc limit :limit
"""
