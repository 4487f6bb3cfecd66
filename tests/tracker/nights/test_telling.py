"""What a run says: on a terminal, in a log of words, in a log of JSON."""

import io
import json
import os
import pty
import subprocess
import sys

import pytest

from tracker.runs.telling import FORMS, Log, Terminal, teller
from tracker.wording import plain

STRANGE = 'two\nlines, a "quote", a=b, \x1b[31mred\x1b[0m, \u202e, \ud800, é, 日'


def lines_of(capsys):
    said = capsys.readouterr()
    return said.out.splitlines(), said.err.splitlines()


def test_a_log_has_a_line_an_event_with_its_instant_and_its_run(capsys):
    told = teller("lines")
    told.bind(run=7)
    told.say("crawl: 2 sources read", step="crawl", seconds=1.5)
    told.warn("nhse_news: cannot be read", step="crawl")
    told.warn("a page has no day", level="warning")
    first, second, third = lines_of(capsys)[0]
    assert first.startswith("timestamp=")
    assert 'level=info event="crawl: 2 sources read" run=7' in first
    assert "step=crawl" in first
    assert "seconds=1.5" in first
    assert "level=error" in second
    assert "level=warning" in third


@pytest.mark.parametrize("text", [STRANGE, "", " ", "x" * 100_000])
def test_each_line_of_json_can_be_read_and_says_what_was_said(capsysbinary, text):
    told = Log(as_json=True)
    told.say(text, source=text, path=object())
    out = capsysbinary.readouterr().out
    assert out.count(b"\n") == 1
    found = json.loads(out)
    assert found["event"] == plain(text).replace("\ud800", "?")
    assert found["level"] == "info"


@pytest.mark.parametrize("text", [STRANGE, "a\r\nb", "\u2028", "\x85"])
def test_no_text_makes_a_second_line_of_a_log(capsysbinary, text):
    Log(as_json=False).say(text, title=text)
    assert len(capsysbinary.readouterr().out.splitlines()) == 1


def test_how_far_it_is_is_not_said_at_every_step(capsys):
    told = teller("lines")
    for done in range(1000):
        told.progress("texts read", done, 1000)
    assert len(lines_of(capsys)[0]) == 1


def test_a_log_tells_the_report_in_its_first_line_for_the_rest_stands_in_it(capsys):
    teller("json").report(iter(["Run 7: ended well.", "  crawl: finished"]), exit_code=0)
    [line] = lines_of(capsys)[0]
    assert json.loads(line)["event"] == "Run 7: ended well."
    assert json.loads(line)["exit_code"] == 0


def test_words_have_results_apart_from_faults_and_the_whole_report(capsys):
    text = teller("text")
    text.progress("texts read", 1, 2)  # no bar where there is no terminal
    text.say("published: release 1", step="publish")
    text.warn("nhse_news: cannot be read")
    text.report(["Run 7: ended well.", "  crawl: finished"])
    out, err = lines_of(capsys)
    assert out == ["published: release 1", "", "Run 7: ended well.", "  crawl: finished"]
    assert err == ["nhse_news: cannot be read"]


def test_auto_is_words_on_a_terminal_and_a_log_elsewhere(monkeypatch):
    assert isinstance(teller("auto"), Log)
    main, other = pty.openpty()
    with os.fdopen(other, "w") as terminal, os.fdopen(main):
        monkeypatch.setattr("sys.stderr", terminal)
        assert isinstance(teller("auto"), Terminal)
    assert set(FORMS) == {"auto", "text", "lines", "json"}


@pytest.mark.parametrize("form", ["text", "lines", "json"])
def test_a_log_that_cannot_be_written_ends_no_run(form, monkeypatch):
    with open("/dev/full", "wb", buffering=0) as full:  # noqa: PTH123 - no buffer that fails later
        monkeypatch.setattr("sys.stdout", io.TextIOWrapper(full, write_through=True))
        monkeypatch.setattr("sys.stderr", io.TextIOWrapper(full, write_through=True))
        with pytest.raises(OSError, match="No space"):
            sys.stdout.write("x")
        told = teller(form)
        told.say("published: release 1")
        told.warn("nhse_news: cannot be read")
        told.report(["Run 7: ended well."])
        monkeypatch.undo()


@pytest.mark.parametrize("form", FORMS)
def test_closed_streams_end_no_run(form, monkeypatch):
    monkeypatch.setattr("sys.stdout", None)
    monkeypatch.setattr("sys.stderr", None)
    Log(as_json=True).say("published: release 1")
    told = teller(form)
    told.progress("texts read", 1, 2)
    told.say("published: release 1")
    told.warn("nhse_news: cannot be read")
    told.report(["Run 7: ended well."])


def test_what_is_opened_after_closed_streams_is_none_of_them():
    """The lock, say: as number 1 the crawler, whose output is heard, would not hold it."""
    script = (
        "import os, sys; from tracker.runs.telling import teller; teller('lines').say('x');"
        "print('heard nowhere'); sys.exit(os.open('/dev/null', os.O_RDONLY))"
    )
    closed = ["/bin/sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", sys.executable, "-c", script]
    assert subprocess.run(closed, check=False).returncode > 2
