"""Is there anybody else who could look at it? Names of people are compared, never published."""

import json
import unicodedata
from datetime import datetime, timedelta
from typing import Final

from sqlite_utils import Database

from db.connection import file_of
from db.errors import Problem
from db.fairness.people import deciding_since

EDITORS: Final = "editors.json"  # beside the database: who may sit at the review desk
# Whoever decided nothing for a year is not counted on.
_LATELY: Final = timedelta(days=365)
_LONGEST_NAME: Final = 60  # characters, as at the desk


def same_person(one: str, other: str) -> bool:
    """Whether two names are one person's: capitals and spaces tell nobody apart.

    Nor does another way of writing the same letters (Unicode, form NFKC).

    >>> same_person("Ada  Lovelace ", "ada lovelace"), same_person("Ada", "Adam")
    (True, False)
    >>> same_person("Ada", "\N{FULLWIDTH LATIN CAPITAL LETTER A}da")
    True
    """
    return _folded(one) == _folded(other)


def others(db: Database, name: str, at: str) -> list[str]:
    """Who else could look at what ``name`` decides at an instant (UTC): in alphabetical order.

    Those who may sit at the desk, and those who decided anything in the year before. Raises Problem
    where the file of the editors cannot be read.
    """
    since = (datetime.fromisoformat(at) - _LATELY).strftime("%Y-%m-%dT%H:%M:%SZ")
    known = {_folded(one): one for one in [*deciding_since(db, since), *_editors(db)]}
    known.pop(_folded(name), None)
    return sorted(known.values())


def refuse_no_name(name: str) -> str:
    """A name as it is kept. Raises Problem where it is empty, too long or cannot be printed."""
    name = " ".join(name.split())
    if not name or not name.isprintable() or len(name) > _LONGEST_NAME:
        raise Problem(
            "this is no name of a person who decides",
            where=repr(name[:_LONGEST_NAME]),
            do=f"give one of at most {_LONGEST_NAME} characters with --as NAME",
        )
    return name


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()


def _editors(db: Database) -> list[str]:
    """The names in the file of the editors; none where there is no file, or no database on disk."""
    path = file_of(db)
    if path is None:
        return []
    file = path.parent / EDITORS
    try:
        return [str(name) for name in json.loads(file.read_text(encoding="utf-8"))["editors"]]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise Problem(f"cannot be read ({error.strerror})", where=str(file)) from error
    except (ValueError, TypeError, KeyError) as error:
        raise Problem(
            "is no list of editors", where=str(file), do="restore it, or remove it and add them"
        ) from error
