"""What people give to commands and forms of this area: checked, with clear words where it is wrong.

Nothing is kept of what is refused: everything is checked before anything is written.
"""

from datetime import date
from difflib import get_close_matches

from sqlite_utils import Database

from db.commitments import body_slugs, live_slugs
from db.errors import Problem
from tracker.register.model import LONGEST_TEXT, printable, web_address


def words_of(text: str, what: str, do: str) -> str:
    """A text as it is kept: without space around it, lines ended by a line feed.

    ``what`` it is ("the reason"), ``do`` where it is mended ("mend --reason"). Raises Problem where
    it is empty, longer than LONGEST_TEXT or holds control characters.
    """
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Problem(f"{what} is empty", do=do)
    if len(text) > LONGEST_TEXT:
        raise Problem(
            f"{what} has {len(text):,} characters, and at most {LONGEST_TEXT:,} can be kept", do=do
        )
    try:
        return printable(text)
    except ValueError as error:
        raise Problem(f"{what} {error}", do=do) from error


def line_of(text: str, what: str, do: str) -> str:
    """The same in one line."""
    return " ".join(words_of(text, what, do).split())


def address_of(url: str, do: str) -> str:
    """A web address. Raises Problem where it is none."""
    try:
        web_address(printable(url))
    except ValueError as error:
        raise Problem(f"{url[:80]!r} is no web address", do=do) from error
    if len(url) > LONGEST_TEXT:
        raise Problem(f"an address has at most {LONGEST_TEXT:,} characters", do=do)
    return url


def refuse_later(day: date, as_of: date, where: str, do: str = "mend --on") -> None:
    """Raise Problem where something is said to have happened after the day of counting."""
    if day > as_of:
        raise Problem(f"{day} is yet to come: it lies after {as_of}", where=where, do=do)


def refuse_unknown(db: Database, slug: str) -> None:
    """Raise Problem, with names that are like it, where there is no such commitment."""
    slugs = live_slugs(db)
    if slug in slugs:
        return
    near = get_close_matches(slug, slugs, n=3)
    raise Problem(
        "there is no commitment of this name",
        where=slug,
        do=f"did you mean {' or '.join(near)}?" if near else "see the table commitments",
    )


def refuse_unknown_body(db: Database, slug: str) -> None:
    """Raise Problem, with a name that is like it, where there is no such body."""
    slugs = body_slugs(db)
    if slug in slugs:
        return
    near = get_close_matches(slug, slugs, n=1)
    raise Problem(
        "there is no body of this name",
        where=slug,
        do=f"did you mean {near[0]}?" if near else "see the slugs in the table bodies",
    )
