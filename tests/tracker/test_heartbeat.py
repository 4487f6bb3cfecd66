"""A missed run is noticed: by the service that waits for a sign, and by whoever asks the pages."""

import json
import logging
import socket
import time
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from db.connection import connect
from tests.web.browsing import served
from tracker.cli import main
from tracker.hold import hold
from tracker.publish import publish
from tracker.register.files import PACKAGED
from tracker.register.load import load
from tracker.runs import heartbeat
from tracker.runs.heartbeat import alive, beat
from tracker.setting import instant

SECRET = "5a1f-not-for-others"


def told(httpserver):
    return [request.full_path.rstrip("?") for request, _ in httpserver.log]


# Telling ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "exit_code", "asked"),
    [
        ("start", None, f"/ping/{SECRET}/start"),
        ("success", 0, f"/ping/{SECRET}"),
        ("fail", 1, f"/ping/{SECRET}/1"),
        ("fail", None, f"/ping/{SECRET}/fail"),
    ],
)
@pytest.mark.parametrize("slash", ["", "/"])
def test_the_service_is_told_as_it_expects(httpserver, state, exit_code, asked, slash):
    httpserver.expect_request(asked).respond_with_data("OK")
    address = httpserver.url_for(f"/ping/{SECRET}") + slash
    assert beat({"DELAYWATCH_HEARTBEAT": address}, state, exit_code) is None
    assert told(httpserver) == [asked]


def test_a_query_stays_behind_the_path(httpserver):
    httpserver.expect_request("/ping/start").respond_with_data("OK", status=202)
    address = f"{httpserver.url_for('/ping')}?create=1"
    assert beat({"DELAYWATCH_HEARTBEAT": address}, "start") is None
    assert told(httpserver) == ["/ping/start?create=1"]


@pytest.mark.parametrize("environ", [{}, {"DELAYWATCH_HEARTBEAT": "  "}])
def test_nobody_is_told_where_nobody_was_named(environ):
    assert beat(environ, "success", 0) is None


@pytest.mark.parametrize("status", [301, 404, 500])
def test_a_refusal_is_a_line_without_the_secret(httpserver, status, caplog):
    caplog.set_level(logging.DEBUG)
    httpserver.expect_request(f"/{SECRET}").respond_with_data(
        f"no {SECRET}", status=status, headers={"Location": f"/elsewhere/{SECRET}"}
    )
    line = beat({"DELAYWATCH_HEARTBEAT": httpserver.url_for(f"/{SECRET}")}, "success", 0)
    assert line == (
        f"DELAYWATCH_HEARTBEAT: the end of the run could not be told: the server answered {status}"
    )
    assert told(httpserver) == [f"/{SECRET}"]  # it is sent nowhere else
    assert not [log for log in caplog.records if log.name == "httpx" and SECRET in log.getMessage()]


def test_no_line_of_a_log_holds_the_secret(httpserver, caplog):
    caplog.set_level(logging.DEBUG)
    httpserver.expect_request(f"/{SECRET}").respond_with_data("OK")
    beat({"DELAYWATCH_HEARTBEAT": httpserver.url_for(f"/{SECRET}")}, "success", 0)
    ours = [log for log in caplog.records if log.name.startswith(("httpx", "httpcore"))]
    assert SECRET not in "".join(log.getMessage() for log in ours)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        (f"http://10.0.0.1/{SECRET}", "only https addresses are asked"),
        (f"https://user:{SECRET}", "no web address"),
        (SECRET, "no web address"),
        (f"https://{SECRET}\udcff/", "no web address"),
        (f"http://127.0.0.1:1/{SECRET}", "cannot be reached"),
        (f"https://nobody.invalid/{SECRET}", "cannot be reached"),
        (f"file:///{SECRET}", "no web address"),
    ],
)
def test_whatever_is_wrong_with_the_address_the_run_goes_on(address, reason):
    line = beat({"DELAYWATCH_HEARTBEAT": address}, "fail", 1)
    assert reason in line
    assert SECRET not in line


