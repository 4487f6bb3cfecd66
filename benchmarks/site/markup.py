"""One page of the site, marked up as WordPress and a large public theme do it."""

from dataclasses import dataclass, field
from functools import cache
from html import escape
from random import Random

from benchmarks.site.words import chance, sentence, sentences, title

LONG_READS = "/long-read"
UPLOADS = "/wp-content/uploads"
_MENUS, _LINKS = 9, 14
# Letters of an article's markup: a median and how far they spread; the rest of a page is the same
# for all. Together they come to a mean of about 58 KB.
_MEDIAN, _SPREAD, _LEAST, _MOST = 14_300, 0.7, 3_000, 150_000


@dataclass(frozen=True, slots=True)
class Page:
    """What is known of a page: all that is on it follows from this.

    ``published`` and ``changed`` are instants (``2024-05-06T07:08:09+00:00``); ``edits`` are the
    sentences that were added since, the newest last; ``file`` the path of the file it links to.
    """

    number: int
    published: str
    changed: str
    file: str | None = None
    edits: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Its headline."""
        return title(chance(f"title {self.number}"), self.number)

    @property
    def path(self) -> str:
        """Its path on the site, with a slash at its end."""
        slug = "".join(letter if letter.isalnum() else "-" for letter in self.title.lower())
        return f"{LONG_READS}/{slug.replace('--', '-')}/"


def html_of(page: Page) -> str:
    """The whole page."""
    name = escape(page.title)
    return f"""<!DOCTYPE html>
