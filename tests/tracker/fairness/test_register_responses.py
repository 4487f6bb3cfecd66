"""Replies in a register file, and why a file says otherwise than before."""

from copy import deepcopy

import pytest
import yaml

from db.errors import Problem
from tests.tracker.fairness.conftest import BUOYS, FILES, LIGHT
from tests.tracker.pages import BY_JUNE, DHSC, NHSE, TODAY, as_yaml, promise
from tracker.register.files import dump
from tracker.register.load import check, export
from tracker.register.model import Commitment

ASKED = {"happened": "asked", "on": "2026-11-02", "how": "e-mail to the press office"}
ANSWERED = {
    "happened": "answered", "on": "2026-11-05", "words": "It will come.\n\nBut later.",
    "url": "https://news.example/answer",
}  # fmt: skip
NO_REPLY = {"happened": "no_reply", "on": "2026-11-04"}


def files(*responses, of=LIGHT, **more):
    """The small register, where one commitment has these responses."""
    return [
        {**file, **more, "responses": list(responses)} if file["slug"] == of else file
        for file in deepcopy(FILES)
    ]


def stored(desk, *, standing=True):
    return desk.rows(
        f"""select body, origin, happened, happened_on, retracted_why from responses
            where (retracted_on is null) = {int(standing)} order by id"""
    )


def test_they_are_loaded(desk):
    loaded = desk.register(*files(ASKED, ANSWERED))
    assert str(loaded.commitments) == "0 inserted, 1 updated, 2 unchanged, 0 retracted"
    assert loaded.steps.unchanged == 4
    assert [(row["body"], row["origin"], row["happened"]) for row in stored(desk)] == [
        (NHSE, "register", "asked"), (NHSE, "register", "answered"),
    ]  # fmt: skip
    assert "1. nhs-england asked on 2 November 2026, e-mail to the press office, of the reg" in (
        desk.say("respond", LIGHT)
    )


def test_the_same_again_changes_nothing(desk):
    desk.register(*files(ASKED, NO_REPLY))
    before = desk.rows("select * from responses")
    assert str(desk.register(*files(ASKED, NO_REPLY)).commitments).startswith("0 inserted, 0 upd")
    assert desk.rows("select * from responses") == before


def test_what_left_the_file_is_taken_back_and_the_rest_untouched(desk):
    desk.register(*files(ASKED, NO_REPLY))
    desk.register(*files(ASKED, {**ANSWERED, "on": "2026-11-03"}))
    assert [row["happened"] for row in stored(desk)] == ["asked", "answered"]
    assert [(row["happened"], row["retracted_why"]) for row in stored(desk, standing=False)] == [
        ("no_reply", "no longer in the register")
    ]
    assert desk.count("responses") == 3


def test_a_commitment_that_left_the_register_takes_its_responses_along(desk):
    desk.register(*files(ASKED))
    desk.register(*FILES[1:], allow_retractions=True)
    assert stored(desk) == []


def test_an_editors_row_gives_way_to_the_same_of_the_register(desk):
    desk.say("respond", LIGHT, "--asked", "--on", "2026-11-02", "--how", ASKED["how"])
    desk.say("respond", LIGHT, "--answered", "--on", "2026-11-20", "--words", "No.")
    desk.register(*files(ASKED))
    assert [(row["origin"], row["happened"]) for row in stored(desk)] == [
        ("editor", "answered"), ("register", "asked"),
    ]  # fmt: skip
    assert stored(desk, standing=False)[0]["retracted_why"] == "stands in the register by now"


def test_one_of_the_register_is_taken_back_in_its_file_alone(desk):
    desk.register(*files(ASKED))
    said = desk.refused("respond", LIGHT, "--retract", "1", "--reason", "x")
    assert "1 stands in the register - take it out of the file lighthouse-plan.yml" in said


@pytest.mark.parametrize(
    ("of", "responses"),
    [
        (LIGHT, [ASKED, NO_REPLY]),
        (LIGHT, [ASKED, {**ASKED, "on": "2026-11-05", "how": "by telephone"}, ANSWERED]),
        (LIGHT, [{**ASKED, "body": DHSC}, ASKED]),
        (BUOYS, [{**ASKED, "body": NHSE}, {**ANSWERED, "body": DHSC}]),
    ],
)
def test_an_export_is_the_same_file_byte_for_byte(desk, tmp_path, of, responses):
    desk.register(*files(*responses, of=of))
    out, again = tmp_path / "out", tmp_path / "again"
    export(desk.db, out)
    text = (out / f"{of}.yml").read_text()
    assert yaml.safe_load(text)["responses"] == responses
    desk.register(*(yaml.safe_load(path.read_text()) for path in sorted(out.glob("*.yml"))))
    export(desk.db, again)
    assert {path.name: path.read_text() for path in out.glob("*.yml")} == {
        path.name: path.read_text() for path in again.glob("*.yml")
    }


def test_a_file_without_them_has_no_such_field():
    assert "responses" not in dump(Commitment.model_validate(FILES[0]))


