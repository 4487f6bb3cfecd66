"""No question of a page goes through all rows of a large table: an index finds what is shown."""

import re
import shutil
import sqlite3
from contextlib import closing, suppress
from importlib import import_module
from itertools import product
from pkgutil import iter_modules

import pytest

from db import pages
from db.pages import timeline
from db.publishing.tables import TABLES
from web.feeds.atom import GENERAL

# These grow with what is followed and read; of all others there are few rows, or few of a thing.
LARGE = {
    "aliases", "claims", "commitment_bodies", "commitments", "corrections", "document_changes",
    "document_files", "document_versions", "documents", "event_sources", "events", "looks", "news",
    "overdue", "phrases", "promises", "quotes", "slips", "timeline", "unchecked",
}  # fmt: skip
# Statements that go through an index, or as far as their limit lets them, and why that is little.
THROUGH = {
    "about.EVENTS": "counts the entries of one index",
    "changes.CHOICES": "counts changes that people accepted, in one index",
    "changes.PAGES (False, False)": "the newest of all, as many as a page has",
    "commitment.NAMES": "no more names than are compared",
    "corrections.CHOICES": "counts corrections, in one index",
    "corrections.PAGE": "the newest of all, as many as a page has",
    "digest.CORRECTIONS": "corrections that editors made, as many as a list has",
    "home.CHANGES": "the newest of all, as many as a list has",
    "home.CHANGES_COUNT": "counts changes that people accepted, in one index",
    "feed corrections": "the newest of one thing that happened",
}
_NAMED = re.compile(
    r"\b(?:from|join)\s+(\w+)(?:\s+(?:as\s+)?"
    r"(?!(?:on|where|join|left|order|group|cross|limit|union)\b)(\w+))?"
)
_SCAN = re.compile(r"SCAN (\w+)")
_STATEMENT = re.compile(r"\s*(?:select|with)\b")


class AnyValue(dict):
    """A value for whichever name a statement has."""

    def __missing__(self, name):
        return None


def kept_statements():
    """Every statement that stands in db/pages, by the names of its module and its own."""
    for module in iter_modules(pages.__path__):
        for name, value in vars(import_module(f"db.pages.{module.name}")).items():
            each = value if isinstance(value, dict) else {"": value}
            for key, text in each.items():
                if isinstance(text, str) and _STATEMENT.match(text) and "{" not in text:
                    yield f"{module.name}.{name} {key}".strip(), text


def composed_statements():
    """Those that are put together: the lists of commitments, and the feeds."""
    filters = [name for name in timeline.CONDITIONS if name not in ("kind", "slug")]
    for name, order in product(["", *filters], timeline.ORDERS):
        asked = ["kind", *([name] if name else [])]
        yield f"slugs {name} {order}", timeline.slugs(asked, order)
    for name in filters:
        yield f"status_counts {name}", timeline.status_counts(["kind", name])
        yield f"samples {name}", timeline.samples(["kind", name])
    for name, (_, _, statement) in GENERAL.items():
        yield f"feed {name}", statement


STATEMENTS = dict([*kept_statements(), *composed_statements()])


@pytest.fixture(scope="module")
def planner(news_release, tmp_path_factory):
    """A published file of which SQLite does not know that it is small."""
    path = tmp_path_factory.mktemp("plans") / "delaywatch.db"
    shutil.copy(news_release / "delaywatch.db", path)
    path.chmod(0o600)
    with closing(sqlite3.connect(path)) as db:
        for statistics in ("sqlite_stat1", "sqlite_stat4"):
            with suppress(sqlite3.OperationalError):  # which there are depends on how it was built
                db.execute(f"delete from {statistics}")
        db.commit()
    with closing(sqlite3.connect(path)) as db:
        yield db


def scanned(db, statement):
    """The large tables that a statement goes through."""
    named = {alias or table: table for table, alias in _NAMED.findall(statement)}
    plan = [row[3] for row in db.execute(f"explain query plan {statement}", AnyValue())]
    found = [match[1] for line in plan if (match := _SCAN.match(line))]
    return {named.get(name, name) for name in found} & LARGE


@pytest.mark.parametrize("name", STATEMENTS)
def test_no_large_table_is_gone_through(planner, name):
    through = scanned(planner, STATEMENTS[name])
    assert not through or name in THROUGH, (name, through)


def test_what_is_allowed_to_go_through_a_table_does():
    assert set(THROUGH) <= set(STATEMENTS)


def test_a_statement_without_an_index_is_found_out(planner):
    assert scanned(planner, "select * from events e where e.who = :who") == {"events"}
    assert scanned(planner, "select * from events e where e.commitment = :slug") == set()


def first_columns(table):
    """The columns by which rows of a table are found."""
    firsts = [index[0].split(" ")[0] for index in table.indexes]
    return {*firsts, table.key[0]}


LINKS = [(table, link[0]) for table in TABLES for link in table.links]


@pytest.mark.parametrize(("table", "column"), LINKS, ids=lambda it: getattr(it, "name", it))
def test_what_leads_to_a_row_is_counted_in_an_index(table, column):
    """The page of a row counts the rows of other tables that lead to it, at each request."""
    assert column in first_columns(table)


def facets(metadata):
    tables = metadata["databases"]["delaywatch"]["tables"]
    return [(name, facet) for name in LARGE for facet in tables[name].get("facets", [])]


def test_what_is_counted_above_a_large_table_is_counted_in_an_index(metadata):
    by_name = {table.name: table for table in TABLES}
    indexed = {
        name: {column.split(" ")[0] for index in by_name[name].indexes for column in index[:2]}
        for name in LARGE
    }
    assert facets(metadata)
    assert [pair for pair in facets(metadata) if pair[1] not in indexed[pair[0]]] == []
