"""FOI cases as readers see them; and private ones, which they do not see at all."""

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
from sqlite_utils import Database

from db.publishing.build import build, rows
from db.publishing.tables import TABLES
from tests.foi_rows import case, deadline, event, on, standing
from tests.tracker.pages import LIGHTHOUSE, Desk, commitment, promise
from tracker.foi.cases import save
from tracker.foi.model import Case
from tracker.publish import publish

DAY, NOW = date(2026, 11, 22), datetime(2026, 11, 22, 6, tzinfo=UTC)
SLUG = "lighthouse-plan"
PAGE = f"/commitments/{SLUG}"


def link(db, case_id, slug=SLUG, role="asks_for"):
    position = db.execute(
        "select count(*) + 1 from foi_commitments where foi_request = ?", [case_id]
    ).fetchone()[0]
    db.table("foi_commitments").insert(
        {"foi_request": case_id, "position": position, "commitment": slug, "role": role}
    )


def ground(db, number, provision, **more):
    row = {"foi_event": number, "position": 1, "provision": provision, "scope": "whole"}
    db.table("foi_grounds").insert(row | more)


def open_case(db, case_id, checked_on="2026-10-01", **more):
    """A case that bears on the plan, asked on 5 October, not answered; ``more`` is its deadline."""
    case(db, case_id, subject=f"Subject of {case_id}", url=f"https://asked.example/{case_id}")
    event(db, case_id, on="2026-10-05")
    standing(db, case_id, checked_on=checked_on, received_on="2026-10-05", since="2026-10-05")
    deadline(db, case_id, **{"due": "2026-11-02", "counted_from": "2026-10-05"} | more)
    link(db, case_id)


def refused_case(db):
    """A case of others, refused under s.22 with a date, known second-hand."""
    case(
        db, "refused", subject="The draft plan", followed=0, outcome="refused",
        exemption="FOIA s.22", reference="HA/7", responded_on="2026-05-29",
        responded_on_precision="day", confidence="reported_second_hand", parent="open",
        source_url="https://press.example/7", source_title="No plan yet", source_publisher="Press",
    )  # fmt: skip
    event(db, "refused", on="2026-05-01")
    reply = event(
        db, "refused", "response", "2026-05-29", outcome="refused", actor="authority",
        known="stated", note="Two pages.", url="https://press.example/letter",
        promise_due_phrase="by the end of June 2026", promise_due_kind="deadline",
        promise_due_latest="2026-06-30", promise_soft=0, promise_about="harbour-plan",
    )  # fmt: skip
    ground(db, reply, "s.22", scope="part", public_interest_test=0,
           anticipated_publication="2026-06-30")  # fmt: skip
    standing(db, "refused", status="refused", next_action="")
    link(db, "refused", role="arose_from")


def released_document(db):
    db.table("sources").insert(
        {"name": "log", "title": "Disclosure log", "kind": "file", "republish": "link"}
    )
    number = db.table("documents").insert(
        {"source": "log", "origin": "site", "url": "https://log.example/9", "kind": "foi_release",
         "title": "Release 9", "published_at": "2026-07-01T00:00:00Z",
         "first_seen_at": "2026-07-02T00:00:00Z", "last_seen_at": "2026-07-02T00:00:00Z"}
    ).last_pk  # fmt: skip
    for slug, decision in ((SLUG, "accept"), ("harbour-plan", "reject"), ("fog-plan", None)):
        db.table("foi_releases").insert(
            {"document_id": number, "commitment": slug, "why": "Guessword", "decision": decision,
             "reviewer": "Reviewername" if decision else None,
             "decided_at": NOW.isoformat() if decision else None}
        )  # fmt: skip


def desk_with_plans(folder):
    desk = Desk(folder / "delaywatch.db")
    due = ("by June 2026", "deadline", None, "2026-06-30")
    desk.register(
        LIGHTHOUSE,
        commitment("harbour-plan", "Harbour Plan", promise(due)),
        commitment("fog-plan", "Fog Plan", promise(due)),
    )
    return desk


def published_site(desk, serve_over, day=DAY):
    folder = desk.path.parent / "published"
    publish(desk.db, folder, day, NOW)
    return serve_over((folder / "current").resolve())


@pytest.fixture(scope="module")
def site(tmp_path_factory, serve_over):
    """The site over one commitment with cases of all sorts."""
    desk = desk_with_plans(tmp_path_factory.mktemp("foi"))
    open_case(desk.db, "open", due="2026-12-01", alternative="2026-12-02")
    open_case(desk.db, "unseen")
    open_case(desk.db, "late", checked_on="2026-11-10")
    open_case(desk.db, "guided", checked_on="2026-11-10", basis="guidance", kind="review_due_20")
    refused_case(desk.db)
    released_document(desk.db)
    return published_site(desk, serve_over)


