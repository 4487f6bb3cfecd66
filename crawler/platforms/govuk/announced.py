"""Dates that GOV.UK announces in fields of their own: when statistics will come out, and did.

A statistics announcement is a page of its own. Once the statistics are out,
its address leads to them, and the announcement is found no more (so its
model in alphagov/whitehall). It may also lead elsewhere, because it was made
by mistake: that is no release.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from crawler.moments import moment
from crawler.platforms.govuk.fields import day_words, details, path_of, words
from crawler.stated_dates import StatedDate, stated_date
from db.readings import Announced

ANNOUNCEMENTS = "/government/statistics/announcements/"
STATISTICS = frozenset({
    "accredited_official_statistics", "national_statistics", "official_statistics",
    "official_statistics_in_development", "statistical_data_set", "statistics",
})  # fmt: skip
_STATES = frozenset({"provisional", "confirmed", "cancelled"})
_TWO_MONTHS = re.compile(r"(?P<first>[A-Za-z]+)(?P<year> \d{4})? to (?P<last>[A-Za-z]+ \d{4})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Where announced statistics came out, and on which day (ISO)."""

    title: str
    url: str
    on: str


def is_announcement(item: dict[str, Any]) -> bool:
    """Tell whether an item announces statistics."""
    return (
        item.get("schema_name") == "statistics_announcement"
        or words(item.get("document_type")).endswith("statistics_announcement")
        or words(item.get("base_path")).startswith(ANNOUNCEMENTS)
    )


def is_statistics(item: dict[str, Any]) -> bool:
    """Tell whether an item is a publication of statistics."""
    return not is_announcement(item) and words(item.get("document_type")) in STATISTICS


def announcement(
    item: dict[str, Any], *, url: str, author: str | None, body: str | None
) -> tuple[Announced, ...]:
    """Return the date that a statistics announcement states; none where it states none."""
    said = details(item)
    shown = words(said.get("display_date"))
    if not shown:
        return ()
    state = words(said.get("state")).lower()
    period = announced_period(shown)
    before = words(said.get("previous_display_date"))
    period_before = announced_period(before)
    reason = words(said.get("cancellation_reason")) if state == "cancelled" else ""
    return (
        Announced(
            kind="release",
            key=_key(item),
            title=words(item.get("title")),
            words=shown,
            earliest=period.earliest if period else None,
            latest=period.latest if period else None,
            precision=period.precision if period else "none",
            state=state if state in _STATES else "stated",
            url=url,
            previous_words=before or None,
            previous_earliest=period_before.earliest if period_before else None,
            previous_latest=period_before.latest if period_before else None,
            note=reason or words(said.get("latest_change_note")) or None,
            author=author,
            body=body,
        ),
    )


def announcement_lines(item: dict[str, Any]) -> list[str]:
    """Return what an announcement's fields say, as lines to be read.

    A note stands on a line of its own: whoever quotes it quotes the body's
    words, not our label.
    """
    said = details(item)
    state, shown = words(said.get("state")), words(said.get("display_date"))
    before = words(said.get("previous_display_date"))
    stated = f"{shown} ({state})" if shown and state else shown or state
    lines = [f"Release date: {stated}"] if stated else []
    lines += [f"Previous release date: {before}"] if before else []
    if note := words(said.get("latest_change_note")):
        lines += ["Reason for the change", note]
    if day := day_words(said.get("cancelled_at")):
        lines += [f"Cancelled on {day}"]
    if reason := words(said.get("cancellation_reason")):
        lines += ["Reason for the cancellation", reason]
    return lines


def announced_period(shown: str) -> StatedDate | None:
    """Read a display date: a day with a time, a month, or two months that follow each other.

    >>> announced_period("December to January 2017")
    StatedDate(earliest='2016-12-01', latest='2017-01-31', precision='month')
    """
    match = _TWO_MONTHS.fullmatch(shown)
    if match is None:
        return stated_date(shown)
    last = stated_date(match["last"])
    year = int(match["year"] or match["last"][-4:])
    first = stated_date(f"{match['first']} {year}")
    if first and last and first.earliest > last.latest and not match["year"]:
        first = stated_date(f"{match['first']} {year - 1}")
    if first is None or last is None or first.earliest > last.latest:
        return None
    return StatedDate(first.earliest, last.latest, "month")


# What came of it -----------------------------------------------------------------------


def outcome_of(announced: dict[str, Any], statistics: dict[str, Any], site: str) -> Outcome | None:
    """Return the release to which an announcement's address leads now; None where it is none.

    Statistics that were out before they were announced are not what was
    announced: an announcement made by mistake is led to what was there.
    """
    if not is_statistics(statistics):
        return None
    out = _first_published(statistics)
    since = _first_published(announced) or moment(words(announced.get("public_updated_at")))
    day, path = stated_date(out), path_of(statistics)
    if out is None or day is None or since is None or out < since or not path:
        return None
    return Outcome(
        title=words(statistics.get("title")),
        url=urljoin(site, path),
        on=day.earliest,
    )


def outcome_line(outcome: Outcome) -> str:
    """Return a release as a line to be read."""
    return f"Released on {day_words(outcome.on)}: {outcome.title}"


def _key(item: dict[str, Any]) -> str:
    return words(item.get("content_id")) or words(item.get("base_path"))


def _first_published(item: dict[str, Any]) -> str | None:
    return moment(words(item.get("first_published_at"))) or moment(
        words(details(item).get("first_public_at"))
    )
