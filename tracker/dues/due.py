"""What a promise says of time."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["precise", "interval", "deadline", "relative", "open"]


@dataclass(frozen=True, slots=True)
class Due:
    """An expression of time in a text and the days that it means, both ends included."""

    start: int  # of the expression in the text, in characters
    end: int
    text: str  # the words themselves: text[start:end]
    earliest: date | None
    latest: date | None  # None where the words set no end, or it hangs on an unknown said_on
    kind: Kind
    edtf: str | None  # ISO 8601-2; None where it hangs on an unknown said_on
    soft: bool  # the bound is our convention ("in the coming weeks"), not their words
    counted: bool  # from said_on's day: of no use where that is known only to the month
    rule: str  # "deadline.end-of-year": see "How a date is read" in the README
    start_by: date | None = None  # of "from X": the last day of X
