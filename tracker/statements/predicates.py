"""What a sentence says of the future or the past: who leads a verb, which verb, how.

    predicate = lead (adverb | time)* "not"? verb phrase particle?
    lead      = "will" | "intends to" | "is due to" | "has" | "was" | "committed to" | ...

One walk over the words finds all of them. No dictionary of the language is needed: the leads
are a closed class, and what stands after one of them is a verb.
"""

from typing import Final, Literal, NamedTuple, cast

from tracker.dues.words import FULL_WEEKDAYS, word_set
from tracker.phrasebook import Mark
from tracker.statements import nouns
from tracker.statements.cues import VERBS
from tracker.statements.verbs import HAPPENS, INTENDS, PARTICLES, forms_of, lemma_as
from tracker.statements.words import Sentence

Lead = Literal[
    "will", "would", "intends", "expected", "committed", "working", "to-be", "nominal",
    "present", "past", "perfect", "passive", "was-due", "cue", "progressive",
    "should",
]  # fmt: skip
Voice = Literal["active", "passive", "state"]

_ADVERBS: Final = word_set(
    """
    also now then soon first further therefore still again next once more both either just
    instead thus not never currently no longer nevertheless however indeed yet already
    """
)
_NOT_ADVERBS: Final = word_set("reply supply apply rely comply family assembly july early multiply")
_FUTURE_WORDS: Final = frozenset({"will", "shall", "'ll", "we'll", "they'll", "won't"})
_BE: Final = word_set("is are am be been being 's 're remains remain was were")
_PAST_BE: Final = frozenset({"was", "were"})
_EXPECTED: Final = word_set(
    """
    due expected planned scheduled anticipated intended set projected targeted slated earmarked
    estimated pencilled targeting timetabled forecast
    """
)
_MINDED: Final = word_set("about going ready minded determined poised likely")
_ON: Final = {"on": frozenset({"track", "course", "schedule"})}
_ASPECTS: Final = word_set("look seek aim hope plan intend begin start work go")
_HOLDING: Final = word_set("continue help need want wish tend try")
_READY: Final = word_set(
    "ready available complete operational live open finalised online completed accessible"
)
_NOT_A_SUBJECT: Final = word_set("no the our its their any these such his her current of with a")
_PLURAL_SUBJECTS: Final = word_set("we i they and officials ministers also currently now both who")


class Predicate(NamedTuple):
    """A verb with what leads it; places are words of the sentence, ``end`` is the one after."""

    lead: Lead
    start: int
    verb_at: int
    end: int
    lemma: str
    particle: str = ""
    voice: Voice = "active"
    denied: bool = False
    progressive: bool = False
    cue: str = ""  # the name of the phrase, where a phrase tells it all
    thing_at: int | None = None  # where the inner subject begins: "we expect THIS to report"

    @property
    def is_ahead(self) -> bool:
        """Whether it speaks of what is to come."""
        return self.lead not in (
            "past",
            "perfect",
            "passive",
            "present",
            "was-due",
            "cue",
            "should",
        )


class _Phrase(NamedTuple):
    lemma: str
    verb_at: int
    end: int
    voice: Voice
    denied: bool
    particle: str = ""
    progressive: bool = False


def predicates(sentence: Sentence) -> list[Predicate]:
    """Every predicate of a sentence, by its place; a telling phrase stands for those in it."""
    cues = [_cue(sentence, index, mark) for index, mark in VERBS.all(sentence.lows)]
    verbs = _verbs(sentence)
    if cues:
        verbs = [
            verb
            for verb in verbs
            if not any(cue.start < verb.end and verb.start < cue.end for cue in cues)
        ]
    return sorted(cues + verbs, key=lambda found: found.start)


def _cue(sentence: Sentence, index: int, mark: Mark) -> Predicate:
    start = index
    while start > 0 and (
        sentence.lows[start - 1] in _BEFORE_CUE or is_adverb(sentence.lows[start - 1])
    ):
        start -= 1
    return Predicate("cue", start, index, index + mark.length, "", voice="passive", cue=mark.name)


_BEFORE_CUE: Final = word_set("is are was were be been being has have had will would to not")


