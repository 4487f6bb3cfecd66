"""Matching: what a statement is probably about, in words that an editor can judge."""

from dataclasses import replace

import pytest
from click.testing import CliRunner

from db.lock import run_lock
from tests.tracker.pages import (
    BY_JUNE,
    LIGHTHOUSE,
    OFFICIAL,
    PRESS,
    TODAY,
    Desk,
    commitment,
    promise,
    source,
)
from tracker.cli import main
from tracker.looks import Look, record_look
from tracker.statements import find_statements

BY_SEPTEMBER = ("by September 2026", "deadline", None, "2026-09-30")
CHECKED = {"against": "original", "by": "a desk", "on": "2026-02-01"}
FOGHORN = commitment("foghorn-review", "Foghorn Review", promise())
ALIASES = ("Programme for Beacons", "National Light Strategy")


def lighthouse(*steps, **more):
    """The plan with other steps, and the names that it has."""
    return commitment("lighthouse-plan", "Lighthouse Plan", *steps, aliases=ALIASES, **more)


REGISTER = (lighthouse(promise(BY_JUNE)), FOGHORN)


@pytest.fixture
def desk(tmp_path):
    """A Lighthouse Plan by June 2026, said on 12 January 2026, and an undated Foghorn Review."""
    return Desk.fresh(tmp_path, *REGISTER)


def best(desk, text, **more):
    """The first suggestion for the only statement of a page; None where there is none."""
    [found] = desk.found(text, **more)
    return next(iter(desk.suggested(found)), None)


def matched(desk):
    """How many statements a matching has to look at."""
    return sum(desk.resolve().kinds.values())


LIGHT, HORN = "lighthouse-plan", "foghorn-review"
MATCHES = [
    # the sentence, said on, its kind and commitment, and what accepting it would do
    ("The Lighthouse Plan will be published by June 2026.", "2026-01-12",
     "same", LIGHT, "on record already, as said on 12 January 2026"),
    ("The Lighthouse Plan will be published by June 2026.", "2026-03-02",
     "link", LIGHT, "the date is the one on record"),
    ("The Lighthouse Plan will be published by September 2026.", "2026-03-02",
     "link", LIGHT, "it moves the date from 30 June 2026 to 30 September 2026, 92 days later"),
    ("The Lighthouse Plan will be published in July 2026.", "2026-03-02",
     "link", LIGHT, "from 30 June 2026 to 31 July 2026, 31 days later"),
    ("The Lighthouse Plan will be published by March 2026.", "2026-03-02",
     "link", LIGHT, "from 30 June 2026 to 31 March 2026, 91 days earlier"),
    ("The Lighthouse Plan will be published on 1 July 2026.", "2026-03-02",
     "link", LIGHT, "from 30 June 2026 to 1 July 2026, 1 day later"),
    ("The Lighthouse Plan has been delayed until October 2026.", "2026-03-02",
     "link", LIGHT, "from 30 June 2026 to 31 October 2026, 123 days later"),
    ("The Lighthouse Plan will be rolled out from October 2026.", "2026-03-02",
     "link", LIGHT, "from 30 June 2026 to 31 October 2026, 123 days later"),
    ("The Lighthouse Plan will be published in due course.", "2026-03-02",
     "link", LIGHT, "the date of 30 June 2026 is lost in these words; it stays on record"),
    ("NHS England will publish the Lighthouse Plan.", "2026-03-02",
     "link", LIGHT, "it names no date"),
    ("We have published the Lighthouse Plan.", "2026-03-02",
     "link", LIGHT, "it would end the commitment as delivered"),
    ("The Lighthouse Plan will no longer be published.", "2026-03-02",
     "link", LIGHT, "it would end the commitment as dropped"),
    ("The Lighthouse Plan will be folded into the Umbrella Strategy.", "2026-03-02",
     "link", LIGHT, "it would end the commitment as merged"),
    ("The Foghorn Review will be published by May 2027.", "2026-03-02",
     "link", HORN, "it would be the first date on record"),
    ("The Foghorn Review will be published in due course.", "2026-03-02",
     "link", HORN, "no date is on record yet"),
    ("We will publish the Programme for Beacons by September 2026.", "2026-03-02",
     "link", LIGHT, "also called 'Lighthouse Plan'"),
    ("We will publish the National Light Strategy by September 2026.", "2026-03-02",
     "link", LIGHT, "same name: 'National Light Strategy'"),
    ("We will publish the Umbrella Strategy by September 2026.", "2026-03-02",
     "new", None, "no commitment has this name"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "said_on", "kind", "slug", "why"), MATCHES)
