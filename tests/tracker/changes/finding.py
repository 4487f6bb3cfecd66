"""``python -m tests.tracker.changes.finding DATABASE INSTANT``: look for changes, nothing else."""

import sys
from pathlib import Path

from db.connection import connect
from tracker.changes.find import find_changes

if __name__ == "__main__":
    find_changes(connect(Path(sys.argv[1])), at=sys.argv[2])
