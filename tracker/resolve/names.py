"""The name of a deliverable as somebody worded it, taken apart into what tells things apart.

"its formal response to the consultation on X" is a response, about X; "a
refreshed Long Term Workforce Plan" is a plan for the workforce, long-term, that
follows an earlier one; "the plan" is a plan and no more.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from tracker.dues.folding import fold
from tracker.resolve import words as w
from tracker.resolve.words import Milestone

# Years that belong together; a number and what is glued to it; a word; a mark that is one.
_TOKEN = re.compile(
    r"((?:19|20)\d\d(?:/|-| to | and )(?:(?:19|20)\d\d|\d\d)(?!\d))"
    r"|(\d[\d,]*(?:\.\d+)?)([a-zA-Z%]*)"
    r"|([^\W\d_]+(?:['.&][^\W\d_]+)*\d*)"
)
_ASIDE = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ACRONYM = re.compile(r"[A-Z0-9&]*[A-Z][A-Z0-9&]*[A-Z&0-9][A-Z0-9&]*s?")
_LONG_WORD = re.compile(r"[^\W\d_]{7}")
_ORDINAL_ENDINGS = frozenset({"st", "nd", "rd", "th"})
_SHORT_YEARS = frozenset({"yr", "yrs", "y", "year", "years"})
_LONGEST = 400  # characters of a name that are read; no honest name is longer
_LONGEST_TEXT = 2000  # characters of a sentence
_MOST_WORDS = 24
_LONGEST_ACRONYM = 8
_LONGEST_PHRASE = 3
_YEAR_LENGTH = 4
# Words that are spelt in capitals and name no document.
_NOT_ACRONYMS = frozenset({"uk", "nhs", "eu", "us", "gp", "hm", "ai", "it", "r&d", "hiv", "ni"})
_CAPITALS = {"IT": "ict", "US": "usa"}  # not the small words that they look like
_SKIPPED = w.SMALL | w.EMPTY
# "The full response" is the response; "the interim response" is another.
_NAMELESS = _SKIPPED | {word for word, stage in w.STAGES.items() if stage == "final"}
_NO_HEAD = _SKIPPED | w.NATIONS.keys() | w.ORDINALS.keys()
# What may stand after the head: "Workforce Plan refresh", "the report (final)".
_BEHIND_HEAD = w.EDITIONS | w.TRAILING | w.STAGES.keys() - {"draft"}
_LEADING_TO = frozenset({"of", "to", "on", "about", "for", "regarding"})
_POINTERS = frozenset({"its", "their", "this", "these", "those", "them", "it"})
_DOCUMENTS = frozenset(word for word, kind in w.KINDS.items() if kind in ("policy", "bill"))
# What may say more than what the name is about: a year, a nation, an edition, a phase.
_MARKS = frozenset(
    {"term", "year"}.union(
        w.STAGES,
        w.EDITIONS,
        w.TRAILING,
        w.HORIZONS,
        w.NATIONS,
        w.PARTS,
        w.ORDINALS,
        w.MONTHS,
        w.ROMAN,
    )
)
_NOT_SHORTENED = w.EMPTY | w.NATIONS.keys() | w.EDITIONS | w.ORDINALS.keys()
_LEADS = w.EMPTY | w.PARTS | w.EDITIONS | w.STAGES.keys() | w.ORDINALS.keys() | w.SMALL


class Word(NamedTuple):
    """A word of a name: folded, and whether it was written as an acronym."""

    text: str
    acronym: bool = False


class Name(NamedTuple):
    """What a name says. Two names of one thing agree in these, or are silent."""

    text: str = ""  # as it was written, without a leading "the"
    words: tuple[str, ...] = ()  # folded, without determiners
    key: tuple[str, ...] = ()  # without words that name nothing, sorted: names with one key are one
    topic: frozenset[str] = frozenset()  # what it is about; a head that is no document among them
    tail: frozenset[str] = frozenset()  # those of them that only elaborate: "... for X"
    head: str | None = None  # "plan"
    kind: str | None = None  # what sort of thing: "policy"
    milestone: Milestone | None = None  # where the name itself says it
    stage: str | None = None  # draft, interim, final
    edition: bool = False  # the name says that there was an earlier one
    horizon: str | None = None  # "10" years, or "long" term
    years: frozenset[str] = frozenset()  # years and months in it: "2025", "2025-09"
    parts: frozenset[tuple[str, str]] = frozenset()  # ("phase", "2")
    counts: frozenset[str] = frozenset()  # "40" hospitals, "90%"
    nations: frozenset[str] = frozenset()
    details: bool = False  # "further details of" it
    points_back: bool = False  # "a strategy to support *their* use": what, the name does not say
    acronyms: frozenset[str] = frozenset()  # "dip"

    @property
    def identity(self) -> tuple[object, ...]:
        """All that it says, however it was written."""
        return self[1:]

    @property
    def bare(self) -> bool:
        """Whether nothing in it tells which one is meant: "the plan", "a formal response"."""
        if self.points_back:
            return True
        if self.acronyms or (self.horizon and self.horizon.isdecimal()):
            return False
        # "The treaty" is one of many; "Skills England" and "40 hospitals" are names.
        telling = self.topic - w.FAINT
        if self.nations or self.counts or self.parts:
            return not telling
        return telling <= {self.head}

    @property
    def recurring(self) -> bool:
        """Whether such a thing comes again every year or oftener."""
        return not w.RECURRING.isdisjoint(self.words)


NOTHING = Name()
_NONE: frozenset[Any] = frozenset()  # one for all: most names say little, and they are many

# ---------------------------------------------------------------------- words


def singular(word: str) -> str:
    """A word without its plural ending: "strategies" -> "strategy", "homes" -> "home".

    >>> [singular(word) for word in ("plans", "policies", "process", "review", "analysis")]
    ['plan', 'policy', 'process', 'review', 'analysis']
    """
    if word in w.IRREGULAR:
        return w.IRREGULAR[word]
    if not word.endswith("s") or len(word) < 4 or word in w.NO_PLURALS:  # noqa: PLR2004
        return word
    if word.endswith(("ss", "us", "is", "ics")):
        return word
    if word.endswith("ies") and len(word) > 4:  # noqa: PLR2004
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word[:-1]


def words_of(text: str, meanings: Mapping[str, Sequence[str]] | None = None) -> list[Word]:
    """The words of a name, folded; an acronym that is spelt out elsewhere gives way to its words.

    >>> [word.text for word in words_of("The Government's Ten-Year Health Plans")]
    ['the', 'government', '10', 'year', 'health', 'plan']
    """
    cased = fold(text[:_LONGEST]).cased
    # A title all in capitals is no row of acronyms.
    shouted = cased.isupper() and _LONG_WORD.search(cased) is not None
    found: list[Word] = []
    for years, number, unit, word in _TOKEN.findall(cased)[:_MOST_WORDS]:
        if word:
            found.extend(_folded(word.lower() if shouted else word))
        elif years:
            found.append(Word(_years(years)))
        else:
            found.extend(_numbered(number.replace(",", ""), unit))
    if meanings:
        found = [known for word in found for known in _explained(word, meanings)]
    if w.PHRASE_STARTS.isdisjoint([word.text for word in found]):
        return found
    return _phrased(found)


@lru_cache(maxsize=65536)
def _folded(written: str) -> tuple[Word, ...]:
    """One word folded; two where a number is glued to its end."""
    if "'" in written:
        written = written.removesuffix("'s").replace("'", "")
    lower = written.lower()
    if "." in written:
        return (Word(lower.replace(".", ""), acronym=True),)  # "care.data", "D.I.P."
    if written in _CAPITALS:
        return (Word(_CAPITALS[written]),)
    if _is_acronym(written):
        plain = lower.removesuffix("s") if written.endswith("s") else lower
        letters = plain.rstrip("0123456789")
        if letters != plain and len(letters) > 1:
            return Word(letters, acronym=True), Word(f"#{plain[len(letters) :]}")  # "RIS3"
        return (Word(plain, plain not in _NOT_ACRONYMS),)
    if lower in w.NUMBERS:
        return (Word(w.NUMBERS[lower]),)
    return (Word(singular(lower)),)


def _is_acronym(written: str) -> bool:
    return (
        not written.islower()
        and len(written) <= _LONGEST_ACRONYM
        and _ACRONYM.fullmatch(written) is not None
    )


def _explained(word: Word, meanings: Mapping[str, Sequence[str]]) -> list[Word]:
    """The words that an acronym is known to stand for; the word itself if it is none."""
    if word.acronym and word.text in meanings:
        return [Word(known) for known in meanings[word.text]]
    return [word]


def _numbered(number: str, unit: str) -> list[Word]:
    """A number and what is glued to it: "10yr", "2nd", "90%", "10YWP"."""
    small = unit.lower()
    if not unit:
        return [Word(number)]
    if small in _ORDINAL_ENDINGS:
        return [Word(f"#{number}")]
    if unit.startswith("%"):
        return [Word(number), Word("%")]
    if small in _SHORT_YEARS:
        return [Word(number), Word("year")]
    return [Word(number + small, acronym=unit.isupper() and len(unit) > 1)]


def _years(text: str) -> str:
    """Years that belong together: "2025-26" and "2025 to 2026" are "2025/2026"."""
    first, last = text[:_YEAR_LENGTH], re.split(r"/|-| to | and ", text)[1]
    return f"{first}/{first[: _YEAR_LENGTH - len(last)]}{last}"


def _phrased(found: list[Word]) -> list[Word]:
    """Several words that are one: "terms of reference", "white paper"."""
    joined: list[Word] = []
    at = 0
    while at < len(found):
        length, word = _phrase_at(found, at)
        joined.append(word)
        at += length
    return joined


def _phrase_at(found: list[Word], at: int) -> tuple[int, Word]:
    if found[at].text in w.PHRASE_STARTS:
        for length in range(_LONGEST_PHRASE, 1, -1):
            phrase = w.PHRASES.get(tuple(word.text for word in found[at : at + length]))
            if phrase:
                return length, Word(phrase)
    return 1, found[at]


# ----------------------------------------------------------------------- names


@lru_cache(maxsize=32768)
def name_of(text: str | None) -> Name:
    """A name taken apart.

    >>> name = name_of("its formal response to the consultation on gigabit broadband")
    >>> name.head, name.milestone, sorted(name.topic)
    ('response', 'response', ['broadband', 'consultation', 'gigabit'])
    >>> name_of("the refreshed Long Term Workforce Plan").text
    'refreshed Long Term Workforce Plan'
    >>> name_of("The plan").bare
    True
    """
    return read_name(text)


def read_name(text: str | None, meanings: Mapping[str, Sequence[str]] | None = None) -> Name:
    """A name taken apart, where acronyms are spelt out by what they are known to mean.

    >>> read_name("the DIP", {"dip": ("defence", "investment", "plan")}).words
    ('defence', 'investment', 'plan')
    """
    if not text:
        return NOTHING
    outside, asides = _asides(text)
    found = words_of(outside, meanings)
    if not found and asides:
        found, asides = words_of(text, meanings), []
    return _Reading(_written(outside), found, asides).name() if found else NOTHING


def _written(text: str) -> str:
    words = text.split()
    return " ".join(words[1:] if len(words) > 1 and words[0].lower() in w.DETERMINERS else words)


def names_in(text: str) -> list[Name]:
    """All names in a title: the words outside the brackets, and those inside if they are a name.

    >>> [name.text for name in names_in("10 Year Plan (refresh of the Long Term Workforce Plan)")]
    ['10 Year Plan', 'refresh of the Long Term Workforce Plan']
    """
    names = [read_name(text)]
    if "(" in text or "[" in text:
        asides = map(read_name, _asides(text)[1])
        names += [name for name in asides if len(name.key) > 1 and not name.bare]
    return names


def _asides(text: str) -> tuple[str, list[str]]:
    """The text without what stands in brackets at its end or is an acronym, and those asides."""
    text = text[:_LONGEST]
    asides: list[str] = []
    if "(" not in text and "[" not in text:
        return text, asides

    def without(match: re.Match[str]) -> str:
        inside = match[1].strip()
        if match.end() < len(text.rstrip(" .,")) and not _ACRONYM.fullmatch(inside):
            return f" {inside} "  # in the middle: "Equality (Race and Disability) Bill"
        asides.append(inside)
        return " "

    return _ASIDE.sub(without, text), asides


class _Reading:
    """Walks once over the words of a name and sorts them."""

    def __init__(self, text: str, found: list[Word], asides: list[str]) -> None:
        self.text = text
        self.found = found
        self.asides = asides
        self.milestone: Milestone | None = None
        self.stage: str | None = None
        self.edition = False
        self.details = False
        self.horizon: str | None = None
        self.years: set[str] = set()
        self.parts: set[tuple[str, str]] = set()
        self.counts: set[str] = set()
        self.nations: set[str] = set()
        self.topic: set[str] = set()
        self.front: set[str] = set()  # words of the topic before the first "of", "on", "for"
        self.acronyms: set[str] = set()
        self.tail_from = 0

    def name(self) -> Name:
        """What was read."""
        found = self._opened(self.found)
        self.tail_from = _first_preposition(found)
        head = _head(found, self.tail_from)
        for at, word in enumerate(found):
            if at == head or word.text in _SKIPPED:
                continue
            if word.text in _MARKS or not word.text[0].isalpha():
                self._sort(found, at, word)
            else:
                self._topic_word(at, word)
        for aside in self.asides:
            self._read_aside(aside)
        noun = None if head is None else found[head].text
        kind = w.KINDS.get(noun or "")
        if head is not None and kind is None:
            self._topic_word(head, found[head])
        plain = [word.text for word in self.found if word.text not in w.DETERMINERS]
        return Name(
            text=self.text,
            words=tuple(plain),
            key=tuple(sorted({*plain, *self.years} - _NAMELESS)),
            topic=frozenset(self.topic),
            tail=frozenset(self.topic - self.front) if len(self.front) < len(self.topic) else _NONE,
            head=noun,
            kind=kind,
            milestone=self.milestone or w.KIND_MILESTONES.get(kind or ""),
            stage=self.stage,
            edition=self.edition,
            horizon=self.horizon,
            years=frozenset(self.years) if self.years else _NONE,
            parts=frozenset(self.parts) if self.parts else _NONE,
            counts=frozenset(self.counts) if self.counts else _NONE,
            nations=frozenset(self.nations) if self.nations else _NONE,
            details=self.details,
            points_back=any(word.text in _POINTERS for word in self.found[1:]),
            acronyms=frozenset(self.acronyms) if self.acronyms else _NONE,
        )

    def _opened(self, found: list[Word]) -> list[Word]:
        """The words after "the publication of", "phase 2 of", "a set of", which only lead to X."""
        while True:
            at = _first_preposition(found)
            if at + 1 >= len(found) or found[at].text not in _LEADING_TO:
                return found
            leading = [word for word in found[:at] if word.text not in w.SMALL]
            if leading and leading[-1].text in w.DETAILS and not self.details:
                self.details = True
                found = found[at + 1 :]
                continue
            if found[at].text not in ("of", "to"):
                return found
            if not leading or not self._leads(leading):
                return found
            found = found[at + 1 :]

    def _leads(self, leading: list[Word]) -> bool:
        """Whether these words only lead to what is named after "of"; they are noted if so."""
        last = leading[-1].text
        parts = {part for at in range(len(leading)) if (part := _part(leading, at))}
        known = (
            last in w.TRANSPARENT
            or last in w.EDITIONS
            or w.STAGES.get(last) == "draft"
            or (bool(parts) and (last in w.PARTS or last.isdecimal() or last in w.ROMAN))
        )
        if not known or not all(_only_leads(word.text) for word in leading[:-1]):
            return False
        self.parts |= parts
        self.milestone = self.milestone or w.TRANSPARENT.get(last)
        for word in leading:
            self._qualifies(word.text)
        return True

    def _qualifies(self, word: str) -> bool:
        """Whether a word says which state or edition it is; it is noted if so."""
        if word in w.STAGES:
            self.stage = self.stage if self.stage in ("draft", "interim") else w.STAGES[word]
        elif word in w.EDITIONS:
            self.edition = True
        elif word in w.TRAILING:
            self.milestone = self.milestone or w.TRANSPARENT[word]
        else:
            return False
        return True

    def _sort(self, found: list[Word], at: int, word: Word) -> None:
        """Put one word where it belongs."""
        text = word.text
        if self._qualifies(text) or self._is_horizon(found, at):
            return
        if text in w.NATIONS:
            self.nations.add(w.NATIONS[text])
        elif text[0].isdecimal() and not word.acronym:
            self._number(found, at)
        elif text in w.PARTS and (part := _part(found, at)):
            self.parts.add(part)
        elif text in w.ORDINALS or text[0] == "#":
            self._ordinal(found, at)
        elif text in w.MONTHS and (year := _year_after(found, at)):
            self.years.add(f"{year}-{w.MONTHS[text]:02}")
        elif text != "%" and not (text in w.ROMAN and _text(found, at - 1) in w.PARTS):
            self._topic_word(at, word)

    def _topic_word(self, at: int, word: Word) -> None:
        if word.acronym:
            self.acronyms.add(word.text)
        self.topic.add(word.text)
        if at < self.tail_from:
            self.front.add(word.text)

    def _is_horizon(self, found: list[Word], at: int) -> bool:
        """Whether this is part of "long term" or "10 year"; it is noted if so."""
        text, after = found[at].text, _text(found, at + 1)
        if after in ("term", "year") and (text in w.HORIZONS or _is_count(text)):
            self.horizon = self.horizon or w.HORIZONS.get(text, text)
            return True
        before = _text(found, at - 1)
        return text in ("term", "year") and (before in w.HORIZONS or _is_count(before))

    def _ordinal(self, found: list[Word], at: int) -> None:
        if _text(found, at + 1) not in w.PARTS:
            text = found[at].text
            self.parts.add(("edition", w.ORDINALS.get(text, text[1:])))

    def _number(self, found: list[Word], at: int) -> None:
        text = found[at].text
        if "/" in text:
            self.years.update(text.split("/"))
        elif _text(found, at - 1) in w.PARTS:
            return  # the part has taken it
        elif _YEAR.fullmatch(text):
            self.years.add(text)
        elif at and at + 1 == len(found) and len(text) == 1:
            self.parts.add(("edition", text))  # "Road Investment Strategy 3"
        else:
            self.counts.add(text + "%" if _text(found, at + 1) == "%" else text)

    def _read_aside(self, aside: str) -> None:
        """What stands in brackets: a year, a stage."""
        for years, number, _, _ in _TOKEN.findall(fold(aside).cased):
            if years:
                self.years.update(_years(years).split("/"))
            elif _YEAR.fullmatch(number):
                self.years.add(number)
        self._qualifies(aside.lower())


def _text(found: list[Word], at: int) -> str:
    return found[at].text if 0 <= at < len(found) else ""


def _is_count(text: str) -> bool:
    return text.isdecimal() and not _YEAR.fullmatch(text)


def _only_leads(text: str) -> bool:
    """Whether a word before "version of" belongs to no other name."""
    return text in _LEADS or text.lstrip("#").isdecimal()


def _year_after(found: list[Word], at: int) -> str | None:
    after = _text(found, at + 1)
    return after if _YEAR.fullmatch(after) else None


def _part(found: list[Word], at: int) -> tuple[str, str] | None:
    """The numbered part that is named here: "phase 2", "second phase", "part II"."""
    unit, after, before = found[at].text, _text(found, at + 1), _text(found, at - 1)
    if unit not in w.PARTS:
        return None
    for word in (after, before):
        if word.isdecimal() or word.startswith("#"):
            return unit, word.lstrip("#")
    number = w.ROMAN.get(after) or w.ORDINALS.get(before)
    return (unit, number) if number else None


def _head(found: list[Word], end: int) -> int | None:
    """The place of the head noun: the last word before "of", "on", "for", but for what trails."""
    head = _last_noun(found, end)
    last = head if end == len(found) else _last_noun(found, len(found))
    if last is None or last == head or found[last].text not in _DOCUMENTS:
        return head
    # "Violence Against Women and Girls Strategy", but not "response to the strategy".
    return last if head is None or found[head].text not in w.KINDS else head


def _first_preposition(found: list[Word]) -> int:
    for at in range(1, len(found)):
        if found[at].text in w.PREPOSITIONS:
            return at
    return len(found)


def _last_noun(found: list[Word], end: int) -> int | None:
    for at in range(end - 1, -1, -1):
        if found[at].text not in _BEHIND_HEAD and _may_be_head(found, at):
            return at
    return None


def _may_be_head(found: list[Word], at: int) -> bool:
    text = found[at].text
    if text in _NO_HEAD or not text[0].isalpha():
        return found[at].acronym
    return not (text in w.PARTS and _part(found, at))


# -------------------------------------------------------------------- acronyms


def initials(words: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What words could be shortened to, whole or in part, and the words that are shortened.

    >>> initials("defence investment plan".split())
    {'dip': ('defence', 'investment', 'plan')}
    >>> "vawg" in initials("violence against women and girls strategy".split())
    True
    """
    whole = [word for word in words if word[0] != "#"]
    while whole and whole[0] in _NOT_SHORTENED:
        whole = whole[1:]
    runs = [whole, whole[:-1]]
    if not w.PREPOSITIONS.isdisjoint(whole):
        at = next(i for i, word in enumerate(whole) if word in w.PREPOSITIONS)
        runs += [whole[:at], whole[at + 1 :]]
    found: dict[str, tuple[str, ...]] = {}
    for run in runs:
        for short in _shortened(run):
            if len(short) > 2:  # noqa: PLR2004
                found.setdefault(short, tuple(run))
    return found


