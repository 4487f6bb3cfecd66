"""A Redis and a site for each test of workers."""

import pytest

from tests.crawler.workers import processes


@pytest.fixture
def redis(tmp_path):
    processes.needed()
    with processes.redis_server(tmp_path) as server:
        yield server


@pytest.fixture
def database(tmp_path):
    return processes.with_source(tmp_path / "data" / "delaywatch.db")


@pytest.fixture
def embedded(tmp_path):
    """Another database, for a crawl without workers."""
    return processes.with_source(tmp_path / "embedded" / "delaywatch.db")
