"""The units: systemd takes them, they give little away, and they start what there is."""

import configparser
import re
import shlex
import subprocess

import pytest

from tests.deploy.tools import DEPLOY, commands_in, tool, understood

SYSTEMD = DEPLOY / "systemd"
UNITS = sorted(path.name for path in SYSTEMD.iterdir() if path.suffix in {".service", ".timer"})
SERVICES = [name for name in UNITS if name.endswith(".service")]
# What `systemd-analyze security` may come to, times ten: under 2.0, but for what runs as root.
EXPOSURE = dict.fromkeys(SERVICES, 15) | {"delaywatch-alert@.service": 35}


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The units in a root of their own, with what they start, as README installs them."""
    root = tmp_path_factory.mktemp("root")
    units = root / "etc/systemd/system"
    units.mkdir(parents=True)
    for name in UNITS:
        (units / name).write_text((SYSTEMD / name).read_text())
    drop_in = units / "delaywatch-run.service.d"
    drop_in.mkdir()
    config = SYSTEMD / "no-private-network.conf"
    (drop_in / config.name).write_text(config.read_text())
    ours = ["opt/delaywatch/.venv/bin/delaywatch", "opt/delaywatch/deploy/systemd/alert"]
    for program in [*ours, "bin/sh"]:
        path = root / program
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\n")
        path.chmod(0o755)
    targets = "sysinit basic shutdown timers multi-user network network-online time-sync time-set"
    for target in targets.split():
        (units / f"{target}.target").write_text(f"[Unit]\nDescription={target}\n")
    for slice_ in ["-.slice", "system.slice"]:
        (units / slice_).write_text("[Unit]\nDescription=all\n")
    return root


def analyse(*words):
    return subprocess.run(
        [tool("systemd-analyze"), *words], capture_output=True, text=True, check=False
    )


def test_systemd_finds_nothing_wrong_with_the_units(installed):
    units = [name.replace("@.", "@delaywatch-run.") for name in UNITS]
    done = analyse("verify", f"--root={installed}", "--man=no", *units)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("unit", SERVICES)
def test_a_unit_gives_little_away(unit):
    limit = EXPOSURE[unit]
    done = analyse("security", "--offline=true", f"--threshold={limit}", str(SYSTEMD / unit))
    assert done.returncode == 0, done.stdout.splitlines()[-1]


@pytest.mark.parametrize("unit", SERVICES)
def test_a_unit_starts_a_command_that_there_is(unit):
    text = (SYSTEMD / unit).read_text()
    lines = [line for line in text.splitlines() if line.startswith("ExecStart=")]
    started = [path for line in lines for path in re.findall(r"/opt/delaywatch/([\w./-]+)", line)]
    assert len(started) >= len(lines) > 0
    for path in started:
        if path == ".venv/bin/delaywatch":
            continue
        assert (DEPLOY.parent / path).stat().st_mode & 0o111, f"{path} cannot be executed"
    for words in commands_in("\n".join(line.partition("=")[2] for line in lines)):
        understood(words)


def setting(unit, name):
    reader = configparser.ConfigParser(strict=False, interpolation=None)
    reader.optionxform = str
    reader.read_string((SYSTEMD / unit).read_text())
    return next(
        (section[name] for section in reader.values() if name in section), None
    )  # the last of several


def test_the_run_gets_one_signal_and_more_time_than_it_needs_to_end():
    assert (
        setting("delaywatch-run.service", "KillMode") == "mixed"
    )  # its children are not asked too
    assert int(setting("delaywatch-run.service", "TimeoutStopSec")) > 120
    assert setting("delaywatch-run.service", "SuccessExitStatus") == "75"


@pytest.mark.parametrize("unit", [name for name in SERVICES if "alert" not in name])
def test_a_failure_calls_somebody_and_only_the_run_knows_secrets(unit):
    assert setting(unit, "OnFailure") == "delaywatch-alert@%N.service"
    assert ("secrets.env" in (SYSTEMD / unit).read_text()) == (unit == "delaywatch-run.service")


@pytest.mark.parametrize(
    ("codes", "code"), [((0, 0), 0), ((1, 0), 1), ((0, 1), 1), ((1, 2), 2), ((75, 0), 75)]
)
def test_backups_are_proved_whatever_the_check_found_and_either_fault_fails(tmp_path, codes, code):
    """As systemd starts it: its words, with `$$` for a dollar."""
    program, called = tmp_path / "delaywatch", tmp_path / "called"
    program.write_text(
        f'#!/bin/sh\necho "$*" >> {called}\n'
        f"case $1 in check) exit {codes[0]};; *) exit {codes[1]};; esac\n"
    )
    program.chmod(0o755)
    line = setting("delaywatch-check.service", "ExecStart").replace("$$", "$")
    words = shlex.split(line.replace("/opt/delaywatch/.venv/bin/delaywatch", str(program)))
    assert subprocess.run(words, check=False).returncode == code
    assert called.read_text().splitlines() == ["check", "restore --check"]
    assert setting("delaywatch-check.service", "KillMode") == "control-group"


def test_the_pages_see_the_releases_alone_and_only_this_machine():
    unit = "delaywatch-serve.service"
    assert setting(unit, "DynamicUser") == "yes"
    assert setting(unit, "TemporaryFileSystem") == "/var/lib:ro"
    assert setting(unit, "BindReadOnlyPaths") == "/var/lib/delaywatch/published"
    assert (setting(unit, "IPAddressDeny"), setting(unit, "IPAddressAllow")) == ("any", "localhost")


def test_the_timer_makes_up_for_a_missed_night_and_not_all_ask_at_once():
    assert setting("delaywatch-run.timer", "Persistent") == "yes"
    assert setting("delaywatch-run.timer", "RandomizedDelaySec")
    done = analyse("calendar", setting("delaywatch-run.timer", "OnCalendar"))
    assert done.returncode == 0


@pytest.mark.parametrize("script", ["alert", "delaywatch"])
def test_the_scripts_are_sound(script):
    path = SYSTEMD / script
    assert path.stat().st_mode & 0o111
    done = subprocess.run([tool("shellcheck"), path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


# The alert, with stand-ins for the programs of the system ------------------------------------


@pytest.fixture
def alert(tmp_path):
    """Run the alert; returns what was mailed (None: nothing) and what the journal was told."""
    programs = tmp_path / "bin"
    programs.mkdir()

    def put(name, *lines):
        (programs / name).write_text("\n".join(["#!/bin/sh", *lines]))
        (programs / name).chmod(0o755)

    put("systemctl", "echo fallback")
    put(
        "journalctl",
        f'echo "$*" > {tmp_path}/asked',
        r"""printf 'a line\nwith \033[31mred\033[0m\n.\nthe end\n'""",
    )
    put("systemd-cat", f'cat > {tmp_path}/journal; echo "$*" >> {tmp_path}/journal')

    def run(*, mailer=None, **environment):
        if mailer is not None:
            put("sendmail", f'{{ echo "$*"; cat; }} > {tmp_path}/mail; exit {mailer}')
        path = f"{programs}:/usr/bin:/bin"
        subprocess.run(
            [SYSTEMD / "alert", "delaywatch-run"], check=True, env={"PATH": path, **environment}
        )
        mail = tmp_path / "mail"
        return (mail.read_text() if mail.exists() else None), (tmp_path / "journal").read_text()

    return run


FAILED = {"MONITOR_SERVICE_RESULT": "exit-code", "MONITOR_EXIT_STATUS": "1"}
TO = {"DELAYWATCH_ALERT_TO": "desk@newsroom.example"}


def test_a_failure_is_mailed_with_its_last_lines(alert):
    mail, journal = alert(mailer=0, **FAILED, **TO)
    assert mail.startswith(
        "-i -t\nTo: desk@newsroom.example\nSubject: delaywatch-run.service failed"
    )
    assert "(exit-code, exit code 1)" in mail
    assert (
        "a line\nwith [31mred[0m\n.\nthe end\n" in mail
    )  # no control characters; a dot ends nothing
    assert "mailed to desk@newsroom.example" in journal
    assert "--identifier=delaywatch-alert --priority=crit" in journal


@pytest.mark.parametrize(
    ("mailer", "environment", "reason"),
    [
        (None, FAILED, "DELAYWATCH_ALERT_TO is not set"),
        (1, FAILED | TO, "sendmail failed"),
        (None, {}, "(fallback, exit code fallback)"),
    ],
)
def test_where_no_mail_goes_the_journal_says_so(alert, mailer, environment, reason):
    _, journal = alert(mailer=mailer, **environment)
    assert reason in journal
    assert "delaywatch-run.service failed on " in journal


def test_only_what_this_start_said_is_mailed(alert, tmp_path):
    alert(mailer=0, MONITOR_INVOCATION_ID="5f", **TO)
    assert (
        (tmp_path / "asked").read_text().endswith("_SYSTEMD_INVOCATION_ID=5f + INVOCATION_ID=5f\n")
    )
    alert(mailer=0, **TO)
    assert (tmp_path / "asked").read_text().endswith("--unit=delaywatch-run.service\n")


@pytest.mark.parametrize("asked", [False, True])
def test_a_command_by_hand_is_the_services_own_and_knows_secrets_only_where_asked(tmp_path, asked):
    (tmp_path / "systemd-run").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    (tmp_path / "systemd-run").chmod(0o755)
    done = subprocess.run(
        [SYSTEMD / "delaywatch", "correct", "a slug", "--was", "two words"],
        capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "WITH_SECRETS": "yes" if asked else ""},
    )  # fmt: skip
    words = done.stdout.splitlines()
    command = ["/opt/delaywatch/.venv/bin/delaywatch", "correct", "a slug", "--was", "two words"]
    assert words[-5:] == command
    assert {"--pipe", "--wait", "--uid=delaywatch"} <= set(words)
    assert ("--property=EnvironmentFile=/etc/delaywatch/secrets.env" in words) == asked
