"""The sample's HTML pages: lists and single pages, marked up as the real theme does."""

from html import escape
from math import ceil

from crawler.sample.entries import FILE_TYPES, Entry, terms
from crawler.sample.rest import absolute, player

BANNER = "SAMPLE SITE. The Sample Health Agency does not exist, and nothing here is true."
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def page(title: str, main: str, body_class: str = "") -> str:
    """Return a whole page around its main part."""
    return f"""<!DOCTYPE html>
<html class="no-js" lang="en-GB"><head><meta charset="UTF-8">
<title>Sample Health Agency &raquo; {escape(title)}</title></head>
<body class="{body_class}">
<a href="#main-content">Skip to main content</a>
<div class="sample-banner" style="background:#fc0;padding:1em"><strong>{BANNER}</strong></div>
<nav><ul><li><a href="/news/">News</a></li><li><a href="/publication/">Publications</a></li></ul>
</nav>
{main}
<footer><p>{BANNER}</p></footer>
</body></html>
"""


def news_list(found: list[Entry], number: int, size: int, *, filtered: bool) -> str:
    """Return a page of the news archive.

    The trap of the real one is kept: without a filter the pinned item stands
    in an introduction on the first page and is left out of the list.
    """
    intro = ""
    if not filtered:
        pinned = next((entry for entry in found if entry.sticky), found[0])
        found = [entry for entry in found if entry is not pinned]
        if number == 1:
            head = f'<h2><a href="{pinned.path("posts")}">{escape(pinned.title)}</a></h2>'
            intro = f'<div class="news-intro"><article class="post sticky">{head}</article></div>'
    items = "".join(_news_item(entry) for entry in _slice(found, number, size))
    pager = _pager(
        "/news/", number, ceil(len(found) / size), "?filter-keyword=" if filtered else ""
    )
    main = f"""<section id="main-content"><h1>News</h1>{intro}
<div class="filtered-list">{_count(found)}{items}</div>{pager}</section>"""
    return page("News", main)


def publication_list(found: list[Entry], number: int, size: int, category: str = "") -> str:
    """Return a page of the publications archive, filtered by the slug of a category.

    The trap of the real one is kept: a slug that there is not filters nothing.
    """
    chosen = [term["id"] for term in terms("categories") if term["slug"] == category]
    if chosen:
        found = [entry for entry in found if chosen[0] in entry.categories]
    items = "".join(_publication_item(entry) for entry in _slice(found, number, size))
    query = f"?filter-category={escape(category)}" if category else ""
    pager = _pager("/publication/", number, ceil(len(found) / size), query)
    main = f"""<section class="document-container-archive" id="main-content"><h1>Publications</h1>
<form class="filters"><input name="filter-keyword"></form>
<div class="filtered-list">{_count(found)}{items}</div>{pager}</section>"""
    return page("Publications", main)


def news_single(entry: Entry, base: str) -> str:
    """Return the page of a news item: its h1 is the word News, its title an h2."""
    topics = "".join(
        f'<li><a href="/news/?filter-keyword=&amp;filter-category={term["slug"]}">'
        f"{escape(term['name'])}</a></li>"
        for term in terms("categories")
        if term["id"] in entry.categories
    )
    main = f"""<div class="single-post-article" id="main-content"><h1>News</h1>
<article class="post"><h2>{escape(entry.title)}</h2>
<div class="entry-meta">{_day(entry)}</div>
<div class="rich-text">{absolute(entry.html, base)}</div>
<div class="entry-meta--topics"><ul class="topics">{topics}</ul></div>
</article></div>"""
    return page(entry.title, main, f"post-template-default single postid-{entry.id}")


def publication_single(entry: Entry, base: str) -> str:
    """Return the page of a publication."""
    rows = "\n".join(_row(raw, base) for raw in entry.rows)
    main = f"""<section class="document-container row" id="main-content">
<div class="document-content">
<div class="document-meta"><h1>{escape(entry.title)}</h1></div>
<div class="publishing-meta"><dl>
<dt>Document first published:</dt><dd>{_time(entry.date)}</dd>
<dt>Page updated:</dt><dd>{_time(entry.modified)}</dd>
<dt>Topic:</dt><dd>{_tags("categories", entry.categories, "filter-category")}</dd>
<dt>Publication type:</dt><dd>{_tags("publication-type", entry.types, "filter-publication")}</dd>
</dl></div>
<div class="excerpt rich-text">{absolute(entry.introduction, base)}</div>
{rows}
</div></section>"""
    return page(entry.title, main, f"document-template-default single postid-{entry.id}")


