-- What more sources bring: text inside files with its pages, dates that stand in structured
-- places, what happened to documents, and whether a source is well.

alter table texts add column page_starts text check (page_starts is null or json_valid(page_starts));

-- What came of reading the bytes; only 'read' says that the text is all there is.
alter table versions add column text_state text not null default 'read'
  check (text_state in ('read', 'needs_ocr', 'failed', 'encrypted', 'unsupported'));
alter table versions add column text_reason text;

-- Where a document went when its address led to another site.
alter table documents add column moved_to text;

-- A date that a version states in a structured place: a calendar's row, a deadline field, a
-- control table. What it means for a commitment is not said here.
create table announced_dates (
  id integer primary key,
  version_id integer not null references versions(id),
  position integer not null,
  kind text not null check (kind in ('release', 'response', 'review')),
  key text not null,                         -- the same for the same thing, in every version of the source
  title text not null,
  words text not null,                       -- as the source writes the date
  earliest text,
  latest text,
  precision text not null check (precision in ('day', 'month', 'year', 'none')),
  state text not null check (state in ('provisional', 'confirmed', 'cancelled', 'released', 'stated')),
  url text,
  previous_words text,                       -- the date before, where the source names it
  previous_earliest text,
  previous_latest text,
  note text,                                 -- the body's own words on the change
  author text,                               -- whose date it is, where not the source's own body's
  body text references bodies(slug),
  outcome_url text,
  outcome_on text,
  unique (version_id, position),
  check ((earliest is null) = (latest is null)),
  check ((earliest is null) = (precision = 'none'))
) strict;
create index announced_dates_by_key on announced_dates (key);

-- What happened to a document beside its text: only ever added to.
create table document_log (
  id integer primary key,
  document_id integer not null references documents(id),
  happened text not null check (happened in ('vanished', 'came_back', 'moved', 'redated')),
  run_id integer references runs(id),
  at text not null,
  was text,                                  -- address, or day of publication or change
  became text,
  reason text
) strict;
create index document_log_by_document on document_log (document_id);

-- A source that was added without code keeps how it is read; one that was removed keeps its documents.
alter table sources add column added_at text;
alter table sources add column removed_on text;
alter table sources add column settings text check (settings is null or json_valid(settings));
-- What is expected of it: {"every_days": 7, "at_least": 100, "fields": {"published_at": 0.95}}.
alter table sources add column expects text check (expects is null or json_valid(expects));

alter table run_sources add column origin text check (origin in ('site', 'copy', 'sample'));
alter table run_sources add column health text check (health in ('healthy', 'degraded', 'broken'));
alter table run_sources add column health_reason text;
alter table run_sources add column files_waiting integer not null default 0;
alter table run_sources add column pages_waiting integer not null default 0;

-- The page of a file on which the source says so.
alter table event_sources add column page integer;
