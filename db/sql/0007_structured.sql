-- Commitments that a rule makes from dates in structured places (table announced_dates), and the
-- switch that turns such a rule off for a source. SQLite cannot loosen a check, so two tables are
-- made anew with the same rows.

-- The body said itself that this date was not yet fixed.
alter table events add column provisional integer not null default 0;

create table commitments_new (
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
  retracted_why text,
  origin text not null default 'register'    -- register, editor, rule:<id>
    check (origin in ('register', 'editor') or origin like 'rule:_%')
) strict;
insert into commitments_new (slug, title, owner, topic, kind, selection, summary, outcome_status, outcome_date, outcome_date_precision, outcome_made_on_earliest, outcome_note, retracted_on, retracted_why, origin)
  select slug, title, owner, topic, kind, selection, summary, outcome_status, outcome_date, outcome_date_precision, outcome_made_on_earliest, outcome_note, retracted_on, retracted_why, origin from commitments order by rowid;
drop table commitments;
alter table commitments_new rename to commitments;

create table event_sources_new (
  event_id integer not null references events(id),
  position integer not null,
  url text not null, title text not null, title_basis text not null,
  publisher text not null, published text, kind text not null,
  origin text not null default 'register'    -- with whom the source came; see commitments
    check (origin in ('register', 'editor', 'rule')),
  page integer,                              -- of a file, counted from 1
  primary key (event_id, position)
) strict;
insert into event_sources_new (event_id, position, url, title, title_basis, publisher, published, kind, origin, page)
  select event_id, position, url, title, title_basis, publisher, published, kind, origin, page from event_sources order by rowid;
drop table event_sources;
alter table event_sources_new rename to event_sources;

-- Which announced thing became which commitment, so that its slug stays. `part` is '' but for
-- the dates of reviews: there each review is a commitment of its own, named by its first date.
create table structured_commitments (
  source text not null references sources(name),
  sample integer not null,
  kind text not null check (kind in ('release', 'response', 'review')),
  key text not null,
  part text not null,
  commitment text not null unique references commitments(slug),
  primary key (source, sample, kind, key, part)
) strict;

-- What the events of a thing were made from: the same again needs no work.
create table structured_readings (
  source text not null references sources(name),
  sample integer not null,
  kind text not null,
  key text not null,
  made_from text not null,
  primary key (source, sample, kind, key)
) strict;

-- Rules that an operator switched off for a source, or on again: only ever added to.
create table rule_switches (
  id integer primary key,
  rule text not null,
  source text not null references sources(name),
  state text not null check (state in ('off', 'on')),
  reason text,
  at text not null,
  check (state = 'on' or reason is not null)
) strict;
create index rule_switches_by_rule on rule_switches (rule, source);
