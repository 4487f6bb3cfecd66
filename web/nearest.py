"""What a reader may have meant by the name of a commitment that there is not."""

import re
from typing import Any, Final

from datasette.database import Database
from rapidfuzz import fuzz, process

from db.pages import commitment as sql
from web.stories import query

Row = dict[str, Any]

FEW: Final = 2000  # names that are all compared with what was asked for
MANY: Final = 300  # of more names: how many that share a word with it are compared
LONGEST: Final = 200  # letters of what was asked for that are looked at
MOST: Final = 5
_LIKE: Final = 60  # of 100: less alike is not worth a line
_WORDS: Final = re.compile(r"[^\W_]{3,}")


async def nearest(db: Database, asked: str) -> list[Row]:
    """The commitments (slug, title) whose titles or other names are most like what was asked."""
    asked = " ".join(_WORDS.findall(asked[:LONGEST].lower()))
    if not asked:
        return []
    rows = await query(db, sql.NAMES, most=FEW + 1)
    if len(rows) > FEW:
        rows = await _sharing_words(db, asked)
    names = {
        place: f"{row['name']} {row['slug'].replace('-', ' ')}" for place, row in enumerate(rows)
    }
    found = process.extract(
        asked, names, scorer=fuzz.token_set_ratio, processor=str.lower, score_cutoff=_LIKE,
        limit=MOST * 4,
    )  # fmt: skip
    return list({rows[place]["slug"]: rows[place] for _, _, place in found}.values())[:MOST]


async def _sharing_words(db: Database, asked: str) -> list[Row]:
    """Those that have all the words or, failing that, beginnings of any of them."""
    words = asked.split()
    rows = []
    for joint in (" ", " OR "):
        wanted = joint.join(f'"{word}"*' for word in words)
        rows += await query(db, sql.NAMES_WITH, words=wanted, most=MANY)
    return rows
