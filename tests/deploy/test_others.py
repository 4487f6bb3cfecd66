"""Cron, GitHub's workflows and containers: each calls commands and copies files that there are."""

import re
import subprocess

import pytest
import yaml

from tests.deploy.tools import DEPLOY, ROOT, commands_in, tool, understood

GITHUB = DEPLOY / "github"
WORKFLOWS = sorted(GITHUB.glob("*.yml"))


def steps(workflow):
    jobs = yaml.safe_load(workflow.read_text())["jobs"]
    return [step for job in jobs.values() for step in job["steps"]]


# Commands -----------------------------------------------------------------------------------


def called():
    """Where a command is called, and its words."""
    for workflow in WORKFLOWS:
        for step in steps(workflow):
            for words in commands_in(step.get("run", "")):
                yield pytest.param(words, id=f"{workflow.name} {' '.join(words)}")
    for words in commands_in("\n".join(cron())):
        yield pytest.param(words, id=f"cron {' '.join(words)}")
    for words in commands_in((GITHUB / "keep.sh").read_text()):
        yield pytest.param(words, id=f"keep.sh {' '.join(words)}")
    for words in container_commands():
        yield pytest.param(words, id=f"container {' '.join(words)}")


def cron():
    """The commands of the crontab, without the times and the user."""
    when = re.compile(r"(?:@reboot|(?:\S+ ){4}\S+) delaywatch (.*)")
    lines = (DEPLOY / "cron" / "delaywatch").read_text().splitlines()
    return [found[1] for line in lines if (found := when.match(line)) and line[0] != "#"]


def container_commands():
    text = (DEPLOY / "Containerfile").read_text()
    for found in re.finditer(r"CMD (\[.*\])", text):
        words = yaml.safe_load(found[1])
        yield words[1:] if words[0] == "delaywatch" else words
    for service in yaml.safe_load((DEPLOY / "compose.yml").read_text())["services"].values():
        words = service.get("command", ["--version"])
        if not words[0].startswith("--"):
            yield words


@pytest.mark.parametrize("words", list(called()))
def test_a_command_that_is_called_there_is(words):
    assert understood(words)


def test_all_of_them_were_found():
    names = [words.values[0][0] for words in called()]
    assert {"run", "check", "restore", "serve", "heartbeat", "register"} <= set(names)
    assert names.count("--db") == 2  # keep.sh: backup and restore


# Workflows ----------------------------------------------------------------------------------


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_do_no_more_than_it_must(workflow):
    read = yaml.safe_load(workflow.read_text())
    allowed = [read["permissions"], *(job.get("permissions", {}) for job in read["jobs"].values())]
    assert {right for rights in allowed for right in rights} <= {"contents"}
    for step in steps(workflow):
        if "checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False
        # A secret is for the step that needs it, and stands in no command line.
        assert "${{" not in step.get("run", "")
    assert "secrets." not in yaml.safe_dump(read.get("env", {}))
    assert all("timeout-minutes" in job for job in read["jobs"].values())


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_the_steps_of_a_workflow_are_sound_shell(workflow, tmp_path):
    for number, step in enumerate(steps(workflow)):
        script = tmp_path / f"{number}.sh"
        script.write_text("#!/bin/bash\nset -e\n" + step.get("run", ""))
        done = subprocess.run(
            [tool("shellcheck"), script], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stdout) == (0, "")


def test_a_run_that_failed_is_kept_too_but_not_one_that_never_had_the_data():
    nightly = steps(GITHUB / "nightly.yml")
    [keep] = [step for step in nightly if "keep.sh push" in step.get("run", "")]
    assert keep["if"] == "${{ always() && steps.restore.outcome == 'success' }}"
    read = yaml.safe_load((GITHUB / "nightly.yml").read_text())
    assert read["concurrency"]["cancel-in-progress"] is False
    # YAML 1.1 reads the key `on` as true.
    assert len(read[True]["schedule"]) == 1


def test_what_could_not_be_pushed_is_not_lost_for_readers_would_be_told_again():
    *_, keep, rescue = steps(GITHUB / "nightly.yml")
    assert "keep.sh push" in keep["run"]
    assert rescue["if"] == f"${{{{ always() && steps.{keep['id']}.outcome == 'failure' }}}}"
    assert '"$RUNNER_TEMP/packed"' in keep["run"]
    assert rescue["with"]["path"] == "${{ runner.temp }}/packed"
    page = (ROOT / "docs" / "operating.md").read_text().split("## On GitHub's machines")[1]
    assert f'**If "{keep["name"]}" fails**' in page
    assert f"--name {rescue['with']['name']}" in page


def test_the_nightly_run_gets_every_setting_of_digests():
    """README's table and secrets.env.example name them; a setting that is not passed is not set."""
    nightly = yaml.safe_load((GITHUB / "nightly.yml").read_text())
    [run] = [step for step in steps(GITHUB / "nightly.yml") if step.get("id") == "run"]
    secrets = (DEPLOY / "systemd" / "secrets.env.example").read_text()
    named = set(re.findall(r"^#([A-Z_]+)=", secrets, re.MULTILINE))
    assert {"DELAYWATCH_SMTP_PORT", "DELAYWATCH_SMTP_TLS"} < named <= set(run["env"])
    # For the whole job: the backup takes the file of readers too.
    assert nightly["env"]["DELAYWATCH_SUBSCRIBERS"] == "${{ vars.DELAYWATCH_SUBSCRIBERS }}"
    page = (ROOT / "docs" / "operating.md").read_text().split("## On GitHub's machines")[1]
    assert "put `subscribers.yml` into the copy" in page


