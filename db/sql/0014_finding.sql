-- What is still to be looked at: lists that the writers of everything fill by these triggers, so that
-- a run of `extract` or `resolve` reads what is new and never what is stored. A row says only "look at
-- this (again)": whoever does asks anew whether there is anything to do, and takes it off the list.
-- `taken`: a run of the step has begun that looks at this (db/finished.py). What is listed again while
-- it does becomes 0, and so is still to be looked at when that run strikes off what it had taken.
-- "On conflict" and not "or ignore": that would give way to what the outer statement says.
-- Cross joins: what a trigger reads begins with the row that it is about, whatever the planner thinks.
-- Where a list was begun after the rows that it is about, `finished` knows nothing of the step yet, and
-- everything is looked at once.

-- Under which rules a step has looked at everything that is not on its list.
create table finished (
  step text primary key,
  rules text not null
) strict;

-- Texts ------------------------------------------------------------------------------------

create table texts_to_read (
  text_id integer primary key,
  taken integer not null default 0
) strict;

create trigger texts_to_read_new after insert on texts
begin
  insert into texts_to_read (text_id) values (new.id)
  on conflict (text_id) do update set taken = 0 where taken;
end;
-- The one before is the newest again.
create trigger texts_to_read_gone after delete on texts
begin
  insert into texts_to_read (text_id)
  select id from texts where version_id = old.version_id
  on conflict (text_id) do update set taken = 0 where taken;
end;
-- What is read just now may be what was taken out.
create trigger texts_to_read_other after update of text on texts when old.text <> new.text
begin
  insert into texts_to_read (text_id) values (new.id)
  on conflict (text_id) do update set taken = 0 where taken;
end;
create trigger texts_to_read_again after delete on readings
begin
  insert into texts_to_read (text_id) values (old.text_id)
  on conflict (text_id) do update set taken = 0 where taken;
end;
create trigger texts_to_read_after_all after update of text_state on versions
when old.text_state <> new.text_state
begin
  insert into texts_to_read (text_id)
  select id from texts where version_id = new.id
  on conflict (text_id) do update set taken = 0 where taken;
end;
create trigger texts_to_read_of_another_kind after update of kind on documents
when old.kind <> new.kind
begin
  insert into texts_to_read (text_id)
  select t.id from versions v cross join texts t on t.version_id = v.id where v.document_id = new.id
  on conflict (text_id) do update set taken = 0 where taken;
end;

-- Documents of which nobody knows what they promise are counted after every run.
create index versions_without_text on versions (document_id) where text_state <> 'read';

-- Turns ------------------------------------------------------------------------------------

create table turns_to_find (
  turn_id integer primary key,
  taken integer not null default 0
) strict;
create index turns_by_from on turns (from_version);
create index turns_by_to on turns (to_version);

create trigger turns_to_find_new after insert on turns
begin
  insert into turns_to_find (turn_id) values (new.id)
  on conflict (turn_id) do update set taken = 0 where taken;
end;
create trigger turns_to_find_again after delete on changes
begin
  insert into turns_to_find (turn_id) values (old.turn_id)
  on conflict (turn_id) do update set taken = 0 where taken;
end;

-- A version was read by one more extractor, or the file that it points to was; or by one less.
create trigger turns_to_find_read after insert on texts
begin
  insert into turns_to_find (turn_id)
  select id from turns where from_version = new.version_id
  union all select id from turns where to_version = new.version_id
  union all
  select t.id from versions v cross join documents g on g.id = v.document_id
  cross join attachments f on f.url = g.url cross join turns t on t.from_version = f.version_id
  where v.id = new.version_id
  union all
  select t.id from versions v cross join documents g on g.id = v.document_id
  cross join attachments f on f.url = g.url cross join turns t on t.to_version = f.version_id
  where v.id = new.version_id
  on conflict (turn_id) do update set taken = 0 where taken;
