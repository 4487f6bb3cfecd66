"""Parts of periods: early, mid and late; the start and the end; halves, quarters and weeks of."""

from collections.abc import Sequence

from tracker.dues import periods
from tracker.dues.anchors import Anchor, Licence
from tracker.dues.deictic import unit_anchor
from tracker.dues.expressions import NUMBER, Found, after_the, begins_with, expression_at
from tracker.dues.periods import NoSuchPart, Part, Period
from tracker.dues.quarters import YEARS, shape_in, year_like
from tracker.dues.tokens import Tokens
from tracker.dues.words import (
    ANY_MONTH,
    EDGES,
    FULL_WEEKDAYS,
    NUMBERS,
    ORDINAL_ENDINGS,
    ORDINALS,
    PARTS,
    SEASONS,
    WEEKDAYS,
)

_SIZES: dict[str, periods.Unit] = {
    "day": "day", "days": "day", "week": "week", "weeks": "week",
    "month": "month", "months": "month", "year": "year", "years": "year",
}  # fmt: skip


# ------------------------------------------------------------- early, mid and late


@begins_with(*PARTS)
def _early(tokens: Tokens, index: int) -> Found | None:
    """Early 2025, mid-March, late next year, early in the new year, mid to late 2025."""
    words = tokens.words
    first: Part = PARTS[words[index]]
    last, at = _second_part(tokens, index + 1)
    into = _into(tokens, at, words[index])
    found = expression_at(tokens, into) if into is not None else None
    if into is None or found is None:
        return None
    anchor, after = found
    if anchor.shape == "new-year":
        return anchor, after  # "early in the new year" is no less vague (12)
    if not _has_parts(anchor):
        return None
    thirds = _thirds(anchor, first, last or first)
    if words[into - 1] in ("in", "during", "within", "of"):
        thirds.licence = Licence.NONE  # "late in the summer" has its preposition
    return thirds, after


def _second_part(tokens: Tokens, index: int) -> tuple[Part | None, int]:
    """“To late” of “mid to late”, “-to-mid” of “early-to-mid”, “/late” of “mid/late”."""
    words = tokens.words
    at = index
    while words[at] in ("-", "to", "/", "or", "and"):
        at += 1
    if at > index and words[at] in ("mid", "late", "middle"):
        return PARTS[words[at]], at + 1
    return None, index


def _into(tokens: Tokens, index: int, word: str) -> int | None:
    """The place of the period itself, after "-", "part of the", "on in", "of"; None if none is."""
    words = tokens.words
    at = index
    if words[at] == "-":
        at += 1
    if words[at] in ("part", "parts", "stages", "months", "days", "half") and (
        words[at + 1] == "of" and words[at] != "half"
    ):
        return at + 2
    if words[at] == "on":
        at += 1
    if words[at] in ("in", "into", "during", "of", "through", "within", "point"):
        return at + 1
    # "Midway 2025" and "the latter 2025" are nothing.
    return at if word not in ("midway", "halfway", "latter") else None


def _has_parts(anchor: Anchor) -> bool:
    return (
        not anchor.event
        and anchor.kind is None
        and anchor.edge is None
        and anchor.shape not in ("day", "days", "weekday", "period-to", "new-year")
        and not anchor.shape.startswith(("early-", "mid-", "late-", "rest-of-", "so-far-of-"))
    )


def _thirds(anchor: Anchor, first: Part, last: Part) -> Anchor:
    def change(period: Period) -> Period:
        begin = periods.part_of(period, first)
        return begin if first == last else periods.hull(begin, periods.part_of(period, last))

    name = first if first == last else f"{first}-to-{last}"
    thirds = anchor.mapped(change, f"{name}-{anchor.shape}")
    if anchor.shape != "season":  # "early autumn colours"
        thirds.licence = Licence.NONE
    return thirds


# ------------------------------------------------------------------ start and end


def _is_start_to_the(words: Sequence[str]) -> bool:
    """“The start to the year”; not "delays the start to May", which moves a thing."""
    return words[0] == "to" and (words[1] in ("the", "this", "next") or words[1].isdecimal())


