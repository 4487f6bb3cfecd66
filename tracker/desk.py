"""The review desk in a terminal: one suggestion at a time, a key for each decision.

Every decision is kept at once, so nothing is lost if the desk is killed.
"""

import sys
import textwrap
from collections.abc import Callable, Collection, Iterator
from datetime import date
from typing import Any, Final

import click
from sqlite_utils import Database

import db.reviews as store
from db.errors import Problem
from db.statements import counts
from tracker.drafts import EDITABLE, proposed
from tracker.review import Decision, decide, undo
from tracker.statements.explain import explained
from tracker.suggest import TITLE_RULE, TITLE_TOLD
from tracker.wording import day_words, due_told, when_words

Row = dict[str, Any]
_WIDTH: Final = 96
# So much of the page stands before and after the sentence, in characters.
_AROUND: Final = 300
_KEYS: Final = (
    ("a", "accept"), ("r", "reject"), ("e", "edit"), ("l", "link"), ("n", "new"), ("t", "same"),
    ("s", "skip"), ("u", "undo"), ("q", "quit"),
)  # fmt: skip
_DEEDS: Final = {
    "promised": "promises", "slipped": "puts off", "paused": "pauses",
    "delivered": "has brought out", "merged": "merges", "dropped": "drops",
}  # fmt: skip


class _Quit(Exception):
    """The reviewer has done enough."""


def sit(db: Database, reviewer: str, clock: Callable[[], str], today: date) -> int:
    """Show what waits until the reviewer quits or nothing is left; returns how many were decided.

    ``clock`` gives the instant of each decision (UTC); ``today`` dates what was checked.
    """
    decided = 0
    seen: set[int] = set()
    try:
        while True:
            for statement_id in _waiting(db, seen):
                decided += _one(db, statement_id, reviewer, clock, today)
            click.echo("Nothing more waits.")
            if not store.last_review(db, reviewer) or _key(("u", "q")) == "q":
                break
            click.echo(undo(db, reviewer, clock(), today))
    except _Quit:
        pass
    return decided


def _waiting(db: Database, seen: set[int]) -> Iterator[int]:
    """What waits, in order, each once; what an undo opens again comes next."""
    while True:
        following = next((one for one in store.queue(db) if one not in seen), None)
        if following is None:
            return
        seen.add(following)
        yield following
        seen.intersection_update(store.queue(db))


def _one(
    db: Database, statement_id: int, reviewer: str, clock: Callable[[], str], today: date
) -> int:
    found = store.statement(db, statement_id)
    if found is None:
        return 0
    suggestions = store.suggestions_of(db, statement_id)
    click.echo("\n".join(shown(db, found, suggestions)))
    while True:
        key = _key()
        if key == "q":
            raise _Quit
        if key == "s":
            return 0
        try:
            if key == "u":
                click.echo(undo(db, reviewer, clock(), today))
                continue
            decision = _asked(db, found, key, suggestions, reviewer, clock(), today)
            if decision is None:
                continue
            click.echo(f"  {decide(db, decision, today).line}")
        except Problem as problem:
            click.echo(f"  {problem}")
            continue
        return 1


def _key(allowed: Collection[str] = dict(_KEYS)) -> str:
    offered = [f"[{key}] {name}" for key, name in _KEYS if key in allowed]
    click.echo("  ".join(offered) + " ", nl=False)
    while True:
        key = _pressed().lower()
        if key in _LEAVING:
            click.echo()
            raise _Quit
        if key in allowed:
            click.echo(key)
            return key


# Ctrl-C, Ctrl-D, and the end of the input.
_LEAVING: Final = ("\x03", "\x04", "")


def _pressed() -> str:
    """One key; where no terminal is there, one character of the input."""
    if not sys.stdin.isatty():
        return sys.stdin.read(1)
    try:
        return click.getchar()
    except (KeyboardInterrupt, EOFError):
        return ""


# --------------------------------------------------------------------- what is shown


def shown(db: Database, found: Row, suggestions: list[Row]) -> list[str]:
    """A statement as the desk shows it, line by line."""
    state = counts(db)
    head = f"{state['waiting']:,} wait, {state['deliveries_waiting']:,} of them likely deliveries"
    if state["oldest_found_on"]:
        head += f"; the oldest since {day_words(state['oldest_found_on'])}"
    lines = ["", "─" * _WIDTH, head, ""]
    lines += textwrap.wrap(click.style(_claim(found), bold=True), _WIDTH)
    lines += ["", *_passage(found), "", *_facts(found), ""]
    return lines + (_guesses(suggestions) or ["  Matches no commitment and nothing else found."])


def _claim(found: Row) -> str:
    thing = found["deliverable"] or "something that the sentence does not name"
    claim = f"{found['actor'] or 'somebody'} {_DEEDS[found['event']]}: {thing}"
    if found["target"]:
        claim += f" into {found['target']}"
    return claim


