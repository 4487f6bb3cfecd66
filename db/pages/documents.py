"""One document, a statement a part of its page; over the published file only."""

# A row: a document with its source and the body that publishes there.
DOCUMENT = """
select d.*, s.title as source_title, s.republish, s.url as source_url, s.note as source_note,
  b.slug as body, b.name as body_name
from documents d
join sources s on s.name = d.source
left join bodies b on b.slug = s.body
where d.id = :id
"""

# A row: a sentence of the document that an accepted event rests on, by its place in the text. Those
# that lie in another version than the text shown come last.
QUOTES = """
select q.event_id, q.position, q.version, q.page, q.sentence, q.sentence_start, q.sentence_end,
  e.commitment, e.position as event_position, e.event, e.made_on, e.made_on_precision, e.due_phrase,
  e.due_kind, e.due_earliest, e.due_latest, e.start_by, e.soft, e.provisional, e.evidence,
  e.checked, e.counts, e.voice, c.title, c.kind
from quotes q
join events e on e.id = q.event_id
join commitments c on c.slug = e.commitment
where q.document = :id
order by q.sentence_start is null, q.sentence_start, q.event_id, q.position
limit 1000
"""

# A row: an event of a commitment whose sources name the document, whether or not a sentence of it
# may be shown.
RESTING = """
select distinct c.slug, c.title, c.kind, e.position, e.event, s.page
from event_sources s
join events e on e.id = s.event_id
join commitments c on c.slug = e.commitment
where s.document = :id
order by c.title collate nocase, c.slug, e.position
limit 500
"""

# A row: a commitment that the document, released under an FOI law, is evidence on.
RELEASED = """
select c.slug, c.title, c.kind
from foi_releases r join commitments c on c.slug = r.commitment
where r.document = :id order by c.title limit 100
"""

# A row: a version that readers may know of, the oldest first, without its text; `has_text` where
# its text may be shown. Its number is its place among these: its own number would count the others.
VERSIONS = """
select row_number() over (order by v.number) as place, v.number, v.title, v.read_on,
  v.published_at, v.modified_at, v.raw_sha256, v.text_sha256, v.current, v.partial, v.text_state,
  iif(v.current, d.text, v.text) is not null as has_text
from document_versions v join documents d on d.id = v.document
where v.document = :id order by v.number limit 200
"""

# One row: the text of a version by its own number, where it may be shown.
VERSION_TEXT = """
select iif(v.current, d.text, v.text) as text
from document_versions v join documents d on d.id = v.document
where v.document = :id and v.number = :number
"""

# A row: a file or link that the document points to; `file` where we read it, too.
FILES = """
select f.kind, f.title, f.url, f.mime_type, f.size_bytes, f.pages, f.file
from document_files f where f.document = :id order by f.position limit 200
"""

# A row: a document that points to this one, which is a file.
HANGS_ON = """
select d.id, d.title, d.published_at, d.sample
from document_files f join documents d on d.id = f.document
where f.file = :id order by d.id limit 50
"""

# A row: an accepted change of the document, the newest first.
CHANGES = """
select * from document_changes where document = :id order by changed_by desc, id desc limit 100
"""
