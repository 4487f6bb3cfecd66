"""The cells of Datasette's own tables and answers, written by Python.

A page of a thousand rows has ten thousand cells and more. Templates that wait (Datasette's all do)
take several times as long over each of them, and nobody else is answered meanwhile.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from datasette.utils import to_css_class
from markupsafe import Markup, escape


def question_rows(
    columns: Sequence[str], rows: Iterable[Iterable[Any]],
    link: Callable[[str, Any], str | None], write: Callable[[Any], Any],
) -> Markup:  # fmt: skip
    """The rows of an answer: ``link`` gives the address that a cell leads to, or None.

    ``write`` is what a template does to each value that it writes; what it gives is escaped.
    """
    named = [(column, f'<td class="col-{escape(to_css_class(column))}">') for column in columns]
    parts: list[str] = []
    for row in rows:
        parts.append("<tr>")
        for (column, begin), value in zip(named, row, strict=False):
            address = link(column, value)
            parts += (begin, _linked(address, escape(write(value))), "</td>")
        parts.append("</tr>\n")
    return Markup("".join(parts))  # noqa: S704 - each value is escaped above


def table_rows(
    rows: Iterable[Any], page: Callable[[Any], str | None] | None, write: Callable[[Any], Any]
) -> Markup:
    """The rows of a table; with ``page``, the address of our page of a row (or None) as a column.

    Of a cell Datasette gives ``column``, ``value``, ``raw`` and ``value_type``.
    """
    parts: list[str] = []
    begins: dict[tuple[str, str], str] = {}
    for row in rows:
        parts.append("<tr>\n")
        for place, cell in enumerate(row):
            kind = (cell["column"], cell["value_type"])
            if kind not in begins:
                column = escape(to_css_class(kind[0]))
                begins[kind] = f'<td class="col-{column} type-{escape(kind[1])}">'
            parts += (begins[kind], escape(write(cell["value"])), "</td>\n")
            if page is not None and place == 0:
                parts += (_own_page(page(row), escape(write(cell["raw"]))), "\n")
        parts.append("</tr>\n")
    return Markup("".join(parts))  # noqa: S704 - each value is escaped above


def _own_page(address: str | None, name: str) -> str:
    link = f'<a href="{escape(address)}">page<span class="only-read"> of {name}</span></a>'
    return f'<td class="own-page">{link if address else ""}</td>'


def _linked(address: str | None, words: str) -> str:
    return f'<a href="{escape(address)}">{words}</a>' if address else words
