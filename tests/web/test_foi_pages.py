"""/foi and /foi/<id>: what is due, what was refused why, which dates passed; nothing private."""

import re
from datetime import date
from html import unescape

import pytest
from sqlite_utils import Database

from db.pages import foi as sql
from tests.foi_rows import case, deadline, event, on, standing
from tests.web.test_foi import (
    SLUG,
    desk_with_plans,
    ground,
    hidden,
    html,
    link,
    open_case,
    published_site,
    refused_case,
    released_document,
    words,
)
from tracker.foi.clock import actions
from tracker.foi.wording import STATE_DEFINITIONS, STATE_WORDS, plain_step, reply_words
from web.pages.foi import FIRST

CHASE = (
    "Chase Harbour Authority: no reply is recorded (`delaywatch foi draft late --kind complaint`)."
)
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)> {{ 7 * 7 }} {% raw %} \u202egnorts "
    + "W" * 10_000
)
BAD_LINK = "javascript:alert(3)"


@pytest.fixture(scope="module")
def site(tmp_path_factory, serve_over):
    """Ours: five cases in which something is due, one in which nothing is. Others: two."""
    desk = desk_with_plans(tmp_path_factory.mktemp("foi-pages"))
    db = desk.db
    open_case(db, "open", due="2026-12-01", alternative="2026-12-02")
    open_case(db, "unseen", due="2026-11-03")
    open_case(db, "late", checked_on="2026-11-10", due="2026-11-05", action_after=CHASE)
    open_case(db, "guided", checked_on="2026-11-10", basis="guidance", kind="review_due_20")
    open_case(db, "two-days", due="2026-12-10")
    deadline(db, "two-days", "2026-11-30", kind="regulator_complaint_by", party="requester",
             action_before="Complain by 30 November 2026.")  # fmt: skip
    case(db, "done", subject="What was done", outcome="answered", regime="EIR")
    event(db, "done")
    event(db, "done", "response", "2026-02-02", actor="authority", outcome="disclosed")
    standing(db, "done", status="disclosed", since="2026-02-02", next_action="")
    refused_case(db)
    upheld_case(db)
    released_document(db)
    return published_site(desk, serve_over)


def upheld_case(db):
    """A case of others under Scottish law, refused without a day; a regulator upheld one ground."""
    case(db, "upheld", subject="The harbour drafts", followed=0, regime="FOISA",
         authority="Firth Council", confidence="read_directly")  # fmt: skip
    event(db, "upheld")
    reply = event(db, "upheld", "response", "2026-03-02", actor="authority", outcome="refused")
    ground(db, reply, "s.27", anticipated_publication="2026-04-30")
    notice = event(db, "upheld", "decision_notice", "2026-08-03", actor="regulator",
                   outcome="not_upheld")  # fmt: skip
    ground(db, notice, "s.27", properly_invoked=1)
    standing(db, "upheld", status="decision_notice", since="2026-08-03", next_action="")


async def said(site, path):
    return words(await html(site, path))


def part(text, name):
    """The section of a page with a heading of that id, as HTML."""
    [found] = re.findall(rf'<section aria-labelledby="{name}">.*?</section>', text, re.DOTALL)
    return found


def listed(text):
    """The cases that a page lists, in order."""
    return re.findall(r'<a class="row-title" href="/foi/([^"]+)"', text)


# ------------------------------------------------------------------------------ the list


async def test_what_is_overdue_comes_first_then_the_nearest_day(site):
    text = part(await html(site, "/foi"), "open")
    assert listed(text) == ["late", "guided", "unseen", "two-days", "open"]


async def test_a_case_of_several_days_is_listed_once_with_the_nearest(site):
    text = part(await html(site, "/foi"), "open")
    assert "Last day to complain to the regulator: 30 November 2026 ; to come." in words(text)
    assert "10 December 2026" not in text


STATES = {
    "late": "overdue Reply due: 5 November 2026 ; nothing had come when somebody looked after that "
            "day (looked on 10 November 2026).",
    "guided": "2 November 2026 by guidance, not by law ; nothing had come when somebody looked "
              "after the day that guidance sets (looked on 10 November 2026).",
    "unseen": "Reply due: 3 November 2026 ; the day has passed, and nobody has recorded a look "
              "since: it may have come.",
    "open": "Reply due: 1 December 2026 (by the other published convention 2 December 2026; late "
            "only after 2 December 2026); to come.",
}  # fmt: skip


