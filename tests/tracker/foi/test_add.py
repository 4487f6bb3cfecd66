"""Cases at the command line: asked for, recorded, shown, taken in and given out."""

import hashlib
import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from db.connection import connect
from tests.tracker.foi.exchange_harbour import furnish
from tracker.cli import main
from tracker.foi import cases

FILES = Path(__file__).parent / "files"
ANSWERS = [
    "The dredging plan as held",  # what it asks for
    "harbour office",  # body
    "2026-03-06",  # sent
    "",  # law, as proposed
    "post", "2026-03-09",  # how, and when it arrived
    "HO-1",  # their reference
    "",  # address
    "dredging-plan", "", "",  # commitment, its role as proposed, no more
    "press", "The Quay",  # who asks
    "",  # private, as proposed
    "",  # its name, as proposed
]  # fmt: skip
ADDED = ("foi", "add", "--id", "plan", "--subject", "The plan", "--body", "harbour-office",
         "--sent", "2026-03-06", "--yes")  # fmt: skip


@pytest.fixture(scope="module")
def furnished(tmp_path_factory):
    path = tmp_path_factory.mktemp("furnished") / "delaywatch.db"
    furnish(connect(path)).conn.close()
    return path


@pytest.fixture
def path(furnished, tmp_path):
    return Path(shutil.copy(furnished, tmp_path))


@pytest.fixture
def call(path):
    """Call delaywatch as of 1 April 2026, with what a person types; returns click's result."""

    def call(*words, typed="", as_of="2026-04-01"):
        common = ["--db", str(path), "--as-of", as_of]
        return CliRunner().invoke(main, [*common, *words], input=typed, catch_exceptions=False)

    return call


@pytest.fixture
def stored(path):
    return lambda case_id="plan": cases.read(connect(path), case_id)


def count(path):
    return connect(path)["foi_requests"].count


def flat(text):
    """Words without the lines that the width of a terminal makes of them."""
    return " ".join(text.split())


# ----------------------------------------------------------------------------------- add


def test_a_case_is_asked_for_shown_and_kept(call, stored):
    result = call("foi", "add", typed="\n".join([*ANSWERS, "y", ""]))
    assert result.exit_code == 0
    shown, _, after = result.output.partition("Keep it?")
    assert "9 April 2026: reply due" in shown
    assert "20 UK working days after Monday 9 March 2026 end on Thursday 9 April 2026" in flat(
        shown
    )
    assert "reply due 9 April 2026; to come" in after
    case = stored("the-dredging-plan-as-held")
    assert (case.body, case.authority, case.regime) == ("harbour-office", "Harbour Office", "FOIA")
    assert (case.visibility, case.requester_kind, case.requester) == (
        "private",
        "press",
        "The Quay",
    )
    assert [(one.type, str(one.on), one.channel) for one in case.events] == [
        ("sent", "2026-03-06", "post"),
        ("received", "2026-03-09", None),
    ]
    assert [(link.slug, link.role) for link in case.commitments] == [("dredging-plan", "asks_for")]


@pytest.mark.parametrize("answered", range(len(ANSWERS) + 1))
def test_whoever_leaves_keeps_nothing(call, path, answered):
    result = call("foi", "add", typed="".join(f"{one}\n" for one in ANSWERS[:answered]))
    assert result.exit_code == 1
    assert count(path) == 0


def test_no_is_no(call, path):
    result = call("foi", "add", typed="\n".join([*ANSWERS, "n", ""]))
    assert (result.exit_code, count(path)) == (1, 0)


WRONG = [
    # which answer (by its place) is wrong at first, how, and what is said
    (0, "", ""),
    (1, "Harbor Offise", "did you mean harbour-office?"),
    (2, "6 March", "6 March is not a day - write it like 2026-03-31"),
    (2, "2026-04-02", "2026-04-02 lies after 2026-04-01"),
    (2, "2004-12-31", "before 2005-01-01, when the Acts came into force"),
    (3, "FIOA", "did you mean FOIA?"),
    (7, "quay.example", "is no web address"),
    (8, "dredging", "did you mean dredging-plan?"),
    (9, "asks", "did you mean asks_for?"),
    (11, "newspaper", "is none of individual, organisation, press, mp, unknown"),
    (13, "secret", "is none of private, embargoed, public"),
    (14, "My Plan", "is no name of a case"),
]


