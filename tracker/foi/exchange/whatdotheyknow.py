"""A request as WhatDoTheyKnow's JSON shows it, saved by a person: one request, or a feed of events.

The site asks programs to keep away, so nothing is fetched here. Shapes: the page of a request with
.json at its end (mysociety/alaveteli, InfoRequest#json_for_api), and /feed/search/WORDS.json, a
list of events each with its request and its body. What stands there of users is never taken.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from db.errors import Problem
from tracker.days import LONDON
from tracker.foi.exchange.found import Account, Found, Happening

SITE: Final = "https://www.whatdotheyknow.com"
TAG: Final = "delaywatch"  # of a request that bears on a commitment: delaywatch:SLUG
_LONGEST: Final = 1000  # characters of a title
_ADDRESS_IS_CUT_AT: Final = 32  # characters (mysociety/alaveteli, InfoRequest#update_url_title)
_Model = TypeVar("_Model", bound=BaseModel)
_SAVE_THE_REQUEST: Final = "save https://www.whatdotheyknow.com/request/NAME.json as it is shown"


def in_london(value: Any) -> datetime:
    """An instant as London's clocks showed it. Raises ValueError where it is none."""
    try:
        instant = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError("is no instant like 2026-08-11T09:26:49.350+01:00") from None
    if instant.tzinfo is None:
        raise ValueError("is an instant without a time zone")
    try:
        return instant.astimezone(LONDON)
    except OverflowError:
        raise ValueError("is no instant of our time") from None


def _tags(value: Any) -> Any:
    """Tags as words: of a pair of name and value, "name:value"."""
    if not isinstance(value, list):
        raise ValueError("is no list of tags")  # noqa: TRY004 - pydantic wants a ValueError
    return frozenset(_tag(one) for one in value)


def _tag(value: Any) -> str:
    if isinstance(value, list):
        return ":".join(str(part) for part in value if part is not None)
    return str(value)


_Instant = Annotated[datetime, BeforeValidator(in_london)]
_Tags = Annotated[frozenset[str], BeforeValidator(_tags)]
_Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,200}$")]
_Title = Annotated[str, Field(min_length=1, max_length=_LONGEST)]
_MessageId = Annotated[int, Field(ge=0)]


class _Shape(BaseModel):
    """Only what is named here is taken: a user never is."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class _Body(_Shape):
    name: _Title
    url_name: _Name
    tags: _Tags = frozenset()


class _Event(_Shape):
    event_type: Annotated[str, Field(max_length=100)]
    created_at: _Instant
    described_state: str | None = None
    calculated_state: str | None = None
    incoming_message_id: _MessageId | None = None
    outgoing_message_id: _MessageId | None = None


class _Request(_Shape):
    id: Annotated[int | None, Field(ge=0)] = None
    url_title: _Name
    title: _Title
    created_at: _Instant
    described_state: str
    awaiting_description: bool = False
    prominence: str = "normal"
    law_used: Literal["foi", "eir"]
    tags: _Tags = frozenset()


class _User(_Shape):
    name: str = ""
    url_name: str = ""


class _WholeRequest(_Request):
    public_body: _Body
    info_request_events: tuple[_Event, ...]
    user: _User | None = None
    user_name: str | None = None


class _FeedEvent(_Event):
    info_request: _Request
    public_body: _Body
    user: _User | None = None


def accounts(value: Any, where: str) -> Iterator[Found]:
    """What the JSON of WhatDoTheyKnow shows of one request, or of each that a feed has.

    Raises Problem, naming the field, where it is of another shape.
    """
    if isinstance(value, dict) and "info_request_events" in value:
        yield Found(where, _of_request(_shaped(_WholeRequest, value, where)))
    elif isinstance(value, list) and value and all(_is_of_a_feed(one) for one in value):
        yield from _of_feed(value, where)
    elif isinstance(value, dict) and "url_title" in value:
        raise Problem(
            "is a request of WhatDoTheyKnow without its events (info_request_events is missing)",
            where=where, do=_SAVE_THE_REQUEST,
        )  # fmt: skip
    else:
        raise Problem(
            "is JSON, but no request and no feed of WhatDoTheyKnow", where=where,
            do=_SAVE_THE_REQUEST,
        )  # fmt: skip


def request_address(name: str) -> str:
    """The address of a request, by the name that it has there."""
    return f"{SITE}/request/{name}"


def without(text: str, name: str | None) -> str:
    """A text without the name of a person, wherever it stands.

    >>> without("Board papers (Sam Roe)", "Sam Roe")
    'Board papers (the requester)'
    """
    words = (name or "").split()
    if not words:
        return text
    name_in_text = r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)"
    return re.sub(name_in_text, "the requester", text, flags=re.IGNORECASE)


def names_one_of(address: str, *names: str | None) -> bool:
    """Whether the end of an address bears one of these names of a person, in whatever order.

    >>> names_one_of("plan_for_jane_roe", "Jane Roe")
    True
    """
    return any(_bears(address, _words(name or "")) for name in names)


def _bears(address: str, name: list[str]) -> bool:
    words = _words(address)
    if not name or not words:
        return False
    if set(name) <= {*words} or "".join(name) in words:
        return True
    # The site cuts an address off, in the middle of a name if need be.
    *first, last = name
    cut = len(address) >= _ADDRESS_IS_CUT_AT and last.startswith(words[-1])
    return bool(first) and cut and set(first) <= {*words[:-1]}


def _words(text: str) -> list[str]:
    """The words as an address has them; numbers, which tell namesakes apart, are left out."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.findall(r"[a-z]+", plain)


