"""A letter as a person sends it, in Markdown or plain text."""

import re
from dataclasses import dataclass
from typing import Final

from tracker.wording import plain

NAME_MISSING: Final = "[your name]"
ADDRESS_MISSING: Final = "[where the reply should go: an e-mail or postal address]"
FORMATS: Final = {"markdown": ".md", "text": ".txt"}


@dataclass(frozen=True)
class Items:
    """Lines that stand one below the other, numbered where others refer to them."""

    lines: tuple[str, ...]
    numbered: bool = False


Block = str | Items


@dataclass(frozen=True)
class Letter:
    """To whom, about what, and the paragraphs and lists between greeting and name.

    A web address within them stands between < and >. ``address`` is where the letter goes, None
    where that is not known; ``name`` who signs.
    """

    kind: str
    to: str
    address: str | None
    subject: str
    blocks: tuple[Block, ...]
    name: str | None = None

    def written(self, form: str) -> str:
        """The whole letter, as "markdown" or "text"; ends with a line break."""
        head = [f"To: {self._receiver()}", f"Subject: {self.subject}"]
        parts = [
            *([f"**{line.replace(': ', ':** ', 1)}" for line in map(_escaped, head)]
              if form == "markdown" else ["\n".join(map(bare, head))]),
            f"Dear {_escaped(self.to) if form == 'markdown' else self.to},",
            self.body(form),
            "Yours faithfully,",
            _signature(self.name, form),
        ]  # fmt: skip
        return "\n\n".join(parts) + "\n"

    def body(self, form: str = "text") -> str:
        """What stands between greeting and name."""
        write = _in_markdown if form == "markdown" else _in_text
        return "\n\n".join(map(write, self.blocks))

    def _receiver(self) -> str:
        if self.address is None:
            return self.to
        is_web = self.address.startswith(("https://", "http://"))
        return f"{self.to}, {address(self.address) if is_web else self.address}"


def address(url: str) -> str:
    """A web address as it stands within a letter.

    >>> address("https://news.example/a>b")
    '<https://news.example/a%3Eb>'
    """
    return f"<{plain(url).translate(_WRITTEN_OUT)}>"


_WRITTEN_OUT: Final = str.maketrans({"<": "%3C", ">": "%3E", " ": "%20"})
_ADDRESS: Final = re.compile(r"<(https?://[^<>\s]*)>")
_MARKS: Final = re.compile(r"([\\`*_\[\]<>])")


def bare(text: str) -> str:
    """The text with addresses as they are, without the signs around them."""
    return _ADDRESS.sub(r"\1", text)


def _in_text(block: Block) -> str:
    return "\n".join(bare(line) for line in _lines(block))


def _in_markdown(block: Block) -> str:
    return "\n".join(_escaped(line) for line in _lines(block))


def _lines(block: Block) -> tuple[str, ...]:
    if isinstance(block, str):
        return (block,)
    return tuple(
        f"{f'{number}.' if block.numbered else '-'} {line}"
        for number, line in enumerate(block.lines, start=1)
    )


def _escaped(line: str) -> str:
    """The line so that Markdown shows every sign of it; addresses become links."""
    parts = _ADDRESS.split(line)
    return "".join(
        f"<{part}>" if place % 2 else _MARKS.sub(r"\\\1", part) for place, part in enumerate(parts)
    )


def _signature(name: str | None, form: str) -> str:
    lines = [name or NAME_MISSING, ADDRESS_MISSING]
    if form == "markdown":
        return "\\\n".join(map(_escaped, lines))
    return "\n".join(lines)