def test_what_it_is_about_and_what_it_would_do(desk, sentence, said_on, kind, slug, why):
    found = best(desk, sentence, published_at=said_on)
    assert (found["kind"], found["commitment"]) == (kind, slug)
    assert why in found["why"]


def test_what_was_said_at_first_moves_no_later_date_back(desk):
    """Accepted, it comes first: the date of June 2026 is then the later one."""
    found = best(desk, "The Lighthouse Plan was originally due by the end of 2025.")
    assert "earlier" not in found["why"]


def test_a_date_is_held_against_the_one_that_stood_when_it_was_given(desk):
    slipped = promise(BY_SEPTEMBER, made_on="2026-04-07", event="slipped")
    desk.register(lighthouse(promise(BY_JUNE), slipped), FOGHORN)
    sentence = "The Lighthouse Plan will be published by July 2026."
    before = best(desk, sentence, url="https://news.example/1", published_at="2026-03-02")
    after = best(desk, sentence, url="https://news.example/2", published_at="2026-05-05")
    assert "from 30 June 2026 to 31 July 2026, 31 days later" in before["why"]
    assert "from 30 September 2026 to 31 July 2026, 61 days earlier" in after["why"]


SAME = [
    # what is on record, the sentence, said on: whether it is the same
    (promise(BY_JUNE), "will be published by the end of June 2026", "2026-01-12", True),
    (promise(BY_JUNE), "will be published by June 2026", "2026-01-13", False),
    (promise(BY_JUNE), "will be published by July 2026", "2026-01-12", False),
    (promise(BY_JUNE), "will be published in due course", "2026-01-12", False),
    (promise(BY_JUNE, event="slipped"), "will be published by June 2026", "2026-01-12", True),
    (promise(BY_JUNE), "has been delayed until June 2026", "2026-01-12", True),
    (promise(BY_JUNE, made_on="2026-01-01", made_on_precision="month"),
     "will be published by June 2026", "2026-01-31", True),
    (promise(BY_JUNE, made_on="2026-01-01", made_on_precision="month"),
     "will be published by June 2026", "2026-02-01", False),
    (promise(BY_JUNE, made_on="2026-01-01", made_on_precision="year"),
     "will be published by June 2026", "2026-05-05", True),
    (promise(BY_JUNE, made_on=None, made_on_precision="unknown"),
     "will be published by June 2026", None, True),
    (promise(BY_JUNE, made_on=None, made_on_precision="unknown"),
     "will be published by June 2026", "2026-01-12", False),
    (promise(event="delivered", made_on="2026-02-02"), "was published today", "2026-02-02", True),
    (promise(event="dropped", made_on="2026-02-02"), "has been scrapped", "2026-02-02", True),
]  # fmt: skip
STATUS_OF = {"delivered": "delivered", "dropped": "dropped"}


@pytest.mark.parametrize(("step", "words", "said_on", "same"), SAME)
def test_what_the_register_says_already(desk, step, words, said_on, same):
    status = STATUS_OF.get(step["event"], "awaited")
    desk.register(lighthouse(step, status=status), FOGHORN)
    found = best(desk, f"The Lighthouse Plan {words}.", published_at=said_on)
    assert found["commitment"] == LIGHT
    assert found["kind"] == ("same" if same else "link")
    assert (found["event_id"] is not None) == same
    assert ("on record already" in found["why"]) == same


def test_its_own_page_repeats_it_whatever_day_it_tells(desk):
    """The register names the page as the source: only the date must be the same."""
    sentence = "The Lighthouse Plan will be published by June 2026."
    found = best(desk, sentence, url="https://news.example/before", published_at="2026-02-22")
    assert found["kind"] == "same"


