"""One commitment, a statement a part of its page."""

# What was said of one commitment, and where that can be read.
EVENTS = """
select e.*, b.name as promised_by_name, m.title as merged_into_title
from events e
left join bodies b on b.slug = e.promised_by
left join commitments m on m.slug = e.merged_into
where e.commitment = :slug
order by e.position
"""
EVENT_SOURCES = """
select s.* from event_sources s join events e on e.id = s.event_id
where e.commitment = :slug order by e.position, s.position
"""

# The rest of a commitment's page, a statement a part.
COMMITMENT = "select * from commitments where slug = :slug"
SLIPS = "select * from slips where commitment = :slug order by position"
RESPONSIBLE = """
select b.slug, b.name, b.existed_until, b.note, r.role, s.name as successor
from commitment_bodies r
join bodies b on b.slug = r.body
left join bodies s on s.slug = b.successor
where r.commitment = :slug order by r.position
"""
ALIASES = "select alias from aliases where commitment = :slug order by position"
UNVERIFIED = "select text from unverified where commitment = :slug order by position"
RELATED = """
select c.slug, c.title, t.status
from related r join commitments c on c.slug = r.related join timeline t on t.slug = c.slug
where r.commitment = :slug order by r.position
"""
MERGED_HERE = """
select slug, title, outcome_on, outcome_on_precision from timeline
where merged_into = :slug order by title
"""
CONTEXT = "select * from context where commitment = :slug order by position"
CONTEXT_SOURCES = """
select * from context_sources where commitment = :slug order by context_position, position
"""
OUTCOME_SOURCES = "select * from outcome_sources where commitment = :slug order by position"
LOOKS = "select * from looks where commitment = :slug order by looked_on desc"