@begins_with(*EDGES)
def _edge(tokens: Tokens, index: int) -> Found | None:
    """The end of 2025, the start of next year, end March, end-2025; close of play on Friday."""
    words = tokens.words
    edge: Part = EDGES[words[index]]
    at = index + 1
    if words[at] == "of" or _is_start_to_the(words[at : at + 2]):
        at += 1
        if words[index] == "close" and words[at] in ("play", "business"):
            return _close_of_business(tokens, at + 1)
    elif words[index] != "end" or not _names_a_period(tokens, at):
        return None
    at = at + 1 if words[at] == "-" else at
    found = _unit_without_the(tokens, at) or expression_at(tokens, at)
    if found is None:
        return None
    anchor, after = found
    if anchor.edge is not None:
        return anchor, after  # "the end of year end" says it twice
    if anchor.shape in ("weekday", "days"):
        return None
    if anchor.event:
        return found  # nobody knows when this session ends
    if anchor.shape == "day":
        return found if edge == "end" else None
    anchor.licence = Licence.NONE
    anchor.edge = edge
    return anchor, after


@begins_with("towards", "toward", "nearer", "near")
def _towards_the_end(tokens: Tokens, index: int) -> Found | None:
    """Towards the end of 2025: late in it, not its last month."""
    words = tokens.words
    at = after_the(tokens, index + 1)
    if words[at : at + 2] != ["end", "of"]:
        return None
    found = _of(tokens, at + 1)
    if found is None or not _has_parts(found[0]):
        return None
    return _thirds(found[0], "late", "late"), found[1]


def _names_a_period(tokens: Tokens, index: int) -> bool:
    """Whether a period follows without "of": "end March", "end-2025", "start 2026"."""
    words = tokens.words
    at = index + 1 if words[index] == "-" else index
    word = words[at]
    return (
        word in ANY_MONTH or word in SEASONS or word in ("q", "fy", "h", "quarter", "year", "this")
        or (word.isdecimal() and len(word) == 4)
    )  # fmt: skip


def _unit_without_the(tokens: Tokens, index: int) -> Found | None:
    """“End of year”, “end of month”, “end of financial year”."""
    word = tokens.words[index]
    if word not in ("year", "month", "week", "quarter", "term", "decade", "century", "day"):
        return None
    following = tokens.words[index + 1]
    if following.isdecimal() or (following in NUMBERS and following not in ("a", "an")):
        return None  # "the end of year three", "the end of quarter four 2025"
    return unit_anchor(word), index + 1


def _close_of_business(tokens: Tokens, index: int) -> Found | None:
    at = index + 1 if tokens.words[index] in ("on", ",") else index
    found = expression_at(tokens, after_the(tokens, at))
    return found if found is not None and found[0].shape in ("day", "weekday") else None


# ------------------------------------------------- halves, quarters, weeks, months of


@begins_with(NUMBER)
@begins_with(*ORDINALS, "back", before_others=True)
def _ordinal_part(tokens: Tokens, index: int) -> Found | None:
    """The third quarter of 2025/26, the second half of next year, the first two weeks of June."""
    words = tokens.words
    ordinal = _ordinal(tokens, index)
    if ordinal is None:
        return None
    number, at = ordinal
    while words[at] == "-":
        at += 1
    at += words[at] in ("financial", "fiscal")
    unit = words[at]
    if unit == "quarter":
        return _quarter(tokens, at + 1, 4 if number < 0 else number)
    if unit == "half":
        return _half(tokens, at + 1, 2 if number < 0 else number)
    if unit == "third":
        return _third(tokens, at + 1, number)
    if unit == "part":
        return _third(tokens, at + 1, number) if number in (1, -1) else None
    if unit in FULL_WEEKDAYS:
        return _nth_weekday(tokens, at, number)
    return _piece(tokens, at, number)


