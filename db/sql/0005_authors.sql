-- Whose words a document holds, where its source carries those of many: the
-- answering department of a written answer. Null: they are the source's own body's.
alter table documents add column author text;                            -- as the source names it
alter table documents add column body text references bodies(slug);      -- the body that is, if it is known
