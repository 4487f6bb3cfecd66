"""Text as it comes from web pages and PDF files: the noise changes no date and no offset.

Every phrase is read plain, then with each kind of noise. The days, the kind and
the rule must stay the same, and the span must be that of the noisy words.
"""

import re
from datetime import date

import pytest

from tracker.dues import find_dues

SAID_ON = date(2025, 1, 15)

PHRASES = [
    "by the end of March 2026",
    "within 20 working days",
    "before the end of this financial year",
    "from 1 April 2026",
    "with effect from 1 May 2026",
    "in the coming weeks",
    "in due course",
    "when parliamentary time allows",
    "in five weeks' time",
    "mid-2026",
    "by 2026-27",
    "Q3 2026/27",
    "9-13 June 2026",
    "Friday 6 March 2026",
    "w/c 2 March 2026",
    "the first half of 2026",
    "the 2026/27 academic year",
    "between January and March 2026",
    "late September 2026",
    "before the Christmas recess",
    "by Easter 2027",
]

SPACES = {
    "no-break space": "\u00a0",
    "narrow no-break space": "\u202f",
    "thin space": "\u2009",
    "hair space": "\u200a",
    "figure space": "\u2007",
    "en space": "\u2002",
    "ideographic space": "\u3000",
    "two spaces": "  ",
    "tab": "\t",
    "no-break space beside a space": "\u00a0 ",
    "line break": "\n",
    "line break of Windows": "\r\n",
    "line break of old Macs": "\r",
    "line break and indent": "\n        ",
    "space and line break": " \n",
    "line separator": "\u2028",
}
INVISIBLE = {
    "soft hyphen": "\u00ad",
    "zero-width space": "\u200b",
    "zero-width joiner": "\u200d",
    "zero-width non-joiner": "\u200c",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
}
DASHES = {
    "hyphen": "\u2010",
    "non-breaking hyphen": "\u2011",
    "figure dash": "\u2012",
    "en dash": "\u2013",
    "em dash": "\u2014",
    "horizontal bar": "\u2015",
    "minus": "\u2212",
    "small hyphen": "\ufe63",
    "full-width hyphen": "\uff0d",
}
QUOTES = {
    "curly": "\u2019",
    "curly the wrong way round": "\u2018",
    "modifier apostrophe": "\u02bc",
    "prime": "\u2032",
    "backtick": "`",
}
LIGATURES = {"ffi": "\ufb03", "ffl": "\ufb04", "ff": "\ufb00", "fi": "\ufb01", "fl": "\ufb02"}
CASES = {"capitals": str.upper, "first letters": str.title}

# The noise before the phrase moves it, and must not move its span.
BEFORE = {
    "plain": "The scheme will report ",
    "soft hyphens": "The sch\u00ademe will re\u00adport ",
    "ligatures": "The o\ufb03ce will \ufb01nd and re\ufb02ect ",
    "zero-width spaces": "\ufeffThe scheme\u200b will\u200b report ",
    "dashes and curly quotes": "The “scheme” – the King’s – will report ",
    "lines of Windows": "The scheme\r\nwill report\r\n",
    "letters that grow in lower case": "The scheme of \u0130zmir and \u0130znik will report ",
    "an emoji": "The scheme \U0001f6a2 will report ",
}


def hide_in_words(phrase, noise):
    """The noise after the second letter of each longer word."""
    return re.sub(r"\b([A-Za-z]{2})(?=[A-Za-z]{2})", rf"\g<1>{noise}", phrase)


def with_ligatures(phrase):
    for letters, ligature in LIGATURES.items():
        phrase = phrase.replace(letters, ligature)
    return phrase


def noisy_forms():
    """Each phrase with each kind of noise that it has room for."""
    for phrase in PHRASES:
        forms = {name: phrase.replace(" ", noise) for name, noise in SPACES.items()}
        forms |= {name: hide_in_words(phrase, noise) for name, noise in INVISIBLE.items()}
        forms |= {name: phrase.replace("-", noise) for name, noise in DASHES.items()}
        forms |= {name: phrase.replace("'", noise) for name, noise in QUOTES.items()}
        forms |= {name: change(phrase) for name, change in CASES.items()}
        forms["ligatures"] = with_ligatures(phrase)
        forms["everything"] = with_ligatures(
            hide_in_words(phrase, "\u00ad").replace(" ", "\u00a0\r\n").replace("-", "\u2013")
        )
        for name, noisy in forms.items():
            if noisy != phrase:
                yield pytest.param(phrase, noisy, id=f"{name}: {phrase}")


def read(text):
    """Days, kind, EDTF, softness and rule: all but the span."""
    return [
        (due.earliest, due.latest, due.kind, due.edtf, due.soft, due.counted, due.rule)
        for due in find_dues(text, SAID_ON)
    ]


def the_span(text):
    [due] = find_dues(text, SAID_ON)
    assert text[due.start : due.end] == due.text
    return due.start, due.text


