"""README, "Run it for real", and docs/operating.md: what they tell people to type there is."""

import re
from importlib.metadata import distribution

import pytest
from packaging.specifiers import SpecifierSet

from tests.deploy.tools import DEPLOY, ROOT, commands_in, understood
from tracker.cli import main

SECTION = (ROOT / "README.md").read_text().split("\n## Run it for real\n")[1].split("\n## ")[0]
PAGES = {"README.md": SECTION, "operating.md": (ROOT / "docs" / "operating.md").read_text()}
PYTHON_OF_DEBIAN_12 = "3.11.2"


def typed(page):
    """What stands in code: in blocks, and between backticks."""
    text = PAGES[page]
    blocks = re.findall(r"^ *```\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    rest = re.sub(r"^ *```\n.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL)
    inline = re.findall(r"`([^`\n]+)`", rest)
    return "\n".join([*blocks, *inline])


def commands():
    for page in PAGES:
        for words in commands_in(typed(page)):
            if ":" not in words[0]:  # which would be an image
                yield pytest.param(words, id=f"{page}: {' '.join(words)}")


@pytest.mark.parametrize("words", list(commands()))
def test_a_command_that_is_told_there_is(words):
    if len(words) == 1 or words[-1] == "--help":  # it is only named
        assert words[0] in main.commands
    else:
        assert understood(words)


@pytest.mark.parametrize("page", PAGES)
def test_a_file_that_is_named_there_is(page):
    made_by_hand = {"deploy/delaywatch.env", "deploy/secrets.env"}
    named = set(re.findall(r"\bdeploy/[\w./*@-]+[\w*]", typed(page))) - made_by_hand
    assert named
    for path in named:
        assert list(ROOT.glob(path)), path


def test_every_unit_is_told_of():
    for path in (DEPLOY / "systemd").iterdir():
        if path.suffix in {".service", ".conf"}:
            assert f"`{path.name}`" in PAGES["operating.md"]


@pytest.mark.parametrize("code", ["0", "1", "2", "75"])
def test_every_exit_code_has_something_to_do(code):
    section = PAGES["operating.md"].split("## In the morning")[1].split("\n## ")[0]
    assert f"\n| {code} | " in section


def test_the_exact_versions_can_be_had_by_the_python_of_debian_12():
    """What is installed here was chosen for a newer Python: a lock file does not show that."""
    names = [line.split("==")[0] for line in (ROOT / "requirements.lock").read_text().split()]
    refused = {
        name: wanted for name in names
        if (wanted := distribution(name).metadata.get("Requires-Python"))
        and not SpecifierSet(wanted).contains(PYTHON_OF_DEBIAN_12)
    }  # fmt: skip
    assert refused == {}


def test_the_way_back_after_an_upgrade_is_the_backup_of_before_it():
    """A nightly one of the new version would be the newest, and rotation might remove the other."""
    upgrade = PAGES["operating.md"].split("### Upgrade")[1].split("### Restore")[0]
    there, back = upgrade.split("**Going back**")
    assert there.index("stop delaywatch-run.timer") < there.index("delaywatch backup --to ")
    place = re.search(r"delaywatch backup --to (\S+) --keep-all", there)[1]
    steps = ("systemctl stop", f"delaywatch restore --replace {place}/", "delaywatch publish",
             "systemctl restart delaywatch-serve")  # fmt: skip
    assert sorted(steps, key=back.index) == list(steps)


@pytest.mark.parametrize("page", ["README.md", "docs/operating.md"])
def test_published_is_copied_along_and_nothing_is_loaded_before_a_restore(page):
    text = (ROOT / page).read_text()
    assert re.search(r"Copy (`published/`|that folder) along", text)
    new = re.split(r"On a new machine:\n?", text)[1]
    assert new.index("register load") < new.index("delaywatch restore")
