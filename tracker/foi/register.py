"""The register's FOI files as cases: what each tells in short, as events with grounds and promises.

The files and their fields stay as they are (tracker/register/model.py) and are given back byte for
byte; beside their short columns a case of events is made, as of every other case. These are other
people's cases, read and not followed, and public as their files are.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from db.foi.cases import Row
from tracker.dues import find_dues
from tracker.foi.grounds import normalised
from tracker.foi.model import EARLIEST, Case, CaseCommitment, Event, Ground, Promise
from tracker.foi.order import faults as faults_of_order
from tracker.foi.rows import Links, rows_of
from tracker.foi.vocabulary import EVENT_TYPES
from tracker.register.model import Commitment, FoiRequest, PromiseInResponse, Step
from tracker.register.rows import event_of, foi_rows
from tracker.resolve.bodies import bodies_of, body_called
from tracker.suggest.links import is_same


class Ending(NamedTuple):
    """What came of a request: the kind of event, its outcome, and how the grounds stand to it."""

    type: str
    outcome: str | None
    scope: str = "part"  # of what was asked, that the grounds were relied on for
    properly_invoked: bool | None = None  # as who decided found


# The outcomes of the register's files. Where a file knows of none, nothing is said to have come.
ENDINGS: Final[dict[str, Ending | None]] = {
    "answered": Ending("response", "answered"),
    "mostly_answered": Ending("response", "answered"),
    "successful": Ending("response", "disclosed"),
    "partially_successful": Ending("response", "partly_disclosed"),
    "refused": Ending("response", "refused", scope="whole"),
    "withheld": Ending("response", "refused", scope="whole"),
    # Of a complaint: the Commissioner upholds it, or not.
    "breach_found": Ending("decision_notice", "upheld"),
    "refusal_upheld_by_ico": Ending(
        "decision_notice", "not_upheld", scope="whole", properly_invoked=True
    ),
    "appeal_allowed_in_part": Ending("tribunal_decision", "allowed_in_part"),
    "unknown": None,
}
_PROMISED: Final = Ending("response", None)  # a reply of unknown outcome, for it promises something
_KNOWN: Final = {"read_directly": "observed", "reported_second_hand": "stated"}
_REPLY_OF_THE_BODY: Final = "response"  # its reference is the case's; that of a notice is its own


def case_of_request(
    request: FoiRequest, bodies: Mapping[str, str], commitments: Mapping[str, Commitment]
) -> Case:
    """The case of a file; ``bodies`` are names by slug, ``commitments`` the register's by slug.

    Call ``faults_of_file`` first: raises ValueError where that tells of a fault.
    """
    return Case(
        id=request.id,
        subject=request.subject,
        authority=request.authority,
        body=body_asked(request.authority, bodies),
        requester_kind=request.requester_kind,
        requester=request.requester,
        reference=request.reference,
        url=request.source.url,
        followed=False,
        visibility="public",
        commitments=tuple(
            CaseCommitment(slug=slug, role="arose_from") for slug in request.commitment_links
        ),
        events=tuple(_events(request, commitments)),
    )


def rows_of_request(request: FoiRequest, case: Case) -> tuple[Row, Links, list[Row]]:
    """What is stored of a file and the case made of it (shapes: db.foi.cases)."""
    row, links, events = rows_of(case, origin="register")
    return {**row, **foi_rows(request)[0]}, links, events


def faults_of_file(
    request: FoiRequest, commitments: Mapping[str, Commitment], as_of: date
) -> list[tuple[str, str]]:
    """What is wrong with a file, beyond its fields each by itself: (field, what)."""
    return [*_faults_of_fields(request)] or [*_faults_of_events(request, commitments, as_of)]


def body_asked(authority: str, bodies: Mapping[str, str]) -> str | None:
    """The body (slug) that an authority's name means; None where it names several, or none of ours.

    >>> body_asked("NHS England", {"nhs-england": "NHS England"})
    'nhs-england'
    >>> body_asked("All 42 integrated care boards", {"nhs-england": "NHS England"}) is None
    True
    """
    return body_called(authority, bodies) if len(bodies_of(authority)) == 1 else None


def _faults_of_fields(request: FoiRequest) -> Iterator[tuple[str, str]]:
    for field in ("requested_on", "responded_on"):
        day = getattr(request, field)
        if day is not None and day < EARLIEST:
            yield field, f"{day} is before {EARLIEST}, when the Acts came into force"
    try:
        _provisions(request)
    except ValueError as error:
        yield "exemption", str(error)
    ending = ENDINGS[request.outcome]
    if request.promise_in_response and ending and "promise" not in _may_hold(ending):
        yield "promise_in_response", f"a {ending.type.replace('_', ' ')} promises nothing"


def _faults_of_events(
    request: FoiRequest, commitments: Mapping[str, Commitment], as_of: date
) -> Iterator[tuple[str, str]]:
    for number, what in faults_of_order(case_of_request(request, {}, commitments), as_of=as_of):
        yield ("requested_on" if number == 0 else "responded_on"), what


def _events(request: FoiRequest, commitments: Mapping[str, Commitment]) -> Iterator[Event]:
    """That it was sent, and what came of it."""
    known = _KNOWN[request.confidence]
    yield Event.model_validate(
        {
            "type": "sent",
            "on": request.requested_on,
            "precision": request.requested_on_precision,
            "known": known,
        }
    )
    ending = ENDINGS[request.outcome] or (_PROMISED if request.promise_in_response else None)
    if ending is not None:
        yield Event.model_validate(
            {
                "type": ending.type,
                "on": request.responded_on,
                "precision": request.responded_on_precision,
                "known": known,
                "outcome": ending.outcome,
                "reference": None if ending.type == _REPLY_OF_THE_BODY else request.reference,
                "url": request.source.url,
                "grounds": _grounds(request, ending),
                "promise": _promise(request, commitments),
            }
        )


def _may_hold(ending: Ending) -> frozenset[str]:
    return EVENT_TYPES[ending.type].may_hold


def _grounds(request: FoiRequest, ending: Ending) -> tuple[Ground, ...]:
    if "grounds" not in _may_hold(ending):
        return ()
    return tuple(
        Ground.model_validate(
            {
                "provision": provision,
                "scope": ending.scope,
                "properly_invoked": ending.properly_invoked,
            }
        )
        for provision in _provisions(request)
    )


def _provisions(request: FoiRequest) -> tuple[str, ...]:
    return tuple(normalised(request.exemption)) if request.exemption else ()


# ----------------------------------------------------------------- what a reply promised


def _promise(request: FoiRequest, commitments: Mapping[str, Commitment]) -> Promise | None:
    said = request.promise_in_response
    if said is None:
        return None
    kind, soft = _reading(said, request)
    from_x = kind == "open"  # the files hold the X of "from X" as its two days
    return Promise.model_validate(
        {
            "due_phrase": said.due_phrase,
            "due_kind": kind,
            "due_earliest": said.due_earliest,
            "due_latest": None if from_x else said.due_latest,
            "start_by": said.due_latest if from_x else None,
            "soft": soft and said.due_latest is not None and not from_x,
            "about": _about(said, request, commitments),
        }
    )


def _reading(said: PromiseInResponse, request: FoiRequest) -> tuple[str, bool]:
    """Kind of the due and whether its bound is a convention: as the words read, if the days agree.

    Else the days alone tell.
    """
    said_on = request.responded_on if request.responded_on_precision == "day" else None
    read = find_dues(said.due_phrase, said_on)
    days = (said.due_earliest, said.due_latest)
    if len(read) == 1:
        [due] = read
        if days == (due.earliest, due.latest or due.start_by):
            return due.kind, due.soft
    return _kind_of(*days), False


def _kind_of(earliest: date | None, latest: date | None) -> str:
    """The kind that two days alone tell.

    >>> _kind_of(None, date(2022, 10, 17)), _kind_of(None, None)
    ('deadline', 'open')
    """
    if latest is None:
        return "open"
    if earliest is None:
        return "deadline"
    return "precise" if earliest == latest else "interval"


def _about(
    said: PromiseInResponse, request: FoiRequest, commitments: Mapping[str, Commitment]
) -> str | None:
    """The commitment that the promise is about, where one step of those linked tells the same.

    The due of a merger belongs to what takes the other in. None where no step tells, or several of
    different commitments do.
    """
    found = {
        step.merged_into if step.event == "merged" else slug
        for slug in request.commitment_links
        if slug in commitments
        for step in commitments[slug].steps
        if _tells_the_same(step, said, request)
    }
    return found.pop() if len(found) == 1 else None


def _tells_the_same(step: Step, said: PromiseInResponse, request: FoiRequest) -> bool:
    """Whether a step has the words or days of the promise, from the same page or the same time."""
    row: dict[str, Any] = event_of(step)
    promised = {**row, "event": "promised", "urls": [source.url for source in step.sources]}
    reply = {
        "event": "promised",
        "due_latest": said.due_latest and said.due_latest.isoformat(),
        "start_by": None,
        "said_on": request.responded_on and request.responded_on.isoformat(),
        "url": request.source.url,
    }
    return is_same(promised, reply) and bool(said.due_latest or step.due_phrase == said.due_phrase)