@pytest.mark.parametrize("case_id", STATES)
async def test_where_a_day_stands_is_told_in_the_words_of_the_clock(site, case_id):
    assert STATES[case_id] in await said(site, "/foi")
    assert STATES[case_id] in await said(site, f"/foi/{case_id}")


async def test_only_what_somebody_looked_for_is_red(site):
    assert (await html(site, "/foi")).count("status-overdue") == 1
    for case_id in ("open", "unseen", "guided", "two-days", "done", "refused", "upheld"):
        assert "status-overdue" not in await html(site, f"/foi/{case_id}"), case_id


async def test_no_reply_recorded_is_never_no_reply(site):
    for path in ("/foi", "/foi/unseen"):
        text = await said(site, path)
        assert "no reply recorded, last checked 1 October 2026" in text
    plain = words(part(await html(site, "/foi"), "open")).casefold()
    assert not re.search(r"\bno reply\b(?! (?:is )?recorded)", plain)


async def test_the_next_step_has_none_of_our_commands(site):
    for path in ("/foi", "/foi/late", f"/commitments/{SLUG}"):
        assert "delaywatch foi" not in await html(site, path), path
    assert "Next: Chase Harbour Authority: no reply is recorded." in await said(site, "/foi")


async def test_stages_of_what_is_due_are_counted_with_their_rows(site):
    text = await html(site, "/foi")
    found = dict(re.findall(r'stage=(\w+)">[^<]*<strong>(\d+)</strong>', text))
    assert found == {"awaiting_response": "3", "delayed": "2"}
    for stage, number in found.items():
        rows = listed(await html(site, f"/foi?list=open&stage={stage}"))
        assert len(rows) == int(number), stage


async def test_what_is_counted_by_stage_is_said_and_its_rows_are_as_many(site):
    text = await html(site, "/foi")
    assert "Of the cases we follow in which something is due, by stage:" in words(text)
    for link_to, number in re.findall(
        r'<a href="(/foi\?list=open&amp;stage=[^"]+)">[^<]*<strong>(\d+)</strong>', text
    ):
        assert len(listed(await html(site, unescape(link_to)))) == int(number)


@pytest.mark.parametrize("path", ["/foi?list=open", "/foi?stage=delayed", "/foi", "/foi/late"])
async def test_words_lead_to_where_they_are_defined(site, path):
    """A list that is narrowed has no definitions of its own."""
    text = await html(site, path)
    assert 'href="#words"' not in text
    assert 'href="/foi#words"' in text


async def test_no_page_claims_that_nobody_is_named(site):
    text = await said(site, "/foi")
    assert "The field that names a requester is not published" in text
    assert "never named" not in text


async def test_other_peoples_cases_stand_apart(site):
    text = await html(site, "/foi")
    assert listed(part(text, "others")) == ["upheld", "refused"]
    assert listed(part(text, "closed")) == ["done"]
    assert "second-hand" in part(text, "others")


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("law=EIR", ["done"]),
        ("law=FOISA", ["upheld"]),
        ("stage=refused", ["refused"]),
        ("stage=delayed", ["late", "guided"]),
        ("list=others", ["upheld", "refused"]),
        ("list=others&law=FOISA", ["upheld"]),
        ("list=closed", ["done"]),
        ("law=FOIA&ground=s.22", ["refused"]),
        ("law=FOISA&ground=s.27", ["upheld"]),
        ("law=FOISA&ground=s.27&found=upheld", ["upheld"]),
        ("law=FOISA&ground=s.27&found=not_upheld", []),
        ("law=EIR&stage=delayed", []),
    ],
)
async def test_a_choice_leaves_what_it_names(site, choice, expected):
    assert listed(await html(site, f"/foi?{choice}")) == expected


@pytest.mark.parametrize(
    "choice",
    ["law=MAGIC", "stage=%3Cscript%3E", "body=nobody", "list=all", "ground=s.99", "found=upheld",
     "page=99", "law="],
)  # fmt: skip
async def test_an_unknown_choice_counts_as_none(site, choice):
    assert await html(site, f"/foi?{choice}") == await html(site, "/foi")


async def test_long_lists_are_paged(tmp_path, serve_over, monkeypatch):
    monkeypatch.setattr("web.pages.foi.PER_PAGE", 2)
    desk = desk_with_plans(tmp_path)
    for number in range(5):
        open_case(desk.db, f"case-{number}", due=f"2026-12-0{number + 1}")
    site = published_site(desk, serve_over)
    pages = [listed(await html(site, f"/foi?list=open&page={number}")) for number in (1, 2, 3, 4)]
    assert pages == [["case-0", "case-1"], ["case-2", "case-3"], ["case-4"], ["case-4"]]
    assert 'href="?list=open&amp;page=3" rel="next"' in await html(site, "/foi?list=open&page=2")