def _verbs(sentence: Sentence) -> list[Predicate]:
    found: list[Predicate] = []
    index = 0
    while index < sentence.count:
        predicate = _predicate_at(sentence, index)
        if predicate is None:
            index += 1
            continue
        found.append(predicate)
        found += _coordinated(sentence, predicate)
        index = max(found[-1].end, index + 1)
    return found or _actions(sentence)


def _actions(sentence: Sentence) -> list[Predicate]:
    """“Head of Payroll to circulate the policy by 30 November”: a line of a table of actions."""
    if any(form.form in ("s", "past") for word in sentence.lows for form in forms_of(word)):
        return []
    for index in range(1, sentence.count):
        if sentence.lows[index] == "to" and sentence.times(index):
            found = _led(sentence, "to-be", index, index + 1)
            known = found and any(
                verb.form == "base" for verb in forms_of(sentence.lows[found.verb_at])
            )
            return [found] if found and known else []
    return []


def _predicate_at(sentence: Sentence, index: int) -> Predicate | None:
    word = sentence.lows[index]
    if word in _FUTURE_WORDS:
        return _led(sentence, "will", index, index + 1, denied=word == "won't")
    if word == "would":
        return _led(sentence, "would", index, index + 1)
    if word == "should":
        return _led(sentence, "should", index, index + 1)
    if word in _BE or word in ("'s", "'re"):
        return _after_be(sentence, index)
    if word in ("has", "have", "'ve"):
        return _perfect(sentence, index)
    if word in _EXPECTED and sentence.low(index - 1) not in _BE:
        return _bare_expected(sentence, index)
    if word in ("to",) and sentence.low(index + 1) == "be":
        return _to_be(sentence, index)
    if word in ("committed", "commits", "commitment", "committing"):
        return _committed(sentence, index)
    if word in ("with", "towards", "working", "work"):
        return _working(sentence, index)
    if word in _INTENTIONS and (found := _intention(sentence, index)) is not None:
        return found
    for verb in forms_of(word):
        if verb.lemma in INTENDS and verb.form in ("base", "s", "ing"):
            return _intends(sentence, index, verb.form)
        if verb.form == "past":
            return _past(sentence, index)
        if verb.form in ("s", "base") and verb.lemma in HAPPENS:
            return _present(sentence, index, verb.lemma)
    return None


# ------------------------------------------------------------------ verb phrases


def is_adverb(word: str) -> bool:
    """Whether a word may stand between a lead and its verb."""
    return word in _ADVERBS or (word.endswith("ly") and word not in _NOT_ADVERBS and len(word) > 4)


def skip(sentence: Sentence, index: int) -> tuple[int, bool]:
    """The place after adverbs, dates and asides between commas; and whether one was a "not"."""
    denied = False
    while index < sentence.count:
        word = sentence.lows[index]
        if word in ("not", "never") or (word == "longer" and sentence.low(index - 1) == "no"):
            denied = True
        elif word == "," and (after := _after_aside(sentence, index)) is not None:
            index = after
            continue
        elif not (is_adverb(word) or sentence.words[index].is_time):
            break
        index += 1
    return index, denied


_LONGEST_ASIDE: Final = 12


def _after_aside(sentence: Sentence, index: int) -> int | None:
    """“Will, subject to parliamentary approval, publish”: the place after the second comma."""
    for at in range(index + 1, min(index + _LONGEST_ASIDE, sentence.count)):
        if sentence.lows[at] == ",":
            return at + 1
        if sentence.lows[at] in (".", ";", "and", "but", "which"):
            return None
    return None


def _verb_phrase(sentence: Sentence, index: int) -> _Phrase | None:
    """What stands where an infinitive is due: "be published", "publish", "look to publish"."""
    at, denied = skip(sentence, index)
    word = sentence.lows[at]
    if word == "be":
        return _be_phrase(sentence, at, denied=denied)
    if word == "have":
        inner, more = skip(sentence, at + 1)
        lemma = lemma_as(sentence.lows[inner], "participle")
        if lemma is None and (done := _done_at(sentence, inner)) is not None:
            return _Phrase("complete", at, at + 1, "active", denied or more)
        voice: Voice = "state" if lemma else "active"
        return _Phrase("have", at, (inner if lemma else at) + 1, voice, denied or more)
    lemma = lemma_as(word, "base")
    if lemma is None:
        return None
    if lemma == "become" and sentence.lows[at + 1] in _READY:
        return _Phrase("be", at + 1, at + 2, "state", denied, sentence.lows[at + 1])
    if sentence.lows[at + 1] == "to" and lemma in _ASPECTS | _HOLDING:
        inner_phrase = _verb_phrase(sentence, at + 2)
        if inner_phrase is not None:
            if lemma in _HOLDING:
                return inner_phrase._replace(lemma=lemma, particle="")
            return inner_phrase._replace(denied=denied or inner_phrase.denied)
    return _with_particle(sentence, _Phrase(lemma, at, at + 1, "active", denied))


