-- The index of words is made anew for a document whose words became others, and for no other: the
-- trigger that came with the index did so at each look at a page that had not changed.
drop trigger if exists documents_au;
create trigger documents_au after update of title, text on documents
when old.title is not new.title or old.text is not new.text
begin
  insert into documents_fts (documents_fts, rowid, title, text)
  values ('delete', old.rowid, old.title, old.text);
  insert into documents_fts (rowid, title, text) values (new.rowid, new.title, new.text);
end;
