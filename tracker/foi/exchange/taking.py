"""An account of another site as a case of ours: which body it is, which law, which commitments."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final, get_args

from pydantic import ValidationError

from db.errors import Problem
from tracker.foi.cases import problem_of
from tracker.foi.exchange.found import Account
from tracker.foi.exchange.plain import case_from
from tracker.foi.exchange.story import events_of
from tracker.foi.model import Case, Event, Regime
from tracker.resolve.bodies import body_called

LONGEST_ID: Final = 80  # characters: it is a file's name, too
# Kept as a private note: so it is known later, with no name kept.
NAMES_THE_REQUESTER: Final = "The address of this request bears the name of whoever asked."
_NUMBERED: Final = "wdtk-request-"
_SCOTTISH: Final = "scotland"  # a tag of bodies there: under the Scottish Acts, with few exceptions
_SCHOOL: Final = "school"
_ENVIRONMENTAL: Final = {"FOIA": "EIR", "FOISA": "EISR"}
REGIMES: Final = get_args(Regime)


@dataclass(frozen=True)
class Known:
    """What the database knows that a file may name.

    ``bodies`` are names by slug, ``on_whatdotheyknow`` slugs by the name there; ``regime_of`` tells
    by which Act a body (slug) answers on a day, or None.
    """

    bodies: Mapping[str, str]
    on_whatdotheyknow: Mapping[str, str]
    commitments: frozenset[str]
    regime_of: Callable[[str, date], str | None]


@dataclass(frozen=True)
class Wanted:
    """What the person who imports says of the cases; None where the file may decide.

    ``seen_on`` is the day on which a page of another site was saved.
    """

    seen_on: date | None = None
    case_id: str | None = None
    body: str | None = None
    regime: str | None = None
    requester_kind: str | None = None
    visibility: str | None = None
    public_from: date | None = None
    followed: bool = True
    replace: bool = False


def case_of(account: Account, where: str, known: Known, wanted: Wanted) -> tuple[Case, list[str]]:
    """The case that an account tells of, and lines about what was decided on the way.

    Raises Problem where its body or its page cannot be told.
    """
    body = body_of(account, known) or wanted.body
    authority = account.body_name or known.bodies.get(body or "", "")
    if not authority:
        raise Problem("does not name the body", where=where, do="say which with --body SLUG")
    regime, why = _regime(account, body, known, wanted)
    links = [slug for slug in account.commitments if slug in known.commitments]
    case = case_from(
        {
            "id": id_of(account),
            "subject": account.title,
            "authority": authority,
            "body": body,
            "regime": regime,
            "requester_kind": wanted.requester_kind or "unknown",
            "url": account.url,
            "private_note": NAMES_THE_REQUESTER if account.names_requester else None,
            "followed": wanted.followed,
            "school": _SCHOOL in account.body_tags and regime == "FOIA",
            "commitments": [{"slug": slug} for slug in links],
            "events": _events(account, where),
        },
        where,
    )
    return case, [*why, *_lines(account, known)]


def _events(account: Account, where: str) -> tuple[Event, ...]:
    try:
        return tuple(events_of(account))
    except ValidationError as error:
        raise problem_of(error, where) from error


def id_of(account: Account) -> str:
    """The id of a case that another site shows: no sign in it leads anywhere as a path.

    It is made of the end of its address; where that names whoever asked, of the number.
    """
    if account.names_requester:
        return numbered_id(account) or f"{_NUMBERED}{sha256(account.name.encode()).hexdigest()[:8]}"
    name = account.name.lower()
    words = "".join(sign if sign.isascii() and sign.isalnum() else " " for sign in name)
    return "-".join(["wdtk", *words.split()])[:LONGEST_ID].rstrip("-")


def numbered_id(account: Account) -> str | None:
    """The id by the number of the request, if the site shows one."""
    return None if account.number is None else f"{_NUMBERED}{account.number}"


def body_of(account: Account, known: Known) -> str | None:
    """The body of ours that was asked: by its name in the site's addresses, else by its name."""
    by_address = known.on_whatdotheyknow.get(account.body_at or "")
    return by_address or body_called(account.body_name or None, known.bodies)


def _regime(
    account: Account, body: str | None, known: Known, wanted: Wanted
) -> tuple[str, list[str]]:
    """By which law it is counted, and a line where that rests on a tag alone."""
    if wanted.regime:
        return wanted.regime, []
    days = [account.asked_on, *(one.day for one in account.happenings)]
    asked_on = min(filter(None, days), default=None)
    on_record = known.regime_of(body, asked_on) if body and asked_on else None
    act = on_record or ("FOISA" if _SCOTTISH in account.body_tags else "FOIA")
    regime = _ENVIRONMENTAL[act] if account.environmental else act
    if on_record or act == "FOIA":
        return regime, []
    why = (
        f"taken as {regime}, since WhatDoTheyKnow says that the body is in Scotland; if it answers "
        "under the Act for the whole United Kingdom, import it with --regime FOIA"
    )
    return regime, [why]


def _lines(account: Account, known: Known) -> Iterator[str]:
    for slug in account.commitments:
        if slug not in known.commitments:
            yield f"the tag delaywatch:{slug} names no commitment of ours"
    if account.hidden:
        yield "WhatDoTheyKnow does not show this request to everybody: keep it private"
    if account.names_requester:
        yield (
            "its address bears the name of whoever asked: it is kept, since the request can be "
            "read there, but is no part of the id; think of it before you make the case public"
        )


def gaps(case: Case) -> Iterator[str]:
    """What a case lacks that the file could not tell, a line each."""
    if case.body is None:
        yield (
            f"no body of ours is {case.authority}: kept by that name; --body SLUG says which it is"
        )
    if not any(event.type in ("sent", "received", "drafted") for event in case.events):
        yield (
            "when it was sent is not in the file, so no deadline can be counted: "
            f"`delaywatch foi record {case.id} sent --on DAY`"
        )
