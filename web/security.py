"""What keeps an open SQL box from doing harm.

SQLite's time limit works between rows, so that one long C function is never
stopped: ``printf`` and ``zeroblob`` are refused outright, and lengths and
memory are bounded.
"""

import sqlite3
from collections.abc import Callable

from datasette import hookimpl

DATABASE = "delaywatch"
# Must be longer than the longest text of a published document (a test holds it so).
LONGEST_VALUE = 2_000_000
HEAP_BYTES = 268_435_456
# Comparing by LIKE or GLOB takes as long as the text times the pattern, past any time limit.
LONGEST_PATTERN = 100
# Of all rows of one answer together; a whole document is within it many times.
MOST_BYTES = 32_000_000
REFUSED_FUNCTIONS = frozenset(
    {"load_extension", "zeroblob", "randomblob", "printf", "format", "fts3_tokenizer"}
)
# Reading it would show where the file lies on this machine. Datasette itself
# uses the statement `PRAGMA database_list`, which stays allowed.
REFUSED_TABLES = frozenset({"pragma_database_list"})

# SQLite's own search in text compares every letter with every letter: two long
# values keep a thread busy for half a minute, past any time limit. Python's
# take time in proportion to the length.
Text = str | bytes | int | float | None


def _position(text: Text, wanted: Text) -> int | None:
    if text is None or wanted is None:
        return None
    if isinstance(text, bytes) and isinstance(wanted, bytes):
        return text.find(wanted) + 1
    return _as_text(text).find(_as_text(wanted)) + 1


def _replace(text: Text, old: Text, new: Text) -> str | None:
    if text is None or old is None or new is None:
        return None
    found, wanted, instead = _as_text(text), _as_text(old), _as_text(new)
    if not wanted:
        return found
    if len(found) + found.count(wanted) * (len(instead) - len(wanted)) > LONGEST_VALUE:
        raise ValueError("string or blob too big")
    return found.replace(wanted, instead)


def _trimmer(strip: Callable[[str, str], str]) -> Callable[..., str | None]:
    def trim(text: Text, letters: Text = " ") -> str | None:
        if text is None or letters is None:
            return None
        return strip(_as_text(text), "".join(set(_as_text(letters))))

    return trim


def _as_text(value: str | bytes | float) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


LINEAR = (
    ("instr", 2, _position),
    ("replace", 3, _replace),
    *(
        (name, arguments, _trimmer(strip))
        for name, strip in (("trim", str.strip), ("ltrim", str.lstrip), ("rtrim", str.rstrip))
        for arguments in (1, 2)
    ),
)


@hookimpl
def prepare_connection(conn: sqlite3.Connection, database: str) -> None:
    """Bound what a query may do; Datasette's internal database stays as it is."""
    if database != DATABASE:
        return
    conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    conn.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    conn.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, LONGEST_PATTERN)
    conn.execute(f"pragma hard_heap_limit={HEAP_BYTES}")
    for name, arguments, function in LINEAR:
        conn.create_function(name, arguments, function, deterministic=True)
    conn.set_authorizer(_authorise)
    _bound_answers(conn)


def _bound_answers(conn: sqlite3.Connection) -> None:
    """Stop an answer whose rows are together larger than ``MOST_BYTES``.

    A thousand rows of two million letters would each be within its limit.
    """
    spent = 0

    def begin(_statement: str) -> None:
        nonlocal spent
        spent = 0

    def counted(cursor: sqlite3.Cursor, row: tuple[object, ...]) -> sqlite3.Row:
        nonlocal spent
        spent += sum(len(value) for value in row if isinstance(value, (str, bytes)))
        if spent > MOST_BYTES:
            raise sqlite3.OperationalError(
                "this answer is too large: ask for fewer rows or columns"
            )
        return sqlite3.Row(cursor, row)

    conn.set_trace_callback(begin)
    conn.row_factory = counted


def _authorise(
    action: int, first: str | None, second: str | None, _database: str | None, _source: str | None
) -> int:
    """A list of refusals: a list of permissions breaks Datasette's own pages."""
    if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in REFUSED_FUNCTIONS:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_READ and (first or "").lower() in REFUSED_TABLES:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK
