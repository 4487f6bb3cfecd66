"""The command line as an operator meets it."""

import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing, contextmanager

import click
import pytest
from click.testing import CliRunner

from db.connection import connect
from db.lock import run_lock
from tracker.cli import main


@pytest.fixture
def call(tmp_path):
    """Call delaywatch on a database of its own, for one day; returns click's result."""

    def call(*words):
        common = ["--db", str(tmp_path / "delaywatch.db"), "--as-of", "2026-11-22"]
        return CliRunner().invoke(main, [*common, *words], catch_exceptions=False)

    return call


@pytest.fixture
def loaded(call, working, tmp_path):
    """The same, where ``register load`` has been called."""
    sqlite3.connect(working).execute("vacuum into ?", [str(tmp_path / "delaywatch.db")])
    return call


@pytest.fixture
def shown(loaded, published, tmp_path):
    """The same, where ``publish`` has been called too."""
    shutil.copytree(published, tmp_path / "published", symlinks=True)
    return loaded


def all_commands(group=main, path=()):
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from all_commands(command, (*path, name))
        else:
            yield (*path, name)


@pytest.mark.parametrize("words", list(all_commands()), ids=" ".join)
def test_every_command_explains_itself(words):
    result = CliRunner().invoke(main, [*words, "--help"])
    assert result.exit_code == 0
    # A worker is handed its work, and has no database.
    assert ("--db" in result.output) is (words != ("worker",))
    assert len(result.output.splitlines()) > 5


def test_the_flow(call, tmp_path):
    assert call("init").output.endswith("made\n")
    assert call("init").output.endswith("is up to date\n")
    assert "commitments: 41 inserted" in call("register", "load").output
    assert call("publish").output == "published: release 1, counted for 2026-11-22\n"
    assert call("publish").output.startswith("nothing has changed since: release 1")
    assert "59 files written" in call("register", "export", str(tmp_path / "out")).output
    assert "no fault found" in call("register", "check", str(tmp_path / "out")).output


def test_options_may_stand_after_the_command(tmp_path):
    path = tmp_path / "other.db"
    result = CliRunner().invoke(main, ["init", "--db", str(path)])
    assert result.exit_code == 0
    assert path.exists()


def test_the_environment_names_the_database(tmp_path, monkeypatch):
    monkeypatch.setenv("DELAYWATCH_DB", str(tmp_path / "named.db"))
    CliRunner().invoke(main, ["init"])
    assert (tmp_path / "named.db").exists()


class TestLooked:
    def test_a_look_is_kept_and_the_status_told(self, loaded, tmp_path):
        result = loaded(
            "looked", "axe-the-fax", "--on", "2026-11-20", "--note", "Searched the site.",
            "--place", "https://www.gov.uk/search", "--words", "fax machines",
        )  # fmt: skip
        # Not overdue: nobody has yet held the promise itself against its source.
        assert result.output == (
            "axe-the-fax: look of 2026-11-20 kept; status on 2026-11-22: unchecked\n"
        )
        row = next(connect(tmp_path / "delaywatch.db").query("select * from looks"))
        assert (row["looked_on"], row["result"]) == ("2026-11-20", "not_found")

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["fax", "--note", "x"], "fax: there is no commitment of this name"),
            (["gpdpr", "--note", "x", "--on", "2026-11-23"], "lies after 2026-11-22"),
            (["gpdpr", "--note", " "], "a look needs a note"),
            (["gpdpr", "--note", "x" * 5000], "a look needs a note of at most 4000"),
            (["gpdpr", "--note", "x", "--place", "javascript:1"], "is no web address"),
            (["gpdpr", "--note", "x", "--retract"], "there is no look of 2026-11-22"),
        ],
    )
    def test_refusals(self, loaded, words, said):
        result = loaded("looked", *words)
        assert result.exit_code == 1
        assert said in result.stderr

    def test_the_same_look_twice_is_one_and_can_be_taken_back(self, loaded, tmp_path):
        loaded("looked", "gpdpr", "--note", "Searched.")
        assert "is there already" in loaded("looked", "gpdpr", "--note", "Searched.").output
        assert connect(tmp_path / "delaywatch.db")["looks"].count == 1
        taken = loaded("looked", "gpdpr", "--retract", "--note", "Wrong page.").output
        assert taken == "gpdpr: 1 of 2026-11-22 taken back; status on 2026-11-22: paused\n"

    def test_a_note_is_required(self, call):
        assert call("looked", "gpdpr").exit_code == 2

    def test_a_checked_due_and_a_look_make_it_overdue(self, loaded, tmp_path):
        out = tmp_path / "register"
        loaded("register", "export", str(out))
        plan = out / "gpdpr-optout-user-research.yml"
        checked = "  checked:\n    against: original\n    by: desk\n    'on': '2026-11-01'\n"
        text = plan.read_text()
        plan.write_text(text.replace("  sources:\n", checked + "  sources:\n", 1))
        loaded("register", "load", str(out))
        result = loaded("looked", "gpdpr-optout-user-research", "--note", "Not on the site.")
        assert result.output.endswith("status on 2026-11-22: overdue\n")
        row = next(connect(tmp_path / "delaywatch.db").query("select * from overdue"))
        assert row["days_late_min"] == 1497  # 17 October 2022 to 22 November 2026


