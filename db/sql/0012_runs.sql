-- Runs that nobody watches: what each step of one came to, which host wants to be left alone until
-- when, and what was sent to whom.

-- How often a source is visited, in days: how often it is worth asking, not how often it publishes.
alter table sources add column visit_days integer not null default 1 check (visit_days >= 1);

-- What the timer was told: 0 well, 1 a source broke or a step failed. Null: it never came to that.
alter table runs add column exit_code integer;

-- A row is one step of one run. `seconds` is monotonic time, for the clock may be set meanwhile.
create table run_steps (
  run_id integer not null references runs(id),
  step text not null check (step in ('crawl', 'extract', 'resolve', 'publish', 'digest', 'backup')),
  outcome text not null default 'running'
    -- finished; waits: a person must decide before it can go on; broken; killed
    check (outcome in ('running', 'finished', 'waits', 'broken', 'killed')),
  started_at text not null,
  seconds real,
  result text,                               -- what it did, in a line
  message text,                              -- what is wrong, in a line; never published
  primary key (run_id, step)
) strict;

-- A row is a host that asked for a pause (Retry-After) which outlives the run that was told so.
create table hosts (
  host text primary key,                     -- with its port where it is not the usual one
  open_at text not null,                     -- the instant from which it may be asked again
  reason text not null
) strict;

-- Of readers by mail each address is told, and remembered, apart. '' of all others.
alter table digests add column recipient text not null default '';

-- A row is one try to hand a reader the news of a release. Only its state and fault ever change.
create table deliveries (
  id integer primary key,
  reader text not null,
  recipient text not null default '',
  channel text not null check (channel in ('file', 'mail', 'webhook')),
  since integer not null,                    -- the release that the reader was told before
  release integer not null,
  -- sending: begun, and nobody wrote down how it ended (a kill): it may have arrived.
  -- sent; failed: it certainly did not arrive; unknown: it may have arrived, and a person was told
  state text not null default 'sending' check (state in ('sending', 'sent', 'failed', 'unknown')),
  sha256 text not null,                      -- of the text; the text itself is made anew from releases
  message_id text not null,                  -- the same for each try of one message
  started_at text not null,
  ended_at text,
  fault text,
  check (release > since)
) strict;
create index deliveries_by_reader on deliveries (reader, recipient, id);
