"""What a reader types into a search box, as a query that SQLite's full-text index understands."""

import re
import unicodedata
from typing import Final

MOST_LETTERS: Final = 200  # of what is looked for; what is longer is no search
MOST_WORDS: Final = 12
_WANTED = re.compile(r'"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+)')
_CURLY = str.maketrans("“”„«»", '"""""')


def asked(text: str | None) -> str:
    """What was typed, in one line and cut where it is longer than a search.

    >>> asked("  digital   plan ")
    'digital plan'
    """
    plain = unicodedata.normalize("NFC", text or "").translate(_CURLY)
    shown = "".join(sign if sign.isprintable() else " " for sign in plain)
    return " ".join(shown.split())[:MOST_LETTERS].rstrip()


def match(text: str) -> str:
    """An FTS5 query for all of these words; "" where there is nothing to look for.

    Each word, and each phrase in quotes, is a string of the query language, in which no sign but
    the quote means anything: whatever is typed is looked for, and nothing is a syntax error.

    >>> match('digital workforce')
    '"digital" "workforce"'
    >>> match('"in due course" NOT (plan*')
    '"in due course" "NOT" "(plan*"'
    >>> match('?! -- "')
    ''
    """
    found = (part["phrase"] or part["word"] or "" for part in _WANTED.finditer(text))
    wanted = [part for part in found if any(sign.isalnum() for sign in part)]
    return " ".join(f'"{part}"' for part in wanted[:MOST_WORDS])
