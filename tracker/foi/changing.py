"""Change what a case is (not what happened in it): its subject, address, commitments, readers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlite_utils import Database

from db.connection import writing
from db.errors import Problem
from db.sources import body_names
from tracker.foi import cases
from tracker.foi.exchange.plain import case_from
from tracker.foi.exchange.taking import NAMES_THE_REQUESTER
from tracker.foi.model import Case
from tracker.resolve.bodies import body_called

_MAY_BE_EMPTY: Final = ("body", "reference", "url", "private_note")


@dataclass(frozen=True)
class Wanted:
    """What is to be otherwise; None stays as it is, an empty text takes away what is there.

    ``commitments`` are slugs, each with a role after a colon or without, that come to those that
    are there; ``not_about`` are slugs of those that go. ``body`` is a slug or a name.
    """

    subject: str | None = None
    body: str | None = None
    reference: str | None = None
    url: str | None = None
    commitments: Sequence[str] = ()
    not_about: Sequence[str] = ()
    followed: bool | None = None
    private_note: str | None = None

    def __bool__(self) -> bool:
        return self != Wanted()


def change(db: Database, case_id: str, wanted: Wanted, as_of: date, at: str) -> list[str]:
    """Keep a case with what is wanted; returns lines about what came of it.

    Raises Problem, and keeps nothing, where there is no such case, body or commitment.
    """
    names = body_names(db)
    return _changed(db, case_id, lambda case: dict(_fields(case, wanted, names)), as_of, at)


def show_to(
    db: Database, case_id: str, visibility: str, public_from: date | None, as_of: date, at: str
) -> list[str]:
    """Say who may see a case; returns lines about what readers will then see."""
    fields = {"visibility": visibility, "public_from": public_from}
    lines = _changed(db, case_id, lambda _: fields, as_of, at)
    return [*lines, *_about_its_address(cases.read(db, case_id))]


def _changed(
    db: Database,
    case_id: str,
    fields_of: Callable[[Case], Mapping[str, Any]],
    as_of: date,
    at: str,
) -> list[str]:
    with writing(db):
        case = cases.read(db, case_id)
        fields = {name: getattr(case, name) for name in type(case).model_fields}
        after = case_from({**fields, **fields_of(case)}, case_id)
        return cases.keep(db, [(case_id, after)], as_of, at).lines


def _fields(case: Case, wanted: Wanted, names: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    if wanted.subject is not None:
        yield "subject", wanted.subject
    if wanted.followed is not None:
        yield "followed", wanted.followed
    for name in _MAY_BE_EMPTY:
        value = getattr(wanted, name)
        if value is not None:
            yield name, value.strip() or None
    if wanted.body:
        yield "body", body_called(wanted.body, names) or wanted.body
    yield "commitments", _links(case, wanted)


def _links(case: Case, wanted: Wanted) -> list[dict[str, str]]:
    """The commitments as they are to be: a new role takes the place of the old one."""
    links = {link.slug: {"slug": link.slug, "role": link.role} for link in case.commitments}
    for slug in wanted.not_about:
        if slug not in links:
            raise Problem(
                f"{case.id} does not bear on {slug}", where="--not-about",
                do=f"name one of {', '.join(links)}" if links else "leave it out",
            )  # fmt: skip
        del links[slug]
    for given in wanted.commitments:
        slug, _, role = given.partition(":")
        links[slug] = {"slug": slug, **({"role": role} if role else {})}
    return list(links.values())


def _about_its_address(case: Case) -> Iterator[str]:
    if case.visibility == "private" or case.url is None:
        return
    if case.private_note and NAMES_THE_REQUESTER in case.private_note:
        yield (
            f"its address bears the name of whoever asked, and is shown with the case: {case.url} "
            "(`delaywatch foi change` can take it away)"
        )
    else:
        yield f"its address is shown with it; see that it names no private person: {case.url}"
