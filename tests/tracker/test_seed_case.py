"""The first case, from an article to the counted row: the digital workforce plan.

An article in our own words tells what the register knows of that plan. The register is loaded
without it; the article is imported, read, matched, and its statements are accepted. The row that
comes of it must be the row that the packaged register gives.
"""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from tests.tracker.pages import AT, TODAY, Desk
from tracker.imports import import_jsonl, read_mapping
from tracker.register.files import PACKAGED
from tracker.register.load import load

PLAN, TAKES_IN = "digital-workforce-plan", "ten-year-workforce-plan"
NHSE_DIRECTOR = "NHS England's national director for transformation"
ARTICLE = {
    "url": "https://trade-press.example/2025/no-separate-paper-on-digital-jobs",
    "title": "No separate paper on digital jobs after all",
    "published": "2025-04-24",
    "text": """
People who keep the health service's computers running have waited a long time for a paper about \
their own jobs.
The digital workforce plan was originally due by the end of 2023, NHS England had said. The new \
year came, and no paper with it.
In March 2024, NHS England's national director for transformation said that the digital workforce \
plan would be published imminently.
Answering a Freedom of Information request in April 2025, NHS England said that the digital \
workforce plan would be incorporated into the Long Term Workforce Plan refresh, which is due in \
autumn 2025. What the refresh will hold on digital jobs, the answer leaves open.
""",
}

PROPOSED = [
    # event, what, into what, whose words, said on, how well known, words, first and last day
    ("promised", "digital workforce plan", None, "NHS England", None, "unknown",
     "by the end of 2023", None, "2023-12-31"),
    ("promised", "digital workforce plan", None, NHSE_DIRECTOR, "2024-03-01", "month",
     "imminently", "2024-03-01", None),
    ("merged", "digital workforce plan", "Long Term Workforce Plan refresh", "NHS England",
     "2025-04-01", "month", "autumn 2025", "2025-09-01", "2025-11-30"),
    ("promised", "Long Term Workforce Plan refresh", None, "NHS England",
     "2025-04-01", "month", "autumn 2025", "2025-09-01", "2025-11-30"),
]  # fmt: skip

# Columns that tell how a row came about, not what was promised and what became of it.
BOOKKEEPING = {
    "topic": "the desk gives a commitment no topic",
    "summary": "the register's own words",
    "events": "the register has two more reaffirmations without a date, 5 in all; here 3",
    "second_hand_events": "one of those two is second-hand: 4; here 3",
    "unchecked_events": "whoever accepts has read the page: none; in the register all 5 are",
    "dues_checked": "likewise",
}

# "In another note of the story it is February 2025" (register): so the register lets the merger
# begin on 1 February, the article alone on 1 April, 59 days later.
DAYS_TO_FEBRUARY, DAYS_TO_APRIL = 398, 457
EARLIER_IN_ANOTHER_NOTE = {
    "outcome_earliest": ("2025-02-01", "2025-04-01"),
    "days_late_min": (DAYS_TO_FEBRUARY, DAYS_TO_APRIL),
    "first_days_min": (DAYS_TO_FEBRUARY, DAYS_TO_APRIL),
    "standing_days_min": (DAYS_TO_FEBRUARY, DAYS_TO_APRIL),
    "tightest_days_min": (DAYS_TO_FEBRUARY, DAYS_TO_APRIL),
}


@pytest.fixture
def desk(tmp_path):
    """A database with the register but for the plan, and with the article."""
    desk = Desk(tmp_path / "delaywatch.db")
    load(desk.db, register_without_the_plan(tmp_path / "register"), TODAY)
    file = tmp_path / "article.jsonl"
    file.write_text(json.dumps(ARTICLE))
    now = datetime.fromisoformat(AT).astimezone(UTC)
    import_jsonl(
        desk.db, desk.path, file, "trade_press", read_mapping(""), at=now, nature="press"
    )  # fmt: skip
    desk.extract()
    desk.resolve()
    return desk


