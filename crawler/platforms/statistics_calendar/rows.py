"""The rows of a plan of statistics, from the text of its PDF: no requests in here.

A row is "DD/MM/YYYY title status". Its date begins a line, or stands after the end of another row
where a reader of PDFs ran lines together. Its title may go on in further lines: as long as no
status was seen, or where it ends in the air ("for") or goes on with a small letter. Headings of
months and columns, and page numbers, belong to no row.

A PDF may break figures apart ("1 2/03/2027", "12/03/202 7"). They are put together again only in
the date's own place, only if all whole dates of the plan are written with two figures, two and
four, only to exactly that form, if a title with a capital follows and the day lies in the plan's
year. Spaces are all that goes, so no other date can come of it; anything else has no date, and is
said.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from crawler.stated_dates import MONTH, StatedDate, stated_date

_WHOLE = r"\d{1,2}/\d{1,2}/\d{4}(?![^\sA-Z|])"
_MONTH_CELL = rf"(?:{MONTH})\.? \d{{4}}(?= \|)"
_TO_COME = r"(?:date )?(?:tbc|tba|to be confirmed)"
_TITLE_FOLLOWS = r"(?= (?:\| )?[A-Z])"
_DATE = re.compile(
    rf"(?P<whole>{_WHOLE})"
    rf"|(?P<broken>\d ?\d ?/ ?\d ?\d ?/ ?\d ?\d ?\d ?\d){_TITLE_FOLLOWS}"
    rf"|(?P<cell>(?i:{_MONTH_CELL}|{_TO_COME}){_TITLE_FOLLOWS})"
    r"|(?P<garbled>\d[\d ]*/[\d ]*/[\d ]*\d)",
    re.ASCII,
)
_FIXED_WIDTH = re.compile(r"\d\d/\d\d/\d{4}", re.ASCII)
_FURTHER_DATE = re.compile(rf"(?<=\S) +(?={_WHOLE})", re.ASCII)
# A date after one of these belongs to the title: "(revised 14/05/2026)".
_OF_TITLE = re.compile(
    r"(?:\([^()]*|\b(?:on|from|to|until|by|of|and|revised|updated|ending|at))$", re.IGNORECASE
)
_CELLS = re.compile(r"\s*\|\s*")
_STATUS = (
    r"(?:accredited official|official|national statistics|experimental statistics"
    r"|management information|transparency data)(?: statistics)?(?: in development)?"
)
_ONLY_STATUS = re.compile(rf"{_STATUS}|statistics|(?:statistics )?in development", re.IGNORECASE)
_STATUS_AT_END = re.compile(rf"(?:^|\s){_STATUS}$", re.IGNORECASE)
# A status that was itself broken over two lines leaves its beginning behind.
_REST_OF_STATUS = re.compile(r"\saccredited$", re.IGNORECASE)
_IN_THE_AIR = re.compile(r"(?:[-–&,/:]|\b(?:for|of|and|to|the|in|by|on|with|from))$", re.IGNORECASE)
_COLUMNS = (
    r"(?:(?:proposed |planned )?(?:publication |release )?(?:date|title|name|type|status)"
    r"|publication|release|statistics|classification|designation)"
)
_FURNITURE = re.compile(
    rf"(?:page )?\d{{1,3}}(?: ?(?:of|/) ?\d{{1,3}})?|{_COLUMNS}(?:(?: \|)? {_COLUMNS})*",
    re.IGNORECASE,
)
_HEADING = re.compile(rf"(?:{MONTH}) \d{{4}}|20\d\d ?[-/–] ?\d\d", re.IGNORECASE)
_BROKEN_YEAR = re.compile(
    rf"\b(?P<before>(?:{MONTH}|Q[1-4]) )(?P<year>2 ?0 ?\d ?\d)\b", re.IGNORECASE
)
_MONTHS_OF_YEAR = ("-04-01", "-03-31")  # a financial year is April to March


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """A release: its date as it is printed, what that means (None: not told), and its title."""

    words: str
    date: StatedDate | None
    title: str


@dataclass(slots=True)
class _OpenRow:
    """A row while its lines are gathered."""

    words: str
    date: StatedDate | None
    parts: list[str] = field(default_factory=list)
    has_status: bool = False

    def take(self, line: str) -> None:
        """Add the words of a line, without those of the column of statuses."""
        cells = [cell for cell in _CELLS.split(line) if cell]
        kept = [cell for cell in cells if not _ONLY_STATUS.fullmatch(cell)]
        words = " ".join(kept)
        title = _STATUS_AT_END.sub("", words)
        self.has_status |= len(kept) < len(cells) or title != words
        self.parts += [title] if title else []

    @property
    def is_in_the_air(self) -> bool:
        """Whether its title ends where no title can: at "for", a comma, a hyphen."""
        return bool(self.parts and _IN_THE_AIR.search(self.parts[-1]))

    def goes_on_in(self, line: str, *, with_statuses: bool) -> bool:
        """Tell whether a line that begins no row belongs to this one."""
        if self.is_in_the_air:
            return True
        if _HEADING.fullmatch(line):
            return False
        is_open = with_statuses and not self.has_status
        return is_open or not self.parts or line[:1].islower() or bool(_ONLY_STATUS.fullmatch(line))

    def done(self) -> PlanRow:
        """Return it with the figures of its title's year put together again."""
        whole = " ".join(" ".join(self.parts).split())
        title = (_REST_OF_STATUS if self.has_status else _STATUS_AT_END).sub("", whole).strip(" –-")
        mended = _BROKEN_YEAR.sub(
            lambda found: found["before"] + found["year"].replace(" ", ""), title
        )
        return PlanRow(words=self.words, date=self.date, title=mended)


