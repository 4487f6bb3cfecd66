"""What a source is expected to bring, as data: how often something new, how much, how complete."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from db.health import Standing

HALF = 0.5  # under half of what is expected, a field counts as lost
MOST_FAILED = 0.2  # of the pages of a run
FEWEST_FAILURES = 3  # one page of three is no sign of anything


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectations:
    """What a healthy source looks like.

    every_days
      Something new or changed at least this often, in days.
    at_least
      How many live documents there are once it was read.
    fields
      Column of ``documents`` -> the share of its documents that must have it.
    """

    every_days: int
    at_least: int
    fields: Mapping[str, float] = field(default_factory=lambda: {"text": 0.9, "published_at": 0.9})

    def as_json(self) -> str:
        """Return them as they are kept in the table of sources."""
        return json.dumps(asdict(self), sort_keys=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How well a source is: healthy, degraded or broken, and why if not healthy."""

    health: str
    reason: str | None = None


def judge(
    expects: Expectations | None,
    standing: Standing,
    run: Mapping[str, Any],
    as_of: date,
    *,
    is_whole: bool,
) -> Verdict:
    """Judge a source after a run.

    ``run`` is its row of ``run_sources``. ``is_whole``: this is the site itself, so it can be
    asked how much there is and how new; a copy may be a part. A source that could not be read,
    has less than it must have though nothing waits, or has lost most of a field is broken; what
    is only thin or late is degraded.
    """
    if run["outcome"] == "broken":
        return Verdict(health="broken", reason=run["message"])
    if run["outcome"] != "finished":
        return Verdict(health="degraded", reason="the run was stopped before its end")
    broken, degraded = list(_lost(expects, standing)), list(_thin(expects, standing, run))
    if is_whole and expects:
        few = _few(expects, standing)
        (degraded if run["pages_waiting"] else broken).extend(few)
        degraded.extend(_late(expects, standing, as_of))
    reasons = broken + degraded
    health = "broken" if broken else "degraded" if degraded else "healthy"
    return Verdict(health=health, reason="; ".join(reasons) or None)


def _not_had(run: Mapping[str, Any], standing: Standing) -> str:
    refused = f" and {standing.refused} were refused" if standing.refused else ""
    return f"{run['failed']} of {run['scheduled']} pages failed{refused}"


def _few(expects: Expectations, standing: Standing) -> list[str]:
    if standing.live >= expects.at_least:
        return []
    return [f"{standing.live} documents where at least {expects.at_least} are expected"]


def _late(expects: Expectations, standing: Standing, as_of: date) -> list[str]:
    if standing.newest is None:
        return []
    days = (as_of - date.fromisoformat(standing.newest)).days
    if days <= expects.every_days:
        return []
    return [f"nothing new for {days} days, where something is expected every {expects.every_days}"]


def _lost(expects: Expectations | None, standing: Standing) -> Iterator[str]:
    """Say which field most documents lack that should have it: then a selector has died."""
    for name, share in _below(expects, standing, HALF):
        yield f"only {share:.0%} of {standing.read} documents have {name}"


def _thin(
    expects: Expectations | None, standing: Standing, run: Mapping[str, Any]
) -> Iterator[str]:
    lost = {name for name, _ in _below(expects, standing, HALF)}
    for name, share in _below(expects, standing, 1.0):
        if name not in lost and expects:
            wanted = expects.fields[name]
            yield f"{share:.0%} of {standing.read} documents have {name}, not {wanted:.0%}"
    bad = run["failed"] + standing.refused
    if bad >= FEWEST_FAILURES and bad > MOST_FAILED * run["scheduled"]:
        yield _not_had(run, standing)
    if not standing.live:
        yield "no document of it is known"


def _below(
    expects: Expectations | None, standing: Standing, factor: float
) -> list[tuple[str, float]]:
    wanted = expects.fields if expects else {}
    return [
        (name, standing.filled[name])
        for name, share in wanted.items()
        if name in standing.filled and standing.filled[name] < share * factor
    ]
