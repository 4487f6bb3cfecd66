"""What a reader cannot see, folded away. Only the standard library: children import this."""

import re
import unicodedata

# Soft hyphens, zero-width characters and the byte order mark: a web editor
# leaves them behind, nobody sees them, and they would split words in quotes.
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_SPACES = re.compile(r"\s+")
_ACCENTS = "".join(map(chr, filter(lambda code: unicodedata.combining(chr(code)), range(0x10000))))
_HEAPS = re.compile(f"([{re.escape(_ACCENTS)}]{{30}})[{re.escape(_ACCENTS)}]+")


def normalise(text: str) -> str:
    """Fold what a reader cannot see, line by line; idempotent.

    NFC; no-break and other spaces become one space; soft hyphens and
    zero-width characters go; lines are trimmed and empty ones dropped. Of more
    than 30 accents on one letter the first 30 stay (UAX #15, stream-safe text):
    Unicode has no limit, and a heap of them would take hours to put in order.
    """
    # Taking a character out can bring two together that NFC would join, so that comes first.
    visible = _HEAPS.sub(r"\1", _INVISIBLE.sub("", text))
    # NFC takes some accents apart, so the heap may have grown again.
    visible = _HEAPS.sub(r"\1", unicodedata.normalize("NFC", visible))
    lines = (_SPACES.sub(" ", line).strip() for line in visible.splitlines())
    return "\n".join(line for line in lines if line)