def _ordinal(tokens: Tokens, index: int) -> tuple[int, int] | None:
    words = tokens.words
    word = words[index]
    if word == "back":
        return (-1, index + 1) if words[index + 1] in ("half", "end") else None
    if word.isdecimal():
        if words[index + 1] not in ORDINAL_ENDINGS or len(word) > 2 or not tokens.glued(index):
            return None
        return int(word), index + 2
    return ORDINALS[word], index + 1


def _of(tokens: Tokens, index: int) -> Found | None:
    """The period after "of", "in" or "to"; "the year" and "the month" are periods here."""
    if tokens.words[index] not in ("of", "in", "to"):
        return None
    found = expression_at(tokens, index + 1)
    if found is None or found[0].event:
        return None
    anchor, after = found
    if anchor.kind is not None or anchor.edge is not None:
        return None
    anchor.licence = Licence.NONE
    return anchor, after


def _quarter(tokens: Tokens, index: int, number: int) -> Found | None:
    """A quarter, by its number, of a year that may not be named: then of the financial one (4)."""
    if not 1 <= number <= 4:
        return None
    found = _of(tokens, index) or (
        None if tokens.words[index] == "of" else year_like(tokens, index)
    )
    if found is not None:
        year, after = found
        if year.shape not in YEARS:
            return None
        shape = shape_in(year, "quarter")
        return year.mapped(lambda whole: periods.quarter_of(whole, number), shape), after
    if tokens.words[index] == "of":
        return None  # "the second quarter of patients"
    anchor = Anchor(
        "quarter",
        yearly=lambda year: periods.of_financial_quarter(year, number),
        licence=Licence.PREPOSITION,
    )
    return anchor, index


def _half(tokens: Tokens, index: int, number: int) -> Found | None:
    if not 1 <= number <= 2:
        return None
    found = _of(tokens, index) or year_like(tokens, index)
    if found is None:
        return None
    whole, after = found
    if whole.shape in ("day", "weekday"):
        return None
    shape = f"half-of-{whole.shape}"
    return whole.mapped(lambda period: periods.half_of(period, number), shape), after


_BY_PLACE: tuple[Part, ...] = ("late", "early", "mid", "late")


def _third(tokens: Tokens, index: int, number: int) -> Found | None:
    found = _of(tokens, index)
    if found is None or not _has_parts(found[0]) or number not in (1, 2, 3, -1):
        return None
    part: Part = _BY_PLACE[max(number, 0)]
    return _thirds(found[0], part, part), found[1]


def _nth_weekday(tokens: Tokens, index: int, number: int) -> Found | None:
    """The first Monday in March 2026."""
    weekday = WEEKDAYS[tokens.words[index]]
    found = _of(tokens, index + 1)
    if found is None or found[0].shape != "month":
        return None

    def change(month: Period) -> Period:
        days = [month.first.toordinal() + day for day in range((month.last - month.first).days + 1)]
        dates = [day for day in days if (day - 1) % 7 == weekday]
        place = number if number < 0 else number - 1
        if place >= len(dates):
            raise NoSuchPart("the month has no such weekday")
        return periods.of_day(month.first.fromordinal(dates[place]))

    return found[0].mapped(change, "day"), found[1]


def _piece(tokens: Tokens, index: int, number: int) -> Found | None:
    """The first two weeks of June, the last three months of 2025, the second week of May."""
    words = tokens.words
    count, at = 1, index
    if words[at].isdecimal() or words[at] in NUMBERS:
        count = int(words[at]) if words[at].isdecimal() else NUMBERS[words[at]]
        at += 1
    elif words[at] in ("few", "couple"):
        return None
    if words[at] not in _SIZES or not 1 <= count <= 400:
        return None
    size = _SIZES[words[at]]
    found = _of(tokens, at + 1)
    if found is None or found[0].shape in ("day", "weekday", "days"):
        return None
    whole, after = found
    shape = f"{size}s-of-{whole.shape}"
    return whole.mapped(
        lambda period: periods.piece_of(period, size, number, count),
        shape,
    ), after
