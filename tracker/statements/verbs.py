"""The verbs that matter here, by what each makes of a promise.

``OUTPUTS`` bring out a thing that can be looked for (publish, lay, respond), ``WORKS`` do so if it
is said what or when (deliver, review, build), ``STATES`` never do (remain, consider, support).
Verbs that are in none of the three promise something only by their date.
"""

from typing import Final

from tracker.dues.words import word_set

# Enough for a promise by themselves: what they bring out can be looked for.
OUTPUTS: Final = word_set(
    """
    announce appoint commence commission complete conclude consult enact finalise introduce issue
    launch lay legislate open publish ratify reintroduce reissue relaunch release reopen reply
    report republish respond sign submit table unveil
    """
)
# A promise with a date, or with a thing that somebody in charge will bring about.
WORKS: Final = word_set(
    """
    abolish achieve advise allocate amend assess audit award ban become begin brief bring build
    carry centralise circulate close collect come conduct confirm connect consolidate construct
    convene create cut decide decommission deliver deploy detail develop digitise dispatch
    distribute double draft eliminate enter equip eradicate establish evaluate expand extend finish
    follow gather go halve hand hire hold host implement increase inspect install invest invite join
    list make map merge migrate modernise move operate outline pause phase pilot place present
    procure produce provide publicise put reach recommission recruit redesign reduce reform refresh
    remove repeal replace retender retire return reveal review revise roll run scope seek set share
    simplify spend start streamline strengthen suspend switch take tender test train transfer trial
    undertake update upgrade upload withdraw write
    """
)
# Never a promise: they say how things are, or what somebody keeps doing.
STATES: Final = word_set(
    """
    abide act address adhere affect allow amount analyse answer appear apply ask assist be believe
    benefit collaborate comply consider continue contribute cooperate cost cover depend determine
    differ discuss drive enable encourage engage ensure examine exceed exist expect experience
    expire explain explore face fall focus form give grow guide have help impact improve include
    influence inform involve keep know lapse lead learn liaise like listen look maintain mean meet
    monitor need note play prevent prioritise promote protect recognise reflect rely remain
    represent require respect result rise say scrutinise see seem serve shape suffer support take-up
    target tell think total underpin understand value vary want work
    """
)
# They say nothing by themselves: "go" and "take" need what follows.
LIGHT: Final = word_set("become bring carry come enter go make put run set take")
# The sense of these lies in the word after them: "bring forward", "set out".
PARTICLES: Final = {
    "bring": {"forward", "out", "in", "into", "together"},
    "carry": {"out"},
    "come": {"forward", "into", "out", "back"},
    "enter": {"into", "service", "force"},
    "go": {"live", "ahead", "out"},
    "hand": {"over", "out"},
    "kick": {"off"},
    "make": {"available", "public"},
    "move": {"to"},
    "phase": {"in", "out"},
    "push": {"back"},
    "put": {"forward", "in", "out", "before"},
    "roll": {"out"},
    "set": {"out", "up"},
    "sign": {"off"},
    "stand": {"up", "down"},
    "take": {"forward", "place", "effect", "up", "on", "over"},
}
# With these particles a verb is as good as one of OUTPUTS.
STRONG_PHRASES: Final = frozenset({
    ("bring", "forward"), ("bring", "into"), ("come", "forward"), ("come", "into"),
    ("enter", "into"), ("go", "live"), ("hand", "over"), ("make", "available"), ("make", "public"),
    ("put", "forward"), ("roll", "out"), ("set", "out"), ("set", "up"), ("take", "effect"),
    ("take", "place"),
})  # fmt: skip
# What happens on a day by itself, told in the present of a timetable or in the past.
HAPPENS: Final = word_set(
    "begin close come commence conclude end enter finish go kick launch open start take"
)
# Who no longer plans to do so takes nothing away.
TAKES_AWAY: Final = word_set("abolish axe close cut end reduce remove sell shut withdraw")
# They tell of a promise that is late, halted (a kind of late), given up, or put into another.
DELAYS: Final = word_set("defer delay halt pause postpone push reschedule slip suspend")
PAUSES: Final = word_set("halt pause suspend")
DROPS: Final = word_set(
    "abandon abort axe cancel discontinue ditch drop scrap shelve terminate withdraw"
)
MERGES: Final = word_set(
    "absorb amalgamate combine consolidate fold incorporate integrate merge roll subsume"
)
# They lead a promise: "intends to publish", "we expect it to report".
INTENDS: Final = word_set(
    "aim anticipate commit expect hope intend plan pledge prepare promise propose undertake"
)
# They tell of words: "said in March that".
SAYS: Final = word_set(
    """
    add admit announce claim confirm declare disclose explain indicate insist note pledge promise
    reply report respond reveal say state stress suggest tell understand warn write
    """
)
# What those who only ask and advise do.
ASKS: Final = word_set(
    "argue ask call demand expect need press propose recommend request suggest urge want"
)
# They decide nothing here, but their forms must be known as those of verbs.
_OTHERS: Final = word_set(
    """
    accept agree buy choose draw estimate find freeze hear pay project rebuild receive schedule sell
    send show stand teach threaten
    """
)
KNOWN: Final = (
    OUTPUTS | WORKS | HAPPENS | STATES | DELAYS | DROPS | MERGES | INTENDS | SAYS | ASKS | _OTHERS
)
