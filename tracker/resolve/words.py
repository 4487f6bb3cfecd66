"""Words that names of public deliverables are made of: general knowledge, nothing of one case.

A row of a table is a sort of word and what is known of it. What a word is worth
otherwise is counted over the names at hand (weights.py).
"""

from typing import Literal

Milestone = Literal["consultation", "response", "publication", "in force", "start", "completion"]


def _list(text: str) -> list[str]:
    return text.split()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _table(**rows: str) -> dict[str, str]:
    """Each word with the name of its row."""
    return {word: row.replace("_", " ") for row, words in rows.items() for word in words.split()}


# What sort of thing a head noun names. Things of two sorts are two things: a plan and the
# consultation on it. Nouns that are not here are words of the topic ("hospitals", "prison places").
KINDS = _table(
    policy="plan strategy roadmap framework vision blueprint playbook manifesto",
    green_paper="green-paper",
    white_paper="white-paper command-paper",
    bill="bill act",
    regulations="regulation order",
    legislation="legislation law amendment",
    response="response reply",
    consultation="consultation call-for-evidence",
    review="review inquiry investigation evaluation audit study inspection assessment trial",
    report="report finding result outcome conclusion recommendation analysis publication paper "
    "summary document",
    impact_assessment="impact-assessment",
    business_case="business-case",
    terms_of_reference="terms-of-reference",
    data="data statistics figure estimate dashboard account list metric release dataset",
    guidance="guidance guideline code toolkit handbook code-of-practice advice",
    agreement="treaty agreement deal contract memorandum",
    scheme="scheme programme pilot initiative project service campaign rollout",
    standard="standard target requirement",
    decision="decision announcement",
    money="fund funding allocation grant settlement",
    people="taskforce commission panel board group council unit",
    details="detail information update statement proposal step timetable",
    draft="draft",
    approach="approach position",
)
# Sorts that are often said of the same thing: a review is published as a report.
NEAR_KINDS = frozenset(
    frozenset(pair)
    for pair in (
        ("review", "report"),
        ("policy", "report"),
        ("policy", "white paper"),
        ("data", "report"),
        ("scheme", "money"),
        ("scheme", "policy"),
        ("bill", "legislation"),
        ("regulations", "legislation"),
        ("standard", "regulations"),
        ("standard", "guidance"),
        ("guidance", "policy"),
        ("people", "review"),
        ("people", "report"),
        ("decision", "report"),
    )
)
# Several words that are one, as they stand after folding (names.py).
PHRASES = {
    tuple(phrase.split()): word
    for phrase, word in {
        "green paper": "green-paper",
        "white paper": "white-paper",
        "command paper": "command-paper",
        "impact assessment": "impact-assessment",
        "business case": "business-case",
        "term of reference": "terms-of-reference",
        "code of practice": "code-of-practice",
        "call for evidence": "call-for-evidence",
        "coming into force": "coming-into-force",
        "coming into effect": "coming-into-force",
        "entry into force": "coming-into-force",
        "entry into effect": "coming-into-force",
        "roll out": "rollout",
        "task force": "taskforce",
        "road map": "roadmap",
        "action plan": "plan",
        "delivery plan": "plan",
        "next step": "step",
        "per cent": "%",
        "northern ireland": "northern-ireland",
        "northern irish": "northern-ireland",
        "great britain": "britain",
        "united kingdom": "uk",
        "cross government": "cross-government",
        "long awaited": "awaited",
    }.items()
}
PHRASE_STARTS = frozenset(phrase[0] for phrase in PHRASES)
# "The publication of X" is X with its milestone; "a set of X" is X.
TRANSPARENT: dict[str, Milestone | None] = {
    "publication": "publication",
    "release": "publication",
    "introduction": None,
    "launch": None,
    "delivery": None,
    "rollout": "start",
    "start": "start",
    "beginning": "start",
    "commencement": "in force",
    "coming-into-force": "in force",
    "implementation": "in force",
    "completion": "completion",
    "conclusion": "completion",
    "finalisation": "completion",
    "version": None,
    "copy": None,
    "set": None,
    "package": None,
    "series": None,
    "suite": None,
    "range": None,
    "text": None,
    "content": None,
}
# "Further details of X" are said where X is said elsewhere: a vaguer promise of X.
DETAILS = frozenset({"detail", "information"})
# Of these, what also says so behind its noun: "the X rollout". A "publication" there is a thing.
TRAILING = _words(
    "introduction launch rollout commencement coming-into-force implementation completion"
)
KIND_MILESTONES: dict[str, Milestone] = {"consultation": "consultation", "response": "response"}

