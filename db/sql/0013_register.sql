-- What each file of the register was when it was loaded last, so that a load reads those that changed.
-- Private; a database without these rows loads every file, which is always right.

create table register_files (
  name text primary key,                     -- "slug.yml", "foi/id.yml"
  sha256 blob not null,
  -- size, times and number of the file when it was read; null where it was too new to be told from
  -- one that changes within the same tick of the clock: its content is looked at again
  seen text,
  steps integer not null                     -- how many it holds
) strict, without rowid;

-- By what all of these were checked.
create table register_state (
  id integer primary key check (id = 1),
  number integer not null,                   -- of the load
  folder text not null,
  rules text not null,                       -- digest of the program that checked them
  calendar text not null,                    -- version of the bank holidays that cases are counted by
  as_of text not null check (as_of is date(as_of))
) strict;

-- Which files point to one that leaves, and which cases bear on a commitment.
create index related_by_related on related (related);
create index events_by_target on events (merged_into) where merged_into is not null;
create index foi_commitments_by_commitment on foi_commitments (commitment);
create index commitments_of_register on commitments (slug, origin, retracted_on)
  where origin = 'register' and retracted_on is null;
-- What promises in replies made or added, without a look at all the events there are.
create index foi_promises_by_event on foi_promises (event_id);
create index foi_events_about on foi_events (promise_about) where promise_about is not null;
create index event_sources_of_editors on event_sources (event_id) where origin = 'editor';
create index reviews_of_pages on reviews (json_extract(fields, '$.url')) where decision = 'same';
create index commitments_resting on commitments (retracted_why, slug)
  where retracted_why is not null;

-- Whoever else writes what a file says makes that file unknown: the next load reads it and holds
-- it against what is stored. (A load writes its own rows after all of this.)
create trigger register_file_of_commitments_insert after insert on commitments when new.origin = 'register' begin
  delete from register_files where name = new.slug || '.yml'; end;
create trigger register_file_of_commitments_update after update on commitments when 'register' in (old.origin, new.origin) begin
  delete from register_files where name in (
    old.slug || '.yml',
    new.slug || '.yml'); end;
create trigger register_file_of_commitments_delete after delete on commitments when old.origin = 'register' begin
  delete from register_files where name = old.slug || '.yml'; end;
create trigger register_file_of_commitment_bodies_insert after insert on commitment_bodies begin
  delete from register_files where name = new.commitment || '.yml'; end;
create trigger register_file_of_commitment_bodies_update after update on commitment_bodies begin
  delete from register_files where name in (
    old.commitment || '.yml',
    new.commitment || '.yml'); end;
create trigger register_file_of_commitment_bodies_delete after delete on commitment_bodies begin
  delete from register_files where name = old.commitment || '.yml'; end;
create trigger register_file_of_aliases_insert after insert on aliases begin
  delete from register_files where name = new.commitment || '.yml'; end;
create trigger register_file_of_aliases_update after update on aliases begin
  delete from register_files where name in (
    old.commitment || '.yml',
    new.commitment || '.yml'); end;
create trigger register_file_of_aliases_delete after delete on aliases begin
  delete from register_files where name = old.commitment || '.yml'; end;
create trigger register_file_of_unverified_insert after insert on unverified begin
  delete from register_files where name = new.commitment || '.yml'; end;
create trigger register_file_of_unverified_update after update on unverified begin
  delete from register_files where name in (
    old.commitment || '.yml',
    new.commitment || '.yml'); end;
create trigger register_file_of_unverified_delete after delete on unverified begin
  delete from register_files where name = old.commitment || '.yml'; end;
create trigger register_file_of_related_insert after insert on related begin
  delete from register_files where name = new.commitment || '.yml'; end;
create trigger register_file_of_related_update after update on related begin
  delete from register_files where name in (
    old.commitment || '.yml',
    new.commitment || '.yml'); end;
create trigger register_file_of_related_delete after delete on related begin
  delete from register_files where name = old.commitment || '.yml'; end;
create trigger register_file_of_context_insert after insert on context begin
  delete from register_files where name = new.commitment || '.yml'; end;
create trigger register_file_of_context_update after update on context begin
  delete from register_files where name in (
    old.commitment || '.yml',
    new.commitment || '.yml'); end;
create trigger register_file_of_context_delete after delete on context begin
  delete from register_files where name = old.commitment || '.yml'; end;
create trigger register_file_of_context_sources_insert after insert on context_sources begin
  delete from register_files where name = new.commitment || '.yml'; end;
