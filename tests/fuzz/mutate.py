r"""Spoils good inputs: pages, feeds, JSON, YAML, tables and text, each by what it is made of.

Blind changes of bytes are turned away at the door. So markup is taken apart into tags and words,
JSON into its values, and those are left out, said twice, put elsewhere, put into each other and
swapped for what readers trip over; only now and then is a letter changed at random.
"""

import json
import re
from collections.abc import Callable, Sequence
from copy import deepcopy
from random import Random
from typing import Any

# What a text may hold that no keyboard has, or more of it than anybody writes.
NASTY = (
    "", " ", "\0", "\t", "\n", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\ufeff",
    "\u00ad", "\u200b", "\u200d", "\u202e", "\u2066", "\ud800", "\udfff", "\ufffd", "\ufffe",
    "\uffff", "\ue000", "\x80", "\x9f", "\xa0", "\u3000", "ﬁ", "ﬃ", "ſ", "İ", "ß", "Ǆ", "é",
    "e\u0301", "\u0301" * 40, "\u0344" * 33, "😀", "👩\u200d⚕️", "𝟙𝟚", "½", "²", "①", "٣", "१", "〇",
    "Ⅷ", "–", "—", "‐",
    "“", "”", "‘", "’", '"', "'", "`", "…", "•", "|", "\\", "/", "#", "%", "&", ";", ":", ",", ".",
    "(", ")", "[", "]", "{", "}", "<", ">", "=", "+", "-", "@", "*", "~", "^", "$", "%s", "{0}",
    "../../etc/passwd", "' or 1=1 --", "null", "None", "NaN", "true", "undefined", "0", "-1", "-0",
    "1e309", "0x10", "9" * 30, "9" * 5000, "1" * 400, "-" * 200, "(" * 300, ")" * 300, "." * 300,
    " " * 500, "\n" * 300, "a" * 3000, "A" * 300, "ab " * 300, "the " * 200, "1 " * 300, "'\"" * 90,
)  # fmt: skip
DATES = (
    "31 February 2026", "30/02/2026", "2026-02-30", "0001-01-01", "9999-12-31", "10000-01-01",
    "2026-13-45", "0000-00-00T00:00:00", "2026-08-03T10:00:00+99:99", "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00+14:00", "2026-08-03T10:00:60Z", "2026-W32-1", "20260803", "2026-08-03",
    "2026-08-03T10:00:00Z", "2026-08-03T10:00:00.123456789Z", "Mon, 03 Aug 2026 10:00:00 BST",
    "Mon, 99 Xxx 9999 99:99:99 +9999", "1 Jan 0000 00:00", "3 Aug 26 10:00 EST", "Aug 2026",
    "29 February 2100", "Monday 3 August 2026", "Friday 3 August 2026", "12/03/202 7", "May 2026",
    "December to January 2017", "Q4 2026/27", "2026/27", "Spring 2026", "31/12/9999", "1/1/1900",
)  # fmt: skip
ADDRESSES = (
    "http://[", "http://[::1", "http://[::1]:99999999/", "https://a.example:x/", "//", "///", "#",
    "?", "https://", "http:/a", "javascript:alert(1)", "mailto:a@b.example", "data:,x", "file:///a",
    "https://a.example/%", "https://a.example/%zz%00", "https://u:p@a.example/",
    "https://a.example",
    "https://ａ.example/", "https://xn--.example/", "https://" + "a" * 300 + ".example/",
    "\\\\a\\b",
    "https://a.example/" + "x/" * 400, "http://127.0.0.1:1/", "http://[fe80::1%25eth0]/", " /x ",
    "https://a.example/x.pdf", "/wp-content/uploads/x.pdf", "/long-read/x/", "..", "http://\ud800/",
    "https://a.example/?utm_source=x&utm_medium=y", "https://\u2100.example/",
    "https://a.example:0/",
)  # fmt: skip
ANYTHING = (*NASTY, *DATES, *ADDRESSES)


def some(random: Random, most: int = 6) -> int:
    """One, more often than two, more often than three."""
    count = 1
    while count < most and random.random() < 0.55:
        count += 1
    return count


