"""Days that something else sets: Easter, recesses, Budgets, and events without a date."""

from collections.abc import Callable
from datetime import date, timedelta

from tracker import calendars
from tracker.calendars import Recess
from tracker.dues import periods
from tracker.dues.anchors import Anchor, Licence, of_year
from tracker.dues.expressions import NUMBER, Found, after_the, begins_with, expression_at
from tracker.dues.periods import Period
from tracker.dues.tokens import Tokens
from tracker.dues.words import word_set
from tracker.dues.years import year_after

# ----------------------------------------------------------------------- holidays

_EASTER_DAYS = {"monday": 1, "sunday": 0, "day": 0, "saturday": -1, "friday": -2}


def _yearly(tokens: Tokens, make: Callable[[int], Period], shape: str, after: int) -> Found:
    """A day or time of each year, in the year that follows if one does."""
    year, end = year_after(tokens, after)
    return of_year(shape, make, year), end


@begins_with("easter")
def _easter(tokens: Tokens, index: int) -> Found | None:
    """Easter 2026, Easter Monday: Easter is its Sunday (13)."""
    words = tokens.words
    shift = _EASTER_DAYS.get(words[index + 1])
    if words[index + 1] in ("recess", "holiday", "holidays", "break", "term", "egg", "eggs"):
        return None
    after = index + 1 if shift is None else index + 2
    days = timedelta(days=shift or 0)
    return _yearly(
        tokens, lambda year: periods.of_day(periods.easter(year) + days), "easter", after
    )


@begins_with("whitsun", "pentecost")
def _whitsun(tokens: Tokens, index: int) -> Found | None:
    """Whit Sunday, seven weeks after Easter."""
    seven_weeks = timedelta(weeks=7)
    return _yearly(
        tokens, lambda year: periods.of_day(periods.easter(year) + seven_weeks), "easter", index + 1
    )


@begins_with("good")
def _good_friday(tokens: Tokens, index: int) -> Found | None:
    if tokens.words[index + 1] != "friday":
        return None
    two = timedelta(days=2)
    return _yearly(
        tokens, lambda year: periods.of_day(periods.easter(year) - two), "easter", index + 2
    )


@begins_with("christmas", "xmas", "boxing")
def _christmas(tokens: Tokens, index: int) -> Found | None:
    """Christmas, Christmas Eve, Boxing Day."""
    words = tokens.words
    following = words[index + 1]
    day = 26 if words[index] == "boxing" else {"eve": 24}.get(following, 25)
    if words[index] == "boxing" and following != "day":
        return None
    if following in _NOT_THE_DAY:
        return None
    after = index + 2 if following in ("day", "eve") else index + 1
    return _yearly(tokens, lambda year: periods.of_day(date(year, 12, day)), "christmas", after)


_NOT_THE_DAY = word_set(
    """
    recess holiday holidays break party card cards tree appeal bonus period number lights market
    markets period shopping season island
    """
)


@begins_with("new")
def _new_year(tokens: Tokens, index: int) -> Found | None:
    """In the new year: January to March (12). By, before and from it: the first of January (13)."""
    words = tokens.words
    if words[index + 1] not in ("year", "years"):
        return None
    after = index + 2
    if words[after : after + 2] == ["'", "s"]:
        after += 2
    if words[after] == "day":
        return _yearly(tokens, lambda year: periods.of_day(date(year, 1, 1)), "day", after + 1)
    if words[after] == "eve":
        return _yearly(tokens, lambda year: periods.of_day(date(year, 12, 31)), "day", after + 1)
    if words[after] in ("honours", "honour", "list", "message", "resolution", "resolutions"):
        return None
    if words[index - 1] not in ("the", "by", "in", "before", "early", "until", "from", "after"):
        return None

    def following(said_on: date, place: int) -> Period:
        new = said_on.year if said_on.month == 1 else said_on.year + 1
        return periods.months(new + place, 1, 3)

    return Anchor("new-year", running=following, soft=True), index + 2


# ---------------------------------------------------------------------- Parliament

_RECESS_NAMES = {
    "summer": "summer", "autumn": "autumn", "christmas": "christmas", "winter": "christmas",
    "easter": "easter", "spring": "easter", "whitsun": "whitsun", "whit": "whitsun",
    "conference": "conference", "february": "february", "november": "autumn", "may": "whitsun",
}  # fmt: skip
_RISES = word_set("rises rise adjourns adjourn breaks break goes go rising leaves enters")
_RETURNS = word_set(
    "returns return reconvenes reconvene resumes resume comes come sits back returning"
)


