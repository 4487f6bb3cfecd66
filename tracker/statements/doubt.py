"""What is not said as a fact: denied, doubted, feared, or only on a condition.

"It is not true that the review has been scrapped" tells of no end. A tracker that accuses must
hear every "not", wherever in the sentence it stands.
"""

from typing import Final

from tracker.dues.words import word_set
from tracker.phrasebook import Phrasebook
from tracker.statements.clauses import Clause
from tracker.statements.verbs import DELAYS, TAKES_AWAY

# What follows one of these is denied, doubted or feared by whoever speaks. "<time>" is any date.
_BOOK: Final = Phrasebook(
    {
        "doubt": """
    (is|was|are|were|be) (simply|plainly|) (not true|untrue|false|wrong|incorrect) (to|that)
    (is|was) not the case that
    (not|never) (expected|anticipated|planned|intended|proposed) that
    (do|does|did) not (expect|anticipate|foresee) (any|a|further)
    (is|was) a (myth|lie|hoax|joke|fiction|falsehood|misunderstanding|mistake) that
    (corrected|withdrew|retracted) (its|the|their|an|his|her) (earlier|previous|) \
        (statement|claim|report|suggestion) that
    (apologised|apologises|sorry) for (suggesting|saying|stating|claiming|implying|reporting)
    (should|must|can|could) not be (inferred|assumed|concluded|deduced|taken to mean) that
    (joked|quipped) that
    never (the|our|its|their) (intention|plan|aim)
    (nobody|no one|no-one|none) should (think|believe|assume|conclude|say|suppose)
    (nobody|no one|no-one) (expects|believes|thinks|can say|should assume|could say)
    (wrongly|falsely|mistakenly) (said|stated|claimed|reported|suggested|announced)
    (say|know|see|ask|asked|check|consider|decide|establish) whether
    (would|could|might|may) (mean|result in|lead to|cause) (that|the|a|it)
    (contention|assertion|proposal|idea|notion) that
    (no|any) truth (in|to|that)
    (deny|denies|denied|denying|dismiss|dismissed|dismisses|reject|rejected|rejects|rebut|\\
        rebutted)
    (do|does|did) not (accept|agree|believe|recognise) (that|the)
    (is|are|am|was|were) not aware (that|of|whether)
    no (evidence|suggestion|indication|reason to think|reason to believe) (that|of)
    (not|far from) (yet|) (clear|known|certain|sure) (whether|if|when|that|how)
    (unclear|unknown|uncertain|undecided|unlikely|doubtful|possible|conceivable) \\
        (whether|if|that|when)
    (cannot|can not|could not|unable to|not able to|not in a position to) \\
        (guarantee|promise|confirm|say|rule out|commit|give)
    (no|any) (guarantee|promise|assurance|certainty) (that|of|when|whether)
    (doubt|doubts|doubted|question|questioned|queried|query) (that|whether|if)
    (fear|fears|feared|worry|worried|worries|concern|concerns|concerned|afraid|rumour|rumours|\\
        rumoured|speculation|speculated|suspect|suspects|allegations|gossip) that
    (fear|fears|feared|rumoured|suspect|suspects) (it|the|they|to)
    (rumour|legend|gossip) has it
    (risk|risks|danger|chance|possibility|prospect|threat) (that|remains that|is that)
    (risk|danger|threat) of
    no date (has been|is|was|had been) (set|fixed|agreed|given|confirmed) (for|on|yet)
    (requires|require|required|stipulates) that
    (would|to) provide that
    (hope|hopes|hoped|ordered) (that|the)
    (asks|asked|urges|urged|recommends|recommended|demands|demanded) that
"""
    }
)
# A promise that one of these puts off is not given up by it.
_UNTIL: Final = frozenset({"until", "unless"})
_CONDITIONS: Final = frozenset({"if", "unless"})
# They open a condition only at the very beginning: "should the bid fail, the scheme ...".
_OPENING: Final = frozenset({"should", "unlike", "where", "without"})
_BREAKS: Final = frozenset({".", ";", ":", "but"})
_DENIALS: Final = frozenset({"not", "never", "nor", "neither", "no", "any"})
# What stands at the beginning of a sentence that only tells what others say, or what may be.
_OPENINGS: Final = frozenset({
    ("reports", "that"), ("claims", "that"), ("suggestions", "that"), ("allegations", "that"),
    ("a", "report", "that"), ("the", "claim", "that"), ("the", "suggestion", "that"),
})  # fmt: skip
_ALLEGED: Final = word_set(
    "alleged allegedly almost nearly purportedly rumoured speculated supposedly"
)
_SUPPOSING: Final = frozenset({"had", "risk", "risks", "assuming", "supposing"})
# Any of these takes a finding back, wherever it stands.
_TAKES_BACK: Final = frozenset({"disputes", "hoax", "satirical", "spoof", "untrue"})


