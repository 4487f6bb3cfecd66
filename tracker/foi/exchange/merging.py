"""Two tellings of one case made one: ours, and what a file says.

Nothing that is recorded here is lost or written over: the file fills what we lack and adds what we
do not know. The same event is one where both have it, however much either says of it.
"""

from collections.abc import Iterator, Sequence
from operator import eq
from typing import Any, Final

from pydantic import ValidationError

from tracker.days import last_day
from tracker.foi.model import Case, CaseCommitment, Event
from tracker.foi.vocabulary import EVENT_TYPES
from tracker.wording import day_words

# Of a case: which field says more than another that is empty. The rest is joined, or ours alone.
_FILLED: Final = (
    "body", "reference", "url", "parent", "private_note", "requester", "school_closed",
)  # fmt: skip
_TOLD_IF_OTHER: Final = {"subject": "subject", "authority": "authority", "regime": "regime"}
# Of an event: what may not differ where two are to be the same letter.
_FIRM: Final = ("outcome", "until", "resets", "reference", "sha256", "promise")
_FILLABLE: Final = (
    "channel", "outcome", "until", "resets", "reference", "url", "sha256", "note", "grounds",
    "promise",
)  # fmt: skip
_FIRST: Final = frozenset({"drafted", "sent", "received"})
_REPLIES: Final = frozenset({"response", "refusal_notice"})
# What a message is was told by the requester to another site, or worked out: a later word replaces
# it. What a person has seen or confirmed stays.
_TOLD_BY_OTHERS: Final = frozenset({"stated", "inferred"})
Pair = tuple[int, int]  # the places of two events that are one: ours, theirs


def merged(ours: Case, theirs: Case, taken_back: Sequence[Event] = ()) -> tuple[Case, list[str]]:
    """The case as we and a file have it together, and lines about what differs.

    ``taken_back`` are events that a person took back here: they do not return.
    """
    fields = {name: getattr(ours, name) for name in type(ours).model_fields}
    fields |= {name: getattr(theirs, name) for name in _FILLED if not fields[name]}
    if ours.requester_kind == "unknown":
        fields["requester_kind"] = theirs.requester_kind
    elif ours.requester is None:
        fields["requester"] = None  # theirs is of another kind: whose name it is, is not clear
    fields["school"] = ours.school or theirs.school
    fields["commitments"] = _joined(ours.commitments, theirs.commitments)
    events, told = join_events(ours.events, theirs.events, taken_back)
    fields["events"] = tuple(events)
    return Case.model_validate(fields), [*_differences(ours, theirs), *told]


def _differences(ours: Case, theirs: Case) -> Iterator[str]:
    for name, words in _TOLD_IF_OTHER.items():
        here, there = getattr(ours, name), getattr(theirs, name)
        if here != there:
            yield f"{words}: “{here}” stays; the file has “{there}”"


def _joined(
    ours: Sequence[CaseCommitment], theirs: Sequence[CaseCommitment]
) -> tuple[CaseCommitment, ...]:
    known = {link.slug for link in ours}
    return (*ours, *(link for link in theirs if link.slug not in known))


# ------------------------------------------------------------------------------ events


def join_events(
    ours: Sequence[Event], theirs: Sequence[Event], taken_back: Sequence[Event] = ()
) -> tuple[list[Event], list[str]]:
    """Events of two tellings in one list, each once, and lines about what differs."""
    theirs = _without(theirs, taken_back)
    pairs = _paired(ours, theirs)
    told: list[str] = []
    joined = list(ours)
    for here, there in pairs:
        joined[here] = completed(ours[here], theirs[there])
        told += _told(joined[here], theirs[there])
    known = {there for _, there in pairs}
    for there, event in enumerate(theirs):
        if there not in known:
            joined = at_its_place(joined, event)
    return joined, told


def find_same(events: Sequence[Event], event: Event) -> int | None:
    """The place of the event that is this one, with less or more said of it; None if new."""
    pairs = _paired(events, [event])
    return pairs[0][0] if pairs else None


def completed(ours: Event, theirs: Event) -> Event:
    """An event with what the other telling adds; where they differ, ours stays."""
    fields = {name: getattr(ours, name) for name in type(ours).model_fields}
    fields |= {name: getattr(theirs, name) for name in _FILLABLE if fields[name] in (None, ())}
    if _yields(ours, theirs):
        fields |= {name: getattr(theirs, name) for name in ("type", "outcome", "known")}
    if _is_exacter(theirs, ours):
        fields |= {"on": theirs.on, "precision": theirs.precision}
    try:
        return Event.model_validate(fields)
    except ValidationError:  # what the one holds, an event of the other's type cannot have
        return ours