@pytest.mark.parametrize(("place", "answer", "said"), WRONG)
def test_a_wrong_answer_is_told_and_asked_again(call, path, place, answer, said):
    no = ["n"] if place == 1 else []  # not a body that is none of ours, either
    typed = [*ANSWERS[:place], answer, *no, *ANSWERS[place:], "y", ""]
    result = call("foi", "add", typed="\n".join(typed))
    assert said in flat(result.output)
    assert (result.exit_code, count(path)) == (0, 1)


def test_a_body_that_is_none_of_ours_is_kept_by_its_name(call, stored):
    typed = [ANSWERS[0], "Quay Council", "y", *ANSWERS[2:], "y", ""]
    assert call("foi", "add", typed="\n".join(typed)).exit_code == 0
    case = stored("the-dredging-plan-as-held")
    assert (case.body, case.authority) == (None, "Quay Council")


def test_the_law_is_proposed_from_the_body(call, stored):
    call(*ADDED[:6], "--body", "Firth Authority", *ADDED[8:])
    assert stored().regime == "FOISA"


def test_an_embargo_needs_its_day(call, stored):
    typed = [*ANSWERS[:13], "embargoed", "2026-09-01", "plan", "y", ""]
    call("foi", "add", typed="\n".join(typed))
    assert (stored().visibility, str(stored().public_from)) == ("embargoed", "2026-09-01")


def test_every_question_has_an_option(call, stored):
    result = call(
        *ADDED, "--regime", "eir", "--channel", "web form", "--reference", "HO-2", "--received",
        "2026-03-09", "--url", "https://a.example/1", "--commitment", "dredging-plan:evidence_of",
        "--commitment", "harbour-lights", "--requester-kind", "mp", "--requester", "A Member",
        "--visibility", "public", "--private-note", "Ours.",
    )  # fmt: skip
    assert result.exit_code == 0
    case = stored()
    assert (case.regime, case.reference, case.url) == ("EIR", "HO-2", "https://a.example/1")
    assert [(link.slug, link.role) for link in case.commitments] == [
        ("dredging-plan", "evidence_of"), ("harbour-lights", "asks_for"),
    ]  # fmt: skip
    assert [(one.type, str(one.on)) for one in case.events] == [
        ("sent", "2026-03-06"), ("received", "2026-03-09"),
    ]  # fmt: skip
    assert (case.requester, case.visibility, case.private_note) == ("A Member", "public", "Ours.")


def test_what_is_not_sent_yet_is_a_draft(call, stored):
    call(*ADDED[:8], "--yes")
    assert [one.type for one in stored().events] == ["drafted"]


WRONG_OPTIONS = [
    (["--body", "quay"], "--body: no body of ours is called 'quay'"),
    (["--sent", "2026-04-02"], "--sent: 2026-04-02 lies after 2026-04-01"),
    (["--commitment", "dredging"], "--commitment: there is no commitment 'dredging'"),
    (["--commitment", "dredging-plan:asks"], "did you mean asks_for?"),
    (["--requester", "Sam Roe"], "--requester: a private person is not named"),
    (["--id", "../plan"], "--id: '../plan' is no name of a case"),
    (["--from", "soon"], "--from: soon is not a day"),
    (["--received", "2026-03-01"], "which is later"),
    (["--parent", "nobody"], "there is no case nobody"),
]


@pytest.mark.parametrize(("words", "said"), WRONG_OPTIONS)
def test_a_wrong_option_keeps_nothing(call, path, words, said):
    result = call(*ADDED, *words)
    assert said in flat(result.stderr)
    assert (result.exit_code, count(path)) == (1, 0)


def test_a_name_that_is_taken(call):
    call(*ADDED)
    assert "there is a case plan already" in call(*ADDED).stderr
    words = [word for word in ADDED if word not in ("--id", "plan")]
    assert call(*words).output.startswith("\nthe-plan: The plan")
    assert call(*words).output.startswith("\nthe-plan-2: The plan")


# -------------------------------------------------------------------------------- record


