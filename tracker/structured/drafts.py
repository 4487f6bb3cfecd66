"""What a story becomes in the record: a commitment and its events, in the words of the register."""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from db.structured import Thing
from tracker.register.model import LONGEST_TEXT, MAX_WORDS_QUOTED
from tracker.resolve.bodies import body_called
from tracker.structured.rules import Rule
from tracker.structured.sayings import Known, Row, Saying, day_of
from tracker.structured.stories import Step, Story, named
from tracker.suggest.known import SAMPLE
from tracker.wording import day_words, plain

_LONGEST_TITLE: Final = 250
_LONGEST_SLUG: Final = 60
_DIGITS: Final = 6
_NOBODY: Final = "an invented body (sample)"
_UNKNOWN: Final = {
    "made_on": None, "made_on_precision": "unknown", "made_on_earliest": None,
    "made_on_basis": "report",
}  # fmt: skip
_NO_DUE: Final = {"due_phrase": None, "due_kind": "none", "due_earliest": None, "due_latest": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A commitment as it should stand: its row, its body (slug), its events with their sources.

    ``part`` tells it from the others of the same thing; ``slug`` is what it is called if it is new.
    """

    part: str
    slug: str
    commitment: Row
    body: str | None
    events: list[Row]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a thing was announced: the source (title, nature, body, body_name, republish)."""

    source: Row
    bodies: Mapping[str, str]
    rule: Rule


def drafts(thing: Thing, stories: list[Story], newest: Row, place: Place) -> list[Draft]:
    """The commitments of one thing: one for each of its stories.

    ``newest`` is what was read of it last: so it is called, and so its body is named now.
    """
    rows = [*(story.steps[-1].saying.row for story in stories[:-1]), newest]
    made = [_draft(thing, story, row, place) for story, row in zip(stories, rows, strict=False)]
    for draft, following in zip(made, stories[1:], strict=False):
        draft.commitment["outcome_note"] = _next_told(following)
    return made


def _draft(thing: Thing, story: Story, newest: Row, place: Place) -> Draft:
    part = story.part if place.rule.announced == "review" else ""
    first = story.steps[0].saying.row
    title = _title(newest, story, place.rule)
    named_first = title if first["title"] == newest["title"] else _title(first, story, place.rule)
    return Draft(
        part=part,
        slug=_slug(named_first, (*thing, part)),
        commitment={
            "title": title,
            "owner": _owner(newest, place),
            "kind": place.rule.kind,
            "selection": "structured",
            "summary": place.rule.summary.format(publisher=place.source["title"]),
            "outcome_note": None,
        },
        body=_body(newest, place),
        events=[_event(name, step, place) for name, step in named(story)],
    )


def _title(row: Row, story: Story, rule: Rule) -> str:
    """The record's own title; of a review with its first date, for there may be several."""
    title = plain(row["title"])
    if rule.announced == "review":
        first = story.dated()[0].due
        title += f" ({first.words or day_words(first.latest)})" if first else ""
    if len(title) > _LONGEST_TITLE:
        title = textwrap.shorten(title, _LONGEST_TITLE, placeholder=" …")
    return f"{SAMPLE}{title.replace(SAMPLE, '')}" if row["sample"] else title


def _slug(title: str, identity: tuple[object, ...]) -> str:
    """The words of a title, and digits that tell it from another of the same words.

    It hangs on nothing but the thing itself, so that a database that is made anew has the same.
    """
    words = "".join(c if c.isalnum() and c.isascii() else " " for c in title.lower()).split()
    base = "-".join(words)
    if len(base) > _LONGEST_SLUG:
        base = base[:_LONGEST_SLUG].rpartition("-")[0]
    digits = sha256("\n".join(map(str, identity)).encode()).hexdigest()[:_DIGITS]
    return f"{base}-{digits}".lstrip("-")


def _next_told(following: Story) -> str:
    """What is known of a review once the document names the next one."""
    first = following.steps[0]
    known = _made_on(first)
    since = f" since {day_words(known['made_on'])}" if known["made_on"] else ""
    due = first.due
    words = (due.words or day_words(due.latest)) if due else "another day"
    return (
        f"The document has named {words} as its next review{since}; whether this one took place "
        "it does not say."
    )


# Whose it is --------------------------------------------------------------------------------


def _owner(row: Row, place: Place) -> str:
    """Whose date it is: as the record names the body, else as the source has it.

    What a sample site says is nobody's: no real body may be late for it.
    """
    named = row["author"] or row["page_author"]
    if row["sample"]:
        return named if named and named.lower().startswith("sample") else _NOBODY
    body = _body(row, place)
    return str(named or (body and place.bodies[body]) or place.source["title"])


def _body(row: Row, place: Place) -> str | None:
    """The slug of that body, if it is one that is known."""
    if row["sample"]:
        return None
    for name, slug in (("author", "body"), ("page_author", "page_body")):
        if row[name]:
            return row[slug] or body_called(row[name], place.bodies)
    body: str | None = place.source["body"]
    return body


# One event ----------------------------------------------------------------------------------


def _event(name: str, step: Step, place: Place) -> Row:
    row = step.saying.row
    expected = place.rule.announced == "response"
    owner = _owner(row, place)
    return {
        "event": name,
        **(_came_out_on(step.saying) if step.deed == "delivered" else _made_on(step)),
        # A deadline of Parliament is nobody's own word.
        "who": _expecting(row, place) if expected else owner,
        "voice": "on_record",
        "promised_by": None if expected else _body(row, place),
        **_due(step),
        "provisional": int(step.provisional),
        "confidence": "read_directly",
        "checked": "copy" if place.source["nature"] == "official_copy" else "original",
        "checked_by": place.rule.origin,
        "checked_on": day_of(row["fetched_at"]),
        "note": _note(step.note, place),
        "sources": _sources(step, place),
    }


def _expecting(row: Row, place: Place) -> str:
    """Who expects a response."""
    return _NOBODY if row["sample"] else str(place.source["body_name"] or place.source["title"])


def _made_on(step: Step) -> Row:
    """When it was said. A day cannot be announced after it: then nobody knows when it was."""
    known: Known = step.saying.known
    over = step.due is not None and (
        step.is_before
        or step.saying.state in ("cancelled", "released")
        or (step.due.latest is not None and (known.day or "") > step.due.latest)
    )
    if known.day is None or over:
        return dict(_UNKNOWN)
    return {
        "made_on": known.day,
        "made_on_precision": "day",
        "made_on_earliest": None if known.exact or known.earliest == known.day else known.earliest,
        "made_on_basis": "statement" if known.exact else "report",
    }


def _came_out_on(saying: Saying) -> Row:
    """The day on which it came out, or by when it had at the latest, as far as we saw."""
    if saying.came_out_on is None:
        known = saying.known
        seen = saying.row["fetched_before"] is not None and not known.exact
        return {
            "made_on": known.day,
            "made_on_precision": "day" if known.day else "unknown",
            "made_on_earliest": known.earliest if seen and known.earliest != known.day else None,
            "made_on_basis": "report",
        }
    return {
        "made_on": saying.came_out_on,
        "made_on_precision": "day",
        "made_on_earliest": None,
        "made_on_basis": "statement",
    }


def _due(step: Step) -> Row:
    due = step.due
    if due is None:
        return dict(_NO_DUE)
    return {
        "due_phrase": due.words or None,
        "due_kind": due.kind,
        "due_earliest": due.earliest,
        "due_latest": due.latest,
    }


def _note(note: str | None, place: Place) -> str | None:
    """The body's words on the change: whole where its text may be shown, else a short quote."""
    if note is None:
        return None
    note = plain(note)
    if place.source["republish"] != "text":
        words = note.split()
        return " ".join(words[:MAX_WORDS_QUOTED]) + (" …" if len(words) > MAX_WORDS_QUOTED else "")
    return textwrap.shorten(note, LONGEST_TEXT, placeholder=" …")


def _sources(step: Step, place: Place) -> list[Row]:
    """Where it can be read: of what came out first that itself, then the record that says so."""
    row = step.saying.row
    record = _source(row["page_url"], row["page_title"], place, page=row["page"])
    record["published"] = _published(row)
    out = row["outcome_url"] if step.deed == "delivered" else None
    if not out or out == row["page_url"]:
        return [record]
    return [_source(out, plain(row["title"]), place) | {"title_basis": "descriptive"}, record]


def _source(url: str, title: str, place: Place, page: int | None = None) -> Row:
    return {
        "url": url,
        "title": title,
        "title_basis": "as_shown",
        "publisher": place.source["title"],
        "published": None,
        "kind": place.source["nature"],
        "page": page,
    }


def _published(row: Row) -> str | None:
    """The day on which the record came out; one that was still to come is that of the thing."""
    day = day_of(row["published_at"])
    return day if day and day <= day_of(row["fetched_at"]) else None
