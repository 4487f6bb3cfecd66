"""Says of each statement which commitment it is probably about, and what it would change.

undecided statements --links--> known commitments (titles, aliases): link | same
                     --groups-> among themselves: new
titles of pages      --titles-> "delivered", to be reviewed

Nothing here is a fact: a person accepts or rejects it (tracker/review/). What was matched before,
from the same words and against the same names and events, is not matched again; a new name may be
that of anything that waits, so it is a reason to match all of that.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any, Final

from sqlite_utils import Database

import db.suggestions as store
from db.connection import writing
from db.finished import finish, finished
from tracker.digest import digest_of, digest_of_values
from tracker.resolve import Index
from tracker.suggest.groups import groups, proposed_with
from tracker.suggest.known import KeptIndex, keep_names
from tracker.suggest.links import links, near
from tracker.suggest.titles import TITLE_MATCH, match_titles

Row = dict[str, Any]
_BATCH: Final = 200
# How names are matched and told of: when that changes, everything undecided is matched again.
MATCHING: Final = digest_of(
    "resolve", "suggest", "days.py", "wording.py", "dues/folding.py", also=version("rapidfuzz")
)


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
    """Match every undecided statement and every new title; ``at`` is the instant (UTC).

    Only what is new, or what something changed for, is read at all. People may decide meanwhile:
    what they have decided, or what was matched anew, is left alone.
    """
    names = f"{keep_names(db)}/{MATCHING}"
    indexes = {sample: KeptIndex(db, sample=sample) for sample in (True, False)}
    done = Resolved(titles=match_titles(db, indexes, at))
    everything = finished(db, "matching") != names
    store.take_listed(db)
    looked_at = store.waiting(db) if everything else store.changed(db)
    states = store.event_states(db, _slugs(looked_at))
    rows = [row for row in looked_at if _is_changed(row, names, states)]
    found = _matched(db, rows, indexes, states)
    made = _grouped(db, rows, found)
    for start in range(0, len(made), _BATCH):
        with writing(db):
            for row in _as_matched(db, made[start : start + _BATCH], states):
                _save(db, row, _made_from(row, names, states), found[row["id"]], done)
                store.was_matched(db, row["id"])
    numbers = {row["id"] for row in made}
    with writing(db):
        for row in _as_matched(db, [row for row in looked_at if row["id"] not in numbers], states):
            store.was_matched(db, row["id"])
        store.forget_settled(db)
        finish(db, "matching", names)
    return done


def _is_changed(row: Row, names: str, states: Mapping[str, str]) -> bool:
    return row["made_from"] not in (TITLE_MATCH, _made_from(row, names, states))


def _as_matched(db: Database, rows: list[Row], states: Mapping[str, str]) -> list[Row]:
    """Those that nobody has touched meanwhile, nor the commitments they are about.

    The others are on the list from now on, and are matched in the next run.
    """
    now = store.event_states(db, _slugs(rows))
    kept = []
    for row in rows:
        as_then = all(now.get(slug) == states.get(slug) for slug in _linked(row))
        if as_then and store.is_as_read(db, row):
            kept.append(row)
        else:
            store.match_again(db, row["id"])
    return kept


def _matched(
    db: Database, rows: list[Row], indexes: Mapping[bool, Index], states: dict[str, str]
) -> dict[int, list[Row]]:
    """The suggestions of each statement that a known commitment gets, by its number.

    Adds the states of those commitments, as they were before their events were read.
    """
    matches = [near(row, indexes[row["origin"] == "sample"]) for row in rows]
    slugs = {str(match.key) for found in matches for match in found}
    states |= store.event_states(db, slugs - states.keys())
    events = store.events_of(db, slugs) if slugs else {}
    found = {}
    for row, near_it in zip(rows, matches, strict=True):
        found[row["id"]] = links(row, near_it, events)
        row["suggested"] = [one["commitment"] for one in found[row["id"]]]
    return found


def _grouped(db: Database, rows: list[Row], found: dict[int, list[Row]]) -> list[Row]:
    """All statements whose suggestions are made: those of ``rows``, and what is grouped with them.

    Puts the suggestions of the groups into ``found``. What is about a known commitment is in none,
    and where all that changed is, no group has.
    """
    unlinked = {row["id"]: row for row in rows if not found[row["id"]]}
    if not unlinked:
        return rows
    fresh = {row["id"] for row in rows}
    apart = [
        row
        for row in store.waiting(db)
        if row["made_from"] != TITLE_MATCH and row["id"] not in fresh and not _linked(row)
    ]
    candidates = sorted([*unlinked.values(), *apart], key=lambda row: row["id"])
    made = {row["id"]: row for row in rows}
    for proposal, members in groups(candidates):
        if any(row["id"] in fresh for row in members):
            found |= {row["id"]: [proposed_with(row, proposal, members)] for row in members}
            made |= {row["id"]: row for row in members}
    return [made[number] for number in sorted(made)]


def _linked(row: Row) -> list[str]:
    """The commitments that are suggested for a statement."""
    return [slug for slug in row["suggested"] if slug]


def _slugs(rows: list[Row]) -> set[str]:
    return {slug for row in rows for slug in _linked(row)}


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
