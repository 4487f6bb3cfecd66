"""metadata.yml describes every published table and column, and names no other."""

import sqlite3

import pytest

from db.publishing.tables import TABLES


@pytest.fixture
def connection(release):
    with sqlite3.connect(f"file:{release}/delaywatch.db?mode=ro", uri=True) as opened:
        yield opened


@pytest.fixture
def tables(metadata):
    return metadata["databases"]["delaywatch"]["tables"]


def test_tables_described_are_those_published(tables):
    assert set(tables) == {table.name for table in TABLES} | {"as_of"}


def test_columns_described_are_those_published(tables, connection):
    for name, described in tables.items():
        real = [row[1] for row in connection.execute(f"pragma table_info([{name}])")]
        assert list(described["columns"]) == real, name
        assert all(described["columns"].values()), name
        assert described["title"], name
        assert described["description"], name
        assert "units" not in described, "prints days as kilodays"


def test_settings_name_columns_that_exist(tables):
    for name, described in tables.items():
        named = [
            *described.get("facets", []),
            *[described[key] for key in ("label_column", "sort", "sort_desc") if key in described],
        ]
        assert set(named) <= set(described["columns"]), name
        assert len(described.get("facets", [])) <= 2, name


def test_queries_have_title_and_description(metadata):
    for name, query in metadata["databases"]["delaywatch"]["queries"].items():
        assert query["title"], name
        assert query["description"], name


def test_licences_are_named(metadata):
    for licence in ("Open Government Licence v3.0", "Open Parliament Licence v3.0", "Apache-2.0"):
        assert licence in metadata["license"]
