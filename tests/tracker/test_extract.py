"""Reading what was stored: whose word it is, since when, where it stands, and that it stays."""

from dataclasses import replace

import pytest
from click.testing import CliRunner

from db.connection import writing
from db.lock import run_lock
from db.readings import Reading
from db.recording import record
from tests.tracker.pages import AT, LIGHTHOUSE, OFFICIAL, PRESS, Desk, source
from tracker import extract as extraction
from tracker.cli import main
from tracker.statements import find_statements

URL = "https://news.example/page"
BY_MAY = "The Lighthouse Plan will be published by May 2027."
BY_JULY = "The Lighthouse Plan will be published by July 2027."
FOG = "There was fog on the coast."
ABROAD = source("gazette", "third_party", None)
FOI = source("answers", "foi")
SAID = ("said_on", "said_on_precision", "said_on_basis")


@pytest.fixture
def desk(tmp_path):
    """An empty database."""
    return Desk.fresh(tmp_path)


def read(desk, text, **more):
    """Put a page in, read it, and return its statements."""
    desk.page(text, **more)
    desk.extract()
    return statements(desk)


def statements(desk):
    return desk.rows("select * from statements order by id")


def places(desk, quote=None):
    """Where statements stand: number of the version, and the words at that place."""
    return [
        (row["number"], row["text"][row["sentence_start"] : row["sentence_end"]])
        for row in desk.rows(
            """select v.number, t.text, p.* from statement_places p
               join statements s on s.id = p.statement_id
               join texts t on t.id = p.text_id join versions v on v.id = t.version_id
               where ? is null or s.quote = ? order by v.number, p.sentence_start""",
            quote, quote,
        )
    ]  # fmt: skip


def other_rules(monkeypatch, read=find_statements, name="other rules"):
    """Let the rules be others from now on."""
    monkeypatch.setattr("tracker.extract.RULES", name)
    monkeypatch.setattr("tracker.extract.find_statements", read)


# ----------------------------------------------------------- when it was said, by whom

SAYINGS = [
    # what is special, the sentence, the page, (said on, how well known, why), voice, reported
    ("a page has a day", BY_MAY, {}, ("2026-03-02", "day", "document"), "on_record", 0),
    (
        "half past midnight in London is the evening before in UTC",
        BY_MAY,
        {"published_at": "2026-06-30T23:30:00Z"},
        ("2026-07-01", "day", "document"),
        "on_record",
        0,
    ),
    (
        "but not in winter",
        BY_MAY,
        {"published_at": "2026-01-31T23:30:00Z"},
        ("2026-01-31", "day", "document"),
        "on_record",
        0,
    ),
    (
        "a page without a day",
        BY_MAY,
        {"published_at": None},
        (None, "unknown", "unknown"),
        "on_record",
        0,
    ),
    (
        "what was said on another day has that day",
        "The minister said on 3 February 2026 that the Lighthouse Plan would be published soon.",
        {},
        ("2026-02-03", "day", "told"),
        "reported",
        1,
    ),
    (
        "or that month",
        "NHS England said in January 2026 that the Lighthouse Plan would be published soon.",
        {"of": PRESS},
        ("2026-01-01", "month", "told"),
        "reported",
        1,
    ),
    (
        "or that year",
        "NHS England said in 2025 that the Lighthouse Plan would be published soon.",
        {"of": PRESS},
        ("2025-01-01", "year", "told"),
        "reported",
        1,
    ),
    (
        "told days need no day of the page",
        "NHS England said in January 2026 that the Lighthouse Plan would be published soon.",
        {"of": PRESS, "published_at": None},
        ("2026-01-01", "month", "told"),
        "reported",
        1,
    ),
    (
        "what was said at first was said on a day that nobody tells",
        "The Lighthouse Plan was originally due by the end of 2025.",
        {},
        (None, "unknown", "unknown"),
        "reported",
        1,
    ),
    (
        "the press tells what somebody said",
        "NHS England said that the Lighthouse Plan would be published in May 2027.",
        {"of": PRESS},
        ("2026-03-02", "day", "document"),
        "reported",
        1,
    ),
    (
        "or what somebody is to do",
        "NHS England will publish the Lighthouse Plan by May 2027.",
        {"of": PRESS},
        ("2026-03-02", "day", "document"),
        "reported",
        0,
    ),
    ("or names nobody", BY_MAY, {"of": PRESS}, ("2026-03-02", "day", "document"), "unnamed", 0),
    ("as anybody may", BY_MAY, {"of": ABROAD}, ("2026-03-02", "day", "document"), "unnamed", 0),
    (
        "an answer to an FOI request is the body's word",
        BY_MAY,
        {"of": FOI},
        ("2026-03-02", "day", "document"),
        "on_record",
        0,
    ),
]


