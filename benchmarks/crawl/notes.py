"""What was found, and what became of it."""

NOTES = """\
All clients read the same pages of the same server in turn, each as a program with its start
included. delaywatch reads them by the source nhse_longreads (the theme's own marks, REST absent),
one request at a time as it does on a real host, with --delay 0; it keeps title, text, links,
version, raw body and ledger, eight pages a transaction. Scrapy has 16 requests at
once; with parsel it keeps address, title and text, a hundred a transaction. The bars are over
pages alone: with the files, delaywatch also reads 200 PDFs of ten pages, each in a process of its
own, which the others only fetch; those figures stand beside.

Before, 500 pages and 20 files took 24 s of processor under the profiler with text already read by
lxml, now 11 s; 200 pages and 8 files took 9.5 s in all, and 5.8 s after the first half of what
follows. What was slowest, in that order, and what became of it:

- What is known of a page was looked up in a map of all live documents that was made anew after each
  batch: 31,000 addresses worked out for 500 pages, and a hundred times as many for ten times the
  pages. It is one question to the database now, and the crawl is linear.
- Text and links were read by BeautifulSoup. What lxml tells of a page is now heard as it comes and
  no tree is kept: 96 KB of markup took 15.5 ms and takes 1.9; a title 0.066 ms and 0.014. 93,000
  inputs of the fuzz and all fixtures gave the same texts, links and depths, so no extractor got a
  new number. A tree of lxml was tried first: as quick, but text after `</html>` and around a
  doctype in the middle came out otherwise. lxml works out by `inspect` how a target is called, for
  each parser: that was 0.05 ms of each title, and is said once now.
- Every page that says "review" was read twice more by BeautifulSoup for a control table (25 ms):
  now only where a line begins with a label of one, which of the made pages none does.
- A page was parsed four times for its number, its password form and its parts, and is parsed once.
- Folding of text (`normalise`) was done five times a page, and is done twice and in a third of the
  time: `str.split` for a regular expression, and accents in heaps looked for only where letters
  beyond Latin stand in a row. Lines of more than 10,000 letters keep the old way: their words, each
  a string, took 30 MiB more for a file of 23 MiB.
- The depth of a page was counted in Python for each of its tags, and is summed up in C.
- The index of words was written again at each change of a document's row, also at each look at a
  page that had not changed (migration 0017): a third of SQLite's time.
- Raw bodies were packed at zlib's highest level (1.07 ms; now 0.56 for files 3.7 % larger) and
  flushed in turn: those of a batch are packed and flushed beside each other now and are on the disk
  before it is committed: 7 ms a page of waiting became 2 on a busy disk.
- `sqlite_utils.Database.query` makes a savepoint for each query: 6 of 46 statements a page.
- Scrapy's DownloaderStats writes out each answer's head anew to count its bytes; only the number of
  requests was used.
- The threads that pack were made anew for each batch, and Python looked for rings of objects 700
  objects apart, also while it imported: made once, and 20,000 apart. Both together took 500 pages
  from 5.3 to 4.6 s of processor (medians of three turns, 100 MiB for 93).
- The index of words was written with each document: 0.43 ms for one of 7,200 characters. Now a
  crawl lists what is new, and `resolve` (or whoever searches) puts it in, five hundred documents a
  transaction: 0.13 ms each, outside of the crawl and of these figures.
- Of each page it was asked closely whether it is too deep, holds odd letters or names a review
  (0.35 ms). A glance says first that most cannot: tags that open, bytes, the first three letters of
  each line (0.15 ms).

Tried in vain: fewer merges of the index of words (automerge 8 and 16: 0.1 ms of 1.2). Leaving out
fsync, to see what it takes, saved a tenth of a millisecond of work: the rest of it is waiting. To
count tags that need no end one by one, so that fewer pages are looked at closely for their depth,
took longer than looking.

What is left, by the profile of the thread that does the work: half is the reading of the page
(parsing it takes a fifth of that, the text of its main part a quarter, telling what it is a sixth),
a quarter the writing (half of it in SQLite), a quarter Scrapy's and Twisted's work for one request
after the other. Pages a second are bound by that thread: it waits for a page, reads it, writes it,
and asks for the next one only then, where Scrapy that only fetches has 16 requests at once. At a
tenth of the size, where starting the programs counts more, that comes to 0.43 times its speed, at
the full size to 0.31: that bar is missed. Not done, for it is nothing to a crawl that waits a
second between two requests of a host: to read or to write in another process while the next page
comes. Who has many hosts and pages that are slow to read has workers.
"""
