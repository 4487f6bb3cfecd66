"""The forms of verbs: "lays", "laid" and "laying" are all of "lay".

Of the verbs in the lists of verbs.py every form is known. Of all others nothing is, so where a verb
must stand ("will ...") a word is taken for one by its ending.
"""

from collections.abc import Collection, Iterator
from typing import Final, Literal

from tracker.dues.words import word_set
from tracker.statements.verbs import KNOWN, SAYS

Form = Literal["base", "s", "past", "participle", "ing"]

_INFLECTED: Final[tuple[Form, ...]] = ("s", "past", "participle", "ing")
# Forms that no rule gives: third person, past, participle, -ing.
_IRREGULAR: Final = {
    "buy": ("buys", "bought", "bought", "buying"),
    "be": ("is", "was", "been", "being"),
    "become": ("becomes", "became", "become", "becoming"),
    "begin": ("begins", "began", "begun", "beginning"),
    "bring": ("brings", "brought", "brought", "bringing"),
    "build": ("builds", "built", "built", "building"),
    "choose": ("chooses", "chose", "chosen", "choosing"),
    "come": ("comes", "came", "come", "coming"),
    "cost": ("costs", "cost", "cost", "costing"),
    "cut": ("cuts", "cut", "cut", "cutting"),
    "drive": ("drives", "drove", "driven", "driving"),
    "draw": ("draws", "drew", "drawn", "drawing"),
    "fall": ("falls", "fell", "fallen", "falling"),
    "find": ("finds", "found", "found", "finding"),
    "freeze": ("freezes", "froze", "frozen", "freezing"),
    "give": ("gives", "gave", "given", "giving"),
    "go": ("goes", "went", "gone", "going"),
    "grow": ("grows", "grew", "grown", "growing"),
    "have": ("has", "had", "had", "having"),
    "hear": ("hears", "heard", "heard", "hearing"),
    "hold": ("holds", "held", "held", "holding"),
    "keep": ("keeps", "kept", "kept", "keeping"),
    "know": ("knows", "knew", "known", "knowing"),
    "lay": ("lays", "laid", "laid", "laying"),
    "let": ("lets", "let", "let", "letting"),
    "lead": ("leads", "led", "led", "leading"),
    "make": ("makes", "made", "made", "making"),
    "mean": ("means", "meant", "meant", "meaning"),
    "meet": ("meets", "met", "met", "meeting"),
    "pay": ("pays", "paid", "paid", "paying"),
    "put": ("puts", "put", "put", "putting"),
    "rebuild": ("rebuilds", "rebuilt", "rebuilt", "rebuilding"),
    "rise": ("rises", "rose", "risen", "rising"),
    "run": ("runs", "ran", "run", "running"),
    "say": ("says", "said", "said", "saying"),
    "see": ("sees", "saw", "seen", "seeing"),
    "seek": ("seeks", "sought", "sought", "seeking"),
    "sell": ("sells", "sold", "sold", "selling"),
    "send": ("sends", "sent", "sent", "sending"),
    "set": ("sets", "set", "set", "setting"),
    "spend": ("spends", "spent", "spent", "spending"),
    "stand": ("stands", "stood", "stood", "standing"),
    "teach": ("teaches", "taught", "taught", "teaching"),
    "take": ("takes", "took", "taken", "taking"),
    "tell": ("tells", "told", "told", "telling"),
    "think": ("thinks", "thought", "thought", "thinking"),
    "understand": ("understands", "understood", "understood", "understanding"),
    "undertake": ("undertakes", "undertook", "undertaken", "undertaking"),
    "withdraw": ("withdraws", "withdrew", "withdrawn", "withdrawing"),
    "write": ("writes", "wrote", "written", "writing"),
}
_MORE_OF_BE: Final[dict[str, Form]] = {"are": "s", "am": "s", "were": "past"}
# Their last letter is doubled: "committed", "planning".
_DOUBLED: Final = word_set(
    """
    admit ban cancel commit defer drop equip map omit permit plan refer scrap slip step stop submit
    total transfer trial underpin
    """
)
_VOWELS: Final = "aeiou"


