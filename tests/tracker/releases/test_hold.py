"""A held claim leaves what is served at once, wholly, and comes back unchanged."""

import csv
import json
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from db import claims
from db.connection import connect, writing
from db.errors import Problem
from db.holds import WRITTEN
from db.holds import add as add_hold
from db.publishing.tables import TABLES
from db.publishing.withhold import _UNDER_REVIEW as UNDER_REVIEW
from db.publishing.withhold import _without as without
from db.publishing.withhold import names_of, withhold
from tests import kills
from tracker import publish as publishing
from tracker.check import _of_holds as of_holds
from tracker.hold import Held, hold, release_hold, unserved
from tracker.publish import publish
from tracker.releases.shelf import current, withheld

# Each makes whole releases: together they take a minute, so they run with the slow tests.
pytestmark = pytest.mark.slow


DAY, NOW = date(2026, 11, 22), datetime(2026, 11, 22, 6, tzinfo=UTC)
LATER, AT = datetime(2026, 11, 22, 9, tzinfo=UTC), "2026-11-22T09:00:00Z"
SLUG = "digital-workforce-plan"
SENTENCES = ("claims", "corrections", "timeline", "phrases", "commitments")
WHY, WHO = "a private reason that nobody reads", "Ada Person-Name"


@pytest.fixture(scope="module")
def first(tmp_path_factory, working):
    """A database with one release beside it; not to be changed."""
    folder = tmp_path_factory.mktemp("first")
    path = folder / "delaywatch.db"
    sqlite3.connect(working).execute("vacuum into ?", [str(path)]).connection.close()
    db = connect(path)
    publish(db, folder / "published", DAY, NOW)
    db.conn.close()
    return folder


@pytest.fixture
def place(first, tmp_path):
    """A copy of it."""
    folder = tmp_path / "data"
    shutil.copytree(first, folder, symlinks=True)
    return folder


def held(place, slug=SLUG):
    db = connect(place / "delaywatch.db")
    return db, hold(db, place / "published", slug, reason=WHY, by=WHO, at=AT)


def rows_of(published):
    db = sqlite3.connect(published / "delaywatch.db")
    return {
        name: sorted(map(repr, db.execute(f"select * from [{name}]")))
        for name in [*(table.name for table in TABLES), "as_of"]
    }


def titles_of(published, slug):
    db = sqlite3.connect(published / "delaywatch.db")
    return db.execute("select title from commitments where slug = ?", [slug]).fetchone()


@pytest.mark.parametrize("slug", [SLUG, "social-care-green-paper"])
def test_a_hold_makes_the_release_that_a_publication_would_make(first, place, tmp_path, slug):
    other = tmp_path / "other"
    shutil.copytree(first, other, symlinks=True)
    db, _ = held(place, slug)
    published = connect(other / "delaywatch.db")
    with writing(published):
        add_hold(published, slug, reason=WHY, by=WHO, at=AT)
    publish(published, other / "published", DAY, LATER)
    assert rows_of(place / "published") == rows_of(other / "published")
    assert current(place / "published").digest == current(other / "published").digest
    publish_again = publish(db, place / "published", DAY, LATER)
    assert publish_again == (current(place / "published"), False)


# The second is what others were merged into: their sentences named it.
@pytest.mark.parametrize("of", ["slug = 'digital-workforce-plan'", "slug in (%s)"])
def test_nothing_of_a_held_claim_stays_in_any_column_but_that_it_is_held(place, of):
    before = sqlite3.connect(place / "published/delaywatch.db")
    condition = of.replace("%s", "select merged_into from timeline where merged_into is not null")
    slug, title = before.execute(
        f"select slug, title from commitments where {condition} order by slug"
    ).fetchone()
    held(place, slug)
    db = sqlite3.connect(place / "published/delaywatch.db")
    named = re.compile(rf"(^|:){re.escape(slug)}(:|$)")
    for table in TABLES:
        if table.name == "held":
            continue
        for row in db.execute(f"select * from [{table.name}]"):
            assert not [value for value in row if named.search(str(value))], table.name
            if slug == SLUG or table.name in SENTENCES:  # pages of others are called as they are
                assert not [value for value in row if title in str(value)], table.name
    assert db.execute("select * from held").fetchall() == [(slug, "2026-11-22")]
    db.execute("insert into commitments_fts(commitments_fts, rank) values ('integrity-check', 1)")


