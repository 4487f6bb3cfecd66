-- The frame: who promises, where it is read, what was read, what was promised.
-- Names are those of the vocabulary in the README. Days are ISO 8601 text
-- (YYYY-MM-DD), instants are UTC (YYYY-MM-DDTHH:MM:SSZ), truth is 0 or 1.

create table as_of (
  id integer primary key check (id = 1),
  day text not null check (day is date(day)),
  release integer,
  published_at text
) strict;

create table bodies (
  slug text primary key,
  name text not null,
  existed_from text,
  existed_until text,
  successor text references bodies(slug),
  note text
) strict;

-- Where documents come from ---------------------------------------------------

create table sources (
  name text primary key,
  title text not null,
  kind text not null,                        -- wordpress, file, ...
  body text references bodies(slug),
  url text,
  licence text,
  republish text not null check (republish in ('text', 'quote', 'link')),
  cadence text,
  note text
) strict;

create table runs (
  id integer primary key,
  command text not null,
  as_of text not null,
  started_at text not null,
  ended_at text,
  outcome text not null default 'running'
    check (outcome in ('running', 'finished', 'broken', 'killed')),
  scheduled integer not null default 0,
  ok integer not null default 0,
  unchanged integer not null default 0,
  gone integer not null default 0,
  refused integer not null default 0,
  failed integer not null default 0,
  message text
) strict;

create table run_sources (
  run_id integer not null references runs(id),
  source text not null references sources(name),
  base_url text,
  route text,                                -- rest, html
  outcome text not null default 'running'
    check (outcome in ('running', 'finished', 'broken', 'killed')),
  requests integer not null default 0,
  documents_seen integer not null default 0,
  new_documents integer not null default 0,
  new_versions integer not null default 0,
  warnings integer not null default 0,
  scheduled integer not null default 0,
  ok integer not null default 0,
  unchanged integer not null default 0,
  gone integer not null default 0,
  refused integer not null default 0,
  failed integer not null default 0,
  message text,
  primary key (run_id, source)
) strict;

-- The fetch ledger: every URL that was scheduled is in exactly one state.
create table pages (
  id integer primary key,
  source text not null references sources(name),
  origin text not null check (origin in ('site', 'copy', 'sample')),
  url text not null,
  kind text not null check (kind in ('list', 'document', 'attachment')),
  state text not null check (state in
    ('scheduled', 'leased', 'ok', 'unchanged', 'gone', 'refused', 'failed')),
  http_status integer,
  etag text,
  last_modified text,
  lastmod text,
  attempts integer not null default 0,
  next_check_at text,
  run_id integer references runs(id),
  lease_until text,
  fetched_at text,
  reason text,
  native_id text,                            -- the site's own number for it, where known
  item text check (item is null or json_valid(item)), -- its entry in the list, until it is read
  unique (source, origin, url)
) strict;
create index pages_by_run on pages (run_id, state);

-- The newest state of a listing that was read to its end: where the next run
-- may stop. Written only when a sweep completes, so a killed one starts again.
create table sweeps (
  source text not null references sources(name),
  origin text not null check (origin in ('site', 'copy', 'sample')),
  base_url text not null,
  newest_modified text,
  total integer,                             -- how many the site said it has
  known integer,                             -- how many of them we accounted for then
  etag text,                                 -- validators of the first list page, as served
  last_modified text,
  completed_at text not null,
  run_id integer references runs(id),
  primary key (source, origin, base_url)
) strict;

create table documents (
  id integer primary key,
  source text not null references sources(name),
  origin text not null check (origin in ('site', 'copy', 'sample', 'file')),
  url text not null,
  native_id text,
  kind text not null,                        -- news, publication, answer, ...
  title text not null,
  text text not null default '',             -- of the current version, for the index
  published_at text,
  modified_at text,
  types text not null default '[]' check (json_valid(types)),
  topics text not null default '[]' check (json_valid(topics)),
  state text not null default 'live' check (state in ('live', 'gone')),
  missing_since_run integer references runs(id),
  gone_on text,
  first_seen_at text not null,
  last_seen_at text not null,
  current_version integer references versions(id) deferrable initially deferred,
  unique (source, origin, url)
) strict;
create index documents_by_native_id on documents (source, origin, native_id);

-- A version is one distinct article text of a document, with the raw bytes it
-- was first read from (archive/, by sha256).
create table versions (
  id integer primary key,
  document_id integer not null references documents(id),
  number integer not null,
  title text not null,
  published_at text,
  modified_at text,
  raw_sha256 text not null,
  content_type text,
  data text check (data is null or json_valid(data)),
  route text not null,                       -- rest, html, file
  partial integer not null default 0,        -- the server cut the answer short
  encoding_note text,
  fetched_at text not null,
  run_id integer references runs(id),
  unique (document_id, number)
) strict;

-- A text is what one extractor read in a version. A better extractor adds a
-- text to the same version and so never looks like an edit of the page.
create table texts (
  id integer primary key,
  version_id integer not null references versions(id),
  extractor text not null,                   -- e.g. wordpress-rest/1
  text text not null,
  content_hash text not null,
  made_at text not null,
  unique (version_id, extractor)
) strict;

create table attachments (
  id integer primary key,
  version_id integer not null references versions(id),
  position integer not null,
  kind text not null check (kind in ('file', 'link', 'media')),
  url text not null,
  title text not null,
  mime_type text,
  size_bytes integer,
  pages integer,
  uploaded_at text,
  unique (version_id, position)
) strict;

-- What was promised -----------------------------------------------------------