@pytest.mark.parametrize(
    ("_case", "sentence", "page", "said", "voice", "reported"),
    SAYINGS,
    ids=[row[0] for row in SAYINGS],
)
def test_when_it_was_said_and_by_whom(desk, _case, sentence, page, said, voice, reported):
    [found] = read(desk, sentence, **page)
    assert tuple(found[name] for name in SAID) == said
    assert (found["voice"], found["reported"]) == (voice, reported)


DATES = [
    # the words of the date, said on, first and last day
    ("by May 2027", "2026-03-02", "2026-03-02", "2027-05-31"),
    ("in the spring", "2026-01-12", "2026-03-01", "2026-05-31"),
    ("within six months", "2026-03-02", "2026-03-02", "2026-09-02"),
    ("by May 2027", None, None, "2027-05-31"),
    ("in the spring", None, None, None),
    ("within six months", None, None, None),
    ("in due course", "2026-03-02", "2026-03-02", None),
]


@pytest.mark.parametrize(("words", "said_on", "earliest", "latest"), DATES)
def test_dates_are_read_as_of_the_day_of_saying(desk, words, said_on, earliest, latest):
    [found] = read(desk, f"The Lighthouse Plan will be published {words}.", published_at=said_on)
    assert found["due_words"] in words
    assert (found["due_earliest"], found["due_latest"]) == (earliest, latest)


# ---------------------------------------------------------------------- where it stands


def test_offsets_are_those_of_the_stored_text(desk):
    """The page as served has soft hyphens, runs of spaces and lines that mean nothing."""
    read(desk, f"  {FOG}\n\n\u00ad Keepers\u00a0 wait. {BY_MAY}  \n{BY_JULY} {FOG}\n")
    assert places(desk) == [(1, BY_MAY), (1, BY_JULY)]
    for row in desk.rows(
        """select s.due_words, t.text, p.due_start, p.due_end from statement_places p
           join statements s on s.id = p.statement_id join texts t on t.id = p.text_id"""
    ):
        assert row["text"][row["due_start"] : row["due_end"]] == row["due_words"]


def test_a_sentence_that_stands_twice_on_a_page_is_one_statement(desk):
    """A standfirst is often said again in the body."""
    [found] = read(desk, f"{BY_MAY}\n{FOG}\n{BY_MAY}")
    assert found["quote"] == BY_MAY


