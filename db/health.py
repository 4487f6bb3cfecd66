"""How well a source is: what a closing check counts, and the verdict that it keeps."""

from dataclasses import dataclass

from sqlite_utils import Database

FIELDS = ("title", "text", "published_at", "modified_at", "native_id", "author", "types", "topics")
_EMPTY = {"types": "'[]'", "topics": "'[]'"}
FEWEST_OF_A_RUN = 5  # of fewer, one odd document would be a fifth and more


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What there is of a source.

    ``live`` documents without files; ``newest`` the day of the newest version or publication, one
    that is still to come left aside; ``filled`` the share of documents that have a field: of the
    versions that this run made where these are enough to tell, else of all that are live; ``read``
    the number that it is of. ``refused`` counts pages that were asked for in this run and not
    taken as they came; addresses that are not the source's own are none of these.
    """

    live: int
    newest: str | None
    filled: dict[str, float]
    read: int
    refused: int = 0


def standing(db: Database, source: str, origin: str, run_id: int, fields: list[str]) -> Standing:
    """Count what a closing check needs; ``fields`` are columns of FIELDS."""
    own = "d.source = ? and d.origin = ? and d.state = 'live' and d.kind <> 'attachment'"
    live, newest = db.execute(
        f"""
        select count(*), max(max(
          iif(coalesce(substr(d.published_at, 1, 10), '') <= r.as_of,
            coalesce(substr(d.published_at, 1, 10), ''), ''),
          (select substr(max(v.fetched_at), 1, 10) from versions v where v.document_id = d.id)))
        from documents d join runs r on r.id = ? where {own}
        """,
        [run_id, source, origin],
    ).fetchone()
    shares = ", ".join(f"avg({_has(name)})" for name in fields) or "null"
    of_run = f"{own} and d.current_version in (select id from versions where run_id = ?)"
    for where, parameters in ((of_run, [source, origin, run_id]), (own, [source, origin])):
        read, *found = db.execute(
            f"select count(*), {shares} from documents d where {where}", parameters
        ).fetchone()
        if read >= FEWEST_OF_A_RUN:
            break
    [refused] = db.execute(
        """
        select count(*) from pages
        where run_id = ? and source = ? and state = 'refused' and next_check_at is not null
        """,
        [run_id, source],
    ).fetchone()
    filled = {name: share or 0.0 for name, share in zip(fields, found, strict=False)}
    return Standing(
        live=live, newest=newest or None, filled=filled if read else {}, read=read, refused=refused
    )


def _has(name: str) -> str:
    if name not in FIELDS:
        raise ValueError(f"{name} is no field that can be expected; there are {', '.join(FIELDS)}")
    return f"(d.{name} is not null and d.{name} not in ('', {_EMPTY.get(name, 'char(0)')}))"


def keep_verdict(db: Database, run_id: int, source: str, health: str, reason: str | None) -> None:
    """Write down how well a source was after a run; healthy, degraded or broken."""
    db.execute(
        "update run_sources set health = ?, health_reason = ? where run_id = ? and source = ?",
        [health, reason, run_id, source],
    )