class TestWhatIsOnRecordLater:
    """The same words, matched once before the event was on record and once after."""

    SENTENCE = "The Lighthouse Plan will be published by September 2026."

    def test_the_register_learns_it(self, desk):
        [found] = desk.found(self.SENTENCE)
        slipped = promise(BY_SEPTEMBER, made_on="2026-03-02", event="slipped")
        desk.register(lighthouse(promise(BY_JUNE), slipped), FOGHORN)
        desk.resolve()
        assert desk.suggested(found)[0]["kind"] == "same"

    def test_another_page_said_it_first(self, desk):
        [first] = desk.found(self.SENTENCE, url="https://news.example/1")
        [second] = desk.found(self.SENTENCE, url="https://news.example/2")
        desk.decide(first)
        desk.resolve()
        assert desk.suggested(second)[0]["kind"] == "same"

    def test_the_register_corrects_the_row_that_it_repeats(self, desk):
        [found] = desk.found(
            "The Lighthouse Plan will be published by June 2026.", published_at="2026-01-12"
        )
        corrected = promise(BY_JUNE, note="The page has a photograph.")
        desk.register(lighthouse(corrected), FOGHORN)
        desk.resolve()
        named = desk.suggested(found)[0]["event_id"]
        assert desk.one("select retracted_on from events where id = ?", named) == {
            "retracted_on": None
        }


# ------------------------------------------------------------------- names that say little

BARE = ["The plan", "The report", "A new strategy", "Our review", "This guidance", "The next plan"]


def test_a_new_one_after_the_old_one_came_out_is_hardly_the_old_one(desk):
    out = promise(made_on="2026-02-01", event="delivered")
    desk.register(lighthouse(promise(BY_JUNE), out, status="delivered"), FOGHORN)
    again = best(
        desk, "We will publish the Lighthouse Plan by May 2027.", url="https://news.example/1"
    )
    new = best(
        desk, "We will publish a new Lighthouse Plan by May 2027.", url="https://news.example/2"
    )
    assert (new["commitment"], again["commitment"]) == (LIGHT, LIGHT)
    assert new["score"] < again["score"]
    assert new["why"].startswith("“new”, said after that one was delivered")
    assert "said after that one" not in again["why"]


AFTER_THE_END = [
    ("The Lighthouse Plan was published on 3 March 2026.",
     "it is on record as delivered already, on 1 February 2026"),
    ("The Lighthouse Plan will be published by May 2027.",
     "it comes after what is on record as delivered"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "why"), AFTER_THE_END)
def test_news_of_what_has_come_out_says_so(desk, sentence, why):
    out = promise(made_on="2026-02-01", event="delivered")
    desk.register(lighthouse(promise(BY_JUNE), out, status="delivered"), FOGHORN)
    assert why in best(desk, sentence, published_at="2026-03-04")["why"]


def test_where_one_has_the_very_name_no_others_are_offered(desk):
    desk.register(*REGISTER, commitment("old-plan", "10 Year Lighthouse Plan", promise()))
    [found] = desk.found("The Lighthouse Plan will be published by May 2027.")
    assert [one["commitment"] for one in desk.suggested(found)] == [LIGHT]


def test_who_names_nobody_is_whose_page_it_is(desk):
    by_us = best(desk, "We will publish the Lighthouse Plan by May 2027.")
    assert "same body: NHSE" in by_us["why"]
    friend = "My Friend will publish the Lighthouse Plan by April 2027."
    assert "different bodies" not in best(desk, friend, url="https://news.example/2")["why"]


def test_what_has_no_letters_is_grouped_with_nothing(desk, monkeypatch):
    monkeypatch.setattr(
        "tracker.extract.find_statements",
        lambda text, day: [replace(one, deliverable="5") for one in find_statements(text, day)],
    )
    for number in (1, 2):
        desk.page(
            f"The Lamp {number} Code will be out by May 2027.", url=f"https://news.example/{number}"
        )
    desk.extract()
    desk.resolve()
    assert desk.count("suggestions") == 0


@pytest.mark.parametrize("name", BARE)
def test_a_bare_name_links_to_nothing(desk, name):
    """ "The plan" of another page is another plan, whatever else its sentence speaks of."""
    names = [("plan", "Plan for Lighthouse Lamps"), ("report", "Lighthouse Report"),
             ("strategy", "Lighthouse Strategy"), ("review", "Lighthouse Review"),
             ("guidance", "Lighthouse Guidance")]  # fmt: skip
    desk.register(*(commitment(slug, title, promise(BY_JUNE)) for slug, title in names), *REGISTER)
    for row in desk.found(f"{name} will be published by May 2027."):
        assert [one for one in desk.suggested(row) if one["kind"] != "new"] == []


def test_what_it_means_on_its_own_page_is_found(desk):
    found = best(
        desk, "NHS England is writing the Lighthouse Plan. It will be published by September 2026."
    )
    assert (found["kind"], found["commitment"]) == ("link", LIGHT)


