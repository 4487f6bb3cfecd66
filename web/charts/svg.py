"""SVG written on the server: elements, a scale of days, and the years under it.

Positions across are percentages, so that one drawing fits a phone and a
desktop without a script; shapes keep their size in pixels.
"""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

# Kept free at either end, so that a mark on the first or last day is whole.
EDGE = 1.6


def element(name: str, *children: object, **attributes: object) -> Markup:
    """An element; every value and every child that is not itself markup is escaped.

    >>> element("text", "a < b", class_="year", x=3)
    Markup('<text class="year" x="3">a &lt; b</text>')
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = Markup("").join(escape(child) for child in children)
    return Markup(f"<{name}{written}>{inner}</{name}>")  # noqa: S704 - all parts are escaped


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