class TestVersions:
    """A page that was changed; the first version is of 2 March 2026."""

    def edited(self, desk, *texts, **more):
        """The page in one text after the other, each read; returns its statements."""
        for text in texts[:-1]:
            read(desk, text)
        return read(desk, texts[-1], **{"modified_at": "2026-04-01T09:00:00Z"} | more)

    def test_a_sentence_that_stands_on_keeps_its_number_and_its_day(self, desk):
        [before] = read(desk, BY_MAY)
        [after] = self.edited(desk, f"{FOG} {BY_MAY}")
        assert after == before
        assert places(desk) == [(1, BY_MAY), (2, BY_MAY)]

    @pytest.mark.parametrize(
        ("edit", "day"),
        [
            ({"modified_at": "2026-04-01T09:00:00Z"}, "2026-04-01"),
            ({"modified_at": "2026-06-30T23:30:00Z"}, "2026-07-01"),  # in London
            ({"modified_at": "2026-04-01"}, "2026-04-01"),
            ({"modified_at": None, "at": "2026-05-05T06:00:00Z"}, "2026-05-05"),
        ],
    )
    def test_what_is_new_was_said_when_the_page_was_changed(self, desk, edit, day):
        old, new = self.edited(desk, BY_MAY, f"{BY_MAY} {BY_JULY}", **edit)
        assert tuple(old[name] for name in SAID) == ("2026-03-02", "day", "document")
        assert tuple(new[name] for name in SAID) == (day, "day", "edit")

    def test_its_dates_are_read_as_of_that_day(self, desk):
        soon = "The Lighthouse Plan will be published within six months."
        [found] = self.edited(desk, FOG, soon)
        assert (found["due_earliest"], found["due_latest"]) == ("2026-04-01", "2026-10-01")

    def test_a_page_without_a_day_has_one_once_it_is_changed(self, desk):
        read(desk, FOG, published_at=None)
        [found] = read(desk, BY_MAY, published_at=None, modified_at="2026-04-01")
        assert tuple(found[name] for name in SAID) == ("2026-04-01", "day", "edit")

    def test_what_it_reports_anew_keeps_the_day_that_is_told(self, desk):
        told = "NHS England said in January 2026 that the Lighthouse Plan would be published soon."
        [found] = self.edited(desk, FOG, told)
        assert tuple(found[name] for name in SAID) == ("2026-01-01", "month", "told")

    def test_what_it_reports_anew_without_a_day_is_of_the_edit(self, desk):
        told = "NHS England said that the Lighthouse Plan would be published in May 2027."
        [found] = self.edited(desk, FOG, told)
        assert tuple(found[name] for name in SAID) == ("2026-04-01", "day", "edit")

    def test_what_the_page_no_longer_says_stands_in_its_old_version_only(self, desk):
        [found] = self.edited(desk, BY_MAY, FOG)
        assert places(desk, BY_MAY) == [(1, BY_MAY)]
        assert found["stands"] == 1  # it was said, and can still be read

    def test_a_changed_sentence_is_a_new_statement_to_be_decided_on(self, desk):
        desk.register(LIGHTHOUSE)
        [before] = desk.found(BY_MAY)
        desk.decide(before)
        _, after = self.edited(desk, BY_JULY)
        assert desk.waiting() == {BY_JULY}
        assert (places(desk, BY_MAY), places(desk, BY_JULY)) == ([(1, BY_MAY)], [(2, BY_JULY)])
        assert desk.one("select decision, reviewer from decisions") == {
            "decision": "accept",
            "reviewer": "Ada",
        }
        assert after["id"] != before["id"]

    def test_a_page_that_returns_to_an_earlier_text_says_nothing_new(self, desk):
        before = self.edited(desk, BY_MAY, BY_JULY)
        read(desk, BY_MAY)
        assert statements(desk) == before
        assert desk.count("readings") == 2

    def test_all_versions_may_be_waiting(self, desk):
        """A first run over an old archive: the days are those of a run after each edit."""
        for text, day in (
            (BY_MAY, None),
            (f"{BY_MAY} {BY_JULY}", "2026-04-01"),
            (FOG, "2026-05-01"),
        ):
            desk.page(text, modified_at=day)
        assert desk.extract().texts == 3
        assert [row["said_on"] for row in statements(desk)] == ["2026-03-02", "2026-04-01"]
        assert places(desk) == [(1, BY_MAY), (2, BY_MAY), (2, BY_JULY)]

    def test_what_a_better_extractor_reads_moves_the_place_and_not_the_statement(self, desk):
        page = Reading(
            source="news", origin="site", url=URL, native_id=None, kind="news", title="A page",
            text=BY_MAY, published_at="2026-03-02", modified_at=None, raw=b"raw",
            content_type="text/html", route="html", extractor="test/1",
        )  # fmt: skip
        read(desk, FOG, url="https://news.example/other")
        with writing(desk.db):
            record(desk.db, desk.archive, page, run_id=None, at=AT)
        desk.extract()
        [before] = statements(desk)
        better = replace(page, text=f"Home | News | {FOG}\n{BY_MAY}", extractor="test/2")
        with writing(desk.db):
            told = record(
                desk.db, desk.archive, better, run_id=None, at=AT, reread=lambda *_: better
            )
        assert told == "unchanged"
        desk.extract()
        assert statements(desk) == [before]
        assert places(desk) == [(1, BY_MAY)]
        assert desk.one("select max(sentence_start) as start from statement_places")["start"] > 0


