"""What a piece of news says: a title, one true sentence, the marks that it bears, where it leads.

Nothing is put more strongly than in the rows: the words of statuses, dues and marks are those of
``tracker.wording``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from tracker import wording
from tracker.releases.corrected import about, cause_words, new_wording, old_wording
from web.evidence import when_told
from web.feeds.answering import cleaned, sayable

Row = Mapping[str, Any]
SAMPLE: Final = "SAMPLE: "
DISPUTED: Final = "disputed"
# Of a correction: these are told whole, or what they say could not be compared.
_WORDINGS: Final = ("was", "became", "reason")
LONGEST_WORDING: Final = 2_000  # letters
_MOVED: Final = ("later", "earlier", "loosened", "tightened")


@dataclass(frozen=True)
class Told:
    """A piece of news in words; ``path`` is of this site, ``source`` an address or None."""

    title: str
    sentence: str
    marks: tuple[str, ...]
    path: str
    source: str | None
    source_title: str


def tell(row: Row) -> Told:
    """A row of ``db.pages.feeds.TOLD`` in words."""
    row = cleaned(row) | {name: _whole(row[name]) for name in _WORDINGS}
    told = _TELLERS.get(row["happened"], _event)(row)
    mark = SAMPLE if row["sample"] and not told.title.startswith(SAMPLE.strip()) else ""
    disputed = f" ({DISPUTED})" if row["disputed"] else ""
    return Told(
        title=f"{mark}{told.title}{disputed}",
        sentence=f"{mark}{told.sentence}",
        marks=(*told.marks, *([DISPUTED] if disputed else [])),
        path=told.path,
        source=told.source,
        source_title=told.source_title,
    )


def _whole(text: str | None) -> str | None:
    return sayable(text)[:LONGEST_WORDING] if text else None


def _event(row: Row) -> Told:
    deed = _deed(row)
    reported = wording.attribution(row)
    clauses = ", ".join(filter(None, [f"{deed}{_beside(row)}", reported]))
    when = wording.capital(when_told(row))
    return Told(
        title=f"{row['title']}: {deed}",
        sentence=f"{when}: {clauses}. Said by: {row['who'] or 'not named'}.",
        marks=tuple(wording.evidence_marks(row)),
        path=f"/commitments/{quote(row['commitment'])}#event-{row['position']}",
        source=row["source_url"],
        source_title=_named(row["source_title"], row["publisher"]),
    )


def _deed(row: Row) -> str:
    """What happened, with our reading of the dates."""
    if row["happened"] in _MOVED:
        name = wording.SLIP_NAMES[row["happened"]]
        return f"date {name}, from: {_due(row, 'from')}; to: {_due(row)}"
    if row["happened"] == "date_lost":
        return f"date lost; until then it was: {_due(row, 'from')}"
    name = wording.event_name(row["event"], row["kind"]).lower()
    if row["event"] == "merged" and row["target"]:
        return f"merged into “{row['target']}”"
    if row["event"] in ("delivered", "merged", "dropped"):
        return name  # the dates of these belong to what came next
    return f"{name}, {_due(row)}"


def _due(row: Row, which: str = "due") -> str:
    """Our reading of a due, marked where its end is our convention."""
    keys = (
        ("due_kind", "due_earliest", "due_latest", "start_by", "soft", "provisional")
        if which == "due"
        else ("from_kind", "from_earliest", "from_latest", "from_start_by", "from_soft",
              "from_provisional")
    )  # fmt: skip
    kind, earliest, latest, start_by, soft, provisional = (row[key] for key in keys)
    reading = wording.due_reading(
        {"due_kind": kind, "due_earliest": earliest, "due_latest": latest, "start_by": start_by}
    )
    if reading == "no date":
        return "no date given"
    return wording.due_clause(None, reading, soft=bool(soft), provisional=bool(provisional))


def _beside(row: Row) -> str:
    """The words that were used, where there are any and the event keeps its own dates."""
    if not row["due_words"] or row["event"] in ("delivered", "merged", "dropped"):
        return ""
    words = wording.quoted(row["due_words"])
    return f"; then the words were: {words}" if row["happened"] == "date_lost" else f" ({words})"


def _overdue(row: Row) -> Told:
    last_day = wording.day_words(row["standing_due_latest"])
    looked = wording.day_words(row["looked_on"])
    words = row["standing_due_words"]
    said = f" ({wording.quoted(words)})" if words else ""
    late = wording.number_words(row["days_late_min"])
    marks = [
        mark
        for column, mark in (
            ("second_hand_events", "partly second-hand"),
            ("unchecked_events", "partly not checked"),
        )
        if row[column]
    ]
    return Told(
        title=f"{row['title']}: overdue when a person looked on {looked}",
        sentence=(
            f"The newest date ran until {last_day}{said}. When a person last looked, on {looked}, "
            f"it was not found and overdue by at least {late}."
        ),
        marks=tuple(marks),
        path=f"/commitments/{quote(row['commitment'])}",
        source=None,
        source_title="",
    )


def _document(row: Row) -> Told:
    before = wording.day_words(row["as_before_on"]) if row["as_before_on"] else None
    seen = f"last seen as it was on {before}, " if before else ""
    counts = [
        f"{number:,} {'sentence' if number == 1 else 'sentences'} {went}"
        for number, went in ((row["sentences_removed"], "went"), (row["sentences_added"], "came"))
        if number
    ]
    parts = [f"{seen}seen changed by {wording.day_words(row['changed_by'])}", *counts]
    note = f" Note: {row['change_note']}" if row["change_note"] else ""
    return Told(
        title=f"{row['document_title'] or 'A document'}: {row['change']}",
        sentence=f"{wording.capital('; '.join(parts))}. In this release: {row['now']}.{note}",
        marks=(),
        path=f"/changes/{row['change_id']}",
        source=row["document_url"],
        source_title=_named(row["document_title"], row["document_source"]),
    )


def _site(row: Row) -> Told:
    first, last = (wording.day_words(row[end]) for end in ("first_day", "last_day"))
    name = row["site_title"] or row["site"]
    return Told(
        title=f"{name}: many pages gone or moved at once",
        sentence=(
            f"Between {first} and {last} {row['pages_gone']:,} of {row['pages_before']:,} pages "
            f"were gone and {row['pages_moved']:,} moved; of {row['files_before']:,} files "
            f"{row['files_gone']:,} were gone and {row['files_moved']:,} moved. The site changed: "
            "this says nothing of any one document."
        ),
        marks=(),
        path=f"/changes/site-{row['change_id']}",
        source=None,
        source_title="",
    )


def _corrected(row: Row) -> Told:
    """A correction; of a page about many it leads to the list of corrections."""
    subject = about({"title": row["title"], "commitment": row["corrected_commitment"]})
    reason = f" {row['reason']}" if row["reason"] else ""
    slug = row["corrected_commitment"]
    return Told(
        title=f"Correction: {subject}",
        sentence=(
            f"It said: {wording.quoted(old_wording(row))} Now: {wording.quoted(new_wording(row))} "
            f"Cause: {cause_words(row['cause'])}.{reason} Corrected on "
            f"{wording.day_words(row['happened_on'])}, in release {row['corrected_release']}."
        ),
        marks=(),
        path=f"/commitments/{quote(slug)}" if slug else "/corrections",
        source=None,
        source_title="",
    )


def reply(row: Row) -> str:
    """That the body answered, in words without its address; "" where no answer is known.

    >>> reply({"replied_on": "2026-11-03", "replied_by": "NHS England"})
    'Answer of NHS England, 3 November 2026'
    """
    if not row["replied_on"]:
        return ""
    return f"Answer of {row['replied_by'] or 'the body'}, {wording.day_words(row['replied_on'])}"


_TELLERS: dict[str, Callable[[Row], Told]] = {
    "corrected": _corrected,
    "overdue": _overdue,
    "document_changed": _document,
    "site_changed": _site,
}


def _named(title: str | None, publisher: str | None) -> str:
    return ", ".join(part for part in (title, publisher) if part)
