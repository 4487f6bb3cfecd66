"""Releases of information as evidence: what is suggested, by what, and what a person decides."""

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from db import few_words
from db.errors import Problem
from db.foi.releases import named_in, naming, referred_to_in, referring
from db.readings import Attachment
from tests.tracker.pages import AT, LIGHTHOUSE, NHSE, TODAY, Desk, commitment, promise, source
from tracker.cli import main
from tracker.foi.cases import save
from tracker.foi.model import Case
from tracker.foi.releases import decide, find, link, passage, undo
from tracker.review.decisions import Changed, Settled

LIGHT, FOG = "lighthouse-plan", "foghorn-review"
FOGHORN = commitment(FOG, "Foghorn Review", promise(), aliases=["review of foghorns", "the review"])
URL = "https://news.example/foi/1"
NAMED = "We hold three drafts of the Lighthouse Plan, and enclose them."
REFERENCE = "FOI-2602-1234567"
FILE = "https://news.example/foi/1.pdf"
STATED = {"data": json.dumps({"stated": {"foi_references": [REFERENCE]}})}
ATTACHED = {"attachments": (Attachment(kind="file", url=FILE, title="Reply"),)}


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A register of two commitments and no page, to be copied."""
    desk = Desk(tmp_path_factory.mktemp("template") / "delaywatch.db")
    desk.register(LIGHTHOUSE, FOGHORN)
    desk.db.conn.close()
    return desk.path


@pytest.fixture
def desk(template, tmp_path):
    """A register of two commitments; no page."""
    return Desk(Path(shutil.copy(template, tmp_path / "delaywatch.db")))


def release(desk, text="Nothing of note.", *, title="FOI 1: a request", url=URL, **more):
    """A release of information, as a crawl keeps it."""
    desk.page(text, title=title, url=url, **{"kind": "foi_release"} | more)


def case(desk, **fields):
    """A case about the Lighthouse Plan, public unless told otherwise."""
    row = {
        "id": "lamp-case", "subject": "Lamps", "authority": "NHS England", "body": NHSE,
        "visibility": "public", "reference": REFERENCE,
        "commitments": [{"slug": LIGHT}], "events": [{"type": "sent", "on": "2026-02-02"}],
    }  # fmt: skip
    save(desk.db, Case.model_validate(row | fields), TODAY, AT)


def suggested(desk):
    """Commitment and why of each link that waits, after a search."""
    find(desk.db, TODAY)
    return [
        (row["commitment"], row["why"])
        for row in desk.rows("select * from foi_releases where decision is null order by 1, 2")
    ]


# --------------------------------------------------------------------- what is suggested

NAMES = [
    # title and text of a release; the commitments, and where each is named
    ("Lighthouse Plan", "Nothing.", [(LIGHT, "its title names “Lighthouse Plan”")]),
    ("FOI 7: drafts of the lighthouse plan", "Nothing.",
     [(LIGHT, "its title names “Lighthouse Plan”")]),
    ("FOI 7", NAMED, [(LIGHT, "its text names “Lighthouse Plan”")]),
    ("FOI 7", "Of the Lighthouse\nPlan we hold nothing.",
     [(LIGHT, "its text names “Lighthouse Plan”")]),
    ("FOI 7", "The Foghorn Review and the Lighthouse Plan were asked for.",
     [(LIGHT, "its text names “Lighthouse Plan”"), (FOG, "its text names “Foghorn Review”")]),
    ("FOI 7", "Each review of foghorns is enclosed.",
     [(FOG, "its text names “review of foghorns”")]),
    ("FOI 7", "The review is enclosed.", []),  # a name that names nothing
    ("FOI 7", "Plans of every lighthouse are enclosed.", []),
    ("FOI 7", "Nothing.", []),
]  # fmt: skip


@pytest.mark.parametrize(("title", "text", "expected"), NAMES)
def test_a_release_is_about_what_its_title_or_text_names(desk, title, text, expected):
    release(desk, text, title=title)
    assert suggested(desk) == sorted(expected)


def test_a_file_attached_to_it_names_it_too(desk):
    pdf = "https://news.example/foi/1.pdf"
    release(desk, attachments=(Attachment(kind="file", url=pdf, title="Reply"),))
    desk.page(NAMED, url=pdf, kind="attachment", title="Reply")
    assert suggested(desk) == [(LIGHT, "a file attached to it names “Lighthouse Plan”")]
    [row] = desk.rows("select d.url from foi_releases r join documents d on d.id = r.document_id")
    assert row["url"] == URL


SAID = (
    "The Harbour Plan, and plans for harbours.", "Harbours: a plan", "the PLANNED harbour",
    "Café plan", "A harbour's plan, FOI-2602-1234567", "foi 2602 1234567", "Nothing.",
)  # fmt: skip
ASKED = (
    "Harbour Plan", "plan, harbour", "plans for the harbour", "plans for harbour", "Cafe Plan",
    "harbour s plan", "2602", "Nothing", "…", "lighthouse",
)  # fmt: skip


def test_of_some_documents_is_told_what_a_search_of_all_tells_of_them(desk):
    """Two indexes answer: that of all words, and one of the words of those documents."""
    for number, said in enumerate((*SAID, *SAID)):
        titled = {"title": said} if number % 2 else {"text": said}
        desk.page(url=f"{URL}-{number}", kind="foi_release", **{"text": "x", **titled})
    release(desk, **ATTACHED, **STATED)
    desk.page(SAID[0], url=FILE, kind="attachment", title=SAID[1])
    everywhere = [row["id"] for row in desk.rows("select id from documents")]
    [file] = [row["id"] for row in desk.rows(f"select id from documents where url = '{FILE}'")]
    named = {name: naming(desk.db, name) for name in ASKED}
    referred = referring(desk.db, REFERENCE)
    for only in (everywhere, everywhere[::3], [file], []):
        rows = {
            name: [row for row in found if (file if row["in_file"] else row["document_id"]) in only]
            for name, found in named.items()
        }
        hits = named_in(desk.db, ASKED, only)
        assert {name: naming(desk.db, name, hits.get(name, ())) for name in ASKED} == rows
        assert hits.keys() == {name for name in ASKED if rows[name]}
        those = [row for row in referred if row["document_id"] in only]
        told = referred_to_in(desk.db, ["FOI-9999", REFERENCE], only)
        assert [row for one in told.values() for row in referring(desk.db, REFERENCE, one)] == those
        assert told.keys() == {REFERENCE} if those else not told
    assert [name for name, found in named.items() if not found] == ["…", "lighthouse"]
    assert len(referred) == 5


NOT_RELEASES = [
    {"kind": "news"},
    {"kind": "publication"},
    {"origin": "copy"},
    {"origin": "sample"},  # a sample says nothing about a real commitment
]


@pytest.mark.parametrize("fields", NOT_RELEASES)
def test_nothing_else_is_linked_by_its_name(desk, fields):
    release(desk, NAMED, **fields)
    assert suggested(desk) == []


def test_a_release_that_is_gone_is_no_evidence(desk):
    release(desk, NAMED)
    desk.db.execute("update documents set state = 'gone', gone_on = '2026-03-03'")
    assert suggested(desk) == []


def test_a_sample_is_about_samples_alone(desk):
    sample = commitment("sample-plan", "SAMPLE: Lighthouse Plan", promise())
    desk.register(LIGHTHOUSE, FOGHORN, sample)
    release(desk, NAMED, origin="sample")
    assert suggested(desk) == [("sample-plan", "its text names “Lighthouse Plan”")]
    assert "This page is a sample." in shown(desk)


REFERRING = [
    # the page; whether it is linked by the reference of the case
    ({"text": f"Our reference: {REFERENCE}."}, True),
    ({"text": "Our reference: FOI-2602-9999999."}, False),
    ({"kind": "publication", **STATED}, True),
    ({"kind": "publication", "text": f"Our reference: {REFERENCE}."}, False),
    ({"kind": "publication", "origin": "copy", **STATED}, False),
]


@pytest.mark.parametrize(("page", "linked"), REFERRING)
def test_a_page_is_about_what_a_case_with_its_reference_is_about(desk, page, linked):
    case(desk)
    release(desk, page.pop("text", "Nothing."), **page)
    found = [(LIGHT, f"it has the reference {REFERENCE}")]
    assert suggested(desk) == (found if linked else [])


def test_references_among_other_words_and_of_single_events_are_found(desk):
    notice = {"type": "decision_notice", "on": "2026-06-01", "outcome": "upheld",
              "reference": "IC-379459-J3N6"}  # fmt: skip
    case(
        desk,
        reference=f"supersedes {REFERENCE}",
        followed=False,
        events=[{"type": "sent", "on": "2026-02-02"}, notice],
    )
    release(desk, f"The request {REFERENCE} was answered.")
    release(desk, "See IC-379459-J3N6.", url=f"{URL}-2")
    assert [why for _, why in suggested(desk)] == [
        f"it has the reference {REFERENCE}",
        "it has the reference IC-379459-J3N6",
    ]


@pytest.mark.parametrize(
    ("fields", "linked"),
    [
        ({"visibility": "private"}, False),
        ({"visibility": "embargoed", "public_from": "2026-11-23"}, False),
        ({"visibility": "embargoed", "public_from": "2026-11-22"}, True),
    ],
)
def test_the_reference_of_a_case_that_is_not_public_tells_nothing(desk, fields, linked):
    case(desk, **fields)
    release(desk, f"Our reference: {REFERENCE}.")
    assert bool(suggested(desk)) == linked


def test_several_reasons_stand_together(desk):
    case(desk)
    release(desk, f"{NAMED} Our reference: {REFERENCE}.")
    assert suggested(desk) == [
        (LIGHT, f"its text names “Lighthouse Plan”; it has the reference {REFERENCE}")
    ]


def test_found_again_it_is_told_once_and_what_no_longer_holds_is_withdrawn(desk):
    release(desk, NAMED)
    lines = [find(desk.db, TODAY).line() for _ in range(2)]
    assert lines == [
        "FOI releases: 1 seem to be about a commitment, 1 are new",
        "FOI releases: 1 seem to be about a commitment, 0 are new",
    ]
    release(desk, "Nothing.")
    assert suggested(desk) == []


def test_a_reference_in_a_file_is_still_there_when_the_page_alone_changes(desk):
    release(desk, **ATTACHED)
    desk.page(f"Our reference: {REFERENCE}.", url=FILE, kind="attachment", title="Reply")
    case(desk)
    [before] = suggested(desk)
    release(desk, "Other words.", **ATTACHED)
    assert suggested(desk) == [before]


@pytest.mark.parametrize("most", ["_DOCUMENTS", "_LETTERS"])
def test_few_documents_are_in_memory_at_once(desk, monkeypatch, most):
    """However many are asked about, and whatever is in them: each is found."""
    monkeypatch.setattr(few_words, most, 2)
    for number in range(5):
        desk.page(NAMED, url=f"{URL}-{number}", kind="foi_release")
    numbers = [row["id"] for row in desk.rows("select id from documents order by id")]
    assert named_in(desk.db, ["Lighthouse Plan"], numbers) == {"Lighthouse Plan": numbers}


def with_file(desk):
    release(desk, **ATTACHED)
    desk.page(NAMED, url=FILE, kind="attachment", title="Reply")


def with_reference(desk):
    case(desk)
    release(desk, kind="publication", **STATED)


NO_LONGER = [
    # what is there; what becomes of it, so that it is no evidence any more
    (with_file, f"update documents set url = url || '.old' where url = '{FILE}'"),
    (with_file, f"update documents set kind = 'publication' where url = '{FILE}'"),
    (with_reference, "update versions set data = null"),
]


@pytest.mark.parametrize(("there", "change"), NO_LONGER)
def test_what_holds_no_longer_for_another_reason_is_withdrawn(desk, there, change):
    there(desk)
    assert len(suggested(desk)) == 1
    desk.db.execute(change)
    assert suggested(desk) == []


def test_a_link_by_hand_that_is_taken_back_may_be_one_that_was_found(desk):
    release(desk, NAMED)
    link(desk.db, URL, LIGHT, "Ada", AT)
    assert suggested(desk) == []
    undo(desk.db, "Ada", AT)
    assert suggested(desk) == [(LIGHT, "its text names “Lighthouse Plan”")]


WHOLE = [
    # days after everything was looked at; whether another name came since; whether it is again
    (6, True, False),
    (7, False, False),
    (7, True, True),
    (-7, True, False),
]


@pytest.mark.parametrize(("days", "named", "whole"), WHOLE)
def test_everything_is_judged_again_by_the_names_that_came_a_week_later(desk, days, named, whole):
    release(desk, NAMED)
    find(desk.db, TODAY)
    for table in ("found_releases", "foi_releases"):
        desk.db.execute(f"delete from {table}")
    if named:
        desk.db.execute("insert into aliases values (?, 9, 'Fog Signals Review')", [FOG])
    later = TODAY + timedelta(days=days)
    find(desk.db, later)
    assert desk.count("foi_releases") == whole
    desk.db.execute("delete from foi_releases")
    assert find(desk.db, later).new == 0


def test_the_words_around_a_name():
    text = f"{'x ' * 200}Drafts of the Lighthouse\n\nPlan are held.{' y' * 200}"
    around = passage(text, "Lighthouse Plan")
    assert "Drafts of the Lighthouse Plan are held. y" in around
    assert around.startswith("… ")
    assert around.endswith(" …")
    assert len(around) < 500
    assert passage("The Lighthouse has plans.", "Lighthouse Plan") is None


# --------------------------------------------------------------------- what a person decides


def command(desk, *words):
    return ["--db", str(desk.path), "--as-of", TODAY.isoformat(), "foi", *words]


def sit(desk, keys, by="Ada"):
    """A reviewer presses these keys; click's result."""
    find(desk.db, TODAY)
    words = command(desk, "releases", "--as", by)
    return CliRunner().invoke(main, words, input=keys, catch_exceptions=False)


