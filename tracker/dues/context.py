"""What stands around an expression, and whether that lets it be a date."""

from typing import NamedTuple

from tracker.dues.anchors import Anchor, Licence
from tracker.dues.folding import PARAGRAPH
from tracker.dues.tokens import Tokens
from tracker.dues.words import (
    CITED,
    COUNTED,
    DESCRIBED,
    ELSEWHERE,
    FUNCTION_WORDS,
    PRICES,
    RECURRING,
    SEASONS,
    word_set,
)


class Expression(NamedTuple):
    """An operator (or none: "in") with what it governs, before it is read."""

    start: int  # the place of the operator, or of the expression if it has none
    anchor_start: int
    anchor: Anchor
    end: int
    operator: str  # the bound that the words before it set; "in" sets none
    bound: str  # the bound that holds: what follows may set another ("onwards")
    marked: bool  # whether an operator or a preposition stands before it


# A number after these is a year; after "for" or "over" it may as well be a count.
_STRONG = frozenset({"in", "during", "throughout"})


def is_label(tokens: Tokens, index: int, anchor: Anchor, end: int) -> bool:
    """Whether it stands alone after a colon, or is a paragraph: "Publication: autumn"."""
    if anchor.licence is Licence.PART or not tokens.ends_clause(end):
        return False
    if index > 0 and tokens.words[index - 1] == ":":
        return True
    stop = end + 1 if tokens.words[end] == "." else end
    begins = index == 0 or tokens.words[index - 1] == PARAGRAPH
    return begins and tokens.words[stop] in ("", PARAGRAPH)


def is_date(tokens: Tokens, found: Expression) -> bool:
    """Whether what stands around lets the expression be a date (17)."""
    anchor, licence = found.anchor, found.anchor.licence
    if _is_attribute(tokens, found):
        return False
    if licence is Licence.NONE:
        return not (_is_title(tokens, found) or _is_address(tokens, found))
    if licence is Licence.PART:
        return anchor.shape == "weekend" or (
            anchor.shape == "parliament" and found.marked and tokens.words[found.start] != "in"
        )
    if not found.marked or tokens.words[found.end] in DESCRIBED:
        return False
    if licence is Licence.PREPOSITION:
        return not _describes(tokens, found)
    return _is_year(tokens, found)


def _is_attribute(tokens: Tokens, found: Expression) -> bool:
    """“The 2023-24 annual report”, “the 2016-23 programme”: years that say which one is meant."""
    anchor, following = found.anchor, tokens.words[found.end]
    if tokens.words[found.anchor_start] != "the" or following in FUNCTION_WORDS:
        return False
    years = anchor.shape == "years" or (
        anchor.shape == "financial-year" and anchor.licence is Licence.PREPOSITION
    )
    return years and not tokens.ends_clause(found.end)


def _is_address(tokens: Tokens, found: Expression) -> bool:
    """“She lives at 5 May Gardens”."""
    at = found.marked and tokens.words[found.start] == "at"
    return at and found.anchor.shape == "day" and tokens.title_case(found.end)


def is_standard(tokens: Tokens, index: int) -> bool:
    """“92% of patients were seen within 18 weeks”: how fast things are, not when one is due."""
    words = tokens.words
    if words[index - 1] in _TREATED:
        return True
    for at in range(index - 1, max(index - _STANDARD_REACH, -1), -1):
        if words[at] in (".", ";", PARAGRAPH):
            return False
        if words[at] in ("%", "cent", "percentage", "proportion"):
            return True
    return False


_STANDARD_REACH = 16
_TREATED = frozenset({"seen", "treated", "diagnosed", "admitted", "discharged", "answered"})


def is_denied(tokens: Tokens, index: int) -> bool:
    """Whether the clause says that it will not be: “will not happen before April”."""
    words = tokens.words
    for at in range(index - 1, max(index - _DENIAL_REACH, -1), -1):
        word = words[at]
        if word in _DENIALS or (word == "t" and words[at - 1] == "'"):
            return True
        if not (word.isalnum() or word in "-'") or word in ("and", "but", "only", "if", "unless"):
            return False
    return False


_DENIAL_REACH = 9
_DENIALS = frozenset({"not", "never", "cannot", "unlikely", "nor"})


def names_an_event(tokens: Tokens, found: Expression) -> bool:
    """“(Before) the March 2025 Budget”: something in that month, no one says on which day."""
    if tokens.words[found.anchor_start] != "the":
        return False
    following = tokens.words[found.end]
    return following in DESCRIBED or (following.isalpha() and tokens.title_case(found.end))