@pytest.fixture
def plan(call):
    call(*ADDED)
    return lambda *words, **more: call("foi", "record", "plan", *words, **more)


def test_a_refusal_with_all_that_it_says(plan, stored, tmp_path):
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF")
    result = plan(
        "refusal-notice", "--on", "2026-03-30", "--outcome", "refused", "--ground", "section 22",
        "--ground", "FOIA s36(2)(b)", "--part", "--public-interest-test", "--anticipated",
        "2026-10-17", "--promise", "on or before 17 October 2026", "--about", "dredging-plan",
        "--file", str(letter), "--url", "https://a.example/1", "--note", "Two pages.",
    )  # fmt: skip
    assert result.exit_code == 0
    said = flat(result.output)
    assert "promises “on or before 17 October 2026”: read as by 17 October 2026" in said
    assert "plan: refused since 30 March 2026" in said
    assert "last day to ask for an internal review" in said
    notice = stored().events[-1]
    named = [(one.provision, one.scope, one.anticipated_publication) for one in notice.grounds]
    assert named == [("s.22", "part", date(2026, 10, 17)), ("s.36", "part", None)]
    assert (notice.promise.due_kind, str(notice.promise.due_latest)) == ("deadline", "2026-10-17")
    assert notice.sha256 == hashlib.sha256(b"%PDF").hexdigest()


@pytest.mark.parametrize(
    ("words", "on", "precision"),
    [
        (["2026-03-30"], "2026-03-30", "day"),
        (["2026-03"], "2026-03-01", "month"),
        (["2026"], "2026-01-01", "year"),
        (["unknown"], "None", "unknown"),
        (["2026-03-01", "--precision", "month"], "2026-03-01", "month"),
    ],
)
def test_a_day_as_it_is_known(plan, stored, words, on, precision):
    assert plan("acknowledged", "--on", *words).exit_code == 0
    assert (str(stored().events[-1].on), stored().events[-1].precision) == (on, precision)


def test_what_comes_earlier_stands_earlier(plan, stored):
    plan("response", "--on", "2026-03-30")
    plan("acknowledged", "--on", "2026-03-10")
    assert [one.type for one in stored().events] == ["sent", "acknowledged", "response"]


def test_more_said_of_the_same_letter_completes_it(plan, stored):
    plan("response", "--on", "2026-03-30")
    result = plan("response", "--on", "2026-03-30", "--outcome", "refused")
    assert "it was there with less said of it: completed" in result.output
    assert "nothing was added" in plan("response", "--on", "2026-03-30").output
    assert len(stored().events) == 2
    assert plan("response", "--on", "2026-03-30", "--another").exit_code == 0
    assert len(stored().events) == 3


def test_an_event_is_taken_back_with_its_reason(plan, stored, path):
    plan("response", "--on", "2026-03-30", "--outcome", "refused")
    result = plan("--retract", "2", "--why", "Another case's.")
    assert "taken back:" in result.output
    assert "plan: awaiting a reply since 6 March 2026" in flat(result.output)
    assert [one.type for one in stored().events] == ["sent"]
    rows = connect(path).execute("select retracted_why from foi_events where type = 'response'")
    assert rows.fetchall() == [("Another case's.",)]


REFUSED = [
    (["respnse", "--on", "2026-03-30"], "did you mean response or resent?"),
    (["response", "--on", "2026-03-30", "--ground", "s.99"], "'s.99' is no ground that is known"),
    (["response", "--on", "2026-03-30", "--outcome", "lost"], "outcome: response has disclosed"),
    (["response", "--on", "2026-04-02"], "that is after 1 April 2026"),
    (["response", "--on", "2026-03-05"], "it stands before the request"),
    (["sent", "--on", "2026-03-30"], "there is a sent already"),
    (["acknowledged", "--on", "2026-03-30", "--until", "2026-05-01"],
     "until: an event of type acknowledged has none"),
    (["note", "--on", "2026-03-30"], "a note needs its text - add --note"),
    (["response", "--on", "2026-03-30", "--anticipated", "2026-05-01"],
     "--anticipated: a day of publication belongs to a ground"),
    (["response", "--on", "2026-03-30", "--promise", "we will"], "“we will” names no date"),
    (["response", "--on", "2026-03-30", "--promise", "in May 2026, then by June 2027"],
     "names 2 dates: “May 2026” (in May 2026); “by June 2027” (by 30 June 2027)"),
    (["response", "--on", "2026-03-30", "--about", "dredging-plan"],
     "--about: there is no promise that it could be about"),
    (["response", "--on", "2026-03-30", "--promise", "by May 2026", "--about", "nothing"],
     "there is no commitment nothing"),
    (["--retract", "1"], "say why it is taken back - add --why"),
    (["--retract", "7", "--why", "x"], "there is no event 7"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "said"), REFUSED)
