"""A date of publication that an FOI reply promises, brought to the timeline.

A reply is a source like any other: where its promise is on record already, its page is one more
source of that event; else it makes an event of its own, of origin ``foi``, with the reply as its
source. Only cases that are public on the day count; what a case no longer says is taken back. All
of this can be done again at any time: what holds already is left alone.
"""

import textwrap
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlite_utils import Database

import db.foi.promises as store
from db.commitments import (
    add_source,
    insert_event,
    keep_editors_sources,
    retract_event,
    set_as_of,
)
from db.foi.bodies import body
from tracker.foi.bodies import ended
from tracker.register.model import BINDING, MAX_WORDS_QUOTED, Step
from tracker.register.rows import event_of
from tracker.review.drafts import source_of
from tracker.suggest.links import is_same
from tracker.wording import due_told, when_words

Row = dict[str, Any]
_WITHDRAWN: Final = "the FOI reply behind it was taken back, or is not public"
_CORRECTED: Final = "the FOI case behind it was corrected"
_FIRST_HAND: Final = ("observed", "confirmed")
# So much of a day is written in the field that says when a source was published.
_LENGTHS: Final = {"day": len("2022-08-18"), "month": len("2022-08"), "year": len("2022")}
_LONGEST: Final = 300  # characters of a subject or a name that an event repeats
# What is not the reply's: the name that the others give an event, and whether it was looked up.
_NOT_THE_REPLYS: Final = ("event", "seq", "checked", "checked_by", "checked_on", "sources")
_ENDS: Final = frozenset({"delivered", "merged", "dropped"})
_OPENS_AGAIN: Final = frozenset({"promised", "resumed"})


@dataclass
class Settled:
    """What was done with the promises of replies, in numbers and in lines for people."""

    made: int = 0
    joined: int = 0
    taken_back: int = 0
    told: list[tuple[str, str]] = field(default_factory=list)  # id of the case, line

    @property
    def lines(self) -> list[str]:
        """All that there is to tell, of whichever case."""
        return [line for _, line in self.told]

    def about(self, case_ids: Container[str]) -> list[str]:
        """What there is to tell of some cases."""
        return [line for case_id, line in self.told if case_id in case_ids]

    def tell(self, row: Row, line: str) -> None:
        """Add a line about the case of a row."""
        self.told.append((row["foi_request"], line))


def settle(db: Database, as_of: date, at: str) -> Settled:
    """Make what replies promise events of commitments, or sources of those that tell the same.

    Inside the caller's transaction. Cases that are not public on ``as_of`` count for nothing; what
    was said after that day is left as it is, for the views do not count it. ``at`` is the instant
    (UTC).
    """
    set_as_of(db, as_of.isoformat())
    done = Settled()
    wanted = {row["foi_event"]: row for row in store.public_promises(db, as_of.isoformat())}
    instead_of = _take_back(db, wanted, at[:10], done)
    placed = {row["foi_event"] for row in store.settled(db)}
    new = [row for number, row in wanted.items() if number not in placed and not row["to_come"]]
    made = [one for row in new if (one := _place(db, row, instead_of, done))]
    store.drop_sources_that_nothing_bears_out(db)
    names = store.name_events(db)
    for promise, slug, event_id in made:
        done.tell(promise, _told(names[event_id], slug, promise))
    return done


# ----------------------------------------------------------------- what no longer holds


def _take_back(
    db: Database, wanted: Mapping[int, Row], today: str, done: Settled
) -> dict[int, int]:
    """Take back all that no longer holds; returns the events that were, by the promises of them.

    One that is taken back may be what another was joined to, so it is asked again until all hold.
    """
    instead_of: dict[int, int] = {}
    while wrong := _wrong(db, wanted):
        for row in wrong:
            number, still_counts = row["foi_event"], row["foi_event"] in wanted
            _forget(db, row)
            if row["made"]:
                why = _CORRECTED if still_counts else _WITHDRAWN
                retract_event(db, row["event_id"], today, why)
                store.rest_commitment(db, row["commitment"], today)
                instead_of[number] = row["event_id"]
            if not still_counts:
                done.taken_back += 1
                done.tell(row, _gone(row))
    return instead_of


