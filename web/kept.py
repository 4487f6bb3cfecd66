"""Answers that were given once are kept for whoever asks next, as long as the release is served.

A release never changes: a new one, or a file put in the place of another because something is held
or removed, is served by a new process, which has kept nothing. So an answer stays right until
midnight, when a page says otherwise how old its figures are. The first reader of a page waits for
it; the same question of others who ask meanwhile is answered with it, and those who have it already
are told so (304). What is kept is bounded, and goes when nobody asked for it the longest. What is
too large for that goes out as fast as whoever asked for it reads, and nobody else waits for him.

Not kept is what the application says is for one reader, and what looks at more than the release:
the shelf of releases, files, the age in ``/health.json``, questions in SQL (which may ask for the
time), and what Datasette may have cut because it took too long.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl

from datasette.app import Datasette

from web import clock
from web.operator import operator
from web.security import DATABASE

App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]
Message = dict[str, Any]
Header = tuple[bytes, bytes]

MOST_BYTES: Final = 32 * 1024 * 1024  # of all answers that are kept
LARGEST: Final = 1024 * 1024  # of one; what is larger goes out in the parts in which it comes
STATIC_SECONDS: Final = 300  # our style sheets may change with the next version
_NEVER: Final = (
    "/releases", "/data/", "/csv/", "/csv-spreadsheet/", "/health.json", f"/{DATABASE}.db", "/-/",
)  # fmt: skip
_STATIC: Final = "/static/"
_DATASETTES: Final = f"/{DATABASE}"
_FREE_SQL: Final = frozenset({"sql", "_where", "_trace", "_ttl"})
# What our template of a table says of what was not counted in time; the same in JSON says nothing.
_CUT: Final = b'class="facets-timed-out"'
_PAGE: Final = b"<!DOCTYPE html>"
# Of one reader, or of a part of an answer: nothing that is kept may depend on them.
_OWN: Final = frozenset({b"cookie", b"authorization", b"range"})
# What says so of an answer (RFC 9111, sections 4.1, 5.2.2 and 7.3).
_FOR_ONE: Final = frozenset({b"private", b"no-store"})
# That it varies with these says nothing: who sends the first is not answered from here (Datasette
# names cookie and authorization with all it says), the host is in the key, and nothing is packed.
_VARIES_FOR_NOBODY: Final = _OWN | {b"", b"host", b"accept-encoding"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: its status, its headers, its body and the tag by which it is known.

    What is not for everybody, such as a fault, has no tag.
    """

    status: int
    headers: tuple[Header, ...]
    body: bytes
    tag: bytes

    async def send(self, send: Any) -> None:
        """Send all of it."""
        await send(_start(self.status, self.headers))
        await send({"type": "http.response.body", "body": self.body})

    async def send_known(self, send: Any) -> None:
        """Say that it is what the reader has."""
        kept = [pair for pair in self.headers if pair[0].lower() in (b"etag", b"cache-control")]
        await send(_start(HTTPStatus.NOT_MODIFIED, tuple(kept)))
        await send({"type": "http.response.body", "body": b""})


class Shelf:
    """Answers by what was asked for, no more than ``most`` bytes (MOST_BYTES) of them."""

    def __init__(self, most: int | None = None) -> None:
        self._most, self._answers = most, OrderedDict[Hashable, Answer]()
        self.size = 0

    def get(self, key: Hashable) -> Answer | None:
        """An answer that is kept, or None."""
        answer = self._answers.get(key)
        if answer is not None:
            self._answers.move_to_end(key)
        return answer

    def put(self, key: Hashable, answer: Answer) -> None:
        """Keep an answer; those go that nobody asked for the longest."""
        before = self._answers.pop(key, None)
        self.size += _size(key, answer) - (_size(key, before) if before else 0)
        self._answers[key] = answer
        while self.size > (MOST_BYTES if self._most is None else self._most):
            self.size -= _size(*self._answers.popitem(last=False))

    def __len__(self) -> int:
        return len(self._answers)


def _size(key: Hashable, answer: Answer) -> int:
    """Bytes, near enough: of the key its texts, of the answer its body."""
    return len(str(key)) + len(answer.body) + 1024


def kept(datasette: Datasette, shelf: Shelf | None = None) -> Callable[[App], App]:
    """Wrap an application so that it makes each answer once, and readers get a tag with it."""
    return lambda app: _Keeper(datasette, app, Shelf() if shelf is None else shelf)


