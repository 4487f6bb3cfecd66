"""Finds the expressions of time in a text and reads each: the grammar's outermost rule.

    due    = open words | operator expression modifier? | expression modifier?
    range  = expression ("to" | "and" | "or" | "-" ...) expression

Operators and open words: marks.py. Expressions: days.py, months.py,
quarters.py, years.py, parts.py, deictic.py, durations.py, occasions.py; what stands between two
of them: ranges.py; what must stand around them: context.py.
What a bound makes of a period: bounds.py.
"""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from tracker.calendars import OutsideCalendar
from tracker.dues import (  # the modules of readers enter them as they are imported
    days,
    deictic,
    durations,
    months,
    occasions,
    parts,
    periods,
    quarters,
    years,
)
from tracker.dues.anchors import Anchor, Licence
from tracker.dues.bounds import BOUNDS, NEW_YEAR, Reading, deadline_on, open_from
from tracker.dues.context import (
    Expression,
    is_date,
    is_denied,
    is_label,
    is_standard,
    modifier,
    names_an_event,
    recurs,
)
from tracker.dues.deictic import UNIT_NAMES
from tracker.dues.due import Due
from tracker.dues.durations import duration_at
from tracker.dues.expressions import Found, expression_at, first_words
from tracker.dues.marks import FIRST_WORDS, LATER_WORDS, Mark, marks_at
from tracker.dues.occasions import event_at
from tracker.dues.ranges import joined
from tracker.dues.tokens import Tokens
from tracker.dues.words import word_set

_READERS = (days, deictic, durations, months, occasions, parts, quarters, years)
_STARTS = FIRST_WORDS | frozenset(first_words())
# These begin half of all phrases; what follows tells at once that most are not of time.
_FREQUENT = frozenset({"the", "a", "an", "in", "on", "for", "by", "from", "over", "as", "we"})
_HEDGES = word_set(
    """
    around about approximately roughly circa c sometime probably hopefully ideally possibly
    perhaps maybe provisionally originally currently either say nearly almost just only even
    exactly precisely midnight noon cop cob eod
    """
)
_CONTINUES = frozenset(first_words()) | LATER_WORDS | UNIT_NAMES | _HEDGES
_OPEN_BEFORE = {"soon": frozenset({"as", "too", "how", "so"}), "shortly": frozenset({"how"})}
_ADJECTIVE = frozenset({"imminent"})
_CLAUSE_ONLY = frozenset({"immediately", "forthwith", "soonest"})
_SUPERLATIVE_REACH = 5
_SUPERLATIVES = frozenset(
    {"first", "only", "worst", "best", "most", "least", "times", "once", "twice"}
)
_NOT_FROM_NOW = word_set(
    """
    of after before to prior ending ended since ago later earlier when where longer leading up
    following per at for from than preceding
    """
)  # fmt: skip
_EXPECTED = frozenset({"due", "expected", "planned", "scheduled", "anticipated"})


class _Match(NamedTuple):
    """What stands at a place: a due, or words of time that are none; and where it ends."""

    due: Due | None
    end: int


def find_dues(text: str, said_on: date | None) -> list[Due]:
    """Every expression of time in a text that could be the date of a promise, in order.

    ``said_on`` is the day on which the words were said; where it is None, only bounds that need
    no such day are given. Spans do not overlap. Never raises on any text. The rules are those of
    "How a date is read" in the README; ``Due.rule`` names the one that was used.

    >>> [due] = find_dues("All will be digital by the end of 2023.", date(2021, 11, 1))
    >>> due.text, due.latest.isoformat(), due.rule
    ('by the end of 2023', '2023-12-31', 'deadline.end-of-year')
    """
    tokens = Tokens(text, said_on)
    words, found, index = tokens.words, [], 0
    while index < tokens.count:
        word = words[index]
        if (
            not (word in _STARTS or (word < "a" and word.isdecimal()))
            or (word in _FREQUENT and not _leads_on(words, index))
            or (match := _match_at(tokens, index)) is None
        ):
            index += 1
            continue
        if match.due is not None:
            found.append(match.due)
        index = match.end
    return found


def _leads_on(words: list[str], index: int) -> bool:
    """Whether what follows a frequent word could go on as an expression of time."""
    following = words[index + 1]
    if following == "the":
        following = words[index + 2]
    return following in _CONTINUES or following.isdecimal()


def _match_at(tokens: Tokens, index: int) -> _Match | None:
    """What begins at a place: the longest operator or open phrase first, then a bare expression."""
    for mark in marks_at(tokens.words, index):
        match = _HANDLERS[mark.name](tokens, index, mark)
        if match is not None:
            return match
    if tokens.skip_to > index:
        return _Match(None, tokens.skip_to)
    return _bare(tokens, index)


