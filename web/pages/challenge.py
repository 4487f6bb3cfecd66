"""How to object to what is said of a commitment, or to answer it: nothing is written from here."""

from typing import Any, Final
from urllib.parse import quote

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from tracker.wording import plain
from web import answers, fairness
from web.evidence import events_of
from web.operator import absolute, operator
from web.pages.commitment import not_shown
from web.security import DATABASE
from web.site import release
from web.stories import told_of

MAILTO: Final = "mailto:"
LONGEST_TITLE: Final = 120  # letters of a title in the subject of an e-mail


async def challenge(datasette: Datasette, request: Request) -> Response:
    """Where to write, what to say, what happens then, and what the page says now."""
    slug, db = request.url_vars["slug"], datasette.get_database(DATABASE)
    found = await told_of(db, [slug])
    gone = None if found else await fairness.gone(db, slug)
    if not found and gone is None:
        return await not_shown(datasette, request, slug)
    title = found[0].row["title"] if found else slug
    address = absolute(datasette, request, datasette.urls.path(f"/commitments/{slug}"))
    return await answers.page(
        datasette,
        request,
        "challenge.html",
        slug=slug,
        title=title,
        address=address,
        gone=gone,
        story=found[0] if found else None,
        events=await events_of(db, slug) if found else [],
        mail=_mail(title, address, (await release(datasette))["number"]),
    )


def _mail(title: str, address: str, number: str) -> dict[str, Any] | None:
    """Links that begin an e-mail to the operator: ``object`` and ``answer``; None without one."""
    to = operator().contact_link or ""
    if not to.startswith(MAILTO):
        return None
    return {
        kind: f"{to}?subject={_subject(words, title)}&body={_body(address, number)}"
        for kind, words in (("object", "Objection"), ("answer", "Answer"))
    }


def _subject(words: str, title: str) -> str:
    told = plain(title)
    return quote(f"{words}: {told[:LONGEST_TITLE]}", safe="")


def _body(address: str, number: str) -> str:
    return quote(f"{address}\r\nRelease {number}\r\n\r\n", safe="")


ROUTES: answers.Routes = ((r"^/challenge/(?P<slug>[^/]+)/?$", challenge),)
