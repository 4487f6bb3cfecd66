"""Commitments with what a sentence and a chart about them need."""

# A row a commitment of some (a JSON list of slugs), with what a sentence needs
# beside the row of `timeline`: of what kind the first and the standing due are,
# the title of the commitment that took it in, and whether the statements of
# those two dues are second-hand; whether the register itself names what is not verified; and of
# what is overdue, who looked for it as what, where and for which words.
STORIES = """
select t.*,
  f.due_kind as first_due_kind, f.evidence as first_due_evidence,
  s.due_kind as standing_due_kind, s.evidence as standing_due_evidence,
  c.title as target,
  exists (select 1 from unverified u where u.commitment = t.slug) as has_unverified,
  o.looked_as, o.looked_where, o.looked_for
from timeline t
left join events f on f.id = (
  select id from events where commitment = t.slug and carries and due_latest is not null
  order by position limit 1)
left join events s on s.id = (
  select id from events where commitment = t.slug and carries and due_latest is not null
  order by position desc limit 1)
left join commitments c on c.slug = t.merged_into
left join overdue o on o.slug = t.slug
where t.slug in (select value from json_each(:slugs))
"""

# Every dated statement on some commitments (a JSON list of slugs), in the order
# in which it counts: the rings, bands and
# ticks of the charts. `counts`: it sets dues, so it is no one else's expectation,
# nor of another milestone, nor a provisional date that another one followed.
DUES = """
select commitment, position, event, said_on, said_on_precision, made_on_basis, who, voice,
  due_words, due_kind, due_earliest, due_latest, start_by, soft, provisional, milestone,
  carries as counts, evidence, checked
from promises
where commitment in (select value from json_each(:slugs))
order by commitment, position
"""

# Everything that ended, paused or partly fulfilled a commitment, by the body's
# own word or a report of it, with the publisher and address of its first source.
OUTCOMES = """
select e.commitment, e.position, e.event, e.made_on, e.made_on_precision, e.made_on_earliest,
  e.made_on_basis, e.who, e.voice, e.evidence, e.checked, s.publisher, s.url
from events e
left join event_sources s on s.event_id = e.id and s.position = (
  select min(position) from event_sources where event_id = e.id)
where e.counts
  and e.event in ('delivered', 'merged', 'dropped', 'paused', 'partially_delivered')
  and e.commitment in (select value from json_each(:slugs))
order by e.commitment, e.position
"""