create table commitments (
  slug text primary key,
  title text not null,
  owner text not null,
  topic text,
  kind text not null check (kind in ('promise', 'scheduled_release',
    'parliamentary_expectation', 'review_date', 'foi_reply')),
  selection text not null,
  summary text not null,
  outcome_status text,
  outcome_date text,
  outcome_date_precision text,
  outcome_made_on_earliest text,
  outcome_note text,
  retracted_on text,
  retracted_why text
) strict;

create table commitment_bodies (
  commitment text not null references commitments(slug),
  position integer not null,
  body text not null references bodies(slug),
  role text not null check (role in ('lead', 'joint', 'independent')),
  primary key (commitment, position)
) strict;

create table aliases (
  commitment text not null references commitments(slug),
  position integer not null,
  alias text not null,
  primary key (commitment, position)
) strict;

create table unverified (
  commitment text not null references commitments(slug),
  position integer not null,
  text text not null,
  primary key (commitment, position)
) strict;

create table related (
  commitment text not null references commitments(slug),
  position integer not null,
  related text not null references commitments(slug) deferrable initially deferred,
  primary key (commitment, position)
) strict;

create table context (
  commitment text not null references commitments(slug),
  position integer not null,
  date text,
  date_precision text not null,
  text text not null,
  primary key (commitment, position)
) strict;

create table context_sources (
  commitment text not null,
  context_position integer not null,
  position integer not null,
  url text not null, title text not null, title_basis text not null,
  publisher text not null, published text, kind text not null,
  primary key (commitment, context_position, position),
  foreign key (commitment, context_position) references context(commitment, position)
) strict;

create table outcome_sources (
  commitment text not null references commitments(slug),
  position integer not null,
  url text not null, title text not null, title_basis text not null,
  publisher text not null, published text, kind text not null,
  primary key (commitment, position)
) strict;

-- An event is an accepted, dated fact. It is never overwritten: a changed one
-- is retracted and the new wording is a row of its own.
create table events (
  id integer primary key,
  commitment text not null references commitments(slug),
  seq integer,                               -- place in the register; null if from elsewhere
  origin text not null default 'register',   -- register, editor, rule:<id>
  event text not null check (event in ('promised', 'reaffirmed', 'slipped',
    'brought_forward', 'delivered', 'partially_delivered', 'merged', 'dropped',
    'paused', 'resumed')),
  made_on text,
  made_on_precision text not null check (made_on_precision in ('day', 'month', 'year', 'unknown')),
  made_on_earliest text,
  made_on_basis text not null check (made_on_basis in ('statement', 'report')),
  who text not null,
  voice text not null check (voice in ('on_record', 'reported', 'expected_by_others', 'unnamed')),
  promised_by text references bodies(slug),
  merged_into text references commitments(slug) deferrable initially deferred,
  due_phrase text,
  due_kind text not null check (due_kind in ('precise', 'interval', 'deadline', 'relative', 'open', 'none')),
  due_earliest text,
  due_latest text,
  start_by text,                             -- last day of X in "from X"; then due_latest is null
  soft integer not null default 0,           -- the bound is our convention, not their words
  confidence text not null check (confidence in ('read_directly', 'reported_second_hand')),
  checked text not null default 'not_yet' check (checked in ('original', 'copy', 'not_yet')),
  checked_by text,
  checked_on text,
  note text,
  retracted_on text,
  retracted_why text,
  check ((made_on is null) = (made_on_precision = 'unknown')),
  check (seq is not null or made_on is not null),
  check (start_by is null or (due_latest is null and due_kind = 'open')),
  check (due_earliest is null or due_latest is null or due_earliest <= due_latest)
) strict;
create unique index events_seq on events (commitment, seq)
  where seq is not null and retracted_on is null;
create index events_by_commitment on events (commitment);

create table event_sources (
  event_id integer not null references events(id),
  position integer not null,
  url text not null, title text not null, title_basis text not null,
  publisher text not null, published text, kind text not null,
  primary key (event_id, position)
) strict;

create table looks (
  id integer primary key,
  commitment text not null references commitments(slug),
  looked_on text not null check (looked_on is date(looked_on)),
  place text,
  words text,
  result text not null check (result in ('not_found', 'found', 'unclear')),
  note text not null,
  retracted_on text,
  retracted_why text
) strict;
create index looks_by_commitment on looks (commitment, looked_on);

-- A statement is a sentence that the machine found: a suggestion, not a fact.
create table statements (
  id integer primary key,
  commitment text references commitments(slug),
  version_id integer references versions(id),
  event text not null,
  text text not null,
  said_on text,
  review text not null default 'open' check (review in ('open', 'accepted', 'rejected'))
) strict;
create index statements_open on statements (commitment, event) where review = 'open';

-- Freedom of Information --------------------------------------------------------

create table foi_requests (
  id text primary key,
  requester text,                            -- never published
  requester_kind text not null,
  authority text not null,
  subject text not null,
  reference text,
  requested_on text,
  requested_on_precision text not null,
  responded_on text,
  responded_on_precision text not null,
  outcome text not null,
  exemption text,
  detail text not null,
  source_url text not null,
  source_title text not null,
  source_publisher text not null,
  confidence text not null,
  promise_due_phrase text,
  promise_due_earliest text,
  promise_due_latest text,
  unverified text,
  retracted_on text,
  retracted_why text
) strict;

create table foi_commitments (
  foi_request text not null references foi_requests(id),
  position integer not null,
  commitment text not null references commitments(slug),
  primary key (foi_request, position)
) strict;
