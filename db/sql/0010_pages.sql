-- What the pages of the newsroom need beside what was there.

-- The reason that the body itself gave for a change of date or an end, in a few of its words or told
-- in ours; null where none was found.
alter table events add column reason text;

-- Which other milestone of the same thing a date is of ("start of the competition", where the
-- commitment is the contract): such a date sets nothing. Null: the commitment's own.
alter table events add column milestone text;

-- Which document holds the page that a source names: asked for each source of each event.
create index if not exists documents_by_url on documents (url);