def spoilt(random: Random, text: str, words: Sequence[str]) -> str:
    """A text with letters changed, cut out, said twice, or with something put in."""
    for _ in range(some(random)):
        start = random.randrange(len(text) + 1)
        end = min(start + random.choice((1, 1, 2, 5, 20, 100)), len(text))
        piece = random.choice(words) if random.random() < 0.6 else random.choice(NASTY)
        match random.randrange(7):
            case 0:
                text = text[:start] + text[end:]
            case 1 if start < len(text):
                text = text[:start] + chr(random.randrange(0x250)) + text[start + 1 :]
            case 2:
                text = text[:end] + text[start:end] * random.choice((1, 1, 2, 30)) + text[end:]
            case 3:
                place = random.randrange(len(text) + 1)
                text = text[:place] + text[start:end] + text[place:]
            case 4 if random.random() < 0.2:
                text = text[:start]
            case _:
                text = text[:start] + piece + text[end if random.random() < 0.4 else start :]
    return text


def spoilt_bytes(random: Random, body: bytes) -> bytes:
    """Bytes, a few of them changed: another charset, halves of letters, a cut."""
    whole = bytearray(body)
    for _ in range(some(random, 4)):
        place = random.randrange(len(whole) + 1)
        match random.randrange(4):
            case 0 if place < len(whole):
                whole[place] = random.randrange(256)
            case 1:
                del whole[place : place + random.randrange(30)]
            case 2:
                whole[place:place] = random.choice(
                    (b"\xff", b"\xc3", b"\xe2\x80", b"\xed\xa0\x80", b"\xa3", b"\x00")
                )
            case _ if random.random() < 0.3:
                del whole[place:]
    return bytes(whole)


# Markup ------------------------------------------------------------------------------------

_PARTS = re.compile(r"<!\[CDATA\[.*?\]\]>|<[^<>]*>|[^<]+|<", re.DOTALL)
_ATTRIBUTE = re.compile(r"""=("[^"]*"|'[^']*')""")


class Markup:
    """Spoils pages or feeds. ``tags`` are pieces of markup to put in, ``words`` pieces of text."""

    def __init__(self, seeds: Sequence[str], tags: Sequence[str], words: Sequence[str]) -> None:
        self._seeds = [_PARTS.findall(seed) for seed in seeds]
        self._tags, self._words = tags, (*words, *ANYTHING)

    def spoilt(self, random: Random, seed: int | None = None) -> str:
        """One of the seeds, or that of a number, spoilt."""
        seeds = self._seeds
        parts = list(seeds[seed] if seed is not None else random.choice(seeds))
        for _ in range(some(random)):
            random.choice(self._CHANGES)(self, random, parts)
        text = "".join(parts)
        return spoilt(random, text, self._tags) if random.random() < 0.15 else text

    def _range(self, random: Random, parts: list[str]) -> slice:
        start = random.randrange(len(parts) + 1)
        return slice(start, start + random.choice((1, 1, 2, 3, 8)))

    def _leave_out(self, random: Random, parts: list[str]) -> None:
        del parts[self._range(random, parts)]

    def _say_again(self, random: Random, parts: list[str]) -> None:
        where = self._range(random, parts)
        times = random.choice((1, 1, 1, 2, 3, 40)) if random.random() < 0.98 else 400
        parts[where.stop : where.stop] = parts[where] * times

    def _move(self, random: Random, parts: list[str]) -> None:
        where = self._range(random, parts)
        piece = parts[where]
        del parts[where]
        place = random.randrange(len(parts) + 1)
        parts[place:place] = piece

    def _put_in(self, random: Random, parts: list[str]) -> None:
        parts.insert(random.randrange(len(parts) + 1), random.choice(self._tags))

    def _take_from_another(self, random: Random, parts: list[str]) -> None:
        other = random.choice(self._seeds)
        place = random.randrange(len(parts) + 1)
        parts[place:place] = other[self._range(random, other)]

    def _nest(self, random: Random, parts: list[str]) -> None:
        where = self._range(random, parts)
        tag = random.choice(self._tags)
        name = re.match(r"<([a-zA-Z][\w:-]*)", tag)
        depth = (
            random.choice((1, 2, 3, 10)) if random.random() < 0.97 else random.choice((300, 1500))
        )
        closed = f"</{name[1]}>" * depth if name and random.random() < 0.7 else ""
        parts[where] = [tag * depth, *parts[where], closed]

    def _change_words(self, random: Random, parts: list[str]) -> None:
        places = [n for n, part in enumerate(parts) if not part.startswith("<") and part.strip()]
        if places:
            place, new = random.choice(places), random.choice(self._words)
            old = parts[place]
            cut = random.randrange(len(old) + 1)
            parts[place] = random.choice((new, old + new, old[:cut] + new + old[cut:], new * 2))

    def _change_attribute(self, random: Random, parts: list[str]) -> None:
        places = [n for n, part in enumerate(parts) if part.startswith("<") and "=" in part]
        if places:
            place, new = random.choice(places), random.choice(self._words)
            found = list(_ATTRIBUTE.finditer(parts[place]))
            if found:
                value = random.choice(found)
                whole = parts[place]
                parts[place] = f'{whole[: value.start()]}="{new}"{whole[value.end() :]}'

    _CHANGES: tuple[Callable[..., None], ...] = (
        _leave_out, _leave_out, _say_again, _move, _put_in, _put_in, _take_from_another, _nest,
        _change_words, _change_words, _change_words, _change_attribute, _change_attribute,
    )  # fmt: skip