OTHERS_WORDS = re.compile(r"document|quotes$|.*sources$")
OF_SOURCES = ("source_title", "source_url", "url")
SHORT = [
    ("ten-year-workforce-plan", "10 Year Workforce Plan"),
    ("ten-year-workforce-plan", "Long Term Workforce Plan refresh"),
    ("major-conditions-strategy", "Major Conditions Strategy"),
    ("care-data", "care.data programme"),
    ("mens-health-strategy", "Men's Health Strategy"),
    ("primary-care-access-recovery-plan", "primary care recovery plan"),
]


def values_of(file):
    """All texts of a published file but the words of others: table, column, text."""
    for table in TABLES:
        if not OTHERS_WORDS.match(table.name):
            found = file.execute(f"select * from [{table.name}]")
            columns = [column[0] for column in found.description]
            for row in found:
                for column, value in zip(columns, row, strict=True):
                    if isinstance(value, str) and column not in OF_SOURCES:
                        yield table.name, column, value


@pytest.mark.parametrize(("slug", "name"), SHORT)
def test_no_name_of_what_is_withheld_stays_in_words_about_others(first, tmp_path, slug, name):
    copy = tmp_path / "copy.db"
    shutil.copyfile(first / "published/delaywatch.db", copy)
    file = sqlite3.connect(copy)
    names = names_of(Database(file), slug)
    assert name in names
    assert names == sorted(names, key=len, reverse=True)
    withhold(Database(file), [slug])
    named = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE)
    assert [found for found in values_of(file) if named.search(found[2])] == []


def test_words_about_others_go_on_without_the_name(first, tmp_path):
    copy = tmp_path / "copy.db"
    shutil.copyfile(first / "published/delaywatch.db", copy)
    file = sqlite3.connect(copy)
    of_digital = "where commitment = 'digital-workforce-plan'"
    kept = file.execute("select title from commitments where slug like 'womens-health%'").fetchall()
    withhold(Database(file), ["ten-year-workforce-plan", "mens-health-strategy"])
    sentences = [row[0] for row in file.execute(f"select sentence from claims {of_digital}")]
    assert any(" merged into other work, as reported by " in sentence for sentence in sentences)
    unverified = [row[0] for row in file.execute(f"select text from unverified {of_digital}")]
    assert "Whether the [under review] was given a section on digital staff." in unverified
    # Another's own name stays, though the name of what is held is a part of it.
    assert kept == file.execute(
        "select title from commitments where slug like 'womens-health%'"
    ).fetchall()  # fmt: skip


NAMES = [
    ("It is the fog plan’s end.", "It is [under review]’s end."),
    ("See Fog-Plan, or FOG  PLAN.", "See [under review], or [under review]."),
    ("The Renewed Fog Plan; the Fog Plan", "The Renewed Fog Plan; [under review]"),
    ("Fog Planner", "Fog Planner"),
    ("Their plan", "Their plan"),
]


@pytest.mark.parametrize(("text", "left"), NAMES)
def test_how_a_name_is_found_in_a_text(text, left):
    unnamed = without(["Fog Plan"], ["Renewed Fog Plan", "Fog Plan"], r"(?:the\s+)?", UNDER_REVIEW)
    assert unnamed(text) == left


DAMAGED = [
    "",
    "{",
    "[]",
    "7",
    '{"slugs": 7}',
    '{"slugs": {"x": 1}}',
    '{"slugs": {"x": ["1"]}}',
    "{}",
]


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_list_of_withheld_releases_is_named_and_written_anew(place, content):
    published = place / "published"
    db, _ = held(place)
    (published / "withheld.json").write_text(content)
    with pytest.raises(Problem, match=r"withheld\.json: .*damaged - restore it from a backup"):
        withheld(published)
    assert [line for line in faults(db, place) if "withheld.json: the list" in line]
    publish(db, published, date(2026, 11, 23), LATER)
    assert withheld(published) == {1}
    assert faults(db, place) == []


def faults(db, place):
    return list(of_holds(db, place / "published"))


