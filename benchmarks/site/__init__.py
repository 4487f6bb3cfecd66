"""The site that is crawled: made once, served by nginx, changed on demand.

A made-up agency on WordPress: long pages of text under ``/long-read/``, of about 58 KB in the mean
(head, menus, scripts, an article of paragraphs, lists and tables, footer), files of ten pages that
some of them link to, an index of sitemaps with five sitemaps and the day of each page's last
change, an RSS and an Atom feed of the newest, a REST list of all, and robots.txt. nginx gives each
answer an ETag and Last-Modified. Nothing in it is about a real body.

    from benchmarks.site import add_source, build, crawl, serving

    site = build(scratch, share)              # 5,000 pages and 200 PDFs at share 1; reused if there
    with serving(site) as served:             # nginx on a free port of 127.0.0.1
        add_source(db, served.address)        # `delaywatch sources add .../sitemap.xml`
        spent = spend(crawl(db, served.address, as_of="2026-03-02"))
        witness = served.taken()              # what nginx wrote down since the last call

Three ways in which delaywatch reads it, with the same text, to the letter, of every page:

- as a sitemap that was added: ``add_source``, the way of an operator with a site that nobody
  described. trafilatura finds the text, which is most of what a page costs. Where the day of change
  in the sitemap is as it was, a page is not asked for. This is what ``benchmarks.again`` uses.
- as a site whose theme is known: ``crawl(db, address, source=THEME)``, without ``add_source``. It
  is the built-in source nhse_longreads, on a copy. Its post type is not in this site's REST API, so
  it takes the pages that the sitemaps list (it warns of that once, and asks two addresses more) and
  reads them by the theme's own marks, by lxml. It asks for up to 500 pages again in each run.
- by its REST API: ``crawl(db, address, source=REST)``, the built-in source nhse_news. Fifty pages
  come with one answer, and no page is asked for.

``addresses(site, served.address)`` are all pages and then all files, for peers that want a list;
``Site.pages`` and ``Site.files`` are in the same order. Links within lists (sitemaps, feeds, REST)
are those of the server that gives them. A site that is to be changed is copied first
(``site.copy(folder)``, which takes no time), then
``change(copy, 0.01, "2026-06-09T06:00:00+00:00")`` edits one page in a hundred, and returns their
paths.

Pages were last changed by the end of 2025. For a run that counts as FIRST_DAY, none is young: the
first look by age is due eight days later (``crawler.revisits``). A week after a page was asked for,
its day in the sitemap is doubted and it is asked for again, conditionally: that is a sweep.
"""

from benchmarks.site.building import Site, addresses, build, change, to_be_changed
from benchmarks.site.serving import Request, Served, Taken, serving
from benchmarks.site.source import FIRST_DAY, REST, SOURCE, THEME, add_source, crawl

__all__ = [
    "FIRST_DAY",
    "REST",
    "SOURCE",
    "THEME",
    "Request",
    "Served",
    "Site",
    "Taken",
    "add_source",
    "addresses",
    "build",
    "change",
    "crawl",
    "serving",
    "to_be_changed",
]
