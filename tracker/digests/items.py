"""What a digest is made of, and how what the database says becomes that."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tracker.digests.filters import KINDS

Row = dict[str, Any]
MOST: Final = 200  # items of a section
_STRANGE: Final = re.compile(r"[^A-Za-z0-9-]")
# Sections of other kinds than promises bear the kind in their titles.
_OF_KIND: Final = {
    "scheduled_release": "Scheduled releases",
    "parliamentary_expectation": "Parliamentary expectations",
    "review_date": "Review dates",
    "foi_reply": "Dates promised in FOI replies",
}


@dataclass(frozen=True)
class Item:
    """A thing to tell: a title, what is said of it, its marks, and the path of its page."""

    title: str
    words: str
    path: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """Things of a sort; ``more`` are those that are left out."""

    title: str
    note: str
    items: tuple[Item, ...]
    more: int = 0


@dataclass(frozen=True)
class Digest:
    """What a release tells a reader of an earlier one (``since``; 0: of none)."""

    since: int
    release: int
    as_of: str
    sections: tuple[Section, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.sections

    @property
    def count(self) -> int:
        """How many things it tells, with those that are left out."""
        return sum(len(section.items) + section.more for section in self.sections)


def section(
    title: str, note: str, rows: Sequence[Row], tell: Callable[[Row], Item], *, kind: str = ""
) -> Section:
    """A section of rows, each of which may say in ``n`` how many there are in all."""
    in_all = max([len(rows), *(row.get("n", 0) for row in rows[:1])])
    shown = tuple(tell(row) for row in rows[:MOST])
    return Section(_titled(title, kind), note, shown, in_all - len(shown))


def by_kind(
    title: str, note: str, rows: Iterable[Row], tell: Callable[[Row], Item]
) -> Iterable[Section]:
    """A section for each kind; what is of no kind that is known stands with the promises."""
    rows = list(rows)
    for kind in KINDS:
        its = [row for row in rows if (row["kind"] or KINDS[0]) == kind]
        yield section(title, note, its, tell, kind=kind)


def page_of(slug: str) -> str:
    """The path of a commitment's page."""
    name = _STRANGE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), slug)
    return f"/commitments/{name}"


def _titled(title: str, kind: str) -> str:
    prefix = _OF_KIND.get(kind)
    return f"{prefix}: {title[0].lower()}{title[1:]}" if prefix else title
