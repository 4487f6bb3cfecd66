"""What a user would pick instead to learn which pages of a site have changed.

Each is asked about the same pages, and told so its own way; whether it found the changes is as much
a figure as what it took. The first visit makes what it compares with.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from benchmarks.spending import Spent, python, spend
from db.errors import Problem

_LIST = Path(__file__).parent.parent / "peers.txt"
_CHANGED = re.compile(r"^\d+\. CHANGED: (?:.*\s)?\(?\s*(http\S+?)\s*\)?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit to all pages: what it took, and the addresses that the peer says have changed."""

    spent: Spent
    changed: set[str]


class Peer:
    """One tool, its folder, and the addresses that it watches; see ``visit``.

    ``most``: so many pages at most, for it takes long; its costs are told a page.
    """

    name: ClassVar[str]
    most: ClassVar[int]

    def __init__(self, folder: Path, programs: Path, urls: list[str]) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.folder, self.programs, self.urls = folder, programs, urls
        self.list = folder / "list.txt"
        self.list.write_text("\n".join(urls) + "\n", encoding="utf-8")

    @classmethod
    def missing(cls, programs: Path) -> str | None:  # noqa: ARG003 - where it lies there
        """Say why it cannot be run, or None."""
        return None

    def visit(self) -> Visit:
        """Look at all pages once."""
        raise NotImplementedError


class Wget(Peer):
    """GNU Wget with time stamps: files on disk, and nothing that tells which are other now.

    So they are held against what they were, by size and time, outside of what is measured.
    """

    name = "wget -N"
    most = 5_000

    @classmethod
    def missing(cls, programs: Path) -> str | None:  # noqa: ARG003
        """See ``Peer``."""
        return None if shutil.which("wget") else "the program is not there"

    def visit(self) -> Visit:
        """See ``Peer``."""
        before = self._files()
        words = ["wget", "-q", "-N", "-x", "-nH", "-P", str(self.folder / "www"), "-i"]
        spent = spend([*words, str(self.list)])
        after = self._files()
        return Visit(spent, {url for url in before if before[url] != after[url]})

    def _files(self) -> dict[str, tuple[int, int]]:
        found = {}
        for url in self.urls:
            path = self.folder / "www" / url.split("/", 3)[3] / "index.html"
            if path.exists():
                stat = path.stat()
                found[url] = (stat.st_size, stat.st_mtime_ns)
        return found


class ScrapyCache(Peer):
    """Scrapy with its HTTP cache by RFC 2616."""

    name = "Scrapy, RFC 2616 cache"
    most = 1_000

    def visit(self) -> Visit:
        """See ``Peer``."""
        command = python("-m", "benchmarks.again.cached", str(self.list), str(self.folder))
        spent = spend(command)
        return Visit(spent, set(json.loads(spent.out.splitlines()[-1])))


class Urlwatch(Peer):
    """urlwatch, on the main part of each page."""

    name = "urlwatch"
    most = 1_000

    def __init__(self, folder: Path, programs: Path, urls: list[str]) -> None:
        super().__init__(folder, programs, urls)
        jobs = [f"url: {url}\nfilter:\n- css: '#main-content'\n- html2text\n" for url in urls]
        (folder / "urls.yaml").write_text("---\n".join(jobs), encoding="utf-8")
        report = "{stdout: {enabled: true, color: false}, text: {details: false, footer: false}}"
        (folder / "config.yaml").write_text(f"report: {report}\n", encoding="utf-8")

    @classmethod
    def missing(cls, programs: Path) -> str | None:
        """See ``Peer``."""
        return _not_there(programs / "urlwatch")

    def visit(self) -> Visit:
        """See ``Peer``."""
        words = ("--urls", "urls.yaml", "--config", "config.yaml", "--cache", "cache.db")
        program = str(self.programs / "urlwatch")
        spent = spend([program, *words, "--hooks", "hooks.py"], cwd=self.folder)
        return Visit(spent, set(_CHANGED.findall(spent.out)))


class ChangeDetection(Peer):
    """changedetection.io in its batch mode, ten workers."""

    name = "changedetection.io"
    most = 100

    @classmethod
    def missing(cls, programs: Path) -> str | None:
        """See ``Peer``."""
        return _not_there(programs / "changedetection.io")

    def visit(self) -> Visit:
        """See ``Peer``."""
        store, before = self.folder / "store", self._histories()
        first = [word for url in self.urls for word in ("-u", url)]
        program = str(self.programs / "changedetection.io")
        spent = spend(
            [program, "-C", "-d", str(store), "-b", *(["-r", "all"] if before else first)],
            environment={
                "FETCH_WORKERS": "10",
                "ALLOW_IANA_RESTRICTED_ADDRESSES": "true",  # the site is on this machine
                "MINIMUM_SECONDS_RECHECK_TIME": "0",
                "DISABLE_VERSION_CHECK": "true",
                "LOGGER_LEVEL": "ERROR",
            },
            codes=(0, 1),
        )
        after = self._histories()
        if len(after) < len(self.urls):
            raise Problem(f"it watched {len(after)} of {len(self.urls)} pages", where=self.name)
        return Visit(spent, {url for url in before if after[url] > before[url]})

    def _histories(self) -> dict[str, int]:
        """How many texts it has kept of each page."""
        found = {}
        for path in self.folder.glob("store/*/watch.json"):
            history = path.with_name("history.txt")
            if history.exists():
                url = json.loads(path.read_text(encoding="utf-8"))["url"]
                found[url] = len(history.read_text(encoding="utf-8").splitlines())
        return found


PEERS: tuple[type[Peer], ...] = (Wget, ScrapyCache, Urlwatch, ChangeDetection)


def install(scratch: Path) -> Path:
    """Install what peers.txt names, each by itself, once; returns the folder of programs.

    What cannot be had is left out: ``Peer.missing`` tells.
    """
    folder = scratch / "peers"
    programs, done = folder / "bin", folder / "installed.txt"
    wanted = list(_wanted())
    if done.exists() and done.read_text(encoding="utf-8").split() == wanted:
        return programs
    if not programs.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    for name in wanted:
        command = [str(programs / "pip"), "install", "--quiet", "--no-input", name]
        subprocess.run(command, check=False, stderr=subprocess.DEVNULL)
    done.write_text("\n".join(wanted), encoding="utf-8")
    return programs


def _wanted() -> Iterator[str]:
    for line in _LIST.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


def _not_there(program: Path) -> str | None:
    return None if program.exists() else "pip could not install it"
