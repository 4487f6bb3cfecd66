"""Which known commitments a statement may be about, and what accepting it would do to each."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from tracker.days import last_day
from tracker.resolve import Index, Match
from tracker.resolve.bodies import bodies_of
from tracker.resolve.names import name_of
from tracker.wording import day_words, number_words, when_words

Row = dict[str, Any]
# Below it, a likeness is not worth an editor's look.
LIKELY: Final = 0.6
SURELY: Final = 0.8  # that likely, and the same deed, date and day: on record already
MOST_LINKS: Final = 3
_FAMILY: Final = {
    "reaffirmed": "promised", "slipped": "promised", "brought_forward": "promised",
    "resumed": "promised", "paused": "promised", "partially_delivered": "delivered",
}  # fmt: skip
Events = Mapping[str, list[Row]]


def near(row: Row, index: Index) -> list[Match]:
    """The commitments that a statement may be about, the best first.

    ``row`` is one of ``db.suggestions.waiting``.
    """
    if name_of(row["deliverable"]).bare:
        return []  # "the report" of another page is another report
    matches = index.nearest(row["deliverable"], row["quote"], who(row), limit=MOST_LINKS)
    exact = [match for match in matches if match.same_name and match.score >= SURELY]
    return exact or matches


def links(row: Row, matches: list[Match], events: Events) -> list[Row]:
    """The suggestions of a statement that a known commitment gets, the best first.

    ``matches`` are those of ``near``, ``events`` at least those of the commitments in question in
    the order in which they count.
    """
    found = [_link(row, match, events.get(str(match.key), [])) for match in matches]
    likely = [one for one in found if one["score"] >= LIKELY]
    return sorted(likely, key=lambda one: -one["score"])


def _link(row: Row, match: Match, events: list[Row]) -> Row:
    """A match as a suggestion: one more source of an event, or an event of its own."""
    score, why = _weighed(row, match, events)
    known = next((event for event in events if score >= SURELY and is_same(event, row)), None)
    return {
        "kind": "same" if known else "link",
        "commitment": match.key,
        "event_id": known["id"] if known else None,
        "score": score,
        "why": f"{why}; {_effect(row, events, known)}",
    }


def who(row: Row) -> str | None:
    """Whom a statement is about: the actor, or whose page it is where that names nobody."""
    actor: str | None = row["actor"]
    return actor if bodies_of(actor) else row["body"]


def _weighed(row: Row, match: Match, events: list[Row]) -> tuple[float, str]:
    """The likeness of a match, less where it would be "a new plan" after that plan had ended."""
    first = (row["deliverable"] or "").lower().split()[:1]
    over = bool(events) and events[-1]["event"] in _ENDS and _is_after(row, events[-1])
    if over and first and first[0] in _NEXT:
        why = f"“{first[0]}”, said after that one was {events[-1]['event']}; {match.why}"
        return match.score * _HARDLY, why
    return match.score, match.why


_NEXT: Final = frozenset({"new", "next", "second", "successor", "future"})
_HARDLY: Final = 0.7


def is_same(event: Row, statement: Row) -> bool:
    """Whether an event says what a statement says: the same deed, date and day of saying."""
    family = _FAMILY.get(event["event"], event["event"])
    if family != _FAMILY.get(statement["event"], statement["event"]):
        return False
    if family == "promised" and not _same_due(event, statement):
        return False
    if statement.get("url") in event["urls"]:
        return True
    return _same_day(event, statement)


def _same_due(event: Row, statement: Row) -> bool:
    dated = event["due_latest"] or event["start_by"]
    if dated:
        return bool(dated == (statement["due_latest"] or statement["start_by"]))
    return not (statement["due_latest"] or statement["start_by"])


def _same_day(event: Row, statement: Row) -> bool:
    if event["made_on"] is None or statement["said_on"] is None:
        return event["made_on"] is None and statement["said_on"] is None
    first = date.fromisoformat(event["made_on"])
    said = date.fromisoformat(statement["said_on"])
    return first <= said <= last_day(first, event["made_on_precision"])


def _effect(row: Row, events: list[Row], known: Row | None) -> str:
    """What accepting it would do to the record, in words."""
    if known is not None:
        when = when_words(known["made_on"], known["made_on_precision"])
        return f"on record already, as {'done' if row['event'] == 'delivered' else 'said'} {when}"
    if row["said_on"] is None:
        return "nobody tells when it was said: it would stand before all that is dated"
    if row["event"] in _ENDS:
        return _end(row, events)
    move = _move(row, _standing_before(events, row["said_on"]))
    if events and events[-1]["event"] in _ENDS and _is_after(row, events[-1]):
        return f"it comes after what is on record as {events[-1]['event']}; {move}"
    return move


def _end(row: Row, events: list[Row]) -> str:
    """What one more end does; often it is news of another thing of that name."""
    same = next((event for event in events if event["event"] == row["event"]), None)
    if same is None:
        return f"it would end the commitment as {row['event']}"
    when = when_words(same["made_on"], same["made_on_precision"])
    return f"it is on record as {row['event']} already, {when}"


_ENDS: Final = frozenset({"delivered", "merged", "dropped"})


def _is_after(row: Row, event: Row) -> bool:
    return bool(row["said_on"] and event["made_on"] and row["said_on"] > event["made_on"])


def _move(row: Row, standing: str | None) -> str:
    """From the date that stood to the one that is given: slips are computed, seldom admitted."""
    latest = row["due_latest"] or row["start_by"]
    if row["due_words"] is None:
        return "it names no date"
    if standing is None:
        return "it would be the first date on record" if latest else "no date is on record yet"
    if latest is None:
        return f"the date of {day_words(standing)} is lost in these words; it stays on record"
    days = (date.fromisoformat(latest) - date.fromisoformat(standing)).days
    if days == 0:
        return "the date is the one on record"
    way = "later" if days > 0 else "earlier"
    move = f"from {day_words(standing)} to {day_words(latest)}"
    return f"it moves the date {move}, {number_words(abs(days))} {way}"


def _standing_before(events: list[Row], said_on: str | None) -> str | None:
    """The last day that was promised before a day, or at all where that is not known."""
    dated = [
        event["measured_due"]
        for event in events
        if event["carries"] and event["measured_due"]
        and (said_on is None or event["made_on"] is None or event["made_on"] <= said_on)
    ]  # fmt: skip
    return dated[-1] if dated else None
