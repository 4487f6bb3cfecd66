"""What every page shares: the words of the tracker as filters, and the release it is about."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from jinja2 import Environment

from db.pages import release as sql
from tracker import licence, wording
from web import clock, reading
from web.operator import operator
from web.safe import safe_link
from web.security import DATABASE

# From so many days after the day of counting on, every page says how old its figures are.
STALE_DAYS = 3

# Marks, embeddings, overrides and isolates of direction, and control signs but the end of a line.
_STEERING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f]")

SOURCE_KINDS = {
    "official": "official",
    "official_copy": "copy of an official page",
    "foi": "FOI record",
    "press": "press",
    "press_copy": "copy of a press article",
    "third_party": "third party",
}
# What came of an FOI case, in the words of the register, and of a step of one.
FOI_OUTCOMES = {
    "answered": "answered",
    "mostly_answered": "mostly answered",
    "partially_successful": "partly successful",
    "successful": "successful",
    "refused": "refused",
    "withheld": "withheld",
    "appeal_allowed_in_part": "appeal allowed in part",
    "breach_found": "breach found",
    "refusal_upheld_by_ico": "refusal upheld by the Information Commissioner",
    "unknown": "outcome unknown",
    "disclosed": "disclosed",
    "partly_disclosed": "disclosed in part",
    "not_held": "not held",
    "already_published": "refused, for it is published already",
    "neither_confirmed_nor_denied": "neither confirmed nor denied",
    "upheld": "upheld",
    "overturned": "overturned",
    "partly": "upheld in part",
    "not_upheld": "not upheld",
    "allowed": "allowed",
    "allowed_in_part": "allowed in part",
    "dismissed": "dismissed",
}
KIND_NAMES = {
    "promise": "promise",
    "scheduled_release": "scheduled release",
    "parliamentary_expectation": "parliamentary expectation",
    "review_date": "review date",
    "foi_reply": "FOI reply",
}


@hookimpl
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """Filters and globals of the templates, error pages included."""
    env.filters.update(
        day=day,
        when=wording.when_words,
        reading=wording.due_reading,
        due_told=wording.due_told,
        row_due=wording.row_due,
        quoted=wording.quoted,
        event_marks=wording.evidence_marks,
        status_name=lambda status: wording.STATUS_NAMES.get(status, status),
        status_definition=lambda status: wording.STATUS_DEFINITIONS.get(status, ""),
        event_name=wording.event_name,
        rule_name=rule_name,
        voice_name=lambda voice: wording.VOICE_NAMES.get(voice, voice),
        slip_name=lambda slip: wording.SLIP_NAMES.get(slip, slip),
        source_kind=lambda kind: SOURCE_KINDS.get(kind, kind),
        foi_outcome=lambda outcome: FOI_OUTCOMES.get(outcome, outcome),
        kind_name=kind_name,
        safe_link=safe_link,
        published_day=published_day,
        capital=wording.capital,
        days=days,
    )
    env.finalize = shown
    env.globals.update(release=lambda: release(datasette), operator=operator, terms=licence)


def shown(value: Any) -> Any:
    """What a template writes of a value: somebody else's text without signs that turn its lines.

    A sign that writes from right to left would let the dates after it be read the other way round.
    What is markup already was made by us, and stands as it is.
    """
    if type(value) is str and not value.isprintable() and _STEERING.search(value):
        return _STEERING.sub("", value)
    return value


def kind_name(kind: str, number: int = 1) -> str:
    """What a kind of commitment is called: "review date", or "review dates" of several."""
    name = KIND_NAMES.get(kind, kind)
    if number == 1:
        return name
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"


def rule_name(origin: str) -> str:
    """The rule that made an event, by its origin ("rule:release-date"); "" where a person did."""
    return origin.removeprefix("rule:") if origin.startswith("rule:") else ""


async def release(datasette: Datasette) -> dict[str, Any]:
    """The day that everything is counted for, and which release this is, in words.

    ``when`` is the word for that day in a sentence, "now" or "on 22 November 2026", and ``stale``
    whether it lies so far back that every page must say so.
    """
    found = await reading.rows(datasette.get_database(DATABASE), sql.AS_OF, {})
    row = found[0] if found else {}
    counted = row.get("day") or ""
    age = (clock.today() - date.fromisoformat(counted)).days if counted else 0
    stale = age >= STALE_DAYS
    as_of = day(counted) if counted else "an unknown day"
    return {
        "as_of": as_of,
        "day": counted,
        "today": clock.today().isoformat(),
        "number": str(row.get("release") or "not yet numbered"),
        "published": instant(row.get("published_at")),
        "waiting": waiting(row),
        "stale": stale,
        "age": age,
        "when": f"on {as_of}" if stale else "now",
    }


def waiting(row: Mapping[str, Any]) -> str:
    """How long the queue of the editors is and how old, as every page says it; "" if empty."""
    count = row.get("findings_waiting") or 0
    if not count:
        return ""
    wait = "findings of the machine wait" if count > 1 else "finding of the machine waits"
    return f"{count:,} {wait} for an editor, the oldest since {day(row['oldest_finding_on'])}."


def day(value: str | None, precision: str = "day") -> str:
    """A day in words, at the precision at which it is known."""
    return wording.day_words(value, precision or "day")


def instant(value: str | None) -> str:
    """An instant of publication: "22 November 2026, 19:59 UTC"."""
    if not value:
        return "not yet"
    when = datetime.fromisoformat(value)
    return f"{wording.day_words(when.date().isoformat())}, {when:%H:%M} UTC"


def published_day(value: str | None) -> str:
    """When a source was published, which may be known to the month or the year only."""
    if not value:
        return "day of publication unknown"
    precision = {4: "year", 7: "month"}.get(len(value), "day")
    return wording.day_words(f"{value}-01-01"[:10], precision)


def days(number: int, end: str) -> str:
    """A signed number of days from an end of a due: "164 days after its last day"."""
    if number == 0:
        return f"on its {end} day"
    side = "after" if number > 0 else "before"
    return f"{wording.number_words(abs(number))} {side} its {end} day"