@pytest.mark.parametrize("filters", [(), ("body",), ("law",)])
@pytest.mark.parametrize("group", sql.GROUPS)
def test_lists_are_read_in_the_order_in_which_the_rows_lie(site, group, filters):
    """Nothing is sorted, so a page takes as long over twenty thousand cases as over ten."""
    database = Database(site.get_database("delaywatch").path)
    values = {"body": "nhs-england", "law": "FOIA", "limit": 50, "offset": 0}
    plan = database.query(f"explain query plan {sql.cases(group, filters)}", values)
    assert not [row["detail"] for row in plan if "B-TREE" in row["detail"]]


async def test_a_short_list_leads_to_the_whole(tmp_path, serve_over, monkeypatch):
    monkeypatch.setitem(FIRST, "open", 1)
    desk = desk_with_plans(tmp_path)
    for name in ("first", "second"):
        open_case(desk.db, name)
    text = part(await html(published_site(desk, serve_over), "/foi"), "open")
    assert listed(text) == ["first"]
    assert '<a href="/foi?list=open">All 2</a>' in text


async def test_without_a_case_of_ours_the_page_says_so(tmp_path, serve_over):
    desk = desk_with_plans(tmp_path)
    upheld_case(desk.db)
    text = await html(published_site(desk, serve_over), "/foi")
    assert "No case of ours is public" in text
    assert listed(part(text, "others")) == ["upheld"]


async def test_without_any_case_nothing_breaks(tmp_path, serve_over):
    text = await said(published_site(desk_with_plans(tmp_path), serve_over), "/foi")
    assert "Refusals by ground" in text
    assert "Other people’s cases (0)" in text


# ------------------------------------------------- refusals, dates that passed, own figures


async def test_refusals_are_counted_by_law_and_ground_and_lead_to_their_cases(site):
    text = part(await html(site, "/foi"), "refusals")
    rows = [words(row).split() for row in re.findall(r"<tr><td>.*?</tr>", text, re.DOTALL)]
    assert [(row[0], row[1], *row[-4:]) for row in rows] == [
        ("FOIA", "s.22", "1", "1", "0", "0"), ("FOISA", "s.27", "1", "0", "1", "0"),
    ]  # fmt: skip
    assert 'href="/foi?law=FOISA&amp;ground=s.27"' in text
    assert 'href="/foi?law=FOISA&amp;ground=s.27&amp;found=upheld"' in text


async def test_no_rate_stands_on_the_page(site):
    text = await said(site, "/foi")
    assert "%" not in text.replace("76.68%", "").replace("77.7%", "")
    assert "do not work out rates" in text


async def test_dates_of_replies_that_have_passed_say_what_is_known_since(site):
    text = part(await html(site, "/foi"), "passed")
    assert listed(text) == ["refused", "upheld"]
    told = words(text)
    assert (
        "Harbour Authority , reply on 29 May 2026: publication by 30 June 2026 (“by the end of "
        "June 2026”). second-hand" in told
    )
    assert 'href="/commitments/harbour-plan"' in text
    assert "publication announced for 30 April 2026." in told
    assert "What came of it is not recorded here." in told


async def test_a_date_that_is_still_to_come_has_not_passed(tmp_path, serve_over):
    desk = desk_with_plans(tmp_path)
    refused_case_until(desk.db, "2026-11-23")
    text = await html(published_site(desk, serve_over), "/foi")
    assert listed(part(text, "passed")) == []
    on(desk.db, "2026-11-24")
    text = await html(published_site(desk, serve_over, date(2026, 11, 24)), "/foi")
    assert listed(part(text, "passed")) == ["promised"]


def refused_case_until(db, day):
    case(db, "promised", followed=0)
    reply = event(db, "promised", "response", "2026-10-01", actor="authority", outcome="refused",
                  promise_due_phrase="soon after", promise_due_kind="deadline",
                  promise_due_latest=day, promise_soft=0)  # fmt: skip
    ground(db, reply, "s.22", anticipated_publication=day)
    standing(db, "promised", status="refused", next_action="")


