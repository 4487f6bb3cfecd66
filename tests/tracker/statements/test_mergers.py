"""One thing moves into another: what moves, into what, and what is then due.

A line is a sentence of 15 January 2025; under it stands what moves, after ">" what
it moves into, and after "|" the words of the due. The due of a merger is that of its
target, so with one the target is promised as well.
"""

import re
from datetime import date
from typing import NamedTuple

import pytest

from tracker.statements import find_statements

SAID_ON = date(2025, 1, 15)

TABLES = {
    "still to come": """
        The Quay Plan will be folded into the Harbour Strategy.
            => Quay Plan > Harbour Strategy
        The two charters will be merged into the Service Standard.
            => two charters > Service Standard
        The ferry review is to be taken forward through the Transport Plan.
            => ferry review > Transport Plan
        Rather than appearing on its own, the Quay Charter will be a section of the Harbour \
        Strategy.
            => Quay Charter > Harbour Strategy
        Repairs to the viaduct are to be included in that contract.
            => Repairs to the viaduct > contract
        The Quay Plan will be merged with the Harbour Strategy.
            => Quay Plan > Harbour Strategy
        The fund will be consolidated into a single Access Fund.
            => fund > single Access Fund
        The ferry review will form part of the planned Ports Strategy.
            => ferry review > planned Ports Strategy
    """,
    "done": """
        The travel survey has been absorbed into the transport review.
            => travel survey > transport review
        The Quay Plan was folded into the Harbour Strategy.
            => Quay Plan > Harbour Strategy
        The Quay Plan was merged into the Harbour Strategy in 2021.
            => Quay Plan > Harbour Strategy
        The ferry review has been brought within the scope of the Harbour Review.
            => ferry review > Harbour Review
        A promised drought plan has been swallowed by the Water Plan.
            => drought plan > Water Plan
    """,
    "with the date of what takes it in": """
        The lift plan will be folded into the People Strategy, due in autumn 2025.
            => lift plan > People Strategy | autumn 2025
        The Quay Charter will be subsumed within the Harbour Strategy, which comes to the board \
        in May 2025.
            => Quay Charter > Harbour Strategy | May 2025
        The Quay Charter will now be a chapter of the Harbour Strategy, which the board is to \
        adopt by the end of 2025.
            => Quay Charter > Harbour Strategy | by the end of 2025
        The Quay Charter will instead be set out in the Harbour Strategy later this year.
            => Quay Charter > Harbour Strategy | later this year
        The ferry review will be incorporated into the Ports Strategy in May 2025.
            => ferry review > Ports Strategy | May 2025
        Two leaflets on weirs will be combined with the Anglers' Handbook, to appear in December \
        2025.
            => Two leaflets on weirs > Anglers' Handbook | December 2025
        A promised drought plan has been swallowed by the Water Plan, which officials say will \
        emerge by the end of 2025.
            => drought plan > Water Plan | by the end of 2025
        The lift plan has been folded into the People Strategy, due shortly.
            => lift plan > People Strategy | shortly
        From April 2025, the Loans Fund will be incorporated into a larger Access Fund.
            => Loans Fund > larger Access Fund | From April 2025
        The Smart Tickets Strategy is set to surface as a section of the Bus Plan, pencilled in \
        for October 2025.
            => Smart Tickets Strategy > Bus Plan | October 2025
    """,
    "of a thing named before": """
        The Quay Charter is nearly done. It will be folded into the Harbour Strategy in May \
        2025.
            => Quay Charter > Harbour Strategy | May 2025
        The ferry review is short. It has been absorbed into the transport review.
            => ferry review > transport review
        It will be folded into the Harbour Strategy.
            => ? > Harbour Strategy
    """,
    "by the word that it will not be separate": """
        Instead of being published on its own, the Quay Plan will be issued in May 2025.
            => Quay Plan > ? | May 2025
        We will publish the ferry findings in the Ports Strategy, not as a separate report.
            => ferry findings > Ports Strategy
        What would have been a separate Quay Charter will now be taken forward through the \
        Harbour Strategy.
            => Quay Charter > Harbour Strategy
        There will be no separate Quay Plan; the Harbour Strategy will be published in May 2025.
            => Quay Plan > Harbour Strategy | May 2025
    """,
    "in the active voice": """
        The agency will merge the two registers into the Harbour Register by June 2025.
            => two registers > Harbour Register | by June 2025
        We will fold the Quay Charter into the Harbour Strategy in May 2025.
            => Quay Charter > Harbour Strategy | May 2025
    """,
    "of bodies and of two at a time": """
        The two councils will be merged into a single authority in April 2026.
            => two councils > single authority | April 2026
        The Drainage Board will be absorbed by the Sample Rivers Agency on 1 April 2026.
            => Drainage Board > Sample Rivers Agency | 1 April 2026
        The Quay Charter and the Lamp Charter will be merged into one Harbour Charter.
            => Quay Charter and the Lamp Charter > one Harbour Charter
    """,
}

