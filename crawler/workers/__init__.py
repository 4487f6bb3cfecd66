"""Crawling with more than one process: workers fetch and read, one process lists and writes.

    coordinator (run lock, database)              Redis                 workers, any number
    lists; a page is leased, and ordered   -->  queue of orders    -->  taken, into a list each
                                                turn of each host  <->  one request at a time
    written, committed, acknowledged       <--  stream of answers  <--  fetched politely, and read

What is put into Redis is JSON (and the bytes of pages), never a pickle. Nothing in Redis is the
record of anything: that is the ledger. A worker opens no database. Needs the extra
``delaywatch[workers]``; nothing outside this package imports Redis, and this package is imported
only where ``--workers`` asks for it.
"""
