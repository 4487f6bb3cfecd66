"""A digest as text: Markdown, HTML without a script or a picture, or plain.

Others' words stay text.
"""

import re
from collections.abc import Callable, Iterator
from html import escape
from typing import Final

from tracker import wording
from tracker.digests.items import Digest, Item, Section
from tracker.licence import in_a_line

LONGEST: Final = 2_000  # letters of what is said of one thing
_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]()#+!|~])")


def markdown(digest: Digest, base: str) -> str:
    """As Markdown; ``base`` is the public address of the site, or "" for paths alone."""
    return "\n".join(_markdown_lines(digest, base)) + "\n"


def html(digest: Digest, base: str) -> str:
    """As a whole page of HTML."""
    body = "\n".join(_html_lines(digest, base))
    return (
        '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        f"<title>{escape(title(digest))}</title></head><body>\n{body}\n</body></html>\n"
    )


def plain_text(digest: Digest, base: str) -> str:
    """As text that is read as it stands."""
    return "\n".join(_plain_lines(digest, base)) + "\n"


FORMATS: Final[dict[str, Callable[[Digest, str], str]]] = {"markdown": markdown, "html": html}


def title(digest: Digest) -> str:
    """What the text is called."""
    return f"delaywatch: what is new in release {digest.release}"


def about(digest: Digest) -> str:
    """The day that it was counted for, and what the reader knew."""
    day = wording.day_words(digest.as_of)
    since = f"; you were told up to release {digest.since}" if digest.since else ""
    return f"Counted for {day}, release {digest.release}{since}."


def licence(digest: Digest, base: str) -> str:
    """The terms, in a line."""
    return in_a_line(digest.release, base or "the address of the page")


def nothing(digest: Digest) -> str:
    """That there is nothing to tell."""
    return f"Nothing of what you asked for is new since release {digest.since}."


def _more(section: Section) -> str:
    return f"And {section.more:,} more: see the pages." if section.more else ""


def _said(item: Item) -> tuple[str, str]:
    """Title and words in one line each, without signs that would steer a program."""
    marks = f" Marks: {', '.join(item.marks)}." if item.marks else ""
    words = wording.plain(item.words)
    cut = words if len(words) <= LONGEST else f"{words[:LONGEST].rstrip()}…"
    return wording.plain(item.title)[:LONGEST], f"{cut}{marks}"


def _markdown_lines(digest: Digest, base: str) -> Iterator[str]:
    yield f"# {title(digest)}"
    yield f"\n{about(digest)}"
    if digest.is_empty:
        yield f"\n{nothing(digest)}"
    for section in digest.sections:
        yield f"\n## {section.title}"
        if section.note:
            yield f"\n{section.note}"
        yield ""
        for item in section.items:
            name, words = (_in_markdown(text) for text in _said(item))
            yield (
                f"- **{name}**: {words} <{base}{item.path}>"
                if base
                else (f"- **{name}**: {words} {item.path}")
            )
        if section.more:
            yield f"\n{_more(section)}"
    yield f"\n{licence(digest, base)}"


def _in_markdown(text: str) -> str:
    """A text that no reader of Markdown takes for a sign or an element of HTML."""
    return escape(_MARKDOWN.sub(r"\\\1", text), quote=False)


def _html_lines(digest: Digest, base: str) -> Iterator[str]:
    yield f"<h1>{escape(title(digest))}</h1>"
    yield f"<p>{escape(about(digest))}</p>"
    if digest.is_empty:
        yield f"<p>{escape(nothing(digest))}</p>"
    for section in digest.sections:
        yield f"<h2>{escape(section.title)}</h2>"
        if section.note:
            yield f"<p>{escape(section.note)}</p>"
        yield "<ul>"
        for item in section.items:
            name, words = map(escape, _said(item))
            link = escape(f"{base}{item.path}")
            yield f'<li><a href="{link}"><strong>{name}</strong></a>: {words}</li>'
        yield "</ul>"
        if section.more:
            yield f"<p>{escape(_more(section))}</p>"
    yield f"<p>{escape(licence(digest, base))}</p>"


def _plain_lines(digest: Digest, base: str) -> Iterator[str]:
    yield title(digest)
    yield f"\n{about(digest)}"
    if digest.is_empty:
        yield f"\n{nothing(digest)}"
    for section in digest.sections:
        yield f"\n{section.title.upper()}"
        if section.note:
            yield section.note
        for item in section.items:
            name, words = _said(item)
            yield f"\n* {name}: {words}\n  {base}{item.path}"
        if section.more:
            yield f"\n{_more(section)}"
    yield f"\n-- \n{licence(digest, base)}"
