"""The chart of a commitment as a figure of a page: what ``_chart.html`` needs."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from datasette.database import Database

from db.pages import images as sql
from tracker.calendars import landmarks as calendar
from tracker.wording import day_words
from web.charts import slip_chart, slip_key
from web.stories import Told, query

Row = Mapping[str, Any]

KIND_WORDS = {
    "election": "general elections",
    "government": "new Prime Ministers",
    "body": "the last day of a responsible body",
}


async def figure(db: Database, story: Told, events: Sequence[Row]) -> dict[str, Any]:
    """The context of ``_chart.html``: charts, key, landmarks and what is said of them, undated.

    ``events`` are the rows of `events` of the commitment in order. ``landmarks`` are those that
    both drawings show, ``landmark_words`` what they are, and ``landmarks_until`` the day in words
    up to which their table is known, or "" where the chart ends before it.
    """
    found = await query(db, sql.LANDMARKS, slug=story.row["slug"])
    as_of = date.fromisoformat(story.row["as_of"])
    drawn = slip_chart.figure(story.row, events, story.outcome, as_of, found)
    known = calendar.KNOWN_UNTIL
    return {
        "charts": drawn.charts,
        "key": [(slip_key.sample(name), words) for name, words in _key(drawn)],
        "landmarks": drawn.landmarks,
        "landmark_words": landmark_words(drawn.landmarks),
        "landmarks_until": day_words(known.isoformat())
        if drawn.last and drawn.last > known
        else "",
        "undated": any(event["made_on"] is None for event in events),
    }


def _key(drawn: slip_chart.Figure) -> list[tuple[str, str]]:
    return slip_key.used(drawn.charts[0]) if drawn.charts else []


def landmark_words(landmarks: Sequence[Row]) -> str:
    """Which kinds of landmarks there are, in words.

    >>> landmark_words([{"kind": "government"}, {"kind": "election"}])
    'general elections and new Prime Ministers'
    """
    kinds = {row["kind"] for row in landmarks}
    *most, last = [words for kind, words in KIND_WORDS.items() if kind in kinds] or [""]
    return f"{', '.join(most)} and {last}" if most else last
