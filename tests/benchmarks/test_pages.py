"""The part "pages": every kind of page is asked for, and what is said of it comes out."""

import re

import pytest

from benchmarks import pages
from benchmarks.pages.asking import Asked, ask, get
from benchmarks.pages.file import published
from benchmarks.pages.judged import Kept, Seen, bars
from benchmarks.pages.kinds import DIFFERENT, KINDS, Kind, addresses, anew
from benchmarks.pages.serving import ours
from web.routes import register_routes

SHARE = 0.002
# Files that are given out as they lie there, and addresses that lead to others.
NO_PAGES = {
    "/releases/latest/?", "/commitments/?", "/about-counting/?", "/data/delaywatch\\.db",
}  # fmt: skip
NAMES = {
    "commitment": ["a-plan"], "longest": ["a-plan"], "document": [3], "small_body": ["dh"],
    "body": ["dh"], "change": [1], "site": [2], "case": ["case-1"], "event": [4], "release": [1],
    "topic": ["care"], "year": ["2017"], "owner": ["DH"], "family": ["spring"], "n": [1, 2],
    "rare": ["zyzzyva"], "common": ["service"], "word": ["lighthouse"],
}  # fmt: skip


@pytest.mark.parametrize("pattern", [pattern for pattern, _ in register_routes()])
def test_every_route_is_a_kind_that_is_measured(pattern):
    found, missing = addresses(KINDS, NAMES)
    assert not missing
    paths = [path.partition("?")[0] for each in found.values() for path in each]
    is_measured = any(re.match(pattern, path) for path in paths)
    assert is_measured or pattern.strip("^$") in NO_PAGES


def test_addresses_go_through_the_names_of_a_file():
    found, missing = addresses(
        [Kind("row", "/rows/{row}?page={n}"), Kind("case", "/cases/{case}")],
        {"row": ["a b", "c"], "n": [1, 2, 3], "case": []},
    )
    assert found["row"][:3] == ["/rows/a+b?page=1", "/rows/c?page=2", "/rows/a+b?page=3"]
    assert len(found["row"]) == DIFFERENT
    assert missing == {"case": "the file has no case"}


def test_an_address_is_made_anew_by_a_word_that_no_page_looks_at():
    assert anew("/how", 7) == "/how?_=7"
    assert anew("/timeline?page=2", 8) == "/timeline?page=2&_=8"


def asked(*times, wall=20.0, errors=0):
    return Asked(times, cpu=1.0, wall=wall, errors=errors)


def seen(**pages):
    kept = {name: Kept([one], [many]) for name, (one, many) in pages.items()}
    table = Kept([asked(400.0, 400.0)], [asked(3000.0, 3000.0)])
    peers = {"Datasette, bare: /delaywatch/timeline": table}
    return Seen(dict.fromkeys(kept, 1.0), kept, peers, [asked(1.0, 1.0)], 20_000, 0, 99.0)


def test_bars_name_the_slowest_page_and_the_one_that_slows_down():
    held = bars(
        seen(
            quick=(asked(1.0, 2.0, wall=1.0), asked(9.0, 9.0, wall=9.0)),
            slow=(asked(300.0, 300.0), asked(900.0, 900.0, wall=20.0)),
            stuck=(asked(100.0, 100.0), asked(900.0, 900.0, wall=40.0, errors=2)),
        )
    )
    told = {bar.name.partition(",")[0]: (bar.value, bar.holds) for bar in held}
    assert told["p95 of the slowest page (slow)"] == (300.0, False)
    assert told["the same / Datasette's bare table page (/delaywatch/timeline)"] == (0.75, True)
    assert told["answers a second to 8 readers / to 1"] == (0.5, False)
    assert told["faults at 1 and at 8 readers"] == (2, False)
    assert told["bytes of /"] == (20_000, True)


@pytest.mark.slow
def test_the_part_runs_at_a_tiny_share(tmp_path, monkeypatch):
    for name, number in (("ONE_ASKS", 2), ("MANY_ASK", 8), ("PEER_ASKS", 2), ("KEPT_ASKS", 16)):
        monkeypatch.setattr(pages, name, number)
    found = pages.measure(SHARE, 1, tmp_path)
    assert found.size == {"commitments": 200, "documents": 2000}
    assert set(found.missing) <= {"/changes/site-<id>"}  # the made-up world has no such change
    names = [figure.name for figure in found.figures]
    assert len(names) == len(set(names))
    measured = [kind for kind in KINDS if kind.name not in found.missing]
    for kind in measured:
        assert {f"{kind.name}: {what}" for what in ("p95, 1 reader", "p95, 8 readers", "CPU")} <= {
            *names
        }
    grows = [figure for figure in found.figures if figure.grows]
    assert {figure.size for figure in grows} == {200}
    assert len(grows) == len(measured)
    held = {bar.name: bar.holds for bar in found.bars}
    assert len(held) == 7
    assert held["faults at 1 and at 8 readers"]
    assert held["bytes of /"]
    values = {figure.name: figure.median for figure in found.figures}
    assert values["/ to a reader who has it"] == 0


@pytest.mark.slow
def test_readers_at_once_ask_for_each_address_once(tmp_path):
    release = published(SHARE, tmp_path)
    assert published(SHARE, tmp_path) == release  # it is made once
    with ours(release) as site:
        paths = [anew("/how", turn) for turn in range(24)]
        told = ask(site, paths, readers=8, requests=24)
        assert (len(told.times), told.errors) == (24, 0)
        assert told.cpu > 0
        first, again = get(site, "/how"), get(site, "/how")
        assert first.body == again.body
        assert get(site, "/how", if_none_match=first.headers["etag"]).status == 304
        assert site.memory() > 20