# Cron ---------------------------------------------------------------------------------------


def test_a_line_of_cron_is_whole():
    lines = [
        line for line in (DEPLOY / "cron" / "delaywatch").read_text().splitlines()
        if line and not line.startswith("#")
    ]  # fmt: skip
    assert {line.split("=")[0] for line in lines[:3]} == {"SHELL", "PATH", "MAILTO"}
    assert len(cron()) == len(lines[3:])
    assert not [line for line in lines if "%" in line]  # cron makes a line end of it


@pytest.mark.parametrize(("codes", "mailed"), [((0, 0), False), ((1, 0), True), ((0, 1), True)])
def test_cron_proves_the_backups_whatever_the_check_found_and_mails_either_fault(
    tmp_path, codes, mailed
):
    [command] = [line for line in cron() if "delaywatch check" in line]
    command = command.replace(". /etc/delaywatch/delaywatch.sh; ", "")
    (tmp_path / "delaywatch").write_text(
        f'#!/bin/sh\necho "$*"\ncase $1 in check) exit {codes[0]};; *) exit {codes[1]};; esac\n'
    )
    (tmp_path / "delaywatch").chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", "-c", command.replace("/var/log/delaywatch", str(tmp_path))],
        capture_output=True, text=True, check=False, env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
    )  # fmt: skip
    assert (tmp_path / "check.log").read_text() == "check\nrestore --check\n"
    assert bool(done.stdout) == mailed


@pytest.mark.parametrize(("code", "mailed"), [(0, False), (75, False), (1, True), (2, True)])
def test_cron_mails_a_run_that_was_not_well_and_no_other(tmp_path, code, mailed):
    [command] = [line for line in cron() if "delaywatch run" in line]
    for path in ("/etc/delaywatch", "/var/log/delaywatch"):
        command = command.replace(path, str(tmp_path))
    for name in ("delaywatch.sh", "secrets.sh"):
        (tmp_path / name).write_text("")
    (tmp_path / "delaywatch").write_text(f"#!/bin/sh\necho what it did; exit {code}\n")
    (tmp_path / "delaywatch").chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", "-c", command], capture_output=True, text=True, check=False,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
    )  # fmt: skip
    assert bool(done.stdout) == mailed
    assert (tmp_path / "run.log").read_text() == "what it did\n"
    if mailed:
        assert done.stdout == f"delaywatch run ended with {code}\nwhat it did\n"


# Containers ---------------------------------------------------------------------------------

CONTAINERFILE = (DEPLOY / "Containerfile").read_text()
LINES = re.sub(r"\\\n", " ", CONTAINERFILE).splitlines()


def instructions(name):
    return [line.split(maxsplit=1)[1] for line in LINES if line.startswith(f"{name} ")]


def test_what_is_copied_is_there_and_is_sent_to_the_builder():
    sent = (DEPLOY / "Containerfile.dockerignore").read_text().splitlines()
    assert "*" in sent
    for words in instructions("COPY"):
        if words.startswith("--from="):
            continue
        *sources, _ = words.split()
        for source in sources:
            assert (ROOT / source).exists()
            assert f"!{source.removeprefix('./')}" in sent
    allowed = {line[1:] for line in sent if line.startswith("!")}
    assert not allowed & {"data", ".", "tests", "deploy"}


def test_an_image_is_small_pinned_and_never_root():
    bases = instructions("FROM")
    assert len(bases) == 2
    for base in bases:
        assert re.match(r"python:3\.1[1-3]-slim-bookworm( AS build)?$", base)
    assert instructions("USER") == ["10001:10001"]
    last = CONTAINERFILE.rsplit("FROM ", 1)[1]
    assert not re.search(r"pip install|apt-get|gcc|ADD |latest", last)
    assert last.index("USER ") < last.index("ENTRYPOINT ")
    assert "HEALTHCHECK" in last


def test_a_backup_is_tried_where_there_is_room_for_it():
    """`restore --check` needs three times the database: /tmp is memory, the volume is not."""
    services = yaml.safe_load((DEPLOY / "compose.yml").read_text())["services"]
    for name in ("nightly", "command"):
        assert services[name]["environment"]["TMPDIR"] == "/data"
        assert "data:/data" in services[name]["volumes"]


def test_the_packages_of_the_image_are_the_exact_ones():
    assert "install --only-binary :all: -r requirements.lock" in CONTAINERFILE
    assert "install --no-deps ." in CONTAINERFILE


def test_containers_of_ours_may_write_their_data_and_nothing_else():
    services = yaml.safe_load((DEPLOY / "compose.yml").read_text())["services"]
    for name, service in services.items():
        assert service["read_only"] is True
        assert "no-new-privileges:true" in service["security_opt"]
        if name != "proxy":
            assert service["cap_drop"] == ["ALL"]
    assert services["pages"]["volumes"] == ["data:/data:ro"]
    assert "secrets.env" not in services["pages"]["env_file"]
    assert "secrets.env" in services["nightly"]["env_file"]