def _is_of_a_feed(value: Any) -> bool:
    return isinstance(value, dict) and "info_request" in value


def _of_request(request: _WholeRequest) -> Account:
    person = request.user or _User(name=request.user_name or "")
    return _account(request, request.public_body, request.info_request_events, person)


def _of_feed(value: list[Any], where: str) -> Iterator[Found]:
    by_request: dict[str, list[tuple[str, _FeedEvent]]] = {}
    for number, one in enumerate(value, start=1):
        place = f"{where}: event {number}"
        event = _shaped(_FeedEvent, one, place)
        by_request.setdefault(event.info_request.url_title, []).append((place, event))
    only_some = (
        f"{where}: a feed shows only some of what happened, so this counts as no look at where the "
        "requests stand; the request's own .json has all"
    )
    told: tuple[str, ...] = (only_some,)
    for events in by_request.values():
        place, first = events[0]
        person = first.user or _User()
        happened = [event for _, event in events]
        account = _account(first.info_request, first.public_body, happened, person)
        yield Found(place, replace(account, newest=False), told)
        told = ()


def _account(request: _Request, body: _Body, events: Iterable[_Event], person: _User) -> Account:
    return Account(
        url=request_address(request.url_title),
        name=request.url_title,
        title=without(request.title, person.name),
        asked_on=request.created_at.date(),
        environmental=request.law_used == "eir",
        state=None if request.awaiting_description else request.described_state,
        body_name=body.name,
        body_at=body.url_name,
        body_tags=body.tags,
        commitments=tuple(sorted(_slugs(request.tags))),
        hidden=request.prominence not in ("normal", "backpage"),
        names_requester=names_one_of(request.url_title, person.name, person.url_name),
        number=request.id,
        happenings=tuple(
            _happening(event, request) for event in sorted(events, key=lambda one: one.created_at)
        ),
    )


def _slugs(tags: Iterable[str]) -> Iterator[str]:
    return (tag.partition(":")[2] for tag in tags if tag.startswith(f"{TAG}:"))


def _happening(event: _Event, request: _Request) -> Happening:
    anchor = None
    if event.incoming_message_id is not None:
        anchor = f"incoming-{event.incoming_message_id}"
    elif event.outgoing_message_id is not None:
        anchor = f"outgoing-{event.outgoing_message_id}"
    return Happening(
        type=event.event_type,
        day=event.created_at.date(),
        state=event.calculated_state or event.described_state,
        url=f"{request_address(request.url_title)}#{anchor}" if anchor else None,
    )


def _shaped(model: type[_Model], value: Any, where: str) -> _Model:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        wrong = "; ".join(sorted({_fault(fault) for fault in error.errors()}))
        raise Problem(
            f"is not as WhatDoTheyKnow shows a request: {wrong}", where=where, do=_SAVE_THE_REQUEST
        ) from error


def _fault(fault: Any) -> str:
    """Which field is wrong and how; what stands in it is not told, for it may name a person."""
    place = ".".join(str(part + 1 if isinstance(part, int) else part) for part in fault["loc"])
    said = "is missing" if fault["type"] == "missing" else fault["msg"]
    return f"{place or 'it'} {said.removeprefix('Value error, ')}"