def _done_at(sentence: Sentence, index: int) -> int | None:
    """“To have the plan signed off”, “to have a system in place”: where it says that it is done."""
    for at in range(index + 1, min(index + _LONGEST_ASIDE, sentence.count)):
        word = sentence.lows[at]
        if word in (",", ".", ";", "which", "that", "and", "to"):
            return None
        if word in _READY or sentence.lows[at : at + 2] in (
            ["in", "place"],
            ["in", "force"],
            ["up", "and"],
        ):
            return at
        if any(form.form == "participle" for form in forms_of(word)) or word in (
            "signed",
            "agreed",
            "approved",
        ):
            return at
    return None


def _be_phrase(sentence: Sentence, at: int, *, denied: bool) -> _Phrase:
    inner, more = skip(sentence, at + 1)
    denied = denied or more
    word = sentence.lows[inner]
    if word in ("able", "going") and sentence.lows[inner + 1] == "to":
        following = _verb_phrase(sentence, inner + 2)
        if following is not None:
            return following._replace(denied=denied or following.denied)
    if word in _READY:
        return _Phrase("be", inner, inner + 1, "state", denied, word)
    if word == "in" and sentence.lows[inner + 1] in ("place", "force", "effect", "operation"):
        return _Phrase("be", inner, inner + 2, "state", denied, "in place")
    lemma = lemma_as(word, "ing")
    if lemma is not None:
        phrase = _Phrase(lemma, inner, inner + 1, "active", denied, progressive=True)
        return _with_particle(sentence, phrase)
    lemma = lemma_as(word, "participle")
    if lemma is not None:
        return _with_particle(sentence, _Phrase(lemma, inner, inner + 1, "passive", denied))
    return _Phrase("be", at, at + 1, "state", denied)


def _with_particle(sentence: Sentence, phrase: _Phrase) -> _Phrase:
    wanted = PARTICLES.get(phrase.lemma)
    if wanted is None:
        return phrase
    after = sentence.lows[phrase.end]
    if after in wanted:
        return phrase._replace(particle=after, end=phrase.end + 1)
    if phrase.lemma in ("make", "bring") and phrase.voice == "active":
        # "make the data available", "bring these provisions into force"
        for at in range(phrase.end, min(phrase.end + _LONGEST_ASIDE, sentence.count)):
            if sentence.lows[at] in wanted:
                return phrase._replace(particle=sentence.lows[at])
            if sentence.lows[at] in (",", ".", ";", "and", "which", "that", "to"):
                break
    return phrase


def _led(
    sentence: Sentence, lead: Lead, start: int, index: int, *, denied: bool = False
) -> Predicate | None:
    phrase = _verb_phrase(sentence, index)
    if phrase is None:
        return None
    return Predicate(
        lead, start, phrase.verb_at, phrase.end, phrase.lemma, phrase.particle, phrase.voice,
        denied or phrase.denied, phrase.progressive,
    )  # fmt: skip


def _coordinated(sentence: Sentence, first: Predicate) -> list[Predicate]:
    """“Will announce the next steps and publish our response”: the second verb of one lead."""
    past = first.lead in ("passive", "perfect") and first.voice == "passive"
    if not (first.is_ahead or past):
        return []
    for at in range(first.end, sentence.count):
        word = sentence.lows[at]
        if word in (".", ";", ":", "which", "that", "who", "where", "if", "(", "will", "to"):
            return []
        if word in ("and", "or", "then"):
            inner, denied = skip(sentence, at + 1)
            verb = sentence.lows[inner]
            form = "participle" if first.voice == "passive" else "base"
            if any(known.form == form for known in forms_of(verb)) and not _is_noun(
                sentence, inner
            ):
                phrase = _Phrase(
                    lemma_as(verb, form) or verb, inner, inner + 1, first.voice, denied
                )
                phrase = _with_particle(sentence, phrase)
                second = first._replace(
                    verb_at=inner, end=phrase.end, lemma=phrase.lemma, particle=phrase.particle,
                    denied=denied,
                )  # fmt: skip
                return [second]
    return []


