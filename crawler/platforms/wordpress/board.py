"""What papers of board meetings say of themselves: kind, day of the meeting, whose item: pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from posixpath import basename
from typing import Any

from bs4 import BeautifulSoup, Tag

from crawler.platforms.wordpress.reading import joined, path_of
from crawler.stated_dates import MONTH, stated_date
from crawler.text import beside_links
from db.normal import normalise
from db.readings import Attachment

MINUTES, AGENDA, PAPER = "board_minutes", "board_agenda", "board_paper"

_PARTS = re.compile(r"\s+[–—|-]\s+|:\s+")
_MINUTES_PART = re.compile(
    r"(?:(?:the|draft|unconfirmed|confirmed|approved|board|meeting|public|private|committee) )*"
    r"minutes\b",
    re.IGNORECASE,
)
_MINUTES = re.compile(r"\bboard (?:meeting )?minutes\b", re.IGNORECASE)
_AGENDA_WORD = r"agendas?\b(?! for change)"  # "Agenda for Change" is a scale of pay
_AGENDA_PART = re.compile(rf"(?:the |draft |board |meeting |public )*{_AGENDA_WORD}", re.IGNORECASE)
_AGENDA = re.compile(rf"\bmeeting\b.*\b{_AGENDA_WORD}|\b{_AGENDA_WORD}.*\bmeeting\b", re.IGNORECASE)

_DAY = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?"
    rf"\d{{1,2}}(?:st|nd|rd|th)? (?:{MONTH}),? (?:19|20)\d\d\b",
    re.IGNORECASE,
)
_HEAD = 12  # lines in which a paper says what it is
_OF_MEETING = r"meeting date|date of (?:the )?meeting"
_ANY_DATE = r"time/date|date/time|date and time|time and date|date"
_VALUE = r"\s*:\s*(?P<value>.*)"
_MEETING_LABEL = re.compile(rf"(?:{_OF_MEETING}){_VALUE}", re.IGNORECASE)
_DATE_LABEL = re.compile(rf"(?:{_ANY_DATE}|{_OF_MEETING}){_VALUE}", re.IGNORECASE)
_HELD = re.compile(r"(?:this|the) meeting (?:was|is|will be) held\b(?P<value>.*)", re.IGNORECASE)

# Links made of such words alone name nothing.
_VAGUE = frozenset({
    "a", "click", "document", "documents", "download", "for", "here", "item", "link", "of", "open",
    "paper", "papers", "pdf", "read", "report", "see", "the", "this", "to", "view",
})  # fmt: skip
_FORMAT = re.compile(r"\s*\((?:pdf\b[^()]*|word\b[^()]*|excel\b[^()]*)?\)", re.IGNORECASE)
_BLOCKS = frozenset({"li", "p", "tr", "h2", "h3", "h4", "dd", "div"})
_DEEPEST = 100  # elements around a link


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """The day of a meeting as title and text state it; ``day`` only where nothing speaks against.

    ``odd`` says what does: a weekday that is not that day's, or two different days.
    """

    words: dict[str, str]  # title, text: where it stands -> the date as written
    day: str | None
    odd: tuple[str, ...] = ()


def kind_of(title: str, url: str) -> str:
    """Return board_minutes, board_agenda or board_paper.

    Minutes have a part of their title that begins with "Minutes" ("Draft
    minutes of ..."), or "board minutes" in it; an agenda has a part that begins
    with "Agenda", or names both agenda and meeting. The title decides; the last
    part of the address only where the title says neither. All else is a paper.
    """
    slug = basename(path_of(url).rstrip("/")).replace("-", " ")
    return _named(title) or _named(slug) or PAPER


def _named(title: str) -> str | None:
    parts = _PARTS.split(normalise(title))
    if _MINUTES.search(title) or any(_MINUTES_PART.match(part) for part in parts):
        return MINUTES
    if _AGENDA.search(title) or any(_AGENDA_PART.match(part) for part in parts):
        return AGENDA
    return None


def meeting_of(title: str, text: str, kind: str) -> Meeting | None:
    """Return when the meeting was, as stated; None where it is not.

    The day in the title of minutes or of an agenda, and in the head of the
    text a labelled date or "this meeting was held ...". A paper must call it
    the meeting's; minutes name other meetings too, further down. An address is
    never asked: its date can be another year's.
    """
    words = {"title": _in_title(title, kind), "text": _in_text(text, kind)}
    stated = {place: found for place, found in words.items() if found}
    if not stated:
        return None
    days = {place: stated_date(found) for place, found in stated.items()}
    odd = [
        f"the {place} says “{stated[place]}”: there is no such day, or it is another weekday"
        for place, day in days.items()
        if day is None
    ]
    told = {day.earliest for day in days.values() if day}
    if len(told) > 1:
        odd.append(f"the title says “{stated['title']}”, the text “{stated['text']}”")
    day = told.pop() if len(told) == 1 and not odd else None
    return Meeting(words=stated, day=day, odd=tuple(odd))


def _in_title(title: str, kind: str) -> str | None:
    days = _DAY.findall(normalise(title))
    says = kind != PAPER or "meeting" in title.casefold()
    return days[0] if says and len(days) == 1 else None


def _in_text(text: str, kind: str) -> str | None:
    label = _MEETING_LABEL if kind == PAPER else _DATE_LABEL
    lines = text.splitlines()[: _HEAD + 1]
    for line, following in pairwise([*lines, ""]):
        found = label.fullmatch(line) or (_HELD.match(line) if kind != PAPER else None)
        if found and (day := _DAY.search(found["value"] or following)):
            return day.group()
    return None


def as_data(meeting: Meeting) -> dict[str, Any]:
    """Return a meeting as it is kept with a version."""
    return {"day": meeting.day, "words": meeting.words}


def named_papers(
    html: str, url: str, attachments: tuple[Attachment, ...]
) -> tuple[Attachment, ...]:
    """Return an agenda's papers, named by the item that each is for.

    The links themselves say only "view the paper for this item".
    """
    names = dict(_items(html, url))
    return tuple(
        replace(paper, title=names[paper.url])
        if is_vague(paper.title) and names.get(paper.url)
        else paper
        for paper in attachments
    )


def is_vague(words: str) -> bool:
    """Tell whether the words of a link name nothing: "view the paper for this item (PDF)"."""
    return set(re.findall(r"[a-z]+", words.casefold())) <= _VAGUE


def _items(html: str, url: str) -> Iterator[tuple[str, str]]:
    """Yield the address of each link with the words around it, the last of an address first."""
    soup = BeautifulSoup(html, "lxml")
    said: dict[int, str] = {}  # by blocks of this page, of which each is read once
    for anchor in reversed(soup.find_all("a", href=True)):
        if words := _around(anchor, said):
            yield joined(url, str(anchor["href"])), words


def _around(anchor: Tag, said: dict[int, str]) -> str:
    """Return the words of the nearest block that names something, without those of its links."""
    above = list(islice(anchor.parents, _DEEPEST))
    if len(above) == _DEEPEST:  # no agenda is; each block around it would be read to the end
        return ""
    for block in above:
        if block.name not in _BLOCKS:
            continue
        if id(block) not in said:
            said[id(block)] = _FORMAT.sub("", beside_links(block)).strip(" –—-:|,;")
        if not is_vague(said[id(block)]):
            return said[id(block)]
    return ""
