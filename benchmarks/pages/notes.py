"""What was found in the pages, and what became of it."""

NOTES = """\
Every address is asked for with a word that no page looks at, so that its answer is made anew; the
times of answers that were kept stand by themselves. The page to hold against is Datasette's own
table of the same file as `datasette serve -i` gives it, with its rows counted before: most of its
time goes into looking for facets to suggest, so it is measured without that too. Processor time
tells more than milliseconds here: with other programs on both cores each page waits its turn.

**What was slowest, and what mending it gave** (processor time of a request over 100,000
commitments, 450,000 events and 1,000,000 documents, before and after, on a busy machine):

- `/phrases` counted 400,000 statements for each reader: 320 ms, now 5. What came of each family
  of words is laid down once by `publish` (`phrase_counts`, one row a family and end); the index of
  thirteen columns that it was counted in is gone; with the indexes that came (below) the file is
  about as large as it was.
- Datasette's tables counted their facets over whole rows: `events` 330 ms, now 80; `promises` 264,
  now 73; `phrases` 271, now 89; `slips` 118, now 39. Each facet of a large table now has an index.
- The page of a row counts what leads to it; of ten links there was no index: a row of `events`
  90 ms, now 8.
- Datasette copied all of metadata.yml for each table of its list to see who may read it, a hundred
  times a page: `/delaywatch` 138 ms, now 50. It is worked out once now.
- Answers of a thousand rows spent most of their time in the template, which waits at every cell:
  `not_checked` 143 ms, now 83; `delivered_late` 143, now 66; `most_moves` 200, now 118; the table
  of the timeline 136, now 91. The cells are written by Python (web/cells.py), to the same pages.
- `words_for_time` ran out of its 1.5 seconds on a busy machine: 460 ms, now 163, by an index that
  holds all it reads. `said_about` looked for each name in each alias: 73 ms, now 25.
- `/bodies/<slug>` of a body with half of all commitments looked at each of its 225,000 statements
  for a commitment that others answer for; it looks at each commitment once now: 128 ms, now 83.
- Feeds and lists held each piece of news against all corrections; the plans of all statements of
  the pages are tested now (tests/web/test_plans.py).
- An answer is kept for as long as its release is served, 32 MB of them at most, and bears an ETag:
  who asks again waits for no SQL and no template (under 1 ms of processor time), who has it already
  is sent nothing, and eight who ask for the same page at once wait for one. The first reader of a
  page pays as before. Nothing is kept that looks at more than the release: the shelf of releases,
  downloads, the age in `/health.json`, questions in SQL, and what Datasette may have cut for time.

**What is left.** A table of Datasette asks its plugins about each cell, and a question of a
thousand rows about 14,000: half of what it takes now. A calendar of 200 dates takes 0.1 s in the
library that writes it; it is written in a thread, so that others are answered meanwhile. A PNG
takes 0.1 to 0.2 s, nearly all of it drawing letters and shapes, and is drawn by a program of its
own, one at a time. One process answers, on one core: eight readers of pages that are all made anew
wait six times as long as one (the median page), cost the same processor time, and get between 0.7
times as many answers a second and as many. That bar, of 0.8, is ours and is missed by some pages:
the thread that answers and those that ask SQLite seem to wait for each other's interpreter, which
was not looked into further. Other tests ran on the second core meanwhile.

**What did not help.** Starting the program that draws without `importlib.resources`: 20 of 190 ms,
kept for its few lines. Reading the events of `words_for_time` in their order and looking up each
commitment: 608 ms instead of 447; grouping in `phrases` instead of `events`: 466. More memory for
SQLite (`mmap_size`, `cache_size`) had shown nothing in an earlier measurement, and was not tried
again.

**Growth.** Pages are found by indexes and grow hardly at all. What grows with the file, though less
than linearly: facets and counts above Datasette's tables, `words_for_time`, `said_about`, and the
page of the largest body; all of them count what is there, and are kept once they are counted.
"""