class _Keeper:
    """An application whose answers are kept."""

    def __init__(self, datasette: Datasette, app: App, shelf: Shelf) -> None:
        self._datasette, self._app, self._shelf = datasette, app, shelf
        self._making: dict[Hashable, asyncio.Future[Answer | None]] = {}

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        path = _path(scope, self._datasette.setting("base_url"))
        if not _may_be_kept(scope, path):
            await self._app(scope, receive, send)
            return
        key = _key(scope)
        answer = self._shelf.get(key) or await self._of_another(key)
        if answer is None:
            answer = await self._made(key, path, scope, receive, send)
        if answer is not None and _is_known(scope, answer):
            await answer.send_known(send)
        elif answer is not None:
            await answer.send(send)

    async def _of_another(self, key: Hashable) -> Answer | None:
        """The answer that is being made for another reader; None where nobody waits for one."""
        made = self._making.get(key)
        return await asyncio.shield(made) if made else None

    async def _made(
        self, key: Hashable, path: str, scope: dict[str, Any], receive: Any, send: Any
    ) -> Answer | None:
        """The answer of the application; None where it was too large and went out as it came."""
        loop = asyncio.get_running_loop()
        mine = self._making.setdefault(key, loop.create_future())
        shared, begun = None, loop.time()

        def let_go() -> None:
            """Hold up nobody any longer: who waits gets what there is to share, or asks himself."""
            if not mine.done():
                mine.set_result(shared)
            if self._making.get(key) is mine:
                del self._making[key]

        try:
            answer = await _whole(self._app, scope, receive, send, too_large=let_go)
            if answer is not None and answer.tag:
                shared = answer
                if not self._may_be_cut(path, loop.time() - begun, answer.body):
                    self._shelf.put(key, answer)
            return answer
        finally:
            let_go()

    def _may_be_cut(self, path: str, seconds: float, body: bytes) -> bool:
        """Whether Datasette may have left something out because it took too long.

        On a page it says so of what it counts above a table, and not of other counts. A question
        that takes too long is not answered at all.
        """
        if not path.startswith(_DATASETTES):
            return False
        name = path.removeprefix(f"{_DATASETTES}/").partition("/")[0].partition(".")[0]
        if name in (self._datasette.metadata("queries", database=DATABASE) or {}):
            return False
        says_so = body.startswith(_PAGE)
        limit: int = self._datasette.setting(f"{'sql' if says_so else 'facet'}_time_limit_ms")
        return seconds * 1000 >= limit or (says_so and _CUT in body)


def _path(scope: dict[str, Any], base_url: str) -> str:
    """The path below the base path of the site."""
    path: str = scope.get("path", "")
    return f"/{path[len(base_url) :]}" if base_url != "/" and path.startswith(base_url) else path


def _may_be_kept(scope: dict[str, Any], path: str) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET" or path.startswith(_NEVER):
        return False
    if any(name.lower() in _OWN for name, _ in scope["headers"]):
        return False
    return not (path.startswith(_DATASETTES) and _FREE_SQL & _names_asked(scope))


def _names_asked(scope: dict[str, Any]) -> set[str]:
    """The names in the question, read as Datasette reads them: `%73ql` is `sql`."""
    asked = scope.get("query_string", b"").decode("latin-1")
    return {name for name, _ in parse_qsl(asked, keep_blank_values=True)}


def _key(scope: dict[str, Any]) -> Hashable:
    """All that an answer depends on beside the release."""
    headers = dict(scope["headers"])
    return (
        clock.today(), operator(), scope.get("scheme"), headers.get(b"host"),
        scope.get("raw_path") or scope["path"], scope.get("query_string"),
    )  # fmt: skip


async def _whole(
    app: App, scope: dict[str, Any], receive: Any, send: Any, *, too_large: Callable[[], None]
) -> Answer | None:
    """What an application answers, once all of it is there; None where it was sent on already.

    Before that begins ``too_large`` is called: it takes as long as the reader takes.
    """
    held: list[Message] = []
    size, sent = 0, False

    async def hold(message: Message) -> None:
        nonlocal size, sent
        size += len(message.get("body", b""))
        if sent:
            await send(message)
            return
        held.append(message)
        if size > LARGEST:
            sent = True
            too_large()
            for each in held:
                await send(each)
            held.clear()

    await app(scope, receive, hold)
    return None if sent else _answer(held, scope)


def _answer(messages: list[Message], scope: dict[str, Any]) -> Answer:
    start = next(each for each in messages if each["type"] == "http.response.start")
    body = b"".join(each.get("body", b"") for each in messages)
    headers = [(bytes(name), bytes(value)) for name, value in start.get("headers", [])]
    named = {name.lower(): value for name, value in headers}
    if start["status"] != HTTPStatus.OK or _is_for_one(headers):
        return Answer(start["status"], tuple(headers), body, b"")
    tag = named.get(b"etag")
    if tag is None:
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'.encode()
        headers.append((b"etag", tag))
    if _STATIC in scope["path"] and b"cache-control" not in named:
        headers.append((b"cache-control", f"max-age={STATIC_SECONDS}".encode()))
    return Answer(start["status"], tuple(headers), body, tag)


def _is_for_one(headers: list[Header]) -> bool:
    """Whether an answer is for nobody but the reader who asked."""
    names = {name.lower() for name, _ in headers}
    return (
        b"set-cookie" in names
        or bool(_words(headers, b"cache-control") & _FOR_ONE)
        or not _words(headers, b"vary") <= _VARIES_FOR_NOBODY
    )


def _words(headers: list[Header], name: bytes) -> set[bytes]:
    """The words of a header that is a list, without what is set by them (`max-age=30`)."""
    told = b",".join(value for one, value in headers if one.lower() == name)
    return {part.partition(b"=")[0].strip().lower() for part in told.split(b",")}


def _is_known(scope: dict[str, Any], answer: Answer) -> bool:
    """Whether the reader has it already (RFC 9110, section 13.1.2: compared weakly)."""
    told = b",".join(value for name, value in scope["headers"] if name.lower() == b"if-none-match")
    if not answer.tag or not told:
        return False
    known = {part.strip().removeprefix(b"W/") for part in told.split(b",")}
    return b"*" in known or answer.tag.removeprefix(b"W/") in known


def _start(status: int, headers: tuple[Header, ...]) -> Message:
    return {"type": "http.response.start", "status": status, "headers": list(headers)}
