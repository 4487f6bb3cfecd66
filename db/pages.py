"""Every SQL statement that the public pages use, over the published file.

Canned queries are the exception: they live in metadata.yml, where readers can
see and change them. Nothing is counted here beyond numbers of rows: status,
days and slips come ready from the published tables (db/views.sql).
"""

# What the footer of every page says: the day that everything is counted for,
# and which release this is.
AS_OF = "select * from as_of"

# A row a commitment, with what a sentence needs beside the row of `timeline`:
# of what kind the first and the standing due are, the title of the commitment
# that took it in, and whether the statements of those two dues are second-hand.
# An empty parameter filters nothing; `like` is matched against title, topic
# and aliases. Kinds are never counted together: every list is of one of them,
# unless a reader asks for all.
TIMELINE = """
select t.*,
  f.due_kind as first_due_kind, f.evidence as first_due_evidence,
  s.due_kind as standing_due_kind, s.evidence as standing_due_evidence,
  c.title as target
from timeline t
left join events f on f.id = (
  select id from events where commitment = t.slug and carries and due_latest is not null
  order by position limit 1)
left join events s on s.id = (
  select id from events where commitment = t.slug and carries and due_latest is not null
  order by position desc limit 1)
left join commitments c on c.slug = t.merged_into
where (:kind = '' or t.kind = :kind)
  and (:status = '' or t.status = :status)
  and (:topic = '' or t.topic = :topic)
  and (:slug = '' or t.slug = :slug)
  and (:body = '' or exists (
    select 1 from commitment_bodies b where b.commitment = t.slug and b.body = :body))
  and (:like = '' or t.title like :like escape '!' or t.topic like :like escape '!'
    or exists (
      select 1 from aliases a where a.commitment = t.slug and a.alias like :like escape '!'))
order by t.title collate nocase
"""

# Every dated statement on some commitments (a JSON list of slugs), in the order
# in which it counts: the rings, bands and
# ticks of the charts. `counts`: it sets dues, so it is no one else's expectation,
# nor a provisional date that another one followed.
DUES = """
select commitment, position, event, said_on, said_on_precision, who, voice, due_words, due_kind,
  due_earliest, due_latest, start_by, soft, provisional, carries as counts, evidence, checked
from promises
where commitment in (select value from json_each(:slugs))
order by commitment, position
"""

# Everything that ended, paused or partly fulfilled a commitment, by the body's
# own word or a report of it, with the publisher of its first source.
OUTCOMES = """
select e.commitment, e.position, e.event, e.made_on, e.made_on_precision, e.made_on_earliest,
  e.made_on_basis, e.who, e.voice, e.evidence, e.checked,
  (select publisher from event_sources s
    where s.event_id = e.id order by s.position limit 1) as publisher
from events e
where e.counts
  and e.event in ('delivered', 'merged', 'dropped', 'paused', 'partially_delivered')
  and e.commitment in (select value from json_each(:slugs))
order by e.commitment, e.position
"""

# What the lists of the filter form offer, among the rows of a kind.
STATUSES = """
select status, count(*) as n from timeline where :kind = '' or kind = :kind
group by status order by status
"""
TOPICS = """
select topic, count(*) as n from timeline
where topic is not null and (:kind = '' or kind = :kind)
group by topic order by topic collate nocase
"""
BODIES = """
select b.slug, b.name, count(distinct r.commitment) as n
from commitment_bodies r join bodies b on b.slug = r.body
join timeline t on t.slug = r.commitment and (:kind = '' or t.kind = :kind)
group by b.slug order by b.name
"""
KINDS = "select kind, count(*) as n from timeline group by kind order by kind"

# How many statements there are on commitments of a kind, and how many of them
# nobody has yet held against their source.
EVIDENCE = """
select count(*) as statements, coalesce(sum(evidence = 'second-hand'), 0) as second_hand,
  coalesce(sum(checked = 'not yet'), 0) as not_checked
from events where :kind = '' or commitment in (select slug from timeline where kind = :kind)
"""

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

# The FOI cases that bear on a commitment: what happened, on which grounds, and what is open.
_CASES_OF = "select foi_request from foi_commitments where commitment = :slug"
FOI_REQUESTS = """
select f.*, l.role, p.subject as parent_subject
from foi_commitments l
join foi_requests f on f.id = l.foi_request
left join foi_requests p on p.id = f.parent
where l.commitment = :slug
order by coalesce(f.requested_on, f.responded_on), f.id
"""
FOI_EVENTS = f"""
select e.*, c.title as about_title from foi_events e
left join commitments c on c.slug = e.promise_about and c.slug <> :slug
where e.foi_request in ({_CASES_OF}) order by e.foi_request, e.position
"""
FOI_GROUNDS = f"""
select * from foi_grounds where foi_request in ({_CASES_OF})
order by foi_request, event, position
"""
FOI_CLOCK = f"""
select * from foi_clock where foi_request in ({_CASES_OF})
order by foi_request, late_after is null, late_after, position
"""
FOI_RELEASES = """
select d.title, d.url, d.published_at, d.sample, s.title as source
from foi_releases r
join documents d on d.id = r.document
join sources s on s.name = d.source
where r.commitment = :slug order by d.published_at, d.id
"""