async def html(site, path):
    response = await site.client.get(path)
    assert response.status_code == 200, response.text[:500]
    return response.text


def words(text):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))


async def section(site, case_id, path=PAGE):
    """What the page says of one case, as HTML."""
    text = await html(site, path)
    wanted = rf'<section class="foi-case" id="case-{case_id}".*?</section>'
    [found] = re.findall(wanted, text, re.DOTALL)
    return found


async def test_a_case_says_what_was_asked_of_whom_when_and_what_came(site):
    said = words(await section(site, "refused"))
    assert (
        "The draft plan refused Asked of Harbour Authority on 5 January 2026, answered on 29 "
        in said
    )
    assert "Reference HA/7 second-hand" in said
    assert "No plan yet , Press" in said
    assert "Came out of Subject of open" in said


async def test_steps_stand_in_order_with_their_grounds_and_promises(site):
    said = words(await section(site, "refused"))
    assert "1 May 2026: sent 29 May 2026: reply, refused second-hand" in said
    assert (
        "Ground: s.22 (intended for future publication), for a part, the public interest was not "
        "weighed, publication announced for 30 June 2026" in said
    )
    assert (
        "Promised publication: by 30 June 2026 (“by the end of June 2026”) of Harbour Plan" in said
    )
    assert "Two pages." in said


async def test_an_open_deadline_shows_both_days_and_its_working(site):
    said = words(await section(site, "open"))
    assert (
        "Reply due: 1 December 2026 (by the other published convention 2 December 2026; late only "
        "after 2 December 2026); to come." in said
    )
    assert "Working 20 working days from 5 January. Rule: set by law: FOIA s.10(1)." in said


RED = [("open", False), ("unseen", False), ("late", True), ("guided", False), ("refused", False)]


@pytest.mark.parametrize(("case_id", "red"), RED)
async def test_red_is_for_lateness_that_somebody_looked_for(site, case_id, red):
    assert ("status-overdue" in await section(site, case_id)) == red


async def test_a_day_that_passed_is_told_as_no_accusation(site):
    said = words(await section(site, "unseen"))
    assert "the day has passed, and nobody has recorded a look since: it may have come" in said
    assert "awaiting a reply" in said
    assert "delayed" in words(await section(site, "late"))
    assert "the day that guidance sets (looked on 10 November 2026)" in words(
        await section(site, "guided")
    )


async def test_releases_are_linked_as_evidence_and_cases_lead_to_the_clock(site):
    text = await html(site, PAGE)
    assert 'href="https://log.example/9"' in text
    assert "Release 9 , Disclosure log, 1 July 2026" in words(text)
    assert 'href="/delaywatch/foi_clock"' in text
    for slug in ("harbour-plan", "fog-plan"):
        assert "Release 9" not in await html(site, f"/commitments/{slug}")


async def test_a_commitment_without_cases_has_no_section(site):
    assert 'id="foi"' not in await html(site, "/commitments/fog-plan")


async def test_ready_made_questions(site):
    async def answers(name):
        return (await site.client.get(f"/delaywatch/{name}.json?_shape=objects")).json()["rows"]

    due = await answers("foi_due")
    assert [row["foi_request"] for row in due] == ["late", "guided", "unseen", "open"]
    [refusal] = await answers("foi_refusals")
    assert (refusal["provision"], refusal["cases"], refusal["for_a_part"]) == ("s.22", 1, 1)
    [promised] = await answers("foi_promises")
    assert (promised["commitment"], promised["last_day"]) == ("Harbour Plan", "2026-06-30")
    assert len(await answers("foi_cases")) == 5


# Of one case: its law, and its grounds as (type of event, provision, scope, what was found of it).
REFUSALS = {
    "both": ("FOIA", [("refusal_notice", "s.27", "whole", None),
                      ("internal_review_outcome", "s.27", "part", None),
                      ("decision_notice", "s.27", "whole", 0)]),
    "kept": ("FOIA", [("response", "s.27", "whole", None),
                      ("decision_notice", "s.27", "whole", 1)]),
    "scottish": ("FOISA", [("response", "s.27", "whole", None)]),
    "found": ("FOIA", [("decision_notice", "s.35", "whole", 1)]),
    "waits": ("FOIA", [("extension_notified", "s.36", "whole", None)]),
}  # fmt: skip


