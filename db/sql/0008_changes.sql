-- What changed in documents after they were first read, and what people decided about it.

-- A turn: a document was found otherwise than before. Written by the triggers below, while the
-- document's own row still tells when it was last seen as it was; only ever added to.
create table turns (
  id integer primary key,
  document_id integer not null references documents(id),
  log_id integer unique references document_log(id), -- null: another version became the current one
  from_version integer references versions(id),
  to_version integer references versions(id),
  dated_before text,                         -- when its publisher says it was last changed
  dated_after text,
  seen_before text,                          -- when it was last seen as it was; null: not known
  seen_after text not null                   -- when it was first seen as it is now
) strict;
create index turns_by_document on turns (document_id);

create trigger turns_of_versions after update of current_version on documents
when old.current_version is not null and new.current_version <> old.current_version
begin
  insert into turns (document_id, from_version, to_version, dated_before, dated_after,
    seen_before, seen_after)
  values (new.id, old.current_version, new.current_version, old.modified_at, new.modified_at,
    old.last_seen_at, new.last_seen_at);
end;

create trigger turns_of_the_log after insert on document_log
begin
  insert into turns (document_id, log_id, from_version, seen_before, seen_after)
  select new.document_id, new.id, current_version, last_seen_at, new.at
  from documents where id = new.document_id;
end;

-- What happened before there were turns: nobody wrote down when a page was last seen as it was, but
-- for the day on which that version was first read.
insert into turns (document_id, from_version, to_version, dated_before, dated_after,
  seen_before, seen_after)
select v.document_id, p.id, v.id, p.modified_at, v.modified_at, p.fetched_at, v.fetched_at
from versions v
join versions p on p.document_id = v.document_id and p.number = v.number - 1
order by v.fetched_at, v.id;
insert into turns (document_id, from_version, to_version, dated_before, dated_after,
  seen_before, seen_after)
select d.id, v.id, d.current_version, v.modified_at, d.modified_at, v.fetched_at, d.last_seen_at
from documents d
join versions v on v.document_id = d.id
where v.id <> d.current_version
  and v.number = (select max(number) from versions x where x.document_id = d.id);
insert into turns (document_id, log_id, from_version, seen_after)
select l.document_id, l.id, d.current_version, l.at
from document_log l join documents d on d.id = l.document_id
order by l.id;

-- So much of a source went or moved within seven days that the site changed, not its documents.
create table site_notices (
  id integer primary key,
  source text not null references sources(name),
  origin text not null,
  key text not null,                         -- with source and origin: what decisions are kept under
  first_day text not null,
  last_day text not null,
  pages_gone integer not null,
  pages_moved integer not null,
  pages_before integer not null,             -- how many there were before
  files_gone integer not null,
  files_moved integer not null,
  files_before integer not null,
  content_hash text not null,                -- of which documents went where
  unique (source, origin, first_day)
) strict;

-- What a turn comes to. Made again where the rules or the texts are others; what people decided
-- is kept under document and key, and holds for this content.
create table changes (
  id integer primary key,
  turn_id integer not null unique references turns(id),
  document_id integer not null references documents(id),
  key text not null,
  kind text not null check (kind in
    ('edited', 'replaced_file', 'vanished', 'came_back', 'moved', 'date_changed')),
  undated integer not null,                  -- the date that its publisher gives for it stayed
  dated text,                                -- day on which its publisher says it was last changed
  happened_on text,                          -- that day, where it lies between the next two
  as_before_on text,                         -- last day on which it was seen as it was
  changed_by text not null,                  -- first day on which it was seen changed
  about text check (about in ('title', 'address', 'published_at', 'modified_at')),
  was text,                                  -- title, address or date
  became text,
  removed text not null check (json_valid(removed)), -- [{"text", "page", "file"}]
  added text not null check (json_valid(added)),
  altered text not null check (json_valid(altered)), -- [[place in removed, place in added]]
  removed_quote text,                        -- a few words, for sources that may only be quoted
  added_quote text,
  files_removed text not null check (json_valid(files_removed)), -- [{"title", "url"}]
  files_added text not null check (json_valid(files_added)),
  compared text not null check (json_valid(compared)), -- [[version, version]] whose texts were
  note text,
  set_aside text,                            -- the rule by which nobody is asked about it
  notice_id integer references site_notices(id) on delete set null,
  content_hash text not null,
  made_from text not null,                   -- rules and texts: the same again needs no work
  found_at text not null
) strict;
create index changes_by_key on changes (document_id, key);
create index changes_by_notice on changes (notice_id) where notice_id is not null;
create index if not exists attachments_by_url on attachments (url);

-- What people decided, for ever: a decision is taken back by another row.
create table change_reviews (
  id integer primary key,
  decided_at text not null,
  reviewer text not null,
  source text not null references sources(name),
  origin text not null,
  document_id integer references documents(id), -- null: about a site change
  key text not null,
  content_hash text not null,
  told text not null,                        -- what it was about, in a line
  decision text not null check (decision in ('accept', 'reject', 'one_by_one', 'undo')),
  note text,
  undoes integer references change_reviews(id),
  check ((decision = 'undo') = (undoes is not null)),
  check (decision <> 'one_by_one' or document_id is null)
) strict;
create index change_reviews_by_key on change_reviews (document_id, key);
create unique index change_reviews_undone on change_reviews (undoes) where undoes is not null;
create trigger change_reviews_stay before update on change_reviews
begin select raise(abort, 'reviews are never changed; take one back with another'); end;
create trigger change_reviews_are_kept before delete on change_reviews
begin select raise(abort, 'reviews are never deleted; take one back with another'); end;
