"""SQL stands in db/, and nowhere else in the tracker and the crawler."""

import ast
from pathlib import Path

from db.connection import connect, file_of, is_open_elsewhere, memory, settle

ROOT = Path(__file__).parents[2]
CALLS = {"execute", "executemany", "executescript"}


def written_here(source):
    """Lines at which a program hands text of its own to SQLite."""
    return [
        node.lineno for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        and node.func.attr in CALLS and node.args
        and isinstance(node.args[0], ast.Constant | ast.JoinedStr | ast.BinOp)
    ]  # fmt: skip


def test_it_is_seen_where_it_is():
    assert written_here('db.execute("pragma x")\ndb.execute(sql.NAMES)\ndb.execute(f"{a}")') == [
        1,
        3,
    ]


def test_no_statement_stands_elsewhere():
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for part in ("tracker", "crawler") for path in sorted((ROOT / part).rglob("*.py"))
        for line in written_here(path.read_text())
    ]  # fmt: skip
    assert found == []


def test_where_a_database_lies(tmp_path):
    db = connect(tmp_path / "a.db")
    assert file_of(db) == tmp_path / "a.db"
    assert file_of(memory()) is None
    db.conn.close()


def test_whether_another_has_it_open(tmp_path):
    path = tmp_path / "a.db"
    db = connect(path)
    assert is_open_elsewhere(path)
    db.conn.close()
    assert not is_open_elsewhere(path)
    path.write_text("no database")
    assert not is_open_elsewhere(path)


def test_settled_it_is_one_file(tmp_path):
    db = connect(tmp_path / "a.db")
    settle(db)
    assert [path.name for path in tmp_path.iterdir()] == ["a.db"]
    db.conn.close()
