"""PowerPoint presentations (.pptx): a slide is a page, with its tables, drawings and notes.

The XML is walked here: python-pptx knows no SmartArt (where the steps of a plan often stand) and
takes a tenth of a second to import. A hidden slide is an empty page, so that slides keep their
numbers; dates, feet and numbers of slides are left out.
"""

from collections.abc import Iterator
from typing import Any, Final

from crawler.files.blocks import row, soft_lines
from crawler.files.letters import clean
from crawler.files.package import Package, Relation, local
from crawler.files.pages import File, Pages, Unreadable

_LEFT_OUT: Final = frozenset({"sldNum", "dt", "ftr", "hdr", "sldImg"})  # kinds of placeholder
_OFF: Final = frozenset({"0", "false"})
_BESIDE: Final = ("diagramData", "notesSlide")  # parts with text that belong to a slide


def read(file: File, pages: Pages) -> str | None:
    """Put the lines of each slide into pages; returns a note where slides are hidden."""
    package = file.package
    main = package.main_part()
    relations = package.relations(main)
    hidden = 0
    for entry in package.xml(main).iter("{*}sldId"):
        slide = package.xml(_target(entry, relations))
        pages.begin()
        if slide.get("show") in _OFF:
            hidden += 1
            continue
        pages.extend(_blocks(slide))
        for part in _beside(package, _target(entry, relations)):
            pages.extend(_blocks(part))
    return f"left out: hidden slides ({hidden:,})" if hidden else None


def _target(entry: Any, relations: dict[str, Relation]) -> str:
    number = next((value for key, value in entry.items() if key.endswith("relationships}id")), "")
    if number not in relations:
        raise Unreadable("failed", "one of its slides is missing")
    return relations[number].target


def _beside(package: Package, slide: str) -> Iterator[Any]:
    relations = package.relations(slide).values()
    for wanted in _BESIDE:
        for relation in relations:
            if relation.kind == wanted and package.has(relation.target):
                yield package.xml(relation.target)


def _blocks(node: Any) -> Iterator[str]:
    """The lines of all paragraphs and tables in an element."""
    for child in node:
        name = local(child)
        if name == "p":
            yield from soft_lines(clean("".join(_words(child))))
        elif name == "tbl":
            for found in child.iterfind("{*}tr"):
                yield from row(_blocks(cell) for cell in found.iterfind("{*}tc"))
        elif name != "Fallback" and not (name == "sp" and _is_left_out(child)):
            yield from _blocks(child)


def _words(node: Any) -> Iterator[str]:
    for child in node:
        name = local(child)
        if name == "t":
            yield child.text or ""
        elif name == "br":
            yield "\n"
        elif not (name == "fld" and child.get("type") == "slidenum"):
            yield from _words(child)


def _is_left_out(shape: Any) -> bool:
    placeholder = shape.find("{*}nvSpPr/{*}nvPr/{*}ph")
    return placeholder is not None and placeholder.get("type") in _LEFT_OUT
