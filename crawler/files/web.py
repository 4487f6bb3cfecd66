"""HTML files: the text of a page that nobody described."""

from w3lib.encoding import html_to_unicode

from crawler.files.letters import clean, decoded
from crawler.files.pages import File, Pages
from crawler.platforms.wordpress.reading import generic_text
from crawler.text import text_of

_REPLACEMENT = "\ufffd"


def read(file: File, pages: Pages) -> str | None:
    """Put the text of a page into pages; returns a note where its letters had to be mended.

    Its encoding is found as for pages that are crawled: by the server's word, then by the page's.
    """
    _, html = html_to_unicode(file.said_type, file.body, default_encoding="utf8")
    note = None
    if _REPLACEMENT in html:
        mended, note = decoded(file.body, file.said_type)
        html = mended if note else html
    pages.add(clean(generic_text(html) or text_of(html)))
    return note
