"""The sample's trade press: two papers with a feed each, as WordPress makes them.

Around their articles stands all that a real paper has there, and it changes every day: a banner
for cookies, a menu, counters of readers, what else may be read. None of it is an edit.
"""

import json
from datetime import UTC, date, datetime
from email.utils import format_datetime
from functools import cache
from html import escape
from importlib.resources import files
from math import ceil
from typing import Any

import yaml

from crawler.sample import DAYS
from crawler.sample.answers import Answer, SampleRequest, html_answer

Article = dict[str, Any]

PAGE_SIZE = 2  # fewer than the real 10, so that the feed has a second page
_TRACKING = "?utm_source=rss&amp;utm_medium=rss&amp;utm_campaign=sample"


def feed(request: SampleRequest) -> Answer:
    """Return a page of the paper's feed, newest first; 404 past the end."""
    found = _articles(request)
    number = int(request.last("paged", "1"))
    if number > ceil(len(found) / PAGE_SIZE):
        return html_answer(_not_found(), None, status=404)
    shown = found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    paper = escape(_papers()[_paper(request)])
    text = f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:atom="http://www.w3.org/2005/Atom"
  xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel>
  <title>{paper}</title>
  <atom:link href="{request.base}/feed/" rel="self" type="application/rss+xml" />
  <link>{request.base}/</link>
  <description>SAMPLE: nothing in here is true</description>
  <lastBuildDate>{_rfc_822(found[0]["modified"])}</lastBuildDate>
  <language>en-GB</language>
  <sy:updatePeriod>hourly</sy:updatePeriod>
  <generator>https://wordpress.org/?v=6.7.2</generator>
{"".join(_item(article, request.base, paper) for article in shown)}</channel>
</rss>
"""
    return Answer(text.encode(), "application/rss+xml; charset=UTF-8")


def article(request: SampleRequest, slug: str) -> Answer | None:
    """Return the page of an article, or leave the address to another platform."""
    found = _articles(request)
    one = next((article for article in found if article["slug"] == slug), None)
    if one is None or _path(one) != request.path:
        return None
    return html_answer(_page(one, found, request), None)


ROUTES = [
    (r"/feed/", feed),
    (r"/\d{4}/\d\d/\d\d/([^/]+)/", article),
]


def _articles(request: SampleRequest) -> list[Article]:
    """Return the paper's articles as they are on a day, newest first."""
    found = []
    for raw in _load()["articles"]:
        if raw["paper"] != _paper(request):
            continue
        if raw.get("from_day", 1) <= request.day <= raw.get("until_day", request.day):
            changes = [change for change in raw.get("changes", []) if change["day"] <= request.day]
            found.append({k: v for part in (raw, *changes) for k, v in part.items()})
    return sorted(found, key=lambda article: str(article["date"]), reverse=True)


def _paper(request: SampleRequest) -> str:
    return next((name for name in _papers() if name in request.host), next(iter(_papers())))


def _papers() -> dict[str, str]:
    return dict(_load()["papers"])


