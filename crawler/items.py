"""What spiders yield: a thing found, or what became of a page. The pipeline writes them."""

from dataclasses import dataclass

from db.ledger import Ending, Page, Sweep
from db.readings import Reading


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A page that this run means to fetch."""

    page: Page


@dataclass(frozen=True, slots=True)
class Lease:
    """A page that is about to be fetched, in hand until the instant ``until``."""

    page: Page
    until: str


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a page that held no new text.

    ``document`` is the address of the document that the page belongs to, when
    what became of the page says something of it too: still there (unchanged),
    missing (failed, on the first run that misses it), gone, or (refused) moved
    to another address, ``moved_to``. That is believed when a second run sees it,
    or where the site's own record says so (``is_stated``).
    """

    page: Page
    ending: Ending
    document: str | None = None
    moved_to: str | None = None
    is_stated: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A document that was read, and the page it was read from if it had its own."""

    reading: Reading
    page: Page | None = None
    ending: Ending | None = None


@dataclass(frozen=True, slots=True)
class Swept:
    """The listing was read to its end, or (not ``is_whole``) to where nothing seemed to be new."""

    sweep: Sweep
    is_whole: bool = True
