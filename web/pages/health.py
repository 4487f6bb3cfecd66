"""/health.json: how fresh the release is and how the last run ended, for machines that watch.

It answers from the published file alone: that it answers says that readers get their pages, and its
age, by the clock of this server, whether new releases still come.
"""

from datetime import datetime
from typing import Final

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from db.pages import health as sql
from db.pages.release import AS_OF
from web import clock
from web.answers import Routes
from web.security import DATABASE
from web.stories import query

SECONDS_PER_HOUR: Final = 3600


async def health(datasette: Datasette, request: Request) -> Response:  # noqa: ARG001
    """Release, day, instant and age of what is shown, and the last run before it (or null)."""
    db = datasette.get_database(DATABASE)
    [release] = await query(db, AS_OF)
    runs = await query(db, sql.LAST_RUN)
    told = {
        "release": release["release"],
        "as_of": release["day"],
        "published_at": release["published_at"],
        "age_hours": age_hours(release["published_at"], clock.now()),
        "last_run": runs[0] if runs else None,
    }
    kept = datasette.setting("default_cache_ttl")
    return Response.json(told, headers={"cache-control": f"max-age={kept}"})


def age_hours(published_at: str, now: datetime) -> float:
    """Hours since an instant, to a hundredth; less than nothing where a clock was set.

    >>> age_hours("2026-11-22T06:00:00Z", datetime.fromisoformat("2026-11-22T07:30:00+00:00"))
    1.5
    """
    return round((now - datetime.fromisoformat(published_at)).total_seconds() / SECONDS_PER_HOUR, 2)


ROUTES: Routes = ((r"^/health\.json$", health),)