async def test_the_figures_of_the_body_itself_stand_verbatim(site):
    text = words(part(await html(site, "/foi"), "own-figures"))
    assert "NHS England Q2 2023 1044 811 249 76.68%" in text
    assert "Our note: As published; 811 of 1044 would be 77.7%." in text
    assert "Only what follows “our note” is ours." in text


async def test_every_word_for_a_day_is_defined(site):
    assert set(STATE_DEFINITIONS) | {"past the guidance when last looked at"} == set(STATE_WORDS)
    text = words(part(await html(site, "/foi"), "words"))
    for meaning in STATE_DEFINITIONS.values():
        assert meaning in text


# --------------------------------------------------------------------------- one case


async def test_a_case_says_all_that_is_known_of_it(site):
    text = await html(site, "/foi/refused")
    told = words(text)
    for wanted in (
        "refused Asked of Harbour Authority on 5 January 2026, answered on 29 May 2026",
        "This case is known only from somebody else’s report",
        "Other people’s case",
        "Law FOIA , the Freedom of Information Act 2000",
        "Asked by the press; the field for a name is not published",
        "Reference HA/7",
        "Ground: s.22 (intended for future publication), for a part, the public interest was",
        "not weighed, publication announced for 30 June 2026",
        "Promised publication: by 30 June 2026 (“by the end of June 2026”) of Harbour Plan",
        "Came out of Subject of open",
        "it arose from the case",
    ):
        assert wanted in told, wanted
    assert '<link rel="canonical" href="/foi/refused">' in text
    assert 'href="https://press.example/7" rel="noopener nofollow"' in text
    assert f'href="/commitments/{SLUG}"' in text
    assert 'href="/foi/open"' in text
    assert re.search(r"<title>\s*The draft plan – FOI case – delaywatch", text)


# Type of the decision, its outcome: how the day and what came of it are told.
DECISIONS = [
    ("decision_notice", "not_upheld",
     "decision notice on 3 August 2026", "3 August 2026: decision notice, complaint not upheld"),
    ("decision_notice", "upheld",
     "decision notice on 3 August 2026", "3 August 2026: decision notice, complaint upheld"),
    ("tribunal_decision", "allowed_in_part", "decision of the tribunal on 3 August 2026",
     "3 August 2026: decision of the tribunal, appeal allowed in part"),
    ("response", "refused", "answered on 3 August 2026", "3 August 2026: reply, refused"),
    ("internal_review_outcome", "upheld", "answered on 3 August 2026",
     "3 August 2026: outcome of the internal review, first reply upheld"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "outcome", "day", "step"), DECISIONS)
async def test_the_day_of_a_decision_is_no_day_of_an_answer(
    tmp_path, serve_over, kind, outcome, day, step
):
    desk = desk_with_plans(tmp_path)
    case(desk.db, "decided", subject="The tide rules", followed=0, outcome="unknown",
         exemption="none (FOIA s.10 timeliness)", responded_on="2026-08-03",
         responded_on_precision="day")  # fmt: skip
    event(desk.db, "decided")
    event(desk.db, "decided", kind, "2026-08-03", actor="regulator", outcome=outcome)
    standing(desk.db, "decided", status="unknown", next_action="")
    link(desk.db, "decided")
    site = published_site(desk, serve_over)
    for path in ("/foi", "/foi/decided", f"/commitments/{SLUG}"):
        told = await said(site, path)
        assert f"Asked of Harbour Authority on 5 January 2026, {day}" in told, path
        assert ("answered on 3 August" in told) == day.startswith("answered"), path
        assert "no exemption: FOIA s.10 timeliness" in told, path
        assert "none (FOIA" not in told, path
    assert step in await said(site, "/foi/decided")


async def test_a_case_leads_to_those_that_came_out_of_it(site):
    text = await html(site, "/foi/open")
    assert "Cases that came out of it" in text
    assert 'href="/foi/refused"' in text


async def test_a_followed_case_shows_its_clock_with_the_working_and_the_calendar(site):
    told = await said(site, "/foi/two-days")
    assert "Working 20 working days from 5 January. Rule: set by law: FOIA s.10(1)." in told
    for day in ("30 November 2026", "10 December 2026"):
        assert day in told
    assert "Complain by 30 November 2026. Wait." in told
    assert 'href="/calendar/foi.ics"' in await html(site, "/foi/two-days")


async def test_nothing_is_due_is_said(site):
    assert "Nothing is due in this case" in await html(site, "/foi/done")


