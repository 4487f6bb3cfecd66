"""How long things took in a complete cohort: the share that still waits, falling a step a day.

Across are days after the last day of the first date, up is the share that has not come; the band
holds it at 95 %. Under the axis stands how many still waited, and were followed, on some days.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from web.charts.svg import element

Step = Mapping[str, Any]

WIDTHS: Final = {"wide": 640, "narrow": 340}
_HEIGHT: Final = 290
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 14, 14, 88
_APART: Final = 42  # pixels between two numbers under the axis
_BEFORE: Final = 40  # a fortieth of the days lies before the first
_SHARES: Final = (0, 0.25, 0.5, 0.75, 1)
_STRIDES: Final = (1, 2, 5, 7, 14, 30, 60, 90, 180, 365, 730, 1825, 3650)
_MOST_TICKS: Final = {"wide": 8, "narrow": 5}


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where days and shares lie in a picture of some width."""

    width: int
    first: int
    last: int

    def x(self, day: float) -> float:
        share = (day - self.first) / (self.last - self.first)
        return round(_LEFT + share * (self.width - _LEFT - _RIGHT), 1)

    @property
    def floor(self) -> int:
        return _HEIGHT - _BOTTOM

    def y(self, share: float) -> float:
        return round(self.floor - share * (self.floor - _TOP), 1)


def pictures(steps: Sequence[Step], source: str) -> list[Markup]:
    """The curve, once for wide screens and once for narrow ones.

    ``steps`` are the rows of ``cohort_curves`` of one cohort, by day, and at least one; ``source``
    says from where they are and until when they were followed.
    """
    return [_picture(steps, source, name) for name in WIDTHS]


def _picture(steps: Sequence[Step], source: str, name: str) -> Markup:
    first, last = min(0, steps[0]["days"]), max(steps[-1]["days"], 1)
    before = max(1, (last - first) // _BEFORE)  # so that a fall on the first day is seen as one
    plot = _Plot(WIDTHS[name], first - before, last)
    return element(
        "svg",
        element("title", summary(steps)),
        *_frame(plot, _MOST_TICKS[name]),
        _band(plot, steps),
        *_bounds(plot, steps),
        element("path", d=_line(plot, _levels(steps, "waiting")), class_="waiting-line"),
        *_numbers(plot, steps),
        _words(plot.width - _RIGHT, _HEIGHT - 8, source, anchor="end", class_="source-note"),
        viewBox=f"0 0 {plot.width} {_HEIGHT}",
        class_=f"waiting-chart {name}",
        role="img",
    )


def summary(steps: Sequence[Step]) -> str:
    """The curve in one sentence.

    >>> summary([{"days": -1, "at_risk": 12, "waiting": 0.916667},
    ...          {"days": 3, "at_risk": 5, "waiting": 0.333333}])
    'Of 12 that were to come, 33% still waited 3 days after the last day of their first date.'
    """
    last = steps[-1]
    side = "after" if last["days"] >= 0 else "before"
    days = abs(last["days"])
    return (
        f"Of {steps[0]['at_risk']:,} that were to come, {round(100 * last['waiting'])}% still "
        f"waited {days:,} {'day' if days == 1 else 'days'} {side} the last day of their first date."
    )


def _words(x: float, y: float, text: object, *, anchor: str = "middle", class_: str = "") -> Markup:
    return element("text", text, x=x, y=y, text_anchor=anchor, class_=class_ or None)


def _frame(plot: _Plot, most: int) -> list[Markup]:
    """The axes with their words, and a line on the last day of the first date."""
    found = []
    for share in _SHARES:
        y = plot.y(share)
        found.append(element("line", x1=_LEFT, x2=plot.width - _RIGHT, y1=y, y2=y, class_="grid"))
        found.append(_words(_LEFT - 6, y + 4, f"{share:.0%}", anchor="end"))
    for day in _ticks(plot, most):
        x = plot.x(day)
        found.append(
            element("line", x1=x, x2=x, y1=plot.floor, y2=plot.floor + 5, class_="axis-line")
        )
        found.append(_words(x, plot.floor + 18, f"{day:,}"))
    zero = plot.x(0)
    found.append(element("line", x1=zero, x2=zero, y1=_TOP, y2=plot.floor, class_="due-line"))
    found.append(
        element("line", x1=_LEFT, x2=plot.width - _RIGHT, y1=plot.floor, y2=plot.floor,
                class_="axis-line")
    )  # fmt: skip
    middle = (_LEFT + plot.width - _RIGHT) / 2
    found.append(_words(middle, plot.floor + 35, "days after the last day of the first date"))
    return found


def _ticks(plot: _Plot, most: int) -> list[int]:
    span = plot.last - plot.first
    stride = next((one for one in _STRIDES if span / one <= most), -(-span // most))
    start = -(-plot.first // stride) * stride
    return list(range(start, plot.last + 1, stride))


def _levels(steps: Sequence[Step], column: str) -> list[tuple[int, float]]:
    """The days on which a line falls, and to where; a bound that is not known is the share."""
    return [
        (step["days"], step["waiting"] if step[column] is None else step[column]) for step in steps
    ]


def _line(plot: _Plot, levels: Sequence[tuple[int, float]]) -> str:
    """A path that stays level until each day and falls on it, from all waiting at the start."""
    path = f"M{plot.x(plot.first)} {plot.y(1)}"
    for day, level in levels:
        path += f"H{plot.x(day)}V{plot.y(level)}"
    return f"{path}H{plot.x(plot.last)}"


def _band(plot: _Plot, steps: Sequence[Step]) -> Markup:
    """All between the bounds: there along the upper one and back along the lower."""
    path = _line(plot, _levels(steps, "high"))
    back = list(reversed(_levels(steps, "low")))
    path += f"V{plot.y(back[0][1])}"
    before = [level for _, level in back[1:]] + [1.0]
    for (day, _), level in zip(back, before, strict=True):
        path += f"H{plot.x(day)}V{plot.y(level)}"
    return element("path", d=f"{path}Z", class_="waiting-band")


def _bounds(plot: _Plot, steps: Sequence[Step]) -> list[Markup]:
    return [
        element("path", d=_line(plot, _levels(steps, column)), class_="waiting-bound")
        for column in ("low", "high")
    ]


def _numbers(plot: _Plot, steps: Sequence[Step]) -> list[Markup]:
    """How many still waited on some of the days: as many as fit side by side."""
    y = plot.floor + 54
    found = [_words(4, y, "n", anchor="start", class_="axis-title")]
    taken = 0.0
    for step in steps:
        x = plot.x(step["days"])
        if not taken or x - taken >= _APART:
            found.append(_words(x, y, f"{step['at_risk']:,}"))
            taken = x
    return found
