"""What is told to those who were told before: corrections first, and nobody twice."""

import sqlite3
from datetime import date

import pytest
from click.testing import CliRunner

from db.connection import writing
from tests.tracker.pages import promise
from tests.web.released import BY_JUNE, BY_MAY, TO_2027, Releases
from tracker.cli import main
from tracker.digests import FORMATS, find, release_of
from tracker.fairness.corrections import Wording, correct_wording

AT = "2026-06-02T07:00:00Z"
DAY = date(2026, 6, 5)
OLD, NEW = "31 May 2026", "30 June 2026"


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    """1 says something wrong of a plan, 2 mends it; 3 tells that it moved, and of another plan."""
    made = Releases.fresh(tmp_path_factory.mktemp("three"))
    made.register(lighthouse_plan=[BY_MAY])
    made.publish("2026-06-01")
    made.register(lighthouse_plan=[BY_JUNE])
    made.publish("2026-06-02")
    made.register(lighthouse_plan=[BY_JUNE, TO_2027], fog_plan=[BY_JUNE])
    made.publish("2026-06-03")
    return made


@pytest.fixture
def releases(three, tmp_path):
    """A copy of these, to go on with."""
    return three.copy(tmp_path)


def told(releases, since, title):
    """Titles and words of a section of the digest; none where there is no such section."""
    found = {section.title: section.items for section in find(releases.folder, since).sections}
    return [f"{item.title}: {item.words}" for item in found.get(title, ())]


def test_a_correction_reaches_those_who_were_told_what_was_wrong(releases):
    [correction] = told(releases, 1, "Corrections")
    assert correction.startswith("Lighthouse Plan: It said: “")
    was, became = correction.split("Corrected to:")
    assert OLD in was
    assert NEW in became
    assert "Cause: our error." in correction
    assert "in release 2." in correction
    assert find(releases.folder, 1).sections[0].title == "Corrections"


@pytest.mark.parametrize("since", [0, 2, 3])
def test_and_not_those_who_never_were(releases, since):
    """Who knows nothing, or was told first by the release that mended it."""
    assert told(releases, since, "Corrections") == []


def test_one_who_was_told_before_the_plan_was_there_is_told_no_correction_of_it(releases):
    releases.register(lighthouse_plan=[BY_JUNE, TO_2027], fog_plan=[BY_MAY])
    releases.publish("2026-06-04")
    assert [line[:8] for line in told(releases, 3, "Corrections")] == ["Fog Plan"]
    assert [line[:8] for line in told(releases, 2, "Corrections")] == []
    assert [line[:10] for line in told(releases, 1, "Corrections")] == ["Lighthouse"]


def test_what_was_corrected_and_moved_on_is_told_as_it_stands_now(releases):
    [correction] = told(releases, 1, "Corrections")
    assert "It says now: “" in correction
    assert "31 May 2027" in correction.split("It says now:")[1]


def test_a_wording_is_told_to_all_who_could_have_read_it(releases):
    for slug in ("fog-plan", "lighthouse-plan", None):
        said = Wording(f"Old of {slug}.", "New.", "Misread.", "our_error", DAY)
        correct_wording(releases.desk.db, slug, said, DAY, by="Ada", at=AT)
    releases.publish("2026-06-05")
    both = {"None", "lighthouse-plan"}
    for since, names in ((2, both), (3, both | {"fog-plan"})):
        lines = told(releases, since, "Corrections")
        assert {line.split("“Old of ")[1].split(".”")[0] for line in lines} == names


def test_a_statement_that_was_taken_back_is_told_to_those_whose_release_had_it(releases):
    event = releases.desk.one("select id from events where commitment = 'fog-plan'")["id"]
    with writing(releases.desk.db):
        releases.desk.db.execute(
            """update events set retracted_on = '2026-06-04', retracted_why = 'Not said.',
                 retracted_cause = 'our_error' where id = ?""",
            [event],
        )
    releases.publish("2026-06-04")
    lines = [line for line in told(releases, 3, "Corrections") if "Taken back" in line]
    assert len(lines) == 1
    assert "It said: “Promised ‘by June 2026’" in lines[0]
    assert not any("Taken back" in line for line in told(releases, 2, "Corrections"))


def test_what_no_release_told_before_is_new(releases):
    [moved] = told(releases, 2, "Moved later, or lost its date")
    assert moved.startswith("Lighthouse Plan: Date moved later. ")
    assert "31 May 2027" in moved
    assert find(releases.folder, 3).is_empty


def test_kept_promises_come_before_late_ones(releases):
    kept = promise(None, event="delivered", made_on="2026-06-03")
    plans = {"lighthouse_plan": [BY_JUNE, TO_2027], "fog_plan": [BY_JUNE, kept]}
    releases.register("delivered", **plans)
    releases.publish("2026-06-05")
    assert [section.title for section in find(releases.folder, 2).sections] == [
        "Delivered", "Moved later, or lost its date",
    ]  # fmt: skip


