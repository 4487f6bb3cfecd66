"""A made-up site with a sitemap, of which a test says what its pages are and were."""

import hashlib
from collections import Counter

from crawler.sample.server import Answer
from db.connection import connect, writing
from db.sources import AddedSource, add_source

HTML = "text/html; charset=UTF-8"
OWN = "X-Sample-Own-Validators"  # an answer with this header has those that it brings, or none
LONG_AGO = "2020-01-01T09:00:00Z"  # what is as old is looked at every 45 to 90 days


def page(title, text, published=LONG_AGO, end="</body></html>"):
    return f"""<html><head><title>{title}</title>
    <meta property="article:published_time" content="{published}"></head><body><main><article>
    <h1>{title}</h1><p>{text}</p></article></main>{end}""".encode()


class Pages:
    """Pages /news/N/ and a sitemap; ``texts`` and ``stamps`` (lastmod) by number."""

    def __init__(self, site, count, *, stamp="2026-08-01", validators=True):
        self.site, self.validators = site, validators
        self.texts = {number: f"Text {number} as it was." for number in range(count)}
        self.stamps = dict.fromkeys(self.texts, stamp)
        self.sent = Counter()  # pages that were sent whole
        site.faults["/sitemap.xml"] = self.sitemap
        site.faults[r"/news/\d+/"] = self.page

    def sitemap(self, target, base):  # noqa: ARG002
        places = "".join(
            f"<url><loc>{base}/news/{number}/</loc>"
            + (f"<lastmod>{stamp}</lastmod>" if stamp else "")
            + "</url>"
            for number, stamp in self.stamps.items()
        )
        name = "http://www.sitemaps.org/schemas/sitemap/0.9"
        return Answer(f'<urlset xmlns="{name}">{places}</urlset>'.encode(), "application/xml")

    def page(self, target, base):  # noqa: ARG002
        number = int(target.split("/")[2])
        if number not in self.texts:
            return Answer(b"", HTML, 404)
        body = page(f"SAMPLE: {number}", self.texts[number])
        tag = f'W/"{hashlib.sha256(body).hexdigest()[:12]}"'
        asked = {k.lower(): v for k, v in self.site.headers_seen[-1].items()}
        if self.validators and asked.get("if-none-match") == tag:
            return Answer(b"", HTML, 304, {"ETag": tag})
        self.sent[number] += 1
        return Answer(body, HTML, 200, {OWN: "1"} | ({"ETag": tag} if self.validators else {}))

    def source(self, crawl, name="sample_pages"):
        """Add the site as a source, and return its name."""
        db = connect(crawl.db_path)
        with writing(db):
            source = AddedSource(
                name=name, title="SAMPLE pages", kind="sitemap", licence="not stated",
                url=f"{self.site.base}/sitemap.xml", republish="link", nature="third_party",
            )  # fmt: skip
            add_source(db, source, "2026-08-01T09:00:00Z")
        db.close()
        return name

    def asked(self):
        """The numbers of the pages that were asked for since the last call."""
        paths = [path for path in self.site.requests() if path.startswith("/news/")]
        return [int(path.split("/")[2]) for path in paths]