NONE = """
    Fines are absorbed into the general budget.
    Social care is integrated with health in Westmere.
    Your comments will be included in the report.
    The decision on the bridge will be considered as part of the next Spending Review.
    We are considering whether to fold the Quay Charter into the Harbour Strategy.
    If the Quay Charter were folded into the Harbour Strategy, it would be shorter.
    Whether the Quay Charter will be folded into the Harbour Strategy is not yet known.
    The Quay Charter will not be folded into the Harbour Strategy.
    The Quay Charter could be folded into the Harbour Strategy.
    The Quay Charter may be merged into the Harbour Strategy in May 2025.
    The costs will be absorbed into the budget.
    The two rivers merge at Skelby.
    The pier is part of the seafront.
"""

DENIED = "what is denied or only thought of is told as done"


class Row(NamedTuple):
    """A sentence, what moves, what takes it in, and the words of the due."""

    text: str
    moves: str | None
    target: str | None
    due: str | None


def known(words):
    return None if words in ("", "?") else words


def cases():
    for kind, story in TABLES.items():
        for sentence, meant in re.findall(r"\s*(.+)\n\s*=> (.+)", story):
            text = " ".join(sentence.split())
            things, _, due = meant.partition(" | ")
            moves, _, target = things.partition(" > ")
            row = Row(text, known(moves), known(target), known(due))
            yield pytest.param(row, id=f"{kind}: {text}")


def merger(text):
    found = find_statements(text, SAID_ON)
    [one] = [one for one in found if one.event == "merged"]
    return one, [other for other in found if other is not one]


@pytest.mark.parametrize("row", list(cases()))
def test_what_moves_and_into_what(row):
    one, others = merger(row.text)
    assert (one.deliverable, one.target) == (row.moves, row.target)
    assert (one.due and one.due.text) == row.due
    # What takes it in is promised if that is dated, and nothing else is said.
    promised = [(other.event, other.deliverable, other.due) for other in others]
    assert promised == ([("promised", row.target, one.due)] if row.target and row.due else [])


@pytest.mark.parametrize("text", [line.strip() for line in NONE.strip().splitlines()])
def test_nothing_is_merged(text):
    assert [one for one in find_statements(text, SAID_ON) if one.event == "merged"] == []


def test_the_promise_of_the_target_is_less_sure_than_the_merger():
    text = "The lift plan will be folded into the People Strategy, due in autumn 2025."
    one, [promise] = merger(text)
    assert promise.confidence < one.confidence
    assert (promise.start, promise.end, promise.text) == (one.start, one.end, one.text)
    assert promise.target is None
    assert promise.rule == "promised.takes-in"


def test_a_told_merger_is_told_with_its_promise():
    text = (
        "The trust disclosed in April 2024 that the lift plan would be folded into "
        "the People Strategy, due in autumn 2024."
    )
    one, [promise] = merger(text)
    for told in (one, promise):
        assert (told.said_on, told.said_on_precision) == (date(2024, 4, 1), "month")
        assert (told.reported, told.speaker) == (True, "trust")
        assert told.due.latest == date(2024, 11, 30)


def test_nobody_who_is_merged_is_the_actor():
    one, _ = merger("The Quay Plan will be folded into the Harbour Strategy.")
    assert one.actor is None


def test_nor_where_it_forms_a_part():
    one, _ = merger("The ferry review will form part of the planned Ports Strategy.")
    assert one.actor is None
