-- Freedom of Information: cases as events, the calendar of working days, what bodies owe by which
-- law. A case keeps the register's short form beside its events, for the register's files are
-- given back as they were; SQLite cannot loosen a "not null", so two tables are made anew.

create table foi_requests_new (
  id text primary key,
  origin text not null default 'register'    -- register, or editor: added or imported here
    check (origin in ('register', 'editor')),
  requester text,                            -- never published; no private person's name at all
  requester_kind text not null,
  body text references bodies(slug),         -- null where several were asked, or one unknown here
  authority text not null,
  regime text not null default 'FOIA' check (regime in ('FOIA', 'EIR', 'FOISA', 'EISR')),
  school integer not null default 0,         -- SI 2004/3364: the days on which it is closed do not count
  school_closed text,                        -- JSON: [[first day, last day], ...]
  subject text not null,
  reference text,                            -- the body's
  url text,                                  -- where it can be read in public
  parent text references foi_requests(id),
  followed integer not null default 0,       -- ours to act on; other people's cases are only known
  visibility text not null default 'public' check (visibility in ('private', 'embargoed', 'public')),
  public_from text check (public_from is date(public_from)),
  private_note text,                         -- never published
  -- What the register's file says in short. For other cases what their events come to.
  requested_on text,
  requested_on_precision text not null,
  responded_on text,
  responded_on_precision text not null,
  outcome text not null,
  exemption text,
  detail text,
  source_url text,
  source_title text,
  source_publisher text,
  confidence text,
  promise_due_phrase text,
  promise_due_earliest text,
  promise_due_latest text,
  unverified text,
  revision integer not null default 1,       -- how often it was saved as something else
  changed_on text check (changed_on is date(changed_on)), -- when last; null: before this was kept
  retracted_on text,
  retracted_why text,
  check ((visibility = 'embargoed') = (public_from is not null))
) strict;
insert into foi_requests_new (id, requester, requester_kind, authority, subject, reference,
    requested_on, requested_on_precision, responded_on, responded_on_precision, outcome, exemption,
    detail, source_url, source_title, source_publisher, confidence, promise_due_phrase,
    promise_due_earliest, promise_due_latest, unverified, retracted_on, retracted_why, url)
  select id, requester, requester_kind, authority, subject, reference,
    requested_on, requested_on_precision, responded_on, responded_on_precision, outcome, exemption,
    detail, source_url, source_title, source_publisher, confidence, promise_due_phrase,
    promise_due_earliest, promise_due_latest, unverified, retracted_on, retracted_why, source_url
  from foi_requests order by rowid;
drop table foi_requests;
alter table foi_requests_new rename to foi_requests;

alter table foi_commitments add column role text not null default 'arose_from'
  check (role in ('asks_for', 'arose_from', 'evidence_of'));

-- What happened in a case, in order; nothing is deleted, a wrong row is retracted.
create table foi_events (
  id integer primary key,
  foi_request text not null references foi_requests(id),
  position integer not null,                 -- order within the case, among those that stand
  type text not null,
  occurred_on text check (occurred_on is date(occurred_on)),
  occurred_on_precision text not null
    check (occurred_on_precision in ('day', 'month', 'year', 'unknown')),
  actor text not null check (actor in ('requester', 'authority', 'regulator', 'tribunal', 'anyone')),
  known text not null                        -- how it is known: seen by us, inferred, told by others
    check (known in ('observed', 'inferred', 'stated', 'confirmed')),
  channel text,
  outcome text,
  until text check (until is date(until)),   -- the day that the body or the notice gives
  resets integer,                            -- of a request sent again: does the clock begin anew?
  reference text,                            -- of this step: the regulator's or the tribunal's
  url text,
  sha256 text,                               -- of the letter as a file
  note text,
  promise_due_phrase text,                   -- a date of publication that the reply gives
  promise_due_kind text,
  promise_due_earliest text check (promise_due_earliest is date(promise_due_earliest)),
  promise_due_latest text check (promise_due_latest is date(promise_due_latest)),
  promise_start_by text check (promise_start_by is date(promise_start_by)),
  promise_soft integer,
  promise_about text references commitments(slug),
  recorded_at text not null,                 -- UTC
  retracted_on text,
  retracted_why text
) strict;
create index foi_events_by_request on foi_events (foi_request, position);