create trigger register_file_of_context_sources_update after update on context_sources begin
  delete from register_files where name in (
    old.commitment || '.yml',
    new.commitment || '.yml'); end;
create trigger register_file_of_context_sources_delete after delete on context_sources begin
  delete from register_files where name = old.commitment || '.yml'; end;
create trigger register_file_of_outcome_sources_insert after insert on outcome_sources begin
  delete from register_files where name = new.commitment || '.yml'; end;
create trigger register_file_of_outcome_sources_update after update on outcome_sources begin
  delete from register_files where name in (
    old.commitment || '.yml',
    new.commitment || '.yml'); end;
create trigger register_file_of_outcome_sources_delete after delete on outcome_sources begin
  delete from register_files where name = old.commitment || '.yml'; end;
create trigger register_file_of_events_insert after insert on events when new.origin = 'register' begin
  delete from register_files where name = new.commitment || '.yml'; end;
create trigger register_file_of_events_update after update on events when 'register' in (old.origin, new.origin) begin
  delete from register_files where name in (
    old.commitment || '.yml',
    new.commitment || '.yml'); end;
create trigger register_file_of_events_delete after delete on events when old.origin = 'register' begin
  delete from register_files where name = old.commitment || '.yml'; end;
create trigger register_file_of_event_sources_insert after insert on event_sources when new.origin = 'register' begin
  delete from register_files where name = (select commitment from events where id = new.event_id) || '.yml'; end;
create trigger register_file_of_event_sources_update after update on event_sources when 'register' in (old.origin, new.origin) begin
  delete from register_files where name in (
    (select commitment from events where id = old.event_id) || '.yml',
    (select commitment from events where id = new.event_id) || '.yml'); end;
create trigger register_file_of_event_sources_delete after delete on event_sources when old.origin = 'register' begin
  delete from register_files where name = (select commitment from events where id = old.event_id) || '.yml'; end;
create trigger register_file_of_responses_insert after insert on responses when new.origin = 'register' begin
  delete from register_files where name = new.commitment || '.yml'; end;
create trigger register_file_of_responses_update after update on responses when 'register' in (old.origin, new.origin) begin
  delete from register_files where name in (
    old.commitment || '.yml',
    new.commitment || '.yml'); end;
create trigger register_file_of_foi_requests_insert after insert on foi_requests when new.origin = 'register' begin
  delete from register_files where name = 'foi/' || new.id || '.yml'; end;
create trigger register_file_of_foi_requests_update after update on foi_requests when 'register' in (old.origin, new.origin) begin
  delete from register_files where name in (
    'foi/' || old.id || '.yml',
    'foi/' || new.id || '.yml'); end;
create trigger register_file_of_foi_requests_delete after delete on foi_requests when old.origin = 'register' begin
  delete from register_files where name = 'foi/' || old.id || '.yml'; end;
create trigger register_file_of_foi_commitments_insert after insert on foi_commitments begin
  delete from register_files where name = 'foi/' || new.foi_request || '.yml'; end;
create trigger register_file_of_foi_commitments_update after update on foi_commitments begin
  delete from register_files where name in (
    'foi/' || old.foi_request || '.yml',
    'foi/' || new.foi_request || '.yml'); end;
create trigger register_file_of_foi_commitments_delete after delete on foi_commitments begin
  delete from register_files where name = 'foi/' || old.foi_request || '.yml'; end;
create trigger register_file_of_foi_events_insert after insert on foi_events begin
  delete from register_files where name = 'foi/' || new.foi_request || '.yml'; end;
create trigger register_file_of_foi_events_update after update on foi_events begin
  delete from register_files where name in (
    'foi/' || old.foi_request || '.yml',
    'foi/' || new.foi_request || '.yml'); end;
create trigger register_file_of_foi_events_delete after delete on foi_events begin
  delete from register_files where name = 'foi/' || old.foi_request || '.yml'; end;
create trigger register_file_of_foi_grounds_insert after insert on foi_grounds begin
  delete from register_files where name = 'foi/' || (select foi_request from foi_events where id = new.foi_event) || '.yml'; end;
create trigger register_file_of_foi_grounds_update after update on foi_grounds begin
  delete from register_files where name in (
    'foi/' || (select foi_request from foi_events where id = old.foi_event) || '.yml',
    'foi/' || (select foi_request from foi_events where id = new.foi_event) || '.yml'); end;
create trigger register_file_of_foi_grounds_delete after delete on foi_grounds begin
  delete from register_files where name = 'foi/' || (select foi_request from foi_events where id = old.foi_event) || '.yml'; end;
