"""The desk for statements in a browser: what is shown, what each key does, what cannot be lost."""

import re
import sqlite3
import time

import pytest
from click.testing import CliRunner

from tests.tracker.pages import LIGHTHOUSE, TODAY, Desk
from tests.web.desk.conftest import OTHERS
from tracker.cli import main

LATER = "The Lighthouse Plan will be published by September 2026."
REPEATED = "The Lighthouse Plan will be published by June 2026."
NEW = "NHS England will publish the Umbrella Strategy by May 2027."
DONE = "We have published the Lighthouse Plan."
PATH = "/desk/statements"


def pages(desk, *sentences, **more):
    for number, sentence in enumerate(sentences, start=1):
        desk.page(sentence, url=f"https://news.example/{number}", **more)
    desk.extract()
    desk.resolve()


def written(desk):
    """All that decisions write, but for when."""
    reviews = """select document_id, quote_hash, focus, reviewer, quote, decision, commitment,
                   event_id, fields, note, undoes from reviews order by id"""
    events = "select * from events where origin = 'editor' order by id"
    sources = "select * from event_sources order by event_id, position"
    made = "select slug, title, owner, origin, retracted_on from commitments order by slug"
    return [desk.rows(sql) for sql in (reviews, events, sources, made)]


def test_all_that_is_needed_to_decide(desk, signed_in):
    desk.found(f"Last winter was dark.\n{LATER} Keepers are pleased.\nThey said so.", title="Light")
    page = signed_in().open(PATH)
    assert page.answer.status_code == 200
    assert page.heading == "NHS England promises: Lighthouse Plan"
    passage = page.soup.select_one("blockquote.passage")
    assert passage.mark.get_text() == LATER
    assert passage.get_text().split("\n")[0] == "Last winter was dark."
    assert passage.get_text().endswith("They said so.")
    for said in (
        "1 wait, 0 of them likely deliveries; the oldest since 22 November 2026",
        "Coast News: Light",
        "Said on 2 March 2026 (the day of the page); on record",
        "Date: by 30 September 2026 (“by September 2026”) (rule deadline.month)",
        "it moves the date from 30 June 2026 to 30 September 2026, 92 days later",
        "On 12 January 2026 Promised by 30 June 2026 (“by June 2026”) NHS England",
        "Accepted, it changes newest date, its last day: 30 June 2026 → 30 September 2026",
        "times moved later: 0 → 1",
        "events on record: 1 → 2",
    ):
        assert said in page.text, said
    assert page.soup.select_one('a[href="https://news.example/page"]')["rel"] == [
        "noopener", "noreferrer", "nofollow",
    ]  # fmt: skip
    assert page.soup.select_one('a[href="/commitments/lighthouse-plan"]')


def fields(**typed):
    return {f"field_{name}": value for name, value in typed.items()}


DECISIONS = [
    # keys in the terminal, what is done in the browser, the sentences
    ("a", [("a", {})], [LATER]),
    ("a", [("a", {})], [NEW]),
    ("a", [("a", {})], [DONE]),
    ("r", [("r", {})], [LATER]),
    ("t", [("t", {})], [REPEATED]),
    ("a", [("a", {})], [REPEATED]),
    ("edue_latest\n2026-10-31\n\ny\n",
     [("e", fields(due_latest="2026-10-31")), ("y", {})], [LATER]),
    ("enote\nRead twice\n\ny\n", [("e", fields(note=" Read twice ")), ("y", {})], [LATER]),
    ("edue_soft\nyes\n\ny\n", [("e", fields(due_soft="yes")), ("y", {})], [LATER]),
    ("edue_latest\n-\ndue_kind\nopen\n\ny\n",
     [("e", fields(due_latest="", due_kind="open")), ("y", {})], [LATER]),
    ("lfoghorn-plan\ny\n",
     [("l", {"words": "foghorn-plan"}), "Plan for Foghorns", ("y", {})], [NEW]),
    ("lreview\ny\ny\n", [("l", {"words": "review"}), "Foghorn Review", ("y", {})], [LATER]),
    ("nLamp Code\ny\n", [("n", {"title": "Lamp Code"}), ("y", {})], [LATER]),
    ("n\ny\n", [("n", {}), ("y", {})], [NEW]),
    ("rua", [("r", {}), ("u", {}), ("a", {})], [LATER]),
    ("au", [("a", {}), ("u", {})], [LATER, NEW]),
    ("sa", [("s", {}), ("a", {})], [LATER, NEW]),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "steps", "sentences"), DECISIONS)