def _inflected(base: str) -> tuple[str, str, str, str]:
    """Third person, past, participle and -ing form.

    >>> _inflected("publish"), _inflected("commit")[1], _inflected("carry")[0]
    (('publishes', 'published', 'published', 'publishing'), 'committed', 'carries')
    """
    if base in _IRREGULAR:
        return _IRREGULAR[base]
    if base.endswith("e"):
        ing = base if base.endswith("ee") else base[:-1]
        return base + "s", base + "d", base + "d", ing + "ing"
    if base.endswith("y") and base[-2] not in _VOWELS:
        past = base[:-1] + "ied"
        return base[:-1] + "ies", past, past, base + "ing"
    stem = base + base[-1] if base in _DOUBLED else base
    third = base + ("es" if base.endswith(("sh", "ch", "s", "x")) else "s")
    return third, stem + "ed", stem + "ed", stem + "ing"


def _all_forms() -> Iterator[tuple[str, str, Form]]:
    """Word, verb and form, for each form of each known verb."""
    for base in sorted(KNOWN):
        yield base, base, "base"
        for word, form in zip(_inflected(base), _INFLECTED, strict=True):
            yield word, base, form
    for word, form in _MORE_OF_BE.items():
        yield word, "be", form


# No word is a form of two of these verbs.
_VERB: Final = {word: verb for word, verb, _ in _all_forms()}
_FORMS: Final[dict[str, set[Form]]] = {word: set() for word in _VERB}
for _word, _, _form in _all_forms():
    _FORMS[_word].add(_form)


def is_verb(word: str) -> bool:
    """Whether a word is a form of a known verb, whatever else it may be ("plan", "set")."""
    return word in _FORMS


def has_form(word: str, *forms: Form) -> bool:
    """Whether a word is one of these forms of a known verb.

    >>> has_form("laid", "past"), has_form("laying", "past", "participle"), has_form("the", "base")
    (True, False, False)
    """
    return word in _FORMS and not _FORMS[word].isdisjoint(forms)


def words_of(verbs: Collection[str], *forms: Form) -> frozenset[str]:
    """Every word that is one of these forms of one of these verbs.

    >>> sorted(words_of({"say", "tell"}, "past", "ing"))
    ['said', 'saying', 'telling', 'told']
    """
    return frozenset(word for word, verb, form in _all_forms() if verb in verbs and form in forms)


def lemma_as(word: str, form: Form) -> str | None:
    """The verb of which a word is that form, or None; of an unknown one the word itself.

    >>> lemma_as("publishing", "ing"), lemma_as("published", "participle"), lemma_as("plan", "ing")
    ('publish', 'publish', None)
    >>> lemma_as("galvanising", "ing"), lemma_as("galvanise", "base"), lemma_as("adoption", "base")
    ('galvanising', 'galvanise', None)
    """
    if word in _FORMS:
        return _VERB[word] if form in _FORMS[word] else None
    return word if word.replace("-", "").isalpha() and _looks_like(word, form) else None


_ENDINGS: Final[dict[Form, tuple[str, ...]]] = {
    "ing": ("ing",), "participle": ("ed", "en"), "past": ("ed",), "s": ("s",),
}  # fmt: skip
# "To adoption" leads no verb; "to enhance" does.
_NOUN_ENDINGS: Final = ("tion", "sion", "ment", "ness", "ity", "ance", "ence")
_VERBS_LIKE_NOUNS: Final = word_set(
    """
    advance apportion auction augment balance caution comment complement condition document enhance
    envision experiment finance fragment function harness mention petition position provision
    question ring-fence ringfence sanction segment sequence silence supplement transition witness
    """
)
# "Bring" and "need" end like forms of verbs and are none.
_LONGEST_BARE: Final = len("bring")


def _looks_like(word: str, form: Form) -> bool:
    if form == "base":
        return not word.endswith(_NOUN_ENDINGS) or word in _VERBS_LIKE_NOUNS
    return word.endswith(_ENDINGS[form]) and len(word) > _LONGEST_BARE


# "Said", "told", "announced".
SAID: Final = words_of(SAYS, "past")