def shown(desk, keys="q"):
    return " ".join(sit(desk, keys).output.split())


def decisions(desk):
    return [
        (row["commitment"], row["decision"], row["reviewer"])
        for row in desk.rows("select * from foi_releases order by document_id, commitment")
    ]


def test_all_that_is_needed_to_decide_is_shown(desk):
    release(desk, NAMED, published_at="2026-03-04")
    said = shown(desk)
    for words in (
        "1 to look at",
        "Evidence about Lighthouse Plan? FOI 1: a request",
        f"Coast News: {URL}",
        "Published 4 March 2026",
        "Its text names “Lighthouse Plan”.",
        f"“{NAMED}”",
        "[a] accept [r] reject [s] skip [u] undo [q] quit",
    ):
        assert words in said, words
    assert decisions(desk) == [(LIGHT, None, None)]


KEYS = [
    # keys; the decision, how many were decided
    ("aq", "accept", 1),
    ("rq", "reject", 1),
    ("sq", None, 0),
    ("q", None, 0),
    ("aus", None, 1),
    ("uaq", "accept", 1),  # there is nothing to take back yet
]


@pytest.mark.parametrize(("keys", "decision", "count"), KEYS)
def test_what_each_key_does(desk, keys, decision, count):
    release(desk, NAMED)
    assert sit(desk, keys).output.endswith(f"{count} decided\n")
    assert decisions(desk) == [(LIGHT, decision, "Ada" if decision else None)]