<html class="no-js" lang="en-GB" prefix="og: https://ogp.me/ns#">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sample Coast Agency &raquo; {name}</title>
<link rel="canonical" href="{page.path}">
<meta property="og:type" content="article">
<meta property="og:title" content="{name}">
<meta property="article:published_time" content="{page.published}">
<meta property="article:modified_time" content="{page.changed}">
{_head()}
<script type="application/ld+json">{{"@context":"https://schema.org","@graph":[{{"@type":"WebPage",\
"name":"{name}","datePublished":"{page.published}","dateModified":"{page.changed}",\
"inLanguage":"en-GB"}}]}}</script>
</head>
<body class="long-read-template-default single single-long-read postid-{page.number}">
<a class="skip" href="#main-content">Skip to main content</a>
{_menus()}
<div class="row"><div class="page-content" id="main-content">
<header><h1>{name}</h1></header>
<article class="rich-text">
{article_of(page)}
</article>
</div>{_beside()}</div>
{_footer()}
</body>
</html>
"""


def article_of(page: Page) -> str:
    """The markup of the article: the same for the same page and its edits."""
    random = chance(f"article {page.number}")
    size = min(max(random.lognormvariate(0, _SPREAD) * _MEDIAN, _LEAST), _MOST)
    parts = [f"<p>{sentences(random, 4)}</p>"]
    if page.file:
        parts.append(f'<p><a href="{page.file}">{escape(page.title)} (PDF, 10 pages)</a></p>')
    parts += [f"<p>{escape(edit)}</p>" for edit in page.edits]
    written = 0
    while written < size:
        parts.append(_section(random))
        written += len(parts[-1])
    return "\n".join(parts)


def _section(random: Random) -> str:
    make = random.choices((_prose, _list, _table, _quote), weights=(12, 4, 2, 1))[0]
    return make(random)


def _prose(random: Random) -> str:
    anchor = random.randint(1, 9999)
    heading = _short(random)
    paragraphs = "\n".join(
        f'<p>{sentences(random, 5)} <a href="#part-{anchor}">{_short(random)}</a>, '
        f"<strong>{sentence(random)}</strong></p>"
        for _ in range(random.randint(1, 4))
    )
    return f'<h2 id="part-{anchor}" class="wp-block-heading">{heading}</h2>\n{paragraphs}'


def _short(random: Random) -> str:
    return sentence(random).split(" (")[0]


def _list(random: Random) -> str:
    items = "\n".join(f"<li>{sentence(random)}</li>" for _ in range(random.randint(3, 9)))
    return f'<p>{sentence(random)}</p>\n<ul class="wp-block-list">\n{items}\n</ul>'


def _table(random: Random) -> str:
    head = "<tr><th>District</th><th>Works</th><th>Done</th><th>Notes</th></tr>"
    rows = "\n".join(
        f"<tr><td>District {number}</td><td>{random.randint(1, 400)}</td>"
        f"<td>{random.randint(1, 100)} %</td><td>{sentence(random)}</td></tr>"
        for number in range(1, random.randint(4, 12))
    )
    return (
        '<figure class="wp-block-table"><table class="has-fixed-layout">'
        f"<thead>{head}</thead><tbody>\n{rows}\n</tbody></table></figure>"
    )


def _quote(random: Random) -> str:
    return f'<blockquote class="wp-block-quote"><p>{sentences(random, 3)}</p></blockquote>'


@cache
def _head() -> str:
    """Style sheets and scripts, linked and inline: a third of the bytes of such a page."""
    random = chance("head")
    links = "\n".join(
        f'<link rel="stylesheet" id="block-{n}-css" media="all" '
        f'href="/wp-content/plugins/block-{n}/style.min.css?ver=6.{n}">'
        for n in range(14)
    )
    rules = "".join(
        f".wp-block-{n}>.is-style-{random.randint(1, 99)}:not(.alignfull){{margin:{n}px auto;"
        f"--wp--preset--color--{n}:#{random.randrange(16**6):06x};padding:0 {n % 7}rem}}"
        for n in range(85)
    )
    emoji = "".join(f"e[{n}]=t.charCodeAt({n})^{random.randint(1, 255)};" for n in range(110))
    scripts = "\n".join(
        f'<script src="/wp-includes/js/part-{n}.min.js?ver=6.{n}" id="part-{n}-js" defer></script>'
        for n in range(12)
    )
    return (
        f'{links}\n<style id="global-styles-inline-css">{rules}</style>\n'
        f"<script>(function(t,e){{{emoji}}})(window.name,[]);</script>\n{scripts}\n"
        '<link rel="alternate" type="application/rss+xml" title="Feed" href="/feed/">'
    )


@cache
def _menus() -> str:
    random = chance("menus")
    menus = "\n".join(_menu(random, number) for number in range(_MENUS))
    return (
        '<header class="site-header" role="banner"><div class="logo"><a href="/">'
        '<img src="/logo.svg" alt="Sample Coast Agency"></a></div>'
        '<form role="search" action="/"><label for="s">Search</label>'
        '<input id="s" name="s" type="search"><button>Search</button></form>'
        f'<nav aria-label="Main"><ul class="menu">\n{menus}\n</ul></nav></header>'
    )


def _menu(random: Random, number: int) -> str:
    items = "\n".join(
        f'<li id="menu-item-{number}{n:02}" class="menu-item menu-item-type-post_type '
        f'menu-item-{number}{n:02}"><a href="/area-{number}/part-{n}/">'
        f"{title(random, n)}</a></li>"
        for n in range(_LINKS)
    )
    return (
        f'<li class="menu-item menu-item-has-children"><a href="/area-{number}/">'
        f'Area {number}</a>\n<ul class="sub-menu">\n{items}\n</ul></li>'
    )


@cache
def _beside() -> str:
    items = "".join(f'<li><a href="/area-{n}/">Related area {n}</a></li>' for n in range(8))
    return f'<aside class="related"><h2>Related</h2><ul>{items}</ul></aside>'


@cache
def _footer() -> str:
    random = chance("footer")
    columns = "\n".join(_menu(random, number) for number in range(10, 12))
    return (
        f'<footer class="site-footer"><ul>\n{columns}\n</ul>'
        "<p>The Sample Coast Agency does not exist, and nothing here is true.</p></footer>\n"
        '<script src="/wp-includes/js/last.min.js?ver=6.1" id="last-js"></script>'
    )