def test_what_names_nothing_is_about_nothing(desk):
    [found] = desk.found("It will be published by May 2027.")
    assert desk.suggested(found) == []
    assert desk.waiting() == {"It will be published by May 2027."}


SAMPLES = [
    # a page, a commitment: whether the one may be about the other
    ("site", LIGHT, True),
    ("file", LIGHT, True),
    ("sample", LIGHT, False),
    ("site", "sample-lighthouse-plan", False),
    ("file", "sample-lighthouse-plan", False),
    ("sample", "sample-lighthouse-plan", True),
]


@pytest.mark.parametrize(("origin", "slug", "may"), SAMPLES)
def test_samples_and_real_things_never_meet(desk, origin, slug, may):
    title = "SAMPLE: Lighthouse Plan" if slug.startswith("sample-") else "Lighthouse Plan"
    desk.register(commitment(slug, title, promise(BY_JUNE)), FOGHORN, allow_retractions=True)
    found = best(desk, "The Lighthouse Plan will be published by May 2027.", origin=origin)
    assert (found["kind"], found["commitment"]) == (("link", slug) if may else ("new", None))


# ------------------------------------------------------------------------ something new


def test_statements_about_one_new_thing_are_one_proposal(desk):
    [first] = desk.found("NHS England will publish the Umbrella Strategy by May 2027.")
    [second] = desk.found(
        "The Umbrella Strategy will be launched in due course.", url="https://news.example/2"
    )
    [other] = desk.found(
        "We will publish the Seagull Census by May 2027.", url="https://news.example/3"
    )
    proposals = [desk.suggested(row)[0]["proposal"] for row in (first, second, other)]
    assert proposals == [first["id"], first["id"], other["id"]]
    assert desk.suggested(second)[0]["why"] == (
        "no commitment has this name; 1 other statement speaks of the same"
    )


def test_what_came_out_and_was_never_promised_makes_no_proposal(desk):
    [found] = desk.found("NHS England has published the Seagull Census.")
    assert desk.suggested(found) == []


def test_a_bare_name_on_another_page_is_another_thing(desk):
    sentences = [
        f"After the storm at Westmere harbour, the strategy will be out by {month} 2027."
        for month in ("May", "June")
    ]
    first, second = desk.found("\n".join(sentences))
    [other] = desk.found(sentences[0], url="https://news.example/2")
    proposals = [desk.suggested(row)[0]["proposal"] for row in (first, second, other)]
    assert proposals == [first["id"], first["id"], other["id"]]


def test_samples_make_proposals_of_their_own(desk):
    sentence = "NHS England will publish the Umbrella Strategy by May 2027."
    [real] = desk.found(sentence)
    [sample] = desk.found(sentence, origin="sample", url="https://news.example/2")
    assert desk.suggested(real)[0]["proposal"] != desk.suggested(sample)[0]["proposal"]


def test_a_group_outlives_its_first_statement(desk, monkeypatch):
    _first, second = desk.found(
        "NHS England will publish the Umbrella Strategy by May 2027.\n"
        "The Umbrella Strategy will be launched by June 2027."
    )
    monkeypatch.setattr("tracker.extract.RULES", "other rules")
    monkeypatch.setattr(
        "tracker.extract.find_statements",
        lambda text, day: [one for one in find_statements(text, day) if "June" in one.text],
    )
    desk.extract()
    desk.resolve()
    assert desk.rows("select id from statements") == [{"id": second["id"]}]
    assert [row["kind"] for row in desk.suggested(second)] == ["new"]


# ------------------------------------------------------- titles that are a promised thing

TITLES = [
    # the title of a page, what the page is: whether the promised thing seems to be out
    ("Lighthouse Plan", {"kind": "publication"}, True),
    ("Lighthouse Plan", {"kind": "news"}, True),
    ("The Lighthouse Plan", {"kind": "publication"}, True),
    ("NATIONAL LIGHT STRATEGY", {"kind": "publication"}, True),
    ("Programme for Beacons", {"kind": "publication"}, True),
    ("Lighthouse Plan", {"kind": "document"}, False),
    ("Lighthouse Plan", {"kind": "publication", "of": PRESS}, False),
    ("Lighthouse Plan", {"kind": "publication", "of": source("mirror", "official_copy")}, False),
    ("Lighthouse Plan", {"kind": "publication", "origin": "sample"}, False),
    ("Consultation on the Lighthouse Plan", {"kind": "publication"}, False),
    ("Response to the Lighthouse Plan", {"kind": "publication"}, False),
    ("Lighthouse Plan put off to the autumn", {"kind": "news"}, False),
    ("Lighthouse keepers", {"kind": "publication"}, False),
    ("A page", {"kind": "publication"}, False),
]


