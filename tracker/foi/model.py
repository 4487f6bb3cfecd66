"""A case as people write it and programs pass it on, checked field by field.

The same shape is read from the tracker's own YAML, built from what others' files say, stored as
rows, and given back: a round trip loses nothing.
"""

from datetime import date
from difflib import get_close_matches
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from tracker.foi.vocabulary import EVENT_TYPES
from tracker.register.model import (
    Day,
    DueKind,
    Line,
    Precision,
    Slug,
    WebAddress,
    check_due,
    check_precision,
)

Regime = Literal["FOIA", "EIR", "FOISA", "EISR"]
Visibility = Literal["private", "embargoed", "public"]
Role = Literal["asks_for", "arose_from", "evidence_of"]
Known = Literal["observed", "inferred", "stated", "confirmed"]
RequesterKind = Literal["individual", "organisation", "press", "mp", "unknown"]
NAMED_KINDS = ("organisation", "press", "mp")  # all others are private persons, never named
EARLIEST = date(2005, 1, 1)  # both Acts came into force on 1 January 2005
LATEST = date(2100, 12, 31)  # no reply names such a day; a slip of the pen does


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _to_come(day: date | None) -> date | None:
    if day is not None and day > LATEST:
        raise ValueError(f"{day} is too far ahead to be meant")
    return day


DayToCome = Annotated[Day, AfterValidator(_to_come)]


def _event_type(name: str) -> str:
    if name not in EVENT_TYPES:
        near = get_close_matches(name, EVENT_TYPES, n=1)
        advice = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(EVENT_TYPES)}"
        raise ValueError(f"there is no event of type {name!r}{advice}")
    return name


class Ground(_Strict):
    """A provision that a reply relies on, for all or part of what was asked."""

    provision: Line  # "s.22", "s.12", "not held", "reg 12(4)(d)"
    scope: Literal["whole", "part"] = "whole"
    public_interest_test: bool | None = None
    neither_confirm_nor_deny: bool = False
    properly_invoked: bool | None = None
    anticipated_publication: DayToCome = None


class Promise(_Strict):
    """A date of publication that a reply gives: as much a promise as any other."""

    due_phrase: Line
    due_kind: DueKind
    due_earliest: DayToCome = None
    due_latest: DayToCome = None
    start_by: DayToCome = None
    soft: bool = False
    about: Slug | None = None  # the commitment; left out where the case is about one only

    @model_validator(mode="after")
    def _due(self) -> Self:
        check_due(self.due_kind, self.due_earliest, self.due_latest or self.start_by)
        return self


class Event(_Strict):
    """Something that happened in a case."""

    type: Annotated[str, AfterValidator(_event_type)]
    on: Day
    precision: Precision = "day"
    known: Known = "observed"
    channel: Line | None = None
    outcome: str | None = None
    until: DayToCome = None
    resets: bool | None = None
    reference: Line | None = None
    url: WebAddress | None = None
    sha256: Annotated[str | None, Field(pattern=r"^[0-9a-f]{64}$")] = None
    note: Line | None = None
    grounds: Annotated[tuple[Ground, ...], BeforeValidator(_as_tuple)] = ()
    promise: Promise | None = None

    @property
    def actor(self) -> str:
        """Whose act it is."""
        return EVENT_TYPES[self.type].actor

    @model_validator(mode="after")
    def _dated(self) -> Self:
        check_precision("on", self.on, self.precision)
        if self.on is not None and self.on < EARLIEST:
            raise ValueError(f"on: {self.on} is before {EARLIEST}, when the Acts came into force")
        return self

    @model_validator(mode="after")
    def _holds_what_its_type_may(self) -> Self:
        kind = EVENT_TYPES[self.type]
        if self.outcome is not None and self.outcome not in kind.outcomes:
            may_be = ", ".join(kind.outcomes) or "no outcome"
            raise ValueError(f"outcome: {self.type} has {may_be}; found {self.outcome}")
        for name in ("until", "resets", "grounds", "promise"):
            if getattr(self, name) not in (None, ()) and name not in kind.may_hold:
                raise ValueError(f"{name}: an event of type {self.type} has none")
        return self


class CaseCommitment(_Strict):
    """A commitment that a case bears on, and how."""

    slug: Slug
    role: Role = "asks_for"


def _pairs(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return tuple(tuple(pair) if isinstance(pair, list) else pair for pair in value)


class Case(_Strict):
    """One request for information and all that came of it."""

    id: Slug
    subject: Line
    authority: Line  # as the request has it
    body: Slug | None = None  # the body of ours; null where several were asked
    regime: Regime = "FOIA"
    requester_kind: RequesterKind = "unknown"
    requester: Line | None = None
    reference: Line | None = None
    url: WebAddress | None = None
    parent: Slug | None = None
    followed: bool = True
    visibility: Visibility = "private"
    public_from: Day = None
    school: bool = False
    school_closed: Annotated[tuple[tuple[Day, Day], ...], BeforeValidator(_pairs)] = ()
    private_note: Line | None = None
    commitments: Annotated[tuple[CaseCommitment, ...], BeforeValidator(_as_tuple)] = ()
    events: Annotated[tuple[Event, ...], BeforeValidator(_as_tuple)] = ()

    @model_validator(mode="after")
    def _private_persons_stay_unnamed(self) -> Self:
        if self.requester is not None and self.requester_kind not in NAMED_KINDS:
            raise ValueError("requester: private and unknown requesters are not named, write null")
        return self

    @model_validator(mode="after")
    def _embargoed_until(self) -> Self:
        if (self.visibility == "embargoed") != (self.public_from is not None):
            raise ValueError("public_from: the day on which an embargoed case becomes public")
        return self

    @model_validator(mode="after")
    def _schools(self) -> Self:
        for first, last in self.school_closed:
            if first is None or last is None or last < first:
                raise ValueError("school_closed: each pair is a first day and a last day")
        if self.school_closed and not self.school:
            raise ValueError("school_closed: only a school has such days (school: true)")
        return self
