"""Sites made with WordPress: REST first, the HTML pages where REST fails.

REST gives numbers, UTC times and the order of changes; the HTML archive is
ordered by the day of publication, where a silent edit shows nowhere. Either
route gives the same text for the same page.
"""

from collections.abc import AsyncIterator
from typing import Any, ClassVar

from crawler.platforms.wordpress.html import HtmlRoute
from crawler.platforms.wordpress.rest import RestRoute, RestUnusable


class WordPressSpider(RestRoute, HtmlRoute):
    """A list of one post type.

    rest_base
      Its name in ``/wp-json/wp/v2/``.
    fields
      The parts of an item that we read; the rest is not sent.
    document_kind
      What a document of it is called (news, publication, ...).
    archive
      The first HTML page that lists it, with a filter where that completes the list.
    listed, next_page, list_count
      CSS of the links to items, of the link to the next list page, and of the
      number of items that the list says it has.
    layout
      Where things are on an item's own HTML page.
    permalink
      The path under which its items' own pages lie; needed only where posts are shared.
    topic_taxonomy, type_taxonomy
      REST names of what items are tagged with; empty for none.
    shared_with
      Names of the sources that read posts of this type too: a post is a document of one of them.
    same_site
      Names of all sources of this site: a file that several of them link to is read for one.
    left_category
      Slug of the category whose posts are left to another of them, where none has them yet.
    """

    platform: ClassVar[str] = "wordpress"
    extractor: ClassVar[str] = "wordpress/3"

    async def collect(self) -> AsyncIterator[Any]:
        """Read what is new or changed, look for what vanished; by REST or else by HTML."""
        self.job.route = "rest"
        try:
            async for item in self.rest_sweep():
                yield item
        except RestUnusable as unusable:
            yield unusable.answer.ended()
            page, ending = unusable.answer.page, unusable.answer.ending
            self.warn(page.url, f"{ending.reason}; reading the HTML pages instead")
            why = f"REST failed too ({ending.reason})"
        else:
            why = ""
        if why:
            self.job.route = "html"
            async for item in self.html_sweep(why):
                yield item
        async for item in self.read_files():
            yield item
