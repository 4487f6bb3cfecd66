"""What happened in a case, as a letter tells it: only what is recorded, and how it is known."""

from collections.abc import Iterator
from typing import Final

from tracker import wording
from tracker.foi.clock import CaseDeadline
from tracker.foi.grounds import provision_of
from tracker.foi.letters.letter import address
from tracker.foi.letters.wording import day
from tracker.foi.model import Case, Event, Ground
from tracker.foi.rules import BASIS_WORDS, STATED_BY_THE_BODY, STATUTORY
from tracker.foi.vocabulary import EVENT_TYPES
from tracker.wording import plain, quoted

# Ours alone: remarks and looks are no part of the correspondence.
_NOT_TOLD: Final = frozenset({"drafted", "checked", "note"})
_UNTIL: Final = dict.fromkeys(("decision_notice", "tribunal_decision"), "to be complied with by")
_KNOWN: Final = {
    "observed": "",
    "confirmed": "",
    "inferred": " (inferred, not seen)",
    "stated": " (as told by others)",
}


def told(case: Case) -> Iterator[str]:
    """The events of a case in order, a line each."""
    for event in case.events:
        if event.type not in _NOT_TOLD:
            yield f"{wording.capital(when(event))}: {_what(event)}{_KNOWN[event.known]}."


def when(event: Event) -> str:
    """The day of an event, as it is known."""
    if event.on is None:
        return "day not known"
    return wording.day_words(event.on.isoformat(), event.precision)


def outcome_words(event: Event) -> str:
    """What a reply or decision came to, in words."""
    return (event.outcome or "").replace("_", " ")


def last_day(what: str, limit: CaseDeadline) -> str:
    """When something was due, and how that was counted.

    Of a day that no law sets only the day is told: of such a day nothing is late.
    """
    if limit.basis == STATED_BY_THE_BODY:
        return f"The last day for {what}, as the body itself named it: {day(limit.due)}."
    counted = limit.explanation
    if limit.basis != STATUTORY and limit.alternative:
        counted = f"{day(limit.late_after)} ({BASIS_WORDS[limit.basis]}: {limit.citation})."
    return f"The last day for {what}, as we count it: {counted}"


def ground_words(ground: Ground, regime: str) -> str:
    """A ground with its name: "s.22 (intended for future publication)"."""
    listed = provision_of(ground.provision, regime)
    named = (
        f"{ground.provision} ({listed.name})"
        if listed and listed.name != ground.provision
        else ground.provision
    )
    return f"{named}, for a part" if ground.scope == "part" else named


def reference(case: Case, whose: str) -> str:
    """What a letter calls the request: subject, the body's reference, where it can be read."""
    parts = [quoted(plain(case.subject))]
    if case.reference:
        parts.append(f"{whose} reference {plain(case.reference)}")
    if case.url:
        parts.append(f"to be read at {address(case.url)}")
    return ", ".join(parts)


def _what(event: Event) -> str:
    parts = [EVENT_TYPES[event.type].words.partition(" (")[0]]  # the section is that of one Act
    if event.outcome:
        parts.append(outcome_words(event))
    if event.grounds:
        parts.append("on " + "; ".join(ground.provision for ground in event.grounds))
    if event.until:
        parts.append(f"{_UNTIL.get(event.type, 'until')} {day(event.until)}")
    if event.promise:
        parts.append(f"publication announced: {quoted(plain(event.promise.due_phrase))}")
    if event.reference:
        parts.append(f"reference {plain(event.reference)}")
    return ", ".join(parts)
