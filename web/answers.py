"""How a page answers: a template in our frame, a page of a list, or that there is no such thing."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

# (regular expression of the path, handler): see Datasette's register_routes.
Handler = Callable[..., Awaitable[Response]]
Routes = Sequence[tuple[str, Handler]]

LONGEST_NUMBER = 7  # digits of a page number or of a number of a row; more is neither


async def page(
    datasette: Datasette, request: Request, template: str, *, status: int = 200, **context: Any
) -> Response:
    """A template in the frame of all pages."""
    html = await datasette.render_template(template, context, request=request)
    kept = datasette.setting("default_cache_ttl") if status == HTTPStatus.OK else 0
    return Response.html(html, status=status, headers={"cache-control": f"max-age={kept}"})


async def missing(
    datasette: Datasette, request: Request, *, title: str, words: str, where: str, link: str
) -> Response:
    """404: what is not there, and the list in which a reader may look for it.

    ``title`` is the heading, ``words`` a sentence below it, ``where`` the text of the link to the
    path ``link``.
    """
    return await page(
        datasette,
        request,
        "missing.html",
        status=404,
        title=title,
        words=words,
        where=where,
        link=datasette.urls.path(link),
    )


def whole_number(text: str | None) -> int | None:
    """A number of the digits 0 to 9 alone, or None.

    >>> [whole_number(text) for text in ("12", "1_2", "\u0663", "-1", "", None, "9" * 40)]
    [12, None, None, None, None, None, None]
    """
    if not text or not text.isascii() or not text.isdigit() or len(text) > LONGEST_NUMBER:
        return None
    return int(text)


def chosen_from(value: str | None, known: Sequence[str]) -> str:
    """What was asked for where it is among the known; else "": unknown choices count as none."""
    return value if value in known else ""


@dataclass(frozen=True)
class Paging:
    """One page of a list of ``total`` rows: its number from 1, and links to its neighbours."""

    page: int
    pages: int
    per_page: int
    total: int
    before: str | None
    after: str | None

    @property
    def offset(self) -> int:
        """How many rows lie before this page."""
        return (self.page - 1) * self.per_page


def paging(request: Request, total: int, per_page: int) -> Paging:
    """The page that a request asks for with ``page``; one that there is not is the nearest."""
    pages = max(1, -(-total // per_page))
    page = min(max(whole_number(request.args.get("page")) or 1, 1), pages)
    return Paging(
        page=page,
        pages=pages,
        per_page=per_page,
        total=total,
        before=_link(request, page - 1) if page > 1 else None,
        after=_link(request, page + 1) if page < pages else None,
    )


def _link(request: Request, page: int) -> str:
    """The same question, another page."""
    kept = [(key, value) for key in request.args for value in request.args.getlist(key)]
    asked = [(key, value) for key, value in kept if key != "page" and value]
    return f"?{urlencode([*asked, ('page', page)])}"
