"""Figures that bodies publish of their own FOI answers: letter for letter, or not at all."""

import csv
from importlib.resources import files

from db.connection import connect
from db.publishing.tables import REFERENCE
from db.sources import add_body
from tracker.foi import own_figures

FIRST = {
    "body": "nhs-england", "period": "Q2 2023", "received": "1044", "in_time": "811",
    "outstanding": "249", "compliance": "76.68%",
    "source_url": "https://www.england.nhs.uk/contact-us/foi/foi-quarterly-update/",
}  # fmt: skip


def rows_for(folder, *bodies):
    db = connect(folder / "delaywatch.db")
    for slug, name in bodies:
        add_body(db, slug, name)
    return list(own_figures.rows(db))


def test_figures_stand_letter_for_letter(tmp_path):
    first, *_ = rows_for(tmp_path, ("nhs-england", "NHS England"))
    assert first.items() >= FIRST.items()


def test_what_does_not_add_up_is_said_and_not_mended(tmp_path):
    first, *_ = rows_for(tmp_path, ("nhs-england", "NHS England"))
    received, in_time = int(first["received"]), int(first["in_time"])
    assert f"{in_time / received:.1%}" == "77.7%"
    assert first["note"] == "As published; 811 of 1044 would be 77.7%."


def test_a_body_that_is_not_known_is_left_out(tmp_path):
    assert rows_for(tmp_path, ("harbour-authority", "Harbour Authority")) == []


def test_every_row_has_the_columns_of_the_published_table_and_a_source():
    for row in own_figures.table():
        assert tuple(row) == REFERENCE["own_foi_figures"]
        assert row["source_url"].startswith("https://")
        assert None not in row.values()
    keys = [(row["body"], row["period"]) for row in own_figures.table()]
    assert len(keys) == len(set(keys)) > 0


def test_the_file_says_how_a_new_quarter_is_added():
    lines = (files("tracker.foi") / "own_figures.csv").read_text(encoding="utf-8").splitlines()
    said = [line for line in lines if line.startswith(own_figures.COMMENT)]
    assert lines[: len(said)] == said
    assert "A new quarter" in " ".join(said)
    assert next(csv.reader(lines[len(said) :])) == list(REFERENCE["own_foi_figures"])
