"""A register as files, as large as wanted: made up, valid by its own model, the same every time.

Five steps a commitment, on average and with a skew; words are as unequal as in a language; one file
in ten is that of an FOI request, a third of which promise what a step of a commitment tells, too.
Files are written as the register's own export writes them, but by templates: a YAML writer would
take longer than all that is measured.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from benchmarks.world.language import sentences
from benchmarks.world.rows import AS_OF, BODIES, TOPICS, body_of, day
from benchmarks.world.stories import LONGEST

PHRASES = (
    ("by the end of {year}", "deadline", False, (12, 31)),
    ("in spring {year}", "interval", True, (5, 31)),
    ("by March {year}", "deadline", False, (3, 31)), ("in due course", "open", False, None),
    ("in {year}", "interval", True, (12, 31)), ("shortly", "open", False, None),
    ("on 5 July {year}", "precise", True, (7, 5)), ("from {year}", "open", True, (12, 31)),
)  # fmt: skip
FIRST_DAYS = {"in spring {year}": (3, 1), "in {year}": (1, 1), "on 5 July {year}": (7, 5)}
_SEED = 20261122
_A_REQUEST_IN = 10
_STEPS_RATE = 0.2  # gives five steps a commitment, for some stories reach the day of counting
_OUTCOMES = (
    ("answered", "null"), ("withheld", "FOIA s.22 (intended for future publication)"),
    ("successful", "null"), ("refused", "FOIA s.12 (cost limit)"), ("partially_successful", "null"),
)  # fmt: skip
_ENDINGS = ("delivered",) * 16 + ("dropped", "dropped", "merged", "paused")
_UNKNOWN = "null"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a story."""

    said: date
    event: str
    words: str | None = None
    kind: str = "none"
    earliest: date | None = None
    latest: date | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """An FOI request: the commitments that it names, and the step whose date its reply gave."""

    number: int
    about: tuple[int, ...]
    promised: Step | None


def name(number: int) -> str:
    """The slug of a commitment."""
    return f"plan-{number}"


def write(folder: Path, commitments: int) -> None:
    """A register of so many commitments, and a tenth as many requests."""
    (folder / "foi").mkdir(parents=True)
    asked: dict[int, list[int]] = {}
    for request in requests(commitments):
        for number in request.about:
            asked.setdefault(number, []).append(request.number)
        path = folder / "foi" / f"foi-{request.number}.yml"
        path.write_text(_request(request), encoding="utf-8")
    for number in range(commitments):
        text = commitment(number, commitments, asked.get(number, []))
        (folder / f"{name(number)}.yml").write_text(text, encoding="utf-8")


def write_bodies(path: Path) -> None:
    """The list of the public bodies that it names."""
    bodies = (f"- slug: body-{number}\n  name: Body {number}\n" for number in range(BODIES))
    path.write_text("".join(bodies), encoding="utf-8")