def test_what_cannot_be_recorded(plan, stored, words, said):
    before = stored()
    result = plan(*words)
    assert said in flat(result.stderr)
    assert result.exit_code == 1
    assert stored() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["response"], "`delaywatch foi record plan response --on 2026-04-01`"),
        ([], "`delaywatch foi record plan TYPE --on 2026-04-01`"),
        (["--on", "2026-03-30"], "`delaywatch foi record plan TYPE --on 2026-03-30`"),
        (["response", "--on", "30 March"], "30 March is not a day"),
        (["response", "--on", "2026-13"], "2026-13 is not a day"),
    ],
)
def test_usage(plan, words, said):
    result = plan(*words)
    assert (result.exit_code, said in flat(result.stderr)) == (2, True)


RESENT = ("resent", "--on", "2026-03-12")


@pytest.mark.parametrize("words", [["--resets"], ["--keeps-clock"]])
def test_what_was_not_delivered_and_sent_again_needs_a_word_about_the_clock(plan, stored, words):
    plan("delivery-error", "--on", "2026-03-09")
    plan("checked", "--on", "2026-03-10")
    result = plan(*RESENT)
    assert (result.exit_code, len(stored().events)) == (1, 3)
    assert "add --resets; --keeps-clock leaves it undelivered" in flat(result.stderr)
    assert plan(*RESENT, *words).exit_code == 0


def test_what_arrived_may_be_sent_again_without_a_word(plan):
    plan("acknowledged", "--on", "2026-03-09")
    assert plan(*RESENT).exit_code == 0


def test_a_case_that_is_not_there(call, plan):
    result = call("foi", "record", "plna", "response", "--on", "2026-03-30")
    assert "plna: there is no case of this name - did you mean plan?" in result.stderr


def test_a_day_counted_from_an_unknown_one_is_not_counted(plan, stored):
    """ "Within four weeks" of a reply that is known only to the month has no last day."""
    plan("response", "--on", "2026-03", "--promise", "within four weeks")
    promise = stored().events[-1].promise
    assert (promise.due_kind, promise.due_latest) == ("open", None)
    plan("response", "--on", "2026-03-30", "--promise", "within four weeks", "--another")
    assert str(stored().events[-1].promise.due_latest) == "2026-04-27"


# ----------------------------------------------------------------- show, list, visibility


def test_a_case_is_shown_with_all_that_is_known(plan, call):
    plan("acknowledged", "--on", "2026-03-09", "--reference", "HO-9")
    plan("checked", "--on", "2026-04-20", as_of="2026-04-20")
    shown = call("foi", "show", "plan", as_of="2026-04-20").output
    assert "plan: The plan (Harbour Office) [private]" in shown
    assert "1  6 March 2026: sent" in shown
    assert "2  9 March 2026: acknowledged" in shown
    assert "reference: HO-9" in shown
    assert "8 April 2026: reply due; nothing had come when somebody looked" in flat(shown)
    assert "delayed" in shown
    assert "NEXT, AS OF 2026-04-20" in shown


def test_nothing_is_called_late_that_nobody_looked_at(plan, call):
    shown = call("foi", "show", "plan", as_of="2026-04-20").output
    assert "delayed" not in shown
    assert "nobody has recorded a look since" in flat(shown)