def _open_words(tokens: Tokens, index: int, mark: Mark) -> _Match | None:
    """In due course, shortly, when parliamentary time allows (9)."""
    word, end = tokens.words[index], index + mark.length
    if mark.length == 1:
        if tokens.words[index - 1] in _OPEN_BEFORE.get(word, ()) or tokens.words[end] == "-":
            return None
        if word in _ADJECTIVE and not tokens.ends_clause(end):
            return None  # "an imminent risk"
        if word in _CLAUSE_ONLY and not tokens.ends_clause(end):
            return None  # "not immediately clear"
    return _Match(_due(tokens, index, end, open_from(tokens.said_on), "open.words"), end)


def _open_event(tokens: Tokens, start: int, end: int) -> _Match:
    return _Match(_due(tokens, start, end, open_from(tokens.said_on), "open.event"), end)


def _due(
    tokens: Tokens,
    start: int,
    end: int,
    reading: Reading,
    rule: str,
    *,
    soft: bool = False,
    counted: bool = False,
) -> Due:
    first, last = tokens.folded.span(tokens.starts[start], tokens.ends[end - 1])
    return Due(
        first, last, tokens.text[first:last], reading.earliest, reading.latest, reading.kind,
        reading.edtf, soft, counted, rule, reading.start_by,
    )  # fmt: skip


def _operated(tokens: Tokens, index: int, mark: Mark) -> _Match | None:
    """An operator with the expression or the event that it governs."""
    at = _past_hedges(tokens, index + mark.length)
    if mark.name == "in":
        match = _in_so_long(tokens, index, at)
        if match is not None:
            return match
    found = _governed(tokens, at, mark.name)
    if found is None:
        return _undated_event(tokens, index, at, mark)
    anchor, end = found
    return _read(tokens, Expression(index, at, anchor, end, mark.name, mark.name, marked=True))


def _past_hedges(tokens: Tokens, index: int) -> int:
    """The place after "around", "approximately", "sometime in"."""
    words = tokens.words
    at = index
    while words[at] in _HEDGES and at < index + 3:
        at += 1
    if at > index and words[at] in ("in", "on", "at"):
        at += 1
    return at


def _governed(tokens: Tokens, at: int, bound: str) -> Found | None:
    """The expression after an operator; "from 2024 to 2025" is two years, not a financial one."""
    words = tokens.words
    pair = (words[at], words[at + 2]) if words[at + 1] == "to" else ()
    if bound == "from" and pair and all(len(word) == 4 and word.isdecimal() for word in pair):
        return Anchor("year", periods.of_year(int(words[at]))), at + 1
    return expression_at(tokens, at)


def _undated_event(tokens: Tokens, index: int, at: int, mark: Mark) -> _Match | None:
    """“After the inquiry reports”, “once the Bill is passed”, “at the next election”."""
    first = tokens.words[index]
    clause = mark.name == "once" and first not in ("upon", "pending")
    if first == "following" and tokens.words[at] not in ("royal", "commencement", "enactment"):
        return None  # "following the review" tells what has happened
    if mark.name == "in":
        if first not in ("at", "on") or not _set_event(tokens, first, at):
            return None
    elif mark.name not in ("after", "before", "once") and first not in ("until", "by"):
        return None
    elif first == "by" and tokens.words[at - 1] == "by" and not _set_event(tokens, "at", at):
        return None  # "by the review" names who, not when
    end = event_at(tokens, at, clause=clause)
    return _open_event(tokens, index, end) if end is not None else None


def _set_event(tokens: Tokens, first: str, at: int) -> bool:
    """“On completion of the works”, “at the next general election”: events that come once."""
    words = tokens.words
    if first == "on":
        return words[at] in ("completion", "conclusion", "commencement", "publication", "enactment")
    if words[at] in ("the", "a") and words[at + 1] == "next":
        return True
    return "election" in words[at : at + 4] or words[at] in ("completion", "conclusion")


def _since(tokens: Tokens, index: int, mark: Mark) -> _Match | None:
    """A past start is no due, nor is the year in it."""
    found = expression_at(tokens, index + mark.length)
    return _Match(None, found[1]) if found is not None else None


def _between(tokens: Tokens, index: int, mark: Mark) -> _Match | None:
    """Between November and February."""
    at = index + mark.length
    found = expression_at(tokens, at)
    if found is None:
        return None
    whole = found if found[0].shape == "days" else joined(tokens, *found, bound="between")
    if whole is None:
        return None
    anchor, end = whole
    return _read(tokens, Expression(index, at, anchor, end, "between", "between", marked=True))