end;
create trigger turns_to_find_unread after delete on texts
begin
  insert into turns_to_find (turn_id)
  select id from turns where from_version = old.version_id
  union all select id from turns where to_version = old.version_id
  union all
  select t.id from versions v cross join documents g on g.id = v.document_id
  cross join attachments f on f.url = g.url cross join turns t on t.from_version = f.version_id
  where v.id = old.version_id
  union all
  select t.id from versions v cross join documents g on g.id = v.document_id
  cross join attachments f on f.url = g.url cross join turns t on t.to_version = f.version_id
  where v.id = old.version_id
  on conflict (turn_id) do update set taken = 0 where taken;
end;
create trigger turns_to_find_with_file after insert on attachments
begin
  insert into turns_to_find (turn_id)
  select id from turns where from_version = new.version_id
  union all select id from turns where to_version = new.version_id
  on conflict (turn_id) do update set taken = 0 where taken;
end;
create trigger turns_to_find_without_file after delete on attachments
begin
  insert into turns_to_find (turn_id)
  select id from turns where from_version = old.version_id
  union all select id from turns where to_version = old.version_id
  on conflict (turn_id) do update set taken = 0 where taken;
end;
create trigger turns_to_find_moved after update of url on documents when old.url <> new.url
begin
  insert into turns_to_find (turn_id)
  select t.id from attachments f cross join turns t on t.from_version = f.version_id
  where f.url in (old.url, new.url)
  union all
  select t.id from attachments f cross join turns t on t.to_version = f.version_id
  where f.url in (old.url, new.url)
  on conflict (turn_id) do update set taken = 0 where taken;
end;

-- Sources of which so much may have gone at once that the site changed.
create table sites_to_find (
  source text not null,
  origin text not null,
  taken integer not null default 0,
  primary key (source, origin)
) strict, without rowid;

create trigger sites_to_find_new after insert on changes
when new.kind in ('vanished', 'moved', 'came_back')
begin
  insert into sites_to_find (source, origin)
  select source, origin from documents where id = new.document_id
  on conflict (source, origin) do update set taken = 0 where taken;
end;
create trigger sites_to_find_other after update of kind, set_aside, changed_by on changes
when new.kind in ('vanished', 'moved', 'came_back')
  or old.kind in ('vanished', 'moved', 'came_back')
begin
  insert into sites_to_find (source, origin)
  select source, origin from documents where id = new.document_id
  on conflict (source, origin) do update set taken = 0 where taken;
end;
create trigger sites_to_find_gone after delete on changes
when old.kind in ('vanished', 'moved', 'came_back')
begin
  insert into sites_to_find (source, origin)
  select source, origin from documents where id = old.document_id
  on conflict (source, origin) do update set taken = 0 where taken;
end;
create index changes_of_places on changes (document_id)
where kind in ('vanished', 'moved', 'came_back');

-- Announced dates --------------------------------------------------------------------------

-- Things (tracker/structured) of which something may be announced otherwise.
create table things_to_tell (
  source text not null,
  sample integer not null,
  kind text not null,
  key text not null,
  taken integer not null default 0,
  primary key (source, sample, kind, key)
) strict, without rowid;

create trigger things_to_tell_new after insert on announced_dates
begin
  insert into things_to_tell (source, sample, kind, key)
  select d.source, d.origin = 'sample', new.kind, new.key
  from versions v cross join documents d on d.id = v.document_id where v.id = new.version_id
  on conflict (source, sample, kind, key) do update set taken = 0 where taken;
end;
create trigger things_to_tell_other after update on announced_dates
begin
  insert into things_to_tell (source, sample, kind, key)
  select d.source, d.origin = 'sample', new.kind, new.key
  from versions v cross join documents d on d.id = v.document_id where v.id = new.version_id
  union all
  select d.source, d.origin = 'sample', old.kind, old.key
  from versions v cross join documents d on d.id = v.document_id where v.id = old.version_id
  on conflict (source, sample, kind, key) do update set taken = 0 where taken;
end;
create trigger things_to_tell_gone after delete on announced_dates
begin
  insert into things_to_tell (source, sample, kind, key)
  select d.source, d.origin = 'sample', old.kind, old.key
  from versions v cross join documents d on d.id = v.document_id where v.id = old.version_id
  on conflict (source, sample, kind, key) do update set taken = 0 where taken;
