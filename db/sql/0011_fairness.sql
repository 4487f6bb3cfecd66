-- Fair, correctable, citable: what the body says, objections, what was published when and why it
-- changed, what is held or was removed, where a reader can still open a source.

-- Who looked is never published; as what ("an editor"), where and for which words is.
alter table looks add column looked_by text;
alter table looks add column looked_as text not null default 'an editor';

-- Where the page behind an event can be read once its own address is dead: a public web archive.
alter table event_sources add column archive_url text;
create index event_sources_by_url on event_sources (url);

-- What was our cause to take an event back; null: it was taken back before there were causes.
alter table events add column retracted_cause text
  check (retracted_cause in ('our_error', 'objection', 'evidence', 'rule'));

-- Whether the address of a source could be opened: only ever added to, the newest counts.
create table link_checks (
  id integer primary key,
  url text not null,
  checked_on text not null check (checked_on is date(checked_on)),
  -- open; gone (404, 410); refused (robots, password); failed (not known: no accusation rests on it)
  state text not null check (state in ('open', 'gone', 'refused', 'failed')),
  http_status integer,
  note text
) strict;
create index link_checks_by_url on link_checks (url, checked_on, id);

-- What a body was asked for comment, what it answered, or that no answer had come by a day: only
-- ever added to, a row is taken back with a day and a reason.
create table responses (
  id integer primary key,
  commitment text not null references commitments(slug),
  body text not null references bodies(slug),
  origin text not null default 'editor' check (origin in ('register', 'editor')),
  happened text not null check (happened in ('asked', 'answered', 'no_reply')),
  happened_on text not null check (happened_on is date(happened_on)),
  how text,                                  -- by which way it was asked or answered
  words text,                                -- what was asked; what the body says
  url text,                                  -- where its answer can be read
  recorded_at text not null,
  recorded_by text,                          -- never published
  retracted_on text,
  retracted_why text,
  check (happened <> 'asked' or how is not null),
  check (happened <> 'answered' or words is not null)
) strict;
create index responses_by_commitment on responses (commitment, happened_on);
create trigger responses_stay before update on responses
when not exists (select 1 from redacting) and (
  new.id is not old.id or new.commitment is not old.commitment or new.body is not old.body
  or new.origin is not old.origin or new.happened is not old.happened
  or new.happened_on is not old.happened_on or new.how is not old.how
  or new.words is not old.words or new.url is not old.url
  or new.recorded_at is not old.recorded_at or new.recorded_by is not old.recorded_by
  or old.retracted_on is not null)
begin select raise(abort, 'responses are never changed; take one back and add another'); end;
create trigger responses_are_kept before delete on responses
begin select raise(abort, 'responses are never deleted; take one back'); end;

-- Who objects (a role, no name) to what is said of a commitment, or to one event of it.
create table objections (
  id integer primary key,
  commitment text not null references commitments(slug),
  event_id integer references events(id),
  received_on text not null check (received_on is date(received_on)),
  by_role text not null,
  what text not null,
  url text,
  recorded_at text not null,
  recorded_by text not null                  -- never published
) strict;
create index objections_by_commitment on objections (commitment);
create trigger objections_stay before update on objections
when not exists (select 1 from redacting)
begin select raise(abort, 'objections are never changed; close one and record another'); end;
create trigger objections_are_kept before delete on objections
begin select raise(abort, 'objections are never deleted; close one'); end;

-- What became of an objection. An outcome that one person proposed closes it once another person
-- confirmed it, or at once where there is nobody else (`alone`).
create table objection_steps (
  id integer primary key,
  objection_id integer not null references objections(id),
  step text not null check (step in ('proposed', 'confirmed', 'sent_back')),
  outcome text check (outcome in
    ('upheld', 'upheld_in_part', 'not_upheld', 'withdrawn', 'recorded_in_error')),
  reason text,                               -- of an outcome: published
  alone integer not null default 0,
  by_name text not null,                     -- never published
  at text not null,
  check ((step = 'proposed') = (outcome is not null)),
  check (step <> 'proposed' or reason is not null)
) strict;
create index objection_steps_by_objection on objection_steps (objection_id, id);
create trigger objection_steps_stay before update on objection_steps
when not exists (select 1 from redacting)
begin select raise(abort, 'steps are never changed; add another'); end;
create trigger objection_steps_are_kept before delete on objection_steps
begin select raise(abort, 'steps are never deleted; add another'); end;

