"""A request as WhatDoTheyKnow's Atom feed of it shows it, saved by a person.

An entry is a message; what it is stands only in its words ("Response by BODY to ... on DAY."), in
the feed's own HTML (mysociety/alaveteli, views/track/atom_feed and ApplicationHelper's description
of an event). The name of the requester stands there too and is not taken.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from bs4 import BeautifulSoup, Tag
from lxml import etree  # type: ignore[import-untyped]

from db.errors import Problem
from tracker.foi.exchange.found import Account, Found, Happening
from tracker.foi.exchange.whatdotheyknow import (
    in_london,
    names_one_of,
    request_address,
    without,
)

_ATOM: Final = "{http://www.w3.org/2005/Atom}"
_THE_FEED: Final = re.compile(r"/feed/request/([A-Za-z0-9_-]{1,200})(?:\.atom)?$")
_TITLE: Final = re.compile(r"New updates for the request '(?P<title>.+)'", re.DOTALL)
_BODY_LINK: Final = re.compile(r"/body/([A-Za-z0-9_-]{1,200})$")
_PERSON_LINK: Final = re.compile(r"/user/([A-Za-z0-9_-]*)")
# How a message is told, the site's word for it, and what it says of the request, if anything.
_MESSAGES: Final = (
    (re.compile(r"\bInternal review request sent to "), "followup_sent", "internal_review"),
    (re.compile(r"\bClarification sent to "), "followup_sent", "waiting_response"),
    (re.compile(r"\bFollow up sent to "), "followup_sent", None),
    (re.compile(r"\bRequest sent to "), "sent", None),
    (re.compile(r"\bResponse by "), "response", None),
    (re.compile(r"\bAnnotated by "), "comment", None),
)
# What the site shows of a request's state, and its own word for it.
_STATES: Final = {
    "Refused": "rejected",
    "Successful": "successful",
    "Partially successful": "partially_successful",
    "Information not held": "not_held",
    "Waiting clarification": "waiting_clarification",
    "Awaiting internal review": "internal_review",
    "Awaiting response": "waiting_response",
    "Delayed": "waiting_response",
    "Long overdue": "waiting_response",
    "Handled by post": "gone_postal",
    "Delivery error": "error_message",
    "Withdrawn": "user_withdrawn",
}
_SAVE_THE_FEED: Final = (
    "save https://www.whatdotheyknow.com/feed/request/NAME as it is shown, or rather the request's "
    "page with .json at the end of its address, which tells more"
)


def accounts(text: str, where: str) -> Iterator[Found]:
    """What an Atom feed shows of its request.

    Raises Problem, naming the entry, where it is no feed of one request of WhatDoTheyKnow.
    """
    feed = _root(text, where)
    if feed.tag != f"{_ATOM}feed":
        raise Problem("is XML, but no Atom feed", where=where, do=_SAVE_THE_FEED)
    name = _request_name(feed)
    title = _TITLE.search(_said(feed, "title"))
    if name is None or title is None:
        raise Problem(
            "is a feed, but not that of one request of WhatDoTheyKnow", where=where,
            do=_SAVE_THE_FEED,
        )  # fmt: skip
    entries = [
        _Entry(entry, f"{where}: entry {number}")
        for number, entry in enumerate(feed.findall(f"{_ATOM}entry"), start=1)
    ]
    if not entries:
        raise Problem("is a feed without entries", where=where, do=_SAVE_THE_FEED)
    yield Found(where, _account(name, title["title"], entries), (_less_told(where),))


def _less_told(where: str) -> str:
    return (
        f"{where}: a feed shows only the newest messages, and not which of them was the request's "
        "refusal or release; the request's own .json has all"
    )


class _Entry:
    """One message of a feed: when it came, what it is, to which body."""

    def __init__(self, entry: Any, where: str) -> None:
        self.at = _instant(entry, where)
        html = BeautifulSoup(_said(entry, "content"), "lxml")
        told = html.select_one(".requester") or html
        words = " ".join(told.get_text(" ").split())
        found = next(((kind, state) for sign, kind, state in _MESSAGES if sign.search(words)), None)
        if found is None:
            raise Problem("does not say what kind of message it is", where=where, do=_SAVE_THE_FEED)
        self.type, self.state = found
        self.body_name, self.body_at = _body(told)
        self.person, self.person_at = _person(told)
        shown = html.select_one(".bottomline strong")
        self.request_state = _STATES.get(" ".join(shown.get_text().split())) if shown else None

    @property
    def happening(self) -> Happening:
        return Happening(self.type, self.at.date(), self.state)


def _account(name: str, title: str, entries: list[_Entry]) -> Account:
    entries = sorted(entries, key=lambda entry: entry.at)
    newest = entries[-1]
    asker = next((one for one in entries if one.person), newest)
    return Account(
        url=request_address(name),
        name=name,
        title=without(title, asker.person),
        asked_on=None,
        environmental=False,
        state=newest.request_state,
        body_name=next((one.body_name for one in entries if one.body_name), ""),
        body_at=next((one.body_at for one in entries if one.body_at), None),
        names_requester=names_one_of(name, asker.person, asker.person_at),
        happenings=tuple(entry.happening for entry in entries),
    )


def _root(text: str, where: str) -> Any:
    """The outermost element. No entity is expanded, nothing is fetched, no tree is huge."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    # What it says of its charset is no longer true of text that has been read.
    content = re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1).strip().encode()
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise Problem("is not whole XML", where=f"{where}:{line}", do=_SAVE_THE_FEED) from error
    if root.getroottree().docinfo.doctype:
        raise Problem("is XML with a DOCTYPE, which no feed has", where=where, do=_SAVE_THE_FEED)
    return root


def _request_name(feed: Any) -> str | None:
    """The request's name in its address, which stands in the feed's own address and in its id."""
    own = (link.get("href", "") for link in feed.findall(f"{_ATOM}link") if _is_self(link))
    for address in (*own, _said(feed, "id")):
        if found := _THE_FEED.search(address):
            return found[1]
    return None


def _is_self(link: Any) -> bool:
    return bool(link.get("rel") == "self")


def _said(element: Any, name: str) -> str:
    found = element.find(f"{_ATOM}{name}")
    return "" if found is None else "".join(found.itertext())


def _instant(entry: Any, where: str) -> datetime:
    try:
        return in_london(_said(entry, "published") or _said(entry, "updated"))
    except ValueError as error:
        raise Problem(f"published {error}", where=where, do=_SAVE_THE_FEED) from error


def _body(told: Tag) -> tuple[str | None, str | None]:
    """The body's name, and its name in the addresses of the site."""
    for link in _links(told, _BODY_LINK):
        found = _BODY_LINK.search(str(link.get("href")))
        return " ".join(link.get_text(" ").split()), found[1] if found else None
    return None, None


def _person(told: Tag) -> tuple[str | None, str | None]:
    """The name of whoever asked, and its form in the addresses of the site."""
    for link in _links(told, _PERSON_LINK):
        found = _PERSON_LINK.search(str(link.get("href")))
        return link.get_text(), found[1] if found else None
    return None, None


def _links(told: Tag, wanted: re.Pattern[str]) -> Iterator[Tag]:
    return (link for link in told.find_all("a") if wanted.search(str(link.get("href", ""))))
