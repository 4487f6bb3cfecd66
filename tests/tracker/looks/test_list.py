"""What is to be looked for today, with what, and how it is recorded."""

from datetime import date
from typing import get_args

import pytest

from db.commitments import save_look, set_as_of
from db.connection import writing
from db.errors import Problem
from tests.suggested import suggest_delivery
from tests.tracker.pages import BY_JUNE, DHSC, TODAY, Desk, commitment, promise
from tracker.commands.looks import KINDS
from tracker.looks import (
    Look,
    due_count,
    due_list,
    prefilled,
    record_look,
    subject,
    take_back,
    waiting_for_review,
)
from tracker.looks.searches import searches
from tracker.register.model import Commitment

PLAN = "lighthouse-plan"
CHECKED = {"checked": {"against": "original", "by": "Ada", "on": "2026-02-01"}}
PROMISED = promise(BY_JUNE, **CHECKED)
LIGHTHOUSE = commitment(PLAN, "Lighthouse Plan", PROMISED, aliases=["Plan for Lights"])


def said(event, on="2026-03-01", due=None, **more):
    return promise(due, event=event, made_on=on, **more)


def looked(desk, day, result="not_found", slug=PLAN, **more):
    look = {"commitment": slug, "looked_on": day, "result": result, "note": "Looked."}
    with writing(desk.db):
        save_look(desk.db, look | more)


@pytest.fixture
def desk(tmp_path):
    return Desk.fresh(tmp_path, LIGHTHOUSE)


LOOKS = [
    # looks so far, the status, why it is in the list (None: it is not)
    ([], "unchecked", "nobody has looked yet"),
    (["2026-06-29"], "unchecked", "nobody has looked since 29 June 2026, before its date passed"),
    (["2026-06-30"], "unchecked", "nobody has looked since 30 June 2026, before its date passed"),
    (["2026-07-01"], "unchecked", "last looked for on 1 July 2026, 144 days ago"),
    (["2026-08-21"], "unchecked", "last looked for on 21 August 2026, 93 days ago"),
    (["2026-08-22"], "overdue", "the look of 22 August 2026 counts until today"),
    (["2026-08-23"], "overdue", None),
    (["2026-11-22"], "overdue", None),
    (["2026-07-01", "2026-11-01"], "overdue", None),
    (["2026-11-01 unclear"], "unchecked", None),
    (["2026-08-21 unclear"], "unchecked", "last looked for on 21 August 2026, 93 days ago"),
    (["2026-11-01 found"], "being_checked", None),
    (["2026-08-21 found"], "being_checked", "last looked for on 21 August 2026, 93 days ago"),
    (["2026-06-01 found"], "unchecked", "nobody has looked since 1 June 2026, before its date"),
]


@pytest.mark.parametrize(("looks", "status", "why"), LOOKS)
def test_what_nobody_has_looked_for_since_its_date_or_lately(desk, looks, status, why):
    for look in looks:
        looked(desk, *look.split())
    found = due_list(desk.db, TODAY)
    assert due_count(desk.db, TODAY) == len(found)
    assert subject(desk.db, PLAN, TODAY).due.status == status
    assert [one.slug for one in found] == ([PLAN] if why else [])
    if why:
        assert why in found[0].why


ROWS = {
    "not yet due": [promise(("by 2027", "deadline", None, "2027-12-31"))],
    "due today": [promise(("by 22 November", "deadline", None, "2026-11-22"))],
    "no date": [promise(("in due course", "open", None, None))],
    "delivered": [PROMISED, said("delivered")],
    "dropped": [PROMISED, said("dropped")],
    "paused": [PROMISED, said("paused")],
    "put back": [PROMISED, said("slipped", due=("by 2027", "deadline", None, "2027-12-31"))],
}


@pytest.mark.parametrize("steps", ROWS.values(), ids=ROWS)
def test_what_is_not_to_be_looked_for(tmp_path, steps):
    ended = {"delivered": "delivered", "dropped": "dropped", "paused": "paused"}
    status = ended.get(steps[-1]["event"], "awaited")
    desk = Desk.fresh(tmp_path, commitment("plan", "Plan", *steps, status=status))
    assert due_list(desk.db, TODAY) == []


def test_the_oldest_claim_comes_first_and_the_rest_is_counted(tmp_path):
    days = {"c": "2026-06-30", "a": "2025-01-31", "b": "2025-06-30", "d": "2026-06-30"}
    desk = Desk.fresh(tmp_path, *(
        commitment(slug, f"Plan {slug}", promise(("by then", "deadline", None, day)),
                   followed_until="2026-01-12")
        for slug, day in days.items()
    ))  # fmt: skip
    assert [one.slug for one in due_list(desk.db, TODAY)] == ["a", "b", "c", "d"]
    assert [one.slug for one in due_list(desk.db, TODAY, limit=2)] == ["a", "b"]
    assert due_count(desk.db, TODAY) == 4


