"""What all ways of sending share: the parts of a message, its name, and what became of it."""

import hashlib
import json
from typing import Final

Parts = tuple[str, ...]
# The script of that name, deploy/systemd/delaywatch, gives secrets only to whoever asks for them.
BY_HAND: Final = "by hand on a server: WITH_SECRETS=yes delaywatch ..."


class NotSent(Exception):
    """It certainly did not arrive.

    ``soon``: whether it is worth trying again in a moment, after ``pause`` seconds or more.
    """

    def __init__(self, fault: str, *, soon: bool = False, pause: float = 0.0) -> None:
        self.fault, self.soon, self.pause = fault, soon, pause
        super().__init__(fault)


class InDoubt(Exception):
    """It may have arrived, and nobody can tell."""

    def __init__(self, fault: str) -> None:
        self.fault = fault
        super().__init__(fault)


def sum_of(parts: Parts) -> str:
    """The SHA-256 of a message."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def digest_id(reader: str, recipient: str, since: int, release: int) -> str:
    """The same 32 digits for the same news to the same recipient."""
    whole = json.dumps([reader, recipient, since, release])
    return hashlib.sha256(whole.encode()).hexdigest()[:32]
