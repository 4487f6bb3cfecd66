"""Quarters and halves by their number: Q3 2025/26, H1, 2025 Q3."""

from tracker.dues import periods
from tracker.dues.anchors import Anchor, Licence
from tracker.dues.expressions import Found, begins_with, expression_at
from tracker.dues.periods import Period
from tracker.dues.tokens import Tokens
from tracker.dues.words import NUMBERS


def with_quarter_after(tokens: Tokens, found: Found) -> Found | None:
    """2025/26 Q3, 2025 Q3."""
    anchor, after = found
    mark = tokens.words[after]
    if (
        anchor.shape not in YEARS
        or mark not in ("q", "h")
        or not tokens.words[after + 1].isdecimal()
    ):
        return None
    number = _quarter_number(tokens, after)
    if number is None:
        return None
    return _numbered(anchor, mark, number), after + 2


def quarter_glued_to_year(tokens: Tokens, index: int) -> Found | None:
    """2025Q3."""
    if tokens.words[index + 1] not in ("q", "h"):
        return None
    year = Anchor("year", periods.of_year(int(tokens.words[index])))
    return with_quarter_after(tokens, (year, index + 1))


@begins_with("q", "h", "quarter", "calendar")
def _numbered_quarter(tokens: Tokens, index: int) -> Found | None:
    """Q3 2024/25, Q3, H1 2025, quarter 3 of 2025/26, Q2/Q3 of 2027."""
    words = tokens.words
    calendar = words[index] == "calendar"
    at = index + 1 if calendar else index
    if words[at] not in ("q", "h", "quarter"):
        return None
    number = _quarter_number(tokens, at)
    if number is None:
        return None
    mark = "h" if words[at] == "h" else "q"
    last, after = _second_quarter(tokens, mark, at + 2)
    year = year_like(tokens, after)
    if year is not None:
        return _numbers_of(year[0], mark, number, last), year[1]
    anchor = Anchor(
        "quarter" if mark == "q" else "half",
        yearly=lambda year: _quarters_of_year(year, mark, number, last, calendar=calendar),
        licence=Licence.PREPOSITION,
    )
    return anchor, after


def _quarter_number(tokens: Tokens, index: int) -> int | None:
    words = tokens.words
    word = words[index + 1]
    spelled = words[index] == "quarter"
    number = NUMBERS.get(word) if spelled else None
    if word.isdecimal() and len(word) == 1 and (spelled or tokens.glued(index)):
        number = int(word)
        if tokens.glued(index + 1) and words[index + 2].isalnum():
            return None
    return number if number in range(1, 3 if words[index] == "h" else 5) else None


def _second_quarter(tokens: Tokens, mark: str, index: int) -> tuple[int | None, int]:
    """The second number of "Q2/Q3", "Q2-3", "Q1 and Q2"; else None."""
    words = tokens.words
    if words[index] not in ("/", "-", "and", "to", "or", "&"):
        return None, index
    at = index + 1
    if words[at] == mark and tokens.glued(at):
        at += 1
    elif words[index] not in ("/", "-") or not tokens.joins(index):
        return None, index
    word = words[at]
    if not (word.isdecimal() and len(word) == 1 and 2 <= int(word) <= 4):
        return None, index
    return int(word), at + 1


def _quarters_of_year(
    year: int, mark: str, number: int, last: int | None, *, calendar: bool
) -> Period:
    make = {
        ("q", True): periods.of_quarter,
        ("q", False): periods.of_financial_quarter,
        ("h", True): periods.of_half,
        ("h", False): periods.of_financial_half,
    }[mark, calendar]
    first = make(year, number)
    return first if last is None else periods.hull(first, make(year, last))


def _numbers_of(year: Anchor, mark: str, number: int, last: int | None) -> Anchor:
    anchor = _numbered(year, mark, number)
    if last is None:
        return anchor
    take = periods.quarter_of if mark == "q" else periods.half_of
    both = year.mapped(
        lambda period: periods.hull(take(period, number), take(period, last)), anchor.shape
    )
    both.licence = Licence.NONE
    return both


def _numbered(year: Anchor, mark: str, number: int) -> Anchor:
    """A quarter or half of a year of any kind."""
    take, part = (periods.quarter_of, "quarter") if mark == "q" else (periods.half_of, "half")
    anchor = year.mapped(lambda period: take(period, number), shape_in(year, part))
    anchor.licence = Licence.NONE
    return anchor


def shape_in(year: Anchor, part: str) -> str:
    """What a part of a year is called in the name of a rule: "quarter", "financial-quarter"."""
    return part if year.shape == "year" else f"{year.shape.removesuffix('-year')}-{part}"


# The years that have quarters and halves by number.
YEARS = frozenset({"year", "financial-year", "tax-year", "academic-year"})


def year_like(tokens: Tokens, index: int) -> Found | None:
    """A year of any kind after a quarter or half: "2025", "of 2025/26", "FY26", "this year"."""
    words = tokens.words
    at = index
    while words[at] in ("of", "in", ",", "("):
        at += 1
    if at > index + 2:
        return None
    found = expression_at(tokens, at)
    if found is None or found[0].shape not in YEARS or found[0].edge is not None:
        return None
    closed = words[at - 1] == "(" and words[found[1]] == ")"
    return found[0], found[1] + (1 if closed else 0)