def test_each_kind_has_its_own_list(tmp_path):
    desk = Desk.fresh(tmp_path, commitment(PLAN, "Review", PROMISED, kind="review_date"))
    assert due_list(desk.db, TODAY) == []
    assert [one.slug for one in due_list(desk.db, TODAY, "review_date")] == [PLAN]
    assert get_args(Commitment.model_fields["kind"].annotation) == KINDS


def test_what_awaits_a_decision_is_decided_and_not_looked_for(desk):
    with writing(desk.db):
        suggest_delivery(desk.db, PLAN, "Lighthouse Plan published")
    assert due_list(desk.db, TODAY) == []
    [waits] = waiting_for_review(desk.db, TODAY)
    assert (waits.slug, waits.why) == (
        PLAN,
        "a page seems to be it: decide in `delaywatch review`",
    )


def test_it_counts_for_the_day_that_is_asked_and_keeps_nothing(desk):
    with writing(desk.db):
        set_as_of(desk.db, "2026-11-22")
    assert due_list(desk.db, date(2026, 6, 30)) == []
    assert len(due_list(desk.db, date(2026, 7, 1))) == 1
    assert desk.db.execute("select day from as_of").fetchall() == [("2026-11-22",)]


def test_it_reads_while_another_program_writes(desk):
    """The list of the day that stands in the database is read without waiting for a crawl."""
    with writing(desk.db):
        set_as_of(desk.db, TODAY.isoformat())
    other = Desk(desk.path)
    other.db.conn.execute("pragma busy_timeout = 0")
    with writing(desk.db):
        assert len(due_list(other.db, TODAY)) == 1


# --------------------------------------------------------------------- all that helps with looking


def test_what_was_said_last_with_its_source(desk):
    found = subject(desk.db, PLAN, TODAY)
    assert found.sentence.startswith("Due by 30 June 2026 (“by June 2026”). That date has passed;")
    assert found.said_last["due_phrase"] == "by June 2026"
    assert found.said_last["url"] == "https://news.example/before"
    assert found.last_look is None


def test_the_last_look_with_where_and_for_which_words(desk):
    looked(desk, "2026-07-01", place="https://news.example/?q=lamp", words="lamp", looked_by="Ada")
    look = subject(desk.db, PLAN, TODAY).last_look
    assert look == {
        "looked_on": "2026-07-01", "looked_as": "an editor", "result": "not_found",
        "place": "https://news.example/?q=lamp", "words": "lamp", "note": "Looked.",
    }  # fmt: skip


def test_pages_of_the_crawl_that_may_be_it_newest_first(desk):
    titles = {
        1: ("The Lighthouse Plan", "2026-07-02"),
        2: ("Plan for the Lights of the coast", "2026-08-02"),
        3: ("Lighthouse cleaned", "2026-09-02"),
        4: ("Lighthouse Plan: what is in it", None),
    }
    for number, (title, day) in titles.items():
        desk.page(
            "Fog.", url=f"https://news.example/{number}", title=title, published_at=day,
            native_id=str(number),
        )  # fmt: skip
    found = subject(desk.db, PLAN, TODAY).candidates
    assert [row["url"][-1] for row in found] == ["2", "1", "4"]
    assert {row["found"] for row in found} == {"has its name in its title"}


def test_what_seems_to_be_a_delivery_comes_first(desk):
    desk.page("Fog.", url="https://news.example/1", title="Lighthouse Plan", published_at=None)
    with writing(desk.db):
        suggest_delivery(desk.db, PLAN, "A page")
    first, *_ = subject(desk.db, PLAN, TODAY).candidates
    assert (first["title"], first["found"]) == ("A page", "seems to be said to have come")


def test_a_copy_of_a_site_holds_no_candidates(desk):
    desk.page("Fog.", title="Lighthouse Plan", origin="copy")
    assert subject(desk.db, PLAN, TODAY).candidates == ()


def test_how_its_sources_were_when_they_were_last_read(desk):
    desk.page("Fog.")
    with writing(desk.db):
        for run, day, health in ((1, "2026-10-01", "healthy"), (2, "2026-11-01", "broken")):
            desk.db.execute(
                "insert into runs (id, command, as_of, started_at) values (?, 'crawl', ?, '')",
                [run, day],
            )
            desk.db.execute(
                """insert into run_sources (run_id, source, origin, health) values (?, 'news',
                     'site', ?)""",
                [run, health],
            )
    [source] = subject(desk.db, PLAN, TODAY).covered_by
    assert source == {
        "title": "Coast News", "health": "broken", "read_on": "2026-11-01",
        "last_healthy_on": "2026-10-01",
    }  # fmt: skip


