"""What the machine found in texts: reading what is still unread, writing what was found.

A *finding* is one statement as plain values: the columns of ``statements`` but for those that
this module knows itself, and ``sentence_start``, ``sentence_end``, ``due_start``, ``due_end``,
its places in the text.
"""

import hashlib
from collections.abc import Iterator
from typing import Any, Final

from sqlite_utils import Database

from db import finished as lists
from db.finished import finish, finished, strike_off, take

Row = dict[str, Any]
_PLACES = ("sentence_start", "sentence_end", "due_start", "due_end")
# Under which decisions about a statement are kept.
KEY = ("document_id", "quote_hash", "focus")
# Kinds of documents that are nothing but fields. Rules read the fields (db/structured.py); the
# reader of prose would find the same promise a second time in the lines that are made of them.
ONLY_FIELDS = (
    "statistics_announcement", "statistics_calendar", "upcoming_publication",
    "committee_publication",
)  # fmt: skip
# A page has come out whose title is the promised thing.
TITLE_RULE = "delivered.title"


def quote_hash(quote: str) -> str:
    """The sha256 under which decisions about a sentence are kept; spaces do not matter."""
    return hashlib.sha256(" ".join(quote.split()).encode()).hexdigest()


def unread(db: Database, rules: str) -> list[Row]:
    """Every newest text of a version that these rules have not read, oldest version first.

    Where these rules have read all there was (``all_read``), only what is listed as new is looked
    at. Texts that could not be read are left out: that nothing is promised there is not known. So
    are documents that are nothing but fields (ONLY_FIELDS).

    text_id, version_id, number, document_id, published_at, changed_at (when this version was
    made, as far as is known), nature of its source.
    """
    # The list goes first, by cross joins: it is short, whatever the planner knows of it.
    from_list = finished(db, _READING) == rules
    listed, join = ("texts_to_read q cross join", "cross join") if from_list else ("", "join")
    on_it = "t.id = q.text_id and" if from_list else ""
    return list(
        db.query(
            f"""
            select t.id as text_id, v.id as version_id, v.number, d.id as document_id,
              coalesce(v.published_at, d.published_at) as published_at,
              coalesce(v.modified_at, v.fetched_at) as changed_at, s.nature
            from {listed} texts t
            {join} versions v on v.id = t.version_id
            {join} documents d on d.id = v.document_id
            {join} sources s on s.name = d.source
            left join readings r on r.text_id = t.id
            where {on_it} (r.rules is null or r.rules <> ?)
              and v.text_state = 'read' and d.kind not in ({", ".join("?" for _ in ONLY_FIELDS)})
              and t.id = (select max(id) from texts x where x.version_id = v.id)
            order by d.id, v.number
            """,
            [rules, *ONLY_FIELDS],
        )
    )


_READING: Final = "texts"
_LIST: Final = "texts_to_read"


def take_listed(db: Database) -> None:
    """Take the texts that are listed, as they are new, or something about them is."""
    take(db, _LIST)


def is_listed_again(db: Database, task: Row) -> bool:
    """Whether a text became another one, or is to be read again, since the list was taken."""
    return lists.is_listed_again(db, _LIST, text_id=task["text_id"])


def all_read(db: Database, rules: str) -> None:
    """These rules have read everything that was there when the list was taken.

    What is on the list and was not read had no need to be.
    """
    strike_off(db, _LIST)
    finish(db, _READING, rules)


def without_text(db: Database) -> dict[str, int]:
    """How many documents hold no text that could be read as they are now, by what came of it.

    needs_ocr, failed, encrypted or unsupported: what they promise is not known.
    """
    rows = db.execute(
        """select v.text_state, count(*)
           from versions v indexed by versions_without_text
           cross join documents d on d.id = v.document_id and d.current_version = v.id
           where v.text_state <> 'read' and d.origin <> 'copy' and d.state = 'live'
           group by v.text_state order by 2 desc, 1"""
    )
    return dict(rows.fetchall())


def text_of(db: Database, text_id: int) -> str:
    """A stored text."""
    return str(db.execute("select text from texts where id = ?", [text_id]).fetchone()[0])


def save_reading(db: Database, task: Row, found: list[Row], rules: str, at: str) -> None:
    """Keep what was found in one text; all of it belongs into one transaction.

    A statement that stands there already keeps its number and its key. Its other values are
    those of the first version that says so, as these rules read it.
    """
    text_id, document_id = task["text_id"], task["document_id"]
    db.execute(
        """delete from statement_places where text_id in (
             select id from texts where version_id = ?)""",
        [task["version_id"]],
    )
    for finding, focus in zip(found, _kept_under(db, document_id, found), strict=True):
        statement_id = _save_statement(db, task, {**finding, "focus": focus}, at)
        db.execute(
            """insert or ignore into statement_places
                 (statement_id, text_id, sentence_start, sentence_end, due_start, due_end)
               values (?, ?, ?, ?, ?, ?)""",
            [statement_id, text_id, *(finding[name] for name in _PLACES)],
        )
    db.execute(
        """insert into readings (text_id, rules, found, read_at) values (?, ?, ?, ?)
           on conflict (text_id) do update set
             rules = excluded.rules, found = excluded.found, read_at = excluded.read_at""",
        [text_id, rules, len(found), at],
    )
    _settle(db, document_id)