def _passage(found: Row) -> list[str]:
    """The sentence with what stands around it on the page."""
    if found["text"] is None:
        return textwrap.wrap(f"(title of a page) {found['quote']}", _WIDTH)
    text, start, end = found["text"], found["sentence_start"], found["sentence_end"]
    before = text[max(start - _AROUND, 0) : start].rpartition("\n")[2]
    after = text[end : end + _AROUND].partition("\n")[0]
    passage = f"{before}»{' '.join(text[start:end].split())}«{after}"
    return textwrap.wrap(passage, _WIDTH, initial_indent="  ", subsequent_indent="  ")


def _facts(found: Row) -> list[str]:
    lines = [f"  {found['publisher']}: {found['title']}", f"  {found['url']}"]
    if found["origin"] != "site":
        lines.append(f"  This page is a {found['origin']}.")
    said = when_words(found["said_on"], found["said_on_precision"])
    how = {
        "told": "as the sentence tells", "document": "the day of the page",
        "edit": "when the page was changed", "unknown": "nobody tells when",
    }[found["said_on_basis"]]  # fmt: skip
    lines.append(f"  Said {said} ({how}); {found['voice'].replace('_', ' ')}")
    if found["due_words"]:
        row = {**found, "soft": found["due_soft"]}
        lines.append(f"  Date: {due_told(row)} (rule {found['due_rule']})")
    else:
        lines.append("  Date: none")
    told = TITLE_TOLD if found["rule"] == TITLE_RULE else explained(found["rule"])
    lines += textwrap.wrap(
        f"Found by {found['rule']}: {told}", _WIDTH, initial_indent="  ", subsequent_indent="    "
    )
    return lines


def _guesses(suggestions: list[Row]) -> list[str]:
    lines = []
    for number, guess in enumerate(suggestions, start=1):
        if guess["kind"] == "new":
            lines.append(f"  {number} a new commitment: {guess['why']}")
        else:
            lines.append(
                f"  {number} {guess['title']} ({guess['commitment']}, {guess['status']})"
                + (", on record already" if guess["kind"] == "same" else "")
            )
            lines += textwrap.wrap(
                guess["why"], _WIDTH - 4, initial_indent="    ", subsequent_indent="    "
            )
    return lines


# --------------------------------------------------------------------- what is asked


def _asked(
    db: Database,
    found: Row,
    key: str,
    suggestions: list[Row],
    reviewer: str,
    at: str,
    today: date,
) -> Decision | None:
    """The decision that a key begins, once everything else has been asked; None: not after all."""
    name = dict(_KEYS)[key]
    plain = Decision(found["id"], name, reviewer, at)
    if key in ("a", "t", "r"):
        return plain
    if key == "n":
        title = click.prompt("Title", default=found["deliverable"] or "")
        return Decision(found["id"], name, reviewer, at, title=title)
    if key == "l":
        slug = _chosen(db, suggestions)
        return Decision(found["id"], name, reviewer, at, commitment=slug) if slug else None
    slug = next((one["commitment"] for one in suggestions), None)
    fields = _edited(proposed(db, found, slug, today))
    return Decision(found["id"], name, reviewer, at, fields=fields) if fields else None


def _chosen(db: Database, suggestions: list[Row]) -> str | None:
    """A commitment: by the number of a suggestion, by its slug, or by words of its title."""
    asked = click.prompt("Number, slug or words of the title", default="").strip()
    if not asked:
        return None
    if asked.isdigit() and 0 < int(asked) <= len(suggestions):
        slug: str | None = suggestions[int(asked) - 1]["commitment"]
        if slug is None:
            click.echo("  That one is not on record yet: [n] makes it.")
        return slug
    if store.commitment(db, asked):
        return asked
    matches = store.commitments_like(db, asked)
    if len(matches) == 1:
        click.echo(f"  {matches[0]['title']} ({matches[0]['slug']})")
        return str(matches[0]["slug"]) if click.confirm("This one?", default=True) else None
    for row in matches:
        click.echo(f"  {row['slug']}: {row['title']}")
    click.echo("  Which of them? Give its slug." if matches else "  No commitment has these words.")
    return None


def _edited(event: Row) -> dict[str, Any]:
    """Fields that the reviewer wants otherwise; an empty answer ends."""
    fields: dict[str, Any] = {}
    click.echo(f"  Fields: {', '.join(EDITABLE)}")
    while True:
        name = click.prompt("Field (empty: done)", default="", show_default=False).strip()
        if not name:
            return fields
        if name not in EDITABLE:
            click.echo("  There is no such field.")
            continue
        value = click.prompt(f"{name} (now: {event.get(name)}; “-” for none)").strip()
        fields[name] = _value(name, value)


def _value(name: str, value: str) -> Any:
    if value == "-":
        return None
    return value in ("1", "yes", "true") if name == "due_soft" else value
