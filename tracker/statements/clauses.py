"""A predicate with who, what and when: the unit that the rules judge."""

from functools import cached_property
from typing import Final

from tracker.dues import Due
from tracker.dues.words import word_set
from tracker.statements import nouns, verbs
from tracker.statements.adverbs import back, is_adverb
from tracker.statements.clause_dates import date_of, second_of
from tracker.statements.cue_things import planned_of, thing_of_cue
from tracker.statements.forms import SAID, has_form, is_verb
from tracker.statements.intentions import INTENTIONS
from tracker.statements.leads import BE, WILL
from tracker.statements.noun_phrases import Phrase, right_of
from tracker.statements.objects import ACTS, act_of, object_of, vehicle_of, with_topic
from tracker.statements.predicate import Predicate
from tracker.statements.predicates import predicates
from tracker.statements.subjects import antecedent_of, subject_of
from tracker.statements.words import Sentence

# They happen by themselves: what they are said of is what comes.
_ALONE: Final = frozenset({"close", "pilot", "report"})
# "The board will be scrapped": here a body is the thing.
_DONE_TO_BODIES: Final = (
    verbs.DROPS | verbs.MERGES | word_set("abolish close create establish reform replace set")
)
_NEGATIVE: Final = frozenset({"no", "neither", "none", "nor"})
_OPENING: Final = 3
_WHO: Final = frozenset({"we", "they", "he", "she", "i"})
# After one of these "we will" begins a clause of its own.
_BEFORE_WHO: Final = (
    nouns.BODIES
    | SAID
    | word_set(
        """
    after although and as because before but for how if once or so since than then though unless
    until when whenever where whereas whether which while whilst why yet
    """
    )
)