def test_it_writes_what_the_terminal_writes(desk, signed_in, tmp_path, keys, steps, sentences):
    terminal = Desk.fresh(tmp_path, LIGHTHOUSE, *OTHERS)
    for one in (desk, terminal):
        pages(one, *sentences, published_at="2026-01-12" if REPEATED in sentences else "2026-03-02")
    words = ["--db", str(terminal.path), "--as-of", TODAY.isoformat(), "review", "--as", "Ada"]
    assert CliRunner().invoke(main, words, input=f"{keys}q").exit_code == 0
    page = signed_in().open(PATH)
    for step in steps:
        page.click(step) if isinstance(step, str) else page.press(step[0], **step[1])
        assert page.answer.status_code == 200, page.text
    assert written(desk)[0] != []
    assert written(desk) == written(terminal)


def test_what_was_done_is_told_and_the_next_one_is_shown(desk, signed_in):
    pages(desk, LATER, NEW)
    page = signed_in().open(PATH).press("a")
    assert page.says("[role=status]") == "written to “Lighthouse Plan”: promised again"
    assert page.heading == "NHS England promises: Umbrella Strategy"
    assert page.open(PATH).says("[role=status]") == ""  # once
    page.press("a")
    assert "Nothing more waits" in page.text


def test_an_undo_shows_it_again(desk, signed_in):
    pages(desk, LATER, NEW)
    page = signed_in().open(PATH).press("a").press("u")
    assert page.says("[role=status]") == f"taken back: accepting “{LATER}”"
    assert page.heading == "NHS England promises: Lighthouse Plan"
    assert desk.count("events where origin = 'editor' and retracted_on is null") == 0


def test_nothing_is_written_before_it_is_confirmed(desk, signed_in):
    pages(desk, LATER)
    page = signed_in().open(PATH).press("l", words="foghorn")
    assert {"Foghorn Review", "Plan for Foghorns"} <= {
        one.get_text() for one in page.soup.select(".matches button")
    }
    page.click("Foghorn Review")
    assert "Link it to “Foghorn Review”? It changes:" in page.text
    assert page.soup.select_one('[data-key="a"]') is None  # no other decision by mistake
    assert desk.count("reviews") == 0
    assert page.press("n").heading == "NHS England promises: Lighthouse Plan"
    assert page.soup.select_one('[data-key="a"]')
    assert desk.count("reviews") == 0


def test_what_is_skipped_comes_no_more_until_it_is_asked_for(desk, signed_in):
    pages(desk, LATER, NEW)
    page = signed_in().open(PATH)
    first = page.heading
    assert page.press("s").heading != first
    assert "Nothing more waits, but for 2 that you skipped" in page.press("s").text
    assert page.open(page.soup.select_one("p.lead a")["href"]).heading == first
    assert desk.count("reviews") == 0


FAULTS = [
    # a key, what is typed, what is said; what was typed is still there
    ("e", fields(due_latest="soon"), "due_latest", "soon"),
    ("e", fields(promised_by=""), "nobody tells whose promise this is", None),
    ("e", {}, "Nothing is typed otherwise", None),
    ("l", {"words": "zebra"}, "No commitment has these words", "zebra"),
    ("l", {"words": ""}, "Nothing to look for", None),
    ("n", {"title": "Lighthouse Plan " + "x" * 40}, None, "Lighthouse Plan " + "x" * 40),
]


