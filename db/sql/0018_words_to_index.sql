-- Of which documents the words are still to be put into the index: whoever searches does that first
-- (db/words.py), many at once, and whoever records a document waits for none of it. Words that were
-- taken out of a document leave the index at once, as the index can be told only then which they
-- were. Whether a document is in the index, the index itself knows: it keeps a size for each. So
-- an index that was made anew, with all that is listed, stays right.
create table documents_to_index (
  document_id integer primary key
) strict;

-- Nothing, but where a database had lost its triggers for a while.
insert into documents_to_index
select id from documents where id not in (select id from documents_fts_docsize);

drop trigger if exists documents_ai;
create trigger documents_to_index_new after insert on documents
begin
  insert into documents_to_index (document_id) values (new.id) on conflict (document_id) do nothing;
end;

drop trigger if exists documents_au;
create trigger documents_to_index_other after update of title, text on documents
when old.title is not new.title or old.text is not new.text
begin
  insert into documents_fts (documents_fts, rowid, title, text)
    select 'delete', old.id, old.title, old.text
    where exists (select 1 from documents_fts_docsize z where z.id = old.id);
  insert into documents_to_index (document_id) values (new.id) on conflict (document_id) do nothing;
end;

drop trigger if exists documents_ad;
create trigger documents_to_index_gone after delete on documents
begin
  insert into documents_fts (documents_fts, rowid, title, text)
    select 'delete', old.id, old.title, old.text
    where exists (select 1 from documents_fts_docsize z where z.id = old.id);
  delete from documents_to_index where document_id = old.id;
end;
