"""What the database had come to when the facts of the served release were read.

``published/.facts.json``: private, beside the releases and in none of them. A release that `hold`
makes has the facts of the one before, so that it stays. `check` asks by it what was recorded since.
"""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from tracker.releases.shelf import sync

NAME: Final = ".facts.json"
Marks = dict[str, Any]


def keep(folder: Path, marks: Marks, at: str) -> None:
    """Keep what ``db.comparing.newest`` told before the facts were read, at an instant (UTC)."""
    _write(folder, {**marks, "at": at})


def forget(folder: Path, at: str, backup: str) -> None:
    """The database was restored from a backup: what is served may tell of what came after that."""
    if folder.is_dir():
        _write(folder, {"restored_at": at, "backup": backup})


def kept(folder: Path) -> Marks | None:
    """What is kept; None where nothing is, or no sense can be made of it."""
    try:
        told = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) else None


def earliest_day(marks: Marks, as_of: str) -> str:
    """The first day (ISO) that what was taken back since may bear: a day before either of both."""
    day = min(marks["at"][:10], as_of)
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _write(folder: Path, told: Marks) -> None:
    new = folder / f"{NAME}.new"
    new.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    new.chmod(0o600)
    sync(new)
    new.replace(folder / NAME)
