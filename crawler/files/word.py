"""Word documents (.docx): what stands in the body, in its order.

The XML is walked here, because ``iter_inner_content`` of python-docx passes over what editors of
forms and letters use every day: content controls (the date of a template), words that a tracked
change put in, text boxes, footnotes. Left out are heads and feet, comments, what a tracked change
took out, and hidden words.
"""

from collections.abc import Iterator
from typing import Any, Final

from crawler.files.blocks import row, soft_lines
from crawler.files.letters import clean
from crawler.files.package import attribute, local
from crawler.files.pages import File, Pages

_LEFT_OUT: Final = frozenset({"del", "moveFrom", "sectPr", "pPr", "tblPr", "rt", "Fallback"})
_WORDS: Final = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_OFF: Final = frozenset({"0", "false", "off"})
_NOTES: Final = frozenset({"footnotes", "endnotes"})


def read(file: File, pages: Pages) -> None:
    """Put the lines of a document into pages (one: where they end is known only to Word)."""
    package = file.package
    main = package.main_part()
    pages.extend(_blocks(package.xml(main)))
    for relation in package.relations(main).values():
        if relation.kind in _NOTES and package.has(relation.target):
            for note in package.xml(relation.target):
                if attribute(note, "type") is None:  # the others are only lines between
                    pages.extend(_blocks(note))


def _blocks(node: Any) -> Iterator[str]:
    """The lines of all paragraphs and tables in an element."""
    for child in node:
        name = local(child)
        if name == "p":
            yield from _paragraph(child)
        elif name == "tbl":
            for found in _inside(child, "tr"):
                yield from row(_blocks(cell) for cell in _inside(found, "tc"))
        elif name not in _LEFT_OUT:
            yield from _blocks(child)


def _inside(node: Any, wanted: str) -> Iterator[Any]:
    """Rows of a table or cells of a row; some stand in a content control."""
    for child in node:
        name = local(child)
        if name == wanted:
            yield child
        elif name in {"sdt", "sdtContent", "ins", "moveTo", "customXml"}:
            yield from _inside(child, wanted)


def _paragraph(node: Any) -> Iterator[str]:
    """The lines of a paragraph, then those of the text boxes that are anchored in it."""
    boxes: list[Any] = []
    yield from soft_lines(clean("".join(_words(node, boxes))))
    for box in boxes:
        yield from _blocks(box)


def _words(node: Any, boxes: list[Any]) -> Iterator[str]:
    for child in node:
        name = local(child)
        if name == "t":
            yield child.text or ""
        elif name in _WORDS:
            yield _WORDS[name]
        elif name == "txbxContent":
            boxes.append(child)
        elif name not in _LEFT_OUT and not (name == "r" and _is_hidden(child)):
            yield from _words(child, boxes)


def _is_hidden(run: Any) -> bool:
    return any(
        local(mark) == "vanish" and attribute(mark, "val") not in _OFF
        for properties in run
        if local(properties) == "rPr"
        for mark in properties
    )