def is_doubted(clause: Clause) -> bool:
    """Whether what a clause says is denied, doubted or feared by who tells it."""
    lows, start = clause.sentence.lows, clause.predicate.start
    if not _ALLEGED.isdisjoint(lows[max(start - 1, 0) : clause.predicate.end + 1]):
        return True
    opening = tuple(lows[:2]) in _OPENINGS or tuple(lows[:3]) in _OPENINGS
    if lows[0] in _SUPPOSING or opening or not _TAKES_BACK.isdisjoint(lows):
        return True  # "reports that the hub is scrapped are wrong", "had the hub been scrapped"
    for at, mark in _BOOK.all(lows[:start]):
        if _BREAKS.isdisjoint(lows[at + mark.length : start]):
            return True
    return False


def is_denied_telling(clause: Clause) -> bool:
    """“Has not been put back”, “no plans to scrap it”: the telling phrase itself is denied."""
    found, sentence = clause.predicate, clause.sentence
    if found.lead != "cue":
        return False
    before = sentence.lows[max(_before_aside(clause), 0) : found.verb_at]
    return not _DENIALS.isdisjoint(before) or _is_taken_back(clause)


def _before_aside(clause: Clause) -> int:
    """Where the phrase begins: “has not, as has been claimed, been scrapped” at "has not"."""
    lows, start = clause.sentence.lows, clause.predicate.start
    if clause.sentence.low(start - 1) != "," or "," not in lows[: start - 1]:
        return start - 1
    first = start - 2 - lows[start - 2 :: -1].index(",")
    return first - 2


def _is_taken_back(clause: Clause) -> bool:
    """“A decision not to proceed has not been taken”."""
    after = clause.sentence.lows[clause.predicate.end :]
    at = next((at for at, low in enumerate(after) if low in ("has", "was")), None)
    return at is not None and after[at + 1] == "not" and after[at + 3] in ("taken", "made")


def is_conditional(clause: Clause) -> bool:
    """“If the levy is scrapped”, “will be scrapped if funding is refused”, “not until then”.

    Of slips, ends and mergers only: a promise on a condition is a promise still.
    """
    lows, found = clause.sentence.lows, clause.predicate
    if lows[0] in _OPENING or not _CONDITIONS.isdisjoint(lows[found.end :]):
        return True
    for at in range(found.start - 1, -1, -1):
        if lows[at] in _BREAKS:
            return False
        if lows[at] in _CONDITIONS or (lows[at] == "whether" and "," not in lows[at : found.start]):
            return True
    return False


def is_reason(clause: Clause) -> bool:
    """“Explains why earlier plans were shelved”: an old story, unless there is a new date."""
    return "why" in clause.sentence.lows[: clause.predicate.start] and not clause.is_dated


def is_only_until(clause: Clause) -> bool:
    """“Will not proceed until staff have been consulted”: put off, and not given up."""
    return not _UNTIL.isdisjoint(clause.sentence.lows[clause.predicate.end :])


def plans_delay(clause: Clause) -> bool:
    """“Has scrapped plans to delay the opening”: what is given up is the delay."""
    lows = clause.sentence.lows
    return any(
        low in _PLANS and lows[at + 1] == "to" and lows[at + 2] in _PUT_OFF
        for at, low in enumerate(lows)
    )


_PUT_OFF: Final = DELAYS | TAKES_AWAY
_PLANS: Final = frozenset(
    {"bid", "decision", "intention", "plan", "plans", "proposal", "proposals"}
)