def test_a_day_in_the_past_knows_nothing_of_what_came_after_it(plan, call):
    plan("response", "--on", "2026-03-30", "--outcome", "refused")
    plan("internal-review-requested", "--on", "2026-04-01")
    shown = flat(call("foi", "show", "plan", as_of="2026-03-20").output)
    assert "plan: The plan (Harbour Office) [private] awaiting a reply since 6 March 2026" in shown
    assert "2 later events are left out" in shown
    assert "8 April 2026: reply due" in shown
    for later in ("refused", "30 March", "review", "nothing had come", "looked"):
        assert later not in shown, later
    assert "1 later event is left out" in flat(
        call("foi", "show", "plan", as_of="2026-03-31").output
    )
    assert "left out" not in call("foi", "show", "plan").output
    listed = flat(call("foi", "list", "--all", as_of="2026-03-20").output)
    assert "plan [private]: awaiting a reply" in listed


def test_a_day_before_the_request_knows_nothing(plan, call):
    shown = flat(call("foi", "show", "plan", as_of="2026-03-01").output)
    assert "1 later event is left out" in shown
    assert "6 March" not in shown


def test_a_list_has_what_waits_and_with_all_the_rest(plan, call):
    call(*ADDED[:3], "other", *ADDED[4:], "--visibility", "embargoed", "--from", "2026-09-01")
    call("foi", "record", "other", "withdrawn", "--on", "2026-03-10")
    listed = call("foi", "list").output
    assert "plan [private]: awaiting a reply: The plan (Harbour Office)" in flat(listed)
    assert "reply due 8 April 2026; to come" in flat(listed)
    assert "1 other case, with nothing to do or not ours to act on: --all" in flat(listed)
    everything = call("foi", "list", "--all").output
    assert "other [embargoed until 2026-09-01]: withdrawn" in flat(everything)


@pytest.mark.parametrize(
    ("words", "said", "visibility"),
    [
        (["public"], "plan: public; shown with the next release", "public"),
        (
            ["embargoed", "--from", "2026-09-01"],
            "public from 2026-09-01 on; not shown",
            "embargoed",
        ),
        (["embargoed", "--from", "2026-03-01"], "shown with the next release", "embargoed"),
        (["private"], "plan: private; not shown", "private"),
    ],
)
def test_who_may_see_a_case(plan, call, stored, words, said, visibility):
    assert said in call("foi", "visibility", "plan", *words).output
    assert stored().visibility == visibility


@pytest.mark.parametrize("words", [["embargoed"], ["public", "--from", "2026-09-01"], ["hidden"]])
def test_who_may_see_it_is_said_whole(plan, call, words):
    assert call("foi", "visibility", "plan", *words).exit_code == 2


def test_grounds_are_listed_by_the_law_of_the_case(call):
    assert "s.22  intended for future publication (FOIA; qualified, class)" in call(
        "foi", "grounds").output  # fmt: skip
    assert "s.27  intended for future publication (FOISA" in call(
        "foi", "grounds", "--regime", "foisa").output  # fmt: skip


def test_an_address_is_told_before_it_is_shown(plan, call):
    call("foi", "change", "plan", "--url", "https://a.example/1")
    shown = call("foi", "visibility", "plan", "public").output
    assert "see that it names no private person: https://a.example/1" in flat(shown)
    assert "https" not in call("foi", "visibility", "plan", "private").output


def test_a_name_in_an_address_is_told_again_before_it_is_shown(call, tmp_path):
    page = tmp_path / "request.json"
    page.write_text(
        (FILES / "request.json").read_text().replace("harbour_dredging_plan", "ada_example_plan")
    )
    call("foi", "import", str(page), "--seen-on", "2026-06-20", as_of="2026-07-01")
    shown = call("foi", "visibility", "wdtk-request-900001", "public", as_of="2026-07-01").output
    assert "its address bears the name of whoever asked, and is shown with the case" in flat(shown)


# -------------------------------------------------------------------------------- change