def plan_rows(text: str, year: str) -> tuple[list[PlanRow], list[str]]:
    """Return the rows of a plan for a financial year ("2026-27"), and what could not be told."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    reader = _Dates(lines, year)
    first = next((n for n, line in enumerate(lines) if _DATE.match(line)), len(lines))
    with_statuses = any(_STATUS_AT_END.search(line) for line in lines[first:])
    rows: list[_OpenRow] = []
    current: _OpenRow | None = None
    for line in lines:
        if _FURNITURE.fullmatch(line):  # a row may go on beyond the foot of a page
            continue
        in_the_air = current is not None and current.is_in_the_air
        begun = reader.rows_begun(line, after_open_end=in_the_air)
        if begun:
            rows += begun
            current = rows[-1]
        elif current and current.goes_on_in(line, with_statuses=with_statuses):
            current.take(line)
        else:
            current = None
    return [row.done() for row in rows], reader.odd


class _Dates:
    """Reads the dates of one plan; ``odd`` gathers those that cannot be told."""

    def __init__(self, lines: list[str], year: str) -> None:
        whole = [
            found["whole"] for line in lines if (found := _DATE.match(line)) and found["whole"]
        ]
        self._mends = bool(whole) and all(map(_FIXED_WIDTH.fullmatch, whole))
        self._first, self._last = (
            f"{int(year[:4]) + n}{day}" for n, day in enumerate(_MONTHS_OF_YEAR)
        )
        self.odd: list[str] = []

    def rows_begun(self, line: str, *, after_open_end: bool) -> list[_OpenRow]:
        """Return the rows that begin in a line, with what the line says of them."""
        found = _DATE.match(line)
        # "September 2026 | Official" may be the end of a title and its status.
        if not found or (found["cell"] and (after_open_end or _is_status(line[found.end() :]))):
            return []
        pieces = list(_pieces(line))
        rows = [self._row(piece) for piece in pieces]
        if len(rows) > 1 and not all(row.parts for row in rows):
            self.odd.append(f"two dates and one title, neither is taken: {line}")
            rows = [
                _OpenRow(row.words, None, row.parts, row.has_status) for row in rows if row.parts
            ]
        return rows

    def _row(self, piece: str) -> _OpenRow:
        found = _DATE.match(piece)
        words = (found.group() if found else "").strip()
        date = stated_date(words)
        if found and found["broken"] and " " in words:
            words, date = self._mended(words)
        if date is None and not (found and found["cell"]):
            self.odd.append(f"no date that can be told: {piece}")
        row = _OpenRow(words, date)
        row.take(piece[found.end() :] if found else piece)
        return row

    def _mended(self, words: str) -> tuple[str, StatedDate | None]:
        whole = words.replace(" ", "")
        date = stated_date(whole)
        if self._mends and date and self._first <= date.earliest <= self._last:
            return whole, date
        return words, None


def _pieces(line: str) -> Iterator[str]:
    """Yield the rows that a line runs together."""
    start = 0
    for space in _FURTHER_DATE.finditer(line):
        before = line[start : space.start()]
        # The "1" of "1 2/03/2027" is no row: what stands before must be one, or a date.
        is_row = re.search(r"[^\W\d]", before) or re.fullmatch(_WHOLE, before)
        if is_row and not _OF_TITLE.search(before):
            yield before
            start = space.end()
    yield line[start:]


def _is_status(words: str) -> bool:
    return all(_ONLY_STATUS.fullmatch(cell) for cell in _CELLS.split(words) if cell)
