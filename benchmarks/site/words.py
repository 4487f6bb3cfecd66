"""Sentences of a made-up agency: enough different ones that no two pages are alike."""

from random import Random

_WHO = (
    "the agency", "the board", "the programme team", "each local office", "the steering group",
    "the audit committee", "a working party", "the regional panel", "the service desk",
    "the supplier", "the project sponsor", "every depot", "the harbour authority", "the trustees",
)  # fmt: skip
_DOES = (
    "reviews", "collects", "prepares", "compares", "publishes", "explains", "records", "plans",
    "measures", "describes", "supports", "tests", "agrees", "updates", "maintains", "inspects",
)  # fmt: skip
_WHAT = (
    "the register of lighthouses", "the map of coastal paths", "its guidance on buoys",
    "the list of open works", "a timetable for repairs", "the standard for lamps",
    "the training of keepers", "the ledger of tides", "a survey of harbours", "the ferry tables",
    "the plan for the north pier", "its advice on fog signals", "the stock of spare lenses",
    "the catalogue of wrecks", "the rules for small craft", "a report on weather stations",
)  # fmt: skip
_HOW = (
    "with the people who use it", "as the members asked", "before the winter storms",
    "in each of the nine districts", "at no further cost", "by the agreed method",
    "together with its partners", "where the figures allow it", "in plain words",
    "under the terms of the charter", "as far as the budget goes", "once in every quarter",
)  # fmt: skip
_WHEN = (
    "", "", "", " This was agreed in {month} {year}.", " It will be published by {month} {year}.",
    " The next review is due in {month} {year}.", " Work began in {month} {year}.",
    " The first figures are expected in spring {year}.",
)  # fmt: skip
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_TOPICS = (
    "Lighthouses", "Coastal paths", "Harbour works", "Ferries", "Fog signals", "Tide tables",
    "Small craft", "Wrecks and salvage", "Weather stations", "Keepers and crews",
)  # fmt: skip
_KINDS = ("plan", "guidance", "framework", "annual report", "standard", "programme", "review")


def chance(seed: str) -> Random:
    """What is random here, and the same each time."""
    return Random(seed)  # noqa: S311 - no secrets


def title(random: Random, number: int) -> str:
    """A title that no other page has."""
    return f"{random.choice(_TOPICS)}: {random.choice(_KINDS)} {number}"


def sentence(random: Random) -> str:
    """One sentence, in one of some millions of forms; some name a month."""
    words = f"{random.choice(_WHO)} {random.choice(_DOES)} {random.choice(_WHAT)} "
    words += f"{random.choice(_HOW)} ({random.randint(2, 900)} of {random.randint(901, 4000)})"
    month, year = random.choice(_MONTHS), random.randint(2018, 2031)
    when = random.choice(_WHEN).format(month=month, year=year)
    return f"{words[0].upper()}{words[1:]}.{when}"


def sentences(random: Random, most: int) -> str:
    """A paragraph of two sentences and more."""
    return " ".join(sentence(random) for _ in range(random.randint(2, most)))
