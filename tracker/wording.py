"""Derived facts in words: days, readings of dues, statuses, one true sentence a commitment.

Nothing is counted here: every figure comes from the views (db/views.sql). The
words follow GOV.UK style for dates ("8 June 2019").
"""

import calendar
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from tracker.days import last_day

Row = Mapping[str, Any]

STATUS_NAMES = {
    "delivered_on_time": "delivered on time",
    "delivered_late": "delivered late",
    "delivered": "delivered, no date found",
    "unclear": "delivered, unclear if in time",
    "merged": "merged into other work",
    "dropped": "dropped",
    "paused": "paused",
    "partially_delivered": "partly delivered",
    "no_date": "no date given",
    "awaited": "awaited",
    "being_checked": "being checked",
    "overdue": "overdue",
    "unchecked": "due date passed, not checked",
}

STATUS_DEFINITIONS = {
    "delivered_on_time": "It came out no later than the last day of the first date that we found.",
    "delivered_late": "It came out after the last day of the first date that we found.",
    "delivered": "It came out, and we found no date of the body to hold it against.",
    "unclear": (
        "It came out, but whether that was in time cannot be said: its day is not known well "
        "enough, or the date was only ever provisional."
    ),
    "merged": "The body said, or was reported as saying, that it became part of something else.",
    "dropped": (
        "The body said, or was reported as saying, that it will not come, and a source of that can "
        "still be read."
    ),
    "paused": "The body stopped it, as far as is known, and has given no date since.",
    "partially_delivered": "A part of it came out.",
    "no_date": (
        "It was promised, and no date with a last day was found, or none since it was promised "
        "again after its end."
    ),
    "awaited": "The last day of the newest date has not passed.",
    "being_checked": "The newest date has passed and a sign that it came out awaits review.",
    "overdue": (
        "The newest date has passed, its source was checked and can still be read, and a person "
        "who looked within the last 92 days did not find it."
    ),
    "unchecked": (
        "The newest date has passed, and whether it came out is not known well enough to call it "
        "late: no person has looked since, or within the last 92 days, or the one who did could "
        "not tell; or the end of that date is only our reading of their words; or the body called "
        "it provisional; or the promise has not yet been checked against its source; or its source "
        "is no longer online. It may have come out."
    ),
}

VOICE_NAMES = {
    "on_record": "on the record",
    "reported": "reported",
    "expected_by_others": "expected by others, not promised by the body",
    "unnamed": "unnamed sources",
}

EVENT_NAMES = {
    "promised": "Promised",
    "reaffirmed": "Promised again",
    "slipped": "Said again, later or vaguer",
    "brought_forward": "Brought forward",
    "delivered": "Delivered",
    "partially_delivered": "Partly delivered",
    "merged": "Merged",
    "dropped": "Dropped",
    "paused": "Paused",
    "resumed": "Resumed",
}

_MOVED_LATER = "Put back"  # what slipped, where the last day of its date did move later

# Dates in fields are announced, not promised; a deadline of Parliament is nobody's promise.
_ANNOUNCED_NAMES = {
    "promised": "Date announced",
    "reaffirmed": "Date announced again",
    "slipped": "Date moved later",
    "brought_forward": "Date moved earlier",
    "delivered": "Came out",
    "dropped": "Cancelled",
    "resumed": "Announced again",
}

SLIP_NAMES = {
    "later": "moved later",
    "earlier": "moved earlier",
    "same": "same date again",
    "loosened": "made looser",
    "tightened": "made tighter",
    "date_lost": "date lost",
}
# By which end of a date it is told that it moved: the whole need not have.
_MOVED = frozenset({"later", "earlier"})

_ON_OR_IN = re.compile(r"^(on|in) ")
_ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th)\b")
_INNER_QUOTES = str.maketrans("“”", "‘’")
_COPY_OF = re.compile(r"\(copy of (?:an? )?(?P<original>.+?)(?: exclusive)?\)")
_COPIED_BY = re.compile(r" \([^()]*copy\)$")
# The names of the months, and the quotes in which they stay as they are.
_MONTH = re.compile(f"“[^”]*”|{'|'.join(calendar.month_name[1:])}")
_ENDED = frozenset(
    {"merged", "dropped", "delivered", "delivered_on_time", "delivered_late", "unclear"}
)
_PLAIN_DEEDS = {"paused": "paused", "partially_delivered": "partly delivered"}
A_YEAR = 365
NO_DATE = "No date with a last day was found."
_NO_MORE = "No more is known."
_ANEW = "promised again after that ended, with no date since"


