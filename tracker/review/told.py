"""A statement in words: what it claims, where it stands, what is known of it, what it may be about.

The desk in the terminal and the one on the web both show these.
"""

from typing import Any, Final, NamedTuple

from db.statements import TITLE_RULE
from tracker.review.drafts import who_of
from tracker.statements.explain import explained
from tracker.suggest.titles import TITLE_TOLD
from tracker.wording import day_words, due_told, when_words

Row = dict[str, Any]
_DEEDS: Final = {
    "promised": "promises", "slipped": "puts off", "paused": "pauses",
    "delivered": "has brought out", "merged": "merges", "dropped": "drops",
}  # fmt: skip


class Passage(NamedTuple):
    """A sentence and what stands before and after it on its page."""

    before: str
    sentence: str
    after: str


def queue_told(state: Row) -> str:
    """How much waits and since when (of ``db.statements.counts``)."""
    head = f"{state['waiting']:,} wait, {state['deliveries_waiting']:,} of them likely deliveries"
    if state["oldest_found_on"]:
        head += f"; the oldest since {day_words(state['oldest_found_on'])}"
    return head


def claim(found: Row) -> str:
    """Who promises, puts off or brings out what."""
    thing = found["deliverable"] or "something that the sentence does not name"
    said = f"{who_of(found)} {_DEEDS[found['event']]}: {thing}"
    return f"{said} into {found['target']}" if found["target"] else said


def passage(found: Row, around: int, *, paragraphs: bool = False) -> Passage | None:
    """The sentence with at most ``around`` characters on each side, cut between words.

    Of its own paragraph only, unless ``paragraphs``. None for the title of a page.
    """
    if found["text"] is None:
        return None
    text, start, end = found["text"], found["sentence_start"], found["sentence_end"]
    before = text[max(start - around - 1, 0) : start] if paragraphs else _last_line(text[:start])
    after = text[end : end + around + 1] if paragraphs else text[end:].partition("\n")[0]
    if len(before) > around:
        before = f"… {before[-around:].partition(' ')[2]}"
    if len(after) > around:
        after = f"{after[:around].rpartition(' ')[0]} …"
    return Passage(before, " ".join(text[start:end].split()), after)


def _last_line(text: str) -> str:
    return text.rpartition("\n")[2]


def facts(found: Row) -> list[str]:
    """What is known of the statement beside its page's title and address, a line each."""
    rule = TITLE_TOLD if found["rule"] == TITLE_RULE else explained(found["rule"])
    return [
        *([] if found["origin"] == "site" else [f"This page is a {found['origin']}."]),
        _said(found),
        _date(found),
        f"Found by {found['rule']}: {rule}",
    ]


def page_of(found: Row) -> str:
    """Whose page it is, its title, and which page of a file."""
    page = f", page {found['page']}" if found["page"] else ""
    return f"{found['publisher']}: {found['title']}{page}"


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
