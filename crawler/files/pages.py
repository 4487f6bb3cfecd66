"""The pages of a file, as a reader gathers them, and as they go from the child to the parent.

No dataclasses here: importing them would be a fifth of the start of a child.
"""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from crawler.files.letters import MOST_CHARACTERS
from crawler.files.lines import Line

MOST_PAGES: Final = 2_000  # files of 20,000 exist


class Unreadable(Exception):
    """A file cannot be read: ``state`` is failed, encrypted or unsupported."""

    def __init__(self, state: str, reason: str) -> None:
        super().__init__(reason)
        self.state = state
        self.reason = reason


class Enough(Exception):
    """As much has been read as will be; the message says how much."""


class File(NamedTuple):
    """What a reader is given: the bytes, what the server calls them, the opened container."""

    body: bytes
    said_type: str | None
    package: Any = None


class Answer(NamedTuple):
    """What a child found; as JSON it is all that the parent hears of it."""

    kind: str
    reader: str
    state: str = "read"
    reason: str | None = None
    note: str | None = None
    pages: tuple[str, ...] = ()
    # What stands before each page: a line break, or a space (or nothing, where a word was
    # broken) where a sentence goes on. () means line breaks.
    joins: tuple[str, ...] = ()
    paged: bool = False  # whether the format has pages at all
    doubt: str | None = None  # why another reader should have a look as well


class PdfPages(NamedTuple):
    """The lines of a PDF's pages; None for a page that cannot be read.

    ``slack`` tells ``paragraphs`` how well the places are known, ``total`` how many pages there
    are in all, ``is_full`` whether there are more letters than are read, ``legible`` whether the
    fonts say which letters they show.
    """

    pages: list[list[Line] | None]
    total: int
    is_full: bool
    slack: float
    legible: bool


class Pages:
    """Pages that are filled line by line, up to the bounds."""

    def __init__(self) -> None:
        self._pages: list[list[str]] = []
        self._characters = 0

    def begin(self) -> None:
        """Begin a page; raises Enough after the last that is read."""
        if len(self._pages) == MOST_PAGES:
            raise Enough(f"read up to page {MOST_PAGES:,}: there are more")
        self._pages.append([])

    def add(self, text: str) -> None:
        """Add lines to the page; raises Enough where there are too many characters."""
        if not self._pages:
            self.begin()
        left = MOST_CHARACTERS - self._characters
        self._pages[-1].append(text[:left])
        self._characters += len(text)
        if len(text) > left:
            page = len(self._pages)
            raise Enough(f"read up to {MOST_CHARACTERS:,} characters, on page {page:,}")

    def extend(self, lines: Iterable[str]) -> None:
        """Add several lines."""
        for line in lines:
            self.add(line)

    def texts(self) -> tuple[str, ...]:
        """Return the text of each page."""
        return tuple("\n".join(lines) for lines in self._pages)
