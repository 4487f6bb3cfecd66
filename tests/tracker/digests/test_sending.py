"""Everybody is told once: what is remembered, what is done after a kill, and what is refused."""

import logging
import os
import pwd
import threading

import pytest
from click.testing import CliRunner

from db import deliveries
from db import digests as known
from db.connection import connect, writing
from db.deliveries import Delivery
from db.errors import Busy
from tests.tracker.digests.conftest import AT, fog, lighthouse
from tests.web.released import BY_JUNE, BY_MAY, TO_2027
from tracker.cli import main
from tracker.digests.messages import digest_id
from tracker.digests.sending import Office, rehearse, send_all

FILE = {"name": "archive", "file": "{day}-{release}.md", "since": 1}


def files(sender):
    """The digests beside the file of readers, by name."""
    found = sorted(sender.config.parent.glob("*.md")) + sorted(sender.config.parent.glob("*.html"))
    return {path.name: path.read_text() for path in found}


def test_without_a_file_of_readers_there_is_nothing_to_do(sender):
    sent = sender.send()
    assert (sent.line(), sent.faults, sender.said) == ("no subscribers", [], [])


def test_a_file_names_the_release_and_its_day(sender):
    sent = sender.readers(FILE).send()
    assert (sent.line(), sent.faults) == ("1 sent", [])
    [(name, text)] = files(sender).items()
    assert name == "2026-06-03-3.md"
    assert text.startswith("# delaywatch: what is new in release 3")
    assert sender.told() == [("archive", "", -1, 1, "nothing"), ("archive", "", 1, 3, "told")]
    assert sender.states() == [("archive", "", 1, 3, "sent")]
    assert sender.send().line() == "0 sent, 1 had nothing new"


def test_a_file_may_be_html_and_have_paths_alone(sender):
    sender.environ.clear()
    sender.readers(FILE | {"format": "html", "file": "new.html"}).send()
    [text] = files(sender).values()
    assert '<a href="/commitments/lighthouse-plan">' in text


def test_a_new_reader_is_told_nothing_of_the_past(growing):
    growing.readers({"name": "archive", "file": "{release}.md"})
    assert growing.send().line() == "0 sent, 1 had nothing new"
    assert (files(growing), growing.told()) == ({}, [("archive", "", -1, 3, "nothing")])
    growing.releases.desk.register(lighthouse(BY_MAY), fog(BY_JUNE))
    growing.releases.publish("2026-06-04")
    assert growing.send().line() == "1 sent"
    assert list(files(growing)) == ["4.md"]


def test_who_had_nothing_to_be_told_is_told_what_was_wrong_by_then(growing):
    """A new plan is no news of theirs, and yet release 4 is what they know of it."""
    plans = lighthouse(BY_JUNE, TO_2027), fog(BY_JUNE, TO_2027)
    growing.readers({"name": "w", "file": "{release}.md", "topics": ["weather"]}).send()
    for day, due in ((4, BY_MAY), (5, BY_JUNE)):
        growing.releases.desk.register(*plans, fog(due) | {"slug": "new-plan", "title": "New"})
        growing.releases.publish(f"2026-06-0{day}")
        growing.send()
    assert growing.told()[1:] == [("w", "", 3, 4, "nothing"), ("w", "", 4, 5, "told")]
    assert "## Corrections" in files(growing)["5.md"]


def test_who_could_not_be_told_is_told_all_of_it_at_once_later(growing):
    """No pile of old messages: one, since what they were told last."""
    growing.readers(FILE | {"file": "no/{release}.md"})
    assert growing.send().line() == "0 sent, 1 failed"
    growing.releases.desk.register(lighthouse(BY_MAY), fog(BY_JUNE))
    growing.releases.publish("2026-06-04")
    (growing.config.parent / "no").mkdir()
    assert growing.send().line() == "1 sent"
    assert growing.states() == [("archive", "", 1, 3, "failed"), ("archive", "", 1, 4, "sent")]


