"""What was found, and what became of it."""

NOTES = """\
The bar compares processor time: of one thread that writes, it is what the program decides of, while
the wall time of eight readings a transaction against a hundred is mostly that of the disk. Eight is
what a kill may lose, and stays.

Slowest was the savepoint that `sqlite_utils.Database.query` puts around each question (two
statements more for each of five), then folding and hashing a text three times, then one statement
for each attachment and two for each page that is taken in hand. All are mended: a new document is
ten statements at most beside its files, and a page that is queued is one. Half of what was left,
for both ways, was the index of words, which is filled after a crawl now
(see "A full crawl").

The bulk way gives documents their current version at last, as the crawl does. When it wrote it at
once, with foreign keys held against each other only at the end, it was 13 times as slow as ours at
the full size: at each version, SQLite looked through all documents for one that waits for it.
"""
