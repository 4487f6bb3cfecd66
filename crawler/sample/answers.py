"""What is asked of the sample site, and what goes back."""

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: ``changed`` is the newest naive UTC time of what is in it."""

    body: bytes
    content_type: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    changed: str | None = None


@dataclass(frozen=True, slots=True)
class SampleRequest:
    """A GET: ``query`` holds every value of each name, ``base`` is scheme, host and port."""

    path: str
    query: dict[str, list[str]]
    base: str
    day: int

    def last(self, name: str, default: str = "") -> str:
        """Return the last value of a name in the query."""
        return (self.query.get(name) or [default])[-1]

    @property
    def host(self) -> str:
        """Return the host under which the site was asked, without its port."""
        return self.base.partition("://")[2].partition(":")[0]


def json_answer(
    value: Any,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    changed: str | None = None,
) -> Answer:
    """Return an answer in JSON."""
    body = json.dumps(value).encode()
    return Answer(body, "application/json; charset=UTF-8", status, headers or {}, changed)


def html_answer(text: str, changed: str | None, *, status: int = 200) -> Answer:
    """Return a page."""
    return Answer(text.encode(), "text/html; charset=UTF-8", status, changed=changed)