def test_refusals_are_counted_by_law_and_ground_and_of_replies_alone(tmp_path, metadata):
    desk = desk_with_plans(tmp_path)
    for case_id, (regime, grounds) in REFUSALS.items():
        case(desk.db, case_id, regime=regime)
        for kind, provision, scope, found in grounds:
            number = event(desk.db, case_id, kind, "2026-05-29", actor="authority")
            ground(desk.db, number, provision, scope=scope, properly_invoked=found)
        standing(desk.db, case_id)
    query = metadata["databases"]["delaywatch"]["queries"]["foi_refusals"]["sql"]
    counted = [
        tuple(row[name] for name in ("regime", "provision", "cases", "for_a_part", "upheld",
                                     "not_upheld", "case_names"))
        for row in Database(built(desk)).query(query)
    ]  # fmt: skip
    assert counted == [
        ("FOIA", "s.27", 2, 1, 1, 1, "both,kept"), ("FOISA", "s.27", 1, 0, 0, 0, "scottish"),
    ]  # fmt: skip


# ------------------------------------------------------------------------ private cases

MARK = "Zyzzyva"  # stands in every text of a private case, and nowhere else
_KEYS = {"foi_requests": "id", "foi_commitments": "foi_request", "foi_events": "foi_request",
         "foi_standings": "foi_request", "foi_deadlines": "foi_request", "foi_moves": "foi_request",
         "foi_grounds": "foi_event"}  # fmt: skip
# Columns that hold words of a list, a day or another's name: a mark has no place in them.
_FIXED = re.compile(
    r"id|foi_request|foi_event|origin|regime|.*_on|on|.*_precision|visibility|public_from|body|"
    r"parent|commitment|role|type|actor|known|until|.*_earliest|.*_latest|promise_start_by|"
    r"promise_about|scope|school_closed|calendar|anticipated_publication|status|status_after|recorded_at|due|alternative|"
    r"late_after|due_before|due_after|counted_from|party|basis|outcome|promise_due_kind"
)


def marked(db, case_id, visibility, public_from=None):
    """A case that bears on the plan, with the mark in whatever text it has."""
    open_case(db, case_id)
    reply = event(db, case_id, "response", "2026-10-20", outcome="refused")
    ground(db, reply, "s.22")
    db.execute(
        """insert into foi_moves (foi_request, kind, counted_from, due_before, due_after, why,
             moved_on) values (?, 'response_due', '2026-10-05', '2026-11-01', '2026-11-02', '',
             '2026-10-06')""",
        [case_id],
    )
    db.execute(
        "update foi_requests set visibility = ?, public_from = ? where id = ?",
        [visibility, public_from, case_id],
    )
    for table, key in _KEYS.items():
        free = [column.name for column in db.table(table).columns
                if column.type == "TEXT" and not _FIXED.fullmatch(column.name)]  # fmt: skip
        assert free or table == "foi_commitments", table
        for name in free:
            db.execute(
                f"update {table} set {name} = ? where {key} = ?",
                [f"{MARK}-{name}.", reply if key == "foi_event" else case_id],
            )
    return case_id


def test_the_mark_stands_wherever_a_person_may_write(tmp_path):
    """So that the next tests prove something."""
    desk = desk_with_plans(tmp_path)
    marked(desk.db, "zyzzyva-case", "private")
    found = {
        f"{table}.{name}"
        for table in _KEYS
        for row in desk.db.query(f"select * from {table}")
        for name, value in row.items()
        if MARK in str(value)
    }
    assert {"foi_requests.requester", "foi_requests.private_note", "foi_requests.subject",
            "foi_requests.authority", "foi_requests.reference", "foi_requests.url",
            "foi_requests.detail", "foi_requests.unverified", "foi_requests.source_url",
            "foi_events.note", "foi_events.url", "foi_events.sha256", "foi_events.reference",
            "foi_events.promise_due_phrase", "foi_events.channel", "foi_grounds.provision",
            "foi_standings.next_action", "foi_deadlines.explanation", "foi_deadlines.citation",
            "foi_moves.why"} <= found  # fmt: skip


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]


def bytes_with_mark(folder):
    wanted = re.compile(rf"{MARK}".encode(), re.IGNORECASE)
    return [path.name for path in files(folder) if wanted.search(path.read_bytes())]


def hidden(db):
    """A private and a not yet public case, and a public child of the private one."""
    marked(db, "zyzzyva-private", "private")
    marked(db, "zyzzyva-embargoed", "embargoed", "2026-11-23")
    open_case(db, "child")
    db.execute("update foi_requests set parent = 'zyzzyva-private' where id = 'child'")


