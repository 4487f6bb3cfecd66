"""Who may be named: lateness is the body's, so below minister or board member the post stands.

The rule is rule 9 of the design; ``persons.yml`` says of everybody whom the register names what
they are, and why each kind of person may be named where. The finder is a heuristic: it knows the
names of that file, and tells others by an honorific before them, a common given name, letters after
them ("MP"), a post beside them. It would rather miss a name than take a plan for a person; what it
misses of ``who``, a stricter look finds there (``names_of_speaker``).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

HERE: Final = Path(__file__).parent
PERSONS: Final = HERE / "persons.yml"
GIVEN_NAMES: Final = HERE / "given_names.txt"
Level = Literal["minister", "board", "parliament", "title_of_work", "other"]
Place = Literal["own_words", "speaker", "asker", "publisher", "headline"]
# Where a name of each level may stand: in what we write; as whose word it is; as who asks; as whose
# page a source is; in the headline of a source, shown as the source has it.
_ANYWHERE: Final = frozenset({"own_words", "speaker", "asker", "publisher", "headline"})
ALLOWED: Final[dict[str, frozenset[str]]] = {
    "minister": _ANYWHERE,
    "board": _ANYWHERE,
    "title_of_work": _ANYWHERE,
    "parliament": frozenset({"asker", "publisher", "headline"}),
    "other": frozenset({"publisher", "headline"}),
}
TO_DO: Final = (
    "name the post as the source states it, or else the body; a minister or board member goes into "
    "tracker/persons.yml, with the source that says so"
)


class Person(BaseModel):
    """Somebody, or something called after somebody, whom the register names."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(min_length=3)]
    also: tuple[str, ...] = ()
    post: str
    level: Level
    seen: str


@dataclass(frozen=True)
class Named:
    """A name in a text: where it begins and ends, and who that is, None if nobody knows."""

    start: int
    end: int
    text: str
    person: Person | None

    def may_stand(self, place: Place) -> bool:
        """Whether the name may stand there."""
        return self.person is not None and place in ALLOWED[self.person.level]


_WORD: Final = r"(?:[A-Z]['’])?(?:Ma?c)?[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]+(?:-[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]+)*"
_PARTICLE: Final = r"(?:(?:de|van|von|der|den|da|la|le|du|al|el|bin|of) )*"
_INITIALS: Final = r"(?:[A-Z]\.? )*"
_SURNAME: Final = rf"{_PARTICLE}{_WORD}"
_HONORIFIC: Final = (
    r"(?:Rt\.? Hon\.? |Right Honourable )?"
    r"(?:Dr|Mr|Mrs|Ms|Mx|Sir|Dame|Lord|Lady|Baroness|Baron|Viscount|Viscountess|Prof|Professor|"
    r"Reverend|Rev|Cllr|Councillor)\.? (?:(?:Sir|Dame|Dr|Justice) )?"
)
_LETTERS: Final = r"(?:MP|MSP|MS|MBE|OBE|CBE|DBE|KBE|KC|QC|PhD|FRCP)"
_POST: Final = (
    r"(?:director|head|chief|officer|lead|leader|manager|chair|chairman|chairwoman|secretary|"
    r"minister|president|adviser|advisor|commissioner|spokesperson|spokesman|spokeswoman|"
    r"consultant|analyst|registrar|clerk|governor)"
)
# What is called after somebody: words that end the name of a thing.
_THINGS: Final = frozenset(
    """academy act associates association award bill building campus centre charity chambers clinic
    college commission committee company council court day drive foundation fund group hall hospice
    hospital house index infirmary inquiry enquiry institute institution investigation law lecture
    library limited llp ltd mandatory memorial museum park partners partnership practice press
    prize programme project report review road rule scale scheme scholarship school score society
    solicitors square street strategy surgery taskforce test tower training trust unit university
    ward wing""".split()  # noqa: SIM905
)
# Words that are in no name of a person, however they are written in a heading.
_NO_NAMES: Final = _THINGS | frozenset(
    """a an and annual announcement announcements answer april as at august authority autumn bank
    board body budget business by cabinet cancer care chancellor chief children commissioning
    commissioner commons community confederation conservative consultation contract covid data
    december defence deficit delivery delayed dental department dental design development digital
    directorate disability discovery downing early education emergency end england estates european
    executive federation february final financial first five for former framework freedom from
    further future general government grand great green guidance guide health healthcare her his
    hm home hospitals human improvement in independent information innovation integrated interim
    january joint july june justice kingdom labour legal liberal life local long lords major march
    medical medicines mental minister ministers ministry mission modern national new news next
    nhs no north northern november now nuffield nursing october of office officials on online order
    our paper parliament patient patients people personal pharmacy phase plan planning plans
    policy prime primary prison procurement professional professor progress public quality question
    questions regional register regulation republic research rethink royal scotland secretary
    secretaries senior september service services shadow six smoking social south specialist spring
    staff standards state statement statistics street summer support system task technology term ten
    the their this three times tobacco today tory transformation transport treasury trusts two
    under unit united unnamed upcoming update urgent vision wales welsh western westminster white
    whitehall winter women workforce world written year young your""".split()  # noqa: SIM905
)
_BY_HONORIFIC: Final = re.compile(
    rf"\b{_HONORIFIC}{_INITIALS}{_WORD}(?: {_INITIALS}{_SURNAME}){{0,3}}(?![\w])"
)
_CAPITALS: Final = re.compile(rf"\b{_WORD}(?: {_INITIALS}{_SURNAME}){{1,3}}(?![\w])")
_LETTERS_AFTER: Final = re.compile(rf"[ ,]+{_LETTERS}\b")
_POST_AFTER: Final = re.compile(
    r"[,(] ?\(?(?:the |its |their |our |an? |then |former |acting |interim )*"
    rf"(?:[\w’'&-]+ ){{0,4}}?{_POST}\b"
)
_POST_BEFORE: Final = re.compile(
    rf"\b(?:{_POST})s?(?: (?:of|for) (?:[a-z][\w’'-]*(?: |, )?){{1,6}})?,? ?$"
)
_THING_AFTER: Final = re.compile(
    r"(?: (?:NHS|[Ii]ndependent|[Uu]niversity|[Tt]eaching))* ([A-Za-z]+)"
)
_AFTER_HONORIFIC: Final = frozenset(
    {"Advocate", "Chamberlain", "Chancellor", "Chief", "Commissioner", "Commissioners", "Justice",
     "Lieutenant", "Mayor", "President", "Privy", "Provost", "Speaker", "Steward", "Treasurer"}
)  # fmt: skip


