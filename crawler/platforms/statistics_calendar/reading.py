"""The calendar of statistics that are to come, as NHS England puts it out: a page with PDFs.

The page links a "12 month plan" for each financial year, a PDF; when the plan changes, another PDF
takes its place. Which row of one plan is the same release as a row of the next is told by its
title, and by nothing else:

* its letters and figures only, small, so that spaces and hyphens that a PDF breaks apart make no
  difference; the status ("Accredited Official") and a note on a change are no part of it;
* with the plan's financial year added, unless the title names a year itself ("August 2026").

Rows of one title share one key. A weekly or monthly series without a period in its titles says
nowhere which edition a row is: neither its place nor its month tells it, for a row may go, come in
or move. So all its dates stand under one key, which then names no one thing: of a key that has
several dates in one plan, the tracker makes nothing at all, over all plans, those before and after
included.

What that costs:

* a delay within such a series is never told, and neither is a promise of it;
* a release whose title is edited looks like one that went and another that came;
* a title that stands once in each plan that was read is taken for one release. If its one row went
  and a row of another edition came in between two readings, that reads as a move, in the plan as
  well as here; and so does a title with a year that is not its period ("since 2020"), once in the
  plan of each year.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote

from lxml import etree
from parsel import Selector, SelectorList

from crawler.platforms.statistics_calendar.rows import PlanRow, plan_rows
from crawler.platforms.wordpress.reading import joined, path_of
from crawler.stated_dates import stated_date
from crawler.text import plain
from db.readings import Announced

_YEAR = re.compile(r"\b(20\d\d)\s*[-–/]\s*(?:20)?(\d\d)\b")
_PLAN = re.compile(r"\b(?:12|twelve)[\s-]+months?\b|\bplan\b|\bcalendar\b", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_NAMES_A_YEAR = re.compile(r"20\d\d")
_PROVISIONAL = re.compile(r"\b(?:proposed|provisional)\b", re.IGNORECASE)
# What a row says of its own change is no part of its name: "(moved from 5 March)".
_NOTE = re.compile(
    r"\s*\((?P<note>[^()]*\b(?:moved|postponed|delayed|rescheduled|brought forward|previously"
    r"|originally|(?:new|changed|revised) date|date (?:changed|revised))\b[^()]*)\)$",
    re.IGNORECASE,
)
_OWN_STATE = re.compile(r"\s*\((?P<state>provisional|confirmed)\)$", re.IGNORECASE)
_KINDS: Final = {"a": "link", "h2": "heading", "h3": "heading", "h4": "heading"}
_LONGEST_TITLE = 300  # letters; more is a page's foot or notes that were taken for a title

# The page ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLink:
    """A plan as the page links it: its year ("2026-27"), its address and the words of the link."""

    year: str
    url: str
    label: str

    @property
    def day(self) -> str | None:
        """Return the day that the words give the plan (ISO), or None."""
        stated = (stated_date(words) for words in _IN_BRACKETS.findall(self.label))
        return next((one.earliest for one in stated if one and one.precision == "day"), None)

    @property
    def title(self) -> str:
        """Return the words without what changes with each PDF: its day and its size."""
        return " ".join(_IN_BRACKETS.sub(" ", self.label).split())

    def item(self) -> dict[str, Any]:
        """Return it as the ledger keeps it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLinks:
    """The newest plan of each year, in the order of the page, and what was left out and why."""

    plans: tuple[PlanLink, ...]
    odd: tuple[str, ...] = ()


