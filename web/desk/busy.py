"""What is shown where a page has to count, and another program is writing."""

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from web.answers import page
from web.desk.sign_in import reviewer
from web.desk.working import BeingWritten


async def busy(datasette: Datasette, request: Request, problem: BeingWritten) -> Response:
    """503: nothing was done, and what to do; the browser's way back still has what was typed."""
    return await page(
        datasette, request, "desk_busy.html", status=503, problem=problem,
        reviewer=reviewer(datasette, request), here=request.path,
    )  # fmt: skip
