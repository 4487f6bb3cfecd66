"""The style sheet of the charts as pictures take it along: its rules, without variables."""

import re
from functools import cache
from importlib.resources import files

from markupsafe import Markup


def style_of(drawn: str) -> Markup:
    """The rules of charts.css for the classes that are drawn, and for the words around them."""
    names = set(" ".join(re.findall(r'class="([^"]*)"', drawn)).split()) | {
        "hatch-ground", "hatch-line",
    }  # fmt: skip
    kept = [
        f"{selector}{{{rules}}}"
        for selector, rules in rules_of_charts()
        if all(name in names for name in re.findall(r"\.([\w-]+)", selector))
    ]
    ground, ink, quiet = (colours()[name] for name in ("ground", "ink", "quiet"))
    own = (
        f".ground{{fill:{ground}}}svg .words{{fill:{ink}}}svg .quiet{{fill:{quiet}}}"
        "svg .strong{font-weight:700}"
    )
    return Markup("".join(kept) + own)  # noqa: S704 - from our own style sheet


@cache
def rules_of_charts() -> tuple[tuple[str, str], ...]:
    """The rules of charts.css that pictures share, a selector each, with colours for variables."""
    shared = _sheet().split("/* On the page */")[0]
    shared = re.sub(r"/\*.*?\*/", "", shared, flags=re.DOTALL)
    found = re.findall(r"([^{}]+)\{([^{}]*)\}", shared)
    return tuple(
        (selector.strip(), _resolved(rules))
        for selectors, rules in found
        if ":root" not in selectors
        for selector in selectors.split(",")
    )


def _resolved(rules: str) -> str:
    """Declarations in short, with the colours that their variables name."""
    told = re.sub(r"var\(--chart-([\w-]+)\)", lambda name: colours()[name[1]], rules)
    kept = (one.strip() for one in told.split(";"))
    return ";".join(re.sub(r":\s+", ":", one) for one in kept if one and "inherit" not in one)


@cache
def colours() -> dict[str, str]:
    """The colours of charts, by the name of their variable without "--chart-"."""
    first = _sheet().split("/* On the page */")[0]
    return dict(re.findall(r"--chart-([\w-]+):\s*(#[0-9a-f]{6});", first))


@cache
def _sheet() -> str:
    return (files("web") / "static" / "charts.css").read_text(encoding="utf-8")
