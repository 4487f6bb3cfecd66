"""Releases of a made-up plan, one after the other, and among them one that was wrong."""

import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from tests.tracker.pages import Desk, commitment, promise
from tracker.publish import publish

BY_JUNE = promise(("by June 2026", "deadline", None, "2026-06-30"))
BY_MAY = promise(("by May 2026", "deadline", None, "2026-05-31"))
TO_2027 = promise(
    ("by May 2027", "deadline", None, "2027-05-31"), event="slipped", made_on="2026-05-20"
)


@dataclass
class Releases:
    """A desk that publishes when it is told to."""

    desk: Desk
    folder: Path

    @classmethod
    def fresh(cls, folder):
        """One over an empty register, below a folder."""
        return cls(Desk.fresh(folder), folder / "published")

    def copy(self, folder):
        """The same below another folder, to go on with."""
        self.desk.db.execute("pragma wal_checkpoint(truncate)")
        shutil.copy(self.desk.path, folder)
        shutil.copytree(self.folder, folder / self.folder.name, symlinks=True)
        return type(self)(Desk(folder / self.desk.path.name), folder / self.folder.name)

    def register(self, status="awaited", **steps):
        """A register of plans: slug (with _ for -) to its steps; ``status`` is that of the last."""
        *_, last = steps
        self.desk.register(
            *(
                commitment(
                    slug.replace("_", "-"),
                    slug.replace("_", " ").title(),
                    *of,
                    status=status if slug == last else "awaited",
                )
                for slug, of in steps.items()
            )
        )

    def publish(self, day):
        """Publish what there is for a day (ISO); returns the number of the release."""
        when = date.fromisoformat(day)
        now = datetime(when.year, when.month, when.day, 6, tzinfo=UTC)
        release, _ = publish(self.desk.db, self.folder, when, now, accepted_by="Ada")
        return release.number

    @property
    def served(self):
        """The folder of the newest release."""
        return (self.folder / "current").resolve()