def _is_noun(sentence: Sentence, index: int) -> bool:
    """Whether a word that could be a verb is a noun here: "and review findings", "and reports on"."""
    after = sentence.lows[index + 1]
    return after in ("of", "and", ",", ".", "to", "") or sentence.is_capital(index)


# ----------------------------------------------------------------------- leads


def _after_be(sentence: Sentence, index: int) -> Predicate | None:
    at, denied = skip(sentence, index + 1)
    word = sentence.lows[at]
    past = sentence.lows[index] in _PAST_BE
    if word in _EXPECTED or (word == "on" and sentence.lows[at + 1] in _ON["on"]):
        after = at + (2 if word == "on" else 1)
        return _expected(sentence, index, after, past=past, denied=denied)
    if (
        word in _MINDED
        and sentence.lows[at + 1] == "to"
        and not sentence.lows[index].startswith("remain")
    ):
        lead: Lead = "was-due" if past else "intends"
        return None if word == "likely" else _led(sentence, lead, index, at + 2, denied=denied)
    if word == "to" and not past:
        return _led(sentence, "will", index, at + 1, denied=denied)
    if word == "committed":
        return _committed(sentence, at)
    for verb in forms_of(word):
        if verb.form == "ing" and verb.lemma in INTENDS | {"look", "work"}:
            return _gerund(sentence, index, at, denied=denied, past=past)
    if sentence.lows[index] in _READY:
        return None
    if not past and (found := _progressive(sentence, index, at, denied=denied)) is not None:
        return found
    if past or sentence.lows[index] in ("is", "are", "been"):
        return _passive(sentence, index, at, past=past, denied=denied)
    return None


def _progressive(sentence: Sentence, start: int, at: int, *, denied: bool) -> Predicate | None:
    """“Is introducing the duty from April 2028”, “is being extended until March”."""
    word = sentence.lows[at]
    if word == "being":
        inner, more = skip(sentence, at + 1)
        lemma, voice = lemma_as(sentence.lows[inner], "participle"), "passive"
        at, denied = inner, denied or more
    else:
        lemma, voice = lemma_as(word, "ing"), "active"
    if lemma is None or not any(verb.lemma == lemma for verb in forms_of(sentence.lows[at])):
        return None
    phrase = _with_particle(sentence, _Phrase(lemma, at, at + 1, cast(Voice, voice), denied))
    return Predicate(
        "progressive",
        start,
        at,
        phrase.end,
        lemma,
        phrase.particle,
        phrase.voice,
        denied,
        progressive=True,
    )


def _expected(
    sentence: Sentence, start: int, index: int, *, past: bool, denied: bool
) -> Predicate | None:
    """After "is due", "is expected", "is on track": "to be published", "for publication", a date."""
    lead: Lead = "was-due" if past else "expected"
    at, more = skip(sentence, index)
    if sentence.lows[at] == "to":
        return _led(sentence, lead, start, at + 1, denied=denied or more)
    if sentence.low(index - 1) == "set" and sentence.lows[at] != "for":
        return None
    if sentence.lows[at] in ("for", "in") or at > index:
        return Predicate(lead, start, at, at, "", voice="state", denied=denied or more)
    return None


def _bare_expected(sentence: Sentence, index: int) -> Predicate | None:
    """“..., due to be published shortly”, “a publication planned for spring”."""
    word, before = sentence.lows[index], sentence.low(index - 1)
    if word in ("forecast", "intended") and sentence.lows[index + 1] != "to":
        return None
    if before in ("the", "a", "an", "our", "its", "their", "as", "than"):
        return None
    if word == "due" and sentence.lows[index + 1] == "to":
        following = sentence.lows[skip(sentence, index + 2)[0]]
        if following != "be" and not any(form.form == "base" for form in forms_of(following)):
            return None  # "due to unforeseen demand"
    return _expected(sentence, index, index + 1, past=False, denied=False)