def test_nobody_looks_for_what_is_not_on_record(desk):
    with pytest.raises(Problem, match="no commitment of this name"):
        subject(desk.db, "no-such-plan", TODAY)


# --------------------------------------------------------------------- ready searches

ENGLAND = "https://www.england.nhs.uk"
GOVUK = "https://www.gov.uk/search/all?keywords="


SEARCHES = [
    # bodies; the addresses for "the plan", in order
    (["nhs-england"], [
        f"{ENGLAND}/publication/?filter-keyword=the+plan",
        f"{ENGLAND}/news/?filter-keyword=the+plan",
        f"{GOVUK}the+plan&organisations%5B%5D=nhs-england&order=relevance",
        f"{GOVUK}the+plan&order=relevance",
    ]),
    ([DHSC], [
        f"{GOVUK}the+plan&organisations%5B%5D={DHSC}&order=relevance",
        f"{GOVUK}the+plan&order=relevance",
    ]),
    (["coast-board"], [
        f"{GOVUK}the+plan&order=relevance",
        "https://duckduckgo.com/?q=the+plan",
    ]),
    ([], [f"{GOVUK}the+plan&order=relevance", "https://duckduckgo.com/?q=the+plan"]),
]  # fmt: skip


@pytest.mark.parametrize(("bodies", "addresses"), SEARCHES)
def test_its_own_site_comes_first_then_gov_uk(bodies, addresses):
    assert [search.address for search in searches(["the plan"], bodies)] == addresses


def test_each_name_is_searched_for_the_title_first():
    found = searches(["The Plan", "A & B"], ["nhs-england"])
    assert [search.words for search in found[:2]] == ["The Plan", "A & B"]
    assert found[1].address == f"{ENGLAND}/publication/?filter-keyword=A+%26+B"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("10 Year Plan (refresh of the old one)", "10 Year Plan"),
        ("SAMPLE: Lamp plan", "Lamp plan"),
        ("(untitled)", "(untitled)"),
    ],
)
def test_what_is_said_aside_is_not_searched_for(name, words):
    assert searches([name], [])[0].words == words


def test_what_only_lists_comes_last_and_claims_no_words():
    last = searches(["the plan", "a plan"], ["nhs-digital"])[-1]
    assert last.site == "NHS Digital, publications by day"
    assert (last.words, "plan" in last.address) == ("", False)


def test_a_body_that_is_no_more_is_looked_for_at_what_took_its_place(tmp_path):
    step = promise(BY_JUNE, promised_by="nhs-digital")
    file = commitment(PLAN, "Lighthouse Plan", step)
    file["responsible"] = [{"body": "nhs-digital", "role": "lead"}]
    found = subject(Desk.fresh(tmp_path, file).db, PLAN, TODAY).searches
    sites = list(dict.fromkeys(search.site for search in found))
    assert sites[:2] == ["NHS England, publications", "NHS England, news"]


# --------------------------------------------------------------------- recording


def test_a_key_records_the_first_search_and_its_words(desk):
    look = prefilled(subject(desk.db, PLAN, TODAY), "not_found", TODAY, "Ada")
    assert look == Look(
        PLAN, TODAY, f"{ENGLAND}/publication/?filter-keyword=Lighthouse+Plan", "Lighthouse Plan",
        "not_found", "Searched NHS England, publications for “Lighthouse Plan”; nothing found.",
        "Ada",
    )  # fmt: skip


def test_a_look_is_recorded_once_and_taken_back_with_its_row_kept(desk):
    look = Look(PLAN, TODAY, None, None, "not_found", "Looked.", "Ada")
    first, again = (record_look(desk.db, look, TODAY) for _ in range(2))
    assert (first.is_new, first.status, again.is_new) == (True, "overdue", False)
    assert first.id == again.id
    line = take_back(desk.db, first.id, "wrong page", TODAY)
    assert line.endswith("look of 2026-11-22 taken back; status on 2026-11-22: unchecked")
    [row] = desk.rows("select looked_by, looked_as, retracted_why from looks")
    assert row == {"looked_by": "Ada", "looked_as": "an editor", "retracted_why": "wrong page"}
    with pytest.raises(Problem, match="no look to take back"):
        take_back(desk.db, first.id, "again", TODAY)


@pytest.mark.parametrize("role", ["", "  ", "x" * 61])
def test_as_what_somebody_looked_is_a_short_role(desk, role):
    look = Look(PLAN, TODAY, None, None, "not_found", "Looked.", None, role)
    with pytest.raises(Problem, match="as what somebody looked"):
        record_look(desk.db, look, TODAY)
    assert desk.count("looks") == 0
