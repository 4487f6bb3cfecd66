"""How letters name things, days, sources and what was said."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from tracker import wording
from tracker.foi.letters.letter import address
from tracker.wording import plain, quoted

Row = dict[str, Any]

# What was done without words about time, by event; words about time stand behind it.
_DEEDS: Final = {
    "promised": "promised it, without a date",
    "reaffirmed": "promised it again, without a date",
    "slipped": "put it off, without a date",
    "brought_forward": "brought it forward, without a date",
    "resumed": "took it up again",
    "paused": "paused it",
    "partially_delivered": "a part of it is there",
    "dropped": "said that it will not come",
    "delivered": "it came out",
}
_LONGEST_QUOTE: Final = 300  # letters; a longer sentence is not quoted whole


def thing(title: str) -> str:
    """A commitment's title as a letter names it."""
    return quoted(plain(title))


def day(value: date | str) -> str:
    """A day in words."""
    return wording.day_words(str(value))


def said_when(row: Row) -> str:
    """When something was said (row: db.foi.letters.said); told by a report: by that day."""
    if row["made_on"] is None:
        return "date not known"
    words = wording.day_words(row["made_on"], row["made_on_precision"])
    return f"by {words} (date of the report)" if row["made_on_basis"] == "report" else words


def statements(rows: Sequence[Row]) -> tuple[str, ...]:
    """What was said, a line each; a page that was named before is not described again."""
    named = [row["source"]["url"] for row in rows]
    return tuple(
        _statement(row, is_named=row["source"]["url"] in named[:place])
        for place, row in enumerate(rows)
    )


def _statement(row: Row, *, is_named: bool) -> str:
    """What was said, when, by whom, and where that can be read."""
    source = row["source"]
    ends = [f"{said_when(row)}, {plain(row['who'])}: {_words(row)}."]
    if row["evidence"] == "second-hand":
        ends.append("This is second-hand: we have not seen the original.")
    ends.append(f"Source: {address(source['url'])} ({_title(source, is_named)}).")
    if source["archived_sha256"]:
        ends.append(
            f"We keep a copy of {day(source['archived_on'])} (SHA-256 {source['archived_sha256']})."
        )
    return wording.capital(" ".join(ends))


def brief_statement(row: Row) -> str:
    """The same as short as can be: who, when, the words, whether second-hand, the address."""
    hand = " (second-hand)" if row["evidence"] == "second-hand" else ""
    words = straight(_words(row))
    return f"{plain(row['who'])}, {said_when(row)}: {words}{hand}, {address(row['source']['url'])}"


def straight(text: str) -> str:
    """The text with plain quotes, which are shorter in an address."""
    return text.translate(str.maketrans("“”‘’", "\"\"''"))


def shortened(text: str, most: int) -> str:
    """The text in at most so many letters, cut between words, with a sign of what is left out.

    >>> shortened("A plan for the coast and its lighthouses", 20)
    'A plan for the …'
    """
    text = plain(text)
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    whole, space, _ = cut.rpartition(" ")
    return f"{whole} …" if space else f"{cut}…"


def numbers(places: Sequence[int]) -> str:
    """Numbers of items, in words.

    >>> numbers([2, 3, 4]), numbers([1, 3]), numbers([2])
    ('items 2 to 4', 'items 1 and 3', 'item 2')
    """
    if len(places) == 1:
        return f"item {places[0]}"
    first, *_, last = places
    if last - first == len(places) - 1 and len(places) > 2:  # noqa: PLR2004 - "1 to 2" is "1 and 2"
        return f"items {first} to {last}"
    return f"items {', '.join(map(str, places[:-1]))} and {last}"


def _words(row: Row) -> str:
    """The sentence that was accepted or, where there is none, the words about time."""
    quote = row["source"]["quote"]
    if quote and len(quote) <= _LONGEST_QUOTE:
        return quoted(plain(quote))
    phrase = quoted(plain(row["due_phrase"])) if row["due_phrase"] else ""
    if row["event"] == "merged":
        target = row["merged_into_title"]
        deed = f"it is to be part of {thing(target) if target else 'other work'}"
    else:
        deed = _DEEDS[row["event"]]
    if row["event"] in _ABOUT_TIME and phrase:
        return phrase
    if row["event"] == "partially_delivered" and phrase:
        return f"{deed}; of the rest: {phrase}"
    return f"{deed} ({phrase})" if phrase else deed


_ABOUT_TIME: Final = frozenset({"promised", "reaffirmed", "slipped", "brought_forward", "resumed"})


def _title(source: Row, is_named: bool) -> str:
    """What a page is called, who published it, when, and where in it that stands."""
    title = plain(source["title"])
    parts = [quoted(title) if source["title_basis"] == "as_shown" else title]
    parts.append(plain(source["publisher"]))
    if source["published"]:
        parts.append(_published(source["published"]))
    if is_named:
        parts = ["as above"]
    if source["page"]:
        parts.append(f"page {source['page']}")
    return ", ".join(parts)


def _published(value: str) -> str:
    """A day, month or year of publication, in words."""
    precision = {len("2024"): "year", len("2024-01"): "month"}.get(len(value), "day")
    return wording.day_words(value + "-01-01"[len(value) - len("2024") :], precision)
