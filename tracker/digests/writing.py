"""A digest as text: Markdown, or HTML without a script or a picture. Others' words stay text."""

import re
from collections.abc import Callable, Iterator
from html import escape
from typing import Final

from tracker import wording
from tracker.digests.finding import Digest, Item, Section
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
        f"<title>{escape(_title(digest))}</title></head><body>\n{body}\n</body></html>\n"
    )


FORMATS: Final[dict[str, Callable[[Digest, str], str]]] = {"markdown": markdown, "html": html}


def _title(digest: Digest) -> str:
    return f"delaywatch: what is new in release {digest.release}"


def _about(digest: Digest) -> str:
    day = wording.day_words(digest.as_of)
    since = f"; you were told up to release {digest.since}" if digest.since else ""
    return f"Counted for {day}, release {digest.release}{since}."


def _licence(digest: Digest, base: str) -> str:
    return in_a_line(digest.release, base or "the address of the page")


def _more(section: Section) -> str:
    return f"And {section.more:,} more: see the pages." if section.more else ""


def _said(item: Item) -> tuple[str, str]:
    """Title and words in one line each, without signs that would steer a program."""
    marks = f" Marks: {', '.join(item.marks)}." if item.marks else ""
    words = wording.plain(item.words)
    cut = words if len(words) <= LONGEST else f"{words[:LONGEST].rstrip()}…"
    return wording.plain(item.title)[:LONGEST], f"{cut}{marks}"


def _markdown_lines(digest: Digest, base: str) -> Iterator[str]:
    yield f"# {_title(digest)}"
    yield f"\n{_about(digest)}"
    for section in digest.sections:
        yield f"\n## {section.title}"
        if section.note:
            yield f"\n{section.note}"
        yield ""
        for item in section.items:
            title, words = (_in_markdown(text) for text in _said(item))
            yield (
                f"- **{title}**: {words} <{base}{item.path}>"
                if base
                else (f"- **{title}**: {words} {item.path}")
            )
        if section.more:
            yield f"\n{_more(section)}"
    yield f"\n{_licence(digest, base)}"


def _in_markdown(text: str) -> str:
    """A text that no reader of Markdown takes for a sign or an element of HTML."""
    return escape(_MARKDOWN.sub(r"\\\1", text), quote=False)


def _html_lines(digest: Digest, base: str) -> Iterator[str]:
    yield f"<h1>{escape(_title(digest))}</h1>"
    yield f"<p>{escape(_about(digest))}</p>"
    for section in digest.sections:
        yield f"<h2>{escape(section.title)}</h2>"
        if section.note:
            yield f"<p>{escape(section.note)}</p>"
        yield "<ul>"
        for item in section.items:
            title, words = map(escape, _said(item))
            link = escape(f"{base}{item.path}")
            yield f'<li><a href="{link}"><strong>{title}</strong></a>: {words}</li>'
        yield "</ul>"
        if section.more:
            yield f"<p>{escape(_more(section))}</p>"
    yield f"<p>{escape(_licence(digest, base))}</p>"
