"""The request: what was promised, by when nothing was found, and what is asked for.

What it asks is the drafting checklist for information whose publication was announced: the thing
itself as held; apart from it the decision to publish, the date planned now and the reasons for each
change, which an exemption for future publication (FOIA s.22) does not cover; whether the intention
was withdrawn; the rest where a part is refused; one thing and one span of time (FOIA s.12).
It says nothing that the data does not show, least of all that something is late.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from tracker.foi.letters.laws import LAWS, Law
from tracker.foi.letters.letter import Items, Letter, address, bare
from tracker.foi.letters.material import Material, first_day, last_day_of
from tracker.foi.letters.wording import (
    brief_statement,
    day,
    numbers,
    shortened,
    statements,
    straight,
    thing,
)
from tracker.wording import day_words, plain, quoted


@dataclass(frozen=True)
class Ask:
    """One thing that is asked for: in full, and in short for an address that has little room.

    ``thing`` and ``target`` stand for the titles. ``is_the_thing``: an exemption for future
    publication may cover it. ``in_span``: only records of the span of time are asked for.
    """

    full: str
    short: str
    is_the_thing: bool = False
    in_span: bool = False


_SHORT_TITLES: Final = (60, 20)  # letters
_HELD: Final = "as you hold it on the day on which you receive this request"
_WHO: Final = "with its date and the post (not the name) of whoever took it"

_DOCUMENT: Final = Ask(
    f"{{thing}} itself, in its final or latest version, {_HELD}",
    "{thing}, final or latest version, as held on the day you receive this",
    is_the_thing=True,
)
_PROGRESS: Final = Ask(
    f"the newest report, paper or minute in which you recorded how far {{thing}} has come, {_HELD}",
    "your newest record of how far {thing} has come, as held on the day you receive this",
)
_SETTLED: Final = Ask(
    "the recorded decision by which the intention to publish it was settled, with its date",
    "the recorded decision to publish it, with its date",
)
_SET: Final = Ask(
    "the recorded decision by which the first date quoted above was set, with its date",
    "the recorded decision that set its first date, with its date",
)
_TARGET: Final = Ask(
    "the date that is now planned for its {end}, as it is recorded",
    "the date now planned for its {end}, as recorded",
    in_span=True,
)
_REASONS: Final = Ask(
    "the recorded reasons for each change of the planned date",
    "the recorded reasons for each change of that date",
    in_span=True,
)
_WITHDRAWN: Final = Ask(
    f"if it is no longer intended: the recorded decision that says so, {_WHO}",
    "if it is no longer intended: the recorded decision, its date, and the post of who took it",
    in_span=True,
)
_PLAN: Final = Ask(
    "the current plan: the newest record that says whether {thing} is still to come, and when, "
    f"{_HELD}",
    "the newest record that says whether {thing} is still to come, and when",
)
_REST_PLAN: Final = Ask(
    "the current plan: the newest record that says whether what is missing of {thing} is still to "
    f"come, and when, {_HELD}",
    "the newest record that says whether what is missing of {thing} is still to come, and when",
)
_PAUSED: Final = Ask(
    f"the recorded decision to pause it, {_WHO}, and the recorded reasons",
    "the recorded decision to pause it, its date, the post of who took it, and the reasons",
    in_span=True,
)
_NO_DATE: Final = Ask(
    "the recorded reasons for which no date is given",
    "the recorded reasons for which no date is given",
    in_span=True,
)
_LATEST: Final = Ask(
    f"{{thing}} itself, in its latest version, {_HELD}",
    "{thing}, latest version, as held on the day you receive this",
    is_the_thing=True,
)
_MERGED: Final = Ask(
    f"the recorded decision to make {{thing}} a part of {{target}}, {_WHO}",
    "the recorded decision to make {thing} a part of {target}, its date, the post of who took it",
    in_span=True,
)
_DROPPED: Final = Ask(
    f"the recorded decision not to go on with {{thing}}, {_WHO}",
    "the recorded decision not to go on with {thing}, its date, and the post of who took it",
    in_span=True,
)
_WHY: Final = Ask(
    "the recorded reasons for that decision",
    "the recorded reasons for that decision",
    in_span=True,
)
_TARGET_OF_OTHER: Final = Ask(
    "the date that is now planned for the publication of {target}, as it is recorded",
    "the date now planned for {target}, as recorded",
)


def request(material: Material, name: str | None = None) -> Letter:
    """The request about a commitment, signed by ``name``."""
    law = LAWS[material.regime]
    return Letter(
        kind="request",
        to=material.asked.name,
        address=material.asked.facts.address,
        subject=f"{law.heading}: {plain(material.title)}",
        blocks=tuple(_blocks(material, law)),
        name=name,
    )


def asks(material: Material) -> list[Ask]:
    """What is asked for, in order: what matters most first."""
    if material.status == "merged":
        other = [_TARGET_OF_OTHER] if material.asks_for_target else []
        return [_MERGED, _WHY, *other, *_if_document(material, _LATEST)]
    if material.status == "dropped":
        return [_DROPPED, _WHY, *_if_document(material, _LATEST)]
    if material.is_stale:
        return [
            _REST_PLAN if material.is_partly_there else _PLAN, *_settled(material), _TARGET,
            *_reasons(material), _WITHDRAWN, *_if_document(material, _LATEST),
        ]  # fmt: skip
    if material.is_document:
        return [_DOCUMENT, _SETTLED, _TARGET, _REASONS, _WITHDRAWN]
    return [_PROGRESS, _SET, _TARGET, _REASONS, _WITHDRAWN]


def _settled(material: Material) -> list[Ask]:
    """The decision behind the date, if one was ever given."""
    if not material.had_a_date:
        return []
    return [_SETTLED if material.is_document else _SET]


def _reasons(material: Material) -> list[Ask]:
    """Why a date that was given was moved, and why there is none now."""
    moved = [_REASONS] if material.has_moved else []
    if material.status == "paused":
        return [*moved, _PAUSED]
    return [*moved, _NO_DATE] if material.has_no_date else [_REASONS]


def _if_document(material: Material, ask: Ask) -> list[Ask]:
    return [ask] if material.is_document else []


def in_short(material: Material) -> Iterator[str]:
    """The same request in ever fewer words, for an address that has little room; each is whole.

    All ask the same things. The last ones leave out the evidence, which then stands only in the
    whole letter, and at last all of a long title but its beginning.
    """
    yield from _shorter_and_shorter(material)
    for most in _SHORT_TITLES:
        yield from _shorter_and_shorter(_with_short_title(material, most))


def _shorter_and_shorter(material: Material) -> Iterator[str]:
    law = LAWS[material.regime]
    items = [straight(_filled(ask, material, short=True)) for ask in asks(material)]
    listed = "\n".join(f"{place}. {item}." for place, item in enumerate(items, start=1))
    opening = f"Under {law.name}, please send us:\n{listed}"
    span = straight(_span(material) or "")
    told = [brief_statement(row) for row in material.said if row["source"]]
    if material.said_since:
        target = straight(thing(material.commitment["target"]))
        told.append(f"Since, of {target}: {brief_statement(material.said_since)}")
    evidence = "\n".join(told)
    first_and_last = "\n".join(dict.fromkeys([*told[:1], *told[-1:]]))
    found = straight(_found(material) or "")
    rest = " ".join([*([found] if found else []), _partly(law, short=True)])
    before = straight(_successor(material) or "")
    for said in (evidence, first_and_last, *told[-1:], ""):
        yield bare("\n\n".join(filter(None, [opening, before, span, said, rest])))
    yield bare("\n\n".join(filter(None, [opening, before])))


def _with_short_title(material: Material, most: int) -> Material:
    titles = {name: material.commitment[name] for name in ("title", "target")}
    short = {name: title and shortened(title, most) for name, title in titles.items()}
    return replace(material, commitment={**material.commitment, **short})


def _blocks(material: Material, law: Law) -> Iterator[str | Items]:
    kind = "document" if material.is_document else "matter"
    yield (
        f"Under {law.name}, please send us the information that is asked for below. It concerns "
        f"one {kind}: {thing(material.title)}."
    )
    if successor := _successor(material):
        yield successor
    if material.said:
        yield "What was said about it, as far as we know:"
        yield Items(statements(material.said))
    if material.said_since:
        yield f"Said since of {thing(material.commitment['target'])}:"
        yield Items(statements([material.said_since]))
    if found := _found(material):
        yield found
    yield "Please send us:"
    yield Items(tuple(_items(material)), numbered=True)
    yield from filter(
        None, [_span(material), _apart(material, law), _partly(law), _costs(material)]
    )
    if law.environmental:
        yield (
            "If any of it is environmental information, please take this as a request for it under "
            f"{LAWS[law.environmental].name} as well."
        )


def _items(material: Material) -> Iterator[str]:
    wanted = [_filled(ask, material) for ask in asks(material)]
    for place, item in enumerate(wanted, start=1):
        yield f"{item[:1].upper()}{item[1:]}{'.' if place == len(wanted) else ';'}"


def _filled(ask: Ask, material: Material, *, short: bool = False) -> str:
    target = material.commitment["target"]
    return (ask.short if short else ask.full).format(
        thing=thing(material.title),
        target=thing(target) if target else "other work",
        end="publication" if material.is_document else "completion",
    )


def _successor(material: Material) -> str | None:
    if material.asked.predecessor is None:
        return None
    return (
        f"We ask you as the successor of {material.asked.predecessor}: please search the records "
        "that came to you from it as well."
    )


def _found(material: Material) -> str | None:
    """By when nothing was found, and where a person looked; never a later day than that."""
    what = "publication" if material.is_document else "completion"
    if material.is_partly_there:
        what += " of the rest"
    meanwhile = "it came out" if material.is_document else "that is done"
    look = material.look
    if look is not None:
        place = f" at {address(look['place'])}" if look["place"] else ""
        words = f" for the words {quoted(plain(look['words']))}" if look["words"] else ""
        return (
            f"We looked for it on {day(look['looked_on'])}{place}{words}: we found no {what} by "
            f"that day. If {meanwhile}, please tell us where we can read it."
        )
    if material.is_ended or material.commitment["followed_until"] is None:
        return None
    until = day_words(
        material.commitment["followed_until"], material.commitment["followed_until_precision"]
    )
    return (
        f"What we have on record runs to {until}: we found no {what} by then. If {meanwhile} by "
        "now, please tell us where we can read it."
    )


def _span(material: Material) -> str | None:
    """The span of time of the records that are asked for."""
    places = [place for place, ask in enumerate(asks(material), start=1) if ask.in_span]
    if not places:
        return None
    first, last = _first_and_last(material)
    begin = f"from {day(first)}" if first else "of the two years"
    until = f"{day(last)}" if last else "the day on which you receive this request"
    joint = " to " if first else " before "
    return f"For {numbers(places)} we ask only for records {begin}{joint}{until}."


def _first_and_last(material: Material) -> tuple[date | None, date | None]:
    """From the first word to the request; of an end, from the last word before it to the end."""
    if not material.is_ended:
        return material.first_said, None
    end = max(place for place, row in enumerate(material.said) if row["event"] == material.status)
    before = [first for first in map(first_day, material.said[:end]) if first]
    return (before[-1] if before else None), last_day_of(material.said[end])


def _apart(material: Material, law: Law) -> str | None:
    """Ask to keep the thing apart from the records about its date."""
    if material.status == "dropped":  # no intention to publish is left
        return None
    wanted = asks(material)
    places = [place for place, ask in enumerate(wanted, start=1) if ask.is_the_thing]
    if not places:
        return None if law.environmental else f"If you rely on {law.withheld}, {law.when}."
    return (
        f"If you rely on {law.withheld} for item {places[0]}, {law.when}, and answer the other "
        "items by themselves: they ask for records of decisions and dates, not for its text."
    )


def _partly(law: Law, *, short: bool = False) -> str:
    if short:
        return (
            "If you withhold a part, please send the rest. If it is too much, please answer in "
            f"this order and advise us ({law.advice})."
        )
    return (
        "If you withhold a part, please send the rest and say which provision you rely on for "
        "which part. The names of staff below board level may be left out."
    )


def _costs(material: Material) -> str:
    """Ask for advice and assistance, and for an order where there is a limit of cost."""
    law, facts = LAWS[material.regime], material.asked.facts
    if law.cost is None:
        return (
            "If you find the request too general, or too much, please advise us under "
            f"{law.advice} on how to ask for it."
        )
    return (
        f"If you estimate that all of it would cost more than the limit of {law.cost} "
        f"(£{facts.cost_limit_pounds}), please answer the items in the order in which they stand, "
        f"as far as the limit allows, and advise us under {law.advice} on how to ask for the rest."
    )