@begins_with(*_RECESS_NAMES, "recess", "parliamentary", "party", "half", before_others=True)
def _recess(tokens: Tokens, index: int) -> Found | None:
    """The summer recess, the recess, the conference recess, summer recess 2025."""
    words = tokens.words
    at = index
    while words[at] in ("parliamentary", "party", "half", "term", "-", "long") and at < index + 3:
        at += 1
    name = _RECESS_NAMES.get(words[at])
    at = at if name is None else at + 1
    if words[at] in ("parliamentary", "half"):
        at += 3 if words[at] == "half" else 1
    if words[at] != "recess":
        return None
    year, after = year_after(tokens, at + 1)
    return _of_recess(tokens, name, year), after


def _of_recess(tokens: Tokens, name: str | None, year: int | None = None) -> Anchor:
    """A recess as it was known when this was said: of a year, or the next of that name (14)."""
    said_on = tokens.said_on
    if said_on is None:
        return Anchor("recess", event=True)
    if year is not None:
        known = calendars.recess_in(year, name, said_on)
        return Anchor("recess", _recess_period(known)) if known else Anchor("recess", event=True)

    def running(day: date, place: int) -> Period:
        recess = calendars.next_recess(name, day, lambda one: one.rises if place else one.returns)
        if recess is None:
            raise ValueError("no recess is known")
        return _recess_period(recess)

    return Anchor("recess", running=running, licence=Licence.PREPOSITION)


def _recess_period(recess: Recess) -> Period:
    return Period(recess.rises, recess.returns or recess.rises, "recess")


# "Both Houses of Parliament have risen".
_OF_THE_HOUSE = word_set("of house houses commons parliament next has have")
_LONGEST_HOUSE = 5


@begins_with("house", "parliament", "commons", "both", "mps", "we", "lords", "houses")
def _house_rises(tokens: Tokens, index: int) -> Found | None:
    """“(Before) the House rises for the summer”, “(when) Parliament returns in September”."""
    words = tokens.words
    at = index + 1
    while words[at] in _OF_THE_HOUSE and at < index + _LONGEST_HOUSE:
        at += 1
    rises, returns = words[at] in _RISES, words[at] in _RETURNS
    if not (rises or returns):
        return None
    at += 1
    while words[at] in ("up", "into", "on", "to", "back", "again", "down", "its", "our"):
        if words[at] == "on" or words[at] == "to":
            break
        at += 1
    dated = _on_a_day(tokens, at)
    if dated is not None:
        return _dated_sitting(dated, returns=returns)
    name, after = _which_recess(tokens, at)
    if after == at and words[index] in ("we", "mps"):
        return None  # "before we return" says nothing of Parliament
    anchor = _of_recess(tokens, name)
    if returns and not anchor.event:
        anchor = anchor.mapped(lambda recess: periods.of_day(recess.last), "return-of-parliament")
        anchor.licence = Licence.PREPOSITION
    return anchor, after


def _dated_sitting(found: Found, *, returns: bool) -> Found:
    """The day that the words give for the House to rise, on which it still sits, or to return."""
    anchor, after = found
    if returns:
        anchor.shape = "return-of-parliament"
        return anchor, after
    if anchor.shape != "day":
        return found
    return anchor.mapped(lambda day: day._replace(unit="recess"), "recess"), after


def _on_a_day(tokens: Tokens, index: int) -> Found | None:
    """The day or month that follows an event: "rises on 22 July", "the Budget on 30 October"."""
    if tokens.words[index] not in ("on", "in", "this", "next", "later"):
        return None
    at = index + 1 if tokens.words[index] in ("on", "in") else index
    found = expression_at(tokens, at)
    if found is None or found[0].event or found[0].licence is Licence.PART:
        return None
    if found[0].shape not in ("day", "weekday"):
        found[0].shape = "dated-event"
    return found


def _which_recess(tokens: Tokens, index: int) -> tuple[str | None, int]:
    """The name of the recess after "rises for the", and the place after it; None if unnamed."""
    words = tokens.words
    at = index
    while words[at] in ("for", "from", "the", "its", "after", "following", "on", "to", "into"):
        at += 1
    name = _RECESS_NAMES.get(words[at])
    if name is None:
        return (None, at + 1) if words[at] == "recess" else (None, index)
    at += 1
    while words[at] in ("recess", "break", "holidays", "adjournment"):
        at += 1
    return name, at