def written_single(entry: Entry, base: str) -> str:
    """Return the page of what is all written in the editor: a plain page, or a long read."""
    main = f"""<div class="row"><div class="page-content" id="main-content">
<header><h1>{escape(entry.title)}</h1></header>
<article class="rich-text">{absolute(entry.html, base)}</article>
</div></div>"""
    name = f"page page-id-{entry.id}" if entry.under else f"single postid-{entry.id}"
    return page(entry.title, main, name)


def _row(raw: dict[str, object], base: str) -> str:
    title = escape(str(raw.get("title", "")))
    if raw["kind"] == "heading":
        return f"<h2>{title}</h2>"
    if raw["kind"] == "freetext":
        return f'<div class="rich-text">{absolute(str(raw["html"]), base)}</div>'
    inner = {"document": _file, "documentlink": _link, "audiovideo": _media}[str(raw["kind"])]
    summary = absolute(str(raw.get("snapshot", "")), base)
    return f"""<div class="document-thumbnail">{inner(raw, title, base)}
<div class="document-summary"><div class="content">{summary}</div></div></div>"""


def _file(raw: dict[str, object], title: str, base: str) -> str:
    url = f"{base}/wp-content/uploads/{raw['file']}"
    words = FILE_TYPES[str(raw["file"]).rpartition(".")[2]][1]
    pages = f"<li>{raw['pages']} pages</li>" if raw.get("pages") else ""
    size = f"{int(str(raw['size'])) // 1024} KB"
    return f"""<div class="document-file"><header><h2>Document</h2></header>
<a href="{url}"><img alt=""></a><div class="summary-meta"><h3><a href="{url}">{title}</a></h3>
<ul class="attributes"><li>{words}</li><li>{size}</li>{pages}</ul></div></div>"""


def _link(raw: dict[str, object], title: str, base: str) -> str:
    url = absolute(f'href="{raw["url"]}"', base)
    return f"""<div class="document-file"><header><h2>Link</h2></header>
<div class="link"><h3><a {url}>{title}</a></h3><p class="note">Opens another page</p></div></div>"""


def _media(raw: dict[str, object], title: str, base: str) -> str:  # noqa: ARG001 - one shape for all
    return f"""<div class="document-media"><header><h2>Media</h2></header><h3>{title}</h3>
{player(raw)}</div>"""


def _news_item(entry: Entry) -> str:
    return f"""<article class="post group"><h2>{_anchor(entry, "posts")}</h2>
<div class="entry-meta">{_day(entry)}</div>
<div class="rich-text"><p>Sample news.</p></div>
<a class="read-more" href="{entry.path("posts")}">Read more</a>
</article>"""


def _publication_item(entry: Entry) -> str:
    topics = "".join(
        f'<li><span class="no-link">{escape(term["name"])}</span></li>'
        for term in terms("categories")
        if term["id"] in entry.categories
    )
    return f"""<article class="post group"><h2>{_anchor(entry, "documents")}</h2>
<div class="entry-meta">{_day(entry)}</div>
<ul class="topics">{topics}</ul></article>"""


def _anchor(entry: Entry, kind: str) -> str:
    return f'<a href="{entry.path(kind)}">{escape(entry.title)}</a>'


def _day(entry: Entry) -> str:
    day = entry.date[:10]
    return f'<time class="post-meta" datetime="{day}">{_long(day)}</time>'


def _count(found: list[Entry]) -> str:
    return f'<div class="filtered-list-summary"><span class="count">{len(found):,}</span></div>'


def _slice(found: list[Entry], number: int, size: int) -> list[Entry]:
    return found[(number - 1) * size : number * size]


def _pager(path: str, number: int, last: int, query: str) -> str:
    if last <= 1:
        return ""
    steps = [("previous-page", number - 1, "Back")] if number > 1 else []
    steps += [("current" if n == number else "page", n, str(n)) for n in range(1, last + 1)]
    steps += [("next-page", number + 1, "Next")] if number < last else []
    parts = [
        f'<li><a class="{kind}" href="{_list_url(path, n, query)}">{words}</a></li>'
        for kind, n, words in steps
    ]
    return f'<div class="pager"><ul class="pagination">{"".join(parts)}</ul></div>'


def _list_url(path: str, number: int, query: str) -> str:
    return f"{path}page/{number}/{query}" if number > 1 else path + query


def _tags(taxonomy: str, numbers: list[int], name: str) -> str:
    return ", ".join(
        f'<a rel="tag" href="/publication/?{name}={term["slug"]}">{escape(term["name"])}</a>'
        for term in terms(taxonomy)
        if term["id"] in numbers
    )


def _time(naive: str) -> str:
    return f'<time datetime="{naive}+0000">{_long(naive)}</time>'


def _long(naive: str) -> str:
    year, month, day = naive[:10].split("-")
    return f"{int(day)} {MONTHS[int(month) - 1]} {year}"
