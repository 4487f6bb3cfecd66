"""The picture beside each row of /timeline: what was promised, and what happened.

A row's chart is one SVG as wide as its column, in two lanes, so that what came
of it never hides what was promised; the years stand once, above all rows. The
line of text beside it says the same of the first and the newest date and of
the outcome; the title of each mark says what it is, in words. A due is told
as everywhere: our reading, and the body's words beside it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from tracker import wording
from tracker.days import last_day
from web.charts import marks
from web.charts.svg import EDGE, Scale, at, element, percent

Row = Mapping[str, Any]

# Down from the middle of a row, in pixels: what was promised above, what happened below.
PROMISED = -9
HAPPENED = 11
DISPUTED = -18  # above both
HEIGHT = 52
SHORTEST_YEARS = 3
LABELS_ON_A_PHONE = 5
LABELS_ON_A_DESKTOP = 14
# The years behind each row: drawn once, with the header, and used by every row.
GROUND = "years"
# Of a label: nearer than this to an edge (per cent), it is written inwards.
NEAR = 50

OUTCOME_SHAPES = {
    "delivered_on_time": "kept",
    "delivered_late": "late",
    "delivered": "delivered",
    "unclear": "delivered",
    "merged": "merged",
    "dropped": "dropped",
    "paused": "paused",
    "partially_delivered": "partial",
}
ENDED = frozenset({"merged", "dropped"})
UNFINISHED = frozenset({"unchecked", "paused", "partially_delivered"})


@dataclass(frozen=True)
class Story:
    """A commitment as the chart needs it: its row of `timeline`, its dues, its deciding event."""

    row: Row
    dues: Sequence[Row]
    outcome: Row | None


def is_checked_late(row: Row) -> bool:
    """Whether lateness was held against its sources: only then is anything red."""
    if row["status"] == "overdue":
        return True
    checked = bool(row["dues_checked"]) and not row["unchecked_events"]
    firm = checked and not row["first_due_provisional"]
    return bool(row["status"] == "delivered_late" and firm)


def scale_of(stories: Sequence[Story], as_of: date) -> Scale:
    """From the first year that a row needs to the end of the year after ``as_of``."""
    days = [day for story in stories for day in _days_of(story)]
    first = min([day for day in days if day <= as_of], default=as_of)
    last_year = as_of.year + 1
    return Scale(date(min(first.year, last_year - SHORTEST_YEARS), 1, 1), date(last_year, 12, 31))


def _days_of(story: Story) -> Iterator[date]:
    for due in story.dues:
        for key in ("due_latest", "start_by"):
            if due[key]:
                yield _day(due[key])
        if due["due_earliest"] and due["due_kind"] != "deadline":
            yield _day(due["due_earliest"])
    if story.row["outcome_earliest"] or story.row["outcome_latest"]:
        yield _day(story.row["outcome_earliest"] or story.row["outcome_latest"])
    elif story.outcome and story.outcome["made_on"]:
        yield _day(story.outcome["made_on"])


def _day(text: str) -> date:
    return date.fromisoformat(text)


def header(scale: Scale, as_of: date) -> Markup:
    """The years, and which line is the day that everything is counted for."""
    x = scale.at(as_of)
    today = element(
        "text",
        f"as of {wording.day_words(as_of.isoformat())}",
        x=percent(x),
        dx=-6 if x > NEAR else 6,
        y=13,
        text_anchor="end" if x > NEAR else "start",
        class_="today-label",
    )
    pointer = element("line", x1=percent(x), x2=percent(x), y1=3, y2=20, class_="today-line")
    return element(
        "svg",
        element("defs", element("g", *_grid(scale, 0, "100%"), _today(x), id=GROUND)),
        *_grid(scale, 22, 40),
        pointer,
        today,
        *_year_labels(scale),
        class_="axis",
        width="100%",
        height=40,
        role="img",
        aria_label=f"Years from {scale.first.year} to {scale.last.year}",
    )


def _today(x: float) -> Markup:
    return element("line", x1=percent(x), x2=percent(x), y1=0, y2="100%", class_="today-line")


def _year_labels(scale: Scale) -> Iterator[Markup]:
    years = scale.years()
    desktop = -(-len(years) // LABELS_ON_A_DESKTOP)
    phone = -(-len(years) // LABELS_ON_A_PHONE)
    for index, year in enumerate(years):
        middle = date(year, 7, 1)  # inside its year, so that none overflows at the ends
        css = "year" if index % phone == 0 else "year roomy"
        if index % desktop == 0 or index % phone == 0:
            yield element(
                "text", year, x=percent(scale.at(middle)), y=34, text_anchor="middle", class_=css
            )


def _grid(scale: Scale, top: float, bottom: float | str) -> Iterator[Markup]:
    for year in scale.years():
        x = percent(scale.at(date(year, 1, 1)))
        yield element("line", x1=x, x2=x, y1=top, y2=bottom, class_="grid")


def chart(story: Story, scale: Scale, as_of: date, label: str) -> Markup:
    """The picture of one row; ``label`` is what it says, for those who do not see it."""
    drawn = element(
        "svg",
        *_bars(story, scale, as_of),
        *_bands(story, scale),
        *_points(story, scale),
        *_outcome(story, scale),
        *_disputed(story, scale),
        y="50%",
        overflow="visible",
    )
    return element(
        "svg",
        element("use", href=f"#{GROUND}"),
        drawn,
        class_="row-chart",
        width="100%",
        height="100%",
        role="img",
        aria_label=f"Disputed. {label}" if story.row.get("disputed") else label,
    )


def _bars(story: Story, scale: Scale, as_of: date) -> Iterator[Markup]:
    """From the first due to the newest, on to the outcome, and on to where nothing is known."""
    row = story.row
    if row["first_due_latest"] is None or row["standing_due_latest"] is None:
        return
    first, standing = _day(row["first_due_latest"]), _day(row["standing_due_latest"])
    if standing != first:
        dues = wording.row_due(row, "first"), wording.row_due(row, "standing")
        title = "Last day moved: first due {}; newest date: {}".format(*dues)
        yield _bar(scale, first, standing, title)
    ended = row["outcome_earliest"] or row["outcome_latest"]
    if ended and row["status"] in ENDED:
        yield from _dashes(scale, max(first, standing), _day(ended), row)
    elif ended and row["status"] in ("delivered_late", "unclear"):
        yield from _lateness(scale, first, standing, _day(ended), row)
    elif row["status"] in ("overdue", "unchecked"):
        yield from _running(scale, standing, as_of, row)
    elif row["status"] in UNFINISHED and row["followed_until"]:
        yield from _silence(scale, max(standing, _day(row["followed_until"])), as_of, row)


def _bar(scale: Scale, start: date, end: date, title: str, css: str = "") -> Markup:
    start, end = min(start, end), max(start, end)
    return marks.stretch(
        "bar", x1=scale.at(start), x2=scale.at(end), y=HAPPENED, height=5, title=title, css=css
    )


def _dashes(scale: Scale, start: date, end: date, row: Row) -> Iterator[Markup]:
    if end > start:
        title = f"From its newest date to the day it was {row['outcome_event']}"
        yield marks.line("dashes", x1=scale.at(start), x2=scale.at(end), y=HAPPENED, title=title)


def _lateness(scale: Scale, first: date, standing: date, ended: date, row: Row) -> Iterator[Markup]:
    start = max(min(standing, ended), first)
    if ended > start and row["days_late_min"]:
        late = wording.length_words(row["days_late_min"], row["outcome_earliest"])
        css = "red" if is_checked_late(row) else ""
        yield _bar(scale, start, ended, f"Delivered at least {late} after the first due", css)


def _running(scale: Scale, standing: date, as_of: date, row: Row) -> Iterator[Markup]:
    """Lateness for as long as it was known to be out, dots from then on."""
    until = _day(row["followed_until"]) if row["followed_until"] else standing
    if until > standing and row["days_late_min"] is not None:
        late = wording.length_words(row["days_late_min"], row["followed_until"])
        css = "red" if is_checked_late(row) else ""
        looked = row["looked_on"] == row["followed_until"]
        known = "when a person last looked" if looked else "by the last that is on record"
        yield _bar(scale, standing, until, f"Not out {known}: at least {late} after it", css)
    if row["status"] == "unchecked":
        yield from _silence(scale, max(standing, until), as_of, row)


def _silence(scale: Scale, start: date, as_of: date, row: Row) -> Iterator[Markup]:
    if start < as_of:
        yield marks.line(
            "silence",
            x1=scale.at(start),
            x2=scale.at(as_of),
            y=HAPPENED,
            title=_last_known(row),
        )


def _last_known(row: Row) -> str:
    """That nobody has looked is told only where somebody did, until then."""
    until = row["followed_until"]
    if until and until == row["looked_on"]:
        return f"Nobody has looked since {wording.day_words(until)}"
    said = wording.day_words(until, row["followed_until_precision"]) if until else "that date"
    return f"Nothing after {said} is on record"


def _bands(story: Story, scale: Scale) -> Iterator[Markup]:
    """Vague dates as bands; a deadline has no beginning and stays a point."""
    for due in story.dues:
        last = due["due_latest"] or due["start_by"]
        if due["due_kind"] in ("deadline", "precise") or not due["due_earliest"] or not last:
            continue
        first, last = _day(due["due_earliest"]), _day(last)
        if first == last or not scale.holds(first):
            continue
        yield marks.stretch(
            "start" if due["start_by"] else "band",
            x1=scale.at(first),
            x2=scale.at(last),
            y=PROMISED,
            height=18 if _is_first(story, due) else 11,
            title=due_title(due),
            css=marks.hand(due),
        )


def _points(story: Story, scale: Scale) -> Iterator[Markup]:
    """A ring on the first due, a tick on each later one, arrows where there is no last day."""
    beyond = []
    for due in sorted(story.dues, key=lambda due: _is_first(story, due)):  # the ring on top
        day = _day(due["due_latest"] or due["start_by"] or due["due_earliest"])
        if not scale.holds(day):
            beyond.append(due)
            continue
        name = "tick" if due["due_latest"] else "from"
        if _is_first(story, due):
            name = "ring"
        elif not due["counts"] and not due["provisional"]:
            name = "theirs"
        yield _point(name, due, scale.at(day))
    if beyond:
        yield _beyond(beyond)


def _point(name: str, due: Row, x: float) -> Markup:
    return marks.shape(name, x=x, y=PROMISED, title=due_title(due), css=marks.hand(due))


def _beyond(dues: Sequence[Row]) -> Markup:
    """Dates after the last year of the chart, in figures at its edge."""
    years = sorted(
        {_day(due["due_latest"] or due["start_by"] or due["due_earliest"]).year for due in dues}
    )
    told = f"{years[0]}" if len(years) == 1 else f"{years[0]} to {years[-1]}"
    title = ". ".join(due_title(due) for due in dues)
    return element(
        "g",
        element("title", f"Beyond this chart. {title}"),
        element(
            "text", told, x="100%", dx=-20, y=PROMISED + 5, text_anchor="end", class_="beyond-year"
        ),
        at(100, *marks.SHAPES["beyond"](""), y=PROMISED),
        class_="mark",
    )


def _is_first(story: Story, due: Row) -> bool:
    first = next((d for d in story.dues if d["counts"] and d["due_latest"]), None)
    return due is first


def _outcome(story: Story, scale: Scale) -> Iterator[Markup]:
    """What came of it; where a day is known only roughly, the stretch in which it lies."""
    row, event = story.row, story.outcome
    name = OUTCOME_SHAPES.get(row["status"])
    if row["status"] == "awaited":
        yield from _awaited(story, scale)
    elif row["status"] == "overdue":
        x = scale.at(_day(row["looked_on"]))
        title = f"Overdue when a person looked on {wording.day_words(row['looked_on'])}"
        yield marks.shape("overdue", x=x, y=HAPPENED, title=title, css="red")
    elif name and event:
        yield from _ending(name, story, scale)


def _undated(story: Story, scale: Scale, title: str) -> Markup:
    """An end whose day is not known: words beside the dates, in no place of the time line."""
    days = [scale.at(_day(due["due_latest"])) for due in story.dues if due["due_latest"]]
    left, right = min(days, default=EDGE), max(days, default=EDGE)
    before = left > 100 - right
    return element(
        "text",
        element("title", title),
        f"{wording.EVENT_NAMES[story.outcome['event']].lower()}, day unknown",
        x=percent(left if before else right),
        dx=-14 if before else 14,
        y=HAPPENED + 5,
        text_anchor="end" if before else "start",
        class_="mark undated",
    )


def _ending(name: str, story: Story, scale: Scale) -> Iterator[Markup]:
    event = story.outcome
    span = outcome_span(event)
    title = outcome_title(story.row, event)
    if span is None:
        yield _undated(story, scale, title)
        return
    first, last = span
    if first != last:
        yield marks.line("around", x1=scale.at(first), x2=scale.at(last), y=HAPPENED, title=title)
    if event["made_on_basis"] == "report":  # on that day or before it
        yield marks.shape("by", x=scale.at(first), y=HAPPENED, title=None)
    css = marks.hand(event) + (" red" if is_checked_late(story.row) else "")
    yield marks.shape(name, x=scale.at(first), y=HAPPENED, title=title, css=css)


def _awaited(story: Story, scale: Scale) -> Iterator[Markup]:
    due = _day(story.row["standing_due_latest"])
    if scale.holds(due):
        yield marks.shape(
            "awaited",
            x=scale.at(due),
            y=HAPPENED,
            title=f"Awaited: due {wording.row_due(story.row, 'standing')}",
            css="first-hand",
        )


def _disputed(story: Story, scale: Scale) -> Iterator[Markup]:
    """That an objection is open: a sign and the word, above the lanes at the emptier end."""
    objections = story.row.get("disputed")
    if not objections:
        return
    drawn = [scale.at(day) for day in _days_of(story)] or [NEAR]
    right = 100 - max(drawn) >= min(drawn)
    yield element(
        "g",
        element("title", marks.disputed_words(objections)),
        element(
            "svg",
            element(
                "g", *marks.SHAPES["disputed"](""), transform=f"translate({-9 if right else 9} 0)"
            ),
            x=percent(100 if right else 0),
            y=DISPUTED,
            overflow="visible",
        ),
        element(
            "text",
            "disputed",
            x=percent(100 if right else 0),
            dx=-20 if right else 20,
            y=DISPUTED + 4,
            text_anchor="end" if right else "start",
            class_="disputed-label",
        ),
        class_="mark",
    )


def due_title(due: Row) -> str:
    """A due and when it was said: "By 31 December 2023 (“by the end of 2023”); said in ..."."""
    told = wording.capital(wording.due_told(due))
    return f"{told}; {wording.said_words(due)}{_whose(due)}, {due['evidence']}, {_check(due)}"


def _whose(due: Row) -> str:
    """Why a due does not count, where it does not: it is others', or of another milestone."""
    if due.get("milestone"):
        return f", of another milestone ({due['milestone']}): it sets no date here"
    own = due["counts"] or due["provisional"]
    return "" if own else f", {wording.VOICE_NAMES[due['voice']]}"


def outcome_title(row: Row, event: Row) -> str:
    """What came of it, when, and how well that is known."""
    deed = wording.STATUS_NAMES[row["status"]]
    happened = f"{wording.capital(deed)} {wording.happened_words(event)}"
    return f"{happened}, {event['evidence']}, {_check(event)}"


def _check(event: Row) -> str:
    checked = event["checked"]
    return "not checked" if checked == "not yet" else f"checked against the {checked}"


def outcome_span(event: Row) -> tuple[date, date] | None:
    """The days between which an event lies; None where not even the year is known.

    What is known from a report only was by its last day: a report says nothing of a first one.
    """
    if event["made_on"] is None:
        return None
    first = _day(event["made_on"])
    last = last_day(first, event["made_on_precision"])
    if event["made_on_earliest"]:
        first = _day(event["made_on_earliest"])
    elif event["made_on_basis"] == "report":
        first = last
    return first, last
