"""What stands in a cell of our CSV, and back: yes and no, days, lists, grounds.

A cell that a spreadsheet would run as a formula begins with an apostrophe in the file; the same
apostrophe is taken away when the file comes back.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")  # as in tracker/releases/files.py
_GUARDED: Final = re.compile(r"'['=+\-@\t\r]")
_YES: Final = {"yes": True, "y": True, "true": True, "1": True}
_NO: Final = {"no": False, "n": False, "false": False, "0": False}
_GROUND_WORDS: Final = {
    "part": ("scope", "part"),
    "public interest test": ("public_interest_test", True),
    "no public interest test": ("public_interest_test", False),
    "neither confirm nor deny": ("neither_confirm_nor_deny", True),
    "properly invoked": ("properly_invoked", True),
    "not properly invoked": ("properly_invoked", False),
}
_PUBLICATION: Final = "publication "
_ESCAPED: Final = re.compile(r"[\\;\[\]]|\A\s|\s\Z")
# A ground, and in brackets what else is said of it; a backslash makes the next sign a plain one.
_GROUND: Final = re.compile(
    r"\s*((?:[^\\;\[\]]|\\.)+?)\s*(?:\[([^\]]*)\])?\s*(?:;\s*|\Z)", re.DOTALL
)


def guarded(text: str) -> str:
    """A cell that no spreadsheet runs.

    >>> guarded("=1+1"), unguarded(guarded("=1+1"))
    ("'=1+1", '=1+1')
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) or _GUARDED.match(text) else text


def unguarded(cell: str) -> str:
    """The inverse of ``guarded``; a cell that begins with an apostrophe of its own keeps it."""
    return cell[1:] if _GUARDED.match(cell) else cell


def yes_or_no(value: bool | None) -> str:
    """How a truth stands in a cell; empty where it is not known."""
    return "" if value is None else "yes" if value else "no"


def truth(cell: str) -> bool | None:
    """The inverse. Raises ValueError where it is neither yes nor no."""
    word = cell.strip().lower()
    if not word:
        return None
    if word not in _YES | _NO:
        raise ValueError(f"{cell!r} is neither yes nor no")
    return (_YES | _NO)[word]


def spans(value: Iterable[tuple[Any, Any]]) -> str:
    """First and last days, "2026-04-01..2026-04-12; 2026-05-25..2026-05-29"."""
    return "; ".join(f"{first or ''}..{last or ''}" for first, last in value)


def spans_in(cell: str) -> list[list[str | None]]:
    """The inverse. Raises ValueError where a span is not of that form."""
    found = []
    for part in filter(None, map(str.strip, cell.split(";"))):
        first, dots, last = part.partition("..")
        if not dots:
            raise ValueError(f"{part!r} is no span of days like 2026-04-01..2026-04-12")
        found.append([first.strip() or None, last.strip() or None])
    return found


def links(value: Iterable[Any]) -> str:
    """Commitments with their roles, "digital-workforce-plan asks_for; gpdpr evidence_of"."""
    return "; ".join(f"{link.slug} {link.role}" for link in value)


def links_in(cell: str) -> list[dict[str, str]]:
    """The inverse; the role may be left out. Raises ValueError where there is a word too many."""
    found = []
    for part in filter(None, map(str.strip, cell.split(";"))):
        slug, *role = part.split()
        if len(role) > 1:
            raise ValueError(f"{part!r} is no slug with its role")
        found.append({"slug": slug, **({"role": role[0]} if role else {})})
    return found


def grounds(value: Iterable[Any]) -> str:
    """Grounds as people list them, "s.22 [publication 2026-05-01]; s.36 [part]"."""
    return "; ".join(_ground(one) for one in value)


def grounds_in(cell: str) -> list[dict[str, Any]]:
    """The inverse. Raises ValueError at words in brackets that say nothing that is known."""
    found: list[dict[str, Any]] = []
    end = len(cell) - len(cell.lstrip())
    while end < len(cell) and (match := _GROUND.match(cell, end)):
        end = match.end()
        provision = re.sub(r"\\(.)", r"\1", match[1], flags=re.DOTALL)
        found.append({"provision": provision, **dict(_ground_words(match[2] or ""))})
    if end != len(cell):
        raise ValueError(f"{cell!r} is no list of grounds like “s.22; s.36 [part]”")
    return found


def _ground(ground: Any) -> str:
    said = [
        words for words, (name, value) in _GROUND_WORDS.items() if getattr(ground, name) == value
    ]  # fmt: skip
    if ground.anticipated_publication is not None:
        said.append(f"{_PUBLICATION}{ground.anticipated_publication}")
    provision = _ESCAPED.sub(r"\\\g<0>", ground.provision)
    return f"{provision} [{', '.join(said)}]" if said else provision


def _ground_words(text: str) -> Iterator[tuple[str, Any]]:
    for part in filter(None, map(str.strip, text.split(","))):
        if part.startswith(_PUBLICATION):
            yield "anticipated_publication", part.removeprefix(_PUBLICATION).strip()
        elif part in _GROUND_WORDS:
            yield _GROUND_WORDS[part]
        else:
            known = ", ".join([*_GROUND_WORDS, f"{_PUBLICATION}YYYY-MM-DD"])
            raise ValueError(f"[{part}] is none of {known}")