end;
create trigger things_to_tell_again after delete on structured_readings
begin
  insert into things_to_tell (source, sample, kind, key)
  values (old.source, old.sample, old.kind, old.key)
  on conflict (source, sample, kind, key) do update set taken = 0 where taken;
end;
-- What a document says now, and since when, is part of what is told of its dates.
create trigger things_to_tell_of_version after insert on versions
begin
  insert into things_to_tell (source, sample, kind, key)
  select d.source, d.origin = 'sample', a.kind, a.key
  from documents d cross join versions v on v.document_id = d.id
  cross join announced_dates a on a.version_id = v.id where d.id = new.document_id
  on conflict (source, sample, kind, key) do update set taken = 0 where taken;
end;
create trigger things_to_tell_of_other_version
after update of number, title, published_at, modified_at, fetched_at on versions
begin
  insert into things_to_tell (source, sample, kind, key)
  select d.source, d.origin = 'sample', a.kind, a.key
  from documents d cross join versions v on v.document_id = d.id
  cross join announced_dates a on a.version_id = v.id where d.id = new.document_id
  on conflict (source, sample, kind, key) do update set taken = 0 where taken;
end;
create trigger things_to_tell_of_document
after update of kind, url, author, body, current_version, origin, source on documents
when old.kind is not new.kind or old.url is not new.url or old.author is not new.author
  or old.body is not new.body or old.current_version is not new.current_version
  or old.origin is not new.origin or old.source is not new.source
begin
  insert into things_to_tell (source, sample, kind, key)
  select new.source, new.origin = 'sample', a.kind, a.key
  from versions v cross join announced_dates a on a.version_id = v.id where v.document_id = new.id
  union all
  select old.source, old.origin = 'sample', a.kind, a.key
  from versions v cross join announced_dates a on a.version_id = v.id where v.document_id = new.id
  on conflict (source, sample, kind, key) do update set taken = 0 where taken;
end;
create trigger things_to_tell_paged after insert on texts when new.page_starts is not null
begin
  insert into things_to_tell (source, sample, kind, key)
  select d.source, d.origin = 'sample', a.kind, a.key
  from announced_dates a cross join versions v on v.id = a.version_id
  cross join documents d on d.id = v.document_id where a.version_id = new.version_id
  on conflict (source, sample, kind, key) do update set taken = 0 where taken;
end;
create trigger things_to_tell_unpaged after delete on texts when old.page_starts is not null
begin
  insert into things_to_tell (source, sample, kind, key)
  select d.source, d.origin = 'sample', a.kind, a.key
  from announced_dates a cross join versions v on v.id = a.version_id
  cross join documents d on d.id = v.document_id where a.version_id = old.version_id
  on conflict (source, sample, kind, key) do update set taken = 0 where taken;
end;
create trigger things_to_tell_other_pages after update of page_starts on texts
when old.page_starts is not new.page_starts
begin
  insert into things_to_tell (source, sample, kind, key)
  select d.source, d.origin = 'sample', a.kind, a.key
  from announced_dates a cross join versions v on v.id = a.version_id
  cross join documents d on d.id = v.document_id where a.version_id = new.version_id
  on conflict (source, sample, kind, key) do update set taken = 0 where taken;
end;

-- Statements -------------------------------------------------------------------------------

-- Statements that wait for a person, and of those the ones that something changed for. The first is
-- what the view review_queue gives, without a look at all that was ever decided.
create table waiting (statement_id integer primary key) strict;
create table statements_to_match (
  statement_id integer primary key,
  taken integer not null default 0
) strict;

create trigger waiting_new after insert on statements when new.stands
begin
  insert into waiting
  select new.id from documents d where d.id = new.document_id and d.origin <> 'copy'
    and not exists (
      select 1 from reviews r
      where r.document_id = new.document_id and r.quote_hash = new.quote_hash
        and r.focus = new.focus and r.decision <> 'undo'
        and not exists (select 1 from reviews u where u.undoes = r.id))
  on conflict do nothing;
