"""A sitting at a desk: one thing after the other until all is decided, or it is enough."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

import click

from db.errors import Problem
from tracker.review.keys import UNDO_OR_QUIT, Quit, asked_key
from tracker.review.lines import indented

Item = TypeVar("Item")


class Again(Exception):
    """It is to be shown again: all of it, if there is an argument; or it may be so no longer."""


class Sitting(Generic[Item]):
    """What waits, and what a reviewer at a desk does about it.

    ``queue`` gives what waits, in order; ``one`` shows one of it until it is decided or skipped,
    and tells whether it was decided; ``undo`` takes back the reviewer's last decision and says so
    (raising Problem where there is none), ``can_undo`` tells whether there is one.
    """

    def __init__(
        self,
        queue: Callable[[], list[Item]],
        one: Callable[[Item], bool],
        undo: Callable[[], None],
        can_undo: Callable[[], bool],
        *,
        says_how_many: bool,
    ) -> None:
        self._queue, self._one, self._undo, self._can_undo = queue, one, undo, can_undo
        self._says_how_many = says_how_many
        self._seen: set[Item] = set()

    def sit(self) -> int:
        """Show what waits until the reviewer quits or nothing is left; how many were decided."""
        decided = 0
        try:
            while True:
                for item in self._waiting():
                    decided += self._one(item)
                click.echo("Nothing more waits.")
                if not self._can_undo() or asked_key(UNDO_OR_QUIT) == "q":
                    break
                self._undo()
        except Quit:
            pass
        return decided

    def _waiting(self) -> Iterator[Item]:
        """What waits, in order, each once; what an undo opens again comes next."""
        while rest := [item for item in self._queue() if item not in self._seen]:
            if self._says_how_many:
                click.echo(f"\n{len(rest):,} to look at")
            self._seen.add(rest[0])
            yield rest[0]
            self._seen.intersection_update(self._queue())


def undone(undo: Callable[[], None]) -> None:
    """Take back the last decision while something is shown; raises Again if there was one."""
    try:
        undo()
    except Problem as problem:
        click.echo("\n".join(indented(str(problem))))
    else:
        raise Again
