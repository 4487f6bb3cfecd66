"""Rules that an operator switches off for a source, and what each rule has made so far."""

from collections.abc import Iterator

from sqlite_utils import Database

import db.structured as store
from db.connection import writing
from db.errors import Problem
from tracker.register.model import LONGEST_TEXT
from tracker.structured import Made, update
from tracker.structured.rules import RULE_OF, RULES
from tracker.structured.sayings import Row


def listed(db: Database) -> Iterator[str]:
    """The rules, each with what it has made of which source, and where it is switched off."""
    off = store.switched_off(db)
    made = {(RULE_OF[row["kind"]].name, row["source"]): row for row in store.made_by_rules(db)}
    for rule in RULES.values():
        yield f"{rule.name}: {rule.reads}"
        for name, source in sorted(made.keys() | off.keys()):
            if name == rule.name:
                yield f"  {source}: {_told(made.get((name, source)), off.get((name, source)))}"


def _told(made: Row | None, off: str | None) -> str:
    commitments = made["commitments"] if made else 0
    said = f"{commitments:,} commitments, {made['events'] if made else 0:,} events"
    return said if off is None else f"switched off ({off}); {said}"


def switch_off(db: Database, rule: str, source: str, *, reason: str, at: str) -> Made:
    """Let a rule make nothing of a source, and take back what it has made of it.

    ``reason`` stands with everything that is taken back; ``at`` is the instant (UTC). Raises
    Problem where there is no such rule or source, no reason, or where it is off already.
    """
    _known(db, rule, source)
    if not reason.strip() or len(reason) > LONGEST_TEXT:
        raise Problem(f"a reason of at most {LONGEST_TEXT} letters is needed", do="say --reason")
    return _switch(db, rule, source, "off", reason.strip(), at)


def switch_on(db: Database, rule: str, source: str, *, at: str) -> Made:
    """Let a rule work on a source again: what was taken back is made anew, as it is read now.

    Raises Problem where there is no such rule or source, or where it is not off.
    """
    _known(db, rule, source)
    return _switch(db, rule, source, "on", None, at)


def _known(db: Database, rule: str, source: str) -> None:
    if rule not in RULES:
        raise Problem(f"there is no rule of this name; there are: {', '.join(RULES)}", where=rule)
    if source not in store.sources(db):
        raise Problem(
            "there is no source of this name", where=source, do="see `delaywatch sources`"
        )


def _switch(db: Database, rule: str, source: str, state: str, reason: str | None, at: str) -> Made:
    with writing(db):
        if ((rule, source) in store.switched_off(db)) == (state == "off"):
            raise Problem(f"it is {state} already", where=f"{rule}, {source}")
        store.add_switch(db, rule, source, state, reason, at)
    return update(db, at=at, source=source)
