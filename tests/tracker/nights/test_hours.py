"""What a run may be given: a time that there is, and a fault where none was left for anything."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from unittest.mock import MagicMock

import pytest
from click.testing import CliRunner

from db import ledger
from db.connection import connect, writing
from tracker.cli import main
from tracker.runs import steps as steps_module
from tracker.runs.steps import Done, Night, Wish, crawl


@pytest.mark.parametrize("hours", ["0", "-0.0", "-1", "nan", "NaN", "inf", "-inf", "49", "soon"])
def test_a_time_that_is_none_is_wrong_usage_and_no_run(tmp_path, hours):
    words = ["--db", str(tmp_path / "d.db"), "run", "--hours", hours]
    done = CliRunner().invoke(main, words)
    assert (done.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert "'--hours'" in done.stderr


PUT_OFF = {"level": "info", "text": "no time was left for nhse_news: ...", "put_off": 1}
NOT_DUE = {"level": "info", "text": "visited lately enough: nhse_news"}


@pytest.mark.parametrize(
    ("said", "requests", "outcome"),
    [
        (PUT_OFF, None, "broken"), (PUT_OFF, 0, "broken"), (PUT_OFF, 3, "finished"),
        (NOT_DUE, None, "finished"), (NOT_DUE, 0, "finished"),
    ],
)  # fmt: skip
def test_a_crawl_whose_time_reached_no_source_is_not_well(
    tmp_path, monkeypatch, said, requests, outcome
):
    path = tmp_path / "d.db"
    with writing(db := connect(path)):
        run_id = ledger.start_run(db, "run", "2026-08-03", "2026-08-03T09:00:00Z")
    rows = [] if requests is None else [
        {"source": "htn_news", "outcome": "killed", "health": "degraded", "requests": requests,
         "new_documents": 0, "new_versions": 0}
    ]  # fmt: skip
    db.close()
    monkeypatch.setattr(steps_module, "sources", lambda *_: rows)

    def listen(*_, hear, **__):
        hear(json.dumps(said))
        return 0, False

    monkeypatch.setattr(steps_module, "listen", listen)
    now = datetime(2026, 8, 3, 9, tzinfo=UTC)
    setting = SimpleNamespace(db=path, as_of=now.date(), now=now)
    done = crawl(Night(setting, MagicMock(), run_id, Wish(hours=0.001)))
    assert done.outcome == outcome
    if outcome == "broken":
        words = "no source was asked: no time was left (--hours 0.001); give the run more"
        assert done.message == words
    else:
        assert done == Done(done.result)
