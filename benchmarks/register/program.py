"""The work that is measured, as a program: ``python -m benchmarks.register.program WHAT DATABASE``.

WHAT is ``load`` (with FOLDER and BODIES), ``upkeep``, or ``nothing``: to start, and open the
database. Prints what was done, as JSON.
"""

import json
import sys
from pathlib import Path
from time import process_time

from benchmarks.world.rows import AS_OF, NOW
from db.connection import connect, writing
from tracker.foi.counting import keep_up
from tracker.foi.promises import settle
from tracker.register.load import load

AT = f"{NOW:%Y-%m-%dT%H:%M:%SZ}"


def main(what: str, database: str, *places: str) -> None:
    """Do it."""
    db, done = connect(Path(database)), dict[str, float]()
    if what == "load":
        folder, bodies = map(Path, places)
        loaded = load(db, folder, AS_OF, at=AT, bodies=bodies)
        done = {"read": loaded.read, "opened": loaded.opened, "updated": loaded.commitments.updated}
    elif what == "upkeep":
        begun = process_time()
        with writing(db):
            settle(db, AS_OF, AT)
        settled = process_time()
        with writing(db):
            keep_up(db, AS_OF)
        done = {"settle": settled - begun, "keep_up": process_time() - settled}
    print(json.dumps(done))


if __name__ == "__main__":
    main(*sys.argv[1:])