# ------------------------------------------------------------------- fiscal events

_FISCAL = (
    ("autumn", "budget"), ("spring", "budget"), ("autumn", "statement"), ("spring", "statement"),
    ("spring", "forecast"), ("comprehensive", "spending", "review"), ("spending", "review"),
    ("spending", "round"), ("budget",),
)  # fmt: skip


@begins_with("autumn", "spring", "comprehensive", "spending", "budget", "sr", before_others=True)
def _fiscal_event(tokens: Tokens, index: int) -> Found | None:
    """The Autumn Budget, Spending Review 2025, the 2025 Spending Review, SR25 (15)."""
    words = tokens.words
    if words[index] == "sr":
        return _named_fiscal_event(tokens, "spending review", index + 1, short=True)
    for phrase in _FISCAL:
        if tuple(words[index : index + len(phrase)]) == phrase:
            if phrase == ("budget",) and not tokens.capital(index):
                return None
            return _named_fiscal_event(tokens, " ".join(phrase), index + len(phrase))
    return None


@begins_with(NUMBER, before_others=True)
def _year_and_occasion(tokens: Tokens, index: int) -> Found | None:
    """The 2025 Spending Review, the 2025 summer recess: the year stands before the name."""
    words = tokens.words
    if len(words[index]) != 4 or words[index + 1] not in _YEAR_BEFORE:
        return None
    year = int(words[index])
    for phrase in _FISCAL:
        if tuple(words[index + 1 : index + 1 + len(phrase)]) == phrase:
            return _fiscal_anchor(tokens, " ".join(phrase), year), index + 1 + len(phrase)
    if words[index + 2] == "recess":
        return _of_recess(tokens, _RECESS_NAMES.get(words[index + 1]), year), index + 3
    return None


_YEAR_BEFORE = frozenset(phrase[0] for phrase in _FISCAL) | frozenset(_RECESS_NAMES)


def _named_fiscal_event(
    tokens: Tokens, name: str, after: int, *, short: bool = False
) -> Found | None:
    words = tokens.words
    year, end = year_after(tokens, after, short=True)
    if year is None and short:
        return None
    if year is None and words[after] in ("'", "responsibility", "report", "deficit", "holders"):
        return None
    if year is None and words[after].isalpha() and tokens.title_case(after):
        return None  # "Spring Budget Red Book", "Budget Responsibility"
    dated = _on_a_day(tokens, end) if year is None else None
    if dated is not None:
        return dated
    return _fiscal_anchor(tokens, name, year), end


def _fiscal_anchor(tokens: Tokens, name: str, year: int | None) -> Anchor:
    if tokens.said_on is None:  # what was announced by then cannot be known
        return Anchor("fiscal-event", licence=Licence.PREPOSITION, event=year is None)
    event = calendars.fiscal_event(name, tokens.said_on, year)
    if event is not None:
        anchor = Anchor("fiscal-event", periods.of_day(event.on))
    elif year is not None:  # the words name no day, but they do name the year
        anchor = Anchor("fiscal-event-year", periods.of_year(year))
    else:
        anchor = Anchor("fiscal-event", event=True)
    anchor.licence = Licence.PREPOSITION
    return anchor


@begins_with("next", "forthcoming", "upcoming", "coming", "this", "current")
def _next_event(tokens: Tokens, index: int) -> Found | None:
    """The next Spending Review, the forthcoming Budget, the next recess, the next election."""
    at = index + 1
    this = tokens.words[index] in ("this", "current")
    if this and tokens.words[at] != "recess" and tokens.words[at + 1] not in ("recess", "'"):
        return _session(tokens, at)
    found = _recess(tokens, at) if tokens.words[at] in (*_RECESS_NAMES, "recess") else None
    found = found or _fiscal_event(tokens, at) or _session(tokens, at)
    if found is None and tokens.words[at] == "parliament":
        return Anchor("event", event=True), at + 1
    return found


def _session(tokens: Tokens, index: int) -> Found | None:
    """This session, the next parliamentary session: no table says when one ends."""
    words = tokens.words
    at = index + 1 if words[index] in ("parliamentary", "legislative") else index
    if words[at] != "session":
        return None
    after = at + 3 if words[at + 1 : at + 3] == ["of", "parliament"] else at + 1
    return Anchor("event", event=True), after


