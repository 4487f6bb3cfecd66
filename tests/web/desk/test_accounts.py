"""Who may sign in: the file of the editors, and the commands that write it."""

import json
import stat
import subprocess
import sys

import pytest
from click.testing import CliRunner

from db.errors import Problem
from tests.tracker.pages import Desk
from web.desk import accounts
from web.desk.__main__ import main

PASSWORD = "four quiet lamps burn"


@pytest.fixture
def file(tmp_path):
    return accounts.beside(tmp_path / "delaywatch.db")


def call(file, *words, typed=""):
    words = [*words, "--db", str(file.parent / "delaywatch.db")]
    return CliRunner().invoke(main, words, input=typed, catch_exceptions=False)


def test_adding_listing_removing(file):
    assert call(file, "add", "Ada Byron", typed=f"{PASSWORD}\n{PASSWORD}\n").exit_code == 0
    assert call(file, "list").output.startswith("Ada Byron  since ")
    assert accounts.verified(file, "Ada Byron", PASSWORD)
    assert PASSWORD not in file.read_text()
    assert call(file, "remove", "Ada Byron").exit_code == 0
    assert call(file, "list").output == ""
    assert accounts.verified(file, "Ada Byron", PASSWORD) is None


def test_a_password_is_not_shown_while_it_is_typed(file):
    result = call(file, "add", "Ada", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert PASSWORD not in result.output


def test_only_the_owner_can_read_the_file(file):
    accounts.add(file, "Ada", PASSWORD, "2026-11-22")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in file.parent.iterdir()] == ["editors.json"]
    accounts.refuse_open(file)
    file.chmod(0o640)
    with pytest.raises(Problem, match="others can read this file - chmod 600"):
        accounts.refuse_open(file)


def test_hashes_are_slow_to_make_and_salted(file):
    for name in ("Ada", "Bert"):
        accounts.add(file, name, PASSWORD, "2026-11-22")
    first, second = (one.password.split("$") for one in accounts.editors(file).values())
    assert first[0] == "pbkdf2_sha256"
    assert int(first[1]) >= 480_000
    assert first[2:] != second[2:]


REFUSED = [
    ("Ada", "elevenchars", "at least 12 characters"),
    ("Bert", PASSWORD, "there is an editor of this name"),
    ("", PASSWORD, "is no name"),
    ("  Ada", PASSWORD, "is no name"),
    ("Ada\nByron", PASSWORD, "is no name"),
    ("<Ada>", PASSWORD, "is no name"),
    ("A" * 61, PASSWORD, "at most 60"),
    ("Ada\u202e", PASSWORD, "is no name"),
]


@pytest.mark.parametrize(("name", "password", "said"), REFUSED)
def test_what_is_no_name_or_no_password(file, name, password, said):
    accounts.add(file, "Bert", PASSWORD, "2026-11-22")
    before = file.read_text()
    with pytest.raises(Problem, match=said):
        accounts.add(file, name, password, "2026-11-22")
    assert file.read_text() == before


def test_whoever_is_not_there_cannot_be_removed(file):
    result = call(file, "remove", "Ada")
    assert result.exit_code == 1
    assert "there is no editor of this name - there are: none" in result.output


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"editors": {"Ada": 1}}', "\x00"])
def test_a_broken_file_is_told(file, text):
    file.write_text(text)
    result = call(file, "list")
    assert result.exit_code == 1
    assert "is no list of editors" in result.output


def test_the_secret_is_made_once_and_is_private(tmp_path):
    path = tmp_path / "delaywatch.db"
    made = accounts.secret(path)
    assert len(made) == 64
    assert accounts.secret(path) == made
    assert stat.S_IMODE((tmp_path / "desk-secret").stat().st_mode) == 0o600


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "desk.example"])
def test_it_listens_elsewhere_only_behind_https(tmp_path, host):
    path = Desk.fresh(tmp_path).path
    words = ["serve", "--db", str(path), "--published", str(tmp_path), "--host", host]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 1
    assert "passwords would go over the network unencrypted" in result.output
    assert "--behind-https" in result.output


def test_it_says_what_is_missing(tmp_path):
    words = ["serve", "--db", str(tmp_path / "no.db"), "--published", str(tmp_path)]
    assert "run `delaywatch init`" in CliRunner().invoke(main, words).output
    path = Desk.fresh(tmp_path).path
    words = ["serve", "--db", str(path), "--published", str(tmp_path), "--port", "0"]
    output = CliRunner().invoke(main, words).output
    assert "nobody can sign in yet: delaywatch editor add NAME" in output
    assert "nothing is published here yet" in output


def test_a_session_is_bound_to_the_password(file):
    accounts.add(file, "Ada", PASSWORD, "2026-11-22")
    first = accounts.editors(file)["Ada"].key
    accounts.remove(file, "Ada")
    accounts.add(file, "Ada", PASSWORD, "2026-11-22")
    assert accounts.editors(file)["Ada"].key != first
    assert first not in json.dumps(json.loads(file.read_text()))


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["editor", "list"], 0, "Ada  since 22 November 2026"),
        (["editor", "remove", "Bert"], 1, "there is no editor of this name - there are: Ada"),
        (["desk", "--host", "0.0.0.0"], 1, "passwords would go over the network unencrypted"),
    ],
)
def test_the_command_line_calls_it(file, words, code, said):
    accounts.add(file, "Ada", PASSWORD, "2026-11-22")
    path = Desk.fresh(file.parent).path
    command = [sys.executable, "-m", "tracker.cli", "--db", str(path), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert said in done.stdout + done.stderr
