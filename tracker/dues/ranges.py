"""From one period to another: January to March 2026, between spring and summer."""

from tracker.dues import periods
from tracker.dues.anchors import Anchor, Licence, in_year
from tracker.dues.expressions import Found, expression_at
from tracker.dues.periods import Period
from tracker.dues.tokens import Tokens

_JOINERS = frozenset({"to", "until", "till", "through", "-", "and", "or", "/", "&", "into"})
_LONGEST_LIST = 6
_FIXED_ORDER = frozenset({"-", "/"})


def joined(
    tokens: Tokens, anchor: Anchor, end: int, bound: str, *, marked: bool = True
) -> Found | None:
    """The range that an expression begins: "January to March 2026"; None if it begins none."""
    joiner = tokens.words[end]
    if joiner == "," and marked:
        _lend_in_list(tokens, anchor, end + 1)
    if joiner not in _JOINERS or anchor.event or (anchor.kind and anchor.shape != "day"):
        return None
    if joiner == "-" and tokens.glued(end - 1) != tokens.glued(end):
        return None
    at = _second_start(tokens, end)
    second = expression_at(tokens, at)
    if second is None or not _fits(anchor, second[0], joiner):
        return None
    last, after = second
    if joiner in ("and", "or", "&") and _stand_apart(tokens, anchor, at, after, marked=marked):
        return None
    try:
        whole = _hull(tokens, anchor, last, joiner, bound)
    except (ValueError, OverflowError):
        whole = None
    if whole is not None:
        return whole, after
    if joiner in ("and", "&", "/"):
        _lend(tokens, anchor, last, at, marked=marked)
    return None


def _stand_apart(tokens: Tokens, anchor: Anchor, at: int, after: int, *, marked: bool) -> bool:
    """Whether they are two: "2027 and 2028 respectively"; or none: "the Acts 2022 and 2023"."""
    if tokens.words[after] == "respectively":
        tokens.licensed = at if marked else tokens.licensed
        return True
    return not marked and anchor.licence is Licence.NUMBER


def _lend_in_list(tokens: Tokens, anchor: Anchor, at: int) -> None:
    """In 2025, 2026 and 2027: the preposition is that of each."""
    words, place = tokens.words, at
    for _ in range(_LONGEST_LIST):
        following = expression_at(tokens, place)
        if following is None or _family(following[0]) != _family(anchor):
            return
        tokens.licensed = at
        item, after = following
        if item.period is not None:
            _lend(tokens, anchor, item, at, marked=True)
            return
        if words[after] not in (",", "and", "or", "&"):
            return
        place = after + 2 if words[after + 1] in ("and", "or") else after + 1


def _second_start(tokens: Tokens, end: int) -> int:
    """The place after "and/or", "or in"."""
    words = tokens.words
    at = end + 1
    if words[end] in ("and", "or"):
        at += 2 if words[at] == "/" else 0
        at += words[at] in ("in", "into")
    return at


def _fits(first: Anchor, last: Anchor, joiner: str) -> bool:
    """Whether two expressions can be the ends of one range."""
    family = _family(first)
    if last.event or last.kind is not None or last.licence is Licence.PART:
        return False
    if family == "weekday":
        return False  # "open Monday to Friday"
    if joiner in _FIXED_ORDER:
        return _family(last) == family
    return not (last.licence is Licence.NUMBER and joiner in ("and", "or") and family != "year")


def _family(anchor: Anchor) -> str:
    return "year" if anchor.shape.endswith(("year", "years")) else anchor.shape.rsplit("-", 1)[-1]


def _hull(tokens: Tokens, first: Anchor, last: Anchor, joiner: str, bound: str) -> Anchor | None:
    """From one to the other; two that only stand side by side ("March and June") are two dues."""
    begin, end = _both(tokens, first, last)
    if begin is None or end is None:
        return Anchor("range") if tokens.said_on is None and joiner != "and" else None
    period = periods.hull(begin, end)
    if begin.first > end.first or begin == end:
        return None
    apart = joiner in ("and", "&") and bound != "between"
    if apart and begin.last + periods.A_DAY < end.first:
        return None
    return Anchor("range", period, soft=first.soft or last.soft)


def _both(tokens: Tokens, first: Anchor, last: Anchor) -> tuple[Period | None, Period | None]:
    """Both ends; one that names no year takes it from the other."""
    said_on = tokens.said_on
    if first.period is None and first.yearly is not None and last.period is not None:
        return _latest_before(first, last.view(last.period)), last.view(last.period)
    begin = first.first(said_on, lambda whole: first.view(whole).last)
    if begin is None:
        return None, None
    begin = first.view(begin)
    if last.period is None and last.yearly is not None:
        start = begin.first
        end = last.first(start, lambda whole: last.view(whole).first)
    else:
        end = last.first(said_on, lambda whole: last.view(whole).last)
    return begin, last.view(end) if end is not None else None


def _latest_before(first: Anchor, last: Period) -> Period:
    """The last one that begins no later than the end of the range does."""
    assert first.yearly is not None  # noqa: S101 - asked by the caller
    whole = first.view(first.yearly(last.first.year))
    return whole if whole.first <= last.first else first.view(first.yearly(last.first.year - 1))


def _lend(tokens: Tokens, anchor: Anchor, last: Anchor, at: int, *, marked: bool) -> None:
    """“In March and September 2025”: the year is that of both, and so is the preposition."""
    if marked:
        tokens.licensed = at
    if anchor.yearly is None or last.period is None or _family(anchor) != _family(last):
        return
    try:
        lent = in_year(anchor, last.period.first.year)
    except ValueError:  # "on 29 February and 12 May 2026"
        return
    anchor.period, anchor.yearly, anchor.licence = lent.period, None, Licence.NONE
