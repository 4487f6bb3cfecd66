"""Starts a program and says what it took; run as a program of its own.

The system counts as memory of a program also what its parent held when it was forked: a small
parent keeps that out of the figure.
"""

import json
import os
import sys
import time


def main() -> None:
    """Run the words after the first; say what that took to the file number that the first is."""
    told, command = int(sys.argv[1]), sys.argv[2:]
    os.set_inheritable(told, False)  # noqa: FBT003 - the only way to say it
    started = time.perf_counter()
    try:
        child = os.posix_spawnp(command[0], command, os.environ)
    except OSError as error:
        sys.exit(str(error))
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - started
    spent = [usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss]
    os.write(told, json.dumps([os.waitstatus_to_exitcode(status), *spent]).encode())


if __name__ == "__main__":
    main()