def day_words(day: str | None, precision: str = "day") -> str:
    """A day as people write it: "8 June 2019", "April 2025" (month), "2016" (year)."""
    if day is None:
        return "on an unknown date"
    when = date.fromisoformat(day)
    if precision == "year":
        return str(when.year)
    if precision == "month":
        return f"{when:%B} {when.year}"
    return f"{when.day} {when:%B} {when.year}"


def when_words(day: str | None, precision: str) -> str:
    """A day with its preposition: "on 8 June 2019", "in April 2025"."""
    if day is None:
        return "on an unknown date"
    return f"{'on' if precision == 'day' else 'in'} {day_words(day, precision)}"


def happened_words(event: Row) -> str:
    """When an event happened; a day known only from a later report is told as "by" that day.

    Keys: made_on, made_on_precision, made_on_basis, and made_on_earliest, if known: the first of
    the days that it may have been, from which days are counted.

    >>> happened_words({"made_on": "2025-04-01", "made_on_precision": "month",
    ...                 "made_on_basis": "statement", "made_on_earliest": "2025-02-01"})
    'between 1 February and 30 April 2025'
    """
    if event["made_on"] and event.get("made_on_earliest"):
        last = last_day(date.fromisoformat(event["made_on"]), event["made_on_precision"])
        return span_words(event["made_on_earliest"], last.isoformat())
    if event["made_on"] and event["made_on_basis"] == "report":
        return f"by {day_words(event['made_on'], event['made_on_precision'])}"
    return when_words(event["made_on"], event["made_on_precision"])


def said_words(due: Row) -> str:
    """When a due was said, or by when it was reported to have been (said_on, ..., made_on_basis).

    >>> said_words({"said_on": "2023-01-11", "said_on_precision": "day", "made_on_basis": "report"})
    'reported by 11 January 2023'
    """
    if due["said_on"] and due["made_on_basis"] == "report":
        return f"reported by {day_words(due['said_on'], due['said_on_precision'])}"
    return f"said {when_words(due['said_on'], due['said_on_precision'])}"


def span_words(earliest: str, latest: str) -> str:
    """An interval with its preposition: "in October 2022", "between 1 June and 31 August 2017"."""
    first, last = date.fromisoformat(earliest), date.fromisoformat(latest)
    if first == last:
        return f"on {day_words(earliest)}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return f"in {first.year}"
    whole_month = first.day == 1 and (last + timedelta(days=1)).day == 1
    if whole_month and (first.year, first.month) == (last.year, last.month):
        return f"in {first:%B} {first.year}"
    start = str(first.day)
    if (first.year, first.month) != (last.year, last.month):
        start += f" {first:%B}" + ("" if first.year == last.year else f" {first.year}")
    return f"between {start} and {day_words(latest)}"


def due_reading(due: Row) -> str:
    """What the words about time were read as (keys due_kind, due_earliest, due_latest, start_by).

    >>> due_reading({"due_kind": "deadline", "due_earliest": None,
    ...              "due_latest": "2023-12-31", "start_by": None})
    'by 31 December 2023'
    """
    earliest, latest, start_by = due["due_earliest"], due["due_latest"], due.get("start_by")
    if start_by:
        return f"to start {span_words(earliest, start_by)}"
    if latest is None:
        return f"not before {day_words(earliest)}" if earliest else "no date"
    if due["due_kind"] == "deadline" or earliest is None:
        return f"by {day_words(latest)}"
    return span_words(earliest, latest)


def harmless(text: str) -> str:
    r"""A text of somebody else's without the signs that would steer a terminal or turn its lines.

    >>> harmless("a\x1b[31m plan")
    'a [31m plan'
    """
    instead = {"Cc": " ", "Cf": ""}
    return "".join(instead.get(unicodedata.category(sign), sign) for sign in text)


