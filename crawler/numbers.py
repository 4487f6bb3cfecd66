"""Whole numbers that sites write: of items, pages or bytes."""

from typing import Final

# SQLite keeps 18 digits, and Python refuses to make a number of thousands of them.
MOST_DIGITS: Final = 15


def whole_number(words: str) -> int | None:
    """Return the whole number that some words are, digits and nothing else; None of all others.

    >>> whole_number("1204"), whole_number("1,204"), whole_number("9" * 5000)
    (1204, None, None)
    """
    return int(words) if words.isdecimal() and len(words) <= MOST_DIGITS else None
