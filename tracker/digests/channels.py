"""How a digest reaches a reader: as a file, by mail, by a webhook.

Each way makes the parts of a message first, from which follows whether it is the same as before,
and then hands them over. Whatever may have arrived is told apart from what certainly did not.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from db.deliveries import Delivery
from db.errors import Problem
from tracker.digests.items import Digest
from tracker.digests.mail import ByMail
from tracker.digests.messages import BY_HAND, NotSent, Parts, sum_of
from tracker.digests.smtp import server_of
from tracker.digests.subscribers import Subscriber, filled
from tracker.digests.telling import write
from tracker.digests.webhook import ToWebhook
from tracker.digests.writing import FORMATS

URL: Final = "DELAYWATCH_URL"
_PUBLIC_ADDRESS: Final = re.compile(r"https?://[^\s/@<>\"|]+(/[^\s<>\"|]*)?")
_LONGEST_ADDRESS: Final = 200


class Channel(Protocol):
    """A way to one recipient of a reader."""

    @property
    def name(self) -> str:
        """As it is called in the table ``deliveries``."""

    @property
    def where(self) -> str:
        """Where it leads, in words without a secret."""

    def make(self, digest: Digest) -> Parts:
        """The parts of the message."""

    def message_id(self, digest_id: str) -> str:
        """The name of the message: the same for each try."""

    def hand_over(self, parts: Parts, delivery: Delivery, at: str) -> None:
        """Send it at an instant. Raises NotSent or InDoubt where it did not surely arrive."""

    def has_arrived(self, delivery: Delivery, day: str) -> bool | None:
        """Whether it did, where that can be seen; None where it cannot."""


def public_address(environ: Mapping[str, str]) -> str:
    """The public address of the pages, or "" where none is set. Raises Problem for what is none."""
    base = environ.get(URL, "").strip().rstrip("/")
    if base and (not _PUBLIC_ADDRESS.fullmatch(base) or len(base) > _LONGEST_ADDRESS):
        raise Problem(f"{URL} is no web address", do="set it like https://delays.example")
    return base


def channels(
    subscriber: Subscriber, environ: Mapping[str, str], folder: Path
) -> dict[str, Channel]:
    """The ways to a reader, by recipient: each address of mail, "" of all others.

    ``folder`` is the one that paths of files start from. Raises Problem that says which setting is
    missing or wrong.
    """
    base = public_address(environ)
    if subscriber.file is not None:
        form = subscriber.format or "markdown"
        return {"": ToFile(folder, subscriber.file, form, base)}
    if not base:
        raise Problem(
            "a digest that is sent needs the public address of the pages for its links",
            do=f"set {URL}, like https://delays.example",
        )
    if subscriber.webhook is not None:
        return {"": _to_webhook(subscriber.webhook, environ, base)}
    return _by_mail(subscriber, environ, base)


def _to_webhook(variable: str, environ: Mapping[str, str], base: str) -> Channel:
    address = environ.get(variable, "").strip()
    if not address:
        raise Problem(
            f"the variable {variable} is not set",
            do=f"put the address there, in the environment of this command; {BY_HAND}",
        )
    return ToWebhook(variable, address, base)


def _by_mail(subscriber: Subscriber, environ: Mapping[str, str], base: str) -> dict[str, Channel]:
    server = server_of(environ)
    return {address: ByMail(server, address, base) for address in subscriber.mail}


@dataclass(frozen=True)
class ToFile:
    """A file, written in one step; one that says the same already is left as it is."""

    folder: Path
    template: str
    form: str
    base: str
    name: str = "file"

    @property
    def where(self) -> str:
        """The path as it was given."""
        return self.template

    def make(self, digest: Digest) -> Parts:
        """The text, and the day that stands in the path."""
        return (FORMATS[self.form](digest, self.base), digest.as_of)

    def message_id(self, digest_id: str) -> str:
        """Nothing but what it is of."""
        return digest_id

    def hand_over(self, parts: Parts, delivery: Delivery, at: str) -> None:  # noqa: ARG002
        """Write it."""
        text, day = parts
        try:
            write(self._path(delivery.release, day), text)
        except Problem as problem:
            raise NotSent(str(problem)) from problem
        except ValueError as error:  # of a text or a path that is none to the system
            raise NotSent(f"it could not be written ({type(error).__name__})") from error

    def has_arrived(self, delivery: Delivery, day: str) -> bool:
        """Whether the file says what was to be written."""
        try:
            text = self._path(delivery.release, day).read_text(encoding="utf-8")
        except (OSError, ValueError):
            return False
        return sum_of((text, day)) == delivery.sha256

    def _path(self, release: int, day: str) -> Path:
        return self.folder / filled(self.template, release=release, day=day)