end;
create trigger waiting_other after update of stands, document_id, quote_hash, focus on statements
begin
  delete from waiting where statement_id = new.id and not new.stands;
  insert into waiting
  select new.id from documents d
  where new.stands and d.id = new.document_id and d.origin <> 'copy'
    and not exists (
      select 1 from reviews r
      where r.document_id = new.document_id and r.quote_hash = new.quote_hash
        and r.focus = new.focus and r.decision <> 'undo'
        and not exists (select 1 from reviews u where u.undoes = r.id))
  on conflict do nothing;
end;
create trigger waiting_gone after delete on statements
begin
  delete from waiting where statement_id = old.id;
  delete from statements_to_match where statement_id = old.id;
end;
-- A decision, or one that is taken back.
create trigger waiting_decided after insert on reviews
begin
  delete from waiting where new.decision <> 'undo' and statement_id in (
    select id from statements where document_id = new.document_id
      and quote_hash = new.quote_hash and focus = new.focus);
  insert into waiting
  select s.id from statements s cross join documents d on d.id = s.document_id and d.origin <> 'copy'
  where new.decision = 'undo' and s.stands and s.document_id = new.document_id
    and s.quote_hash = new.quote_hash and s.focus = new.focus
    and not exists (
      select 1 from reviews r
      where r.document_id = s.document_id and r.quote_hash = s.quote_hash
        and r.focus = s.focus and r.decision <> 'undo'
        and not exists (select 1 from reviews u where u.undoes = r.id))
  on conflict do nothing;
end;
create trigger waiting_of_copies after update of origin on documents when old.origin <> new.origin
begin
  delete from waiting where statement_id in (select id from statements where document_id = new.id);
  insert into waiting
  select s.id from statements s
  where s.document_id = new.id and s.stands and new.origin <> 'copy'
    and not exists (
      select 1 from reviews r
      where r.document_id = s.document_id and r.quote_hash = s.quote_hash
        and r.focus = s.focus and r.decision <> 'undo'
        and not exists (select 1 from reviews u where u.undoes = r.id))
  on conflict do nothing;
end;
insert into waiting select statement_id from (
  select s.id as statement_id from statements s
  cross join documents d on d.id = s.document_id and d.origin <> 'copy'
  where s.stands and not exists (
    select 1 from reviews r
    where r.document_id = s.document_id and r.quote_hash = s.quote_hash
      and r.focus = s.focus and r.decision <> 'undo'
      and not exists (select 1 from reviews u where u.undoes = r.id)));

create trigger statements_to_match_waiting after insert on waiting
begin
  insert into statements_to_match (statement_id) values (new.statement_id)
  on conflict (statement_id) do update set taken = 0 where taken;
end;
create trigger statements_to_match_other
after update of event, deliverable, actor, quote_hash, said_on, due_words, due_latest on statements
begin
  insert into statements_to_match (statement_id) values (new.id)
  on conflict (statement_id) do update set taken = 0 where taken;
end;
create trigger statements_to_match_made after insert on resolutions
begin
  insert into statements_to_match (statement_id) values (new.statement_id)
  on conflict (statement_id) do update set taken = 0 where taken;
end;
create trigger statements_to_match_made_anew after update of made_from on resolutions
begin
  insert into statements_to_match (statement_id) values (new.statement_id)
  on conflict (statement_id) do update set taken = 0 where taken;
end;
create trigger statements_to_match_unmade after delete on resolutions
begin
  insert into statements_to_match (statement_id) values (old.statement_id)
  on conflict (statement_id) do update set taken = 0 where taken;
end;
-- Something was written down of the commitment that is suggested.
create trigger statements_to_match_event after insert on events
begin
  insert into statements_to_match (statement_id)
  select statement_id from suggestions where commitment = new.commitment
  on conflict (statement_id) do update set taken = 0 where taken;