@pytest.mark.parametrize(("key", "typed", "said", "kept"), FAULTS)
def test_a_fault_is_told_and_nothing_typed_is_lost(desk, signed_in, key, typed, said, kept):
    pages(desk, LATER)
    page = signed_in().open(PATH).press(key, **typed)
    if said is not None:
        assert page.answer.status_code == 422
        assert said.lower() in page.says("[role=alert]").lower()
    if kept is not None:
        assert page.soup.find(attrs={"value": kept})
    assert desk.count("reviews") == 0


# ------------------------------------------------------------------- others are at work too


def test_what_has_changed_since_is_refused_and_shown_as_it_is(desk, signed_in):
    pages(desk, LATER, "The Lighthouse Plan will be published by August 2026.")
    page = signed_in().open(PATH)
    shown = page.soup.mark.get_text()
    other = desk.one("select * from statements where quote <> ?", shown)
    desk.decide(other, by="Bert")
    page.press("a")
    assert page.answer.status_code == 409
    assert "This has changed since it was shown" in page.says("[role=alert]")
    assert page.soup.mark.get_text() == shown
    assert [row["reviewer"] for row in desk.rows("select * from reviews")] == ["Bert"]
    assert page.press("a").answer.status_code == 200  # as it is now
    assert desk.count("reviews") == 2


def test_somebody_else_was_quicker(desk, signed_in):
    pages(desk, LATER, NEW)
    ada, bert = signed_in(), signed_in("Bert")
    ada.open(PATH)
    bert.open(PATH).press("r")
    ada.press("a")
    assert ada.answer.status_code == 409
    assert "Bert has decided this already: reject" in ada.says("[role=alert]")
    assert ada.heading == "NHS England promises: Umbrella Strategy"
    assert [row["decision"] for row in desk.rows("select * from reviews")] == ["reject"]


def test_a_form_that_is_sent_twice_decides_once(desk, signed_in):
    pages(desk, LATER)
    page = signed_in().open(PATH)
    button = page.soup.select_one('[data-key="a"]')
    form = button.find_parent("form")
    page.send(form, button)
    assert page.send(form, button).answer.status_code == 409
    assert desk.count("reviews") == 1


def test_an_undo_takes_back_only_ones_own(desk, signed_in):
    pages(desk, LATER, NEW)
    signed_in("Bert").open(PATH).press("a")
    ada = signed_in().open(PATH)
    assert ada.soup.select_one('[data-key="u"]').has_attr("disabled")
    form = ada.soup.select_one("form.decide")
    ada.send(form, do="undo")
    assert ada.answer.status_code == 422
    assert "There is no decision to take back" in ada.says("[role=alert]")
    assert desk.count("reviews") == 1


@pytest.mark.parametrize(
    ("key", "typed"), [("a", {}), ("u", {}), ("e", fields(note="Read twice"))], ids=["a", "u", "e"]
)
def test_a_busy_database_is_told_and_nothing_typed_is_lost(desk, signed_in, key, typed):
    pages(desk, LATER, NEW)
    page = signed_in().open(PATH).press("r")
    with sqlite3.connect(desk.path, isolation_level=None) as other:
        other.execute("begin immediate")
        page.press(key, **typed)
        assert page.answer.status_code == 503
        assert "Another program is writing" in page.says("[role=alert]")
        assert "Not counted now" in page.text
        other.execute("rollback")
    for value in typed.values():
        assert page.soup.find(attrs={"value": value})
    assert desk.count("reviews") == 1


HOSTILE = "<script>alert(1)</script>"


def test_other_peoples_text_is_text(desk, signed_in):
    desk.page(
        f"{HOSTILE} Dark\u202e winter.\n{LATER} <img src=x onerror=alert(2)>",
        url="https://news.example/<b>", title=f"{HOSTILE}{{{{ 7*7 }}}}",
    )  # fmt: skip
    desk.extract()
    desk.resolve()
    page = signed_in().open(PATH)
    assert "<script>alert" not in page.answer.text
    assert "<img" not in page.answer.text
    assert "\u202e" not in page.answer.text
    assert "{{ 7*7 }}" in page.text
    assert [one["src"] for one in page.soup("script")] == ["/desk-static/keys.js"]