@pytest.mark.slow
def test_with_each_release_be_there_nothing_new(growing):
    growing.readers(FILE | {"only_when": "release", "topics": ["weather"], "since": 3})
    assert growing.send().line() == "0 sent, 1 had nothing new"
    growing.releases.desk.register(
        lighthouse(BY_MAY), fog(BY_JUNE), lighthouse(BY_JUNE) | {"slug": "new", "title": "New"}
    )
    growing.releases.publish("2026-06-04")
    growing.send()
    [text] = files(growing).values()
    assert "release 4" in text
    growing.releases.desk.register(lighthouse(BY_MAY), fog(BY_JUNE))
    assert growing.releases.publish("2026-06-05") == 5
    assert growing.send().line() == "1 sent"
    assert (
        "Nothing of what you asked for is new since release 4." in list(files(growing).values())[1]
    )
    assert growing.send().line() == "0 sent, 1 had nothing new"


def test_the_same_text_is_not_written_again(sender, tmp_path):
    path = tmp_path / "digest.md"
    sender.readers(FILE | {"file": str(path)}).send()
    before = path.stat()
    sender.releases.desk.db.execute("delete from digests")
    sender.send()
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


WRONG = [
    ({"bodies": ["nhs-engalnd"]}, "bodies: there never was nhs-engalnd"),
    ({"topics": ["the moon"]}, "topics: there never was the moon"),
    ({"commitments": ["a", "b"]}, "commitments: there never was a or b"),
    ({"since": 9}, "since: there is no release 9 yet: the newest is 3"),
    ({"file": "no/such/folder.md"}, "/no/such: there is no such folder - as root: install -d -o "),
]


@pytest.mark.parametrize(("more", "words"), WRONG)
def test_a_fault_of_one_keeps_no_other_from_being_told(sender, more, words):
    sent = sender.readers({**FILE, "name": "wrong", **more}, FILE).send()
    assert sent.line() == "1 sent, 1 failed"
    assert sent.faults[0].startswith("wrong: ")
    assert words in sent.faults[0]
    assert list(files(sender)) == ["2026-06-03-3.md"]
    assert [row for row in sender.told() if row[0] == "wrong" and row[-1] == "told"] == []


def test_a_folder_that_is_anothers_is_named_with_what_to_do(sender, monkeypatch):
    (sender.config.parent / "theirs").mkdir()
    monkeypatch.setattr("os.access", lambda path, _: not str(path).endswith("theirs"))
    sent = sender.readers(FILE | {"file": "theirs/{release}.md"}).send()
    folder, user = sender.config.parent / "theirs", pwd.getpwuid(os.geteuid()).pw_name
    [fault] = sent.faults
    assert f"{folder}: this folder cannot be written by {user} - as root: install -d" in fault
    assert f"-o {user} {folder}; the next run tries again" in fault


def test_a_file_of_readers_with_faults_sends_nothing(sender):
    sender.readers(FILE, {"name": "b"})
    sent = sender.send()
    assert sent.line() == "nothing was sent: there are faults in subscribers.yml"
    assert sent.faults[0].startswith(f"{sender.config}:")
    assert files(sender) == {}


def test_before_anything_is_published(sender, tmp_path):
    sender.releases.folder = tmp_path / "none"
    sent = sender.readers(FILE).send()
    assert "nothing is published here yet" in sent.faults[0]


def test_only_one_of_them(sender):
    other = FILE | {"name": "other", "file": "other.md"}
    assert sender.readers(FILE, other).send(only="other").line() == "1 sent"
    assert list(files(sender)) == ["other.md"]
    sent = sender.send(only="nobody")
    assert "no reader is called nobody" in sent.faults[0]
    assert "there are: archive, other" in sent.faults[0]


def test_a_rehearsal_says_it_and_does_nothing(sender):
    new = FILE | {"name": "new", "since": "now"}
    sent = sender.readers(FILE, new, FILE | {"name": "w", "topics": ["x"]}).send(rehearse)
    assert sender.said == [
        "archive, by file ({day}-{release}.md): 4 to tell of releases 2 to 3",
        "new, by file ({day}-{release}.md): nothing new since release 3",
    ]
    assert "there never was x" in sent.faults[0]
    assert (files(sender), sender.told(), sender.states()) == ({}, [], [])
    sender.send(rehearse, only="archive")
    assert "# delaywatch: what is new in release 3" in sender.said[1]


# ----------------------------------------------------------------------------- after a kill, twice


