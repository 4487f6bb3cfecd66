"""Every kind of page, each with the addresses that are asked for: a file's own names put in."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_plus

from datasette.utils import tilde_encode

DIFFERENT = 97  # addresses of a kind; a prime number, so that readers at once ask for other ones
DEEP = 20  # pages of a list that are turned to

# What an address may have in it: the table, and the column of it that names what is asked for.
_NAMES: dict[str, tuple[str, str]] = {
    "commitment": ("timeline", "slug"),
    "document": ("documents", "id"),
    "small_body": ("bodies", "slug"),
    "change": ("document_changes", "id"),
    "site": ("site_changes", "id"),
    "case": ("foi_requests", "id"),
    "event": ("events", "id"),
    "release": ("releases", "number"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of page: what it is called, and a pattern of its address.

    In the pattern stand names of ``names_of`` and ``{n}``, the number of a page of a list. ``ours``
    is whether it is a page of this program, not one of Datasette's own with its plugin.
    """

    name: str
    pattern: str
    ours: bool = True


KINDS: tuple[Kind, ...] = (
    Kind("/", "/"),
    Kind("/timeline", "/timeline?page={n}"),
    Kind("/timeline: a status, late first", "/timeline?status=delivered_late&sort=late&page={n}"),
    Kind("/timeline: merged or dropped", "/timeline?status=merged_or_dropped&page={n}"),
    Kind("/timeline: by title", "/timeline?sort=title&page={n}"),
    Kind("/timeline: the largest body", "/timeline?body={body}&page={n}"),
    Kind("/timeline: the largest body, a status", "/timeline?body={body}&status=awaited&page={n}"),
    Kind("/timeline: a topic and a year", "/timeline?topic={topic}&year={year}"),
    Kind("/timeline: words", "/timeline?q={word}&page={n}"),
    Kind("/commitments/<slug>", "/commitments/{commitment}"),
    Kind("/commitments/<slug>: its longest story", "/commitments/{longest}"),
    Kind("/commitments/<slug>.csv", "/commitments/{commitment}.csv"),
    Kind("/commitments/<slug>.json", "/commitments/{commitment}.json"),
    Kind("/commitments/<slug>.svg", "/commitments/{commitment}.svg"),
    Kind("/commitments/<slug>.png", "/commitments/{commitment}.png"),
    Kind("/commitments/<no such name>", "/commitments/plann-{n}-harbuor"),
    Kind("/challenge/<slug>", "/challenge/{commitment}"),
    Kind("/bodies", "/bodies"),
    Kind("/bodies/<slug>: the largest", "/bodies/{body}"),
    Kind("/bodies/<slug>", "/bodies/{small_body}"),
    Kind("/phrases", "/phrases"),
    Kind("/phrases/<family>", "/phrases/{family}?page={n}"),
    Kind("/search: a rare word", "/search?q={rare}"),
    Kind("/search: a common word", "/search?q={common}"),
    Kind("/search: two common words", "/search?q={common}+{word}"),
    Kind("/search: a name", "/search?q={commitment}"),
    Kind("/search: nothing", "/search"),
    Kind("/documents/<id>", "/documents/{document}"),
    Kind("/changes", "/changes?page={n}"),
    Kind("/changes/<id>", "/changes/{change}"),
    Kind("/changes/site-<id>", "/changes/site-{site}"),
    Kind("/foi", "/foi?page={n}"),
    Kind("/foi/<case>", "/foi/{case}"),
    Kind("/sources", "/sources"),
    Kind("/corrections", "/corrections"),
    Kind("/releases", "/releases"),
    Kind("/releases/<number>", "/releases/{release}?page={n}"),
    Kind("/releases/<number>/SHA256SUMS", "/releases/{release}/SHA256SUMS"),
    Kind("/how", "/how"),
    Kind("/about", "/about"),
    Kind("/accessibility", "/accessibility"),
    Kind("/data", "/data"),
    Kind("/data/SHA256SUMS", "/data/SHA256SUMS"),
    Kind("/health.json", "/health.json"),
    Kind("/feeds", "/feeds"),
    Kind("/feeds/all.atom", "/feeds/all.atom"),
    Kind("/feeds/slips.atom", "/feeds/slips.atom"),
    Kind("/feeds/overdue.atom", "/feeds/overdue.atom"),
    Kind("/feeds/changes.atom", "/feeds/changes.atom"),
    Kind("/feeds/corrections.atom", "/feeds/corrections.atom"),
    Kind("/feeds/bodies/<slug>.atom: the largest", "/feeds/bodies/{body}.atom"),
    Kind("/feeds/bodies/<slug>.atom", "/feeds/bodies/{small_body}.atom"),
    Kind("/feeds/commitments/<slug>.atom", "/feeds/commitments/{commitment}.atom"),
    Kind("/calendar/dues.ics", "/calendar/dues.ics"),
    Kind("/calendar/foi.ics", "/calendar/foi.ics"),
    Kind("/calendar/bodies/<slug>.ics: the largest", "/calendar/bodies/{body}.ics"),
    Kind("/calendar/bodies/<slug>.ics", "/calendar/bodies/{small_body}.ics"),
    Kind("/calendar/commitments/<slug>.ics", "/calendar/commitments/{commitment}.ics"),
    Kind("/delaywatch", "/delaywatch", ours=False),
    Kind("table: timeline", "/delaywatch/timeline", ours=False),
    Kind("table: timeline, a status", "/delaywatch/timeline?status=delivered_late", ours=False),
    Kind("table: timeline.json", "/delaywatch/timeline.json", ours=False),
    Kind("table: timeline.csv, a body's", "/delaywatch/timeline.csv?owner={owner}&_size=100",
         ours=False),
    Kind("table: documents", "/delaywatch/documents", ours=False),
    Kind("table: documents, a rare word", "/delaywatch/documents?_search={rare}", ours=False),
    Kind("table: events", "/delaywatch/events", ours=False),
    Kind("table: promises", "/delaywatch/promises", ours=False),
    Kind("table: phrases", "/delaywatch/phrases", ours=False),
    Kind("table: slips", "/delaywatch/slips", ours=False),
    Kind("table: news", "/delaywatch/news", ours=False),
    Kind("row: timeline", "/delaywatch/timeline/{commitment}", ours=False),
    Kind("row: timeline.json", "/delaywatch/timeline/{commitment}.json", ours=False),
    Kind("row: documents", "/delaywatch/documents/{document}", ours=False),
    Kind("row: events", "/delaywatch/events/{event}", ours=False),
    Kind("question: overdue_now", "/delaywatch/overdue_now", ours=False),
    Kind("question: not_checked", "/delaywatch/not_checked", ours=False),
    Kind("question: moved_later_last_month", "/delaywatch/moved_later_last_month", ours=False),
    Kind("question: moved_later_since", "/delaywatch/moved_later_since", ours=False),
    Kind("question: said_about", "/delaywatch/said_about?name={commitment}", ours=False),
    Kind("question: delivered_late", "/delaywatch/delivered_late", ours=False),
    Kind("question: kept_promises", "/delaywatch/kept_promises", ours=False),
    Kind("question: merged_or_dropped", "/delaywatch/merged_or_dropped", ours=False),
    Kind("question: due_next", "/delaywatch/due_next", ours=False),
    Kind("question: words_for_time", "/delaywatch/words_for_time", ours=False),
    Kind("question: most_moves", "/delaywatch/most_moves", ours=False),
    Kind("question: changed_since", "/delaywatch/changed_since", ours=False),
    Kind("question: foi_cases", "/delaywatch/foi_cases", ours=False),
    Kind("question: foi_due", "/delaywatch/foi_due", ours=False),
    Kind("question: foi_refusals", "/delaywatch/foi_refusals", ours=False),
    Kind("question: foi_promises", "/delaywatch/foi_promises", ours=False),
    Kind("question in SQL",
         "/delaywatch?sql=select+*+from+timeline+where+topic=%27{topic}%27+limit+20", ours=False),
)  # fmt: skip