def plan_links(html: str, base: str, *, within: str = "body") -> PlanLinks:
    """Return the plans that a page links to, in the part of it that a CSS selector names."""
    years: dict[str, list[PlanLink]] = defaultdict(list)
    odd = []
    heading = ""
    for node in _headings_and_links(Selector(text=html or "<p>", type="html").css(within)[:1]):
        words = plain(etree.tostring(node, encoding="unicode", method="html", with_tail=False))
        if node.tag != "a":
            heading = words
            continue
        url = joined(base, node.get("href"))
        if not _is_plan(url, words):
            continue
        year = _year_of(words) or _year_of(heading) or _year_of(_name_of(url))
        if year is None:
            odd.append(f"a plan of no year: {words}")
        elif all(url != other.url for other in years[year]):
            years[year].append(PlanLink(year=year, url=url, label=words))
    newest = tuple(max(links, key=lambda link: link.day or "") for links in years.values())
    odd += [
        f"“{new.label}” is read, and not “{link.label}”"
        for new in newest
        for link in years[new.year]
        if link is not new
    ]
    return PlanLinks(plans=newest, odd=tuple(odd))


def _headings_and_links(parts: SelectorList[Selector]) -> Iterator[Any]:
    """Yield the headings and links, in order; a heading in a heading is read with it, and so on.

    One walk that knows what it stands in: to ask each link for all around it takes the square of
    how deep a page is.
    """
    for part in parts:
        around = Counter(map(_kind, part.root.iterancestors()))
        for event, node in etree.iterwalk(part.root, events=("start", "end")):
            kind = _kind(node)
            if event == "end":
                around[kind] -= 1
                continue
            if kind and not around[kind] and (kind == "heading" or "href" in node.attrib):
                yield node
            around[kind] += 1


def _kind(node: Any) -> str | None:
    return _KINDS.get(node.tag)


def is_proposed(label: str, url: str) -> bool:
    """Tell whether a link's words or its file's name call the plan proposed or provisional."""
    return bool(_PROVISIONAL.search(label) or _PROVISIONAL.search(_name_of(url)))


def _is_plan(url: str, words: str) -> bool:
    is_pdf = path_of(url).lower().endswith(".pdf")
    return is_pdf and bool(_PLAN.search(words) or _PLAN.search(_name_of(url)))


def _year_of(words: str) -> str | None:
    for first, last in _YEAR.findall(words):
        if (int(first) + 1) % 100 == int(last):
            return f"{first}-{last}"
    return None


def _name_of(url: str) -> str:
    """Return the name of a file with every joint as a space, but for those of "2026-27"."""
    name = unquote(path_of(url).rpartition("/")[2])
    return re.sub(r"(?<!\d)[_-]+|[_-]+(?!\d)|_", " ", name)


# A plan --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a plan announces, in its order, and what of it could not be told."""

    announced: tuple[Announced, ...]
    odd: tuple[str, ...] = ()


def plan_of(text: str, *, year: str, proposed: bool) -> Plan:
    """Return the releases that the text of a plan for a financial year announces.

    ``proposed`` makes every date a provisional one, as does that word above
    the first row.
    """
    rows, odd = plan_rows(text, year)
    head = text[: text.find(rows[0].words)] if rows else ""
    state = "provisional" if proposed or _PROVISIONAL.search(head) else "stated"
    titled = [row for row in rows if 0 < len(row.title) <= _LONGEST_TITLE]
    odd += [
        f"no title that can be told: {row.words} {row.title[:80]}"
        for row in rows
        if row not in titled
    ]
    announced = tuple(_announced(row, _key(row.title, year), state) for row in titled)
    return Plan(announced=announced, odd=tuple(odd))


def _key(title: str, year: str) -> str:
    """Return what a title is known by, in this plan and in others (see the top of this file)."""
    folded = re.sub(r"[^a-z0-9]", "", _OWN_STATE.sub("", _NOTE.sub("", title)).casefold())
    return folded if _NAMES_A_YEAR.search(folded) else f"{folded}|{year}"


def _announced(row: PlanRow, key: str, state: str) -> Announced:
    own, note = _OWN_STATE.search(row.title), _NOTE.search(row.title)
    return Announced(
        kind="release",
        key=key,
        title=row.title,
        words=row.words,
        earliest=row.date.earliest if row.date else None,
        latest=row.date.latest if row.date else None,
        precision=row.date.precision if row.date else "none",
        state=own["state"].lower() if own else state,
        note=note["note"] if note else None,
    )
