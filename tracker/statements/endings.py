"""Rules for what ends a promise: dropped, merged into another, delivered."""

from typing import Final

from tracker.dues.words import word_set
from tracker.statements import nouns, verbs
from tracker.statements.clauses import Clause
from tracker.statements.forms import has_form, words_of
from tracker.statements.judgement import Judgement, is_passing, judged
from tracker.statements.noun_phrases import Phrase, is_output, right_of

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
        return judged("dropped.cancelled", thing)
    return judged("dropped.will-be-cancelled", thing) if found.lead == "will" else None


# What has not come into being yet, and so is dropped if it is withdrawn.
_PROPOSED: Final = word_set(
    """
    amendment amendments application bid bill draft offer plan plans project proposal proposals
    regulations scheme strategy
    """
)
# What was given up comes after all.
AGAIN: Final = ("revived", "reinstated", "replaced", "restored", "resumed", "restarted")


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
    around = clause.sentence.lows[max(found.start - 2, 0) : found.verb_at + 1]
    changed = "now" in around or ("no" in around and "longer" in around)
    if not changed:
        return None
    # "No longer expects to publish it in May" says nothing of June.
    missed = clause.is_dated_after and found.lemma != "" and _expects(clause)
    return judged("slipped.missed" if missed else "dropped.no-longer", clause.thing)


def _expects(clause: Clause) -> bool:
    """Whether what is no longer expected, planned or hoped for has a date that gives way."""
    lead = set(clause.sentence.lows[clause.predicate.start : clause.predicate.verb_at])
    return not lead.isdisjoint(_EXPECTING)


_EXPECTING: Final = words_of({"expect", "hope", "anticipate", "aim"}, "base", "s")

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
_AMOUNTS: Final = word_set("amount amounts costs data figures payments records")


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
    if into is None or not _takes_in(clause, into):
        return None
    return judged("merged.incorporated", clause.subject, into)


def _folded(clause: Clause) -> Judgement | None:
    """“We will fold the Quay Charter into the Harbour Strategy”: who does it is said too."""
    thing = clause.object
    if thing is None or clause.sentence.lows[thing.end] != "into":
        return None
    into = right_of(clause.sentence, thing.end + 1)
    if into is None or not _takes_in(clause, into):
        return None
    return judged("merged.incorporated", thing, into)


def _takes_in(clause: Clause, into: Phrase) -> bool:
    """Whether something is merged into it: a paper, a programme, or a thing with a name."""
    return into.head.lower() in nouns.VEHICLES | _BIGGER or clause.sentence.is_capital(into.start)


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


# ---------------------------------------------------------------------------- delivered

_DELIVERS: Final = verbs.HAPPENS | word_set(
    """
    award carry complete conduct deliver establish finalise hand hold introduce issue lay place
    produce publish relaunch release republish respond sign submit table undertake unveil upload
    """
)
# Whatever they are done to comes out, even if it is none of the things that usually do.
_BRINGS_OUT: Final = word_set("hold introduce issue launch lay open publish release unveil")
# By themselves they bring nothing out: "has taken steps", "the round closed".
_BARE: Final = word_set("close come end enter finish go hand sign take")
# Whose end is what was promised: a consultation was held once it has closed.
_HELD: Final = frozenset({"consultation", "consultations"})


def delivered(clause: Clause) -> Judgement | None:
    """“Published the plan”, “has been launched”, “the consultation opened on Monday”."""
    found, thing = clause.predicate, clause.thing
    if found.lemma not in _DELIVERS or not _is_done(clause):
        return None
    if clause.is_denied or clause.is_relative or _is_beside_the_point(clause):
        return None
    if found.lead == "past" and clause.subject is None:
        return None
    if _is_bare(clause) or _leads_to_verb(clause):
        return None
    came_out = thing is not None and (is_output(thing) or found.lemma in _BRINGS_OUT)
    if not came_out or is_passing(thing) or _are_talks(thing):
        return None
    return judged(f"delivered.{'today' if found.lead == 'progressive' else found.lead}", thing)


def _is_done(clause: Clause) -> bool:
    """“Published”, “has been published”; “today we are publishing” it, too."""
    found = clause.predicate
    today = found.lead == "progressive" and found.lemma in _BRINGS_OUT
    if today:
        return any(due.text.lower() == "today" for due in clause.sentence.dues)
    return found.lead in ("past", "perfect", "passive")


def _is_bare(clause: Clause) -> bool:
    found, subject = clause.predicate, clause.subject
    if found.lemma == "close" and subject is not None and subject.head in _HELD:
        return False
    return found.lemma in _BARE and not found.particle


_TALKS: Final = word_set("discussions meeting meetings talks")


def _are_talks(thing: Phrase | None) -> bool:
    """“A series of meetings”: nothing came out that anybody could hold in their hands."""
    return thing is not None and not _TALKS.isdisjoint(thing.text.lower().split())


def _is_beside_the_point(clause: Clause) -> bool:
    """“Which sets out when the campaign was launched”: not the news that it was."""
    first = clause.subject.start if clause.subject else clause.predicate.start
    before = clause.sentence.lows[max(first - 3, 0) : first]
    return not _SUBORDINATES.isdisjoint(before[-2:]) and "is" not in before  # "which is why"


_SUBORDINATES: Final = word_set("after how if once since unless until when where whether why")


def _leads_to_verb(clause: Clause) -> bool:
    """“Has begun considering”, “the measures we have introduced extend”."""
    after, following = clause.sentence.lows[clause.predicate.end : clause.predicate.end + 2]
    if after == "to" and has_form(following, "base"):
        return True  # "waiting lists have started to fall"
    if following in nouns.OUTPUTS:
        return False  # "has published commissioning guidance"
    return has_form(after, "ing", "base") and after not in nouns.OUTPUTS
