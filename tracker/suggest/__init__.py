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
from tracker.digest import digest_of, digest_of_values
from tracker.resolve import Index
from tracker.suggest.groups import groups, proposed_with
from tracker.suggest.links import links
from tracker.suggest.titles import SAMPLE, TITLE_MATCH, match_titles

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

    People may decide meanwhile: what they have decided, or what was matched anew, is left alone.
    """
    known = store.commitment_names(db)
    indexes = _indexes(known)
    done = Resolved(titles=match_titles(db, known, indexes, at))
    names = digest_of_values([known, MATCHING])
    states = store.event_states(db)
    waiting = [row for row in store.undecided(db) if row["made_from"] != TITLE_MATCH]
    found = _matched(waiting, names, states, indexes, store.events_by_commitment(db))
    rows = [row for row in waiting if row["id"] in found]
    for start in range(0, len(rows), _BATCH):
        with writing(db):
            for row in rows[start : start + _BATCH]:
                if store.is_as_read(db, row):
                    _save(db, row, _made_from(row, names, states), found[row["id"]], done)
    return done


def _indexes(known: Mapping[str, Row]) -> dict[bool, Index]:
    """Two of them: what a sample page says is never about a real commitment."""
    indexes = {True: Index(), False: Index()}
    for slug, row in known.items():
        names = [row["title"].removeprefix(SAMPLE), *row["aliases"]]
        indexes[row["title"].startswith(SAMPLE)].add(slug, names, row["bodies"])
    return indexes


def _matched(
    waiting: list[Row],
    names: str,
    states: Mapping[str, str],
    indexes: Mapping[bool, Index],
    events: Mapping[str, list[Row]],
) -> dict[int, list[Row]]:
    """The suggestions of each statement that something has changed for, by its number."""
    changed = [row for row in waiting if row["made_from"] != _made_from(row, names, states)]
    found = {row["id"]: links(row, indexes[row["origin"] == "sample"], events) for row in changed}
    for row in changed:
        row["suggested"] = [one["commitment"] for one in found[row["id"]]]
    if changed:
        for proposal, members in groups([row for row in waiting if not _linked(row)]):
            if any(row["id"] in found for row in members):
                found |= {row["id"]: [proposed_with(row, proposal, members)] for row in members}
    return found


def _linked(row: Row) -> list[str]:
    """The commitments that are suggested for a statement."""
    return [slug for slug in row["suggested"] if slug]


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
