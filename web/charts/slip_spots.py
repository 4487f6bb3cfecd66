"""The events of a commitment as a slip chart places them: when each was said, and for when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tracker import wording
from web.charts.slip_scale import moved
from web.charts.timeline_chart import outcome_span

Row = Mapping[str, Any]
ENDINGS = ("delivered", "merged", "dropped")


@dataclass(frozen=True)
class Spot:
    """One event as the chart sees it: when it was said, for when, and what stands beside it."""

    event: Row
    said: tuple[date, date]
    undated: bool
    middle: date

    @property
    def due(self) -> date | None:
        """The day that the chart measures by, if any."""
        last = self.event["due_latest"] or self.event["start_by"] or self.event["due_earliest"]
        return date.fromisoformat(last) if last and not self.ends else None

    @property
    def ends(self) -> bool:
        """Whether it is an end: its due, if any, belongs to the target."""
        return self.event["event"] in ENDINGS


def spots(events: Sequence[Row]) -> list[Spot]:
    """Events with the days on which they were said; an undated one lies between its neighbours."""
    known = [outcome_span(event) for event in events]
    dated = [span for span in known if span]
    if not dated:
        return []
    begin = min(span[0] for span in dated)
    room = timedelta(days=max((max(span[1] for span in dated) - begin).days // 6, 45))
    dues = [date.fromisoformat(event["due_latest"]) for event in events if event["due_latest"]]
    earliest = moved(min([begin, *dues]), -room)
    made = []
    for index, (event, span) in enumerate(zip(events, known, strict=True)):
        said = span or _between(known, index, earliest, room)
        made.append(Spot(event, said, span is None, _middle(known, index) if span else _half(said)))
    return made


def _middle(known: Sequence[tuple[date, date] | None], index: int) -> date:
    """Where in its days a mark stands: in the order of the statements, several side by side."""
    first, last = known[index] or (date.min, date.min)
    same = [i for i, span in enumerate(known) if span == known[index]]
    earlier = [span[0] for span in known[:index] if span and span[0] < last]
    later = [span[1] for span in known[index + 1 :] if span and span[1] > first]
    first, last = max([first, *earlier]), min([last, *later])
    return first + (last - first) * (same.index(index) + 0.5) / len(same)


def _half(span: tuple[date, date]) -> date:
    return span[0] + (span[1] - span[0]) / 2


def _between(
    known: Sequence[tuple[date, date] | None], index: int, earliest: date, room: timedelta
) -> tuple[date, date]:
    """An undated event's share of the time between the dated ones around it."""
    before = max((i for i, span in enumerate(known[:index]) if span), default=-1)
    after = min((i for i, span in enumerate(known) if span and i > index), default=len(known))
    earlier, later = known[before] if before >= 0 else None, None
    if after < len(known):
        later = known[after]
    start = earlier[1] if earlier else earliest
    end = max(start, later[0] if later else moved(start, room))
    share = (end - start) / (after - before - 1)
    return start + share * (index - before - 1), start + share * (index - before)


def is_band(event: Row) -> bool:
    """A vague date has a beginning; a deadline's is only the day on which it was given."""
    last = event["due_latest"] or event["start_by"]
    vague = event["due_kind"] in ("interval", "relative", "open")
    return bool(vague and event["due_earliest"] and last and event["due_earliest"] != last)


def sets_date(event: Row) -> bool:
    """Whether the date of an event may be one of the commitment: its body's word on the thing."""
    return bool(event["counts"]) and not event.get("milestone")


def as_due(event: Row) -> dict[str, Any]:
    """An event of the published table with the names that a row of `promises` has."""
    return {
        **event,
        "due_words": event["due_phrase"],
        "said_on": event["made_on"],
        "said_on_precision": event["made_on_precision"],
    }


def other_title(event: Row) -> str:
    """An event that sets no place on the chart; the due of an end belongs to what came next."""
    told = ""
    if event["event"] not in ENDINGS and event["due_kind"] != "none":
        told = f", {wording.due_told(as_due(event))},"
    elif event["event"] not in ENDINGS and event["due_phrase"]:
        told = f" {wording.quoted(event['due_phrase'])},"
    when = wording.happened_words(event)
    return f"{wording.EVENT_NAMES[event['event']]}{told} {when}, {event['evidence']}"
