"""Rules for what ends a promise without its thing: dropped, or merged into another."""

from typing import Final

from tracker.dues.words import word_set
from tracker.statements import nouns, verbs
from tracker.statements.clauses import Clause
from tracker.statements.judgement import Judgement, is_passing, judged
from tracker.statements.noun_phrases import Phrase, is_output, planned_in, right_of
from tracker.statements.words import Sentence

# ------------------------------------------------------------------------------ dropped


def cancelled(clause: Clause) -> Judgement | None:
    """“The scheme was cancelled”, “the levy will be scrapped”."""
    found, thing = clause.predicate, clause.thing
    if found.lemma not in verbs.DROPS or clause.is_denied:
        return None
    if not is_output(thing) or is_passing(thing) or _is_history(clause):
        return None
    if found.lemma == "withdraw" and (thing is None or thing.head.lower() not in _PROPOSED):
        return None  # old guidance is withdrawn when there is new
    if found.lead in ("perfect", "passive", "past"):
        return judged("dropped.cancelled", planned_in(clause.sentence, thing))
    return judged("dropped.will-be-cancelled", thing) if found.lead == "will" else None


# What has not come into being yet, and so is dropped if it is withdrawn.
_PROPOSED: Final = word_set(
    """
    amendment amendments application bid bill draft offer plan plans project proposal proposals
    regulations scheme strategy
    """
)
# What was given up comes after all.
AGAIN: Final = (
    "overturned", "reinstated", "replaced", "rescinded", "restarted", "restored", "resumed",
    "reversed", "revived",
)  # fmt: skip


def _is_history(clause: Clause) -> bool:
    """“Was abandoned in 2019 and revived in 2023”: long ago, or not for good."""
    at, said_on = clause.due_at, clause.sentence.said_on
    latest = clause.sentence.due_at(at).latest if at is not None else None
    long_ago = latest is not None and said_on is not None and (said_on - latest).days > _A_YEAR
    return long_ago or clause.sentence.has(*AGAIN)


_A_YEAR: Final = 366


def no_longer(clause: Clause) -> Judgement | None:
    """“Will no longer be published”, “does not now intend to legislate”."""
    found = clause.predicate
    brings_out = clause.is_strong or clause.is_work
    if not (found.denied and found.is_ahead and brings_out) or clause.is_relative:
        return None
    if found.lemma in verbs.TAKES_AWAY:
        return None  # what stays was never promised
    around = clause.sentence.lows[max(found.start - 2, 0) : found.verb_at + 1]
    changed = "now" in around or ("no" in around and "longer" in around)
    if not changed:
        return None
    if clause.due is None or not clause.is_dated_after:
        return judged("dropped.no-longer", clause.thing)
    # "Will no longer be published in May" says nothing of June; "not now until June" does.
    if clause.due.text.lower().startswith(_NOT_SOONER):
        return judged("slipped.not-until", clause.thing)
    dated = clause.due.latest is not None
    return judged("slipped.missed" if dated else "dropped.no-longer", clause.thing)


_NOT_SOONER: Final = ("until", "till", "before")


_PROCEEDS: Final = frozenset({"proceed", "progress", "pursue"})
_GOES_AHEAD: Final = frozenset({("go", "ahead"), ("take", "forward")})


def not_proceeding(clause: Clause) -> Judgement | None:
    """“Is not expected to go ahead”; what begins with "will not proceed" a cue tells."""
    found, sentence = clause.predicate, clause.sentence
    if not found.denied or found.lead not in ("will", "expected", "intends", "perfect"):
        return None
    if found.lemma not in _PROCEEDS and (found.lemma, found.particle) not in _GOES_AHEAD:
        return None
    with_it = sentence.lows[found.end] == "with"
    thing = right_of(sentence, found.end + 1) if with_it else None
    return judged("dropped.not-proceeding", thing or clause.thing)


# ------------------------------------------------------------------------------- merged

_BIGGER: Final = word_set(
    "agency body contract fund programme project refresh scheme service survey system team"
)
_COMING: Final = word_set("forthcoming planned refresh upcoming")
# Money is included in everything.
_AMOUNTS: Final = word_set(
    """
    amount amounts comments costs data feedback figures insights land learning lessons payments
    records views
    """
)


def incorporated(clause: Clause) -> Judgement | None:
    """“Was incorporated into the Workforce Plan”; “has been” a cue tells."""
    found = clause.predicate
    if found.denied or found.lemma not in verbs.MERGES or found.voice == "state":
        return None
    if found.lead in ("would", "present") or found.thing_at is not None:
        return None
    if found.voice == "active":
        return _folded(clause)
    into = _after(clause, "into", "in", "within", "with")
    if into is None or not takes_in(clause.sentence, into):
        return None
    return judged("merged.incorporated", clause.subject, into)


def _folded(clause: Clause) -> Judgement | None:
    """“We will fold the Quay Charter into the Harbour Strategy”: who does it is said too."""
    thing = clause.object
    if thing is None or clause.sentence.lows[thing.end] != "into":
        return None
    into = right_of(clause.sentence, thing.end + 1)
    if into is None or not takes_in(clause.sentence, into):
        return None
    return judged("merged.incorporated", thing, into)


def takes_in(sentence: Sentence, into: Phrase) -> bool:
    """Whether something is merged into it: a paper, a programme, or a thing with a name."""
    return into.head.lower() in nouns.VEHICLES | _BIGGER or sentence.is_capital(into.start)


def part_of(clause: Clause) -> Judgement | None:
    """“Will be part of the forthcoming strategy”, “will be contained in the planned review”."""
    found = clause.predicate
    if found.denied or found.lead not in ("will", "expected", "perfect"):
        return None
    part = _part(clause)
    thing = clause.object if found.lemma == "publish" else clause.subject
    if part is None or not _is_to_come(part) or is_amount(thing):
        return None
    return judged("merged.part-of", thing, part)


def _part(clause: Clause) -> Phrase | None:
    found, sentence = clause.predicate, clause.sentence
    if found.lemma in ("form", "be") and sentence.lows[found.end : found.end + 2] == ["part", "of"]:
        return right_of(sentence, found.end + 2)
    whole = clause.object
    if found.lemma == "publish" and found.voice == "active" and whole is not None:
        at = whole.end
        as_part = sentence.lows[at : at + 3] == ["as", "part", "of"]
        return right_of(sentence, at + 3) if as_part else None
    if found.lemma in ("include", "contain") and found.voice == "passive":
        return _after(clause, "in", "within", "as")
    return None


def _after(clause: Clause, *prepositions: str) -> Phrase | None:
    """What one of these words leads to, right after the verb or its date."""
    at = clause.predicate.end
    while clause.sentence.is_time(at):
        at += 1
    named = clause.sentence.lows[at] in prepositions
    return right_of(clause.sentence, at + 1) if named else None


def _is_to_come(part: Phrase) -> bool:
    """Whether what takes it in is itself still to come out, by name."""
    words = part.text.lower().split()
    named = part.head.lower() in nouns.OUTPUTS
    return named and (not _COMING.isdisjoint(words) or words[-2:] == ["white", "paper"])


def is_amount(subject: Phrase | None) -> bool:
    """Whether it is money or data, which are part of everything."""
    return subject is not None and not _AMOUNTS.isdisjoint(subject.text.lower().split())