end;
create trigger statements_to_match_other_event after update of commitment, retracted_on on events
begin
  insert into statements_to_match (statement_id)
  select statement_id from suggestions where commitment in (old.commitment, new.commitment)
  on conflict (statement_id) do update set taken = 0 where taken;
end;
create trigger statements_to_match_no_event after delete on events
begin
  insert into statements_to_match (statement_id)
  select statement_id from suggestions where commitment = old.commitment
  on conflict (statement_id) do update set taken = 0 where taken;
end;

-- Names of commitments -----------------------------------------------------------------------

create table names_to_keep (commitment text primary key) strict, without rowid;

create trigger names_to_keep_new after insert on commitments
begin insert into names_to_keep values (new.slug) on conflict do nothing; end;
create trigger names_to_keep_other after update of slug, title, retracted_on, origin on commitments
begin insert into names_to_keep values (old.slug), (new.slug) on conflict do nothing; end;
create trigger names_to_keep_gone after delete on commitments
begin insert into names_to_keep values (old.slug) on conflict do nothing; end;
create trigger names_to_keep_alias after insert on aliases
begin insert into names_to_keep values (new.commitment) on conflict do nothing; end;
create trigger names_to_keep_other_alias after update on aliases
begin insert into names_to_keep values (old.commitment), (new.commitment) on conflict do nothing; end;
create trigger names_to_keep_no_alias after delete on aliases
begin insert into names_to_keep values (old.commitment) on conflict do nothing; end;
create trigger names_to_keep_body after insert on commitment_bodies
begin insert into names_to_keep values (new.commitment) on conflict do nothing; end;
create trigger names_to_keep_other_body after update on commitment_bodies
begin insert into names_to_keep values (old.commitment), (new.commitment) on conflict do nothing; end;
create trigger names_to_keep_no_body after delete on commitment_bodies
begin insert into names_to_keep values (old.commitment) on conflict do nothing; end;
create trigger names_to_keep_called after update of name on bodies when old.name <> new.name
begin
  insert into names_to_keep
  select commitment from commitment_bodies where body = new.slug
  on conflict do nothing;
end;

-- The index of names (tracker/resolve), kept from run to run. Keys and words are hashes: no text of
-- anybody lies here a second time. A commitment that may be meant has one row, `names` a digest of
-- its title, aliases and bodies; each of its names one row in known_names, and one a key in name_keys.
create table known_commitments (
  commitment text primary key,
  names text not null,
  kept integer not null default 1            -- 0: the index was begun anew, and it is not there yet
) strict, without rowid;
create table known_names (
  id integer primary key,                    -- hash of the commitment and the place of the name
  commitment text not null,
  position integer not null,                 -- 0: its title; else the alias, in order
  part integer not null,                     -- one text may hold several names
  keys blob not null,                        -- numbers of 8 bytes: what stands in name_keys
  words blob not null,                       -- and in name_words
  acronyms blob not null,                    -- and in name_meanings
  beginning integer                          -- hash of how it begins, word for word; of a part: null
) strict;
create index known_names_by_commitment on known_names (commitment);
create index known_names_by_beginning on known_names (beginning) where beginning is not null;
create table name_keys (
  key integer not null,                      -- by what a name is found, samples apart from real ones
  name integer not null,
  head integer not null,                     -- hash of its head noun
  topics integer not null,                   -- how many words tell what it is about
  primary key (key, name)
) strict, without rowid;
-- In how many names a word is: of the word 0 of each sort, how many names there are.
create table name_words (word integer primary key, names integer not null) strict;
-- Names that explain an acronym.
create table name_meanings (
  acronym integer not null,
  name integer not null,
  primary key (acronym, name)
) strict, without rowid;

-- Names that old titles and FOI releases are still to be held against.
create table names_to_find (
  step text not null check (step in ('titles', 'releases')),
  commitment text not null,
  taken integer not null default 0,
  primary key (step, commitment)
) strict, without rowid;
-- Of a commitment that left before there was this list, titles may still be held for a sign.
insert into names_to_find (step, commitment) select 'titles', commitment from matched_names;

-- Titles -------------------------------------------------------------------------------------

