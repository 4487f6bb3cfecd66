"""A statement as the desk in the terminal shows it: lines no wider than the terminal."""

import shutil
import textwrap
from typing import Any, Final

import click
from sqlite_utils import Database

from db.reviews import statuses_of
from db.statements import TITLE_RULE, counts
from tracker.review.drafts import who_of
from tracker.statements.explain import explained
from tracker.suggest.titles import TITLE_TOLD
from tracker.wording import day_words, due_told, harmless, when_words

Row = dict[str, Any]
# Lines that are longer are hard to read, however wide the terminal is.
_WIDEST: Final = 96
_NARROWEST: Final = 20
# So much of the page stands before and after the sentence, in characters.
_AROUND: Final = 300
_DEEDS: Final = {
    "promised": "promises", "slipped": "puts off", "paused": "pauses",
    "delivered": "has brought out", "merged": "merges", "dropped": "drops",
}  # fmt: skip


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
    state = counts(db)
    head = f"{state['waiting']:,} wait, {state['deliveries_waiting']:,} of them likely deliveries"
    if state["oldest_found_on"]:
        head += f"; the oldest since {day_words(state['oldest_found_on'])}"
    claim = [click.style(line, bold=True) for line in wrapped(_claim(found))]
    lines = ["", "─" * _width(), *wrapped(head), "", *claim]
    lines += ["", *_passage(found), "", *_facts(found), ""]
    guesses = _guesses(suggestions, statuses_of(db, suggestions))
    return lines + (guesses or indented("Matches no commitment and nothing else found."))


def _claim(found: Row) -> str:
    thing = found["deliverable"] or "something that the sentence does not name"
    claim = f"{who_of(found)} {_DEEDS[found['event']]}: {thing}"
    if found["target"]:
        claim += f" into {found['target']}"
    return claim


def _passage(found: Row) -> list[str]:
    """The sentence with what stands around it on the page."""
    if found["text"] is None:
        return wrapped(f"(title of a page) {found['quote']}")
    text, start, end = found["text"], found["sentence_start"], found["sentence_end"]
    before = text[:start].rpartition("\n")[2]
    if len(before) > _AROUND:
        before = f"… {before[-_AROUND:].partition(' ')[2]}"
    after = text[end:].partition("\n")[0]
    if len(after) > _AROUND:
        after = f"{after[:_AROUND].rpartition(' ')[0]} …"
    passage = f"{before}»{' '.join(text[start:end].split())}«{after}"
    return wrapped(passage, "  ", "  ")


def _facts(found: Row) -> list[str]:
    told = TITLE_TOLD if found["rule"] == TITLE_RULE else explained(found["rule"])
    facts = [
        f"{found['publisher']}: {found['title']}{_page(found)}",
        found["url"],
        *([] if found["origin"] == "site" else [f"This page is a {found['origin']}."]),
        _said(found),
        _date(found),
        f"Found by {found['rule']}: {told}",
    ]
    return [line for fact in facts for line in indented(fact)]


def _page(found: Row) -> str:
    return f", page {found['page']}" if found["page"] else ""


def _said(found: Row) -> str:
    said = when_words(found["said_on"], found["said_on_precision"])
    how = {
        "told": "as the sentence tells", "document": "the day of the page",
        "edit": "when the page was changed", "unknown": "nobody tells when",
    }[found["said_on_basis"]]  # fmt: skip
    return f"Said {said} ({how}); {found['voice'].replace('_', ' ')}"


def _date(found: Row) -> str:
    if not found["due_words"]:
        return "Date: none"
    row = {**found, "soft": found["due_soft"]}
    return f"Date: {due_told(row)} (rule {found['due_rule']})"


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