def test_what_is_held_is_named_once_and_nothing_is_said_of_it(releases):
    with writing(releases.desk.db):
        releases.desk.db.table("holds").insert(
            {
                "commitment": "lighthouse-plan", "held_at": "2026-06-04T06:00:00Z",
                "held_by": "Ada", "reason": "secret reason",
            }
        )  # fmt: skip
    releases.publish("2026-06-04")
    assert told(releases, 1, "Looked at again") == [
        "lighthouse-plan: Out of the pages since 4 June 2026."
    ]
    assert told(releases, 1, "Corrections") == []
    assert told(releases, 1, "Moved later, or lost its date") == []
    releases.register(lighthouse_plan=[BY_JUNE], fog_plan=[BY_JUNE, TO_2027])
    assert releases.publish("2026-06-05") == 5
    assert told(releases, 4, "Looked at again") == []
    assert told(releases, 4, "Moved later, or lost its date") != []


@pytest.mark.parametrize(
    ("day", "number"),
    [("2026-05-31", 0), ("2026-06-01", 1), ("2026-06-02", 2), ("2027-01-01", 3), ("7", 7)],
)
def test_a_day_is_the_last_release_by_then(releases, day, number):
    assert release_of(releases.folder, day) == number


@pytest.mark.parametrize("form", FORMATS)
def test_others_words_stay_text(releases, form):
    hostile = "<script>alert(1)</script> [a](javascript:b) **x** \u202e & `c`"
    said = Wording("Old.", hostile, "Misread.", "our_error", DAY)
    correct_wording(releases.desk.db, None, said, DAY, by="Ada", at=AT)
    releases.publish("2026-06-05")
    text = FORMATS[form](find(releases.folder, 3), "https://delays.example")
    assert "<script" not in text
    assert "\u202e" not in text
    if form == "markdown":
        assert "](javascript" not in text
        assert "\\*\\*x\\*\\*" in text
    assert "Ada" not in text


# ------------------------------------------------------------------------------ the command


@pytest.fixture
def run(releases):
    """The command over these releases."""

    def run(*words, code=0):
        done = CliRunner().invoke(main, ["digest", "--db", str(releases.desk.path), *words])
        assert done.exit_code == code, done.output
        return done

    return run


def test_a_reader_is_told_once_and_then_what_came_since(run, releases, tmp_path):
    first = run("--reader", "list-a", "--since", "1")
    assert OLD in first.stdout
    assert run("--reader", "list-a").stdout == ""
    releases.register(lighthouse_plan=[BY_JUNE, TO_2027], fog_plan=[BY_MAY])
    releases.publish("2026-06-04")
    target = tmp_path / "digest.md"
    second = run("--reader", "list-a", "--to", str(target))
    assert "1 to tell since release 3" in second.stdout
    assert "Fog Plan" in target.read_text()
    assert "Lighthouse" not in target.read_text()
    rows = releases.desk.rows("select reader, since, release from digests")
    assert [tuple(row.values()) for row in rows] == [("list-a", 1, 3), ("list-a", 3, 4)]


def test_each_reader_is_remembered_apart(run):
    run("--reader", "a", "--since", "1")
    run("--reader", "b", code=2)
    assert OLD in run("--reader", "b", "--since", "1").stdout


def test_what_cannot_be_written_is_not_remembered(run, releases, tmp_path):
    run("--reader", "a", "--since", "1", "--to", str(tmp_path / "no" / "digest.md"), code=1)
    assert releases.desk.count("digests") == 0


WRONG = [
    ([], 2, "say with --since"), (["--since", "9"], 1, "there is no release 9 yet"),
    (["--since", "soon"], 1, "neither a release nor a day"),
    (["--since", "1", "--reader", "a\nb"], 1, "one line"),
    (["--since", "1", "--reader", ""], 1, "one line"),
    (["--since", "1", "--reader", "x" * 101], 1, "one line"), (["--since", "²"], 1, "neither"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "code", "said"), WRONG)
def test_what_is_wrong_is_said_and_nothing_is_kept(run, releases, words, code, said):
    assert said in run(*words, code=code).output
    assert releases.desk.count("digests") == 0


def test_before_anything_is_published(tmp_path):
    done = CliRunner().invoke(main, ["digest", "--db", str(tmp_path / "x.db"), "--since", "1"])
    assert done.exit_code == 1
    assert "nothing is published here yet" in done.output


def test_no_reader_is_published(run, releases):
    run("--reader", "secret-list", "--since", "1")
    releases.register(lighthouse_plan=[BY_JUNE])
    releases.publish("2026-06-06")
    for path in releases.folder.rglob("*"):
        assert not path.is_file() or b"secret-list" not in path.read_bytes()
    tables = sqlite3.connect(releases.folder / "delaywatch.db").execute(
        "select name from sqlite_master where name = 'digests'"
    )
    assert tables.fetchall() == []
