"""Three days in the life of a sample site, one after the other, on loopback."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from db.errors import Problem

# Each source's host with an ending that belongs to nobody (RFC 2606): all of them are served here.
HOSTS = "{host}.sample.example"
STORIES = {
    1: "news, publications, answers and calendars as they first came out",
    2: "promised dates are moved and a page is taken away",
    3: "what was promised comes out",
}


@dataclass(frozen=True)
class SampleDay:
    """One day of the sample sites, being served at ``base_url`` ({host} is that of a source)."""

    number: int
    base_url: str
    story: str


def sample_days(port: int) -> Iterator[SampleDay]:
    """Serve the sample site of day 1, then 2, then 3, each while it is being looked at.

    Raises Problem where it cannot be served.
    """
    for number, story in STORIES.items():
        with _serving(port, number):
            yield SampleDay(number, f"http://{HOSTS}:{port}", story)


@contextmanager
def _serving(port: int, day: int) -> Iterator[None]:
    command = [sys.executable, "-m", "crawler.sample", "--port", str(port), "--day", str(day)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None  # noqa: S101 - it was asked for
            if not server.stdout.readline():
                raise Problem(
                    "the sample site did not start",
                    where=f"127.0.0.1:{port}",
                    do="choose another port with --sample-port",
                )
            yield
        finally:
            server.terminate()