def _shortened(run: Sequence[str]) -> set[str]:
    """The initials of words, with and without the small ones."""
    parts = [part for word in run for part in word.split("-") if part]
    if w.SMALL.isdisjoint(parts):
        kept = [parts]
    else:
        kept = [[p for p in parts if p not in out] for out in (frozenset(), w.JOINERS, w.SMALL)]
    return {_initials(parts) for parts in kept if len(parts) <= _LONGEST_ACRONYM}


def _initials(run: Iterable[str]) -> str:
    return "".join([word if word.isdecimal() else word[0] for word in run])


_SPELT_OUT = re.compile(r"((?:[\w'&/-]+[ ,]+){2,12})\([\"']?([A-Z0-9&]*[A-Z][A-Za-z0-9&]+)[\"']?\)")


def spelt_out(text: str) -> dict[str, tuple[str, ...]]:
    """The acronyms that a text explains, with their words.

    >>> spelt_out("We will publish the Defence Investment Plan (DIP) as soon as we can.")
    {'dip': ('defence', 'investment', 'plan')}
    """
    meanings: dict[str, tuple[str, ...]] = {}
    if "(" not in text:
        return meanings
    for before, written in _SPELT_OUT.findall(fold(text[:_LONGEST_TEXT]).cased):
        acronym = (written[:-1] if re.fullmatch("[A-Z0-9&]+s", written) else written).lower()
        found = [word.text for word in words_of(before[-_LONGEST:])]
        for length in range(2, min(len(found), len(acronym) + 4) + 1):
            run = found[-length:]
            if run[0] not in w.SMALL and acronym in _shortened(run):
                meanings[acronym] = tuple(run)
                break
    return meanings