def _to_be(sentence: Sentence, index: int) -> Predicate | None:
    """“The strategy, to be published shortly”; "needs to be" and "asked to be" are none."""
    before = sentence.low(index - 1)
    if any(verb.lemma not in ("set", "plan") for verb in forms_of(before)) and before != ",":
        return None
    if before in ("able", "likely", "as", "how", "what", "order", "and", "or", "not", "unlikely"):
        return None
    return _led(sentence, "to-be", index, index + 1)


_COMMITTED_TO: Final = nouns.VEHICLES | {
    "inquiry",
    "evaluation",
    "assessment",
    "investigation",
    "pilot",
    "trial",
}


def _committed(sentence: Sentence, index: int) -> Predicate | None:
    """“Is committed to publishing”, “committed to publish”, “a commitment to publish”."""
    if sentence.lows[index + 1] != "to":
        return None
    at, denied = skip(sentence, index + 2)
    word = sentence.lows[at]
    lemma = lemma_as(word, "ing")
    if lemma is not None:
        phrase = _with_particle(sentence, _Phrase(lemma, at, at + 1, "active", denied))
        return Predicate(
            "committed", index, at, phrase.end, lemma, phrase.particle, "active", denied
        )
    topic = at + 1
    while (
        topic < sentence.count
        and sentence.is_capital(topic) is False
        and sentence.lows[topic] not in _COMMITTED_TO
        and topic < at + 4
    ):
        topic += 1
    if (
        word in ("a", "an", "the", "further")
        and sentence.lows[topic] in _COMMITTED_TO
        and sentence.lows[index] != "commitment"
    ):
        return Predicate("committed", index, at, at, "undertake")  # "has committed to a review"
    return _led(sentence, "committed", index, index + 2)


def _working(sentence: Sentence, index: int) -> Predicate | None:
    """“Working on publishing”, “with a view to publishing”, “with the aim of publishing”."""
    lows = sentence.lows
    at = index + 1
    if lows[index] == "with":
        if lows[at] in ("a", "the", "an"):
            at += 1
        if lows[at] not in ("view", "aim", "intention", "objective", "goal", "ambition"):
            return None
        at += 1
    if lows[at] not in ("to", "on", "of", "towards"):
        return None
    inner, _ = skip(sentence, at + 1)
    lemma = lemma_as(lows[inner], "ing")
    if lemma is not None:
        phrase = _with_particle(sentence, _Phrase(lemma, inner, inner + 1, "active", denied=False))
        return Predicate("working", index, inner, phrase.end, lemma, phrase.particle)
    if lows[at] == "to" and lows[index] in ("working", "work"):
        return _led(sentence, "working", index, at + 1)
    return None


def _intends(sentence: Sentence, index: int, form: str) -> Predicate | None:
    """“Intends to publish”, “we plan to publish”; the noun "plans to" only after "has"."""
    lows = sentence.lows
    before = sentence.low(index - 1)
    if form != "ing" and before in _NOT_A_SUBJECT:
        named = lows[index] in ("plans", "plan")
        return (_plans(sentence, index) or _intention(sentence, index)) if named else None
    if form == "ing":
        return None
    if form == "base" and not (
        before in _PLURAL_SUBJECTS or before.endswith("s") or is_adverb(before)
    ):
        return None
    if before in ("have", "has", "had"):
        return _plans(sentence, index)
    at, denied = skip(sentence, index + 1)
    denied = denied or _denied_before(sentence, index)
    if lows[at] == "to":
        return _led(sentence, "intends", index, at + 1, denied=denied)
    if (lemma := lemma_as(lows[at], "ing")) and forms_of(lows[at]):
        phrase = _with_particle(sentence, _Phrase(lemma, at, at + 1, "active", denied))
        return Predicate("intends", index, at, phrase.end, lemma, phrase.particle, denied=denied)
    return _expects_that_it(sentence, index, at)


def _denied_before(sentence: Sentence, index: int) -> bool:
    """“Does not now intend”, “no longer plans”."""
    at = index - 1
    while at >= 0 and is_adverb(sentence.lows[at]):
        if sentence.lows[at] in ("not", "never") or (
            sentence.lows[at] == "longer" and sentence.low(at - 1) == "no"
        ):
            return True
        at -= 1
    return False


