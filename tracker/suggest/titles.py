"""A page whose title is the promised thing is a sign that it came out."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlite_utils import Database

import db.known as names
import db.suggestions as store
from db import statements
from db.connection import writing
from db.finished import finish, finished
from tracker.days import day_in_london
from tracker.resolve import Index, Match
from tracker.suggest.known import SAMPLE

Row = dict[str, Any]
SAME_TITLE: Final = 0.9  # that likely, and a title is a deliverable
TITLE_TOLD: Final = "a page has come out whose title is the promised thing"
# What the suggestions of a title are made from: they are made anew with the title alone.
TITLE_MATCH: Final = "title"
_BATCH: Final = 100


def match_titles(db: Database, indexes: Mapping[bool, Index], at: str) -> int:
    """Hold new titles against all names, and old ones against new names; how many are a sign.

    A sign goes where its page has another title by now, or its commitment another name.
    """
    everything = finished(db, "titles") is None
    listed, slugs = store.take_titles(db), names.take_to_find(db, "titles")
    if not (everything or listed or slugs):
        return 0
    now, before = _names_of(db, slugs), store.matched_names(db, slugs)
    pages = _pages(db, before, now, everything=everything)
    matches = [_of_title(page, indexes[page["origin"] == "sample"]) for page in pages]
    over = store.ended(db, {str(match.key) for match in matches if match})
    matched = [
        (page, match if match and match.key not in over else None)
        for page, match in zip(pages, matches, strict=True)
    ]
    signs = 0
    for batch in _batches(matched):
        with writing(db):
            for page, match in batch:
                signs += _keep(db, page, match, at)
    with writing(db):
        store.save_matched_names(db, slugs, now)
        names.were_found(db, "titles")
        store.titles_were_matched(db)
        finish(db, "titles", "all")
    return signs


def _names_of(db: Database, slugs: Sequence[str]) -> dict[str, str]:
    known = names.commitment_names(db, slugs)
    return {slug: json.dumps([row["title"], *row["aliases"]]) for slug, row in known.items()}


def _pages(
    db: Database, before: Mapping[str, str], now: Mapping[str, str], *, everything: bool
) -> list[Row]:
    """Pages that are new, and those that a name which is new or gone may be the title of."""
    new = store.unmatched_titles(db, everything=everything)
    pages = {row["version_id"]: row for row in new}
    for slug in now.keys() | before.keys():
        if before.get(slug) != now.get(slug):
            pages |= {row["version_id"]: row for row in store.titles_linked_to(db, slug)}
            for name in json.loads(now.get(slug, "[]")):
                pages |= {row["version_id"]: row for row in store.titles_like(db, name)}
    return list(pages.values())


def _batches(matched: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(matched), _BATCH):
        yield matched[start : start + _BATCH]


def _of_title(page: Row, index: Index) -> Match | None:
    title = page["title"].removeprefix(SAMPLE)
    matches = index.nearest(title, title, page["body"], limit=1)
    return matches[0] if matches and matches[0].score >= SAME_TITLE else None


def _keep(db: Database, page: Row, match: Match | None, at: str) -> bool:
    """Write what came of one title, instead of what came of it before."""
    statements.withdraw_titles(db, page["document_id"])
    if match is not None:
        _suggest_delivery(db, page, match, at)
    store.mark_title_matched(db, page["version_id"])
    return match is not None


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
    store.save_suggestions(db, statement_id, TITLE_MATCH, [row])