def _is_title(tokens: Tokens, found: Expression) -> bool:
    """“Strategy 2025-2028”, “the Census 2021-22”: a name with years in it."""
    if found.marked or found.start == 0:
        return False
    period = found.anchor.period
    if period is None or not (period.unit == "years" or found.anchor.shape == "financial-year"):
        return False
    if tokens.words[found.start - 1] == "(" and tokens.said_on is not None:
        return period.last < tokens.said_on  # "(Smith et al., 2019-2021)"
    before = found.start - 1
    return (
        tokens.words[before] in CITED
        or (tokens.words[before].isalpha() and tokens.capital(before) and before > 0)
        or tokens.words[before] == "("
    )


def _describes(tokens: Tokens, found: Expression) -> bool:
    """Whether it only describes what follows: "Winter Fuel", "2025/26 prices"."""
    anchor, end = found.anchor, found.end
    following = tokens.words[end]
    if anchor.shape == "financial-year":
        return following in PRICES
    if anchor.shape in ("season", "month", "term"):
        return _is_name(tokens, found)
    return anchor.shape == "weekday" and following in ("to", "-", "and", "&")


def _is_name(tokens: Tokens, found: Expression) -> bool:
    """“Winter Fuel Payment”, “Winter & Sons”, “in spring water”, “before May took office”."""
    words, end = tokens.words, found.end
    following = words[end]
    if following == "&":
        return tokens.title_case(end + 1)
    if not following.isalpha() or following in FUNCTION_WORDS:
        return False
    if tokens.title_case(end):
        return following not in _SPEAKERS
    if tokens.capital(end) or words[end + 1] in _MODALS:
        return False  # "by spring NHS England", "by May trusts will"
    may = words[found.anchor_start] == "may" and found.operator != "in"
    return may or (found.anchor.shape == "season" and words[found.anchor_start] in SEASONS)


_MODALS = frozenset({"will", "would", "should", "shall", "must", "can", "could"})
_SPEAKERS = word_set(
    """
    parliament ministers government i we he she they it the this that these ofsted ofcom nhs
    trusts monitor
    """
)


def _is_year(tokens: Tokens, found: Expression) -> bool:
    """Whether four digits after a preposition are a year and not a count of what follows."""
    words, end = tokens.words, found.end
    following = words[end]
    if words[found.anchor_start] == "the":
        return False  # "the 2025 review"
    if following.isdecimal() and found.bound == "in":
        return words[found.anchor_start - 1] in _STRONG
    if following in PRICES:
        return False
    if following in COUNTED:
        return words[end + 1] in _MODALS and found.bound == "deadline"
    if found.bound == "in" and words[found.anchor_start - 1] not in _STRONG:
        return tokens.ends_clause(end) or following in FUNCTION_WORDS
    return True


def recurs(tokens: Tokens, start: int, end: int) -> bool:
    """Every March, by 31 March each year: a set of days, none of them due."""
    words = tokens.words
    if start > 0 and words[start - 1] in RECURRING:
        return True
    at = end + 1 if words[end] in ("of", "in", "on", "at") else end
    return (
        (words[at] in RECURRING and words[at + 1] in _TIMES_OVER)
        or words[end] in ("annually", "yearly", "ago")
        or (words[at] in ELSEWHERE and words[at + 1] == "year")
    )


_TIMES_OVER = word_set(
    """
    year month week quarter day weekday summer winter spring autumn financial fiscal tax
    academic school calendar term session
    """
)


# What follows "and" or "or" and sets another bound.
_OR_ELSE = {
    "beyond": "from", "onwards": "from", "later": "not-before", "thereafter": "not-before",
    "after": "not-before", "earlier": "deadline", "sooner": "deadline", "before": "deadline",
}  # fmt: skip


def modifier(tokens: Tokens, end: int) -> tuple[str, int] | None:
    """“Onwards”, “at the latest”, “or sooner”: the bound they set, and the place after."""
    words = tokens.words
    at = end + 1 if words[end] == "," else end
    if words[at] in ("onwards", "onward"):
        return "from", at + 1
    if words[at] == "at":
        last = at + 1
        while words[last] in ("the", "very"):
            last += 1
        bound = {"latest": "deadline", "earliest": "not-before"}.get(words[last])
        return (bound, last + 1) if bound else None
    if words[at] in ("and", "or") and words[at + 1] in _OR_ELSE:
        return _OR_ELSE[words[at + 1]], at + 2
    return None
