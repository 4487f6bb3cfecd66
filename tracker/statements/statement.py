"""What the machine found in a sentence: a suggestion, not yet a fact."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from tracker.dues import Due

Event = Literal["promised", "slipped", "delivered", "merged", "dropped", "paused"]
Precision = Literal["day", "month", "year", "unknown"]


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that promises, slips, delivers, merges, drops or pauses something."""

    start: int  # of the sentence in the text, in characters
    end: int
    text: str  # the sentence itself: text[start:end]
    event: Event
    deliverable: str | None  # as it is named nearest to the sentence, never a pronoun
    actor: str | None  # who is to do it; None where the sentence says "we" or nobody
    due: Due | None  # places in it are those of the whole text
    target: str | None  # of a merger: what it goes into
    said_on: date | None  # of a month or a year its first day
    said_on_precision: Precision
    reported: bool  # the sentence tells what was said elsewhere or earlier
    confidence: float  # 0 to 1, to sort by: no probability
    rule: str  # "promised.will-output": explain.py has the plain words for it
    speaker: str | None = None  # whose words they are, where the sentence says so
    happened_on: date | None = None  # of a delivery: the day that is told, of a month its first
    happened_on_precision: Precision | None = None