# ------------------------------------------------------------------------- other rules


OTHER_WORDS = [
    # the sentence; dates as first read, as read now; which of the readings now wait again
    ("The plan will come by May 2027.", ["by May 2027"], ["May 2027"], []),
    ("The plan will come by May 2027.", ["by May 2027"], [None], []),
    ("The plan will come by May 2027.", [None], ["by May 2027"], []),
    ("The plan comes by May 2027, the code by June 2027.",
     ["May 2027", "June 2027"], ["by June 2027", "by May 2027"], []),
    ("The plan comes by May 2027, the code by June 2027.",
     ["May 2027"], ["May 2027", "June 2027"], ["June 2027"]),
    ("The plan comes by May 2027, the code in July.",
     ["by May 2027"], ["May 2027", "July"], ["July"]),
    ("The plan comes by May 2027, the code in July.",
     [None], ["May 2027", "July"], ["May 2027", "July"]),
]  # fmt: skip


class TestOtherRules:
    """Better rules read everything again; what people decided stays with the sentences."""

    def test_the_same_rules_read_nothing_twice(self, desk):
        read(desk, BY_MAY)
        done = desk.extract()
        assert (done.texts, done.found) == (0, 0)

    def test_other_rules_read_every_text_again(self, desk, monkeypatch):
        before = self.edited_page(desk)
        other_rules(monkeypatch)
        done = desk.extract()
        assert (done.texts, done.found) == (2, 3)
        assert statements(desk) == before
        assert desk.extract().texts == 0

    def edited_page(self, desk):
        read(desk, BY_MAY)
        return read(desk, f"{BY_MAY} {BY_JULY}", modified_at="2026-04-01")

    def test_a_statement_that_they_read_otherwise_is_the_same_one(self, desk, monkeypatch):
        before = self.edited_page(desk)
        other_rules(
            monkeypatch,
            lambda text, day: [
                replace(one, deliverable="Plan for Lighthouses", confidence=0.5, rule="better")
                for one in find_statements(text, day)
            ],
        )
        desk.extract()
        changed = {"deliverable": "Plan for Lighthouses", "confidence": 0.5, "rule": "better"}
        assert statements(desk) == [row | changed for row in before]

    def test_decisions_and_events_survive(self, desk, monkeypatch):
        desk.register(LIGHTHOUSE)
        desk.found(f"{BY_MAY} {BY_JULY}")
        accepted, rejected = statements(desk)
        desk.decide(accepted)
        desk.decide(rejected, "reject")
        record_of, counted = desk.rows("select * from reviews"), desk.timeline()
        other_rules(
            monkeypatch,
            lambda text, day: [replace(one, event="slipped") for one in find_statements(text, day)],
        )
        desk.extract()
        desk.resolve()
        assert {row["event"] for row in statements(desk)} == {"slipped"}
        assert desk.waiting() == set()
        assert desk.rows("select * from reviews") == record_of
        assert desk.timeline() == counted

    def test_what_they_no_longer_find_goes_unless_it_was_decided_on(self, desk, monkeypatch):
        desk.register(LIGHTHOUSE)
        desk.found(f"{BY_MAY} {BY_JULY}")
        accepted, _undecided = statements(desk)
        desk.decide(accepted)
        counted = desk.timeline()
        other_rules(monkeypatch, lambda *_: [])
        desk.extract()
        assert statements(desk) == [accepted | {"stands": 0}]
        assert desk.waiting() == set()
        assert desk.timeline() == counted

    def test_what_they_find_again_is_still_decided(self, desk, monkeypatch):
        desk.register(LIGHTHOUSE)
        [found] = desk.found(BY_MAY)
        desk.decide(found, "reject")
        other_rules(monkeypatch, lambda *_: [], "worse")
        desk.extract()
        other_rules(monkeypatch, find_statements, "mended")
        desk.extract()
        assert statements(desk) == [found]
        assert desk.waiting() == set()

    def test_what_they_find_for_the_first_time_waits(self, desk, monkeypatch):
        other_rules(monkeypatch, lambda *_: [], "blind")
        assert read(desk, BY_MAY) == []
        other_rules(monkeypatch, find_statements, "seeing")
        desk.extract()
        assert desk.waiting() == {BY_MAY}

    @pytest.mark.parametrize(("sentence", "first", "now", "again"), OTHER_WORDS)
    def test_what_was_decided_is_not_asked_again_for_other_words_of_its_date(
        self, desk, monkeypatch, sentence, first, now, again
    ):
        def reading(words):
            def read(text, day):
                [one] = find_statements(BY_MAY, day)
                for date in words:
                    start = text.index(date) if date else 0
                    due = date and replace(one.due, start=start, end=start + len(date), text=date)
                    yield replace(one, start=0, end=len(text), text=text, due=due)

            return lambda text, day: list(read(text, day))

        other_rules(monkeypatch, reading(first), "first")
        desk.page(sentence)
        desk.extract()
        for row in statements(desk):
            desk.decide(row, "reject")
        other_rules(monkeypatch, reading(now), "now")
        desk.extract()
        waiting = "select * from statements where id in (select statement_id from review_queue)"
        assert [row["due_words"] for row in desk.rows(waiting)] == again

    def test_another_kind_of_event_is_asked_about(self, desk, monkeypatch):
        [found] = desk.found(BY_MAY)
        desk.decide(found, "reject")
        other_rules(
            monkeypatch,
            lambda text, day: [replace(one, event="dropped") for one in find_statements(text, day)],
        )
        desk.extract()
        assert desk.waiting() == {BY_MAY}


