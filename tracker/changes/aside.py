"""Changes that nobody is asked about, each by a rule that has a name.

Menus, cookie banners and counters are told by closed lists of whole lines. Nothing that promises
something or names a date is ever one of them, and a figure makes none: "12 hospitals" that become
13 are a change like any other.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from tracker.changes.difference import Difference
from tracker.changes.pieces import Piece
from tracker.dues import find_dues
from tracker.statements import find_statements

# Why a change is set aside, in words for people.
ASIDE: Final = {
    "boilerplate": "only menus, cookie banners, counters or the age of the page changed",
    "no-words": "only the order, the layout or the typography changed",
    "other-extractor": "no one extractor has read both versions, so they cannot be compared",
    "cut-short": "the server cut one of the answers short",
    "fields": "the document is nothing but fields, and rules have read what changed in them",
    "same-file": "an attached file has another address and is the same",
    "same-address": "the address is only spelt otherwise",
    "saved-again": "the page says that it was changed, and nothing in it is different",
    "same-day": "the date is another instant of the same day",
}
_FIGURE: Final = r"\d[\d,.]*k?"
_AGE: Final = r"(?:\d+|an?|one) (?:second|minute|hour|day|week|month|year)s? ago"
_PLACE: Final = r"(?:the |our |this )?[\w' -]{1,40}"
# A figure that counts readers; the line must be there before and after, but for the figure.
_COUNTERS: Final = (
    rf"(?:read|viewed|shared|downloaded|visited|liked) {_FIGURE} times?",
    rf"{_FIGURE} (?:views?|page views|reads?|likes?|shares?|comments?|reactions?)",
    rf"(?:views|page views|reads|likes|shares|comments|reactions):? \(?{_FIGURE}\)?",
)
_COOKIES: Final = r"(?:additional |analytics |optional |essential |necessary )?cookies"
# Lines that are no part of what a page says, whether they come, go or change.
_FURNITURE: Final = (
    rf"(?:page |article )?(?:last )?(?:updated|modified|edited|published|posted):? {_AGE}",
    r"(?:we|(?:this|our) (?:web ?site|site|service)) uses? (?:[a-z]+ ){0,3}cookies\b[^\d]*",
    rf"cookies(?: on {_PLACE})?|cookie (?:settings|preferences|policy|notice|consent)",
    rf"(?:accept|reject|allow|decline|manage|view|use) (?:all |only )?(?:the )?{_COOKIES}",
    rf"you(?:'ve| have) (?:accepted|rejected) (?:all )?{_COOKIES}",
    r"you can change your cookie settings(?: at any time)?|hide (?:this |cookie )?message",
    r"skip to (?:main |the )?(?:content|navigation|menu|search)",
    r"(?:back to )?top(?: of (?:the )?page)?|(?:(?:show|hide|open|close|toggle|main) )?menu",
    r"search|home|sign in|log in",
    r"next(?: page)?|previous(?: page)?|breadcrumbs?|contents",
    rf"print(?: this page)?|share(?: this| this page)?(?: (?:on|by|via) {_PLACE})?",
    r"facebook|twitter|x|linkedin|whatsapp|copy link|follow us(?: on [\w ]{1,20})?",
    r"\(?opens? in (?:a )?new (?:tab|window)\)?",
    r"(?:is|was) this page (?:useful|helpful)\??|report a problem with this page",
)
_COUNTER: Final = re.compile("|".join(_COUNTERS))
_PART_OF_FURNITURE: Final = re.compile("|".join(_FURNITURE))
_DIGITS: Final = re.compile(_FIGURE)
_LONGEST: Final = 300


def is_boilerplate(difference: Difference) -> bool:
    """Whether everything that went or came is a menu, a cookie banner, a counter or an age."""
    if not difference:
        return False
    counted = [_counters(difference.removed), _counters(difference.added)]
    left = [
        piece
        for piece in (*difference.removed, *difference.added)
        if not _is_furniture(piece) and not _counter(piece)
    ]
    return not left and counted[0] == counted[1]


def _counters(found: Sequence[Piece]) -> Counter[str]:
    """The counters among some lines, without their figures."""
    return Counter(filter(None, map(_counter, found)))


def _counter(piece: Piece) -> str | None:
    line = _line(piece)
    return _DIGITS.sub("0", line).rstrip("s") if _COUNTER.fullmatch(line) else None


def _is_furniture(piece: Piece) -> bool:
    line = _line(piece)
    if len(line) > _LONGEST or not _PART_OF_FURNITURE.fullmatch(line):
        return False
    return not find_dues(piece.text, None) and not find_statements(piece.text, None)


def _line(piece: Piece) -> str:
    return piece.folded.casefold().rstrip(" .!")