@pytest.mark.parametrize(("phrase", "noisy"), list(noisy_forms()))
def test_a_noisy_phrase_means_what_the_plain_one_means(phrase, noisy):
    plain = f"The scheme will report {phrase}."
    assert the_span(plain)[1] == phrase
    text = f"The scheme will report {noisy}."
    assert read(text) == read(plain)
    assert the_span(text) == (len("The scheme will report "), noisy)


@pytest.mark.parametrize("phrase", PHRASES)
@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE)
def test_noise_before_a_phrase_moves_its_span_by_its_own_length(before, phrase):
    text = f"{before}{phrase}."
    assert the_span(text) == (len(before), phrase)
    assert read(text) == read(f"The scheme will report {phrase}.")


@pytest.mark.parametrize("phrase", PHRASES)
def test_what_follows_a_phrase_is_not_part_of_it(phrase):
    for after in ("", " ", ".", ",", ";", ":", ")", "]", "\u201d", "\u00a0", "\u00ad", "\r\n", "…"):
        text = f"The scheme will report {phrase}{after}"
        assert the_span(text) == (len("The scheme will report "), phrase), after


GAPS = {
    "a blank line": "\n\n",
    "a blank line of Windows": "\r\n\r\n",
    "a blank line of old Macs": "\r\r",
    "a blank line with spaces": "\n \t \n",
    "a blank line with a no-break space": "\n\u00a0\n",
    "several blank lines": "\n\n\n\n",
}
CUT = [
    # before the gap, after it, and what is read
    ("The scheme will report by the end of", "2026 figures", []),
    ("The scheme will report in the coming", "weeks", []),
    ("The scheme will report in due", "course", []),
    ("The scheme will report within", "six months", []),
    ("The scheme will report on 31", "March 2026 figures follow", ["March 2026"]),
    ("The scheme will report by", "March 2026 figures follow", ["March 2026"]),
    ("The scheme will report by March", "2026 figures follow", ["by March"]),
    ("The scheme runs from May 2026", "to June 2026", ["from May 2026", "June 2026"]),
]


@pytest.mark.parametrize("gap", GAPS.values(), ids=GAPS)
@pytest.mark.parametrize(("before", "after", "words"), CUT)
def test_a_blank_line_ends_a_phrase(before, after, words, gap):
    text = before + gap + after
    found = find_dues(text, SAID_ON)
    assert [due.text for due in found] == words
    assert [text[due.start : due.end] for due in found] == words


TYPOS = [
    ("Janury 2026", "January 2026"),
    ("Feburary 2026", "February 2026"),
    ("Febuary 2026", "February 2026"),
    ("Agust 2026", "August 2026"),
    ("Setpember 2026", "September 2026"),
    ("Septmber 2026", "September 2026"),
    ("Ocotber 2026", "October 2026"),
    ("Novemeber 2026", "November 2026"),
    ("Decmber 2026", "December 2026"),
    ("Autum 2026", "Autumn 2026"),
    ("Autunm 2026", "Autumn 2026"),
    ("Spirng 2026", "Spring 2026"),
    ("Wintre 2026", "Winter 2026"),
    ("the begining of 2026", "the beginning of 2026"),
    ("the finacial year 2026-27", "the financial year 2026-27"),
    ("Firday 6 March 2026", "Friday 6 March 2026"),
    ("Wendesday 4 March 2026", "Wednesday 4 March 2026"),
]
SOUND = ["sprig", "simmer", "winner", "moths", "latter", "sprint", "sumner", "decode"]


@pytest.mark.parametrize(("typo", "meant"), TYPOS)
def test_a_slip_of_the_pen_is_read_as_it_was_meant(typo, meant):
    text = f"The scheme will report in {typo}."
    assert read(text) == read(f"The scheme will report in {meant}.")
    assert the_span(text) == (len("The scheme will report in "), typo)


@pytest.mark.parametrize("word", SOUND)
def test_a_word_of_its_own_is_no_slip_of_the_pen(word):
    assert find_dues(f"The scheme will report in {word} form.", SAID_ON) == []


def test_a_page_with_all_of_it_keeps_every_offset():
    page = (
        "\ufeffUpdate\u00a0–\u00a0the \ufb01nal o\ufb03ce plan\r\n\r\n"
        "We\u2019ll re\u00adport by\u202fthe end\r\nof\u00a0March\u20092026.\r\n\r\n"
        "Phase\u200b 2 (mid\u20112026)\u2028follows in\u00a0due\u00a0course; "
        "costs fall due in \ufb01ve weeks\u2019 time \U0001f6a2 and in 2026\u201327."
    )
    found = find_dues(page, SAID_ON)
    assert [due.text for due in found] == [
        "by\u202fthe end\r\nof\u00a0March\u20092026",
        "mid\u20112026",
        "in\u00a0due\u00a0course",
        "in \ufb01ve weeks\u2019 time",
        "2026\u201327",
    ]
    assert [page.index(due.text) for due in found] == [due.start for due in found]