# ------------------------------------------------------------------------ a long work


def many(desk, number):
    """So many pages, each with a sentence of its own."""
    for n in range(number):
        text = f"Lighthouse {n}: the Lamp {n} Plan will be published by May {2027 + n % 9}."
        desk.page(text, url=f"https://news.example/{n}")


def all_that_was_found(desk):
    names = "document_id, quote, focus, said_on, due_latest, deliverable, rule, stands"
    found = (
        f"select {names}, sentence_start, sentence_end from statements s join statement_places p"
    )
    return desk.rows(f"{found} on p.statement_id = s.id order by document_id, focus")


def test_processes_find_what_one_finds(tmp_path):
    """Enough pages that processes are worth starting."""
    alone, together = Desk(tmp_path / "1" / "delaywatch.db"), Desk(tmp_path / "2" / "delaywatch.db")
    for desk in (alone, together):
        many(desk, 230)
    assert together.extract(processes=2) == alone.extract(processes=1)
    assert all_that_was_found(together) == all_that_was_found(alone)
    assert together.count("readings") == 230
    assert together.count("statements") >= 230


def test_a_run_that_was_stopped_is_taken_up(desk):
    """After the first fifty texts, which are kept together."""
    many(desk, 120)

    def stop(read, of):
        assert (read, of) == (50, 120)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.extract(progress=stop)
    assert desk.count("readings") == 50
    assert desk.extract().texts == 70
    assert desk.count("statements") == desk.count("documents") == 120


