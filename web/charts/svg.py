"""SVG written on the server: elements, a scale of days, and the years under it.

Positions across are percentages, so that one drawing fits a phone and a
desktop without a script; shapes keep their size in pixels.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape  # three times as fast as that of markupsafe on what is short

from markupsafe import Markup

# Kept free at either end, so that a mark on the first or last day is whole.
EDGE = 1.6


def element(name: str, *children: object, **attributes: object) -> Markup:
    """An element; every value and every child that is not itself markup is escaped.

    >>> element("text", "a < b", class_="year", x=3)
    Markup('<text class="year" x="3">a &lt; b</text>')
    """
    written = "".join(
        [
            f' {_attribute(key)}="{escape(str(value))}"'
            for key, value in attributes.items()
            if value is not None
        ]
    )
    inner = "".join(
        [child if isinstance(child, Markup) else escape(str(child)) for child in children]
    )
    return Markup(f"<{name}{written}>{inner}</{name}>")  # noqa: S704 - all parts are escaped


@cache
def _attribute(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def percent(value: float) -> str:
    """A share of the width: 12.34 becomes "12.34%"."""
    return f"{value:.2f}%"


@dataclass(frozen=True)
class Scale:
    """The days from ``first`` to ``last``, laid out from 0 to 100 with room at the edges."""

    first: date
    last: date

    def at(self, day: date) -> float:
        """Where a day lies; days beyond the ends lie on the ends."""
        whole = (self.last - self.first).days or 1
        share = min(max((day - self.first).days / whole, 0.0), 1.0)
        return EDGE + share * (100 - 2 * EDGE)

    def holds(self, day: date) -> bool:
        """Whether a day lies between the ends."""
        return self.first <= day <= self.last

    def years(self) -> list[int]:
        """The years that the scale touches."""
        return list(range(self.first.year, self.last.year + 1))


def at(x: float, *children: object, y: float, **attributes: object) -> Markup:
    """Children drawn about a point: across in per cent, down in pixels."""
    return element("svg", *children, x=percent(x), y=f"{y:g}", overflow="visible", **attributes)


def number(value: float) -> str:
    """A length in pixels: 12.0 becomes "12", 12.34 becomes "12.3".

    >>> number(12.0), number(12.34)
    ('12', '12.3')
    """
    return f"{value:.1f}".rstrip("0").rstrip(".")


def text(
    words: str, x: float, y: float, size: float, *, anchor: str = "start", css: str = ""
) -> Markup:
    """Words at a point, in pixels; ``anchor`` is SVG's text-anchor."""
    return element(
        "text",
        words,
        x=number(x),
        y=number(y),
        text_anchor=anchor,
        style=f"font-size:{size:g}px",
        class_=css or None,
    )
