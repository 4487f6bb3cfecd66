"""What the desk says that a decision changes is what the timeline says after it."""

import pytest

from db.errors import Problem
from db.reviews import statement
from tests.tracker.pages import BY_JUNE, TODAY, Desk, commitment, promise
from tracker.review.decisions import Changed, Decision, as_seen
from tracker.review.effects import NOTHING, effects
from tracker.wording import STATUS_NAMES, day_words, number_words

LIGHT = "lighthouse-plan"
LATER = "The Lighthouse Plan will be published by September 2026."


@pytest.fixture
def desk(tmp_path):
    """A Lighthouse Plan by June 2026, and a Foghorn Review without a date."""
    return Desk.fresh(
        tmp_path,
        commitment(LIGHT, "Lighthouse Plan", promise(BY_JUNE)),
        commitment("foghorn-review", "Foghorn Review", promise()),
    )


def said(found, decision="accept", **more):
    return Decision(found["id"], decision, "Ada", "2026-11-22T09:00:00Z", **more)


ONE_MORE = ["followed until: 12 January 2026 → 2 March 2026", "events on record: 1 → 2"]

CASES = [
    # the sentence, what is decided of it, what that changes
    (LATER, {}, ["newest date, its last day: 30 June 2026 → 30 September 2026",
                 "times moved later: 0 → 1", *ONE_MORE]),
    ("The Lighthouse Plan will be published by March 2026.", {},
     ["newest date, its last day: 30 June 2026 → 31 March 2026", "times moved earlier: 0 → 1",
      *ONE_MORE]),
    ("The Lighthouse Plan will be published in due course.", {},
     ["times a date was lost: 0 → 1", *ONE_MORE]),
    ("The Lighthouse Plan will be published by December 2026.", {},
     ["status: due date passed, not checked → awaited",
      "newest date, its last day: 30 June 2026 → 31 December 2026", "times moved later: 0 → 1",
      *ONE_MORE]),
    ("The Lighthouse Plan was published on 3 August 2026.", {"published_at": "2026-08-04"},
     ["status: being checked → delivered late", "late by at least 34 days, and was not before",
      "followed until: 12 January 2026 → 3 August 2026", "events on record: 1 → 2"]),
    ("The Lighthouse Plan will no longer be published.", {},
     ["status: due date passed, not checked → dropped", *ONE_MORE]),
    ("NHS England will publish the Umbrella Strategy by May 2027.", {},
     ["a new commitment, “Umbrella Strategy” of NHS England, awaited",
      "first date, its last day: 31 May 2027", "newest date, its last day: 31 May 2027"]),
    ("NHS England will publish the Umbrella Strategy.", {},
     ["a new commitment, “Umbrella Strategy” of NHS England, no date given"]),
    ("The Lighthouse Plan will be published by June 2026.", {"published_at": "2026-01-12"},
     [NOTHING]),  # on record already: one more source
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "page", "changes"), CASES)
def test_what_accepting_changes(desk, sentence, page, changes):
    [found] = desk.found(sentence, **page)
    everything = desk.timeline(), desk.count("events"), desk.count("reviews"), desk.waiting()
    assert effects(desk.db, said(found), TODAY) == changes
    assert (desk.timeline(), desk.count("events"), desk.count("reviews"), desk.waiting()) == (
        everything
    )


@pytest.mark.parametrize(("sentence", "page"), [row[:2] for row in CASES])
def test_it_is_what_the_timeline_says_afterwards(desk, sentence, page):
    [found] = desk.found(sentence, **page)
    told = effects(desk.db, said(found), TODAY)
    decided = desk.decide(found)
    row = desk.timeline(decided.commitment)
    now = {
        "status": STATUS_NAMES[row["status"]],
        "first date, its last day": day_words(row["first_due_latest"]),
        "newest date, its last day": day_words(row["standing_due_latest"]),
        "times moved later": str(row["moved_later"]),
        "times moved earlier": str(row["moved_earlier"]),
        "times a date was lost": str(row["dates_lost"]),
        "followed until": day_words(row["followed_until"]),
        "events on record": str(desk.count(f"events where commitment = '{decided.commitment}'")),
    }
    late = f"late by at least {number_words(row['days_late_min'] or 0)}, and was not before"
    for line in told:
        called, colon, change = line.partition(": ")
        if colon:
            assert change.rpartition(" → ")[2] == now[called]
        else:
            made = f"a new commitment, “{row['title']}” of {row['owner']}, {now['status']}"
            assert line in (late, made, NOTHING)


def test_of_another_commitment(desk):
    [found] = desk.found(LATER)
    told = effects(desk.db, said(found, "link", commitment="foghorn-review"), TODAY)
    assert told[0] == "status: no date given → due date passed, not checked"


def test_a_rejection_changes_nothing(desk):
    [found] = desk.found(LATER)
    assert effects(desk.db, said(found, "reject"), TODAY) == [NOTHING]


def test_what_cannot_be_decided_says_why(desk):
    [found] = desk.found(LATER)
    with pytest.raises(Problem, match="no commitment “nowhere”, or no longer"):
        effects(desk.db, said(found, "link", commitment="nowhere"), TODAY)
    assert desk.count("reviews") == 0


SINCE = [
    # what happens after it was shown; whether the reviewer is shown it again
    ("nothing", lambda _desk: None, False),
    ("the page is read again", lambda desk: desk.extract(), False),
    ("another statement is rejected", lambda desk: other(desk, "reject"), False),
    ("another is accepted", lambda desk: other(desk, "accept"), True),
    ("the register is loaded anew", lambda desk: desk.register(
        commitment(LIGHT, "Lighthouse Plan", promise(("by May 2026", "deadline", None,
                                                      "2026-05-31"))),
        commitment("foghorn-review", "Foghorn Review", promise())), True),
    ("a name is matched anew", lambda desk: (desk.register(
        commitment(LIGHT, "Lighthouse Plan", promise(BY_JUNE)),
        commitment("foghorn-review", "Foghorn Review", promise()),
        commitment("lamps", "Lighthouse Plans", promise())), desk.resolve()), True),
]  # fmt: skip


def other(desk, decision):
    found = desk.one("select * from statements where quote like '%August%'")
    desk.decide(found, decision)


@pytest.mark.parametrize(("_case", "since", "again"), SINCE, ids=[row[0] for row in SINCE])
def test_what_changed_since_it_was_shown_is_not_decided_unseen(desk, _case, since, again):
    desk.page("The Lighthouse Plan will be published by August 2026.", url="https://news.example/8")
    [found] = desk.found(LATER)
    seen = as_seen(desk.db, statement(desk.db, found["id"]))
    since(desk)
    if again:
        with pytest.raises(Changed, match="has changed since it was shown"):
            desk.decide(found, seen=seen)
    else:
        assert desk.decide(found, seen=seen).commitment == LIGHT
