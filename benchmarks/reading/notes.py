"""What was found, and what became of it."""

NOTES = """\
**PDF.** Two things took most of the time of a child, and neither was reading. First the import of
pypdfium2: its Python declares all of pdfium's functions, 47 ms of the 85 ms that a child took which
read nothing. `crawler/files/pdfium.py` loads the same library and declares the dozen functions that
are used, which takes 5 ms; such a child takes 36 ms now, and one with raw pypdfium2 70 ms. Then
asking where letters stand, for the cells of tables: 1,100 calls a page at 0.6 us. They are made in
one go for a page, into one buffer, without ctypes' checks of each argument: 0.16 us. With the rest
(words of a line by their lengths, no patterns where the letters show that none can match, no
collector of cycles, no taking down of the interpreter) a file of 100 pages went from 428 to 215 ms
of CPU and one of 10 from 133 to 57 ms, against 175 and 82 ms of raw pypdfium2 in the same hour. 78
files (printed by Chromium, of the golden pages, made by hand, turned, damaged) give the same answer
to the letter as before; two thousand full pages take 1.9 s of CPU instead of 3.4 s, in the same
memory.

What is left in a file of 100 pages: a third is pdfium's own, a sixth starting Python, the rest
asking for letters, making lines of them and putting these together to paragraphs, which raw
pypdfium2 does not do. So the ratio falls with the length of a file: 1.4 at 10 pages, 1.1 at 30, 0.8
at 100, 0.63 at 400 and 0.62 at 1,000, where starting counts no more.

Tried in vain: `python -S` (2 ms of 36, for a path that must be handed over) and `-c` for `-m`
(nothing). Not done: a process that has imported everything and forks for each file would save
30 ms a file, but all files would share its addresses, and a child's limits, group and end would
hang on a third process.

**extract.** The process that writes takes 7 % of the CPU of those that read, so two cores can give
1.85x. What could keep it from that were handfuls of ten texts, eight of them at most: results are
kept in order, so behind one long text the other process ran out of work. Texts are handed out by
length now (30,000 characters, 50 ms), with five million characters in all hands, which is more than
the longest text. What a process was born with (a row for each unread text) is frozen there, so that
its collector of cycles does not go through it, and copy it; at 500 texts that cannot be measured,
and neither can having no collector at all. Seconds by the clock hold only where nothing else runs:
the figure "where no core waits" is 2 x one process / (writer + readers), all in CPU. Under 200
texts (shares below 4 %) one process reads.

**Statements.** The profile is flat: dates 17 %, ends of sentences 8 %, telling words apart 7 %, and
the functions of the grammar below 3 % each. Words are found in one go with their places, a sentence
without "said", "according" or "committed" is not looked through for them, and phrases and verbs are
looked for where one can begin: a tenth less CPU on 2,349 answers, with the same statements to the
letter in these, in all labelled sentences, and in 7,600 texts that were made strange of them
(no-break spaces, soft hyphens, capitals, one word a line).

**Dates.** A third is telling words apart, by one pattern. Finding the places where an expression
can begin before reading any of them, as for statements, changed nothing, and was taken back. The
hardest text is a megabyte of "Q1/": 333,000 expressions at 19 us each. All hard texts grow
linearly.

**Peers.** dateparser.search_dates finds days in prose and knows no period, bound or open phrase; it
is measured on 300 of the sentences. trafilatura finds an article without being told where it is,
which is more than our own walk does; sources that nobody described are read by it here as well.
"""
