"""From bytes to letters, and what a file may hold that is no letter."""

import codecs
import re
import unicodedata
from typing import Final

MENDED: Final = "some bytes were not UTF-8 and were read as Windows-1252"

# Patterns that few texts need are compiled where one does: it takes 2 ms, and each file has a child
# of its own.
_LINE_ENDS: Final = "\r\n|[\r\x0b\x0c\x1c\x1d\x1e\u2028\u2029]"
# Controls, marks of direction, zero-width characters and what is no character at all.
_UNSEEN: Final = (
    "[\x00-\x08\x0e-\x1b\x1f\x7f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
# Windows-1252 that was taken for Latin-1: an apostrophe became a control character.
_C1: Final = "[\x80-\x9f]"
_SURROGATE: Final = "[\ud800-\udfff]"
# The letters that a font draws as one. NFC leaves them, and "ofﬁce" would match no word.
_LIGATURE: Final = re.compile("[\ufb00-\ufb06]")
# A symbol font's own numbers. At the start of a line it is the bullet of a list.
_SYMBOL_BULLET: Final = r"(?m)^[^\S\n]*[\ue000-\uf8ff](?=\s|$)"
_SYMBOL: Final = "[\ue000-\uf8ff]"
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_UNKNOWN: Final = re.compile("[\ud800-\udfff\ue000-\uf8ff\ufffd]")
_MOST_CONTROLS: Final = 0.01  # of the characters; a text has none
_MOST_UNKNOWN: Final = 0.1  # a symbol font's bullets are a few in a hundred

# Of a file, that are read: two thousand full pages have four million. The crawler holds them
# several times over while it keeps them, and it has 200 MB.
MOST_CHARACTERS: Final = 4_500_000
# A single emoji makes each letter of a text take four bytes: no more of those, in a longer text.
_MOST_WITH_EMOJI: Final = 1_000_000
_EMOJI: Final = re.compile("[\U00010000-\U0010ffff]")

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_SAMPLE: Final = 4096


def narrowed(pages: tuple[str, ...]) -> tuple[str, ...]:
    """Return the pages; U+FFFD stands for each emoji (and letter as rare) of a long text."""
    if sum(map(len, pages)) <= _MOST_WITH_EMOJI:
        return pages
    return tuple(_EMOJI.sub("\ufffd", page) for page in pages)


def clean(text: str) -> str:
    r"""Return a text with only what can be read in it; every line break is ``\n``.

    What cannot be told (a letter that a font keeps to itself) becomes U+FFFD.

    >>> clean("an o\ufb03ce\x00 in\r\nBath")
    'an office in\nBath'
    """
    if text.isprintable():  # nothing that is taken out below can be
        return text if text.isascii() else _in_one_form(text)
    text = re.sub(_UNSEEN, "", re.sub(_LINE_ENDS, "\n", text))
    if text.isascii():
        return text
    text = re.sub(_C1, lambda found: found[0].encode("latin-1").decode("cp1252", "ignore"), text)
    text = _in_one_form(re.sub(_SURROGATE, "\ufffd", text))
    return re.sub(_SYMBOL, "\ufffd", re.sub(_SYMBOL_BULLET, "•", text))


def _in_one_form(text: str) -> str:
    """Letters that were drawn as one, apart; accents in their letters (NFC)."""
    if _LIGATURE.search(text):
        text = _LIGATURE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return unicodedata.normalize("NFC", text)


class Legibility:
    """Tells of the raw pages of a document whether its fonts say which letters they show.

    Some give only the numbers of their shapes: then the full stop is a control character, and
    the rest reads like a cipher. Others give numbers of their own to all their letters.
    """

    def __init__(self) -> None:
        self._characters = 0
        self._controls = 0
        self._unknown = 0

    @property
    def left(self) -> int:
        """Return how many characters may still be read."""
        return MOST_CHARACTERS - self._characters

    def add(self, text: str) -> None:
        """Count the characters of a page."""
        self._characters += len(text)
        if text.replace("\r\n", "").isprintable():  # most pages: neither pattern finds a thing
            self._unknown += text.count("\ufffd")  # but this, which can be seen
            return
        self._controls += len(_CONTROL.findall(text))
        self._unknown += len(_UNKNOWN.findall(text))

    def is_legible(self) -> bool:
        """Tell whether nearly all characters stand for letters."""
        few_controls = self._controls <= _MOST_CONTROLS * self._characters
        return few_controls and self._unknown <= _MOST_UNKNOWN * self._characters


def decoded(body: bytes, said_type: str | None) -> tuple[str, str | None]:
    r"""Read bytes as letters; a note where they had to be mended.

    In this order: the mark at the start, UTF-8, what the server says, UTF-16
    without a mark, and UTF-8 with stray Windows-1252 (as the pages are read).

    >>> decoded(b"a \xa3300m plan", "text/csv")[0]
    'a £300m plan'
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body.decode(encoding, "replace"), None
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8(body, said_type)
    if "\0" in text[:_SAMPLE] and (wide := _wide(body)):
        return body.decode(wide, "replace"), f"read as {wide.upper()}: it does not say so"
    return text, None


def _not_utf8(body: bytes, said_type: str | None) -> tuple[str, str | None]:
    said = _CHARSET.search(said_type or "")
    encoding = (_known(said[1]) if said else None) or _wide(body)
    if encoding and encoding != "utf-8":
        return body.decode(encoding, "replace"), None
    return body.decode("utf-8", errors="crawler.files.cp1252"), MENDED


def _known(name: str) -> str | None:
    try:
        found = codecs.lookup(name)
        "".encode(found.name)  # not one of those that make bytes of bytes
    except (LookupError, UnicodeError, ValueError):
        return None
    # The web means Windows-1252 where it says Latin-1 (WHATWG, Encoding).
    return "cp1252" if found.name in {"iso8859-1", "ascii"} else found.name


def _wide(body: bytes) -> str | None:
    """UTF-16 without a mark: in English every other byte is a zero."""
    sample = body[:_SAMPLE]
    half = len(sample) // 2
    if half and sample[1::2].count(0) > half // 2:
        return "utf-16-le"
    if half and sample[::2].count(0) > half // 2:
        return "utf-16-be"
    return None


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return bad.decode("cp1252", "replace"), error.end


codecs.register_error("crawler.files.cp1252", _as_cp1252)
