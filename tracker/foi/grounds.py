"""The grounds on which information is refused: a closed list, and what people write for them.

Two lists are needed, for the same number means other things: s.27 is about international relations
in the Act for the United Kingdom and about future publication in the Scottish one. A list holds the
grounds of an Act and of the environmental regulations beside it, since a reply may rely on either.

Names, and whether a public interest test applies, are those of FOIA Parts I and II with s.2(3),
FOISA Parts 1 and 2 with s.2(2), EIR regulations 12 and 13, EI(S)R regulations 10 and 11.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from db.errors import Problem

# What weighs against a ground: nothing, the public interest, one or the other by its subsection;
# a procedural ground is no exemption.
ABSOLUTE: Final = "absolute"
QUALIFIED: Final = "qualified"
EITHER: Final = "absolute or qualified"
PROCEDURAL: Final = "procedural"
# What the body has to show: that it is of a kind, or that disclosure would do harm.
CLASS: Final = "class"
HARM: Final = "prejudice"

NOT_HELD: Final = "not held"
# The list that a case under a regime draws on.
JURISDICTIONS: Final = {"FOIA": "uk", "EIR": "uk", "FOISA": "scotland", "EISR": "scotland"}


class UnknownGround(Problem, ValueError):
    """Words that name no ground of the list."""


@dataclass(frozen=True, slots=True)
class Provision:
    """A ground: how it is written, its Act, its name, and what it means for the next step.

    ``weight`` and ``shows`` are words from above (``shows`` None where neither is the whole of it).
    ``counterpart`` is the same ground in FOISA. ``status`` is what a case refused on nothing else
    is called (vocabulary.STATUSES). ``future_publication``: the reply itself says that it will come
    out. ``step`` is the next step where it is another than the rest of the ground says.
    """

    provision: str
    act: str
    name: str
    weight: str
    shows: str | None = None
    counterpart: str | None = None
    status: str | None = None
    future_publication: bool = False
    step: str | None = None

    @property
    def next_step(self) -> str:
        """What to do about it, for a person who wants the information."""
        return self.step or _STEPS[self.weight, self.shows]


_WEIGH: Final = "say why the public interest in disclosure is the greater"
_STEPS: Final = {
    (QUALIFIED, CLASS): f"in a review, {_WEIGH}",
    (QUALIFIED, HARM): f"in a review, ask which harm is likely and how, and {_WEIGH}",
    (QUALIFIED, None): f"in a review, ask why it applies, and {_WEIGH}",
    (ABSOLUTE, CLASS): "no public interest test: dispute only that it covers what you asked for",
    (EITHER, CLASS): "ask which subsection is meant: only some need a public interest test",
    (EITHER, HARM): "ask which subsection is meant: only some need a public interest test",
}
_AGAIN: Final = "look on the day named for publication; if it was not published, ask again"
_WHERE: Final = "ask for the exact place where it is published, unless the reply names it"
_NARROW: Final = "ask again for less: one document, one span of time (s.16: they must help)"
_NARROW_SCOTLAND: Final = (
    "ask again for less: one document, one span of time (s.15: they must help)"
)
_VEXED: Final = "ask again with less and with the public purpose, or ask for a review saying both"
_NONE_HELD: Final = "ask who holds it and how they searched, or ask for a review of the search"
_UNFINISHED: Final = (
    "ask when it will be finished and by whom: the refusal has to say, if the body knows "
    "(EIR regulation 14(4)); then ask again"
)
_UNFINISHED_SCOTLAND: Final = "ask when it will be finished and by whom; then ask again"
_DEPARTMENTS: Final = (
    "check that it is a government department or the Welsh Government (s.35(1)); in a review, "
    f"{_WEIGH}"
)
_QUALIFIED_PERSON: Final = (
    f"ask whose opinion it rests on and when it was given (s.36(2)); in a review, {_WEIGH}"
)
_USE_EIR: Final = "ask for an answer under the environmental regulations, which refuse less"
_CLARIFY: Final = "say more exactly what you want"

_FOIA: Final = (
    Provision("s.1(3)", "FOIA", "clarification needed", PROCEDURAL, step=_CLARIFY),
    Provision("s.8", "FOIA", "no valid request", PROCEDURAL,
              step="ask again in writing, with a name and an address for the reply (s.8(1))"),
    Provision("s.9", "FOIA", "fee not paid", PROCEDURAL, step="pay, or ask for less"),
    Provision("s.12", "FOIA", "cost limit", PROCEDURAL, counterpart="s.12", step=_NARROW),
    Provision("s.14", "FOIA", "vexatious or repeated", PROCEDURAL, counterpart="s.14",
              status="vexatious", step=_VEXED),
    Provision(NOT_HELD, "FOIA", "not held", PROCEDURAL, counterpart=NOT_HELD,
              status="not_held", step=_NONE_HELD),
    Provision("s.21", "FOIA", "accessible by other means", ABSOLUTE, CLASS, "s.25",
              status="already_published", step=_WHERE),
    Provision("s.22", "FOIA", "intended for future publication", QUALIFIED, CLASS, "s.27",
              future_publication=True, step=_AGAIN),
    Provision("s.22A", "FOIA", "research", QUALIFIED, HARM, "s.27(2)"),
    Provision("s.23", "FOIA", "security bodies", ABSOLUTE, CLASS),
    Provision("s.24", "FOIA", "national security", QUALIFIED, None, "s.31(1)"),
    Provision("s.26", "FOIA", "defence", QUALIFIED, HARM, "s.31(4)"),
    Provision("s.27", "FOIA", "international relations", QUALIFIED, HARM, "s.32"),
    Provision("s.28", "FOIA", "relations within the United Kingdom", QUALIFIED, HARM, "s.28"),
    Provision("s.29", "FOIA", "the economy", QUALIFIED, HARM, "s.33(2)"),
    Provision("s.30", "FOIA", "investigations", QUALIFIED, CLASS, "s.34"),
    Provision("s.31", "FOIA", "law enforcement", QUALIFIED, HARM, "s.35"),
    Provision("s.32", "FOIA", "court records", ABSOLUTE, CLASS, "s.37"),
    Provision("s.33", "FOIA", "audit functions", QUALIFIED, HARM, "s.40"),
    Provision("s.34", "FOIA", "parliamentary privilege", ABSOLUTE, CLASS),
    Provision("s.35", "FOIA", "formulation of government policy", QUALIFIED, CLASS, "s.29",
              step=_DEPARTMENTS),
    # Absolute only for what the Houses of Parliament hold (s.2(3)(e)).
    Provision("s.36", "FOIA", "effective conduct of public affairs", QUALIFIED, HARM, "s.30",
              step=_QUALIFIED_PERSON),
    Provision("s.37", "FOIA", "Royal communications and honours", EITHER, CLASS, "s.41"),
    Provision("s.38", "FOIA", "health and safety", QUALIFIED, HARM, "s.39(1)"),
    Provision("s.39", "FOIA", "environmental information", QUALIFIED, CLASS, "s.39(2)",
              step=_USE_EIR),
    Provision("s.40", "FOIA", "personal information", EITHER, CLASS, "s.38",
              step="ask for it without the names and whatever else tells who is meant"),
    Provision("s.41", "FOIA", "provided in confidence", ABSOLUTE, CLASS, "s.36(2)"),
    Provision("s.42", "FOIA", "legal privilege", QUALIFIED, CLASS, "s.36(1)"),
    Provision("s.43", "FOIA", "commercial interests", QUALIFIED, HARM, "s.33(1)"),
    Provision("s.44", "FOIA", "prohibitions on disclosure", ABSOLUTE, CLASS, "s.26"),
)  # fmt: skip

_EIR: Final = (
    Provision("reg 12(4)(a)", "EIR", "not held", QUALIFIED, CLASS, status="not_held",
              step=_NONE_HELD),
    Provision("reg 12(4)(b)", "EIR", "manifestly unreasonable", QUALIFIED, CLASS,
              step="ask again for less (regulation 9: they must help), and say why it matters"),
    Provision("reg 12(4)(c)", "EIR", "too general", QUALIFIED, CLASS, step=_CLARIFY),
    Provision("reg 12(4)(d)", "EIR", "unfinished material", QUALIFIED, CLASS, step=_UNFINISHED),
    Provision("reg 12(4)(e)", "EIR", "internal communications", QUALIFIED, CLASS),
    Provision("reg 12(5)(a)", "EIR", "international relations, defence, national security or "
              "public safety", QUALIFIED, HARM),
    Provision("reg 12(5)(b)", "EIR", "course of justice, fair trial or inquiries", QUALIFIED, HARM),
    Provision("reg 12(5)(c)", "EIR", "intellectual property rights", QUALIFIED, HARM),
    Provision("reg 12(5)(d)", "EIR", "confidentiality of proceedings", QUALIFIED, HARM),
    Provision("reg 12(5)(e)", "EIR", "commercial or industrial confidentiality", QUALIFIED, HARM),
    Provision("reg 12(5)(f)", "EIR", "interests of the person who provided it", QUALIFIED, HARM),
    Provision("reg 12(5)(g)", "EIR", "protection of the environment", QUALIFIED, HARM),
    Provision("reg 13", "EIR", "personal data", EITHER, CLASS),
)  # fmt: skip

_FOISA: Final = (
    Provision("s.1(3)", "FOISA", "clarification needed", PROCEDURAL, step=_CLARIFY),
    Provision("s.9", "FOISA", "fee not paid", PROCEDURAL, step="pay, or ask for less"),
    Provision("s.12", "FOISA", "cost limit", PROCEDURAL, step=_NARROW_SCOTLAND),
    Provision("s.14", "FOISA", "vexatious or repeated", PROCEDURAL, status="vexatious",
              step=_VEXED),
    Provision(NOT_HELD, "FOISA", "not held", PROCEDURAL, status="not_held", step=_NONE_HELD),
    Provision("s.18", "FOISA", "neither confirmed nor denied", PROCEDURAL,
              status="neither_confirmed_nor_denied",
              step="in a review, say why the public should know whether it exists"),
    Provision("s.25", "FOISA", "otherwise accessible", ABSOLUTE, CLASS,
              status="already_published", step=_WHERE),
    Provision("s.26", "FOISA", "prohibitions on disclosure", ABSOLUTE, CLASS),
    Provision("s.27", "FOISA", "intended for future publication", QUALIFIED, CLASS,
              future_publication=True,
              step="look within 12 weeks of the request (s.27(1)); if it was not published, ask "
              "again"),
    Provision("s.27(2)", "FOISA", "research", QUALIFIED, HARM),
    Provision("s.28", "FOISA", "relations within the United Kingdom", QUALIFIED, HARM),
    Provision("s.29", "FOISA", "formulation of Scottish Administration policy", QUALIFIED, CLASS),
    Provision("s.30", "FOISA", "effective conduct of public affairs", QUALIFIED, HARM),
    Provision("s.31(1)", "FOISA", "national security", QUALIFIED, None),
    Provision("s.31(4)", "FOISA", "defence", QUALIFIED, HARM),
    Provision("s.32", "FOISA", "international relations", QUALIFIED, HARM),
    Provision("s.33(1)", "FOISA", "commercial interests", QUALIFIED, HARM),
    Provision("s.33(2)", "FOISA", "the economy", QUALIFIED, HARM),
    Provision("s.34", "FOISA", "investigations", QUALIFIED, CLASS),
    Provision("s.35", "FOISA", "law enforcement", QUALIFIED, HARM),
    Provision("s.36(1)", "FOISA", "legal privilege", QUALIFIED, CLASS),
    Provision("s.36(2)", "FOISA", "provided in confidence", ABSOLUTE, CLASS),
    Provision("s.37", "FOISA", "court records", ABSOLUTE, CLASS),
    Provision("s.38", "FOISA", "personal information", EITHER, CLASS,
              step="ask for it without the names and whatever else tells who is meant"),
    Provision("s.39(1)", "FOISA", "health and safety", QUALIFIED, HARM),
    Provision("s.39(2)", "FOISA", "environmental information", QUALIFIED, CLASS, step=_USE_EIR),
    Provision("s.40", "FOISA", "audit functions", QUALIFIED, HARM),
    Provision("s.41", "FOISA", "Royal communications and honours", QUALIFIED, CLASS),
)  # fmt: skip

_EISR: Final = (
    Provision("reg 10(4)(a)", "EISR", "not held", QUALIFIED, CLASS, status="not_held",
              step=_NONE_HELD),
    Provision("reg 10(4)(b)", "EISR", "manifestly unreasonable", QUALIFIED, CLASS,
              step="ask again for less, and say why it matters"),
    Provision("reg 10(4)(c)", "EISR", "too general", QUALIFIED, CLASS, step=_CLARIFY),
    Provision("reg 10(4)(d)", "EISR", "unfinished material", QUALIFIED, CLASS,
              step=_UNFINISHED_SCOTLAND),
    Provision("reg 10(4)(e)", "EISR", "internal communications", QUALIFIED, CLASS),
    Provision("reg 10(5)(a)", "EISR", "international relations, defence, national security or "
              "public safety", QUALIFIED, HARM),
    Provision("reg 10(5)(b)", "EISR", "course of justice, fair trial or inquiries", QUALIFIED,
              HARM),
    Provision("reg 10(5)(c)", "EISR", "intellectual property rights", QUALIFIED, HARM),
    Provision("reg 10(5)(d)", "EISR", "confidentiality of proceedings", QUALIFIED, HARM),
    Provision("reg 10(5)(e)", "EISR", "commercial or industrial confidentiality", QUALIFIED, HARM),
    Provision("reg 10(5)(f)", "EISR", "interests of the person who provided it", QUALIFIED, HARM),
    Provision("reg 10(5)(g)", "EISR", "protection of the environment", QUALIFIED, HARM),
    Provision("reg 11", "EISR", "personal data", EITHER, CLASS),
)  # fmt: skip

PROVISIONS: Final[dict[str, dict[str, Provision]]] = {
    "uk": {one.provision: one for one in (*_FOIA, *_EIR)},
    "scotland": {one.provision: one for one in (*_FOISA, *_EISR)},
}
# Where the Acts speak of a ground elsewhere.
_ALSO: Final = {"uk": {"s.1(1)": NOT_HELD}, "scotland": {"s.17": NOT_HELD}}
_ENTRIES: Final = {
    listed: {one: one for one in PROVISIONS[listed]} | _ALSO[listed] for listed in PROVISIONS
}
# Other words for a ground, beside its name.
_NAMES_ALSO: Final = {
    "vexatious": "s.14", "repeated": "s.14", "cost": "s.12", "costs": "s.12",
    "information not held": NOT_HELD,
}  # fmt: skip


def provision_of(written: str, regime: str = "FOIA") -> Provision | None:
    """The ground of a stored provision ("s.22") in a case under a regime; None if not listed."""
    return PROVISIONS[JURISDICTIONS[regime]].get(written)


def normalised(text: str, regime: str = "FOIA") -> tuple[str, ...]:
    """The grounds that a text names, as they are stored, each once and in order.

    Finer divisions are dropped where the list has none: "s35(1)(a) and (b)" is s.35. A text that
    begins with "none" names none. ``regime`` is that of the case: it decides which Act a section
    belongs to. Raises UnknownGround, with near names, for anything else.

    >>> normalised("FOIA s.22 (intended for future publication)")
    ('s.22',)
    >>> normalised("sections 40(2) and 43, reg 12(4)(d)")
    ('s.40', 's.43', 'reg 12(4)(d)')
    """
    listed = JURISDICTIONS[regime]
    words = " ".join(text.split())
    if re.match(r"none\b", words, re.IGNORECASE):
        return ()
    _refuse_other_act(words, listed)
    named = _by_name(words, listed)
    found = [named] if named else [_listed(one, listed) for one in _written(words)]
    if not found:
        raise _unknown(text, listed)
    return tuple(dict.fromkeys(found))


# ------------------------------------------------------------------- reading what was written

_NUMBER: Final = r"\d{1,2}[A-Za-z]?(?![\dA-Za-z])"
_DIVISIONS: Final = r"(?:\s?\([0-9a-z]{1,3}\))*"
_REGULATION: Final = r"1[0-3]\([45]\)\([a-g]\)"
_PLACE: Final = re.compile(
    rf"""(?<!['’])\b(?:(?:sections?|sec|ss|s)\b\.?\s*|ss?|FOIS?A\s)
            (?P<section>{_NUMBER}{_DIVISIONS})
       | \b(?:(?:regulations?|regs?|r)\b\.?\s*|regs?|r|EIS?Rs?\s)
            (?P<regulation>{_NUMBER}{_DIVISIONS})
       | (?<![\w.(])(?P<bare>{_REGULATION})
       | \b(?P<held>not\ held)\b""",
    re.IGNORECASE | re.VERBOSE,
)
# "35 and 36(2)", "22, 35 or 43": what follows is of the same kind, if nothing else follows it.
_AND: Final = re.compile(
    rf"""\s*(?:,\s*(?:and|or)?|and|or|&|/)\s*(?P<more>{_NUMBER}{_DIVISIONS})
        (?=\s*(?:$|[,;.)&/(]|and\b|or\b))""",
    re.IGNORECASE | re.VERBOSE,
)
_ONLY_A_NUMBER: Final = re.compile(rf"{_NUMBER}{_DIVISIONS}")
_ACTS: Final = re.compile(
    r"\b(?:(?P<scotland>FOISA|FOI\(S\)A|EISRs?|EI\(S\)Rs?)|(?P<uk>FOIA|EIRs?))(?!\w)",
    re.IGNORECASE,
)


def _written(words: str) -> Iterator[str]:
    """Each place of an Act that the words name, in the form of the list but with all divisions."""
    if _ONLY_A_NUMBER.fullmatch(words) and not re.fullmatch(_REGULATION, words):
        yield f"s.{_tight(words)}"
        return
    for found in _PLACE.finditer(words):
        kind, place = str(found.lastgroup), found[str(found.lastgroup)]
        if kind == "held":
            yield NOT_HELD
            continue
        prefix = "s." if kind == "section" else "reg "
        yield f"{prefix}{_tight(place)}"
        end = found.end()
        while more := _AND.match(words, end):
            yield f"{prefix}{_tight(more['more'])}"
            end = more.end()


def _tight(place: str) -> str:
    """The place as the list has it: ``22a (1)`` is ``22A(1)``."""
    number, bracket, divisions = place.replace(" ", "").partition("(")
    return number.upper() + bracket + divisions.lower()


def _listed(place: str, listed: str) -> str:
    """The entry of the list that a place of an Act falls under: the longest that it begins with."""
    found = _entry(place, listed)
    if found is None:
        raise _unknown(place, listed)
    return found


def _entry(place: str, listed: str) -> str | None:
    found = (_ENTRIES[listed].get(shorter) for shorter in _ever_shorter(place))
    return next(filter(None, found), None)


def _ever_shorter(place: str) -> Iterator[str]:
    """s.36(2)(b), s.36(2), s.36."""
    yield place
    while place.endswith(")") and "(" in place:
        place = place[: place.rindex("(")]
        yield place


def _by_name(words: str, listed: str) -> str | None:
    name = words.casefold().rstrip(".")
    if name in _NAMES_ALSO:
        return _NAMES_ALSO[name]
    known = PROVISIONS[listed].values()
    return next((one.provision for one in known if one.name.casefold() == name), None)


def _refuse_other_act(words: str, listed: str) -> None:
    """A section of one Act means something else in the other."""
    for found in _ACTS.finditer(words):
        if found.lastgroup != listed:
            here = "FOISA and its regulations" if listed == "scotland" else "FOIA and the EIR"
            raise UnknownGround(
                f"{words!r} names {found[0]}, but the case is under {here}",
                do="mend the regime of the case, or name the ground of its own Act",
            )


def _unknown(text: str, listed: str) -> UnknownGround:
    return UnknownGround(
        f"{text!r} is no ground that is known",
        do=f"{_meant(text, listed)}write it like s.22, reg 12(4)(d) or not held",
    )


def _meant(text: str, listed: str) -> str:
    """What may have been meant: a division of it, a ground of the other Act, one that is near."""
    here = PROVISIONS[listed]
    divisions = [one for one in here if one.startswith(f"{text}(")]
    other = "uk" if listed == "scotland" else "scotland"
    elsewhere = _entry(text, other)
    if elsewhere and not divisions:
        return f"it is one under {PROVISIONS[other][elsewhere].act}; "
    names = [one.name for one in here.values()]
    near = divisions or get_close_matches(text, [*here, *names], n=3)
    return f"did you mean {' or '.join(near)}? " if near else ""
