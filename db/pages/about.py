"""What is covered since when, for the page that says who runs this and what it holds."""

# How much there is of each kind of commitment: the rows are counted already.
KINDS = "select * from kinds order by kind = 'promise' desc, kind"

# A row a source, with how well it was when it was last read. Copies of sites are not among them;
# what the sample site says is told apart.
SOURCES = """
select s.name, s.title, s.url, s.kind, s.licence, s.republish, s.cadence,
  h.health, h.read_on, h.last_healthy_on, h.documents, h.files, h.pages_failed,
  h.newest_document_on, h.sample,
  (select min(published_at) from documents d
    where d.source = s.name and d.published_at is not null) as first_document_on
from sources s left join source_health h on h.source = s.name
order by s.title collate nocase, h.sample limit :limit
"""

# The first and the newest day on which anything in the register was said or done.
EVENTS = """
select (select count(*) from events) as n,
  (select made_on from events where made_on is not null order by made_on limit 1) as first_on,
  (select made_on from events where made_on is not null order by made_on desc limit 1)
    as newest_on
"""

# How many FOI cases there are, and how many bodies have commitments.
COUNTS = """
select (select count(*) from foi_requests) as foi_cases,
  (select count(*) from choices where kind = 'promise' and field = 'body') as bodies
"""
