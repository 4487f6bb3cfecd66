"""A CSV is whole, or it is refused: no list of Datasette's is cut at 1,000 rows in silence.

Streaming is off (it repeats rows), so that Datasette cuts a CSV at ``max_returned_rows`` and says
nothing. Here an answer is held back until it is known to be whole. One with fewer rows is: it goes
out as it is, and cost nothing more. One with that many is asked for once more as JSON, which says
whether there is more; then the answer is 400, in plain words, with the way to all rows.
"""

import re
from collections.abc import Awaitable, Callable
from html import escape
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from datasette.app import Datasette

from web.security import DATABASE

App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]
Message = dict[str, Any]

_CSV: Final = re.compile(rf"/{DATABASE}(?:/(?P<name>[^/.]+))?\.csv")
_TOO_LARGE: Final = re.compile(rb"CSV contains more than \d+ bytes\s*\Z")
_NO_QUESTION: Final = "Ask one with ?sql=, or take a whole table from the list of downloads."
_NO_COLUMNS: Final = b"\r\n"
_FAILED: Final = "This question could not be answered: look at it without .csv, which says why."
# Of a table these narrow down or order nothing: with no other argument it is asked for as a whole.
_NO_FILTER: Final = frozenset(
    {"_size", "_labels", "_dl", "_header", "_nofacet", "_nocount", "_ttl"}
)


def whole_csv(datasette: Datasette) -> Callable[[App], App]:
    """Wrap an application so that each CSV of a table or question is whole or answered with 400."""

    def wrap(app: App) -> App:
        async def whole(scope: dict[str, Any], receive: Any, send: Any) -> None:
            found = _asked_for(scope, datasette.setting("base_url"))
            if found is None:
                await app(scope, receive, send)
                return
            await _answer(datasette, app, scope, receive, send, found["name"])

        return whole

    return wrap


def _asked_for(scope: dict[str, Any], base_url: str) -> re.Match[str] | None:
    """The CSV that a request is for, unless it asks itself for a part."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return None
    path = scope["path"]
    if base_url != "/" and path.startswith(base_url):
        path = f"/{path[len(base_url) :]}"
    asked = dict(_arguments(scope))
    if {"_next", "_stream", "_trace"} & set(asked):
        return None
    return _CSV.fullmatch(path)


def _arguments(scope: dict[str, Any]) -> list[tuple[str, str]]:
    text = scope.get("query_string", b"").decode("latin-1")
    return parse_qsl(text, keep_blank_values=True)


async def _answer(
    datasette: Datasette,
    app: App,
    scope: dict[str, Any],
    receive: Any,
    send: Any,
    name: str | None,
) -> None:
    most = datasette.setting("max_returned_rows")
    arguments = _arguments(scope)
    if name is None and not dict(arguments).get("sql", "").strip():
        await _say(datasette, scope, send, "There is no question here", _NO_QUESTION)
        return
    size = dict(arguments).get("_size")
    is_part = size is not None and size.isdigit() and int(size) < most
    if name and size is None:
        # Without a size Datasette gives one page of 100 rows, and says nothing either.
        arguments.append(("_size", "max"))
        scope = {**scope, "query_string": urlencode(arguments).encode()}
    messages, status, body = await _held_back(app, scope, receive)
    if status != HTTPStatus.OK:
        body = b""
    has_header = dict(arguments).get("_header") != "off"
    if has_header and body.startswith(_NO_COLUMNS):
        # Datasette answers a question that cannot be answered with 200 and an empty line.
        await _say(datasette, scope, send, "This question could not be answered", _FAILED)
        return
    is_cut = _TOO_LARGE.search(body[-200:]) is not None
    if not is_cut and not is_part and _records(body) - has_header >= most:
        is_cut = await _has_more(datasette, scope, arguments)
    if is_cut:
        words, link = await _advice(datasette, name, arguments, most)
        await _say(datasette, scope, send, "This CSV would not be whole", words, link)
        return
    for message in messages:
        await send(message)


async def _held_back(
    app: App, scope: dict[str, Any], receive: Any
) -> tuple[list[Message], int | None, bytes]:
    """The messages of an answer, its status and its body."""
    messages: list[Message] = []

    async def keep(message: Message) -> None:
        messages.append(message)

    await app(scope, receive, keep)
    status = next((message["status"] for message in messages if "status" in message), None)
    return messages, status, b"".join(message.get("body", b"") for message in messages)


def _records(body: bytes) -> int:
    r"""How many records a CSV of Python's has; line ends within quotes end none.

    >>> _records(b'a,b\r\n"one\r\ntwo",3\r\n')
    2
    """
    return sum(part.count(b"\r\n") for part in body.split(b'"')[::2])


async def _has_more(
    datasette: Datasette, scope: dict[str, Any], arguments: list[tuple[str, str]]
) -> bool:
    """Whether there are more rows, as the same address tells it in JSON."""
    path = scope["path"].removesuffix(".csv")
    base = datasette.setting("base_url")
    path = path[len(base) - 1 :] if base != "/" and path.startswith(base) else path
    left = ("_shape", "_labels", "_nofacet", "_nocount", "_dl", "_header")
    kept = [(key, value) for key, value in arguments if key not in left]
    asked = urlencode([*kept, ("_nofacet", "1"), ("_nocount", "1")])
    answer = await datasette.client.get(f"{path}.json?{asked}")
    if answer.status_code != HTTPStatus.OK:
        return True
    told = answer.json()
    return bool(told.get("next") or told.get("truncated"))


async def _say(
    datasette: Datasette,
    scope: dict[str, Any],
    send: Any,
    title: str,
    words: str,
    link: str | None = None,
) -> None:
    """400 in plain words; as a page, with the link in it, for those who read pages."""
    if b"text/html" in dict(scope["headers"]).get(b"accept", b""):
        kind, body = b"text/html; charset=utf-8", _as_page(datasette, title, words, link)
    else:
        kind, body = b"text/plain; charset=utf-8", f"{words}\n"
    headers = [(b"content-type", kind)]
    await send(
        {"type": "http.response.start", "status": HTTPStatus.BAD_REQUEST, "headers": headers}
    )
    await send({"type": "http.response.body", "body": body.encode()})


def _as_page(datasette: Datasette, title: str, words: str, link: str | None) -> str:
    shown = escape(words)
    if link:
        shown = shown.replace(escape(link), f'<a href="{escape(link)}">{escape(link)}</a>')
    return (
        f'<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="stylesheet" href="{datasette.urls.path("/static/style.css")}"></head>'
        f'<body><main class="content"><h1>{title}</h1><p>{shown}</p></main></body></html>'
    )


async def _advice(
    datasette: Datasette, name: str | None, arguments: list[tuple[str, str]], most: int
) -> tuple[str, str | None]:
    """What to do instead, and the address of the whole table where there is one."""
    cut = f"This has more than {most:,} rows, and a CSV from here would end after them."
    tables = await datasette.get_database(DATABASE).table_names()
    if name not in tables or "_fts" in name:  # of the tables of an index there is no file
        return f"{cut} Narrow the question down, or add “limit {most}” to see only so many.", None
    link = str(datasette.urls.path(f"/csv/{name}.csv"))
    is_narrowed = any(key not in _NO_FILTER for key, _ in arguments)
    way = "Narrow it down further, or take" if is_narrowed else "Take"
    return f"{cut} {way} all rows of this table: {link}", link