def test_a_decision_is_kept_whatever_is_found_later(desk):
    release(desk, NAMED)
    sit(desk, "rq")
    release(desk, "Nothing.")
    release(desk, NAMED)
    assert suggested(desk) == []
    assert decisions(desk) == [(LIGHT, "reject", "Ada")]


def test_nobody_decides_twice_nor_on_what_was_not_shown(desk):
    release(desk, NAMED)
    find(desk.db, TODAY)
    seen = desk.one("select * from foi_releases") | {"title": "T", "commitment_title": "C"}
    with pytest.raises(Changed, match="this has changed since it was shown"):
        decide(desk.db, seen | {"why": "its title names it"}, "accept", "Ada", AT)
    decide(desk.db, seen, "accept", "Ada", AT)
    with pytest.raises(Settled, match="Ada has decided this already: accepted"):
        decide(desk.db, seen, "reject", "Bert", AT)
    with pytest.raises(Problem, match="there is no decision to take back"):
        undo(desk.db, "Bert", AT)
    assert decisions(desk) == [(LIGHT, "accept", "Ada")]


def test_listed_and_not_decided(desk):
    release(desk, NAMED, origin="site")
    find(desk.db, TODAY)
    result = CliRunner().invoke(main, command(desk, "releases", "--list"))
    assert result.output.split("\n") == [
        "lighthouse-plan: FOI 1: a request",
        "  its text names “Lighthouse Plan”",
        f"  {URL}",
        "",
    ]


