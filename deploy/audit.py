"""Looks for known vulnerabilities in the exact versions of the lock files, with pip-audit.

``python deploy/audit.py FILE...`` (``make audit``). Exit code 1 where there is one, with a line for
each. Where pip-audit cannot be had, or cannot reach the advisories, it says that nothing was
audited, and ends with 0: a build must not hang on somebody else's server, but nobody may think that
it was looked at either. pip-audit itself ends with 0 and "No known vulnerabilities found" where it
found nobody to ask, so its report is read and not its exit code.

Needs nothing but Python: pip-audit gets a virtual environment of its own.
"""

import argparse
import json
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

WANTED: Final = "pip-audit>=2.10.1,<3"
HOME: Final = Path(".venv/audit")
# Whom pip-audit asks: its own first choice, then the other one.
SERVICES: Final = ((), ("--vulnerability-service", "osv"))
SECONDS: Final = 120.0  # for everything


class Nothing(Exception):
    """No report could be had; says why in a line."""


@dataclass
class Found:
    """What is known: name -> version of the packages that were looked at, and their faults."""

    audited: dict[str, str] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)  # name -> why
    faults: list[str] = field(default_factory=list)

    def take(self, report: dict[str, Any]) -> None:
        """Add what one service said."""
        for package in report["dependencies"]:
            name = package["name"]
            if "skip_reason" in package:
                self.skipped[name] = package["skip_reason"]
                continue
            if name not in self.audited:
                self.faults += list(_faults(package))
            self.audited[name] = package["version"]
        for name in self.audited:
            self.skipped.pop(name, None)


def _faults(package: dict[str, Any]) -> Iterator[str]:
    for one in package["vulns"]:
        mended = ", ".join(one["fix_versions"]) or "nothing yet"
        names = " ".join([one["id"], *one.get("aliases", [])])
        yield f"{package['name']} {package['version']}: {names}; mended in {mended}"


def install(home: Path, until: float) -> Path:
    """The program pip-audit, in a virtual environment at ``home``; raises Nothing."""
    program = home / "bin" / "pip-audit"
    if program.exists():
        return program
    try:
        venv.create(home, with_pip=True, clear=True)
        _run([str(home / "bin" / "pip"), "install", "--quiet", WANTED], until)
    except OSError as error:
        raise Nothing(f"pip-audit could not be installed ({error})") from error
    if not program.exists():
        raise Nothing("pip-audit could not be installed")
    return program


def ask(program: Path, files: list[str], service: tuple[str, ...], until: float) -> dict[str, Any]:
    """What one service says of the packages in ``files``; raises Nothing where it says nothing."""
    words = ["--no-deps", "--disable-pip", "--progress-spinner", "off", "--timeout", "15"]
    of = [word for file in files for word in ("--requirement", file)]
    done = _run([str(program), *words, "--format", "json", *service, *of], until)
    try:
        report = json.loads(done.stdout)
        Found().take(report)
    except (ValueError, KeyError, TypeError) as error:
        said = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        raise Nothing(said[-1][:300] if said else f"exit code {done.returncode}") from error
    return report


def _run(command: list[str], until: float) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command, capture_output=True, text=True, check=False,
            timeout=max(until - time.monotonic(), 0.1),
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise Nothing("no answer in the time that there was") from error
    except OSError as error:
        raise Nothing(str(error)) from error


def audit(program: Path, files: list[str], until: float) -> tuple[Found, list[str]]:
    """Ask the services in turn until every package was looked at; and why one said nothing."""
    found, reasons = Found(), []
    for service in SERVICES:
        try:
            found.take(ask(program, files, service, until))
        except Nothing as reason:
            reasons.append(str(reason))
        else:
            if not found.skipped:
                break
    return found, reasons


def told(found: Found, reasons: list[str]) -> Iterator[str]:
    """What came of it, a line each."""
    yield from found.faults
    if not found.audited:
        why = [*sorted(set(found.skipped.values()))[:1], *reasons]
        yield f"dependencies were NOT audited: {'; '.join(why) or 'there were none'}"
        return
    counts = len(found.audited), len(found.faults)
    yield "{:,} dependencies audited, {:,} known vulnerabilities".format(*counts)
    if found.skipped:
        yield f"NOT audited: {', '.join(sorted(found.skipped))}"


def main() -> int:
    """Audit the files that are named; returns the exit code."""
    parser = argparse.ArgumentParser(description="Look for known vulnerabilities in lock files.")
    parser.add_argument("files", nargs="+")
    parser.add_argument("--program", type=Path, help="a pip-audit that is there already")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    given = parser.parse_args()
    until = time.monotonic() + given.seconds
    try:
        program = given.program or install(HOME, until)
    except Nothing as reason:
        print(f"dependencies were NOT audited: {reason}")  # noqa: T201 - that is what it is for
        return 0
    found, reasons = audit(program, given.files, until)
    for line in told(found, reasons):
        print(line)  # noqa: T201 - the same
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
