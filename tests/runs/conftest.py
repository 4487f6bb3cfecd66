"""A night's data, as it is before the run that something happens to."""

import os

import pytest

from tests.runs import program
from tests.runs.bigsite import big_site, nothing
from tests.runs.program import AS_OF, with_few
from tests.runs.state import copy


@pytest.fixture(scope="session")
def site():
    with big_site() as site:
        yield site


class World:
    """Data on which a run of the first day was done; each test has a copy of them."""

    def __init__(self, folder, site, first):
        self.folder, self.site, self.db = folder, site, copy(first.parent, folder / "data")
        site.day(2)
        site.hear = nothing

    @property
    def published(self):
        return self.db.parent / "published"

    def again(self):
        """The data as they were."""
        self.db = copy(self.first.parent, self.db.parent)

    def words(self, *more, day=2, log="json"):
        """The words of a run of the second day."""
        return (
            "--db",
            self.db,
            "--as-of",
            AS_OF[day],
            "run",
            "--log",
            log,
            *self.site.words,
            *more,
        )

    def start(self, *more, seams=(), in_crawler=(), day=2, log="json", **options):
        words = self.words(*more, day=day, log=log)
        return program.start(*words, seams=(with_few(*in_crawler), *seams), **options)

    def run(self, *more, **options):
        """A whole run; returns it and its exit code."""
        started = self.start(*more, **options)
        return started, started.wait()

    def do(self, *words, **options):
        """Another command on the same database, to its end."""
        return program.done("--db", self.db, "--as-of", AS_OF[2], *words, **options)

    def ask(self, sql, *values):
        return program.ask(self.db, sql, *values)

    def steps(self, run=None):
        """What each step of a run came to, of the newest if none is named."""
        newest = "coalesce(?, (select max(id) from runs))"
        sql = f"select step, outcome from run_steps where run_id = {newest} order by rowid"
        return dict(self.ask(sql, run))

    def outcomes(self):
        return [outcome for (outcome,) in self.ask("select outcome from runs order by id")]


@pytest.fixture(scope="session")
def first(tmp_path_factory, site):
    """The database after the register was loaded and the site of the first day read."""
    db = tmp_path_factory.mktemp("first") / "data" / "delaywatch.db"
    db.parent.mkdir()
    db.with_name("subscribers.yml").write_text("- name: SAMPLE desk\n  file: told-{release}.md\n")
    site.day(1)
    for words in (("register", "load"), ("run", "--log", "json", *site.words)):
        done, code = program.done("--db", db, "--as-of", AS_OF[1], *words, seams=(with_few(),))
        assert code == 0, done.said
    return db


@pytest.fixture(scope="session")
def crawled(tmp_path_factory, site, first):
    """The same after the site of the second day was crawled too; nothing of it is read yet."""
    db = copy(first.parent, tmp_path_factory.mktemp("second") / "data")
    site.day(2)
    words = ("--db", db, "--as-of", AS_OF[2], "crawl", *program.SOURCES, *site.words)
    done, code = program.done(*words)
    assert code == 0, done.said
    return db


@pytest.fixture
def crawled_world(tmp_path, site, crawled):
    """What there is to do is to be done by the steps after the crawl."""
    return World(tmp_path, site, crawled)


@pytest.fixture
def world(tmp_path, site, first):
    return World(tmp_path, site, first)


@pytest.fixture(autouse=True)
def _kept_nowhere_else(tmp_path, monkeypatch):
    """What programs say goes to the folder of the test, and no setting of ours is theirs."""
    monkeypatch.setattr(program, "FOLDER", tmp_path)
    for name in [name for name in os.environ if name.startswith("DELAYWATCH_")]:
        monkeypatch.delenv(name)
