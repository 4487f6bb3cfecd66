"""A predicate with who, what and when: the unit that the rules judge."""

from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Final

from tracker.dues import Due, find_dues
from tracker.dues.words import word_set
from tracker.statements import nouns, phrases, verbs
from tracker.statements.phrases import Phrase
from tracker.statements.predicates import Predicate, is_adverb, predicates
from tracker.statements.words import Sentence

_BREAKS: Final = frozenset({".", ";", ":", "•"})


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

    @cached_property
    def subject(self) -> Phrase | None:
        """Who or what stands before the predicate, if need be before the "and" before it."""
        if self.before is not None and self.shares_subject:
            return self.before.subject
        return phrases.subject_of(self.sentence, self.predicate) or self._first_phrase()

    def _first_phrase(self) -> Phrase | None:
        """What the sentence begins with, for a verb after an "and" whose first verb is not known."""
        if not self.shares_subject:
            return None
        first = 0
        while first < self.predicate.start and self.sentence.words[first].is_time:
            first += 1
        return phrases.right_of(self.sentence, first, self.predicate.start)

    @property
    def shares_subject(self) -> bool:
        """“Will be developed and are to be published”: one subject for both."""
        at = self.predicate.start - 1
        while at >= 0 and (is_adverb(self.sentence.lows[at]) or self.sentence.words[at].is_time):
            at -= 1
        same_lead = self.before is not None and self.before.predicate.start == self.predicate.start
        return same_lead or self.sentence.low(at) in ("and", "but", "or", "then")

    @cached_property
    def object(self) -> Phrase | None:
        """What the verb is done to."""
        return phrases.object_of(self.sentence, self.predicate)

    @cached_property
    def due_at(self) -> int | None:
        """The place of the date that belongs to this predicate, or None.

        The first after the verb; of two side by side the one with a last day ("as soon as we
        can in the autumn"); else the last before it ("In summer 2025, we will").
        """
        if self.predicate.lead == "cue":
            return self._new_date()
        after = [at for at in self._times(self.predicate.end, self.end) if self._is_own(at)]
        leading = [at for at in self._times(self.start, self.predicate.start) if self._is_own(at)]
        if self.predicate.lead in ("passive", "perfect") and self.predicate.lemma in verbs.DELAYS:
            after = [
                at for at in after if self._leads_to(at)
            ]  # "was paused in March" is no new date
            leading = []
        if after and leading and "," in self.sentence.lows[self.predicate.end : after[0]]:
            return leading[-1]  # "In 2026 A will launch, followed by B in 2027"
        if after:
            first, *others = after
            beside = others and others[0] == first + 1 and self._due(first).latest is None
            return others[0] if beside else first
        if self.predicate.lead in ("passive", "perfect") and self.predicate.lemma in verbs.DELAYS:
            return None
        before = [at for at in self._times(self.start, self.predicate.end) if self._is_own(at)]
        return before[-1] if before else None

    def _leads_to(self, at: int) -> bool:
        words = self.sentence.quote(at, at + 1).lower()
        return words.startswith(("until", "till", "to ", "by ", "beyond")) or self.sentence.low(
            at - 1
        ) in ("to", "until", "for", "the")

    def _new_date(self) -> int | None:
        """The date that a telling phrase leads to: in it, after it, or the last that is to come."""
        missed = self.predicate.cue == "slipped.missed"
        inside = [] if missed else self._times(self.predicate.start, self.predicate.end)
        after = [
            at for at in self._times(self.predicate.end, self.sentence.count) if self._is_coming(at)
        ]
        coming = [at for at in inside[-1:] if self._is_coming(at)] or after
        return coming[0] if coming else None

    def _is_coming(self, at: int) -> bool:
        due, said_on = self._due(at), self.sentence.said_on
        if self.sentence.low(at - 1) in _EARLIER or self.sentence.low(at - 2) in _EARLIER:
            return False
        return due.latest is None or said_on is None or due.latest >= said_on

    def _due(self, at: int) -> Due:
        return self.sentence.due_at(at)

    @property
    def due(self) -> Due | None:
        """The date that belongs to this predicate; of "moved from Q2 to Q4" the second."""
        if self.due_at is None:
            return None
        due = self.sentence.due_at(self.due_at)
        return second_of(due, self.sentence.said_on) if self.predicate.cue else due

    @property
    def is_dated(self) -> bool:
        """Whether a date belongs to it that is not over: "published in 2019" dates no promise."""
        due, said_on = self.due, self.sentence.said_on
        if due is None:
            return False
        if due.kind == "open" and due.earliest and said_on and due.earliest < said_on:
            return False  # "from October 2023"
        return due.latest is None or said_on is None or due.latest >= said_on

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
        return found.lemma in verbs.STATES and not found.particle

    @property
    def is_denied(self) -> bool:
        """Whether the verb or its subject is denied: "will not", "no scheme was cancelled"."""
        if self.predicate.denied:
            return True
        before = self.sentence.low(self.subject.start - 1) if self.subject else ""
        return before in ("no", "neither", "nor") or self.sentence.low(0) in (
            "no",
            "neither",
            "none",
        )

    @property
    def is_relative(self) -> bool:
        """Whether it hangs on "which" or "that"."""
        before = self.predicate.start - 1
        while before >= 0 and (
            self.sentence.words[before].is_time or is_adverb(self.sentence.lows[before])
        ):
            before -= 1
        places = [before]
        if self.subject is not None:
            places += [self.subject.start - 1, self.subject.start - 2]
        return any(self.sentence.low(place) in ("which", "that", "who", "whom") for place in places)

    @cached_property
    def thing(self) -> Phrase | None:
        """The deliverable as it stands in the clause: what is done, or what does something."""
        found = self.predicate
        if found.lead == "cue":
            return self._thing_of_cue()
        if found.thing_at is not None:
            return phrases.right_of(self.sentence, found.thing_at)
        if found.lemma == "do" and self.before is not None:
            return self.before.thing  # "and aim to do so by 2031"
        if found.voice == "passive" and self.subject is not None and (planned := self._planned()):
            return planned
        vehicle = phrases.vehicle_of(self.sentence, found)
        if vehicle is not None:
            return vehicle
        if self.object is not None:
            return self.object
        if self.subject is not None and self.subject.is_person:
            relative = phrases.antecedent_of(self.sentence, self.subject)
            if relative is not None:
                return relative
            return phrases.act_of(self.sentence, found)
        if found.voice == "active" and found.lemma in phrases.ACTS and found.lemma not in _ALONE:
            return phrases.act_of(self.sentence, found)
        return self.subject

    def _planned(self) -> Phrase | None:
        """“Plans to publish the strategy were paused”: the strategy."""
        assert self.subject is not None  # noqa: S101 - asked for only then
        at = self.subject.end
        if self.subject.head.lower() not in _PLANS or self.sentence.lows[at] != "to":
            return None
        return phrases.right_of(self.sentence, at + 2, self.predicate.start)

    def _thing_of_cue(self) -> Phrase | None:
        """“The opening has been put back”, “has decided to scrap the levy”."""
        subject = self.subject
        if subject is not None and (planned := self._planned()):
            return planned
        if subject is not None and not (
            subject.is_person
            or subject.is_pronoun
            and subject.text.lower() not in nouns.THING_PRONOUNS
        ):
            return subject
        at = self.predicate.end
        if self.sentence.lows[at] in ("with", "on", "work"):
            at += 1
        return phrases.right_of(self.sentence, at) or subject

    def _times(self, first: int, end: int) -> list[int]:
        return self.sentence.times(max(first, 0), end)

    def _is_own(self, at: int) -> bool:
        """Whether a date is that of the verb: not of a participle, not part of a name."""
        sentence, before = self.sentence, self.sentence.low(at - 1)
        if before == "since":
            return False
        if before == "for" and sentence.low(at - 2) not in _SCHEDULED:
            return False  # "figures for 2022/23" are named by their year
        if phrases.describes(sentence, at):
            return False
        past = any(form.form in ("past", "participle") for form in verbs.forms_of(before))
        if past and at - 1 != self.predicate.verb_at:
            due, said_on = sentence.due_at(at), sentence.said_on
            if said_on and due.latest and due.latest < said_on:
                return False
        first, last = sorted((at, self.predicate.verb_at))
        return not any(sentence.lows[between] in _BREAKS for between in range(first, last))


