"""Freedom of Information cases."""

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
