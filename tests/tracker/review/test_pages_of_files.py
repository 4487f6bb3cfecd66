"""On which page of a file it stands: at the desk, in the record, in the register, for readers."""

import pytest
import yaml

from tests.tracker.pages import BY_JUNE, LIGHTHOUSE, OFFICIAL, Desk, a_source, commitment, promise
from tracker.register.load import export
from tracker.review.lines import shown

FIRST = "There was fog on the coast."
SAID = "The Lighthouse Plan will be published by May 2027."
TEXT = f"{FIRST}\n{SAID}"
FILE = {"kind": "attachment", "url": "https://news.example/board.pdf", "title": "Board papers"}


@pytest.fixture
def desk(tmp_path):
    """A desk with a small register."""
    return Desk.fresh(tmp_path, LIGHTHOUSE)


def at_the_desk(desk, statement):
    import db.reviews as store

    found = store.statement(desk.db, statement["id"])
    return "\n".join(shown(desk.db, found, store.suggestions_of(desk.db, statement["id"])))


@pytest.mark.parametrize(
    ("page_starts", "page"),
    [
        ((0, len(FIRST) + 1), 2),
        ((0, 5, len(FIRST) + 1), 3),
        ((0, len(TEXT) - 1), 1),  # it begins there, and ends on the next
        ((0,), 1),
        ((), None),
    ],
)
def test_the_page_on_which_a_sentence_begins(desk, page_starts, page):
    [found] = desk.found(TEXT, page_starts=page_starts, **FILE)
    assert (f"Board papers, page {page}" in at_the_desk(desk, found)) == (page is not None)
    decided = desk.decide(found)
    source = desk.one("select url, page from event_sources where event_id = ?", decided.event_id)
    assert source == {"url": FILE["url"], "page": page}


def test_the_page_goes_on_to_a_corrected_step_of_the_register(desk):
    [found] = desk.found(TEXT, page_starts=(0, len(FIRST) + 1), **FILE)
    event = desk.one("select id from events where commitment = 'lighthouse-plan'")
    desk.decide(found, "same", event_id=event["id"])
    desk.register(commitment("lighthouse-plan", "Lighthouse Plan", promise(BY_JUNE, note="New.")))
    kept = desk.one(
        """select s.page from event_sources s join events e on e.id = s.event_id
           where e.retracted_on is null and s.origin = 'editor'"""
    )
    assert kept == {"page": 2}


def test_a_register_file_may_name_the_page_and_keeps_it(desk, tmp_path):
    paged = a_source("https://news.example/board.pdf", page=7)
    plan = commitment("lighthouse-plan", "Lighthouse Plan", promise(BY_JUNE, sources=[paged]))
    desk.register(plan)
    export(desk.db, tmp_path / "out")
    written = (tmp_path / "out" / "lighthouse-plan.yml").read_text()
    assert yaml.safe_load(written)["steps"][0]["sources"] == [paged]
    assert written.count("page:") == 1
    assert str(desk.register(plan).steps) == "0 inserted, 0 updated, 1 unchanged, 0 retracted"


@pytest.mark.parametrize("page", [0, -1, "7"])
def test_a_page_is_a_number_from_one(desk, page):
    paged = a_source("https://news.example/board.pdf", page=page)
    plan = commitment("lighthouse-plan", "Lighthouse Plan", promise(BY_JUNE, sources=[paged]))
    with pytest.raises(Exception, match="page"):
        desk.register(plan)


def test_only_a_source_of_a_step_has_a_page(desk):
    plan = commitment("lighthouse-plan", "Lighthouse Plan", promise(BY_JUNE))
    plan["outcome"]["sources"] = [a_source("https://news.example/board.pdf", page=7)]
    with pytest.raises(Exception, match="unknown field"):
        desk.register(plan)


def test_the_source_is_official(desk):
    """The page number says nothing of whose word it is."""
    [found] = desk.found(TEXT, page_starts=(0, len(FIRST) + 1), of=OFFICIAL, **FILE)
    desk.decide(found)
    assert desk.one("select kind from event_sources where page = 2") == {"kind": "official"}
