"""The text inside documents: PDF, Word, OpenDocument, Excel, PowerPoint, CSV, HTML, plain text.

The way a file goes::

    bytes --> kinds     what it is, by its first bytes; what is no text is not opened at all
          --> reading   starts a child for it (at most two at a time), waits, kills if it must
                child   limits itself, reads with one library, answers in JSON, is gone
          --> reading   for a PDF that failed or is doubtful, a second child with the other library
          --> FileText  pages put together as db.recording stores them, and what was wrong

``crawler.files.reading`` is what the crawler uses::

    from crawler.files.kinds import is_readable
    from crawler.files.reading import read_file, read_file_now

Everything else runs in the child: ``pdf`` (``by_pdfium`` over ``pdfium``, ``by_pypdf``, then
``running`` and ``paragraphs``), ``package`` and what is in one (``word``, ``slides``,
``opendocument``), ``sheets``, ``plain`` and ``web``. A child imports only what its file needs, for
starting it is most of what a small file costs; so this package itself imports nothing.

A file comes from anywhere, so nothing is believed. A child may use 1 GiB of address space and 7
seconds of CPU, open few files and write no large one, and ends when the crawler does; with both
readers a file has less than 15 seconds by the clock. Bombs, loops, a crash of the library and
whatever comes next month end there, as a file that ``failed`` with a reason; the crawl goes on.
What is not read is never taken for empty: pages without text are a file that ``needs_ocr``, and
what was cut short says so.

Sentences are what all this is for. Lines that a page broke are put together again
(``paragraphs``), also over the end of a page; words that were broken too (``hyphens``); heads and
feet that run through a document are read once (``running``). Cells of a row stand on one line,
parted by " | ". Nothing else is mended: digits that a PDF sets apart ("202 7") stay apart.
"""