_EARLIER: Final = word_set(
    "originally initially previously from instead since in first was earlier"
)
_PLANS: Final = word_set("plans plan proposals proposal work intention ambition commitment")
_SCHEDULED: Final = word_set(
    """
    planned scheduled expected due timetabled set slated earmarked pencilled targeted rescheduled
    publication launch release completion introduction implementation consultation targeting start
    """
)
# They happen by themselves: what they are said of is what comes.
_ALONE: Final = frozenset({"report", "close", "pilot"})


def second_of(due: Due, said_on: date | None) -> Due:
    """Of a range that tells of a move, what it was moved to; any other due as it is."""
    head, to, tail = due.text.rpartition(" to ")
    if not (to and head.lower().startswith("from ")):
        return due
    found = find_dues(tail, said_on)
    offset = due.start + len(head) + len(to)
    return (
        replace(found[0], start=found[0].start + offset, end=found[0].end + offset)
        if found
        else due
    )


def clauses(sentence: Sentence) -> list[Clause]:
    """The clauses of a sentence, one a predicate."""
    found = predicates(sentence)
    starts = [0, *(predicate.end for predicate in found)]
    ends = [*(predicate.start for predicate in found[1:]), sentence.count]
    made: list[Clause] = []
    for number, predicate in enumerate(found):
        end = ends[number]
        # A verb that shares its lead with the next one shares its date too.
        following = number + 1
        while following < len(found) and found[following].start == predicate.start:
            end = ends[following]
            following += 1
        before = made[-1] if made else None
        made.append(Clause(sentence, predicate, starts[number], max(end, predicate.end), before))
    return made


def is_output(phrase: Phrase | None) -> bool:
    """Whether a phrase names something that can come out."""
    if phrase is None:
        return False
    head = phrase.head.lower()
    return (
        head in nouns.OUTPUTS
        or head in nouns.THING_PRONOUNS
        or any(word in nouns.OUTPUTS for word in phrase.text.lower().split()[:1])
    )
