"""One commitment, a statement a part of its page. Everything is found by an index."""

# A row a thing that was said or done, in order, with how the date moved with it, and how many
# objections to it are open.
EVENTS = """
select e.*, b.name as promised_by_name, m.title as merged_into_title,
  (select s.slip from slips s where s.to_event = e.id) as slip,
  (select count(*) from objections o where o.commitment = e.commitment and o.event_id = e.id
    and o.state = 'open') as disputed
from events e
left join bodies b on b.slug = e.promised_by
left join commitments m on m.slug = e.merged_into
where e.commitment = :slug
order by e.position
"""
# A row a source of an event, with the copy that we hold of it, and whether that is made up.
EVENT_SOURCES = """
select s.*, coalesce(d.sample, 0) as sample
from events e
join event_sources s on s.event_id = e.id
left join documents d on d.id = s.document
where e.commitment = :slug order by e.position, s.position
"""
# A row a sentence that a person accepted as an event's, with the text around it.
QUOTES = """
select q.*, d.title as document_title, d.sample
from events e
join quotes q on q.event_id = e.id
join documents d on d.id = q.document
where e.commitment = :slug order by e.position, q.position
"""

# The rest of a commitment's page, a statement a part.
# The commitment itself: one row.
COMMITMENT = "select * from commitments where slug = :slug"
# A row a move from one date to the next.
SLIPS = "select * from slips where commitment = :slug order by position limit 1000"
# A row a body that is responsible.
RESPONSIBLE = """
select b.slug, b.name, b.existed_until, b.note, r.role, s.name as successor,
  s.slug as successor_slug
from commitment_bodies r
join bodies b on b.slug = r.body
left join bodies s on s.slug = b.successor
where r.commitment = :slug order by r.position limit 100
"""
# A row another name of it.
ALIASES = "select alias from aliases where commitment = :slug order by position limit 200"
# A row something that nobody has verified.
UNVERIFIED = "select text from unverified where commitment = :slug order by position limit 200"
# A row a commitment that the register names beside it.
RELATED = """
select c.slug, c.title, t.status, t.disputed
from related r join commitments c on c.slug = r.related join timeline t on t.slug = c.slug
where r.commitment = :slug order by r.position limit 200
"""
# A row a commitment that it took in.
MERGED_HERE = """
select slug, title, outcome_on, outcome_on_precision from timeline
where merged_into = :slug order by title collate nocase, slug limit 200
"""
# A row a piece of dated background, and a row a source of one.
CONTEXT = "select * from context where commitment = :slug order by position limit 200"
CONTEXT_SOURCES = """
select * from context_sources where commitment = :slug order by context_position, position
limit 1000
"""
# A row a source on what came of it.
OUTCOME_SOURCES = """
select * from outcome_sources where commitment = :slug order by position limit 200
"""
# A row a look of a person for the outcome, the newest first.
LOOKS = "select * from looks where commitment = :slug order by looked_on desc, id desc limit 200"

# A row an FOI case that bears on it: enough to name it in a file.
FOI_CASES = """
select f.id, f.subject, f.authority, f.status, f.outcome, f.url, l.role
from foi_commitments l join foi_requests f on f.id = l.foi_request
where l.commitment = :slug order by f.id limit 200
"""

# What a reader may have meant by a name that is none. Rows slug, title, name (title or alias): all
# there are, where these are few; else those that have some of the words.
NAMES = """
select slug, title, title as name from commitments
union all
select c.slug, c.title, a.alias from aliases a join commitments c on c.slug = a.commitment
limit :most
"""
NAMES_WITH = """
select c.slug, c.title, c.title as name
from (select rowid as place from commitments_fts where commitments_fts match :words limit :most) f
cross join commitments c on c.rowid = f.place
"""
