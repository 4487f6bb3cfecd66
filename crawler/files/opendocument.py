"""OpenDocument texts (.odt) and spreadsheets (.ods): what their content.xml shows.

Read with lxml and not with odfdo, which gives what a tracked change took out and comments like any
paragraph, goes through a row as often as the file says that it is repeated (300,000 times took half
a minute), and takes twice as long to import. Cells hold the words that they show, dates as they are
written there. A repeated row or cell is read once. Left out are comments, what a tracked change
took out, and hidden sheets (empty pages, so that sheets keep their numbers).
"""

from collections.abc import Iterator
from typing import Any, Final

from crawler.files.blocks import row, soft_lines, under
from crawler.files.letters import clean
from crawler.files.package import attribute, local
from crawler.files.pages import File, Pages

_CONTENT: Final = "content.xml"
_LEFT_OUT: Final = frozenset({"tracked-changes", "annotation", "note-citation", "ruby-text"})
_SPACES: Final = {"s": " ", "tab": " ", "line-break": "\n"}
# What a paragraph can hold that has paragraphs of its own.
_BOXES: Final = frozenset({"note-body", "text-box", "table"})


def read_text(file: File, pages: Pages) -> None:
    """Put the lines of a text into pages (one: where they end is known only to an editor)."""
    pages.extend(_blocks(file.package.xml(_CONTENT).find("{*}body")))


def read_sheets(file: File, pages: Pages) -> str | None:
    """Put each sheet into a page, under its name; returns a note where sheets are hidden."""
    root = file.package.xml(_CONTENT)
    styles = {
        attribute(style, "name")
        for style in root.iter("{*}style")
        if any(attribute(found, "display") == "false" for found in style)
    }
    hidden = 0
    for table in root.iterfind("{*}body/{*}spreadsheet/{*}table"):
        pages.begin()
        if attribute(table, "style-name") in styles:
            hidden += 1
            continue
        pages.extend(under(clean(attribute(table, "name") or ""), _rows(table)))
    return f"left out: hidden sheets ({hidden:,})" if hidden else None


def _blocks(node: Any) -> Iterator[str]:
    """The lines of all paragraphs and tables in an element."""
    for child in node:
        name = local(child)
        if name in {"p", "h"}:
            yield from _paragraph(child)
        elif name == "table":
            yield from _rows(child)
        elif name not in _LEFT_OUT:
            yield from _blocks(child)


def _rows(table: Any) -> Iterator[str]:
    for child in table:
        name = local(child)
        if name == "table-row":
            yield from row(_blocks(cell) for cell in child if local(cell) == "table-cell")
        elif name in {"table-header-rows", "table-rows", "table-row-group"}:
            yield from _rows(child)


def _paragraph(node: Any) -> Iterator[str]:
    """The lines of a paragraph, then those of the notes and boxes that are anchored in it."""
    boxes: list[Any] = []
    yield from soft_lines(clean("".join(_words(node, boxes))))
    for box in boxes:
        yield from _blocks(box) if local(box) != "table" else _rows(box)


def _words(node: Any, boxes: list[Any]) -> Iterator[str]:
    yield _spaced(node.text)
    for child in node:
        name = local(child)
        if name in _BOXES:
            boxes.append(child)
        elif name in _SPACES:
            yield _SPACES[name]
        elif name and name not in _LEFT_OUT:
            yield from _words(child, boxes)
        yield _spaced(child.tail)


def _spaced(text: str | None) -> str:
    """Text of a paragraph: a line break in the XML is only a space."""
    return (text or "").replace("\n", " ")