def _within(tokens: Tokens, index: int, mark: Mark) -> _Match | None:
    """Within six months, within weeks, within three months of Royal Assent."""
    at = _past_hedges(tokens, index + mark.length)
    words = tokens.words
    whole = words[at] == "the" and words[at + 1] in ("year", "month", "week", "decade")
    if whole and words[at + 2] not in ("to", "ending", "ahead", "after"):
        duration = durations.Duration(1, 1, words[at + 1], soft=True)
        return _within_so_long(tokens, index, duration, at + 2)
    found = duration_at(tokens, at)
    if found is not None:
        if is_standard(tokens, index):
            return _Match(None, found[1])
        return _within_so_long(tokens, index, *found)
    governed = expression_at(tokens, at)
    if governed is None:
        return None
    anchor, end = governed
    if anchor.licence is Licence.PREPOSITION and anchor.shape == "month":
        return None
    bound = "in" if anchor.kind and "coming" in words[at : at + 2] else "within"
    return _read(tokens, Expression(index, at, anchor, end, bound, bound, marked=True))


def _within_so_long(
    tokens: Tokens, index: int, duration: durations.Duration, end: int
) -> _Match | None:
    words = tokens.words
    rule = f"within.{duration.shape}"
    said_on: date | None = tokens.said_on
    if words[end] in ("of", "from", "after", "following"):
        if words[end + 1] in ("now", "today"):
            end += 2
        else:
            return _within_of(tokens, index, duration, end)
    elif words[end] in ("before", "prior"):
        return None
    reading = Reading(None, None, "deadline", None)
    if said_on is not None:
        try:
            reading = deadline_on(duration.after(said_on), said_on)
        except OutsideCalendar:
            pass  # working days beyond the table of bank holidays: a deadline, its day not known
        except (ValueError, OverflowError):
            return None
    due = _due(tokens, index, end, reading, rule, soft=duration.soft, counted=True)
    return _Match(due, end)


def _within_of(tokens: Tokens, index: int, duration: durations.Duration, at: int) -> _Match | None:
    """“Of Royal Assent”, “of 1 April 2025”: counted from there; from anything else, not at all."""
    found = expression_at(tokens, at + 1)
    if found is None:
        end = event_at(tokens, at + 1)
        return _open_event(tokens, index, end) if end is not None else _Match(None, at)
    anchor, end = found
    if anchor.event:
        return _open_event(tokens, index, end)
    period = anchor.first(tokens.said_on, lambda whole: anchor.view(whole).last)
    if period is None or duration.vague:
        return _Match(None, end)
    try:
        reading = deadline_on(duration.after_period(anchor.view(period)), tokens.said_on)
    except (ValueError, OverflowError):
        return _Match(None, end)
    return _Match(_due(tokens, index, end, reading, "within.of-a-date"), end)


def _in_so_long(tokens: Tokens, index: int, at: int) -> _Match | None:
    """In six months, in 10 days' time, in a few weeks: not "the first time in ten years"."""
    words = tokens.words
    if words[index] != "in" or at != index + 1:
        return None
    found = duration_at(tokens, at)
    if found is None or found[0].bare:
        return None
    duration, end = found
    in_time = durations.after_time(tokens, end)
    if words[end : end + 2] in (["from", "now"], ["from", "today"]):
        in_time = end + 2
    if in_time is None and not _counts_from_now(tokens, index, duration, end):
        return _Match(None, end)
    end = in_time or end
    try:
        anchor = durations.offset(tokens, duration)
    except (ValueError, OverflowError):
        return _Match(None, end)
    return _read(tokens, Expression(index, at, anchor, end, "in", "in", marked=True))


def _counts_from_now(tokens: Tokens, index: int, duration: durations.Duration, end: int) -> bool:
    words = tokens.words
    before = words[max(0, index - _SUPERLATIVE_REACH) : index]
    if any(word in _SUPERLATIVES or (word.endswith("est") and len(word) > 4) for word in before):
        return False
    if words[end] in _NOT_FROM_NOW or words[end] == "-":
        return False
    return duration.most > 1 or tokens.ends_clause(end)


def _bare(tokens: Tokens, index: int) -> _Match | None:
    """An expression with no word before it that says that it is a time."""
    if tokens.words[index].isdecimal() and tokens.glued_to_left(index):
        return None
    found = expression_at(tokens, index)
    if found is None:
        return _Match(None, tokens.skip_to) if tokens.skip_to > index else None
    anchor, end = found
    marked = index == tokens.licensed or is_label(tokens, index, anchor, end)
    return _read(tokens, Expression(index, index, anchor, end, "in", "in", marked=marked))