async def test_a_private_case_leaves_no_byte(tmp_path, serve_over):
    desk = desk_with_plans(tmp_path)
    hidden(desk.db)
    site = published_site(desk, serve_over)
    assert bytes_with_mark(tmp_path / "published") == []
    for path in (PAGE, "/", "/timeline", "/foi", "/foi/child", "/delaywatch",
                 "/delaywatch/foi_cases", "/delaywatch/foi_clock",
                 "/delaywatch/foi_requests/child"):  # fmt: skip
        assert MARK.casefold() not in (await html(site, path)).casefold(), path
    assert "Subject of child" in await html(site, PAGE)


def built(desk, day=DAY):
    """The published file of a day, as rows a table."""
    path = desk.path.parent / f"{day}.db"
    on(desk.db, day.isoformat())
    build(desk.db, path, day.isoformat())
    return path


def rows_of(path):
    return {table.name: list(rows(path, table)[1]) for table in TABLES}


def test_no_number_tells_that_there_are_private_cases(tmp_path):
    """Row for row the release is the one that is made where they never were."""
    found = []
    for hides in (True, False):
        (tmp_path / str(hides)).mkdir()
        desk = desk_with_plans(tmp_path / str(hides))
        open_case(desk.db, "first")
        if hides:
            marked(desk.db, "zyzzyva-private", "private")
            marked(desk.db, "zyzzyva-embargoed", "embargoed", "2026-11-23")
        open_case(desk.db, "open")
        if hides:
            desk.db.execute("update foi_requests set parent = 'zyzzyva-private' where id = 'open'")
        refused_case(desk.db)
        found.append(rows_of(built(desk)))
    assert found[0] == found[1]
    assert len(found[0]["foi_events"]) == 4


@pytest.mark.parametrize(("day", "count"), [(22, 0), (23, 1)])
def test_an_embargo_ends_by_itself(tmp_path, day, count):
    desk = desk_with_plans(tmp_path)
    marked(desk.db, "zyzzyva-embargoed", "embargoed", "2026-11-23")
    found = rows_of(built(desk, date(2026, 11, day)))
    for name in ("foi_requests", "foi_clock", "foi_grounds"):
        assert len(found[name]) == count, name


def promising(visibility, public_from=None):
    """A case whose reply names a day for the plan."""
    return Case(
        id="promising-case", subject=f"{MARK} plan", authority=f"{MARK} Authority",
        body="nhs-england", url=f"https://{MARK}.example/",
        visibility=visibility, public_from=public_from,
        private_note=f"{MARK} note", commitments=({"slug": SLUG},),
        events=(
            {"type": "sent", "on": date(2026, 9, 1)},
            {"type": "response", "on": date(2026, 9, 20), "outcome": "refused",
             "grounds": ({"provision": "s.22"},),
             "promise": {"due_phrase": f"by {MARK} day", "due_kind": "deadline",
                         "due_latest": date(2027, 1, 31)}},
        ),
    )  # fmt: skip


def test_what_a_reply_promises_comes_and_goes_with_its_case(tmp_path):
    """A private reply is no event of the commitment; nothing but `publish` has to be run."""
    desk, folder = desk_with_plans(tmp_path), tmp_path / "published"
    stories = [("private", 21, False), ("embargoed", 22, False), ("", 23, True)]
    for visibility, day, shown in [*stories, ("private", 24, False)]:
        as_of = date(2026, 11, day)
        if visibility:
            until = date(2026, 11, 23) if visibility == "embargoed" else None
            save(desk.db, promising(visibility, until), as_of, f"{as_of}T06:00:00Z")
        publish(desk.db, folder, as_of, NOW, accepted_by="Ada")
        assert ("events.csv" in bytes_with_mark((folder / "current").resolve())) == shown, day
        assert bool(bytes_with_mark((folder / "current").resolve())) == shown, day


NEVER = ("requester", "private_note", "whatdotheyknow", "why")


def test_of_a_public_case_some_fields_are_never_shown(tmp_path):
    desk = desk_with_plans(tmp_path)
    marked(desk.db, "shown", "public")
    released_document(desk.db)
    content = built(desk).read_bytes()
    assert f"{MARK}-note.".encode() in content
    for name in (*(f"{MARK}-{name}." for name in NEVER), "Reviewername", "Guessword"):
        assert name.encode() not in content, name


def test_events_after_the_day_are_not_known_on_it(tmp_path):
    desk = desk_with_plans(tmp_path)
    open_case(desk.db, "open")
    event(desk.db, "open", "note", "2026-11-23", note="Tomorrow")
    assert b"Tomorrow" not in built(desk).read_bytes()