create table titles_to_match (
  document_id integer primary key,
  taken integer not null default 0
) strict;

create trigger titles_to_match_new after insert on documents when new.current_version is not null
begin
  insert into titles_to_match (document_id) values (new.id)
  on conflict (document_id) do update set taken = 0 where taken;
end;
create trigger titles_to_match_other after update of current_version, kind, source on documents
when old.current_version is not new.current_version or old.kind <> new.kind
  or old.source <> new.source
begin
  insert into titles_to_match (document_id) values (new.id)
  on conflict (document_id) do update set taken = 0 where taken;
end;
create trigger titles_to_match_again after delete on matched_titles
begin
  insert into titles_to_match (document_id)
  select document_id from versions where id = old.version_id
  on conflict (document_id) do update set taken = 0 where taken;
end;
create trigger titles_to_match_of_source after update of nature on sources
when old.nature <> new.nature
begin
  insert into titles_to_match (document_id)
  select id from documents where source = new.name and kind in ('publication', 'news')
  on conflict (document_id) do update set taken = 0 where taken;
end;


-- FOI releases -------------------------------------------------------------------------------

-- Documents that may say otherwise than before what they are evidence of.
create table releases_to_link (
  document_id integer primary key,
  taken integer not null default 0
) strict;
-- What the machine found last, whatever people decided: foi_releases has what they see.
create table found_releases (
  document_id integer not null,
  commitment text not null,
  why text not null,
  primary key (document_id, commitment)
) strict, without rowid;
create index found_releases_by_commitment on found_releases (commitment);
create index foi_releases_by_commitment on foi_releases (commitment);
create table sought_references (
  reference text not null,
  commitment text not null,
  primary key (reference, commitment)
) strict, without rowid;

create trigger releases_to_link_new after insert on documents
begin
  insert into releases_to_link (document_id) values (new.id)
  on conflict (document_id) do update set taken = 0 where taken;
end;
create trigger releases_to_link_other
after update of kind, title, text, state, moved_to, current_version, origin, url, author, body, source
on documents
when old.kind <> new.kind or old.title <> new.title or old.text <> new.text
  or old.state <> new.state or old.moved_to is not new.moved_to
  or old.current_version is not new.current_version or old.origin <> new.origin
  or old.url <> new.url or old.author is not new.author or old.body is not new.body
  or old.source <> new.source
begin
  insert into releases_to_link (document_id) values (new.id)
  on conflict (document_id) do update set taken = 0 where taken;
end;
create trigger releases_to_link_with_file after insert on attachments
begin
  insert into releases_to_link (document_id)
  select document_id from versions where id = new.version_id
  on conflict (document_id) do update set taken = 0 where taken;
end;
create trigger releases_to_link_without_file after delete on attachments
begin
  insert into releases_to_link (document_id)
  select document_id from versions where id = old.version_id
  on conflict (document_id) do update set taken = 0 where taken;
end;
create trigger releases_to_link_undecided after update of decision on foi_releases
when new.decision is null
begin
  insert into releases_to_link (document_id) values (new.document_id)
  on conflict (document_id) do update set taken = 0 where taken;
end;
-- A link by hand that is taken back may be one that the machine suggests as well.
create trigger releases_to_link_unlinked after delete on foi_releases when old.decision is not null
begin
  insert into releases_to_link (document_id) values (old.document_id)
  on conflict (document_id) do update set taken = 0 where taken;
end;
-- A file is found by its address, also by pages that it is not attached to any more.
create trigger releases_to_link_of_file after update of url, kind on documents
when old.url <> new.url or old.kind <> new.kind
begin
  insert into releases_to_link (document_id)
  select v.document_id from attachments a cross join versions v on v.id = a.version_id
  where a.url in (old.url, new.url)
  on conflict (document_id) do update set taken = 0 where taken;
end;
-- There stand the references that a page states.
create trigger releases_to_link_of_data after update of data on versions
when old.data is not new.data
begin
  insert into releases_to_link (document_id) values (new.document_id)
  on conflict (document_id) do update set taken = 0 where taken;
end;
