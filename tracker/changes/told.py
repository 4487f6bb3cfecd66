"""What a turn comes to, before it is a row; and that of a turn which stands in the log."""

from dataclasses import dataclass, field
from typing import Any

from tracker.changes.difference import Difference
from tracker.changes.files import Files, same_address
from tracker.days import day_in_london

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a turn comes to."""

    kind: str
    about: str | None = None
    was: str | None = None
    became: str | None = None
    difference: Difference = field(default_factory=Difference)
    files: Files = field(default_factory=Files)
    compared: tuple[tuple[int, int | None], ...] = ()
    notes: tuple[str, ...] = ()
    set_aside: str | None = None


def of_the_log(turn: Row) -> Told:
    """What a turn of the log comes to: it vanished, came back, moved, or has another date."""
    happened, was, became, reason = (turn[name] for name in ("happened", "was", "became", "reason"))
    if happened == "vanished":
        there = ((turn["from_version"], None),) if turn["from_version"] else ()
        return Told(kind="vanished", compared=there, notes=(f"gone: {reason}",) if reason else ())
    if happened == "came_back":
        return Told(kind="came_back")
    if happened == "moved":
        aside = "same-address" if same_address(was, became) else None
        return Told(kind="moved", about="address", was=was, became=became, set_aside=aside)
    if day_in_london(was) == day_in_london(became):
        aside = "same-day"
    else:
        aside = "saved-again" if reason == "modified_at" else None
    return Told(kind="date_changed", about=reason, was=was, became=became, set_aside=aside)
