"""`make audit` tells a fault, tells that there is none, and never passes silence off as that."""

import json
import subprocess
import sys

import pytest

from tests.deploy.tools import DEPLOY

WELL = {"name": "lamp", "version": "1.0", "vulns": []}
UNKNOWN = {"name": "wick", "skip_reason": "Dependency not found and could not be audited: wick (2)"}
FAULT = {"id": "EX-2026-1", "aliases": ["CVE-2026-0001"], "fix_versions": ["1.1"]}
FAULTY = {"name": "oil", "version": "1.0", "vulns": [FAULT]}
NOWHERE = "raise SystemExit('requests.exceptions.ConnectionError: no such host')"


def said(*packages):
    """A pip-audit that says this, and exits as the real one does."""
    faulty = any(package.get("vulns") for package in packages)
    report = json.dumps(json.dumps({"dependencies": packages, "fixes": []}))
    return f"print({report}); raise SystemExit({int(faulty)})"


def audited(tmp_path, first, second=NOWHERE, seconds=30):
    """What comes of two services that answer so."""
    program = tmp_path / "pip-audit"
    program.write_text(
        f"#!{sys.executable}\nimport sys, time\n"
        f"if '--vulnerability-service' in sys.argv:\n    {second}\nelse:\n    {first}\n"
    )
    program.chmod(0o755)
    command = [sys.executable, DEPLOY / "audit.py", "--program", program, "--seconds", str(seconds)]
    return subprocess.run(
        [*command, "requirements.lock"], capture_output=True, text=True, check=False
    )


def test_no_known_vulnerability(tmp_path):
    done = audited(tmp_path, said(WELL))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "1 dependencies audited, 0 known vulnerabilities\n"


def test_a_known_vulnerability_is_named_with_what_mends_it_and_is_a_failure(tmp_path):
    done = audited(tmp_path, said(WELL, FAULTY))
    assert done.returncode == 1
    assert "oil 1.0: EX-2026-1 CVE-2026-0001; mended in 1.1\n" in done.stdout


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        (NOWHERE, NOWHERE, "no such host"),
        # What pip-audit says and does where the registry knows no advisories: exit code 0.
        (said(UNKNOWN), NOWHERE, "Dependency not found"),
        (said(UNKNOWN), said(UNKNOWN), "Dependency not found"),
        ("print('[]')", "print('{}')", "exit code 0"),
        ("time.sleep(60)", "time.sleep(60)", "no answer in the time that there was"),
    ],
)
def test_where_nobody_could_be_asked_that_is_said_plainly(tmp_path, first, second, reason):
    done = audited(tmp_path, first, second, seconds=2 if "sleep" in first else 30)
    assert done.returncode == 0
    assert done.stdout.startswith("dependencies were NOT audited: ")
    assert reason in done.stdout
    assert "audited," not in done.stdout


def test_what_one_service_knows_nothing_of_the_other_is_asked(tmp_path):
    fault_of_wick = FAULTY | {"name": "wick"}
    done = audited(tmp_path, said(WELL, UNKNOWN), said(WELL, fault_of_wick))
    assert done.returncode == 1
    assert "2 dependencies audited, 1 known vulnerabilities" in done.stdout
    assert "NOT audited" not in done.stdout


def test_what_nobody_knows_of_is_named(tmp_path):
    done = audited(tmp_path, said(WELL, UNKNOWN))
    assert done.returncode == 0
    assert done.stdout.endswith("NOT audited: wick\n")


def test_without_pip_audit_nothing_was_audited(tmp_path):
    command = [sys.executable, DEPLOY / "audit.py", "--program", tmp_path / "none", "x.lock"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stdout.startswith("dependencies were NOT audited: ")
