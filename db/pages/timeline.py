"""All commitments: what may be chosen, and what is known of how many."""

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