-- The grounds of a refusal, or of a part of it.
create table foi_grounds (
  foi_event integer not null references foi_events(id),
  position integer not null,
  provision text not null,
  scope text not null check (scope in ('whole', 'part')),
  public_interest_test integer,              -- did the reply weigh it? null: not known
  neither_confirm_nor_deny integer not null default 0,
  properly_invoked integer,                  -- as a regulator or tribunal found; null: nobody did
  anticipated_publication text check (anticipated_publication is date(anticipated_publication)),
  primary key (foi_event, position)
) strict;

-- Which promise in which reply became which event of a commitment, or one more source of it.
create table foi_promises (
  foi_event integer primary key references foi_events(id),
  commitment text not null references commitments(slug),
  event_id integer not null references events(id),
  made integer not null,                     -- 1: the event was made for it; 0: it was there
  added_url text                             -- the source that it added to one that was there, if any
) strict;

-- What the events of a case come to, whatever the day; counted anew from the events at any time.
create table foi_standings (
  foi_request text primary key references foi_requests(id),
  status text not null,
  since text,
  received_on text,
  checked_on text,                           -- the last day on which somebody saw where it stood
  whatdotheyknow text not null,              -- the state that WhatDoTheyKnow would call it
  next_action text not null,
  calendar text not null
) strict;
create table foi_deadlines (
  foi_request text not null references foi_requests(id),
  position integer not null,
  kind text not null,
  party text not null check (party in ('requester', 'authority', 'regulator')),
  counted_from text not null,
  due text not null,
  alternative text,                          -- by the other published convention
  late_after text not null,                  -- the last day on which it is in time by any reading
  met_on text,                               -- when it was done; null: not yet
  basis text not null,
  citation text not null,
  confirmed integer not null,
  explanation text not null,
  action_before text not null,
  action_after text not null,
  status_after text,                         -- what the case is called once the day has passed
  escalates integer not null,                -- after it, a next step is open to us
  primary key (foi_request, position)
) strict;
-- Each day that moved because the calendar did, with the reason.
create table foi_moves (
  id integer primary key,
  foi_request text not null references foi_requests(id),
  kind text not null,
  counted_from text not null,
  due_before text not null,
  due_after text not null,
  why text not null,
  moved_on text not null
) strict;

-- The calendar in use. Empty: the packaged one.
create table bank_holidays (
  division text not null,
  day text not null check (day is date(day)),
  title text not null,
  notes text not null,
  primary key (division, day)
) strict;
create table bank_holiday_tables (
  id integer primary key check (id = 1),
  version text not null,
  covers_from text not null,
  covers_until text not null,
  source text not null
) strict;

-- By which law a body answers, and where; a row a period.
create table body_foi (
  body text not null references bodies(slug),
  valid_from text not null check (valid_from is date(valid_from)),
  valid_until text check (valid_until is date(valid_until)),
  regime text not null check (regime in ('FOIA', 'FOISA')),
  jurisdiction text not null
    check (jurisdiction in ('uk', 'england', 'wales', 'scotland', 'northern-ireland')),
  cost_limit_pounds integer not null,
  cost_limit_hours integer not null,
  address text,                              -- where requests go: an e-mail or a web address
  whatdotheyknow text,                       -- its name in the addresses of WhatDoTheyKnow
  confirmed integer not null,                -- 0: inferred, to be checked before use
  source text not null,
  note text,
  primary key (body, valid_from)
) strict;

-- Releases of information that were crawled, and which commitment each is evidence of: suggested
-- until a person decides.
create table foi_releases (
  document_id integer not null references documents(id),
  commitment text not null references commitments(slug),
  why text not null,
  decision text check (decision in ('accept', 'reject')),
  reviewer text,
  decided_at text,
  primary key (document_id, commitment)
) strict;
