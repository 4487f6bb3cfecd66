"""Datasette's own pages, better: rows named by their labels, and led to the pages of ours.

The tables and columns named here are those of db/publishing/tables.py.
"""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils import tilde_encode

from db.publishing.tables import TABLES
from tracker.wording import plain
from web.cells import question_rows, table_rows
from web.security import DATABASE
from web.site import shown

Row = Mapping[str, Any]

_OF_A_COMMITMENT: Final = "/commitments/{}"
_OF_A_DOCUMENT: Final = "/documents/{}"
# Where a row is told on a page of ours, by the column that holds the name of the page's subject.
_PAGES: Final = {
    **dict.fromkeys(
        ("commitments", "timeline", "overdue", "unchecked", "due_soon"), ("slug", _OF_A_COMMITMENT)
    ),
    **dict.fromkeys(
        ("aliases", "unverified", "related", "context", "context_sources", "outcome_sources",
         "commitment_bodies", "looks", "phrases", "claims", "held", "responses", "objections"),
        ("commitment", _OF_A_COMMITMENT),
    ),
    "bodies": ("slug", "/bodies/{}"),
    "documents": ("id", _OF_A_DOCUMENT),
    **dict.fromkeys(
        ("document_versions", "document_files", "quotes", "foi_releases", "redactions"),
        ("document", _OF_A_DOCUMENT),
    ),
    "document_changes": ("id", "/changes/{}"),
    "site_changes": ("id", "/changes/site-{}"),
    "foi_requests": ("id", "/foi/{}"),
    **dict.fromkeys(
        ("foi_events", "foi_grounds", "foi_clock", "foi_commitments"), ("foi_request", "/foi/{}")
    ),
    "sources": ("name", "/sources#{}"),
    "releases": ("number", "/releases/{}"),
    "corrections": ("key", "/corrections"),
}  # fmt: skip
# Rows that stand at a place of their own on the page of a commitment.
_WITH_PLACE: Final = frozenset({"events", "promises", "slips"})
# In the answers of ready-made questions: columns that name the subject of a page.
_OF_QUERIES: Final = {
    "slug": _OF_A_COMMITMENT, "commitment": _OF_A_COMMITMENT, "foi_request": "/foi/{}",
}  # fmt: skip
_LINKS: Final = {
    table.name: {column: other for column, other, _ in table.links} for table in TABLES
}
_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_LABEL: Final = 200


def own_path(table: str, row: Callable[[str], Any]) -> str | None:
    """The path of our page that tells of a row of a table, or None.

    ``row`` gives the raw value of a column, None where there is none.
    """
    if table in _WITH_PLACE:
        slug, place = row("commitment"), row("position")
        return f"{_path(_OF_A_COMMITMENT, slug)}#event-{place}" if slug and place else None
    column, pattern = _PAGES.get(table, (None, ""))
    value = row(column) if column else None
    return None if value is None else _path(pattern, value)


def of_a_question(column: str, value: Any) -> str | None:
    """The path of our page that a value in the answer of a ready-made question names, or None.

    >>> of_a_question("slug", "fax-ban"), of_a_question("commitment", "Fax ban")
    ('/commitments/fax-ban', None)
    """
    pattern = _OF_QUERIES.get(column)
    if pattern is None or not isinstance(value, str) or not _NAME.fullmatch(value.strip()):
        return None
    return _path(pattern, value)


def _path(pattern: str, value: Any) -> str:
    return pattern.format(quote(str(value).strip(), safe=""))


@hookimpl
def extra_template_vars(datasette: Datasette, database: str | None) -> dict[str, Any]:
    """What the templates of tables, rows and queries use beside what Datasette gives them."""
    rows = {
        "question_rows": lambda columns, rows, named: question_rows(
            columns, rows, partial(_cell_link, datasette) if named else _no_link, shown
        ),
        "table_rows": lambda table, rows, ours: table_rows(
            rows, partial(_page_link, datasette, table) if ours else None, shown
        ),
    }
    if database != DATABASE:
        return rows
    tables = (datasette.metadata("tables", database=DATABASE) or {}) if datasette else {}

    async def row_labels(table: str, row: Any) -> dict[str, str]:
        """Of a row's links to other tables, what each leads to is called."""
        return await _labels(datasette, table, row)

    return {
        **rows,
        "own_path": lambda table, row: own_path(table, _getter(row)),
        "row_name": lambda table, row, labels: _row_name(
            table, tables.get(table, {}).get("label_column"), _getter(row), labels
        ),
        "row_labels": row_labels,
        "other_row": lambda table, column, value: _other_row(datasette, table, column, value),
        "table_title": lambda table: tables.get(table, {}).get("title") or table,
        "column_text": lambda table, column: _columns(tables, table).get(column),
    }


def _cell_link(datasette: Datasette, column: str, value: Any) -> str | None:
    path = of_a_question(column, value)
    return datasette.urls.path(path) if path else None


def _no_link(_column: str, _value: Any) -> None:
    return None


def _page_link(datasette: Datasette, table: str, row: Any) -> str | None:
    path = own_path(table, _getter(row))
    return datasette.urls.path(path) if path else None


def _columns(tables: Row, table: str) -> Row:
    return tables.get(table, {}).get("columns") or {}


def _getter(row: Any) -> Callable[[str], Any]:
    """Raw values of a row of a page of Datasette, of which an expanded link is a dictionary."""
    cells = {cell["column"]: cell["raw"] for cell in row}

    def get(column: str) -> Any:
        value = cells.get(column)
        return value["value"] if isinstance(value, dict) else value

    return get


async def _labels(datasette: Datasette, table: str, row: Any) -> dict[str, str]:
    get = _getter(row)
    labels = {}
    for column in _links_of(table):
        value = get(column)
        if value is not None:
            found = await datasette.expand_foreign_keys(DATABASE, table, column, [value])
            label = found.get((column, value))
            if label not in (None, value, str(value)):
                labels[column] = str(label)
    return labels


def _links_of(table: str) -> dict[str, str]:
    """Columns of a table that lead to another, each with that table's name."""
    return _LINKS.get(table, {})


def _other_row(datasette: Datasette, table: str, column: str, value: Any) -> str | None:
    """The address of the row that a value leads to, or None."""
    other = _links_of(table).get(column)
    if other is None or value is None:
        return None
    return str(datasette.urls.row(DATABASE, other, tilde_encode(str(value))))


def _row_name(
    table: str, label_column: str | None, row: Callable[[str], Any], labels: Mapping[str, str]
) -> str:
    """What a row is called: its label, else what it belongs to and its place, else nothing."""
    place = row("position")
    own = row(label_column) if label_column else None
    if own and table not in _WITH_PLACE:
        return plain(str(own))[:LONGEST_LABEL]
    belongs_to = labels.get("commitment") or next(iter(labels.values()), "")
    if not belongs_to:
        return ""
    parts = [plain(belongs_to)[:LONGEST_LABEL]]
    parts += [f"no. {place}"] if place is not None else []
    parts += [plain(str(own))[:LONGEST_LABEL]] if own else []
    return ", ".join(parts)