# Which state of a thing: two of them are two deliverables ("interim report", "final report").
STAGES = _table(
    draft="draft",
    interim="interim initial preliminary provisional emerging first-draft",
    final="final full finalised complete definitive",
)
# Words that say there was an earlier one.
EDITIONS = _words(
    "refreshed refresh renewed renewal revised revision updated successor replacement new-look"
    " reformed relaunched reissued"
)
PARTS = _words(
    "phase part stage module tranche volume wave round chapter annex step tier gateway "
    "instalment section schedule window cohort"
)
# What may stand before a head and names nothing.
EMPTY = _words(
    "new forthcoming upcoming awaited planned promised proposed intended delayed formal detailed "
    "comprehensive dedicated ambitious overall wider further more additional own official joint "
    "government governments hm cross-government crossgovernment national nationwide overarching "
    "landmark major bold next current existing latest subsequent such said same single clear "
    "specific separate standalone strategic fully first-ever ever full-length overdue "
    "nation's country's previous respective relevant key process exercise honourable gentleman "
    "million billion thousand"
)
DETERMINERS = _words(
    "a an the our its their this that these those my his her your any some all each every no it "
    "they them which what such one both"
)
PREPOSITIONS = _words(
    "of on for to into in with about from by at within under between against regarding concerning "
    "across towards toward through around over among via relating"
)
JOINERS = _words("and or & plus as well")
SMALL = DETERMINERS | PREPOSITIONS | JOINERS
IRREGULAR = {"children": "child", "woman": "women", "man": "men"}
# Two words for one field, where one name has the one and the other the other.
SYNONYMS = frozenset(
    frozenset(pair)
    for pair in (
        ("nhs", "health"), ("nhs", "healthcare"), ("health", "healthcare"), ("rail", "railway"),
        ("school", "education"), ("pupil", "student"), ("house", "housing"), ("home", "housing"),
    )
)  # fmt: skip
NO_PLURALS = frozenset({"wales", "series", "species", "news", "means"})
NATIONS = {
    "england": "England", "english": "England", "scotland": "Scotland", "scottish": "Scotland",
    "wales": "Wales", "welsh": "Wales", "northern-ireland": "Northern Ireland",
    "uk": "UK", "britain": "UK", "british": "UK",
}  # fmt: skip
# Words of many names, until the names at hand say otherwise: faint ones say what sort of paper or
# work it is, common ones name the great fields of government.
FAINT = _words(
    "annual statutory work working year term long short medium quarterly monthly weekly biennial "
    "update progress approach action outcome impact independent joint high low good practice use "
    "user need provider future better improvement delivery implementation development change "
    "support policy department ministry minister gov evaluation evidence recommendation proposal "
    "agency office council executive british country regional area group member time date "
    "management number nhs system sector body public local authority service result "
    "assessment committee modern level key programme england uk full reference decision "
    "reform report review study analysis summary document paper publication finding conclusion "
    "statement detail information guidance guideline advice consultation response reply strategy "
    "plan framework order rules requirement parliament house common commons lord lords "
    "funding money measure tackle tackling improve improving reduce reducing address addressing "
    "strengthen strengthening boost boosting drive driving enable enabling help helping"
)
COMMON = (
    _words(
        "health healthcare care social people person eu community access quality recovery "
        "transformation safe safer research economic economy growth industry industrial business "
        "market resource training education school child children young adult family housing "
        "home safety security environment environmental energy water transport rail road justice "
        "law legal tax digital technology innovation science data cost price workforce staff "
        "investment infrastructure planning skill employment welfare food international trade "
        "defence woman women man men girl"
    )
    | frozenset(KINDS) - FAINT
)
# Things that come again: said a year apart, they are two.
RECURRING = _words(
    "annual yearly quarterly monthly weekly biennial biannual termly statistic statistics account "
    "estimate allocation settlement uprating"
)
NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        _list(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
            "fifteen sixteen seventeen eighteen nineteen twenty"
        ),
    )
} | {"thirty": "30", "forty": "40", "fifty": "50", "hundred": "100"}
ORDINALS = {
    word: str(number + 1)
    for number, word in enumerate(
        _list("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"),
    )
}
ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8"}
MONTHS = {
    name: number
    for number, name in enumerate(
        _list(
            "january february march april may june july august september october november december"
        ),
        start=1,
    )
}
HORIZONS = {"long": "long", "longer": "long", "multi": "long", "medium": "medium", "mid": "medium",
            "short": "short", "shorter": "short"}  # fmt: skip

# Words of sentences about any promise, which say nothing of what is promised.
OFFICIALESE = _words(
    "will would shall should may can could must is are was were be been being has have had do does "
    "did not we us our i you he she they their its it this that these those which who whom whose "
    "what when where how why there here then than so also too very much many more most other "
    "others another any some all each both few such only own same just as if but nor yet and or of "
    "on for to into in with about from by at within under between against the a an up out over off "
    "per via before after during until since while through across around "
    "government ministers minister department departments secretary state official officials "
    "parliament house committee member members hon friend "
    "publish published publishing publication publishes set sets setting announce announced "
    "announcing announcement launch launched bring brought bringing forward lay laid deliver "
    "delivered delivering introduce introduced provide provided provides providing continue "
    "continues continuing make made making take taken taking ensure ensures ensuring include "
    "includes including included inform consider considered considering intend intends intended "
    "expect expects expected plan plans planned aim aims aiming commit committed commitment "
    "commitments remain remains due course date soon shortly imminently possible later next early "
    "late end new year years month months week weeks day days spring summer autumn winter time "
    "recess january february march april june july august september october november december "
    "further detail details full update updated information response responding respond "
    "consultation working work works currently already recently today now once ahead alongside "
    "way ways part need needs needed number one two three first second "
    "addition additionally therefore however well opportunity earliest received receive "
    "approximately around regarding relation order line commission hon right honourable gentleman "
    "lady million billion thousand write writing wrote written issue issued issuing consult "
    "consulting consulted respond report reported reporting reply"
)
