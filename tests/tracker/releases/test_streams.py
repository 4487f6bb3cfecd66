"""What is written row by row: claims of a first publication, and the CSV files."""

import csv
from io import StringIO
from itertools import count, islice

import pytest

from db import cohorts
from db.publishing.build import build
from db.publishing.tables import Table
from tests.tracker.pages import BY_JUNE, Desk, commitment, promise
from tracker.releases import claims, files
from tracker.releases.claims import Change, first_claims, rows

SCARCE = 3  # rows at once


@pytest.fixture
def desk(tmp_path):
    names = [f"plan-{number}" for number in range(10)]
    return Desk.fresh(tmp_path, *(commitment(name, name, promise(BY_JUNE)) for name in names))


def test_claims_are_made_a_few_at_a_time(monkeypatch):
    """However many there are, and none before it is asked for."""
    monkeypatch.setattr(claims, "_AT_ONCE", SCARCE)
    monkeypatch.setattr(claims, "sentences", lambda _file, slugs: dict.fromkeys(slugs, "So."))
    made = []

    def endless():
        for number in count():
            made.append(number)
            now = dict.fromkeys(claims.store.CLAIM)
            yield Change(f"plan-{number}", "new", "first_published", None, None, now, waits=False)

    told = rows(endless(), None, release=1, published_at="2026-06-01T00:00:00Z", as_of="2026-06-01")
    assert made == []
    assert [row["commitment"] for row in islice(told, 4)] == [f"plan-{n}" for n in range(4)]
    assert len(made) == 2 * SCARCE


def test_first_claims_come_one_by_one_without_what_is_held(desk, tmp_path):
    file = tmp_path / "out.db"
    build(desk.db, file, desk.one("select day from as_of")["day"], {})
    desk.db.execute(
        "insert into holds (commitment, held_at, held_by, reason) values ('plan-3', '', '', '')"
    )
    assert {one.commitment for one in first_claims(desk.db, file)} == {
        f"plan-{number}" for number in range(10) if number != 3
    }


CELLS = {
    "plain": ("a", 1, None, -4, 2.5, ""),
    "quoted": ('a "plan", too', "two\nlines", "x\r\ny", 0, None, "é"),
    "run as a formula": ("=1+1", "+a", "-a", "@a", "\ta", "\ra"),
    "only inside": ("a=1", "a,-b", "a\n-b", "", "'=", " ="),
}


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_both_kinds_of_csv_say_what_each_row_alone_would(tmp_path, monkeypatch, at_once):
    found = list(CELLS.values()) * 3
    monkeypatch.setattr(files, "_ROWS_AT_ONCE", at_once)
    monkeypatch.setattr(files, "rows", lambda *_: (["a", "b", "c", "d", "e", "f"], iter(found)))
    for folder in files.CSV_FOLDERS:
        (tmp_path / folder).mkdir()
    files.write_table(tmp_path / "delaywatch.db", tmp_path, 7, Table("things", "", ("a",)))
    as_it_is, neutralised = StringIO(newline=""), StringIO(newline="")
    for out, told in ((as_it_is, lambda cell: cell), (neutralised, files.harmless)):
        writer = csv.writer(out)
        writer.writerow(["a", "b", "c", "d", "e", "f", "delaywatch_release"])
        for row in found:
            writer.writerow([*map(told, row), 7])
    assert (tmp_path / "csv" / "things.csv").read_bytes() == as_it_is.getvalue().encode()
    assert (
        tmp_path / "csv-spreadsheet" / "things.csv"
    ).read_bytes() == neutralised.getvalue().encode()


def test_the_pages_of_the_ledger_are_read_once_for_all_runs(desk):
    """Not once for each run over each source: there are thousands of these, and a million pages."""
    plan = desk.db.execute(f"explain query plan {cohorts._RUNS}", {"as_of": "2026-06-01"})
    steps = [row[3] for row in plan.fetchall()]
    assert {"MATERIALIZE for_good", "MATERIALIZE missed"} <= set(steps)
