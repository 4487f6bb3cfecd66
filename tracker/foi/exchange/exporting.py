"""Give cases out: YAML, one a file, or all in one JSON or CSV; private ones for our eyes alone.

The register's cases are not among them: `delaywatch register export` gives those back.
"""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final, Literal

from sqlite_utils import Database

from db.connection import explained
from db.errors import Problem
from db.foi import cases as case_store
from db.foi.clock import deadlines_of, standing_of
from tracker.foi import cases
from tracker.foi.exchange import csv_files, yaml_files
from tracker.foi.exchange.plain import plain
from tracker.foi.exchange.reading import CASES
from tracker.foi.model import Case

Format = Literal["yaml", "json", "csv"]
_BY_SUFFIX: Final[dict[str, Format]] = {".json": "json", ".csv": "csv"}
_OURS_ALONE: Final = 0o600
_EVERYBODYS: Final = 0o644
_OUR_FOLDER: Final = 0o700  # the names of its files tell of cases, too
_A_FOLDER: Final = 0o755
# What a file that others may read does not hold, as the published file does not.
_NEVER_PUBLISHED: Final = ("requester", "private_note")
# Of a deadline as it was counted, what is of use to others.
_DEADLINE: Final = ("kind", "party", "counted_from", "due", "alternative", "met_on", "explanation")


@dataclass
class Exported:
    """What was written: how many cases, and lines for people."""

    cases: int = 0
    lines: list[str] = field(default_factory=list)


def export_cases(
    db: Database, target: Path, form: Format | None, as_of: date, *, public_only: bool = False
) -> Exported:
    """Write all cases of ours to a file (JSON, CSV) or into a folder (YAML, one file a case).

    ``form`` None: by the suffix of ``target``. ``public_only``: those that readers may see on
    ``as_of``, without who asked and without private notes. Raises Problem where a file of somebody
    else stands in the way.
    """
    form = form or _BY_SUFFIX.get(target.suffix.lower(), "yaml")
    chosen = _chosen(db, as_of, public_only=public_only)
    shown = _shown_ids(db, as_of)
    private = [case.id for case in chosen if _holds_what_is_ours_alone(case, shown)]
    done = Exported(len(chosen))
    with explained(target):
        if form == "yaml":
            _write_folder(target, chosen, set(private), done)
        else:
            text = _as_json(db, chosen) if form == "json" else _as_csv(db, chosen)
            _write(target, text, private=bool(private), ours=_is_one_of_ours)
    if private:
        done.lines.append(
            f"{_are_private(len(private))} (a private note, who asked, a private parent): what "
            "holds them can be read by this user alone; do not pass it on (--public-only)"
        )
    others = len(case_store.case_ids(db, origin="register"))
    if others:
        done.lines.append(
            f"not among them: {others:,} cases of the register (`delaywatch register export`)"
        )
    return done


def _chosen(db: Database, as_of: date, *, public_only: bool) -> list[Case]:
    all_cases = [cases.read(db, case_id) for case_id in case_store.case_ids(db, origin="editor")]
    if not public_only:
        return all_cases
    shown = _shown_ids(db, as_of)
    return [_for_others(case, shown) for case in all_cases if case.id in shown]


def _shown_ids(db: Database, as_of: date) -> set[str]:
    """The cases that readers may see, those of the register among them."""
    return {case.id for case in cases.all_cases(db) if cases.is_public(case, as_of)}


def _holds_what_is_ours_alone(case: Case, shown: set[str]) -> bool:
    return case.id not in shown or case != _for_others(case, shown)


def _for_others(case: Case, shown: set[str]) -> Case:
    """A case without what is ours alone; a parent that is private is not named."""
    hidden: dict[str, object] = dict.fromkeys(_NEVER_PUBLISHED)
    if case.parent not in shown:
        hidden["parent"] = None
    return case.model_copy(update=hidden)


def _are_private(count: int) -> str:
    if count == 1:
        return "1 case is private, or holds what is"
    return f"{count:,} cases are private, or hold what is"


# ------------------------------------------------------------------------------- forms


def _write_folder(folder: Path, chosen: list[Case], private: set[str], done: Exported) -> None:
    if folder.exists() and not folder.is_dir():
        raise Problem("is a file; YAML goes into a folder, a file a case", where=str(folder),
                      do="name a folder, or --format json or csv")  # fmt: skip
    files = {folder / f"{case.id}.yml": case for case in chosen}
    for path in files:
        _refuse_anothers(path, _is_a_case_file)
    folder.mkdir(parents=True, exist_ok=True, mode=_OUR_FOLDER if private else _A_FOLDER)
    for path, case in files.items():
        _write(path, yaml_files.written(case), private=case.id in private, ours=_is_a_case_file)
    left = sorted(path.name for path in folder.glob("*.yml") if path not in files)
    if left:
        done.lines.append(
            f"{folder} holds {len(left):,} files that are none of these cases, left as they are: "
            f"{', '.join(left[:3])}{', ...' if len(left) > len(left[:3]) else ''}"
        )


def _as_json(db: Database, chosen: list[Case]) -> str:
    rows = [{**plain(case), "standing": _standing(db, case)} for case in chosen]
    return json.dumps({CASES: rows}, ensure_ascii=False, indent=1) + "\n"


def _standing(db: Database, case: Case) -> dict[str, object]:
    """What a case comes to, for others to use; it is not read back."""
    standing = standing_of(db, case.id) or {}
    deadlines = [{name: row[name] for name in _DEADLINE} for row in deadlines_of(db, case.id)]
    return {**standing, "deadlines": deadlines}


def _as_csv(db: Database, chosen: list[Case]) -> str:
    return csv_files.written((case, _derived(db, case)) for case in chosen)


def _derived(db: Database, case: Case) -> Mapping[str, str]:
    standing = standing_of(db, case.id) or {}
    return {name: str(standing.get(name) or "") for name in csv_files.DERIVED}


# ------------------------------------------------------------------------------- files


def _is_a_case_file(path: Path) -> bool:
    with path.open(encoding="utf-8", errors="replace") as stream:
        return stream.readline().strip() == f"id: {path.stem}"


def _is_one_of_ours(path: Path) -> bool:
    with path.open(encoding="utf-8", errors="replace") as stream:
        first = stream.readline() + stream.readline()
    return csv_files.is_header(first.partition("\n")[0]) or f'"{CASES}"' in first


def _refuse_anothers(path: Path, ours: Callable[[Path], bool]) -> None:
    if path.exists() and not ours(path):
        raise Problem(
            "is there already and is no export of cases; nothing was written", where=str(path),
            do="name another file, or move it away",
        )  # fmt: skip


def _write(path: Path, text: str, *, private: bool, ours: Callable[[Path], bool]) -> None:
    """Put a file in its place in one step; a private one is at no time readable by others."""
    _refuse_anothers(path, ours)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}")
    mode = _OURS_ALONE if private else _EVERYBODYS
    try:
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