WRONG = [
    ("yet to come", [{**ANSWERED, "on": "2026-11-23"}], "on: 2026-11-23 is yet to come"),
    ("an unknown body", [{**ASKED, "body": "board"}], "1.body: no body is called board"),
    ("no reply to nothing", [NO_REPLY], "1.on: nothing was asked before 2026-11-04"),
    ("no reply on the day", [ASKED, {**NO_REPLY, "on": "2026-11-02"}], "nothing was asked"),
    ("answered by then", [ASKED, {**ANSWERED, "on": "2026-11-03"}, NO_REPLY],
     "responses.3.on: what was asked on 2026-11-02 was answered on 2026-11-03"),
    ("of another body", [{**ASKED, "body": DHSC}, NO_REPLY], "2.on: nothing was asked before"),
    ("the wrong way round", [ANSWERED, ASKED], "2.on: is after 2026-11-05; the older come"),
    ("twice", [ASKED, ASKED], "2.happened: the same stands above already"),
    ("no way", [{"happened": "asked", "on": "2026-11-02"}], "1.how: what was asked says how"),
    ("no words", [{"happened": "answered", "on": "2026-11-02"}], "1.words: an answer needs"),
    ("no day", [{**ASKED, "on": None}], "1.on: it needs a day"),
    ("no such day", [{**ASKED, "on": "2026-02-30"}], "1.on: there is no such day"),
    ("words of nobody", [ASKED, {**NO_REPLY, "words": "x"}], "no_reply has neither words"),
    ("a page of a question", [{**ASKED, "url": "https://a.example/"}], "only an answer can be"),
    ("no address", [{**ANSWERED, "url": "javascript:1"}], "1.url: a source needs an address"),
    ("too long", [{**ANSWERED, "words": "x" * 4001}], "1.words: String should have at most 4"),
    ("a control character", [{**ANSWERED, "words": "a\x07"}], "1.words: holds a control char"),
    ("an unknown kind", [{**ASKED, "happened": "phoned"}], "1.happened: Input should be"),
    ("an unknown field", [{**ASKED, "by": "Ada"}], "1.by: unknown field"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("responses", "said"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG]
)
def test_a_wrong_file_is_refused_with_its_line(desk, responses, said):
    with pytest.raises(Problem) as refused:
        desk.register(*files(*responses))
    told = str(refused.value)
    assert said in told
    number = int(told.split(f"{LIGHT}.yml:")[1].partition(":")[0])
    [path] = desk.path.parent.glob(f"register-*/{LIGHT}.yml")
    assert number > path.read_text().splitlines().index("responses:") + 1
    assert desk.count("responses") == 0


def test_where_several_are_responsible_the_body_is_named(desk):
    with pytest.raises(Problem, match=r"responses.1.body: several bodies are responsible: name"):
        desk.register(*files(ASKED, of=BUOYS))


def test_the_packaged_register_has_none(register_folder):
    assert not [one.slug for one in check(register_folder, TODAY).commitments if one.responses]


# ------------------------------------------------------------------------- why it says otherwise

BY_JULY = ("by July 2026", "deadline", None, "2026-07-31")


class TestCauses:
    @pytest.fixture
    def reload(self, desk, tmp_path):
        """Load the register with one file another, with these options."""

        def reload(file, *options):
            folder = tmp_path / "register"
            folder.mkdir(exist_ok=True)
            for one in (file, *FILES[1:]):
                (folder / f"{one['slug']}.yml").write_text(as_yaml(one))
            return desk.call("register", "load", str(folder), *options)

        return reload

    CAUSE = ("--cause", "our_error", "--reason", "July was read as June.")

    def taken_back(self, desk):
        return desk.rows(
            """select seq, retracted_cause as cause, retracted_why as why from events
               where retracted_on is not null order by seq"""
        )

    def mended(self, **more):
        first, second = FILES[0]["steps"]
        return {**FILES[0], "steps": [first, {**second, **more}]}

    def test_a_step_that_was_wrong_keeps_the_cause(self, desk, reload):
        words, kind, first, last = BY_JULY
        due = {"due_phrase": words, "due_kind": kind, "due_earliest": first, "due_latest": last}
        assert reload(self.mended(**due), *self.CAUSE).exit_code == 0
        assert self.taken_back(desk) == [
            {"seq": 2, "cause": "our_error", "why": "July was read as June."}
        ]

    def test_one_that_says_the_same_does_not(self, desk, reload):
        reload(self.mended(note="Said aloud."), *self.CAUSE)
        assert self.taken_back(desk) == [
            {"seq": 2, "cause": None, "why": "replaced by a corrected row of the register"}
        ]

    def test_nor_one_that_only_has_another_place(self, desk, reload):
        between = {**promise(BY_JUNE, made_on="2026-02-02"), "seq": 2}
        first, second = FILES[0]["steps"]
        file = {**FILES[0], "steps": [first, between, {**second, "seq": 3}]}
        assert reload(file, *self.CAUSE).exit_code == 0
        assert [row["cause"] for row in self.taken_back(desk)] == [None]

    def test_without_a_cause_all_is_as_it_was(self, desk, reload):
        reload(self.mended(who="Another"))
        assert self.taken_back(desk)[0]["cause"] is None

    @pytest.mark.parametrize(
        ("options", "code", "said"),
        [
            (("--cause", "our_error"), 1, "--cause and --reason go together"),
            (("--reason", "x"), 1, "--cause and --reason go together"),
            (("--cause", "our_error", "--reason", " "), 1, "the reason is empty"),
            (("--cause", "time", "--reason", "x"), 2, "is not one of"),
        ],
    )
    def test_wrong_options_load_nothing(self, desk, reload, options, code, said):
        result = reload(self.mended(who="Another"), *options)
        assert result.exit_code == code
        assert said in result.stderr
        assert self.taken_back(desk) == []