def _kept_under(db: Database, document_id: int, found: list[Row]) -> list[str]:
    """The focus under which each finding is kept: that of the row which is the same statement.

    Better rules may read the words of a date otherwise ("May" as "by May 2026"). The row keeps its
    first focus then, and with it what people decided about it.
    """
    keys = [(quote_hash(finding["quote"]), str(finding["focus"])) for finding in found]
    sentences: dict[str, list[str]] = {}
    for sentence, focus in dict.fromkeys(keys):
        sentences.setdefault(sentence, []).append(focus)
    former = {
        (sentence, focus): old
        for sentence, focuses in sentences.items()
        for focus, old in _renamed(_known(db, document_id, sentence), focuses)
    }
    return [former.get(key, key[1]) for key in keys]


def _known(db: Database, document_id: int, sentence: str) -> list[str]:
    """The focuses of the rows of one sentence, the oldest first."""
    rows = db.execute(
        "select focus from statements where document_id = ? and quote_hash = ? order by id",
        [document_id, sentence],
    )
    return [row[0] for row in rows.fetchall()]


def _renamed(known: list[str], found: list[str]) -> Iterator[tuple[str, str]]:
    """Each focus that is found for the first time and is that of an old row by another name."""
    free = [old for old in known if old not in found]
    fresh = [focus for focus in found if focus not in known]
    for focus in fresh:
        old = _same_statement(focus, free, fresh)
        if old is not None:
            free.remove(old)
            yield focus, old


def _same_statement(focus: str, free: list[str], fresh: list[str]) -> str | None:
    """Of the rows that no finding has by name, the one that a fresh finding is, or None.

    It tells of the same kind of event; and its date shares a word, or there is but one of each.
    """
    kind, _, words = focus.partition(":")
    alike = [one for one in free if one.partition(":")[0] == kind]
    shared = {one: len(set(words.split()) & set(one[len(kind) + 1 :].split())) for one in alike}
    nearest = max(alike, key=lambda one: shared[one], default=None)
    if nearest is not None and shared[nearest]:
        return nearest
    rivals = [one for one in fresh if one.partition(":")[0] == kind]
    return nearest if len(alike) == len(rivals) == 1 else None


def _save_statement(db: Database, task: Row, finding: Row, at: str) -> int:
    values = {name: value for name, value in finding.items() if name not in _PLACES}
    key = {"document_id": task["document_id"], "quote_hash": quote_hash(finding["quote"])}
    key["focus"] = values.pop("focus")
    statement_id = _find(db, key)
    if statement_id is None:
        return _insert(db, {**key, **values, "found_at": at})
    if not _stands_earlier(db, statement_id, task["number"]):
        sets = ", ".join(f"{name} = ?" for name in values)
        db.execute(
            f"update statements set {sets}, stands = 1 where id = ?",
            [*values.values(), statement_id],
        )
    return statement_id


def _stands_earlier(db: Database, statement_id: int, number: int) -> bool:
    """Whether an earlier version of the page says so too."""
    found = db.execute(
        """select 1 from statement_places p
           join texts t on t.id = p.text_id join versions v on v.id = t.version_id
           where p.statement_id = ? and v.number < ?""",
        [statement_id, number],
    ).fetchone()
    return found is not None


def _settle(db: Database, document_id: int) -> None:
    """Whether each statement of a document still stands; one that nobody decided on may go."""
    db.execute(
        """update statements set stands = exists (
             select 1 from statement_places p where p.statement_id = statements.id)
           where document_id = ? and rule <> ?""",
        [document_id, TITLE_RULE],
    )
    # What was grouped with one that goes is grouped anew.
    db.execute(
        """delete from resolutions where statement_id in (
             select g.statement_id from suggestions g join statements s on s.id = g.proposal
             where s.document_id = ? and not s.stands)""",
        [document_id],
    )
    db.execute(
        """delete from statements where document_id = ? and not stands
             and not exists (select 1 from reviews r where r.document_id = statements.document_id
               and r.quote_hash = statements.quote_hash and r.focus = statements.focus)""",
        [document_id],
    )


def counts(db: Database) -> Row:
    """How many statements stand, how many wait for review, and since which day the oldest does."""
    found = next(iter(db.query("select * from reviewing")))
    standing = db.execute("select count(*) from statements where stands").fetchone()[0]
    return {**found, "standing": standing}


def each_text(db: Database, tasks: list[Row]) -> Iterator[tuple[Row, str]]:
    """The tasks with their texts, one at a time: all of them together may not fit into memory."""
    for task in tasks:
        yield task, text_of(db, task["text_id"])


def withdraw_titles(db: Database, document_id: int) -> None:
    """Let no title of a page be a sign of delivery any more; decisions about them stay."""
    db.execute(
        "update statements set stands = 0 where document_id = ? and rule = ?",
        [document_id, TITLE_RULE],
    )


def save_title(db: Database, values: Row, at: str) -> int:
    """Keep that the title of a page is a promised thing; returns the statement's number."""
    row = {
        **values, "quote_hash": quote_hash(values["quote"]), "focus": "delivered:title",
        "event": "delivered", "voice": "on_record", "reported": 0, "rule": TITLE_RULE,
        "found_at": at,
    }  # fmt: skip
    known = _find(db, row)
    if known is None:
        return _insert(db, row)
    db.execute("update statements set stands = 1 where id = ?", [known])
    return known


def _find(db: Database, key: Row) -> int | None:
    """The number of the statement with this key, or None."""
    found = db.execute(
        "select id from statements where document_id = ? and quote_hash = ? and focus = ?",
        [key[name] for name in KEY],
    ).fetchone()
    return int(found[0]) if found else None


def _insert(db: Database, row: Row) -> int:
    names, marks = ", ".join(row), ", ".join("?" for _ in row)
    inserted = db.execute(f"insert into statements ({names}) values ({marks})", list(row.values()))
    return int(inserted.lastrowid or 0)
