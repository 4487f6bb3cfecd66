"""Every SQL statement that the pages use, over the published file; a module a kind of page.

Canned queries are the exception: they live in metadata.yml, where readers can see and change them.
Nothing is counted here beyond numbers of rows: status, days and slips come ready from the
published tables (db/views.sql). Every list has a limit, and every filter and order an index
(db/publishing/tables.py), so that a page takes as long over a hundred thousand rows as over fifty.
"""