def test_progress_is_told_along_the_way(desk):
    many(desk, 120)
    told = []
    desk.extract(progress=lambda read, of: told.append((read, of)))
    assert told == [(50, 120), (100, 120)]


class TestCommand:
    """``delaywatch extract``."""

    def call(self, desk, *words):
        common = ["--db", str(desk.path), "--as-of", "2026-11-22", "extract"]
        return CliRunner().invoke(main, [*common, *words], catch_exceptions=False)

    def test_it_counts(self, desk):
        desk.page(f"{BY_MAY} {BY_JULY}")
        none = "0 changes of documents looked into; 0 wait, 0 set aside"
        read = "1 texts read, 2 statements found"
        assert self.call(desk).output.splitlines() == [read, none]
        read = "0 texts read, 0 statements found"
        assert self.call(desk).output.splitlines() == [read, none]

    def test_it_tells_how_far_it_is(self, desk):
        many(desk, 60)
        result = self.call(desk, "--processes", "1")
        assert result.stderr == "50 of 60 texts read\n"

    def test_it_needs_a_database(self, tmp_path):
        result = CliRunner().invoke(main, ["--db", str(tmp_path / "none.db"), "extract"])
        assert result.exit_code == 1
        assert "there is no database here yet" in result.stderr

    def test_it_waits_for_no_other_run(self, desk):
        with run_lock(desk.path):
            assert self.call(desk).exit_code == 75


def test_a_copy_is_read_and_never_asked_about(desk):
    """``crawl --base-url`` at a mirror: what it says is to be seen, and nothing rests on it."""
    assert read(desk, BY_MAY, origin="copy", of=OFFICIAL)
    assert desk.waiting() == set()


# ------------------------------------------------------------ shared out among processes


class Pool:
    """Reads nothing before it is waited for; keeps how many characters lay with it at most."""

    def __init__(self, done_at_once=False):
        self.done_at_once = done_at_once
        self.ahead = self.most = 0
        self.handfuls = []
        self.waited = []  # how many had been handed out, and how much lay ahead

    def submit(self, read_each, handful):
        length = sum(len(text) for _, text in handful)
        self.handfuls.append(len(handful))
        self.ahead += length
        self.most = max(self.most, self.ahead)
        pool = self

        class Reading:
            def done(self):
                return pool.done_at_once

            def result(self):
                pool.waited.append((len(pool.handfuls), pool.ahead))
                pool.ahead -= length
                return read_each(handful)

        return Reading()


@pytest.mark.parametrize("done_at_once", [False, True])
@pytest.mark.parametrize(
    ("lengths", "handfuls"),
    [
        ([], []),
        ([10], [1]),
        ([10] * 600, [273, 273, 54]),  # a text costs a hundred characters by itself
        ([40_000] * 5, [1] * 5),
        ([10, 4_000_000, 10, 10], [2, 2]),
        ([4_000_000] * 5, [1] * 5),
    ],
)
def test_texts_are_handed_out_by_length_and_come_back_in_order(
    monkeypatch, lengths, handfuls, done_at_once
):
    monkeypatch.setattr(extraction, "read", lambda task, text: [{"of": task["id"], "in": text}])
    texts = [({"id": number}, "x" * length) for number, length in enumerate(lengths)]
    pool = Pool(done_at_once)
    found = list(extraction._ahead(pool, iter(texts)))
    assert found == [(task, [{"of": task["id"], "in": text}]) for task, text in texts]
    assert pool.handfuls == handfuls
    assert pool.most <= extraction._AHEAD + max(lengths, default=0)
    if not done_at_once:  # nobody waits for a process while others could be given more
        waited_early = [lay for handed, lay in pool.waited if handed < len(handfuls)]
        assert all(lay > extraction._AHEAD for lay in waited_early)
    if done_at_once and lengths:
        assert pool.most <= extraction._HANDFUL + max(lengths)