def plain(text: str) -> str:
    r"""A harmless text in one line.

    >>> plain("a\x07 red\n plan")
    'a red plan'
    """
    return " ".join(harmless(text).split())


def number_words(days: int) -> str:
    """A number of days: "1 day", "3,819 days"."""
    return f"{days:,} {'day' if days == 1 else 'days'}"


def length_words(days: int, until: str) -> str:
    """A number of days that ended on ``until``, from a year on also in whole years and months.

    A month is whole from a day to the same day of the next, or to its last day where it has no such
    day: from 31 May to 30 June.

    >>> length_words(3819, "2026-11-22")
    '3,819 days (10 years 5 months)'
    >>> length_words(395, "2023-06-30"), length_words(370, "2025-01-05")
    ('395 days (1 year 1 month)', '370 days (1 year 0 months)')
    """
    if days < A_YEAR:
        return number_words(days)
    end = date.fromisoformat(until)
    begin = end - timedelta(days=days)
    is_last = (end + timedelta(days=1)).day == 1
    is_short = end.day < begin.day and not is_last
    months = (end.year - begin.year) * 12 + end.month - begin.month - is_short
    years, months = divmod(months, 12)
    return f"{number_words(days)} ({_counted(years, 'year')} {_counted(months, 'month')})"


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"


def original_publisher(publisher: str) -> str:
    """Who published it first, where the publisher's name marks a copy of another's page.

    >>> original_publisher("FinanceTechNow (copy of a Digital Health News exclusive)")
    'Digital Health News'
    >>> original_publisher("UK Parliament (UKPOL copy)")
    'UK Parliament'
    """
    copied = _COPY_OF.search(publisher)
    if copied:
        return copied["original"]
    return _COPIED_BY.sub("", publisher)


def attribution(event: Row) -> str:
    """Who an event is known from: "as reported by ...", or nothing where it was read directly.

    Keys: evidence, publisher (of its first source).
    """
    if event["evidence"] == "first-hand" or not event.get("publisher"):
        return ""
    return f"as reported by {original_publisher(event['publisher'])}"


def evidence_marks(event: Row) -> list[str]:
    """The marks that an event bears everywhere (keys evidence, checked)."""
    checked = {
        "not yet": ["not checked"],
        "copy": ["checked against a copy"],
        "original": [],
    }[event["checked"]]
    second_hand = ["second-hand"] if event["evidence"] == "second-hand" else []
    return second_hand + checked


def quoted(words: str) -> str:
    """The body's words in curly quotes; quotes within them become single ones.

    >>> quoted("by the end of 2023")
    '“by the end of 2023”'
    """
    return f"“{words.translate(_INNER_QUOTES)}”"


def event_name(event: str, kind: str = "promise", slip: str | None = None) -> str:
    """What an event is called, on a commitment of a kind.

    The name is the sense of the source; ``slip`` is which way the date moved with it, as counted
    (``slips``): only what moved later was put back.

    >>> event_name("slipped"), event_name("slipped", slip="later")
    ('Said again, later or vaguer', 'Put back')
    >>> event_name("slipped", "scheduled_release")
    'Date moved later'
    """
    names = EVENT_NAMES if kind == "promise" else EVENT_NAMES | _ANNOUNCED_NAMES
    if event == "slipped" and slip == "later" and kind == "promise":
        return _MOVED_LATER
    return names.get(event, event)


def slip_words(slip: Row) -> str:
    """Which way a date moved, in words: a row of ``slips``.

    Days are those between the last days; of the whole period no more is claimed than that.

    >>> slip_words({"slip": "later", "days": 364, "from_earliest": None,
    ...     "from_latest": "2022-05-31", "to_earliest": None, "to_latest": "2023-05-30"})
    'last day moved later by 364 days, from 31 May 2022 to 30 May 2023'
    >>> slip_words({"slip": "loosened", "days": 122, "from_earliest": "2026-05-01",
    ...     "from_latest": "2026-08-31", "to_earliest": "2026-01-01", "to_latest": "2026-12-31"})
    'made looser: it was between 1 May and 31 August 2026, and is now in 2026'
    """
    name = SLIP_NAMES[slip["slip"]]
    before = day_words(slip["from_latest"])
    if slip["slip"] == "date_lost":
        return f"{name}: until then the last day was {before}"
    if slip["slip"] in _MOVED:
        by = number_words(abs(slip["days"]))
        return f"last day {name} by {by}, from {before} to {day_words(slip['to_latest'])}"
    if slip["slip"] in ("loosened", "tightened"):
        periods = [
            span_words(slip[f"{at}_earliest"], slip[f"{at}_latest"]) for at in ("from", "to")
        ]
        return f"{name}: it was {periods[0]}, and is now {periods[1]}"
    return f"{name}: last day {before}"