def _forget(db: Database, row: Row) -> None:
    """A promise stands for nothing; what a reviewer took as a source, too, stays in his words."""
    store.forget(db, row)
    if row["added_url"] and (page := store.page_taken(db, row["event_id"], row["added_url"])):
        add_source(db, row["event_id"], source_of(page))


def _gone(row: Row) -> str:
    told = f"{row['commitment']}: what was promised in {row['foi_request']} no longer counts"
    if row["made"]:
        return f"{told}; its event is taken back"
    return f"{told}; its source was taken back" if row["added_url"] else told


def _wrong(db: Database, wanted: Mapping[int, Row]) -> list[Row]:
    settled = store.settled(db)
    events = store.events_of(db, {row["commitment"] for row in settled}) if settled else {}
    return [row for row in settled if not _holds(db, row, wanted, events)]


def _holds(
    db: Database, row: Row, wanted: Mapping[int, Row], events: Mapping[str, list[Row]]
) -> bool:
    """Whether a promise still stands for the event, or the source, that it was settled as."""
    promise = wanted.get(row["foi_event"])
    if promise is None or commitment_of(db, promise) != row["commitment"]:
        return False
    if promise["to_come"]:
        return True
    about = events[row["commitment"]]
    event = next((one for one in about if one["id"] == row["event_id"]), None)
    if event is None:
        return False
    if row["made"]:
        told_elsewhere = any(
            _says_the_same(one, promise) for one in about if one["origin"] != store.ORIGIN
        )
        stays_out = told_elsewhere or _end_before(about, promise)
        return not stays_out and _is_as_promised(db, event, promise)
    return _says_the_same(event, promise) and _is_its_source(event, row, promise)


def _is_its_source(event: Row, row: Row, promise: Row) -> bool:
    """Whether a reply is a source of an event as it would be now: what it added is in its words."""
    if row["added_url"]:
        return _is_among(_source(promise), event)
    return promise["url"] in (None, *event["urls"])


def _is_as_promised(db: Database, event: Row, promise: Row) -> bool:
    if _hindrance(promise):
        return False
    drafted = _drafted(db, promise)
    same = all(event[name] == drafted[name] for name in drafted if name not in _NOT_THE_REPLYS)
    return same and _is_among(drafted["sources"][0], event)


# ----------------------------------------------------------------- where a promise belongs


def commitment_of(db: Database, promise: Row) -> str | None:
    """The commitment that a promise is about: the one it names, else the only one asked for.

    A case that arose from a commitment, or is evidence of it, may promise something else.
    """
    if promise["about"] is not None:
        slug = str(promise["about"])
        return slug if store.is_live(db, slug) or store.is_resting(db, slug) else None
    asked_for = [
        str(slug)
        for slug, role in promise["links"]
        if role == "asks_for" and store.is_live(db, slug)
    ]
    return asked_for[0] if len(asked_for) == 1 else None


def _end_before(events: list[Row], promise: Row) -> str | None:
    """How a commitment had ended before a promise that does not say that it is about it.

    None where it had not, or was promised again or resumed since: by a reply of an earlier day,
    too, whatever its event is called so far, for one that stands after an end opens it again.
    """
    if promise["about"] is not None:
        return None
    for event in reversed(_before(events, promise["occurred_on"])):
        if event["origin"] == store.ORIGIN or event["event"] in _OPENS_AGAIN:
            return None
        if event["event"] in _ENDS and event["voice"] in BINDING:
            return str(event["event"])
    return None


def _before(events: list[Row], day: str | None) -> list[Row]:
    """Those of the events that a promise of a day comes after; of an unknown day it may be all.

    Of what replies gave only that of earlier days: neither of two on one day can open for the other
    what had ended.
    """
    others = [one for one in events if one["origin"] != store.ORIGIN or _is_earlier(one, day)]
    if day is None:
        return others
    known = [n for n, one in enumerate(others, 1) if one["made_on"] and one["made_on"] <= day]
    return others[: max(known, default=0)]


def _is_earlier(event: Row, day: str | None) -> bool:
    return bool(day and event["made_on"] and event["made_on"] < day)


