"""The steps from stored text to a release, each in one call: for a command, and for a run."""

from collections.abc import Callable

from sqlite_utils import Database

from db.words import index_words
from tracker.setting import Setting


def extract(
    db: Database,
    at: str,
    *,
    processes: int | None = None,
    progress: Callable[[str, int, int], None],
) -> list[str]:
    """Read every text that the present rules have not read, then find what changed in documents.

    ``progress`` hears what is counted, how many of it are done, and of how many. Returns what was
    found, a line a sort.
    """
    from tracker.changes.find import find_changes  # noqa: PLC0415 - so that --help stays quick
    from tracker.extract import extract as read_texts  # noqa: PLC0415

    read = read_texts(
        db, at=at, processes=processes, progress=lambda n, of: progress("texts read", n, of)
    )
    found = find_changes(db, at=at, progress=lambda n, of: progress("changes", n, of))
    return [*read.lines(), found.line()]


def resolve(db: Database, setting: Setting, at: str) -> list[str]:
    """Match what was found with the commitments, and FOI releases too; what came of it in lines."""
    from tracker.foi.releases import find as find_releases  # noqa: PLC0415
    from tracker.suggest import resolve as match  # noqa: PLC0415

    index_words(db)  # also where nothing is searched for today: who only looks reads what is listed
    return [match(db, at=at).line(), find_releases(db, setting.as_of).line()]


def publish(
    db: Database, setting: Setting, *, accepted_by: str | None, say: Callable[[str], None]
) -> str:
    """Build a release and switch to it; returns what came of it, in a line.

    Raises ChangesWait where a person must accept something first, Problem where nothing can be
    published; the current release then stays.
    """
    from tracker.foi.cases import refuse_early  # noqa: PLC0415
    from tracker.publish import publish as build  # noqa: PLC0415

    refuse_early(db, setting.as_of, setting.today)
    release, is_new = build(
        db, setting.published, setting.as_of, setting.now, accepted_by=accepted_by, progress=say
    )
    state = "published" if is_new else "nothing has changed since"
    return f"{state}: release {release.number}, counted for {release.as_of}"
