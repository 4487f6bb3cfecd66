"""Files that are wrong, and how a person is told: what, where, what to do; nothing half kept."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import Problem
from tests.blank import blank
from tests.tracker.foi.exchange_harbour import furnish, rows, take_in
from tracker.foi import cases
from tracker.foi.exchange import csv_files, reading
from tracker.foi.exchange.charset import decoded
from tracker.foi.exchange.reading import read

FILES = Path(__file__).parent / "files"
REQUEST = (FILES / "request.json").read_text()
ATOM = (FILES / "request.atom").read_text()
YAML = (
    "id: plan\nsubject: Plan\nauthority: Harbour Office\nevents:\n- type: sent\n  on: 2026-03-06\n"
)
CSV = "case,subject,authority,event,on\nplan,Plan,Harbour Office,sent,2026-03-06\n"
DOCUMENT = Path(__file__).parents[3] / "docs" / "foi-import.md"


@pytest.fixture
def harbour():
    return furnish(blank())


@pytest.fixture
def file(tmp_path):
    def file(content, name="saved"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return file


def request(**changes):
    return json.dumps({**json.loads(REQUEST), **changes})


def fault_of(deed, otherwise):
    """What is wrong, in words; ``otherwise`` if nothing is."""
    try:
        deed()
    except Problem as problem:
        return str(problem)
    return otherwise


def without(name):
    return json.dumps({key: value for key, value in json.loads(REQUEST).items() if key != name})


def event(**changes):
    events = json.loads(REQUEST)["info_request_events"]
    return request(info_request_events=[{**events[0], **changes}])


# ---------------------------------------------------------------------------- what it is

NOT_OURS = [
    ("", "is empty"),
    ("\ufeff \n", "is empty"),
    ("<!DOCTYPE html><html><head><title>Just a moment...</title>", "is a web page"),
    ("<!-- saved -->\n<html lang='en'>", "is a web page"),
    (b"PK\x03\x04\x14\x00", "is an office document - save the sheet as CSV"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1", "is an office document"),
    (b"%PDF-1.7\n\xff\xfe", "line 2 is not UTF-8"),
    ("Dear Harbour Office", "is nothing that cases are read from"),
    ('"a text"', "is nothing that cases are read from"),
    ("<rss/>", "is XML, but no Atom feed"),
    ("<feed><entry>", ":1: is not whole XML"),
    ("{}", "is JSON, but no request and no feed of WhatDoTheyKnow"),
    ("[]", "is JSON, but no request and no feed"),
    ("[1]", "is JSON, but no request and no feed"),
    ('{"id": 1', ":1: is not whole JSON"),
    ('{\n"a": tru', ":2: is not whole JSON"),
    ('{"url_title": "x", "title": "y"}', "info_request_events is missing"),
    ('{"title": "\\ud800"}', "holds half a letter"),
    ('{"id": ' + "9" * 5000 + "}", "holds a number that is none"),
    ("[" * 200_000, "is nested too deeply"),
    ('{"foi_cases": 1}', "foi_cases is no list"),
    ('{"foi_cases": []}', "holds no case"),
    ('{"foi_cases": [1]}', ": case 1: holds no case"),
    ('{"foi_cases": [{"id": "x"}]}', ": case 1: subject: Field required"),
]


@pytest.mark.parametrize(("content", "said"), NOT_OURS)
def test_what_is_none_of_ours(harbour, file, content, said):
    path = file(content)
    with pytest.raises(Problem) as caught:
        take_in(harbour, path)
    assert said in str(caught.value)
    assert str(caught.value).startswith(str(path))
    assert harbour["foi_requests"].count == 0


def test_a_file_that_is_too_large_is_not_read(harbour, file, monkeypatch):
    monkeypatch.setattr(reading, "LARGEST", 2_000_000)
    with pytest.raises(Problem, match="is larger than 2 MB"):
        take_in(harbour, file(b"case," * 500_000))


def test_what_cannot_be_read_at_all(harbour, tmp_path):
    with pytest.raises(Problem, match="is no file"):
        take_in(harbour, tmp_path / "nowhere")
    with pytest.raises(Problem, match="there is no file of cases here"):
        take_in(harbour, tmp_path)


# ------------------------------------------------------------------------ WhatDoTheyKnow

OTHER_SHAPES = [
    (without("public_body"), "public_body is missing"),
    (without("title"), "title is missing"),
    (request(law_used="data_protection"), "law_used Input should be 'foi' or 'eir'"),
    (request(title=["Ada Example"]), "title Input should be a valid string"),
    (request(url_title="../../etc/passwd"), "url_title String should match"),
    (request(created_at="yesterday"), "created_at is no instant like 2026-08-11T09:26"),
    (request(created_at="2026-03-06T10:00:00"), "created_at is an instant without a time zone"),
    (request(created_at="0001-01-01T00:00:00+14:00"), "created_at is no instant of our time"),
    (request(tags="plan"), "tags is no list of tags"),
    (request(info_request_events={}), "info_request_events Input should be a valid tuple"),
    (event(created_at=None), "info_request_events.1.created_at is no instant"),
    (event(event_type=7), "info_request_events.1.event_type Input should be a valid string"),
    (event(outgoing_message_id=-1), "info_request_events.1.outgoing_message_id Input should be"),
    (json.dumps([{"info_request": {}}]), ": event 1: is not as WhatDoTheyKnow shows a request"),
]


@pytest.mark.parametrize(("content", "said"), OTHER_SHAPES)
def test_a_request_of_another_shape(harbour, file, content, said):
    with pytest.raises(Problem) as caught:
        take_in(harbour, file(content))
    assert said in str(caught.value)
    assert "Ada" not in str(caught.value)  # what stands in a field may be a name
    assert harbour["foi_requests"].count == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (event(created_at="2004-12-31T10:00:00Z"), "2004-12-31 is before 2005-01-01"),
        (event(created_at="2026-07-02T10:00:00Z"), "so it was not saved on 2026-07-01"),
    ],
)
def test_days_that_cannot_be(harbour, file, content, said):
    with pytest.raises(Problem) as caught:
        take_in(harbour, file(content))
    assert said in str(caught.value)
    assert harbour["foi_requests"].count == 0


NO_ATOM = [
    (ATOM.replace("/feed/request/", "/feed/search/"), "not that of one request"),
    (ATOM.replace("New updates for the request", "Search"), "not that of one request"),
    (ATOM.partition("  <entry>")[0] + "</feed>", "is a feed without entries"),
    (ATOM.replace("2026-06-01T09:00:00Z", "June"), ": entry 1: published is no instant"),
    (ATOM.replace("Response by", "Answer by"), ": entry 3: does not say what kind of message"),
    ('<!DOCTYPE feed [<!ENTITY a "b">]>\n' + ATOM.partition("\n")[2], "with a DOCTYPE"),
    (ATOM.replace("/body/", "/b/"), "does not name the body - say which with --body"),
    ("<a>" * 5000, "is not whole XML"),
]


@pytest.mark.parametrize(("content", "said"), NO_ATOM)
def test_a_feed_of_another_shape(harbour, file, content, said):
    with pytest.raises(Problem) as caught:
        take_in(harbour, file(content))
    assert said in str(caught.value)
    assert harbour["foi_requests"].count == 0


def test_no_entity_is_read_from_a_file(harbour, file, tmp_path):
    (tmp_path / "secret").write_text("secret words")
    entity = f'<!DOCTYPE feed [<!ENTITY a SYSTEM "file://{tmp_path}/secret">]>'
    with pytest.raises(Problem) as caught:
        take_in(harbour, file(entity + ATOM.partition("\n")[2].replace("Ada", "&a;")))
    assert "secret words" not in str(caught.value)


# ------------------------------------------------------------------------------------ CSV

HEAD, ROW = CSV.splitlines()
COLUMNS = [
    ("case,subject,event\nplan,Plan,sent", "row 1: there is no column authority"),
    (f"{HEAD},evnt\n{ROW},x", "row 1: there is no column 'evnt' - did you mean event?"),
    (f"{HEAD},colour\n{ROW},x", "row 1: there is no column 'colour' - see the columns in docs"),
    (f"{HEAD},Event\n{ROW},x", "row 1: the column event is there twice"),
    (f"{HEAD}\n{ROW},too,many", "row 2: has 7 cells, but there are 5 columns"),
    (f'{HEAD}\nplan,"Plan,Harbour Office,sent,2026-03-06', "row 2: is no CSV"),
    (f'{HEAD}\nplan,"Plan"s,Harbour Office,sent,2026-03-06', "row 2: is no CSV"),
    (HEAD, "holds no case"),
]


@pytest.mark.parametrize(("content", "said"), COLUMNS)
def test_columns_that_are_wrong(harbour, file, content, said):
    with pytest.raises(Problem) as caught:
        take_in(harbour, file(content))
    assert said in str(caught.value)


CELLS = [
    # columns, what stands in row 3, which column is told, how
    ("on", "2026-02-30", "on", "there is no such day as 2026-02-30"),
    ("on", "06/03/2026", "on", "a spreadsheet turns days round: make the column Text"),
    ("on", "2004-12-31", "on", "2004-12-31 is before 2005-01-01"),
    ("event", "respnse", "event", "did you mean response?"),
    ("regime", "FOI", "regime", "Input should be 'FOIA', 'EIR', 'FOISA' or 'EISR'"),
    ("case", "../plan", "case", "String should match pattern"),
    ("case", "", "case", "is empty; every row names its case"),
    ("subject", "", "subject", "is empty"),
    ("followed", "perhaps", "followed", "'perhaps' is neither yes nor no"),
    ("visibility", "embargoed", "public_from", "the day on which an embargoed case"),
    ("requester", "Sam Roe", "requester", "private and unknown requesters are not named"),
    ("school_closed", "April", "school_closed", "'April' is no span of days"),
    ("commitments", "a b c", "commitments", "'a b c' is no slug with its role"),
    ("commitments", "dredging-plan asks", "commitments", "Input should be 'asks_for'"),
    ("grounds", "s.22 [later]", "grounds", "[later] is none of part"),
    ("grounds", "s.22 [part", "grounds", "is no list of grounds"),
    ("outcome", "refused", "outcome", "sent has no outcome"),
    ("event_url", "quay.example", "event_url", "begins with https://"),
    ("promise", "by May", "promise_kind", "is empty"),
    ("sha256", "12", "sha256", "String should match pattern"),
]


@pytest.mark.parametrize(("column", "cell", "told", "said"), CELLS)
def test_every_wrong_cell_is_told_with_its_row(harbour, file, column, cell, told, said):
    good = {"case": "other", "subject": "Other", "authority": "Harbour Office", "event": "sent",
            "on": "2026-03-06"}  # fmt: skip
    row = {**good, column: cell}
    lines = [
        ",".join(row),
        ",".join({**good, "case": "plan", column: good.get(column, "")}.values()),
    ]
    content = "\n".join([*lines, ",".join(row.values())])
    path = file(content, "cases.csv")
    with pytest.raises(Problem) as caught:
        take_in(harbour, path)
    assert f"{path}: row 3: {told}: " in str(caught.value)
    assert said in str(caught.value)
    assert "1 fault found; nothing was imported - mend the rows named" in str(caught.value)
    assert harbour["foi_requests"].count == 0


def test_all_faults_are_told_at_once(harbour, file):
    bad = "".join(f"case-{number},,Harbour Office,sent,May\n" for number in range(30))
    with pytest.raises(Problem, match="60 faults found; nothing was imported") as caught:
        take_in(harbour, file(f"{HEAD}\n{bad}"))
    assert len(str(caught.value).splitlines()) == 21


def test_rows_of_a_case_may_not_differ_in_what_the_case_is(harbour, file):
    content = f"{HEAD}\n{ROW}\nplan,Another,,response,2026-03-20"
    with pytest.raises(Problem, match="row 3: subject: is another than in row 2; leave it empty"):
        take_in(harbour, file(content))


SPELT = [
    # how the same file may be written otherwise
    CSV.replace(",", ";"),
    CSV.replace(",", "\t"),
    CSV.replace("\n", "\r\n"),
    CSV.replace("\n", "\r"),
    f"\ufeff{CSV}",
    CSV.encode("utf-16"),
    f"\n\n{CSV}\n,,,,\n",
    CSV.replace("case,subject", '"Case"," Subject "'),
    f"{HEAD},note,,\n{ROW},,,\n",
    "on,event,case,authority,subject\n2026-03-06,sent,plan,Harbour Office,Plan\n",
    f"{HEAD},school,followed\n{ROW},No,TRUE\n",
]


@pytest.mark.parametrize("content", SPELT)
def test_the_same_file_written_otherwise(harbour, file, tmp_path, content):
    take_in(harbour, file(CSV, "one"))
    before = rows(harbour)
    assert set(take_in(harbour, file(content, "other")).words.values()) == {"unchanged"}
    assert rows(harbour) == before


def test_a_month_a_year_and_no_day_need_no_precision(harbour, file):
    content = f"{HEAD}\nplan,Plan,Harbour Office,sent,2026-03\nplan,,,note,2026\nplan,,,checked,\n"
    take_in(harbour, file(content.replace("note,2026", "response,2026-05-01")))
    assert [(str(one.on), one.precision) for one in cases.read(harbour, "plan").events] == [
        ("2026-03-01", "month"), ("2026-05-01", "day"), ("None", "unknown"),
    ]  # fmt: skip


def test_what_a_case_comes_to_is_not_read(harbour, file):
    take_in(harbour, file(f"{HEAD},status,whatdotheyknow\n{ROW},refused,rejected\n"))
    [row] = harbour.query("select status from foi_standings")
    assert row["status"] == "awaiting_response"


def test_the_header_is_the_documented_one():
    assert f"\n{','.join(csv_files.HEADER)}\n" in DOCUMENT.read_text()
    for name in csv_files.HEADER:
        assert f"`{name}`" in DOCUMENT.read_text()


@given(st.text())
def test_no_text_crashes_the_reader_of_csv(text):
    content = f"{HEAD},grounds,school_closed,commitments\n{text}"
    assert "a.csv" in fault_of(lambda: list(csv_files.cases(content, "a.csv")), "a.csv")


# ---------------------------------------------------------------------------------- charsets

WINDOWS = [
    # a subject in Windows-1252, and whether it can be nothing else
    ("The council’s plan", True),
    ("“Lights” – the plan", True),
    ("Costs over £600", True),
    ("2023–24 plan", True),
    ("Zoë and André at the café", True),
    ("Plan § 4", True),
    ("a plan…", True),
    ("The harbour’ ‘plan", True),
    ("Œuvre", False),
    ("se–or", False),  # MacRoman: señor
    ("Zo‘", False),  # MacRoman: Zoë
    ("œ600", False),  # code page 850: £600
    ("caf‚", False),  # code page 850: café
    ("Õ", False),  # MacRoman: ’
    ("plan\x81", False),
]


@pytest.mark.parametrize(("subject", "certain"), WINDOWS)
def test_the_charset_of_windows(harbour, file, subject, certain):
    row = f"plan,{subject},Harbour Office,sent,2026-03-06"
    content = f"{HEAD}\n{row}\n".encode("cp1252", errors="ignore" if certain else "replace")
    content = content.replace(b"plan?", b"plan\x81")
    if certain:
        taken = take_in(harbour, file(content))
        assert cases.read(harbour, "plan").subject == subject
        assert "read as Windows-1252, not UTF-8: “" in taken.lines[0]
        assert "in line 2" in taken.lines[0]
    else:
        with pytest.raises(Problem, match="line 2 is not UTF-8 - save it as UTF-8"):
            take_in(harbour, file(content))


def test_only_a_spreadsheet_may_be_in_it(harbour, file):
    for content in (YAML, REQUEST, ATOM):
        broken = content.replace("Harbour Office", "Harbour’s Office").encode("cp1252")
        with pytest.raises(Problem, match="is not UTF-8"):
            take_in(harbour, file(broken))


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_utf_8_is_read_as_it_is(text):
    assert decoded(text.encode(), "a", windows=True) == (text.removeprefix("\ufeff"), "")


# ------------------------------------------------------------------------------------ YAML

NO_YAML = [
    ("id: plan\nid: other\n", ":2: id stands twice"),
    ("id: plan\n\tsubject: x\n", "is not valid YAML"),
    ("id: &a plan\nsubject: *a\n", ":2: names a part of itself again"),
    ("id: " + "[" * 30, ":1: is nested too deeply"),
    ("id: " + "[" * 200_000 + "]" * 200_000, ":1: is nested too deeply"),
    ("- a\n", "is nothing that cases are read from"),
    ("# no more\n", ":1: holds no fields"),
    ('id: "\x07"\n', "is not valid YAML"),
    (YAML + "colour: red\n", ":7: colour: unknown field"),
    (YAML.replace("sent", "snt"), "there is no event of type 'snt'; did you mean sent?"),
    (YAML.replace("plan", "../plan"), ":1: id: String should match"),
    (YAML.replace("2026-03-06", "2004-03-06"), ":6: events.1.on: 2004-03-06 is before"),
    (YAML.replace("Plan", "'\\ud800'").replace("'", '"'), "is not valid YAML"),
    (YAML + "regime: FOI\n", ":7: regime: Input should be 'FOIA'"),
    (YAML + "requester: Sam Roe\n", ":7: requester: private and unknown requesters are not named"),
]


@pytest.mark.parametrize(("content", "said"), NO_YAML)
def test_yaml_that_is_wrong(harbour, file, content, said):
    with pytest.raises(Problem) as caught:
        take_in(harbour, file(content))
    assert said in str(caught.value)
    assert harbour["foi_requests"].count == 0


def test_yaml_written_by_hand(harbour, file):
    take_in(harbour, file(f"\ufeff# Ours.\n{YAML}private_note: true that it is late\n"))
    case = cases.read(harbour, "plan")
    assert (case.subject, case.visibility, case.private_note) == (
        "Plan", "private", "true that it is late",
    )  # fmt: skip


# ---------------------------------------------------------------------------- all or nothing


def test_a_folder_is_taken_whole(harbour, file, tmp_path):
    file(YAML, "a.yml")
    file(CSV.replace("plan,", "other,"), "b.csv")
    file(REQUEST, "c.json")
    file("no case", "notes.txt")
    file("", ".hidden.yml")
    assert list(take_in(harbour, tmp_path).words) == [
        "plan", "other", "wdtk-harbour-dredging-plan",
    ]  # fmt: skip


ALL_OR_NOTHING = [
    (YAML.replace("2026-03-06", "2026-07-02"), "1st event"),
    (YAML + "body: quay\n", "there is no body quay"),
    (YAML + "parent: nobody\n", "there is no case nobody"),
    (YAML + "commitments:\n- slug: dredging\n", "did you mean dredging-plan?"),
    (YAML + "parent: other\n", "is its own forebear"),
    (YAML.replace("id: plan", "id: first"), "the case first is here twice"),
    (YAML + "- type: acknowledged\n  on: 2026-03-01\n", "which is later"),
    (YAML + "- type: fee_paid\n  on: 2026-03-10\n", "no fees_notice"),
]


@pytest.mark.parametrize(("content", "said"), ALL_OR_NOTHING)
def test_one_wrong_case_stops_all(harbour, file, tmp_path, content, said):
    file(YAML.replace("id: plan", "id: first"), "a.yml")
    file(YAML.replace("id: plan", "id: other") + "parent: plan\n", "c.yml")
    wrong = file(content, "b.yml")
    with pytest.raises(Problem) as caught:
        take_in(harbour, tmp_path)
    assert said in str(caught.value)
    assert str(wrong) in str(caught.value) or "forebear" in said
    assert harbour["foi_requests"].count == harbour["foi_events"].count == 0


def test_a_case_of_the_register_is_left_to_the_register(harbour, file):
    take_in(harbour, file(YAML))
    harbour.execute("update foi_requests set origin = 'register'")
    with pytest.raises(Problem, match="plan is a case of the register"):
        take_in(harbour, file(YAML + "reference: R1\n"))


def test_ids_come_from_addresses_without_a_way_out(harbour, file, tmp_path):
    take_in(harbour, file(request(url_title="__A-b__" + "x" * 150)))
    [row] = harbour.query("select id from foi_requests")
    assert row["id"] == ("wdtk-a-b-" + "x" * 150)[:80]


def test_an_id_can_be_given_and_may_not_be_anothers(harbour, file):
    take_in(harbour, file(YAML + "url: https://a.example/1\n"))
    with pytest.raises(Problem, match="there is another case plan already"):
        take_in(harbour, file(REQUEST), case_id="plan")
    with pytest.raises(Problem, match="id: String should match"):
        take_in(harbour, file(REQUEST), case_id="../plan")
    with pytest.raises(Problem, match="is too long"):
        take_in(harbour, file(REQUEST), case_id="x" * 81)
    take_in(harbour, file(REQUEST), case_id="dredging")
    assert take_in(harbour, file(REQUEST)).words == {"dredging": "unchanged"}
    with pytest.raises(Problem, match="this request is here already, as dredging"):
        take_in(harbour, file(REQUEST), case_id="again")


def test_of_several_cases_an_id_is_the_beginning(harbour, file):
    other = CSV + "quay,Quay,Harbour Office,sent,2026-03-06\n"
    assert list(take_in(harbour, file(other), case_id="desk").words) == ["desk-plan", "desk-quay"]


@given(st.binary(max_size=200))
def test_no_bytes_crash_the_reader(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "file"
    path.write_bytes(content)
    assert str(path) in fault_of(lambda: read(path), str(path))
