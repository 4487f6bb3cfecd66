"""What the marks of a slip chart mean: a key of those that a drawing has."""

import re
from typing import Final

from markupsafe import Markup

from web.charts import marks
from web.charts.svg import element

WIDTH: Final = 32  # pixels of a sample; its height is 24

# The marks of a slip chart: a class that it has, the sample, and what it means.
KEY: Final = (
    (r'class="mark day-itself"', "diagonal", "the day itself: above it lay the future"),
    (r'class="dot ', "dot", "a date that was promised (its last day)"),
    (r'class="from ', "up", "a date to start from, with no last day"),
    (r'class="band ', "band", "up: vague date; across: said in these days"),
    (r'class="[^"]* soft', "soft", "hatched: one end is our reading"),
    (r'class="[^"]*second-hand', "second-hand", "dashed edge: second-hand"),
    (r'class="open ', "open", "said without a date"),
    (r'class="theirs ', "theirs", "expected by others, or of another milestone"),
    (r'class="by ', "by", "by then: known from a report"),
    (r'class="kept ', "kept", "delivered on time"),
    (r'class="late ', "late", "delivered late"),
    (r'class="delivered ', "delivered", "delivered, otherwise"),
    (r'class="partial ', "partial", "partly delivered"),
    (r'class="paused ', "paused", "paused"),
    (r'class="merged ', "merged", "merged into other work"),
    (r'class="cross ', "dropped", "dropped"),
    (r'class="overdue ', "overdue", "overdue when a person looked"),
    (r'class="[^"]*\bred\b', "red", "red: lateness that was checked"),
    (r'class="around"', "around", "the days between which an end lies"),
    (r'class="unknown-when"', "unknown-when", "said on a day of these, not known which"),
    (r'class="disputed"', "disputed", "disputed: an objection is open"),
    (r'class="landmark"', "landmark", "context, explains nothing by itself"),
)
# Those that are lines and no shapes, with the class of each.
LINES: Final = {
    "diagonal": "day-itself", "around": "around", "unknown-when": "unknown-when",
    "landmark": "landmark", "red": "stair red",
}  # fmt: skip


def used(chart: Markup) -> list[tuple[str, str]]:
    """The lines of the key that a drawing needs."""
    return [(name, meaning) for sign, name, meaning in KEY if re.search(sign, chart)]


def sample(name: str) -> Markup:
    """A small picture of a mark, WIDTH pixels wide."""
    if name not in LINES:
        return marks.sample(name)
    return element(
        "svg",
        element("line", x1=2, x2=WIDTH - 2, y1=12, y2=12, class_=LINES[name]),
        width=WIDTH,
        height=24,
        class_="sample",
        aria_hidden="true",
    )
