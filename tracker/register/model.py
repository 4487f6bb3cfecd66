"""What a register file may hold, checked field by field.

A wrong file is refused whole, with the line of every fault: the register is
what gets printed, and a date that was read wrongly is an accusation.
"""

import re
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Final, Literal, Self
from unicodedata import category

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    model_validator,
)

from tracker.days import last_day

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
# Longer than any title or note need be, and far below what a page can show.
LONGEST_TEXT = 4000


def printable(text: str) -> str:
    """The text itself. Raises ValueError where it holds a control character that is no line end."""
    if text.isprintable():  # the usual case: neither such a character nor a line end
        return text
    for character in text:
        if category(character) in ("Cc", "Cs") and character not in "\n\t":
            raise ValueError(f"holds a control character (U+{ord(character):04X})")
    return text


Line = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT), AfterValidator(printable)]
Precision = Literal["day", "month", "year", "unknown"]
Voice = Literal["on_record", "reported", "expected_by_others", "unnamed"]
BINDING: Final = ("on_record", "reported")  # voices that bind the body whose word it is
ENDS: Final = ("delivered", "merged", "dropped")  # whose dates belong to what came next
EventName = Literal[
    "promised", "reaffirmed", "slipped", "brought_forward", "delivered", "partially_delivered",
    "merged", "dropped", "paused", "resumed",
]  # fmt: skip
DueKind = Literal["precise", "interval", "deadline", "relative", "open", "none"]
Confidence = Literal["read_directly", "reported_second_hand"]
MAX_WORDS_QUOTED = 8
# Archives that keep a page as it was on a day, open to everybody and out of our hands.
WEB_ARCHIVES: Final = frozenset({
    "web.archive.org", "webarchive.nationalarchives.gov.uk", "www.webarchive.org.uk",
    "archive.ph", "archive.today", "perma.cc",
})  # fmt: skip
# (pounds, hours). FOIA: SI 2004/3244, reg 3 and 4(4), 25 pounds an hour. FOISA: SSI 2004/467,
# reg 3(2)(b) and 5, at most 15 pounds an hour.
COST_LIMITS: Final = {"FOIA": ((600, 24), (450, 18)), "FOISA": ((600, 40),)}


def _day(value: object) -> date | None:
    if value is None or type(value) is date:
        return value
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError("a day is written YYYY-MM-DD")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"there is no such day as {value}") from None


def _published(value: object) -> object:
    if value is not None and not (
        isinstance(value, str) and re.fullmatch(r"\d{4}(-\d{2}){0,2}", value)
    ):
        raise ValueError("published is a day (YYYY-MM-DD), a month (YYYY-MM) or null")
    if isinstance(value, str) and len(value) == len("2024-01-01"):
        _day(value)
    return value


def _time(value: object) -> object:
    if value is None:
        return None
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}(-\d{2}){0,2}", value):
        raise ValueError("a time is a day (YYYY-MM-DD), a month (YYYY-MM) or a year (YYYY)")
    _day(value + "-01-01"[len(value) - len("2024") :])
    return value