def anew(path: str, turn: int) -> str:
    """The same address with a word that no page looks at: its answer is not kept yet."""
    return f"{path}{'&' if '?' in path else '?'}_={turn}"


def addresses(
    kinds: Iterable[Kind], names: Mapping[str, Sequence[object]]
) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Of each kind the addresses that are asked for in turn; of others why there is none."""
    found, missing = {}, {}
    for kind in kinds:
        lacking = [name for name, values in names.items() if f"{{{name}}}" in kind.pattern
                   and not values]  # fmt: skip
        if lacking:
            missing[kind.name] = f"the file has no {lacking[0]}"
            continue
        found[kind.name] = [_address(kind.pattern, names, turn) for turn in range(DIFFERENT)]
    return found, missing


def _address(pattern: str, names: Mapping[str, Sequence[object]], turn: int) -> str:
    chosen = {
        name: quote_plus(str(values[turn % len(values)]))
        for name, values in names.items()
        if values
    }
    return pattern.format(**chosen)


def names_of(file: Path, words: Mapping[str, str]) -> dict[str, list[object]]:
    """What addresses ask for, from all over a published file; ``words`` are words to look for."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as db:
        names = {name: _spread(db, *where) for name, where in _NAMES.items()}
        body, *_, last = _all(db, "select body from body_counts group by body order by sum(n) desc")
        return {
            **names,
            "body": [body],
            "small_body": names["small_body"] or [last],
            "longest": _all(db, "select commitment from events group by 1 order by count(*) desc "
                                "limit 20"),
            "topic": _choices(db, "topic"),
            "year": _choices(db, "year"),
            "owner": _all(db, "select distinct owner from timeline"),
            "family": [
                tilde_encode(str(name)) for name in _all(db, "select distinct family from phrases")
            ],
            "n": list(range(1, DEEP + 1)),
            **{name: [word] for name, word in words.items()},
        }  # fmt: skip


def _spread(db: sqlite3.Connection, table: str, column: str) -> list[object]:
    """Rows that lie far from one another, in no order."""
    most = int(str(_all(db, f"select coalesce(max(rowid), 0) from {table}")[0]))
    places = [1 + turn * 7919 * most // 7 % most for turn in range(DIFFERENT)] if most else []
    statement = f"select {column} from {table} where rowid >= ? order by rowid limit 1"
    return [row[0] for place in places for row in db.execute(statement, (place,))]


def _choices(db: sqlite3.Connection, field: str) -> list[object]:
    return _all(db, "select value from choices where kind = 'promise' and field = ?", field)


def _all(db: sqlite3.Connection, statement: str, *values: object) -> list[object]:
    return [row[0] for row in db.execute(statement, values)]