def test_a_check_holds_the_list_against_the_holds_and_the_releases(place):
    published = place / "published"
    db, _ = held(place)
    assert faults(db, place) == []
    (published / "withheld.json").unlink()
    [fault] = faults(db, place)
    assert f"withheld.json: release 1 tells of {SLUG}, which is held" in fault
    (published / "withheld.json").write_text(json.dumps({"slugs": {SLUG: [1], "x-plan": [1]}}))
    [fault] = faults(db, place)
    assert "releases are withheld for x-plan, which is not held" in fault


ABOUT = ["", "[]", "{}", '{"number": 1}', "{cut", '{"number": "1", "as_of": 7}']


@pytest.mark.parametrize("content", ABOUT)
def test_a_damaged_release_is_named_with_what_to_do(place, content):
    about = place / "published/releases/0001/release.json"
    about.chmod(0o644)
    about.write_text(content)
    words = r"release\.json: .*restore it from a backup, or remove that release's folder"
    with pytest.raises(Problem, match=words):
        current(place / "published")


def test_no_byte_of_the_title_the_reason_or_the_name_is_left(place):
    (title,) = titles_of(place / "published", SLUG)
    held(place)
    release = (place / "published/current").resolve()
    for path in release.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert title.encode() not in content, path
            assert WHY.encode() not in content
            assert WHO.encode() not in content
    for path in (place / "published").glob("*.json"):
        assert WHY.encode() not in path.read_bytes()
        assert WHO.encode() not in path.read_bytes()