# JSON --------------------------------------------------------------------------------------

ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, 10**400, 0.5, -0.0, 1e308, float("inf"),
    float("nan"), "", " ", [], {}, [[]], [{}], [None], {"": None}, "0", "1", "x", [1, "1", None],
)  # fmt: skip


class Values:
    """Spoils JSON, value by value. ``words`` are put in where a text may stand."""

    def __init__(self, seeds: Sequence[Any], words: Sequence[str]) -> None:
        self._seeds = [json.dumps(seed) for seed in seeds]
        self._words = (*words, *ANYTHING)
        self._pieces = [piece for seed in seeds for piece in _inside(seed)]

    def spoilt(self, random: Random, seed: int | None = None) -> Any:
        """One of the seeds, or that of a number, spoilt."""
        chosen = self._seeds[seed] if seed is not None else random.choice(self._seeds)
        value = json.loads(chosen)
        for _ in range(some(random)):
            places = list(_places(value))
            if not places:
                return self._odd(random)
            self._change(random, *random.choice(places))
        return value

    def text(self, random: Random, seed: int | None = None) -> str:
        """The same as JSON; now and then the text itself is spoilt, too."""
        value = self.spoilt(random, seed)
        try:
            text = json.dumps(value, ensure_ascii=random.random() < 0.3)
        except RecursionError:  # deeper than even Python writes it
            text = '[{"value":' * 2000
        if random.random() < 0.12:
            text = spoilt(
                random,
                text,
                ('"', "{", "}", "[", "]", ",", ":", "\\u0000", "\\ud800", "NaN", "1E400", "\\"),
            )
        return text

    def _change(self, random: Random, holder: Any, key: Any) -> None:
        match random.randrange(8):
            case 0:
                del holder[key]
            case 1 if isinstance(holder, list):
                holder[key:key] = [holder[key]] * random.choice((1, 1, 2, 30))
            case 1:
                holder[random.choice((key + key, key.upper(), f" {key}"))] = holder[key]
            case 2:
                holder[key] = [holder[key]] * random.choice((1, 2))
            case 3:
                for _ in range(random.choice((1, 2, 20)) if random.random() < 0.97 else 600):
                    holder[key] = random.choice(([holder[key]], {"value": holder[key]}))
            case 4:
                holder[key] = json.loads(json.dumps(random.choice(self._pieces)))
            case 5 if isinstance(holder[key], str):
                holder[key] = spoilt(random, holder[key], self._words)
            case _:
                holder[key] = self._odd(random)

    def _odd(self, random: Random) -> Any:
        return deepcopy(random.choice(ODD_VALUES if random.random() < 0.5 else self._words))


def _places(value: Any) -> Any:
    """Every holder in a value, with each key or place in it."""
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        if isinstance(holder, dict):
            pairs = list(holder.items())
        elif isinstance(holder, list):
            pairs = list(enumerate(holder))
        else:
            continue
        for key, inner in pairs:
            yield holder, key
            waiting.append(inner)


def _inside(value: Any) -> Any:
    return [holder[key] for holder, key in _places(value)]


# Lines -------------------------------------------------------------------------------------


def spoilt_lines(random: Random, lines: Sequence[str], words: Sequence[str]) -> list[str]:
    """Lines of a text or table: left out, said twice, in another order, or with words put in."""
    found = list(lines)
    for _ in range(some(random)):
        place = random.randrange(len(found) + 1)
        match random.randrange(6):
            case 0 if found:
                del found[place : place + random.choice((1, 1, 3))]
            case 1:
                found[place:place] = found[place : place + 2] * random.choice((1, 2, 20))
            case 2:
                found.insert(place, random.choice(words))
            case 3 if place < len(found):
                found.insert(random.randrange(len(found)), found.pop(place))
            case _ if place < len(found):
                found[place] = spoilt(random, found[place], words)
    return found
