"""A deliverable named by somebody on some day: the name, and what the sentence adds to it.

The sentence says what "the response" responds to, whether the thing is to be
published or to come into force, and by its other words what it is about.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from tracker.dues.folding import fold
from tracker.resolve import words as w
from tracker.resolve.bodies import bodies_of
from tracker.resolve.names import NOTHING, Name, name_of, read_name, singular
from tracker.resolve.words import Milestone

_LONGEST = 2000  # characters of a sentence that are read
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_SHORTEST = 3
# Who speaks is not what is spoken of: "the Secretary of State for Health and Social Care".
_OFFICE = re.compile(
    r"(?:Secretary of State|Department|Ministry|Minister(?: of State)?|Committee) (?:for|of|on) "
    r"(?:the )?[A-Z][\w-]+(?:(?:,|,? and(?: the)?)? [A-Z][\w-]+){0,6}"
)


class Mention(NamedTuple):
    """One deliverable in one sentence."""

    name: Name = NOTHING
    milestone: Milestone | None = None
    bodies: frozenset[str] = frozenset()
    said_on: date | None = None
    context: frozenset[str] = frozenset()  # what else the sentence speaks of, folded
    sentence: str = ""

    @property
    def vague(self) -> bool:
        """Whether the name alone identifies nothing."""
        return self.name.bare


def mention_of(
    claim: Mapping[str, Any], meanings: Mapping[str, Sequence[str]] | None = None
) -> Mention:
    """A claim taken apart; it may lack any of sentence, deliverable, actor and said_on.

    >>> said = {"deliverable": "response", "sentence": "Our response to the GDPR review is due."}
    >>> mention_of(said).name.text
    'response to the GDPR review'
    """
    sentence = _text(claim.get("sentence"))[:_LONGEST]
    deliverable = _text(claim.get("deliverable"))
    actor = _text(claim.get("actor"))
    name = read_name(deliverable, meanings) if meanings else name_of(deliverable)
    if name.bare and sentence and deliverable:
        name = _completed(name, sentence, deliverable, meanings)
    milestone = name.milestone or milestone_in(sentence, deliverable, name.kind)
    if milestone == "consultation" and name.kind != "consultation":
        # "We will consult on X" and "the consultation on X" are one thing.
        name = name._replace(kind="consultation", head="consultation")
    return Mention(
        name=name,
        milestone=milestone,
        bodies=bodies_of(actor or None),
        said_on=_day(claim.get("said_on")),
        context=context_of(sentence),
        sentence=sentence,
    )


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


@lru_cache(maxsize=16384)
def context_of(sentence: str) -> frozenset[str]:
    """The words of a sentence that say what it is about.

    >>> sorted(context_of("The plan will be published by October, for decarbonising homes."))
    ['decarbonising', 'home']
    """
    cased = _OFFICE.sub(" ", fold(sentence[:_LONGEST]).cased)
    found = _WORD.findall(cased.lower())
    plain = (singular(word.removesuffix("'s")) for word in found if word not in w.OFFICIALESE)
    return frozenset(word for word in plain if len(word) >= _SHORTEST) - w.OFFICIALESE


# ------------------------------------------------------- what "the response" is to

_LINK = re.compile(
    r"\s+(?:published\s+)?((?:to|on|of|for|into|about|from|regarding|concerning|around)\s+"
    r"(?:the\s+|a\s+|an\s+|its\s+|our\s+|their\s+|this\s+|these\s+)?)"
)
_NOUN_PHRASE_END = re.compile(
    r"[;:?!]|[.,](?!\d)|\s(?:by|in|at|before|after|during|until|as|when|where|which|who|that|whether|"
    r"will|would|is|are|was|were|has|have|had|should|to be|to ensure|this|next|later|shortly|soon|"
    r"early|ahead|once|following|alongside|so|but|if|no later|imminently)\b"
)
_LONGEST_TAIL = 90
# These lead to no topic: "guidance to help", "a plan for change".
_NOT_TOPICS = re.compile(r"(?:to\s+(?:help|support|ensure|be|make|set|give)\b)")


def _completed(
    name: Name, sentence: str, deliverable: str, meanings: Mapping[str, Sequence[str]] | None
) -> Name:
    """The name with what follows it: "response", in its sentence, is "response to X"."""
    text = fold(sentence).cased
    start, end = _place(text.lower(), deliverable)
    link = _LINK.match(text, end) if end else None
    if not link or _NOT_TOPICS.match(text, link.start(1)):
        return name
    tail = text[link.end() : link.end() + _LONGEST_TAIL]
    stop = _NOUN_PHRASE_END.search(tail)
    tail = tail[: stop.start()] if stop else tail
    longer = read_name(text[start:end] + " " + link[1] + tail, meanings)
    # "The plan for 2026" is no other plan than "the plan".
    return name if longer.bare else longer


def _place(lower: str, deliverable: str) -> tuple[int, int]:
    """Where the deliverable stands in the sentence; (0, 0) if it does not."""
    wanted = fold(deliverable).lower.strip()
    start = lower.find(wanted) if wanted else -1
    while start >= 0:
        end = start + len(wanted)
        before, after = lower[start - 1 : start] if start else "", lower[end : end + 1]
        if not (before.isalnum() or after.isalnum()):
            return start, end
        start = lower.find(wanted, start + 1)
    return 0, 0


# ----------------------------------------------------------------- the milestone

_IN_FORCE = (
    r"in(?:to)? (?:force|effect|operation|law)\b|\btak(?:e|es|ing) (?:legal )?effect|"
    r"\bimplement(?:ed|s|ing)?\b|\bcommenc(?:e|es|ed|ing) (?:the )?(?:provisions?|section)"
)
_PUBLICATION = (
    r"\b(?:re-?)?publi(?:sh|shed|shes|shing|cation)\b|\breleas(?:e|es|ed|ing)\b|\bunveil\w*|"
    r"\bissu(?:e|ed|ing)\b|\blaid\b|\blay\b|\bset(?:ting)? out\b"
)
_START = r"\b(?:beg[iu]n(?:s|ning)?|start(?:s|ed|ing)?|commence[sd]?|get under way)\b"
_COMPLETION = (
    r"\b(?:complet(?:e|es|ed|ing|ion)|finish(?:ed)?|conclu(?:de|des|ded|sion)|finalis\w+)\b"
)
_HOLD = r"\b(?:publish|launch|issue|hold|open|run|begin|undertake|carry out)\w* (?:\w+ ){0,3}"
_CONSULTATION = rf"\bconsult(?:ing)? (?:\w+ )?on\b|{_HOLD}consultation on\b"
_RESPONSE = rf"\brespond(?:ing)? to\b|{_HOLD}response to\b"
_BEFORE: tuple[tuple[Milestone, re.Pattern[str]], ...] = (
    ("consultation", re.compile(rf"(?:{_CONSULTATION})[^,;]{{0,30}}$")),
    ("response", re.compile(rf"(?:{_RESPONSE})[^,;]{{0,30}}$")),
    ("in force", re.compile(rf"(?:{_IN_FORCE})[^,;]{{0,30}}$")),
    ("publication", re.compile(rf"(?:{_PUBLICATION})[^,;]{{0,40}}$")),
    ("start", re.compile(rf"(?:{_START})[^,;]{{0,30}}$")),
    ("completion", re.compile(rf"(?:{_COMPLETION})[^,;]{{0,30}}$")),
)
_AFTER: tuple[tuple[Milestone, re.Pattern[str]], ...] = (
    ("in force", re.compile(_IN_FORCE)),
    ("publication", re.compile(_PUBLICATION)),
    ("start", re.compile(_START)),
    ("completion", re.compile(_COMPLETION)),
)
_WINDOW = 70
_CLAUSE_START = re.compile(r"[,;:.](?:\s|$)|\b(?:and|but|which|that|while)\b")
# What goes before another thing: "X, and will publish Y", "X to start the work".
_CLAUSE_END = re.compile(
    r"[;.](?:\s|$)| and (?:will|then|to|we|the|a|an|is|are)\b"
    r"|(?<!due)(?<!set)(?<!likely)(?<!expected)(?<!planned)(?<!scheduled) to (?!be\b)"
)
# The milestone that others are heard as; publishing a consultation is holding it.
_KIND_FIRST = frozenset({"consultation", "response"})


def milestone_in(sentence: str, deliverable: str, kind: str | None = None) -> Milestone | None:
    """What is to happen to the deliverable, by the verbs about it; None if they do not tell.

    >>> milestone_in("We will bring the Future Homes Standard into force.", "Future Homes Standard")
    'in force'
    >>> milestone_in("The Plan, which will be published soon, will start a debate.", "The Plan")
    'publication'
    """
    if kind in _KIND_FIRST:
        return w.KIND_MILESTONES[kind]
    lower = fold(sentence).lower
    start, end = _place(lower, deliverable)
    if not end:
        return None
    before = _CLAUSE_START.split(lower[max(0, start - _WINDOW) : start])[-1]
    after = _CLAUSE_END.split(lower[end : end + _WINDOW], maxsplit=1)[0]
    behind = [milestone for milestone, pattern in _AFTER if pattern.search(after)]
    ahead = next((milestone for milestone, pattern in _BEFORE if pattern.search(before)), None)
    # "Working to finalise the plan, which will be published": the publication is what is due.
    if behind and ahead in (None, "start", "completion"):
        return behind[0]
    return ahead
