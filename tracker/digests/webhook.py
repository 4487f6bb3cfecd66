"""A digest to a Slack-compatible webhook.

``text`` is the whole message, for those that know text alone; Slack shows the blocks, which are
the same text, cut at its limits.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from db.deliveries import Delivery
from db.errors import Problem
from tracker import wording
from tracker.digests.items import Digest, Item
from tracker.digests.messages import InDoubt, NotSent, Parts
from tracker.digests.writing import about, licence, nothing, title
from tracker.outbound import Reply, Unanswered, Unreached, post

# What Slack takes: 3,000 letters a section, 50 blocks a message (its reference of Block Kit). Of
# all blocks together it refuses some 13,000 letters (`msg_blocks_too_long`, reported by users).
LONGEST_BLOCK: Final = 3_000
MOST_BLOCKS: Final = 50
LONGEST_MESSAGE: Final = 12_000
_LONGEST_TITLE: Final = 300
_LONGEST_WORDS: Final = 1_000
_LEFT_FOR_THE_END: Final = 1_000  # how much more there is, and the licence
# The three signs that steer Slack (its page on formatting text).
_SIGNS: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# What calls everybody, and what makes a link, where others' words are read as Markdown.
_CALLS: Final = re.compile(r"@(?=(?:channel|all|here|everyone)\b)|\](?=\()", re.IGNORECASE)
_JOINER: Final = "\u2060"
# 2xx is taken. Worth trying again is what was refused for the moment (RFC 9110, 15.5, 15.6.4; RFC
# 6585, 4; RFC 8470, 5.2).
_SOON: Final = frozenset({408, 425, 429, 503})
# Of the faults of a server these alone say that it did nothing (RFC 9110, 15.6). After any other it
# may have been taken: a server broke while it was at it, a gateway lost the answer to what it
# passed on, and the numbers that are no standard are those of gateways.
_FAULTS: Final = range(500, 600)
_DID_NOTHING: Final = frozenset({501, 503, 505})


@dataclass(frozen=True)
class ToWebhook:
    """A webhook, whose address is a secret: ``variable`` of the environment holds it."""

    variable: str
    address: str
    base: str
    name: str = "webhook"

    @property
    def where(self) -> str:
        """Where the address stands."""
        return f"${self.variable}"

    def make(self, digest: Digest) -> Parts:
        """The message as JSON."""
        return (json.dumps(message(digest, self.base), ensure_ascii=False),)

    def message_id(self, digest_id: str) -> str:
        """Nothing but what it is of: webhooks know no such thing."""
        return digest_id

    def hand_over(self, parts: Parts, delivery: Delivery, at: str) -> None:  # noqa: ARG002
        """Hand it to the server, once."""
        try:
            reply = post(self.address, json.loads(parts[0]))
        except Unanswered as problem:
            raise InDoubt(problem.what) from None
        except Unreached as problem:
            raise NotSent(problem.what, soon=True) from None
        except Problem as problem:
            raise NotSent(f"{self.variable}: {problem}") from None
        _judge(reply, at)

    def has_arrived(self, delivery: Delivery, day: str) -> None:
        """Nobody can see that."""


def _judge(reply: Reply, at: str) -> None:
    """Raise NotSent or InDoubt, unless the server took it."""
    status = reply.status
    if 200 <= status < 300:  # noqa: PLR2004 - the class of success
        if _is_web_page(reply.beginning):
            raise NotSent("a web page answered: is this the address of a webhook?")
        return
    if status in _FAULTS and status not in _DID_NOTHING:
        raise InDoubt(f"the server answered {status}: it may have taken it all the same")
    what = f"the server answered {status}"
    pause = _pause(reply.retry_after, at)
    if pause:
        what += f" and asked for {pause:,.0f} s of rest"
    raise NotSent(what, soon=status in _SOON, pause=pause)


def _is_web_page(beginning: bytes) -> bool:
    """Whether what was said begins as a web page does.

    What type it is said to be tells nothing: Slack says "ok" as text/html.
    """
    return beginning.decode("utf-8-sig", "replace").strip().startswith("<")


def _pause(retry_after: str, at: str) -> float:
    """Seconds that a server asks for; it may say so as a number or as a date (RFC 9110, 10.2.3)."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
        return max(0.0, (until - datetime.fromisoformat(at)).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return 0.0


def message(digest: Digest, base: str) -> dict[str, Any]:
    """The message; ``base`` is the public address of the site."""
    lines = list(_lines(digest, base))
    blocks = [
        {"type": "section", "text": {"type": "mrkdwn", "text": text}} for text in _blocks(lines)
    ]
    return {
        "text": "\n".join(lines), "blocks": blocks, "unfurl_links": False, "unfurl_media": False,
    }  # fmt: skip


def escaped(text: str, most: int) -> str:
    r"""A text that steers nothing, of at most so many letters.

    >>> escaped("<!channel> & @all", 100).replace("\u2060", "")
    '&lt;!channel&gt; &amp; @all'
    >>> escaped("a < b", 4)
    'a …'
    """
    harmless = _CALLS.sub(lambda found: found[0] + _JOINER, wording.plain(text))
    signs = [_SIGNS.get(sign, sign) for sign in harmless]
    if sum(map(len, signs)) <= most:
        return "".join(signs)
    while sum(map(len, signs)) > most - 1:
        del signs[max(0, len(signs) - max(1, (sum(map(len, signs)) - most) // 5)) :]
    return "".join(signs) + "…"


def _lines(digest: Digest, base: str) -> Iterator[str]:
    """The lines of the message; whole items are left out where it would be too long."""
    yield f"*{escaped(title(digest), _LONGEST_TITLE)}*"
    yield escaped(about(digest), _LONGEST_WORDS)
    if digest.is_empty:
        yield nothing(digest)
    room, left_out = LONGEST_MESSAGE - _LEFT_FOR_THE_END, 0
    for section in digest.sections:
        head = f"\n*{escaped(section.title, _LONGEST_TITLE)}*"
        if section.note:
            head += f"\n{escaped(section.note, _LONGEST_WORDS)}"
        room -= len(head)
        shown = 0
        for item in section.items:
            line = _item(item, base)
            room -= len(line) + 1
            if room < 0:
                break
            if not shown:
                yield head
            yield line
            shown += 1
        left_out += len(section.items) - shown + section.more
    if left_out:
        see = f"<{base}/|the pages> and <{base}/corrections|corrections>"
        yield f"\nAnd {left_out:,} more: see {see}."
    yield f"\n{escaped(licence(digest, base), _LONGEST_WORDS)}"


def _item(item: Item, base: str) -> str:
    name = escaped(item.title, _LONGEST_TITLE).replace("|", "¦")
    words = escaped(item.words, _LONGEST_WORDS)
    if item.marks:
        words += f" Marks: {', '.join(item.marks)}."
    return f"• <{base}{item.path}|{name}>: {words}"


def _blocks(lines: list[str]) -> list[str]:
    """The lines in as few texts as the limit of one allows."""
    texts: list[str] = []
    for line in lines:
        if texts and len(texts[-1]) + 1 + len(line) <= LONGEST_BLOCK:
            texts[-1] += f"\n{line}"
        else:
            texts.append(line[:LONGEST_BLOCK].lstrip("\n"))
    return texts[:MOST_BLOCKS]
