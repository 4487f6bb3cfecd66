"""A crawl without --workers knows nothing of Redis; one with it says what is missing."""

import sys

from tests.crawler.program import crawler


class NoRedis:
    """Lets nobody import what only workers need."""

    def find_spec(self, name, *_):
        if name.partition(".")[0] in {"redis", "scrapy_redis"} or name == "crawler.workers":
            raise AssertionError(name)


def forbid():
    for name in list(sys.modules):
        if name.partition(".")[0] in {"redis", "scrapy_redis"} or name.startswith(
            "crawler.workers"
        ):
            raise AssertionError(name)
    sys.meta_path.insert(0, NoRedis())


def take_away():
    sys.modules["redis"] = None
    sys.modules["scrapy_redis"] = None


def test_a_crawl_imports_no_redis(crawl):
    assert crawl("nhse_news", first=forbid) == 0
    assert crawl.rows("select 1 from documents")


def test_without_the_extra_it_is_said_how_to_install_it(tmp_path):
    words = ["crawl", "nhse_news", "--db", tmp_path / "d.db", "--workers", "redis://127.0.0.1/0"]
    done = crawler(*words, first=take_away)
    assert done.returncode == 1
    assert "pip install 'delaywatch[workers]'" in done.stderr
    assert "Traceback" not in done.stderr
