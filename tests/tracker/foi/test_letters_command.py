"""`delaywatch foi draft` as a person meets it."""

import stat

import pytest
from click.testing import CliRunner

from tracker.cli import main

SLUG = "digital-workforce-plan"


@pytest.fixture
def call(working):
    """Call `foi draft` on the packaged register (drafting changes nothing), on 28 November 2026."""

    def call(*words):
        common = ["--db", str(working), "--as-of", "2026-11-28", "foi", "draft"]
        return CliRunner().invoke(main, [*common, *words], catch_exceptions=False)

    return call


def test_the_letter_goes_to_output_and_all_else_beside_it(call):
    result = call(SLUG, "--name", "Iona Wrack")
    assert result.exit_code == 0
    assert result.stdout.startswith("**To:** NHS England, <https://www.england.nhs.uk/contact-us/")
    assert "Iona Wrack" in result.stdout
    assert "whatdotheyknow" not in result.stdout
    assert "foi-dhn-digital-workforce-plan-2025" not in result.stdout
    told = result.stderr
    assert told.startswith("Nothing was sent.\nBefore you send it:\n- to NHS England, under the")
    assert "  foi-dhn-digital-workforce-plan-2025; NHS England" in told
    assert "https://www.whatdotheyknow.com/search/%22NHS%20digital%20workforce%20plan%22" in told
    link = told.rstrip().splitlines()[-1]
    assert link.startswith("https://www.whatdotheyknow.com/new/nhs_england?title=")


def test_plain_text(call):
    assert call(SLUG, "--format", "text").stdout.startswith("To: NHS England, https://www.")


def test_another_body(call):
    result = call(SLUG, "--body", "department-of-health-and-social-care")
    assert "Dear Department of Health and Social Care," in result.stdout
    assert "£600" in result.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ten-year-workforce-plan"], "nobody has looked since 31 May 2026"),
        (["palliative-care-msf"], "nothing is due until 30 November 2026 - wait, or say why"),
        (["leng-review"], "there is nothing to ask for: delivered late"),
        (
            ["liberty-protection-safeguards"],
            "- ask another that it belongs to: --body department-of-health-and-social-care",
        ),
        (["digital-workforce-plam"], "did you mean digital-workforce-plan"),
        (["foi-dhn-digital-workforce-plan-2025"], "this is somebody else's request"),
        ([SLUG, "--body", "nhs-wales"], "nhs-wales: there is no body of this name"),
        ([SLUG, "--kind", "review"], "a review is about a request that was made"),
    ],
)
def test_what_it_refuses_is_one_clear_line(call, words, said):
    result = call(*words)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_file_is_for_its_writer_alone_and_never_overwritten(call, tmp_path):
    folder = tmp_path / "letters" / "new"
    result = call(SLUG, "--out", str(folder))
    file = folder / f"{SLUG}-request-2026-11-28.md"
    assert result.stdout == f"{file}: written\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text().startswith("**To:** NHS England")
    assert call(SLUG, "--out", str(folder)).exit_code == 0  # the same again
    file.write_text("My own words.")
    refused = call(SLUG, "--out", str(folder))
    assert refused.exit_code == 1
    assert "there is another draft here already, and it was left as it is" in refused.stderr
    assert file.read_text() == "My own words."
    assert [path.name for path in folder.iterdir()] == [file.name]


def test_text_files_end_in_txt(call, tmp_path):
    call(SLUG, "--out", str(tmp_path), "--format", "text")
    assert [path.name for path in tmp_path.iterdir()] == [f"{SLUG}-request-2026-11-28.txt"]


def test_it_explains_itself():
    result = CliRunner().invoke(main, ["foi", "draft", "--help"])
    assert "Nothing is ever sent." in " ".join(result.output.split())
