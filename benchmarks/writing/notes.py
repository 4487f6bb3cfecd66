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

With that index in both ways, ours came to 0.9 of the bulk way; without it to 0.45 at the full size,
and the bar of 0.6 is missed for readings (a page that is only queued keeps it: 0.99). Of 0.22 ms a
reading, a bulk row takes 0.09. The transactions of eight cost 0.04 ms more than those of a hundred,
as the pages of each index are written that much oftener; queueing, leasing and looking up, which
the bulk way does not do, 0.05; folding and hashing the text 0.05. A larger cache and a WAL that is
written back less often changed nothing.

With raw bodies the cost seems to grow faster than linearly: that is the system's own time for new
files that are flushed, 0.5 to 0.75 ms each and different in each run; the program's own is 0.34 ms
a reading at 500 readings and at 5,000.

The bulk way gives documents their current version at last, as the crawl does. When it wrote it at
once, with foreign keys held against each other only at the end, it was 13 times as slow as ours at
the full size: at each version, SQLite looked through all documents for one that waits for it.
"""