BROKEN = [
    {"do": "accept"}, {"do": "accept", "id": "1"}, {"do": "x", "id": "1", "seen": "x"}, {},
    {"do": "accept", "id": "1_0", "seen": "x"}, {"do": "accept", "id": "9999999", "seen": "x"},
    {"do": "accept", "id": "-1", "seen": "x"}, {"do": "accept", "id": "9" * 400, "seen": "x"},
    {"do": "edit", "id": "9999999", "seen": "x"}, {"do": "link", "id": "1", "seen": "x",
                                                   "commitment": "nowhere"},
    {"do": "skip", "id": "1", "skipped": "," * 500 + "x" * 2000},
]  # fmt: skip


@pytest.mark.parametrize("sent", BROKEN, ids=str)
def test_a_form_that_nobody_made_does_nothing(desk, signed_in, sent):
    pages(desk, LATER)
    page = signed_in().open(PATH)
    token = page.soup.find(attrs={"name": "csrftoken"})["value"]
    page.answer = page.client.post(PATH, data={**sent, "csrftoken": token})
    assert page.answer.status_code < 500
    assert desk.count("reviews") == 0


def test_every_form_bears_a_token(desk, signed_in):
    pages(desk, LATER, NEW)
    page = signed_in()
    for path in ("/desk", PATH, "/desk/changes", "/desk/releases"):
        for form in page.open(path).soup("form"):
            assert form["method"] == "post"
            assert re.fullmatch(r"\S{20,}", form.find(attrs={"name": "csrftoken"})["value"])


def test_what_nobody_can_have_read_is_not_decided(desk, signed_in):
    pages(desk, LATER, NEW)
    page = signed_in()
    page.hasty = True
    page.open(PATH).press("r")
    assert page.answer.status_code == 409
    assert "less than half a second" in page.says("[role=alert]")
    assert page.heading == "NHS England promises: Lighthouse Plan"
    assert desk.count("reviews") == 0
    time.sleep(0.6)
    assert page.press("r").answer.status_code == 200
    assert desk.count("reviews") == 1


def test_the_foot_counts_nothing_that_the_desk_counts_otherwise(desk, signed_in):
    pages(desk, LATER, NEW)
    page = signed_in().open(PATH)
    assert "2 wait" in page.text
    assert "findings of the machine" not in page.soup.footer.get_text()


def test_from_the_public_pages_there_is_a_way_back(desk, signed_in):
    assert signed_in().open("/timeline").soup.select_one('.site-header a[href="/desk"]')


WAITING = {
    "all": ("", 3),
    "of a source": ("?source=news", 3),
    "about nothing that is known": ("?commitment=(new)", 1),
    "about a commitment": ("?commitment=lighthouse-plan", 2),
    "of what there is not": ("?source=nowhere'&page=99", 3),
}


@pytest.mark.parametrize(("asked", "count"), WAITING.values(), ids=WAITING)
def test_what_waits_is_listed_and_narrowed_down(desk, signed_in, asked, count):
    pages(desk, LATER, NEW, DONE)
    page = signed_in().open(f"{PATH}/list{asked}")
    found = page.soup.select("ol.waiting li")
    assert len(found) == count
    page.open(found[-1].a["href"])
    assert page.answer.status_code == 200
    assert page.heading.startswith("NHS England ")


def test_a_long_list_is_paged(desk, signed_in):
    pages(desk, *(f"NHS England will publish the Beacon {n} Plan by May 2027." for n in range(52)))
    page = signed_in().open(f"{PATH}/list")
    first = [one["href"] for one in page.soup.select("ol.waiting li a")]
    page.open(f"{PATH}/list?page=2")
    rest = [one["href"] for one in page.soup.select("ol.waiting li a")]
    assert (len(set(first)), len(set(rest) - set(first))) == (50, 2)
