"""What bodies were asked and what they answered: rows that are added and taken back, never changed.

A *response* here is a row as a file of the register holds it too: the columns of ``RESPONSE``.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlite_utils import Database

Row = dict[str, Any]

RESPONSE: Final = ("body", "happened", "happened_on", "how", "words", "url")
# Why a row that an editor wrote no longer stands: the register has the same.
IN_REGISTER: Final = "stands in the register by now"
_MOST: Final = 1_000  # of one commitment


def responses(db: Database, slug: str) -> list[Row]:
    """All of a commitment in the order in which they were recorded, the oldest first.

    ``number`` is the place in that order, which never changes; those that were taken back have
    ``retracted_on`` and ``retracted_why``.
    """
    return list(
        db.query(
            f"""select id, row_number() over (order by id) as number, {", ".join(RESPONSE)}, origin,
                  retracted_on, retracted_why
                from responses where commitment = ? order by id limit ?""",
            [slug, _MOST],
        )
    )


def state(db: Database, slug: str) -> str | None:
    """Where a commitment stands: answered, no reply, asked; None: nobody was asked, none said."""
    row = db.execute("select state from response_states where commitment = ?", [slug]).fetchone()
    return row[0] if row else None


def add(
    db: Database, slug: str, response: Row, *, origin: str, at: str, by: str | None = None
) -> bool:
    """Add a response; False where the same one stands already, wherever it came from."""
    if _same(db, slug, response) is not None:
        return False
    _insert(db, slug, response, origin=origin, at=at, by=by)
    return True


def take_back(db: Database, response_id: int, day: str, why: str) -> None:
    """Take a response back, keeping its row."""
    db.execute(
        "update responses set retracted_on = ?, retracted_why = ? where id = ?",
        [day, why, response_id],
    )


def bodies_of(db: Database, slug: str) -> list[Row]:
    """The bodies that a commitment belongs to, in order: body, role, name."""
    return list(
        db.query(
            """select r.body, r.role, b.name from commitment_bodies r
               join bodies b on b.slug = r.body where r.commitment = ? order by r.position""",
            [slug],
        )
    )


# ------------------------------------------------------------------------- of the register


def of_register(db: Database, slug: str) -> list[Row]:
    """Those of the register that stand, in the order in which a file holds them."""
    return of_registers(db, [slug]).get(slug, [])


def of_registers(db: Database, slugs: Sequence[str]) -> dict[str, list[Row]]:
    """The same of some commitments (at most a few hundred) that have any, by slug."""
    found: dict[str, list[Row]] = {}
    for row in db.query(
        f"""select commitment, {", ".join(RESPONSE)} from responses
            where commitment in ({", ".join("?" for _ in slugs)})
              and origin = 'register' and retracted_on is null""",
        list(slugs),
    ):
        found.setdefault(row.pop("commitment"), []).append(row)
    return {slug: in_order(rows) for slug, rows in found.items()}


def in_order(rows: list[Row]) -> list[Row]:
    """Rows in the one order in which a file holds them: by day; of one day, the question first.

    >>> day = {"happened_on": "2026-01-02", **dict.fromkeys(("body", "how", "words", "url"))}
    >>> rows = in_order([{**day, "happened": "answered"}, {**day, "happened": "asked"}])
    >>> [row["happened"] for row in rows]
    ['asked', 'answered']
    """
    return sorted(rows, key=_place)


def _place(row: Row) -> tuple[Any, ...]:
    rest = ("body", "words", "how", "url")
    return (row["happened_on"], _ORDER[row["happened"]], *(row[name] or "" for name in rest))


_ORDER: Final = {"asked": 0, "answered": 1, "no_reply": 2}


def save_register(
    db: Database, slug: str, wanted: list[Row], *, today: str, at: str, left: str
) -> bool:
    """Make the responses of the register these; True where anything changed.

    What the register has no more is taken back (``left`` says why), what is unchanged is not
    touched. The same from an editor gives way: it would stand on the page twice.
    """
    stored = of_register(db, slug)
    gone = [row for row in stored if row not in wanted]
    new = [row for row in wanted if row not in stored]
    for row in gone:
        take_back(db, _same(db, slug, row, origin="register") or 0, today, left)
    for row in new:
        editors = _same(db, slug, row, origin="editor")
        if editors is not None:
            take_back(db, editors, today, IN_REGISTER)
        _insert(db, slug, row, origin="register", at=at, by=None)
    return bool(gone or new)


def _same(db: Database, slug: str, response: Row, origin: str | None = None) -> int | None:
    """The number of the row of the same response that stands, or None."""
    row = db.execute(
        f"""select id from responses where commitment = :slug and retracted_on is null
              and (:origin is null or origin = :origin)
              and {" and ".join(f"{name} is :{name}" for name in RESPONSE)} limit 1""",
        {"slug": slug, "origin": origin, **{name: response[name] for name in RESPONSE}},
    ).fetchone()
    return int(row[0]) if row else None


def _insert(
    db: Database, slug: str, response: Row, *, origin: str, at: str, by: str | None
) -> None:
    row = {
        "commitment": slug, "origin": origin, "recorded_at": at, "recorded_by": by,
        **{name: response[name] for name in RESPONSE},
    }  # fmt: skip
    db.table("responses").insert(row)