@pytest.mark.parametrize(("title", "page", "out"), TITLES)
def test_a_title_that_is_a_promised_thing(desk, title, page, out):
    found = desk.found("Read it here.", title=title, **page)
    assert [row["event"] for row in found] == (["delivered"] if out else [])
    if out:
        [suggestion] = desk.suggested(found[0])
        assert (suggestion["kind"], suggestion["commitment"]) == ("link", LIGHT)
        assert "a page has come out whose title is the promised thing" in suggestion["why"]
    assert desk.status() == ("being_checked" if out else "unchecked")


def test_of_a_copy_nothing_holds_anything_back(desk):
    desk.found("Read it here.", title="Lighthouse Plan", kind="publication", origin="copy")
    assert desk.status() == "unchecked"
    assert desk.waiting() == set()


@pytest.mark.parametrize("event", ["delivered", "dropped"])
def test_what_has_ended_is_not_looked_for(desk, event):
    over = lighthouse(promise(BY_JUNE), promise(event=event), status=event)
    desk.register(over, FOGHORN)
    assert desk.found("Read it here.", title="Lighthouse Plan", kind="publication") == []


LATER = [
    ("a new commitment", (LIGHTHOUSE,), (LIGHTHOUSE, commitment("lamp", "Lamp Code", promise()))),
    (
        "a new title",
        (commitment("lamp", "Rules for Wicks", promise()),),
        (commitment("lamp", "Lamp Code", promise()),),
    ),
    (
        "a new alias",
        (commitment("lamp", "Rules for Wicks", promise()),),
        (commitment("lamp", "Rules for Wicks", promise(), aliases=["Lamp Code"]),),
    ),
]


@pytest.mark.parametrize(("_what", "before", "after"), LATER, ids=[row[0] for row in LATER])
def test_old_pages_are_held_against_new_names(tmp_path, _what, before, after):
    desk = Desk.fresh(tmp_path, *before)
    assert desk.found("Read it here.", title="Lamp Code", kind="publication") == []
    desk.register(*after)
    assert desk.resolve().titles == 1
    assert desk.suggested({"id": 1})[0]["commitment"] == "lamp"


@pytest.mark.parametrize(("_what", "before", "after"), LATER, ids=[row[0] for row in LATER])
def test_a_sign_goes_with_the_name_that_it_rested_on(tmp_path, _what, before, after):
    desk = Desk.fresh(tmp_path, *after)
    assert desk.found("Read it here.", title="Lamp Code", kind="publication")
    desk.register(*before)
    desk.resolve()
    assert (desk.count("statements where stands"), desk.waiting()) == (0, set())


def test_a_sign_that_was_decided_stays(desk):
    [found] = desk.found("Read it here.", title="National Light Strategy", kind="publication")
    desk.decide(found, "reject")
    desk.register(LIGHTHOUSE, FOGHORN)
    desk.resolve()
    assert desk.count("reviews") == 1
    desk.register(*REGISTER)
    desk.resolve()
    assert desk.waiting() == set()  # and it is not asked about again


def test_a_title_came_out_on_the_day_of_its_page_in_london(desk):
    """Half past midnight on 1 July: a day late, and not on the last day of June."""
    [found] = desk.found(
        "Read it.", title="Lighthouse Plan", kind="publication", published_at="2026-06-30T23:30:00Z"
    )
    assert found["said_on"] == "2026-07-01"


# --------------------------------------------------------------- what holds "overdue" back


@pytest.fixture
def late(tmp_path):
    """The plan was due in June, that was checked, and somebody has looked in vain since."""
    desk = Desk.fresh(tmp_path, lighthouse(promise(BY_JUNE, checked=CHECKED)), FOGHORN)
    look = Look(LIGHT, TODAY, None, None, "not_found", "Looked at the site.")
    record_look(desk.db, look, TODAY)
    assert desk.status() == "overdue"
    return desk