def requests(commitments: int) -> Iterator[Request]:
    """The requests; half are about the few commitments that everybody asks for."""
    for number in range(commitments // _A_REQUEST_IN):
        dice = _dice(number, "request")
        first = int(commitments * dice.random() ** 3)
        about = {first} | ({int(commitments * dice.random())} if number % 4 == 0 else set())
        dated = [step for step in story(first) if step.latest and step.event == "slipped"]
        promised = dice.choice(dated) if number % 3 == 0 and dated else None
        yield Request(number, tuple(sorted(about)), promised)


def commitment(number: int, of: int, asked: list[int]) -> str:
    """The file of a commitment that these requests (numbers) name."""
    dice, steps, body = _dice(number, "file"), story(number), body_of(number)
    end = steps[-1] if steps[-1].event in ("delivered", "dropped", "merged") else None
    status = {"paused": "paused"}.get(steps[-1].event, "awaited") if end is None else end.event
    lines = [
        f"slug: {name(number)}",
        f"title: {_words(dice, 60)} {number}",
        "aliases:",
        f"- Scheme {number} of the coast",
        *(["- " + _words(dice, 40)] if number % 3 == 0 else []),
        f"owner: Body {body}",
        "responsible:",
        f"- body: body-{body}\n  role: lead",
        *([f"- body: body-{(body + 1) % BODIES}\n  role: joint"] if number % 12 == 0 else []),
        f"topic: topic {number * 7 % TOPICS}",
        "kind: promise",
        "selection: editor",
        f"summary: {_words(dice, 90)}\n  {_words(dice, 90)}\n  {_words(dice, 60)}",
        f"followed_until: '{steps[-1].said}'",
        "steps:",
        *(
            _step(dice, seq, step, body, name(number // 2))
            for seq, step in enumerate(steps, start=1)
        ),
        "outcome:",
        f"  status: {status}",
        f"  date: {_day(end.said if end else None)}",
        f"  date_precision: {'day' if end else 'unknown'}",
        "  sources:",
        _source(dice, steps[-1].said),
        *(["context:", _context(dice)] if number % 5 == 0 else []),
        "foi_links:" if asked else "foi_links: []",
        *(f"- {one}" for one in sorted(f"foi-{one}" for one in asked)),
        *(["related:", f"- {name((number * 31 + 7) % of)}"] if number % 5 == 1 else []),
        *(
            ["unverified:", "- The first date is known from a report only."]
            if number % 11 == 0
            else []
        ),
    ]
    return "\n".join(lines) + "\n"


@cache
def _known() -> list[str]:
    made = sentences(random.Random(_SEED))  # noqa: S311 - the same every time, no secret
    return [sentence.rstrip(".") for sentence in made]


def _dice(number: int, what: str) -> random.Random:
    return random.Random(f"{_SEED} {what} {number}")  # noqa: S311 - as above


def _words(dice: random.Random, length: int) -> str:
    """Words of about a length, the first with a capital; none that YAML reads as something else."""
    return f"On {dice.choice(_known())[:length].strip().lower()}"


def story(number: int) -> list[Step]:
    """What was said of a commitment, in order."""
    dice, steps = _dice(number, "story"), list[Step]()
    said = day(dice)
    for seq in range(min(1 + int(dice.expovariate(_STEPS_RATE)), LONGEST)):
        words, kind, begins, ends = dice.choice(PHRASES)
        year = said.year + dice.randint(1, 2)
        latest = date(year, *ends) if ends else None
        earliest = date(year, *FIRST_DAYS.get(words, (1, 1))) if begins and latest else None
        event = "slipped" if seq else "promised"
        steps.append(Step(said, event, words.format(year=year), kind, earliest, latest))
        said += timedelta(days=dice.randint(20, 400))
        if said >= AS_OF:
            return steps
    if dice.random() < 0.6:
        steps.append(Step(said, _ENDINGS[number % len(_ENDINGS)]))
    return steps


def _step(dice: random.Random, seq: int, step: Step, body: int, target: str) -> str:
    lines = [
        f"- seq: {seq}",
        f"  made_on: '{step.said}'",
        "  made_on_precision: day",
        "  made_on_basis: statement",
        f"  who: Body {body} (press notice {seq})",
        "  voice: on_record",
        f"  promised_by: body-{body}",
        f"  event: {step.event}",
        *([f"  merged_into: {target}"] if step.event == "merged" else []),
        f"  due_phrase: {step.words or _UNKNOWN}",
        f"  due_kind: {step.kind}",
        f"  due_earliest: {_day(step.earliest)}",
        f"  due_latest: {_day(step.latest)}",
        "  confidence: read_directly",
        "  sources:",
        *(_source(dice, step.said) for _ in range(1 + (dice.random() < 0.4))),
        *([f"  note: {_words(dice, 90)}"] if dice.random() < 0.3 else []),
    ]
    return "\n".join(lines)


def _source(dice: random.Random, on: date) -> str:
    page = dice.randrange(1_000_000)
    return (
        f"  - url: https://source_{page % 8}.example/news/{on.year}/{page}\n"
        f"    title: {_words(dice, 70)}\n"
        "    title_basis: as_shown\n"
        f"    publisher: Source {page % 8}\n"
        f"    published: '{on}'\n"
        "    kind: official"
    )


def _context(dice: random.Random) -> str:
    on = day(dice)
    return (
        f"- date: '{on}'\n  date_precision: day\n"
        f"  text: {_words(dice, 90)}\n  sources:\n{_source(dice, on)}"
    )


def _request(request: Request) -> str:
    dice, body = _dice(request.number, "request file"), body_of(request.about[0])
    replied = request.promised.said if request.promised else day(dice)
    outcome, exemption = _OUTCOMES[request.number % len(_OUTCOMES)]
    lines = [
        f"id: foi-{request.number}",
        "requester: null",
        "requester_kind: unknown",
        f"authority: Body {body}",
        f"subject: {_words(dice, 60)}",
        f"reference: FOI-{request.number}",
        f"requested_on: '{replied - timedelta(days=20)}'",
        "requested_on_precision: day",
        f"responded_on: '{replied}'",
        "responded_on_precision: day",
        f"outcome: {outcome}",
        f"exemption: {exemption}",
        f"detail: {_words(dice, 90)}\n  {_words(dice, 60)}",
        "commitment_links:",
        *(f"- {name(number)}" for number in request.about),
        "source:",
        f"  url: https://asked.example/request/{request.number}",
        f"  title: {_words(dice, 60)}",
        "  publisher: Asked",
        "confidence: read_directly",
        *(_promise(request.promised) if request.promised else []),
    ]
    return "\n".join(lines) + "\n"


def _promise(step: Step) -> Iterator[str]:
    yield "promise_in_response:"
    yield f"  due_phrase: {step.words}"
    yield f"  due_earliest: {_day(step.earliest)}"
    yield f"  due_latest: {_day(step.latest)}"


def _day(day: date | None) -> str:
    return f"'{day}'" if day else _UNKNOWN
