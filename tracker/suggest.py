"""Says of each statement which commitment it is probably about, and what it would change.

undecided statements --> names of commitments (titles, aliases) --> link | same | new
titles of new pages  --> names of commitments                   --> "delivered" to be reviewed

Nothing here is a fact: a person accepts or rejects it (tracker/review/). What was matched
before, from the same words and against the same names, is not matched again.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from typing import Any, Final

from sqlite_utils import Database

import db.suggestions as store
from db import statements
from db.connection import writing
from tracker.days import day_in_london, last_day
from tracker.digest import digest_of, digest_of_values
from tracker.resolve import Index, Match, cluster
from tracker.resolve.bodies import bodies_of
from tracker.resolve.names import name_of
from tracker.wording import day_words, number_words, when_words

Row = dict[str, Any]
# Below it, a likeness is not worth an editor's look; above the other, a title is a deliverable.
LIKELY: Final = 0.6
SURELY: Final = 0.8  # that likely, and the same deed, date and day: on record already
SAME_TITLE: Final = 0.9
MOST_LINKS: Final = 3
_BATCH: Final = 200
# A group of statements about nothing that is known becomes a proposal if it holds one of these.
_PROMISES: Final = frozenset({"promised", "slipped", "paused", "merged"})
_FAMILY: Final = {
    "reaffirmed": "promised", "slipped": "promised", "brought_forward": "promised",
    "resumed": "promised", "paused": "promised", "partially_delivered": "delivered",
}  # fmt: skip
SAMPLE: Final = "SAMPLE: "  # so begins the title of a commitment that is a sample
# How names are matched: when that changes, everything undecided is matched again.
MATCHING: Final = digest_of("resolve", "suggest.py", also=version("rapidfuzz"))


@dataclass
class Resolved:
    """How many statements were matched, by what came of it."""

    titles: int = 0
    kinds: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def line(self) -> str:
        """One line for people."""
        words = {
            "link": "about a known commitment", "same": "known already",
            "new": "about something new", "none": "about nothing by name",
        }  # fmt: skip
        parts = [f"{self.kinds[kind]:,} {words[kind]}" for kind in words]
        matched = f"{sum(self.kinds.values()):,} statements matched: {', '.join(parts)}"
        return f"{matched}; {self.titles:,} titles that are a promised thing"


def resolve(db: Database, *, at: str) -> Resolved:
    """Match every undecided statement and every new title; ``at`` is the instant (UTC)."""
    known = store.commitment_names(db)
    done = Resolved()
    indexes = _indexes(known)
    _match_titles(db, known, indexes, done, at)
    _match_statements(db, known, indexes, done)
    return done


def _indexes(known: Mapping[str, Row]) -> dict[bool, Index]:
    """Two of them: what a sample page says is never about a real commitment."""
    indexes = {True: Index(), False: Index()}
    for slug, row in known.items():
        names = [row["title"].removeprefix(SAMPLE), *json.loads(row["aliases"])]
        sample = row["title"].startswith(SAMPLE)
        indexes[sample].add(slug, names, json.loads(row["bodies"]))
    return indexes


# ------------------------------------------------------------------------- titles


def _match_titles(
    db: Database, known: Mapping[str, Row], indexes: Mapping[bool, Index], done: Resolved, at: str
) -> None:
    """A page whose title is the promised thing is a sign that it came out."""
    pages = {row["version_id"]: row for row in store.unmatched_titles(db)}
    names = {slug: json.dumps([row["title"], row["aliases"]]) for slug, row in known.items()}
    before = store.matched_names(db)
    renamed = [slug for slug in names if before.get(slug) != names[slug]]
    for slug in renamed:
        for name in [known[slug]["title"], *json.loads(known[slug]["aliases"])]:
            pages |= {row["version_id"]: row for row in store.titles_like(db, name)}
    if not pages and names == before:
        return
    over = store.ended(db)
    with writing(db):
        for page in pages.values():
            match = _of_title(page, indexes[page["origin"] == "sample"], over)
            if match is not None:
                _suggest_delivery(db, page, match, at)
                done.titles += 1
            store.mark_title_matched(db, page["version_id"])
        store.save_matched_names(db, names)


def _of_title(page: Row, index: Index, over: set[str]) -> Match | None:
    title = page["title"].removeprefix(SAMPLE)
    matches = index.nearest(title, title, page["body"], limit=1)
    if matches and matches[0].score >= SAME_TITLE and matches[0].key not in over:
        return matches[0]
    return None


def _suggest_delivery(db: Database, page: Row, match: Match, at: str) -> None:
    published = day_in_london(page["published_at"])
    day = published.isoformat() if published else None
    statement_id = statements.save_title(
        db,
        {
            "document_id": page["document_id"],
            "quote": page["title"],
            "said_on": day,
            "said_on_precision": "day" if day else "unknown",
            "said_on_basis": "document" if day else "unknown",
            "deliverable": page["title"],
            "actor": page["body"],
            "confidence": round(match.score, 2),
        },
        at,
    )
    row = {
        "kind": "link", "commitment": match.key, "score": match.score,
        "why": f"{TITLE_TOLD}; {match.why}",
    }  # fmt: skip
    store.save_suggestions(db, statement_id, _TITLE_MATCH, [row])


# The rule of a finding that is the title of a page, and what an editor is told of it.
TITLE_RULE: Final = "delivered.title"
TITLE_TOLD: Final = "a page has come out whose title is the promised thing"
# What the suggestions of a title are made from: they are made once, with the title.
_TITLE_MATCH: Final = "title"


# --------------------------------------------------------------------- statements


def _match_statements(
    db: Database, known: Mapping[str, Row], indexes: Mapping[bool, Index], done: Resolved
) -> None:
    names = digest_of_values([known, MATCHING])
    states = store.event_states(db)
    waiting = [row for row in store.undecided(db) if row["made_from"] != _TITLE_MATCH]
    changed = [row for row in waiting if row["made_from"] != _made_from(row, names, states)]
    if not changed:
        return
    found = {row["id"]: _links(db, row, indexes[row["origin"] == "sample"]) for row in changed}
    for row in changed:
        row["suggested"] = json.dumps([one["commitment"] for one in found[row["id"]]])
    for proposal, members in _groups([row for row in waiting if not _linked(row)]):
        if any(row["id"] in found for row in members):
            for row in members:
                found[row["id"]] = [_new(row, proposal, members)]
    rows = [row for row in waiting if row["id"] in found]
    for start in range(0, len(rows), _BATCH):
        with writing(db):
            for row in rows[start : start + _BATCH]:
                _save(db, row, _made_from(row, names, states), found[row["id"]], done)


def _linked(row: Row) -> list[str]:
    """The commitments that are suggested for a statement."""
    return [slug for slug in json.loads(row["suggested"]) if slug]


def _made_from(row: Row, names: str, states: Mapping[str, str]) -> str:
    """What the suggestions of a statement hang on; the same again is not matched again."""
    events = [states.get(slug) for slug in sorted(_linked(row))]
    return digest_of_values([names, events, *(row[name] for name in _DECIDING)])


# What a match depends on, besides the names of the commitments.
_DECIDING: Final = (
    "event", "deliverable", "actor", "quote_hash", "said_on", "due_words", "due_latest", "origin",
)  # fmt: skip


def _save(db: Database, row: Row, made_from: str, suggestions: list[Row], done: Resolved) -> None:
    store.save_suggestions(db, row["id"], made_from, suggestions)
    done.kinds[suggestions[0]["kind"] if suggestions else "none"] += 1


def _links(db: Database, row: Row, index: Index) -> list[Row]:
    """The known commitments that a statement may be about, the best first."""
    if name_of(row["deliverable"]).bare:
        return []  # "the report" of another page is another report
    matches = index.nearest(row["deliverable"], row["quote"], _who(row), limit=MOST_LINKS)
    exact = [match for match in matches if match.same_name and match.score >= SURELY]
    found = [_link(row, match, store.events_of(db, str(match.key))) for match in exact or matches]
    likely = [one for one in found if one["score"] >= LIKELY]
    return sorted(likely, key=lambda one: -one["score"])


def _link(row: Row, match: Match, events: list[Row]) -> Row:
    """A match as a suggestion: one more source of an event, or an event of its own."""
    score, why = _weighed(row, match, events)
    known = next((event for event in events if score >= SURELY and is_same(event, row)), None)
    return {
        "kind": "same" if known else "link",
        "commitment": match.key,
        "event_id": known["id"] if known else None,
        "score": score,
        "why": f"{why}; {_effect(row, events, known)}",
    }


def _who(row: Row) -> str | None:
    """Whom a statement is about: the actor, or whose page it is where that names nobody."""
    actor: str | None = row["actor"]
    return actor if bodies_of(actor) else row["body"]


def _weighed(row: Row, match: Match, events: list[Row]) -> tuple[float, str]:
    """The likeness of a match, less where it would be "a new plan" after that plan had ended."""
    first = (row["deliverable"] or "").lower().split()[:1]
    over = bool(events) and events[-1]["event"] in _ENDS and _is_after(row, events[-1])
    if over and first and first[0] in _NEXT:
        why = f"“{first[0]}”, said after that one was {events[-1]['event']}; {match.why}"
        return match.score * _HARDLY, why
    return match.score, match.why


_NEXT: Final = frozenset({"new", "next", "second", "successor", "future"})
_HARDLY: Final = 0.7


def is_same(event: Row, statement: Row) -> bool:
    """Whether an event says what a statement says: the same deed, date and day of saying."""
    family = _FAMILY.get(event["event"], event["event"])
    if family != _FAMILY.get(statement["event"], statement["event"]):
        return False
    if family == "promised" and not _same_due(event, statement):
        return False
    if statement.get("url") in json.loads(event["urls"]):
        return True
    return _same_day(event, statement)


def _same_due(event: Row, statement: Row) -> bool:
    dated = event["due_latest"] or event["start_by"]
    if dated:
        return bool(dated == (statement["due_latest"] or statement["start_by"]))
    return not (statement["due_latest"] or statement["start_by"])


def _same_day(event: Row, statement: Row) -> bool:
    if event["made_on"] is None or statement["said_on"] is None:
        return event["made_on"] is None and statement["said_on"] is None
    first = date.fromisoformat(event["made_on"])
    said = date.fromisoformat(statement["said_on"])
    return first <= said <= last_day(first, event["made_on_precision"])


def _effect(row: Row, events: list[Row], known: Row | None) -> str:
    """What accepting it would do to the record, in words."""
    if known is not None:
        when = when_words(known["made_on"], known["made_on_precision"])
        return f"on record already, as {'done' if row['event'] == 'delivered' else 'said'} {when}"
    if row["said_on"] is None:
        return "nobody tells when it was said: it would stand before all that is dated"
    if row["event"] in _ENDS:
        return f"it would end the commitment as {row['event']}"
    move = _move(row, _standing_before(events, row["said_on"]))
    if events and events[-1]["event"] in _ENDS and _is_after(row, events[-1]):
        return f"it would reopen what is on record as {events[-1]['event']}; {move}"
    return move


_ENDS: Final = frozenset({"delivered", "merged", "dropped"})


def _is_after(row: Row, event: Row) -> bool:
    return bool(row["said_on"] and event["made_on"] and row["said_on"] > event["made_on"])


def _move(row: Row, standing: str | None) -> str:
    """From the date that stood to the one that is given: slips are computed, seldom admitted."""
    latest = row["due_latest"] or row["start_by"]
    if row["due_words"] is None:
        return "it names no date"
    if standing is None:
        return "it would be the first date on record" if latest else "no date is on record yet"
    if latest is None:
        return f"the date of {day_words(standing)} is lost in these words; it stays on record"
    days = (date.fromisoformat(latest) - date.fromisoformat(standing)).days
    if days == 0:
        return "the date is the one on record"
    way = "later" if days > 0 else "earlier"
    move = f"from {day_words(standing)} to {day_words(latest)}"
    return f"it moves the date {move}, {number_words(abs(days))} {way}"


def _standing_before(events: list[Row], said_on: str | None) -> str | None:
    """The last day that was promised before a day, or at all where that is not known."""
    dated = [
        event["measured_due"]
        for event in events
        if event["carries"] and event["measured_due"]
        and (said_on is None or event["made_on"] is None or event["made_on"] <= said_on)
    ]  # fmt: skip
    return dated[-1] if dated else None


def _groups(rows: list[Row]) -> list[tuple[int, list[Row]]]:
    """Statements that fit no commitment, by what they are about: number of the first, and all."""
    named = [row for row in rows if any(map(str.isalpha, row["deliverable"] or ""))]
    labels = cluster(
        [
            {
                "sentence": row["quote"],
                "deliverable": row["deliverable"],
                "actor": _who(row),
                "said_on": date.fromisoformat(row["said_on"]) if row["said_on"] else None,
            }
            for row in named
        ]
    )
    groups: dict[tuple[int, bool], list[Row]] = defaultdict(list)
    for label, row in zip(labels, named, strict=True):
        groups[label, row["origin"] == "sample"].append(row)
    return [
        (min(row["id"] for row in members), members)
        for members in groups.values()
        if any(row["event"] in _PROMISES for row in members)
    ]


def regroup(db: Database, slug: str, maker: Row) -> None:
    """Offer what was linked to a commitment that was taken back as something new again.

    ``maker`` is the key of the statement that had made the commitment.
    """
    members = store.to_regroup(db, slug, maker)
    for row in members:
        new = _new(row, min(one["id"] for one in members), members)
        store.save_suggestions(db, row["id"], "regrouped", [new])


def _new(row: Row, proposal: int, members: list[Row]) -> Row:
    others = len(members) - 1
    why = "no commitment has this name"
    if others:
        why += f"; {others} other statement{'s speak' if others > 1 else ' speaks'} of the same"
    return {"kind": "new", "proposal": proposal, "score": row["confidence"], "why": why}