_LONGEST_THING: Final = 14


def _expects_that_it(sentence: Sentence, index: int, at: int) -> Predicate | None:
    """“I expect this to report in the autumn”, “we hope for it to be in place by March”."""
    if sentence.lows[at] == "that":
        return None  # the clause has its own "will"
    for inner in range(at + 1, min(at + _LONGEST_THING, sentence.count)):
        word = sentence.lows[inner]
        if word in (",", ".", ";", "which", "that", "will", "and"):
            return None
        if word == "to":
            found = _led(sentence, "intends", index, inner + 1)
            first = at + 1 if sentence.lows[at] == "for" else at
            return found and found._replace(thing_at=first)
    return None


def _plans(sentence: Sentence, index: int) -> Predicate | None:
    """“Has plans to publish”, “no plans to publish”."""
    before = [sentence.low(at) for at in (index - 1, index - 2, index - 3)]
    denied = "no" in before or "not" in before or "any" in before
    if not denied and not {"has", "have"} & set(before):
        return None
    if sentence.lows[index + 1] not in ("to", "for"):
        return None
    return _led(sentence, "intends", index, index + 2, denied=denied)


_INTENTIONS: Final = word_set(
    "intention intentions plan plans ambition aim commitment pledge proposal proposals"
)


def _intention(sentence: Sentence, index: int) -> Predicate | None:
    """“Its intention to review”, “our plan is to release”: an intention as a noun."""
    lows, at = sentence.lows, index + 1
    if lows[at] in ("is", "remains"):
        at += 1
    elif sentence.low(index - 1) not in ("its", "our", "their", "his", "her", "the", "s"):
        return None
    if lows[at] != "to" or sentence.low(index - 1) in ("no", "any"):
        return None
    return _led(sentence, "intends", index, at + 1)


def _gerund(
    sentence: Sentence, start: int, at: int, *, denied: bool, past: bool
) -> Predicate | None:
    """“Are planning to publish”, “is looking to publish”, “are working on publishing”."""
    lead: Lead = "was-due" if past else "intends"
    inner, more = skip(sentence, at + 1)
    if sentence.lows[at] == "working":
        return None if past else _working(sentence, at)
    if sentence.lows[inner] == "to":
        return _led(sentence, lead, start, inner + 1, denied=denied or more)
    if sentence.lows[at] in ("expecting", "hoping", "anticipating"):
        return None if past else _expects_that_it(sentence, start, inner)
    return None


# -------------------------------------------------------------- past and present


def _perfect(sentence: Sentence, index: int) -> Predicate | None:
    """“Has published”, “has been published”, “have now concluded”."""
    at, denied = skip(sentence, index + 1)
    if sentence.lows[at] == "been":
        inner, more = skip(sentence, at + 1)
        word = sentence.lows[inner]
        if word in _EXPECTED and sentence.lows[inner + 1] == "to":
            return None
        lemma = lemma_as(word, "participle")
        if lemma is None:
            return None
        phrase = _with_particle(
            sentence, _Phrase(lemma, inner, inner + 1, "passive", denied or more)
        )
        return Predicate(
            "perfect", index, inner, phrase.end, lemma, phrase.particle, "passive", denied or more
        )
    if sentence.lows[at] == "committed":
        return _committed(sentence, at)
    if sentence.lows[at : at + 2] == ["had", "to"]:
        return _led(sentence, "perfect", index, at + 2)  # "has had to be postponed"
    lemma = lemma_as(sentence.lows[at], "participle")
    if lemma is None:
        return None
    phrase = _with_particle(sentence, _Phrase(lemma, at, at + 1, "active", denied))
    return Predicate("perfect", index, at, phrase.end, lemma, phrase.particle, "active", denied)


def _passive(
    sentence: Sentence, start: int, at: int, *, past: bool, denied: bool
) -> Predicate | None:
    lemma = lemma_as(sentence.lows[at], "participle")
    if lemma is None:
        return None
    phrase = _with_particle(sentence, _Phrase(lemma, at, at + 1, "passive", denied))
    lead: Lead = "passive" if past else "present"
    return Predicate(lead, start, at, phrase.end, lemma, phrase.particle, "passive", denied)


