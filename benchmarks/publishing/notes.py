"""What was found in publishing, and what became of it."""

from typing import Final

NOTES: Final = """\
Figures in this section are processor seconds at a tenth of the size (10,000 commitments, 100,000
documents), before and after, from the same database, unless it says otherwise. The old code took
72 s, the new 17 s; the files that both made were the same, row by row and in the order in which the
rows lie, with the same digest and CSV files.

The slowest was no table but the list of runs that the cohorts are read from: for each run over each
source, all pages of the ledger were read again (25 s, and growing with runs times pages). What was
refused for good or missed is worked out once now: 0.1 s.

Next were the views. `timeline` reads `ordered_events` in eleven places, and each was worked out
anew, and again for every other table that tells something of events. Fifteen steps are laid down as
temporary tables with an index each while a release is made, and all other views are temporary ones
over these (db/publishing/counting.py): the facts take 4.6 s instead of 18.6 s, and the cohorts read
the same timeline. In the same way one commitment is counted by its own events alone, which `accept`
and every publication that finds changed claims ask for: 0.03 s where it took as long as all.

The full-text index is filled in portions of 16 MB instead of 1 MB and merged once, at the end: 2.4
s instead of 3.7 s. Rows of CSV are written a hundred at once, and once for both kinds of file where
none of the hundred has a cell to be neutralised: 4.2 s instead of 7.4 s. Where the digest says
that nothing changed, the indexes for searching are not made at all. Each file has 32 MB of cache,
and the one being made has its journal in memory and is not synchronised before the end (`switch`
does, as before).

Memory does not grow with the number of claims: those of a first publication are read, given their
sentences and laid aside five hundred at a time. Before, two dictionaries of all claims, a list of
changes and a list of rows with sentences stood in memory together. The first measurement at the
full size showed 709 MiB all the same, where it was 232 MiB until the index was made: its pieces
were merged in another transaction than that which wrote them, so that SQLite kept a copy of all of
it in the journal, which is in memory. It is one transaction now. In the same way all news were
dated in one transaction (394 MiB where nothing had changed); they are dated by lots of 5,000. Both
together: 232 MiB.

What did not help: portions of 64 MB for the index (2.5 s: slower than 16 MB), a larger cache for it
(3.7 s, the same), `secure_delete` off (3.5 s; it is what keeps words that were taken out from
staying in free pages), the encoder of json without its wrapper (1.0 s of 1.1 s for the texts).
With `journal_mode = off` a full disk ended in "malformed" instead of a line that says what to do;
the journal is in memory instead. The index of an unchanged set of documents is not taken over
from the release before: it could only be where no document is new, and that is no day in real use.

What is left is spread: laying down documents in the order of their days, the full-text index, the
digest over all rows, CSV, and the sentences of a first publication. The digest and CSV are at the
speed of json and csv of the standard library. The peer does none of counting, comparing, digest,
CSV and sums; the ratio says what these cost on top of the least that a file to serve takes."""
