"""What became of the files, links and recordings that a page points to."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.changes.pieces import folded

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Files:
    """Attachments (url, title, kind) that a page lost and got.

    ``replaced`` are pairs of them: a file at another address that took the place of one, or its
    title. ``elsewhere`` are pairs that are one and the same at another address; they are in neither
    of the two lists.
    """

    removed: tuple[Row, ...] = ()
    added: tuple[Row, ...] = ()
    replaced: tuple[tuple[Row, Row], ...] = ()
    elsewhere: tuple[tuple[Row, Row], ...] = ()

    @property
    def only_replaced(self) -> bool:
        """Whether whatever went had its place taken, and nothing else came."""
        return bool(self.replaced) and len(self.replaced) == len(self.removed) == len(self.added)


def compared(old: Sequence[Row], new: Sequence[Row], is_same: Callable[[Row, Row], bool]) -> Files:
    """What is different in ``new``, by address; ``is_same`` tells whether two are one file."""
    known, wanted = ({one["url"] for one in files} for files in (old, new))
    gone = [one for one in old if one["url"] not in wanted]
    come = [one for one in new if one["url"] not in known]
    pairs = _pairs(old, new, gone, come)
    elsewhere = [pair for pair in pairs if is_same(*pair)]
    moved = {one["url"] for pair in elsewhere for one in pair}
    return Files(
        removed=tuple(one for one in gone if one["url"] not in moved),
        added=tuple(one for one in come if one["url"] not in moved),
        replaced=tuple(pair for pair in pairs if pair not in elsewhere),
        elsewhere=tuple(elsewhere),
    )


def _pairs(
    old: Sequence[Row], new: Sequence[Row], gone: list[Row], come: list[Row]
) -> list[tuple[Row, Row]]:
    """A file that went, and what took its place: under its title, else at its place of the list."""
    pairs = _of_one_title(gone, come)
    paired = {one["url"] for pair in pairs for one in pair}
    if len(old) == len(new):
        pairs += [
            (before, after)
            for before, after in zip(old, new, strict=True)
            if before in gone and after in come and before["kind"] == after["kind"]
            and not {before["url"], after["url"]} & paired
        ]  # fmt: skip
    return pairs


def _of_one_title(gone: list[Row], come: list[Row]) -> list[tuple[Row, Row]]:
    """Pairs that have a title which neither side has twice: “Download” names nothing."""
    often = [Counter(map(_name, files)) for files in (gone, come)]
    by_name = {_name(one): one for one in come}
    return [
        (one, by_name[_name(one)])
        for one in gone
        if _name(one) and [names[_name(one)] for names in often] == [1, 1]
        and by_name[_name(one)]["kind"] == one["kind"]
    ]  # fmt: skip


def _name(file: Row) -> str:
    return folded(file["title"]).casefold()


def same_path(first: str, second: str) -> bool:
    """Whether two addresses differ in nothing but how they begin.

    >>> same_path("http://www.old.example/a/plan.pdf", "https://new.example/a/plan.pdf")
    True
    """
    return _path(first) == _path(second)


def same_address(first: str, second: str) -> bool:
    """Whether two addresses are one, spelt otherwise.

    >>> same_address("http://www.trust.example/a", "https://trust.example/a/")
    True
    """
    return _bare(first) == _bare(second)


def _path(url: str) -> str:
    return url.partition("://")[2].partition("/")[2]


def _bare(url: str) -> str:
    host, _, path = url.partition("://")[2].partition("/")
    return f"{host.casefold().removeprefix('www.')}/{path.rstrip('/')}"
