"""What a sentence says, clause by clause: which rule holds first, and what a sentence excludes.

Every rule has a name of the form event.what; ``RULES_TOLD`` explains each.
"""

from collections.abc import Callable
from typing import Final

from tracker.dues.words import word_set
from tracker.statements import nouns
from tracker.statements.adverbs import is_adverb
from tracker.statements.clauses import Clause, clauses
from tracker.statements.cues import ADMISSIONS
from tracker.statements.delays import delayed, extended, missed, not_until
from tracker.statements.deliveries import delivered
from tracker.statements.doubt import (
    is_conditional,
    is_denied_telling,
    is_doubted,
    is_only_until,
    is_reason,
    plans_delay,
)
from tracker.statements.endings import (
    cancelled,
    incorporated,
    no_longer,
    not_proceeding,
    part_of,
)
from tracker.statements.forms import has_form, words_of
from tracker.statements.intentions import INTENTIONS
from tracker.statements.judgement import Judgement
from tracker.statements.leads import BE
from tracker.statements.noun_phrases import Phrase, right_of
from tracker.statements.outright import told_outright
from tracker.statements.promises import (
    expected_by_date,
    expected_then,
    promised,
    promised_at_first,
    should_be_out,
    timetabled,
)
from tracker.statements.rule_names import RULES_TOLD
from tracker.statements.verbs import ASKS
from tracker.statements.words import Sentence

__all__ = ["RULES_TOLD", "judgements"]

# The first that holds for a clause decides. What ends or delays a promise is looked for before the
# promise: "will not be published until May" has the words of both.
_RULES: Final[tuple[Callable[[Clause], Judgement | None], ...]] = (
    told_outright,
    cancelled, no_longer, not_proceeding,
    delayed, missed, extended, not_until,
    incorporated, part_of,
    promised_at_first, expected_then, timetabled, should_be_out, expected_by_date, promised,
    delivered,
)  # fmt: skip


def judgements(sentence: Sentence) -> list[tuple[Clause, Judgement]]:
    """What a sentence says: each clause that tells of an event, with the judgement on it.

    >>> found = judgements(Sentence("The plan was due in May and will now follow in July.", None))
    >>> [judgement.rule for _, judgement in found]
    ['slipped.will-work']
    """
    if _is_question(sentence):
        return []
    by_outsiders = _begins_with_outsiders(sentence)
    if by_outsiders and _is_their_view(sentence):
        return []
    found = [
        (clause, judgement)
        for clause in clauses(sentence)
        if not (by_outsiders and _is_of_the_first(clause))
        and not _is_done_by_outsiders(clause)
        and (judgement := _judged(clause))
    ]
    found = _without_old_dates(found)
    return _with_admissions(sentence, found) if found else []


def _without_old_dates(
    found: list[tuple[Clause, Judgement]],
) -> list[tuple[Clause, Judgement]]:
    """“The launch, due in May, has been postponed”: the date in the aside is no promise of today.

    Nor are the "plans to build it by 2028" that are dropped.
    """
    given_up = any(one.event == "dropped" for _, one in found)
    main = [
        (clause, one)
        for clause, one in found
        if not (_is_beside(clause, one) or (given_up and _is_planned(clause)))
    ]
    return main or found


def _is_beside(clause: Clause, found: Judgement) -> bool:
    """Whether a promise only tells more of a thing: ", due to open in April,"."""
    predicate, sentence = clause.predicate, clause.sentence
    if found.event not in ("promised", "slipped") or predicate.lead != "expected":
        return False
    around = sentence.low(predicate.start - 1), sentence.lows[predicate.start]
    return predicate.start <= 1 or (BE.isdisjoint(around) and not is_adverb(around[0]))


def _is_planned(clause: Clause) -> bool:
    """“Its plans to build”, “its commitment to publish”."""
    low = clause.sentence.lows[clause.predicate.start]
    return clause.predicate.is_ahead and (low in INTENTIONS or low == "commitment")


def _judged(clause: Clause) -> Judgement | None:
    """What the first rule that holds makes of a clause; None where none holds, or it is no fact."""
    found = next((found for rule in _RULES if (found := rule(clause))), None)
    return found if found and _is_fact(clause, found) else None


def _is_fact(clause: Clause, found: Judgement) -> bool:
    """Whether what a rule makes of a clause is told as a fact: no denial, doubt or condition."""
    if is_doubted(clause) or is_denied_telling(clause):
        return False
    if found.event == "promised":
        return True
    supposed = is_conditional(clause) or is_reason(clause)
    if clause.has_denied_subject or (found.event in _ONLY_FACTS and supposed):
        return False
    if found.event == "dropped" and plans_delay(clause):
        return False
    return not (found.event == "dropped" and is_only_until(clause))


_ONLY_FACTS: Final = frozenset({"slipped", "paused", "dropped", "merged"})


# ------------------------------------------------------------ what a sentence excludes

# Behind a question mark may stand quotes and brackets.
_LAST_WORDS: Final = 4