def _past(sentence: Sentence, index: int) -> Predicate | None:
    """A past tense with its object: "published the findings", never "the findings published"."""
    at = index - 1
    while at > 0 and is_adverb(sentence.lows[at]):
        at -= 1
    before = sentence.low(at)
    lemma = lemma_as(sentence.lows[index], "past")
    if lemma is None or before in _NO_SUBJECT or not before or forms_of(before):
        return None
    if _is_inside(sentence, index):
        return None
    phrase = _with_particle(sentence, _Phrase(lemma, index, index + 1, "active", denied=False))
    alone = lemma in HAPPENS and _happened(sentence, phrase)
    if (
        not alone
        and not _begins_object(sentence, phrase.end)
        and not (lemma in _BRINGS_OUT and _is_plain(sentence, phrase.end))
    ):
        return None
    return Predicate("past", index, index, phrase.end, lemma, phrase.particle)


_NO_SUBJECT: Final = word_set(
    "the a an its their our newly recently of to by in for with and or as from any all on ,"
)
_WHEN_AND_WHERE: Final = FULL_WEEKDAYS | word_set("on in at last today yesterday month week year")
_BRINGS_OUT: Final = word_set("publish launch lay unveil issue release open")


def _is_plain(sentence: Sentence, at: int) -> bool:
    """Whether an object without article may begin here: "published part one of his report"."""
    low = sentence.lows[at]
    return (
        low.isalpha() and low not in _AFTER_PARTICIPLE and not is_adverb(low) and not forms_of(low)
    )


_AFTER_PARTICIPLE: Final = word_set(
    "in on by at for to from with as and or but under alongside within through during last this earlier via today yesterday after before online"
)


def _is_inside(sentence: Sentence, index: int) -> bool:
    """Whether the clause has its verb already: "will be available in future published reports"."""
    for at in range(index - 1, -1, -1):
        low = sentence.lows[at]
        if low in _BREAKS or sentence.words[at].is_time:
            return False
        if (
            low in _FUTURE_WORDS
            or (low in _BE and low not in ("'s", "being", "be"))
            or low in ("do", "does", "has", "have")
        ):
            return True
    return False


_BREAKS: Final = word_set(". ; : , and but or which that who when where while as after ( )")


def _happened(sentence: Sentence, phrase: _Phrase) -> bool:
    """“The consultation opened on Monday.”: not "the paper launched in May will drive forward"."""
    at = phrase.end
    if phrase.lemma in ("take", "come", "go", "enter") and not phrase.particle:
        return False
    while (
        sentence.words[at].is_time
        or sentence.lows[at] in _WHEN_AND_WHERE
        or (sentence.lows[at - 1] in ("in", "at") and sentence.is_capital(at))
    ):
        at += 1
    return at >= sentence.count or sentence.lows[at] in (".", ",", ";", "and", "with", "to", "for")


_BEGINS_OBJECT: Final = word_set(
    "the a an its their our new updated revised draft two three four five full further final interim"
)


def _begins_object(sentence: Sentence, at: int) -> bool:
    low = sentence.lows[at]
    return (
        low in _BEGINS_OBJECT
        or low in nouns.OUTPUTS
        or sentence.is_capital(at)
        or low.isdigit()
        or low.startswith(("£", "$"))
    )


def _present(sentence: Sentence, index: int, lemma: str) -> Predicate | None:
    """“The next call opens in summer 2024”: a timetable in the present tense, with its date."""
    if sentence.low(index - 1) in _NO_SUBJECT | {"can", "may", "could", "should", "must", "not"}:
        return None
    phrase = _with_particle(sentence, _Phrase(lemma, index, index + 1, "active", denied=False))
    if not sentence.words[phrase.end].is_time or _is_subordinate(sentence, index):
        return None
    return Predicate("present", index, index, phrase.end, lemma, phrase.particle)


def _is_subordinate(sentence: Sentence, index: int) -> bool:
    """“We will publish it when the commission starts in April”: the date is that of the promise."""
    before = sentence.lows[max(index - 6, 0) : index]
    return any(word in ("when", "once", "until", "after", "before", "as") for word in before)
