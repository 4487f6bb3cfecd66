"""`delaywatch foi add`: one question after the other, until there is a case to keep.

Whatever is given as an option is not asked; what is wrong is said and asked again. Nothing is kept
before the person has seen the case and its first deadline and said yes.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any, Final, TypeVar, get_args

import click
from sqlite_utils import Database

from db.commitments import live_slugs
from db.errors import Problem
from db.foi.bodies import body, period_on
from db.foi.cases import is_case
from db.sources import body_names
from tracker.foi import cases
from tracker.foi.checks import check_all
from tracker.foi.clock import standing
from tracker.foi.counting import calendar_of
from tracker.foi.exchange.plain import case_from
from tracker.foi.exchange.taking import LONGEST_ID, REGIMES
from tracker.foi.model import EARLIEST, NAMED_KINDS, Case, RequesterKind, Role, Visibility
from tracker.foi.showing import preview_lines
from tracker.register.model import LONGEST_TEXT
from tracker.resolve.bodies import body_called
from tracker.review.lines import indented
from tracker.wording import plain

_T = TypeVar("_T")
_ID_WORDS: Final = 60  # characters of the subject that a proposed id has
_AT_ONCE: Final = frozenset({"e-mail", "email", "whatdotheyknow", "web form"})
_KINDS: Final = get_args(RequesterKind)
_ROLES: Final = get_args(Role)
_VISIBILITIES: Final = get_args(Visibility)


@dataclass(frozen=True)
class Given:
    """What was given as options; None is asked, or left out where ``sure``.

    ``commitments`` are slugs, each with a role after a colon or without.
    """

    case_id: str | None = None
    subject: str | None = None
    body: str | None = None
    authority: str | None = None
    regime: str | None = None
    sent: str | None = None
    received: str | None = None
    channel: str | None = None
    reference: str | None = None
    url: str | None = None
    parent: str | None = None
    commitments: Sequence[str] | None = None
    requester_kind: str | None = None
    requester: str | None = None
    visibility: str | None = None
    public_from: str | None = None
    private_note: str | None = None
    school: bool = False


def add(db: Database, given: Given, as_of: date, at: str, *, sure: bool = False) -> str:
    """Ask for a case and keep it once it was shown and confirmed; returns its id.

    ``sure``: ask for nothing that may be left out, and keep it without asking. Raises Problem for
    an option that is wrong, and click's Abort where the person leaves; nothing is kept then.
    """
    case = _Asker(db, given, as_of, sure=sure).case()
    check_all(db, [("this case", case)], as_of)
    found = standing(case, table=calendar_of(db))
    click.echo()
    for line in preview_lines(case, found):
        click.echo(line)
    if not sure and not click.confirm("\nKeep it?", default=True):
        raise click.Abort
    cases.save(db, case, as_of, at)
    return case.id


class _Asker:
    """Asks for each part of a case, or takes it from the options."""

    def __init__(self, db: Database, given: Given, as_of: date, *, sure: bool) -> None:
        self.db, self.given, self.as_of, self.sure = db, given, as_of, sure
        self.bodies = body_names(db)

    def case(self) -> Case:
        given = self.given
        subject = self._ask("What it asks for, in a line", "--subject", given.subject, _line)
        slug, authority = self._authority()
        sent = self._ask(
            "Day it was sent (YYYY-MM-DD; empty: not sent yet)", "--sent", given.sent,
            self._past_day, "",
        )  # fmt: skip
        regime = self._ask(
            f"Law ({', '.join(REGIMES)})", "--regime", given.regime, _one_of(REGIMES, str.upper),
            self._proposed_regime(slug, sent),
        )  # fmt: skip
        events = self._events(sent)
        fields = {
            "subject": subject,
            "authority": authority,
            "body": slug,
            "regime": regime,
            "school": given.school,
            "reference": self._ask(
                "Their reference (empty: none)", "--reference", given.reference, _text, ""
            ),
            "url": self._ask("Address where it can be read (empty: none)", "--url", given.url,
                             _address, ""),
            "parent": given.parent,
            "commitments": self._commitments(),
            **self._requester(),
            **self._visibility(),
            "private_note": given.private_note,
            "events": events,
        }  # fmt: skip
        fields["id"] = self._ask(
            "Name of the case", "--id", given.case_id, self._new_id, self._proposed_id(subject)
        )
        return case_from(fields, "this case")

    def _ask(
        self,
        question: str,
        option: str,
        given: str | None,
        read: Callable[[str], _T],
        default: str | None = None,
    ) -> _T:
        """The answer to a question, read; asked again until it can be read."""
        if given is not None or (self.sure and default is not None):
            try:
                return read(given if given is not None else default or "")
            except Problem as problem:
                raise Problem(problem.what, where=option, do=problem.do) from problem
        while True:
            answer = click.prompt(question, default=default, show_default=bool(default))
            try:
                return read(answer)
            except Problem as problem:
                for line in indented(str(problem)):
                    click.echo(line)

    def _authority(self) -> tuple[str | None, str]:
        """The body asked: its slug, if it is one of ours, and its name as the case has it."""
        named = self.given.authority
        if named is not None:
            name = self._ask("", "--authority", named, _line)
            slug = self.given.body and self._ask("", "--body", self.given.body, self._body)
            return slug or body_called(name, self.bodies), name
        found = self._ask("Body (its name or slug)", "--body", self.given.body, self._body_or_name)
        return (found, self.bodies[found]) if found in self.bodies else (None, found)

    def _body_or_name(self, answer: str) -> str:
        """The slug of a body of ours, or the name of another, once the person has said so."""
        try:
            return self._body(answer)
        except Problem as problem:
            if self.sure or self.given.body is not None:
                raise
            for line in indented(str(problem)):
                click.echo(line)
            name = _line(answer)
            if click.confirm(f"Keep “{name}”, a body that is none of ours?", default=False):
                return name
            raise Problem("no body yet", do="give another name, or Ctrl-C to leave") from problem

    def _body(self, answer: str) -> str:
        """The slug of the body that is meant. Raises Problem with the near ones."""
        wanted = " ".join(answer.split())
        names = {name.casefold(): slug for slug, name in self.bodies.items()}
        known = wanted if wanted in self.bodies else names.get(wanted.casefold())
        slug = known or body_called(wanted, self.bodies)
        if slug is not None:
            return slug
        near = [name for name in names if wanted.casefold() in name][:3]
        near += get_close_matches(wanted.casefold(), [*names, *self.bodies], n=3, cutoff=0.5)
        meant = " or ".join(dict.fromkeys(names.get(one, one) for one in near))
        raise Problem(
            f"no body of ours is called {wanted!r}",
            do=f"{f'did you mean {meant}? ' if meant else ''}give the name of any other body with "
            "--authority",
        )

    def _proposed_regime(self, slug: str | None, sent: date | None) -> str:
        if slug is None or body(self.db, slug) is None:
            return "FOIA"
        period = period_on(self.db, slug, (sent or self.as_of).isoformat())
        return str(period["regime"]) if period else "FOIA"

    def _past_day(self, answer: str) -> date | None:
        if not answer.strip():
            return None
        day = _day(answer)
        if day > self.as_of:
            raise Problem(f"{day} lies after {self.as_of}", do="give the day on which it was sent")
        if day < EARLIEST:
            raise Problem(f"{day} is before {EARLIEST}, when the Acts came into force")
        return day

    def _events(self, sent: date | None) -> list[dict[str, Any]]:
        if sent is None:
            return [{"type": "drafted", "on": self.as_of}]
        channel = self._ask(
            "How (e-mail, post, ...)", "--channel", self.given.channel, _text, "e-mail"
        )
        events: list[dict[str, Any]] = [{"type": "sent", "on": sent, "channel": channel}]
        # An e-mail arrives on the day it is sent; of anything else the person may know better.
        as_sent = channel is None or channel.casefold() in _AT_ONCE
        received = None
        if self.given.received is not None or not as_sent:
            received = self._ask(
                "Day it arrived (YYYY-MM-DD; empty: not known)", "--received",
                self.given.received, self._past_day, "",
            )  # fmt: skip
        return events if received is None else [*events, {"type": "received", "on": received}]

    def _commitments(self) -> list[dict[str, str]]:
        if self.given.commitments is not None or self.sure:
            return [self._link(one) for one in self.given.commitments or ()]
        found: list[dict[str, str]] = []
        while slug := self._ask(
            f"Commitment that it bears on (slug; empty: no {'more' if found else 'one'})",
            "--commitment", None, self._commitment, "",
        ):  # fmt: skip
            role = self._ask(
                f"How ({', '.join(_ROLES)})", "--commitment", None, _one_of(_ROLES), _ROLES[0]
            )
            found.append({"slug": slug, "role": role})
        return found

    def _link(self, given: str) -> dict[str, str]:
        slug, _, role = given.partition(":")
        return {
            "slug": self._ask("", "--commitment", slug, self._commitment),
            "role": self._ask("", "--commitment", role or _ROLES[0], _one_of(_ROLES)),
        }

    def _commitment(self, answer: str) -> str:
        slug, slugs = answer.strip(), live_slugs(self.db)
        if not slug or slug in slugs:
            return slug
        words = slug.casefold().split()
        near = [one for one in slugs if all(word in one for word in words)][:3]
        near = near or get_close_matches(slug, slugs, n=3)
        raise Problem(
            f"there is no commitment {slug!r}",
            do=f"did you mean {' or '.join(near)}?" if near else "see the slugs in /timeline",
        )

    def _requester(self) -> dict[str, str | None]:
        kind = self._ask(
            f"Who asks ({', '.join(_KINDS)})", "--requester-kind", self.given.requester_kind,
            _one_of(_KINDS), "unknown",
        )  # fmt: skip
        if kind not in NAMED_KINDS:
            if self.given.requester:
                raise Problem("a private person is not named", where="--requester", do="leave it")
            return {"requester_kind": kind, "requester": None}
        name = self._ask("Its name (never published; empty: none)", "--requester",
                         self.given.requester, _text, "")  # fmt: skip
        return {"requester_kind": kind, "requester": name}

    def _visibility(self) -> dict[str, Any]:
        proposed = "embargoed" if self.given.public_from else "private"
        visibility = self._ask(
            f"Who may see it ({', '.join(_VISIBILITIES)})", "--visibility", self.given.visibility,
            _one_of(_VISIBILITIES), proposed,
        )  # fmt: skip
        if visibility != "embargoed":
            return {"visibility": visibility}
        day = self._ask("Public from (YYYY-MM-DD)", "--from", self.given.public_from, _day)
        return {"visibility": visibility, "public_from": day}

    def _proposed_id(self, subject: str) -> str:
        words = re.sub(r"[^a-z0-9]+", "-", subject.casefold())[:_ID_WORDS].strip("-") or "request"
        number, proposed = 1, words
        while is_case(self.db, proposed):
            number += 1
            proposed = f"{words}-{number}"
        return proposed

    def _new_id(self, answer: str) -> str:
        case_id = answer.strip()
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", case_id) or len(case_id) > LONGEST_ID:
            raise Problem(
                f"{case_id!r} is no name of a case",
                do=f"small letters, digits and single hyphens, at most {LONGEST_ID} of them",
            )
        if is_case(self.db, case_id):
            raise Problem(f"there is a case {case_id} already", do="take another name")
        return case_id


def _line(answer: str) -> str:
    text = plain(answer)
    if not 0 < len(text) <= LONGEST_TEXT:
        raise Problem("a line of words is needed", do=f"at most {LONGEST_TEXT} characters")
    return text


def _text(answer: str) -> str | None:
    return _line(answer) if answer.strip() else None


def _address(answer: str) -> str | None:
    address = answer.strip() or None
    if address is not None and not re.fullmatch(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", address):
        raise Problem(f"{address!r} is no web address", do="it begins with https:// or http://")
    return address


def _day(answer: str) -> date:
    try:
        return date.fromisoformat(answer.strip())
    except ValueError:
        raise Problem(f"{answer} is not a day", do="write it like 2026-03-31") from None


def _one_of(words: Sequence[str], spelt: Callable[[str], str] = str.lower) -> Callable[[str], str]:
    def read(answer: str) -> str:
        word = spelt(answer.strip())
        if word not in words:
            near = get_close_matches(word, words, n=1)
            raise Problem(
                f"{answer!r} is none of {', '.join(words)}",
                do=f"did you mean {near[0]}?" if near else "take one of them",
            )
        return word

    return read
