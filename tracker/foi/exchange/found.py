"""What a file tells: a case of ours as it was, or what another site shows of a request."""

from dataclasses import dataclass, field
from datetime import date

from tracker.foi.model import Case


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that a site shows of a request: its word for it, and on which day in London.

    ``state`` is what the requester said it comes to (WhatDoTheyKnow's described_state), ``url``
    the address of the message itself.
    """

    type: str
    day: date
    state: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """What a site shows of a request. No name of a requester is part of it.

    ``state`` is None where nobody has said what the last reply comes to. ``newest``: the newest
    message is among what happened, so that whoever saved it saw where the request stood.
    ``hidden``: the site does not show it to everybody. ``names_requester``: the end of its address
    bears the name of whoever asked; ``number`` is what the site counts it by, if that is shown.
    """

    url: str
    name: str  # the end of its address
    title: str
    asked_on: date | None
    environmental: bool
    state: str | None
    body_name: str
    body_at: str | None  # the body's name in the addresses of the site
    body_tags: frozenset[str] = frozenset()
    commitments: tuple[str, ...] = ()
    hidden: bool = False
    names_requester: bool = False
    number: int | None = None
    newest: bool = True
    happenings: tuple[Happening, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Found:
    """A case or an account, where it stands (file and row), and what a person should know of it."""

    where: str
    content: Case | Account
    told: tuple[str, ...] = ()
