"""Puts a finding of the machine into a database, for tests of what waits for a person."""

from db.statements import save_title
from db.suggestions import save_suggestions

AT = "2026-01-01T00:00:00Z"


def suggest_delivery(db, commitment, words):
    """A page whose title seems to be the promised thing; nobody has decided about it."""
    db.execute(
        """insert or ignore into sources (name, title, kind, republish)
           values ('s', 'S', 'file', 'text')"""
    )
    document = db.execute(
        """insert into documents (source, origin, url, kind, title, first_seen_at, last_seen_at)
           values ('s', 'file', 'https://s.example/1', 'news', 'A page', ?, ?)""",
        [AT, AT],
    ).lastrowid
    said = {"said_on": None, "said_on_precision": "unknown", "said_on_basis": "unknown"}
    found = {"document_id": document, "quote": words, "confidence": 0.9, **said}
    statement = save_title(db, found, AT)
    link = {"kind": "link", "commitment": commitment, "score": 0.9, "why": "the same name"}
    save_suggestions(db, statement, "title", [link])
    return statement