def due_parts(
    words: str | None, reading: str, *, soft: bool = False, provisional: bool = False
) -> tuple[str, str]:
    """A due in two parts: our reading, and what stands beside it, which may be nothing.

    Words that are the reading stand once. Where the bound is a convention of
    ours and not in the words (``soft``), or the body itself called the date
    ``provisional``, that is said.

    >>> due_parts("by the end of 2023", "by 31 December 2023")
    ('by 31 December 2023', '(“by the end of 2023”)')
    """
    if not words or _is_reading(words, reading):
        beside = ["our reading"] if soft else []
    else:
        beside = [f"{'our reading of ' if soft else ''}{quoted(words)}"]
    beside += ["provisional"] if provisional else []
    return reading, f"({', '.join(beside)})" if beside else ""


def due_clause(
    words: str | None, reading: str, *, soft: bool = False, provisional: bool = False
) -> str:
    """How a due is told: our reading, and the body's words beside it.

    >>> due_clause("by the end of 2023", "by 31 December 2023")
    'by 31 December 2023 (“by the end of 2023”)'
    >>> due_clause("By 31 March 2024", "by 31 March 2024")
    'by 31 March 2024'
    >>> due_clause("in the coming weeks", "between 9 March and 4 May 2023", soft=True)
    'between 9 March and 4 May 2023 (our reading of “in the coming weeks”)'
    >>> due_clause("Dec 2026", "in December 2026", provisional=True)
    'in December 2026 (“Dec 2026”, provisional)'
    """
    parts = due_parts(words, reading, soft=soft, provisional=provisional)
    return " ".join(filter(None, parts))


def due_told(due: Row) -> str:
    """A dated statement's due: what ``due_reading`` takes, with due_words, soft, provisional."""
    return due_clause(
        due["due_words"], due_reading(due),
        soft=bool(due["soft"]), provisional=bool(due.get("provisional")),
    )  # fmt: skip


def row_due(row: Row, which: str) -> str:
    """The "first" or the "standing" due of a commitment (see ``sentence``)."""
    reading = due_reading(
        {
            "due_kind": row[f"{which}_due_kind"],
            "due_earliest": row[f"{which}_due_earliest"],
            "due_latest": row[f"{which}_due_latest"],
        }
    )
    return due_clause(
        row[f"{which}_due_words"], reading,
        soft=bool(row[f"{which}_due_soft"]),
        provisional=bool(row.get(f"{which}_due_provisional")),
    )  # fmt: skip


def _is_reading(words: str, reading: str) -> bool:
    """Whether the words say no more and no less than the reading: “5 January 2026”."""
    return _plain(words) == _plain(reading)


def _plain(text: str) -> str:
    """Without capitals, odd spaces, stops, "5th" for "5", and the "on" or "in" before a date."""
    plain = " ".join(text.casefold().split()).strip(" .,;:")
    return _ON_OR_IN.sub("", _ORDINAL.sub("", plain))


def sentence(row: Row, *, target: str | None = None, outcome: Row | None = None) -> str:
    """One true sentence, or two, about a commitment.

    ``row`` is a row of ``timeline`` with the kinds of its first and standing
    due (``first_due_kind``, ``standing_due_kind``) and whether its start is soft
    (``start_soft``); ``target`` the title of the commitment that took it in;
    ``outcome`` the deciding event with the publisher of its first source.
    """
    return f"{_promise(row)} {_end(row, target, outcome)}"


