"""Where documents come from, and how well each source is."""

# How well a source was. Of those without a verdict: documents that were given as files; places
# of which documents are held all the same (no longer read, or their first run has not ended); the
# rest.
_HEALTH = """case
    when h.health is not null then h.health
    when s.kind = 'file' then 'files'
    when exists (select 1 from documents d where d.source = s.name) then 'unjudged'
    else 'unread' end"""
# A row a source, and one more where its sample was read too: what it is, what its last run came
# to, and the day of its oldest document.
_ALL = f"""
from sources s
left join source_health h on h.source = s.name
where (:health = '' or {_HEALTH} = :health)
"""
SOURCES = f"""
select s.name, s.title, s.kind, s.body, b.name as body_name, s.url, s.licence, s.republish,
  s.cadence, s.visit_days, s.note, h.sample, {_HEALTH} as health, h.reason, h.read_on,
  h.first_read_on, h.last_healthy_on, h.documents, h.newest_document_on, h.files, h.without_text,
  h.pages_waiting, h.files_waiting, h.pages_failed, h.pages_refused,
  (select substr(d.published_at, 1, 10) from documents d
    where d.source = s.name and d.published_at is not null and d.sample = coalesce(h.sample, 0)
    order by d.published_at limit 1) as oldest_document_on,
  exists (select 1 from documents d where d.source = s.name) as has_documents
from (select s.name as its, h.sample as which {_ALL}
  order by s.title collate nocase, s.name, h.sample limit :limit offset :offset) l
join sources s on s.name = l.its
left join source_health h on h.source = s.name and h.sample is l.which
left join bodies b on b.slug = s.body
order by s.title collate nocase, s.name, h.sample
"""
COUNT = f"select count(*) as n {_ALL}"
# A row a health, with how many sources have it.
HEALTHS = f"""
select {_HEALTH} as health, count(*) as n
from sources s left join source_health h on h.source = s.name group by 1
"""
# A row a body that has promised something and publishes in no source that is read.
BODIES_WITHOUT = """
select b.slug, b.name from bodies b
where exists (select 1 from commitment_bodies c where c.body = b.slug)
  and not exists (select 1 from sources s where s.body = b.slug)
order by b.name limit 200
"""
# The newest runs, and the last over the real sites (over the sample, where there is no other).
RUNS = "select * from run_reports order by run desc limit :limit"
LAST_RUN = "select * from run_reports order by sample, run desc limit 1"
