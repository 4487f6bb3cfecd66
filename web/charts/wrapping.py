"""Words in lines of a picture, which has no browser to break them."""

from collections.abc import Iterator
from functools import cache

# How wide letters are, of their size, in a plain font like Arial; Lato is narrower.
_WIDTHS = ((0.3, frozenset(" .,:;'’‘!|ijltfI()[]-/")), (0.9, frozenset("mwMW@%—…")))
_SMALL, _CAPITAL, _WIDE = 0.53, 0.7, 1.05
_FIRST_WIDE_SIGN = "\u1100"  # from here on letters may be as wide as high


def wrapped(words: str, size: float, room: float, most: int | None = None) -> list[str]:
    """Words in lines that are no wider than ``room`` pixels; more than ``most`` end in "…"."""
    lines: list[str] = []
    for word in words.split():
        for piece in _pieces(word, size, room):
            if lines and measure(f"{lines[-1]} {piece}", size) <= room:
                lines[-1] = f"{lines[-1]} {piece}"
            else:
                lines.append(piece)
    if most is None or len(lines) <= most:
        return lines
    last = lines[most - 1].rstrip(" .,;:")
    while last and measure(f"{last}…", size) > room:
        last = last[:-1]
    return [*lines[: most - 1], f"{last}…"]


def _pieces(word: str, size: float, room: float) -> Iterator[str]:
    """A word, or its pieces where it is wider than a line."""
    piece = ""
    for letter in word:
        if piece and measure(piece + letter, size) > room:
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece


def measure(words: str, size: float) -> float:
    """About how wide words are, in pixels; rather too wide than too narrow."""
    return sum(_width(letter) for letter in words) * size


@cache
def _width(letter: str) -> float:
    for width, letters in _WIDTHS:
        if letter in letters:
            return width
    if letter >= _FIRST_WIDE_SIGN and letter not in "–‘’“”":
        return _WIDE
    return _CAPITAL if letter.isupper() else _SMALL