def left_open(sender, channel, recipient="", sha256="0" * 64):
    """A try that began, and of which nobody wrote down how it ended."""
    its_id = digest_id("archive", recipient, 1, 3)
    delivery = Delivery("archive", recipient, channel, 1, 3, sha256, its_id)
    with writing(sender.db):
        known.begin(sender.db, "archive", recipient, release=1, at=AT)
        deliveries.begin(sender.db, delivery, AT)


@pytest.mark.parametrize("channel", ["mail", "webhook"])
def test_what_a_kill_left_counts_as_told_and_is_said_once(sender, mail, httpserver, channel):
    reader = {"name": "archive", "mail": "ada@x.example"}
    if channel == "webhook":
        reader = {"name": "archive", "webhook": "HOOK"}
    recipient = reader.get("mail", "")
    sender.readers(reader, HOOK=httpserver.url_for("/"), **mail.environ())
    left_open(sender, channel, recipient)
    sent = sender.send()
    assert sent.line() == "0 sent, 1 had nothing new, 1 may not have arrived"
    assert "the program was stopped while it sent this" in sent.faults[0]
    assert "delaywatch digest --again archive" in sent.faults[0]
    assert (mail.taken, httpserver.log) == ([], [])
    assert sender.send().faults == []
    assert sender.states() == [("archive", recipient, 1, 3, "unknown")]


@pytest.mark.parametrize("there", [None, "", "something else"])
def test_a_file_can_be_looked_at_after_a_kill(sender, there):
    sender.readers(FILE)
    left_open(sender, "file")
    path = sender.config.with_name("2026-06-03-3.md")
    if there is not None:
        path.write_text(there)
    assert sender.send().line() == "1 sent"
    assert path.read_text().startswith("# delaywatch")
    assert [state for *_, state in sender.states()] == ["failed", "sent"]
    [row] = sender.releases.desk.rows("select sha256 from deliveries where state = 'sent'")
    sender.db.execute("delete from deliveries")
    sender.db.execute("delete from digests")
    left_open(sender, "file", sha256=row["sha256"])
    assert sender.send().line() == "0 sent, 1 had nothing new"
    assert [state for *_, state in sender.states()] == ["sent"]


def test_again_tells_what_was_in_doubt_and_no_more(growing, mail):
    growing.readers({"name": "archive", "mail": "ada@x.example"}, **mail.environ())
    left_open(growing, "mail", "ada@x.example")
    growing.releases.desk.register(lighthouse(BY_MAY), fog(BY_JUNE))
    growing.releases.publish("2026-06-04")
    assert growing.send().line() == "1 sent, 1 may not have arrived"
    mail.faults["RCPT"] = ["550 no"]
    sent = growing.again("archive")
    assert "give the same command once more" in sent.faults[0]
    assert growing.again("archive").line() == "1 sent"
    fourth, third = (taken.message.get_body(("plain",)).get_content() for taken in mail.taken)
    assert "release 4" in fourth
    assert "release 3" in third
    assert "release 4" not in third
    assert growing.send().line() == "0 sent, 1 had nothing new"
    assert growing.again("archive").line() == "0 sent"


def test_two_at_once_do_not_tell_twice(sender, mail):
    sender.readers({"name": "archive", "mail": "ada@x.example", "since": 1}, **mail.environ())
    gate, usual = threading.Event(), mail.fault

    def waits(*stages):
        if "MAIL" in stages:
            gate.wait(10)
        return usual(*stages)

    mail.fault = waits
    done = []

    def other():
        db = connect(sender.releases.desk.path)
        office = Office(db, sender.releases.folder, sender.config, sender.environ, AT, print)
        done.append(send_all(office))

    thread = threading.Thread(target=other)
    thread.start()
    while not mail.heard:
        pass
    with pytest.raises(Busy, match="digests are being sent already"):
        sender.send()
    gate.set()
    thread.join()
    assert done[0].line() == "1 sent"
    assert len(mail.taken) == 1
    assert sender.send().line() == "0 sent, 1 had nothing new"


# -------------------------------------------------------------------------------- what is secret

PASSWORD, PATH = "correct-horse-battery", "/services/T0/B0/verysecretindeed"


