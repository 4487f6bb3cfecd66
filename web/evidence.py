"""What was said of a commitment, with the proof: sentences in their context, sources, copies."""

import asyncio
import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import Any, Final

from datasette.database import Database

from db.pages import commitment as sql
from tracker import wording
from web.site import rule_name
from web.stories import query

Row = dict[str, Any]

AROUND: Final = 220  # letters that are shown before and after a quoted sentence, at most
# Moves after which a reader asks why; of other events, those that put the thing itself off.
_ASKS_WHY: Final = frozenset({"later", "date_lost"})
_ENDS: Final = frozenset({"slipped", "paused", "merged", "dropped"})
# Where a source is that no reader can open any more (db/views.sql, source_states).
CLOSED: Final = frozenset({"copy held", "not any more"})
_SENTENCE_END: Final = re.compile(r"[.!?][\"'”’)\]]*\s+")


async def events_of(db: Database, slug: str) -> list[Row]:
    """What was said of a commitment, in order.

    Each has ``sources``, ``quotes``, ``asks_why``, ``when_told`` and ``closed`` (no reader can open
    any of its sources any more) beside its own columns.
    """
    events, sources, quotes = await asyncio.gather(
        *(query(db, part, slug=slug) for part in (sql.EVENTS, sql.EVENT_SOURCES, sql.QUOTES))
    )
    sources_of, quotes_of = grouped(sources, "event_id"), grouped(quotes, "event_id")
    return [
        {
            **event,
            "sources": sources_of[event["id"]],
            "quotes": [in_context(quote, event["due_phrase"]) for quote in quotes_of[event["id"]]],
            "asks_why": asks_why(event),
            "when_told": when_told(event),
            "closed": is_closed(sources_of[event["id"]]),
        }
        for event in events
    ]


def is_closed(sources: Iterable[Mapping[str, Any]]) -> bool:
    """Whether no reader can open any source of an event: it alone makes nothing late or dropped.

    >>> is_closed([{"readable": "copy held"}, {"readable": "not any more"}])
    True
    >>> is_closed([{"readable": "copy held"}, {"readable": "in an archive"}])
    False
    """
    where = [source["readable"] for source in sources]
    return bool(where) and all(one in CLOSED for one in where)


def when_told(event: Mapping[str, Any]) -> str:
    """When an event happened; a day that is known as that of a report alone is told as such.

    Keys: made_on, made_on_precision, made_on_basis, made_on_earliest, origin. A day of which no
    more is known than days between which it lies is told as these.

    >>> when_told({"made_on": "2014-02-19", "made_on_precision": "day", "made_on_basis": "report",
    ...            "made_on_earliest": None, "origin": "register"})
    'reported on 19 February 2014'
    """
    is_reported = event["made_on"] and event["made_on_basis"] == "report"
    if is_reported and not event["made_on_earliest"] and not rule_name(event["origin"]):
        return f"reported {wording.when_words(event['made_on'], event['made_on_precision'])}"
    return wording.happened_words(event)


def grouped(rows: Iterable[Row], key: str) -> dict[Hashable, list[Row]]:
    """Rows by one of their columns, in the order in which they came."""
    found: dict[Hashable, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[key]].append(row)
    return found


def asks_why(event: Mapping[str, Any]) -> bool:
    """Whether a page says which reason the body gave for an event, or that none is on record.

    The body's own note that a rule took over stands beside it and is no question of ours.
    """
    if event["reason"]:
        return True
    told = event["note"] and rule_name(event["origin"])
    is_theirs = event["counts"] and not told
    return bool(is_theirs and (event["slip"] in _ASKS_WHY or event["event"] in _ENDS))


def in_context(quote: Row, phrase: str | None) -> Row:
    """A quote with ``lead`` and ``trail``, the text around it cut between sentences or words.

    ``parts`` is the sentence in three: before, within and after the words about time.
    """
    return {
        **quote,
        "lead": lead(quote["before"] or ""),
        "trail": trail(quote["after"] or ""),
        "parts": parted(quote["sentence"], phrase),
    }


def lead(before: str, most: int = AROUND) -> str:
    """The end of the text before a quote: from a beginning of a sentence, else of a word.

    >>> lead("It rained all day. The sea was rough. ", 20)
    '… The sea was rough.'
    >>> lead("The sea was rough. ", 200)
    'The sea was rough.'
    """
    text = before.lstrip()
    if len(text) <= most:
        return text.strip()
    kept = text[-most:]
    start = next((found.end() for found in _SENTENCE_END.finditer(kept)), len(kept))
    if start >= len(kept.rstrip()):
        start = kept.find(" ") + 1
    return f"… {kept[start:].strip()}"


def trail(after: str, most: int = AROUND) -> str:
    """The beginning of the text after a quote: up to an end of a sentence, else of a word.

    >>> trail(" Boats stayed in. Nobody went out to sea", 20)
    'Boats stayed in. …'
    """
    text = after.strip()
    if len(text) <= most:
        return text
    kept = text[:most]
    ends = [found.end() for found in _SENTENCE_END.finditer(kept)]
    end = ends[-1] if ends else kept.rfind(" ")
    return f"{kept[: end if end > 0 else most].strip()} …"


def parted(sentence: str, phrase: str | None) -> tuple[str, str, str]:
    """A sentence in three: what stands before some words of it, these words, what stands after.

    >>> parted("It comes by June 2026.", "by june 2026")
    ('It comes ', 'by June 2026', '.')
    >>> parted("It comes soon.", "by June 2026")
    ('It comes soon.', '', '')
    """
    found = re.search(re.escape(phrase), sentence, re.IGNORECASE) if phrase else None
    if found is None:
        return sentence, "", ""
    return sentence[: found.start()], found[0], sentence[found.end() :]
