"""Ready searches: addresses at which a person can look for a commitment by its names.

Only what is known of a site stands here. Nothing is asked by the program: a person opens them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final
from urllib.parse import quote_plus

from tracker.suggest.known import SAMPLE

WORDS: Final = "{words}"
_ASIDE: Final = re.compile(r"\s*\([^()]*\)$")


@dataclass(frozen=True)
class Search:
    """An address that searches a site for words; ``words`` is empty where it only lists."""

    site: str
    words: str
    address: str


@dataclass(frozen=True)
class _Place:
    """A search of a site; ``address`` holds WORDS where the words go."""

    site: str
    address: str


# england.nhs.uk: `filter-keyword` of its archives of publications and of news, as the templates of
# its public theme read it (github.com/nhsengland/wordpress-theme, archive-document.php, home.php).
_ENGLAND: Final = "https://www.england.nhs.uk"
_NHS_ENGLAND: Final = (
    _Place("NHS England, publications", f"{_ENGLAND}/publication/?filter-keyword={WORDS}"),
    _Place("NHS England, news", f"{_ENGLAND}/news/?filter-keyword={WORDS}"),
)
# digital.nhs.uk: its list of what is published, newest first, as its own software names it
# (github.com/NHS-digital-website/hippo). Which field takes words there is not known: it only lists.
_NHS_DIGITAL: Final = (
    _Place(
        "NHS Digital, publications by day",
        "https://digital.nhs.uk/search/document-type/publication/publicationStatus/true?sort=date",
    ),
)
SITES: Final = {"nhs-england": _NHS_ENGLAND, "nhs-digital": _NHS_DIGITAL}

# GOV.UK: `keywords`, `organisations[]` and `order` of its search
# (github.com/alphagov/finder-frontend).
_GOVUK: Final = f"https://www.gov.uk/search/all?keywords={WORDS}"
_NEAREST: Final = "&order=relevance"
# Those whose name there is the one here, as an address of GOV.UK that is on record shows.
_ON_GOVUK: Final = frozenset({"nhs-england", "department-of-health-and-social-care", "hm-treasury"})
# The whole web, for bodies with no known site of their own (duckduckgo.com/params).
_WEB: Final = _Place("the web", f"https://duckduckgo.com/?q={WORDS}")


def searches(names: Sequence[str], bodies: Sequence[str]) -> tuple[Search, ...]:
    """Addresses to look at for something of some names: its bodies' own sites first, then GOV.UK.

    ``names``: its title first; ``bodies``: slugs. A body of which no site is known is looked for on
    the whole web too.
    """
    words = list(dict.fromkeys(map(_plain, names)))
    return tuple(_once(place, name) for place, name in _pairs(list(_places(bodies)), words))


def _plain(name: str) -> str:
    """A name as it is searched for: without what is said aside at its end."""
    return _ASIDE.sub("", name.removeprefix(SAMPLE)).strip() or name


def _pairs(places: list[_Place], words: list[str]) -> Iterator[tuple[_Place, str]]:
    """Every name at every place; what only lists, once and last."""
    asking = [place for place in places if WORDS in place.address]
    yield from product(asking, words)
    yield from ((place, "") for place in places if place not in asking)


def _places(bodies: Sequence[str]) -> Iterator[_Place]:
    for body in bodies:
        yield from SITES.get(body, ())
    on_govuk = [body for body in bodies if body in _ON_GOVUK]
    filters = "".join(f"&organisations%5B%5D={body}" for body in on_govuk)
    if filters:
        yield _Place("GOV.UK (pages of the responsible bodies)", f"{_GOVUK}{filters}{_NEAREST}")
    yield _Place("GOV.UK", f"{_GOVUK}{_NEAREST}")
    if not any(body in SITES or body in _ON_GOVUK for body in bodies):
        yield _WEB


def _once(place: _Place, words: str) -> Search:
    return Search(place.site, words, place.address.replace(WORDS, quote_plus(words)))
