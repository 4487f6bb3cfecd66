"""Where the desk works: told by the command that starts it, in the environment of its child."""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from db.connection import DEFAULT_PATH
from web import clock
from web.desk import accounts

_AS_OF, _HTTPS = "DESK_AS_OF", "DESK_BEHIND_HTTPS"


@dataclass(frozen=True)
class Setting:
    """The working database, the day to count for (None: today), whether a proxy speaks HTTPS."""

    db: Path
    as_of: date | None = None
    behind_https: bool = False

    @property
    def editors(self) -> Path:
        """The file of those who may sign in."""
        return accounts.beside(self.db)

    @property
    def today(self) -> date:
        """The day that decisions are counted for."""
        return self.as_of or clock.today()

    def environment(self) -> dict[str, str]:
        """What ``setting`` reads in the child."""
        told = {"DELAYWATCH_DB": str(self.db), _HTTPS: "1" if self.behind_https else ""}
        return told | {_AS_OF: self.as_of.isoformat() if self.as_of else ""}


def setting() -> Setting:
    """The setting of this process."""
    day = os.environ.get(_AS_OF)
    return Setting(
        db=Path(os.environ.get("DELAYWATCH_DB") or DEFAULT_PATH),
        as_of=date.fromisoformat(day) if day else None,
        behind_https=bool(os.environ.get(_HTTPS)),
    )