@cache
def known_persons(path: Path = PERSONS) -> tuple[Person, ...]:
    """Everybody whom ``persons.yml`` names. Raises pydantic.ValidationError where it is wrong."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(TypeAdapter(list[Person]).validate_python(raw))


def named_persons(text: str) -> list[Named]:
    """The names of persons in a text, by position.

    >>> [named.text for named in named_persons("Dr Ada Quill wrote to Tom Reed, head of lamps.")]
    ['Dr Ada Quill', 'Tom Reed']
    >>> named_persons("The Quill Report and the 10 Year Workforce Plan")
    []
    """
    return _found(text, _in_prose(text))


def names_of_speaker(text: str) -> list[Named]:
    """The names in a text that says whose word it is: there any two capital words may be one.

    >>> [named.text for named in names_of_speaker("Zeb Quux (by letter)")]
    ['Zeb Quux']
    >>> names_of_speaker("Public Accounts Committee")
    []
    """
    return _found(text, [*_in_prose(text), *_alone(text)])


def refused(text: str, place: Place) -> list[Named]:
    """The names in a text that may not stand in that place."""
    names = names_of_speaker(text) if place == "speaker" else named_persons(text)
    return [named for named in names if not named.may_stand(place)]


def why_refused(named: Named) -> str:
    """What is wrong with a name that was refused, in words."""
    if named.person is None:
        return f"names {named.text}, who is not known as a minister or board member"
    return f"names {named.text}, who is neither minister nor board member"


def fair_speaker(who: str, sentence: str) -> str | None:
    """Who says or does something, as that may be written; None where only a name is known.

    A person who may not be named is the post that the words or the sentence state.

    >>> fair_speaker("NHS England", "NHS England will publish it.")
    'NHS England'
    >>> fair_speaker("Ada Quill", "Ada Quill, director of lamps at the Harbour Board, said so.")
    'Director of lamps at the Harbour Board'
    >>> fair_speaker("Ada Quill", "Ada Quill said so.")
    """
    names = refused(who, "speaker")
    if not names:
        return who
    posts = (post_of(names[0].text, text) for text in (who, sentence))
    return next((post for post in posts if post and not refused(post, "speaker")), None)


def post_of(name: str, sentence: str) -> str | None:
    """The post that a sentence states of somebody it names, beginning with a capital; else None.

    >>> post_of("Ada Quill", "Ada Quill, director of lamps at the Harbour Board, said it would.")
    'Director of lamps at the Harbour Board'
    >>> post_of("Ada Quill", "Ada Quill said it would.")
    """
    after = re.search(
        rf"{re.escape(name)}(?: {_LETTERS})*"
        r", (?:the |its |our |their |an? )?([^,.;()]{3,90})(?:[,.;]|$)",
        sentence,
    )
    if after and re.search(rf"\b{_POST}\b", after[1], re.IGNORECASE):
        return _capital(after[1].strip())
    return None


# --------------------------------------------------------------------------------- the finder


def _found(text: str, spans: Iterable[tuple[int, int]]) -> list[Named]:
    """Known names, and of the other spans those that touch none, the longest first."""
    found = [Named(m.start(), m.end(), m[0], _person(m[0])) for m in _known().finditer(text)]
    for start, end in sorted(set(spans), key=lambda span: span[0] - span[1]):
        if all(end <= named.start or named.end <= start for named in found):
            found.append(Named(start, end, text[start:end], None))
    return sorted(found, key=lambda named: named.start)


@cache
def _known() -> re.Pattern[str]:
    names = sorted(_by_name(), key=len, reverse=True)
    letters = "|".join(re.escape(name).replace("'", "['’]") for name in names)
    return re.compile(rf"(?<![\w-])(?:{letters})(?![\w-])", re.IGNORECASE)


@cache
def _by_name() -> dict[str, Person]:
    return {
        name.lower(): person for person in known_persons() for name in (person.name, *person.also)
    }


def _person(name: str) -> Person:
    return _by_name()[name.lower().replace("’", "'")]


@cache
def _given_names() -> frozenset[str]:
    lines = GIVEN_NAMES.read_text(encoding="utf-8").splitlines()
    return frozenset(name for line in lines if line[:1] != "#" for name in line.split())


def _in_prose(text: str) -> Iterator[tuple[int, int]]:
    for match in _BY_HONORIFIC.finditer(text):
        words = re.sub(rf"^{_HONORIFIC}", "", match[0]).split()
        if words[0] not in _AFTER_HONORIFIC and not _is_thing(text, *match.span()):
            yield _person_of(match)
    for match in _CAPITALS.finditer(text):
        span = _told_by_company(text, match)
        if span is not None:
            yield span


def _told_by_company(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """Where in a run of capital words a name stands, by a given name or what stands beside it."""
    given = _from_given_name(match)
    if given is not None and not _is_thing(text, given[0], match.end()):
        return given
    if any(_is_no_name(word) for word in match[0].split()):
        return None
    beside = text[match.end() :]
    if _LETTERS_AFTER.match(beside) or _POST_AFTER.match(beside):
        return match.span()
    return match.span() if _POST_BEFORE.search(text[: match.start()]) else None


def _from_given_name(match: re.Match[str]) -> tuple[int, int] | None:
    """From the first given name of a run of capital words to the last word that may be a name."""
    words = list(re.finditer(r"\S+", match[0]))
    for index, word in enumerate(words[:-1]):
        if word[0] in _given_names() and not _is_no_name(words[index + 1][0]):
            if index and words[index - 1][0] in ("St", "Saint"):
                continue
            end = index + 1
            while end + 1 < len(words) and not _is_no_name(words[end + 1][0]):
                end += 1
            return match.start() + word.start(), match.start() + words[end].end()
    return None


def _person_of(match: re.Match[str]) -> tuple[int, int]:
    """A name by its honorific, without capital words after it that are in no name."""
    words = list(re.finditer(r"\S+", match[0]))
    while len(words) > 2 and _is_no_name(words[-1][0]):  # noqa: PLR2004 - honorific and one name
        words.pop()
    return match.start(), match.start() + words[-1].end()


def _is_thing(text: str, start: int, end: int) -> bool:
    """Whether a run of capital words is, or begins, the name of a thing ("Ada Quill Hospital")."""
    after = _THING_AFTER.match(text[end:])
    words = [*text[start:end].split(), after[1] if after else ""]
    return any({word.lower(), word.lower().removesuffix("s")} & _THINGS for word in words)


def _is_no_name(word: str) -> bool:
    return word.lower() in _NO_NAMES or word.lower().removesuffix("s") in _NO_NAMES


def _alone(text: str) -> Iterator[tuple[int, int]]:
    """Two or three capital words that are a whole part of a text that says who."""
    for part in re.finditer(r"[^,;/()&]+", text):
        for piece in re.finditer(r"(?:(?! (?:and|for|by|as|to|at|via) ).)+", part[0]):
            words = piece[0].strip()
            whole = re.fullmatch(rf"{_WORD}(?: {_INITIALS}{_SURNAME}){{1,2}}", words)
            if whole and not any(_is_no_name(word) for word in words.split()):
                start = part.start() + piece.start() + piece[0].index(words)
                yield start, start + len(words)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