def _read(tokens: Tokens, found: Expression) -> _Match | None:
    """The due of an expression, with what follows it: a range, "onwards", "at the latest"."""
    found = _with_range(tokens, found)
    if tokens.words[found.end] == "'" and tokens.words[found.end + 1] == "s":
        return _possessive(tokens, found)
    found, bounded = _with_modifier(tokens, found)
    if not is_date(tokens, bounded):
        known = found.anchor.period is not None or found.anchor.shape == "day"
        return _Match(None, found.end) if found.marked and known else None
    if found.anchor.event:
        at = tokens.words[found.start] == "at" or found.bound != "in"
        return _open_event(tokens, found.start if at else found.anchor_start, found.end)
    if recurs(tokens, found.start, found.end):
        return _Match(None, found.end)
    return _resolved(tokens, found)


def _with_range(tokens: Tokens, found: Expression) -> Expression:
    """The expression up to the end of the range that it begins, if it begins one."""
    if found.bound == "between":
        return found
    whole = joined(tokens, found.anchor, found.end, found.bound, marked=found.marked)
    if whole is None:
        return found
    bound = {"from": "between"}.get(found.bound, found.bound)
    if bound == "before" and found.anchor.edge == "end":
        bound = "deadline"  # "before the end of March or April"
    anchor, end = whole
    return found._replace(anchor=anchor, end=end, bound=bound)


def _with_modifier(tokens: Tokens, found: Expression) -> tuple[Expression, Expression]:
    """The expression with "onwards" or "at the latest" after it; and as it was, to be judged."""
    changed = modifier(tokens, found.end)
    if changed is None:
        return found, found
    bound, end = changed
    judged = found._replace(marked=True)
    if found.bound not in ("in", "deadline", bound):
        return found, judged
    return found._replace(bound=bound, end=end), judged


def _resolved(tokens: Tokens, found: Expression) -> _Match:
    anchor, bound, end = found.anchor, found.bound, found.end
    if bound in ("once", "after"):
        bound = "from" if anchor.shape in ("return-of-parliament", "dated-event") else "after"
    if names_an_event(tokens, found):
        bound = {"before": "deadline", "after": "from"}.get(bound, bound)
    elif bound == "from" and anchor.shape == "days":
        bound = "between"  # "from 9 to 13 June"
    if found.operator in ("before", "deadline") and is_denied(tokens, found.start):
        if found.operator == "deadline" and tokens.words[found.start] not in ("until", "till"):
            return _Match(None, end)  # "will not be delivered by March"
        if found.operator == "before":
            bound = "not-before"  # "we do not expect to publish before the summer"
    try:
        reading = BOUNDS[bound](anchor, tokens.said_on)
    except (ValueError, OverflowError):  # outside years 1 to 9999, or a part that is not there
        return _Match(None, end)
    if tokens.said_on is not None and reading.earliest is reading.latest is None:
        return _open_event(tokens, found.start, end)  # no table knows it
    soft = anchor.soft and (anchor.shape != NEW_YEAR or bound == "in")
    rule = f"{_bound_name(bound, reading)}.{_shape_name(anchor)}"
    return _Match(
        _due(tokens, _start(tokens, found), end, reading, rule, soft=soft, counted=anchor.counted),
        end,
    )


def _start(tokens: Tokens, found: Expression) -> int:
    """Where the span begins: at the operator that sets the bound, else after "in" and "on" (19)."""
    if found.operator == "in" and not found.anchor.keeps_preposition:
        return found.anchor_start
    if tokens.words[found.start] in _EXPECTED:
        return found.start + 1  # "expected in the coming weeks"
    return found.start


def _bound_name(bound: str, reading: Reading) -> str:
    if bound in ("in", "between"):
        return "on" if reading.kind == "precise" else "in"
    return bound


def _shape_name(anchor: Anchor) -> str:
    return anchor.shape if anchor.edge is None else f"{anchor.edge}-of-{anchor.shape}"


def _possessive(tokens: Tokens, found: Expression) -> _Match | None:
    """“This year's Autumn Budget” is the Budget's day; “next year's allocations” is a name."""
    end = found.end
    if found.anchor.shape == "day" and found.anchor.counted:
        return _Match(None, end)
    if tokens.words[end + 2] == "end" and found.anchor.edge is None:
        found.anchor.edge, found.anchor.licence = "end", Licence.NONE
        return _read(tokens, found._replace(end=end + 3))
    follows = expression_at(tokens, end + 2)
    if follows is None or not follows[0].shape.startswith(("fiscal", "recess")):
        return _Match(None, end + 2)
    anchor, after = follows
    if anchor.event:
        return _open_event(tokens, found.start, after)
    return _read(tokens, found._replace(anchor=anchor, end=after))


_Handler = Callable[[Tokens, int, Mark], _Match | None]
_HANDLERS: dict[str, _Handler] = {
    "open": _open_words,
    "within": _within,
    "between": _between,
    "since": _since,
    **dict.fromkeys(
        ("in", "deadline", "in-time", "not-before", "before", "from", "after", "once"), _operated
    ),
}
