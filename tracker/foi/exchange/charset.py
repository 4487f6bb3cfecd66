"""The text of a file: UTF-8, UTF-16 by its mark, or the Windows charset where that is certain.

Excel's "CSV" on a British Windows is Windows-1252, and a person who saves it so has no idea. Its
bytes are read as such only where every letter outside ASCII stands where it makes sense there and
in no other common charset: the same byte is a quotation mark in one and an accented letter in
another, and a subject that was read wrongly would go into letters.
"""

import codecs
import re
from typing import Final, NamedTuple

from db.errors import Problem

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
# What a sign of Windows-1252 has around it in text, before and after (MacRoman and the code pages
# of DOS have other signs at these places, which do not stand there).
_AT_HOME: Final = re.compile(
    r"""
      (?<=[^\W\d_])[’](?=[^\W\d_])          # don’t
    | (?<=[\w.,!?)…])[’”](?!\w)             # the end of a quotation, or of a plural
    | (?<!\w)[‘“](?=\w)                     # its beginning
    | (?<=[\s\d])[–—](?=[\s\d])             # between words with spaces, or between figures
    | (?<!\w)[£€](?=\d) | (?<![^\W\d_])§(?=[\s\d])
    | (?<=\w)… | (?<=[\w\s])\xa0
    | (?<=[a-z])[àâäçèéêëîïíñóôöùúûüáå](?=[a-z]|\b)
    """,
    re.VERBOSE,
)
_ADVICE: Final = "save it as UTF-8 (in Excel: Save as, “CSV UTF-8 (comma delimited)”)"


class Decoded(NamedTuple):
    """The text of a file, and what a person should know of how it was read (or nothing)."""

    text: str
    told: str = ""


def decoded(content: bytes, where: str, *, windows: bool = False) -> Decoded:
    """Read the bytes of a file as text; a mark at its beginning is no part of it.

    ``windows``: Windows-1252 will do where it is certain; the lines where it was needed are told.
    Raises Problem with the line of the first byte that is no text.
    """
    charset = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    try:
        return Decoded(content.decode(charset).removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        text = _windows(content) if windows and charset == "utf-8" else None
        if text is None:
            raise Problem(
                f"line {line} is not {charset.upper()}",
                where=where,
                do=_ADVICE,
            ) from error
    return Decoded(
        text,
        f"{where}: read as Windows-1252, not UTF-8: {_shown(text)}; if that is wrong, {_ADVICE}",
    )


def _windows(content: bytes) -> str | None:
    """The text in Windows-1252; None where it may as well be in another charset."""
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return None
    strange = {found.start() for found in re.finditer(r"[^\x00-\x7f]", text)}
    return text if strange <= {found.start() for found in _AT_HOME.finditer(text)} else None


def _shown(text: str, at_most: int = 3) -> str:
    """The first words that were read so, each with its line."""
    words = re.finditer(r"[^\s,;]*[^\x00-\x7f][^\s,;]*", text)
    shown = [
        f"“{word[0].strip()}” in line {text.count(chr(10), 0, word.start()) + 1}"
        for word, _ in zip(words, range(at_most), strict=False)
    ]
    return ", ".join(shown)