def test_somebody_must_say_who_decides(desk):
    for words in (("releases",), ("link", URL, LIGHT)):
        result = CliRunner().invoke(main, command(desk, *words), env={"DELAYWATCH_REVIEWER": ""})
        assert result.exit_code == 2
        assert "say who decides: --as NAME" in result.output


# --------------------------------------------------------------------- by hand


def test_one_is_linked_by_hand_and_taken_back(desk):
    release(desk, "Nothing.", kind="publication")
    words = command(desk, "link", URL, LIGHT, "--as", "Ada")
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    assert result.output == "accepted: FOI 1: a request, as evidence about lighthouse-plan\n"
    find(desk.db, TODAY)
    assert decisions(desk) == [(LIGHT, "accept", "Ada")]
    undo(desk.db, "Ada", AT)
    assert decisions(desk) == []


def test_by_hand_what_was_rejected_is_accepted_after_all(desk):
    release(desk, NAMED)
    sit(desk, "rq")
    link(desk.db, URL, LIGHT, "Bert", AT)
    assert decisions(desk) == [(LIGHT, "accept", "Bert")]


REFUSED = [
    # origin of the page, address, commitment; what is said
    ("site", f"{URL}?x", LIGHT, "no document was read at this address"),
    ("site", URL, "no-plan", "there is no commitment of this name"),
    ("copy", URL, LIGHT, "nothing may rest on it"),
    ("sample", URL, LIGHT, "a sample page says nothing about a real commitment"),
]


@pytest.mark.parametrize(("origin", "url", "slug", "said"), REFUSED)
def test_what_cannot_be_evidence_is_refused(desk, origin, url, slug, said):
    release(desk, NAMED, origin=origin)
    with pytest.raises(Problem, match=said):
        link(desk.db, url, slug, "Ada", AT)
    assert decisions(desk) == []


def test_of_a_page_and_its_copy_the_page_is_meant(desk):
    release(desk, NAMED, origin="copy")
    release(desk, NAMED)
    link(desk.db, URL, LIGHT, "Ada", AT)
    [row] = desk.rows(
        "select d.origin from foi_releases r join documents d on d.id = r.document_id"
    )
    assert row["origin"] == "site"


def test_a_source_of_its_own_is_no_matter(desk):
    """Whose site it is decides nothing; the words do."""
    release(desk, NAMED, of=source("gov", body="department-of-health-and-social-care"))
    assert suggested(desk) == [(LIGHT, "its text names “Lighthouse Plan”")]
