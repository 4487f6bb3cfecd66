-- An event from elsewhere than the register may be undated too: "it was first due
-- by 2023", reported years later. SQLite cannot loosen a check, so the table is
-- made anew with the same rows under the same numbers.

create table events_new (
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
  check (start_by is null or (due_latest is null and due_kind = 'open')),
  check (due_earliest is null or due_latest is null or due_earliest <= due_latest)
) strict;

insert into events_new (id, commitment, seq, origin, event, made_on, made_on_precision, made_on_earliest, made_on_basis, who, voice, promised_by, merged_into, due_phrase, due_kind, due_earliest, due_latest, start_by, soft, confidence, checked, checked_by, checked_on, note, retracted_on, retracted_why)
  select id, commitment, seq, origin, event, made_on, made_on_precision, made_on_earliest, made_on_basis, who, voice, promised_by, merged_into, due_phrase, due_kind, due_earliest, due_latest, start_by, soft, confidence, checked, checked_by, checked_on, note, retracted_on, retracted_why from events;
drop table events;
alter table events_new rename to events;
create unique index events_seq on events (commitment, seq)
  where seq is not null and retracted_on is null;
create index events_by_commitment on events (commitment);
