"""The shapes of the charts: a shape has one meaning, and colour only repeats it.

Each mark carries a ``<title>`` that says it in words. Hatched is our reading of
soft words, dashed at its edge is second-hand, both at once where both are so;
red is for checked lateness alone.
"""

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from web.charts.svg import at, element, percent

# What the key under a chart's heading says, in the order of a life.
KEY = (
    ("ring", "first due (its last day)"),
    ("band", "vague date: any day in it"),
    ("soft", "hatched: an end of it is our reading"),
    ("second-hand", "dashed: second-hand"),
    ("tick", "later date given"),
    ("from", "“from then”, no last day"),
    ("theirs", "expected by others, or of another milestone"),
    ("bar", "how far it moved or ran"),
    ("awaited", "awaited"),
    ("kept", "delivered on time"),
    ("late", "delivered late"),
    ("delivered", "delivered, otherwise"),
    ("partial", "partly delivered"),
    ("paused", "paused"),
    ("merged", "merged"),
    ("dropped", "dropped"),
    ("silence", "nothing later is known"),
    ("disputed", "disputed: an objection is open"),
)


def hand(event: Mapping[str, Any]) -> str:
    """The classes of an event's marks (keys evidence, and soft if it has one).

    >>> hand({"evidence": "second-hand", "soft": 1})
    'second-hand soft'
    """
    known = "second-hand" if event["evidence"] == "second-hand" else "first-hand"
    return f"{known} soft" if event.get("soft") else known


def _ring(css: str) -> list[Markup]:
    return [element("circle", r=6, class_=f"ring {css}")]


def _tick(css: str) -> list[Markup]:
    return [element("path", d="M0-9V9", class_=f"tick {css}")]


def _kept(css: str) -> list[Markup]:
    return [
        element("circle", r=8.5, class_=f"kept {css}"),
        element("path", d="M-3.8.2-1 3.2 4-3", class_="kept-tick"),
    ]


def _late(css: str) -> list[Markup]:
    return [element("path", d="M0-8.5 8.5 0 0 8.5-8.5 0Z", class_=f"late {css}")]


def _delivered(css: str) -> list[Markup]:
    return [element("rect", x=-6.5, y=-6.5, width=13, height=13, class_=f"delivered {css}")]


def _partial(css: str) -> list[Markup]:
    return [
        element("circle", r=7.5, class_=f"partial {css}"),
        element("path", d="M0-7.5A7.5 7.5 0 0 1 0 7.5Z", class_="partial-half"),
    ]


def _paused(css: str) -> list[Markup]:
    return [
        element("rect", x=-7, y=-8, width=5, height=16, class_=f"paused {css}"),
        element("rect", x=2, y=-8, width=5, height=16, class_=f"paused {css}"),
    ]


def _dropped(css: str) -> list[Markup]:
    return [element("path", d="M-6.5-6.5 6.5 6.5M-6.5 6.5 6.5-6.5", class_=f"cross {css}")]


def _merged(css: str) -> list[Markup]:
    return [
        element("circle", r=8.5, class_=f"merged {css}"),
        element("path", d="M-4-4 4 4M-4 4 4-4", class_="merged-cross"),
    ]


def _awaited(css: str) -> list[Markup]:
    return [element("path", d="M-5-8 8 0-5 8Z", class_=f"awaited {css}")]


def _overdue(css: str) -> list[Markup]:
    return [element("path", d="M-6-8 8 0-6 8Z", class_=f"overdue {css}")]


def _beyond(css: str) -> list[Markup]:
    return [element("path", d="M-6-6 0 0-6 6M-13-6-7 0-13 6", class_=f"beyond {css}")]


def _by(css: str) -> list[Markup]:
    return [element("path", d="M-9 0H-20M-16-4-20 0-16 4", class_=f"by {css}")]


def _from(css: str) -> list[Markup]:
    return [element("path", d="M0-8V8M1 0H11M7-4 11 0 7 4", class_=f"from {css}")]


