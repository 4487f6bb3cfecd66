"""What was found in this part."""

NOTES = """\
The site is added as an operator adds one (`delaywatch sources add .../sitemap.xml`); what was
asked, answered and sent is what nginx wrote down. A full crawl is of the first day; nothing has
changed on the second; on the ninth day each page's week is over, so all pages are asked
conditionally, and fifty files, which is as many as a run asks for; the others have their turn in
the runs of the next three days (not told of); on the thirteenth day one page in a hundred has
changed, in its text, its time and its day in the sitemap. Changes found are those of which a
version was kept. What is left to do by age (`crawler.revisits`) is due on none of these days.

Slowest when nothing changed, of 5,000 pages, by cProfile (16.5 s under it): telling where an
address leads to, 6.6 s, for it was worked out seven times for each page, each time from the
addresses of all hosts of the source; then the imports, 4.0 s; then reading the sitemaps, 1.3 s.
Where a host is is now worked out once a host: 1.4 s. With that, and with files asked for when they
are due, a run takes 2.06 s of CPU where it took 2.68 s, and makes 7 requests where it made 57.

Requests that were not needed: fifty files were asked for in each run, whether or not their time
had come. They now have a day of their own, as documents have: daily while young, then weekly. A
file that was replaced under its old address is found within a week; it was found within (files /
50) days before. Where nobody says from when a file is, its server's Last-Modified tells that it is
not young: without that 13 of 20 files were asked for daily for a fortnight.

Left as it is: of those 2.06 s, 0.75 s are imports, of which Scrapy's HTTP client and sqlite-utils
alone take 0.57 s, and 0.2 s are the command line in front; so at 50 pages a run costs 1.0 s. Each
of three questions for what is known reads all documents of the source (0.06 s each).

Tried, and it did not help: leaving out `canonicalize_url` for addresses that are plain already (4.4
microseconds each, 0.02 s of a run). Not done: asking for the sitemaps conditionally. They are all
that an unchanged site sends (0.64 MB of 5,000 pages); but a run that is killed between a sitemap
and its pages would then be told that nothing has changed, and many sites send sitemaps without
validators.

When all are asked, an unchanged page costs 0.85 ms of CPU, nearly all of it in Scrapy and Twisted,
and is waited for one after the other, for a host gets one request at a time.

Peers are asked about the same pages (`pages watched`: those that take long get fewer), with one
changed page in a hundred among them. Scrapy's cache by RFC 2616 finds no change at all: without
Cache-Control it takes a page for fresh for a tenth of its age, and asks for nothing. urlwatch asks
with `If-Modified-Since: now` beside the ETag, so nginx sends every page in full; changedetection.io
sends no conditions. `wget -N` costs least for each page, keeps no text, asks for every page each
time, and does not tell what has changed: here its files were held against what they were. A peer's
start is within its cost for a page.
"""
