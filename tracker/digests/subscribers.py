"""The file that says who is told what, and how: ``subscribers.yml`` beside the database."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from db.errors import Problem
from tracker.digests.filters import CORRECTIONS, HAPPENED, KINDS, Filter
from tracker.register.files import explained_faults, line_of, parsed
from tracker.wording import plain

NAME: Final = "subscribers.yml"
SETTING: Final = "DELAYWATCH_SUBSCRIBERS"
LONGEST_NAME: Final = 100
MOST_READERS: Final = 1_000
MOST_ADDRESSES: Final = 100
_WAYS: Final = ("file", "mail", "webhook")
_PLACEHOLDERS: Final = frozenset({"release", "day"})
_MAIL: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-][A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{0,63}"
    r"@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){0,9}"
)
_VARIABLE: Final = re.compile(r"[A-Z][A-Z0-9_]{0,99}")
_NO_ADDRESS: Final = (
    "an address of the web does not belong here: that of a webhook is a secret. Put it into the "
    "environment (DESK_WEBHOOK=https://...), and write here: webhook: DESK_WEBHOOK"
)


def named(text: str) -> str:
    """A reader's name. Raises ValueError where it is not one line of some letters."""
    if not text or plain(text) != text or len(text) > LONGEST_NAME:
        raise ValueError(f"is not one line of 1 to {LONGEST_NAME} letters")
    return text


def mail_address(text: str) -> str:
    """An address of mail. Raises ValueError where it is none in plain letters."""
    if not _MAIL.fullmatch(text):
        raise ValueError("is no address like ada@newsroom.example, in plain letters")
    return text


def filled(template: str, *, release: int, day: str) -> str:
    """The path of the file for a release."""
    return template.format(release=release, day=day)


def _template(text: str) -> str:
    try:
        parts = [part[1:] for part in Formatter().parse(text) if part[1] is not None]
    except ValueError as error:
        raise ValueError("has a brace too much; only {release} and {day} are filled in") from error
    if any(field not in _PLACEHOLDERS or spec or turned for field, spec, turned in parts):
        raise ValueError("only {release} and {day} are filled in")
    if not text.strip() or plain(text) != text:
        raise ValueError("is no path")
    return text


def _variable(text: str) -> str:
    if not _VARIABLE.fullmatch(text):
        raise ValueError("is not the name of a variable of the environment, like DESK_WEBHOOK")
    return text


def _one_or_many(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _once(values: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(values)) < len(values):
        raise ValueError("names the same twice")
    return values


Words = Annotated[tuple[str, ...], BeforeValidator(_one_or_many), AfterValidator(_once)]


class Subscriber(BaseModel):
    """A reader: what they want, and the one way on which it reaches them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, AfterValidator(named)]
    file: Annotated[str, AfterValidator(_template)] | None = None
    mail: Annotated[
        tuple[Annotated[str, AfterValidator(mail_address)], ...],
        BeforeValidator(_one_or_many), AfterValidator(_once), Field(max_length=MOST_ADDRESSES),
    ] = ()  # fmt: skip
    webhook: Annotated[str, AfterValidator(_variable)] | None = None
    format: Literal["markdown", "html"] | None = None
    bodies: Words = ()
    topics: Words = ()
    commitments: Words = ()
    kinds: Annotated[
        tuple[Literal[KINDS], ...],  # type: ignore[valid-type]
        BeforeValidator(_one_or_many), AfterValidator(_once), Field(min_length=1),
    ] = ("promise",)  # fmt: skip
    happened: Annotated[
        tuple[Literal[(*HAPPENED, CORRECTIONS)], ...],  # type: ignore[valid-type]
        BeforeValidator(_one_or_many), AfterValidator(_once),
    ] = ()  # fmt: skip
    since: Literal["now"] | Annotated[int, Field(ge=0)] = "now"
    only_when: Literal["news", "release"] = "news"

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = [way for way in _WAYS if getattr(self, way)]
        if len(ways) != 1:
            found = f"there are {' and '.join(ways)}" if ways else "there is none"
            raise ValueError(f"name: needs exactly one of file, mail and webhook; {found}")
        if self.format and not self.file:
            raise ValueError("format: only of a file; mail has both, a webhook its own")
        return self

    @property
    def wanted(self) -> Filter:
        """What they want to be told of."""
        return Filter(self.bodies, self.topics, self.commitments, self.kinds, self.happened)

    @property
    def way(self) -> str:
        """How it reaches them: file, mail or webhook."""
        return next(way for way in _WAYS if getattr(self, way))


_READERS: Final = TypeAdapter(Annotated[list[Subscriber], Field(max_length=MOST_READERS)])


def place(given: Path | None, environ: Mapping[str, str], database: Path) -> Path:
    """Where the file is: as given, as the environment says, or beside the database."""
    if given is not None:
        return given
    named_there = environ.get(SETTING, "").strip()
    return Path(named_there) if named_there else database.with_name(NAME)


def read(path: Path) -> list[Subscriber]:
    """The readers of a file. Raises Problem with file, line and field of every fault."""
    raw, node = parsed(path)
    faults = [f"{path}:{line_of(path, where)}: {_NO_ADDRESS}" for where in _addresses(raw)]
    if faults:
        raise _problem(faults)
    try:
        readers = _READERS.validate_python([] if raw is None else raw)
    except ValidationError as error:
        raise _problem(explained_faults(path, node, error)) from None
    seen: set[str] = set()
    for number, reader in enumerate(readers):
        if reader.name in seen:
            where = line_of(path, (number, "name"))
            faults.append(f"{path}:{where}: name: another reader is called {reader.name}")
        seen.add(reader.name)
    if faults:
        raise _problem(faults)
    return readers


def one_named(readers: list[Subscriber], name: str, path: Path) -> Subscriber:
    """The reader of a name. Raises Problem where there is none."""
    found = next((reader for reader in readers if reader.name == name), None)
    if found is None:
        there = ", ".join(reader.name for reader in readers[:20]) or "none"
        raise Problem(f"no reader is called {name}", where=str(path), do=f"there are: {there}")
    return found


def _addresses(raw: Any, where: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The places of what looks like an address of the web."""
    if isinstance(raw, dict):
        for key, value in raw.items():
            yield from _addresses(value, (*where, key))
    elif isinstance(raw, list):
        for number, value in enumerate(raw):
            yield from _addresses(value, (*where, number))
    elif isinstance(raw, str) and "://" in raw:
        yield where


def _problem(faults: list[str]) -> Problem:
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    return Problem(
        "\n".join((*faults, f"{count} found; nothing was sent")), do="mend the lines named"
    )