def line(row: Row, *, target: str | None = None, outcome: Row | None = None) -> str:
    """The sentence in short, for a line beside a bar: short months in the readings, no source.

    Takes what ``sentence`` takes; the marks of evidence stand beside it.
    """
    if row["status"] in _ENDED:
        deed = _deed(row, target)
        happened = _deed_and_day(deed, outcome) if outcome else capital(deed)
        end = ", ".join(filter(None, [happened, _distance(row)])) + "."
    elif row["status"] in ("paused", "partially_delivered") and outcome:
        end = _deed_and_day(_PLAIN_DEEDS[row["status"]], outcome) + "."
    else:
        end = _end(row, target, outcome)
    return short_months(f"{_promise(row)} {end}")


def short_months(text: str) -> str:
    """The text with the names of months cut to three letters, but for the words that it quotes.

    >>> short_months("by 31 December 2023 (“90% coverage by December 2023”)")
    'by 31 Dec 2023 (“90% coverage by December 2023”)'
    """
    return _MONTH.sub(lambda found: found[0] if found[0][0] == "“" else found[0][:3], text)


def capital(text: str) -> str:
    """The text with its first letter a capital, the rest as it is."""
    return text[:1].upper() + text[1:]


def _promise(row: Row) -> str:
    if row["first_due_latest"] is None:
        return _start(row) or NO_DATE
    first = row_due(row, "first")
    if row["first_due_latest"] == row["standing_due_latest"]:
        return f"{_start(row)} Due {first}.".lstrip()
    if row["standing_due_latest"] is None:
        return f"{_start(row)} First due {first}; {_ANEW}.".lstrip()
    return f"{_start(row)} First due {first}; newest date: {row_due(row, 'standing')}.".lstrip()


def _start(row: Row) -> str:
    """A start that was given before any date to finish by ("from 1 July"); or nothing."""
    if row["start_by"] is None:
        return ""
    reading = span_words(row["start_earliest"], row["start_by"])
    soft = bool(row.get("start_soft"))
    return f"Was to start {due_clause(row['start_words'], reading, soft=soft)}."


def _end(row: Row, target: str | None, outcome: Row | None) -> str:
    """What became of it."""
    status = row["status"]
    if row["outcome_event"] is not None:
        return _ended(row, target, outcome)
    if status in ("paused", "partially_delivered"):
        return _halted(row, outcome)
    if status == "overdue":
        return _overdue(row)
    if status == "unchecked":
        return _unchecked(row)
    return {
        "no_date": f"Followed until {_followed(row)}." if row["followed_until"] else _NO_MORE,
        "awaited": f"Awaited: that date runs until {day_words(row['standing_due_latest'])}.",
        "being_checked": "That date has passed; a sign that it came out is being checked.",
    }[status]


def _ended(row: Row, target: str | None, outcome: Row | None) -> str:
    deed = _deed(row, target)
    parts = [_deed_and_day(deed, outcome)] if outcome else [capital(deed)]
    parts.append(attribution(outcome) if outcome else "")
    parts.append(_distance(row))
    return ", ".join(filter(None, parts)) + "."


def _deed(row: Row, target: str | None) -> str:
    return {
        "merged": f"merged into {_the(target)}" if target else "merged into other work",
        "dropped": "dropped",
    }.get(row["outcome_event"], "delivered")


def _deed_and_day(deed: str, event: Row) -> str:
    """Say what was done and when; a day known only from a later report is told as "by" it."""
    if event["made_on"] is None:
        return capital(deed)
    return f"{capital(happened_words(event))} {deed}"


def _distance(row: Row) -> str:
    """How far the end lay from the last day of the first due."""
    days = row["days_late_min"]
    moved = row["first_due_latest"] != row["standing_due_latest"]
    first_date = "the first date" if moved else "that"
    if row["status"] == "unclear" and row.get("first_due_provisional"):
        return "after a date that was only ever provisional: nobody can say that it was late"
    if row["status"] == "unclear":
        return "but its day is not known well enough to say whether that was in time"
    if days is None:
        return ""
    if days > 0:
        exact = row["outcome_earliest"] == row["outcome_latest"]
        at_least = "" if exact else "at least "
        return f"{at_least}{length_words(days, row['outcome_earliest'])} after {first_date}"
    if row["status"] == "delivered_on_time":
        given = "promised" if row.get("kind", "promise") == "promise" else "announced"
        return _in_time(row, f"first {given}" if moved else given)
    return f"before {first_date}" if row["outcome_latest"] < row["first_due_latest"] else ""