OUT = [
    ("Read it here.", {"title": "Lighthouse Plan", "kind": "publication"}),
    ("We have published the Lighthouse Plan.", {}),
    ("NHS England has published the Lighthouse Plan.", {"of": PRESS}),
]


@pytest.mark.parametrize(("text", "page"), OUT)
def test_a_sign_of_delivery_holds_overdue_back_until_it_is_decided(late, text, page):
    [found] = late.found(text, **page)
    assert late.status() == "being_checked"
    assert late.timeline(HORN)["status"] == "no_date"
    late.decide(found, "reject")
    assert late.status() == "overdue"
    late.undo()
    assert late.status() == "being_checked"
    late.decide(found)
    assert late.status() in ("delivered_on_time", "delivered_late", "unclear")


def test_what_promises_or_moves_the_date_holds_nothing_back(late):
    late.found("The Lighthouse Plan will be published by May 2027.")
    assert late.status() == "overdue"


def test_a_sign_for_something_that_is_not_due_yet_changes_nothing(desk):
    awaited = promise(("by May 2027", "deadline", None, "2027-05-31"))
    desk.register(lighthouse(awaited), FOGHORN)
    desk.found("Read it here.", title="Lighthouse Plan", kind="publication")
    assert desk.status() == "awaited"


# ------------------------------------------------------------------------ no work twice


def pages(desk):
    desk.page("The Lighthouse Plan will be published by May 2027.")
    desk.page("We will publish the Umbrella Strategy soon.", url="https://news.example/2")
    desk.page("Read it.", url="https://news.example/3", title="Foghorn Review", kind="publication")
    desk.extract()


def test_nothing_changed_nothing_matched_again(desk):
    pages(desk)
    done = desk.resolve()
    assert (dict(done.kinds), done.titles) == ({"link": 1, "new": 1}, 1)
    before = desk.rows("select * from suggestions order by statement_id, rank")
    again = desk.resolve()
    assert (sum(again.kinds.values()), again.titles) == (0, 0)
    assert desk.rows("select * from suggestions order by statement_id, rank") == before


def test_the_same_register_loaded_again_is_no_change(desk):
    pages(desk)
    desk.resolve()
    desk.register(*REGISTER)
    assert matched(desk) == 0


def test_a_decision_is_no_reason_to_match_the_rest_again(desk):
    pages(desk)
    desk.resolve()
    desk.decide(1, "reject")
    assert matched(desk) == 0


def test_new_names_are_a_reason(desk):
    pages(desk)
    desk.resolve()
    umbrella = commitment("umbrella", "Umbrella Strategy", promise())
    desk.register(*REGISTER, umbrella)
    assert matched(desk) == 2
    assert desk.suggested({"id": 2})[0]["commitment"] == "umbrella"


def test_what_was_decided_is_never_matched_again(desk):
    pages(desk)
    desk.resolve()
    desk.decide(1, "reject")
    desk.decide(2, "reject")
    desk.register(*REGISTER, commitment("umbrella", "Umbrella Strategy", promise()))
    assert matched(desk) == 0


class TestCommand:
    """``delaywatch resolve``."""

    def call(self, desk):
        words = ["--db", str(desk.path), "--as-of", "2026-11-22", "resolve"]
        return CliRunner().invoke(main, words, catch_exceptions=False)

    def test_it_counts(self, desk):
        pages(desk)
        assert self.call(desk).output == (
            "2 statements matched: 1 about a known commitment, 0 known already, "
            "1 about something new, 0 about nothing by name; 1 titles that are a promised thing\n"
            "FOI releases: 0 seem to be about a commitment, 0 are new\n"
        )
        assert self.call(desk).output.startswith("0 statements matched")

    def test_it_puts_all_words_into_the_index_whether_or_not_it_searches(self, desk):
        desk.page("Nothing of note.")
        assert desk.count("documents_to_index") == 1
        self.call(desk)
        assert desk.count("documents_to_index") == 0

    def test_it_waits_for_no_other_run(self, desk):
        with run_lock(desk.path):
            assert self.call(desk).exit_code == 75


def test_a_page_of_another_body_is_still_about_the_plan(desk):
    """Who says so is one sign of many; the name is the strongest."""
    assert OFFICIAL.body[0] == "nhs-england"
    dhsc = source("ministry", body="department-of-health-and-social-care")
    found = best(desk, "The Lighthouse Plan will be published by May 2027.", of=dhsc)
    assert (found["kind"], found["commitment"]) == ("link", LIGHT)
