"""The documents stay true: whatever exists is described, whatever is described exists."""

import re
import sqlite3
import subprocess
from pathlib import Path

import click
import pytest
import yaml

from crawler.command import spiders
from db.publishing.tables import TABLES
from tracker.cli import main
from tracker.dues.rules import BOUNDS, NAMES, PARTS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
PUBLISHED = (ROOT / "docs" / "published.md").read_text()


def tracked_files():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def commands(group=main, path="delaywatch"):
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}"


@pytest.mark.parametrize("command", list(commands()))
def test_every_command_is_in_the_readme(command):
    assert f"`{command}" in README


@pytest.mark.parametrize(
    ("name", "convention"),
    [(name, number) for table in (BOUNDS, PARTS, NAMES) for name, (number, _) in table.items()],
)
def test_every_part_of_a_rule_is_in_how_a_date_is_read(name, convention):
    section = README.split("## How a date is read")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|") and f"`{name}`" in line]
    assert rows
    assert any(re.search(rf"\((\d+, )*{convention}(, \w+)*\)", row) for row in rows)


@pytest.mark.parametrize("source", list(spiders()))
def test_every_source_is_in_the_readme(source):
    assert f"| `{source}` |" in README


def test_every_setting_is_in_the_readme():
    code = "".join(
        path.read_text() for folder in ("crawler", "db", "tracker", "web")
        for path in (ROOT / folder).rglob("*.py")
    )  # fmt: skip
    settings = set(re.findall(r"DELAYWATCH_[A-Z_]+", code))
    assert "DELAYWATCH_DB" in settings
    assert {name for name in settings if f"`{name}`" not in README} == set()


def test_every_make_target_is_in_the_readme():
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert {target for target in targets if f"make {target}" not in README} == set()


@pytest.mark.parametrize("table", [*(table.name for table in TABLES), "as_of"])
def test_every_published_table_is_in_published_md(table):
    assert f"| `{table}` |" in PUBLISHED


def test_published_md_names_no_other_table():
    named = set(re.findall(r"^\| `(\w+)` \|", PUBLISHED, re.MULTILINE))
    assert named == {table.name for table in TABLES} | {"as_of"}


def test_every_column_is_described_in_the_metadata_and_no_other(published):
    described = yaml.safe_load((ROOT / "metadata.yml").read_text())["databases"]["delaywatch"]
    db = sqlite3.connect(published / "delaywatch.db")
    for table in [*(table.name for table in TABLES), "as_of"]:
        columns = {row[1] for row in db.execute(f"pragma table_info([{table}])")}
        assert set(described["tables"][table]["columns"]) == columns, table


@pytest.mark.parametrize("query", re.findall(r"```sql\n(.*?)```", README, re.DOTALL))
def test_every_query_of_the_readme_runs(published, query):
    sqlite3.connect(published / "delaywatch.db").execute(query).fetchall()


def test_links_between_documents_lead_somewhere():
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_no_registry_or_path_of_a_machine_is_named():
    """Such a line would tie the project to where it was written."""
    registry = re.compile(
        "|".join(["py" + "pi", "python" + "hosted", "npm" + "js", "/" + "root/", "/work" + "/main"])
    )
    texts = {".py", ".md", ".yml", ".toml", ".lock", ".cfg", ".sql", ".html", ".css", ""}
    found = [
        f"{path.relative_to(ROOT)}: {hit[0]}"
        for path in tracked_files() if path.suffix in texts
        for hit in [registry.search(path.read_text(errors="ignore"))] if hit
    ]  # fmt: skip
    assert found == []


def test_nothing_is_tracked_that_should_not_be():
    unwanted = re.compile(r"\.(db|sqlite|db-wal|pyc)$|/__pycache__/|^data/|^\.venv/")
    assert [path for path in tracked_files() if unwanted.search(str(path.relative_to(ROOT)))] == []