def test_sources_lists_what_is_crawled_and_what_came_from_files(tmp_path):
    """In a process of its own: it calls another program."""
    db = tmp_path / "delaywatch.db"
    file = tmp_path / "answers.jsonl"
    file.write_text('{"url": "https://x.example/1", "title": "A", "text": "B"}')
    delaywatch = [sys.executable, "-m", "tracker.cli", "--db", str(db)]
    subprocess.run([*delaywatch, "import", str(file), "--source", "answers"], check=True)
    done = subprocess.run([*delaywatch, "sources"], capture_output=True, text=True, check=True)
    assert "nhse_news" in done.stdout
    assert "answers  from files  licence not given" in done.stdout


class TestRefusals:
    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["publish"], "there is no database here yet - run `delaywatch init`"),
            (["register", "export", "out"], "there is no database here yet"),
            (["register", "check", "/nowhere"], "there is no register here"),
            (["publish", "--db", "/proc/1/none.db"], "there is no database here yet"),
        ],
    )
    def test_one_clear_line_and_exit_code_1(self, call, words, said):
        result = call(*words)
        assert result.exit_code == 1
        assert said in result.stderr
        assert len(result.stderr.splitlines()) == 1

    def test_another_run_holds_the_lock(self, call, tmp_path):
        call("init")
        with run_lock(tmp_path / "delaywatch.db"):
            assert call("publish").exit_code == 75
            assert call("run").exit_code == 75
            assert call("register", "load").exit_code == 0  # people work on during a run

    def test_an_empty_base_url_never_means_the_real_site(self, call):
        result = call("crawl", "nhse_news", "--base-url", "")
        assert result.exit_code == 2
        assert "--base-url is empty" in result.stderr

    def test_a_day_that_is_none(self):
        result = CliRunner().invoke(main, ["--as-of", "2026-02-30", "init"])
        assert result.exit_code == 2
        assert "2026-02-30 is not a day" in result.stderr


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(db, port):
    command = [sys.executable, "-m", "tracker.cli", "serve", "--db", str(db), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield server
        finally:
            server.terminate()


def fetch(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        return answer.read().decode()


class TestServe:
    def test_nothing_is_published_yet(self, call, tmp_path):
        call("init")
        with serving(tmp_path / "delaywatch.db", free_port()) as server:
            assert server.wait(timeout=30) == 1

    @pytest.mark.usefixtures("shown")
    def test_a_release_of_an_earlier_delaywatch(self, tmp_path):
        """Its pages would fail one by one, each when a reader comes to it."""
        database = tmp_path / "published" / "current" / "delaywatch.db"
        database.chmod(0o644)
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("alter table events drop column reason")
        command = [sys.executable, "-m", "tracker.cli", "serve", "--port", str(free_port())]
        done = subprocess.run(
            [*command, "--db", str(tmp_path / "delaywatch.db")],
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == 1
        assert "an earlier delaywatch published this release (events.reason" in done.stderr
        assert "run `delaywatch publish`" in done.stderr

    @pytest.mark.usefixtures("shown")
    def test_a_busy_port(self, tmp_path):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            command = [sys.executable, "-m", "tracker.cli", "serve", "--port", str(port)]
            done = subprocess.run(
                [*command, "--db", str(tmp_path / "delaywatch.db")],
                capture_output=True,
                text=True,
                check=False,
                timeout=60,
            )
        assert done.returncode == 1
        assert f"127.0.0.1:{port}: cannot listen there" in done.stderr
        assert "choose another with --port" in done.stderr

    @pytest.mark.usefixtures("shown")
    def test_killed_it_leaves_no_datasette_on_the_port(self, tmp_path):
        port = free_port()
        with serving(tmp_path / "delaywatch.db", port) as server:
            assert "release 0001" in server.stdout.readline()
            server.kill()
            assert server.wait() == -signal.SIGKILL
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) != 0:
                    return
            time.sleep(0.2)
        pytest.fail("Datasette still holds the port")

    @pytest.mark.usefixtures("shown")
    @pytest.mark.slow
    def test_without_its_link_it_serves_on(self, tmp_path):
        port = free_port()
        with serving(tmp_path / "delaywatch.db", port) as server:
            assert "release 0001" in server.stdout.readline()
            (tmp_path / "published" / "current").unlink()
            time.sleep(6)  # it looks every 5 s
            assert server.poll() is None
            assert '"release": 1' in fetch(port, "/delaywatch/as_of.json?_shape=array")

    @pytest.mark.slow
    def test_a_new_release_is_served_within_a_minute(self, shown, tmp_path):
        port = free_port()
        with serving(tmp_path / "delaywatch.db", port) as server:
            assert "release 0001" in server.stdout.readline()
            query = "/delaywatch/as_of.json?_shape=array"
            assert '"release": 1' in fetch(port, query)
            shown("--as-of", "2026-11-23", "publish")
            started = time.monotonic()
            while time.monotonic() - started < 60:
                try:
                    if '"release": 2' in fetch(port, query):
                        break
                except OSError:
                    time.sleep(0.1)  # between the two
                time.sleep(0.2)
            else:
                pytest.fail("release 2 is not served")
            server.terminate()
            assert server.wait(timeout=20) == 0


def test_dates_says_what_was_read_and_by_which_rule(call):
    result = call("dates", "It comes by the end of 2023.", "--said-on", "2021-11-01")
    assert result.output.splitlines() == [
        "by the end of 2023: due by 31 December 2023; rule deadline.end-of-year",
        "  deadline: by, until, up to, no later than, at the latest: its last day (convention 6)",
        (
            "  end-of: its last month; of a month 7 days, of a decade a year. By it: its last day "
            "(convention 5)"
        ),
        "  year: January to December (convention 12)",
        "  EDTF ../2023-12-31",
    ]


@pytest.mark.parametrize(
    ("words", "first_line"),
    [
        (["in the coming weeks", "--said-on", "2024-03-12"],
         "in the coming weeks: between 12 March and 7 May 2024; rule in.vague-horizon"),
        (["from April", "--said-on", "2024-03-12"],
         "from April: to start in April 2024, no last day; rule from.month"),
        (["after Easter", "--said-on", "2024-03-12"],
         "after Easter: not before 1 April 2024, no last day; rule after.easter"),
        (["in due course"], "in due course: no date; rule open.words"),
        (["by 31 March 2024", "--said-on", "2024-04-01"],
         "by 31 March 2024: due by 31 March 2024, already past then; rule deadline.day"),
        (["this spring", "--undated"],
         "this spring: depends on the day on which it was said; rule in.season"),
        (["by the end of the month"],  # said today: --as-of
         "by the end of the month: due by 30 November 2026; rule deadline.end-of-month"),
        (["nothing of the kind"], "No date of a promise was found in these words."),
    ],
)  # fmt: skip
def test_dates_in_words(call, words, first_line):
    assert call("dates", *words).stdout.splitlines()[0] == first_line


def test_dates_marks_what_is_soft_and_what_is_counted(call):
    lines = call("dates", "in the coming weeks", "--said-on", "2024-03-12").output.splitlines()
    assert "  soft: the last day is our convention, not their words" in lines
    assert "  counted from 12 March 2024" in lines


def test_dates_reads_a_pipe():
    result = CliRunner().invoke(main, ["dates", "-", "--said-on", "2024-03-12"], input="by May\n")
    assert result.output.startswith("by May: due by 31 May 2024")


def test_dates_cannot_be_said_on_a_day_and_undated(call):
    result = call("dates", "by May", "--said-on", "2024-03-12", "--undated")
    assert result.exit_code == 2
    assert "exclude each other" in result.output


def test_dates_says_for_which_day_it_read(call):
    result = call("dates", "by March")
    assert result.stderr == "Read as said on 2026-11-22; --said-on DAY for another day.\n"
    assert call("dates", "by March", "--said-on", "2026-11-22").stderr == ""


def test_dates_takes_words_without_quotes_and_a_pasted_bullet(call):
    assert call("dates", "by", "March", "2027").stdout.startswith("by March 2027: due by 31 March")
    assert call("dates", "- by March 2027").stdout.startswith("by March 2027: due by 31 March")