-- What the pages said of a commitment: a row for each release in which that became something else.
-- Written as the release is switched to; one of a release that was never shown is taken away again.
create table claims (
  commitment text not null,
  release integer not null,
  published_at text not null,
  as_of text not null,
  change text not null check (change in ('new', 'changed', 'held', 'back', 'withdrawn')),
  cause text not null check (cause in
    ('first_published', 'time', 'evidence', 'our_error', 'rule', 'objection', 'hold')),
  reason text,
  status text,                               -- null, like all that follows: nothing was said
  first_due_words text,
  first_due_latest text,
  standing_due_words text,
  standing_due_latest text,
  days_late_min integer,
  days_late_max integer,
  outcome_event text,
  outcome_on text,
  merged_into text,
  disputed integer,
  sentence text,
  primary key (commitment, release)
) strict;

-- A change of status or lateness that a person wants published, told by what it becomes.
create table accepted_claims (
  id integer primary key,
  commitment text not null,
  status text,
  days_late_min integer,
  days_late_max integer,
  cause text check (cause in ('evidence', 'our_error', 'rule', 'objection')), -- null: as found
  reason text,
  accepted_at text not null,
  accepted_by text not null                  -- never published
) strict;
create index accepted_claims_by_commitment on accepted_claims (commitment);

-- A wording that was wrong, and what stands there now; changes of what is counted are in `claims`.
create table corrections (
  id integer primary key,
  commitment text references commitments(slug), -- null: of a page about many
  corrected_on text not null check (corrected_on is date(corrected_on)),
  was text not null,
  became text not null,
  cause text not null check (cause in ('our_error', 'objection', 'rule')),
  reason text not null,
  recorded_at text not null,
  recorded_by text not null                  -- never published
) strict;

-- A commitment that is out of the published file while it is looked at again.
create table holds (
  id integer primary key,
  commitment text not null references commitments(slug),
  held_at text not null,
  held_by text not null,                     -- never published, nor is the reason
  reason text not null,
  lifted_at text,
  lifted_by text,
  lifted_why text
) strict;
create unique index holds_that_stand on holds (commitment) where lifted_at is null;

-- What was removed for good. Hash, day and reason stay. `sha256` and `letters` are of the sentence,
-- or null of a whole document, whose texts are known by the hashes of its versions. `document_id` is
-- null of a sentence that stood in no document, only in what was written down here.
create table redactions (
  id integer primary key,
  kind text not null check (kind in ('document', 'sentence')),
  document_id integer references documents(id),
  redacted_on text not null check (redacted_on is date(redacted_on)),
  reason text not null,
  sha256 text,
  letters integer,
  bodies text not null default '[]' check (json_valid(bodies)), -- sha256 of bodies that left the archive
  state text not null default 'begun' check (state in ('begun', 'done')),
  by_name text not null,                     -- never published
  at text not null,
  check (kind <> 'document' or document_id is not null)
) strict;
create index redactions_by_document on redactions (document_id);

-- Holds a row only inside the transaction of a redaction: what is never changed is changed by it.
create table redacting (id integer primary key check (id = 1)) strict;

drop trigger reviews_stay;
create trigger reviews_stay before update on reviews
when not exists (select 1 from redacting)
begin select raise(abort, 'reviews are never changed; take one back with another'); end;
drop trigger change_reviews_stay;
create trigger change_reviews_stay before update on change_reviews
when not exists (select 1 from redacting)
begin select raise(abort, 'reviews are never changed; take one back with another'); end;

-- Which pages are known to be gone: asked whenever anything is counted.
create index documents_gone on documents (url) where state = 'gone';

-- Which release each reader (a name that the operator gives) was told last, and by which text: so
-- that nobody is told twice, and whoever was told what was wrong is told that. Never published.
create table digests (
  id integer primary key,
  reader text not null,
  since integer not null,                    -- the release that the reader was told before
  release integer not null,
  made_at text not null,
  sha256 text not null,                      -- of the text
  check (release > since)
) strict;
create index digests_by_reader on digests (reader, id);