def _open(css: str) -> list[Markup]:
    return [
        element("circle", r=6, class_=f"open {css}"),
        element("path", d="M-4 4 4-4", class_="open-slash"),
    ]


def _theirs(css: str) -> list[Markup]:
    return [element("path", d="M-7-6H7L0 7Z", class_=f"theirs {css}")]


def _dot(css: str) -> list[Markup]:
    return [element("circle", r=5.5, class_=f"dot {css}")]


def _up(css: str) -> list[Markup]:
    return [element("path", d="M-8 0H8M0-1V-12M-4-8 0-12 4-8", class_=f"from {css}")]


def _disputed(css: str) -> list[Markup]:
    """Not equal, in a box: somebody says that it was not so."""
    return [
        element("rect", x=-7, y=-7, width=14, height=14, class_=f"disputed {css}".strip()),
        element("path", d="M-4-2H4M-4 2H4M3-5-3 5", class_="disputed-sign"),
    ]


def disputed_words(objections: int) -> str:
    """That so many objections are open, in words.

    >>> disputed_words(2)
    'Disputed: 2 objections to what is said here are open'
    """
    if objections == 1:
        return "Disputed: 1 objection to what is said here is open"
    return f"Disputed: {objections:,} objections to what is said here are open"


SHAPES: dict[str, Callable[[str], list[Markup]]] = {
    "ring": _ring,
    "tick": _tick,
    "kept": _kept,
    "late": _late,
    "delivered": _delivered,
    "partial": _partial,
    "paused": _paused,
    "merged": _merged,
    "dropped": _dropped,
    "awaited": _awaited,
    "overdue": _overdue,
    "beyond": _beyond,
    "by": _by,
    "from": _from,
    "open": _open,
    "theirs": _theirs,
    "dot": _dot,
    "up": _up,
    "disputed": _disputed,
}


def shape(name: str, *, x: float, y: float, title: str | None, css: str = "") -> Markup:
    """A shape about a point, with its meaning in words."""
    told = [element("title", title)] if title else []
    return at(x, *told, *SHAPES[name](css), y=y, class_="mark" if title else None)


def stretch(
    name: str, *, x1: float, x2: float, y: float, height: float, title: str, css: str = ""
) -> Markup:
    """A band or a bar from ``x1`` to ``x2``, never thinner than can be seen."""
    width = max(x2 - x1, 0.25)
    return element(
        "rect",
        element("title", title),
        x=percent(x1),
        y=f"{y - height / 2:g}",
        width=percent(width),
        height=f"{height:g}",
        class_=f"mark {name} {css}".strip(),
    )


def line(name: str, *, x1: float, x2: float, y: float, title: str, css: str = "") -> Markup:
    """A line from ``x1`` to ``x2``."""
    return element(
        "line",
        element("title", title),
        x1=percent(x1),
        x2=percent(x2),
        y1=f"{y:g}",
        y2=f"{y:g}",
        class_=f"mark {name} {css}".strip(),
    )


def sample(name: str) -> Markup:
    """A small picture for the key."""
    if name == "band":
        drawn = element("rect", x=2, y=6, width=28, height=12, class_="band first-hand")
    elif name == "bar":
        drawn = element("rect", x=2, y=9.5, width=28, height=5, class_="bar")
    elif name == "silence":
        drawn = element("line", x1=3, x2=30, y1=12, y2=12, class_="silence")
    elif name == "soft":
        drawn = element("rect", x=2, y=6, width=28, height=12, class_="band first-hand soft")
    elif name == "second-hand":
        drawn = element("rect", x=2, y=6, width=28, height=12, class_="band second-hand")
    else:
        drawn = element("svg", *SHAPES[name]("first-hand"), x=16, y=12, overflow="visible")
    return element(
        "svg", drawn, width=32, height=24, viewBox="0 0 32 24", class_="sample", aria_hidden="true"
    )