CHANGES = [
    # what is given, and what the case then is
    (["--subject", "The whole plan"], {"subject": "The whole plan"}),
    (["--url", "https://a.example/1"], {"url": "https://a.example/1"}),
    (["--url", ""], {"url": None}),
    (["--reference", "HO-3"], {"reference": "HO-3"}),
    (["--private-note", "Ours."], {"private_note": "Ours."}),
    (["--private-note", ""], {"private_note": None}),
    (["--not-followed"], {"followed": False}),
    (["--followed"], {"followed": True}),
    (["--body", "Firth Authority"], {"body": "firth-authority", "authority": "Harbour Office"}),
    (["--body", ""], {"body": None}),
    (["--commitment", "dredging-plan", "--commitment", "harbour-lights:evidence_of"],
     {"links": ["dredging-plan asks_for", "harbour-lights evidence_of"]}),
    (["--not-about", "harbour-lights"], {"links": ["dredging-plan asks_for"]}),
    (["--commitment", "dredging-plan:arose_from"], {"links": ["dredging-plan arose_from"]}),
    (["--not-about", "dredging-plan"], {"links": []}),
]  # fmt: skip


def test_what_a_case_is_can_be_changed_and_is_shown(plan, call, stored):
    """One change after the other: what is not named stays."""
    events, expected = stored().events, {}
    for words, changes in CHANGES:
        result = call("foi", "change", "plan", *words)
        assert result.exit_code == 0, words
        assert "plan: The" in result.output
        expected |= changes
        case = stored()
        found = {name: getattr(case, name, None) for name in expected}
        if "links" in expected:
            found["links"] = [f"{link.slug} {link.role}" for link in case.commitments]
        assert found == expected
        assert case.events == events


UNCHANGED = [
    (["--not-about", "dredging-plan"], 1, "plan does not bear on dredging-plan"),
    (["--commitment", "dredging"], 1, "there is no commitment dredging - did you mean"),
    (["--commitment", "dredging-plan:asks"], 1, "commitments.0.role"),
    (["--body", "quay"], 1, "there is no body quay"),
    (["--url", "quay"], 1, "url"),
    (["--subject", ""], 1, "subject"),
    ([], 2, "say what is to be otherwise"),
]


@pytest.mark.parametrize(("words", "code", "said"), UNCHANGED)
def test_a_change_that_cannot_be(plan, call, stored, words, code, said):
    before = stored()
    result = call("foi", "change", "plan", *words)
    assert (result.exit_code, said in flat(result.stderr)) == (code, True), result.stderr
    assert stored() == before


def test_a_case_of_the_register_is_changed_in_its_file(plan, call, path):
    connect(path).execute("update foi_requests set origin = 'register'").connection.commit()
    result = call("foi", "change", "plan", "--url", "https://a.example/1")
    assert "which its file decides" in flat(result.stderr)


# -------------------------------------------------------------------------- import, export


def test_in_and_out_and_in_again(call, tmp_path):
    words = ("foi", "import", str(FILES / "request.json"), "--seen-on", "2026-06-20")
    first = call(*words, as_of="2026-07-01")
    assert first.output == "inserted: wdtk-harbour-dredging-plan\ncases: 1 new\n"
    assert call(*words, as_of="2026-07-01").output == "cases: 0 new, 1 with nothing new\n"
    out = call("foi", "export", str(tmp_path / "out"), as_of="2026-07-01")
    assert "1 case is private, or holds what is" in flat(out.output)
    assert out.output.endswith("out: 1 case written\n")
    again = call("foi", "import", str(tmp_path / "out"), as_of="2026-07-01")
    assert again.output == "cases: 0 new, 1 with nothing new\n"


def test_the_options_of_an_import(call, stored):
    call("foi", "import", str(FILES / "request.json"), "--as", "plan", "--regime", "eir",
         "--visibility", "embargoed", "--from", "2026-09-01", "--requester-kind", "press",
         "--not-followed", "--seen-on", "2026-06-20", as_of="2026-07-01")  # fmt: skip
    case = stored()
    assert (case.regime, case.visibility, case.requester_kind, case.followed) == (
        "EIR", "embargoed", "press", False,
    )  # fmt: skip


def test_a_file_that_is_wrong_ends_with_1_and_one_line(call, path, tmp_path):
    page = tmp_path / "page.json"
    page.write_text("<!DOCTYPE html><html>")
    result = call("foi", "import", str(page))
    assert result.exit_code == 1
    assert result.stderr.startswith(f"delaywatch: {page}: is a web page, not the data of a request")
    assert len(result.stderr.splitlines()) == 1
    assert count(path) == 0
