"""The address at which WhatDoTheyKnow offers a letter ready to be looked over and sent by a person.

The site wraps ``default_letter`` with greeting and signature, and tags the request, so that it can
be found again (https://www.whatdotheyknow.com/help/api, "Linking to new requests"). This is the one
module that knows how words are written in an address.
"""

from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, urlencode

from tracker.foi.letters.wording import shortened, straight

SITE: Final = "https://www.whatdotheyknow.com"
MOST: Final = 2000  # an address is shorter than this: longer ones are cut on their way
_LENGTHS_OF_TITLE: Final = (100, 40, 20)


def prefilled(body: str, title: str, slug: str, letters: Iterable[str]) -> str:
    """The address of a new request, under MOST letters long.

    ``body`` is the name of the body in the site's addresses, ``letters`` the letter in ever fewer
    words: the first that fits is taken whole, none where none fits. A long title is cut.
    """
    tags = {"tags": f"delaywatch:{slug}"}
    titles = [{"title": shortened(straight(title), most)} for most in _LENGTHS_OF_TITLE]
    offered = list(letters)
    whole = [{**named, **tags, "default_letter": letter} for named in titles for letter in offered]
    without = [{**named, **tags} for named in titles]
    links = (_link(body, fields) for fields in (*whole, *without))
    return next((link for link in links if len(link) < MOST), _link(body, {}))


def search(words: str) -> str:
    """The address at which a person may search the site for requests with these words."""
    return f"{SITE}/search/{quote(f'{chr(34)}{straight(words)}{chr(34)}', safe='')}/all"


def _link(body: str, fields: dict[str, str]) -> str:
    address = f"{SITE}/new/{quote(body, safe='')}"
    return f"{address}?{urlencode(fields)}" if fields else address
