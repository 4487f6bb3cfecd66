"""The verbs that matter here, with all their forms.

What counts is what the verb makes of a promise: ``OUTPUTS`` bring out a thing that can be
looked for (publish, lay, respond), ``WORKS`` do so if they say what or when (deliver, review,
build), ``STATES`` never do (remain, consider, support). Verbs that are in none of them are
judged by what stands around them.
"""

from typing import Final, Literal, NamedTuple

from tracker.dues.words import word_set

Form = Literal["base", "s", "past", "participle", "ing"]

OUTPUTS: Final = word_set(
    """
    publish republish release issue launch relaunch unveil lay table introduce reintroduce
    announce respond reply consult legislate commence finalise reopen commission appoint submit
    report open conclude complete enact reissue unveil ratify sign consult
    """
)
WORKS: Final = word_set(
    """
    deliver provide produce confirm review update establish create hold pilot trial start begin
    conduct undertake carry implement replace abolish share present develop extend expand build
    close repeal reform outline detail convene return recruit invest spend transfer hand roll
    bring set put make take come go finish ban install upgrade procure award move phase draft
    refresh revise decide host inform publicise circulate reveal evaluate consolidate withdraw
    strengthen allocate pause suspend invite distribute deploy merge amend modernise reduce increase double halve
    recommission redesign retender tender scope assess inspect audit advise brief test list map
    simplify streamline centralise eliminate remove digitise construct equip train hire
    eradicate achieve meet reach cut write seek run operate conclude
    follow enter become collect gather join connect switch migrate retire decommission dispatch
    """
)
STATES: Final = word_set(
    """
    be remain continue consider support help enable ensure benefit allow need require depend
    apply include cover reflect inform determine form work engage monitor keep maintain
    improve drive note understand know recognise see have look want like believe think expect
    prevent protect encourage promote address contribute influence impact affect focus play
    rely rise fall grow mean cost vary differ exist serve act give assist explore liaise
    involve underpin shape guide lead value respect prioritise explain discuss meet cooperate
    collaborate listen learn seem appear result experience face suffer say tell ask answer
    exceed represent total amount comply adhere abide examine scrutinise analyse take-up target
    """
)
# Two-word verbs: the sense lies in the second word ("bring forward", "set out").
PARTICLES: Final = {
    "bring": {"forward", "out", "in", "into", "together"},
    "set": {"out", "up"},
    "roll": {"out"},
    "carry": {"out"},
    "put": {"forward", "in", "out", "before"},
    "take": {"forward", "place", "effect", "up", "on", "over"},
    "come": {"forward", "into", "out", "back"},
    "go": {"live", "ahead", "out"},
    "make": {"available", "public"},
    "phase": {"in", "out"},
    "hand": {"over"},
    "enter": {"into"},
    "push": {"back"},
    "move": {"to"},
    "stand": {"up", "down"},
}
# With these particles the verb is one that brings something out.
STRONG_PHRASES: Final = frozenset({
    ("bring", "forward"), ("set", "out"), ("roll", "out"), ("come", "into"), ("go", "live"),
    ("take", "effect"), ("enter", "into"), ("make", "available"), ("make", "public"),
    ("take", "place"), ("put", "forward"), ("bring", "into"), ("come", "forward"), ("set", "up"),
    ("hand", "over"),
})  # fmt: skip
DELAYS: Final = word_set("delay postpone defer reschedule slip suspend halt push pause")
PAUSES: Final = word_set("pause suspend halt")
# They say nothing by themselves: "go", "take" need what follows.
LIGHT: Final = word_set("go come take make put set bring carry enter run become")
# What happens on a day by itself, told in the present of a timetable or in the past.
HAPPENS: Final = word_set(
    "open close start begin launch commence conclude end finish take come go enter"
)
DROPS: Final = word_set(
    "cancel scrap abandon shelve axe drop withdraw discontinue terminate scrap ditch abort"
)
MERGES: Final = word_set(
    "incorporate fold merge subsume absorb combine consolidate integrate roll amalgamate"
)
INTENDS: Final = word_set(
    "intend plan aim expect hope propose anticipate undertake pledge promise commit prepare"
)
SAYS: Final = word_set(
    """
    say tell state announce confirm add explain report write indicate reveal note claim admit
    insist suggest warn reply respond disclose pledge promise declare stress understand
    """
)
ASKS: Final = word_set(
    "recommend call urge demand ask request want press expect suggest argue propose need"
)
DECIDES: Final = word_set("decide agree choose")
_OTHERS: Final = word_set("seek receive accept estimate project schedule target stand")

