"""Whether a source is well: what it brought against what it is expected to bring."""

from datetime import date

import pytest

from crawler.expectations import Expectations, judge
from db.health import Standing

EXPECTS = Expectations(every_days=7, at_least=100, fields={"text": 0.9, "published_at": 1.0})
RUN = {"outcome": "finished", "message": None, "scheduled": 50, "failed": 0, "pages_waiting": 0}
GOOD = {
    "live": 120,
    "newest": "2026-08-01",
    "filled": {"text": 0.95, "published_at": 1.0},
    "read": 50,
}


def verdict(*, run=None, expects=EXPECTS, is_whole=True, **standing):
    found = judge(
        expects, Standing(**(GOOD | standing)), RUN | (run or {}), date(2026, 8, 3),
        is_whole=is_whole,
    )  # fmt: skip
    return found.health, found.reason


def test_a_source_that_brings_what_it_should_is_healthy():
    assert verdict() == ("healthy", None)


FEW = "99 documents where at least 100 are expected"
DOWN = "robots.txt answers 503"


@pytest.mark.parametrize(
    ("health", "reason", "changes"),
    [
        ("broken", DOWN, {"run": {"outcome": "broken", "message": DOWN}}),
        ("degraded", "the run was stopped before its end", {"run": {"outcome": "killed"}}),
        ("broken", FEW, {"live": 99}),
        # While a first reading goes on over several nights, few is not too few.
        ("degraded", FEW, {"live": 99, "run": {"pages_waiting": 9}}),
        (
            "degraded",
            "nothing new for 8 days, where something is expected every 7",
            {"newest": "2026-07-26"},
        ),
        ("healthy", None, {"newest": "2026-07-27"}),
        ("degraded", "89% of 50 documents have text, not 90%", {"filled": {"text": 0.89}}),
        ("broken", "only 44% of 50 documents have text", {"filled": {"text": 0.44}}),
        ("healthy", None, {"filled": {}, "read": 0}),
        ("degraded", "11 of 50 pages failed", {"run": {"failed": 11}}),
        ("healthy", None, {"run": {"failed": 10}}),
        (
            "degraded",
            "2 of 50 pages failed and 9 were refused",
            {"run": {"failed": 2}, "refused": 9},
        ),
        (
            "degraded",
            "44 of 50 pages failed and 1 were refused",
            {"run": {"failed": 44}, "refused": 1},
        ),
        ("degraded", "no document of it is known", {"live": 0, "filled": {}, "is_whole": False}),
        ("healthy", None, {"run": {"failed": 2, "scheduled": 2}}),
        # A copy may be a part of the site: nobody can say how much it must hold.
        ("healthy", None, {"live": 3, "newest": "2020-01-01", "is_whole": False}),
        (
            "broken",
            "only 10% of 50 documents have text",
            {"filled": {"text": 0.1}, "is_whole": False},
        ),
        ("healthy", None, {"expects": None}),
    ],
)
def test_verdicts(health, reason, changes):
    assert verdict(**changes) == (health, reason)


def test_every_reason_is_named():
    health, reason = verdict(
        live=9, newest="2026-07-01", filled={"text": 0.1, "published_at": 0.99}
    )
    assert health == "broken"
    assert reason.split("; ") == [
        "only 10% of 50 documents have text",
        "9 documents where at least 100 are expected",
        "99% of 50 documents have published_at, not 100%",
        "nothing new for 33 days, where something is expected every 7",
    ]
