"""What a reader cannot see, folded away. Only the standard library: children import this."""

import re
import unicodedata

# Soft hyphens, zero-width characters and the byte order mark: a web editor
# leaves them behind, nobody sees them, and they would split words in quotes.
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_SPACES = re.compile(r"\s+")
_LONG = 10_000  # characters of a line; the words of a longer one, each by itself, fill the memory
_ACCENTS = "".join(map(chr, filter(lambda code: unicodedata.combining(chr(code)), range(0x10000))))
_HEAPS = re.compile(f"([{re.escape(_ACCENTS)}]{{30}})[{re.escape(_ACCENTS)}]+")
# What a heap is made of, before NFC takes each of it apart into three at most: so many letters in
# a row that are none of Latin script. Most texts have no such place, and looking for heaps in all
# of a text takes more time than all the rest.
_MAY_BE_HEAPS = re.compile("[\u0300-\U0010ffff]{10}")


def normalise(text: str) -> str:
    """Fold what a reader cannot see, line by line; idempotent.

    NFC; no-break and other spaces become one space; soft hyphens and
    zero-width characters go; lines are trimmed and empty ones dropped. Of more
    than 30 accents on one letter the first 30 stay (UAX #15, stream-safe text):
    Unicode has no limit, and a heap of them would take hours to put in order.
    """
    return _folded(_visible(text).splitlines())


def normalise_blocks(text: str, edge: str) -> str:
    """Fold a text in which lines end at ``edge``, and line breaks are no more than spaces."""
    return _folded(_visible(text).split(edge))


def _folded(lines: list[str]) -> str:
    return "\n".join(filter(None, map(_line, lines)))


def _line(line: str) -> str:
    # No white space but single spaces: all other is not printable to Python. To take each line
    # apart by its words takes twice as long.
    if "  " not in line and line.isprintable():
        return line.strip(" ")
    return " ".join(line.split()) if len(line) <= _LONG else _SPACES.sub(" ", line).strip()


def _visible(text: str) -> str:
    if text.isascii():
        return text
    # Taking a character out can bring two together that NFC would join, so that comes first.
    seen = _INVISIBLE.sub("", text)
    if not _MAY_BE_HEAPS.search(seen):
        return unicodedata.normalize("NFC", seen)
    # NFC takes some accents apart, so a heap may grow again.
    return _HEAPS.sub(r"\1", unicodedata.normalize("NFC", _HEAPS.sub(r"\1", seen)))
