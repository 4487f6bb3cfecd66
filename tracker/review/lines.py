"""A statement as the desk in the terminal shows it: lines no wider than the terminal."""

import shutil
import textwrap
from typing import Any, Final

import click
from sqlite_utils import Database

from db.reviews import statuses_of
from db.statements import counts
from tracker.review.told import claim, facts, page_of, passage, queue_told
from tracker.wording import harmless

Row = dict[str, Any]
# Lines that are longer are hard to read, however wide the terminal is.
_WIDEST: Final = 96
_NARROWEST: Final = 20
# So much of the page stands before and after the sentence, in characters.
_AROUND: Final = 300


def wrapped(text: str, first: str = "", others: str = "") -> list[str]:
    """A text in lines of the terminal's width, each after its indent; a web address stays whole."""
    return textwrap.wrap(
        harmless(text), _width(), initial_indent=first, subsequent_indent=others,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def indented(text: str) -> list[str]:
    """A text as one point of a list."""
    return wrapped(text, "  ", "    ")


def _width() -> int:
    return max(min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST), _NARROWEST)


def shown(db: Database, found: Row, suggestions: list[Row]) -> list[str]:
    """A statement with all that is needed to decide, line by line."""
    head = wrapped(queue_told(counts(db)))
    bold = [click.style(line, bold=True) for line in wrapped(claim(found))]
    lines = ["", "─" * _width(), *head, "", *bold]
    lines += ["", *_passage(found), "", *_facts(found), ""]
    guesses = _guesses(suggestions, statuses_of(db, suggestions))
    return lines + (guesses or indented("Matches no commitment and nothing else found."))


def _passage(found: Row) -> list[str]:
    """The sentence with what stands around it in its paragraph."""
    around = passage(found, _AROUND)
    if around is None:
        return wrapped(f"(title of a page) {found['quote']}")
    return wrapped(f"{around.before}»{around.sentence}«{around.after}", "  ", "  ")


def _facts(found: Row) -> list[str]:
    told = [page_of(found), found["url"], *facts(found)]
    return [line for fact in told for line in indented(fact)]


def _guesses(suggestions: list[Row], statuses: dict[str, str]) -> list[str]:
    lines = []
    for number, guess in enumerate(suggestions, start=1):
        if guess["kind"] == "new":
            lines += indented(f"{number} a new commitment: {guess['why']}")
        else:
            known = ", on record already" if guess["kind"] == "same" else ""
            slug = guess["commitment"]
            named = f"{guess['title']} ({slug}, {statuses.get(slug)})"
            lines += indented(f"{number} {named}{known}")
            lines += wrapped(guess["why"], "    ", "    ")
    return lines
