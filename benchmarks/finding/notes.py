"""What was found, and what became of that."""

NOTES = """
**What is measured.** A night is what the timer runs, `extract` and then `resolve`, each as a
process of its own, on a database in which one such night has run already. Its cost is to go with
what is new in it, so the bars hold the same night (nothing new, 100 new documents) against that on
a database of a hundredth of the size, in the same round: at most twice the processor time. How
much waits for a person (at most 2,000 statements) is the same at every size, for that hangs on how
fast people decide and not on what is stored; what hangs on it is told below. "The first time" is
the night after an upgrade, without the reading of texts.

**What was slowest.** At a hundredth of the size a night with nothing new took 17 s of processor
time in `resolve` (0.6 s now, nearly all of it the start of Python). FOI releases had each name of
each commitment looked for in the full text, two searches a commitment, every night; the index of
names was built anew from all of them, twice; the title of each page and the names of all
commitments were read; each statement that waits had a digest of all names made for it; the events
of all commitments were placed, at full size 2 s, and their outcomes counted, 25 s. `extract` joined
all texts with all readings, and counted the versions of all documents.

**What was done.** Triggers (migration 0014) keep lists of what is to be looked at: texts, turns,
announced things, titles, statements, names, releases. A list is filled by whoever writes, also by a
redaction or a person's decision, in the same transaction, so nothing is lost by a kill. A step that
has looked at everything by the present rules (table `finished`) reads its list only. The index of
names lies in the database as hashes; a statement reads its own keys from it. How many names have a
word is counted there too, so every weight is the one that an index made anew would give, and the
answers are the same to the last digit (tests/tracker/suggest/test_known.py). The views that count
events are asked about the commitments in question only: temporary tables with their rows stand
before the real ones, and the views are made over these from the same views.sql. A new release is
held against the names that begin as something in it does; a new name is searched for.

**What is still proportional to more than is new.** (1) A new name changes the weight of words in
all of them, so all that waits is matched anew, 3 to 4 ms a statement: it goes with what waits. (2)
Where a new statement is about no known commitment, all those that wait and are about none are
grouped anew: 0.4 s for 1,000 of them; it too goes with what waits, a little worse than linear. (3)
A new name is searched for in the full text, twice; a new reference reads what all pages state. A
release that stays as it was, and a name that did, are not judged again where only weights of words
have moved: their link is as of the day on which one of the two was looked at last. (4) A name that
has only words which very many others have reads all names with one of them. (5) Where something
vanished or moved, the documents of that source are counted. (6) All changes of documents that were
ever found are counted for the line that `extract` says. (7) After a change of rules everything is
looked at once, as every night did before; the list of texts to be read is then in memory as a
whole. The index of names is made once: 3 s of processor time for 10,000 commitments and 51 s for
100,000, which is worse than linear (1.2), for its keys are hashes, each new one in another page of
a tree that outgrows SQLite's cache.

**What grew faster than what is new.** `resolve` after 1 % of new documents took 23.3 s of processor
time at full size, 26 times as long as at a tenth of it; now 3.5 s, 4.5 times (0.78 s). For each
name that a new release may have, a query read "all releases" twice, and SQLite makes a table of
what is read twice: a look at all documents, 0.6 s at a million, 33 times. It is `not materialized`
now. Nor is the index of all words asked about a few documents: FTS5 looks for the first document
with the words from the beginning of each word's list, up to 10 ms at 300,000 documents. The words
of the release at hand go into an index in memory (db/few_words.py), once for all names and
references. With names of common words and 30 references a look at all of 3,000 releases takes 12 s
so, and 40 s without. Still proportional to what is stored: a search for a reference that is new
reads what all pages state (0.16 s at 300,000 documents).

**What did not help.** Asking the views for one commitment (`where commitment = ...`): SQLite
materialises what a view reads twice, so one cost as much as all. `insert or ignore` in a trigger:
the conflict clause of the statement that fires the trigger takes its place, and an upsert made it
fail. Leaving the order of joins to the planner: with a list that it knows nothing of it began with
the documents, in five queries of eight; they are cross joins now, which keep the order that is
written. Keeping the digest of all names per statement: it is one sum now, of a digest a
commitment, that goes up and down with what comes and goes.

**How far to trust it.** The peak of memory is at least that of the program that measures (126 MiB):
Linux counts what a process held before it began its program. How many steps SQLite's
machine takes in a night is held in the fast tests (test_what_is_new.py), where there is no noise.
"""
