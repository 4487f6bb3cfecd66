"""Accepted changes of documents and of whole sites; over the published file only."""

from typing import Final

# How many changes there are, a row a source and kind of change; a scan of one index.
CHOICES = """
select d.source, s.title, d.change, count(*) as n
from document_changes d join sources s on s.name = d.source
group by d.source, d.change order by s.title, d.change
"""

# One page of changes, the newest first. The inner query walks an index and takes numbers only; the
# rows themselves are read for one page.
_PAGE: Final = """
select d.*, s.title as source_title, s.republish
from (
  select id from document_changes {where} order by changed_by desc, id desc limit :limit
  offset :offset
) p
join document_changes d on d.id = p.id
join sources s on s.name = d.source
order by d.changed_by desc, d.id desc
"""
# By (whether a source was asked for, whether a kind of change was): each has its own index, which
# one statement for all would not use.
PAGES: Final = {
    (False, False): _PAGE.format(where=""),
    (True, False): _PAGE.format(where="where source = :source"),
    (False, True): _PAGE.format(where="where change = :change"),
    (True, True): _PAGE.format(where="where source = :source and change = :change"),
}

# One change, with what its source allows.
CHANGE = """
select d.*, s.title as source_title, s.republish, s.url as source_url
from document_changes d join sources s on s.name = d.source
where d.id = :id
"""

# One row: whether an accepted change tells that the document of a change vanished.
VANISHED = """
select count(*) as n from document_changes
where document = :document and change in ('vanished', 'moved')
"""

# A row: a site change, the newest first.
SITES = """
select c.*, s.title as source_title, s.url as source_url
from site_changes c join sources s on s.name = c.source
where :source = '' or c.source = :source
order by c.last_day desc, c.id desc limit 50
"""
SITE = """
select c.*, s.title as source_title, s.url as source_url
from site_changes c join sources s on s.name = c.source
where c.id = :id
"""

# The accepted changes of the same document that stand beside one, the newest first.
OTHERS = """
select id, change, as_before_on, changed_by from document_changes
where document = :document and id <> :id order by changed_by desc, id desc limit 50
"""
