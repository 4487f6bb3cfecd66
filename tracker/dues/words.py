"""The words that the grammar knows, each in one place."""

from typing import Final, Literal


def word_set(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())


# ----------------------------------------------------------------- names of time

MONTH_NAMES: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
MONTHS: Final = {name: number for number, name in enumerate(MONTH_NAMES, 1)}
# "Sept" and the first three letters; they need a day or a year beside them ("Jan" is also a name).
SHORT_MONTHS: Final = {name[:3]: number for name, number in MONTHS.items() if name != "may"} | {
    "sept": 9
}
ANY_MONTH: Final = MONTHS | SHORT_MONTHS
# These are also verbs, names or adjectives: without a year they need more around them.
DOUBTFUL_MONTHS: Final = frozenset({"may", "march"})
CAPITAL_MONTHS: Final = DOUBTFUL_MONTHS | {"august"}
SEASONS: Final = {
    "spring": "spring", "springtime": "spring", "summer": "summer", "summertime": "summer",
    "autumn": "autumn", "autumntime": "autumn", "winter": "winter", "wintertime": "winter",
    "midsummer": "summer", "midwinter": "winter",
}  # fmt: skip
WEEKDAYS: Final = {
    name: number
    for number, names in enumerate(
        (
            ("monday", "mon"), ("tuesday", "tue", "tues"), ("wednesday", "wed", "weds"),
            ("thursday", "thu", "thur", "thurs"), ("friday", "fri"), ("saturday", "sat"),
            ("sunday", "sun"),
        )
    )
    for name in names
}  # fmt: skip
FULL_WEEKDAYS: Final = frozenset(name for name in WEEKDAYS if name.endswith("day"))

# ---------------------------------------------------------------------- numbers

_TO_NINETEEN: Final = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
NUMBERS: Final = (
    {word: number for number, word in enumerate(_TO_NINETEEN, 1)} | TENS | {"a": 1, "an": 1}
)
# "Couple" is two by convention 8; the others name no number at all.
COUPLE: Final = "couple"
VAGUE_NUMBERS: Final = frozenset({"few", "several", "some", "number", "matter"})
ORDINALS: Final = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "opening": 1, "initial": 1, "last": -1, "final": -1,
    "latter": -1, "closing": -1,
}  # fmt: skip
ORDINAL_ENDINGS: Final = frozenset({"st", "nd", "rd", "th"})

# ------------------------------------------------------------------------ units

UNITS: Final = {
    "day": "day", "days": "day", "week": "week", "weeks": "week", "wk": "week", "wks": "week",
    "fortnight": "fortnight", "fortnights": "fortnight", "month": "month", "months": "month",
    "mth": "month", "mths": "month", "year": "year", "years": "year", "yr": "year", "yrs": "year",
    "decade": "decade", "decades": "decade", "hour": "hour", "hours": "hour", "hrs": "hour",
    "quarter": "quarter", "quarters": "quarter",
}  # fmt: skip
PLURAL_UNITS: Final = frozenset(word for word in UNITS if word.endswith("s"))
WORKING: Final = frozenset({"working", "business"})

# ------------------------------------------------------------------------ parts

PARTS: Final[dict[str, Literal["early", "mid", "late"]]] = {
    "early": "early", "mid": "mid", "middle": "mid", "late": "late", "midway": "mid",
    "halfway": "mid", "latter": "late",
}  # fmt: skip
EDGES: Final[dict[str, Literal["start", "end"]]] = {
    "start": "start", "beginning": "start", "begining": "start", "outset": "start",
    "opening": "start", "commencement": "start", "turn": "start", "end": "end", "close": "end",
    "conclusion": "end",
}  # fmt: skip

# -------------------------------------------------------------- what stands around

# What may follow a bare year, month or season that is meant as a date. Anything
# else that follows makes it part of a name or a count.
FUNCTION_WORDS: Final = word_set(
    """
    a about across after again alongside also although an and any are as at be because been
    before both but by can could depending do does due during each either for from had has have
    he how however if in including into is it its just local may meaning ministers more must nor
    not now of on once only onwards onward or our over pending provided rather respectively
    shall she should since so some subject than that the their them then there these they this
    those through throughout to together under unless until up upon via was we were what when
    where whereas which while who whose will with within without would you
    """
)
# A number before one of these counts them and is no year.
COUNTED: Final = word_set(
    """
    adults applicants applications appointments beds calls cases centres children complaints
    consultations deaths delegates dwellings employees episodes families fte gps homes hospitals
    households incidents individuals inpatients inspections jobs km letters members men metres
    mg miles million minutes ml nurses offenders operations organisations pages parents
    participants patients people people's per percent places posts practices prisoners projects
    properties pupils referrals requests residents respondents responses samples schools seconds
    sites staff students submissions teachers tests thousand times tonnes trusts units users
    volunteers votes women words workers
    """
)  # fmt: skip
# After a financial year these make it a price base.
PRICES: Final = frozenset({"prices", "price", "money", "terms", "cash"})
# Nouns that a season or month only describes: the date is not the season's.
DESCRIBED: Final = word_set(
    """
    ball booster boosters break budget camp camps campaign campaigns cohort collection
    conference covid crisis edition election elections exam exams festival festivals fete flu
    forecast fuel holiday holidays honours house intake internship newsletter olympics plan
    planning plans preparedness pressure pressures programme programmes reading recess report
    resilience review riots school schools session solstice statement statements surge survey
    term terms uniform update vaccination vaccinations vaccine world
    """
)
CITED: Final = word_set(
    """
    act acts bill bills order orders regulation regulations rule rules directive census code
    convention treaty declaration protocol resolution scheme si ssi sr hc hl cp cm cmd cmnd isbn
    issn doi ref reference para paragraph paragraphs section sections clause schedule article
    articles annex appendix chapter table figure page pages version release v ver no number tel
    telephone ext extension room bs iso en edition vol volume case
    """
)
RECURRING: Final = frozenset({"each", "every", "any", "per", "alternate"})
# "By March that year": another sentence says which.
ELSEWHERE: Final = frozenset({"that", "same", "following", "previous", "preceding", "subsequent"})
