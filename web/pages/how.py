"""How dates are read and lateness is counted, told from the tables that the code itself uses."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from db.pages import data as sql
from tracker import wording
from tracker.dues import find_dues
from tracker.dues.explain import reading
from tracker.dues.rules import BOUNDS, NAMES, PARTS
from tracker.foi.rules import RULES, UNIT_DEFINITIONS, UNIT_WORDS, Rule
from tracker.foi.wording import DEADLINE_NAMES, STATE_DEFINITIONS
from tracker.foi.wording import basis_words as basis
from web.answers import Routes, page
from web.charts import marks
from web.security import DATABASE
from web.stories import query

# The day on which the phrases below are taken to have been said; a Monday.
SAID_ON: Final = date(2025, 3, 10)
PHRASES: Final = (
    "on 5 July 2025",
    "in March 2026",
    "by March 2026",
    "no later than 31 May 2025",
    "by the end of 2025",
    "before the summer recess",
    "by Easter",
    "in spring 2025",
    "in autumn",
    "in early 2026",
    "in late June",
    "at the end of 2025",
    "later this year",
    "in 2025/26",
    "in Q3 2025",
    "in the second half of 2025",
    "within six months",
    "within 20 working days",
    "over the next six months",
    "in the coming weeks",
    "in the coming months",
    "in the new year",
    "by the end of this Parliament",
    "from April 2025",
    "not before May 2025",
    "after the local elections",
    "when parliamentary time allows",
    "soon",
    "imminently",
    "in due course",
)
# What the numbers of the conventions stand for: as in the README, which a test holds this against.
CONVENTIONS: Final = {
    1: "seasons",
    2: "which one is meant",
    3: "financial, tax and academic years",
    4: "quarters and halves",
    5: "parts of periods",
    6: "deadlines",
    7: "lengths of time",
    8: "horizons without a number",
    9: "open words",
    10: "open starts",
    11: "weeks",
    12: "periods that are pointed at",
    13: "holidays",
    14: "Parliament",
    15: "fiscal events and events without a date",
    16: "figures and days that do not exist",
    17: "what is no date",
    18: "noise in the text",
    19: "which words belong to a due",
}
RULE_TABLES: Final = (
    ("bound", "What the words make of a time", BOUNDS),
    ("part", "Which part of it", PARTS),
    ("name", "What is named", NAMES),
)
VOICES: Final = {
    "on_record": "The body’s own words, in its own document or by somebody who speaks for it.",
    "reported": "The body’s words, as somebody else reports them.",
    "expected_by_others": (
        "What others expect or demand of the body. It sets no date and makes nothing late."
    ),
    "unnamed": "Sources without a name. They set no date and make nothing late.",
}
KINDS: Final = {
    "promise": "A body said that it would deliver something. The pages show these unless you ask "
    "for another kind.",
    "scheduled_release": "A date in a calendar of releases, which a rule takes over as it stands. "
    "It may be provisional until it is confirmed.",
    "parliamentary_expectation": "A date that Parliament set or expects. It is nobody’s promise.",
    "review_date": "A day on which a document is to be looked at again, by its own words.",
    "foi_reply": "What a reply to an FOI request said would be published, and when.",
}
DIVISIONS: Final = {
    "england-and-wales": "England and Wales",
    "scotland": "Scotland",
    "northern-ireland": "Northern Ireland",
}


@dataclass(frozen=True)
class Example:
    """A phrase and how it is read: the days in words, whether the end is ours, the rule's name."""

    phrase: str
    reading: str
    soft: bool
    rule: str


@cache
def examples() -> tuple[Example, ...]:
    """The phrases, read by the code that reads all others. They never change, so it is done once.

    Raises ValueError for a phrase that is not read as one date.
    """
    return tuple(_example(phrase) for phrase in PHRASES)


def _example(phrase: str) -> Example:
    [due] = find_dues(phrase, SAID_ON)
    told = reading(due, SAID_ON).removeprefix("due ")
    return Example(phrase, told, due.soft, due.rule)


def deadline_rules() -> list[dict[str, Any]]:
    """The rules of FOI deadlines, a row a rule, in their order."""
    return [_deadline(name, rule) for name, rule in RULES.items()]


def _deadline(name: str, rule: Rule) -> dict[str, Any]:
    until = f", {rule.at_most} at most" if rule.at_most else ""
    return {
        "name": name,
        "what": wording.capital(DEADLINE_NAMES[rule.kind]),
        "how_long": f"{rule.count} {UNIT_WORDS[rule.unit]}{until}",
        "counted_from": rule.counted_from,
        "basis": basis({"basis": rule.basis, "citation": rule.citation, "confirmed": True}),
        "note": rule.note,
        "doubt": rule.doubt,
    }


async def how(datasette: Datasette, request: Request) -> Response:
    """How dates are read and lateness is counted, in plain words."""
    db = datasette.get_database(DATABASE)
    return await page(
        datasette,
        request,
        "how.html",
        statuses=[
            (status, name, wording.STATUS_DEFINITIONS[status])
            for status, name in wording.STATUS_NAMES.items()
        ],
        slip_names=wording.SLIP_NAMES,
        voices=[(wording.VOICE_NAMES[voice], words) for voice, words in VOICES.items()],
        kinds=list(KINDS.items()),
        counted={row["kind"]: row["commitments"] for row in await query(db, sql.KINDS)},
        said_on=wording.day_words(SAID_ON.isoformat()),
        examples=examples(),
        rule_tables=RULE_TABLES,
        conventions=CONVENTIONS,
        key=[(marks.sample(name), text) for name, text in marks.KEY],
        second_hand_sample=marks.sample("second-hand"),
        deadlines=deadline_rules(),
        units=UNIT_DEFINITIONS,
        unit_words=UNIT_WORDS,
        states=STATE_DEFINITIONS,
        holidays=[
            {**row, "where": DIVISIONS.get(row["division"], row["division"])}
            for row in await query(db, sql.HOLIDAYS)
        ],
    )


async def moved(datasette: Datasette) -> Response:
    """The page under its old address."""
    return Response.redirect(datasette.urls.path("/how"), status=301)


ROUTES: Routes = ((r"^/how/?$", how), (r"^/about-counting/?$", moved))
