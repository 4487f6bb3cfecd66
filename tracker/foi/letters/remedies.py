"""What is asked for after a reply that is not all of what was asked for, by what it came to.

Nothing is presupposed: only where something was withheld is it to be sent.
"""

from dataclasses import dataclass
from typing import Final

from tracker.foi.clock.course import status_of_reply
from tracker.foi.grounds import provision_of
from tracker.foi.model import Event, Ground


@dataclass(frozen=True)
class Remedy:
    """The same remedy in two letters.

    ``review`` asks the body for it ("to ..."), ``complaint`` is what the regulator may order
    ("... is to", ``body`` stands for the name).
    """

    review: str
    complaint: str


_WITHHELD: Final = Remedy(
    "to send what was withheld or, if a part has to stay withheld, the rest",
    "what was withheld is to be sent",
)
_UNANSWERED: Final = Remedy(
    "to answer the request or, where it was narrowed, the request as narrowed",
    "{body} is to answer the request or, where it was narrowed, the request as narrowed",
)
# By the status of a case after the reply, or that which a ground alone would give it.
_REMEDIES: Final = {
    "neither_confirmed_nor_denied": Remedy(
        "to confirm or deny that you hold what was asked for, and then to answer the request",
        "{body} is to confirm or deny that it holds what was asked for, and then to answer the "
        "request",
    ),
    "not_held": Remedy(
        "to say where and how you searched, and to search again",
        "{body} is to search again and to say how it searched",
    ),
    "already_published": Remedy(
        "to name the exact place of each part or, where there is none, to send it",
        "what cannot be had elsewhere is to be sent",
    ),
    "vexatious": _UNANSWERED,
}
# Grounds for not dealing with a request at all: nothing was looked at, so nothing was withheld.
_NOT_DEALT_WITH: Final = frozenset({"s.12", "s.14", "reg 12(4)(b)", "reg 10(4)(b)"})
# Of these the grounds tell more than the status.
_BY_GROUNDS: Final = frozenset({"refused", "partly_disclosed", "vexatious"})


def remedies(reply: Event, regime: str) -> list[Remedy]:
    """What is asked for after a reply, each once; several where its grounds differ in kind."""
    status = status_of_reply(reply, regime)
    if status in _BY_GROUNDS and reply.grounds:
        return list(dict.fromkeys(_of_ground(ground, regime) for ground in reply.grounds))
    return [_REMEDIES.get(status, _WITHHELD)]


def _of_ground(ground: Ground, regime: str) -> Remedy:
    if ground.neither_confirm_nor_deny:
        return _REMEDIES["neither_confirmed_nor_denied"]
    if ground.provision in _NOT_DEALT_WITH:
        return _UNANSWERED
    listed = provision_of(ground.provision, regime)
    return _REMEDIES.get((listed.status if listed else None) or "", _WITHHELD)