def test_a_service_that_never_answers_holds_nobody_up(monkeypatch):
    monkeypatch.setattr("tracker.outbound.PING_SECONDS", 0.3)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        started = time.monotonic()
        line = beat(
            {"DELAYWATCH_HEARTBEAT": f"http://127.0.0.1:{silent.getsockname()[1]}"}, "start"
        )
    assert "no answer within" in line
    assert time.monotonic() - started < 3


# Asking -------------------------------------------------------------------------------------

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
AS_OF = {"rowid": 1, "day": "2026-11-22", "release": 7, "published_at": "2026-11-22T05:00:00Z"}
SITE = "/delaywatch/as_of.json"


def asked(httpserver, answer, hours=26.0, now=NOW):
    httpserver.expect_request(SITE, query_string="_shape=array").respond_with_data(
        answer if isinstance(answer, str) else json.dumps(answer)
    )
    return alive(httpserver.url_for("/"), timedelta(hours=hours), now)


def test_a_run_of_last_night_is_well(httpserver):
    pulse = asked(httpserver, [AS_OF])
    assert pulse.line() == "release 7, counted for 2026-11-22, 25.0 hours old"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"published_at": "2026-11-22T03:59:59Z"}, "no run published for 26.0 hours"),
        # A hold makes a release of an old one: it is no run.
        ({"day": "2026-11-20", "published_at": "2026-11-23T05:00:00Z"}, "for 54.0 hours"),
        ({"day": "2026-11-24", "published_at": "2026-11-23T07:30:00Z"}, "lies in the future"),
    ],
)
def test_an_old_release_is_told_and_so_is_one_to_come(httpserver, changed, reason):
    with pytest.raises(heartbeat.Problem, match=reason):
        asked(httpserver, [AS_OF | changed])


@pytest.mark.parametrize(
    "answer",
    [
        "<html>Welcome to nginx!</html>", "[]", "{}", "null", "[1]", [AS_OF, AS_OF],
        [{"day": "2026-11-22"}], [AS_OF | {"day": 1}], [AS_OF | {"day": "9999-12-31"}],
        [AS_OF | {"published_at": "now"}], [AS_OF | {"release": None}], "", "[" * 99_999,
    ],
)  # fmt: skip
def test_what_is_no_delaywatch_is_said_to_be_none(httpserver, answer):
    with pytest.raises(heartbeat.Problem, match="what answers there is no delaywatch"):
        asked(httpserver, answer)


def call(*words):
    return CliRunner().invoke(main, ["heartbeat", *words])


def test_nobody_there_is_one_line_and_exit_code_1():
    done = call("http://127.0.0.1:1")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("delaywatch: http://127.0.0.1:1/delaywatch/as_of.json")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("hours", ["0", "-1", "nan", "1.5", "much", "9999999"])
def test_hours_that_make_no_sense_are_wrong_usage(hours):
    assert call("http://127.0.0.1:1", "--hours", hours).exit_code == 2


@pytest.mark.slow
def test_the_pages_say_how_old_they_are_and_a_hold_makes_them_no_younger(tmp_path):
    now = datetime.now(UTC)
    run_at = now - timedelta(days=3)
    db, folder = connect(tmp_path / "delaywatch.db"), tmp_path / "published"
    load(db, PACKAGED, run_at.date())
    publish(db, folder, run_at.date(), run_at)
    with served(folder) as site:
        done = call(site, "--hours", "73")
        assert (done.exit_code, done.stderr) == (0, "")
        assert "release 1, counted for" in done.stdout
        assert "72.0 hours old" in done.stdout
        assert call(site).exit_code == 1
    hold(db, folder, "social-care-green-paper", reason="is looked at", by="ed", at=instant(now))
    with served(folder) as site:
        done = call(site)
    assert done.exit_code == 1
    assert "(release 2, counted for" in done.stderr