def _without(events: Sequence[Event], taken_back: Sequence[Event]) -> list[Event]:
    """The events but for those that were taken back, as often as they were."""
    back, kept = list(taken_back), []
    for event in events:
        gone = next((one for one in back if _same_message(one, event) or one == event), None)
        if gone is None:
            kept.append(event)
        else:
            back.remove(gone)
    return kept


def _paired(ours: Sequence[Event], theirs: Sequence[Event]) -> list[Pair]:
    """Which events of ours are which of theirs; what is surest is paired first."""
    pairs: dict[int, int] = {}  # theirs, ours
    for test in (eq, _same_message, _same_letter, _same_reply):
        for there, event in enumerate(theirs):
            here = next(
                (at for at, one in enumerate(ours)
                 if at not in pairs.values() and test(one, event)),
                None,
            )  # fmt: skip
            if there not in pairs and here is not None:
                pairs[there] = here
    return sorted((here, there) for there, here in pairs.items())


def _same_message(one: Event, other: Event) -> bool:
    """Whether both name the address of the very message."""
    return one.url is not None and "#" in one.url and one.url == other.url


def _same_letter(one: Event, other: Event) -> bool:
    """Whether both may be the same thing on the same day: neither denies what the other says."""
    return _same_kind(one, other) and _same_time(one, other) and not _contradict(one, other)


def _same_reply(one: Event, other: Event) -> bool:
    """Whether both are the reply of one day, which at least one of them knows only from others."""
    told = one.known in _TOLD_BY_OTHERS or other.known in _TOLD_BY_OTHERS
    replies = {one.type, other.type} <= _REPLIES and told
    return replies and one.on is not None and one.on == other.on and not _two_messages(one, other)


def _same_kind(one: Event, other: Event) -> bool:
    types = {one.type, other.type}
    if "note" in types:
        return len(types) == 1 and one.note == other.note
    if len(types) == 1 or types <= _REPLIES:
        return True
    read = other if _is_unread(one) else one if _is_unread(other) else None
    return read is not None and EVENT_TYPES[read.type].actor == "authority"


def _is_unread(event: Event) -> bool:
    """Whether it is a letter from the body of which nobody has said what it is."""
    return event.type == "response" and not (event.outcome or event.grounds or event.promise)


def _same_time(one: Event, other: Event) -> bool:
    same = one.on is not None and one.on == other.on and one.precision == other.precision
    return same or _is_exacter(one, other) or _is_exacter(other, one)


def _is_exacter(one: Event, other: Event) -> bool:
    """Whether one is known to the day, and the other to the month or year that the day is in."""
    if one.on is None or other.on is None or one.precision != "day":
        return False
    return other.precision in ("month", "year") and (
        other.on <= one.on <= last_day(other.on, other.precision)
    )


def _contradict(one: Event, other: Event) -> bool:
    return (
        _two_messages(one, other)
        or any(_differ(one, other, name) for name in _FIRM)
        or (_differ(one, other, "grounds"))
    )


def _differ(one: Event, other: Event, name: str) -> bool:
    here, there = getattr(one, name), getattr(other, name)
    empty: tuple[Any, ...] = (None, ())
    return here not in empty and there not in empty and here != there


def _two_messages(one: Event, other: Event) -> bool:
    return _differ(one, other, "url")


def _yields(ours: Event, theirs: Event) -> bool:
    """Whether the other's word for it counts: ours is none yet, or only what others said of it."""
    told = ours.known in _TOLD_BY_OTHERS and not ours.grounds and ours.promise is None
    return _is_unread(ours) or (told and not _is_unread(theirs))


def at_its_place(events: Sequence[Event], event: Event) -> list[Event]:
    """The events with one more: after all that may have come before it; without a day, last."""
    place = len(events)
    if event.on is not None:
        # Of what is known to the month only the request itself is thought of as early in it.
        end = event.on if event.type in _FIRST else last_day(event.on, event.precision)
        later = [at for at, one in enumerate(events) if one.on is not None and one.on > end]
        place = min(later, default=place)
    return [*events[:place], event, *events[place:]]


def _told(joined: Event, theirs: Event) -> Iterator[str]:
    if joined.type != theirs.type or _differ(joined, theirs, "outcome"):
        day = theirs.on.isoformat() if theirs.on else None
        yield (
            f"the {_called(joined)} of {day_words(day, theirs.precision)} stays as it is here; "
            f"the file calls it {_called(theirs)}"
        )


def _called(event: Event) -> str:
    return f"{event.type} ({event.outcome})" if event.outcome else event.type
