"""Documents from a file: what is taken, what is refused, and with which line."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.archive import Archive
from db.errors import Problem
from tracker.imports import import_jsonl, read_mapping

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
ANSWER = {
    "id": 7,
    "url": "https://answers.example/7",
    "heading": "A plan",
    "answered": "2026-03-31",
    "answer_paragraphs": ["We will publish a plan.", "It will come in due course."],
}
MAPPING = "title=heading,published=answered,text=answer_paragraphs"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "uk_written_answers.jsonl"


@pytest.fixture
def run(db, tmp_path):
    """Import lines; returns the counts."""

    def run(*lines, mapping=MAPPING, **more):
        file = tmp_path / "answers.jsonl"
        file.write_text("\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines))
        return import_jsonl(
            db, tmp_path / "delaywatch.db", file, "answers", read_mapping(mapping), at=NOW, **more
        )

    return run


def test_a_list_is_paragraphs(db, run, tmp_path):
    run(ANSWER, licence="OPL", republish="text")
    row = next(db.query("select * from documents"))
    assert row["title"] == "A plan"
    assert row["text"] == "We will publish a plan.\nIt will come in due course."
    assert (row["published_at"], row["native_id"], row["origin"]) == ("2026-03-31", "7", "file")
    version = next(db.query("select * from versions"))
    assert json.loads(Archive(tmp_path / "archive").read(version["raw_sha256"])) == ANSWER
    source = next(db.query("select name, kind, licence, republish from sources"))
    assert source == {"name": "answers", "kind": "file", "licence": "OPL", "republish": "text"}


def test_twice_makes_no_duplicates(db, run):
    assert run(ANSWER)["new documents"] == 1
    assert run(ANSWER) == {
        "new documents": 0,
        "new versions": 0,
        "unchanged": 1,
        "without a title": 0,
    }
    assert db["versions"].count == 1


def test_a_corrected_answer_is_a_second_version(db, run):
    run(ANSWER)
    assert (
        run({**ANSWER, "answer_paragraphs": ["We will publish it in 2027."]})["new versions"] == 1
    )
    texts = db.execute("select text from texts order by id").fetchall()
    assert len(texts) == 2


def test_an_answer_without_a_heading_is_kept_and_counted(db, run):
    assert run({**ANSWER, "heading": None})["without a title"] == 1
    assert db.execute("select title from documents").fetchone() == ("(no title)",)


AUTHORS = [
    # what the line says of its author, who that is, and the body if we know it
    ("Department of Health  and Social Care", "Department of Health and Social Care", "dhsc"),
    ("DHSC", "DHSC", "dhsc"),
    ("Harbour Office", "Harbour Office", None),
    ("", None, None),
    (None, None, None),
]


@pytest.mark.parametrize(("named", "author", "body"), AUTHORS)
def test_every_line_may_have_an_author_of_its_own(db, run, named, author, body):
    db.table("bodies").insert({"slug": "dhsc", "name": "Department of Health and Social Care"})
    run({**ANSWER, "department": named}, mapping=f"{MAPPING},author=department", nature="official")
    assert db.execute("select author, body from documents").fetchone() == (author, body)


def test_an_author_can_be_told_later(db, run):
    run(ANSWER, nature="official")
    run(ANSWER | {"by": "Harbour Office"}, mapping=f"{MAPPING},author=by")
    assert db.execute("select author from documents").fetchall() == [("Harbour Office",)]
    run(ANSWER)
    assert db.execute("select author from documents").fetchall() == [("Harbour Office",)]


@pytest.mark.parametrize("nature", ["press", "press_copy", "third_party"])
def test_the_author_of_a_paper_is_a_byline_and_no_body(db, run, nature):
    run({**ANSWER, "author": "Sam Roe"}, nature=nature)
    assert db.execute("select author from documents").fetchone() == (None,)


def test_a_mark_at_the_beginning_of_a_file_is_no_part_of_it(db, run):
    run(f"\ufeff{json.dumps(ANSWER)}")
    assert db["documents"].count == 1


def test_a_known_source_keeps_what_it_says_of_itself(db, run):
    db.table("sources").insert(
        {"name": "answers", "title": "Answers", "kind": "wordpress", "republish": "quote"}
    )
    run(ANSWER, licence="none", republish="text")
    assert db.execute("select title, republish from sources").fetchone() == ("Answers", "quote")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "2: is not JSON"),
        ("[1]", "2: is JSON, but no object"),
        ({**ANSWER, "answer_paragraphs": []}, "2: text is missing (read from the field 'answer_"),
        ({**ANSWER, "url": "ftp://x"}, "2: url is no web address: 'ftp://x'"),
        ({**ANSWER, "answered": "31/03/2026"}, "2: published is no day: '31/03/2026'"),
        ({**ANSWER, "answer_paragraphs": [1]}, "2: text is neither text nor a list of texts"),
        ({"url": "https://x.example"}, "2: title is missing"),
        ({**ANSWER, "url": "https://"}, "2: url is no web address: 'https://'"),
        ('{"url": "https://x.example", "title": "\\ud800", "text": "x"}', "2: is not UTF-8"),
        ("[" * 200_000, "2: is nested too deeply"),
        (f'{{"id": {"9" * 5000}}}', "2: has a number that is too long"),
    ],
)
def test_a_wrong_line_stops_it_all(db, run, line, said):
    with pytest.raises(Problem) as caught:
        run(ANSWER, line)
    assert said in str(caught.value)
    assert db["documents"].count == 0
    assert db["sources"].count == 0


@pytest.mark.parametrize("mapping", ["title", "heading=title", "title="])
def test_a_wrong_mapping(mapping):
    with pytest.raises(Problem, match="is not a mapping"):
        read_mapping(mapping)


@pytest.mark.skipif(not CORPUS.exists(), reason="the shared corpus is not beside this checkout")
def test_2349_real_answers_import_twice_without_duplicates(db, tmp_path):
    def run():
        return import_jsonl(
            db, tmp_path / "delaywatch.db", CORPUS, "answers", read_mapping(MAPPING), at=NOW
        )

    assert run()["new documents"] == 2349
    assert run()["unchanged"] == 2349
    assert db["versions"].count == 2349