async def test_the_page_of_a_commitment_leads_to_the_page_of_a_case(site):
    assert 'href="/foi/late"' in await html(site, f"/commitments/{SLUG}")


UNKNOWN = ["nobody", "%3Cscript%3E", "late'--", "a" * 2000]


async def test_a_private_case_answers_as_one_that_never_was(tmp_path, serve_over):
    desk = desk_with_plans(tmp_path)
    hidden(desk.db)
    site = published_site(desk, serve_over)
    answers = [
        await site.client.get(f"/foi/{name}")
        for name in ("zyzzyva-private", "zyzzyva-embargoed", "never-was", *UNKNOWN[:3])
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    for path in ("/foi", "/foi?list=open", "/foi?stage=awaiting_response", "/foi/child"):
        assert "zyzzyva" not in (await html(site, path)).casefold(), path


@pytest.mark.parametrize("name", UNKNOWN)
async def test_what_is_no_case_is_not_found(site, name):
    assert (await site.client.get(f"/foi/{name}")).status_code == 404


# -------------------------------------------------------------------------- hostile text


async def test_text_of_others_is_text_and_only_web_addresses_are_links(tmp_path, serve_over):
    desk = desk_with_plans(tmp_path)
    case(desk.db, "hostile", subject=HOSTILE, authority=HOSTILE, reference=HOSTILE, detail=HOSTILE,
         unverified=HOSTILE, source_title=HOSTILE, source_publisher=HOSTILE, exemption=HOSTILE,
         source_url=BAD_LINK, url=BAD_LINK)  # fmt: skip
    number = event(desk.db, "hostile", "response", "2026-10-05", actor="authority", note=HOSTILE,
                   url=BAD_LINK, reference=HOSTILE, promise_due_phrase=HOSTILE, promise_soft=0,
                   promise_due_kind="deadline", promise_due_latest="2026-10-30")  # fmt: skip
    ground(desk.db, number, HOSTILE)
    standing(desk.db, "hostile")
    deadline(desk.db, "hostile", explanation=HOSTILE, citation=HOSTILE, action_after=HOSTILE)
    link(desk.db, "hostile")
    site = published_site(desk, serve_over)
    for path in ("/foi", "/foi/hostile", "/foi?list=open", f"/commitments/{SLUG}"):
        text = await html(site, path)
        assert "<script>alert" not in text, path
        assert "<img src=x" not in text, path
        assert "alert(1)" in text, path
        assert "{{ 7 * 7 }}" in text, path
        assert not re.search(r"""href=["']?javascript""", text, re.IGNORECASE), path


# ------------------------------------------------------------------------------ wording

_STEPS = [
    *(text for step in actions.PARTS.values() for text in (step.before, step.after)),
    *actions.NEXT.values(), *actions.GRANTED.values(), actions.REVIEW_POSTED,
    actions.MAY_BE_LONGER, actions.REFUSED, actions.REVIEWED, actions.REPLIED_AFTER_NOTICE,
    actions.DECIDED_IN_SCOTLAND, actions.WHO_APPEALED, actions.ORDERED,
]  # fmt: skip
_FIELDS = {
    "body": "the Keeper of the Records", "regulator": "Information Commissioner", "case": "a-case",
    "enforced_by": "FOIA s.54", "due": "1 May 2026", "late": "4 May 2026",
}  # fmt: skip


@pytest.mark.parametrize("step", _STEPS)
def test_every_next_step_is_plain(step):
    plain = plain_step(step.format(**_FIELDS))
    assert not re.search(r"`|delaywatch|\b[Rr]ecord (?:it|what|the|its)\b", plain), plain
    assert re.match(r"[A-Z].*\.$", plain), plain
    assert ("the Keeper of the Records" in plain) == ("{body}" in step), plain


REPLIES = [
    ("awaiting_response", "2026-11-10", None, "no reply recorded, last checked 10 November 2026"),
    ("delayed", None, None, "no reply recorded"),
    ("unknown", "2026-11-10", None, "what came of it is not recorded here"),
    (None, None, None, "what came of it is not recorded here"),
    ("refused", "2026-11-10", None, ""),
    ("awaiting_response", "2026-11-10", "2026-10-01", ""),
]


@pytest.mark.parametrize(("status", "checked", "responded", "expected"), REPLIES)
def test_what_is_known_of_a_reply(status, checked, responded, expected):
    row = {"status": status, "last_checked_on": checked, "responded_on": responded}
    assert reply_words(row) == expected