def _place(
    db: Database, promise: Row, instead_of: Mapping[int, int], done: Settled
) -> tuple[Row, str, int] | None:
    """Let a promise stand as a source, or as an event; or say why it cannot.

    Returns an event that was made: the promise, the commitment and the event's number.
    """
    slug = commitment_of(db, promise)
    if slug is None:
        done.tell(promise, _left_open(promise, f"{_WHICH}; {_say_which(promise)}"))
        return None
    events = store.events_of(db, [slug])[slug]
    same = next((event for event in events if _says_the_same(event, promise)), None)
    if same is not None:
        _join(db, promise, slug, same, done)
    elif end := _end_before(events, promise):
        done.tell(promise, _left_open(promise, _had_ended(promise, slug, end)))
    elif hindrance := _hindrance(promise):
        done.tell(promise, _left_open(promise, hindrance))
    else:
        done.made += 1
        return promise, slug, _make(db, promise, slug, instead_of.get(promise["foi_event"]))
    return None


def _says_the_same(event: Row, promise: Row) -> bool:
    """Whether an event tells what a promise tells: its days (or words), on its day.

    An event of unknown day may have been on any.
    """
    told = {**promise, "event": "promised", "said_on": promise["occurred_on"]}
    undated = event["made_on"] is None and is_same(event, {**told, "said_on": None})
    if not (undated or is_same(event, told)):
        return False
    dated = promise["due_latest"] or promise["start_by"]
    return bool(dated) or event["due_phrase"] == _words(promise)


def _join(db: Database, promise: Row, slug: str, event: Row, done: Settled) -> None:
    source = _source(promise)
    new = source["url"] is not None and add_source(db, event["id"], source)
    # It may have come along from an event that was corrected, and is the reply's all the same.
    is_the_replys = new or _is_among(source, event)
    added_url = source["url"] if is_the_replys else None
    store.keep_joined(db, promise["foi_event"], slug, event["id"], added_url)
    done.joined += 1
    if new:
        said = when_words(event["made_on"], event["made_on_precision"])
        case = promise["foi_request"]
        done.tell(
            promise, f"{slug}: the reply in {case} is one more source of what was said {said}"
        )


def _make(db: Database, promise: Row, slug: str, instead_of: int | None) -> int:
    store.wake_commitment(db, slug)
    event_id = insert_event(db, slug, _drafted(db, promise), origin=store.ORIGIN)
    keep_editors_sources(db, instead_of, event_id)
    store.keep_made(db, promise["foi_event"], slug, event_id)
    return event_id


def _told(event: str, slug: str, promise: Row) -> str:
    case = promise["foi_request"]
    return f"{slug}: {event.replace('_', ' ')}, {_due(promise)}, in the reply in {case}"


# ----------------------------------------------------------------- why it cannot be placed

_WHICH: Final = "nothing tells which commitment it is about"
_BODY: Final = "nothing tells whose promise it is; give the case its body with"
_PAGE: Final = "nobody could open its source; give the address of the reply with"


def _hindrance(promise: Row) -> str | None:
    """What is missing for an event: every one has a body that is bound and a page to open."""
    if promise["body"] is None:
        return f"{_BODY} `delaywatch foi change {promise['foi_request']} --body SLUG`"
    return f"{_PAGE} {_record(promise, '--url ADDRESS')}" if promise["url"] is None else None


def _left_open(promise: Row, why: str) -> str:
    case = promise["foi_request"]
    return f"{case}: what was promised, {_due(promise)}, is on no timeline: {why}"


def _had_ended(promise: Row, slug: str, end: str) -> str:
    ended = f"{slug} had ended before it (it was {end})"
    return f"{ended}; if it is about it all the same, {_say_which(promise, slug)}"


