"""The crawler's program, forked from a process that has imported it already.

Its imports take longer than most of the crawls in these tests. So the fork server of
``multiprocessing`` makes them once, and every run is forked from it: a process of its own all the
same, which is given words, says something and exits as ``python -m crawler`` does. That one is
started where starting it is what is tried, and where a program is stopped or killed.
"""

import multiprocessing
import os
import subprocess
import sys
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.crawler.imported"])


def crawler(*words, first=None, folder=None, timeout=100):
    """``python -m crawler`` with these words, as ``subprocess.run`` would run it.

    The program calls ``first`` (a function with a name) before anything else, if it is given: it
    sets what no word sets.
    """
    with TemporaryDirectory() as kept:
        said = [Path(kept, name) for name in ("out", "err")]
        where = (folder or Path.cwd(), dict(os.environ))
        program = FORKS.Process(target=_run, args=(list(map(str, words)), said, where, first))
        with chdir(ROOT):  # where a test may be is nothing to the process that imports it all
            program.start()
        program.join(timeout)
        if program.exitcode is None:
            program.kill()
            raise subprocess.TimeoutExpired(words, timeout)
        out, err = (path.read_text() for path in said)
        return subprocess.CompletedProcess(words, program.exitcode, out, err)


def _run(words, said, where, first):
    """In the fork: become the program."""
    for handle, path in enumerate(said, start=1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), handle)
    os.chdir(where[0])
    os.environ.clear()
    os.environ.update(where[1])
    sys.argv[1:] = words
    if first:
        first()
    from crawler.command import main

    main()