def _is_question(sentence: Sentence) -> bool:
    if sentence.lows[0] == "if" and sentence.lows[1:3] in (["he", "will"], ["she", "will"]):
        return True  # the second half of a question to a Secretary of State
    last = sentence.lows[max(sentence.count - _LAST_WORDS, 0) :]
    return sentence.lows[:2] == ["to", "ask"] or "?" in last


_ASKING: Final = words_of(ASKS, "s", "base", "past")


def _begins_with_outsiders(sentence: Sentence) -> bool:
    """Whether the sentence begins with somebody who speaks for no public body."""
    verb = next((at for at in range(1, sentence.count) if _is_finite(sentence, at)), sentence.count)
    first = right_of(sentence, 0, verb)
    if first is None or first.end >= sentence.count:
        return False
    head = first.head.lower()
    asks = head in nouns.DEMANDING and sentence.lows[first.end] in _ASKING
    return asks or _is_outsider(first)


def _is_outsider(who: Phrase) -> bool:
    """“The company”, “a trade body”, an institute that is not a national one."""
    words = who.text.lower().split()
    if words[-2:] == ["trade", "body"] or who.head.lower() in nouns.OUTSIDERS:
        return True
    if words[0] in _TRADERS or not nouns.PARTISAN.isdisjoint(words):
        return True  # "Vendor Medisample", "the shadow minister"
    return who.head.lower() == "institute" and words[0] != "national"


_TRADERS: Final = word_set("contractor developer manufacturer supplier vendor")


def _is_of_outsiders(thing: Phrase | None) -> bool:
    """“The tribunal's ruling”: what courts and companies bring out is theirs."""
    if thing is None:
        return False
    words = thing.text.lower().replace("’", "'").split()
    return any(word.endswith("'s") and word[:-2] in nouns.OUTSIDERS for word in words)


def _is_done_by_outsiders(clause: Clause) -> bool:
    """“The trade body is planning to publish a code”: nobody in public office promises it."""
    subject, found = clause.subject, clause.predicate
    if found.is_ahead and _is_of_outsiders(clause.thing):
        return True
    if subject is None or found.voice != "active" or found.lead == "cue":
        return False
    return clause.object is not None and _is_outsider(subject)


def _is_their_view(sentence: Sentence) -> bool:
    """“Residents hope that the pier will reopen”: all that follows is what they think."""
    verb = next((at for at in range(1, sentence.count) if _is_finite(sentence, at)), sentence.count)
    return sentence.lows[verb] in _THINKING


_THINKING: Final = words_of(ASKS | {"hope", "think", "say", "believe", "warn"}, "s", "base", "past")


def _is_finite(sentence: Sentence, at: int) -> bool:
    low = sentence.lows[at]
    verb = has_form(low, "s", "past", "base") and low not in nouns.OUTPUTS
    return verb and not sentence.is_capital(at)


def _is_of_the_first(clause: Clause) -> bool:
    """Whether the clause is of what the sentence begins with: by name, or as "they"."""
    subject = clause.subject
    if subject is None or clause.predicate.thing_at is not None:
        return True
    return subject.start <= 1 or subject.is_pronoun


# -------------------------------------------------------------------------- admissions


def _with_admissions(
    sentence: Sentence, found: list[tuple[Clause, Judgement]]
) -> list[tuple[Clause, Judgement]]:
    """What was found, where the sentence admits an earlier date or gives up a paper of its own."""
    admitted = {mark.name: at + mark.length for at, mark in ADMISSIONS.all(sentence.lows)}
    rule = next((rule for name, rule in _ADMITTED.items() if name in admitted), None)
    if rule is None:
        return found
    if rule == "merged.not-separate":
        given_up = right_of(sentence, admitted["elsewhere"])
        return [(clause, _given_up(clause, judgement, given_up)) for clause, judgement in found]
    return [(clause, _admitted(judgement, rule)) for clause, judgement in found]


def _given_up(clause: Clause, found: Judgement, paper: Phrase | None) -> Judgement:
    """“There will be no separate Quay Plan; the Strategy will be published”: what goes into what.

    Of "the findings in the Strategy, not as a separate report" the findings go into the Strategy.
    """
    told, thing = _admitted(found, "merged.not-separate"), found.thing
    if told.event != "merged" or thing is None or told.target is not None:
        return told
    if paper is not None and clause.sentence.is_capital(paper.end - 1) and paper.end < thing.start:
        return told._replace(thing=paper, target=thing)
    into = clause.sentence.lows[thing.end] in ("in", "within")
    return told._replace(target=right_of(clause.sentence, thing.end + 1)) if into else told


_ADMITTED: Final = {"elsewhere": "merged.not-separate", "later": "slipped.admitted"}


def _admitted(found: Judgement, rule: str) -> Judgement:
    if found.event != "promised" or found.before_that:
        return found
    sure = RULES_TOLD[rule].confidence
    if rule == "slipped.admitted":
        sure = max(sure, found.confidence)
    return found._replace(rule=rule, confidence=sure)