def _say_which(promise: Row, slug: str = "SLUG") -> str:
    """How to say which commitment a promise is about."""
    case, number = promise["foi_request"], promise["position"]
    if promise["origin"] == "register":
        return "let one commitment in its register have a step that tells the same"
    if promise["due_phrase"] is None:
        said = _record(promise, f"--promise WORDS --about {slug}")
        return f"record its words, and say which with {said}"
    say = "say which" if slug == "SLUG" else "say so"
    return (
        f"{say} with `delaywatch foi about {case} {number} {slug}`, or make one of it with "
        f"`delaywatch foi commit {case} {number} --slug SLUG --title TITLE`"
    )


def _record(promise: Row, more: str) -> str:
    """The command that adds something to a reply which is recorded already."""
    day = (promise["occurred_on"] or "")[: _LENGTHS.get(promise["occurred_on_precision"])]
    case, kind = promise["foi_request"], promise["type"]
    return f"`delaywatch foi record {case} {kind} --on {day or 'unknown'} {more}`"


# ----------------------------------------------------------------- a promise as an event


def _drafted(db: Database, promise: Row) -> Row:
    """The event that a promise becomes, checked by the rules of the register's files."""
    promised_by, name = bound(db, promise)
    first_hand = promise["known"] in _FIRST_HAND
    latest = promise["due_latest"] or promise["start_by"]
    step = Step.model_validate(
        {
            "seq": 1,
            "made_on": promise["occurred_on"],
            "made_on_precision": promise["occurred_on_precision"],
            "made_on_basis": "statement",
            "who": f"{_short(name)}, in an FOI reply",
            "voice": "on_record" if first_hand else "reported",
            "promised_by": promised_by,
            "event": "reaffirmed",  # until those before it give it its name
            "due_phrase": _words(promise),
            "due_kind": promise["due_kind"],
            "due_earliest": promise["due_earliest"],
            "due_latest": latest,
            "due_soft": bool(promise["soft"] and latest),
            "confidence": "read_directly" if first_hand else "reported_second_hand",
            "sources": [_source(promise)],
            "note": _note(promise),
        }
    )
    return {**event_of(step), "seq": None}


def _words(promise: Row) -> str | None:
    words = promise["due_phrase"]
    return words and " ".join(words.split()[:MAX_WORDS_QUOTED])


def _due(promise: Row) -> str:
    return due_told({**promise, "due_words": promise["due_phrase"]})


def bound(db: Database, promise: Row) -> tuple[str, str]:
    """Slug and name of the body whose promise it is: the one that was asked, or its successor.

    ``promise`` has body, authority (its name as it was asked) and occurred_on.
    """
    slug, name = promise["body"], promise["authority"]
    seen = {slug}
    while (row := body(db, slug)) and _is_over(row, promise["occurred_on"]):
        if row["successor"] in (None, *seen):
            break
        slug = row["successor"]
        seen.add(slug)
        name = (body(db, slug) or {"name": name})["name"]
    return slug, name


def _is_over(row: Row, day: str | None) -> bool:
    """Whether a body was no more on a day."""
    until = ended(row["existed_until"])
    return until is not None and day is not None and until < date.fromisoformat(day)


def _note(promise: Row) -> str:
    told = f"From the reply in the FOI case {promise['foi_request']}: {_short(promise['subject'])}."
    if promise["provisions"]:
        told += f" It relied on {', '.join(promise['provisions'])}."
    return told


def _is_among(source: Row, event: Row) -> bool:
    """Whether an event has a source; where else that can be read does not matter."""
    told = {name: value for name, value in source.items() if name != "archive_url"}
    return any(told.items() <= one.items() for one in event["sources"])


def _source(promise: Row) -> Row:
    """The page of a reply as the source of an event (columns of ``event_sources``)."""
    first_hand = promise["known"] in _FIRST_HAND
    day = promise["occurred_on"]
    return {
        "url": promise["url"],
        "title": promise["source_title"] or f"FOI reply: {_short(promise['subject'])}",
        "title_basis": "descriptive",
        "publisher": promise["source_publisher"] or promise["authority"],
        # Of a report of the reply, the day is not known.
        "published": day[: _LENGTHS[promise["occurred_on_precision"]]]
        if day and first_hand
        else None,
        "kind": "foi" if first_hand else "third_party",
        "page": None,
    }


def _short(text: str) -> str:
    return textwrap.shorten(text, _LONGEST, placeholder=" …")