def _in_time(row: Row, promised: str) -> str:
    """Early means before the first day that was promised; within the interval is on time."""
    left = date.fromisoformat(row["first_due_latest"]) - date.fromisoformat(row["outcome_latest"])
    if not left:
        return f"on the last day {promised}"
    # A deadline has no beginning to be early for.
    earliest = None if row.get("first_due_kind") == "deadline" else row["first_due_earliest"]
    word = "early" if earliest and row["outcome_latest"] < earliest else "on time"
    return f"{word}, {number_words(left.days)} before the last day {promised}"


def _halted(row: Row, outcome: Row | None) -> str:
    deed = _PLAIN_DEEDS[row["status"]]
    if outcome is None:
        return f"{capital(deed)}."
    return ", ".join(filter(None, [_deed_and_day(deed, outcome), attribution(outcome)])) + "."


def _followed(row: Row) -> str:
    return day_words(row["followed_until"], row["followed_until_precision"])


def _overdue(row: Row) -> str:
    looked = day_words(row["looked_on"])
    if row["followed_until"] != row["looked_on"]:  # more was said after the look
        return f"Overdue: a person who looked on {looked} did not find it. {_had_not_come(row)}."
    return (
        f"When a person last looked, on {looked}, it was overdue by at least "
        f"{length_words(row['days_late_min'], row['looked_on'])}."
    )


def _unchecked(row: Row) -> str:
    """What is known of it after its date, and by whom: only who looked has checked anything."""
    if row["standing_due_soft"]:
        words = row["standing_due_words"]
        return f"Past our reading of {quoted(words) if words else 'their words'}. {_known(row)}."
    if row.get("standing_due_provisional"):
        return f"That date was provisional and has passed. {_known(row)}."
    if row.get("source_gone"):
        return f"That date has passed; its source is no longer online. {_known(row)}."
    if row["dues_checked"] and _looked_in_vain(row):
        return _was_overdue(row)
    if _was_out(row) or _looked_after(row):
        return f"{_known(row)}."
    return f"That date has passed; {_uncapital(_known(row))}."


def _known(row: Row) -> str:
    """The last that is known of what came of it, as a sentence without its stop."""
    if _looked_after(row):
        looked = day_words(row["looked_on"])
        if not _looked_in_vain(row):
            return f"A person looked on {looked} and could not tell whether it came"
        found = f"A person who looked on {looked} did not find it"
        firm = not (row["standing_due_soft"] or row.get("standing_due_provisional"))
        unchecked = firm and not row["dues_checked"]
        return f"{found}; its dates are not yet checked" if unchecked else found
    if _was_out(row):
        return _had_not_come(row)
    if row.get("looked_on"):
        return f"Nobody has looked since {day_words(row['looked_on'])}"
    if row["followed_until"]:
        return f"The last that is on record of it is of {_followed(row)}"
    return "Nothing later is on record of it"


def _had_not_come(row: Row) -> str:
    late = length_words(row["days_late_min"], row["followed_until"])
    return (
        f"It had not come by {_followed(row)}, the last that is on record of it, "
        f"at least {late} after that date"
    )


def _was_overdue(row: Row) -> str:
    looked = day_words(row["looked_on"])
    if row["followed_until"] != row["looked_on"]:
        return f"Was overdue when last checked, {looked}. {_had_not_come(row)}."
    late = length_words(row["days_late_min"], row["looked_on"])
    return f"Was overdue when last checked, {looked}, by at least {late}."


def _looked_after(row: Row) -> bool:
    """Whether the newest look came after the newest date."""
    return bool(row.get("looked_on") and row["looked_on"] > row["standing_due_latest"])


def _looked_in_vain(row: Row) -> bool:
    return _looked_after(row) and row["look_result"] == "not_found"


def _was_out(row: Row) -> bool:
    """Whether anybody said or saw anything of it after its newest date, when it was still out."""
    return row["days_late_min"] is not None


def _uncapital(text: str) -> str:
    return text[:1].lower() + text[1:]


def _the(title: str) -> str:
    named = re.sub(r"\s*\([^()]*\)$", "", title)
    return named if re.match(r"(the|a|an)\s", named, re.IGNORECASE) else f"the {named}"