def test_only_what_changed_is_written_anew_and_each_file_has_its_sum(place):
    held(place)
    first, second = (place / "published/releases" / name for name in ("0001", "0002"))
    for table in TABLES:
        paths = [folder / "csv" / f"{table.name}.csv" for folder in (first, second)]
        same_file = paths[0].stat().st_ino == paths[1].stat().st_ino
        assert same_file == (table.name not in WRITTEN), table.name
        with paths[1].open(newline="") as stream:
            rows = list(csv.DictReader(stream))
        count = sqlite3.connect(second / "delaywatch.db").execute(
            f"select count(*) from [{table.name}]"
        ).fetchone()[0]  # fmt: skip
        assert len(rows) == count, table.name
    done = subprocess.run(
        ["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=second, check=False
    )
    assert done.returncode == 0
    assert (second / "delaywatch.db").stat().st_mode & 0o222 == 0


def test_earlier_releases_that_tell_of_it_are_not_handed_out_until_it_is_lifted(place):
    published = place / "published"
    assert withheld(published) == set()
    db, _ = held(place)
    assert withheld(published) == {1}
    told = json.loads((published / "withheld.json").read_text())
    assert told == {"slugs": {SLUG: [1]}}
    said = release_hold(db, published, SLUG, reason="looked at", by=WHO, at=AT)
    assert "the next `delaywatch publish` brings it back" in said
    assert withheld(published) == set()


def test_it_comes_back_with_the_next_publication_and_its_history_says_so(place):
    before = rows_of(place / "published")["timeline"]
    db, _ = held(place)
    release_hold(db, place / "published", SLUG, reason="looked at", by=WHO, at=AT)
    release, new = publish(db, place / "published", DAY, LATER)
    assert (release.number, new) == (3, True)
    assert rows_of(place / "published")["timeline"] == before
    told = sqlite3.connect(place / "published/delaywatch.db").execute(
        "select release, change, cause, status is null from claims where commitment = ? "
        "order by release", [SLUG],
    )  # fmt: skip
    assert told.fetchall() == [
        (1, "new", "first_published", 0), (2, "held", "hold", 1), (3, "back", "hold", 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("slug", "reason", "words"),
    [
        ("no-such-plan", WHY, "no commitment of this name"),
        (SLUG, "  ", "the reason is empty"),
    ],
)
def test_bad_input_keeps_nothing(place, slug, reason, words):
    db = connect(place / "delaywatch.db")
    with pytest.raises(Problem, match=words):
        hold(db, place / "published", slug, reason=reason, by=WHO, at=AT)
    assert db.table("holds").count == 0
    assert current(place / "published").number == 1


def test_what_is_held_already_is_said_and_what_is_not_held_is_not_lifted(place):
    db, _ = held(place)
    with pytest.raises(Problem, match="held already, since 2026-11-22"):
        hold(db, place / "published", SLUG, reason=WHY, by=WHO, at=AT)
    with pytest.raises(Problem, match="it is not held"):
        release_hold(db, place / "published", "leng-review", reason=WHY, by=WHO, at=AT)


def test_before_anything_is_published_the_hold_is_kept_for_the_first_release(place):
    shutil.rmtree(place / "published")
    db, lines = held(place)
    assert "stays out of what will be" in lines[1]
    publish(db, place / "published", DAY, NOW)
    assert titles_of(place / "published", SLUG) is None


def test_a_hold_while_a_publication_runs_makes_it_build_again(place, monkeypatch):
    furnish, done = publishing.furnish, []

    def furnish_slowly(workshop, release):
        furnish(workshop, release)
        if not done:
            done.append(held(place))

    monkeypatch.setattr(publishing, "furnish", furnish_slowly)
    db, said = connect(place / "delaywatch.db"), []
    release, _ = publish(
        db, place / "published", date(2026, 11, 23), LATER, progress=said.append
    )  # fmt: skip
    assert said == ["another release was made meanwhile; building again on top of it"]
    assert release.number == 3
    assert titles_of(place / "published", SLUG) is None


@pytest.mark.parametrize("error", [OSError(28, "x"), OSError(30, "x"), OSError(13, "x")])
def test_where_the_release_cannot_be_made_the_hold_is_kept_and_that_is_said(
    place, monkeypatch, error
):
    def fail(*_):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfile", fail)
        with pytest.raises(Problem, match="on record as held, but what is served still tells"):
            held(place)
    db = connect(place / "delaywatch.db")
    assert unserved(db, place / "published") == [SLUG]
    assert list((place / "published").glob(".building*")) == []
    assert current(place / "published").number == 1
    _, lines = held(place)  # given again, it is brought to its end
    assert lines[0].endswith("is held since 2026-11-22")
    assert unserved(db, place / "published") == []


def test_a_database_from_before_the_hold_does_not_end_it(place):
    copy = place / "older.db"
    shutil.copy(place / "delaywatch.db", copy)
    held(place)
    with pytest.raises(Problem, match="this database knows nothing of that"):
        publish(connect(copy), place / "published", date(2026, 11, 23), LATER)


def test_the_programs_work_while_another_run_holds_the_lock(place):
    from db.lock import run_lock

    words = ["--db", str(place / "delaywatch.db"), "--reason", WHY, "--as", WHO]
    with run_lock(place / "delaywatch.db"):
        done = delaywatch("hold", SLUG, *words)
        assert (done.returncode, done.stderr) == (0, "")
        busy = delaywatch("release-hold", SLUG, "--publish", *words)
    assert busy.returncode == 75
    assert "the hold is lifted" in busy.stdout


def delaywatch(*words):
    command = [sys.executable, "-m", "tracker.cli", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_killed_at_any_step_the_next_hold_ends_it(place, tmp_path):
    def words(folder):
        return ["tracker.cli", "hold", SLUG, "--reason", WHY, "--as", WHO,
                "--db", str(folder / "delaywatch.db"), "--as-of", "2026-11-22"]  # fmt: skip

    def copied(name):
        shutil.copytree(place, tmp_path / name, symlinks=True)
        return tmp_path / name

    of = kills.steps(*words(copied("counted")))
    for number, step in enumerate(range(1, of, max(1, of // 15))):
        folder = copied(f"killed-{number}")
        kills.killed_at(step, *words(folder))
        db = connect(folder / "delaywatch.db")
        with suppress(Held):
            hold(db, folder / "published", SLUG, reason=WHY, by=WHO, at=AT)
        assert titles_of(folder / "published", SLUG) is None
        assert withheld(folder / "published") >= {1}
        assert list(Path(folder / "published").glob(".building*")) == []
        last = claims.last_claims(db)
        assert last[SLUG]["change"] in ("held", "new")
        publish(db, folder / "published", DAY, LATER)
        assert claims.last_claims(db)[SLUG]["change"] == "held"
        shutil.rmtree(folder)
