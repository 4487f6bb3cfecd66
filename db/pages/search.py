"""Find a commitment or a document by its words; ``match`` is an FTS5 query of web/words.py.

Rows of ``commitments`` are laid down promises first and then by title, those of ``documents`` the
oldest first: row ids run in that order, so that nothing is sorted. Numbers are counted up to a
cap, for a common word stands in a million documents.
"""

from typing import Final

# The commitment that is named exactly: by its slug, or by its title.
EXACT: Final = """
select slug from commitments where slug = :slug
union
select slug from commitments where title = :title collate nocase
limit :limit
"""

# Commitments that the words fit, promises first, then by title.
COMMITMENTS: Final = """
select c.slug from commitments_fts f join commitments c on c.rowid = f.rowid
where commitments_fts match :match order by f.rowid limit :limit
"""

# How many of them there are of each kind, of the first ``cap`` at most.
COMMITMENT_COUNTS: Final = """
select kind, count(*) as n from (
  select c.kind from commitments_fts f join commitments c on c.rowid = f.rowid
  where commitments_fts match :match order by f.rowid limit :cap)
group by kind order by kind = 'promise' desc, kind
"""

# Documents that the words fit, the newest first, with a few of their words about the first hit:
# char(2) and char(3) stand about each word that was looked for. No words where the licence of the
# source keeps the text from being shown.
DOCUMENTS: Final = """
select d.id, d.title, d.url, d.kind, d.published_at, d.sample,
  (select s.title from sources s where s.name = d.source) as source,
  iif(d.text is null, null, snippet(documents_fts, 1, char(2), char(3), '…', 32)) as snippet
from documents_fts f join documents d on d.rowid = f.rowid
where documents_fts match :match order by f.rowid desc limit :limit offset :offset
"""

# How many there are, counted no further than ``cap``.
DOCUMENT_COUNT: Final = """
select count(*) as n from (
  select 1 from documents_fts where documents_fts match :match limit :cap)
"""

# What is covered, for a reader who found nothing: how many sources are read (those that are
# made up for the demonstration apart), and from which day
# the oldest document of theirs is.
COVERED: Final = """
select (select count(*) from source_health where not sample) as sources,
  (select count(*) from source_health where sample) as made_up,
  (select substr(min(published_at), 1, 10) from documents where published_at is not null) as since
"""