def test_no_secret_is_said_logged_or_kept(sender, mail_server, trusted, httpserver, caplog):
    """Neither where all is well nor where a server says it back to us."""
    caplog.set_level(logging.DEBUG)
    mail = mail_server(trusted)
    echo = {"status": 503, "response_data": PATH, "headers": {"Retry-After": PATH}}
    httpserver.expect_request(PATH).respond_with_data(**echo)
    sender.readers(
        {"name": "a", "mail": ["ada@x.example", "bob@x.example"], "since": 1},
        {"name": "b", "webhook": "HOOK", "since": 1},
        {"name": "c", "webhook": "CLOSED", "since": 1},
        {"name": "d", "webhook": "WRONG", "since": 1},
        HOOK=httpserver.url_for(PATH),
        CLOSED=f"http://127.0.0.1:1{PATH}",
        WRONG=f"http://hooks.example{PATH}",
        **mail.environ(
            DELAYWATCH_SMTP_TLS="starttls", DELAYWATCH_SMTP_USER="watch-user",
            DELAYWATCH_SMTP_PASSWORD=PASSWORD,
        ),
    )  # fmt: skip
    mail.faults["RCPT bob@x.example"] = [f"550 {PASSWORD} {httpserver.url_for(PATH)}"]
    sent = sender.send()
    assert sent.line() == "1 sent, 4 failed"
    sender.send(rehearse)
    logged = [one.getMessage() for one in caplog.records if one.name != "werkzeug"]  # the server's
    said = "\n".join((*sent.faults, *sender.said, *logged, repr(sender.states())))
    sender.db.execute("pragma wal_checkpoint(truncate)")
    kept = b"".join(path.read_bytes() for path in sender.config.parent.iterdir() if path.is_file())
    for secret in (PASSWORD, "verysecretindeed", "watch-user"):
        assert secret not in said
        assert secret.encode() not in kept
    assert "550 [secret] [secret]" in sent.faults[0]


# ------------------------------------------------------------------------------------ the command


@pytest.fixture
def run(sender, monkeypatch):
    """The command, over these releases."""

    def run(*words, code=0):
        # The command looks beside the database for what is published.
        beside = sender.releases.desk.path.with_name("published")
        if not beside.exists():
            beside.symlink_to(sender.releases.folder)
        done = CliRunner().invoke(main, ["digest", "--db", str(sender.releases.desk.path), *words])
        assert done.exit_code == code, done.output
        return done

    return run


def test_the_command_sends_and_ends_with_1_where_one_could_not_be_told(sender, run, monkeypatch):
    sender.readers(FILE)
    assert "4 to tell of releases 2 to 3" in run("--dry-run").stdout
    assert run("--send").stdout.splitlines()[-1] == "1 sent"
    assert run("--send").stdout == "0 sent, 1 had nothing new\n"
    sender.readers(FILE, {"name": "desk", "webhook": "DESK_WEBHOOK"})
    done = run("--send", code=1)
    assert "delaywatch: desk: a digest that is sent needs the public address" in done.stderr
    monkeypatch.setenv("DELAYWATCH_URL", "https://delays.example")
    said = run("--send", code=1).stderr
    assert "the variable DESK_WEBHOOK is not set" in said
    assert "by hand on a server: WITH_SECRETS=yes delaywatch" in said
    assert run("--send", "--to-reader", "archive").stdout == "0 sent, 1 had nothing new\n"
    assert "nothing of which" in run("--again", "archive").stdout


USAGE = [
    (["--send", "--since", "1"], 2, "are for one text"), (["--dry-run", "--to", "x"], 2, "one"),
    (["--send", "--dry-run"], 2, "give one of"), (["--send", "--again", "a"], 2, "give one of"),
    (["--to-reader", "a"], 2, "go with --send"), (["--again", "a", "--to-reader", "a"], 2, "whom"),
    (["--send"], 1, "there is no file of subscribers here"),
    (["--send", "--subscribers", "nowhere.yml"], 1, "nowhere.yml: there is no file"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "code", "said"), USAGE, ids=str)
def test_what_does_not_go_together(run, words, code, said):
    assert said in run(*words, code=code).output


def test_no_secret_can_be_given_as_a_word():
    """The words of a process are there for all to read."""
    options = {name for one in main.commands["digest"].params for name in one.opts}
    assert not any(word in name for name in options for word in ("password", "token", "webhook"))