@cache
def _load() -> dict[str, Any]:
    text = (files("crawler.sample") / "content" / "press.yml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def _path(one: Article) -> str:
    return f"/{one['date'][:10].replace('-', '/')}/{one['slug']}/"


def _rfc_822(naive: str) -> str:
    return format_datetime(datetime.fromisoformat(naive).replace(tzinfo=UTC))


def _item(one: Article, base: str, paper: str) -> str:
    link, title = f"{base}{_path(one)}", escape(one["title"])
    return f"""  <item>
    <title>{title}</title>
    <link>{link}{_TRACKING}</link>
    <dc:creator><![CDATA[SAMPLE Reporter]]></dc:creator>
    <pubDate>{_rfc_822(one["date"])}</pubDate>
    <category><![CDATA[News]]></category>
    <guid isPermaLink="false">{base}/?p={one["id"]}</guid>
    <description><![CDATA[<p>{_beginning(one)} [&#8230;]</p>
<p>The post <a href="{link}">{title}</a> appeared first on <a href="{base}">{paper}</a>.</p>
]]></description>
  </item>
"""


def _beginning(one: Article) -> str:
    """Return the first paragraph, as an excerpt shows it."""
    return str(one["html"]).partition("<p>")[2].partition("</p>")[0]


def _page(one: Article, found: list[Article], request: SampleRequest) -> str:
    link, title = f"{request.base}{_path(one)}", escape(one["title"])
    paper = escape(_papers()[one["paper"]])
    points = "".join(f"<li>{escape(point)}</li>" for point in one["points"])
    return f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="UTF-8">
<title>{title} - {paper}</title>
<link rel="canonical" href="{link}">
<meta property="og:title" content="{title}">
<meta property="article:published_time" content="{one["date"]}+00:00">
<script type="application/ld+json">{_stated(one, link)}</script>
</head>
<body class="post-template-default single single-post postid-{one["id"]}">
<div id="cookie-law-info-bar" role="dialog"><p>We value your privacy and {120 + request.day}
partners of ours value it too. Choose what you accept.</p><button>Accept all</button></div>
<header class="site-header"><a href="/">{paper}</a>
<nav><ul><li><a href="/">Home</a></li><li><a href="/jobs/">{10 + request.day} jobs</a></li>
</ul></nav></header>
<main id="content"><article class="post-{one["id"]} post type-post category-news">
<header class="entry-header"><h1 class="entry-title">{title}</h1>
<div class="entry-meta"><span class="byline">By SAMPLE Reporter</span>
<time class="entry-date" datetime="{one["date"]}+00:00">{_long(one["date"])}</time>
<span class="post-views">Read {one["id"] * request.day} times</span></div></header>
<div class="share-buttons"><a href="#">Share</a> <span>{17 * request.day} shares</span></div>
<div class="entry-content"><ul class="summary">{points}</ul>
{one["html"]}<p>Read {one["id"] * request.day} times</p>
<p>{_age(one, request.day)} days ago</p></div>
</article>
<section class="related-posts"><h2>You may also like</h2>
{_related(one, found, request.day)}</section>
<div id="comments" class="comments-area"><h2>{request.day} comments</h2>
<ol class="comment-list"><li><p>SAMPLE comment number {request.day}: I shall believe it when I
read it in a sample newspaper.</p></li></ol></div>
</main>
<aside class="widget-area"><h2>Most read</h2><p>What was read most on day {request.day}.</p></aside>
<footer><p>&copy; {paper}. SAMPLE SITE: nothing in here is true.</p></footer>
</body></html>
"""


def _stated(one: Article, link: str) -> str:
    graph = [
        {"@type": "WebSite", "name": _papers()[one["paper"]]},
        {
            "@type": "NewsArticle",
            "headline": one["title"],
            "datePublished": f"{one['date']}+00:00",
            "dateModified": f"{one['modified']}+00:00",
            "mainEntityOfPage": {"@id": link},
        },
    ]
    return json.dumps({"@context": "https://schema.org", "@graph": graph})


def _related(one: Article, found: list[Article], day: int) -> str:
    """Return links to other articles, in another order every day."""
    others = [other for other in found if other is not one]
    turned = others[day % 2 :] + others[: day % 2]
    return "".join(
        f'<div><a href="{_path(other)}">{escape(other["title"])}</a>'
        f"<p>{_beginning(other)}</p></div>"
        for other in turned
    )


def _age(one: Article, day: int) -> int:
    return (date.fromisoformat(DAYS[day]) - date.fromisoformat(one["date"][:10])).days


def _long(naive: str) -> str:
    day = date.fromisoformat(naive[:10])
    return f"{day.day} {day:%B %Y}"


def _not_found() -> str:
    return "<html><body><h1>SAMPLE: There is no such page</h1></body></html>"
