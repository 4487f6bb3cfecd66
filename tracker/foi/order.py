"""Events that cannot have happened so: out of order, to come, or an answer without its question.

Only what is known to the day is held against other days: a month or a year is no fault.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from tracker.foi.model import Case, Event
from tracker.wording import day_words, when_words

Fault = tuple[int, str]  # the index of the event, and what is wrong and what to do

# Nothing happens by these: they may stand anywhere.
_REMARKS: Final = frozenset({"note"})
_BEFORE_IT_IS_SENT: Final = frozenset({"drafted", "checked", *_REMARKS})
_REQUESTS: Final = frozenset({"sent", "received"})

# What an event answers, and what to do where nothing before it asks for it.
_ANSWERS: Final = {
    "clarification_sent": ("clarification_requested", "record who asked for it first, or a note"),
    "fee_paid": ("fees_notice", "record the fees notice first, or mend the type"),
    "internal_review_outcome": (
        "internal_review_requested", "record the request for the review first, or mend the type",
    ),
    "tribunal_decision": ("tribunal_appeal", "record the appeal first, or mend the type"),
}  # fmt: skip
# Of other people's cases often only the end is known.
_END_ALONE: Final = frozenset({"tribunal_decision"})
# What happens once, and what to do about a second one.
_ONCE: Final = {
    "sent": "record the second as resent, and whether the clock begins anew (resets)",
    "received": "keep the true one and make the other a note",
    "fees_notice": "keep the one that was paid, or the newer, and make the other a note",
}
# Events with which a clock begins, so that these may come again.
_ANEW: Final = {
    "resent": frozenset(_ONCE),
    "clarification_sent": frozenset({"fees_notice", "received"}),
    "internal_review_requested": frozenset({"received"}),
}


def faults(case: Case, *, as_of: date) -> list[Fault]:
    """What cannot be in the events of a case, by event: its index, and a sentence about it.

    ``as_of`` is the day of the look: nothing can have happened after it. Empty where all is well.
    """
    found = {fault for check in _CHECKS for fault in check(case, as_of)}
    return sorted(found)


def _out_of_order(case: Case, _as_of: date) -> Iterator[Fault]:
    newest: Event | None = None
    for index, event in enumerate(case.events):
        day = day_of(event)
        if day is None:
            continue
        if newest is not None and newest.on is not None and day < newest.on:
            yield _fault(
                case, index,
                f"it stands after {newest.type} of {_day(newest.on)}, which is later",
                "mend the day, or put it at its place",
            )  # fmt: skip
        else:
            newest = event


def _to_come(case: Case, as_of: date) -> Iterator[Fault]:
    for index, event in enumerate(case.events):
        if event.on is not None and event.on > as_of:
            yield _fault(case, index, f"that is after {_day(as_of)}", "mend the day")


def _before_the_request(case: Case, _as_of: date) -> Iterator[Fault]:
    first = next((at for at, event in enumerate(case.events) if event.type in _REQUESTS), 0)
    for index, event in enumerate(case.events[:first]):
        if event.type not in _BEFORE_IT_IS_SENT:
            request = case.events[first]
            yield _fault(
                case, index,
                f"it stands before the request ({request.type} {_when(request)})",
                "mend the day, or put it at its place",
            )  # fmt: skip


def _unasked(case: Case, _as_of: date) -> Iterator[Fault]:
    open_questions: set[str] = set()
    for index, event in enumerate(case.events):
        open_questions.add(event.type)
        if event.type not in _ANSWERS:
            continue
        question, what_to_do = _ANSWERS[event.type]
        if question in open_questions:
            open_questions.remove(question)
        elif case.followed or event.type not in _END_ALONE:
            yield _fault(case, index, f"no {question} that is still open before it", what_to_do)


def _twice(case: Case, _as_of: date) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, event in enumerate(case.events):
        seen -= _ANEW.get(event.type, frozenset())
        if event.type in seen and event.type in _ONCE:
            yield _fault(case, index, f"there is a {event.type} already", _ONCE[event.type])
        seen.add(event.type)


def _after_the_withdrawal(case: Case, _as_of: date) -> Iterator[Fault]:
    withdrawn = False
    for index, event in enumerate(case.events):
        if withdrawn and event.type not in _REMARKS:
            yield _fault(
                case, index, "the request was withdrawn before it",
                "mend the withdrawal, or make it a note",
            )  # fmt: skip
        withdrawn = withdrawn or event.type == "withdrawn"


def _days_named(case: Case, _as_of: date) -> Iterator[Fault]:
    """A day that an event sets for later lies after the event."""
    for index, event in enumerate(case.events):
        day = day_of(event)
        named = {
            "until": event.until,
            "the day named for publication": min(
                (one.anticipated_publication for one in event.grounds
                 if one.anticipated_publication),
                default=None,
            ),
            "the last day of its promise": event.promise.due_latest if event.promise else None,
        }  # fmt: skip
        for name, value in named.items():
            if day is not None and value is not None and value < day:
                yield _fault(case, index, f"{name}, {_day(value)}, lies before it", "mend the day")


_CHECKS: Final[tuple[Callable[[Case, date], Iterator[Fault]], ...]] = (
    _out_of_order, _to_come, _before_the_request, _unasked, _twice, _after_the_withdrawal,
    _days_named,
)  # fmt: skip


# ------------------------------------------------------------------------------------ words


def day_of(event: Event) -> date | None:
    """The day of an event; None where only the month or the year is known, or nothing."""
    return event.on if event.precision == "day" else None


def _fault(case: Case, index: int, what: str, do: str) -> Fault:
    event = case.events[index]
    return index, f"the {_ordinal(index + 1)} event, {event.type} {_when(event)}: {what} - {do}"


def _when(event: Event) -> str:
    return when_words(event.on.isoformat() if event.on else None, event.precision)


def _day(day: date) -> str:
    return day_words(day.isoformat())


_TEENS: Final = range(11, 14)


def _ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    teen = number % 100 in _TEENS
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
