"""Where each kind of expression begins: a table of first words, filled by their readers.

A reader takes the tokens and the place of its first word, and gives the anchor
and the place after it, or None if the words are something else.
"""

from collections.abc import Callable, Iterable
from typing import Final

from tracker.dues.anchors import Anchor
from tracker.dues.tokens import Tokens

Found = tuple[Anchor, int]
Reader = Callable[[Tokens, int], Found | None]
# "The end of the first half of next year" is three deep. What is deeper is noise,
# and without a bound noise would cost more than its length.
_DEEPEST = 6
# Up to here nothing was left unread for want of depth, so it need not be read again.
_ALWAYS_FULL_DEPTH = 1
NUMBER: Final = "0"  # stands for any number in the table
_READERS: Final[dict[str, list[Reader]]] = {}


def begins_with(*words: str, before_others: bool = False) -> Callable[[Reader], Reader]:
    """Enter a reader under the words that it begins with; they are tried in the order of entry.

    ``before_others`` is for longer names that begin like shorter ones ("summer recess", "summer").
    """

    def enter(reader: Reader) -> Reader:
        for word in words:
            entered = _READERS.setdefault(word, [])
            entered.insert(0 if before_others else len(entered), reader)
        return reader

    return enter


def first_words() -> Iterable[str]:
    """The words under which there is a reader."""
    return _READERS.keys()


def can_begin(word: str) -> bool:
    """Whether an expression may begin with a word."""
    return word in _READERS or word.isdecimal()


def expression_at(tokens: Tokens, index: int) -> Found | None:
    """The expression of time that begins at a word, or None."""
    word = tokens.words[index]
    readers = _READERS.get(NUMBER if word.isdecimal() else word)
    if readers is None or index in tokens.nothing or tokens.depth >= _DEEPEST:
        return None
    tokens.depth += 1
    try:
        for reader in readers:
            found = reader(tokens, index)
            if found is not None:
                return found
    except (ValueError, OverflowError):  # 30 February, or a day outside years 1 to 9999
        pass
    finally:
        tokens.depth -= 1
    if tokens.depth <= _ALWAYS_FULL_DEPTH:
        tokens.nothing.add(index)
    return None


def after_the(tokens: Tokens, index: int) -> int:
    """The place after "the", where it stands there; else the same place."""
    return index + 1 if tokens.words[index] == "the" else index
