"""Whether the body's own note says that the date before was a mistake of entering it.

Such a date was never meant, so it never counts: neither as the first date nor as one that slipped.
The rule, in two steps:

1. The note must say that a *date* was wrong ("the incorrect date was published"), or that
   something was *entered* wrongly ("amended after inputting an error", "typo"). Any other error
   ("due to a data error the release is delayed") is a reason for a move, and the move counts.
2. Of a thing that was entered wrongly, it must not say that the thing was the figures ("input
   error in the tables", "postponed: data entry error"): then the date was right and has moved.

Where a note says neither clearly ("delayed due to an input error"), the date before does not
count: a journalist may find out, and until then nobody is accused.
"""

import re
from typing import Final

_WHICH: Final = (
    r"(?:(?:the|a|an|this|that|its|our|release|publication|published|announced|announcement|"
    r"previous|previously|original|originally|provisional|confirmed|planned|stated|shown|"
    r"display|given)\s+)*"
)
_WRONG: Final = r"(?:incorrect|wrong|erroneous|inaccurate|mistaken)"
_WRONGLY: Final = (
    r"(?:incorrectly|wrongly|erroneously|mistakenly|inaccurately|in\s+error|by\s+mistake)"
)
_TOLD: Final = (
    r"(?:entered|inputted|input|keyed|typed|announced|published|listed|added|set|scheduled|given|"
    r"shown|displayed|stated|posted|uploaded|recorded|advertised|provided|supplied|selected)"
)
_HELP: Final = (
    r"(?:(?:was|were|is|are|had|has|have|been|being|previously|originally|initially)\s+)*"
)


def _wrong(noun: str) -> re.Pattern[str]:
    """The ways of saying that a date was wrong, for a word that names one."""
    date = rf"{_WHICH}{noun}\b"
    return re.compile(
        rf"""
        \b{_WRONG}\s+{date}
        | \b{date}\s+{_HELP}{_TOLD}?\s*{_HELP}(?:{_WRONG}|{_WRONGLY}|an?\s+(?:error|mistake))\b
        | \b{date}\s+{_HELP}(?:{_TOLD}\s+)?{_HELP}not\s+(?:correct|right|accurate)\b
        | \b{date}\s+{_HELP}{_WRONGLY}\s+{_TOLD}\b
        | \b(?:correction:\s*|(?:correct(?:s|ed|ing)?|correction\s+(?:of|to|for))\s+)
          (?:an?\s+error\s+(?:in|on|with)\s+)?{date}
        | \b{date}\s+{_HELP}corrected\b
        | \b(?:error|mistake)\s+(?:in|on|with|about)\s+{date}
        """,
        re.IGNORECASE | re.VERBOSE,
    )


# A date was wrong, in so many words.
_WRONG_DATE: Final = _wrong("dates?")
# The same of a month or a day: of figures that may be said too ("data for the wrong month").
_WRONG_MONTH: Final = _wrong("(?:day|month|year|time)")
# Something was entered wrongly.
_MISENTERED: Final = re.compile(
    rf"""
    \b(?:input|inputting|data[ ]entry|entry|entering|typing|keying|clerical|administrative|admin|
      administration|transcription)\s+(?:an?\s+)?(?:error|mistake)s?\b
    | \b(?:error|mistake)s?\s+(?:in|of|when|while|during|on)\s+
      (?:input|inputting|data\s+entry|entry|entering|typing|keying)\b
    | \btypo(?:s|graphical\s+(?:error|mistake)s?)?\b
    | \bmis-?(?:typed|keyed|print|printed|entered)\b
    | \b{_TOLD}\s+{_WRONGLY}\b
    | \b{_WRONGLY}\s+{_TOLD}\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_FIGURES: Final = (
    r"(?:data|dataset|datasets|figures?|statistics|tables?|numbers|rates|returns?|submissions?|"
    r"spreadsheets?|results|estimates|analysis|calculations?|publication|report)"
)
_ANY_FIGURES: Final = re.compile(rf"\b{_FIGURES}\b", re.IGNORECASE)
# What was entered wrongly was the figures.
_IN_FIGURES: Final = re.compile(
    rf"""
    (?:error|mistake|typo|typographical\s+error)s?\s+(?:\w+\s+){{0,2}}?(?:in|within|on|with|of|to|affecting)\s+
      (?:\w+\s+){{0,3}}?{_FIGURES}\b
    | \b{_FIGURES}\s+{_HELP}(?:{_TOLD}\s+{_WRONGLY}|{_WRONGLY}\s+{_TOLD})
    | \b(?:{_WRONGLY}\s+{_TOLD}|{_TOLD}\s+{_WRONGLY})\s+{_FIGURES}\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_OF_DATA: Final = re.compile(
    rf"\b{_FIGURES}\s+(?:input|inputting|entry|entering|keying|typing)\s+(?:error|mistake)s?\b",
    re.IGNORECASE,
)
_MORE_TIME: Final = re.compile(
    r"""
    \b(?:delay\w*|postpon\w*|defer\w*|re-?schedul\w*|(?:put|pushed|moved)\s+back|held\s+back)\b
    | \b(?:more|extra|additional|further)\s+time\b
    | \bto\s+allow\b
    | \bquality\s+assur\w+
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NOT: Final = re.compile(
    r"\b(?:not|no|never|nor|isn’t|isn't|wasn’t|wasn't)\b[^.;:]{0,40}$", re.IGNORECASE
)


def is_correction(note: str | None) -> bool:
    """Whether a body's note on a change says that the date before had been entered wrongly.

    >>> is_correction("Amended after inputting an error.")
    True
    >>> is_correction("Due to a data error the release is delayed.")
    False
    """
    if not note:
        return False
    if _affirmed(_WRONG_DATE, note):
        return True
    if _affirmed(_WRONG_MONTH, note) and not _ANY_FIGURES.search(note):
        return True
    return _affirmed(_MISENTERED, note) and not _is_of_the_figures(note)


def _affirmed(pattern: re.Pattern[str], note: str) -> bool:
    """Whether a note says so, and not that it is not so."""
    return any(not _NOT.search(note[: found.start()]) for found in pattern.finditer(note))


def _is_of_the_figures(note: str) -> bool:
    if _IN_FIGURES.search(note):
        return True
    return bool(_OF_DATA.search(note) and _MORE_TIME.search(note))