@begins_with("session", "parliamentary", "legislative")
def _the_session(tokens: Tokens, index: int) -> Found | None:
    return _session(tokens, index) if tokens.words[index - 1] == "the" else None


# --------------------------------------------------------- events without any date

# Things that come to pass on a day which the words do not name.
_EVENT_HEADS = word_set(
    """
    assent commencement enactment election elections by-election consultation review inquiry
    enquiry investigation evaluation legislation bill act pilot pilots trial trials procurement
    publication completion conclusion referendum judgment judgement ruling settlement commission
    commissioning audit passage session speech summit findings recommendations outcome outcomes
    negotiations approval regulations vote implementation introduction ratification dissolution
    prorogation appeal hearing report exercise tender process assessment analysis taskforce
    engagement budget statement
    """
)
_NEEDS_NO_ARTICLE = word_set(
    """
    commencement enactment publication completion conclusion consultation legislation
    ratification assent dissolution prorogation passage
    """
)
_DETERMINERS = word_set(
    """
    the a an this that its their our his her each any these those
    """
)
_HAPPENS = word_set(
    """
    reports report concludes conclude ends end closes close completes complete finishes finish
    is are has have receives receive becomes become gains gain passes pass comes come publishes
    publish gets achieves takes
    """
)
_HAPPENED = word_set(
    """
    been completed concluded published passed reported finished closed ended approved royal
    assent law complete over the into force effect place granted received laid made its findings
    report in due available enacted final agreed signed finalised through parliament
    """
)
_LONGEST_NAME = 7


def event_at(tokens: Tokens, index: int, *, clause: bool = False) -> int | None:
    """The place after an event without a date: "Royal Assent", "the inquiry reports"; else None.

    ``clause`` asks for a verb after it, as "once" and "when" do.
    """
    words = tokens.words
    at = index
    determined = words[at] in _DETERMINERS
    at += determined
    if words[at] == "next":
        at, determined = at + 1, True
    if clause and determined:
        happens = _whatever_happens(tokens, at)
        if happens is not None:
            return happens
    head = _head(tokens, at, determined=determined)
    if head is None:
        return None
    after = _of_the(tokens, head + 1)
    verb_end = _verb(tokens, after)
    if clause and verb_end == after:
        return None
    return verb_end


def _whatever_happens(tokens: Tokens, index: int) -> int | None:
    """The place after "(once the) Pay Review Body has reported": any name with what it will do."""
    words = tokens.words
    for at in range(index + 1, index + _LONGEST_NAME):
        if words[at] in ("has", "have", "is", "are", "receives", "becomes"):
            end = _verb(tokens, at)
            if end == at + 1 and words[end].endswith("ed"):
                end += 1
            return end if end > at + 1 else None
        if not words[at].isalpha() or words[at] in _STOPS:
            return None
    return None


def _head(tokens: Tokens, index: int, *, determined: bool) -> int | None:
    """The place of the noun that an event's name ends with."""
    words = tokens.words
    found = None
    for at in range(index, min(index + _LONGEST_NAME, tokens.count)):
        word = words[at]
        if not word.isalpha() and word != "-":
            break
        if word in _EVENT_HEADS and (determined or at > index or word in _NEEDS_NO_ARTICLE):
            found = at
        elif word in _HAPPENS or word in _STOPS:
            break
    if found is None:
        return None
    named = determined or words[found] in _NEEDS_NO_ARTICLE or words[found] == "election"
    return found if named else None


_STOPS = word_set(
    """
    and or but by in on at to for from with of will would shall should may can could which that
    who when where as if so we it they he she you not was were been be has had
    """
)


def _of_the(tokens: Tokens, index: int) -> int:
    """The place after "of the review" that follows "completion" or "conclusion"."""
    words = tokens.words
    if words[index] != "of":
        return index
    at = index + 1
    determined = words[at] in _DETERMINERS
    head = _head(tokens, at + determined, determined=True)
    return head + 1 if head is not None else index


def _verb(tokens: Tokens, index: int) -> int:
    words = tokens.words
    if words[index] not in _HAPPENS:
        return index
    at = index + 1
    while words[at] in _HAPPENED:
        at += 1
    return at


__all__ = ["after_the", "event_at"]