def web_address(value: object) -> object:
    """The address itself. Raises ValueError where it is none of a page."""
    if not isinstance(value, str) or not re.fullmatch(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", value):
        raise ValueError("a source needs an address that begins with https:// or http://")
    return value


Day = Annotated[
    date | None,
    BeforeValidator(_day),
    PlainSerializer(lambda day: day and day.isoformat()),
]
WebAddress = Annotated[str, BeforeValidator(web_address)]


def _archive_address(value: object) -> object:
    host = str(web_address(value)).partition("://")[2].partition("/")[0].lower()
    if host not in WEB_ARCHIVES:
        raise ValueError(f"a public web archive is one of {', '.join(sorted(WEB_ARCHIVES))}")
    return value


ArchiveAddress = Annotated[str, BeforeValidator(_archive_address)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Source(_Strict):
    """A page that a reader can open."""

    url: WebAddress
    title: Line
    title_basis: Literal["as_shown", "descriptive"]
    publisher: Line
    published: Annotated[str | None, BeforeValidator(_published)]
    kind: Literal["official", "official_copy", "foi", "press", "press_copy", "third_party"]


Sources = Annotated[list[Source], Field(min_length=1)]


class StepSource(Source):
    """A page that a reader can open, or a file and the page of it on which it stands.

    ``archived``: where a public web archive has a copy, for when its own address is dead.
    """

    page: Annotated[int | None, Field(ge=1)] = None
    archived: ArchiveAddress | None = None


class Checked(_Strict):
    """That a person held a step against its source."""

    against: Literal["original", "copy"]
    by: Line
    on: Day


class Step(_Strict):
    """One thing that was said or done."""

    seq: Annotated[int, Field(ge=1)]
    made_on: Day
    made_on_precision: Precision
    made_on_earliest: Day = None
    made_on_basis: Literal["statement", "report"]
    who: Line
    voice: Voice
    promised_by: Slug | None
    event: EventName
    merged_into: Slug | None = None
    due_phrase: Line | None
    due_kind: DueKind
    due_earliest: Day
    due_latest: Day
    due_soft: bool = False
    confidence: Confidence
    checked: Checked | None = None
    sources: Annotated[list[StepSource], Field(min_length=1)]
    milestone: Line | None = None  # which other one of the same thing the date is of
    reason: Line | None = None  # that the body gave, told in our words; never a guess of ours
    note: Line | None = None

    @model_validator(mode="after")
    def _said_when(self) -> Self:
        check_precision("made_on", self.made_on, self.made_on_precision)
        if self.made_on_earliest is not None:
            if self.made_on is None:
                raise ValueError("made_on_earliest: an undated step has no earliest day")
            if self.made_on_earliest > last_day(self.made_on, self.made_on_precision):
                raise ValueError("made_on_earliest: lies after made_on")
        return self

    @model_validator(mode="after")
    def _who_is_bound(self) -> Self:
        bound = self.voice in BINDING
        if bound and self.promised_by is None:
            raise ValueError(f"promised_by: voice {self.voice} needs the body whose word it is")
        if not bound and self.promised_by is not None:
            raise ValueError(
                f"promised_by: voice {self.voice} binds no body, so promised_by must be null"
            )
        return self

    @model_validator(mode="after")
    def _merged_where(self) -> Self:
        if (self.event == "merged") != ("merged_into" in self.model_fields_set):
            raise ValueError(
                "merged_into: a merged step names the commitment that took it in (or null), "
                "no other step has the field"
            )
        return self

    @model_validator(mode="after")
    def _due(self) -> Self:
        check_due(self.due_kind, self.due_earliest, self.due_latest)
        if self.due_soft and self.due_latest is None:
            raise ValueError("due_soft: there is no latest day that could be soft")
        if self.due_phrase is not None and len(self.due_phrase.split()) > MAX_WORDS_QUOTED:
            raise ValueError(f"due_phrase: at most {MAX_WORDS_QUOTED} words are quoted")
        return self

    @model_validator(mode="after")
    def _of_which_milestone(self) -> Self:
        if self.milestone is not None and (self.due_kind == "none" or self.event in ENDS):
            raise ValueError(
                "milestone: only a date that could be the commitment's own may be of another one"
            )
        return self


class Context(_Strict):
    """Dated background that is no step."""

    date: Day
    date_precision: Precision
    text: Line
    sources: Sources

    @model_validator(mode="after")
    def _dated(self) -> Self:
        check_precision("date", self.date, self.date_precision)
        return self


class Outcome(_Strict):
    """What is known of the end, in the register's own words; held against the derived status."""

    status: Literal[
        "delivered", "awaited", "partially_delivered", "merged", "dropped", "paused", "unknown"
    ]
    date: Day
    date_precision: Precision
    made_on_earliest: Day = None
    sources: Sources
    note: Line | None = None

    @model_validator(mode="after")
    def _dated(self) -> Self:
        check_precision("date", self.date, self.date_precision)
        return self


class Responsible(_Strict):
    """A body that the commitment belongs to."""

    body: Slug
    role: Literal["lead", "joint", "independent"]


class Response(_Strict):
    """That the body was asked for comment, what it answered, or that nothing had come by a day."""

    happened: Literal["asked", "answered", "no_reply"]
    on: Day
    body: Slug | None = None  # left out where it is the only one that is responsible, or leads
    how: Line | None = None
    words: Line | None = None
    url: WebAddress | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.on is None:
            raise ValueError("on: it needs a day")
        if self.happened == "asked" and self.how is None:
            raise ValueError("how: what was asked says how it was asked")
        if self.happened == "answered" and self.words is None:
            raise ValueError("words: an answer needs its words")
        return self

    @model_validator(mode="after")
    def _no_more(self) -> Self:
        if self.happened != "answered" and self.url is not None:
            raise ValueError("url: only an answer can be read somewhere")
        if self.happened == "no_reply" and (self.how is not None or self.words is not None):
            raise ValueError("happened: no_reply has neither words nor a way that it came by")
        return self


class Commitment(_Strict):
    """One deliverable with one milestone, and everything that was said of it."""

    slug: Slug
    title: Line
    aliases: list[Line]
    owner: Line
    responsible: Annotated[list[Responsible], Field(min_length=1)]
    topic: Line
    kind: Literal[
        "promise", "scheduled_release", "parliamentary_expectation", "review_date", "foi_reply"
    ]
    selection: Line
    summary: Line
    followed_until: Day
    steps: Annotated[list[Step], Field(min_length=1)]
    outcome: Outcome
    context: list[Context] = []
    responses: list[Response] = []
    foi_links: list[Slug]
    related: list[Slug] = []
    unverified: list[Line] = []

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        numbers = [step.seq for step in self.steps]
        if numbers != list(range(1, len(numbers) + 1)):
            raise ValueError(f"steps: seq runs 1, 2, 3 ... without gaps, found {numbers}")
        return self


class PromiseInResponse(_Strict):
    """A day of publication that an FOI reply gives."""

    due_phrase: Line
    due_earliest: Day
    due_latest: Day


class FoiSource(_Strict):
    """Where an FOI case can be read."""

    url: WebAddress
    title: Line
    publisher: Line


class FoiRequest(_Strict):
    """One request, notice or judgment under the Freedom of Information Act."""

    id: Slug
    requester: Line | None
    requester_kind: Literal["individual", "organisation", "press", "mp", "unknown"]
    authority: Line
    subject: Line
    reference: Line | None
    requested_on: Day
    requested_on_precision: Precision
    responded_on: Day
    responded_on_precision: Precision
    outcome: Literal[
        "answered", "appeal_allowed_in_part", "breach_found", "mostly_answered",
        "partially_successful", "refusal_upheld_by_ico", "refused", "successful", "unknown",
        "withheld",
    ]  # fmt: skip
    exemption: Line | None
    detail: Line
    commitment_links: list[Slug]
    source: FoiSource
    confidence: Confidence
    promise_in_response: PromiseInResponse | None = None
    unverified: Line | None = None

    @model_validator(mode="after")
    def _dated(self) -> Self:
        check_precision("requested_on", self.requested_on, self.requested_on_precision)
        check_precision("responded_on", self.responded_on, self.responded_on_precision)
        return self

    @model_validator(mode="after")
    def _private_persons_stay_unnamed(self) -> Self:
        if self.requester_kind in ("individual", "unknown") and self.requester is not None:
            raise ValueError("requester: private and unknown requesters are not named, write null")
        return self


class FoiPeriod(_Strict):
    """By which law a body answers requests for information in a time, and where."""

    valid_from: Annotated[Day, Field(alias="from")]
    valid_until: Annotated[Day, Field(alias="until")]
    regime: Literal["FOIA", "FOISA"]
    jurisdiction: Literal["uk", "england", "wales", "scotland", "northern-ireland"]
    cost_limit_pounds: int
    cost_limit_hours: int
    address: Line | None
    whatdotheyknow: Annotated[str | None, Field(pattern=r"^[a-z0-9_]+$")]
    confirmed: bool
    source: Line
    note: Line | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from is None:
            raise ValueError("from: a period has a first day")
        if self.valid_until is not None and self.valid_until < self.valid_from:
            raise ValueError(f"until: {self.valid_until} lies before {self.valid_from}")
        return self

    @model_validator(mode="after")
    def _limit_of_the_law(self) -> Self:
        limits = COST_LIMITS[self.regime]
        if (self.cost_limit_pounds, self.cost_limit_hours) not in limits:
            told = " or ".join(f"{pounds} pounds for {hours} hours" for pounds, hours in limits)
            raise ValueError(f"cost_limit_pounds: under {self.regime} the limit is {told}")
        return self


class Body(_Strict):
    """A public body, what took its place, and how it answers requests for information."""

    slug: Slug
    name: Line
    existed_from: Annotated[str | None, BeforeValidator(_time)] = None
    existed_until: Annotated[str | None, BeforeValidator(_time)] = None
    successor: Slug | None = None
    note: Line | None = None
    foi: list[FoiPeriod] = []

    @model_validator(mode="after")
    def _one_period_after_the_other(self) -> Self:
        for before, after in pairwise(self.foi):
            if before.valid_until is None or str(before.valid_until) >= str(after.valid_from):
                raise ValueError(
                    f"foi: the period from {after.valid_from} begins before that from "
                    f"{before.valid_from} ends"
                )
        return self


def check_precision(name: str, day: date | None, precision: str) -> None:
    """Raise ValueError unless ``day`` is the first day of its ``precision`` (null: unknown)."""
    if (day is None) != (precision == "unknown"):
        raise ValueError(f"{name}: a null day has precision unknown, and no other has")
    if day is None:
        return
    if precision in ("month", "year") and day.day != 1:
        raise ValueError(f"{name}: precision {precision} is written as the first day, found {day}")
    if precision == "year" and day.month != 1:
        raise ValueError(f"{name}: precision year is written as 1 January, found {day}")


def check_due(kind: str, earliest: date | None, latest: date | None) -> None:
    """Raise ValueError unless the interval fits the kind (annotation guideline, "Kinds")."""
    if earliest is not None and latest is not None and latest < earliest:
        raise ValueError(f"due_latest: {latest} lies before due_earliest {earliest}")
    shapes: dict[str, Any] = {
        "precise": latest is not None and earliest == latest,
        "interval": earliest is not None and latest is not None,
        "deadline": latest is not None,
        "relative": (earliest is None) == (latest is None),
        "open": not (earliest is None and latest is not None),
        "none": earliest is None and latest is None,
    }
    wanted = {
        "precise": "one day, both bounds the same",
        "interval": "a first and a last day",
        "deadline": "a last day",
        "relative": "both days or neither",
        "open": "no days, a first day, or both days of the X in 'from X'",
        "none": "no days",
    }
    if not shapes[kind]:
        raise ValueError(f"due_kind: {kind} needs {wanted[kind]}, found {earliest} to {latest}")