# Forms that no rule gives: base: (third person, past, participle, ing).
_IRREGULAR: Final = {
    "be": ("is", "was", "been", "being"), "have": ("has", "had", "had", "having"),
    "lay": ("lays", "laid", "laid", "laying"), "set": ("sets", "set", "set", "setting"),
    "put": ("puts", "put", "put", "putting"), "bring": ("brings", "brought", "brought", "bringing"),
    "take": ("takes", "took", "taken", "taking"), "come": ("comes", "came", "come", "coming"),
    "go": ("goes", "went", "gone", "going"), "make": ("makes", "made", "made", "making"),
    "hold": ("holds", "held", "held", "holding"), "begin": ("begins", "began", "begun", "beginning"),
    "build": ("builds", "built", "built", "building"), "cut": ("cuts", "cut", "cut", "cutting"),
    "spend": ("spends", "spent", "spent", "spending"), "meet": ("meets", "met", "met", "meeting"),
    "write": ("writes", "wrote", "written", "writing"), "seek": ("seeks", "sought", "sought", "seeking"),
    "run": ("runs", "ran", "run", "running"), "become": ("becomes", "became", "become", "becoming"),
    "give": ("gives", "gave", "given", "giving"), "keep": ("keeps", "kept", "kept", "keeping"),
    "know": ("knows", "knew", "known", "knowing"), "see": ("sees", "saw", "seen", "seeing"),
    "think": ("thinks", "thought", "thought", "thinking"), "lead": ("leads", "led", "led", "leading"),
    "drive": ("drives", "drove", "driven", "driving"), "rise": ("rises", "rose", "risen", "rising"),
    "fall": ("falls", "fell", "fallen", "falling"), "grow": ("grows", "grew", "grown", "growing"),
    "mean": ("means", "meant", "meant", "meaning"), "cost": ("costs", "cost", "cost", "costing"),
    "say": ("says", "said", "said", "saying"), "tell": ("tells", "told", "told", "telling"),
    "understand": ("understands", "understood", "understood", "understanding"),
    "undertake": ("undertakes", "undertook", "undertaken", "undertaking"),
    "withdraw": ("withdraws", "withdrew", "withdrawn", "withdrawing"),
    "choose": ("chooses", "chose", "chosen", "choosing"),
    "stand": ("stands", "stood", "stood", "standing"), "rebuild": ("rebuilds", "rebuilt", "rebuilt", "rebuilding"),
}  # fmt: skip
_DOUBLED: Final = word_set(
    "commit plan submit cancel scrap drop slip ban fulfil enrol dispel refer transfer abet scrap ship"
)
_VOWELS: Final = "aeiou"


class Verb(NamedTuple):
    """A form of a verb that is known."""

    lemma: str
    form: Form


def _forms(base: str) -> tuple[str, str, str, str]:
    """Third person, past, participle and -ing form.

    >>> _forms("publish"), _forms("commit")[1], _forms("carry")[0]
    (('publishes', 'published', 'published', 'publishing'), 'committed', 'carries')
    """
    if base in _IRREGULAR:
        return _IRREGULAR[base]
    stem = base + base[-1] if base in _DOUBLED else base
    if base.endswith("e"):
        ing = base if base.endswith("ee") else base[:-1]
        return base + "s", base + "d", base + "d", ing + "ing"
    if base.endswith("y") and base[-2] not in _VOWELS:
        past = base[:-1] + "ied"
        return base[:-1] + "ies", past, past, base + "ing"
    third = base + ("es" if base.endswith(("sh", "ch", "s", "x")) else "s")
    return third, stem + "ed", stem + "ed", stem + "ing"


def _all_forms() -> dict[str, tuple[Verb, ...]]:
    known = OUTPUTS | WORKS | STATES | DELAYS | DROPS | MERGES | INTENDS | SAYS | ASKS
    found: dict[str, dict[Verb, None]] = {}
    for base in sorted(known | DECIDES | _OTHERS):
        third, past, participle, ing = _forms(base)
        for word, form in (
            (base, "base"), (third, "s"), (past, "past"), (participle, "participle"), (ing, "ing"),
        ):  # fmt: skip
            found.setdefault(word, {})[Verb(base, form)] = None
    for word in ("are", "am"):
        found[word] = {Verb("be", "s"): None}
    found["were"] = {Verb("be", "past"): None}
    return {word: tuple(verbs) for word, verbs in found.items()}


_FORMS: Final = _all_forms()


def forms_of(word: str) -> tuple[Verb, ...]:
    """What a word can be as a verb; empty where it is none that is known.

    >>> forms_of("laid")
    (Verb(lemma='lay', form='past'), Verb(lemma='lay', form='participle'))
    """
    return _FORMS.get(word, ())


def lemma_as(word: str, form: Form) -> str | None:
    """The verb of which a word is that form: of an unknown one, by its ending.

    >>> lemma_as("publishing", "ing"), lemma_as("published", "participle"), lemma_as("plan", "ing")
    ('publish', 'publish', None)
    """
    for verb in _FORMS.get(word, ()):
        if verb.form == form:
            return verb.lemma
    if word in _FORMS or not word.replace("-", "").isalpha():
        return None
    endings = {"ing": ("ing",), "participle": ("ed", "en"), "past": ("ed",), "base": ("",)}
    if word.endswith(endings.get(form, ("s",))) and len(word) > len("bring"):
        return word
    nominal = word.endswith(("tion", "sion", "ment", "ness", "ity", "ance", "ence"))
    return word if form == "base" and not nominal else None