def register_without_the_plan(folder: Path) -> Path:
    """The packaged register without the plan's file, and without whatever names it."""
    shutil.copytree(PACKAGED, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (folder / f"{PLAN}.yml").unlink()
    for path in folder.rglob("*.yml"):
        content = yaml.safe_load(path.read_text())
        for links in ("related", "commitment_links"):
            if PLAN in content.get(links, []):
                content[links].remove(PLAN)
                path.write_text(yaml.safe_dump(content, sort_keys=False))
    return folder


def statements(desk):
    return desk.rows("select * from statements order by id")


def test_exactly_these_four_are_proposed(desk):
    found = [
        (
            row["event"], row["deliverable"], row["target"], row["speaker"], row["said_on"],
            row["said_on_precision"], row["due_words"], row["due_earliest"], row["due_latest"],
        )
        for row in statements(desk)
    ]  # fmt: skip
    assert found == PROPOSED
    assert {(row["voice"], row["reported"]) for row in statements(desk)} == {("reported", 1)}


def test_three_are_about_something_new_and_the_fourth_is_on_record(desk):
    """The register has the date of the refresh already, from the story that the article retells."""
    kinds = [
        (found["kind"], found["commitment"], found["proposal"])
        for row in statements(desk)
        for found in desk.suggested(row)[:1]
    ]
    first = statements(desk)[0]["id"]
    assert kinds == [("new", None, first)] * 3 + [("same", TAKES_IN, None)]


def test_accepted_they_come_to_the_row_of_the_register(desk, working):
    before = desk.timeline(TAKES_IN)
    by_2023, imminently, merged, takes_in = statements(desk)

    desk.decide(by_2023, "new", title="NHS digital workforce plan", commitment=PLAN)
    for statement in (imminently, merged):
        assert desk.suggested(statement)[0]["commitment"] == PLAN
        desk.decide(statement)
    desk.decide(takes_in)
    assert desk.waiting() == set()

    ours, registers = desk.timeline(PLAN), Desk(working).timeline(PLAN)
    assert [name for name in BOOKKEEPING if ours[name] == registers[name]] == []
    compared = set(registers) - set(BOOKKEEPING) - set(EARLIER_IN_ANOTHER_NOTE)
    assert {name: ours[name] for name in compared} == {name: registers[name] for name in compared}
    for name, both in EARLIER_IN_ANOTHER_NOTE.items():
        assert (registers[name], ours[name]) == both, name
    # What the target had promised is as it was: its date was on record.
    assert desk.timeline(TAKES_IN) == before
    assert desk.count(f"event_sources where url = '{ARTICLE['url']}' and origin = 'editor'") == 4


def test_the_row_can_be_read_without_this_file(desk):
    """The same, in the figures that a page shows."""
    by_2023, imminently, merged, takes_in = statements(desk)
    desk.decide(by_2023, "new", title="NHS digital workforce plan", commitment=PLAN)
    for statement in (imminently, merged, takes_in):
        desk.decide(statement)
    row = desk.timeline(PLAN)
    assert {name: row[name] for name in ("status", "merged_into", "outcome_on")} == {
        "status": "merged", "merged_into": TAKES_IN, "outcome_on": "2025-04-01",
    }  # fmt: skip
    assert (row["first_due_words"], row["first_due_latest"]) == ("by the end of 2023", "2023-12-31")
    assert (row["days_late_min"], row["days_late_max"]) == (DAYS_TO_APRIL, None)
    assert (row["moved_later"], row["dates_lost"]) == (0, 1)
    people = [event["who"] for event in desk.rows("select who from events where origin = 'editor'")]
    assert people == [
        "NHS England (as reported by trade_press)",
        f"{NHSE_DIRECTOR} (as reported by trade_press)",
        "NHS England (as reported by trade_press)",
    ]