class Clause:
    """One predicate of a sentence; subject, object and due are found when first asked for."""

    def __init__(
        self,
        sentence: Sentence,
        predicate: Predicate,
        start: int,
        end: int,
        before: "Clause | None",
    ) -> None:
        self.sentence = sentence
        self.predicate = predicate
        self.start = start  # the word after the predicate before this one
        self.end = end  # where the next predicate begins
        self.before = before  # the clause of the predicate before this one

    # ---------------------------------------------------------------------- who

    @cached_property
    def subject(self) -> Phrase | None:
        """Who or what stands before the predicate, if need be before the "and" before it."""
        if self._is_of_an_intention:
            return None
        if not self.shares_subject:
            return subject_of(self.sentence, self.predicate.start)
        if self.before is not None:
            return self.before.subject
        return subject_of(self.sentence, self.predicate.start) or self._first_phrase()

    @property
    def _is_of_an_intention(self) -> bool:
        """“The new plan is to extend it”: the plan is who means to, not what comes."""
        at = self.predicate.start
        is_it = self.sentence.lows[at] in INTENTIONS and self.predicate.lead == "intends"
        return is_it and self.sentence.lows[at + 1] in ("is", "remains")

    def _first_phrase(self) -> Phrase | None:
        """What the sentence begins with: the first verb of "X will ... and will" is not known."""
        first = self._past_that()
        while first < self.predicate.start and self.sentence.is_time(first):
            first += 1
        return right_of(self.sentence, first, self.predicate.start)

    def _past_that(self) -> int:
        """“Please note that | X are ...”: where what is told begins."""
        opening = self.sentence.lows[:_OPENING]
        return opening.index("that") + 1 if "that" in opening else 0

    @cached_property
    def shares_subject(self) -> bool:
        """Whether the subject is that of the verb before: "will be developed and published"."""
        if self.before is not None and self.before.predicate.start == self.predicate.start:
            return True
        return self._word_before in ("and", "but", "or", "then")

    @cached_property
    def _word_before(self) -> str:
        """The last word before the predicate that is no adverb and no date."""
        return self.sentence.low(back(self.sentence, self.predicate.start - 1))

    @property
    def is_relative(self) -> bool:
        """Whether it hangs on "which" or "that"."""
        words = [self._word_before]
        if self.subject is not None:
            at = self.subject.start
            words += [self.sentence.low(at - 1), self.sentence.low(at - 2)]
        return any(word in ("which", "that", "who", "whom") for word in words)

    @property
    def is_object_relative(self) -> bool:
        """“The service (that) we will build”: it says which, and has no object of its own."""
        subject, found = self.subject, self.predicate
        if subject is None or subject.text.lower() not in _WHO or self.object is not None:
            return False
        if found.lead != "will" or found.voice != "active" or found.lemma in ACTS:
            return False
        before = self.sentence.low(subject.start - 1)
        noun = before.isalpha() and not is_adverb(before) and not is_verb(before)
        return before == "that" or (noun and before not in _BEFORE_WHO)

    # --------------------------------------------------------------------- what

    @cached_property
    def object(self) -> Phrase | None:
        """What the verb is done to."""
        return object_of(self.sentence, self.predicate)

    @cached_property
    def thing(self) -> Phrase | None:
        """The deliverable as it stands in the clause: what is done, or what does something."""
        found = self.predicate
        if found.lead == "cue":
            before = self.before.object if self.before else None
            return thing_of_cue(self.sentence, found, self.subject, before)
        if found.thing_at is not None:
            return self._thing_of_others(right_of(self.sentence, found.thing_at))
        if found.lemma == "do" and self.before is not None:
            return self.before.thing  # "and aim to do so by 2031"
        if self._only_works and self.subject is not None and not self.subject.is_pronoun:
            return self.subject
        passive = found.voice == "passive"
        planned = planned_of(self.sentence, found, self.subject) if passive else None
        paper = planned or vehicle_of(self.sentence, found) or self.object
        return paper or self._subject_with_topic() or self._thing_that_acts()

    def _subject_with_topic(self) -> Phrase | None:
        """“An impact assessment will be published on the new bill”."""
        found, subject = self.predicate, self.subject
        if found.voice != "passive" or subject is None or subject.is_person:
            return None
        return with_topic(self.sentence, subject, found.end)

    def _thing_of_others(self, doer: Phrase | None) -> Phrase | None:
        """“(Expects) this to report”: this; “the contractor to finish the pier”: the pier."""
        acts = doer is not None and (doer.is_person or doer.head in nouns.OUTSIDERS)
        return (self.object if acts else None) or doer

    @property
    def _only_works(self) -> bool:
        """“From May the Standard will ensure that ...”: the Standard is what comes."""
        return self.is_state and self.predicate.lemma != "have"

    def _thing_that_acts(self) -> Phrase | None:
        """Of a verb without object: "we will respond", "the inquiry will report"."""
        found, subject = self.predicate, self.subject
        done_to = found.voice == "passive" and (
            found.lemma in _DONE_TO_BODIES or (subject is not None and subject.head == "they")
        )
        if subject is not None and subject.is_person and not done_to:
            return antecedent_of(self.sentence, subject) or act_of(self.sentence, found)
        if found.voice == "active" and found.lemma in ACTS and found.lemma not in _ALONE:
            return act_of(self.sentence, found)
        return subject

    # --------------------------------------------------------------------- when

    @cached_property
    def due_at(self) -> int | None:
        """The place of the date that belongs to this predicate, or None."""
        return date_of(self.sentence, self.predicate, self.start, self.end)

    @cached_property
    def due(self) -> Due | None:
        """The date that belongs to this predicate; of "moved from Q2 to Q4" the second."""
        if self.due_at is None:
            return None
        due = self.sentence.due_at(self.due_at)
        return second_of(due, self.sentence.said_on) if self.predicate.cue else due

    @cached_property
    def is_dated(self) -> bool:
        """Whether a date belongs to it that is not over: "published in 2019" dates no promise."""
        due, said_on = self.due, self.sentence.said_on
        if due is None:
            return False
        if said_on is None:
            return True
        begun = due.kind == "open" and due.earliest is not None and due.earliest < said_on
        return not begun and (due.latest is None or due.latest >= said_on)

    @property
    def tells_how(self) -> bool:
        """“(Sets out) how we will improve care”: content, and no promise of its own."""
        return _tells_how(self.sentence, self.predicate.start)

    @property
    def is_dated_after(self) -> bool:
        """Whether such a date stands after the verb's lead, so it can only be the verb's."""
        return self.is_dated and self.due_at is not None and self.due_at > self.predicate.start

    # ---------------------------------------------------------------------- how

    @property
    def is_strong(self) -> bool:
        """Whether the verb by itself brings something out that can be looked for."""
        found = self.predicate
        return found.lemma in verbs.OUTPUTS or (found.lemma, found.particle) in verbs.STRONG_PHRASES

    @property
    def is_work(self) -> bool:
        """Whether the verb brings something out if what or when is said."""
        return self.predicate.lemma in verbs.WORKS

    @property
    def is_state(self) -> bool:
        """Whether the verb only says how things are: nothing comes out."""
        found = self.predicate
        if found.lemma == "build" and self.sentence.lows[found.end] == "on":
            return True  # "will build on the milestones"
        return found.lemma in verbs.STATES and not found.particle

    @property
    def is_denied(self) -> bool:
        """Whether the verb or its subject is denied: "will not", "no scheme was cancelled"."""
        return self.predicate.denied or self.has_denied_subject

    @cached_property
    def has_denied_subject(self) -> bool:
        """“No scheme was cancelled”, “neither of the reviews has been paused”."""
        places = [
            place
            for phrase in (self.subject, self.object)
            if phrase
            for place in range(back(self.sentence, phrase.start - 1), phrase.start)
        ]
        if self.subject is not None and self.subject.start <= _OPENING:
            places.append(0)  # "None of the schemes was cancelled"
        return any(self.sentence.low(place) in _NEGATIVE for place in places)

    @property
    def is_told(self) -> bool:
        """“Said that it would publish”: a promise told afterwards, not a mere condition."""
        lows = self.sentence.lows
        return "if" not in lows and not SAID.isdisjoint(lows)


def clauses(sentence: Sentence) -> list[Clause]:
    """The clauses of a sentence, one a predicate."""
    made: list[Clause] = []
    found = predicates(sentence)
    for number, predicate in enumerate(found):
        before = made[-1] if made else None
        start = found[number - 1].end if number else 0
        end = max(_end_of(sentence, found, number), predicate.end)
        made.append(Clause(sentence, predicate, start, end, before))
    return made


def _end_of(sentence: Sentence, found: list[Predicate], number: int) -> int:
    """Where the next predicate begins; a verb that shares its lead with it shares its date too.

    "Details of how it will be spent, in due course": the date is that of the details.
    """
    start = found[number].start
    later = (one.start for one in found[number + 1 :] if one.start != start)
    return next((at for at in later if not _tells_how(sentence, at)), sentence.count)


def _tells_how(sentence: Sentence, start: int) -> bool:
    """Whether "how" stands before a predicate, with nothing but its subject between."""
    for at in range(start - 1, -1, -1):
        low = sentence.lows[at]
        if low == "how":
            return True
        if low in _ENDS_HOW or (has_form(low, "s", "base") and low not in nouns.OUTPUTS):
            return False
    return False


_ENDS_HOW: Final = WILL | BE | frozenset({",", ";", ":", "but"})
