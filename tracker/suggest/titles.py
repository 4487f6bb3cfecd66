"""A page whose title is the promised thing is a sign that it came out."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from sqlite_utils import Database

import db.suggestions as store
from db import statements
from db.connection import writing
from tracker.days import day_in_london
from tracker.resolve import Index, Match

Row = dict[str, Any]
SAME_TITLE: Final = 0.9  # that likely, and a title is a deliverable
SAMPLE: Final = "SAMPLE: "  # so begins the title of a commitment that is a sample
TITLE_TOLD: Final = "a page has come out whose title is the promised thing"
# What the suggestions of a title are made from: they are made anew with the title alone.
TITLE_MATCH: Final = "title"
_BATCH: Final = 100


def match_titles(
    db: Database, known: Mapping[str, Row], indexes: Mapping[bool, Index], at: str
) -> int:
    """Hold new titles against all names, and old ones against new names; how many are a sign.

    A sign goes where its page has another title by now, or its commitment another name.
    """
    names = {slug: json.dumps([row["title"], *row["aliases"]]) for slug, row in known.items()}
    before = store.matched_names(db)
    pages = list(_pages(db, before, names))
    if not pages and names == before:
        return 0
    over = store.ended(db)
    matched = [(page, _of_title(page, indexes[page["origin"] == "sample"], over)) for page in pages]
    signs = 0
    for batch in _batches(matched):
        with writing(db):
            for page, match in batch:
                signs += _keep(db, page, match, at)
    with writing(db):
        store.save_matched_names(db, names)
    return signs


def _pages(db: Database, before: Mapping[str, str], names: Mapping[str, str]) -> Iterable[Row]:
    """Pages that are new, and those that a name which is new or gone may be the title of."""
    pages = {row["version_id"]: row for row in store.unmatched_titles(db)}
    for slug in names.keys() | before.keys():
        if before.get(slug) != names.get(slug):
            pages |= {row["version_id"]: row for row in store.titles_linked_to(db, slug)}
            for name in json.loads(names.get(slug, "[]")):
                pages |= {row["version_id"]: row for row in store.titles_like(db, name)}
    return pages.values()


def _batches(matched: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(matched), _BATCH):
        yield matched[start : start + _BATCH]


def _of_title(page: Row, index: Index, over: set[str]) -> Match | None:
    title = page["title"].removeprefix(SAMPLE)
    matches = index.nearest(title, title, page["body"], limit=1)
    if matches and matches[0].score >= SAME_TITLE and matches[0].key not in over:
        return matches[0]
    return None


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
