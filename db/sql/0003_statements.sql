-- What the machine finds in the texts, and what people decide about it.
-- None of it is published: only events are, once a person has accepted them.

drop index if exists statements_open;
drop table if exists statements;

-- Which text was read by which rules. A text without a row, or with other
-- rules, is still to be read.
create table readings (
  text_id integer primary key references texts(id),
  rules text not null,                       -- digest of the rules, tracker.statements.RULES
  found integer not null,                    -- how many statements
  read_at text not null
) strict;

-- A statement is what one sentence of a document says of one thing. It stays
-- the same row while the sentence stands, in however many versions, and however
-- much better the rules get: people's decisions are kept under its key.
create table statements (
  id integer primary key,
  document_id integer not null references documents(id),
  quote_hash text not null,                  -- sha256 of the sentence, spaces folded
  focus text not null,                       -- which of the sentence's statements: kind:words of the date
  quote text not null,
  event text not null check (event in
    ('promised', 'slipped', 'paused', 'delivered', 'merged', 'dropped')),
  deliverable text,
  actor text,
  speaker text,
  target text,                               -- of a merger: what it goes into
  voice text not null check (voice in ('on_record', 'reported', 'unnamed')),
  reported integer not null,
  said_on text,
  said_on_precision text not null check (said_on_precision in ('day', 'month', 'year', 'unknown')),
  said_on_basis text not null check (said_on_basis in ('document', 'edit', 'told', 'unknown')),
  happened_on text,                          -- of a delivery: the day that is told
  happened_on_precision text check (happened_on_precision in ('day', 'month', 'year')),
  due_words text,
  due_kind text check (due_kind in ('precise', 'interval', 'deadline', 'relative', 'open')),
  due_earliest text,
  due_latest text,
  start_by text,
  due_soft integer not null default 0,
  due_edtf text,
  due_rule text,
  confidence real not null,
  rule text not null,
  found_at text not null,
  stands integer not null default 1,         -- 0: neither the page nor the rules say so any more
  unique (document_id, quote_hash, focus),
  check ((said_on is null) = (said_on_precision = 'unknown')),
  check ((due_words is null) = (due_kind is null))
) strict;
create index statements_standing on statements (event) where stands;

-- Where a statement stands: in which texts, at which characters.
create table statement_places (
  statement_id integer not null references statements(id) on delete cascade,
  text_id integer not null references texts(id),
  sentence_start integer not null,
  sentence_end integer not null,
  due_start integer,
  due_end integer,
  primary key (statement_id, text_id)
) strict;
create index statement_places_by_text on statement_places (text_id);

-- What the machine thinks a statement is about: the best first.
create table suggestions (
  statement_id integer not null references statements(id) on delete cascade,
  rank integer not null,
  kind text not null check (kind in ('link', 'same', 'new')),
  commitment text references commitments(slug),
  event_id integer references events(id),    -- of "same": the event that it repeats
  proposal integer references statements(id) on delete cascade, -- of "new": the first of its group
  score real not null,
  why text not null,
  primary key (statement_id, rank),
  check ((kind = 'new') = (commitment is null)),
  check ((kind = 'new') = (proposal is not null)),
  check ((kind = 'same') = (event_id is not null))
) strict;
create index suggestions_by_commitment on suggestions (commitment, rank);
create index suggestions_by_proposal on suggestions (proposal);

-- What the suggestions of a statement, and the titles of a version, were made
-- from: the same again needs no work.
create table resolutions (
  statement_id integer primary key references statements(id) on delete cascade,
  made_from text not null
) strict;
create table matched_titles (
  version_id integer primary key references versions(id)
) strict;
-- Names that the last matching knew, so that new ones are looked for in old titles.
create table matched_names (
  commitment text primary key references commitments(slug),
  names text not null
) strict;

-- What people decided, for ever: a decision is taken back by another row.
create table reviews (
  id integer primary key,
  decided_at text not null,
  reviewer text not null,
  document_id integer not null references documents(id),
  quote_hash text not null,
  focus text not null,
  quote text not null,                       -- the sentence as the reviewer saw it
  decision text not null check (decision in
    ('accept', 'edit', 'link', 'new', 'same', 'reject', 'undo')),
  commitment text references commitments(slug),
  event_id integer references events(id),    -- the event that it made, or that it repeats
  fields text check (fields is null or json_valid(fields)), -- of an edit: what was changed, and to what
  note text,
  undoes integer references reviews(id),
  check ((decision = 'undo') = (undoes is not null))
) strict;
create index reviews_by_key on reviews (document_id, quote_hash, focus);
create unique index reviews_undone on reviews (undoes) where undoes is not null;
create trigger reviews_stay before update on reviews
begin select raise(abort, 'reviews are never changed; take one back with another'); end;
create trigger reviews_are_kept before delete on reviews
begin select raise(abort, 'reviews are never deleted; take one back with another'); end;

-- Who publishes there, and so whose word its documents are.
alter table sources add column nature text not null default 'third_party' check (nature in
  ('official', 'official_copy', 'foi', 'press', 'press_copy', 'third_party'));
update sources set nature = 'official' where body is not null;

-- A commitment from elsewhere than the register is left alone by its load.
alter table commitments add column origin text not null default 'register'
  check (origin in ('register', 'editor'));
-- One more source that an editor found for an event of the register.
alter table event_sources add column origin text not null default 'register'
  check (origin in ('register', 'editor'));
